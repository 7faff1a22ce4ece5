"""What people do in a discussion: contribute, change, delete, rate."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.consultations.models import Consultation
from participation.consultations.pace import take_turn
from participation.consultations.signals import answered_in_place, text_removed
from participation.consultations.subjects import Subject
from participation.discussions import rules
from participation.discussions.counting_actions import ARGUMENTS, change_counts, change_kind, count_ratings, next_number, next_position, place
from participation.discussions.following_actions import tell_of
from participation.discussions.models import BODY_LIMIT, Contribution, Discussion, Kind, Rating
from participation.kit import audit
from participation.kit.codes import new_token
from participation.kit.database import table_of
from participation.kit.errors import Conflict, Invalid, NotFound
from participation.kit.language import gettext as _
from participation.kit.prose import plain, to_html
from participation.kit.rules import demand, demand_of
from participation.kit.text import clean_text
from participation.kit.upserts import dialect_of, insert_for, insert_or
from participation.organisations.actions import writes_for

_DISCUSSION = select(Discussion).where(Discussion.subject_kind == bindparam("kind"), Discussion.subject_id == bindparam("subject"))
_FORM_KEY = re.compile("[A-Za-z0-9_-]{8,32}")


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to contribute. `parent_id` names the contribution that is answered; `form_key` the sending of the form,
    `organisation_id` in whose name it is.
    """

    kind: Kind
    body: str
    parent_id: int | None = None
    form_key: str = ""
    organisation_id: int | None = None


def contribute(session: Session, author: Person | None, consultation: Consultation, subject: Subject, draft: Draft, now: datetime) -> Contribution:
    """Add a contribution, or an answer to one, to the discussion of a subject; the first one makes the discussion.

    The same sending of a form twice gives the same contribution. Raises Invalid for an empty or too long text and for an answer
    to an answer, NotFound where the answered contribution belongs to another discussion.
    """
    found = discussion_of(session, subject.kind, subject.id)
    author = demand_of(author, rules.may_contribute(author, consultation, now, closed=subject.closed, closed_at=found.closed_at if found else None))
    if subject.consultation_id != consultation.id:
        raise NotFound
    body, html = checked_body(draft.body)
    form_key = draft.form_key if _FORM_KEY.fullmatch(draft.form_key) else ""
    sent_before = _sent(session, author, form_key) if form_key else None
    if sent_before is not None:
        return sent_before
    writes_for(session, author, draft.organisation_id, consultation.id, now, field="body")
    take_turn(session, author, consultation, now, "body")
    discussion = found or begin_discussion(session, consultation.id, subject)
    try:
        with session.begin_nested():
            contribution = _write(session, author, discussion, draft, (body, html), form_key or new_token()[:32], now)
    except IntegrityError:  # the same form was sent twice at the same moment
        twin = _sent(session, author, form_key)
        if twin is None:
            raise Conflict(_("Dieser Beitrag konnte nicht gespeichert werden. Bitte laden Sie die Seite neu.")) from None
        return twin
    change_counts(session, discussion.id, readable=1, argued=contribution.parent_id is None and contribution.kind in ARGUMENTS)
    audit.append(
        session,
        at=now,
        actor=author,
        action="contribution.written",
        subject=contribution,
        data={"discussion": discussion.id, "parent": draft.parent_id, "kind": str(draft.kind)},
    )
    tell_of(session, author, discussion, subject, contribution, now)
    if contribution.official and contribution.parent_id is not None:
        answered_in_place.send(session, kind="contribution", number=contribution.parent_id, now=now)
    return contribution


def _sent(session: Session, author: Person, form_key: str) -> Contribution | None:
    """What came of this sending of a form before."""
    return session.scalar(select(Contribution).where(Contribution.form_key == form_key, Contribution.author_id == author.id))


def _write(
    session: Session, author: Person, discussion: Discussion, draft: Draft, text: tuple[str, str], form_key: str, now: datetime
) -> Contribution:
    official, answer = author.speaks_officially, draft.parent_id is not None
    position = next_position(session, discussion, draft.parent_id, now, official=official) if draft.parent_id is not None else 0
    contribution = Contribution(
        discussion_id=discussion.id,
        parent_id=draft.parent_id,
        position=position,
        number=None if answer else next_number(session, discussion.id, draft.kind, official=official),
        active_at=None if answer else now,
        city_voices=int(official and not answer),
        author_id=author.id,
        kind=draft.kind,
        body=text[0],
        body_html=text[1],
        official=official,
        organisation_id=draft.organisation_id,
        author_position=author.position if official or author.role == Role.COUNCIL else "",
        created_at=now,
        form_key=form_key,
    )
    session.add(contribution)
    session.flush()
    return contribution


def edit_contribution(
    session: Session, author: Person | None, consultation: Consultation, contribution: Contribution, kind: Kind, body: str, now: datetime
) -> Contribution:
    """Change one's own contribution shortly after writing it. Raises Refused with the reason, Invalid for a text that cannot be taken."""
    demand(rules.may_edit(author, consultation, contribution, now))
    contribution.body, contribution.body_html = checked_body(body)
    change_kind(session, contribution, kind)
    contribution.edited_at = now
    contribution.version += 1
    change_counts(session, contribution.discussion_id)
    audit.append(session, at=now, actor=author, action="contribution.edited", subject=contribution)
    return contribution


def delete_contribution(session: Session, author: Person | None, consultation: Consultation, contribution: Contribution, now: datetime) -> None:
    """Delete one's own text. Its place and the answers to it stay; whoever was to decide about it is told."""
    demand(rules.may_delete(author, consultation, contribution))
    empty_contribution(session, contribution, now)
    audit.append(session, at=now, actor=author, action="contribution.deleted", subject=contribution)


def empty_contribution(session: Session, contribution: Contribution, now: datetime) -> None:
    """Take the text away and keep its place: orders, counts and notices about it follow."""
    was_readable = contribution.is_readable
    contribution.body = contribution.body_html = contribution.hidden_reason = ""
    contribution.deleted_at = now
    contribution.version += 1
    place(contribution)
    session.flush()
    change_counts(session, contribution.discussion_id, readable=-1 if was_readable else 0)
    text_removed.send(session, kind="contribution", number=contribution.id, now=now)


def rate(session: Session, person: Person | None, consultation: Consultation, contribution: Contribution, value: int, now: datetime) -> None:
    """Agree (+1) or disagree (-1) with a contribution; a second time changes the rating, the same again changes nothing."""
    person = demand_of(person, rules.may_rate(person, consultation, contribution, now))
    if value not in (1, -1):
        raise Invalid(_("Bitte wählen Sie „Stimme zu“ oder „Stimme nicht zu“."))
    session.flush()
    row = {"contribution": contribution.id, "person": person.id, "rating": value, "at": now}
    if session.execute(_put_rating(dialect_of(session)), row).scalar() is not None:
        up, down = (1, 0) if value == 1 else (0, 1)
    else:
        turned = (
            update(Rating)
            .where(Rating.contribution_id == contribution.id, Rating.person_id == person.id, Rating.value != value)
            .values(value=value, rated_at=now)
            .returning(Rating.id)
        )
        if session.execute(turned).scalar() is None:
            return
        up, down = (value, -value)
    count_ratings(session, contribution, up, down)
    audit.append(session, at=now, actor=person, action="contribution.rated", subject=contribution)  # not how: opinions stay out of the log


@cache
def _put_rating(dialect: str) -> Any:
    table = table_of(Rating)
    row = {"contribution_id": "contribution", "person_id": "person", "value": "rating", "rated_at": "at"}
    put = insert_for(dialect, table).values({column: bindparam(name) for column, name in row.items()})
    return put.on_conflict_do_nothing(index_elements=["contribution_id", "person_id"]).returning(table.c.id)


def take_back_rating(session: Session, person: Person | None, consultation: Consultation, contribution: Contribution, now: datetime) -> None:
    """Take one's rating back; where there is none, nothing changes."""
    person = demand_of(person, rules.may_rate(person, consultation, contribution, now))
    gone = delete(Rating).where(Rating.contribution_id == contribution.id, Rating.person_id == person.id).returning(Rating.value)
    value = session.execute(gone).scalar()
    if value is None:
        return
    count_ratings(session, contribution, *((-1, 0) if value == 1 else (0, -1)))
    audit.append(session, at=now, actor=person, action="contribution.rating_taken_back", subject=contribution)


def checked_body(body: str) -> tuple[str, str]:
    """The text of a contribution as it is stored, and its HTML. Raises Invalid at the field `body`."""
    text = clean_text(body)
    if len(text) > BODY_LIMIT:
        raise Invalid(
            _("Der Text ist zu lang: %(is)s Zeichen, erlaubt sind %(limit)s. Bitte kürzen Sie ihn.", **{"is": len(text), "limit": BODY_LIMIT}), "body"
        )
    html = to_html(text)
    if not plain(html).strip():
        raise Invalid(_("Bitte schreiben Sie Ihren Beitrag."), "body")
    return text, html


def discussion_of(session: Session, kind: str, subject_id: int) -> Discussion | None:
    """The discussion of a subject, where somebody has begun it."""
    return session.scalar(_DISCUSSION, {"kind": kind, "subject": subject_id})


def begin_discussion(session: Session, consultation_id: int, subject: Subject) -> Discussion:
    """Make the discussion unless another contribution makes it at the same moment, and return the one there is."""
    row = {"consultation_id": consultation_id, "subject_kind": subject.kind, "subject_id": subject.id, "version": 1}
    counts = ("contribution_count", "top_level_count", *(f"{kind}_count" for kind in Kind), "city_count")
    empty = {**dict.fromkeys(counts, 0), "outcome": "", "outcome_html": ""}
    session.execute(insert_or(session, Discussion).values(**row, **empty).on_conflict_do_nothing(index_elements=["subject_kind", "subject_id"]))
    return session.scalars(_DISCUSSION, {"kind": subject.kind, "subject": subject.id}).one()
