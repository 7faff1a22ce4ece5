"""Casting a ballot: it counts once, the receipt finds it, and the deadline is the server's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.kit.audit import AuditEntry
from participation.kit.errors import Conflict, Invalid, Refused
from participation.votes.models import Ballot, OpenBallot, RollMark
from participation.votes.queries import is_in_urn, turnout
from participation.votes.trackers import new_cast_key, read, show
from tests.builders import a_district, a_person, a_resident
from tests.votes.builders import CLOSES, OPENS, an_open_vote, cast, consultation_of


def ballots(session: Session) -> int:
    return session.execute(select(func.count()).select_from(Ballot)).scalar_one()


def test_it_works(session: Session) -> None:
    vote = an_open_vote(session)
    receipt = cast(session, vote, (2, 1))
    assert is_in_urn(session, vote, receipt.tracker)
    assert turnout(session, vote) == 1
    assert session.scalars(select(Ballot.marks)).one() == "[2,1]"
    assert read(show(receipt.tracker)) == receipt.tracker


def test_a_ballot_counts_once(session: Session) -> None:
    vote, alice = an_open_vote(session), a_resident(session)
    cast(session, vote, (1,), alice)
    with pytest.raises(Conflict, match="schon abgestimmt"):
        cast(session, vote, (2,), alice)
    assert (ballots(session), turnout(session, vote)) == (1, 1)


def test_the_same_ballot_sent_twice_gets_the_same_receipt(session: Session) -> None:
    vote, alice, key = an_open_vote(session), a_resident(session), new_cast_key()
    first = cast(session, vote, (3, 1), alice, key)
    assert cast(session, vote, (3, 1), alice, key) == first
    assert cast(session, vote, (3, 1), alice, key.lower().replace("-", " "), at=CLOSES + timedelta(days=1)).tracker == first.tracker
    assert ballots(session) == 1
    with pytest.raises(Conflict):
        cast(session, vote, (1, 3), alice, key)


def test_a_key_used_by_somebody_else_leaves_no_mark(session: Session) -> None:
    vote, key, bob = an_open_vote(session), new_cast_key(), a_resident(session)
    cast(session, vote, (1,), key=key)
    with pytest.raises(Conflict):
        cast(session, vote, (2,), bob, key)
    assert turnout(session, vote) == 1
    assert cast(session, vote, (2,), bob)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (OPENS - timedelta(seconds=1), "öffnet am 6. Oktober 2026, 8 Uhr"),
        (OPENS, ""),
        (CLOSES - timedelta(seconds=1), ""),
        (CLOSES, "seit 31. Oktober 2026, 7 Uhr beendet. Ihre Stimme wurde nicht gezählt."),
        (CLOSES + timedelta(seconds=1), "beendet"),
    ],
)
def test_the_deadline_is_the_servers(session: Session, moment: object, words: str) -> None:
    vote = an_open_vote(session)
    if not words:
        assert cast(session, vote, at=moment)  # type: ignore[arg-type]  # moments above
        return
    with pytest.raises(Refused, match=words):
        cast(session, vote, at=moment)  # type: ignore[arg-type]  # moments above
    assert turnout(session, vote) == 0


def test_who_is_on_the_roll(session: Session) -> None:
    here = a_district(session)
    vote = an_open_vote(session, verified_before=OPENS, district_ids=[here.id])
    late = a_person(session, verified=True, district=here)
    early = a_person(session, verified=True, district=here)
    early.verified_at = OPENS - timedelta(days=1)
    elsewhere = a_resident(session)
    elsewhere.verified_at = OPENS - timedelta(days=1)
    for voter, words in (
        (a_person(session), "Code aus Ihrem Brief"),
        (late, "vor dem 6. Oktober 2026"),
        (elsewhere, "Ortsteil"),
        (a_person(session, confirmed=False), "E-Mail-Adresse"),
    ):
        with pytest.raises(Refused, match=words):
            cast(session, vote, voter=voter)
    assert cast(session, vote, voter=early)


@pytest.mark.parametrize(
    ("rule", "marks"), [("irv", (5,)), ("irv", (0,)), ("irv", (1, 1)), ("irv", (-1,)), ("plurality", (1, 2)), ("approval", (1, 9)), ("yes-no", (4,))]
)
def test_marks_that_no_ballot_has_are_refused(session: Session, rule: str, marks: tuple[int, ...]) -> None:
    vote = an_open_vote(session, rule=rule)
    with pytest.raises(Invalid):
        cast(session, vote, marks)
    assert turnout(session, vote) == 0


@pytest.mark.parametrize("key", ["", "x", "0" * 16, "7K3M-9QXR-V0TB-DH2W9", "٣" * 17, "a" * 5000])
def test_a_broken_key_is_refused(session: Session, key: str) -> None:
    vote = an_open_vote(session)
    with pytest.raises(Invalid):
        cast(session, vote, key=key or " ")


@pytest.mark.parametrize("rule", ["yes-no", "plurality", "approval", "irv", "stv-scottish", "schulze"])
def test_a_blank_ballot_is_always_possible(session: Session, rule: str) -> None:
    vote = an_open_vote(session, rule=rule)
    assert cast(session, vote, ())
    assert session.scalars(select(Ballot.marks)).one() == "[]"


def test_casting_leaves_no_line_in_the_log(session: Session) -> None:
    vote = an_open_vote(session)
    before = session.execute(select(func.count()).select_from(AuditEntry)).scalar_one()
    cast(session, vote)
    assert session.execute(select(func.count()).select_from(AuditEntry)).scalar_one() == before


def test_an_open_ballot_holds_the_name(session: Session) -> None:
    vote, alice = an_open_vote(session, secrecy="open"), a_resident(session)
    cast(session, vote, (2,), alice)
    assert session.execute(select(OpenBallot.person_id, OpenBallot.marks)).one() == (alice.id, "[2]")
    assert ballots(session) == 0
    assert session.execute(select(RollMark.person_id)).scalar_one() == alice.id
    assert consultation_of(session, vote)
