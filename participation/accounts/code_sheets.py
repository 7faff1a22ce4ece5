"""Codes on their way to paper: a table for form letters, or a sheet of cards with QR codes. Neither is ever stored."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from participation.kit.cells import write_csv
from participation.kit.dates import say_date
from participation.kit.language import gettext as _
from participation.kit.pdf import compile_pdf
from participation.kit.qr import qr_modules
from participation.settings import Settings

_CARDS = """
#set document(title: data.title)
#set page(paper: "a4", margin: (x: 12mm, y: 12mm))
#set text(size: 9pt)
#show heading: set text(size: 11pt)
#let card(entry) = block(width: 100%, height: 52mm, stroke: 0.4pt + luma(140), inset: 4mm, breakable: false)[
  #grid(columns: (30mm, 1fr), gutter: 4mm,
    image(bytes(entry.qr.flatten()), format: (encoding: "luma8", width: entry.qr.len(), height: entry.qr.len()),
      scaling: "pixelated", width: 30mm, alt: entry.alt),
    [
      #text(weight: "bold")[#data.site] \\
      #data.purpose \\
      #v(1mm)
      #text(size: 11.5pt, weight: "bold", font: "DejaVu Sans Mono")[#entry.code]
      #v(1mm)
      #data.how #linebreak() #data.address #linebreak()
      #data.valid
    ])
]
#heading(level: 1)[#data.title]
#grid(columns: (1fr, 1fr), gutter: 2mm, ..data.cards.map(card))
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed beside the codes; `district` may be empty."""

    label: str
    district: str
    made_at: datetime
    expires_at: datetime


def code_address(settings: Settings, code: str) -> str:
    """Where a code is redeemed, with the code filled in."""
    return f"{settings.base_url.rstrip('/')}/konto/nachweis?code={quote(code)}"


def codes_csv(codes: Sequence[str], sheet: Sheet, settings: Settings) -> bytes:
    """One row a code: code, address for a QR code, district, last day; for a word processor's form letter."""
    out = io.StringIO()
    last = say_date(sheet.expires_at)
    write_csv(
        out, [_("Code"), _("Adresse"), _("Ortsteil"), _("Gültig bis")], [(code, code_address(settings, code), sheet.district, last) for code in codes]
    )
    return out.getvalue().encode()


def codes_pdf(codes: Sequence[str], sheet: Sheet, settings: Settings) -> bytes:
    """Cards to cut out, ten a page, each with its code and a QR code that fills it in."""
    data = {
        "title": " · ".join(part for part in (sheet.label, sheet.district) if part),
        "site": f"{settings.site_name} {settings.city_name}",
        "purpose": _("Ihr persönlicher Code zum Mitentscheiden"),
        "how": _("QR-Code einlesen oder Code eingeben:"),
        "address": f"{settings.base_url.rstrip('/')}/konto/nachweis",
        "valid": _("Gilt einmal, bis %(date)s.", date=say_date(sheet.expires_at)),
        "cards": [{"code": code, "qr": qr_modules(code_address(settings, code)), "alt": _("QR-Code für %(code)s", code=code)} for code in codes],
    }
    return compile_pdf(_CARDS, data, at=sheet.made_at)
