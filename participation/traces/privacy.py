"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import OFFICIAL, Held

HELD = (Held("trace_link", ("made_by_id", "part_text"), "Wer gesagt hat, dass eins aus dem anderen wurde, und der Wortlaut der Frage", OFFICIAL),)
