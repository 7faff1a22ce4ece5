"""A poster with a QR code for each consultation, A4 or A3, as a tagged PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from participation.kit.language import gettext as _
from participation.kit.language import speaking
from participation.kit.pdf import compile_pdf
from participation.kit.qr import qr_modules

SIZES = ("a4", "a3")

_POSTER = """
#set document(title: data.title)
#let big = data.paper == "a3"
#let scale = if big { 1.414 } else { 1 }
#set page(paper: data.paper, margin: (x: 20mm * scale, top: 18mm * scale, bottom: 16mm * scale))
#set text(size: 13pt * scale, fill: rgb("#1b2233"))
#set par(leading: 0.6em)
#let blue = rgb("#2044aa")
#let long = data.title.clusters().len()
#let size = (if long > 80 { 30pt } else if long > 40 { 38pt } else { 48pt }) * scale
#let breaks = data.title.split(" ").map(word => word.clusters().len()).fold(0, calc.max) > 18
#show heading.where(level: 1): set text(size: size, hyphenate: breaks)
#show heading.where(level: 2): set text(size: 17pt * scale, fill: blue)
#text(size: 17pt * scale, weight: "bold", fill: blue)[#data.site]
#v(6mm * scale)
#heading(level: 1)[#data.title]
#v(2mm * scale)
#text(size: 18pt * scale)[#data.question]
#v(1fr)
#if data.dates.len() > 0 [
  #heading(level: 2)[#data.when]
  #v(1mm * scale)
  #set text(size: 15pt * scale)
  #table(columns: (auto, 1fr), stroke: none, inset: (x: 0pt, y: 2.2mm * scale), column-gutter: 8mm * scale,
    table.header(text(weight: "bold")[#data.head.at(0)], text(weight: "bold")[#data.head.at(1)]),
    table.hline(stroke: 0.8pt + blue),
    ..data.dates.flatten())
]
#v(1fr)
#block(width: 100%, stroke: (top: 2.5pt * scale + blue), inset: (top: 8mm * scale), grid(columns: (54mm * scale, 1fr), gutter: 9mm * scale,
  image(bytes(data.qr.flatten()), format: (encoding: "luma8", width: data.qr.len(), height: data.qr.len()), scaling: "pixelated",
    width: 54mm * scale, alt: data.alt),
  align(horizon)[
    #text(size: 22pt * scale, weight: "bold")[#data.how]
    #v(2mm * scale)
    #text(size: 17pt * scale)[#data.address]
    #v(2mm * scale)
    #data.without
  ]))
"""


def poster_pdf(paper: str, title: str, question: str, dates: Sequence[tuple[str, str]], address: str, site: str, contact: str, at: datetime) -> bytes:
    """The poster in the city's language. `address`: the short one, which is also what the QR code holds."""
    with speaking("de"):
        data = {
            "paper": paper,
            "title": title,
            "question": question,
            "site": site,
            "when": _("Wann?"),
            "head": [_("Was"), _("Wann")],
            "dates": [list(pair) for pair in dates],
            "qr": qr_modules(address),
            "alt": _("QR-Code mit der Adresse %(address)s", address=address),
            "how": _("Machen Sie mit!"),
            "address": address.partition("://")[2],
            "without": contact or _("Ohne Internet: Fragen Sie uns im Bürgerbüro."),
        }
        return compile_pdf(_POSTER, data, at=at)
