"""SurveyJS definitions become surveys; what cannot be carried over is told, and nothing in a file makes it fall over."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.surveys.conditions import printed
from participation.methods.surveys.definition import Kind
from participation.methods.surveys.faults import BadSurvey
from participation.methods.surveys.files import read_survey, write_survey
from participation.methods.surveys.formats.carried import Carried

HALL: dict[str, Any] = {
    "title": {"default": "Die Halle", "en": "The hall"},
    "locale": "de",
    "completedHtml": "<p>Danke <b>schön</b></p>",
    "pages": [
        {
            "name": "eins",
            "title": "Über Sie",
            "elements": [
                {"type": "text", "name": "alter", "title": "Alter", "inputType": "number", "min": 14, "max": 120, "isRequired": True},
                {"type": "radiogroup", "name": "besuch", "title": "Wie oft?", "choices": ["oft", {"value": "nie", "text": "Nie"}], "hasOther": True},
                {
                    "type": "checkbox",
                    "name": "wozu",
                    "choices": ["musik", "sport"],
                    "hasNone": True,
                    "maxSelectedChoices": 2,
                    "visibleIf": "{besuch} != 'nie'",
                },
                {"type": "boolean", "name": "auto", "title": "Mit dem Auto?"},
                {"type": "rating", "name": "note", "rateMin": 1, "rateMax": 5, "minRateDescription": "schlecht"},
                {"type": "html", "name": "hinweis", "html": "<p>Jetzt <i>weiter</i></p>"},
            ],
        },
        {
            "name": "zwei",
            "visibleIf": "{alter} >= 16 && {wozu} contains 'musik'",
            "elements": [
                {
                    "type": "panel",
                    "name": "mehr",
                    "visibleIf": "{auto} = true",
                    "elements": [
                        {"type": "comment", "name": "warum", "maxLength": 300, "visibleIf": "{note} notempty or {besuch} anyof ['oft', 'other']"}
                    ],
                },
                {"type": "matrix", "name": "bewertung", "columns": ["gut", "schlecht"], "rows": [{"value": "ton", "text": "Ton"}]},
                {"type": "ranking", "name": "rang", "choices": ["licht", "luft"]},
                {"type": "multipletext", "name": "wer", "title": "Wer?", "items": [{"name": "vor", "title": "Vorname"}, {"name": "nach"}]},
                {"type": "text", "name": "ende", "visibleIf": "{bewertung.ton} = 'gut' and {wozu} noneof ['sport']"},
                {"type": "matrixdynamic", "name": "liste"},
                {"type": "text", "name": "danach", "visibleIf": "{liste} notempty", "validators": [{"type": "regex"}]},
            ],
        },
    ],
    "triggers": [{"type": "complete"}],
}


def read(told: object) -> Carried:
    return read_survey(json.dumps(told).encode())


def test_a_definition_becomes_a_survey() -> None:
    survey = read(HALL).survey
    kinds = {question.code: question.kind for question in survey.questions}
    assert kinds == {
        "alter": Kind.NUMBER, "besuch": Kind.SINGLE, "wozu": Kind.MULTIPLE, "auto": Kind.SINGLE, "note": Kind.SCALE, "hinweis": Kind.INFORMATION,
        "warum": Kind.LONG_TEXT, "bewertung": Kind.MATRIX_SINGLE, "rang": Kind.RANKING, "wer_vor": Kind.SHORT_TEXT, "wer_nach": Kind.SHORT_TEXT,
        "ende": Kind.SHORT_TEXT, "danach": Kind.SHORT_TEXT,
    }  # fmt: skip
    assert survey.title == {"de": "Die Halle", "en": "The hall"}
    assert survey.thanks == {"de": "Danke schön"}
    by_code = {question.code: question for question in survey.questions}
    age, uses = by_code["alter"], by_code["wozu"]
    assert (age.minimum, age.maximum, age.required) == (14, 120, True)
    assert [(one.code, one.exclusive) for one in uses.options] == [("musik", False), ("sport", False), ("none", True)]
    assert [(one.code, one.own_text) for one in by_code["besuch"].options][-1] == ("other", True)
    assert by_code["wer_vor"].text == {"de": "Wer?: Vorname"}
    assert by_code["note"].low_text == {"de": "schlecht"}


def test_conditions_are_ours_afterwards() -> None:
    survey = read(HALL).survey
    told = {question.code: printed(question.condition) for question in survey.questions if question.condition is not None}
    assert told["warum"] == 'auto = "true" and (answered(note) or besuch in ["oft", "other"])'
    assert told["ende"] == 'bewertung.ton = "gut" and not wozu contains "sport"'
    assert told["wozu"] == 'not besuch = "nie"'
    assert survey.pages[1].condition is not None
    assert printed(survey.pages[1].condition) == 'alter >= 16 and wozu contains "musik"'
    assert "danach" not in told


def test_what_is_not_carried_over_is_told() -> None:
    notes = [str(note) for note in read(HALL).notes]
    for said in (
        "Auslöser werden nicht übernommen.",
        "Frage liste: „Tabelle mit beliebig vielen Zeilen“ gibt es hier nicht; die Frage entfällt.",
        "Frage danach: Die Prüfung „regex“ entfällt.",
        "Frage danach: Die Bedingung „{liste} notempty“ entfällt: „liste“ gibt es hier nicht.",
        "Frage wer: Die Frage mit mehreren Feldern wird zu 2 Fragen.",
    ):
        assert said in notes
    plain = read({"elements": [{"type": "text", "name": "a"}]})
    assert any("angenommen ist Deutsch" in str(note) for note in plain.notes)


def test_it_can_be_written_as_our_own_and_read_again() -> None:
    survey = read(HALL).survey
    assert read_survey(write_survey(survey, ".json").content).survey == survey


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("{nichts} = 1", "Eine Frage „nichts“ gibt es nicht"),
        ("{a} =", "lässt sich nicht lesen"),
        ("{a} = 'b", "Anführungszeichen"),
        ("{a} anyof [", "endet zu früh"),
    ],
)
def test_broken_conditions_are_faults_with_their_question(condition: str, said: str) -> None:
    told = {"elements": [{"type": "radiogroup", "name": "a", "choices": ["b", "c"]}, {"type": "text", "name": "d", "visibleIf": condition}]}
    with pytest.raises(BadSurvey) as error:
        read(told)
    assert said in str(error.value)
    assert "Frage d" in str(error.value)


def test_files_without_a_question_say_so() -> None:
    with pytest.raises(BadSurvey, match="keine Frage"):
        read({"pages": [{"name": "a", "elements": [{"type": "image", "name": "b"}]}]})
    nested: dict[str, Any] = {"type": "text", "name": "a"}
    for _each in range(30):
        nested = {"type": "panel", "elements": [nested]}
    with pytest.raises(BadSurvey, match="geschachtelt"):
        read({"elements": [nested]})


_values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-10, 2000),
        st.floats(allow_nan=False),
        st.text(max_size=12),
        st.sampled_from(["{a} = 1", "{b} empty", "random"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(["value", "text", "default", "en", "name", "type"]), inner, max_size=4)
    ),
    max_leaves=6,
)
_parts = st.sampled_from(
    "title choices visibleIf rows columns rateMin rateMax rateValues min max validators items html expression isRequired maxLength elements name".split()
)
_types = st.sampled_from(
    "text radiogroup checkbox rating matrix ranking html expression panel multipletext boolean file imagepicker signaturepad".split()
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_types, st.dictionaries(_parts, _values, max_size=6)), max_size=5))
def test_whatever_is_in_a_file_it_becomes_a_survey_or_sentences(elements: list[tuple[str, dict[str, Any]]]) -> None:
    told = {"elements": [{"type": kind, "name": f"q{place}", **parts} for place, (kind, parts) in enumerate(elements)]}
    try:
        survey = read(told).survey
    except BadSurvey:
        return
    assert read_survey(write_survey(survey, ".json").content).survey == survey
