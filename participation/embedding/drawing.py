"""Pictures by Typst, with the fonts that printed matter has, kept on disk by what they say: the same words are drawn once."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import threading
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typst

from participation.kit.errors import Unavailable
from participation.kit.language import gettext as _
from participation.kit.pdf import printable

MOST_KEPT = 2_000
"""Pictures on disk, some 40 kB each; the least recently made go first."""
WAITS = 8.0
"""Seconds that a request waits for those that are being drawn."""
MOST_TEXT = 240

_DRAWING = threading.Semaphore(1)
"""One at a time a process: a picture takes a tenth of a second of one core."""

_COMMON = """
#set text(lang: "de", fill: rgb("#1b2233"), hyphenate: true)
#let blue = rgb("#2044aa")
#let breaks(words) = words.split(" ").map(word => word.clusters().len()).fold(0, calc.max) > 20
#let mark(size) = box(width: size, height: size, fill: blue, radius: size * 0.12, inset: size * 0.2, baseline: size * 0.2,
  align(center + horizon, text(fill: white, size: size * 0.62, weight: "bold")[#sym.checkmark]))
"""

PREVIEW = (
    _COMMON
    + """
#set page(width: 1200pt, height: 630pt, margin: 0pt, fill: white)
#let long = data.title.clusters().len()
#let size = if long > 80 { 50pt } else if long > 45 { 60pt } else { 74pt }
#place(top + left, rect(width: 24pt, height: 630pt, fill: blue))
#block(width: 1200pt, height: 630pt, inset: (left: 84pt, right: 64pt, top: 56pt, bottom: 52pt))[
  #grid(rows: (auto, 1fr, auto), row-gutter: 20pt,
    text(size: 30pt, fill: blue, weight: "bold")[#data.kind],
    align(horizon, block[
      #set par(leading: 0.42em)
      #text(size: size, weight: "bold", hyphenate: breaks(data.title))[#data.title]
      #if data.within != "" [ #v(4pt) #text(size: 30pt, fill: rgb("#4a5368"))[#data.within] ]
    ]),
    grid(columns: (1fr, auto), gutter: 32pt, align: (left + bottom, right + bottom),
      block(fill: rgb("#e8edfa"), radius: 10pt, inset: (x: 22pt, y: 14pt), text(size: 30pt, weight: "bold", fill: rgb("#17337f"))[#data.state]),
      text(size: 30pt)[#data.site]))
]
"""
)

CARD = (
    _COMMON
    + """
#set page(width: 640pt, height: auto, margin: 0pt, fill: white)
#block(width: 640pt, stroke: (left: 12pt + blue, rest: 1pt + rgb("#c6ccda")), inset: (left: 34pt, right: 26pt, top: 24pt, bottom: 22pt))[
  #set par(leading: 0.5em)
  #text(size: 17pt, fill: blue, weight: "bold")[#data.site]
  #v(2pt)
  #text(size: 30pt, weight: "bold", hyphenate: breaks(data.title))[#data.title]
  #v(4pt)
  #if data.can.len() > 0 [
    #text(size: 18pt, weight: "bold")[#data.now]
    #for (what, until) in data.can [ #block(above: 9pt, below: 0pt, text(size: 18pt)[#what, #text(fill: rgb("#4a5368"))[#until]]) ]
  ] else [ #text(size: 18pt)[#data.line] ]
  #if data.numbers != "" [ #block(above: 16pt, below: 0pt, text(size: 17pt, fill: rgb("#4a5368"))[#data.numbers]) ]
  #block(above: 16pt, below: 0pt, fill: blue, radius: 6pt, inset: (x: 16pt, y: 10pt), text(size: 18pt, fill: white, weight: "bold")[#data.go])
]
"""
)


def tag_of(template: str, data: Mapping[str, Any], kind: str) -> str:
    """What names a picture: the same words on the same drawing have the same."""
    said = json.dumps([template, data, kind, version("typst")], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:40]


def drawn(folder: Path, template: str, data: Mapping[str, Any], kind: str) -> bytes:
    """A picture, `png` or `svg`: from disk, or drawn now. Raises Unavailable where too many wait for theirs."""
    file = folder / f"{tag_of(template, data, kind)}.{kind}"
    try:
        return file.read_bytes()
    except OSError:
        pass
    if not _DRAWING.acquire(timeout=WAITS):
        raise Unavailable(_("Gerade werden viele Bilder gezeichnet. Bitte versuchen Sie es gleich noch einmal."))
    try:
        content = _draw(template, data, kind)
    finally:
        _DRAWING.release()
    _keep(file, content)
    return content


def _draw(template: str, data: Mapping[str, Any], kind: str) -> bytes:
    """Words reach the template as data and never as its source."""
    source = "#let data = json(bytes(sys.inputs.data))\n" + template
    inputs = {"data": json.dumps(printable(_short(data)), ensure_ascii=False)}
    made = typst.compile(source.encode(), format=kind, ppi=72.0, ignore_system_fonts=True, sys_inputs=inputs)  # type: ignore[call-overload]  # as kit.pdf
    return bytes(made)


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= MOST_TEXT else value[: MOST_TEXT - 1] + "…"
    if isinstance(value, Mapping):
        return {key: _short(inner) for key, inner in value.items()}
    return [_short(inner) for inner in value] if isinstance(value, list | tuple) else value


def _keep(file: Path, content: bytes) -> None:
    """Write whole or not at all; a full disk keeps nothing and the picture is shown all the same."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as part:
            part.write(content)
        os.replace(part.name, file)
    except OSError:
        return


def sweep(folder: Path, most: int = MOST_KEPT) -> int:
    """Delete pictures beyond what is kept, the oldest first. Returns how many."""
    files = sorted((entry for entry in os.scandir(folder) if entry.is_file()), key=lambda entry: entry.stat().st_mtime) if folder.is_dir() else []
    for entry in files[: max(0, len(files) - most)]:
        Path(entry.path).unlink(missing_ok=True)
    return max(0, len(files) - most)
