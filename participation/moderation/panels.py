"""What the moderation shows on other pages: the way to the queue, own decisions, public names as things to decide about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from markupsafe import Markup

from participation.accounts.models import Person
from participation.consultations.crowds import Crowd
from participation.consultations.models import Consultation
from participation.consultations.targets import Target
from participation.kit.database import current_session
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.links import Link, Section
from participation.kit.pages import format_number
from participation.moderation import queries
from participation.moderation.crowd_queries import asked_of, check_of, findings_of, waiting_findings
from participation.moderation.crowd_words import checked, told
from participation.moderation.names import Names, Pseudonyms
from participation.moderation.rules import may_work_over_all
from participation.moderation.words import KIND_NAMES, measure_of


def staff(consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """A consultation's queue, with how much waits."""
    waiting = queries.open_count(current_session(), consultation.id)
    note = ngettext("%(count)s offener Fall", "%(count)s offene Fälle", waiting, count=format_number(waiting)) if waiting else _("nichts offen")
    standing_out = waiting_findings(current_session(), consultation.id)
    beside = ngettext("%(count)s offen", "%(count)s offen", standing_out, count=format_number(standing_out)) if standing_out else _("nichts offen")
    return [
        Link(_("Moderation"), url_for("moderation.queue", slug=consultation.slug), note=note),
        Link(_("Auffälligkeiten"), url_for("crowds.index", slug=consultation.slug), note=beside),
    ]


def staff_links(person: Person) -> list[Link]:
    """The queue over all, for whoever moderates."""
    url = url_for("moderation.index")
    return [Link(_("Moderation"), url, current=request.path.startswith(url))] if may_work_over_all(person) else []


def targets() -> list[Target]:
    """Public names, of accounts and in single consultations."""
    return [Names(), Pseudonyms()]


def own_contributions(person: Person) -> list[Section]:
    """What the moderation decided about a person's things, and about what the person reported."""
    links = [
        Link(
            f"{KIND_NAMES[row.kind]}: {measure_of(row.kind, row.measure)}",
            url_for("moderation_desk.statement", case_id=row.id),
            note=_("Ihr Text") if row.author_id == person.id else _("Ihre Meldung"),
        )
        for row in queries.decided_about(current_session(), person)
    ]
    return [Section(_("Entscheidungen der Moderation"), links)] if links else []


def own_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """All that this room keeps about a person, for the copy of their data."""
    found = queries.everything_of(current_session(), person.id)
    asked = {"findings": asked_of(current_session(), person.id)}
    return {name: [dict(row._mapping) for row in rows] for name, rows in (found | asked).items()}


def vote_checks(vote: Any) -> list[Markup]:
    """What was checked of a vote, for its result's page: from the rows as they are."""
    crowd: Crowd = next(one for one in gather("moderation.crowds") if one.kind == "vote")
    session = current_session()
    check, reader = check_of(session, crowd.kind, vote.id)
    findings = findings_of(session, crowd.kind, vote.id)
    said = checked(check, reader, findings, crowd.facts(session, vote.id))
    return [Markup(render_template("moderation/_checked.html", said=said, findings=findings, told=told))]  # rendered by our template
