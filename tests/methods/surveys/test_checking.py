"""Definitions: all faults at once, unreachable questions by name, and what still has to be translated."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from participation.methods.surveys.checking import check
from participation.methods.surveys.conditions import Tree, parse
from participation.methods.surveys.conditions.tree import Binary, Reference
from participation.methods.surveys.deciding import decide
from participation.methods.surveys.definition import Kind, Option, Page, Question, Survey, missing_texts
from participation.methods.surveys.faults import Fault
from participation.methods.surveys.reaching import unreachable
from tests.methods.surveys.samples import ask, de, every_kind, options, rows, survey

AGE = ask("age", Kind.NUMBER, minimum=14.0, maximum=120.0)
VISITS = ask("visits", Kind.SINGLE, options=options("often", "never"))
USES = ask("uses", Kind.MULTIPLE, options=options("music", "sport", "none", exclusive="none"), maximum=2.0)
MOVED = ask("moved", Kind.DATE, earliest="2020-01-01", latest="2026-12-31")
RATING = ask("rating", Kind.SCALE, minimum=1.0, maximum=5.0, dont_know=True)


def told(found: list[Fault]) -> str:
    return "\n".join(fault.text for fault in found)


def test_a_survey_of_every_kind_has_no_fault() -> None:
    assert check(every_kind()) == []
    assert unreachable(every_kind()) == []
    assert missing_texts(every_kind()) == []


def test_all_faults_are_told_at_once_each_at_its_element() -> None:
    broken = survey(
        ask("1st", Kind.NUMBER, minimum=5.0, maximum=3.0),
        ask("visits", Kind.SINGLE, options=options("a", "a", "ä")),
        ask("visits", Kind.MATRIX_SINGLE, options=options("a")),
        ask("mood", Kind.SCALE, minimum=1.0, maximum=50.0),
        ask("late", Kind.SHORT_TEXT, condition="after > 3 and nobody = 1"),
        ask("after", Kind.NUMBER, text={"en": "only", "fr": "texte"}),
        ask("total", Kind.CALCULATION),
        ask("name", Kind.SHORT_TEXT, options=options("a")),
    )
    found = {(fault.element, fault.part): fault.text for fault in check(broken)}
    assert set(found) == {
        ((0, 0), "code"), ((0, 0), "minimum"), ((0, 1, "options", 1), "code"), ((0, 1, "options", 2), "code"), ((0, 2), "code"), ((0, 2), "rows"),
        ((0, 3), "maximum"), ((0, 4), "condition"), ((0, 5), "text"), ((0, 6), "calculation"), ((0, 7), "options"),
    }  # fmt: skip
    assert "passt nicht zur Art „kurzer Text“" in found[(0, 7), "options"]
    assert "„after“ kommt erst später" in told(check(broken))
    assert "Eine Frage „nobody“ gibt es nicht." in told(check(broken))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (ask("q", Kind.NUMBER, decimals=9), "0 bis 6 Nachkommastellen"),
        (ask("q", Kind.NUMBER, maximum=1e300), "Zahlen gehen bis"),
        (ask("q", Kind.SCALE), "ein kleinstes und ein größtes Feld"),
        (ask("q", Kind.SCALE, minimum=0.5, maximum=3.0), "2 bis 11 Felder"),
        (ask("q", Kind.SCALE, minimum=1.0, maximum=1.0), "2 bis 11 Felder"),
        (ask("q", Kind.MULTIPLE), "Es fehlen die Antworten."),
        (ask("q", Kind.MULTIPLE, options=options("a", "b"), maximum=3.0), "0 bis 2 Antworten, nicht 3"),
        (ask("q", Kind.MULTIPLE, options=options("a", "b", exclusive="b"), minimum=2.0), "kann niemand wählen"),
        (ask("q", Kind.SINGLE, options=options("a", "b", exclusive="b")), "gibt es nur bei mehreren Antworten"),
        (ask("q", Kind.RANKING, options=options("a", "b", own_text="b")), "eigenem Text"),
        (ask("q", Kind.DATE, earliest="2026-02-30"), "ist kein Tag"),
        (ask("q", Kind.DATE, earliest="2026-02-03", latest="2026-02-01"), "liegt nach dem spätesten"),
        (ask("q", Kind.POINTS, options=options("a", "b")), "1 bis 1000000 Punkte"),
        (ask("q", Kind.FILE, endings=(".pdf",)), "ist keine Endung"),
        (ask("q", Kind.FILE, maximum=1000.0, megabytes=5000), "1 bis 20 Dateien"),
        (ask("q", Kind.SHORT_TEXT, maximum=0.0), "1 bis 20000 Zeichen"),
        (ask("q", Kind.SHORT_TEXT, text=de("unsicht\x01bar")), "die man nicht sieht"),
        (ask("q", Kind.SHORT_TEXT, text=de("x" * 10_001)), "mehr als 10000 Zeichen"),
        (ask("q", Kind.INFORMATION, required=True), "„required“ passt nicht zur Art „Hinweis“"),
        (ask("q", Kind.NUMBER, check="q"), "Hier wird Aussage gebraucht"),
        (ask("q", Kind.NUMBER, condition="q > 3"), "kann nicht von sich selbst abhängen"),
        (ask("and", Kind.NUMBER), "Ein Code beginnt mit einem Buchstaben"),
    ],
)
def test_impossible_limits_are_told(question: Question, words: str) -> None:
    assert words in told(check(survey(question)))


def test_what_is_far_too_large_is_told_alone_and_at_once() -> None:
    option = Option("a", de("a"))
    assert told(check(survey(ask("q", Kind.SINGLE, options=(option,) * 1_000_000)))) == "„q“ hat 1000000 Antworten; erlaubt sind 500."
    assert told(check(survey(*[AGE] * 501))) == "Eine Umfrage hat 1 bis 500 Fragen, hier sind es 501."
    assert "1 bis 500 Fragen, hier sind es 0" in told(check(survey()))
    assert "1 bis 100 Seiten, hier sind es 0" in told(check(replace(survey(), pages=())))
    assert "1 bis 20 Sprachen" in told(check(replace(survey(AGE), languages=())))


def test_circles_are_told_once_with_their_way() -> None:
    circle = survey(
        ask("a", Kind.NUMBER, condition="c = 1"), ask("b", Kind.NUMBER, condition="a = 1"), ask("c", Kind.CALCULATION, calculation="b + 1"), AGE
    )
    assert told(check(circle)) == "Diese Fragen hängen im Kreis voneinander ab: a → c → b → a."


def test_a_page_depends_on_the_pages_before_it() -> None:
    pages = (Page("one", (AGE,), {}, parse("age > 3")), Page("two", (VISITS,), {}, parse("age > 3")))
    found = check(replace(survey(), pages=pages))
    assert [(fault.element, fault.part) for fault in found] == [((0,), "condition")]
    assert "Die Frage steht auf dieser Seite." in found[0].text


def test_long_chains_of_calculations_are_no_burden() -> None:
    chain = [ask("n0", Kind.NUMBER), *(ask(f"n{number}", Kind.CALCULATION, calculation=f"n{number - 1} + n{number - 1}") for number in range(1, 400))]
    assert check(survey(*chain)) == []
    assert decide(survey(*chain), {"n0": 1}).values["n399"] == 2.0**399
    tower: Tree = Binary("=", Reference("n0"), Reference("n0"))
    for _step in range(300):
        tower = Binary("and", tower, Binary("=", Reference("n0"), Reference("n0")))
    assert "zu lang: Erlaubt sind 100" in told(check(survey(chain[0], replace(AGE, condition=tower))))


@pytest.mark.parametrize(
    ("condition", "never"),
    [
        ("age < 14", True), ("age <= 14", False), ("age > 20 and age < 22", False), ("age > 20 and age < 21", True), ("age = 20.5", True), ("age > 120", True),
        ('visits = "often" and visits = "never"', True), ('visits = "often" or visits = "never"', False), ('not (visits = "often") and not (visits = "never")', False),
        ('not (visits = "often") and not (visits = "never") and answered(visits)', True), ('uses contains "none" and uses contains "music"', True),
        ('uses contains "sport" and uses contains "music"', False), ('moved < "2020-01-01"', True), ('moved > "2022-01-01" and moved < "2022-01-03"', False),
        ('moved > "2022-01-01" and moved < "2022-01-02"', True), ("rating = 6", True), ('rating = "dont_know" and rating > 1', True), ("rating > 4", False),
        ("count(uses) > 100", False), ("age + 1 < 0", False), ("answered(age) and not answered(age)", True),
        ('name = "a" and name = "b"', True), ('name = "a" or name != "a"', False), ('name != "a" and name != "b"', False),
    ],
)  # fmt: skip
def test_unreachable_questions_are_named_and_no_others(condition: str, never: bool) -> None:
    found = survey(AGE, VISITS, USES, MOVED, RATING, ask("name", Kind.SHORT_TEXT), ask("last", Kind.NUMBER, condition=condition))
    assert check(found) == []
    assert [text for _element, text in unreachable(found)] == (
        ["Die Frage „last“ ist nie zu sehen: Keine Antworten erfüllen ihre Bedingung."] if never else []
    )


def test_what_depends_on_an_unreachable_or_excluded_answer_is_unreachable_too() -> None:
    excluded = survey(
        AGE,
        ask("work", Kind.SINGLE, options=options("yes", "no"), condition="age < 18"),
        ask("hours", Kind.NUMBER, condition='work = "yes" and age > 30'),
    )
    assert [element for element, _text in unreachable(excluded)] == [(0, 2)]
    pages = (Page("one", (AGE,)), Page("two", (VISITS,), {}, parse("age < 3")), Page("three", (MOVED,), {}, parse('visits = "never"')))
    assert [element for element, _text in unreachable(replace(survey(), pages=pages))] == [(1,), (2,)]
    assert "Auf ihr stehen: „visits“." in unreachable(replace(survey(), pages=pages))[0][1]


def test_a_long_chain_of_questions_is_followed_to_its_end() -> None:
    chain = [ask("n0", Kind.NUMBER, maximum=5.0), *(ask(f"n{number}", Kind.NUMBER, condition=f"n{number - 1} > 1") for number in range(1, 300))]
    assert unreachable(survey(*chain)) == []
    last = ask("last", Kind.NUMBER, condition="n299 > 1 and n0 > 5")
    assert [element for element, _text in unreachable(survey(*chain, last))] == [(0, 300)]


def test_a_survey_made_to_be_slow_is_looked_at_within_bounds() -> None:
    wide = [ask(f"w{number}", Kind.SINGLE, options=options(*(f"o{place}" for place in range(12)))) for number in range(3)]
    hard = " or ".join(f'(w{number} = "o1" and w{number} = "o2")' for number in range(3))
    made = survey(*wide, *(ask(f"q{number}", Kind.NUMBER, condition=hard) for number in range(450)))
    found = unreachable(made)
    assert 0 < len(found) < 450
    assert found[0][0] == (0, 3)
    easy = " and ".join(f'(w{number} = "o1" or w{number} = "o2") and w{number} != "o1" and w{number} != "o2"' for number in range(3))
    assert len(unreachable(survey(*wide, *(ask(f"q{number}", Kind.NUMBER, condition=easy) for number in range(450))))) == 450


def test_nothing_is_called_unreachable_that_answers_by_chance_reach() -> None:
    chance = random.Random(5)
    literals = {
        "age": ["14", "30", "15.5"],
        "rating": ["1", "3", '"dont_know"'],
        "visits": ['"often"', '"never"'],
        "moved": ['"2020-01-01"', '"2023-05-05"'],
    }
    answers = {"age": [None, 14, 15, 29, 30, 31, 119, 120], "rating": [None, 1, 2, 3, 4, 5, "dont_know"], "visits": [None, "often", "never"],
               "moved": [None, "2020-01-01", "2020-01-02", "2023-05-04", "2023-05-05", "2023-05-06"], "uses": [None, ["music"], ["none"], ["music", "sport"]]}  # fmt: skip

    def clause() -> str:
        code = chance.choice([*literals, "uses"])
        if code == "uses":
            return f'uses contains "{chance.choice(["music", "sport", "none"])}"'
        operator = chance.choice(["=", "!="] if code == "visits" else ["=", "!=", "<", ">=", ">"])
        literal = chance.choice(literals[code])
        return f"{code} {operator if literal != chr(34) + 'dont_know' + chr(34) else '='} {literal}"

    never = 0
    for _time in range(150):
        parts = [("not " if chance.random() < 0.3 else "") + f"({clause()})" for _each in range(chance.randrange(1, 5))]
        condition = f" {chance.choice(['and', 'and', 'or'])} ".join(parts)
        made = survey(AGE, VISITS, USES, MOVED, RATING, ask("last", Kind.NUMBER, condition=condition))
        assert check(made) == []
        reached = any(
            "last" in decide(made, {code: chance.choice(values) for code, values in answers.items()}).shown  # type: ignore[attr-defined]  # lists of many forms
            for _try in range(120)
        )
        named = bool(unreachable(made))
        never += named
        assert not (reached and named), condition
    assert never > 5


def test_missing_texts_are_listed_with_their_place() -> None:
    partly = survey(
        replace(AGE, text=de("Wie alt?"), unit=de("Jahre", "years")),
        ask("q", Kind.SINGLE, options=(Option("a", de("Ja")),)),
        languages=("de", "en", "tr"),
    )
    assert [(one.language, one.name, one.part) for one in missing_texts(partly)][:4] == [
        ("tr", "Umfrage", "title"), ("en", "Frage „age“", "text"), ("tr", "Frage „age“", "text"), ("tr", "Frage „age“", "unit"),
    ]  # fmt: skip
    assert check(partly) == []


def test_what_is_hidden_counts_as_unanswered_for_what_follows() -> None:
    made = survey(
        AGE, ask("work", Kind.SINGLE, options=options("yes", "no"), condition="age >= 16"), ask("hours", Kind.NUMBER, condition='work = "yes"')
    )
    assert decide(made, {"age": 15, "work": "yes", "hours": 3}).shown == ("age",)
    assert decide(made, {"age": 16, "work": "yes", "hours": 3}).values == {"age": 16, "work": "yes", "hours": 3}


def test_matrix_rows_and_options_need_different_codes() -> None:
    assert "Zeile „a“: Diesen Code gibt es schon." in told(check(survey(ask("m", Kind.MATRIX_SINGLE, rows=rows("a", "a"), options=options("x")))))
    assert check(Survey("x y", 0, ("de", "de", "deutsch!"), de("t"), (Page("p", (AGE,)),)))
