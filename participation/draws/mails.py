"""What the drawn are written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.councils.models import Council
from participation.draws.models import Seat
from participation.kit.dates import say_moment
from participation.kit.language import gettext as _
from participation.kit.mail import queue_mails
from participation.kit.mail_text import Button, Part, Words, write_mail
from participation.settings import Settings


def seat_url(consultation: Consultation, settings: Settings, code: str = "") -> str:
    """The page on which a drawn person answers; with the code, it is filled in."""
    url = f"{settings.base_url.rstrip('/')}/beteiligungen/{consultation.slug}/buergerrat/platz"
    return f"{url}#{code}" if code else url


def drawn_mail(
    session: Session,
    consultation: Consultation,
    council: Council,
    seat: Seat,
    contact: Mapping[str, Any],
    code: str,
    settings: Settings,
    now: datetime,
) -> None:
    """Tell somebody that they were drawn, with the code to answer; nothing where no address is known."""
    if not contact.get("email"):
        return
    until = say_moment(seat.answer_until)
    parts: list[Part] = [
        Words(_("Sie wurden für den „%(council)s“ ausgelost. Bitte sagen Sie bis %(until)s zu oder ab:", council=council.title, until=until)),
        Button(_("Zu- oder absagen"), seat_url(consultation, settings, code)),
        Words(_("Ihr Code: %(code)s", code=code)),
        Words(_("Wenn Sie absagen oder nicht antworten, rückt jemand anderes nach.")),
    ]
    subject = _("Sie sind ausgelost: %(council)s", council=council.title)
    name, key = str(contact.get("name") or ""), f"council-seat:{seat.id}:drawn"
    queue_mails(session, [write_mail(settings, str(contact["email"]), subject, parts, name=name, key=key)], now)


def confirmed_mail(
    session: Session,
    consultation: Consultation,
    council: Council,
    seat: Seat,
    contact: Mapping[str, Any],
    code: str,
    settings: Settings,
    now: datetime,
) -> None:
    """Thank for a yes, and say how the account gets into the members' area: with the same code, once."""
    if not contact.get("email"):
        return
    parts: list[Part] = [
        Words(
            _(
                "Danke für Ihre Zusage zum „%(council)s“. In den Bereich der Mitglieder kommen Sie mit einem Konto. "
                "Melden Sie sich an oder legen Sie eines an und geben Sie dann hier einmal Ihren Code ein:",
                council=council.title,
            )
        ),
        Button(_("Code eingeben"), seat_url(consultation, settings, code)),
        Words(_("Ihr Code: %(code)s", code=code)),
    ]
    subject = _("Ihre Zusage: %(council)s", council=council.title)
    name, key = str(contact.get("name") or ""), f"council-seat:{seat.id}:confirmed"
    queue_mails(session, [write_mail(settings, str(contact["email"]), subject, parts, name=name, key=key)], now)
