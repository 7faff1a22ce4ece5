"""The report as a tagged PDF: each sentence with what it cites, every citation with the way to where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from participation.consultations.texts import Kind, SourceText, Standing
from participation.kit.dates import say_date
from participation.kit.language import gettext as _
from participation.kit.language import speaking
from participation.kit.pages import format_number
from participation.kit.pdf import REPORT_HEAD, compile_pdf
from participation.kit.prose import plain
from participation.sense import words
from participation.sense.report_models import Report
from participation.sense.report_queries import Key, Part, Said

_REPORT = (
    REPORT_HEAD
    + """
#par(data.note)
#for each in data.introduction { par(each) }
#for section in data.sections {
  heading(level: 1, section.heading)
  if section.note != "" { par(text(fill: rgb("#444"))[#section.note]) }
  for said in section.sentences {
    block(breakable: true, below: 1.4em)[
      #par[#strong(said.words) (#link(said.url, said.counts))]
      #set text(size: 9.5pt)
      #list(..said.cited.map(one => if one.url == "" [#one.name] else [#link(one.url, one.name)]))
    ]
  }
}
"""
)
_LONGEST = 110
"""Characters of a cited text, so that a list stays one."""


def report_pdf(
    report: Report,
    consultation: str,
    parts: Sequence[Part],
    texts: Mapping[Key, SourceText],
    totals: Mapping[str, int],
    site: str,
    address: str,
    now: datetime,
) -> bytes:
    """The PDF, in German whoever asks. `site`: where the platform is; `address`: the report's path there. The same report and moment give the same bytes."""
    with speaking("de"):
        edition = (
            _("Fassung %(number)s vom %(when)s", number=report.number, when=say_date(report.published_at)) if report.published_at else _("Entwurf")
        )
        told = {
            "title": report.title,
            "subtitle": consultation,
            "edition": edition,
            "note": words.what_a_report_is(),
            "introduction": plain(report.introduction_html).splitlines() if report.introduction_html else [],
            "sections": [_section(part, texts, totals, site, address) for part in parts],
        }
        return compile_pdf(_REPORT, told, at=now)


def _section(part: Part, texts: Mapping[Key, SourceText], totals: Mapping[str, int], site: str, address: str) -> dict[str, Any]:
    return {
        "heading": part.section.heading,
        "note": _("Das wollen wenige, aber stark.") if part.section.is_minority else "",
        "sentences": [
            {
                "words": said.sentence.words,
                "counts": words.said_counts(said.counts, totals),
                "url": f"{site}{address}/belege/{said.sentence.id}",
                "cited": cited_rows(said, texts, site, f"{address}/belege/{said.sentence.id}"),
            }
            for said in part.sentences
        ],
    }


def cited_rows(said: Said, texts: Mapping[Key, SourceText], site: str, all_of_them: str) -> list[dict[str, str]]:
    """The first of what a sentence cites, by name and address, and the way to all; of what is not public neither words nor address."""
    rows = [_source(texts.get(key), site) for key in said.first]
    if said.cited > len(said.first):
        rows.append({"name": _("alle %(num)s Belege", num=format_number(said.cited)), "url": f"{site}{all_of_them}"})
    return rows


def _source(source: SourceText | None, site: str) -> dict[str, str]:
    if source is None:
        return {"name": _("nicht mehr vorhanden"), "url": ""}
    kind = words.KIND_NAMES[Kind(source.kind)]
    if source.standing != Standing.PUBLIC:
        return {"name": f"{kind}: {_('nicht mehr öffentlich')}", "url": ""}
    said = " ".join((source.title or source.words).split())
    return {"name": f"{kind}: {said if len(said) <= _LONGEST else said[:_LONGEST].rsplit(' ', 1)[0] + ' …'}", "url": f"{site}{source.url}"}
