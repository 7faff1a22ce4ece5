"""What organisations show on other rooms' pages."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from markupsafe import Markup

from participation.accounts.current import current_person
from participation.accounts.models import Person
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.links import Link, Section
from participation.kit.pages import part
from participation.organisations import queries
from participation.organisations.choice import FIELD
from participation.organisations.models import State
from participation.organisations.rules import may_check


def writing_names() -> list[Markup]:
    """Beside a writing form, for those who represent somebody: in whose name. Costs others no statement."""
    person = current_person()
    if person is None or not person.represents:
        return []
    names = queries.names_to_write_in(current_session(), person.id, clock.now())
    return [part("organisations/_choice.html", names=names, field=FIELD, chosen=request.form.get(FIELD, ""))] if names else []


def staff_links(person: Person) -> list[Link]:
    """All organisations, with how many wait to be checked."""
    if not may_check(person):
        return []
    waiting, url = queries.waiting_requests(current_session()), url_for("organisation_staff.index")
    note = ngettext("%(num)d zu prüfen", "%(num)d zu prüfen", waiting) if waiting else ""
    return [Link(_("Organisationen"), url, current=request.path.startswith(url), note=note)]


def own_contributions(person: Person) -> list[Section]:
    """Whom a person represents, is invited to represent, or asked the city to check."""
    rows = queries.own_organisations(current_session(), person.id)
    return [Section(_("Organisationen"), [_link(row) for row in rows])] if rows else []


def _link(row: Any) -> Link:
    if row.accepted_at is not None:
        return Link(row.name, url_for("organisations.show", organisation_id=row.id), note=_("Sie vertreten sie"))
    if row.invited_at is not None:
        return Link(row.name, url_for("representations.show", organisation_id=row.id), note=_("Einladung"))
    note = _("wird geprüft") if row.state == State.REQUESTED else ""
    return Link(row.name, url_for("organisations.show", organisation_id=row.id), note=note)


def own_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """All that this room keeps about a person, for the copy of their data."""
    return {name: [dict(row._mapping) for row in rows] for name, rows in queries.everything_of(current_session(), person.id).items()}
