"""Pages of a thread: orders, deep links, a constant number of statements, who sees what."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.discussions import articles, thread_queries
from participation.discussions.actions import rate
from participation.discussions.orders import Asked, Order
from participation.kit import clock
from participation.kit.recent import Recent
from tests.builders import a_consultation, a_person
from tests.discussions.builders import a_contribution, a_subject, discussion_of, many_contributions

Browse = Callable[[Person | None], FlaskClient]


def shown(html: str) -> list[int]:
    """The numbers of the contributions on a page, in order."""
    return [int(number) for number in re.findall(r'id="beitrag-([0-9]+)"', html)]


@pytest.fixture
def topic_url(session: Session) -> tuple[str, int]:
    """A topic with 120 contributions: its address and the number of its discussion."""
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    discussion = discussion_of(session, subject)
    many_contributions(session, discussion, 120, a_person(session), answers=1)
    session.commit()
    return f"/beteiligungen/{consultation.slug}/diskussionen/{subject.id}", discussion.id


def test_every_contribution_stands_on_one_page_in_each_order(topic_url: tuple[str, int], browse: Browse) -> None:
    url, _discussion = topic_url
    browser = browse(None)
    for order in Order:
        pages = [shown(browser.get(f"{url}?reihenfolge={order}&seite={number}").text) for number in (1, 2, 3)]
        assert [len(page) for page in pages] == [100, 100, 40]
        assert len({number for page in pages for number in page}) == 240


def test_newest_and_oldest_are_opposites(topic_url: tuple[str, int], browse: Browse) -> None:
    url, _discussion = topic_url
    newest = shown(browse(None).get(url).text)
    oldest = shown(browse(None).get(f"{url}?reihenfolge=aelteste&seite=3").text)
    assert newest[::2][:20] == oldest[::2][::-1][:20]


def test_the_best_order_prefers_what_many_agree_with(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    liked, unknown, disputed = (a_contribution(session, consultation, subject) for _ in range(3))
    for post, values in ((liked, (1, 1, 1, 1)), (disputed, (1, -1, -1))):
        for value in values:
            rate(session, a_person(session), consultation, post, value, clock.now())
    session.commit()
    page = browse(None).get(f"/beteiligungen/{consultation.slug}/diskussionen/{subject.id}?zeige=hinweise&reihenfolge=ausgewogen").text
    assert shown(page) == [liked.id, disputed.id, unknown.id]
    assert "Wer schreibt, spielt keine Rolle" in page


@pytest.mark.parametrize(
    "query", ["seite=0", "seite=-1", "seite=999999999999", "seite=%D9%A3", "seite=1&reihenfolge=drop", "reihenfolge=%00", "seite="]
)
def test_odd_addresses_show_a_page_of_the_thread(topic_url: tuple[str, int], browse: Browse, query: str) -> None:
    answer = browse(None).get(f"{topic_url[0]}?{query}")
    assert answer.status_code == 200
    assert shown(answer.text)


def test_a_lasting_address_leads_to_the_right_page_of_five_thousand(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    ids = many_contributions(session, discussion_of(session, subject), 5000, a_person(session))
    session.commit()
    browser = browse(None)
    for place in (0, 49, 50, 2500, 4949, 4950, 4999):
        lead = browser.get(f"/beitraege/{ids[place]}")
        assert lead.status_code == 303
        assert lead.location.endswith(f"#beitrag-{ids[place]}")
        assert ids[place] in shown(browser.get(lead.location).text)


def test_the_lasting_address_of_an_answer_finds_it_also_among_many(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    ids = many_contributions(session, discussion_of(session, subject), 60, a_person(session), answers=1)
    crowded = a_contribution(session, consultation, subject, at=clock.now() - timedelta(days=5))
    answers = [a_contribution(session, consultation, subject, f"Antwort {n}", to=crowded) for n in range(55)]
    session.commit()
    browser = browse(None)
    first_of_old = ids[0] + 60
    for number in (first_of_old, *(answers[n].id for n in (0, 1, 2, 49, 50, 54))):
        lead = browser.get(f"/beitraege/{number}")
        assert number in shown(browser.get(lead.location).text), lead.location
    assert "53 weitere Antworten zeigen" in browser.get(browser.get(f"/beitraege/{crowded.id}").location).text


def test_the_number_of_statements_does_not_grow(session: Session, browse: Browse, count_statements: Callable) -> None:
    author = a_person(session)
    reader = browse(a_person(session))
    found = {}
    for number in (10, 500):
        consultation = a_consultation(session)
        subject = a_subject(session, consultation)
        many_contributions(session, discussion_of(session, subject), number, author, answers=3)
        session.commit()
        url = f"/beteiligungen/{consultation.slug}/diskussionen/{subject.id}"
        counts = []
        for browser in (reader, browse(None)):
            articles.KEPT.clear()
            for _state in ("cold", "warm"):
                with count_statements() as statements:
                    assert browser.get(url).status_code == 200
                counts.append(statements.count)
        found[number] = counts
    assert found[10] == found[500]
    cold, warm = found[10][2:]
    assert cold - warm == 1
    assert cold <= 7, "one of them asks for the chain of the topic"


def test_a_thread_alone_takes_four_statements(session: Session, count_statements: Callable) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    many_contributions(session, discussion_of(session, subject), 60, a_person(session), answers=7)
    with count_statements() as statements:
        found = thread_queries.thread(session, thread_queries.discussion_line(session, subject.kind, subject.id), None, Asked())
    assert statements.count == 3
    assert len(found.page.items) == 50
    assert {len(answers) for answers in found.answers.values()} == {2}


def test_what_is_kept_follows_every_change(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    alice, bob = a_person(session, "Alice Kühn"), a_person(session)
    written = a_contribution(session, consultation, subject, by=alice)
    session.commit()
    url = f"/beteiligungen/{consultation.slug}/diskussionen/{subject.id}"
    reader = browse(None)
    assert "Alice Kühn" in reader.get(url).text
    rate(session, bob, consultation, written, 1, clock.now())
    alice.public_name = "Alice Winter"
    session.commit()
    page = reader.get(url).text
    assert "Alice Winter" in page
    assert '<span class="rating-count">1</span>' in page


def test_a_reader_is_asked_to_sign_in_and_comes_back_to_this_page(topic_url: tuple[str, int], browse: Browse) -> None:
    url, _discussion = topic_url
    page = browse(None).get(f"{url}?reihenfolge=ausgewogen&seite=2").text
    assert f"/anmelden?next={url}%3Freihenfolge%3Dausgewogen%26seite%3D2%23diskussion" in page
    assert 'name="csrf_token"' not in page.split('id="diskussion"')[1]
    assert "Set-Cookie" not in browse(None).get(url).headers


def test_nothing_kept_for_one_kind_of_reader_reaches_another(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    subject = a_subject(session, consultation)
    written = a_contribution(session, consultation, subject)
    moderator, resident = a_person(session, moderates=consultation), a_person(session)
    session.commit()
    url = f"/beteiligungen/{consultation.slug}/diskussionen/{subject.id}"
    link = f"/moderation/contribution/{written.id}"
    for _round in range(2):
        assert link in browse(moderator).get(url).text
        assert link not in browse(resident).get(url).text
        assert "Antworten</a>" in browse(resident).get(url).text
        assert "Antworten</a>" not in browse(None).get(url).text


def test_what_is_kept_is_bounded() -> None:
    kept = Recent(10)
    for number in range(1000):
        kept.keep(number, articles.Markup(number))
        kept.get(0)
    assert kept.get(0) is not None
    assert sum(kept.get(number) is not None for number in range(1000)) <= 21
