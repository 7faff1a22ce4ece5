"""Meetings: planned, registered for, and who is let in."""
