"""What trustees are told by mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.encrypted.models import Trustee
from participation.kit.codes import new_token
from participation.kit.language import gettext as _
from participation.kit.mail import queue_mail
from participation.settings import Settings
from participation.votes.models import Vote

PAGE = "/treuhand"
"""Where a trustee's pages begin; the code behind `#` reaches no server by itself."""


def trustee_url(settings: Settings, code: str = "") -> str:
    """The personal link."""
    url = settings.base_url.rstrip("/") + PAGE
    return f"{url}#{code}" if code else url


def mail_link(session: Session, vote: Vote, trustee: Trustee, code: str, settings: Settings, now: datetime) -> None:
    """Send the personal link, and say what is asked."""
    text = _(
        "Guten Tag %(name)s,\n\n"
        "Sie sind als Treuhänder:in Nummer %(number)s der Abstimmung „%(title)s“ benannt. Sie halten einen Teil des Schlüssels. "
        "Nur alle Treuhänder:innen gemeinsam können das Ergebnis entschlüsseln, und niemand allein.\n\n"
        "Ihre persönliche Seite:\n%(url)s\n\n"
        "Fragt die Seite nach einem Code: %(code)s\n\n"
        "Vor der Abstimmung erzeugen Sie dort Ihren Schlüssel, nach der Abstimmung entschlüsseln Sie dort. Der geheime Teil bleibt bei Ihnen. "
        "Geht er verloren, gibt es kein Ergebnis. Geben Sie Link und Code nicht weiter.",
        name=trustee.name,
        number=trustee.number,
        title=vote.title,
        url=trustee_url(settings, code),
        code=code,
    )
    queue_mail(
        session,
        to=trustee.email,
        subject=_("Ihr Schlüssel: %(title)s", title=vote.title),
        text=text,
        now=now,
        key=f"trustee:{trustee.id}:{new_token()}",
    )


def mail_shuffle(session: Session, vote: Vote, trustee: Trustee, settings: Settings, now: datetime) -> None:
    """Tell a trustee that it is their turn to shuffle."""
    text = _(
        "Guten Tag %(name)s,\n\n"
        "die Abstimmung „%(title)s“ ist geschlossen. Bevor alle entschlüsseln, mischen die Treuhänder:innen der Reihe nach die Stimmzettel. "
        "Jetzt sind Sie an der Reihe.\n\n"
        "Ihre persönliche Seite ist %(url)s – der Link mit Ihrem Code steht in der ersten Nachricht. "
        "Finden Sie ihn nicht mehr, bitten Sie die Stadt um einen neuen.",
        name=trustee.name,
        title=vote.title,
        url=trustee_url(settings),
    )
    subject = _("Bitte mischen: %(title)s", title=vote.title)
    queue_mail(session, to=trustee.email, subject=subject, text=text, now=now, key=f"trustee:{trustee.id}:shuffle")


def mail_ready(session: Session, vote: Vote, trustee: Trustee, settings: Settings, now: datetime) -> None:
    """Tell a trustee that the sum waits for decryption. The link is in the first mail."""
    text = _(
        "Guten Tag %(name)s,\n\n"
        "die Abstimmung „%(title)s“ ist geschlossen. Bitte entschlüsseln Sie jetzt mit Ihrem geheimen Schlüssel.\n\n"
        "Ihre persönliche Seite ist %(url)s – der Link mit Ihrem Code steht in der ersten Nachricht. "
        "Finden Sie ihn nicht mehr, bitten Sie die Stadt um einen neuen.",
        name=trustee.name,
        title=vote.title,
        url=trustee_url(settings),
    )
    subject = _("Bitte entschlüsseln: %(title)s", title=vote.title)
    queue_mail(session, to=trustee.email, subject=subject, text=text, now=now, key=f"trustee:{trustee.id}:decrypt")
