"""The order across camps: what both camps like comes before what the larger camp loves; without camps it is the order of the best."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.subjects import Subject
from participation.discussions.actions import rate, take_back_rating
from participation.discussions.counting_actions import place
from participation.discussions.jobs import order_across_camps
from participation.discussions.models import AcrossOrder, Contribution, Rating
from participation.discussions.orders import Asked, Order
from participation.kit import clock
from participation.moderation.models import Measure
from tests.builders import a_consultation, a_resident, an_administrator
from tests.discussions.builders import a_contribution, a_subject
from tests.discussions.test_orders import numbers
from tests.moderation.builders import decide_report

Browse = Callable[[Person | None], FlaskClient]
LARGE, SMALL = 14, 8


@pytest.fixture
def here(session: Session) -> Consultation:
    return a_consultation(session)


@pytest.fixture
def subject(session: Session, here: Consultation) -> Subject:
    return a_subject(session, here)


def rated(session: Session, post: Contribution, people: Sequence[Person], ups: int) -> None:
    """The first so many agree, the others do not; written at once."""
    now = clock.now()
    rows = [
        {"contribution_id": post.id, "person_id": person.id, "value": 1 if number < ups else -1, "rated_at": now}
        for number, person in enumerate(people)
    ]
    session.execute(insert(Rating), rows)
    post.up_count, post.down_count = post.up_count + ups, post.down_count + len(people) - ups
    place(post)
    session.flush()


def two_camps(session: Session, here: Consultation, subject: Subject) -> tuple[list[Contribution], list[Person]]:
    """A large and a small camp that disagree about most things; one that the large camp loves, and one that both like."""
    large, small = ([a_resident(session) for _number in range(size)] for size in (LARGE, SMALL))
    posts = [a_contribution(session, here, subject, f"Beitrag {number}") for number in range(8)]
    for number, post in enumerate(posts[:6]):
        rated(session, post, large, LARGE if number % 2 else 1)
        rated(session, post, small, 0 if number % 2 else SMALL)
    loved, shared = posts[6:]
    rated(session, loved, large, LARGE)
    rated(session, loved, small, 1)
    rated(session, shared, large, 10)
    rated(session, shared, small, 6)
    session.merge(AcrossOrder(discussion_id=posts[0].discussion_id, is_stale=True, version=0, heard=0))
    session.commit()
    return posts, large + small


def compute(app: Flask, session: Session) -> None:
    """As the worker does."""
    with app.app_context():
        order_across_camps()
    for thing in session.identity_map.values():
        if isinstance(thing, Contribution | AcrossOrder):
            session.expire(thing)


def test_what_both_camps_like_comes_before_what_the_larger_one_loves(app: Flask, session: Session, here: Consultation, subject: Subject) -> None:
    posts, _people = two_camps(session, here, subject)
    loved, shared = posts[6:]
    assert loved.score > shared.score - 0.05, "by certainty alone they are close"
    compute(app, session)
    order = numbers(session, subject, Asked(Order.ACROSS))
    assert order[0] == shared.number
    assert order.index(shared.number) < order.index(loved.number)
    kept = session.scalars(select(AcrossOrder)).one()
    assert (kept.version, kept.heard, kept.is_stale) == (1, 8, False)


def test_without_ratings_of_both_sides_it_is_the_order_of_the_best(app: Flask, session: Session, here: Consultation, subject: Subject) -> None:
    posts = [a_contribution(session, here, subject, f"Beitrag {number}") for number in range(4)]
    people = [a_resident(session) for _number in range(4)]
    for number, post in enumerate(posts):
        for person in people[: number + 1]:
            rate(session, person, here, post, 1 if number != 3 else -1, clock.now())
    session.commit()
    before = numbers(session, subject, Asked(Order.ACROSS))
    compute(app, session)
    assert numbers(session, subject, Asked(Order.ACROSS)) == before == [posts[2].number, posts[1].number, posts[0].number, posts[3].number]
    assert session.scalars(select(AcrossOrder)).one().heard == 0


def test_a_rating_makes_it_stale_once_and_so_does_taking_it_back(app: Flask, session: Session, here: Consultation, subject: Subject) -> None:
    post, person = a_contribution(session, here, subject), a_resident(session)
    for act in (lambda: rate(session, person, here, post, 1, clock.now()), lambda: take_back_rating(session, person, here, post, clock.now())):
        act()
        act()
        session.commit()
        assert session.scalars(select(AcrossOrder)).one().is_stale
        compute(app, session)
    assert session.scalars(select(AcrossOrder)).one().version == 2


def test_what_is_hidden_goes_to_the_end_and_stays_there(app: Flask, session: Session, here: Consultation, subject: Subject) -> None:
    posts, people = two_camps(session, here, subject)
    compute(app, session)
    shared = posts[7]
    decide_report(session, an_administrator(session), here, shared, Measure.HIDE, "Beleidigung", clock.now())
    rate(session, people[0], here, posts[0], 1, clock.now())
    session.commit()
    compute(app, session)
    assert numbers(session, subject, Asked(Order.ACROSS))[-1] == shared.number


def test_the_page_offers_and_explains_it(session: Session, browse: Browse, here: Consultation, subject: Subject) -> None:
    a_contribution(session, here, subject)
    session.commit()
    url = f"/beteiligungen/{here.slug}/diskussionen/{subject.id}"
    assert "reihenfolge=ueber-lager" in browse(None).get(url).text
    text = browse(None).get(f"{url}?reihenfolge=ueber-lager").text
    assert "auf beiden Seiten mindestens fünf Menschen" in text
    assert "Wo es keine Lager gibt" in text
