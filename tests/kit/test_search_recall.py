"""What people search is found in what people wrote: real German texts, against a yardstick that reads every word of all of them."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import Stemmer
from sqlalchemy.orm import Session

from participation.kit.search import index_new, matching

TEXTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "texts" / "klimarat-half.csv"
pytestmark = pytest.mark.skipif(not TEXTS.exists(), reason="the texts are not beside this checkout")


def plainly(text: str) -> str:
    """Lower case without umlauts, written down here once more so that the search is not its own judge."""
    return text.lower().replace("ä", "a").replace("ö", "o").replace("ü", "u").replace("ß", "ss")


def holds(text: str, said: str) -> bool:
    """Whether the word stands in it, also within another, or a word of the same stem does."""
    stem = Stemmer.Stemmer("german").stemWord
    wanted = plainly(stem(said.lower()))
    return plainly(said) in plainly(text) or any(plainly(stem(word)) == wanted for word in re.findall(r"[^\W_]+", text.lower()))


def test_all_that_holds_the_word_is_found_and_nothing_else(session: Session) -> None:
    with TEXTS.open(encoding="utf-8", newline="") as file:
        texts = {number: row["text"] for number, row in enumerate(csv.DictReader(file), 1)}
    index_new(session, "proposal", [(number, "", text) for number, text in texts.items()])
    for said in ("Haus", "Radweg", "Bäume", "strasse"):
        right = {number for number, text in texts.items() if holds(text, said)}
        found = set(session.scalars(matching(session, "proposal", said)))
        assert len(right) > 5, said
        assert len(found & right) == len(right), (said, [texts[number] for number in right - found][:3])
        assert len(found - right) <= len(right) // 50, (said, [texts[number] for number in found - right][:3])
