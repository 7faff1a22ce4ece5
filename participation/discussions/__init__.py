"""Contributions in two levels, their ratings, and the reports that moderators work through."""
