"""Invitations on paper: a tagged PDF with the address in the window of DIN 5008 (form B), and the same as a table for a print shop."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from participation.kit.cells import write_csv
from participation.kit.dates import say_date, say_moment
from participation.kit.language import gettext as _
from participation.kit.pdf import compile_pdf_apart
from participation.kit.qr import qr_modules
from participation.settings import Settings

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
class Letter:
    """One letter: who, the code, and the number for card and phone."""

    personal: dict[str, str]
    code: str
    number: int


@dataclass(frozen=True, slots=True)
class LetterText:
    """What stands in all letters of a batch."""

    title: str
    contact: str
    answer_until: datetime
    delete_on: str
    seats: int
    is_reminder: bool
    at: datetime


def address_lines(personal: dict[str, str]) -> list[str]:
    """The address as it stands in the window."""
    name = " ".join(part for part in (personal.get("doctorate", ""), personal.get("first", ""), personal.get("family", "")) if part)
    return [
        name,
        f"{personal.get('street', '')} {personal.get('house', '')}".strip(),
        f"{personal.get('postcode', '')} {personal.get('town', '')}".strip(),
    ]


def answer_address(settings: Settings, code: str = "") -> str:
    """Where the invited answer; with a code, what the QR code holds."""
    address = f"{settings.base_url.rstrip('/')}/buergerrat/antwort"
    return f"{address}?code={quote(code)}" if code else address


def letters_pdf(letters: Sequence[Letter], text: LetterText, settings: Settings, tell: Callable[[int], object] = lambda done: None) -> bytes:
    """One PDF, a page a letter, made in a process of its own. `tell` hears how many are prepared, and then every few seconds that it goes on."""
    heading = _("Erinnerung: Ihre Einladung zum Bürgerrat") if text.is_reminder else _("Ihre Einladung zum Bürgerrat")
    entries = []
    for done, letter in enumerate(letters, 1):
        name = " ".join(part for part in (letter.personal.get("first", ""), letter.personal.get("family", "")) if part)
        entries.append(
            {
                "address": address_lines(letter.personal),
                "heading": heading,
                "salutation": _("Guten Tag %(name)s,", name=name),
                "code": letter.code,
                "qr": qr_modules(answer_address(settings, letter.code)),
                "alt": _("QR-Code zur Antwortseite mit Ihrem Code"),
                "number": _("Nummer für Antworten am Telefon: %(number)s", number=letter.number),
            }
        )
        if done % 50 == 0:
            tell(done)
    data = {
        "title": f"{text.title}: {heading}",
        "sender": f"{settings.city_name} · {text.contact.splitlines()[0] if text.contact else settings.site_name}",
        "day": f"{settings.city_name}, {say_date(text.at)}",
        "paragraphs": paragraphs(text, settings),
        "how": _("QR-Code einlesen oder diese Adresse öffnen:"),
        "address": answer_address(settings),
        "code_label": _("Ihr persönlicher Code:"),
        "closing": [
            _("Ihre Adresse kommt aus dem Melderegister. Wir löschen alle Angaben am %(day)s.", day=text.delete_on)
            if text.delete_on
            else _("Ihre Adresse kommt aus dem Melderegister."),
            _("Fragen beantwortet: %(contact)s", contact=text.contact) if text.contact else "",
        ],
        "letters": entries,
    }
    return compile_pdf_apart(_LETTERS, data, at=text.at, tell=lambda: tell(len(letters)))


def paragraphs(text: LetterText, settings: Settings) -> list[str]:
    """What the letter says."""
    lead = (
        _("vor einiger Zeit haben wir Sie eingeladen. Wir haben noch keine Antwort von Ihnen. Der Code in diesem Brief ersetzt den alten.")
        if text.is_reminder
        else _("Sie sind ausgelost: Sie können am „%(title)s“ in %(city)s teilnehmen.", title=text.title, city=settings.city_name)
    )
    return [
        lead,
        _(
            "Ein Bürgerrat sind %(seats)s Menschen, die gemeinsam beraten und dem Stadtrat Empfehlungen geben. Vorwissen brauchen Sie nicht.",
            seats=text.seats,
        ),
        _(
            "Bitte sagen Sie uns bis zum %(until)s, ob Sie mitmachen möchten. Aus allen Zusagen losen wir den Bürgerrat aus.",
            until=say_moment(text.answer_until),
        ),
    ]


def letters_csv(letters: Sequence[Letter], text: LetterText, settings: Settings) -> bytes:
    """One row a letter: for a print shop's own form."""
    out = io.StringIO()
    header = [_("Nummer"), _("Name"), _("Straße"), _("Ort"), _("Code"), _("Internetadresse"), _("Antwort bis")]
    rows = [
        (letter.number, *address_lines(letter.personal), letter.code, answer_address(settings, letter.code), say_moment(text.answer_until))
        for letter in letters
    ]
    write_csv(out, header, rows)
    return out.getvalue().encode()
