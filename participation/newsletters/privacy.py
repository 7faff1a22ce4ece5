"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import OFFICIAL, WITH_ACCOUNT, Held

HELD = (
    Held(
        "consultation_follow",
        ("person_id",),
        "Wer einer Beteiligung folgt und ihren Newsletter bekommt",
        f"bis die Person abbestellt, oder {WITH_ACCOUNT}",
    ),
    Held("newsletter", ("author_id",), "Wer einen Newsletter geschrieben hat", OFFICIAL),
)
