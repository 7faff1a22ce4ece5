"""The orders of the list: each is what its sentence says, loses nobody, and is usual in its phase."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from participation.consultations.models import Stage
from participation.consultations.phases import PhaseKind
from participation.consultations.subjects import Subject
from participation.discussions.actions import delete_contribution
from participation.discussions.models import Kind
from participation.kit import clock
from participation.proposals.actions import AnswerText, answer_proposal
from participation.proposals.filters import Filters
from participation.proposals.listing import SKIPPED_AT_MOST, list_proposals, newest_proposals
from participation.proposals.models import Proposal, ProposalBoard, ProposalStage, Status
from participation.proposals.orders import ORDER_NAMES, ORDER_REASONS, Order, first_of, usual_order
from tests.builders import START, a_consultation, a_resident, an_administrator
from tests.discussions.builders import a_contribution
from tests.proposals.builders import DURING_COLLECT, DURING_DELIBERATE, DURING_VOTE, a_proposal


def titles(session: Session, consultation: Any, order: Order) -> list[str]:
    return [row.title for row in list_proposals(session, consultation.id, Filters(order=order)).items]


def about(proposal: Proposal) -> Subject:
    return Subject("proposal", proposal.id, proposal.consultation_id, proposal.title, "/", proposal.author_id)


def test_what_was_said_and_answered_moves_a_proposal_up(session: Session) -> None:
    consultation, talker = a_consultation(session), a_resident(session)
    quiet, argued, loud = (
        a_proposal(session, consultation, title=title, at=DURING_COLLECT + timedelta(minutes=number))
        for number, title in enumerate(("Still und alt", "Umstritten", "Sehr laut"))
    )
    with clock.frozen(DURING_COLLECT + timedelta(hours=1)):
        contributions = [a_contribution(session, consultation, about(loud), f"Das ist gut, {n}.", kind=Kind.FOR, by=talker) for n in range(3)]
    with clock.frozen(DURING_COLLECT + timedelta(hours=2)):
        a_contribution(session, consultation, about(argued), "Das ist gut.", kind=Kind.FOR)
        a_contribution(session, consultation, about(argued), "Das ist nicht gut.", kind=Kind.AGAINST)
    assert titles(session, consultation, Order.DISCUSSED) == ["Sehr laut", "Umstritten", "Still und alt"]
    assert titles(session, consultation, Order.CONTESTED)[0] == "Umstritten"
    assert titles(session, consultation, Order.ACTIVE) == ["Umstritten", "Sehr laut", "Still und alt"]
    answer_proposal(
        session, an_administrator(session), quiet, consultation, AnswerText(Status.REVIEW, "Wir prüfen das."), DURING_COLLECT + timedelta(hours=3)
    )
    assert titles(session, consultation, Order.ANSWERED)[0] == "Still und alt"
    assert titles(session, consultation, Order.ACTIVE)[0] == "Still und alt"
    with clock.frozen(DURING_COLLECT + timedelta(hours=4)):
        delete_contribution(session, talker, consultation, contributions[0], clock.now())
    assert titles(session, consultation, Order.ACTIVE)[0] == "Still und alt", "a deletion is no news"


def test_every_order_is_named_and_explained_in_one_sentence_or_two(session: Session, client: FlaskClient) -> None:
    consultation = a_consultation(session)
    a_proposal(session, consultation)
    session.commit()
    assert set(ORDER_NAMES) == set(ORDER_REASONS) == set(Order)
    for order in set(Order) - {Order.MATCHING}:
        text = client.get(f"/beteiligungen/{consultation.slug}/vorschlaege?sortierung={order}").text
        assert str(ORDER_REASONS[order]) in text


@pytest.mark.parametrize(
    ("kinds", "order"),
    [
        ([PhaseKind.COLLECT], Order.RANDOM),
        ([PhaseKind.DELIBERATE], Order.ACTIVE),
        ([PhaseKind.COLLECT, PhaseKind.DELIBERATE], Order.RANDOM),
        ([PhaseKind.VOTE, PhaseKind.REVIEW], Order.RANDOM),
        ([PhaseKind.REVIEW], Order.ANSWERED),
        ([PhaseKind.DECIDE, PhaseKind.DELIBERATE], Order.ACTIVE),
        ([PhaseKind.INFORM], Order.RANDOM),
        ([], Order.RANDOM),
    ],
)
def test_the_phase_says_which_order_is_usual(kinds: list[PhaseKind], order: Order) -> None:
    assert first_of(kinds) == order


def test_a_list_stands_in_the_order_of_its_phase(session: Session, client: FlaskClient) -> None:
    consultation = a_consultation(session)
    a_proposal(session, consultation)
    session.commit()
    for moment, order in ((DURING_COLLECT, Order.RANDOM), (DURING_DELIBERATE, Order.ACTIVE), (DURING_VOTE, Order.RANDOM)):
        with clock.frozen(moment):
            assert str(ORDER_REASONS[order]) in client.get(f"/beteiligungen/{consultation.slug}/vorschlaege").text
    assert usual_order(a_consultation(session, stage=Stage.CLOSED), START) == Order.ANSWERED


def copies(session: Session, consultation: Any, count: int) -> None:
    """Published proposals with many ties in everything they can be ordered by."""
    first = a_proposal(session, consultation)
    values = {column.key: getattr(first, column.key) for column in Proposal.__table__.columns if column.key not in ("id", "entry_key")}
    rows = [
        values
        | {"reference": f"2026-8{n:04d}", "title": f"Kopie {n}", "shuffle_a": n * 7919 % 41, "shuffle_b": n * 31 % 17}
        | {"support_count": n % 5, "contribution_count": n % 4, "contested": n % 3, "last_activity": n % 7, "last_answer": n % 2}
        for n in range(count - 1)
    ]
    if rows:
        session.execute(Proposal.__table__.insert(), rows)
    session.execute(update(ProposalBoard).where(ProposalBoard.consultation_id == consultation.id).values(published=count))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=12)
@given(count=st.integers(1, 60), size=st.integers(1, 25), seed=st.integers(0, 2**31 - 1))
def test_no_order_loses_or_doubles_a_proposal_over_its_pages(session: Session, count: int, size: int, seed: int) -> None:
    consultation = a_consultation(session)
    session.execute(Proposal.__table__.delete().where(Proposal.reference.like("2026-8%")))
    copies(session, consultation, count)
    for order in set(Order) - {Order.MATCHING}:
        pages = [list_proposals(session, consultation.id, Filters(order=order, seed=seed, page=n + 1), size) for n in range(-(-count // size))]
        seen = [row.id for page in pages for row in page.items]
        assert len(seen) == len(set(seen)) == pages[0].total == count, order


def test_what_is_published_or_taken_back_is_in_the_list_at_once(session: Session) -> None:
    consultation, author = a_consultation(session), a_resident(session)
    for number in range(1, 4):
        a_proposal(session, consultation, author, f"Vorschlag {number}")
        page = list_proposals(session, consultation.id, Filters())
        assert page.total == len(page.items) == number
    session.execute(update(Proposal).where(Proposal.title == "Vorschlag 2").values(category_id=consultation.categories[2].id))
    assert list_proposals(session, consultation.id, Filters(category_id=consultation.categories[2].id, order=Order.NEWEST)).total == 1
    assert newest_proposals(session, consultation.id, 2)[0].title == "Vorschlag 3"


def test_each_order_costs_the_same_statements_however_long(
    session: Session, client: FlaskClient, count_statements: Callable[[], AbstractContextManager[Any]]
) -> None:
    consultation = a_consultation(session)
    copies(session, consultation, 90)
    session.commit()
    for order in set(Order) - {Order.MATCHING}:
        url = f"/beteiligungen/{consultation.slug}/vorschlaege?von=einwohner&sortierung={order}"
        client.get(url)
        for page in (1, 2, 5):
            session.execute(update(ProposalBoard).values(version=ProposalBoard.version + 1))
            session.commit()
            with count_statements() as statements:
                client.get(f"{url}&seite={page}")
            assert statements.count <= 9, statements.texts


def _many(session: Session, consultation: Any, number: int) -> None:
    """So many published proposals, their supports, moments and answers in no order."""
    rows = [
        {
            "consultation_id": consultation.id,
            "reference": f"2026-{place:05d}",
            "stage": ProposalStage.PUBLISHED,
            "title": f"Vorschlag {place}",
            "created_at": START,
            "published_at": START + timedelta(seconds=place * 7919 % 1009),
            "support_count": place * 31 % 97,
            "last_answer": place % 20 and place * 17 % 501,
            "shuffle_a": place,
            "shuffle_b": place,
        }
        for place in range(number)
    ]
    session.execute(insert(Proposal), rows)
    session.commit()


def _turned(session: Session, consultation: Any, order: Order, number: int, answered: str = "") -> list[int]:
    return [
        row.id
        for page in range(1, -(-number // 20) + 1)
        for row in list_proposals(session, consultation.id, Filters(order=order, page=page, answered=answered)).items
    ]


@pytest.mark.parametrize("order", [Order.NEWEST, Order.SUPPORTED, Order.ANSWERED])
def test_turning_all_pages_of_a_long_list_meets_everyone_once_and_in_order(session: Session, order: Order) -> None:
    consultation, number = a_consultation(session), SKIPPED_AT_MOST * 2 + 90
    _many(session, consultation, number)
    key = {Order.NEWEST: Proposal.published_at, Order.SUPPORTED: Proposal.support_count, Order.ANSWERED: Proposal.last_answer}[order]
    right = list(session.scalars(select(Proposal.id).order_by(key.desc(), Proposal.id.desc())))
    assert _turned(session, consultation, order, number) == right
    answered = list(session.scalars(select(Proposal.id).where(Proposal.last_answer > 0).order_by(key.desc(), Proposal.id.desc())))
    assert _turned(session, consultation, order, len(answered), answered="mit") == answered


def test_a_click_while_somebody_turns_the_inner_pages_loses_nobody(session: Session) -> None:
    consultation, number = a_consultation(session), SKIPPED_AT_MOST * 2 + 90
    _many(session, consultation, number)
    page = SKIPPED_AT_MOST // 20 + 2
    inner = [Filters(order=Order.SUPPORTED, page=each) for each in (page, page + 1)]
    before = [row.id for each in inner for row in list_proposals(session, consultation.id, each).items]
    first = [row.id for row in list_proposals(session, consultation.id, inner[0]).items]
    session.execute(update(Proposal).where(Proposal.id == before[-1]).values(support_count=99))
    session.commit()
    assert first + [row.id for row in list_proposals(session, consultation.id, inner[1]).items] == before
    assert next(iter(list_proposals(session, consultation.id, Filters(order=Order.SUPPORTED)).items)).id == before[-1]


def test_what_is_withdrawn_leaves_the_inner_pages_at_once(session: Session) -> None:
    consultation, number = a_consultation(session), SKIPPED_AT_MOST * 2 + 90
    _many(session, consultation, number)
    inner = Filters(order=Order.SUPPORTED, page=SKIPPED_AT_MOST // 20 + 2)
    gone, *others = [row.id for row in list_proposals(session, consultation.id, inner).items]
    withdrawn = {"stage": ProposalStage.WITHDRAWN, "withdraw_reason": "Erledigt.", "withdrawn_at": START}
    session.execute(update(Proposal).where(Proposal.id == gone).values(**withdrawn))
    session.commit()
    assert [row.id for row in list_proposals(session, consultation.id, inner).items][:-1] == others
