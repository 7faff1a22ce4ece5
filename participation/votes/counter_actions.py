"""At the counter: a code that is shown once, and a mark for whoever hands in a paper. Both name who, neither knows which choice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.codes import new_code
from participation.kit.dates import city_zone
from participation.kit.errors import Conflict
from participation.kit.rules import demand
from participation.kit.sealing import Seals
from participation.votes.channel_models import CounterCode, EntryMark, RollEntry
from participation.votes.code_actions import voting_code_print
from participation.votes.models import Channel, RollMark, Vote
from participation.votes.queries import lock_vote
from participation.votes.roll_rules import VOTED_BY, may_give_code, may_mark_paper, may_serve_counter
from participation.votes.rules import on_roll

OnRoll = Person | RollEntry
"""Who stands on the roll: somebody with an account, or an entry of a roll of codes."""


def mark_on_roll(session: Session, vote: Vote, who: OnRoll) -> Channel | None:
    """By which channel they have voted; None where the roll holds no mark."""
    mark: EntryMark | RollMark | None
    mark = session.get(EntryMark, (vote.id, who.id)) if isinstance(who, RollEntry) else session.get(RollMark, (vote.id, who.id))
    return None if mark is None else Channel(mark.channel)


def give_code(session: Session, actor: Person, consultation: Consultation, vote: Vote, who: OnRoll, seals: Seals, now: datetime) -> str:
    """Hand out a code, in plain in this answer only. From now on they vote by it alone; a code given before, or from a letter, ends."""
    vote = lock_vote(session, vote.id)
    demand(may_serve_counter(actor, consultation, vote, now))
    code = new_code()
    code_hash = voting_code_print(seals, code)
    if isinstance(who, RollEntry):
        session.refresh(who, with_for_update=True)
        demand(may_give_code(mark_on_roll(session, vote, who), who))
        who.code_hash, who.code_kind = code_hash, Channel.COUNTER
        said = {"entry": who.id}
    else:
        demand(on_roll(who, vote, now))
        demand(may_give_code(mark_on_roll(session, vote, who)))
        given = session.get(CounterCode, (vote.id, who.id), with_for_update=True)
        if given is None:
            given = CounterCode(vote_id=vote.id, person_id=who.id)
            session.add(given)
        given.code_hash, given.given_by_id, given.given_on = code_hash, actor.id, now.astimezone(city_zone()).date()
        said = {"person": who.id}
    session.flush()
    audit.append(session, at=now, actor=actor, action="vote.counter_code", subject=("vote", vote.id), data=said)
    return code


def mark_paper(session: Session, actor: Person, consultation: Consultation, vote: Vote, who: OnRoll, now: datetime) -> None:
    """Note on the roll that somebody handed in a paper: they cannot vote by another channel any more. Raises Conflict where they did already."""
    vote = lock_vote(session, vote.id)
    demand(may_mark_paper(actor, consultation, vote))
    if isinstance(who, RollEntry):
        demand(may_give_code(None, who))
        statement, said = insert(EntryMark).values(vote_id=vote.id, entry_id=who.id, channel=Channel.PAPER), {"entry": who.id}
    else:
        demand(on_roll(who, vote, now))
        statement, said = insert(RollMark).values(vote_id=vote.id, person_id=who.id, channel=Channel.PAPER), {"person": who.id}
    try:
        with session.begin_nested():
            session.execute(statement)
    except IntegrityError as error:
        session.expire_all()
        raise Conflict(str(VOTED_BY[mark_on_roll(session, vote, who) or Channel.PAPER])) from error
    audit.append(session, at=now, actor=actor, action="vote.paper_marked", subject=("vote", vote.id), data=said)
