"""The public pages of opinion maps: the list, the result, all statements with their answers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from participation.accounts.current import current_person
from participation.consultations.doorway import enter, frame
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.pages import format_number, page
from participation.kit.pagination import Page, offset, page_number
from participation.kit.rules import demand
from participation.opinions import rules, showing, words
from participation.opinions.doorway import Here, enter_map
from participation.opinions.models import Stage
from participation.opinions.queries import PAGE, maps_of, marks_of, own_statements, result_of, statement_of, texts_of

blueprint = Blueprint("opinions", __name__, url_prefix="/beteiligungen/<slug:slug>/meinungsbild")

SHOWN = 5
"""Statements of each list on the result's page; all of them are a click away."""


@blueprint.get("")
def index(slug: str) -> Response:
    """All maps of a consultation."""
    consultation, person, now = enter(slug), current_person(), clock.now()
    maps = [one for one in maps_of(current_session(), consultation.id) if rules.may_see_map(person, consultation, one)]
    return page(
        "opinions/index.html",
        rows=[(one, words.map_badge(one)) for one in maps],
        may_draft=rules.may_draft_map(person, consultation),
        crumbs=[(_("Meinungsbild"), "")],
        **frame(consultation, person, now),
    )


@blueprint.get("/<id:map_id>")
def detail(slug: str, map_id: int) -> Response:
    """A map: what it asks, the way to answer, and the result so far."""
    here, session = enter_map(slug, map_id), current_session()
    texts = texts_of(session, here.map.id)
    mine = marks_of(session, here.map.id, here.person.id) if here.person else {}
    result = result_of(session, here.map.id)
    me = showing.standing(result.data, mine)
    lists = showing.lists_of(result.data, texts)
    return here.page(
        "detail.html",
        badge=words.map_badge(here.map),
        result=result,
        verdict=showing.verdict_words(result),
        picture=showing.picture(result.data, me),
        groups=showing.group_rows(result.data),
        me=me,
        answered=len(mine),
        lists=[(name, list_title(name), len(lists[name]), showing.cards(result.data, texts, lists[name][:SHOWN])) for name in showing.LISTS[:3]],
        may_answer=rules.may_answer(here.person, here.consultation, here.map, here.now),
        may_write=rules.may_write(here.person, here.consultation, here.map, here.now),
        own=own_statements(session, here.map.id, here.person.id).items[:3] if here.person else (),
        statement_badge=words.statement_badge,
        steps=staff_steps(here),
        may_take_away=bool(rules.may_take_away(here.person, here.consultation, here.map)),
    )


@blueprint.get("/<id:map_id>/ergebnis")
def statements(slug: str, map_id: int) -> Response:
    """One of the lists of statements with all their answers."""
    here, session = enter_map(slug, map_id), current_session()
    texts, result = texts_of(session, here.map.id), result_of(session, here.map.id)
    lists = showing.lists_of(result.data, texts)
    asked = request.args.get("liste", "")
    name = asked if asked in lists else showing.LISTS[0]
    number = page_number(request.args.get("seite"))
    chosen = lists[name][offset(number, PAGE) : offset(number, PAGE) + PAGE]
    return here.page(
        "statements.html",
        _("Alle Aussagen"),
        found=Page(showing.cards(result.data, texts, chosen), number, PAGE, len(lists[name])),
        heading=list_title(name),
        tabs=[
            Link(list_title(each), here.url("opinions.statements", liste=each), note=format_number(len(lists[each])), current=each == name)
            for each in lists
        ],
        url_for_page=lambda number: here.url("opinions.statements", liste=name, seite=number if number > 1 else None),
    )


@blueprint.get("/<id:map_id>/aussagen/<id:statement_id>")
def statement(slug: str, map_id: int, statement_id: int) -> Response:
    """One statement with its answers, and what became of it."""
    here, session = enter_map(slug, map_id), current_session()
    found = statement_of(session, here.map, statement_id)
    demand(rules.may_read_statement(here.person, here.consultation, found))
    return here.page(
        "statement.html",
        _("Aussage %(number)s", number=found.number),
        statement=found,
        card=showing.cards(result_of(session, here.map.id).data, {found.id: found.text}, [found.id])[0],
        badge=words.statement_badge(found),
        origin=_("von der Stadt") if found.is_seed else _("von Teilnehmenden"),
        chain=gather("subject.chain", "statement", found.id, here.consultation, here.person, here.now) if found.is_shown else [],
        may_answer=rules.may_answer(here.person, here.consultation, here.map, here.now),
        case_url=here.url("opinion_moderation.case", statement_id=found.id) if rules.may_run_map(here.person, here.consultation, here.map) else "",
    )


def list_title(name: str) -> str:
    """What a list of statements is called."""
    return {
        "gemeinsam": _("Was alle verbindet"),
        "trennend": _("Was die Gruppen trennt"),
        "unklar": _("Was noch unklar ist"),
        "wenige": _("Noch zu wenige Antworten"),
    }[name]


def staff_steps(here: Here) -> list[Link]:
    """What those who run the map can do next."""
    if not rules.may_run_map(here.person, here.consultation, here.map):
        return []
    offered: list[tuple[Any, str, str]] = [
        (here.map.stage == Stage.DRAFT, _("Bearbeiten"), "opinions_staff.edit"),
        (here.map.stage == Stage.DRAFT, _("Eröffnen"), "opinions_staff.opening"),
        (True, _("Aussagen prüfen"), "opinion_moderation.queue"),
        (here.map.stage != Stage.DRAFT, _("Bericht"), "opinion_report.show"),
        (here.map.stage == Stage.OPEN, _("Beenden"), "opinions_staff.closing"),
    ]
    return [Link(label, here.url(endpoint)) for fits, label, endpoint in offered if fits]
