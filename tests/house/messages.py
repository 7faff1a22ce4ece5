"""The product's texts and their English: collected from code and templates, written and compiled. `make messages` runs this."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from participation.paths import TRANSLATIONS

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "lazy": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
METHODS = [("participation/**.py", "python"), ("templates/**.html", "jinja2")]
HEADER = "# The English texts of participation; the msgids are the German ones."
IDLE_HEADERS = re.compile(
    r'"(?:Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By):.*\n'
)
"""Dates and names that would change with every run."""

Message = str | tuple[str, ...]


def said() -> set[Message]:
    """Every German text of the product; a pair where it has a plural."""
    options = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
    found = extract_from_dir(ROOT, METHODS, keywords=KEYWORDS, options_map=options)
    return {message for path, _line, message, _comments, _context in found if path.startswith(("participation", "templates")) and message}


def english() -> dict[Message, Message]:
    """German text → English text, as the catalogue has them."""
    with CATALOGUE.open("rb") as file:
        return {message.id: message.string for message in read_po(file, locale="en") if message.id}


def renew() -> int:
    """Write the catalogue anew with all present texts and compile it. Returns how many lack their English."""
    known = english()
    catalogue = Catalog(locale="en", header_comment=HEADER, fuzzy=False)
    texts = sorted(said(), key=lambda text: text if isinstance(text, str) else text[0])
    for text in texts:
        catalogue.add(text, known.get(text) or (("", "") if isinstance(text, tuple) else ""))
    out = BytesIO()
    write_po(out, catalogue, width=0, sort_output=True, no_location=True)
    CATALOGUE.write_text(IDLE_HEADERS.sub("", out.getvalue().decode()), encoding="utf-8")
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)
    return sum(not known.get(text) for text in texts)


if __name__ == "__main__":
    print(f"{renew()} texts lack their English in {CATALOGUE.relative_to(ROOT)}")
