"""What this room shows on every page, and on the staff's start page."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask import request, url_for
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.queries import titles_by_slug
from participation.consultations.rules import may_enter_staff, may_set_up
from participation.kit.language import gettext as _
from participation.kit.links import Link


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


def notice_titles(session: Session, slugs: Collection[str]) -> Mapping[str, str]:
    """By which title a mail groups what happened in a consultation."""
    return titles_by_slug(session, slugs)
