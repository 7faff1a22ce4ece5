"""Personal codes: each answers once, resumes anywhere, can be replaced, and leads to no answer."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit.codes import new_code
from participation.kit.database import db
from participation.kit.errors import Conflict, DomainError, Invalid, Refused
from participation.kit.sealed_files import read_file
from participation.surveys.answer_actions import Answering, begin_answering, draft_of, keep_answers, submit_answers
from participation.surveys.channel_models import SurveyCode, SurveyCodeMark, SurveyLetterBatch, SurveyPaper
from participation.surveys.code_actions import add_codes, replace_code, request_letters
from participation.surveys.code_jobs import letters_dir, make_letters
from participation.surveys.code_reading import read_people
from participation.surveys.models import Survey, SurveyDraft, SurveyResponse
from participation.surveys.queries import answers_of, definition_of, responses, version_of
from tests.builders import a_person, an_administrator, post
from tests.conftest import NOON
from tests.surveys.builders import a_survey_with_codes, an_open_survey, answer, by_code, closed, consultation_of, the_seals
from tests.surveys.test_at_once import AT_ONCE

Browse = Callable[[Person | None], FlaskClient]
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LIST = "Vorname;Familienname;Straße;Hausnummer;PLZ;Ort\nErika;Muster;Marktplatz;1;45657;Musterstadt\nMax;Probe;Am Wall;2a;45657;Musterstadt\n"


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_code_answers_once_and_nothing_leads_from_it_to_the_answers(session: Session) -> None:
    survey, codes = a_survey_with_codes(session)
    answer(session, survey, {"visits": "often"}, by_code(session, codes[0]))
    assert (count(session, SurveyCodeMark), count(session, SurveyResponse), count(session, SurveyDraft)) == (1, 1, 0)
    with pytest.raises(Refused, match="schon beantwortet"):
        begin_answering(session, by_code(session, codes[0]), consultation_of(session, survey), survey, NOON)
    names = {column.name for column in SurveyCodeMark.__table__.columns}
    assert names == {"survey_id", "code_id"}
    closed(session, survey)
    assert count(session, SurveyCodeMark) == 0
    assert set(session.scalars(select(SurveyCode.code_hash))) == {None}
    assert responses(session, survey) == 1


def test_without_a_code_nobody_answers(session: Session) -> None:
    survey, _codes = a_survey_with_codes(session)
    for who in (Answering(), Answering(an_administrator(session))):
        with pytest.raises(Refused, match="Code aus Ihrem Brief"):
            begin_answering(session, who, consultation_of(session, survey), survey, NOON)


def test_a_replaced_code_ends_with_what_was_begun(session: Session) -> None:
    survey, codes = a_survey_with_codes(session)
    here, staff, who = consultation_of(session, survey), an_administrator(session), by_code(session, codes[0])
    begin_answering(session, who, here, survey, NOON)
    keep_answers(session, who, here, survey, {"visits": "often"}, NOON)
    replace_code(session, staff, here, survey, 1, NOON)
    assert count(session, SurveyDraft) == 0
    session.add(SurveyDraft(survey_id=survey.id, token_hash=who.token_hash, answers={"visits": "often"}, touched_at=NOON))
    session.flush()
    with pytest.raises(Conflict, match="gilt nicht mehr"):
        submit_answers(session, who, here, survey, NOON)
    answer(session, survey, {"visits": "never", "why": "Weit."}, by_code(session, codes[1]))
    with pytest.raises(Conflict, match="schon geantwortet"):
        replace_code(session, staff, here, survey, 2, NOON)
    with pytest.raises(Invalid, match="keinen Brief"):
        replace_code(session, staff, here, survey, 99, NOON)


@SQLITE
def test_a_clerk_adds_codes_and_asks_for_letters(session: Session, browse: Browse) -> None:
    survey = an_open_survey(session, mode="code")
    here = consultation_of(session, survey)
    staff = browse(a_person(session, moderates=here))
    session.commit()
    base = f"/beteiligungen/{here.slug}/umfragen/{survey.id}/codes"
    sent = post(staff, f"{base}/liste", {"file": (io.BytesIO(LIST.encode()), "liste.csv")}, content_type="multipart/form-data")
    assert sent.status_code == 303
    assert post(staff, f"{base}/neu", {"number": "1"}).status_code == 303
    assert post(staff, f"{base}/neu", {"number": "999999"}).status_code == 422
    assert "<strong>3</strong> noch ohne Brief" in staff.get(base).text
    assert post(staff, f"{base}/briefe").status_code == 303
    assert post(staff, f"{base}/briefe").status_code == 409
    session.expire_all()
    assert [code.sealed is not None for code in session.scalars(select(SurveyCode).order_by(SurveyCode.number))] == [True, True, False]


@pytest.mark.parametrize("own_app", ["sqlite"], indirect=True)
def test_letters_are_made_and_names_forgotten(own_app: Flask) -> None:
    with own_app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        survey, staff = an_open_survey(session, mode="code"), an_administrator(session)
        here = consultation_of(session, survey)
        add_codes(session, staff, here, survey, [*read_people(LIST.encode()), {}], the_seals(), NOON)
        [batch] = request_letters(session, staff, here, survey, NOON)
        session.commit()
    with own_app.app_context():
        make_letters(batch.id)
        files = letters_dir()
    with own_app.app_context(), Session(db.engine) as session:
        codes = session.scalars(select(SurveyCode).order_by(SurveyCode.number)).all()
        assert all(code.code_hash is not None and code.sealed is None for code in codes)
        name = session.scalars(select(SurveyLetterBatch.stored_name)).one()
    assert read_file(files, the_seals(), name, "pdf", "").startswith(b"%PDF")
    rows = list(csv.DictReader(io.StringIO(read_file(files, the_seals(), name, "csv", "").decode().removeprefix("\ufeff"))))
    assert [row["Name"] for row in rows] == ["Erika Muster", "Max Probe", ""]
    assert rows[0]["Internetadresse"].endswith(f"/umfrage#{rows[0]['Code']}")
    entered = post(own_app.test_client(), "/umfrage", {"code": rows[0]["Code"].lower().replace("-", " ")})
    assert entered.location.endswith(f"/umfragen/{survey.id}")


@SQLITE
def test_what_was_begun_is_found_again_on_another_device(session: Session, browse: Browse) -> None:
    survey, codes = a_survey_with_codes(session)
    base = f"/beteiligungen/{consultation_of(session, survey).slug}/umfragen/{survey.id}"
    session.commit()
    phone, desk, other = browse(None), browse(None), browse(None)
    assert "Code eingeben" in phone.get(base).text
    post(phone, "/umfrage", {"code": codes[0]})
    assert "an einem anderen Gerät" in phone.get(base).text
    post(phone, f"{base}/beginnen")
    post(phone, f"{base}/seite/1", {"a-visits": "rarely", "a-age": "33"})
    post(desk, "/umfrage", {"code": codes[0]})
    assert "Weiter ausfüllen" in desk.get(base).text
    assert 'value="33"' in desk.get(f"{base}/seite/1").text
    post(other, "/umfrage", {"code": codes[1]})
    assert other.get(f"{base}/seite/1").status_code == 404, "another code's draft"
    post(desk, f"{base}/seite/2", {})
    assert post(desk, f"{base}/absenden").location == f"{base}/danke"
    assert "schon beantwortet" in phone.get(base).text
    assert post(phone, f"{base}/absenden").status_code == 403
    post(phone, "/umfrage/beenden")
    assert "Code eingeben" in phone.get(base).text


@SQLITE
def test_wrong_codes_are_told_and_counted(session: Session, browse: Browse) -> None:
    browser, code = browse(None), new_code()
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    for typed, says in ((wrong, "ein Zeichen vertauscht"), ("", "geben Sie den Code ein"), (code, "kennen wir nicht")):
        response = post(browser, "/umfrage", {"code": typed})
        assert response.status_code == 422
        assert says in response.text
    outcomes = Counter(post(browser, "/umfrage", {"code": new_code()}).status_code for _try in range(32))
    assert outcomes[429] >= 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "leer"),
        (b"Vorname;Nachname\nErika;Muster\n", "fehlen: Stra"),
        (LIST.replace("45657", "4565").encode(), "Zeile 2: Die Postleitzahl"),
        (LIST.replace("Max", "").encode(), "Zeile 3: Vorname fehlt"),
        (LIST.splitlines()[0].encode(), "niemand"),
        (b"\xff\xfe\x00\x01", ""),
    ],
)
@SQLITE
def test_a_list_with_faults_is_refused_row_by_row(app: Flask, content: bytes, says: str) -> None:
    with app.test_request_context(), pytest.raises(Invalid) as error:
        read_people(content)
    assert says in error.value.message


def test_codes_are_for_surveys_with_codes(session: Session) -> None:
    survey, staff = an_open_survey(session), an_administrator(session)
    here = consultation_of(session, survey)
    with pytest.raises(Refused, match="keine persönlichen Codes"):
        request_letters(session, staff, here, survey, NOON)
    with pytest.raises(Refused):
        add_codes(session, staff, here, survey, [{}], None, NOON)  # type: ignore[arg-type]  # refused before it is looked at


@SQLITE
def test_a_paper_with_a_code_counts_once(session: Session, browse: Browse) -> None:
    survey, codes = a_survey_with_codes(session, codes=3)
    here = consultation_of(session, survey)
    clerk = browse(a_person(session, moderates=here))
    session.commit()
    base = f"/beteiligungen/{here.slug}/umfragen/{survey.id}/papier"
    stack = post(clerk, base, {}).location
    assert "Code ein, der auf dem Bogen steht" in post(clerk, f"{stack}/bogen/1", {"a-visits": "often"}).text
    assert post(clerk, f"{stack}/bogen/1", {"a-visits": "often", "code": codes[0][:-1]}).status_code == 422
    for number, code in enumerate((codes[0], codes[0], codes[1]), 1):
        assert post(clerk, f"{stack}/bogen/{number}", {"a-visits": "often", "code": code}).status_code == 303
    assert "Code Nummer 1 ist eingetragen" in clerk.get(f"{stack}/bogen/1").text
    answer(session, survey, {"visits": "rarely"}, by_code(session, codes[1]))
    session.commit()
    assert "schon geantwortet" in post(clerk, f"{stack}/bogen/3", {"a-visits": "often", "code": codes[1]}).text
    post(clerk, f"{stack}/abschliessen")
    assert "2 Bögen zählen nicht" in clerk.get(stack).text
    session.expire_all()
    found = [one["visits"] for one in answers_of(session, survey, definition_of(version_of(session, survey)))]
    assert sorted(map(str, found)) == ["often", "rarely"]
    assert count(session, SurveyPaper) == 0


def test_twenty_sends_with_one_code_are_one_response(own_app: Flask) -> None:
    with own_app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        survey, codes = a_survey_with_codes(session)
        who, here = by_code(session, codes[0]), consultation_of(session, survey)
        begin_answering(session, who, here, survey, NOON)
        keep_answers(session, who, here, survey, {"visits": "often"}, NOON)
        session.commit()
        number = survey.id

    def send(_number: int) -> str:
        with own_app.app_context(), Session(db.engine, expire_on_commit=False) as session:
            survey = session.get_one(Survey, number)
            try:
                submit_answers(session, who, consultation_of(session, survey), survey, NOON)
                session.commit()
            except DomainError as error:
                return type(error).__name__
            return "sent"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = Counter(pool.map(send, range(AT_ONCE)))
    assert outcomes["sent"] == 1, outcomes
    with own_app.app_context(), Session(db.engine) as session:
        assert count(session, SurveyResponse) == 1
        assert draft_of(session, session.get_one(Survey, number), who) is None
