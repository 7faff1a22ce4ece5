"""What this room shows on other rooms' pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy import ScalarSelect, Select, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.numbers import THIS_CONSULTATION, how_many, numbers_of
from participation.consultations.outcomes import OF_CONSULTATION
from participation.consultations.rules import runs_it
from participation.consultations.targets import Target
from participation.consultations.texts import Camps, TextSource
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.links import Link, Section
from participation.kit.pages import format_number, part
from participation.opinions import queries, source, words
from participation.opinions.models import Answer, OpinionMap, Stage, Statement
from participation.opinions.rules import may_draft_map
from participation.opinions.target import Statements

LINKS = 20


def _url(consultation: Consultation, opinion_map: OpinionMap) -> str:
    return url_for("opinions.detail", slug=consultation.slug, map_id=opinion_map.id)


def numbers() -> dict[str, ScalarSelect[int]]:
    """How many maps there are, and how many were opened."""
    mine = OpinionMap.consultation_id == THIS_CONSULTATION
    return {"maps": how_many(OpinionMap.id, mine), "opened maps": how_many(OpinionMap.opened_at, mine)}


def tabs(consultation: Consultation, person: Person | None, held: Mapping[str, Any]) -> list[Link]:
    """The tab, where there is a map to see."""
    if not (held["opened maps"] or (held["maps"] and runs_it(person, consultation))):
        return []
    return [Link(_("Meinungsbild"), url_for("opinions.index", slug=consultation.slug))]


def _maps(consultation: Consultation, *stages: Stage) -> Sequence[OpinionMap]:
    if not numbers_of(consultation)["maps"]:
        return []
    return [one for one in queries.maps_of(current_session(), consultation.id) if one.stage in stages]


def overview(consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """Open maps, each with its question and the way to answer."""
    maps = _maps(consultation, Stage.OPEN)
    return [part("opinions/_overview.html", rows=[(one, _url(consultation, one)) for one in maps])] if maps else []


def results(consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """Ended maps."""
    maps = _maps(consultation, Stage.CLOSED)
    return [part("opinions/_results.html", rows=[(one, _url(consultation, one)) for one in maps])] if maps else []


def staff(consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """What those who run the consultation can do with its maps."""
    if not runs_it(person, consultation):
        return []
    links = []
    if may_draft_map(person, consultation):
        links.append(Link(_("Neues Meinungsbild"), url_for("opinions_staff.new", slug=consultation.slug)))
    waiting = queries.waiting_count(current_session(), consultation.id)
    for one in _maps(consultation, *Stage):
        links.append(Link(one.title, _url(consultation, one), note=words.map_badge(one)[0]))
    if waiting:
        said = ngettext("%(count)s Aussage wartet", "%(count)s Aussagen warten", waiting, count=format_number(waiting))
        links.append(Link(_("Meinungsbild: Aussagen prüfen"), url_for("opinions.index", slug=consultation.slug), note=said))
    return links


def texts() -> list[TextSource]:
    """Statements, for those who make sense of what was written."""
    return source.sources()


def camps(session: Session, consultation: Consultation) -> list[Camps]:
    """Which groups of a map support what."""
    return source.camps(session, consultation)


def own_contributions(person: Person) -> list[Section]:
    """What a person wrote."""
    rows = queries.statements_by(current_session(), person, LINKS)
    links = [Link(row.text, url_for("opinion_statements.mine", slug=row.slug, map_id=row.map_id), note=_note(row)) for row in rows]
    return [Section(_("Meine Aussagen"), links)] if links else []


def _note(row: Any) -> str:
    return _("ausgeblendet") if row.hidden_at is not None else str(words.STATE_NAMES[row.state])


def own_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """All that is kept of a person here, for the data download."""
    return {name: [dict(row._mapping) for row in rows] for name, rows in queries.everything_of(current_session(), person).items()}


def took_part(kind: str, number: int) -> list[Select[Any]]:
    """Whoever answered or wrote statements with an account in a consultation."""
    if kind != OF_CONSULTATION:
        return []
    statements = select(Statement.id).join(OpinionMap, OpinionMap.id == Statement.map_id).where(OpinionMap.consultation_id == number)
    answered = select(Answer.person_id).join(OpinionMap, OpinionMap.id == Answer.map_id).where(OpinionMap.consultation_id == number)
    return [
        answered,
        select(Statement.author_id).where(Statement.id.in_(statements), Statement.author_id.is_not(None)),
    ]


def targets() -> list[Target]:
    """Statements, as the moderation decides about them."""
    return [Statements()]


def waiting(consultation: Consultation) -> list[Link]:
    """New statements that nobody has looked at yet."""
    number = queries.waiting_count(current_session(), consultation.id)
    said = ngettext("%(count)s Aussage wartet", "%(count)s Aussagen warten", number, count=format_number(number))
    return [Link(_("Meinungsbild: Aussagen prüfen"), url_for("opinions.index", slug=consultation.slug), note=said)] if number else []
