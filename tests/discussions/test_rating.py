"""Rating: one a person, changed and taken back, counted right however many click at once."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.queries import consultation_by_id
from participation.discussions.actions import rate, take_back_rating
from participation.discussions.models import Contribution, Rating
from participation.kit import clock
from participation.kit.database import db
from participation.kit.errors import Invalid, Refused
from participation.methods.intervals import wilson_lower_bound
from tests.builders import a_consultation, a_person, post, post_by_htmx
from tests.conftest import NOON
from tests.discussions.builders import a_contribution, a_subject

Browse = Callable[[Person | None], FlaskClient]


def test_a_rating_is_given_changed_and_taken_back(session: Session) -> None:
    consultation = a_consultation(session)
    post = a_contribution(session, consultation, a_subject(session, consultation))
    alice, bob = a_person(session), a_person(session)
    seen = []
    for act in (
        lambda: rate(session, alice, consultation, post, 1, clock.now()),
        lambda: rate(session, alice, consultation, post, 1, clock.now()),
        lambda: rate(session, bob, consultation, post, 1, clock.now()),
        lambda: rate(session, alice, consultation, post, -1, clock.now()),
        lambda: take_back_rating(session, bob, consultation, post, clock.now()),
        lambda: take_back_rating(session, bob, consultation, post, clock.now()),
        lambda: take_back_rating(session, alice, consultation, post, clock.now()),
    ):
        act()
        session.refresh(post)
        seen.append((post.up_count, post.down_count))
    assert seen == [(1, 0), (1, 0), (2, 0), (1, 1), (0, 1), (0, 1), (0, 0)]
    assert session.scalar(select(func.count()).select_from(Rating)) == 0
    assert post.score == 0


def test_the_order_follows_the_ratings(session: Session) -> None:
    consultation = a_consultation(session)
    post = a_contribution(session, consultation, a_subject(session, consultation))
    for value in (1, 1, 1, -1):
        rate(session, a_person(session), consultation, post, value, clock.now())
    session.expire_all()
    assert post.score == pytest.approx(wilson_lower_bound(3, 4))


def test_the_lower_bound_is_wilsons() -> None:
    assert wilson_lower_bound(0, 0) == 0
    assert wilson_lower_bound(1, 1) == pytest.approx(0.2065, abs=1e-4)
    assert wilson_lower_bound(9, 10) == pytest.approx(0.5958, abs=1e-4)
    assert wilson_lower_bound(9, 10) > wilson_lower_bound(1, 1) > wilson_lower_bound(0, 3) == 0


def test_own_texts_and_unknown_values_are_not_rated(session: Session) -> None:
    consultation = a_consultation(session)
    alice = a_person(session)
    post = a_contribution(session, consultation, a_subject(session, consultation), by=alice)
    with pytest.raises(Refused, match="Eigene Beiträge"):
        rate(session, alice, consultation, post, 1, clock.now())
    with pytest.raises(Invalid):
        rate(session, a_person(session), consultation, post, 5, clock.now())


def test_one_click_rates_and_the_same_button_takes_it_back(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    written = a_contribution(session, consultation, a_subject(session, consultation))
    browser = browse(a_person(session))
    answer = post_by_htmx(browser, f"/beitraege/{written.id}/bewertung", {"wert": "zu"})
    assert 'aria-pressed="true">Stimme zu <span class="rating-count">1</span>' in answer.text
    assert "<html" not in answer.text
    assert 'data-announce="Ihre Bewertung ist gespeichert."' in answer.text
    plain = post(browser, f"/beitraege/{written.id}/bewertung", {"wert": ""})
    assert plain.status_code == 303
    assert plain.location.endswith(f"#beitrag-{written.id}")
    session.expire_all()
    assert written.up_count == 0


def test_a_click_on_the_own_text_is_refused_in_words(session: Session, browse: Browse) -> None:
    consultation, author = a_consultation(session), a_person(session)
    written = a_contribution(session, consultation, a_subject(session, consultation), by=author)
    session.commit()
    answer = post(browse(author), f"/beitraege/{written.id}/bewertung", {"wert": "zu"})
    assert answer.status_code == 403
    assert "Eigene Beiträge können Sie nicht bewerten." in answer.text
    session.refresh(written)
    assert written.up_count == 0


def test_an_unknown_word_for_a_rating_rates_nothing(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    written = a_contribution(session, consultation, a_subject(session, consultation))
    for word in ("1", "zu zu", "\x00", "9" * 5000):
        assert post(browse(a_person(session)), f"/beitraege/{written.id}/bewertung", {"wert": word}).status_code == 303
    session.expire_all()
    assert (written.up_count, written.down_count) == (0, 0)


def test_a_readers_own_rating_is_marked_and_nobody_elses(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    written = a_contribution(session, consultation, subject)
    alice, bob = a_person(session), a_person(session)
    rate(session, alice, consultation, written, -1, clock.now())
    url = f"/beteiligungen/{consultation.slug}/diskussionen/{subject.id}"
    assert browse(alice).get(url).text.count('aria-pressed="true"') == 1
    assert browse(bob).get(url).text.count('aria-pressed="true"') == 0
    assert "aria-pressed" not in browse(None).get(url).text


def test_twenty_at_once_are_counted_one_by_one(real_database: Flask) -> None:
    with real_database.app_context(), clock.frozen(NOON):
        session = db.session()
        consultation = a_consultation(session)
        written = a_contribution(session, consultation, a_subject(session, consultation))
        people = [a_person(session).id for _ in range(10)]
        session.commit()
        contribution_id, consultation_id = written.id, consultation.id

    def click(person_id: int) -> None:
        with real_database.app_context(), clock.frozen(NOON):
            own = db.session()
            person = own.get_one(Person, person_id)
            rate(own, person, consultation_by_id(own, consultation_id), own.get_one(Contribution, contribution_id), 1, NOON)
            own.commit()
            db.session.remove()

    threads = [threading.Thread(target=click, args=(person,)) for person in people * 2]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with real_database.app_context():
        found = db.session().get_one(Contribution, contribution_id)
        assert (found.up_count, found.down_count) == (10, 0)
        assert db.session().scalar(select(func.count()).select_from(Rating)) == 10
        assert found.score == pytest.approx(wilson_lower_bound(10, 10))
