"""What discussions show on other rooms' pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from flask import request, url_for
from markupsafe import Markup
from sqlalchemy import ScalarSelect, Select, select

from participation.accounts.models import Person
from participation.consultations.answering import AnswerSource
from participation.consultations.doorway import changes_with_phases
from participation.consultations.models import Consultation
from participation.consultations.numbers import THIS_CONSULTATION, how_many
from participation.consultations.outcomes import OF_CONSULTATION, OF_PROPOSAL
from participation.consultations.rules import may_see, runs_it
from participation.consultations.subjects import Seed, Subject
from participation.consultations.targets import Target
from participation.consultations.texts import TextSource
from participation.discussions import following_queries, objection_queries, queries, source, summary_queries, threads
from participation.discussions.asking import AskedInDiscussions
from participation.discussions.models import Contribution, Discussion, Topic
from participation.discussions.orders import Asked, Order, asked_by, seed_for
from participation.discussions.target import Contributions
from participation.discussions.words import KIND_NAMES
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.gathering import gather
from participation.kit.kept import kept_long
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.links import Link, Section
from participation.kit.own_pages import fact
from participation.kit.page_cache import shows
from participation.kit.page_versions import SITE
from participation.kit.pages import format_number
from participation.kit.prose import excerpt

LINKS = 20
"""Own contributions on a person's page."""


class Discussed(Protocol):
    """What this room asks of a proposal."""

    id: int
    consultation_id: int
    title: str
    author_id: int | None
    is_withdrawn: bool
    is_merged: bool


def proposal_thread(proposal: Discussed, consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """The discussion below a proposal; the page of the thread comes from the address."""
    closed = ""
    if proposal.is_merged:
        closed = _("Dieser Vorschlag ist in einem anderen aufgegangen. Die Diskussion geht dort weiter; hier bleibt sie lesbar.")
    elif proposal.is_withdrawn:
        closed = _("Dieser Vorschlag ist zurückgezogen. Sie können die Diskussion nachlesen.")
    subject = Subject("proposal", proposal.id, proposal.consultation_id, proposal.title, request.path, proposal.author_id, closed)
    return subject_thread(subject, consultation, person, now)


def _asked(consultation: Consultation, person: Person | None, now: datetime) -> Asked:
    """What the address asks for; a random order is the person's own."""
    asked = asked_by(request.args, consultation, person.id if person else None, now)
    if person is None or asked.order != Order.RANDOM:
        return asked
    return replace(asked, seed=fact("seed", lambda one: seed_for(one.id, consultation.id, now), person))


def subject_thread(subject: Subject, consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """The discussion of another room's thing, on its own page; which page of the thread, the address says."""
    asked, scope = _asked(consultation, person, now), f"discussion:{subject.kind}:{subject.id}"
    shows(scope)
    if person is not None:
        return [threads.thread_html(consultation, subject, person, now, asked=asked)]

    def for_readers() -> Markup:
        changes_with_phases(consultation)
        return threads.thread_html(consultation, subject, None, now, asked=asked)

    return [kept_long(("thread", subject, asked), (SITE, scope), for_readers)]


def topic_subjects(kind: str, ids: Sequence[int], person: Person | None) -> list[Subject]:
    """Topics as subjects of discussions, where this person may see their consultation."""
    if kind != "topic":
        return []
    return [
        threads.topic_subject(topic, consultation)
        for topic, consultation in queries.topics_by_id(current_session(), ids)
        if may_see(person, consultation)
    ]


def seeds(contribution_id: int, consultation: Consultation, person: Person | None) -> list[Seed]:
    """A contribution of this consultation that everybody can read, for what may grow from it; none for any other number."""
    if not 0 < contribution_id < 2**31:
        return []
    try:
        place = queries.place(current_session(), contribution_id)
        subject = threads.subject_of(place.discussion, person)
    except NotFound:
        return []
    if place.discussion.consultation_id != consultation.id or not place.contribution.is_readable:
        return []
    return [Seed(contribution_id, str(place.contribution.kind), subject, place.contribution.body)]


def texts() -> list[TextSource]:
    """Contributions, for those who make sense of what was written."""
    return source.sources()


def numbers() -> dict[str, ScalarSelect[int]]:
    """How many topics there are."""
    return {"topics": how_many(Topic.id, Topic.consultation_id == THIS_CONSULTATION)}


def tabs(consultation: Consultation, person: Person | None, held: Mapping[str, Any]) -> list[Link]:
    """The topics, where there are any, and for those who could open one."""
    if not held["topics"] and not runs_it(person, consultation):
        return []
    return [Link(_("Diskussionen"), url_for("discussions.topics", slug=consultation.slug))]


def overview(consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """How much is discussed, and what the most."""
    total, rows = queries.most_discussed(current_session(), consultation.id)
    if not total:
        return []
    most = _subject_links(rows, person)
    return [threads.render("discussions/_overview.html", total=total, most=most)]


def _subject_links(rows: Sequence[Any], person: Person | None) -> list[Link]:
    """Links to these rows' subjects that the person may see, with how much is written there."""
    subjects = _subjects(rows, person)
    return [
        Link(
            subjects[key].title,
            subjects[key].url,
            note=ngettext("%(count)s Beitrag", "%(count)s Beiträge", row.contribution_count, count=format_number(row.contribution_count)),
        )
        for row in rows
        if (key := (row.subject_kind, row.subject_id)) in subjects
    ]


def _subjects(rows: Sequence[Any], person: Person | None) -> dict[tuple[str, int], Subject]:
    """The subjects of these rows that the person may see, by kind and number."""
    found: dict[tuple[str, int], Subject] = {}
    for kind in sorted({row.subject_kind for row in rows}):
        ids = [row.subject_id for row in rows if row.subject_kind == kind]
        found.update({(kind, subject.id): subject for subject in gather("discussion.subjects", kind, ids, person)})
    return found


def waiting(consultation: Consultation) -> list[Link]:
    """Objections to summaries that nobody has answered yet."""
    number = objection_queries.open_count(current_session(), consultation.id)
    note = ngettext("%(count)s offen", "%(count)s offen", number, count=format_number(number)) if number else _("nichts offen")
    return [Link(_("Einsprüche gegen Zusammenfassungen"), url_for("summaries.objections", slug=consultation.slug), note=note)]


def targets() -> list[Target]:
    """Contributions, as the moderation decides about them."""
    return [Contributions()]


def own_contributions(person: Person) -> list[Section]:
    """A person's newest contributions."""
    rows = queries.contributions_of(current_session(), person.id, LINKS)
    links = [Link(excerpt(row.body_html, 80), url_for("contributions.show", contribution_id=row.id), note=_note(row)) for row in rows]
    followed = following_queries.followed_by(current_session(), person.id, LINKS)
    followed_links = _subject_links(followed, person)
    sections = ((_("Meine Beiträge in Diskussionen"), links), (_("Diskussionen, denen ich folge"), followed_links))
    return [Section(title, found) for title, found in sections if found]


def _note(row: Any) -> str:
    if row.hidden_at is not None:
        return _("ausgeblendet")
    return _("Antwort") if row.parent_id is not None else str(KIND_NAMES[row.kind])


def written_for(organisation_id: int) -> list[Section]:
    """The newest readable contributions in an organisation's name."""
    rows = queries.contributions_for(current_session(), organisation_id, LINKS)
    links = [Link(excerpt(row.body_html, 80), url_for("contributions.show", contribution_id=row.id), note=_note(row)) for row in rows]
    return [Section(_("Beiträge in Diskussionen"), links)] if links else []


def own_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """All that this room keeps about a person, for the copy of their data."""
    session = current_session()
    everything = {**queries.everything_of(session, person.id), **following_queries.reading_data(session, person.id)}
    everything["objections"] = summary_queries.objections_of(session, person.id)
    return {name: [dict(row._mapping) for row in rows] for name, rows in everything.items()}


def signed(consultation_id: int, person_id: int) -> list[Select[Any]]:
    """What somebody wrote in a consultation under a name that others read."""
    mine = select(Contribution.id).join(Discussion, Discussion.id == Contribution.discussion_id)
    return [mine.where(Discussion.consultation_id == consultation_id, Contribution.author_id == person_id)]


def took_part(kind: str, number: int) -> list[Select[Any]]:
    """Whoever contributed to a discussion of a consultation, or of one proposal."""
    if kind not in (OF_CONSULTATION, OF_PROPOSAL):
        return []
    which = [Discussion.consultation_id == number]
    if kind == OF_PROPOSAL:
        which = [Discussion.subject_kind == "proposal", Discussion.subject_id == number]
    mine = select(Contribution.author_id).join(Discussion, Discussion.id == Contribution.discussion_id)
    return [mine.where(*which, Contribution.author_id.is_not(None), Contribution.deleted_at.is_(None))]


def answer_sources() -> list[AnswerSource]:
    """What of this room waits for the city's answer."""
    return [AskedInDiscussions()]
