"""Conversations of Polis and surveys of LimeSurvey come as one thing each, closed, without anybody's name, and go again."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit import clock
from participation.kit.errors import Conflict
from participation.moving.actions import undo_move
from participation.moving.description import System
from participation.moving.models import Move, MovedThing
from participation.opinions.map_actions import publish_report
from participation.opinions.models import Answer, OpinionMap, Result, Stage, Statement
from participation.surveys.models import State, Survey, SurveyAnswer, SurveyResponse
from tests.builders import a_consultation, an_administrator, post
from tests.moving.builders import a_move
from tests.moving.exports import File, limesurvey, polis

Browse = Callable[[Person | None], FlaskClient]


def sent(browser: FlaskClient, consultation: Any, system: System, files: list[File]) -> Any:
    data = {"system": str(system), "files": [(io.BytesIO(content), name) for name, content in files]}
    return post(browser, f"/verwaltung/beteiligungen/{consultation.slug}/umzug", data, content_type="multipart/form-data")


def test_a_conversation_comes_with_its_groups_and_without_answers(session: Session, browse: Browse, client: FlaskClient) -> None:
    consultation = a_consultation(session)
    session.commit()
    browser = browse(an_administrator(session))
    url = sent(browser, consultation, System.POLIS, polis()).headers["Location"]
    text = browser.get(url).text
    for words in ("11 Aussagen", "60 Menschen", "1 × Aussagen, die dort ausgeblendet sind", "votes.csv: voter-id", "comments.csv: author-id"):
        assert words in text, words
    assert post(browser, url + "/uebernehmen").status_code == 303
    made = session.scalars(select(OpinionMap)).one()
    assert (made.title, made.stage, made.forgotten_at is not None) == ("Wie weiter mit dem Markt?", Stage.CLOSED, True)
    assert [each.text for each in session.scalars(select(Statement).order_by(Statement.number))][:2] == [
        "Der Markt soll autofrei werden.",
        "Busse sollen öfter fahren.",
    ]
    result = session.scalars(select(Result)).one()
    assert (result.data["people"], result.data["k"], sorted(result.data["sizes"])) == (60, 2, [30, 30])
    assert session.scalar(select(func.count()).select_from(Answer)) == 0
    page = client.get(f"/beteiligungen/{consultation.slug}/meinungsbild/{made.id}")
    assert page.status_code == 200
    assert "Dort haben 60 Menschen geantwortet" in page.text
    again = browser.get(sent(browser, consultation, System.POLIS, polis()).headers["Location"]).text
    assert "nichts Neues" in again
    assert "Was darin steht, ist schon hier." in again
    assert "Kommt neu" not in again, "a conversation is no list of proposals"
    assert post(browser, url + "/zuruecknehmen").status_code == 303
    session.expire_all()
    assert session.scalars(select(OpinionMap)).all() == []


def test_a_published_report_stays(session: Session) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    move = a_move(session, staff, consultation, System.POLIS, polis())
    publish_report(session, staff, consultation, session.scalars(select(OpinionMap)).one(), clock.now())
    with pytest.raises(Conflict):
        undo_move(session, staff, consultation, session.get_one(Move, move.id), clock.now())


def test_participants_votes_say_the_same(session: Session) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    rows = ["participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1,2,3,4"]
    rows += [f"{person},0,0,5,4,1," + ",".join(str(1 if (person < 10) == (one != 2) else -1) for one in range(5)) for person in range(20)]
    files = [polis()[0], ("participants-votes.csv", "\n".join(rows).encode())]
    a_move(session, staff, consultation, System.POLIS, files)
    assert session.scalars(select(Result)).one().data["people"] == 20
    assert len(session.scalars(select(MovedThing)).one().source_id or "") == 40


def test_a_survey_comes_closed_with_its_finished_responses(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    session.commit()
    browser = browse(an_administrator(session))
    url = sent(browser, consultation, System.LIMESURVEY, limesurvey()).headers["Location"]
    move = session.scalars(select(Move)).one()
    for word in ("geheim", "192.0.2"):
        assert word not in (move.described or "")
    text = browser.get(url).text
    for words in (
        "3 abgeschickten Antworten",
        "1 × Antworten, die nicht abgeschickt wurden",
        "„Tabelle mit Texten“ gibt es hier nicht",
        "passen",
        "token",
        "ipaddr",
    ):
        assert words in text, words
    assert post(browser, url + "/uebernehmen").status_code == 303
    survey = session.scalars(select(Survey)).one()
    assert (survey.title, survey.state, "Aus LimeSurvey übernommen, mit 3" in survey.introduction) == ("Umfrage zum Markt", State.CLOSED, True)
    assert session.scalar(select(func.count()).select_from(SurveyResponse)) == 3
    found = {each.value for each in session.scalars(select(SurveyAnswer))}
    assert "Mehr Bäume" in found
    assert "zu Fuß" in found
    assert "A9" not in found
    assert post(browser, url + "/zuruecknehmen").status_code == 303
    session.expire_all()
    assert "zurückgenommen" in session.scalars(select(Survey)).one().introduction
    for table in (SurveyResponse, SurveyAnswer):
        assert session.scalar(select(func.count()).select_from(table)) == 0


@pytest.mark.parametrize(
    ("system", "files", "sentence"),
    [
        (System.POLIS, polis()[:1], "zusammen hoch"),
        (System.POLIS, [("comments.csv", polis()[0][1]), ("votes.csv", b"timestamp,comment-id,voter-id,vote\n1,0,1,7\n")], "keine Antwort"),
        (System.LIMESURVEY, limesurvey()[1:], "zusammen hoch"),
        (
            System.LIMESURVEY,
            [("a.lss", b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><document>&e;</document>'), limesurvey()[1]],
            "a.lss",
        ),
        (System.LIMESURVEY, [limesurvey()[0], ("r.csv", b"a,b\n1,2\n")], "submitdate"),
    ],
)
def test_what_is_missing_or_wrong_is_said(session: Session, browse: Browse, system: System, files: list[File], sentence: str) -> None:
    consultation = a_consultation(session)
    session.commit()
    browser = browse(an_administrator(session))
    response = sent(browser, consultation, system, files)
    text = response.text if response.status_code == 422 else browser.get(response.headers["Location"]).text
    assert sentence in text
    assert session.scalars(select(OpinionMap)).all() == []
