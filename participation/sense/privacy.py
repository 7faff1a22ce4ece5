"""Which columns of this room hold personal data. Who coded what is the staff's own: it is on no page of residents and in no report."""

from __future__ import annotations

from participation.kit.privacy import OFFICIAL, TASK_BASIS, Activity, Held

HELD = (
    Held(
        "sense_round",
        ("started_by_id", "first_coder_id", "second_coder_id"),
        "Wer eine Runde begonnen und wer Texte kodiert hat, damit zwei Menschen unabhängig voneinander kodieren",
        OFFICIAL,
    ),
    Held("sense_report", ("drafted_by_id", "published_by_id"), "Wer einen Bericht geschrieben und veröffentlicht hat", OFFICIAL),
)
"""Texts are not copied: codings and citations hold their kind and number, and what is deleted there is no longer shown here."""

ACTIVITY = Activity(
    "Auswerten von Texten",
    basis=TASK_BASIS,
    people="Personen der Verwaltung, die kodieren und berichten",
    recipients="Alle, die die Seite lesen (der Bericht); nur die zuständigen Personen der Verwaltung und der Moderation",
    held=HELD,
)
"""For the register of processing."""
