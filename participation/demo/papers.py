"""The example's papers, as accessible PDFs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from participation.kit.dates import say_date
from participation.kit.pdf import compile_pdf
from participation.votes.actions import Option

TEMPLATE = """
#set document(title: "Die vier Varianten im Vergleich")
#set page(paper: "a4", margin: 25mm)
#set text(size: 11pt)
#title()
#text(fill: rgb("#444"))[Stadt Auenstedt · #data.date · Beispiel: Diese Stadt ist erfunden.]

#for variant in data.variants [
  = #variant.title
  #variant.text
]

= Was für alle gilt
Der Haushalt trägt höchstens 20 Millionen Euro. Die Halle wird bei jeder Variante von der Haltestelle bis zur Bühne barrierefrei.
"""


def comparison(variants: Sequence[Option], now: datetime) -> BytesIO:
    """A PDF of one page."""
    data = {"date": say_date(now), "variants": [{"title": one.title, "text": one.description} for one in variants]}
    return BytesIO(compile_pdf(TEMPLATE, data, at=now))


PLAIN = """
#set document(title: data.title)
#set page(paper: "a4", margin: 25mm)
#set text(size: 11pt)
#title()
#text(fill: rgb("#444"))[Stadt Auenstedt · #data.date · Beispiel: Diese Stadt ist erfunden.]

#for paragraph in data.paragraphs [
  #paragraph

]
"""


def paper(title: str, paragraphs: Sequence[str], now: datetime) -> bytes:
    """A PDF of a title and some sentences."""
    return compile_pdf(PLAIN, {"title": title, "date": say_date(now), "paragraphs": list(paragraphs)}, at=now)
