"""How a thread becomes HTML: for its subject's page, for a page of its own, and for the parts that htmx swaps."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from urllib.parse import quote

from flask import current_app, url_for
from markupsafe import Markup

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.subjects import Subject
from participation.discussions import queries, rules
from participation.discussions.articles import WORDS, articles, reader_of
from participation.discussions.forms import ContributionForm
from participation.discussions.models import Discussion, Topic
from participation.discussions.queries import DEFAULT_ORDER, Order
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.limits import check_limit
from participation.kit.links import Link
from participation.kit.rules import Verdict

KIND_WORDS = {"proposal": "vorschlag", "topic": "thema", "amendment": "aenderung"}
"""What a kind of subject is called in addresses."""
KINDS = {word: kind for kind, word in KIND_WORDS.items()}

ORDER_NAMES = {Order.NEWEST: lazy("Neueste zuerst"), Order.OLDEST: lazy("Älteste zuerst"), Order.BEST: lazy("Beste zuerst")}
ORDER_NOTES = {
    Order.NEWEST: lazy("Der jüngste Beitrag steht oben."),
    Order.OLDEST: lazy("Der älteste Beitrag steht oben."),
    Order.BEST: lazy(
        "Oben steht, was am sichersten Zustimmung findet. Gerechnet wird mit dem Anteil der Zustimmungen; wenige Bewertungen zählen vorsichtig. Wer schreibt, spielt keine Rolle."
    ),
}

MOST_WRITTEN, PERIOD = 30, timedelta(minutes=10)
"""How much one person may write in a time; nobody thinks faster."""


def subject_named(kind: str, subject_id: int, person: Person | None) -> Subject:
    """A subject that this person may see. Raises NotFound."""
    found = gather("discussion.subjects", kind, [subject_id], person)
    if not found:
        raise NotFound
    subject: Subject = found[0]
    return subject


def topic_subject(topic: Topic, consultation: Consultation) -> Subject:
    """A topic as the subject of its discussion."""
    url = url_for("discussions.topic", slug=consultation.slug, topic_id=topic.id)
    return Subject("topic", topic.id, consultation.id, topic.title, url, topic.opened_by_id)


def subject_of(discussion: Discussion, person: Person | None) -> Subject:
    """The subject of a discussion, where this person may see it. Raises NotFound."""
    return subject_named(discussion.subject_kind, discussion.subject_id, person)


def belonging(subject: Subject, consultation: Consultation) -> Subject:
    """The subject, where it belongs to this consultation. Raises NotFound."""
    if subject.consultation_id != consultation.id:
        raise NotFound
    return subject


def limit_writing(person: Person | None, now: datetime) -> None:
    """Count one attempt to write something. Raises TooMany. Call it before the request writes."""
    if person is not None:
        check_limit(f"write:person:{person.id}", MOST_WRITTEN, PERIOD, now)


def thread_url(subject: Subject, order: Order = DEFAULT_ORDER, number: int = 1) -> str:
    """The address of a page of a subject's thread."""
    parts = ([f"reihenfolge={order}"] if order != DEFAULT_ORDER else []) + ([f"seite={number}"] if number > 1 else [])
    return f"{subject.url}{'?' + '&'.join(parts) if parts else ''}"


def place_url(place: queries.Place, subject: Subject) -> str:
    """Where a contribution stands in the usual order, with its anchor; a late answer on the page of the answers."""
    contribution = place.contribution
    anchor = f"#beitrag-{contribution.id}"
    if contribution.parent_id is None:
        return thread_url(subject, number=queries.page_of(current_session(), contribution)) + anchor
    if contribution.position > queries.FIRST_ANSWERS:
        number = (contribution.position - 1) // queries.PAGE + 1
        return url_for("contributions.answers", contribution_id=contribution.parent_id, seite=number if number > 1 else None) + anchor
    parent = queries.place(current_session(), contribution.parent_id)
    return thread_url(subject, number=queries.page_of(current_session(), parent.contribution)) + anchor


def write_url(consultation: Consultation, subject: Subject) -> str:
    """Where contributions to a subject are sent."""
    return url_for("discussions.contribute_to", slug=consultation.slug, kind=KIND_WORDS[subject.kind], subject_id=subject.id)


def render(template: str, **context: Any) -> Markup:
    """A part of a page, without what only whole pages need."""
    env = current_app.jinja_env
    return Markup(env.get_template(template).render(**WORDS, **context))  # noqa: S704 - rendered with autoescape


def thread_html(
    consultation: Consultation,
    subject: Subject,
    person: Person | None,
    now: datetime,
    *,
    order: Order = DEFAULT_ORDER,
    number: int = 1,
    form: ContributionForm | None = None,
    fresh: int = 0,
) -> Markup:
    """A page of a thread with its form. `form` carries what was typed and its errors, `fresh` is a contribution just written."""
    thread = queries.thread(current_session(), subject.kind, subject.id, person.id if person else None, order, number)
    discussion = thread.discussion
    may_write = rules.may_contribute(person, consultation, now, closed=subject.closed, closed_at=discussion.closed_at if discussion else None)
    if form is None and may_write:
        form = ContributionForm(formdata=None)
        form.renew_key()
    reader = reader_of(person, consultation, now, bool(may_write))
    return render(
        "discussions/_thread.html",
        thread=thread,
        rows=thread.page.items,
        answers=thread.answers,
        articles=articles(reader, chain(thread.page.items, *thread.answers.values()), fresh),
        discussion=discussion,
        subject=subject,
        reader=reader,
        may_write=may_write,
        help_link=help_link(may_write, thread_url(subject, thread.order, thread.page.number)),
        form=form if may_write else None,
        orders=[Link(str(ORDER_NAMES[each]), thread_url(subject, each) + "#diskussion", each == thread.order) for each in Order],
        order_note=ORDER_NOTES[thread.order],
        url_for_page=lambda page: thread_url(subject, thread.order, page) + "#diskussion",
        action=write_url(consultation, subject),
        fresh=fresh,
    )


def help_link(verdict: Verdict, back: str) -> Link | None:
    """What a person can do about a refusal: sign in and come back, or confirm the address."""
    if verdict.remedy == "sign-in":
        return Link(_("Anmelden, um mitzudiskutieren"), f"/anmelden?next={quote(back + '#diskussion', safe='/')}")
    if verdict.remedy == "confirm":
        return Link(_("E-Mail-Adresse bestätigen"), "/konto")
    return None
