"""What people answered: surveys and opinion maps, as far as everybody may see their results."""

from __future__ import annotations

from collections.abc import Sequence

from participation.dossiers.blocks import Block, Cell, bars, cite, figure, heading, link, listing, paragraph, table
from participation.dossiers.sections.asked import Asked
from participation.insight.showing import HIDDEN
from participation.kit.language import gettext as _
from participation.kit.pages import format_number, format_percent
from participation.methods.opinions.outlines import LEAST_PEOPLE as LEAST_OUTLINED
from participation.methods.surveys.definition import Kind
from participation.opinions import showing
from participation.opinions.models import OpinionMap
from participation.opinions.queries import maps_of, result_of, texts_of
from participation.opinions.report_pdf import drawn
from participation.opinions.rules import may_see_map
from participation.surveys.models import Survey
from participation.surveys.queries import definition_of, surveys_of, version_of
from participation.surveys.result_queries import result_row
from participation.surveys.results import Results
from participation.surveys.rules import LEAST_PUBLIC, may_see_result
from participation.surveys.showing import Shown, Table, shown_results

MOST_SURVEYS, MOST_TABLES, MOST_STATEMENTS, MOST_MAPS = 6, 40, 6, 5


def surveys(asked: Asked) -> list[Block]:
    """Each survey whose result is out: question by question."""
    found: list[Block] = []
    for survey in surveys_of(asked.session, asked.consultation)[:MOST_SURVEYS]:
        if may_see_result(None, asked.consultation, survey):
            found += _survey(asked, survey)
    return found


def _survey(asked: Asked, survey: Survey) -> list[Block]:
    row = result_row(asked.session, survey.id)
    results = Results.from_json(row.data) if row is not None and row.version else Results(0, {})
    if results.people < LEAST_PUBLIC:
        return []
    definition = definition_of(version_of(asked.session, survey))
    shown = shown_results(definition, results, {})
    blocks = [heading(survey.title), paragraph(_("%(number)s Antworten.", number=format_number(results.people)))]
    tables = [block for one in shown for block in _question(one)]
    blocks += tables[:MOST_TABLES]
    return [*blocks, listing([link(_("Ergebnis mit Intervallen, Gewichten und Texten"), asked.at(f"umfragen/{survey.id}/ergebnis"))])]


def _question(one: Shown) -> list[Block]:
    if one.is_text or not one.tables:
        return []
    if one.kind == Kind.RANKING:
        return _ranked(one)
    return [_bars(one.label if not each.title else f"{one.label} – {each.title}", each) for each in one.tables]


def _ranked(one: Shown) -> list[Block]:
    """A ranking by its mean places, the best first: a table for each option would fill pages."""
    told = [(label, measure.mean.value) for label, measure in one.measures if measure.mean is not None]
    most = max((value for _label, value in told), default=1.0)
    rows: list[tuple[Cell, str, float]] = [(label, format_number(value, 1), value / most) for label, value in told]
    return [bars(one.label, [_("Antwort"), _("Platz im Mittel")], rows, _("1 ist der beste Platz."))] if rows else []


def _bars(caption: str, each: Table) -> Block:
    rows: list[tuple[Cell, str, float]] = []
    for label, bar in each.lines:
        said = HIDDEN if bar.count is None else f"{format_number(bar.count)} ({format_percent(bar.share, 0)})"
        rows.append((label, said, bar.share or 0.0))
    note = _("Ein Strich: zu wenige für eine Zahl.") if any(bar.count is None for _label, bar in each.lines) else ""
    return bars(caption, [_("Antwort"), _("Personen")], rows, note)


def opinions(asked: Asked) -> list[Block]:
    """Each opinion map: what its evidence says, the groups, what unites and what divides."""
    found: list[Block] = []
    for one in maps_of(asked.session, asked.consultation.id)[:MOST_MAPS]:
        if may_see_map(None, asked.consultation, one):
            found += _map(asked, one)
    return found


def _map(asked: Asked, one: OpinionMap) -> list[Block]:
    """A map's part. Its tables bear its title: in a list of all regions or tables two maps have to differ."""
    result = result_of(asked.session, one.id)
    people = (result.data or {}).get("people", 0)
    if not result.version or people < LEAST_OUTLINED:
        return []
    title, sentence = showing.verdict_words(result)
    texts = texts_of(asked.session, one.id)
    blocks = [heading(one.title), paragraph(one.question), paragraph(f"{title}. {sentence}")]
    picture, sizes = showing.picture(result.data, None), showing.group_rows(result.data)
    if picture is not None:
        told = "; ".join(f"{name}: {size}" for name, size in sizes)
        alt = _("Karte mit den Umrissen der Gruppen. %(sizes)s", sizes=told)
        blocks.append(figure(drawn(picture), alt, _("Wer ähnlich antwortet, steht nah beieinander. Die Umrisse zeigen, wo eine Gruppe liegt.")))
    if sizes:
        blocks.append(table(_("Gruppen: %(title)s", title=one.title), [_("Gruppe"), _("Personen")], [list(row) for row in sizes], numeric=(1,)))
    lists = showing.lists_of(result.data, texts)
    for name, caption in (("gemeinsam", _("Was alle verbindet")), ("trennend", _("Was die Gruppen trennt"))):
        blocks += _statements(f"{caption}: {one.title}", showing.cards(result.data, texts, lists[name][:MOST_STATEMENTS]))
    return [*blocks, listing([link(_("Meinungsbild mit allen Aussagen"), asked.at(f"meinungsbild/{one.id}"))])]


def _statements(caption: str, cards: Sequence[showing.Card]) -> list[Block]:
    rows: list[list[Cell]] = []
    for card in cards:
        for row in card.rows[:1] or ():
            if row.seen:
                shares = (format_percent(part / row.seen, 0) for part in (row.agree, row.disagree, row.passed))
                rows.append([cite("statement", card.number), *shares, format_number(row.seen)])
    header = [_("Aussage"), _("Zustimmung"), _("Ablehnung"), _("Weiter"), _("Antworten")]
    return [table(caption, header, rows, numeric=(1, 2, 3, 4))] if rows else []
