"""Codes to scan and sheets to print."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

from participation.kit.pdf import compile_pdf
from participation.kit.qr import qr_png, qr_svg

SHEET = """
#set document(title: "Zugangscodes")
= Zugangscodes
#for line in data.lines [
  #par(line)
]
"""


def test_a_qr_code_has_a_title_and_no_inline_style() -> None:
    drawing = qr_svg("https://example.org/code?x=1&y=2", 'Link zu "Stadthalle" <b>')
    root = ElementTree.fromstring(drawing)  # noqa: S314  # our own drawing
    assert root.attrib["role"] == "img"
    assert root.find("{http://www.w3.org/2000/svg}title").text == 'Link zu "Stadthalle" <b>'
    assert "style" not in drawing
    assert not [element for element in root.iter() if "style" in element.attrib]


def test_a_qr_code_can_be_downloaded() -> None:
    assert qr_png("ABCD").startswith(b"\x89PNG")


def test_a_sheet_is_a_tagged_german_pdf() -> None:
    made = compile_pdf(SHEET, {"lines": ["Müller"]}, at=datetime(2026, 10, 14, tzinfo=UTC))
    assert made.startswith(b"%PDF-")
    assert re.search(rb"/Lang ?\(de\)", made)
    assert b"/StructTreeRoot" in made
    assert b"pdfuaid:part" in made
    assert made == compile_pdf(SHEET, {"lines": ["Müller"]}, at=datetime(2026, 10, 14, tzinfo=UTC))


def test_what_people_wrote_never_acts_as_markup(tmp_path: Path) -> None:
    hostile = ['#read("/etc/passwd")', '"] #panic("x") [', "$x^2$ *a* \\ `c` @x <y>", "\x00\u202e", "#" * 500, "🦊 你好"]
    assert compile_pdf(SHEET, {"lines": hostile}).startswith(b"%PDF-")
    file = tmp_path / "sheet.typ"
    file.write_text(SHEET, encoding="utf-8")
    assert compile_pdf(file, {"lines": hostile}).startswith(b"%PDF-")
