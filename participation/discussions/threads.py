"""How a thread becomes HTML: for its subject's page, for a page of its own, and for the parts that htmx swaps."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from urllib.parse import quote

from flask import url_for
from markupsafe import Markup

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.subjects import Subject
from participation.discussions import queries, rules, thread_queries
from participation.discussions.articles import WORDS, articles, reader_of
from participation.discussions.following_queries import Reading, reading_of
from participation.discussions.forms import ContributionForm
from participation.discussions.models import Discussion, Topic
from participation.discussions.orders import Asked, Show, asked_by
from participation.discussions.own_places import READING, own_places, place_of
from participation.discussions.summary_queries import lines_of
from participation.discussions.ways import order_note, ways_of
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.limits import check_limit
from participation.kit.links import Link
from participation.kit.own_pages import for_one_only, for_person, is_for_many, own_place
from participation.kit.pages import part
from participation.kit.rules import Verdict

KIND_WORDS = {"proposal": "vorschlag", "topic": "thema", "amendment": "aenderung", "paragraph": "absatz"}
"""What a kind of subject is called in addresses."""
KINDS = {word: kind for kind, word in KIND_WORDS.items()}

NOTED_AGAIN = timedelta(minutes=5)
"""A visit is noted at most so often."""
MOST_WRITTEN, PERIOD = 30, timedelta(minutes=10)
"""How much one person may write in a time; nobody thinks faster."""
MOST_CLICKED = 120


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


def limit_clicks(person: Person, now: datetime) -> None:
    """Count one attempt to press a button that writes. Raises TooMany. Call it before the request writes."""
    check_limit(f"click:person:{person.id}", MOST_CLICKED, PERIOD, now)


def thread_url(subject: Subject, asked: Asked | None = None, number: int | None = None) -> str:
    """The address of a page of a subject's thread."""
    return subject.url + (asked.query(number) if asked is not None else "")


def place_url(place: queries.Place, subject: Subject, consultation: Consultation, person: Person | None, now: datetime) -> str:
    """Where a contribution stands in the usual order, with its anchor; a late answer on the page of the answers."""
    contribution = place.contribution
    anchor = f"#beitrag-{contribution.id}"
    if contribution.parent_id is not None and contribution.position > thread_queries.FIRST_ANSWERS:
        number = (contribution.position - 1) // thread_queries.PAGE + 1
        return url_for("contributions.answers", contribution_id=contribution.parent_id, seite=number if number > 1 else None) + anchor
    session, asked = current_session(), asked_by({}, consultation, person.id if person else None, now)
    first = contribution if contribution.parent_id is None else queries.place(session, contribution.parent_id).contribution
    return thread_url(subject, asked, thread_queries.page_of(session, place.discussion, first, asked)) + anchor


def crumbs_to(consultation: Consultation, subject: Subject) -> list[tuple[str, str]]:
    """The way down to a discussion: (label, address) pairs."""
    above = [(_("Diskussionen"), url_for("discussions.topics", slug=consultation.slug))] if subject.kind == "topic" else []
    return [*above, (subject.title, subject.url)]


def write_url(consultation: Consultation, subject: Subject) -> str:
    """Where contributions to a subject are sent."""
    return url_for("discussions.contribute_to", slug=consultation.slug, kind=KIND_WORDS[subject.kind], subject_id=subject.id)


def render(template: str, **context: Any) -> Markup:
    """A part of a page, without what only whole pages need."""
    return part(template, **WORDS, **context)


def thread_html(
    consultation: Consultation,
    subject: Subject,
    person: Person | None,
    now: datetime,
    *,
    asked: Asked | None = None,
    form: ContributionForm | None = None,
    fresh: int = 0,
) -> Markup:
    """A page of a thread with its form. `form` carries what was typed and its errors, `fresh` is a contribution just written."""
    session = current_session()
    asked = asked or asked_by({}, consultation, person.id if person else None, now)
    if asked.show == Show.NEW:
        for_one_only()
    discussion = thread_queries.discussion_line(session, subject.kind, subject.id)
    reading = reading_of(session, person.id, discussion.id) if person is not None and discussion is not None else Reading()
    thread = thread_queries.thread(session, discussion, person.id if person else None, asked, reading.since)
    may_write = rules.may_contribute(person, consultation, now, closed=subject.closed, closed_at=discussion.closed_at if discussion else None)
    if form is None and may_write:
        form = ContributionForm(formdata=None)
        form.renew_key()
    reader = reader_of(person, consultation, now, bool(may_write), subject)
    heads = [*chain(thread.page.items, *thread.answers.values())]
    reading_words = reading_context(consultation, subject, person, reading, now)
    _own_places(consultation, subject, discussion, heads, may_write=bool(may_write))
    return render(
        "discussions/_thread.html",
        thread=thread,
        rows=thread.page.items,
        answers=thread.answers,
        articles=_in_places(articles(reader, heads, fresh)),
        reading_html=own_place(READING, render("discussions/_reading.html", **reading_words)),
        discussion=discussion,
        subject=subject,
        reader=reader,
        since=reading.since,
        may_write=may_write,
        help_link=help_link(may_write, thread_url(subject, asked, thread.page.number)),
        guest_url=_guest_url(consultation, subject) if may_write.remedy == "sign-in" else "",
        form=form if may_write else None,
        action=write_url(consultation, subject),
        fresh=fresh,
        summary=lines_of(session, discussion.summary_id if discussion is not None else None),
        order_note=order_note(asked),
        ways=ways_of(subject.url, asked, thread.page, discussion, signed_in=person is not None),
    )


def _in_places(found: dict[int, Markup]) -> dict[int, Markup]:
    return {number: own_place(place_of(number), html) for number, html in found.items()} if is_for_many() else found


def _own_places(consultation: Consultation, subject: Subject, discussion: Any, heads: list[Any], *, may_write: bool) -> None:
    """Where the page is made for many: say how each person's own articles and place of reading are put in."""
    if not is_for_many():
        return
    for_person(
        own_places(
            discussion,
            heads,
            lambda one: reader_of(one, consultation, clock.now(), may_write, subject),
            lambda one, found: render("discussions/_reading.html", **reading_context(consultation, subject, one, found, clock.now())),
        )
    )


def reading_context(consultation: Consultation, subject: Subject, person: Person | None, reading: Reading, now: datetime) -> dict[str, Any]:
    """What `_reading.html` needs: whether the person follows, how much is new, and whether to note this visit."""
    named: dict[str, Any] = {"slug": consultation.slug, "kind": KIND_WORDS[subject.kind], "subject_id": subject.id}
    return {
        "may_follow": rules.may_follow(person, consultation),
        "reading": reading,
        "new_url": thread_url(subject, asked_by({"zeige": Show.NEW}, consultation, person.id, now)) + "#diskussion" if person else "",
        "follow_url": url_for("threads.follow", **named),
        "visit_url": url_for("threads.visit", **named),
        "note_visit": reading.last_at is None or now - reading.last_at > NOTED_AGAIN,
    }


def _guest_url(consultation: Consultation, subject: Subject) -> str:
    """Where one takes part without an account, where that is open."""
    if not consultation.guests_write:
        return ""
    return url_for("guest_entry.show", slug=consultation.slug, next=f"{subject.url}#diskussion")


def help_link(verdict: Verdict, back: str) -> Link | None:
    """What a person can do about a refusal: sign in and come back, confirm the address, or open an account."""
    if verdict.remedy == "sign-in":
        return Link(_("Anmelden, um mitzudiskutieren"), f"/anmelden?next={quote(back + '#diskussion', safe='/')}")
    if verdict.remedy == "confirm":
        return Link(_("E-Mail-Adresse bestätigen"), "/konto")
    if verdict.remedy == "account":
        return Link(_("Konto eröffnen"), "/gast")
    return None
