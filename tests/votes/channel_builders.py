"""Rolls of codes, counters and papers for the tests' world, made through the same actions as a click."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.codes import new_code
from participation.kit.sealing import Seals, seals_of
from participation.votes.actions import open_vote
from participation.votes.casting import Receipt, cast_ballot
from participation.votes.channel_models import RollEntry
from participation.votes.code_actions import voting_code_print
from participation.votes.counter_actions import OnRoll, give_code, mark_paper
from participation.votes.models import Vote
from participation.votes.queries import holder_by_code
from participation.votes.roll_actions import make_plain_codes
from participation.votes.trackers import new_cast_key
from participation.votes.urn import DirectUrn
from participation.votes.voters import CodeHolder
from tests.builders import an_administrator
from tests.conftest import settings_for
from tests.votes.builders import OPENS, a_draft, a_voting_consultation, consultation_of

HEADER = ("Nr.", "Familienname", "Vorname", "Straße", "Hausnummer", "PLZ", "Ort")


def the_seals(app: Flask | None = None) -> Seals:
    """The seals of the tests' installation."""
    return seals_of(app.extensions["settings"] if app is not None else settings_for("sqlite://", __file__))  # type: ignore[arg-type]  # only its keys are used


def a_voter_row(number: int) -> tuple[str, ...]:
    """One voter of a list."""
    return (str(1000 + number), f"Müller-{number}", "Kim", "Lindenstraße", str(number), "12345", "Auenstedt")


def a_list(rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> bytes:
    """A list as an office sends it."""
    return "\r\n".join(";".join(row) for row in (header, *rows)).encode("cp1252")


def a_code_draft(session: Session, entries: int = 3, consultation: Consultation | None = None, **changes: object) -> Vote:
    """A complete draft whose roll is a number of codes."""
    consultation = consultation or a_voting_consultation(session)
    actor = an_administrator(session)
    vote = a_draft(session, consultation, actor, roll_kind="codes", **changes)  # type: ignore[arg-type]  # columns
    if entries:
        make_plain_codes(session, actor, consultation, vote, entries, OPENS)
    return vote


def a_code_vote(session: Session, entries: int = 3, consultation: Consultation | None = None, **changes: object) -> Vote:
    """A vote by codes that takes ballots at the tests' noon."""
    vote = a_code_draft(session, entries, consultation, **changes)
    return open_vote(session, an_administrator(session), consultation_of(session, vote), vote, OPENS)


def entries_of(session: Session, vote: Vote) -> list[RollEntry]:
    """Everybody on its roll."""
    return list(session.scalars(select(RollEntry).where(RollEntry.vote_id == vote.id).order_by(RollEntry.id)))


def a_letter(session: Session, vote: Vote, place: int = 0, code: str = "") -> str:
    """The code of a letter that one entry got."""
    code, entry = code or new_code(), entries_of(session, vote)[place]
    entry.code_hash = voting_code_print(the_seals(), code)
    session.flush()
    return code


def holder(session: Session, code: str) -> CodeHolder:
    """Whoever holds this code."""
    found = holder_by_code(session, voting_code_print(the_seals(), code))
    assert found is not None
    return found


def a_counter_code(session: Session, vote: Vote, who: OnRoll, at: datetime | None = None) -> str:
    """A code handed out at the counter."""
    return give_code(session, an_administrator(session), consultation_of(session, vote), vote, who, the_seals(), at or clock.now())


def a_paper_mark(session: Session, vote: Vote, who: OnRoll, actor: Person | None = None) -> None:
    """Somebody handed in a paper."""
    mark_paper(session, actor or an_administrator(session), consultation_of(session, vote), vote, who, clock.now())


def cast_by_code(
    session: Session, vote: Vote, code: str | CodeHolder, marks: tuple[int, ...] = (1,), key: str = "", at: datetime | None = None
) -> Receipt:
    """One ballot by a code."""
    now = at or clock.now()
    voter = code if isinstance(code, CodeHolder) else holder(session, code)
    return cast_ballot(session, voter, consultation_of(session, vote), vote, marks, key or new_cast_key(), DirectUrn(session, lambda: now), now)
