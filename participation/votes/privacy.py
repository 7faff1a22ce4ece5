"""Which columns of this room hold personal data."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from participation.consultations.retention import due_of
from participation.kit.privacy import OFFICIAL, VOTE_BASIS, Activity, Held, rolling
from participation.kit.sealed_files import delete_files
from participation.kit.work import WorkState
from participation.votes.channel_models import RollImport, VoteLetterBatch
from participation.votes.code_actions import expire_code_letters
from participation.votes.jobs import KINDS, letters_dir
from participation.votes.roll_sweeps import (
    UNREAD_KEPT,
    UNREAD_STATES,
    roll_due,
    sweep_counter_codes,
    sweep_roll_names,
    sweep_unread_lists,
)
from participation.votes.spans import CODES


def _sweep_letters(session: Session, now: datetime) -> int:
    gone = expire_code_letters(session, now)
    for name in gone:
        delete_files(letters_dir(), name, KINDS)
    return len(gone)


HELD = (
    Held("roll_mark", ("person_id",), "Wer abgestimmt hat, ohne Zeit und ohne Wahl", "bleibt: niemand stimmt zweimal ab"),
    Held(
        "open_ballot",
        ("person_id", "marks", "tracker"),
        "Offene Abstimmung: Name und Wahl sind mit Ansage öffentlich",
        "bleibt als Nachweis der Zählung",
    ),
    Held(
        "roll_entry",
        ("sealed", "number", "code_hash"),
        "Wählerverzeichnis und Brief (Name und Anschrift verschlüsselt)",
        "Name, Anschrift und Code: der Löschtag der Liste (`roll_import.delete_on`); die Nummer bleibt mit dem Haken",
        roll_due,
        sweep_roll_names,
    ),
    Held(
        "roll_import",
        ("actor_id", "file_name", "content"),
        "Einlesen des Wählerverzeichnisses (verschlüsselt)",
        "die Datei bis eingelesen, sonst einen Tag",
        rolling("roll_import", RollImport.touched_at, UNREAD_KEPT, RollImport.state.in_(UNREAD_STATES)),
        sweep_unread_lists,
    ),
    Held("entry_mark", ("entry_id",), "Welcher Eintrag abgestimmt hat, ohne Zeit und ohne Wahl", "bleibt: niemand stimmt zweimal ab"),
    Held(
        "vote_letter_batch",
        ("requested_by_id", "stored_name"),
        "Briefe mit Codes zum Drucken (verschlüsselte Datei)",
        "drei Tage",
        rolling("vote_letter_batch", VoteLetterBatch.expires_at, timedelta(0), VoteLetterBatch.state == WorkState.READY),
        _sweep_letters,
    ),
    Held(
        "counter_code",
        ("person_id", "code_hash", "given_by_id"),
        "Wer am Schalter einen Code bekam",
        CODES.until,
        due_of(CODES, "counter_code"),
        sweep_counter_codes,
        CODES,
    ),
    Held("vote_step_request", ("asked_by_id",), "Wer einen Schritt zu zweit beantragt hat", "bis er bestätigt oder zurückgenommen ist"),
    Held("paper_batch", ("opened_by_id", "first_by_id", "second_by_id", "third_by_id"), "Wer Stimmzettel auf Papier eingetragen hat", OFFICIAL),
    Held("outage", ("told_by_id",), "Wer die Notbremse zog oder einen Ausfall meldete", OFFICIAL),
)

ACTIVITY = Activity(
    "Abstimmungen",
    basis=VOTE_BASIS,
    people="Stimmberechtigte; Personen der Verwaltung, die eine Abstimmung führen",
    recipients="Alle, die die Seite lesen (Ergebnis; bei offener Abstimmung mit Ansage auch Name und Wahl); die Druckerei der Briefe, wenn die Stadt eine beauftragt",
    held=HELD,
)
"""For the register of processing."""
