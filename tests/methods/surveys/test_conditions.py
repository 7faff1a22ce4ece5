"""Conditions: one way to write them, one meaning, and words for what cannot be read or makes no sense."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings

from participation.methods.surveys.conditions import CannotRead, Tree, compiled, evaluate, parse, printed
from participation.methods.surveys.definition import Kind
from participation.methods.surveys.meaning import Meaning
from tests.methods.surveys.samples import a_tree, every_kind, some_answers, trees

CASES = json.loads((Path(__file__).parent / "condition_cases.json").read_text())
TODAY = "2026-05-31"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["expression"][:60])
def test_the_cases_that_the_browser_has_too(case: dict[str, object]) -> None:
    found = evaluate(parse(str(case["expression"])), case["answers"], TODAY)  # type: ignore[arg-type]  # JSON
    assert found == case["value"]
    assert isinstance(found, bool) == isinstance(case["value"], bool)


@settings(max_examples=400, deadline=None)
@given(tree=trees())
def test_what_is_written_out_is_read_as_the_same(tree: Tree) -> None:
    assert parse(printed(tree)) == tree


@settings(max_examples=200, deadline=None)
@given(tree=trees())
def test_every_condition_has_a_value_for_all_answers(tree: Tree) -> None:
    chance = random.Random(printed(tree))
    for _time in range(5):
        json.dumps([evaluate(tree, some_answers(chance), TODAY), compiled(tree)], allow_nan=False)  # type: ignore[arg-type]  # of any form


def test_conditions_by_chance_survive_being_written() -> None:
    chance = random.Random(1)
    for _time in range(2000):
        tree = a_tree(chance)
        assert parse(printed(tree)) == tree


@pytest.mark.parametrize(
    ("source", "words", "place"),
    [
        ("", "Die Bedingung ist leer.", 0),
        ("   ", "Die Bedingung ist leer.", 0),
        ("age >", "Hier fehlt etwas", 6),
        ("> 3", "Vor „>“ fehlt etwas.", 1),
        ("age = 3 = 4", "Zwei Vergleiche hintereinander", 9),
        ("(age = 3", "Hier fehlt „)“.", 9),
        ("age = 3)", "„)“ passt hier nicht.", 8),
        ('name = "abc', "Anführungszeichen nicht geschlossen", 8),
        ("name = „abc“", "geraden Anführungszeichen", 8),
        ("age § 3", "Das Zeichen „§“", 5),
        ("age 3", "„3“ passt hier nicht.", 5),
        ("wurzel(age)", "Die Funktion „wurzel“ gibt es nicht.", 1),
        ("if(age)", "„if“ braucht in den Klammern diese Zahl von Angaben: 3.", 1),
        ("age in []", "In der Liste stehen nur Zahlen und Texte", 9),
        ("age in [b]", "In der Liste stehen nur Zahlen und Texte", 9),
        ("age in 3", "Hier fehlt „[“.", 8),
        ("uses contains music", "Nach „contains“ steht der Code", 15),
        ("1234567890123456", "mehr als 15 Ziffern", 1),
        ("(" * 100 + "a" + ")" * 100, "zu tief verschachtelt", 41),
        ("not " * 100 + "a", "zu tief verschachtelt", 161),
        (" or ".join(["a = 1"] * 101), "Erlaubt sind 100 Teile hintereinander", 0),
        ("1+" * 400 + "1", "zu lang: Erlaubt sind 600", 0),
        ("a" * 5000, "zu lang: Erlaubt sind 4000 Zeichen", 0),
        ('"a\nb" = x', "Zeichen, die man nicht sieht", 1),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(source: str, words: str, place: int) -> None:
    with pytest.raises(CannotRead) as caught:
        parse(source)
    assert words in caught.value.text
    assert caught.value.place == place


@settings(max_examples=300, deadline=None)
@given(tree=trees())
def test_any_prefix_is_read_or_refused_in_words(tree: Tree) -> None:
    text = printed(tree)
    for end in range(0, len(text), max(1, len(text) // 12)):
        with suppress(CannotRead):
            parse(text[:end])


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("agee > 3", "Eine Frage „agee“ gibt es nicht."),
        ("Age > 3", "Gemeint ist wohl „age“"),
        ("welcome = 1", "ein Hinweis, auf den niemand antwortet"),
        ('visits = "oftn"', "„oftn“ ist keine Antwort auf „visits“. Es gibt: „often“"),
        ('visits = "Often"', "Gemeint ist wohl „often“"),
        ('visits in ["often", "x"]', "„x“ ist keine Antwort"),
        ('uses contains "x"', "„x“ ist keine Antwort auf „uses“"),
        ('uses = "music"', "Mehrere Antworten fragt man mit „contains“ ab."),
        ('visits contains "often"', "„contains“ fragt nach einer von mehreren Antworten"),
        ("visits = 1", "Der Code einer Antwort steht in Anführungszeichen"),
        ('visits > "often"', "Antworten haben keine Reihenfolge"),
        ('age = "3"', "Zahl und Text lassen sich nicht mit „=“ vergleichen."),
        ('mood = "dont_know"', "Zahl und Text lassen sich nicht"),
        ('moved > "2026-13-01"', "ist kein Tag"),
        ("age + 1", "Hier wird Aussage gebraucht, das ergibt: Zahl."),
        ("age and 1", "„and“ braucht Aussage, hier steht: Zahl."),
        ("name + 1 > 2", "„+“ braucht Zahl, hier steht: Text."),
        ('name < "b"', "vergleicht Zahlen oder Tage, keine Texte"),
        ("parts.floor = 1", "„floor“ gibt es in „parts“ nicht."),
        ('parts = "keep"', "Verschiedenes und Text"),
        ("age.x = 1", "„age“ hat keine Teile"),
        ("length(age) > 1", "„length“ braucht Text, hier steht: Zahl."),
        ("born.x > 1", "„born“ hat keine Teile"),
    ],
)
def test_what_makes_no_sense_is_told(source: str, words: str) -> None:
    assert words in " ".join(Meaning(every_kind().questions).wrong(parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "age > 3 and answered(where)", 'rating = "dont_know" or rating > 3', 'parts.roof = "renew"', 'times.week contains "day"', "order.build <= 2", "money.roof > 3",
        "count(uses) = 2", 'moved < "2026-01-01" or moved < today()', "born > 1990", 'if(age > 3, name, "x") = "x"', 'visits in ["often"]', 'order contains "build"',
    ],
)  # fmt: skip
def test_what_makes_sense_is_not_complained_about(source: str) -> None:
    assert Meaning(every_kind().questions).wrong(parse(source)) == []


def test_the_sample_has_every_kind() -> None:
    assert {question.kind for question in every_kind().questions} == set(Kind)
