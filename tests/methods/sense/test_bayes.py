"""Categories are ordered as complement naive Bayes orders them, and nothing is said where too little was read."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.sense.bayes import LEAST_TEXTS, learn
from participation.methods.texts.grams import grams
from tests.methods.oracles import Ask, an_oracle

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "texts" / "klimarat-half.csv"
WORDS = "Radweg Ampel Bus Haltestelle Baum Park Wiese Bank Schule Spielplatz Kita Rutsche Halle Bühne Konzert Saal".split()


def some_texts(number: int, seed: int = 1) -> tuple[list[str], list[int]]:
    """Texts of four categories: each takes most of its words from its own quarter."""
    chance = random.Random(seed)
    categories = [chance.randrange(4) for _ in range(number)]
    texts = [" ".join(chance.choices(WORDS[4 * one : 4 * one + 4], k=5) + chance.choices(WORDS, k=2)) for one in categories]
    return texts, categories


@pytest.fixture(scope="module")
def scikit_learn() -> Iterator[Ask]:
    with an_oracle("sense.sklearn_oracle") as ask:
        yield ask


def test_a_text_finds_its_category() -> None:
    model = learn(*some_texts(200))
    assert model is not None
    assert model.suggest("Ein Radweg an der Ampel beim Bus")[0] == 0
    assert model.suggest("Mehr Bäume im Park und eine Wiese")[0] == 1
    assert len(model.suggest("Konzert in der Halle")) == 2


def test_scores_order_categories_as_scikit_learn_does(scikit_learn: Ask) -> None:
    texts, categories = some_texts(120, 7)
    model = learn(texts, categories)
    assert model is not None
    known = {int(key): place for place, key in enumerate(model.keys)}

    def row(text: str) -> list[int]:
        counts = [0] * len(known)
        for key, count in zip(*grams(text), strict=True):
            if int(key) in known:
                counts[known[int(key)]] = int(count)
        return counts

    counts = [row(text) for text in texts]
    for asked in ("Bank und Baum an der Schule", "Bus", "Saal Halle Spielplatz Wiese", texts[3]):
        scores = scikit_learn(counts=counts, categories=categories, asked=row(asked))
        expected = sorted(scores, key=lambda name: -scores[name])
        assert [str(one) for one in model.order(asked)] == expected


@pytest.mark.parametrize("number", [0, 1, LEAST_TEXTS - 1])
def test_too_few_texts_teach_nothing(number: int) -> None:
    assert learn(*some_texts(number)) is None


def test_one_category_and_rare_ones_teach_nothing() -> None:
    texts, _categories = some_texts(200)
    assert learn(texts, [3] * 200) is None
    assert learn(texts, [3] * 196 + [4] * 4) is None


def test_with_two_categories_one_is_suggested() -> None:
    texts, categories = some_texts(200)
    model = learn(texts, [min(one, 1) for one in categories])
    assert model is not None
    assert len(model.suggest("Radweg und Ampel")) == 1


@pytest.mark.parametrize("text", ["", "   ", "!!!", "\u200b", "漢字", "q"])
def test_a_text_that_shares_nothing_gets_no_suggestion(text: str) -> None:
    model = learn(*some_texts(100))
    assert model is not None
    assert model.suggest(text) == []


def test_texts_without_letters_teach_nothing() -> None:
    assert learn(["…"] * 100, [1, 2] * 50) is None
    assert learn(["abc"] * 50 + ["abd"] * 50, [1] * 50 + [2] * 50) is not None


def test_each_text_needs_its_category() -> None:
    with pytest.raises(ValueError, match="category"):
        learn(["a"], [])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.text(max_size=60))
def test_the_order_of_texts_makes_no_difference(seed: int, asked: str) -> None:
    texts, categories = some_texts(80, seed)
    both = list(zip(texts, categories, strict=True))
    one = learn(*map(list, zip(*both, strict=True)))
    random.Random(seed).shuffle(both)
    other = learn(*map(list, zip(*both, strict=True)))
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert one.order(asked) == other.order(asked)
        assert set(one.order(asked)) in (set(), set(one.categories))


def test_real_statements_find_their_conversation_among_two() -> None:
    """Four in five; what the figure is exactly, `benchmarks/sense.py` says."""
    if not DATA.exists():
        pytest.skip("the statements are not here")
    with DATA.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["moderated"] == "1"]
    topics = sorted({row["topic"] for row in rows})
    random.Random(5).shuffle(rows)
    learnt, asked = rows[len(rows) // 5 :], rows[: len(rows) // 5]
    model = learn([row["text"] for row in learnt], [topics.index(row["topic"]) for row in learnt])
    assert model is not None
    right = sum(topics.index(row["topic"]) in model.suggest(row["text"]) for row in asked)
    largest = Counter(row["topic"] for row in asked).most_common(2)
    assert right / len(asked) > 0.78
    assert right > sum(number for _topic, number in largest) + 0.1 * len(asked)  # better than always the two largest
