"""Voting by a code: one code, one mark, one ballot, and the roll says by which channel, never which choice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.consultations.models import Stage
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Conflict, Gone, NotFound, Refused
from participation.votes.casting import replace_ballot
from participation.votes.channel_models import CounterCode, EntryMark
from participation.votes.code_actions import revoke_code
from participation.votes.models import Ballot, Channel, RollMark
from participation.votes.queries import is_in_urn, mark_of, turnout
from participation.votes.rules import may_vote
from participation.votes.trackers import new_cast_key
from tests.builders import a_person, a_resident, an_administrator
from tests.conftest import NOON
from tests.votes.builders import CLOSES, OPENS, an_open_vote, cast, consultation_of
from tests.votes.channel_builders import a_code_vote, a_counter_code, a_letter, a_paper_mark, cast_by_code, entries_of, holder

LAST = CLOSES - timedelta(seconds=1)


def count(session: Session, table: type) -> int:
    return session.execute(select(func.count()).select_from(table)).scalar_one()


def test_it_works(session: Session) -> None:
    vote = a_code_vote(session)
    receipt = cast_by_code(session, vote, a_letter(session, vote), (2, 1))
    assert is_in_urn(session, vote, receipt.tracker)
    assert (turnout(session, vote), vote.roll_size) == (1, 3)
    assert session.execute(select(EntryMark.channel)).scalar_one() == Channel.LETTER
    assert count(session, RollMark) == 0


def test_one_code_is_one_vote(session: Session) -> None:
    vote = a_code_vote(session)
    code, key = a_letter(session, vote), new_cast_key()
    first = cast_by_code(session, vote, code, (1,), key)
    assert cast_by_code(session, vote, code, (1,), key) == first, "the same form sent again gets the same receipt"
    with pytest.raises(Conflict, match="Code aus Ihrem Brief abgestimmt"):
        cast_by_code(session, vote, code, (2,))
    assert (count(session, Ballot), count(session, EntryMark)) == (1, 1)


@pytest.mark.parametrize(
    ("moment", "words"),
    [(OPENS - timedelta(seconds=1), "öffnet am"), (OPENS, ""), (LAST, ""), (CLOSES, "beendet"), (CLOSES + timedelta(days=1), "beendet")],
)
def test_a_code_keeps_the_deadline(session: Session, moment: object, words: str) -> None:
    vote = a_code_vote(session)
    code = a_letter(session, vote)
    if words:
        with pytest.raises(Refused, match=words):
            cast_by_code(session, vote, code, at=moment)  # type: ignore[arg-type]  # moments above
        assert turnout(session, vote) == 0
    else:
        assert cast_by_code(session, vote, code, at=moment)  # type: ignore[arg-type]  # moments above


def test_an_account_does_not_vote_where_codes_do(session: Session) -> None:
    vote = a_code_vote(session)
    verdict = may_vote(a_resident(session), consultation_of(session, vote), vote, NOON)
    assert (verdict.remedy, "Code" in verdict.reason) == ("code", True)
    with pytest.raises(Refused, match="mit dem Code"):
        cast(session, vote)


@pytest.mark.parametrize(("stage", "words"), [(Stage.CLOSED, "abgeschlossen"), (Stage.DRAFT, "")])
def test_a_code_needs_the_consultations_phase(session: Session, stage: Stage, words: str) -> None:
    vote = a_code_vote(session)
    code = a_letter(session, vote)
    consultation = consultation_of(session, vote)
    consultation.stage = stage
    session.flush()
    with pytest.raises(Refused if words else NotFound, match=words or None):
        cast_by_code(session, vote, code)


def test_a_code_of_another_vote_opens_nothing(session: Session) -> None:
    vote, other = a_code_vote(session), a_code_vote(session)
    foreign = holder(session, a_letter(session, other))
    with pytest.raises(NotFound):
        cast_by_code(session, vote, foreign)


def test_a_code_that_was_replaced_or_revoked_is_dead_at_the_urn(session: Session) -> None:
    vote = a_code_vote(session)
    old = holder(session, a_letter(session, vote))
    a_letter(session, vote)  # the letter made again
    with pytest.raises(Gone, match="gilt nicht mehr"):
        cast_by_code(session, vote, old)
    revoked = holder(session, a_letter(session, vote, 1))
    entry = entries_of(session, vote)[1]
    revoke_code(session, an_administrator(session), consultation_of(session, vote), vote, entry, "verzogen", NOON)
    with pytest.raises(Gone):
        cast_by_code(session, vote, revoked)
    assert turnout(session, vote) == 0


def test_a_ballot_by_code_can_be_changed_where_the_vote_says_so(session: Session) -> None:
    vote = a_code_vote(session, replaceable=True)
    consultation, code, key = consultation_of(session, vote), a_letter(session, vote), new_cast_key()
    cast_by_code(session, vote, code, (1,), key)
    replace_ballot(session, holder(session, code), consultation, vote, (3,), key, NOON)
    assert session.scalars(select(Ballot.marks)).one() == "[3]"
    with pytest.raises(Refused, match="noch nicht abgestimmt"):
        replace_ballot(session, holder(session, a_letter(session, vote, 1)), consultation, vote, (2,), key, NOON)


def test_whoever_got_a_code_at_the_counter_votes_by_it_alone(session: Session) -> None:
    vote, alice = an_open_vote(session, at_counter=True), a_resident(session)
    code = a_counter_code(session, vote, alice)
    with pytest.raises(Conflict, match="am Schalter einen Code"):
        cast(session, vote, voter=alice)
    cast_by_code(session, vote, code, (2,))
    assert mark_of(session, alice, vote) == Channel.COUNTER
    with pytest.raises(Conflict, match="Code vom Schalter"):
        cast(session, vote, voter=alice)
    with pytest.raises(Refused, match="Code vom Schalter abgestimmt"):
        a_counter_code(session, vote, alice)
    assert (count(session, Ballot), count(session, RollMark)) == (1, 1)


def test_a_new_code_from_the_counter_ends_the_old_one(session: Session) -> None:
    vote, alice = an_open_vote(session, at_counter=True), a_resident(session)
    old = holder(session, a_counter_code(session, vote, alice))
    new = a_counter_code(session, vote, alice)
    with pytest.raises(Gone):
        cast_by_code(session, vote, old)
    assert cast_by_code(session, vote, new)
    assert count(session, CounterCode) == 1


def test_a_code_from_the_counter_ends_the_letter(session: Session) -> None:
    vote = a_code_vote(session, at_counter=True)
    letter = holder(session, a_letter(session, vote))
    code = a_counter_code(session, vote, entries_of(session, vote)[0])
    with pytest.raises(Gone):
        cast_by_code(session, vote, letter)
    cast_by_code(session, vote, code)
    assert session.execute(select(EntryMark.channel)).scalar_one() == Channel.COUNTER


def test_who_hands_out_codes_and_when(session: Session) -> None:
    vote, consultation = an_open_vote(session), None
    with pytest.raises(Refused, match="keine Codes aus"):
        a_counter_code(session, vote, a_resident(session))
    open_ = an_open_vote(session, at_counter=True)
    consultation = consultation_of(session, open_)
    assert consultation
    with pytest.raises(Refused, match="Code aus Ihrem Brief"):
        a_counter_code(session, open_, a_person(session))
    with pytest.raises(Refused, match="öffnet"):
        a_counter_code(session, open_, a_resident(session), OPENS - timedelta(seconds=1))
    with pytest.raises(Refused, match="beendet"):
        a_counter_code(session, open_, a_resident(session), CLOSES)


def test_paper_and_the_other_channels_share_one_roll(session: Session) -> None:
    vote = an_open_vote(session, at_counter=True, on_paper=True)
    alice, bob = a_resident(session), a_resident(session)
    a_paper_mark(session, vote, alice)
    with pytest.raises(Conflict, match="schon auf Papier abgestimmt"):
        cast(session, vote, voter=alice)
    with pytest.raises(Refused, match="auf Papier"):
        a_counter_code(session, vote, alice)
    cast(session, vote, voter=bob)
    with pytest.raises(Conflict, match="schon mit ihrem Konto"):
        a_paper_mark(session, vote, bob)
    codes = a_code_vote(session, on_paper=True)
    letter = a_letter(session, codes)
    a_paper_mark(session, codes, entries_of(session, codes)[0])
    with pytest.raises(Conflict, match="schon auf Papier"):
        cast_by_code(session, codes, letter)
    assert turnout(session, codes) == 1


def test_no_log_joins_a_code_with_its_ballot(session: Session) -> None:
    vote = a_code_vote(session)
    code = a_letter(session, vote)
    before = count(session, AuditEntry)
    receipt = cast_by_code(session, vote, code, (2,))
    assert count(session, AuditEntry) == before
    assert not any(receipt.tracker in data or code in data for data in session.scalars(select(AuditEntry.data)))
    assert clock.now() == NOON
