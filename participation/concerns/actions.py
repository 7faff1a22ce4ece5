"""A concern is sent, with an account, by a mailed link or by another app; it is confirmed, and taken back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from participation.accounts.addresses import fold_address
from participation.accounts.models import Person
from participation.concerns import mails
from participation.concerns.models import (
    ADDRESS_LENGTH,
    PUBLIC,
    Concern,
    ConcernCategory,
    ConcernEvent,
    ConcernKey,
    Status,
    What,
)
from participation.concerns.queries import hold_concern
from participation.concerns.rules import Asking, may_send, may_send_about, may_take_back, may_take_back_own
from participation.consultations.signals import text_removed
from participation.followups.models import Office
from participation.kit import audit
from participation.kit.dates import city_zone
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.mail import queue_mails
from participation.kit.rules import demand, demand_of
from participation.kit.text import clean_line, clean_text, fold
from participation.kit.uploads import StoredPicture
from participation.methods.concerns import due_day
from participation.places.actions import forget_place
from participation.places.models import Place
from participation.settings import Settings

SHORTEST, LONGEST = 10, 2_000
"""Characters of a text."""
MOST_UNCONFIRMED = 2_000
"""Concerns that wait for their mailed link, at once."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody sends: what it is about, the text, where, a stored picture with its words, or where in words alone (`address`)."""

    category: ConcernCategory
    text: str
    place: Place | None = None
    picture: StoredPicture | None = None
    picture_words: str = ""
    address: str = ""


def send_concern(session: Session, settings: Settings, person: Person | None, draft: Draft, language: str, now: datetime) -> Concern:
    """With an account: the concern is public at once, the rule names its office, and a mail says until when there is an answer. Raises Invalid."""
    person = demand_of(person, may_send(person))
    concern = _written(draft, language, now)
    concern.person_id = person.id
    session.add(concern)
    _receive(session, concern, draft.category, now, person)
    to = mails.address_of(concern, person)
    if to:
        queue_mails(session, [mails.received_mail(settings, concern, draft.category.name, _office_name(session, concern), to)], now)
    return concern


def ask_to_send(session: Session, settings: Settings, email: str, draft: Draft, language: str, now: datetime) -> Concern:
    """Without an account: a mail goes to the address, and the concern is public once its link is followed. Raises Invalid, Conflict."""
    demand(may_send(None))
    address = fold_address(email)
    if address is None:
        raise Invalid(_("Bitte geben Sie eine E-Mail-Adresse an, zum Beispiel name@beispiel.de."), "email")
    concern = _written(draft, language, now)
    if (session.scalar(select(func.count(Concern.id)).where(Concern.status == Status.ASKED)) or 0) >= MOST_UNCONFIRMED:
        raise Conflict(_("Gerade kommen sehr viele Anliegen an. Bitte versuchen Sie es morgen noch einmal, oder melden Sie sich an."))
    concern.email = address
    session.add(concern)
    session.flush()
    queue_mails(session, [mails.confirm_mail(settings, concern, draft.category.name, address)], now)
    audit.append(session, at=now, actor=None, action="concern.asked", subject=concern)
    return concern


def take_in(session: Session, settings: Settings, key: ConcernKey, email: str, draft: Draft, language: str, now: datetime) -> Concern:
    """By another app with its key: public at once. An address gets one mail that asks whether answers are wanted there. Raises Invalid."""
    address = fold_address(email) if email.strip() else None
    if email.strip() and address is None:
        raise Invalid(_("Bitte geben Sie eine E-Mail-Adresse an, zum Beispiel name@beispiel.de."), "email")
    concern = _written(draft, language, now)
    concern.key_id, concern.email = key.id, address
    session.add(concern)
    _receive(session, concern, draft.category, now, None)
    if address:
        queue_mails(session, [mails.agree_mail(settings, concern, draft.category.name, key.name, address)], now)
    return concern


def confirm(session: Session, settings: Settings, concern: Concern, now: datetime) -> None:
    """The mailed link was followed: the concern counts, and its answers go to the address; once more changes nothing."""
    concern = hold_concern(session, concern.id)
    if concern.email is None or concern.email_confirmed_at is not None:
        return
    concern.email_confirmed_at = now
    if concern.status == Status.ASKED:
        demand(may_send_about(concern.category))
        _receive(session, concern, concern.category, now, None)
        queue_mails(session, [mails.received_mail(settings, concern, concern.category.name, concern.office.name, concern.email)], now)
    else:
        audit.append(session, at=now, actor=None, action="concern.address_confirmed", subject=concern)


def forget_address(session: Session, concern: Concern, now: datetime) -> None:
    """Whoever sent it wants no more mails: the address is deleted, the concern stays."""
    concern = hold_concern(session, concern.id)
    if concern.status == Status.ASKED:
        raise Conflict(_("Dieses Anliegen ist noch nicht bestätigt. Nehmen Sie es zurück, dann ist auch die Adresse gelöscht."))
    if concern.email is not None:
        concern.email = concern.email_confirmed_at = None
        audit.append(session, at=now, actor=None, action="concern.address_forgotten", subject=concern)


def take_back(session: Session, concern: Concern, now: datetime) -> str | None:
    """Whoever holds its link takes it back; see `take_back_own`."""
    concern = hold_concern(session, concern.id)
    demand(may_take_back(concern))
    return _remove(session, concern, None, now)


def take_back_own(session: Session, asking: Asking, concern: Concern, now: datetime) -> str | None:
    """Its sender takes it back: all of it is deleted. Returns the name of its picture, whose files the caller deletes after the commit."""
    concern = hold_concern(session, concern.id)
    person = demand_of(asking.person, may_take_back_own(asking, concern))
    return _remove(session, concern, person, now)


def today(now: datetime) -> date:
    """The day in the city's zone."""
    return now.astimezone(city_zone()).date()


def write_event(session: Session, concern: Concern, what: What, now: datetime, person: Person | None, text: str = "") -> ConcernEvent:
    """One line of a concern's history, as it stands now."""
    event = ConcernEvent(
        concern_id=concern.id,
        what=what,
        status=concern.status,
        office_id=concern.office_id,
        text=text,
        written_by_id=person.id if person else None,
        written_at=now,
    )
    session.add(event)
    concern.changed_at = now
    session.flush()
    return event


def _written(draft: Draft, language: str, now: datetime) -> Concern:
    text, words = clean_text(draft.text), clean_line(draft.picture_words)
    verdict = may_send_about(draft.category)
    if not verdict:
        raise Invalid(verdict.reason, "category_id")
    if len(text) < SHORTEST:
        raise Invalid(_("Bitte beschreiben Sie Ihr Anliegen mit mindestens %(number)s Zeichen.", number=SHORTEST), "text")
    if len(text) > LONGEST:
        raise Invalid(_("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=LONGEST), "text")
    if draft.picture is not None and not words:
        raise Invalid(_("Bitte beschreiben Sie das Bild für Menschen, die es nicht sehen."), "picture_words")
    return Concern(
        public_id=secrets.token_urlsafe(16),
        category_id=draft.category.id,
        office_id=draft.category.office_id,
        status=Status.ASKED,
        text=text,
        words=fold(text),
        place_id=draft.place.id if draft.place else None,
        district_id=draft.place.district_id if draft.place else None,
        address=clean_line(draft.address)[:ADDRESS_LENGTH],
        language=language,
        asked_at=now,
        changed_at=now,
        picture_name=draft.picture.name if draft.picture else None,
        picture_width=draft.picture.width if draft.picture else None,
        picture_height=draft.picture.height if draft.picture else None,
        picture_words=words[:300] if draft.picture else "",
    )


def _receive(session: Session, concern: Concern, category: ConcernCategory, now: datetime, person: Person | None) -> None:
    """From now on it is public, and the clock runs."""
    concern.status, concern.received_at = Status.RECEIVED, now
    concern.due_on, concern.office_id = due_day(today(now), category.days), category.office_id
    session.flush()
    data = {"category": category.code, "app": concern.key_id}
    audit.append(session, at=now, actor=person, action="concern.received", subject=concern, data=data)
    write_event(session, concern, What.RECEIVED, now, person)


def _office_name(session: Session, concern: Concern) -> str:
    return session.get_one(Office, concern.office_id).name


def _remove(session: Session, concern: Concern, person: Person | None, now: datetime) -> str | None:
    number, picture, place = concern.id, concern.picture_name, concern.place_id
    if concern.status in PUBLIC:
        text_removed.send(session, kind="concern", number=number, now=now)
        if picture:
            text_removed.send(session, kind="concern_picture", number=number, now=now)
    audit.append(session, at=now, actor=person, action="concern.taken_back", subject=("concern", number))
    session.execute(delete(ConcernEvent).where(ConcernEvent.concern_id == number))
    session.execute(delete(Concern).where(Concern.id == number))
    session.expunge(concern)
    forget_place(session, place)
    return picture
