"""Signs say where to look first: what they find, what they leave alone, and that no text breaks them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.moderation.signs import (
    Seen,
    Sign,
    ibans,
    is_iban,
    is_shouted,
    links,
    listed_words,
    mail_addresses,
    phone_numbers,
    repeated,
    signs_in,
    urgency,
    word_list,
)

GOOD = "DE89 3704 0044 0532 0130 00"


@pytest.mark.parametrize("text", ["Mehr unter https://example.org/a?b=1.", "Siehe www.example.org!", "auf billig-kaufen.shop/jetzt"])
def test_links_are_seen(text: str) -> None:
    """With and without the protocol, and without the full stop behind them."""
    (found,) = links(text)
    assert not found.endswith((".", "!"))


def test_an_address_of_mail_is_no_link() -> None:
    """It is contact data, also where the at is written out."""
    text = "Schreiben Sie an rita.sommer@example.org oder an rita(at)example.org"
    assert links(text) == []
    assert mail_addresses(text) == ["rita.sommer@example.org", "rita(at)example.org"]


@pytest.mark.parametrize("number", ["0171 2345678", "+49 171 2345678", "(030) 1234567"[1:], "0049-30-1234567", "04321/98 76 54"])
def test_telephone_numbers_are_seen(number: str) -> None:
    """As people write them here."""
    assert len(phone_numbers(f"Rufen Sie an: {number} bitte")) == 1


@pytest.mark.parametrize(
    "text", ["Das kostet 1.250.000 Euro.", "Zwischen 2026 und 2030", "10.000,50 €", "am 03.12.2026 um 18 Uhr", "Linie 104, Bus 12"]
)
def test_other_numbers_are_left_alone(text: str) -> None:
    """Amounts, years, dates."""
    assert phone_numbers(text) == []


def test_an_account_is_seen_by_its_check_digits() -> None:
    """A right one is, with blanks and without; a wrong digit makes it a mere number. It is no telephone number besides."""
    assert ibans(f"Spenden auf {GOOD} bitte") == [GOOD]
    assert ibans(GOOD.replace(" ", "")) == [GOOD.replace(" ", "")]
    assert ibans(GOOD.replace("89", "88")) == []
    assert phone_numbers(f"Konto {GOOD}") == []


@given(st.integers(4, 21), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(place: int, by: int) -> None:
    """Modulo 97 finds every single wrong digit (ISO 7064)."""
    number = GOOD.replace(" ", "")
    digit = str((int(number[place]) + by) % 10)
    assert is_iban(number)
    assert not is_iban(number[:place] + digit + number[place + 1 :])


def test_shouting_is_most_letters() -> None:
    """Not an abbreviation, and not a short word."""
    assert is_shouted("DAS IST EINE FRECHHEIT, UND ALLE WISSEN ES!")
    assert not is_shouted("Der ÖPNV und die VHS brauchen mehr Geld vom Land.")
    assert not is_shouted("NEIN!")
    assert not is_shouted("")


def test_listed_words_are_whole_words() -> None:
    """Umlauts and capitals do not matter, a star stands for what follows, several words stand together."""
    words = word_list("Blödmann\n Idiot* \n\nfalscher Hund\nBlödmann\n")
    assert words == ["Blödmann", "Idiot*", "falscher Hund"]
    assert listed_words("So ein BLODMANN!", words) == ["Blödmann"]
    assert listed_words("Lauter Idioten.", words) == ["Idiot*"]
    assert listed_words("Du falscher, falscher Hund", words) == ["falscher Hund"]
    assert listed_words("Der falsche Hund, ein Blödmannsdorfer", words) == []
    assert listed_words("Blödmann", ["", " * ", "!!"]) == []


def test_a_repetition_is_nearly_the_same_text() -> None:
    """With a word changed it still is; another text about the same is not; a short text never is."""
    text = "Kaufen Sie jetzt die besten Fahrräder der Stadt bei Radhaus Sommer, nur diese Woche!"
    others = {1: text.replace("Woche", "Tage"), 2: "Die Fahrräder der Stadt brauchen mehr Platz am Bahnhof, auch überdacht.", 3: "Dafür!"}
    assert repeated(text, others) == [1]
    assert repeated("Dafür!", others) == []
    assert repeated(text, {}) == []


def test_the_heaviest_sign_stands_first() -> None:
    """The list's words, then accounts, contact data, links, shouting."""
    text = f"RUFT AN BEI DEM IDIOT: 0171 2345678, WWW.EXAMPLE.ORG, KONTO {GOOD}"
    assert [seen.sign for seen in signs_in(text, ["idiot"])] == [Sign.WORD, Sign.IBAN, Sign.CONTACT, Sign.LINK, Sign.SHOUTING]
    assert signs_in("Eine Bank am Fluss wäre schön.") == []
    assert Seen(Sign.LINK, "www.example.org") in signs_in("www.example.org und www.example.org")


def test_notices_and_signs_make_a_case_urgent() -> None:
    """Each kind of sign counts once; each notice counts, but the tenth less than the first."""
    assert urgency([], 0) == 0
    assert urgency([Sign.LINK, "link"], 0) == urgency([Sign.LINK], 0)
    assert urgency([], 2) - urgency([], 1) < urgency([], 1)
    assert urgency([], 10) > urgency([], 9)
    assert urgency([Sign.IBAN], 1) > urgency([Sign.SHOUTING], 1)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.lists(st.text(max_size=12), max_size=5))
def test_no_text_breaks_it(text: str, words: list[str]) -> None:
    """Whatever is typed, each passage that is told stands in the text."""
    for seen in signs_in(text, words):
        assert seen.sign == Sign.WORD or seen.passage in text


def test_long_texts_are_looked_through_at_once() -> None:
    """No pattern goes back and forth for ever: a long unlucky text costs as much as any other."""
    chance = random.Random(4)
    for letters in ("0 ", "a@", "A1 ", "www.", "(at)", "1-/"):
        signs_in("".join(chance.choice(letters) for _ in range(20_000)), ["abc*"])
