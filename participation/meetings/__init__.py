"""Meetings in the hall and at home: announced, held with a desk, phones and a projector, and kept in minutes."""
