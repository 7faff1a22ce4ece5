"""What this room shows on other rooms' pages."""

from __future__ import annotations

from typing import Any

from flask import url_for

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.finding import queries
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.links import Link, Section
from participation.proposals.filters import Filters

SHOWN = 5


def tools(consultation: Consultation, filters: Filters, person: Person | None) -> list[Link]:
    """What can be done with the list as it stands: keep it, follow it as a feed."""
    query = filters.narrowed
    return [
        Link(
            _("Diese Suche speichern") if filters.narrowing else _("Diese Liste speichern"), url_for("finding.save", slug=consultation.slug) + query
        ),
        Link(_("Als Feed abonnieren (Atom)"), url_for("finding.feed", slug=consultation.slug) + query),
    ]


def own_searches(person: Person) -> list[Section]:
    """A person's saved searches, on the own page."""
    found = queries.searches_of(current_session(), person)
    links = [Link(row.name, url_for("proposals.index", slug=row.slug) + row.query, note=row.title) for row in found[:SHOWN]]
    return [Section(_("Gespeicherte Suchen"), links, Link(_("Alle ansehen und ändern"), url_for("finding.searches")))] if links else []


def own_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """All that is kept of a person here, for the data download."""
    return {"saved_searches": [dict(row._mapping) for row in queries.searches_of(current_session(), person)]}
