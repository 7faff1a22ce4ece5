"""Whose marks are on the rolls, for the look at unusual crowds. It knows of nobody how or when they voted: neither is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from participation.accounts.models import Person
from participation.accounts.network_models import Done, NetworkTrace
from participation.accounts.verification_queries import counts_at
from participation.consultations.crowds import Backed, Backer
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.kit.pages import format_number
from participation.votes.models import RollKind, RollMark, Vote, VoteState
from participation.votes.queries import roll_size, turnout, turnout_by_channel
from participation.votes.words import CHANNEL_NAMES

LOOKED_AFTER = timedelta(days=14)
"""How long after the close a roll is looked at: as long as there are hashes of networks."""


class Voters:
    """Marks on rolls by rule. Codes came by post, each to one address: there is no account whose network could say anything."""

    kind = "vote"
    discounts = False

    def subjects(self, session: Session, consultation_id: int, ids: Collection[int] | None = None) -> Sequence[Backed]:
        """Two statements."""
        named = () if ids is None else (Vote.id.in_(ids),)
        marks = select(func.count()).where(RollMark.vote_id == Vote.id).correlate(Vote).scalar_subquery()
        asked = select(Vote.id, Vote.title, Consultation.slug, func.coalesce(Vote.ballots_cast, marks).label("number"))
        joined = asked.join(Consultation, Consultation.id == Vote.consultation_id)
        here = (Vote.consultation_id == consultation_id, Vote.state != VoteState.DRAFT, *named)
        rows = session.execute(joined.where(*here).order_by(Vote.id.desc()).limit(100))
        return [Backed("vote", row.id, row.title, f"/beteiligungen/{row.slug}/abstimmungen/{row.id}", row.number) for row in rows]

    def to_look_at(self, session: Session, consultation_id: int, now: datetime) -> Collection[int]:
        """One statement."""
        running = or_(Vote.state == VoteState.OPEN, Vote.closed_at > now - LOOKED_AFTER)
        here = (Vote.consultation_id == consultation_id, Vote.state != VoteState.DRAFT, Vote.roll_kind == RollKind.RULE, running)
        return session.scalars(select(Vote.id).where(*here).order_by(Vote.id)).all()

    def backers(self, session: Session, consultation_id: int, ids: Collection[int]) -> Iterable[Backer]:
        """One statement."""
        marked = _people().join(RollMark, RollMark.person_id == Person.id).where(RollMark.vote_id.in_(ids)).add_columns(RollMark.vote_id)
        return [Backer(row.vote_id, row.id, None, int(row.created_at.timestamp()), row.network) for row in session.execute(marked)]

    def around(self, session: Session, consultation_id: int) -> Iterable[Backer]:
        """All who are counted as residents, whether they voted or not; one statement."""
        able = _people().where(counts_at(clock.now()), Person.deleted_at.is_(None))
        return [Backer(0, row.id, None, int(row.created_at.timestamp()), row.network) for row in session.execute(able)]

    def facts(self, session: Session, subject_id: int) -> Sequence[str]:
        """Four statements at most."""
        vote = session.get(Vote, subject_id)
        if vote is None:
            raise NotFound
        cast, roll, ways = turnout(session, vote), vote.roll_size or roll_size(session, vote, clock.now()), turnout_by_channel(session, vote)
        marks = sum(ways.values())
        said = [
            _(
                "Im Wählerverzeichnis stehen %(roll)s Stimmberechtigte. %(marks)s haben einen Haken, jede Person höchstens einen.",
                roll=format_number(roll),
                marks=format_number(marks),
            )
        ]
        if vote.ballots_cast is not None:
            same = (
                _("Haken und Stimmzettel sind gleich viele.")
                if marks == cast
                else _("Haken und Stimmzettel sind nicht gleich viele: %(cast)s Stimmzettel.", cast=format_number(cast))
            )
            said.append(same)
        ways_said = ", ".join(str(CHANNEL_NAMES[channel]) for channel in ways)  # no numbers: of a way that few took they would point at them
        return [*said, _("Abgestimmt wurde auf diesen Wegen: %(ways)s.", ways=ways_said)] if ways else said

    def still(self, session: Session, subject_id: int, people: Collection[int]) -> Collection[int]:
        """A mark stays."""
        return people

    def doubted(self, session: Session, subject_id: int, people: Collection[int]) -> Mapping[int, int]:
        """Never: a mark on the roll is not taken away. A vote that went wrong as a whole is annulled, in public."""
        raise NotFound


def _people() -> Any:
    made, proved = aliased(NetworkTrace), aliased(NetworkTrace)
    return (
        select(Person.id, Person.created_at, func.coalesce(made.network, proved.network).label("network"))
        .outerjoin(made, and_(made.person_id == Person.id, made.act == Done.ACCOUNT))
        .outerjoin(proved, and_(proved.person_id == Person.id, proved.act == Done.VERIFIED))
    )
