"""The tables of a LimeSurvey structure (.lss), read as XML without entities and within limits."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from participation.methods.surveys.faults import BadSurvey

MOST_BYTES = 10 * 1024 * 1024
MOST_DEPTH = 12
MOST_ROWS = 100_000
LONGEST_HTML = 40_000
Cells = Mapping[str, str]
BLOCKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows of each table, and the document's languages."""

    rows: Mapping[str, list[Cells]]
    languages: tuple[str, ...]

    def of(self, table: str) -> list[Cells]:
        """The rows of a table; none where it is not there."""
        return self.rows.get(table, [])


def read_tables(content: bytes) -> Tables:
    """Take the XML apart. Raises BadSurvey."""
    if len(content) > MOST_BYTES:
        raise BadSurvey.whole(f"Die Datei ist zu groß. Erlaubt sind {MOST_BYTES // 1024 // 1024} MB.")
    try:
        return _read(content)
    except BadSurvey:
        raise
    except DefusedXmlException as error:
        raise BadSurvey.whole("Die Datei enthält eigene XML-Definitionen (DTD, Entitäten). Solche Dateien werden nicht gelesen.") from error
    except (ParseError, ValueError, LookupError) as error:
        raise BadSurvey.whole("Die Datei ist kein gültiges XML.") from error


def _read(content: bytes) -> Tables:
    rows: dict[str, list[Cells]] = {}
    languages: list[str] = []
    path: list[str] = []
    kind, cells, number = "", dict[str, str](), 0
    for event, element in iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            path.append(str(element.tag))
            if len(path) > MOST_DEPTH:
                raise BadSurvey.whole("Die Datei ist zu tief verschachtelt: Das ist keine Umfrage von LimeSurvey.")
            continue
        text = (element.text or "").strip()
        match path:
            case ["document", "LimeSurveyDocType"]:
                kind = text
            case ["document", "languages", "language"] if text:
                languages.append(text)
            case ["document", _, "rows", "row", column]:
                cells[column] = text
            case ["document", table, "rows", "row"]:
                number += 1
                if number > MOST_ROWS:
                    raise BadSurvey.whole(f"Die Datei hat mehr als {MOST_ROWS} Zeilen.")
                rows.setdefault(table, []).append(cells)
                cells = {}
        if len(path) <= 4:
            element.clear()
        path.pop()
    if kind != "Survey":
        raise BadSurvey.whole("Das ist keine Umfragestruktur von LimeSurvey (.lss).")
    return Tables(rows, tuple(dict.fromkeys(languages)))


class _Plain(HTMLParser):
    """Collects the text of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self.silent += 1
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.silent = max(0, self.silent - 1)
        elif tag in BLOCKS and tag != "br":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def plain_text(html: str) -> str:
    """The text of HTML, a line for each paragraph."""
    parser = _Plain()
    parser.feed(html[:LONGEST_HTML])
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.parts).split("\n"))
    return "\n".join(line for line in lines if line)


def by(rows: list[Cells], column: str) -> dict[str, list[Cells]]:
    """Rows grouped by a column."""
    found: dict[str, list[Cells]] = {}
    for row in rows:
        found.setdefault(row.get(column, ""), []).append(row)
    return found


def whole(text: str) -> int:
    """A number to sort by; 0 where there is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def split(text: str, *signs: str) -> Iterator[str]:
    """Parts of a list, whatever sign separates them."""
    for sign in signs:
        text = text.replace(sign, ";")
    return (part.strip() for part in text.split(";") if part.strip())
