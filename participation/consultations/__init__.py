"""The frame that everything takes place in: a consultation, its phases, what is open now."""
