"""What people wrote: proposals with what became of them, arguments, places on the map, and the way to the report on texts."""

from __future__ import annotations

from markupsafe import Markup

from participation.discussions.models import Kind
from participation.discussions.queries import most_discussed, topics_by_id
from participation.discussions.summary_queries import lines_of
from participation.discussions.words import KIND_NAMES
from participation.dossiers.blocks import Block, Cell, bars, cite, figure, heading, link, listing, paragraph, table
from participation.dossiers.queries import contributions_by_kind, spots_of, strongest, summed_up
from participation.dossiers.sections.asked import Asked
from participation.followups.balance import balance_of, said_and_done
from participation.insight.showing import answers_sheet
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.money import say_euros
from participation.kit.pages import format_number, format_percent
from participation.places.maps import town_map
from participation.places.sketch import TownPicture, picture_of
from participation.proposals.filters import Filters
from participation.proposals.listing import list_proposals
from participation.proposals.models import STATUS_NAMES, Status
from participation.proposals.orders import Order
from participation.sense.report_queries import latest_published

SUPPORTED, ARGUMENTS, SUMMARIES, CITED = 15, 5, 6, 6


def proposals(asked: Asked) -> list[Block]:
    """How many have which status, what most support, what was taken up."""
    balance = balance_of(asked.session, asked.consultation.id)
    if not balance.total:
        return []
    counts = [(str(STATUS_NAMES[status]), balance.by_status.get(str(status), 0)) for status in Status]
    shown = [
        (name, f"{format_number(number)} ({format_percent(number / balance.total, 0)})", number / balance.total) for name, number in counts if number
    ]
    said = ngettext(
        "%(total)s Vorschlag wurde veröffentlicht.", "%(total)s Vorschläge wurden veröffentlicht.", balance.total, total=format_number(balance.total)
    )
    found = [paragraph(said), bars(_("Stand der Vorschläge"), [_("Stand"), _("Vorschläge")], shown)]
    answers = answers_sheet(balance)
    found.append(table(answers.title, answers.header, answers.said, note=answers.note))
    found.append(_supported(asked))
    taken = said_and_done(asked.session, asked.consultation.id)
    if taken:
        rows: list[list[Cell]] = [
            [cite("proposal", row.id), str(STATUS_NAMES[Status(row.status)]), say_euros(row.cost_once) if row.cost_once else "–"] for row in taken
        ]
        found.append(table(_("Was aufgegriffen wurde"), [_("Vorschlag"), _("Stand"), _("Kosten einmalig")], rows, numeric=(2,)))
    return [*found, listing([link(_("Alle Vorschläge"), asked.at("vorschlaege"))])]


def _supported(asked: Asked) -> Block:
    page = list_proposals(asked.session, asked.consultation.id, Filters(order=Order.SUPPORTED), SUPPORTED)
    rows: list[list[Cell]] = [
        [cite("proposal", row.id, label=row.reference or ""), str(STATUS_NAMES[Status(row.status)]), format_number(row.support_count)]
        for row in page.items
    ]
    return table(_("Am meisten unterstützt"), [_("Vorschlag"), _("Stand"), _("Unterstützungen")], rows, numeric=(2,))


def discussion(asked: Asked) -> list[Block]:
    """How much was discussed, the arguments that most agree with, and what the moderation summed up; each with the way to what was written."""
    number = asked.consultation.id
    total = most_discussed(asked.session, number)[0]
    if not total:
        return []
    kinds = contributions_by_kind(asked.session, number)
    most = max(kinds.values(), default=0) or 1
    shown = [(str(name), format_number(kinds[str(kind)]), kinds[str(kind)] / most) for kind, name in KIND_NAMES.items() if kinds.get(str(kind))]
    said = ngettext("%(total)s Beitrag wurde geschrieben.", "%(total)s Beiträge wurden geschrieben.", total, total=format_number(total))
    found = [paragraph(said)]
    if shown:
        note = _("Ohne die Antworten auf Beiträge.")
        found.append(bars(_("Beiträge nach ihrer Art"), [_("Art"), _("Beiträge")], shown, note))
    for kind, title in (
        (Kind.FOR, _("Argumente dafür mit der meisten Zustimmung")),
        (Kind.AGAINST, _("Argumente dagegen mit der meisten Zustimmung")),
    ):
        rows: list[list[Cell]] = [
            [cite("contribution", row.id), format_number(row.up_count), format_number(row.down_count)]
            for row in strongest(asked.session, number, kind, ARGUMENTS)
        ]
        if rows:
            found.append(table(title, [_("Argument"), _("Zustimmung"), _("Ablehnung")], rows, numeric=(1, 2)))
    return found + _summaries(asked)


def _summaries(asked: Asked) -> list[Block]:
    rows = summed_up(asked.session, asked.consultation.id, SUMMARIES)
    topics = {topic.id: topic.title for topic, _town in topics_by_id(asked.session, [row.subject_id for row in rows if row.subject_kind == "topic"])}
    found: list[Block] = []
    for row in rows:
        subject: Cell = cite("proposal", row.subject_id, label=_("Zum Vorschlag"))
        if row.subject_kind != "proposal":
            if row.subject_id not in topics or row.subject_kind != "topic":
                continue
            subject = link(_("Zum Thema: %(title)s", title=topics[row.subject_id]), asked.at(f"diskussionen/{row.subject_id}"))
        lines = lines_of(asked.session, row.summary_id)
        cited = [[cite("contribution", one.id) for one in line.cited if one.state == "visible"][:CITED] for line in lines]
        found += [listing([subject]), listing([line.text for line in lines], cited)]
    return [heading(_("Zusammenfassungen der Moderation")), *found] if found else []


def texts(asked: Asked) -> list[Block]:
    """The report on texts, where there is one: another thing, with a page of its own."""
    report = latest_published(asked.session, asked.consultation.id)
    if report is None:
        return []
    said = _("Was die Menschen geschrieben haben, wertet ein eigener Bericht aus. Jeder seiner Sätze nennt die Texte, die ihn belegen.")
    return [paragraph(said), listing([link(report.title, asked.at("bericht"))])]


_GROUND = {
    "district": 'fill="none" stroke="#8a8f98" stroke-width="12"',
    "water": 'fill="#a9cbe8" stroke="#a9cbe8" stroke-width="10"',
    "green": 'fill="#c6dfbd"',
    "rail": 'fill="none" stroke="#6d7280" stroke-width="14" stroke-dasharray="60 40"',
}


def places(asked: Asked) -> list[Block]:
    """Where in the town the proposals lie."""
    spots, town = spots_of(asked.session, asked.consultation.id), picture_of(town_map())
    if not spots or town is None:
        return []
    said = ngettext("%(num)s Vorschlag hat einen Ort auf der Karte.", "%(num)s Vorschläge haben einen Ort auf der Karte.", len(spots))
    drawn = _drawn(town, [(row.longitude, row.latitude) for row in spots])
    alt = _(
        "Karte der Stadt mit den Orten von %(number)s Vorschlägen als Punkte. Die Orte stehen bei den Vorschlägen.", number=format_number(len(spots))
    )
    return [
        paragraph(said),
        figure(drawn, alt, _("Orte der Vorschläge")),
        listing([link(_("Karte und Liste der Vorschläge"), asked.at("vorschlaege/karte"))]),
    ]


def _drawn(town: TownPicture, spots: list[tuple[int, int]]) -> Markup:
    wide = float(town.box.split()[2])
    ground = "".join(f'<path d="{path}" {_GROUND.get(kind, "")}/>' for kind, path in town.ground)
    size = round(wide / 110)
    dots = "".join(
        f'<circle cx="{x}" cy="{y}" r="{size}" fill="#1f3f8f" fill-opacity="0.75" stroke="#fff" stroke-width="{size / 5:.0f}"/>'
        for x, y in (town.spot(*spot) for spot in spots)
    )
    return Markup(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{town.box}">{ground}{dots}</svg>')  # noqa: S704  # numbers alone
