"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import OFFICIAL, OPINION_BASIS, Activity, Held
from participation.meetings.retention import attendees_due, questions_due, registrations_due, sweep_attendees, sweep_questions, sweep_registrations

HELD = (
    Held(
        "meeting_registration",
        ("person_id", "name", "email", "needs", "public_id"),
        "Wer zu einer Sitzung kommt; was jemand dort braucht, ist verschlüsselt",
        "was jemand braucht, am Tag nach der Sitzung; alles andere 30 Tage nach ihr; nicht bestätigt: 2 Tage; sofort, wenn die Person sich abmeldet",
        due=registrations_due,
        sweep=sweep_registrations,
    ),
    Held(
        "attendee",
        ("person_id", "name", "token_hash", "checked_in_by_id"),
        "Wer an einer Sitzung teilnimmt",
        "30 Tage nach der Sitzung; wie viele da waren, bleibt",
        due=attendees_due,
        sweep=sweep_attendees,
    ),
    Held(
        "wall_question",
        ("text", "answer", "reason"),
        "Fragen aus dem Saal und was die Moderation dazu festhielt",
        "30 Tage nach der Sitzung; was im Protokoll steht, bleibt",
        due=questions_due,
        sweep=sweep_questions,
    ),
    Held("meeting_groups", ("asked_by_id",), "Wer kleine Gruppen bilden ließ (die Gruppen selbst nennen nur Nummern)", OFFICIAL),
    Held("meeting_note", ("body", "written_by_id"), "Notizen am Pult für das Protokoll", OFFICIAL),
    Held("minutes_edition", ("text", "changed_by_id"), "Protokoll einer Sitzung und wer es zuletzt geändert hat", OFFICIAL),
    Held("minutes_approval", ("person_id",), "Wer ein Protokoll freigegeben hat", OFFICIAL),
)

ACTIVITY = Activity(
    "Sitzungen",
    basis=OPINION_BASIS,
    people="Menschen, die sich zu einer Sitzung anmelden oder an ihr teilnehmen, mit und ohne Konto",
    recipients="Moderation der Beteiligung; alle im Saal (Namen der Redeliste)",
    held=HELD,
)
"""For the register of processing."""
