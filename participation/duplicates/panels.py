"""What duplicates show on other rooms' pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import render_template, url_for
from markupsafe import Markup

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import runs_it
from participation.duplicates import queries, rules
from participation.duplicates.similar import similar_to
from participation.duplicates.words import say_difference_from_mine
from participation.kit.database import current_session
from participation.kit.kept import kept
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.own_pages import fact, for_person
from participation.kit.page_cache import shows
from participation.kit.pages import format_number
from participation.proposals import folding
from participation.proposals.models import Proposal
from participation.proposals.reading import text_scope


def notes(proposal: Proposal, consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """The public trace above a text: what it was merged into, what was merged into it, what belongs together with it."""
    reasons = kept(("traced", proposal.id), (text_scope(proposal.id),), lambda: queries.traced(current_session(), proposal.id))
    target_id = proposal.merged_into_id
    numbers = [*reasons, *([target_id] if target_id else [])]
    shows(*map(text_scope, numbers))
    rows = queries.rows_of(current_session(), numbers) if numbers else {}
    question = queries.question_for(current_session(), proposal.id, now) if person is not None and proposal.author_id == person.id else None
    target = rows.get(target_id or 0)
    if not rows and question is None:
        return []
    shown = {
        "target": target,
        "merged": [rows[number] for number in reasons if number in rows and rows[number].merged_into_id == proposal.id],
        "linked": [(rows[number], reasons[number]) for number in reasons if number in rows and rows[number].merged_into_id != proposal.id],
        "question_url": queries.merge_url(consultation, question) if question is not None else "",
        "may_move": _may_move(proposal, consultation, person, target),
        "move_url": queries.move_url(consultation, proposal.id),
        "list_url": queries.list_url(consultation),
        "proposal": proposal,
    }
    return [Markup(render_template("duplicates/_trace.html", **shown))]  # a template's own output


def _may_move(proposal: Proposal, consultation: Consultation, person: Person | None, target: Any) -> bool:
    if person is None or target is None or target.stage != "published":
        return False
    author_id, proposal_id = target.author_id, proposal.id
    for_person(lambda one: None if one.id == author_id else {})
    return person.id != author_id and bool(fact("supports", lambda one: folding.supports(current_session(), one.id, proposal_id), person))


def acts(proposal: Proposal, consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """For those who run the consultation: look for others that say the same."""
    if not runs_it(person, consultation) or not rules.may_work(person, consultation) or proposal.is_draft:
        return []
    return [Link(_("Ähnliche Vorschläge prüfen"), url_for("duplicates.work", slug=consultation.slug, vorschlag=proposal.id))]


def writing(consultation: Consultation, proposal: Proposal | None, person: Person | None, now: datetime) -> list[Markup]:
    """Below the title while it is typed: the place for similar proposals. Empty without JavaScript; then the preview shows them."""
    own = proposal.id if proposal is not None else None
    return [Markup(render_template("duplicates/_while_writing.html", look_url=url_for("similar.look", slug=consultation.slug, ohne=own)))]


def preview(consultation: Consultation, proposal: Proposal, person: Person | None, now: datetime) -> list[Markup]:
    """The same list before a draft is published."""
    found = similar_to(current_session(), consultation.id, proposal.title, proposal.teaser, {proposal.id})
    shown = {"found": found, "saying": say_difference_from_mine, "list_url": queries.list_url(consultation), "draft_id": proposal.id}
    return [Markup(render_template("duplicates/_similar.html", **shown))] if found else []


def staff(consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """The moderation's work list."""
    if not runs_it(person, consultation):
        return []
    waiting = queries.waiting(current_session(), consultation.id, now)
    return [Link(_("Ähnliche Vorschläge"), url_for("duplicates.work", slug=consultation.slug), note=format_number(waiting) if waiting else "")]


def own_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Supports that a person let move, for the data download."""
    return {"moved_supports": [dict(row._mapping) for row in queries.moved_by(current_session(), person)]}
