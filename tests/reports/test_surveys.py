"""The export holds each survey with its questions and what was answered, no small number and no text that was not released."""

from __future__ import annotations

import hashlib
import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.kit import clock
from participation.surveys.actions import release_text
from participation.surveys.models import SurveyAnswer
from tests.builders import an_administrator
from tests.reports.builders import a_running_consultation, closed_consultation, lines, packed, table, unpacked
from tests.surveys.builders import EVERY_KIND, a_survey_draft, an_open_survey, answer, closed

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_survey_has_a_folder_with_its_result(session: Session) -> None:
    consultation = a_running_consultation(session)
    survey = an_open_survey(session, consultation, EVERY_KIND, title="Die Halle")
    a_survey_draft(session, consultation, title="ENTWURF EINER UMFRAGE")
    for number in range(40):
        told = {"visits": "often" if number % 2 else "rarely", "district": "north" if number > 3 else "south", "age": str(20 + number)}
        answer(session, survey, {**told, "name": f"=Verein {number}", "rank": ["air", "light"]})
    few = an_open_survey(session, consultation, title="Zu wenige")
    for one in (survey, few):
        closed(session, one)
    [key] = session.scalars(select(SurveyAnswer.response_key).where(SurveyAnswer.value == "=Verein 7"))
    release_text(session, an_administrator(session), consultation, survey, "name", key, clock.now())
    files = unpacked(packed(session, closed_consultation(session, consultation)))
    place = "umfragen/01-die-halle/"
    about = json.loads(files[place + "umfrage.json"])
    assert (about["antworten"], about["gewichtung"], about["art"]) == (40, None, "offen")
    assert hashlib.sha256(files[place + "definition.json"].encode()).hexdigest() == about["definition_sha256"]
    rows = [row for row in lines(files, place + "ergebnis") if row["frage"] in ("visits", "district")]
    assert [(row["antwort"], row["anzahl"], row["verdeckt"]) for row in rows] == [
        ("Oft", 20, 0),
        ("Selten", 20, 0),
        ("Nie", 0, 0),
        ("Nord", None, 1),
        ("Süd", None, 1),
    ]
    [age] = [row for row in lines(files, place + "mittelwerte") if row["frage"] == "age"]
    assert (age["anzahl"], age["mittelwert"]) == (40, 39.5)
    assert [row["text"] for row in table(files, place + "texte")] == ["'=Verein 7"]
    assert "=Verein 8" not in "".join(files.values())
    assert "ENTWURF EINER UMFRAGE" not in "".join(files.values())
    assert not any(name.startswith("umfragen/02-zu-wenige/ergebnis") for name in files)
    assert "umfragen/01-die-halle/" in files["LIESMICH.txt"]
    assert "Ohne Ergebnis" in files["LIESMICH.txt"]
