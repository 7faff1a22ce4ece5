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
from participation.kit.mail import queue_mail
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
    text = _(
        "Guten Tag %(name)s,\n\n"
        "Sie wurden für den „%(council)s“ ausgelost. Bitte sagen Sie bis %(until)s zu oder ab:\n\n%(url)s\n\n"
        "Ihr Code: %(code)s\n\n"
        "Wenn Sie absagen oder nicht antworten, rückt jemand anderes nach.",
        name=contact.get("name") or "",
        council=council.title,
        until=say_moment(seat.answer_until),
        url=seat_url(consultation, settings, code),
        code=code,
    )
    subject = _("Sie sind ausgelost: %(council)s", council=council.title)
    queue_mail(session, to=str(contact["email"]), subject=subject, text=text, now=now, key=f"council-seat:{seat.id}:drawn")


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
    text = _(
        "Guten Tag %(name)s,\n\n"
        "danke für Ihre Zusage zum „%(council)s“. In den Bereich der Mitglieder kommen Sie mit einem Konto. "
        "Melden Sie sich an oder legen Sie eines an und geben Sie dann hier einmal Ihren Code ein:\n\n%(url)s\n\nIhr Code: %(code)s",
        name=contact.get("name") or "",
        council=council.title,
        url=seat_url(consultation, settings, code),
        code=code,
    )
    subject = _("Ihre Zusage: %(council)s", council=council.title)
    queue_mail(session, to=str(contact["email"]), subject=subject, text=text, now=now, key=f"council-seat:{seat.id}:confirmed")
