"""Groups hold what says nearly the same, never its opposite, and are the same whatever the order of the texts."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.sense.groups import group_texts
from participation.methods.texts.differences import DifferenceKind, difference
from participation.methods.texts.similar import SIMILAR, TextIndex

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "texts" / "klimarat-half.csv"
BENCHES = {
    1: "Mehr Bänke im Stadtpark aufstellen",
    2: "Bitte mehr Bänke im Stadtpark aufstellen",
    3: "Im Stadtpark mehr Bänke aufstellen, auch mit Lehne",
    4: "Die Bibliothek soll sonntags Bücher verleihen",
    5: "Ein Zebrastreifen vor der Grundschule",
}


def test_what_says_the_same_is_one_group() -> None:
    found = group_texts(BENCHES)
    assert [group.members for group in found.groups] == [(1, 2, 3)]
    (group,) = found.groups
    assert group.central[0] in (1, 2)
    assert {"Bänke", "Stadtpark"} <= set(group.words)
    assert SIMILAR <= group.likeness <= 1


def test_the_opposite_stays_apart_and_is_named() -> None:
    texts = {**BENCHES, 6: "Weniger Bänke im Stadtpark aufstellen"}
    found = group_texts(texts)
    assert [group.members for group in found.groups] == [(1, 2, 3)]
    assert any({pair.first, pair.second} == {1, 6} and pair.difference.kind == DifferenceKind.OPPOSITE for pair in found.apart)


def test_each_wording_is_quoted_once() -> None:
    found = group_texts({1: "Tempo 30 in der Altstadt", 2: "Tempo 30 in der Altstadt", 3: "Tempo 30 in der ganzen Altstadt"})
    (group,) = found.groups
    assert group.members == (1, 2, 3)
    assert len(group.central) == 2


@pytest.mark.parametrize("texts", [{}, {1: "allein"}, {1: "", 2: ""}, {1: "!!", 2: "??"}])
def test_nothing_to_compare_gives_no_group(texts: dict[int, str]) -> None:
    assert group_texts(texts).groups == ()


PARTS = st.lists(st.sampled_from("mehr weniger Bänke Bäume Park Markt Halle nicht 30 50 erhalten abreißen Radweg sanieren".split()), max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.lists(PARTS.map(" ".join), max_size=14), st.randoms())
def test_always(said: list[str], chance: random.Random) -> None:
    texts = dict(enumerate(said, 1))
    found = group_texts(texts)
    shuffled = list(texts.items())
    chance.shuffle(shuffled)
    assert group_texts(dict(shuffled)) == found
    seen = [number for group in found.groups for number in group.members]
    assert len(seen) == len(set(seen))
    index = TextIndex().changed(dict(texts))
    for group in found.groups:
        assert len(group.members) >= 2
        assert set(group.central) <= set(group.members)
        pairs = [(one, other) for one in group.members for other in group.members if one < other]
        assert all(difference(texts[one], texts[other]) is None for one, other in pairs)
        assert sum(index.cosine(texts[one], texts[other]) for one, other in pairs) / len(pairs) >= SIMILAR - 1e-9
    for pair in found.apart:
        assert pair.first < pair.second
        assert difference(texts[pair.first], texts[pair.second]) == pair.difference


def test_real_repetitions_are_found() -> None:
    if not DATA.exists():
        pytest.skip("the statements are not here")
    with DATA.open(encoding="utf-8") as file:
        texts = dict(enumerate([row["text"] for row in csv.DictReader(file)][:600]))
    found = group_texts(texts)
    group_of = {number: place for place, group in enumerate(found.groups) for number in group.members}
    twice: dict[str, int] = {}
    for number, text in texts.items():
        if text in twice:
            assert group_of[number] == group_of[twice[text]]
        twice.setdefault(text, number)
    assert len(found.groups) > 5
