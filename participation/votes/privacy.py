"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import Held

HELD = (
    Held("roll_mark", ("person_id",), "Wer abgestimmt hat, ohne Zeit und ohne Wahl", "bleibt: niemand stimmt zweimal ab"),
    Held(
        "open_ballot",
        ("person_id", "marks", "tracker"),
        "Offene Abstimmung: Name und Wahl sind mit Ansage öffentlich",
        "bleibt als Nachweis der Zählung",
    ),
)
