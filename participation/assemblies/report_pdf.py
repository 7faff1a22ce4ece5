"""The citizens' report as a tagged PDF."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from participation.assemblies.report_words import drawn_words, edition_words, expert_words, sitting_words, vote_words
from participation.kit.language import gettext as _
from participation.kit.language import speaking
from participation.kit.pdf import REPORT_HEAD, compile_pdf
from participation.kit.prose import plain

_REPORT = (
    REPORT_HEAD
    + """
#let paragraphs(texts) = for each in texts { par(each) }
#for section in data.sections {
  heading(level: 1, section.title)
  paragraphs(section.paragraphs)
  for part in section.parts {
    block(breakable: true)[
      #heading(level: 2, part.title)
      #paragraphs(part.paragraphs)
      #if part.facts.len() > 0 { list(..part.facts.map(fact => [#fact])) }
      #for inner in part.inner {
        heading(level: 3, inner.title)
        paragraphs(inner.paragraphs)
      }
    ]
  }
}
"""
)


def report_pdf(said: Mapping[str, Any], number: int, correction: str, at: datetime) -> bytes:
    """The PDF of a report's content, in German whoever publishes it. The same content and moment give the same bytes."""
    with speaking("de"):
        return compile_pdf(_REPORT, _content(said, number, correction, at), at=at)


def _content(said: Mapping[str, Any], number: int, correction: str, at: datetime) -> dict[str, Any]:
    sections = [
        _section(_("Der Auftrag"), plain(said["task_html"]).splitlines() or ["–"]),
        _section(_("So wurde ausgelost"), drawn_words(said)),
        _section(
            _("Empfehlungen"),
            [] if said["recommendations"] else ["–"],
            [_recommendation(each) for each in said["recommendations"]],
        ),
        _section(_("Sitzungen und Fachleute"), [], [_sitting(sitting) for sitting in said["sittings"]]),
    ]
    return {
        "title": _("Bürgergutachten: %(title)s", title=said["council"]),
        "subtitle": said["consultation"],
        "edition": edition_words(number, correction, at),
        "sections": [section for section in sections if section["paragraphs"] or section["parts"]],
    }


def _section(title: str, paragraphs: list[str], parts: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"title": title, "paragraphs": paragraphs, "parts": parts or []}


def _recommendation(said: Mapping[str, Any]) -> dict[str, Any]:
    dissents = [
        {"title": _("Sondervotum, getragen von %(number)s Mitgliedern", number=each["backers"]), "paragraphs": plain(each["body_html"]).splitlines()}
        for each in said["dissents"]
    ]
    return {
        "title": f"{said['number']}. {said['title']}",
        "paragraphs": plain(said["body_html"]).splitlines(),
        "facts": [vote_words(said["vote"])],
        "inner": dissents,
    }


def _sitting(said: Mapping[str, Any]) -> dict[str, Any]:
    agenda = [" ".join(part for part in (item["planned"], item["title"]) if part) for item in said["agenda"]]
    experts = [
        {"title": ", ".join(part for part in (each["name"], each["role"]) if part), "paragraphs": expert_words(each)} for each in said["experts"]
    ]
    return {"title": said["title"], "paragraphs": [sitting_words(said)], "facts": agenda, "inner": experts}
