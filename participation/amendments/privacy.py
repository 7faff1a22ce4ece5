"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import NAMELESS, Held

HELD = (
    Held(
        "amendment",
        ("author_id", "decided_by_id", "body", "reason", "base_body", "decision_reason", "hidden_reason"),
        "Änderungsvorschlag: wer ihn schrieb und wer entschied",
        NAMELESS,
    ),
)
