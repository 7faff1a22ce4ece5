"""What other rooms may react to."""

from __future__ import annotations

from blinker import signal

proposal_grew = signal("proposal-grew")
"""Sent by the session when a proposal that grew from a contribution becomes public; named: contribution_id, proposal_id, consultation_id, author_id, url, now."""
