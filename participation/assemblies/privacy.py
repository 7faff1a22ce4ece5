"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import COUNCIL_BASIS, OFFICIAL, Activity, Held

_WORK = "bleibt als Ergebnis des Bürgerrats; öffentlich steht kein Name"

HELD = (
    Held("attendance", ("seat_id",), "Wer bei einer Sitzung war, für Beschlussfähigkeit und Entschädigung", _WORK),
    Held("recommendation_version", ("seat_id", "body"), "Wer an einer Empfehlung schrieb", _WORK),
    Held("member_note", ("seat_id", "author_id", "body"), "Anmerkung eines Mitglieds zu einem Entwurf", _WORK),
    Held("dissent", ("seat_id", "body"), "Abweichende Meinung", _WORK),
    Held("dissent_backer", ("seat_id",), "Wer eine abweichende Meinung teilt", _WORK),
    Held("council_vote", ("entered_by_id", "confirmed_by_id"), "Wer ein Abstimmungsergebnis eingetragen und bestätigt hat", OFFICIAL),
    Held("recommendation_step", ("written_by_id",), "Wer über die Umsetzung berichtet hat", OFFICIAL),
    Held(
        "sitting_expert", ("name", "role", "statement", "interests"), "Fachleute einer Sitzung, mit Ansage öffentlich", "bleibt als Teil der Sitzung"
    ),
    Held("sitting_groups", ("plan",), "Zufällige Aufteilung der Mitglieder in Gruppen", _WORK),
)

ACTIVITY = Activity(
    "Bürgerrat: Sitzungen und Gutachten",
    basis=COUNCIL_BASIS,
    people="Mitglieder; Fachleute",
    recipients="Alle, die die Seite lesen (Gutachten ohne Namen, Fachleute mit Ansage); die Mitglieder",
    held=HELD,
)
"""For the register of processing."""
