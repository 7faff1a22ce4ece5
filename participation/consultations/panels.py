"""What this room shows on every page, and on the staff's start page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app, request, url_for
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.queries import all_mandates, titles_by_slug
from participation.consultations.retention import Kept, kept_of, unusual
from participation.consultations.rules import may_enter_staff, may_set_up
from participation.kit.database import current_session
from participation.kit.dates import city_zone
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.privacy import spans_of


def navigation(person: Person | None) -> list[Link]:
    """The consultations for everyone, the staff's pages for those who may enter them."""
    links = [_entry(_("Beteiligungen"), url_for("consultations.index"))]
    if may_enter_staff(person):
        links.append(_entry(_("Verwaltung"), url_for("staff.start")))
    return links


def _entry(label: str, url: str) -> Link:
    return Link(label, url, current=request.path == url or request.path.startswith(url + "/"))


def staff_links(person: Person) -> list[Link]:
    """The districts, for the administration."""
    return [Link(_("Ortsteile"), url_for("districts.index"))] if may_set_up(person) else []


@dataclass(frozen=True, slots=True)
class Task:
    """Somebody's task of moderating, for the team's page: who, where, until when, and who stands in."""

    name: str
    link: Link
    last_day: date | None
    deputies: Sequence[tuple[str, date, date | None]]


def team_tasks(session: Session, now: datetime) -> Sequence[Task]:
    """Who moderates what, by title."""
    return [
        Task(
            mandate.person.public_name,
            Link(title, url_for("mandates.show", slug=slug, public_id=mandate.person.public_id)),
            mandate.last_day,
            [
                (one.person.public_name, one.starts_at.astimezone(city_zone()).date(), one.last_day)
                for one in mandate.deputies
                if one.ends_at is not None and now < one.ends_at
            ],
        )
        for mandate, title, slug in all_mandates(session, now)
    ]


def own_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """What of a person's is deleted by itself, and when, consultation by consultation."""
    found = kept_of(current_session(), spans_of(current_app), person.id)
    return {"deleted_by_itself": [{**_told(one), "consultation": one.consultation, "number": one.number} for one in found]}


def _told(one: Kept) -> dict[str, Any]:
    """What goes, on which day at the latest; or so long after something that is still to come."""
    when = one.last if one.last is not None else one.span.said(one.days)
    return {"what": str(one.span.title), "deleted": when}


def register_spans() -> dict[str, list[str]]:
    """Which consultations keep something for another span than is usual, for the register of processing: sentences by span."""
    return unusual(current_session(), spans_of(current_app))


def notice_titles(session: Session, slugs: Collection[str]) -> Mapping[str, str]:
    """By which title a mail groups what happened in a consultation."""
    return titles_by_slug(session, slugs)
