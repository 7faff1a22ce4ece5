"""Printed matter: accessible PDF by Typst.

What people wrote reaches a template as data and never as its source, so no text can act as markup.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import typst

from participation.kit.text import clean_text

_HEAD = '#set text(lang: "de")\n#let data = json(bytes(sys.inputs.data))\n'

REPORT_RULES = """
#set document(title: data.title)
#set page(paper: "a4", margin: 25mm, numbering: "1")
#set text(size: 11pt)
#set par(leading: 0.7em, spacing: 1.1em)
#set heading(numbering: none)
#show heading.where(level: 1): set block(above: 2em, below: 1em)
#show heading.where(level: 2): set block(above: 1.6em, below: 0.8em)
#show link: set text(fill: rgb("#1f3f8f"))
#show link: underline
"""
REPORT_HEAD = f"""{REPORT_RULES}
#title()
#text(size: 13pt)[#data.subtitle]
#par(text(fill: rgb("#444"))[#data.edition])
"""
"""How every report and every minutes begin: A4 with page numbers, then `title`, `subtitle` and `edition` of the data. What has a cover of its own takes the rules alone."""

TELLS_EVERY = 5.0
"""Seconds."""


def compile_pdf(template: str | Path, data: Mapping[str, Any], *, at: datetime | None = None) -> bytes:
    """Make a tagged PDF in German from a Typst template, given as text or as a file, and its data.

    The template finds the data, as JSON knows it, in the variable `data`, and must set a title with `#set document(title: …)`.
    The file is PDF/UA-1 unless a text holds a sign that the font does not know, such as an emoji; then it is tagged without
    that promise. The same template, data and moment `at` give the same bytes. Raises typst.TypstError for a faulty template.
    """
    source = template.read_text(encoding="utf-8") if isinstance(template, Path) else template
    root = str(template.parent) if isinstance(template, Path) else None
    try:
        return _compile(source, root, data, at, "ua-1")
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _compile(source, root, data, at, "1.7")


class PdfFailed(RuntimeError):
    """The process that was to make a PDF ended without one; says how, without any of the data."""


def compile_pdf_apart(template: str, data: Mapping[str, Any], *, at: datetime, tell: Callable[[], object] = lambda: None) -> bytes:
    """The same in a process of its own, which gives its memory back: for hundreds of pages. `tell` is called every few seconds meanwhile.

    The data goes through a pipe, so that no list of processes shows it. Raises PdfFailed.
    """
    order: bytes | None = json.dumps({"template": template, "data": data, "at": at.astimezone(UTC).isoformat()}).encode()
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-m", "participation.kit.pdf"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=around) as process:  # noqa: S603  # our own
        try:
            while True:
                try:
                    made, wrong = process.communicate(order, timeout=TELLS_EVERY)
                    break
                except subprocess.TimeoutExpired:
                    order = None  # it is on its way
                    tell()
        except BaseException:
            process.kill()
            raise
    if process.returncode or not made.startswith(b"%PDF"):
        told = wrong.decode(errors="replace").strip().splitlines()
        raise PdfFailed(f"exit code {process.returncode}: {told[-1].partition(':')[0] if told else 'nothing said'}")
    return made


def _serve() -> None:
    order = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(compile_pdf(order["template"], order["data"], at=datetime.fromisoformat(order["at"])))


def _compile(source: str, root: str | None, data: Mapping[str, Any], at: datetime | None, standard: Literal["ua-1", "1.7"]) -> bytes:
    made: bytes = typst.compile(  # type: ignore[call-overload]  # its stubs want source and root of one type, it takes bytes and str
        (_HEAD + source).encode("utf-8"),
        root=root,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(printable(data), ensure_ascii=False)},
        pdf_standards=standard,
        timestamp=int(at.timestamp()) if at else None,
    )
    return made


def printable(value: Any) -> Any:
    """The data with every text cleaned of what no font shows; a space at its end stays, for a strong word may follow."""
    if isinstance(value, str):
        return clean_text(value) + (" " if value.endswith(" ") else "")
    if isinstance(value, Mapping):
        return {str(key): printable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [printable(inner) for inner in value]
    return value


if __name__ == "__main__":
    _serve()
