"""A corrected version of a survey that people answer: what may change, what is refused, and that nothing that was answered is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.surveys.models import Survey, SurveyResponse, SurveyVersion
from participation.surveys.queries import answers_of, definition_of, version_of
from tests.builders import a_consultation, a_person, post
from tests.surveys.builders import an_open_survey, answer, closed

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Browse = Callable[[Person | None], FlaskClient]


@pytest.fixture
def here(session: Session) -> Consultation:
    return a_consultation(session)


@pytest.fixture
def clerk(session: Session, here: Consultation, browse: Browse) -> FlaskClient:
    return browse(a_person(session, moderates=here))


def at(here: Consultation, survey: Survey, path: str = "") -> str:
    return f"/beteiligungen/{here.slug}/umfragen/{survey.id}{path}"


def versions(session: Session, survey: Survey) -> list[SurveyVersion]:
    session.expire_all()
    return list(session.scalars(select(SurveyVersion).where(SurveyVersion.survey_id == survey.id).order_by(SurveyVersion.number)))


VISITS = {
    "text": "Wie oft kommen Sie?", "required": "1", "options": ["0", "1", "2", "3"], "options-0-text": "Oft", "options-0-old": "often", "options-1-text": "Selten",
    "options-1-old": "rarely", "options-2-text": "Nie", "options-2-old": "never", "options-3-text": "Einmal", "options-3-code": "once",
}  # fmt: skip


@SQLITE
def test_answers_of_both_versions_count_together(session: Session, here: Consultation, clerk: FlaskClient, browse: Browse) -> None:
    survey, slow = an_open_survey(session, here), browse(None)
    answer(session, survey, {"visits": "often", "age": "40"})
    session.commit()
    post(slow, at(here, survey, "/beginnen"))
    post(slow, at(here, survey, "/seite/1"), {"a-visits": "rarely", "a-age": "33"})
    assert clerk.get(at(here, survey, "/editor")).status_code == 403
    assert "Neue Fassung der Fragen" in clerk.get(at(here, survey)).text
    assert "Bis Sie sie veröffentlichen" in clerk.get(at(here, survey, "/fassung")).text
    assert post(clerk, at(here, survey, "/fassung")).location == at(here, survey, "/editor")
    assert clerk.get(at(here, survey, "/fassung")).location == at(here, survey, "/editor")
    assert post(clerk, at(here, survey, "/fassung")).status_code == 409
    assert post(clerk, at(here, survey, "/editor/frage/visits"), VISITS).status_code == 303
    assert post(clerk, at(here, survey, "/editor/neu/long-text"), {"text": "Noch etwas?", "seite": "second", "code": "more"}).status_code == 303
    assert "Wie oft kommen Sie?" not in browse(None).get(at(here, survey, "/vorschau")).text
    answer(session, survey, {"visits": "never", "why": "Zu weit."})
    session.commit()
    page = clerk.get(at(here, survey, "/fassung/veroeffentlichen")).text
    assert "Ab jetzt beantworten alle Fassung 2" in page
    first, second = versions(session, survey)
    assert first.frozen_at is not None
    assert second.frozen_at is None
    assert post(clerk, at(here, survey, "/fassung/veroeffentlichen"), {"pruefsumme": first.sha256}).status_code == 409, "not what was looked at"
    assert post(clerk, at(here, survey, "/fassung/veroeffentlichen"), {"pruefsumme": second.sha256}).status_code == 303
    assert "Wie oft kommen Sie?" in slow.get(at(here, survey, "/seite/1")).text
    assert 'value="33"' in slow.get(at(here, survey, "/seite/1")).text, "what was begun goes on"
    assert "Noch etwas?" in slow.get(at(here, survey, "/seite/2")).text
    post(slow, at(here, survey, "/seite/2"), {"a-district": "north", "a-more": "Ja."})
    assert post(slow, at(here, survey, "/absenden")).location == at(here, survey, "/danke")
    answer(session, survey, {"visits": "once"})
    session.commit()
    first, second = versions(session, survey)
    named = [version for (version,) in session.execute(select(SurveyResponse.version_id).where(SurveyResponse.survey_id == survey.id))]
    assert sorted(named) == [first.id, first.id, second.id, second.id]
    found = list(answers_of(session, survey, definition_of(version_of(session, survey))))
    assert sorted(str(one["visits"]) for one in found) == ["never", "often", "once", "rarely"]
    assert clerk.get(at(here, survey, "/ergebnis")).status_code == 200


@SQLITE
def test_what_would_spoil_the_count_is_refused_with_links(session: Session, here: Consultation, clerk: FlaskClient) -> None:
    survey = an_open_survey(session, here)
    session.commit()
    post(clerk, at(here, survey, "/fassung"))
    assert "noch dieselbe" in clerk.get(at(here, survey, "/fassung/veroeffentlichen")).text
    assert (
        post(clerk, at(here, survey, "/editor/frage/age"), {"text": "Alter?", "minimum": "18", "maximum": "120", "required": "1"}).status_code == 303
    )
    assert post(clerk, at(here, survey, "/editor"), {"tun": "frage-hoch", "code": "music"}).status_code == 303
    page = clerk.get(at(here, survey, "/fassung/veroeffentlichen")).text
    for sentence in ("Die untere Grenze kann nur niedriger werden", "Sie bleibt freiwillig", "bleibt vor und hinter denselben Fragen"):
        assert sentence in page
    assert at(here, survey, "/editor/frage/age") in page
    second = versions(session, survey)[1]
    refused = post(clerk, at(here, survey, "/fassung/veroeffentlichen"), {"pruefsumme": second.sha256})
    assert refused.status_code == 422
    assert "Die untere Grenze" in refused.text
    assert post(clerk, at(here, survey, "/editor/probe")).status_code == 403, "trying out would be an answer"
    assert post(clerk, at(here, survey, "/fassung/verwerfen")).status_code == 303
    assert len(versions(session, survey)) == 1
    assert post(clerk, at(here, survey, "/fassung/verwerfen")).status_code == 409
    assert clerk.get(at(here, survey, "/editor")).status_code == 403


@SQLITE
def test_a_closed_survey_gets_no_new_version(session: Session, here: Consultation, clerk: FlaskClient) -> None:
    survey = an_open_survey(session, here)
    session.commit()
    post(clerk, at(here, survey, "/fassung"))
    closed(session, survey)
    session.commit()
    for path in ("/fassung", "/fassung/veroeffentlichen", "/editor"):
        assert clerk.get(at(here, survey, path)).status_code == 403, path
    assert post(clerk, at(here, survey, "/editor"), {"tun": "frage-hoch", "code": "age"}).status_code == 403
    assert clerk.get(at(here, survey, "/ergebnis")).status_code == 200


def test_the_version_that_people_answered_stays_as_it_is(session: Session, here: Consultation, clerk: FlaskClient) -> None:
    survey = an_open_survey(session, here)
    session.commit()
    post(clerk, at(here, survey, "/fassung"))
    post(clerk, at(here, survey, "/editor/frage/age"), {"text": "Alter?", "minimum": "14", "maximum": "120"})
    first, second = versions(session, survey)
    assert "Alter?" in second.definition
    assert "Alter?" not in first.definition
    number = first.id
    session.rollback()
    with pytest.raises(DatabaseError):
        session.execute(update(SurveyVersion).where(SurveyVersion.id == number).values(definition="{}"))
    session.rollback()
    with pytest.raises(DatabaseError):
        session.execute(delete(SurveyVersion).where(SurveyVersion.id == number))
    session.rollback()
