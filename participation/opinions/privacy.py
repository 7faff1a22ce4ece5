"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import NAMELESS, OFFICIAL, OPINION_BASIS, WITH_ACCOUNT, Activity, Held, rolling
from participation.opinions.actions import ANSWERS_KEPT, sweep_answers
from participation.opinions.models import Answer, OpinionMap

HELD = (
    Held("opinion_map", ("drafted_by_id",), "Wer ein Meinungsbild vorbereitet hat", OFFICIAL),
    Held("opinion_statement", ("author_id", "decided_by_id", "text", "reason"), "Aussage: wer sie schrieb und wer über sie entschied", NAMELESS),
    Held("opinion_file", ("requested_by_id",), "Wer die Antworten eines Meinungsbilds als Tabellen mitgenommen hat", OFFICIAL),
    Held(
        "opinion_answer",
        ("person_id", "mark", "answered_on"),
        "Was ein Mensch zu einer Aussage sagt, damit es einmal zählt und geändert werden kann",
        f"ein Jahr nach dem Ende des Meinungsbilds, oder {WITH_ACCOUNT}",
        rolling("opinion_answer", OpinionMap.closed_at, ANSWERS_KEPT, Answer.map_id == OpinionMap.id, OpinionMap.forgotten_at.is_(None)),
        sweep_answers,
    ),
)

ACTIVITY = Activity(
    "Meinungsbilder",
    basis=OPINION_BASIS,
    people="Personen mit Konto",
    recipients="Alle, die die Seite lesen (Aussagen und Ergebnisse ohne Namen, kleine Gruppen nicht); Ratsmitglieder und Verwaltung (Antworten ohne Namen)",
    held=HELD,
)
"""For the register of processing."""
