"""Running a vote by two people, a later end by the frozen rule after an outage, and annulment."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.kit.audit import AuditEntry
from participation.kit.errors import Conflict, Invalid, Refused
from participation.kit.outages import Outage, OutageKind, beat
from participation.votes.actions import VoteDraft, certify_vote, close_due_votes, close_vote, edit_vote, open_vote, tally_vote
from participation.votes.change_actions import annul_vote, extend_due_votes, extend_vote
from participation.votes.channel_models import Step
from participation.votes.extension import later_end
from participation.votes.models import VoteState
from participation.votes.step_actions import withdraw_step
from tests.builders import an_administrator
from tests.conftest import NOON
from tests.votes.builders import AFTER, CLOSES, OPENS, a_draft, a_voting_consultation, an_open_vote, cast, closed, consultation_of, tallied

HOUR = timedelta(hours=1)


def an_outage(session: Session, start: datetime, end: datetime | None, kind: OutageKind = OutageKind.REPORTED) -> Outage:
    outage = Outage(kind=kind, starts_at=start, ends_at=end, reason="Leitung")
    session.add(outage)
    session.flush()
    return outage


def test_one_asks_and_another_opens(session: Session) -> None:
    consultation = a_voting_consultation(session)
    ada, bob = an_administrator(session), an_administrator(session)
    vote = a_draft(session, consultation, ada, by_two=True)
    assert open_vote(session, ada, consultation, vote, OPENS).state == VoteState.DRAFT
    with pytest.raises(Refused, match="zweite Person"):
        open_vote(session, ada, consultation, vote, OPENS)
    assert open_vote(session, bob, consultation, vote, OPENS).state == VoteState.OPEN
    actions = list(session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("vote.open%")).order_by(AuditEntry.id)))
    assert actions == ["vote.open_asked", "vote.opened"]


def test_a_draft_that_changed_is_not_what_was_asked_for(session: Session) -> None:
    consultation = a_voting_consultation(session)
    ada, bob = an_administrator(session), an_administrator(session)
    vote = a_draft(session, consultation, ada, by_two=True)
    open_vote(session, ada, consultation, vote, OPENS)
    draft = VoteDraft("Neu", "Neu?", by_two=True, opens_at=OPENS, closes_at=CLOSES)
    edit_vote(session, bob, consultation, vote, draft, NOON)
    assert open_vote(session, bob, consultation, vote, OPENS).state == VoteState.DRAFT, "the request went with the old draft"
    session.execute(text("UPDATE vote SET title = 'Heimlich' WHERE id = :id"), {"id": vote.id})
    with pytest.raises(Conflict, match="etwas geändert"):
        open_vote(session, ada, consultation, vote, OPENS)
    withdraw_step(session, ada, consultation, vote, Step.OPEN, NOON)
    with pytest.raises(Conflict, match="erledigt"):
        withdraw_step(session, ada, consultation, vote, Step.OPEN, NOON)


def test_two_people_close_and_the_platform_waits_for_them(session: Session) -> None:
    vote = an_open_vote(session)
    two = a_draft(session, consultation_of(session, vote), by_two=True)
    consultation = consultation_of(session, two)
    ada, bob = an_administrator(session), an_administrator(session)
    open_vote(session, ada, consultation, two, OPENS)
    open_vote(session, bob, consultation, two, OPENS)
    cast(session, two)
    assert [one.id for one in close_due_votes(session, AFTER)] == [vote.id]
    with pytest.raises(Refused, match="beendet"):
        cast(session, two, at=AFTER)
    assert close_vote(session, ada, consultation, two, AFTER).state == VoteState.OPEN
    assert close_vote(session, bob, consultation, two, AFTER).state == VoteState.CLOSED


@pytest.mark.parametrize(
    ("outages", "later"),
    [
        ([], None),
        ([(-2 * HOUR, -2 * HOUR + timedelta(minutes=14))], None),
        ([(-2 * HOUR, -2 * HOUR + timedelta(minutes=15))], HOUR),
        ([(-2 * HOUR, -HOUR + timedelta(seconds=1))], 2 * HOUR),
        ([(-30 * HOUR, -25 * HOUR)], None),
        ([(-26 * HOUR, -23 * HOUR)], HOUR),
        ([(-3 * HOUR, -2 * HOUR), (-3 * HOUR, -2 * HOUR)], HOUR),
        ([(-HOUR, 2 * HOUR)], 3 * HOUR),
        ([(HOUR, 2 * HOUR)], None),
        ([(-5 * timedelta(minutes=1), 3 * HOUR)], None),
    ],
)
def test_the_end_moves_by_the_rule(session: Session, outages: list[tuple[timedelta, timedelta]], later: timedelta | None) -> None:
    vote = an_open_vote(session)
    found = later_end(vote, [(CLOSES + start, CLOSES + end) for start, end in outages])
    assert found == (None if later is None else CLOSES + later)


def test_after_an_outage_the_vote_goes_on_until_the_later_end(session: Session) -> None:
    vote = an_open_vote(session)
    an_outage(session, CLOSES - 2 * HOUR, CLOSES - HOUR)
    with pytest.raises(Refused, match="verschiebt sich das Ende"):
        closed(session, vote)
    assert close_due_votes(session, CLOSES) == []
    assert [one.id for one in extend_due_votes(session, CLOSES)] == [vote.id]
    assert (vote.closes_at, vote.ends_at) == (CLOSES, CLOSES + HOUR), "what was frozen stays, beside it the later end"
    assert extend_due_votes(session, CLOSES) == []
    assert cast(session, vote, at=CLOSES + HOUR - timedelta(seconds=1))
    with pytest.raises(Refused, match="beendet"):
        cast(session, vote, at=CLOSES + HOUR)
    assert [one.id for one in close_due_votes(session, CLOSES + HOUR)] == [vote.id]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "vote.extended")).one()
    assert (CLOSES + HOUR).isoformat() in entry.data


def test_nobody_chooses_how_far_and_the_database_moves_it_only_later(session: Session) -> None:
    vote = an_open_vote(session)
    with pytest.raises(Refused, match="verschiebt sich das Ende nicht"):
        extend_vote(session, an_administrator(session), consultation_of(session, vote), vote, CLOSES)
    an_outage(session, CLOSES - 2 * HOUR, CLOSES - HOUR)
    extend_vote(session, an_administrator(session), consultation_of(session, vote), vote, CLOSES)
    for value in ("NULL", "'2026-10-31 06:30:00'"):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(f"UPDATE vote SET extended_until = {value} WHERE id = :id"), {"id": vote.id})  # noqa: S608  # constants above


def test_while_the_brake_is_on_no_vote_closes(session: Session) -> None:
    vote = an_open_vote(session)
    brake = an_outage(session, CLOSES - HOUR, None, OutageKind.READ_ONLY)
    assert extend_due_votes(session, CLOSES + HOUR) == [], "how long it lasts is not known yet"
    assert close_due_votes(session, CLOSES + HOUR) == []
    brake.ends_at = CLOSES + 2 * HOUR
    session.flush()
    extend_due_votes(session, CLOSES + 2 * HOUR + timedelta(minutes=1))
    assert vote.ends_at == CLOSES + 3 * HOUR


def test_the_pulse_notes_when_the_platform_stood_still(session: Session) -> None:
    assert beat(session, NOON) is None
    session.flush()
    assert beat(session, NOON + timedelta(minutes=1)) is None
    outage = beat(session, NOON + timedelta(minutes=31))
    assert outage is not None
    assert (outage.kind, outage.starts_at, outage.ends_at) == (OutageKind.DOWN, NOON + timedelta(minutes=1), NOON + timedelta(minutes=31))


@pytest.mark.parametrize("make", ["open", "closed", "tallied"])
def test_an_annulled_vote_keeps_what_is_published_and_takes_nothing_more(session: Session, make: str) -> None:
    vote = an_open_vote(session)
    cast(session, vote)
    {"open": lambda *_: None, "closed": closed, "tallied": tallied}[make](session, vote)
    consultation, actor = consultation_of(session, vote), an_administrator(session)
    with pytest.raises(Invalid, match="Grund"):
        annul_vote(session, actor, consultation, vote, " ", NOON)
    result = vote.result_json
    annul_vote(session, actor, consultation, vote, "Ein Name fehlte auf dem Stimmzettel.", NOON)
    assert (vote.is_annulled, vote.result_json) == (True, result)
    assert vote.state == (VoteState.TALLIED if make == "tallied" else VoteState.CLOSED)
    assert vote.urn_hash is not None
    with pytest.raises(Refused, match=r"ungültig|beendet"):
        cast(session, vote)
    with pytest.raises(Refused, match="ungültig"):
        annul_vote(session, actor, consultation, vote, "Noch einmal", NOON)
    with pytest.raises(Refused):
        (tally_vote if make != "tallied" else lambda *given: certify_vote(*given[:4], "", None, NOON))(session, actor, consultation, vote, AFTER)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text("UPDATE vote SET annulled_at = NULL, annulment_reason = '' WHERE id = :id"), {"id": vote.id})


def test_a_draft_is_not_annulled(session: Session) -> None:
    consultation = a_voting_consultation(session)
    with pytest.raises(Refused, match="noch nicht eröffnet"):
        annul_vote(session, an_administrator(session), consultation, a_draft(session, consultation), "Grund", NOON)
