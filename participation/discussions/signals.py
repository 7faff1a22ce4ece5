"""What other rooms may react to."""

from __future__ import annotations

from blinker import signal

contributions_changed = signal("contributions-changed")
"""Sent by the session, with `subject_kind`, `subject_id` and `count`: how many contributions of a subject can be read now."""
