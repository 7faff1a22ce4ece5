"""A corrected version of a survey that people answer: what may change, what is refused, and that nothing that was answered is lost."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.surveys.models import Survey, SurveyDraft, SurveyResponse, SurveyVersion
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


@SQLITE
def test_a_clerk_goes_through_the_corrected_version_before_it_counts(
    session: Session, here: Consultation, clerk: FlaskClient, browse: Browse
) -> None:
    survey = an_open_survey(session, here)
    session.commit()
    trial = at(here, survey, "/fassung/probe")
    assert clerk.get(trial).status_code == 403, "no version is prepared"
    post(clerk, at(here, survey, "/fassung"))
    post(clerk, at(here, survey, "/editor/frage/visits"), {**VISITS, "stand": _mark(clerk, at(here, survey, "/editor/frage/visits"))})
    assert f'href="{trial}"' in clerk.get(at(here, survey, "/editor")).text
    assert f'href="{trial}"' in clerk.get(at(here, survey, "/fassung/veroeffentlichen")).text
    first = clerk.get(trial).text
    assert "Wie oft kommen Sie?" in first
    assert "Einmal" in first
    assert "Probe" in first
    assert "Wie oft kommen Sie?" not in browse(None).get(at(here, survey, "/vorschau")).text
    wrong = post(clerk, trial, {"seite": "1", "stand": "{}", "a-age": "zwölf"})
    assert wrong.status_code == 422
    assert 'value="zwölf"' in wrong.text
    again = post(clerk, trial, {"seite": "1", "stand": _carried(wrong.text), "a-visits": "never", "a-age": "40"})
    assert 'id="frage-why"' in again.text, "the answer calls for a further question here"
    second = post(clerk, trial, {"seite": "1", "stand": _carried(again.text), "a-visits": "never", "a-age": "40", "a-why": "Zu weit."})
    assert 'id="frage-district"' in second.text
    back = post(clerk, trial, {"seite": "2", "stand": _carried(second.text), "a-district": "south", "zurueck": "ja"})
    assert "Zu weit." in back.text
    second = post(clerk, trial, {"seite": "1", "stand": _carried(back.text), "a-visits": "never", "a-age": "40", "a-why": "Zu weit."})
    assert 'value="south" selected' in second.text
    end = post(clerk, trial, {"seite": "2", "stand": _carried(second.text), "a-district": "south"}).text
    assert "Gespeichert wurde nichts" in end
    assert "Süd" in end
    assert session.scalars(select(SurveyResponse)).all() == []
    assert session.scalars(select(SurveyDraft)).all() == []


@SQLITE
@pytest.mark.parametrize(
    "stand", ["", "[1]", "{", "[" * 5000, '{"visits": {"a": {"b": []}}, "age": NaN, "why": 3}', '{"visits": ["often", 1]}', "x" * 400_000]
)
def test_what_a_trial_hands_on_may_be_anything(session: Session, here: Consultation, clerk: FlaskClient, stand: str) -> None:
    survey = an_open_survey(session, here)
    session.commit()
    post(clerk, at(here, survey, "/fassung"))
    assert post(clerk, at(here, survey, "/fassung/probe"), {"seite": "1", "stand": stand, "a-visits": "often"}).status_code in (200, 413)
    assert post(clerk, at(here, survey, "/fassung/probe"), {"seite": "99", "stand": stand[:50]}).status_code == 404


def _carried(page: str) -> str:
    return html.unescape(re.findall(r'name="stand"[^>]* value="([^"]*)"', page)[0])


def _mark(clerk: FlaskClient, url: str) -> str:
    return _carried(clerk.get(url).text)
