"""Surveys: a definition that is uploaded, answered page by page, and told in shares that protect small groups."""
