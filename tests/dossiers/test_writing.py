"""Writing a report: two clicks, sections and texts, versions that stay, and who may."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Stage
from participation.dossiers import rules
from participation.dossiers.actions import Draft, publish_dossier, write_dossier
from participation.dossiers.models import Dossier
from participation.dossiers.queries import draft_of, latest_published, versions_of
from participation.kit import clock
from participation.kit.errors import Conflict, Invalid, Refused
from tests.builders import a_consultation, a_person, a_resident, an_administrator, post
from tests.dossiers.builders import a_dossier, a_draft_dossier, said_now
from tests.proposals.builders import a_proposal

Browse = Callable[[Person | None], FlaskClient]
Counting = Callable[[], AbstractContextManager[Any]]


def test_two_clicks_from_the_consultations_staff_page(session: Session, browse: Browse) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    session.commit()
    client = browse(staff)
    manage = client.get(f"/verwaltung/beteiligungen/{consultation.slug}").text
    desk = f"/verwaltung/beteiligungen/{consultation.slug}/gesamtbericht"
    assert f'href="{desk}"' in manage
    assert "Bericht erstellen" in client.get(desk).text
    made = post(client, desk, {})
    assert made.status_code == 303
    assert draft_of(session, consultation.id) is not None
    page = client.get(made.location).text
    assert "Das PDF wird gleich erstellt" in page


def test_a_version_stays_as_it_was_and_the_next_says_what_is_new(app: Flask, session: Session) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    first = a_dossier(session, consultation, staff, app, texts={"summary": "Erste Fassung"})
    second = a_draft_dossier(session, consultation, staff)
    assert (second.number, second.texts) == (2, {"summary": "Erste Fassung"}), "it begins with the last one's texts"
    with pytest.raises(Invalid, match="was neu ist"):
        publish_dossier(session, staff, consultation, second, said_now(app, session, consultation), clock.now())
    write_dossier(session, staff, consultation, second, Draft("Zweiter", "Mit Beschluss", ("limits",), {}), clock.now())
    publish_dossier(session, staff, consultation, second, said_now(app, session, consultation, ("limits",)), clock.now())
    session.expire_all()
    assert "Erste Fassung" in str(session.get_one(Dossier, first.id).said)
    assert [one.number for one in versions_of(session, consultation.id)] == [2, 1]
    assert latest_published(session, consultation.id) is second


def test_a_published_version_changes_no_more(session: Session) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    dossier = a_dossier(session, consultation, staff)
    with pytest.raises(Refused, match="bleibt, wie sie ist"):
        write_dossier(session, staff, consultation, dossier, Draft("Anders", "", ("limits",), {}), clock.now())


def test_one_draft_at_a_time(session: Session) -> None:
    consultation = a_consultation(session)
    a_draft_dossier(session, consultation)
    with pytest.raises(Conflict, match="schon einen Entwurf"):
        a_draft_dossier(session, consultation)


def test_nothing_to_say_cannot_be_published(session: Session) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    dossier = a_draft_dossier(session, consultation, staff)
    with pytest.raises(Invalid, match="nichts zu berichten"):
        publish_dossier(session, staff, consultation, dossier, [], clock.now())


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (Draft(" ", "", ("limits",), {}), "title"),
        (Draft("x" * 121, "", ("limits",), {}), "title"),
        (Draft("Bericht", "x" * 1001, ("limits",), {}), "changes"),
        (Draft("Bericht", "", (), {}), "sections"),
        (Draft("Bericht", "", ("erfunden",), {}), "sections"),
        (Draft("Bericht", "", ("limits",), {"limits": "x" * 10_001}), "text_limits"),
    ],
)
def test_what_cannot_be_taken_is_said(session: Session, draft: Draft, field: str) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    dossier = a_draft_dossier(session, consultation, staff)
    with pytest.raises(Invalid) as refused:
        write_dossier(session, staff, consultation, dossier, draft, clock.now())
    assert refused.value.field == field


def test_typed_text_stays_after_a_refusal(session: Session, browse: Browse) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    a_draft_dossier(session, consultation, staff)
    session.commit()
    url = f"/verwaltung/beteiligungen/{consultation.slug}/gesamtbericht/entwurf/bearbeiten"
    sent = {"title": "", "sections": ["summary"], "text_summary": "Das habe ich *lange* geschrieben."}
    answer = post(browse(staff), url, sent)
    assert answer.status_code == 422
    assert "Das habe ich *lange* geschrieben." in answer.text
    assert "Bitte geben Sie dem Bericht einen Titel." in answer.text


@pytest.mark.parametrize("stage", list(Stage))
def test_who_may_write_at_which_stage(session: Session, stage: Stage) -> None:
    consultation = a_consultation(session)
    moderator, staff, resident = a_person(session, moderates=consultation), an_administrator(session), a_resident(session)
    consultation.stage = stage
    session.flush()
    written = stage != Stage.DRAFT
    assert bool(rules.may_work(moderator, consultation)) is written
    assert bool(rules.may_work(staff, consultation)) is written
    assert not rules.may_work(resident, consultation)
    assert not rules.may_work(None, consultation)


def test_a_draft_is_read_by_those_who_write_it(session: Session, browse: Browse) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    a_draft_dossier(session, consultation, staff)
    session.commit()
    url = f"/beteiligungen/{consultation.slug}/gesamtbericht/1"
    assert browse(None).get(url).status_code == 404
    assert browse(staff).get(url).status_code == 200
    assert browse(None).get(f"/beteiligungen/{consultation.slug}/gesamtbericht").status_code == 404


def test_the_page_takes_a_constant_number_of_statements(app: Flask, session: Session, browse: Browse, count_statements: Counting) -> None:
    few, many = a_consultation(session), a_consultation(session, "Anderswo")
    a_dossier(session, few)
    a_dossier(session, many)
    for number in range(3):
        following = a_draft_dossier(session, many, changes=f"Neu {number}")
        publish_dossier(session, an_administrator(session), many, following, said_now(app, session, many), clock.now())
    for number in range(12):
        a_proposal(session, many, title=f"Vorschlag {number}", supporters=1)
    session.commit()
    client, taken = browse(None), []
    for one in (few, many):
        client.get(f"/beteiligungen/{one.slug}/gesamtbericht")
        with count_statements() as statements:
            assert client.get(f"/beteiligungen/{one.slug}/gesamtbericht").status_code == 200
        taken.append(statements.count)
    assert taken[0] == taken[1] <= 12


def test_collecting_takes_a_constant_number_of_statements(app: Flask, session: Session, count_statements: Counting) -> None:
    few, many = a_consultation(session), a_consultation(session, "Anderswo")
    a_proposal(session, few, supporters=1)
    for number in range(20):
        a_proposal(session, many, title=f"Vorschlag {number}", supporters=2)
    session.commit()
    taken = []
    for one in (few, many):
        with count_statements() as statements:
            said_now(app, session, one)
        taken.append(statements.count)
    assert taken[0] == taken[1]
