"""Codes to scan and sheets to print."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from participation.kit import pdf
from participation.kit.pdf import PdfFailed, compile_pdf, compile_pdf_apart
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


def test_a_process_of_its_own_makes_the_same_pdf_and_says_that_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    moment, data, told = datetime(2026, 10, 14, tzinfo=UTC), {"lines": ["Müller \udcff 🦊"] * 50}, []
    monkeypatch.setattr(pdf, "TELLS_EVERY", 0.02)
    assert compile_pdf_apart(SHEET, data, at=moment, tell=lambda: told.append(1)) == compile_pdf(SHEET, data, at=moment)
    assert told


def test_a_process_that_fails_says_so_without_the_data_and_leaves_none_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime(2026, 10, 14, tzinfo=UTC)
    with pytest.raises(PdfFailed) as caught:
        compile_pdf_apart(SHEET + "\n#panic(data.lines.first())", {"lines": ["Kim Geheim"]}, at=moment)
    assert "Geheim" not in str(caught.value)

    def stop() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pdf, "TELLS_EVERY", 0.02)
    with pytest.raises(KeyboardInterrupt):
        compile_pdf_apart(SHEET, {"lines": ["x"] * 2000}, at=moment, tell=stop)
