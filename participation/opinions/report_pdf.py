"""The report of an opinion map as a tagged PDF."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from markupsafe import escape

from participation.kit.language import gettext as _
from participation.kit.language import speaking
from participation.kit.pages import format_number, format_percent
from participation.kit.pdf import REPORT_HEAD, compile_pdf
from participation.opinions import reporting
from participation.opinions.models import OpinionMap, Result
from participation.opinions.showing import Card, Picture

_REPORT = (
    REPORT_HEAD
    + """
#let facts(rows) = table(columns: (1fr, 1fr), stroke: 0.5pt + rgb("#999"), inset: 6pt,
  table.header([*#data.words.what*], [*#data.words.number*]), ..rows.flatten().map(cell => [#cell]))
#heading(level: 1, data.words.who)
#facts(data.facts)
#heading(level: 1, data.verdict.at(0))
#par(data.verdict.at(1))
#for sentence in data.evidence { par(sentence) }
#if data.svg != "" [
  #figure(image(bytes(data.svg), format: "svg", width: 100%, alt: data.words.alt), caption: data.words.caption)
]
#if data.sizes.len() > 0 { facts(data.sizes) }
#for group in data.groups {
  heading(level: 2, group.name + " (" + group.size + ")")
  list(..group.lines.map(line => [#line]))
}
#for part in data.lists {
  heading(level: 1, part.title)
  if part.cards.len() == 0 { par(data.words.none) }
  for card in part.cards {
    block(breakable: false)[
      #par(strong(card.text))
      #if card.rows.len() > 0 {
        table(columns: (1.4fr, 1fr, 1fr, 1fr, 1fr), stroke: 0.5pt + rgb("#999"), inset: 5pt,
          table.header(..data.words.columns.map(word => [*#word*])), ..card.rows.flatten().map(cell => [#cell]))
      }
      #if card.note != "" { par(text(size: 9.5pt, card.note)) }
    ]
  }
  if part.more != "" { par(part.more) }
}
#heading(level: 1, data.words.moderation)
#facts(data.moderation)
#if data.reasons.len() > 0 {
  heading(level: 2, data.words.reasons)
  facts(data.reasons)
}
#heading(level: 1, data.words.limits)
#list(..data.limits.map(line => [#line]))
"""
)
_FILLS = ("#2f6fb5", "#d98c2b", "#2e8540", "#777777", "#b3261e")
_DASHES = ("none", "8 4", "2 4", "12 4 2 4", "4 4")


def report_pdf(opinion_map: OpinionMap, result: Result, told: dict[int, str], numbers: reporting.Numbers, now: datetime) -> bytes:
    """The PDF, in German whoever asks. The same report and moment give the same bytes."""
    with speaking("de"):
        report = reporting.report_of(opinion_map, result, told, numbers)
        return compile_pdf(_REPORT, _content(opinion_map, report, now), at=now)


def _content(opinion_map: OpinionMap, report: reporting.Report, now: datetime) -> dict[str, Any]:
    return {
        "title": reporting.title_of(opinion_map),
        "subtitle": report.question,
        "edition": reporting.edition_of(opinion_map, now),
        "facts": report.facts,
        "verdict": report.verdict,
        "evidence": report.evidence,
        "svg": drawn(report.picture) if report.picture else "",
        "sizes": report.sizes,
        "groups": [{"name": one.name, "size": one.size, "lines": one.lines} for one in report.groups],
        "lists": [
            {
                "title": title,
                "cards": [_card(card) for card in cards],
                "more": reporting.count_words(total - len(cards)) if total > len(cards) else "",
            }
            for title, cards, total in report.lists
        ],
        "moderation": report.moderation,
        "reasons": report.reasons,
        "limits": report.limits,
        "words": _words(report),
    }


def _words(report: reporting.Report) -> dict[str, Any]:
    sizes = "; ".join(f"{name}: {size}" for name, size in report.sizes)
    return {
        "what": _("Angabe"),
        "number": _("Zahl"),
        "who": _("Wer mitgemacht hat"),
        "alt": _("Karte mit den Umrissen der Gruppen. %(sizes)s", sizes=sizes),
        "caption": _("Wer ähnlich antwortet, steht nah beieinander. Die Umrisse zeigen, wo eine Gruppe liegt."),
        "none": _("Dazu gibt es keine Aussage."),
        "columns": [_("Wer"), _("Zustimmung"), _("Ablehnung"), _("Weiter"), _("Antworten")],
        "moderation": _("Wie moderiert wurde"),
        "reasons": _("Gründe der Ablehnungen"),
        "limits": _("Was dieser Bericht nicht sagt"),
    }


def _card(card: Card) -> dict[str, Any]:
    rows = [
        [row.label, *(format_percent(part / row.seen, 0) for part in (row.agree, row.disagree, row.passed)), format_number(row.seen)]
        for row in card.rows
        if row.seen
    ]
    return {"text": f"„{card.text}“", "rows": rows, "note": card.note}


def drawn(picture: Picture) -> str:
    """The outlines as a picture of its own; groups differ by their line, too."""
    shapes = "".join(
        f'<polygon points="{shape.points}" fill="{_FILLS[shape.number % 5]}" fill-opacity="0.3" stroke="#222" stroke-width="2" '
        f'stroke-dasharray="{_DASHES[shape.number % 5]}"/>'
        for shape in picture.shapes
    )
    names = "".join(
        f'<text x="{shape.x}" y="{shape.y}" font-size="20" font-weight="600" text-anchor="middle" fill="#111">{escape(shape.label)}</text>'
        for shape in picture.shapes
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {picture.width} {picture.height}">{shapes}{names}</svg>'
