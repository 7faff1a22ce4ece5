"""What this room tells the others."""

from __future__ import annotations

from blinker import Signal

consultation_published = Signal("Sent with the session; named: consultation, now.")
consultation_closed = Signal("Sent with the session when a consultation is closed for good; named: consultation, actor, now.")
text_removed = Signal("Sent with the session when somebody took a text of their own away; named: kind, number, now.")
consultation_copied = Signal("Sent with the session when a draft began with another's setting; named: source, copy.")
span_shortened = Signal("Sent with the session when something is kept for fewer days than before; named: consultation, span (its key), days.")
answered_in_place = Signal("Sent with the session when a question or recommendation got its answer where it stands; named: kind, number, now.")
