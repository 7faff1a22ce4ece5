"""The report of an opinion map: what a page and a PDF tell of it, in sentences and numbers. It names nobody and shows no single place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from participation.kit.dates import say_date, say_moment
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.pages import format_number, format_percent
from participation.methods.opinions.evidence import LEAST_PEOPLE, Verdict
from participation.methods.opinions.outlines import LEAST_PEOPLE as LEAST_OUTLINED
from participation.methods.opinions.statements import LEAST_ANSWERS_OF_A_GROUP
from participation.methods.opinions.votes import LEAST_ANSWERS
from participation.opinions import showing
from participation.opinions.computing import Data
from participation.opinions.models import OpinionMap, Result
from participation.opinions.words import group_name

MOST_LISTED = 20
"""Statements of each list."""
MOST_OF_A_GROUP = 5
"""Statements that tell a group from the others."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The moderation's: statements by what was decided, how many came from the city, reasons of rejecting with how often each was given."""

    queues: Mapping[str, int]
    city: int
    reasons: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Group:
    """A group in words: its name and size, and what it says otherwise than the others."""

    name: str
    size: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Report:
    """All that is told."""

    question: str
    facts: Sequence[tuple[str, str]]
    verdict: tuple[str, str]
    evidence: Sequence[str]
    picture: showing.Picture | None
    sizes: Sequence[tuple[str, str]]
    groups: Sequence[Group]
    lists: Sequence[tuple[str, Sequence[showing.Card], int]]
    moderation: Sequence[tuple[str, str]]
    reasons: Sequence[tuple[str, str]]
    limits: Sequence[str]


def report_of(opinion_map: OpinionMap, result: Result, texts: Mapping[int, str], numbers: Numbers) -> Report:
    """The report as it stands. `texts`: the statements that everybody can read."""
    data = result.data
    lists = showing.lists_of(data, texts)
    titles = {"gemeinsam": _("Was alle verbindet"), "trennend": _("Was die Gruppen trennt"), "unklar": _("Was noch unklar ist")}
    return Report(
        question=opinion_map.question,
        facts=_facts(opinion_map, result, numbers),
        verdict=showing.verdict_words(result),
        evidence=evidence_words(data),
        picture=showing.picture(data, None),
        sizes=showing.group_rows(data),
        groups=_groups(data, texts),
        lists=[(title, showing.cards(data, texts, lists[name][:MOST_LISTED]), len(lists[name])) for name, title in titles.items()],
        moderation=_moderation(numbers),
        reasons=[(reason, format_number(number)) for reason, number in numbers.reasons],
        limits=_limits(opinion_map),
    )


def _facts(opinion_map: OpinionMap, result: Result, numbers: Numbers) -> list[tuple[str, str]]:
    data, shown = result.data, numbers.queues["accepted"]
    people = data.get("people", 0)
    until = say_date(opinion_map.closed_at) if opinion_map.closed_at else _("läuft noch")
    facts = [
        (_("Zeitraum"), _("%(first)s bis %(last)s", first=say_date(opinion_map.opened_at), last=until)),
        (
            _("Wer antworten konnte"),
            _("Nachgewiesene Einwohnerinnen und Einwohner") if opinion_map.verified_only else _("Alle mit bestätigtem Konto"),
        ),
        (_("Personen"), _few(people)),
    ]
    if people >= LEAST_OUTLINED:
        facts += [(_("Antworten"), format_number(data["answers"])), (_("Davon auf der Karte"), _few(data["on_map"]))]
    facts.append((_("Aussagen, die gezeigt wurden"), format_number(shown)))
    if result.computed_at is not None:
        facts.append((_("Stand"), say_moment(result.computed_at)))
    return facts


def _few(number: int) -> str:
    return format_number(number) if number >= LEAST_OUTLINED else _("weniger als %(least)s", least=LEAST_OUTLINED)


def evidence_words(data: Data) -> list[str]:
    """What speaks for the verdict, a sentence each; nothing where there were too few people to ask."""
    evidence = data.get("evidence") or {}
    if not evidence or evidence.get("silhouette") is None or data["on_map"] < LEAST_PEOPLE:
        return []
    chance = [value for value in evidence.get("null_silhouettes") or () if value is not None]
    said = [_("Wie deutlich sich die Gruppen abheben, misst die Silhouette (0 bis 1). Hier ist sie %(value)s.", value=_two(evidence["silhouette"]))]
    if chance:
        compared = _(
            "Zum Vergleich wurden die Antworten %(times)s-mal zufällig vertauscht. Dabei lag die Silhouette im Mittel bei %(middle)s und höchstens bei %(most)s.",
            times=len(chance),
            middle=_two(median(chance)),
            most=_two(max(chance)),
        )
        clearer = evidence["silhouette"] > max(chance)
        said += [compared, _("Die Gruppen sind also deutlicher als Zufall.") if clearer else _("Die Gruppen sind also nicht deutlicher als Zufall.")]
    if evidence.get("stability") is not None:
        said.append(
            _(
                "In %(times)s Stichproben fehlte jeweils ein Fünftel der Menschen. Die Gruppen stimmten mit den ersten zu %(value)s überein (1 ist ganz gleich; ab 0,8 gelten sie als beständig).",
                times=len(evidence["stability_samples"]),
                value=_two(evidence["stability"]),
            )
        )
    if data["verdict"] == Verdict.NUMBER_UNSURE:
        said.append(_("Wie viele Gruppen es sind, ist unsicher: Die Stichproben ergaben verschiedene Zahlen."))
    return said


def _two(value: float) -> str:
    return format_number(value, 2)


def _groups(data: Data, texts: Mapping[int, str]) -> list[Group]:
    if not data or data["verdict"] == Verdict.NONE:
        return []
    sizes = dict(showing.group_rows(data))
    return [Group(group_name(number), sizes[group_name(number)], _lines(data, texts, number)) for number in range(data["k"])]


def _lines(data: Data, texts: Mapping[int, str], group: int) -> list[str]:
    """Where this group's share of agreement lies farthest from that of all others together; only of statements with ten answers of each group."""
    found = []
    for each in data["statements"]:
        if each["id"] in texts and each["groups"]:
            agree, disagree, passed = each["groups"][group]
            others = [sum(column) for column in zip(*(sums for number, sums in enumerate(each["groups"]) if number != group), strict=True)]
            own, rest = agree / (agree + disagree + passed), others[0] / max(sum(others), 1)
            found.append((-abs(own - rest), each["id"], own, rest))
    return [
        _(
            "„%(text)s“: %(own)s stimmen zu, in den anderen Gruppen %(rest)s.",
            text=texts[number],
            own=format_percent(own, 0),
            rest=format_percent(rest, 0),
        )
        for _distance, number, own, rest in sorted(found)[:MOST_OF_A_GROUP]
    ]


def _moderation(numbers: Numbers) -> list[tuple[str, str]]:
    queues = numbers.queues
    theirs = queues["accepted"] + queues["hidden"] - numbers.city
    rows = [
        (_("Aussagen der Stadt"), numbers.city),
        (_("Aussagen von Teilnehmenden, angenommen"), max(theirs, 0)),
        (_("Aussagen, abgelehnt"), queues["rejected"]),
        (_("Aussagen, später ausgeblendet"), queues["hidden"]),
        (_("Aussagen, noch nicht geprüft"), queues["pending"]),
    ]
    return [(label, format_number(number)) for label, number in rows]


def _limits(opinion_map: OpinionMap) -> list[str]:
    said = [
        _("Wer mitmacht, hat sich selbst dafür entschieden. Das Bild sagt, wie diese Menschen denken, und nicht, wie die ganze Stadt denkt."),
        _("Auf der Karte steht nur, wer mindestens %(least)s Aussagen beantwortet hat.", least=LEAST_ANSWERS),
        _("Nicht jede Aussage hat gleich viele Antworten. Spät dazugekommene haben weniger."),
        _("Gruppen sind ein Werkzeug, um viele Antworten zu ordnen. Sie sind keine Vereine, und niemand muss sich ihnen zurechnen."),
        _(
            "Zum Schutz der Menschen zeigt der Bericht keine einzelnen Antworten, keine Gruppe unter %(people)s Personen mit Zahl und keine Zahlen zu Aussagen mit weniger als %(answers)s Antworten.",
            people=LEAST_OUTLINED,
            answers=LEAST_ANSWERS_OF_A_GROUP,
        ),
    ]
    if opinion_map.forgotten_at is not None:
        said.append(_("Die einzelnen Antworten sind inzwischen gelöscht. Das Ergebnis ist so, wie es zuletzt berechnet wurde."))
    return said


def count_words(count: int) -> str:
    """How many statements a list holds beyond those shown."""
    return ngettext("und %(num)s weitere Aussage", "und %(num)s weitere Aussagen", count)


def numbers_from(read: tuple[Mapping[str, int], int, Sequence[Any]]) -> Numbers:
    """What the query found."""
    queues, city, reasons = read
    return Numbers(queues, city, [(row.reason, row.number) for row in reasons])


def title_of(opinion_map: OpinionMap) -> str:
    """What the report is called."""
    return _("Bericht: %(title)s", title=opinion_map.title)


def edition_of(opinion_map: OpinionMap, now: datetime) -> str:
    """Whether it is published, and since when."""
    if opinion_map.report_published_at is not None:
        return _("Veröffentlicht am %(when)s.", when=say_date(opinion_map.report_published_at))
    return _("Entwurf vom %(when)s, nicht veröffentlicht.", when=say_date(now))
