"""The report in print: a tagged PDF with cover, contents, page numbers, tables whose heads are repeated, and texts for figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from participation.dossiers.models import Dossier
from participation.kit.dates import say_date
from participation.kit.language import gettext as _
from participation.kit.language import speaking
from participation.kit.pdf import REPORT_RULES, compile_pdf_apart
from participation.kit.printed_prose import PROSE, printed_html

_PAPER = f"""{PROSE}{REPORT_RULES}
#set page(
  margin: (x: 24mm, top: 26mm, bottom: 24mm),
  header: context if counter(page).get().first() > 1 [#set text(size: 9pt, fill: rgb("#555")); #data.subtitle #h(1fr) #data.kind],
  footer: context [#set text(size: 9pt, fill: rgb("#555")); #data.city #h(1fr) #data.words.page #counter(page).display() #data.words.of #counter(page).final().first()],
)
#set heading(numbering: "1.1")
#show heading.where(level: 1): it => block(above: 2.6em, below: 1.1em, sticky: true, breakable: false, stack(spacing: 0.7em, line(length: 100%, stroke: 1.5pt + rgb("#1f3f8f")), text(size: 17pt, it)))
#show outline: it => {{ show heading: set text(size: 14pt); it }}
#show heading.where(level: 2): set text(size: 13pt)
#show table.cell.where(y: 0): set text(weight: "bold")
#set table(stroke: (x, y) => (bottom: if y == 0 {{ 1pt + rgb("#1f3f8f") }} else {{ 0.4pt + rgb("#bbb") }}), inset: (x: 5pt, y: 5pt))
#show figure.where(kind: table): set block(breakable: true)
#set figure.caption(position: top)
#show figure: set block(above: 1.4em, below: 1.6em)
#show figure.caption: it => block(sticky: true, width: 100%, below: 0.7em, align(left, text(size: 10pt, weight: "bold", it.body)))
#show table: set text(hyphenate: true)
#let said(cell) = {{
  if cell.url == "" {{ cell.text }} else {{ link(cell.url, cell.text) }}
  if cell.note != "" {{ text(fill: rgb("#555"))[ (#cell.note)] }}
}}
#let kept-together(rows, body) = {{
  show figure.where(kind: table): set block(breakable: rows > 16, sticky: false)
  show underline: it => it.body
  body
}}
#let tabled(block) = kept-together(block.rows.len(), figure(
  kind: table, supplement: none, caption: block.caption,
  align(left, text(size: 9.5pt, table(
    columns: block.widths.map(one => if one == 0 {{ auto }} else {{ one * 1fr }}),
    align: (x, y) => if x in block.numeric {{ right }} else {{ left }},
    table.header(..block.header.map(word => [#word])),
    ..block.rows.flatten().map(cell => [#said(cell)]),
  ))),
))
#let barred(block) = kept-together(block.rows.len(), figure(
  kind: table, supplement: none, caption: block.caption,
  align(left, text(size: 9.5pt, table(
    columns: (1fr, 62mm, auto),
    align: (x, y) => if x == 2 {{ right + horizon }} else {{ left + horizon }},
    table.header([#block.header.at(0)], [#data.words.bar], [#block.header.at(1)]),
    ..block.rows.map(row => (
      [#said(row.label)],
      box(width: 100%, height: 9pt, fill: rgb("#e8ebf2"), if row.share > 0 {{ box(width: row.share * 100%, height: 9pt, fill: rgb("#2f6fb5")) }}),
      [#row.said],
    )).flatten(),
  ))),
))
#let noted(block) = if block.note != "" {{ par(text(size: 9pt, fill: rgb("#555"), block.note)) }}
#v(10mm)
#line(length: 100%, stroke: 3pt + rgb("#1f3f8f"))
#text(size: 12pt, fill: rgb("#1f3f8f"))[#data.city · #data.kind]
#v(4mm)
#title()
#text(size: 15pt)[#data.subtitle]
#v(6mm)
#text(size: 11pt, fill: rgb("#444"))[#data.edition]
#v(2mm)
#text(size: 10pt, fill: rgb("#444"))[#data.where: #link(data.url, data.url)]
#if data.changes != "" [
  #v(6mm)
  #strong(data.words.new) \\
  #data.changes
]
#v(14mm)
#outline(title: data.words.contents, depth: 2, indent: 1.2em)
#pagebreak()
#for section in data.sections {{
  heading(level: 1, section.title)
  for block in section.blocks {{
    if block.is == "paragraph" {{ par(text(fill: if block.quiet {{ rgb("#555") }} else {{ black }}, block.text)) }}
    if block.is == "prose" {{ prose(block.parts, level: 0) }}
    if block.is == "heading" {{ heading(level: 2, block.text) }}
    if block.is == "list" {{ list(..block.items.zip(block.below).map(((item, below)) => [#said(item) #if below.len() > 0 {{ text(size: 9.5pt, list(..below.map(one => [#said(one)]))) }}])) }}
    if block.is == "table" {{ tabled(block); noted(block) }}
    if block.is == "bars" {{ barred(block); noted(block) }}
    if block.is == "figure" {{ figure(kind: image, supplement: none, caption: block.caption, image(bytes(block.svg), format: "svg", width: block.width * 100%, alt: block.alt)) }}
  }}
}}
"""


def dossier_pdf(
    dossier: Dossier,
    subtitle: str,
    sections: Sequence[Mapping[str, Any]],
    city: str,
    site: str,
    path: str,
    now: datetime,
    tell: Callable[[], object] = lambda: None,
) -> bytes:
    """The PDF of a version whose cited texts are put in, in German whoever asks. `site`: where the platform is, `path`: the version's path there.

    It is made in a process of its own. The same report and moment give the same bytes. Raises PdfFailed.
    """
    with speaking("de"):
        data = {
            "title": dossier.title,
            "subtitle": subtitle,
            "kind": _("Gesamtbericht"),
            "city": city,
            "edition": edition_words(dossier, now),
            "changes": dossier.changes if dossier.number > 1 else "",
            "where": _("Im Netz"),
            "url": f"{site}{path}",
            "words": {"page": _("Seite"), "of": _("von"), "contents": _("Inhalt"), "new": _("Was ist neu?"), "bar": _("Balken")},
            "sections": [{"title": one["title"], "blocks": [_printed(block, site) for block in one["blocks"]]} for one in sections],
        }
        return compile_pdf_apart(_PAPER, data, at=now, tell=tell)


def edition_words(dossier: Dossier, now: datetime) -> str:
    """Which version it is, and of when."""
    if dossier.published_at is not None:
        return _("Fassung %(number)s vom %(when)s", number=dossier.number, when=say_date(dossier.published_at))
    return _("Entwurf der Fassung %(number)s, Stand %(when)s", number=dossier.number, when=say_date(now))


def _printed(block: Mapping[str, Any], site: str) -> dict[str, Any]:
    """A block as the template takes it: whole addresses, widths of columns, prose in pieces."""
    kind = block["is"]
    if kind == "prose":
        return {"is": kind, "parts": printed_html(block["html"], site)}
    if kind == "list":
        below = [[_cell(cell, site) for cell in each] for each in block["below"]]
        return {"is": kind, "items": [_cell(cell, site) for cell in block["items"]], "below": below}
    if kind == "table":
        many = len(block["header"]) > 4  # then the heads of columns must wrap
        widths = [(1 if many else 0) if place in block["numeric"] else 2 if place else 3 for place in range(len(block["header"]))]
        return {**block, "widths": widths, "rows": [[_cell(cell, site) for cell in row] for row in block["rows"]]}
    if kind == "bars":
        return {**block, "rows": [{**row, "label": _cell(row["label"], site)} for row in block["rows"]]}
    return {**block, "width": _width(block["svg"])} if kind == "figure" else dict(block)


def _width(svg: str) -> float:
    """How much of the line a drawing takes: a tall one less, so that it stays on its page."""
    box = svg.partition('viewBox="')[2].partition('"')[0].split()
    across, down = float(box[2]), float(box[3])
    return min(0.95, 0.5 * across / down)


def _cell(cell: Mapping[str, str], site: str) -> dict[str, str]:
    url = cell["url"]
    return {"text": cell["text"], "url": f"{site}{url}" if url.startswith("/") else url, "note": cell["note"]}
