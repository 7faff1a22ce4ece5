"""The orders of a thread: what they put first, that they lose nothing, their default, deep links into each, their cost in statements."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.consultations.models import Consultation
from participation.consultations.subjects import Subject
from participation.discussions import thread_queries
from participation.discussions.actions import delete_contribution, edit_contribution, rate
from participation.discussions.counting_actions import place
from participation.discussions.models import Contribution, Discussion, Kind
from participation.discussions.orders import Asked, Order, Show, asked_by, orders_for, usual_order
from participation.kit import clock
from tests.builders import a_consultation, a_person
from tests.discussions.builders import a_contribution, a_subject, discussion_of, many_contributions

Browse = Callable[[Person | None], FlaskClient]


def line_of(session: Session, subject: Subject) -> Any:
    return thread_queries.discussion_line(session, subject.kind, subject.id)


def numbers(session: Session, subject: Subject, asked: Asked) -> list[int]:
    """The numbers of all contributions in an order, page by page."""
    line, found = line_of(session, subject), list[int]()
    page = thread_queries.thread(session, line, None, asked).page
    for number in range(1, page.pages + 1):
        found += [
            head.number
            for head in thread_queries.thread(session, line, None, Asked(asked.order, asked.usual, asked.show, number, asked.seed)).page.items
        ]
    return found


@pytest.fixture
def busy(session: Session) -> tuple[Consultation, Subject]:
    """A thread with 130 contributions of every kind, rated and answered in many ways."""
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    ids = many_contributions(session, discussion_of(session, subject), 130, a_person(session))
    counts: dict[str, int] = {}
    for index, post in enumerate(session.query(Contribution).filter(Contribution.id.in_(ids)).order_by(Contribution.id)):
        post.kind = tuple(Kind)[index % 7 % 5]
        counts[f"{post.kind}_count"] = counts.get(f"{post.kind}_count", 0) + 1
        post.up_count, post.down_count, post.answers_count = index % 11, index % 5, index * 7 % 13
        place(post)
    session.execute(update(Discussion).where(Discussion.id == post.discussion_id).values(**counts))
    session.flush()
    return consultation, subject


@pytest.mark.parametrize("order", list(Order))
def test_every_order_shows_everything_once(session: Session, busy: tuple[Consultation, Subject], order: Order) -> None:
    found = numbers(session, busy[1], Asked(order, seed=77))
    assert sorted(found) == list(range(1, 131))


@pytest.mark.parametrize("show", [Show.FOR, Show.AGAINST, Show.QUESTIONS, Show.SUGGESTIONS, Show.NOTES])
def test_a_kind_alone_is_complete_in_each_of_its_orders(session: Session, busy: tuple[Consultation, Subject], show: Show) -> None:
    kind = Asked(show=show).kind
    wanted = sorted(session.scalars(Contribution.__table__.select().with_only_columns(Contribution.number).where(Contribution.kind == kind)))
    for order in orders_for(show):
        assert sorted(numbers(session, busy[1], Asked(order, show=show))) == wanted


@pytest.mark.parametrize("order", list(Order))
def test_a_contribution_is_found_on_its_page_in_each_order(session: Session, busy: tuple[Consultation, Subject], order: Order) -> None:
    asked, line = Asked(order, seed=5), line_of(session, busy[1])
    for place_, number in enumerate(numbers(session, busy[1], asked)):
        post = session.query(Contribution).filter_by(discussion_id=line.id, number=number).one()
        assert thread_queries.page_of(session, line, post, asked) == place_ // 50 + 1


def test_the_balanced_order_takes_the_best_of_each_kind_in_turn_with_the_newest_and_a_neglected_one(session: Session) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    posts = {}
    for name, kind, ups in (("for1", Kind.FOR, 3), ("for2", Kind.FOR, 1), ("against1", Kind.AGAINST, 4), ("against2", Kind.AGAINST, 2),
                            ("unseen", Kind.QUESTION, 0), ("question", Kind.QUESTION, 2), ("newest", Kind.NOTE, 1)):  # fmt: skip
        posts[name] = a_contribution(session, consultation, subject, kind=kind)
        for _each in range(ups):
            rate(session, a_person(session), consultation, posts[name], 1, clock.now())
    found = numbers(session, subject, Asked(Order.BALANCED))
    names = {post.number: name for name, post in posts.items()}
    assert [names[number] for number in found] == ["for1", "against1", "newest", "question", "unseen", "for2", "against2"]


def test_contested_and_discussed_put_first_what_they_say(session: Session) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    divided, liked, answered = (a_contribution(session, consultation, subject) for _each in range(3))
    for post, values in ((divided, (1, -1, 1, -1)), (liked, (1, 1, 1, 1, -1))):
        for value in values:
            rate(session, a_person(session), consultation, post, value, clock.now())
    a_contribution(session, consultation, subject, to=answered)
    assert numbers(session, subject, Asked(Order.CONTESTED))[0] == divided.number
    assert numbers(session, subject, Asked(Order.DISCUSSED))[0] == answered.number


def test_what_was_deleted_sinks(session: Session) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    alice = a_person(session)
    best, other = a_contribution(session, consultation, subject, by=alice), a_contribution(session, consultation, subject)
    for post, ups in ((best, 3), (other, 1)):
        for _each in range(ups):
            rate(session, a_person(session), consultation, post, 1, clock.now())
    delete_contribution(session, alice, consultation, best, clock.now())
    assert numbers(session, subject, Asked(Order.BALANCED, show=Show.NOTES)) == [other.number, best.number]


def test_a_changed_kind_moves_between_the_lists(session: Session) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    alice = a_person(session)
    post = a_contribution(session, consultation, subject, by=alice, kind=Kind.FOR)
    edit_contribution(session, alice, consultation, post, Kind.QUESTION, "Doch eine Frage?", clock.now())
    assert numbers(session, subject, Asked(show=Show.FOR)) == []
    assert numbers(session, subject, Asked(show=Show.QUESTIONS)) == [1]


def test_where_the_city_spoke_is_found_by_its_answer_too(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    silent, answered, own = a_contribution(session, consultation, subject), a_contribution(session, consultation, subject), None
    office = a_person(session, role=Role.OFFICE)
    a_contribution(session, consultation, subject, "Wir prüfen das.", by=office, to=answered)
    a_contribution(session, consultation, subject, "Und noch etwas.", by=office, to=answered)
    own = a_contribution(session, consultation, subject, "Hinweis des Amtes", by=office)
    assert numbers(session, subject, Asked(show=Show.CITY)) == [own.number, answered.number]
    session.commit()
    page = browse(None).get(f"/beteiligungen/{consultation.slug}/diskussionen/{subject.id}?zeige=stadt").text
    assert f'id="beitrag-{silent.id}"' not in page
    assert "Mit Antwort der Stadt" in page


def test_the_random_order_is_a_persons_own_and_stays(session: Session, busy: tuple[Consultation, Subject], browse: Browse) -> None:
    consultation, subject = busy
    session.commit()
    url = f"/beteiligungen/{consultation.slug}/diskussionen/{subject.id}?reihenfolge=zufall"
    alice, bob = browse(a_person(session)), browse(a_person(session))
    shown = [re.findall(r'id="beitrag-([0-9]+)"', browser.get(url).text) for browser in (alice, alice, bob)]
    assert shown[0] == shown[1] != shown[2]


def test_the_usual_order_follows_the_phase(session: Session) -> None:
    consultation = a_consultation(session)
    found = {}
    for phase in consultation.phases:
        found[str(phase.kind)] = usual_order(consultation, phase.starts_at)
    assert found["collect"] == Order.NEWEST
    assert found["vote"] == Order.RANDOM
    assert usual_order(consultation, consultation.phases[-1].ends_at + timedelta(days=900)) == Order.BALANCED


@pytest.mark.parametrize(
    "said", [{"zeige": "neue"}, {"zeige": "drop"}, {"reihenfolge": "x"}, {"zeige": "stadt", "reihenfolge": "zufall"}, {"seite": "\u0663"}]
)
def test_odd_addresses_mean_the_usual(session: Session, said: dict[str, str]) -> None:
    asked = asked_by(said, a_consultation(session), None, clock.now())
    assert asked.order == Order.NEWEST
    assert asked.number == 1
    assert asked.show in (Show.ALL, Show.CITY)


def test_an_address_says_only_what_is_not_usual(session: Session) -> None:
    consultation = a_consultation(session)
    plain = asked_by({}, consultation, 1, clock.now())
    assert plain.query() == ""
    assert plain.ordered(Order.CONTESTED).query(3) == "?reihenfolge=umstritten&seite=3"
    assert plain.showing(Show.NEW).query() == "?zeige=neue"
    for query in ({"zeige": "fragen", "reihenfolge": "ausgewogen"}, {"zeige": "neue"}, {"reihenfolge": "zufall"}):
        said = asked_by(query, consultation, 1, clock.now()).query()
        assert said == "?" + "&".join(f"{name}={value}" for name, value in query.items())


@pytest.mark.parametrize("query", ["", *(f"reihenfolge={order}" for order in Order), "zeige=hinweise", "zeige=stadt", "zeige=neue"])
def test_no_order_asks_more_of_a_larger_thread(session: Session, browse: Browse, count_statements: Callable[[], Any], query: str) -> None:
    author, browser, found = a_person(session), browse(a_person(session)), []
    for number in (8, 300):
        consultation = a_consultation(session)
        subject = a_subject(session, consultation)
        many_contributions(session, discussion_of(session, subject), number, author, answers=3)
        session.commit()
        url = f"/beteiligungen/{consultation.slug}/diskussionen/{subject.id}?{query}"
        assert browser.get(url).status_code == 200
        with count_statements() as statements:
            browser.get(url)
        found.append(statements.count)
    assert found[0] == found[1] <= 10
