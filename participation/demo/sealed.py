"""Two encrypted votes: one takes ballots, one is closed and waits for its trustees. Their private keys lie beside the example's data."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.demo.events import Diary
from participation.demo.people import Cast
from participation.encrypted.board import read
from participation.encrypted.casting import cast_encrypted, hand_out_credential
from participation.encrypted.jobs import post_tally_of, prepare_election
from participation.encrypted.mails import trustee_url
from participation.encrypted.queries import opened_election
from participation.encrypted.setup_actions import open_encrypted_vote, request_preparation
from participation.encrypted.trustee_actions import hand_in_key, name_trustee
from participation.kit import clock
from participation.kit.sealing import seals_of
from participation.methods.proof.belenios.ballots import make_ballot
from participation.methods.proof.belenios.groups import BELENIOS_2048
from participation.methods.proof.belenios.trustees import new_private_key, write_private_key, write_public_key
from participation.settings import Settings
from participation.votes.actions import VoteDraft, close_vote, draft_vote
from participation.votes.models import Vote

DAY = timedelta(days=1)
FOLDER = "treuhand"
LINKS = "links.txt"
TRUSTEES = (("Erna Beck", "beck"), ("Olaf Ruh", "ruh"))
SAID = "Die Stimmen sind verschlüsselt, auch für die Stadt. Ausgezählt wird nur, wenn beide Treuhänder:innen mitwirken."


def note_sealed_votes(
    session: Session, cast: Cast, consultation: Consultation, voters: int, settings: Settings, today: datetime, diary: Diary
) -> None:
    """Both votes, from the keys to the ballots."""
    running = VoteDraft(
        title="Soll der Vorplatz autofrei werden?",
        question="Soll der Vorplatz der Stadthalle autofrei werden?",
        introduction=SAID,
        rule="yes-no",
        secrecy="encrypted",
        replaceable=True,
        opens_at=today - 2 * DAY,
        closes_at=today + 16 * DAY,
    )
    over = replace(
        running,
        title="Soll die Halle sonntags offen sein?",
        question="Soll die Stadthalle sonntags für alle offen sein?",
        opens_at=today - 2 * DAY - timedelta(hours=12),
        closes_at=today - timedelta(hours=1),
    )
    for name, draft in (("laeuft", running), ("beendet", over)):
        kept = _note(session, cast, consultation, draft, name, voters, settings, diary)
    diary.note(today - timedelta(hours=1), lambda now: _close(session, consultation, kept[0], now))


def _note(
    session: Session, cast: Cast, consultation: Consultation, draft: VoteDraft, name: str, voters: int, settings: Settings, diary: Diary
) -> list[Vote]:
    kept: list[Vote] = []
    begins = draft.opens_at or clock.now()
    diary.note(begins - DAY, lambda now: _prepare(session, cast, consultation, draft, kept, name, settings, now))
    diary.note(begins, lambda now: open_encrypted_vote(session, cast["moderator"], consultation, kept[0], now))
    diary.note(begins + DAY, lambda now: _vote(session, cast, consultation, kept[0], voters, settings, now))
    return kept


def _prepare(
    session: Session, cast: Cast, consultation: Consultation, draft: VoteDraft, kept: list[Vote], name: str, settings: Settings, now: datetime
) -> None:
    vote = draft_vote(session, cast["moderator"], consultation, draft, now)
    folder = settings.var_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for called, short in TRUSTEES:
        email = f"{short}@demo.example"
        trustee, code = name_trustee(session, cast["moderator"], consultation, vote, called, email, settings, now)
        private = new_private_key(BELENIOS_2048, secrets.token_bytes)
        hand_in_key(session, vote, trustee, write_public_key(BELENIOS_2048, private, secrets.token_bytes), now)
        file = folder / f"{name}-{short}.privkey"
        file.write_text(write_private_key(private))
        file.chmod(0o600)
        with (folder / LINKS).open("a") as links:
            links.write(f"{called}, „{vote.title}“: {trustee_url(settings, code)}  {file}\n")
    election = request_preparation(session, cast["moderator"], consultation, vote, now)
    session.commit()
    prepare_election(election.id)
    session.refresh(election)
    kept.append(vote)


def _vote(session: Session, cast: Cast, consultation: Consultation, vote: Vote, voters: int, settings: Settings, now: datetime) -> None:
    """Some residents vote; what their browsers would do is done here."""
    random = Random(vote.title)  # noqa: S311  # an invented town
    for person in cast.residents[:voters]:
        secret = hand_out_credential(session, person, consultation, vote, seals_of(settings), now)
        chosen = random.choice((1, 1, 1, 2, 2, 3))
        marks = [int(place == chosen) for place in range(4)]
        ballot = make_ballot(read(opened_election(session, vote).text or ""), secret, [marks], secrets.token_bytes)
        cast_encrypted(session, person, consultation, vote, ballot, now)


def _close(session: Session, consultation: Consultation, vote: Vote, now: datetime) -> None:
    close_vote(session, None, consultation, vote, now)
    session.commit()
    post_tally_of(vote.id)


def trustees_links(var_dir: Path) -> list[str]:
    """Where the example's trustees find their pages, and their keys."""
    file = var_dir / FOLDER / LINKS
    return file.read_text().splitlines() if file.exists() else []
