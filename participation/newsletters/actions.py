"""What people do with newsletters: follow, write, try out, send, call back; and the sending itself, people by people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from participation.accounts.consent_actions import agree, withdraw
from participation.accounts.consents import NEWSLETTER, newest_text
from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.queries import consultation_by_id
from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.jobs import enqueue_after_commit
from participation.kit.language import gettext as _
from participation.kit.language import language, speaking
from participation.kit.mail import queue_mails
from participation.kit.prose import to_html
from participation.kit.rules import demand, demand_of
from participation.kit.text import clean_line, clean_text
from participation.kit.upserts import insert_or
from participation.newsletters import queries, rules
from participation.newsletters.mails import newsletter_mail
from participation.newsletters.models import BODY_LENGTH, SUBJECT_LENGTH, Follow, Newsletter, State
from participation.settings import Settings

SEND_NEWSLETTERS = "newsletters.send"
"""The job that sends what is due; `clockwork.py` says which function that is."""
PEOPLE_AT_ONCE = 500


def follow(session: Session, person: Person | None, consultation: Consultation, now: datetime, *, text_id: int | None = None) -> None:
    """Follow a consultation, and agree to its newsletter; once more changes nothing. `text_id`: the words of consent that were read,
    None for those in force. Raises Conflict where there are newer ones."""
    person = demand_of(person, rules.may_follow(person, consultation))
    put = insert_or(session, Follow).values(person_id=person.id, consultation_id=consultation.id, followed_at=now)
    made = session.execute(
        put.on_conflict_do_nothing(index_elements=["person_id", "consultation_id"]).returning(Follow.person_id)
    ).scalar_one_or_none()
    if made is not None:
        audit.append(session, at=now, actor=person, action="consultation.followed", subject=consultation)
        agree(session, person, NEWSLETTER, text_id or newest_text(session, NEWSLETTER).id, language(), page_of(consultation), now)


def page_of(consultation: Consultation) -> str:
    """The page on which one agrees to a consultation's newsletter; a published consultation's address stays."""
    return f"/beteiligungen/{consultation.slug}/newsletter"


def unfollow(session: Session, person_id: int, consultation_id: int, now: datetime) -> None:
    """Follow it no more, on the page or by the link in a mail; once more, or after the account is gone, it does nothing."""
    gone = delete(Follow).where(Follow.person_id == person_id, Follow.consultation_id == consultation_id).returning(Follow.person_id)
    if session.execute(gone).scalar_one_or_none() is not None:
        person = session.get(Person, person_id)
        audit.append(session, at=now, actor=person, action="consultation.unfollowed", subject=("consultation", consultation_id))
        if person is not None:
            withdraw(session, person, NEWSLETTER, now, place=page_of(consultation_by_id(session, consultation_id)))


def forget_follower(session: Session, person: Person) -> None:
    """An account was deleted: it follows nothing; what it wrote for the city stays."""
    session.execute(delete(Follow).where(Follow.person_id == person.id))


def write_newsletter(session: Session, author: Person | None, consultation: Consultation, subject: str, body: str, now: datetime) -> Newsletter:
    """Begin a newsletter: a draft that only those who run the consultation see."""
    author = demand_of(author, rules.may_write(author, consultation))
    letter = Newsletter(consultation_id=consultation.id, author_id=author.id, state=State.DRAFT, created_at=now)
    _take(letter, subject, body, now)
    session.add(letter)
    session.flush()
    audit.append(session, at=now, actor=author, action="newsletter.written", subject=letter, data={"consultation": consultation.id})
    return letter


def change_newsletter(
    session: Session, actor: Person | None, consultation: Consultation, number: int, subject: str, body: str, now: datetime
) -> None:
    """Another wording for a draft."""
    letter = _held(session, consultation, number)
    demand(rules.may_change(actor, consultation, letter))
    _take(letter, subject, body, now)
    audit.append(session, at=now, actor=actor, action="newsletter.changed", subject=letter)


def _take(letter: Newsletter, subject: str, body: str, now: datetime) -> None:
    subject, body = clean_line(subject), clean_text(body)
    if not subject:
        raise Invalid(_("Bitte geben Sie einen Betreff ein."), "subject")
    if not body:
        raise Invalid(_("Bitte schreiben Sie den Text des Newsletters."), "body")
    for name, text, limit in (("subject", subject, SUBJECT_LENGTH), ("body", body, BODY_LENGTH)):
        if len(text) > limit:
            raise Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=limit), name)
    letter.subject, letter.body, letter.body_html, letter.changed_at = subject, body, to_html(body), now


def discard_newsletter(session: Session, actor: Person | None, consultation: Consultation, number: int, now: datetime) -> None:
    """Throw a draft away."""
    letter = _held(session, consultation, number)
    demand(rules.may_change(actor, consultation, letter))
    audit.append(session, at=now, actor=actor, action="newsletter.discarded", subject=letter)
    session.delete(letter)
    session.flush()


def send_test(session: Session, settings: Settings, actor: Person | None, consultation: Consultation, number: int, now: datetime) -> None:
    """Mail a draft to oneself, in the own language."""
    letter = queries.newsletter(session, consultation.id, number)
    actor = demand_of(actor, rules.may_change(actor, consultation, letter))
    if actor.email is None:
        raise Invalid(_("Für Ihr Konto ist keine E-Mail-Adresse gespeichert."))
    with speaking(actor.language):
        queue_mails(session, [newsletter_mail(settings, consultation, letter, actor.email, actor.id, test=True)], now)
    audit.append(session, at=now, actor=actor, action="newsletter.tested", subject=letter)


def plan_newsletter(session: Session, actor: Person | None, consultation: Consultation, number: int, send_at: datetime | None, now: datetime) -> None:
    """Send a draft to all who follow the consultation: now, or at a time. Only once: then it is no draft any more."""
    letter = _held(session, consultation, number)
    demand(rules.may_change(actor, consultation, letter))
    if send_at is not None and send_at <= now:
        raise Invalid(_("Dieser Zeitpunkt ist schon vorbei."), "send_at")
    letter.state, letter.send_at = State.PLANNED, send_at or now
    count = queries.follower_count(session, consultation.id)
    data = {"send_at": letter.send_at.isoformat(), "followers": count}
    audit.append(session, at=now, actor=actor, action="newsletter.planned", subject=letter, data=data)
    enqueue_after_commit(session, SEND_NEWSLETTERS)


def call_back(session: Session, actor: Person | None, consultation: Consultation, number: int, now: datetime) -> None:
    """Take a planned newsletter back: it is a draft again."""
    letter = _held(session, consultation, number)
    demand(rules.may_call_back(actor, consultation, letter))
    letter.state, letter.send_at = State.DRAFT, None
    audit.append(session, at=now, actor=actor, action="newsletter.called_back", subject=letter)


def _held(session: Session, consultation: Consultation, number: int) -> Newsletter:
    """A newsletter that nobody else changes until the commit: of two clicks the second finds what the first did."""
    queries.newsletter(session, consultation.id, number)
    held = select(Newsletter).where(Newsletter.id == number).with_for_update()
    return session.scalars(held, execution_options={"populate_existing": True}).one()


def mail_next(session: Session, settings: Settings, number: int, now: datetime, most: int = PEOPLE_AT_ONCE) -> Newsletter | None:
    """Put the mails to the next followers into the outbox; None where all have theirs, or another worker was a moment faster.

    The mails and the mark behind the last of these people are one transaction, and a mail has a key of newsletter and person:
    whatever happens, nobody gets it twice and nobody is left out. The caller commits.
    """
    letter = session.get(Newsletter, number, populate_existing=True)
    due = letter is not None and (
        letter.state == State.SENDING or (letter.state == State.PLANNED and letter.send_at is not None and letter.send_at <= now)
    )
    if letter is None or not due:
        return None
    begins, before, mailed = letter.state == State.PLANNED, letter.after_id, letter.mailed
    values: dict[str, object] = {}
    if begins:
        values = {"state": State.SENDING, "published_at": now, "total": queries.follower_count(session, letter.consultation_id)}
    people = queries.next_followers(session, letter.consultation_id, before, most)
    if people:
        values |= {"after_id": people[-1].id, "mailed": mailed + len(people)}
    else:
        values |= {"state": State.SENT, "sent_at": now}
    same = (Newsletter.id == number, Newsletter.state == letter.state, Newsletter.after_id == before)
    if session.execute(update(Newsletter).where(*same).values(**values).returning(Newsletter.id)).scalar_one_or_none() is None:
        return None
    consultation, mails = consultation_by_id(session, letter.consultation_id), []
    for person in people:
        with speaking(person.language):
            mails.append(newsletter_mail(settings, consultation, letter, person.email, person.id))
    queue_mails(session, mails, now)
    if not people:
        audit.append(session, at=now, actor=None, action="newsletter.sent", subject=letter, data={"mails": mailed})
    session.refresh(letter)
    return letter if people else None
