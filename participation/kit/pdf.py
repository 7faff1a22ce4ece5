"""Printed matter: accessible PDF by Typst.

What people wrote reaches a template as data and never as its source, so no text can act as markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import typst

from participation.kit.text import clean_text

_HEAD = '#set text(lang: "de")\n#let data = json(bytes(sys.inputs.data))\n'


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


def _compile(source: str, root: str | None, data: Mapping[str, Any], at: datetime | None, standard: Literal["ua-1", "1.7"]) -> bytes:
    made: bytes = typst.compile(  # type: ignore[call-overload]  # its stubs want source and root of one type, it takes bytes and str
        (_HEAD + source).encode("utf-8"),
        root=root,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_printable(data), ensure_ascii=False)},
        pdf_standards=standard,
        timestamp=int(at.timestamp()) if at else None,
    )
    return made


def _printable(value: Any) -> Any:
    """The data with every text cleaned of what no font shows."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {str(key): _printable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(inner) for inner in value]
    return value
