"""Suggested changes of a proposal's text: seen as a difference, discussed, accepted or rejected with a reason."""
