"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import OFFICIAL, TASK_BASIS, Activity, Held

HELD = (
    Held(
        "council_paper_step",
        ("resolution",),
        "Beschluss im Wortlaut, wie ihn das Ratsinformationssystem veröffentlicht; er kann Namen nennen",
        OFFICIAL,
    ),
    Held("council_paper_answer", ("content",), "Antwort des Ratsinformationssystems; sie kann Namen nennen", OFFICIAL),
)

ACTIVITY = Activity(
    "Vorlagen aus dem Ratsinformationssystem",
    basis=TASK_BASIS,
    people="Personen, die in öffentlichen Beschlüssen genannt sind",
    recipients="Alle, die die Seite lesen",
    held=HELD,
)
"""For the register of processing."""
