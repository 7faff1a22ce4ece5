"""Votes for the tests' world, made through the same actions as a click."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.phases import PhaseKind
from participation.consultations.queries import consultation_by_id
from participation.kit import clock
from participation.votes.actions import Option, VoteDraft, close_vote, draft_vote, open_vote, tally_vote
from participation.votes.casting import Receipt, cast_ballot
from participation.votes.models import Vote
from participation.votes.trackers import new_cast_key
from participation.votes.urn import DirectUrn
from tests.builders import START, a_consultation, a_resident, an_administrator

VARIANTS = ("Sanierung des Bestands", "Teilabriss und Anbau", "Neubau am Bahnhof", "Kein Vorhaben")
OPENS = START + timedelta(days=5)
CLOSES = START + timedelta(days=30)
"""The votes of these tests run in October, around the tests' usual noon; their consultation votes all month."""
AFTER = CLOSES + timedelta(hours=1)


def a_voting_consultation(session: Session, title: str = "Stadthalle und Quartier") -> Consultation:
    """A consultation whose voting phase is running at the tests' noon."""
    return a_consultation(session, title, phases=((PhaseKind.VOTE, START, START + timedelta(days=40)),))


def a_draft(
    session: Session, consultation: Consultation, actor: Person | None = None, options: tuple[str, ...] = VARIANTS, **changes: object
) -> Vote:
    """A complete draft: ranked, secret, for verified residents."""
    values: dict[str, object] = {
        "title": "Zukunft der Stadthalle",
        "question": "Was soll aus der Stadthalle werden?",
        "introduction": "Der Rat fragt Sie nach **vier** Varianten.",
        "rule": "irv",
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "options": [Option(title) for title in options],
    }
    return draft_vote(
        session,
        actor or an_administrator(session),
        consultation,
        VoteDraft(**{**values, **changes}),
        clock.now(),  # type: ignore[arg-type]  # names checked by the dataclass
    )


def an_open_vote(session: Session, consultation: Consultation | None = None, **changes: object) -> Vote:
    """A vote that takes ballots at the tests' noon."""
    consultation = consultation or a_voting_consultation(session)
    actor = an_administrator(session)
    vote = a_draft(session, consultation, actor, **changes)  # type: ignore[arg-type]  # options and columns
    return open_vote(session, actor, consultation, vote, OPENS)


def consultation_of(session: Session, vote: Vote) -> Consultation:
    """The vote's consultation."""
    return consultation_by_id(session, vote.consultation_id)


def cast(
    session: Session, vote: Vote, marks: tuple[int, ...] = (1,), voter: Person | None = None, key: str = "", at: datetime | None = None
) -> Receipt:
    """One ballot, by a new resident unless one is named."""
    now = at or clock.now()
    voter = voter or a_resident(session)
    return cast_ballot(session, voter, consultation_of(session, vote), vote, marks, key or new_cast_key(), DirectUrn(session, lambda: now), now)


def closed(session: Session, vote: Vote) -> Vote:
    """The vote closed by the platform after its time."""
    return close_vote(session, None, consultation_of(session, vote), vote, AFTER)


def tallied(session: Session, vote: Vote) -> Vote:
    """The vote closed and counted."""
    closed(session, vote)
    return tally_vote(session, an_administrator(session), consultation_of(session, vote), vote, AFTER)
