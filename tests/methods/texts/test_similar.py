"""Similar texts are found as the written-out formula finds them, whatever the order in which they came."""

from __future__ import annotations

import csv
import math
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.texts.grams import fold, grams
from participation.methods.texts.pairs import most_similar_pairs
from participation.methods.texts.similar import TextIndex

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "texts" / "klimarat-half.csv"
LETTERS = "abeinr äßö."
TEXTS = st.lists(st.text(LETTERS, max_size=40), max_size=12)


def said(count: int) -> list[str]:
    """Statements of real people."""
    if not DATA.exists():
        pytest.skip("the statements are not here")
    with DATA.open(encoding="utf-8") as file:
        return [row["text"] for row in csv.DictReader(file)][:count]


def counted(text: str) -> Counter[str]:
    """The grams of a text, one after the other: 3 to 5 characters without a space inside."""
    folded = fold(text)
    parts = (folded[start : start + length] for length in (3, 4, 5) for start in range(len(folded) - length + 1))
    return Counter(part for part in parts if " " not in part[1:-1])


def slowly(texts: dict[int, str], text: str) -> dict[int, float]:
    """Every cosine by the formula as it is written: count × (ln((1 + n) / (1 + df)) + 1), made one long."""
    every = {number: counted(each) for number, each in texts.items()}
    df = Counter(gram for grams_of_one in every.values() for gram in grams_of_one)

    def vector(counts: Counter[str]) -> dict[str, float]:
        weights = {gram: count * (math.log((1 + len(texts)) / (1 + df[gram])) + 1) for gram, count in counts.items()}
        length = math.sqrt(sum(weight**2 for weight in weights.values()))
        return {gram: weight / length for gram, weight in weights.items()}

    asked = vector(counted(text))
    return {number: sum(weight * asked.get(gram, 0) for gram, weight in vector(counts).items()) for number, counts in every.items()}


def scores(index: TextIndex, text: str) -> dict[int, float]:
    return {hit.id: hit.score for hit in index.similar(text, most=10_000, least=0.0001)}


def the_same(found: dict[int, float], expected: dict[int, float]) -> bool:
    return all(abs(found.get(number, 0.0) - score) < 1e-9 or score < 0.0002 for number, score in expected.items()) and set(found) <= set(expected)


def test_the_most_similar_text_comes_first() -> None:
    index = TextIndex().changed({1: "Mehr Bänke im Park", 2: "Eine Rampe für die Stadthalle", 3: "Mehr Bäume am Markt"})
    assert [hit.id for hit in index.similar("Rampe an der Stadthalle")] == [2]
    assert index.similar("Mehr Bänke im Park")[0].score == pytest.approx(1)


def test_umlauts_case_and_signs_make_no_difference() -> None:
    index = TextIndex().changed({1: "Größere Bäume, jetzt!"})
    assert index.similar("GROSSERE baume jetzt")[0].score == pytest.approx(1)


@pytest.mark.parametrize("nothing", ["", "   ", "!?…", "a", "\ud800", "\x00"])
def test_nothing_said_is_like_nothing(nothing: str) -> None:
    index = TextIndex().changed({1: "Mehr Bänke im Park", 2: nothing})
    assert all(hit.id != 1 for hit in index.similar(nothing))
    assert [hit.id for hit in index.similar("Mehr Bänke")] == [1]
    assert TextIndex().similar(nothing) == []


def test_a_text_of_its_own_can_be_left_out() -> None:
    index = TextIndex().changed({1: "Mehr Bänke im Park", 2: "Mehr Bänke im Park!"})
    assert [hit.id for hit in index.similar("Mehr Bänke im Park", without={1})] == [2]


def test_real_statements_are_scored_as_the_formula_says() -> None:
    texts = dict(enumerate(said(300)))
    index = TextIndex().changed(texts)
    for number in random.Random(7).sample(sorted(texts), 10):
        assert the_same(scores(index, texts[number]), slowly(texts, texts[number]))


@given(TEXTS, st.text(LETTERS, max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_texts_are_scored_as_the_formula_says(texts: list[str], asked: str) -> None:
    numbered = dict(enumerate(texts))
    expected = slowly(numbered, asked) if counted(asked) else {}
    assert the_same(scores(TextIndex().changed(numbered), asked), expected)


@given(TEXTS, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_and_the_steps_in_which_texts_came_make_no_difference(texts: list[str], chance: random.Random) -> None:
    at_once = TextIndex().changed(dict(enumerate(texts)))
    by_steps, numbers = TextIndex().changed(dict.fromkeys(range(0, len(texts) + 2, 2), "etwas anderes")), list(range(len(texts)))
    chance.shuffle(numbers)
    for number in numbers:
        by_steps = by_steps.changed({number: texts[number]})
    by_steps = by_steps.changed(dict.fromkeys(range(len(texts), len(texts) + 2)))
    assert by_steps.texts == at_once.texts
    for text in [*texts, "Bernie rennt"]:
        assert scores(by_steps, text) == pytest.approx(scores(at_once, text), abs=1e-9)


@given(st.lists(st.text(LETTERS, min_size=3, max_size=40).filter(counted), min_size=2, max_size=8))
@settings(max_examples=60, deadline=None)
def test_similarity_is_symmetric_and_one_with_itself(texts: list[str]) -> None:
    index = TextIndex().changed(dict(enumerate(texts)))
    table = [scores(index, text) for text in texts]
    for one in range(len(texts)):
        assert table[one][one] == pytest.approx(1)
        for other in range(len(texts)):
            assert table[one].get(other, 0) == pytest.approx(table[other].get(one, 0), abs=1e-4)
            assert 0 <= table[one].get(other, 0) <= 1


def test_an_older_index_stays_as_it_was() -> None:
    before = TextIndex().changed({1: "Mehr Bänke im Park"})
    after = before.changed({1: None, 2: "Mehr Bänke am See"})
    assert [hit.id for hit in before.similar("Mehr Bänke im Park")] == [1]
    assert [hit.id for hit in after.similar("Mehr Bänke")] == [2]
    assert after.changed({2: "Mehr Bänke am See"}) is after


def test_other_alphabets_and_signs_beyond_them_are_texts_too() -> None:
    index = TextIndex().changed({1: "Парк у реки", 2: "公園をもっと", 3: "حديقة"})
    assert [hit.id for hit in index.similar("Парк у реки")] == [1]
    assert [hit.id for hit in index.similar("公園をもっと")] == [2]


def test_many_texts_stay_few_lists() -> None:
    index = TextIndex()
    for number in range(300):
        index = index.changed({number: f"Vorschlag {number} für die Bank am Park"})
    assert len(index._segments) <= 10
    assert index.similar("Vorschlag 217 für die Bank am Park")[0].id == 217


def test_the_most_similar_pairs_are_those_that_comparing_all_finds() -> None:
    texts = dict(enumerate(said(500)))
    index = TextIndex().changed(texts)
    expected = {(min(number, hit.id), max(number, hit.id)) for number, text in texts.items() for hit in index.similar(text, 500, 0.6, {number})}
    found = most_similar_pairs(index, 200)
    assert expected <= {(pair.first, pair.second) for pair in found}
    assert [pair.score for pair in found] == sorted((pair.score for pair in found), reverse=True)
    assert all(pair.first < pair.second for pair in found)


def test_texts_that_are_equal_letter_by_letter_are_pairs_however_many() -> None:
    index = TextIndex().changed(dict.fromkeys(range(100), "Mehr Bänke im Park"))
    assert len(most_similar_pairs(index, 50)) == 50
    assert most_similar_pairs(TextIndex()) == []
    assert most_similar_pairs(TextIndex().changed({1: "", 2: "!"})) == []


def test_grams_hold_no_space_inside() -> None:
    keys, counts = grams("Die Die")
    assert keys.size == len(counted("Die Die"))
    assert counts.sum() == sum(counted("Die Die").values())
