"""What rooms that stand on this one react to."""

from __future__ import annotations

from blinker import signal

encrypted_urn_closes = signal("encrypted-urn-closes")
"""Sent by an encrypted vote while it is closed, inside that transaction, with `session` and `now`. The room that keeps its ballots ends its
board and answers with the number of ballots that count and the hash that fixes them."""
