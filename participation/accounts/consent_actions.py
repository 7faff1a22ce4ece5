"""Agreeing, withdrawing, and new versions of what people agree to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from participation.accounts.consent_models import Consent, ConsentText
from participation.accounts.consents import OPINIONS, newest_text
from participation.accounts.models import Person
from participation.accounts.rules import may_administrate
from participation.accounts.signals import consent_withdrawn
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.text import clean_line, clean_text

TEXT_LENGTH, NOTE_LENGTH, PLACE_LENGTH = 2000, 300, 500


def agree(session: Session, person: Person, key: str, text_id: int, language: str, place: str, now: datetime) -> None:
    """Keep that a person agreed to the words that they read. Once more, on the same page to the same words, it changes nothing.

    Raises Conflict where there are newer words meanwhile.
    """
    text = newest_text(session, key)
    if text.id != text_id:
        raise Conflict(_("Der Text der Einwilligung wurde gerade geändert. Bitte lesen Sie ihn noch einmal."))
    living = (Consent.person_id == person.id, Consent.text_id == text.id, Consent.place == place[:PLACE_LENGTH], Consent.withdrawn_at.is_(None))
    if session.scalar(select(func.count()).select_from(Consent).where(*living)) and (key != OPINIONS or person.opinions_agreed_at is not None):
        return
    session.add(Consent(person_id=person.id, text_id=text.id, language=language, place=place[:PLACE_LENGTH], given_at=now))
    if key == OPINIONS:
        person.opinions_agreed_at = now
    session.flush()
    audit.append(session, at=now, actor=person, action="consent.given", subject=person, data={"text": key, "version": text.number})


def withdraw(session: Session, person: Person, key: str, now: datetime, *, place: str | None = None) -> bool:
    """Take back what was agreed to, on one page or everywhere; the rooms then delete what rested on it. Returns whether there was anything."""
    texts = select(ConsentText.id).where(ConsentText.key == key)
    living = [Consent.person_id == person.id, Consent.text_id.in_(texts), Consent.withdrawn_at.is_(None)]
    living += [Consent.place == place[:PLACE_LENGTH]] if place is not None else []
    gone = session.execute(update(Consent).where(*living).values(withdrawn_at=now).returning(Consent.id)).all()
    if not gone:
        return False
    if key == OPINIONS:
        person.opinions_agreed_at = None
    session.flush()
    audit.append(session, at=now, actor=person, action="consent.withdrawn", subject=person, data={"text": key})
    consent_withdrawn.send(session, person=person, key=key, now=now)
    return True


def publish_text(
    session: Session, actor: Person | None, key: str, text_de: str, text_en: str, note: str, now: datetime, *, after: int, ask_again: bool
) -> ConsentText:
    """Add a version; from now on it is asked. `after`: the version that was read before; `ask_again`: whoever agreed is asked once more,
    and until then gives nothing new. Raises Invalid, Conflict where somebody was faster.
    """
    demand(may_administrate(actor))
    before = newest_text(session, key)
    said = {"text_de": clean_text(text_de), "text_en": clean_text(text_en), "note": clean_line(note)}
    faults = [Invalid(_("Bitte füllen Sie dieses Feld aus."), field) for field, words in said.items() if not words]
    faults += [
        Invalid(_("Der Text ist zu lang."), field) for field, words in said.items() if len(words) > (NOTE_LENGTH if field == "note" else TEXT_LENGTH)
    ]
    if faults:
        raise Invalid(faults[0].message, faults[0].field, also=faults[1:])
    if before.number != after:
        raise Conflict(_("Es gibt inzwischen eine neuere Fassung. Bitte sehen Sie sie an."))
    if (before.text_de, before.text_en) == (said["text_de"], said["text_en"]):
        raise Invalid(_("Das ist der Text, der schon gilt."), "text_de")
    text = ConsentText(key=key, number=before.number + 1, since=now, **said)
    session.add(text)
    session.flush()
    if ask_again and key == OPINIONS:
        session.execute(update(Person).where(Person.opinions_agreed_at.is_not(None)).values(opinions_agreed_at=None))
    data = {"text": key, "version": text.number, "asked_again": ask_again}
    audit.append(session, at=now, actor=actor, action="consent.text_published", subject=text, data=data)
    return text


def forget_consents(session: Session, person: Person) -> None:
    """An account goes, and with it what it agreed to."""
    session.execute(delete(Consent).where(Consent.person_id == person.id))
    person.opinions_agreed_at = None
