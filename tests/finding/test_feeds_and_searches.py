"""Any list can be followed as a feed; a kept search tells once of what is new in it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Notice, NoticeKind, Person
from participation.consultations.models import Stage
from participation.finding.actions import delete_search, save_search, tell_of_news
from participation.finding.models import SavedSearch
from participation.finding.rules import MOST_SEARCHES
from participation.kit import clock
from participation.kit.errors import Refused
from participation.proposals.actions import AnswerText, answer_proposal, withdraw_proposal
from participation.proposals.filters import Filters
from participation.proposals.models import Status
from tests.builders import a_consultation, a_resident, an_administrator, post
from tests.proposals.builders import DURING_COLLECT, a_draft, a_proposal

Browse = Callable[[Person | None], FlaskClient]
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def feed(client: FlaskClient, consultation: Any, query: str = "", name: str = "vorschlaege") -> ElementTree.Element:
    response = client.get(f"/beteiligungen/{consultation.slug}/{name}.atom{query}")
    assert response.mimetype == "application/atom+xml"
    return ElementTree.fromstring(response.data)  # noqa: S314  # our own answer


def titles(root: ElementTree.Element) -> list[str | None]:
    return [entry.findtext("a:title", None, ATOM) for entry in root.findall("a:entry", ATOM)]


def test_a_feed_holds_what_the_list_holds(session: Session, client: FlaskClient) -> None:
    consultation, author = a_consultation(session), a_resident(session)
    a_proposal(session, consultation, author, "Eine Rampe & <b>mehr</b>")
    a_proposal(session, consultation, author, "Ein Aufzug", at=DURING_COLLECT + timedelta(hours=1), body="Damit alle nach oben kommen können.")
    a_draft(session, consultation, author, "Nur ein Entwurf")
    gone = a_proposal(session, consultation, author, "Schon weg")
    withdraw_proposal(session, author, gone, consultation, "Erledigt.", DURING_COLLECT)
    session.commit()
    assert titles(feed(client, consultation)) == ["Ein Aufzug", "Eine Rampe & <b>mehr</b>"]
    assert titles(feed(client, consultation, "?q=rampen")) == ["Eine Rampe & <b>mehr</b>"]
    assert titles(feed(client, consultation, "?status=done")) == []
    entry = feed(client, consultation).findall("a:entry", ATOM)[0]
    assert str(entry.findtext("a:id", None, ATOM)).startswith("http://localhost/beteiligungen/")
    assert entry.findtext("a:author/a:name", None, ATOM) == author.public_name


def test_answers_have_a_feed_of_their_own(session: Session, client: FlaskClient) -> None:
    consultation = a_consultation(session)
    proposal = a_proposal(session, consultation, title="Eine Rampe")
    answer_proposal(session, an_administrator(session), proposal, consultation, AnswerText(Status.ACCEPTED, "Das **machen** wir."), DURING_COLLECT)
    session.commit()
    root = feed(client, consultation, name="antworten")
    assert titles(root) == ["Angenommen: Eine Rampe"]
    assert "<strong>machen</strong>" in str(root.findtext("a:entry/a:content", None, ATOM))


def test_all_answers_of_all_consultations_have_one_feed(
    session: Session, client: FlaskClient, count_statements: Callable[[], AbstractContextManager[Any]]
) -> None:
    here, there, clerk = a_consultation(session), a_consultation(session, "Anderswo"), an_administrator(session)
    hidden = a_proposal(session, here, title="Ausgeblendet")
    for number, (consultation, proposal) in enumerate(
        [(here, a_proposal(session, here, title="Eine Rampe")), (there, a_proposal(session, there, title="Ein Brunnen")), (here, hidden)]
    ):
        answer_proposal(
            session, clerk, proposal, consultation, AnswerText(Status.ACCEPTED, "Das machen wir."), DURING_COLLECT + timedelta(hours=number)
        )
    hidden.hidden_at = DURING_COLLECT
    session.commit()
    response = client.get("/antworten.atom")
    root = ElementTree.fromstring(response.data)  # noqa: S314  # our own answer
    assert titles(root) == ["Angenommen: Ein Brunnen (Anderswo)", "Angenommen: Eine Rampe (Stadthalle und Quartier)"]
    assert titles(feed(client, here, name="antworten")) == ["Angenommen: Eine Rampe"], "what is hidden is in no feed"
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert client.get("/antworten.atom", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    there.stage = Stage.DRAFT
    session.commit()
    root = ElementTree.fromstring(client.get("/antworten.atom").data)  # noqa: S314  # as above
    assert titles(root) == ["Angenommen: Eine Rampe (Stadthalle und Quartier)"]
    for page in ("/beteiligungen", f"/beteiligungen/{here.slug}/antworten"):
        assert 'href="/antworten.atom"' in client.get(page).text
    with count_statements() as few:
        client.get("/antworten.atom")
    for number in range(55):
        answer_proposal(session, clerk, a_proposal(session, here, title=f"Bank {number}"), here, AnswerText(Status.ACCEPTED, "Ja."), DURING_COLLECT)
    session.commit()
    with count_statements() as many:
        found = client.get("/antworten.atom")
    assert len(titles(ElementTree.fromstring(found.data))) == 50  # noqa: S314  # as above
    assert many.count == few.count


def test_a_feed_is_bounded_and_answers_304_until_something_changes(
    session: Session, client: FlaskClient, count_statements: Callable[[], AbstractContextManager[Any]]
) -> None:
    consultation, author = a_consultation(session), a_resident(session)
    for _number in range(53):
        a_proposal(session, consultation, author)
    session.commit()
    url = f"/beteiligungen/{consultation.slug}/vorschlaege.atom"
    with count_statements() as statements:
        first = client.get(url)
    assert statements.count <= 6, statements.texts
    assert first.text.count("<entry>") == 50
    assert "public" in first.headers["Cache-Control"]
    assert client.get(url, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    a_proposal(session, consultation, author, at=DURING_COLLECT + timedelta(hours=1))
    session.commit()
    assert client.get(url, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_draft_has_no_public_feed(session: Session, client: FlaskClient) -> None:
    consultation = a_consultation(session, stage=Stage.DRAFT)
    session.commit()
    assert client.get(f"/beteiligungen/{consultation.slug}/vorschlaege.atom").status_code == 404


def test_a_search_is_kept_found_again_and_deleted(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    a_proposal(session, consultation, title="Eine Rampe")
    session.commit()
    browser = browse(alice)
    listed = browser.get(f"/beteiligungen/{consultation.slug}/vorschlaege?q=Rampe&status=new").text
    assert f"/beteiligungen/{consultation.slug}/suche-speichern?q=Rampe&amp;status=new" in listed
    form = browser.get(f"/beteiligungen/{consultation.slug}/suche-speichern?q=Rampe&status=new").text
    assert 'value="Suchwort: Rampe, Neu"' in form
    for _twice in range(2):
        sent = post(browser, f"/beteiligungen/{consultation.slug}/suche-speichern?q=Rampe&status=new", {"name": "Rampen", "tells": "y"})
        assert sent.status_code == 303
    mine = browser.get("/konto/suchen").text
    assert mine.count('/vorschlaege?q=Rampe&amp;status=new">Rampen</a>') == 1
    assert "Sie bekommen Bescheid" in mine
    assert "Rampen</a>" in browser.get("/konto").text
    search = session.scalars(select(SavedSearch)).one()
    post(browser, f"/konto/suchen/{search.id}/bescheid", {"bescheid": "nein"})
    assert "Ohne Bescheid" in browser.get("/konto/suchen").text
    post(browser, f"/konto/suchen/{search.id}/loeschen")
    assert "noch keine Suche" in browser.get("/konto/suchen").text


def told(session: Session, person: Person) -> list[Notice]:
    return list(session.scalars(select(Notice).where(Notice.person_id == person.id, Notice.kind == NoticeKind.SEARCH).order_by(Notice.id)))


def test_news_are_told_once(session: Session) -> None:
    consultation, alice, bob = a_consultation(session), a_resident(session), a_resident(session)
    now = clock.now()
    a_proposal(session, consultation, title="Eine alte Rampe", at=now - timedelta(days=1))
    save_search(session, alice, consultation, Filters(words="Rampe"), "Rampen", tells=True, now=now)
    save_search(session, bob, consultation, Filters(words="Rampe"), "Rampen", tells=False, now=now)
    assert tell_of_news(session, now + timedelta(minutes=10)) == 0
    a_proposal(session, consultation, title="Noch eine Rampe", at=now + timedelta(minutes=11))
    a_proposal(session, consultation, title="Ein Aufzug", at=now + timedelta(minutes=11), body="Damit alle nach oben kommen können.")
    assert tell_of_news(session, now + timedelta(minutes=20)) == 1
    assert tell_of_news(session, now + timedelta(minutes=30)) == 0
    notices = told(session, alice)
    assert len(notices) == 1
    assert notices[0].url == f"/beteiligungen/{consultation.slug}/vorschlaege?q=Rampe"
    assert told(session, bob) == []


def test_an_answer_is_news_where_the_list_goes_by_answers(session: Session) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    now = clock.now()
    proposal = a_proposal(session, consultation, at=now - timedelta(days=1))
    save_search(session, alice, consultation, Filters(statuses=("accepted",)), "Angenommen", tells=True, now=now)
    save_search(session, alice, consultation, Filters(), "Alle", tells=True, now=now)
    answer_proposal(
        session, an_administrator(session), proposal, consultation, AnswerText(Status.ACCEPTED, "Das machen wir."), now + timedelta(minutes=2)
    )
    assert tell_of_news(session, now + timedelta(minutes=10)) == 1


def test_nobody_keeps_more_searches_than_anybody_needs(session: Session) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    for number in range(MOST_SEARCHES):
        save_search(session, alice, consultation, Filters(words=f"Wort{number}"), "Name", tells=False, now=clock.now())
    with pytest.raises(Refused):
        save_search(session, alice, consultation, Filters(words="eins zu viel"), "Name", tells=False, now=clock.now())
    search = session.scalars(select(SavedSearch).limit(1)).one()
    delete_search(session, alice, search, clock.now())
    save_search(session, alice, consultation, Filters(words="wieder Platz"), "Name", tells=False, now=clock.now())


def test_searches_go_with_the_account(app: Flask, session: Session) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    save_search(session, alice, consultation, Filters(words="Rampe"), "Rampen", tells=True, now=clock.now())
    delete_account(session, alice, app.extensions["settings"], clock.now())
    assert session.scalar(select(func.count(SavedSearch.id))) == 0
