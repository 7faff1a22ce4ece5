"""The council at work: sittings, small groups, recommendations, and what became of each."""
