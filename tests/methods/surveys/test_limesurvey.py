"""LimeSurvey structures: what is carried over, what stands in the report, what is refused."""

from __future__ import annotations

import pytest

from participation.methods.surveys.conditions import printed
from participation.methods.surveys.definition import Kind, missing_texts
from participation.methods.surveys.faults import BadSurvey
from participation.methods.surveys.files import read_survey, write_survey
from participation.methods.surveys.reaching import unreachable
from tests.methods.surveys.limesurvey_samples import SURVEY, a_question, an_lss, an_old_one, every_type, texts


def test_a_survey_of_version_6_is_carried_over() -> None:
    survey = read_survey(every_type()).survey
    found = {question.code: question for question in survey.questions}
    assert (survey.code, survey.languages, survey.title["en"], survey.introduction["de"]) == ("77", ("de", "en"), "The hall", "Hallo")
    assert [page.title.get("de") for page in survey.pages] == ["Teil 1", "Teil 2"]
    assert survey.pages[1].condition is not None
    assert printed(survey.pages[1].condition) == "age > 3"
    assert {code: str(question.kind) for code, question in found.items()} == {
        "age": "number", "visits": "single", "uses": "multiple", "info_2": "information", "why": "long-text", "parts": "matrix-single", "order": "ranking",
        "rating": "scale", "moved": "date", "hint": "information", "rooms_SQ001": "number", "rooms_SQ002": "number", "born": "calculation",
        "two": "matrix-single", "two_2": "matrix-single", "plan": "file", "agree": "single", "sure": "matrix-single", "note": "single", "mail": "short-text",
    }  # fmt: skip
    assert (found["age"].minimum, found["age"].decimals, found["age"].required, found["age"].unit) == (14, 0, True, {"de": "Jahre"})
    assert found["age"].text == {"de": "Frage age?", "en": "age?"}
    assert [(option.code, option.exclusive, option.own_text) for option in found["uses"].options] == [
        ("SQ001", False, False),
        ("SQ002", True, False),
        ("other", False, True),
    ]
    assert found["visits"].shuffled
    assert (found["plan"].endings, found["plan"].megabytes) == (("pdf", "jpg"), 10)
    assert {code: printed(question.condition) for code, question in found.items() if question.condition is not None} == {
        "visits": "age >= 16", "uses": '(visits = "A1" or visits = "A2") and answered(age)', "why": 'uses contains "SQ001" and not uses contains "SQ002"',
        "order": 'parts.SQ001 = "1"', "rating": "order.B = 1", "plan": "age > 20", "sure": "rooms_SQ001 > 2", "note": 'not agree = "Y"',
    }  # fmt: skip
    assert found["born"].calculation is not None
    assert printed(found["born"].calculation) == "2026 - age"
    assert unreachable(survey) == []
    assert [one.name for one in missing_texts(survey)] == ["Frage „age“", "Frage „visits“, Antwort „other“", "Frage „uses“, Antwort „other“"]


def test_what_was_not_carried_over_stands_in_the_report() -> None:
    notes = [str(note) for note in read_survey(every_type()).notes]
    for words in (
        "Quoten werden nicht übernommen.", "Frage grid: „Tabelle mit Texten“ gibt es hier nicht; die Frage entfällt.", "Frage why: Verborgene Fragen",
        "Frage agree: Die Bedingung „grid_SQ001_1.NAOK == \"x\"“ entfällt", "Frage rooms: Die Frage mit mehreren Feldern wird zu 2 Fragen.",
        "Frage note: Das Feld für eine Bemerkung", "Frage age: Hervorhebungen", "Frage two: Eine Tabelle mit zwei Skalen wird zu zwei Tabellen.",
        "Frage mail: Die Prüfung durch ein Muster", "Frage mail: Die Bedingung „strlen(self)",
    ):  # fmt: skip
        assert any(note.startswith(words) for note in notes), words
    assert len(notes) == len(set(notes))


def test_a_survey_of_version_3_with_codes_that_are_not_allowed_here() -> None:
    survey = read_survey(an_old_one()).survey
    color, why = survey.questions
    assert [(option.code, option.text) for option in color.options] == [("a_1", {"de": "Rot", "en": "Red"}), ("a_2", {"de": "Blau", "en": "Blue"})]
    assert why.condition is not None
    assert printed(why.condition) == 'color = "a_1"'
    assert why.hint == {"de": "kurz", "en": "short"}
    assert missing_texts(survey) == []


@pytest.mark.parametrize("ending", [".json", ".xlsx"])
@pytest.mark.parametrize("sample", [every_type, an_old_one])
def test_what_was_carried_over_survives_our_own_formats(sample: object, ending: str) -> None:
    survey = read_survey(sample()).survey  # type: ignore[operator]  # one of the samples
    assert read_survey(write_survey(survey, ending).content).survey == survey


def refused(content: bytes) -> str:
    with pytest.raises(BadSurvey) as caught:
        read_survey(content)
    return str(caught.value)


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><document><LimeSurveyDocType>&b;</LimeSurveyDocType></document>'
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><document><LimeSurveyDocType>&x;</LimeSurveyDocType></document>'
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (ENTITIES, "eigene XML-Definitionen"),
        (OUTSIDE, "eigene XML-Definitionen"),
        (b"<document><LimeSurveyDocType>Survey", "kein gültiges XML"),
        (b"<html><body>x</body></html>", "keine Umfragestruktur von LimeSurvey"),
        (an_lss({}, kind="Question"), "keine Umfragestruktur von LimeSurvey"),
        (an_lss(SURVEY), "keine Frage, die übernommen werden kann"),
        (b"<a>" * 50 + b"</a>" * 50, "zu tief verschachtelt"),
        (b'<?xml version="1.0" encoding="nonsense"?><document/>', "kein gültiges XML"),
        (b"<document>" + b" " * 11_000_000, "zu groß"),
    ],
)
def test_what_is_no_structure_is_refused_in_words(content: bytes, words: str) -> None:
    assert words in refused(content)


def one(relevance: str, kind: str = "S", **more: object) -> bytes:
    questions = [a_question(1, "N", "age"), a_question(2, kind, "last", relevance=relevance, **more)]
    return an_lss(
        {**SURVEY, "groups": [{"gid": 1, "group_order": 0}], "questions": questions, "question_l10ns": texts((1, "Alter", "Age"), (2, "Ende", "End"))}
    )


def test_broken_conditions_are_told_with_their_question() -> None:
    assert "Frage last: Die Bedingung „age.NAOK >“ lässt sich nicht lesen: Hier fehlt etwas" in refused(one("age.NAOK >"))
    assert "Eine Frage „nobody“ gibt es nicht." in refused(one('nobody.NAOK == "1"'))
    assert "„last“ kann nicht von sich selbst abhängen." in refused(one('last == "1"'))


@pytest.mark.parametrize("relevance", ["countif(1, age.NAOK) > 2", "age.shown > 3", "self > 2", "max(age, 3) == 3 and unknownFunction()"])
def test_conditions_without_a_counterpart_are_noted_and_dropped(relevance: str) -> None:
    carried = read_survey(one(relevance))
    assert [question.condition for question in carried.survey.questions] == [None, None]
    assert "entfällt" in str(carried.notes[-1])


def test_far_too_many_answers_are_refused_in_one_sentence() -> None:
    rows = [{"aid": number, "qid": 2, "code": f"ä{number}", "sortorder": number, "scale_id": 0} for number in range(20_000)]
    questions = [a_question(1, "N", "age"), a_question(2, "L", "last")]
    content = an_lss(
        {
            **SURVEY,
            "groups": [{"gid": 1, "group_order": 0}],
            "questions": questions,
            "question_l10ns": texts((1, "Alter", ""), (2, "E", "")),
            "answers": rows,
        }
    )
    assert "„last“ hat 501 Antworten; erlaubt sind 500." in refused(content)
    many = an_lss({**SURVEY, "groups": [{"gid": 1, "group_order": 0}], "questions": [a_question(qid, "S", f"q{qid}") for qid in range(1, 3000)]})
    assert "höchstens 500 Fragen, hier sind es 2999" in refused(many)


def test_every_type_that_limesurvey_has_is_carried_or_noted() -> None:
    for kind in "15ABCDEFGHIKLMNOPQRSTUXY!:;|*?":
        sub = [a_question(5, "T", "SQ1", 2)]
        answers = [{"aid": 1, "qid": 2, "code": "A1", "sortorder": 1, "scale_id": scale} for scale in (0, 1)]
        questions = [a_question(1, "N", "age"), a_question(2, kind, "last")]
        told = [{"qid": 2, "attribute": "equation", "value": "age.NAOK + 1"}] if kind == "*" else []
        carried = read_survey(an_lss({**SURVEY, "groups": [{"gid": 1, "group_order": 0}], "questions": questions, "subquestions": sub, "answers": answers, "question_attributes": told,
                                      "question_l10ns": texts((1, "Alter", "Age"), (2, "Ende", "End"), (5, "Zeile", "Row"))}))  # fmt: skip
        assert len(list(carried.survey.questions)) + len(carried.notes) > 1, kind
        assert carried.survey.questions.__next__().kind == Kind.NUMBER
