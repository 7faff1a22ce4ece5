"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.consultations.retention import due_of
from participation.kit.privacy import MAP_BASIS, NAMELESS, OFFICIAL, WITH_ACCOUNT, Activity, Held
from participation.opinions.actions import sweep_answers
from participation.opinions.spans import ANSWERS

HELD = (
    Held("opinion_map", ("drafted_by_id",), "Wer ein Meinungsbild vorbereitet hat", OFFICIAL),
    Held("opinion_statement", ("author_id", "decided_by_id", "text", "reason"), "Aussage: wer sie schrieb und wer über sie entschied", NAMELESS),
    Held("opinion_file", ("requested_by_id",), "Wer die Antworten eines Meinungsbilds als Tabellen mitgenommen hat", OFFICIAL),
    Held(
        "opinion_answer",
        ("person_id", "mark", "answered_on"),
        "Was ein Mensch zu einer Aussage sagt, damit es einmal zählt und geändert werden kann",
        f"{ANSWERS.until}; oder {WITH_ACCOUNT}",
        due_of(ANSWERS, "opinion_answer"),
        sweep_answers,
        ANSWERS,
    ),
)

ACTIVITY = Activity(
    "Meinungsbilder",
    basis=MAP_BASIS,
    people="Personen mit Konto",
    recipients="Alle, die die Seite lesen (Aussagen und Ergebnisse ohne Namen, kleine Gruppen nicht); Ratsmitglieder und Verwaltung (Antworten ohne Namen)",
    held=HELD,
)
"""For the register of processing."""
