"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.consultations.retention import due_of
from participation.discussions.following_actions import sweep_visits
from participation.discussions.spans import VISITS
from participation.kit.privacy import NAMELESS, OFFICIAL, OPINION_BASIS, WITH_ACCOUNT, Activity, Held

HELD = (
    Held("contribution", ("author_id", "author_position", "origin", "body", "hidden_reason"), "Beitrag zu einer Diskussion", NAMELESS),
    Held("rating", ("person_id",), "Ein Mensch bewertet einmal", NAMELESS),
    Held("follow", ("person_id",), "Diskussionen, denen jemand folgt", WITH_ACCOUNT),
    Held(
        "thread_visit",
        ("person_id",),
        "Was seit dem letzten Besuch neu ist",
        f"{VISITS.until}; oder {WITH_ACCOUNT}",
        due_of(VISITS, "thread_visit"),
        sweep_visits,
        VISITS,
    ),
    Held("topic", ("opened_by_id",), "Wer ein Thema eröffnet hat", OFFICIAL),
    Held("discussion", ("outcome_by_id",), "Wer das Ergebnis geschrieben hat", OFFICIAL),
    Held("thread_summary", ("written_by_id",), "Wer eine Zusammenfassung geschrieben hat", OFFICIAL),
    Held("summary_objection", ("person_id", "reason", "replied_by_id"), "Einspruch gegen eine Zusammenfassung", NAMELESS),
)

ACTIVITY = Activity(
    "Diskussionen, Meldungen und Zusammenfassungen",
    basis=OPINION_BASIS,
    people="Personen mit Konto",
    recipients="Alle, die die Seite lesen (veröffentlichte Texte unter dem gewählten Namen); Moderation und Verwaltung; Meldungen liest nur die Moderation",
    held=HELD,
)
"""For the register of processing."""
