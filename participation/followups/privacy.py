"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.followups.note_actions import delete_old_notes, notes_due
from participation.kit.privacy import OFFICIAL, TASK_BASIS, WITH_ACCOUNT, Activity, Held

QUESTION = "bleibt bei der Antwort stehen; die Worte gehen, wenn die Person ihre Frage löscht"

HELD = (
    Held("office_member", ("person_id",), "Wer für ein Amt arbeitet", f"bis das Amt die Person entfernt, oder {WITH_ACCOUNT}"),
    Held("assignment", ("assigned_by_id", "statement", "statement_by_id"), "Auftrag an ein Amt und dessen Stellungnahme", OFFICIAL),
    Held(
        "work_note",
        ("author_id", "body"),
        "Notiz für die Bearbeitung, nie öffentlich",
        "zwei Jahre, nachdem sie geschrieben wurde",
        due=notes_due,
        sweep=delete_old_notes,
    ),
    Held("note_mention", ("person_id",), "Wen eine Notiz anspricht", f"mit der Notiz, oder {WITH_ACCOUNT}"),
    Held(
        "matter",
        ("title", "body", "answer", "opened_by_id"),
        "Frage oder Empfehlung, die auf Antwort wartet, ohne den Namen derer, die gefragt haben",
        QUESTION,
    ),
    Held("answer_plan", ("author_id", "body", "released_by_id"), "Antwort, die später veröffentlicht wird, und wer sie freigab", OFFICIAL),
    Held("answer_report", ("added_by_id",), "Wer ein Gutachten angehängt hat", OFFICIAL),
    Held("bulk_answer", ("author_id",), "Wer mehrere Vorschläge zugleich beantwortet hat", OFFICIAL),
)

ACTIVITY = Activity(
    "Antworten der Stadt und Aufträge an Ämter",
    basis=TASK_BASIS,
    people="Personen der Verwaltung",
    recipients="Alle, die die Seite lesen (Antworten mit Amt); die beteiligten Ämter",
    held=HELD,
)
"""For the register of processing."""
