"""The town's shares weight the answers beside the plain ones; what cannot be weighted says why."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.kit.audit import AuditEntry
from participation.surveys.models import Survey
from participation.surveys.result_models import SurveyComparison, SurveyResult, SurveyWeighting
from participation.surveys.results import Results
from tests.builders import a_person, post
from tests.surveys.builders import EVERY_KIND, an_open_survey, answer, closed, consultation_of, count_now

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Browse = Callable[[Person | None], FlaskClient]


def url(session: Session, survey: Survey, path: str = "") -> str:
    return f"/beteiligungen/{consultation_of(session, survey).slug}/umfragen/{survey.id}{path}"


def a_skewed_survey(session: Session) -> Survey:
    """Sixty answers from the north, of whom two thirds come often, forty from the south, of whom one in four does."""
    survey = an_open_survey(session, pages=EVERY_KIND)
    for number in range(100):
        north = number < 60
        often = number % 3 if north else number % 4 == 0
        told = {"district": "north" if north else "south", "visits": "often" if often else "rarely", "age": str(20 + number % 40)}
        answer(session, survey, {**told, "uses": ["music"] if north else ["sport"]})
    count_now(session, survey)
    return survey


def shares(**given: str) -> dict[str, str]:
    return {f"anteil-district-{code}": text for code, text in given.items()}


def result(session: Session, survey: Survey) -> Results:
    return Results.from_json(session.get_one(SurveyResult, survey.id).data)


def test_weighted_shares_stand_beside_plain_ones(session: Session, browse: Browse) -> None:
    survey = a_skewed_survey(session)
    staff = browse(a_person(session, moderates=consultation_of(session, survey)))
    session.commit()
    sent = post(staff, url(session, survey, "/gewichte"), {**shares(north="50", south="50,0 %"), "quelle": "Einwohnerstatistik 2025"})
    assert sent.status_code == 303
    session.expire_all()
    assert session.get_one(SurveyResult, survey.id).is_stale, "the worker hears of it"
    count_now(session, survey)
    session.commit()
    often = next(bar for bar in result(session, survey).questions["visits"].bars if bar.option == "often")
    assert often.share == pytest.approx(50 / 100)
    assert often.weighted is not None
    assert often.weighted[0] == pytest.approx(0.5 * 40 / 60 + 0.5 * 10 / 40)
    about = session.get_one(SurveyResult, survey.id).data["weighting"]
    # Kish by hand: 60 people of weight 5/6 and 40 of weight 5/4
    assert about["effective"] == pytest.approx(100**2 / (60 * (5 / 6) ** 2 + 40 * (5 / 4) ** 2))
    assert about["design_effect"] == pytest.approx(100 / about["effective"])
    assert (about["least"], about["most"], about["met"]) == (pytest.approx(5 / 6), pytest.approx(5 / 4), True)
    page = staff.get(url(session, survey, "/ergebnis")).text
    assert "Gewichtet nach: „Wo wohnen Sie?“" in page
    assert "Einwohnerstatistik 2025" in page
    assert "repräsentativ" not in page.lower()
    kept = staff.get(url(session, survey, "/gewichte")).text
    assert 'value="50"' in kept
    assert post(staff, url(session, survey, "/gewichte"), {}).status_code == 303
    session.expire_all()
    assert session.get(SurveyWeighting, survey.id) is None, "left empty, the weights go"
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.action == "survey.shares_entered")).all()
    assert len(actions) == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (shares(north="sechzig", south="40"), "ist keine Zahl"),
        (shares(north="60", south="30"), "ergeben zusammen 100"),
        (shares(north="100"), "ergeben zusammen 100"),
        (shares(north="nan", south="40"), "Anteile sind Zahlen"),
        (shares(north="-10", south="110"), "Anteile sind Zahlen"),
        ({**shares(north="60", south="40"), "quelle": "x" * 201}, "höchstens 200 Zeichen"),
    ],
)
def test_shares_that_do_not_fit_are_told_and_kept_on_the_page(session: Session, browse: Browse, given: dict[str, str], said: str) -> None:
    survey = an_open_survey(session)
    staff = browse(a_person(session, moderates=consultation_of(session, survey)))
    session.commit()
    page = post(staff, url(session, survey, "/gewichte"), given)
    assert page.status_code == 422
    assert said in page.text
    assert f'value="{given["anteil-district-north"]}"' in page.text
    assert session.get(SurveyWeighting, survey.id) is None


def test_what_cannot_be_weighted_says_why_and_the_plain_result_stays(session: Session, browse: Browse) -> None:
    survey = an_open_survey(session)
    for _number in range(12):
        answer(session, survey, {"visits": "often", "district": "north"})
    staff = browse(a_person(session, moderates=consultation_of(session, survey)))
    session.commit()
    assert post(staff, url(session, survey, "/gewichte"), shares(north="50", south="50")).status_code == 303
    session.expire_all()
    count_now(session, survey)
    session.commit()
    page = staff.get(url(session, survey, "/ergebnis")).text
    assert "Niemand mit diesem Wert hat geantwortet: „Süd“" in page
    assert "Die Antworten sind nicht gewichtet" in page


def test_everyone_sees_the_comparison_that_was_chosen_before_the_close_rounded(session: Session, browse: Browse) -> None:
    survey = a_skewed_survey(session)
    staff = browse(a_person(session, moderates=consultation_of(session, survey)))
    session.commit()
    where = url(session, survey, "/vergleiche-fuer-alle")
    assert post(staff, where, {"gruppen": "uses", "fragen": ["visits"]}).status_code == 422, "several answers make no groups"
    assert post(staff, where, {"gruppen": "district"}).status_code == 422
    assert post(staff, where, {"gruppen": "district", "fragen": ["visits", "uses", "nichts"]}).status_code == 303
    session.expire_all()
    assert session.get_one(SurveyComparison, survey.id).questions == ["visits", "uses"]
    closed(session, survey)
    count_now(session, survey)
    session.commit()
    page = browse(None).get(url(session, survey, "/ergebnis")).text
    assert "Gruppen im Vergleich" in page
    assert "rund 60" in page
    assert "67" in page.partition("Gruppen im Vergleich")[2]
    assert "▲ mehr" in page
    assert post(staff, where, {"gruppen": "visits", "fragen": ["district"]}).status_code == 403, "nothing is added after the close"
    assert browse(None).get(url(session, survey, "/ergebnis?nur=district:north")).text.count("davon in der Auswahl") == 0


def test_a_part_of_the_people_is_counted_for_staff_and_council(session: Session, browse: Browse) -> None:
    survey = a_skewed_survey(session)
    council = browse(a_person(session, role=Role.COUNCIL))
    staff = browse(a_person(session, moderates=consultation_of(session, survey)))
    session.commit()
    narrow = url(session, survey, "/ergebnis?nur=district:south")
    assert "davon in der Auswahl" in staff.get(narrow).text
    assert council.get(narrow).status_code == 403, "council members after the close"
    assert "weniger als 10 Menschen, oder fast alle" in staff.get(url(session, survey, "/ergebnis?nur=uses:other")).text
    for wrong in ("?nur=nichts", "?nur=age:20", "?nur=district:west", "?nur=:"):
        assert "eine ihrer Antworten" in staff.get(url(session, survey, "/ergebnis" + wrong)).text
    closed(session, survey)
    count_now(session, survey)
    session.commit()
    assert "davon in der Auswahl" in council.get(narrow).text
    assert council.get(url(session, survey, "/texte")).status_code == 403
