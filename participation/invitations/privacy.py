"""Which columns of this room hold personal data."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from participation.invitations.jobs import KINDS, letters_dir
from participation.invitations.letter_actions import expire_letters
from participation.invitations.models import LetterBatch, RegisterImport
from participation.invitations.sweep_actions import UNREAD_KEPT, UNREAD_STATES, earlier_due, register_due, sweep_councils, sweep_earlier, sweep_unread
from participation.kit.privacy import COUNCIL_BASIS, Activity, Held, rolling
from participation.kit.sealed_files import delete_files
from participation.kit.work import WorkState

_DAY = "der Löschtag des Bürgerrats (`council.delete_on`)"


def _sweep_letters(session: Session, now: datetime) -> int:
    gone = expire_letters(session, now)
    for name in gone:
        delete_files(letters_dir(), name, KINDS)
    return len(gone)


HELD = (
    Held(
        "register_person",
        ("sealed", "fingerprint", "home", "ticket", "district", "age", "sex"),
        "Auslosung und Brief",
        _DAY,
        register_due,
        sweep_councils,
    ),
    Held(
        "register_import",
        ("actor_id", "file_name", "content"),
        "Einlesen des Melderegisters (verschlüsselt)",
        "bis eingelesen, sonst einen Tag",
        rolling("register_import", RegisterImport.touched_at, UNREAD_KEPT, RegisterImport.state.in_(UNREAD_STATES)),
        sweep_unread,
    ),
    Held("invitation", ("number", "code_hash", "register_person_id"), "Zuordnung der Antwort zum Brief", _DAY),
    Held("council_answer", ("invitation_id", "sealed", "home"), "Lostopf; Merkmale mit Einwilligung", _DAY),
    Held(
        "letter_batch",
        ("requested_by_id", "stored_name"),
        "Briefe zum Drucken (verschlüsselte Datei)",
        "drei Tage",
        rolling("letter_batch", LetterBatch.expires_at, timedelta(0), LetterBatch.state == WorkState.READY),
        _sweep_letters,
    ),
    Held("earlier_invitation", ("fingerprint",), "Niemand wird zu oft eingeladen (nur Schlüsselhash)", "fünf Jahre", earlier_due, sweep_earlier),
)

ACTIVITY = Activity(
    "Bürgerrat: Einladung",
    basis=COUNCIL_BASIS,
    people="Zufällig Eingeladene aus dem Melderegister",
    recipients="Die zuständigen Personen der Verwaltung; die Druckerei der Briefe, wenn die Stadt eine beauftragt",
    held=HELD,
)
"""For the register of processing."""
