"""Words that a search finds are marked where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from participation.kit.hits import mark_hits, passage_of


@pytest.mark.parametrize(
    ("text", "said", "marked"),
    [
        ("Alte Häuser am Markt", "Haus", "Alte <mark>Häuser</mark> am Markt"),
        ("Stadthalle und Hallenbad", "halle", "<mark>Stadthalle</mark> und <mark>Hallenbad</mark>"),
        ("Große Straße", "strasse", "Große <mark>Straße</mark>"),
        ("Mehr Bäume", "baeume", "Mehr <mark>Bäume</mark>"),
        ("U-Bahn & Bus", "u", "<mark>U</mark>-Bahn &amp; Bus"),
        ("<b>Rampe</b>", "rampe", "&lt;b&gt;<mark>Rampe</mark>&lt;/b&gt;"),
        ("Nichts davon", "haus", "Nichts davon"),
        ("Alles", "", "Alles"),
    ],
)
def test_words_are_marked_by_stem_start_and_middle(text: str, said: str, marked: str) -> None:
    assert str(mark_hits(text, said)) == marked


@given(text=st.text(max_size=80), said=st.text(max_size=20))
def test_marking_changes_nothing_else(text: str, said: str) -> None:
    assert str(mark_hits(text, said)).replace("<mark>", "").replace("</mark>", "") == str(escape(text))


@given(before=st.integers(0, 80), after=st.integers(0, 80), length=st.integers(40, 200))
def test_a_passage_holds_the_word_and_is_short(before: int, after: int, length: int) -> None:
    passage = passage_of("Vorher steht viel. " * before + "der Springbrunnen " + "Danach auch. " * after, "brunnen", length)
    assert "Springbrunnen" in passage
    assert len(passage) <= length + 4


def test_where_the_word_is_missing_there_is_no_passage() -> None:
    assert passage_of("Hier steht nichts davon.", "brunnen", 50) == ""
