"""English is complete: every German text of the product has its English one, with the same blanks, and the compiled catalogue is in step."""

from __future__ import annotations

import re
from gettext import GNUTranslations

import pytest

from participation.kit.language import gettext, ngettext, speaking
from tests.house.messages import CATALOGUE, english, said

BLANKS = re.compile(r"%\((\w+)\)|\{(\w+)\}")


def test_every_text_has_its_english() -> None:
    translated = english()
    missing = sorted(
        str(message) for message in said() if not translated.get(message) or "" in (translated[message] if isinstance(message, tuple) else ())
    )
    assert missing == [], "translate these (make messages)"


def test_translations_fill_the_same_blanks() -> None:
    for german, translation in english().items():
        plural = isinstance(german, tuple)
        wanted = {name for text in (german if plural else (german,)) for name in BLANKS.findall(str(text))}
        for text in translation if plural else (translation,):
            filled = set(BLANKS.findall(str(text)))
            assert filled <= wanted if plural else filled == wanted, (german, text)


ONE_WORD = (("Sitzung", "meeting", ("sitting", "session")),)
"""What one German word is called in English everywhere, and what it is never called."""


@pytest.mark.parametrize(("word", "called", "never"), ONE_WORD)
def test_a_thing_has_one_english_name(word: str, called: str, never: tuple[str, ...]) -> None:
    found = [" ".join(text if isinstance(text, tuple) else (str(text),)).lower() for german, text in english().items() if word in str(german)]
    assert found
    assert [text for text in found if called not in text or any(other in text for other in never)] == []


def test_the_compiled_catalogue_is_in_step() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for german, translation in english().items():
        if isinstance(german, tuple):
            assert (compiled.ngettext(*german, 1), compiled.ngettext(*german, 2)) == tuple(translation)
        else:
            assert compiled.gettext(german) == translation


@pytest.mark.parametrize(("language", "one", "many"), [("de", "1 Person", "3 Personen"), ("en", "1 person", "3 people")])
def test_plurals_are_real(language: str, one: str, many: str) -> None:
    with speaking(language):
        assert ngettext("%(num)d Person", "%(num)d Personen", 1) == one
        assert ngettext("%(num)d Person", "%(num)d Personen", 3) == many


def test_an_unknown_language_means_german() -> None:
    with speaking("tlh"):
        assert gettext("Anmelden") == "Anmelden"
