"""What people type becomes text that can be stored, compared and searched."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.kit.text import clean_line, clean_text, fold, name_key, reserved_name


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "\u200b\u200b",
        "\u2060",
        "\ufeff",
        "\u3164",
        "\u2800",
        "\u00ad",
        "\x00",
        "\u202e",
        "\ud800",
        "\U000e0041",
        "\u0301",
        "\u200d",
        "\ufe0f",
        "\n\t",
    ],
)
def test_text_that_no_eye_can_see_is_empty(typed: str) -> None:
    assert clean_line(typed) == ""
    assert clean_text(typed) == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Mehr   Bäume \t am Markt ", "Mehr Bäume am Markt"),
        ("Ba\u0308ume", "Bäume"),
        ("links\u202ethcer", "linksthcer"),
        ("Zeile eins\r\nZeile zwei", "Zeile eins Zeile zwei"),
        ("a\x00b\ud83d", "ab"),
        ("👩‍👩‍👧 da", "👩‍👩‍👧 da"),
        ("❤️", "❤️"),
        ("Stadt\u200dhalle", "Stadthalle"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Z" + "\u0338" * 50, "Z" + "\u0338" * 4),
    ],
)
def test_one_line_keeps_what_can_be_read(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


def test_paragraphs_and_lists_keep_their_shape() -> None:
    assert clean_text("\n\nEins  zwei \r\n\r\n\r\n\r\n- a\n    - b\u200b\n\n") == "Eins zwei\n\n- a\n    - b"


@given(st.text())
def test_cleaning_twice_changes_nothing_and_leaves_nothing_hidden(typed: str) -> None:
    for clean in (clean_line, clean_text):
        once = clean(typed)
        assert clean(once) == once
        once.encode("utf-8")
        assert not {unicodedata.category(c) for c in once.replace("\n", "")} & {"Cc", "Cs"}


@pytest.mark.parametrize(
    "double",
    ["ANNA MÜLLER", "annamüller", "Anna-Müller", "Аnna Müller", "Ａｎｎａ Müller", "Anna Müller\u200b", "Anna Muller", "Αnna Müller", "𝐀nna Müller"],
)
def test_names_that_look_alike_have_one_key(double: str) -> None:
    assert name_key(double) == name_key("Anna Müller")


def test_strokes_that_look_alike_have_one_key() -> None:
    assert name_key("Ilse") == name_key("llse") == name_key("1lse")
    assert name_key("Modern") == name_key("Modem")
    assert name_key("Weiß") == name_key("Weiβ") == name_key("WEISS")
    assert name_key("Otto") == name_key("0tt0") == name_key("Отто")


def test_different_names_have_different_keys() -> None:
    names = ["Anna", "Hanna", "Jana", "Lana", "Anne", "Lindenblüte", "Linde 5", "Linde 6", "🦊", "🦉", "Żaneta", "Иван"]
    assert len({name_key(name) for name in names}) == len(names)


@given(st.text(min_size=1))
def test_every_visible_name_has_a_key(name: str) -> None:
    assert bool(name_key(name)) == bool(clean_line(name))


@pytest.mark.parametrize(
    "name",
    ["Stadt Musterstadt", "Die Verwaltung", "ADMIN", "Аdmin", "adm1n", "A d m i n", "Admin 2", "M0deration", "Bürgermeister Kurz", "Burgermeisterin",
     "Stadtverwaltung-Info", "Adｍin", "Oberbuergermeister", "@dmin", "Moderatorin Eva"],
)  # fmt: skip
def test_names_of_the_city_and_its_staff_are_reserved(name: str) -> None:
    assert reserved_name(name)


@pytest.mark.parametrize("name", ["Anna", "Stadtfuchs", "Rathmann", "Amtmann", "Moderne Frau", "Gastwirtin", "Obst", "Adriana", "Wahlfreund"])
def test_names_of_people_are_free(name: str) -> None:
    assert not reserved_name(name)


def test_an_installation_reserves_its_own_name() -> None:
    assert reserved_name("Neustadt", also=("Neustadt",))
    assert not reserved_name("Neustadt")


def test_search_sees_words_without_accents() -> None:
    assert fold("Große Bäume, Café, ﬁx") == "grosse baume, cafe, fix"
