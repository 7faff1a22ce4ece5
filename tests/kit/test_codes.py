"""Codes on paper survive being typed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.kit.codes import ALPHABET, grouped, hash_code, hash_token, looks_valid, new_code, new_token, normalise

KEY = b"k" * 32
codes = st.binary(min_size=10, max_size=10).map(lambda drawn: new_code(lambda _: drawn))


def test_a_code_is_printed_in_groups() -> None:
    assert re.fullmatch(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}-[{ALPHABET}]{{5}}", new_code())
    assert new_code(lambda size: b"\xff" * size).startswith("ZZZZ-ZZZZ-ZZZZ-ZZZZ")
    assert new_code() != new_code()


@given(codes)
def test_a_code_may_be_typed_carelessly(code: str) -> None:
    careless = " " + code.lower().replace("-", " – ").replace("0", "o").replace("1", "l") + "\t"
    assert looks_valid(careless)
    assert hash_code(careless, KEY) == hash_code(code, KEY)
    assert grouped(normalise(careless)) == code


@given(codes, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_letter_is_always_found(code: str, position: int, letter: str) -> None:
    letters = normalise(code)
    changed = letters[:position] + letter + letters[position + 1 :]
    assert looks_valid(changed) == (changed == letters)


@given(codes, st.integers(0, 16), st.integers(0, 16))
def test_two_letters_exchanged_are_always_found(code: str, one: int, other: int) -> None:
    letters = list(normalise(code))
    letters[one], letters[other] = letters[other], letters[one]
    assert looks_valid("".join(letters)) == ("".join(letters) == normalise(code))


@pytest.mark.parametrize("typed", ["", "ABC", "U" * 17, "٣" * 17, "\ud800" * 17, "\x00", "0" * 400, "ä" * 17])
def test_nonsense_is_no_code_and_harmless(typed: str) -> None:
    assert not looks_valid(typed)
    assert len(hash_code(typed, KEY)) == 32


def test_the_hash_needs_the_key() -> None:
    assert hash_code("0000-0000-0000-00000", KEY) != hash_code("0000-0000-0000-00000", b"other")


def test_tokens_fit_into_links() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", new_token())
    assert len(hash_token(new_token())) == 32
    assert hash_token("\ud800") == hash_token("?")
