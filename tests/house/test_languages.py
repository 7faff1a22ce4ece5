"""English is complete: every German text of the product has its English one, with the same blanks, and the compiled catalogue is in step."""

from __future__ import annotations

import re
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from participation.kit.language import gettext, ngettext, speaking
from participation.paths import TRANSLATIONS

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "lazy": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
METHODS = [("participation/**.py", "python"), ("templates/**.html", "jinja2")]
BLANKS = re.compile(r"%\((\w+)\)|\{(\w+)\}")

Message = str | tuple[str, ...]


def _said() -> set[Message]:
    found = extract_from_dir(ROOT, METHODS, keywords=KEYWORDS, options_map={"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}})
    return {message for path, _line, message, _comments, _context in found if path.startswith(("participation", "templates")) and message}


def _english() -> dict[Message, Message]:
    with CATALOGUE.open("rb") as file:
        return {message.id: message.string for message in read_po(file, locale="en") if message.id}


def test_every_text_has_its_english() -> None:
    english = _english()
    missing = sorted(
        str(message) for message in _said() if not english.get(message) or "" in (english[message] if isinstance(message, tuple) else ())
    )
    assert missing == [], "translate these (make messages)"


def test_translations_fill_the_same_blanks() -> None:
    for german, english in _english().items():
        plural = isinstance(german, tuple)
        wanted = {name for text in (german if plural else (german,)) for name in BLANKS.findall(str(text))}
        for text in english if plural else (english,):
            filled = set(BLANKS.findall(str(text)))
            assert filled <= wanted if plural else filled == wanted, (german, text)


def test_the_compiled_catalogue_is_in_step() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for german, english in _english().items():
        if isinstance(german, tuple):
            assert (compiled.ngettext(*german, 1), compiled.ngettext(*german, 2)) == tuple(english)
        else:
            assert compiled.gettext(german) == english


@pytest.mark.parametrize(("language", "one", "many"), [("de", "1 Person", "3 Personen"), ("en", "1 person", "3 people")])
def test_plurals_are_real(language: str, one: str, many: str) -> None:
    with speaking(language):
        assert ngettext("%(num)d Person", "%(num)d Personen", 1) == one
        assert ngettext("%(num)d Person", "%(num)d Personen", 3) == many


def test_an_unknown_language_means_german() -> None:
    with speaking("tlh"):
        assert gettext("Anmelden") == "Anmelden"
