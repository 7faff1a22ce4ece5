"""Our own JSON: what is written is read as the same; what is wrong is told with its path."""

from __future__ import annotations

import json
from typing import Any

import pytest

from participation.methods.surveys.faults import BadSurvey
from participation.methods.surveys.formats.as_json import read_json, write_json
from tests.methods.surveys.samples import every_kind

PLAIN: dict[str, Any] = {
    "format": "participation-survey/1", "code": "halle", "version": 1, "languages": ["de"], "title": "Halle",
    "pages": [{"code": "p", "questions": [{"code": "age", "kind": "number", "text": "Wie alt?", "minimum": 3}]}],
}  # fmt: skip


def refused(told: object) -> list[tuple[str, str]]:
    with pytest.raises(BadSurvey) as caught:
        read_json(told if isinstance(told, str) else json.dumps(told))
    return [(fault.place.path, fault.text) for fault in caught.value.faults]


def test_what_is_written_is_read_as_the_same() -> None:
    carried = read_json(write_json(every_kind()))
    assert carried.survey == every_kind()
    assert carried.notes == ()
    assert write_json(carried.survey) == write_json(every_kind())


def test_one_text_alone_is_in_the_main_language() -> None:
    assert next(read_json(json.dumps(PLAIN)).survey.questions).text == {"de": "Wie alt?"}


def test_all_faults_are_told_with_their_path() -> None:
    question = {
        "code": "q",
        "kind": "single",
        "text": {"de": 3},
        "options": ["a", {"code": "b", "text": "B", "colour": "red"}],
        "minimun": 3,
        "required": "yes",
        "condition": "age >",
    }
    told = {
        **PLAIN,
        "extra": 1,
        "pages": [{"code": "p", "questions": [*PLAIN["pages"][0]["questions"], question, {"code": "r", "kind": "radio", "text": "R"}]}],
    }
    assert {path for path, _text in refused(told)} == {
        "extra", "pages[0].questions[1].text", "pages[0].questions[1].options", "pages[0].questions[1].options[0].colour", "pages[0].questions[1].minimun",
        "pages[0].questions[1].required", "pages[0].questions[1].condition", "pages[0].questions[2].kind",
    }  # fmt: skip
    assert any("(bei Zeichen 6)" in text for _path, text in refused(told))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "kein gültiges JSON"),
        ("[1, 2", "kein gültiges JSON (Zeile 1, Zeichen 6)"),
        ("[]", "keine Umfrage dieser Plattform"),
        ("null", "keine Umfrage dieser Plattform"),
        ('{"format": "participation-survey/2"}', "keine Umfrage dieser Plattform"),
        ("[" * 100_000, "kein gültiges JSON"),
        ('{"version": NaN}', "kein gültiges JSON"),
        ('{"version": ' + "9" * 10_000 + "}", "kein gültiges JSON"),
    ],
)
def test_what_is_no_survey_is_refused_in_words(text: str, words: str) -> None:
    assert words in refused(text)[0][1]


def test_strange_values_are_refused_in_words() -> None:
    for name, value in (
        ("version", True),
        ("version", 1.5),
        ("version", -3),
        ("languages", "de"),
        ("languages", [1]),
        ("pages", {}),
        ("pages", [[]]),
        ("title", 3),
        ("code", None),
    ):
        assert refused({**PLAIN, name: value})
    for name, value in (("minimum", 10**400), ("maximum", 1e400), ("decimals", -1), ("minimum", "3")):
        told = json.loads(json.dumps(PLAIN))
        told["pages"][0]["questions"][0][name] = value
        assert refused(json.dumps(told).replace("Infinity", "1e999"))


def test_a_name_given_twice_is_told() -> None:
    assert "steht zweimal" in refused(json.dumps(PLAIN).replace('"code": "halle"', '"code": "a", "code": "halle"'))[0][1]


def test_a_hundred_thousand_options_are_refused_quickly_in_one_sentence() -> None:
    told = json.loads(json.dumps(PLAIN))
    told["pages"][0]["questions"].append(
        {"code": "q", "kind": "single", "text": "Q", "options": [{"code": f"a{number}", "text": "A"} for number in range(100_000)]}
    )
    assert [text for _path, text in refused(told)] == ["„q“ hat 100000 Antworten; erlaubt sind 500."]
