"""What the moderation shows on other pages: the way to the queue, own decisions, public names as things to decide about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import request, url_for

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.targets import Target
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.links import Link, Section
from participation.kit.pages import format_number
from participation.moderation import queries
from participation.moderation.models import Measure
from participation.moderation.names import Names
from participation.moderation.rules import may_work_over_all
from participation.moderation.words import KIND_NAMES, MEASURE_NAMES


def staff(consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """A consultation's queue, with how much waits."""
    waiting = queries.open_count(current_session(), consultation.id)
    note = ngettext("%(count)s offener Fall", "%(count)s offene Fälle", waiting, count=format_number(waiting)) if waiting else _("nichts offen")
    return [Link(_("Moderation"), url_for("moderation.queue", slug=consultation.slug), note=note)]


def staff_links(person: Person) -> list[Link]:
    """The queue over all, for whoever moderates."""
    url = url_for("moderation.index")
    return [Link(_("Moderation"), url, current=request.path.startswith(url))] if may_work_over_all(person) else []


def targets() -> list[Target]:
    """Public names."""
    return [Names()]


def own_contributions(person: Person) -> list[Section]:
    """What the moderation decided about a person's things, and about what the person reported."""
    links = [
        Link(
            f"{KIND_NAMES[row.kind]}: {MEASURE_NAMES[Measure(row.measure)]}",
            url_for("moderation_desk.statement", case_id=row.id),
            note=_("Ihr Text") if row.author_id == person.id else _("Ihre Meldung"),
        )
        for row in queries.decided_about(current_session(), person)
    ]
    return [Section(_("Entscheidungen der Moderation"), links)] if links else []


def own_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """All that this room keeps about a person, for the copy of their data."""
    found = queries.everything_of(current_session(), person.id)
    return {name: [dict(row._mapping) for row in rows] for name, rows in found.items()}
