"""Moderation: one queue over all that people write or show, decisions with reasons, appeals, the public log."""
