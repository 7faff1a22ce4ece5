"""Organisations that the city has checked, and the people who may write in their name."""
