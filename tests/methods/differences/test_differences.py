"""What a word-by-word difference promises, whatever the texts."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.differences import (
    DoesNotApply,
    Kind,
    Run,
    apply,
    by_paragraph,
    compare,
    inverse,
    merge,
    new_text,
    old_text,
)
from participation.methods.differences.comparing import paragraphs, tokens
from participation.methods.differences.matching import Budget, matching_blocks

WORDS = ["Der", "Saal", "bekommt", "eine", "Rampe", "ä", "für", "600", "Plätze", ",", ".", " ", " ", "\n", "\n\n", "Straße", "é"]
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=60).map("".join))


@st.composite
def changed(draw: st.DrawFn) -> tuple[str, str]:
    """A text and the same after some edits."""
    words = draw(st.lists(st.sampled_from(WORDS), max_size=80))
    other = list(words)
    for _edit in range(draw(st.integers(0, 5))):
        place = draw(st.integers(0, len(other)))
        other[place : place + draw(st.integers(0, 4))] = draw(st.lists(st.sampled_from(WORDS), max_size=3))
    return "".join(words), "".join(other)


@given(st.one_of(st.tuples(TEXTS, TEXTS), changed()))
def test_a_difference_holds_both_texts(texts: tuple[str, str]) -> None:
    old, new = texts
    runs = compare(old, new)
    assert old_text(runs) == old
    assert new_text(runs) == new
    assert apply(runs, old) == new
    assert apply(inverse(runs), new) == old
    assert inverse(inverse(runs)) == runs
    assert all(run.text for run in runs)
    kinds = [run.kind for run in runs]
    assert all(before != after for before, after in pairwise(kinds))
    assert (Kind.INSERT, Kind.DELETE) not in set(pairwise(kinds)), "what goes stands before what comes"


@given(TEXTS)
def test_the_same_text_has_no_change(text: str) -> None:
    assert compare(text, text) == ((Run(Kind.EQUAL, text),) if text else ())


@given(TEXTS)
def test_cutting_loses_nothing(text: str) -> None:
    assert "".join(paragraphs(text)) == text
    assert "".join(tokens(text)) == text


@given(changed())
def test_paragraphs_of_a_difference_hold_all_of_it(texts: tuple[str, str]) -> None:
    runs = compare(*texts)
    cut = [run for paragraph in by_paragraph(runs) for run in paragraph]
    assert old_text(cut) == texts[0]
    assert new_text(cut) == texts[1]


@given(st.lists(st.integers(0, 6), max_size=40), st.lists(st.integers(0, 6), max_size=40), st.sampled_from([0, 5, 30, 200, 10_000]))
def test_blocks_match_and_are_in_order_however_little_work_is_allowed(old: list[int], new: list[int], steps: int) -> None:
    x = y = 0
    for block in matching_blocks(old, new, Budget(steps)):
        assert block.old_start >= x
        assert block.new_start >= y
        assert old[block.old_start : block.old_start + block.length] == new[block.new_start : block.new_start + block.length]
        assert block.length > 0
        x, y = block.old_start + block.length, block.new_start + block.length


def test_a_changed_word_is_one_change_of_that_word() -> None:
    runs = compare("Der große Saal bekommt eine Rampe.", "Der große Saal bekommt zwei Rampen.")
    assert runs == (
        Run(Kind.EQUAL, "Der große Saal bekommt "),
        Run(Kind.DELETE, "eine Rampe"),
        Run(Kind.INSERT, "zwei Rampen"),
        Run(Kind.EQUAL, "."),
    )


def test_a_new_paragraph_leaves_the_others_alone() -> None:
    runs = compare("Erstens.\n\nZweitens.", "Erstens.\n\nDazwischen.\n\nZweitens.")
    assert runs == (Run(Kind.EQUAL, "Erstens.\n\n"), Run(Kind.INSERT, "Dazwischen.\n\n"), Run(Kind.EQUAL, "Zweitens."))


def test_texts_with_little_in_common_are_shown_whole() -> None:
    assert compare("Ein Aufzug für alle.", "Die Treppe wird neu und viel breiter.") == (
        Run(Kind.DELETE, "Ein Aufzug für alle."),
        Run(Kind.INSERT, "Die Treppe wird neu und viel breiter."),
    )


def test_a_difference_of_another_text_does_not_apply() -> None:
    with pytest.raises(DoesNotApply):
        apply(compare("a", "b"), "c")


@pytest.mark.parametrize("seed", range(4))
def test_large_texts_are_compared_whole(seed: int) -> None:
    """100 KB: a novel with edits, one word over and over, nothing in common, one paragraph without end."""
    choose = random.Random(seed)
    word = {0: lambda: f"wort{choose.randrange(900)}", 1: lambda: "ja", 2: lambda: f"w{choose.random()}", 3: lambda: choose.choice("abc")}[seed]
    words = [word() for _number in range(15_000)]
    other = list(words) if seed != 2 else [word() for _number in range(15_000)]
    for _edit in range(3_000):
        other[choose.randrange(len(other))] = word() + "!"
    ends = "\n\n" if seed < 2 else " "
    old, new = " ".join(words).replace("wort7 ", f"wort7.{ends}"), " ".join(other).replace("wort7 ", f"wort7.{ends}")
    runs = compare(old, new)
    assert (old_text(runs), new_text(runs)) == (old, new)


@given(changed(), TEXTS)
def test_where_one_side_changed_nothing_the_other_is_taken(texts: tuple[str, str], other: str) -> None:
    base, mine = texts
    assert merge(base, mine, base).text == mine
    assert merge(base, base, mine).text == mine
    assert merge(base, mine, mine).text == mine
    assert merge(base, other, other).text == other


@settings(max_examples=200)
@given(changed(), changed())
def test_it_does_not_matter_who_came_first(texts: tuple[str, str], others: tuple[str, str]) -> None:
    base, mine = texts
    theirs = others[1]
    one, two = merge(base, mine, theirs), merge(base, theirs, mine)
    assert one.text == two.text
    assert [(each.mine, each.theirs) for each in one.collisions] == [(each.theirs, each.mine) for each in two.collisions]


@given(changed(), changed())
def test_the_parts_of_a_merge_tell_both_sides(texts: tuple[str, str], others: tuple[str, str]) -> None:
    """What a collision hides on one side, the other has: nothing that anybody wrote is dropped without being shown."""
    base, mine = texts
    theirs = others[1]
    merged = merge(base, mine, theirs)
    for collision in merged.collisions:
        assert collision.mine != collision.theirs
        assert collision.base in base
        assert collision.mine in mine
        assert collision.theirs in theirs


def test_changes_in_different_places_go_together() -> None:
    base = "Der Saal bekommt eine Rampe.\n\nDie Halle bleibt am Abend offen."
    mine = "Der Saal bekommt zwei Rampen.\n\nDie Halle bleibt am Abend offen."
    theirs = "Der Saal bekommt eine Rampe.\n\nDie Halle bleibt am Abend bis 22 Uhr offen."
    assert merge(base, mine, theirs).text == "Der Saal bekommt zwei Rampen.\n\nDie Halle bleibt am Abend bis 22 Uhr offen."


def test_changes_of_the_same_words_collide() -> None:
    merged = merge("Der Saal bekommt eine Rampe.", "Der Saal bekommt zwei Rampen.", "Der Saal bekommt einen Aufzug.")
    assert merged.text is None
    (collision,) = merged.collisions
    assert (collision.base, collision.mine, collision.theirs) == ("eine Rampe", "zwei Rampen", "einen Aufzug")


def test_two_additions_in_one_place_collide() -> None:
    assert merge("Eins.", "Eins. Zwei.", "Eins. Drei.").text is None
