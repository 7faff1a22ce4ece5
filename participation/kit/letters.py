"""Letters with codes: a tagged PDF, a page a letter, the address in the window of DIN 5008 (form B), the code beside its QR code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from participation.kit.language import gettext as _
from participation.kit.pdf import compile_pdf_apart
from participation.kit.qr import qr_modules

_LETTERS = """
#set document(title: data.title)
#set page(paper: "a4", margin: (left: 25mm, right: 20mm, top: 45mm, bottom: 20mm))
#set text(size: 10.5pt)
#set par(leading: 0.65em, spacing: 1em)
#show heading: set text(size: 12pt)
#let letter(entry) = {
  block(width: 85mm, height: 45mm, above: 0pt, below: 0pt, spacing: 0pt)[
    #block(height: 17.7mm, width: 100%, below: 0pt)[#align(bottom, text(size: 7.5pt)[#data.sender])]
    #block(height: 27.3mm, width: 100%, above: 0pt)[#v(1.5mm) #entry.address.join(linebreak())]
  ]
  align(right)[#data.day]
  v(4mm)
  heading(level: 1)[#entry.heading]
  v(1mm)
  [#entry.salutation]
  for words in data.paragraphs { par(words) }
  v(2mm)
  block(breakable: false, width: 100%, stroke: 0.6pt + luma(110), inset: 4mm, grid(columns: (34mm, 1fr), gutter: 5mm,
    image(bytes(entry.qr.flatten()), format: (encoding: "luma8", width: entry.qr.len(), height: entry.qr.len()),
      scaling: "pixelated", width: 34mm, alt: entry.alt),
    [
      #text(weight: "bold")[#data.how] \\
      #data.address
      #v(1mm)
      #data.code_label \\
      #text(size: 13pt, weight: "bold", font: "DejaVu Sans Mono")[#entry.code]
      #v(1mm)
      #entry.number
    ]))
  for words in data.closing { par(words) }
}
#for (place, entry) in data.letters.enumerate() {
  if place > 0 { pagebreak() }
  letter(entry)
}
"""


@dataclass(frozen=True, slots=True)
class LetterPage:
    """What is one recipient's own; `qr` is what the QR code holds, `number` a line below the code."""

    address: Sequence[str]
    heading: str
    salutation: str
    code: str
    qr: str
    number: str


@dataclass(frozen=True, slots=True)
class LetterWords:
    """What stands in all letters of a batch; `how` leads to `address`, and `alt` says what the QR code is."""

    title: str
    sender: str
    day: str
    paragraphs: Sequence[str]
    how: str
    address: str
    code_label: str
    closing: Sequence[str]
    alt: str
    at: datetime


def address_lines(personal: Mapping[str, str]) -> list[str]:
    """The address as it stands in the window."""
    name = " ".join(part for part in (personal.get("doctorate", ""), personal.get("first", ""), personal.get("family", "")) if part)
    return [
        name,
        f"{personal.get('street', '')} {personal.get('house', '')}".strip(),
        f"{personal.get('postcode', '')} {personal.get('town', '')}".strip(),
    ]


def code_page(personal: Mapping[str, str], heading: str, code: str, address: str, number: str) -> LetterPage:
    """A letter with a code to somebody, or to nobody by name where `personal` is empty. `address`: what the QR code holds."""
    name = " ".join(part for part in (personal.get("first", ""), personal.get("family", "")) if part)
    return LetterPage(
        address=address_lines(personal) if personal else [],
        heading=heading,
        salutation=_("Guten Tag %(name)s,", name=name) if name else _("Guten Tag,"),
        code=code,
        qr=address,
        number=number,
    )


def code_row(personal: Mapping[str, str], number: object, code: str, address: str) -> tuple[object, ...]:
    """The same letter as a row for a print shop: number, name, street, town, code, address."""
    return (number, *(address_lines(personal) if personal else ("", "", "")), code, address)


def print_letters(pages: Iterable[LetterPage], words: LetterWords, tell: Callable[[int], object] = lambda done: None) -> bytes:
    """One PDF, a page a letter, made in a process of its own. `tell` hears how many are prepared, and then every few seconds that it goes on."""
    entries = []
    for done, page in enumerate(pages, 1):
        entries.append(
            {
                "address": list(page.address),
                "heading": page.heading,
                "salutation": page.salutation,
                "code": page.code,
                "qr": qr_modules(page.qr),
                "alt": words.alt,
                "number": page.number,
            }
        )
        if done % 50 == 0:
            tell(done)
    data = {
        "title": words.title,
        "sender": words.sender,
        "day": words.day,
        "paragraphs": list(words.paragraphs),
        "how": words.how,
        "address": words.address,
        "code_label": words.code_label,
        "closing": list(words.closing),
        "letters": entries,
    }
    return compile_pdf_apart(_LETTERS, data, at=words.at, tell=lambda: tell(len(entries)))
