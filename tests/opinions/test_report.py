"""The moderator's report: for staff at any time, for everybody once it is published; in words, and never about single people."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.errors import Refused
from participation.opinions.actions import Decision
from participation.opinions.map_actions import close_map, publish_report, withdraw_report
from participation.opinions.models import OpinionMap
from participation.opinions.queries import result_of
from tests.builders import a_consultation, a_person, an_administrator, post
from tests.conftest import Statements
from tests.opinions.builders import a_map, a_statement, answers, compute, two_camps

Browse = Callable[[Person | None], FlaskClient]


@pytest.fixture
def here(session: Session) -> Consultation:
    """The consultation."""
    return a_consultation(session)


@pytest.fixture
def opinion_map(session: Session, here: Consultation, app: Flask) -> OpinionMap:
    """An ended map of two camps, with a rejected statement, computed."""
    made = a_map(session, here)
    a_statement(session, here, made, decision=Decision.REJECT)
    two_camps(session, made, 60, Random(7))
    close_map(session, an_administrator(session), here, made, clock.now())
    session.commit()
    compute(app, made)
    session.expire_all()
    return made


def _url(here: Consultation, opinion_map: OpinionMap) -> str:
    return f"/beteiligungen/{here.slug}/meinungsbild/{opinion_map.id}"


def test_staff_read_it_first_and_everybody_once_it_is_published(
    session: Session, browse: Browse, here: Consultation, opinion_map: OpinionMap
) -> None:
    moderator = a_person(session, moderates=here)
    session.commit()
    url, staff = _url(here, opinion_map), browse(moderator)
    assert browse(None).get(f"{url}/bericht").status_code == 403
    draft = staff.get(f"{url}/bericht").text
    assert "nicht veröffentlicht" in draft
    assert post(staff, f"{url}/bericht/veroeffentlichen").status_code == 303
    text = browse(None).get(f"{url}/bericht").text
    for said in (
        "Es gibt 2 klare Gruppen",
        "deutlicher als Zufall",
        "Gruppe A",
        "Was alle verbindet",
        "Das ist eine Frage.",
        "nicht, wie die ganze Stadt denkt",
    ):
        assert said in text
    assert "Bericht der Moderation" in browse(None).get(url).text
    assert post(staff, f"{url}/bericht/zuruecknehmen").status_code == 303
    assert browse(None).get(f"{url}/bericht").status_code == 403


def test_the_pdf_says_the_same_and_is_tagged(session: Session, browse: Browse, here: Consultation, opinion_map: OpinionMap) -> None:
    publish_report(session, an_administrator(session), here, opinion_map, clock.now())
    session.commit()
    answer = browse(None).get(f"{_url(here, opinion_map)}/bericht/bericht.pdf")
    assert answer.mimetype == "application/pdf"
    assert b"/StructTreeRoot" in answer.data
    assert re.search(rb"/Lang ?\(de\)", answer.data)
    assert re.search(rb"/Alt ?[(<]", answer.data), "the picture is said in words"
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_shows_no_place_of_anybody_and_no_small_group(session: Session, browse: Browse, here: Consultation, app: Flask) -> None:
    made = a_map(session, here)
    for person in (a_person(session) for _number in range(9)):
        answers(session, here, made, person, dict.fromkeys(range(1, 9), 1))
    session.commit()
    compute(app, made)
    text = browse(an_administrator(session)).get(f"{_url(here, made)}/bericht").text
    assert "weniger als 10" in text
    assert not re.search(r"<(circle|polygon)", text)
    assert "72" not in re.findall(r"<dd[^>]*>(.*?)</dd>", text, re.S)
    assert "Noch keine 10 Antworten" not in text, "what too few answered is not listed"


def test_only_what_is_ended_and_computed_is_published(session: Session, here: Consultation) -> None:
    clerk, made, now = an_administrator(session), a_map(session, here), clock.now()
    with pytest.raises(Refused, match="beendet ist"):
        publish_report(session, clerk, here, made, now)
    close_map(session, clerk, here, made, now)
    with pytest.raises(Refused, match="gerade noch berechnet"):
        publish_report(session, clerk, here, made, now)
    with pytest.raises(Refused, match="nicht veröffentlicht"):
        withdraw_report(session, clerk, here, made, now)
    assert result_of(session, made.id).is_stale


def test_a_report_costs_as_many_statements_with_a_thousand_answers_as_without(
    session: Session, browse: Browse, here: Consultation, opinion_map: OpinionMap, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    empty = a_map(session, here)
    session.commit()
    browser = browse(an_administrator(session))

    def cost(which: OpinionMap) -> int:
        browser.get(f"{_url(here, which)}/bericht")
        with count_statements() as statements:
            browser.get(f"{_url(here, which)}/bericht")
        return statements.count

    assert cost(opinion_map) == cost(empty)
