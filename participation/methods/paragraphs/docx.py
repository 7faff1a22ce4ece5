"""Paragraphs, headings and lists out of a DOCX file, as Markdown, and what was not taken over.

A DOCX file is a ZIP with XML in it (ECMA-376, part 1, WordprocessingML). Read are `word/document.xml`, and `word/styles.xml` and
`word/numbering.xml` for what is a heading and what a numbered list. No part is unpacked beyond a limit, no DTD or entity is read
(`defusedxml`), and nothing is fetched from elsewhere.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

MAX_BYTES = 5 * 1024 * 1024
MAX_PARTS = 2_000
MAX_UNPACKED = 12 * 1024 * 1024
"""Bytes of one part of the file, unpacked."""

_BROKEN = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, IndexError, OSError, EOFError, RuntimeError, ParseError,
    DefusedXmlException, RecursionError,
)  # fmt: skip
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_HEADING_NAME = re.compile(r"(?:heading|überschrift|berschrift|title|titel)\s*([1-6]?)", re.IGNORECASE)
_LIKE_MARK = re.compile(r"^(\s*)([-+#>]|[0-9]{1,3}[.)](?=\s|$))")
_SIGNS = re.compile(r"([\\*_\[\]])")


class UnreadableDocx(ValueError):
    """The file is none, or too large; `too_large` says which."""

    def __init__(self, *, too_large: bool = False) -> None:
        super().__init__("too large" if too_large else "unreadable")
        self.too_large = too_large


class LeftOut(StrEnum):
    """What a file may hold that is not taken over."""

    TABLES = "tables"
    PICTURES = "pictures"
    NOTES = "notes"
    COMMENTS = "comments"
    BOXES = "boxes"
    DELETED = "deleted"
    FORMULAS = "formulas"
    EMPHASIS = "emphasis"


@dataclass(frozen=True, slots=True)
class Imported:
    """A file's text as Markdown, one blank line between its paragraphs, and how often what was left out."""

    markdown: str
    left_out: dict[LeftOut, int]


@dataclass(slots=True)
class _Reader:
    """What is known of a file while its paragraphs are read."""

    headings: dict[str, int]
    list_styles: dict[str, tuple[str, int]]
    ordered: dict[tuple[str, int], bool]
    left_out: Counter[LeftOut] = field(default_factory=Counter)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)


def read_docx(content: bytes) -> Imported:
    """The text of a file. Raises UnreadableDocx for one that is too large, broken, protected, or of another kind."""
    if len(content) > MAX_BYTES:
        raise UnreadableDocx(too_large=True)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.infolist()) > MAX_PARTS:
                raise UnreadableDocx(too_large=True)
            names = set(archive.namelist())
            document = fromstring(_part(archive, "word/document.xml"), forbid_dtd=True)
            styles, numbering = (
                fromstring(_part(archive, name), forbid_dtd=True) if name in names else None for name in ("word/styles.xml", "word/numbering.xml")
            )
        reader = _Reader(*_styles_of(styles), _ordered_of(numbering))
        body = document.find(f"{_W}body")
        blocks = [block for paragraph in _paragraphs(body, reader) if (block := _block(paragraph, reader))] if body is not None else []
    except UnreadableDocx:
        raise
    except _BROKEN as error:
        raise UnreadableDocx from error
    return Imported("\n\n".join(blocks), {what: reader.left_out[what] for what in LeftOut if reader.left_out[what]})


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as stream:
        content = stream.read(MAX_UNPACKED + 1)
    if len(content) > MAX_UNPACKED:
        raise UnreadableDocx(too_large=True)
    return content


def _value(element: Any, path: str) -> str:
    found = element.find(path) if element is not None else None
    return str(found.get(f"{_W}val") or "") if found is not None else ""


def _styles_of(styles: Any) -> tuple[dict[str, int], dict[str, tuple[str, int]]]:
    """Which styles are headings and of which level, and which make list items of which list and depth."""
    headings: dict[str, int] = {}
    lists: dict[str, tuple[str, int]] = {}
    for style in styles.findall(f"{_W}style") if styles is not None else ():
        number = str(style.get(f"{_W}styleId") or "")
        named = _HEADING_NAME.fullmatch(_value(style, f"{_W}name").strip())
        outline = _value(style, f"{_W}pPr/{_W}outlineLvl")
        if named:
            headings[number] = int(named[1] or 1)
        elif outline.isascii() and outline.isdigit() and int(outline) < 6:
            headings[number] = int(outline) + 1
        list_number = _value(style, f"{_W}pPr/{_W}numPr/{_W}numId")
        if list_number:
            lists[number] = (list_number, _depth(_value(style, f"{_W}pPr/{_W}numPr/{_W}ilvl")))
    return headings, lists


def _ordered_of(numbering: Any) -> dict[tuple[str, int], bool]:
    """For each list and depth whether it counts."""
    if numbering is None:
        return {}
    kinds: dict[str, dict[int, bool]] = {}
    for abstract in numbering.findall(f"{_W}abstractNum"):
        levels = {_depth(str(level.get(f"{_W}ilvl") or "")): _value(level, f"{_W}numFmt") for level in abstract.findall(f"{_W}lvl")}
        kinds[str(abstract.get(f"{_W}abstractNumId"))] = {depth: kind not in ("", "bullet", "none") for depth, kind in levels.items()}
    return {
        (str(number.get(f"{_W}numId")), depth): counts
        for number in numbering.findall(f"{_W}num")
        for depth, counts in kinds.get(_value(number, f"{_W}abstractNumId"), {}).items()
    }


def _depth(said: str) -> int:
    return min(int(said), 8) if said.isascii() and said.isdigit() and len(said) < 3 else 0


def _paragraphs(body: Any, reader: _Reader) -> Iterator[Any]:
    """The paragraphs in order; tables and text boxes are counted and passed over. Without recursion: a file may be nested deeply."""
    waiting = list(reversed(list(body)))
    while waiting:
        element = waiting.pop()
        if element.tag == f"{_W}p":
            yield element
        elif element.tag == f"{_W}tbl":
            reader.left_out[LeftOut.TABLES] += 1
        elif element.tag != _FALLBACK:
            waiting += reversed(list(element))


_COUNTED = {
    f"{_W}drawing": LeftOut.PICTURES,
    f"{_W}pict": LeftOut.PICTURES,
    f"{_W}object": LeftOut.PICTURES,
    f"{_W}footnoteReference": LeftOut.NOTES,
    f"{_W}endnoteReference": LeftOut.NOTES,
    f"{_W}commentReference": LeftOut.COMMENTS,
    f"{_W}del": LeftOut.DELETED,
    f"{_W}moveFrom": LeftOut.DELETED,
    _MATH: LeftOut.FORMULAS,
}
_SIGNS_OF = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "‑"}


def _words(paragraph: Any, reader: _Reader) -> str:
    """The words of a paragraph, what was deleted in it aside."""
    parts: list[str] = []
    waiting = list(reversed(list(paragraph)))
    while waiting:
        element = waiting.pop()
        if element.tag in _COUNTED:
            boxed = element.find(f".//{_W}txbxContent") is not None
            reader.left_out[LeftOut.BOXES if boxed else _COUNTED[element.tag]] += 1
        elif element.tag == f"{_W}t":
            parts.append(element.text or "")
        elif element.tag in _SIGNS_OF:
            parts.append(_SIGNS_OF[element.tag])
        elif element.tag == f"{_W}rPr":
            emphasized = any(element.find(f"{_W}{mark}") is not None for mark in ("b", "i", "u"))
            reader.left_out[LeftOut.EMPHASIS] += int(emphasized)
        elif element.tag not in (_FALLBACK, f"{_W}pPr"):
            waiting += reversed(list(element))
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _block(paragraph: Any, reader: _Reader) -> str:
    """A paragraph as Markdown; empty for one without words."""
    words = _words(paragraph, reader)
    if not words:
        return ""
    about = paragraph.find(f"{_W}pPr")
    style = _value(about, f"{_W}pStyle")
    if style in reader.headings:
        return f"{'#' * reader.headings[style]} {_escaped(' '.join(words.split()))}"
    listed, depth = _value(about, f"{_W}numPr/{_W}numId"), _depth(_value(about, f"{_W}numPr/{_W}ilvl"))
    if not listed:
        listed, depth = reader.list_styles.get(style, ("", 0))
    if not listed or listed == "0":
        return "\n".join(_escaped(line) for line in words.split("\n"))
    text = "\n".join(_escaped(line) for line in words.split("\n"))
    return f"{'  ' * min(depth, 3)}{_marker(reader, listed, depth)} {text}"


def _marker(reader: _Reader, listed: str, depth: int) -> str:
    if not reader.ordered.get((listed, depth), False):
        return "-"
    reader.counts[listed, depth] = reader.counts.get((listed, depth), 0) + 1
    for deeper in [key for key in reader.counts if key[0] == listed and key[1] > depth]:
        del reader.counts[deeper]
    return f"{min(reader.counts[listed, depth], 999)}."


def _escaped(line: str) -> str:
    """Words that would mean something in Markdown stay words."""
    line = _SIGNS.sub(r"\\\1", line)
    mark = _LIKE_MARK.match(line)
    if not mark:
        return line
    sign = mark[2]
    place = mark.end(2) - 1 if sign[0].isdigit() else mark.start(2)
    return f"{line[:place]}\\{line[place:]}"
