"""What other rooms may react to."""

from __future__ import annotations

from blinker import signal

contributions_changed = signal("contributions-changed")
"""Sent by the session, with `subject_kind`, `subject_id`, `count`: how many contributions of a subject can be read now, and
`contested`: of its arguments for and those against, how many the fewer are; None where that has not changed."""
