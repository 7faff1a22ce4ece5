"""What remains of a person, what a person gets, and what other pages show."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.discussions import panels, thread_queries
from participation.discussions.actions import rate
from participation.discussions.topic_actions import set_outcome
from participation.kit import clock
from tests.builders import a_consultation, a_person, an_administrator, post
from tests.discussions.builders import a_contribution, a_subject, discussion_of

Browse = Callable[[Person | None], FlaskClient]


def test_a_deleted_account_leaves_thread_and_ratings_as_they_were(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    alice, bob = a_person(session, "Alice Abschied"), a_person(session)
    own = a_contribution(session, consultation, subject, "Das bleibt stehen.", by=alice)
    a_contribution(session, consultation, subject, "Antwort bleibt.", to=own)
    other = a_contribution(session, consultation, subject, by=bob)
    rate(session, alice, consultation, other, 1, clock.now())
    alice.deleted_at, alice.email, alice.public_name = clock.now(), None, "geloescht"
    session.commit()
    page = browse(None).get(f"/beteiligungen/{consultation.slug}/diskussionen/{subject.id}").text
    assert "Ehemals teilnehmend" in page
    assert "Alice Abschied" not in page
    assert "geloescht" not in page
    assert "Das bleibt stehen." in page
    assert "Antwort bleibt." in page
    assert thread_queries.line(session, other.id, None).up_count == 1


def test_a_person_gets_everything_they_wrote_rated(app: Flask, session: Session) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    alice = a_person(session)
    a_contribution(session, consultation, subject, "Mein *Text*", by=alice)
    other = a_contribution(session, consultation, subject)
    rate(session, alice, consultation, other, -1, clock.now())
    session.commit()
    with app.test_request_context("/"):
        data = panels.own_data(alice)
        (section,) = panels.own_contributions(alice)
    assert [row["body"] for row in data["contributions"]] == ["Mein *Text*"]
    assert [row["value"] for row in data["ratings"]] == [-1]
    assert [link.label for link in section.links] == ["Mein Text"]


def test_the_first_screen_names_what_is_discussed_most(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    quiet, loud = a_subject(session, consultation), a_subject(session, consultation)
    for subject, number in ((quiet, 1), (loud, 3)):
        for _ in range(number):
            a_contribution(session, consultation, subject)
    session.commit()
    page = browse(None).get(f"/beteiligungen/{consultation.slug}").text
    assert "4 Beiträge in den Diskussionen" in page
    assert page.index(loud.url.rsplit("/", 1)[1] + "#diskussion") < page.index(quiet.url.rsplit("/", 1)[1] + "#diskussion")


def test_the_tab_appears_with_the_first_topic(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    session.commit()
    tab = f'href="/beteiligungen/{consultation.slug}/diskussionen"'
    assert tab not in browse(None).get(f"/beteiligungen/{consultation.slug}").text
    assert tab in browse(an_administrator(session)).get(f"/beteiligungen/{consultation.slug}").text
    a_subject(session, consultation)
    session.commit()
    assert tab in browse(None).get(f"/beteiligungen/{consultation.slug}").text


def test_the_outcome_stands_above_the_thread(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    a_contribution(session, consultation, subject, "Ein Beitrag.")
    mayor = an_administrator(session)
    discussion = discussion_of(session, subject)
    session.commit()
    done = post(browse(mayor), f"/diskussionen/{discussion.id}/ergebnis", {"outcome": "Der Saal **bleibt**."})
    page = browse(None).get(done.location).text
    assert page.index("Der Saal <strong>bleibt</strong>.") < page.index("Ein Beitrag.")
    discussion = discussion_of(session, subject)
    set_outcome(session, mayor, consultation, discussion, "", clock.now())
    assert (discussion.outcome_html, discussion.outcome_at) == ("", None)


def test_a_topic_is_opened_and_listed(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    browser = browse(an_administrator(session))
    url = f"/beteiligungen/{consultation.slug}/diskussionen"
    refused = post(browser, f"{url}/neu", {"title": " \u200b", "introduction": "Bleibt stehen"})
    assert refused.status_code == 422
    assert "Bleibt stehen" in refused.text
    opened = post(browser, f"{url}/neu", {"title": "Wohin mit den Rädern?", "introduction": "Es gibt *zwei* Plätze."})
    assert "Es gibt <em>zwei</em> Plätze." in browse(None).get(opened.location).text
    assert "Wohin mit den Rädern?" in browse(None).get(url).text
