"""The example of an invented town, made through the same actions as a person's click."""
