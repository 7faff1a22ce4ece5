"""What trustees are told by mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.encrypted.models import Trustee
from participation.kit.codes import new_token
from participation.kit.language import gettext as _
from participation.kit.mail import queue_mails
from participation.kit.mail_text import Button, Part, Way, Words, write_mail
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
    parts: list[Part] = [
        Words(
            _(
                "Sie sind als Treuhänder:in Nummer %(number)s der Abstimmung „%(title)s“ benannt. Sie halten einen Teil des Schlüssels. "
                "Nur alle Treuhänder:innen gemeinsam können das Ergebnis entschlüsseln, und niemand allein.",
                number=trustee.number,
                title=vote.title,
            )
        ),
        Words(_("Ihre persönliche Seite:")),
        Button(_("Persönliche Seite öffnen"), trustee_url(settings, code)),
        Words(_("Fragt die Seite nach einem Code: %(code)s", code=code)),
        Words(
            _(
                "Vor der Abstimmung erzeugen Sie dort Ihren Schlüssel, nach der Abstimmung entschlüsseln Sie dort. Der geheime Teil bleibt bei Ihnen. "
                "Geht er verloren, gibt es kein Ergebnis. Geben Sie Link und Code nicht weiter."
            )
        ),
    ]
    subject = _("Ihr Schlüssel: %(title)s", title=vote.title)
    queue_mails(session, [write_mail(settings, trustee.email, subject, parts, name=trustee.name, key=f"trustee:{trustee.id}:{new_token()}")], now)


def mail_shuffle(session: Session, vote: Vote, trustee: Trustee, settings: Settings, now: datetime) -> None:
    """Tell a trustee that it is their turn to shuffle."""
    what = _(
        "Die Abstimmung „%(title)s“ ist geschlossen. Bevor alle entschlüsseln, mischen die Treuhänder:innen der Reihe nach die Stimmzettel. "
        "Jetzt sind Sie an der Reihe.",
        title=vote.title,
    )
    subject = _("Bitte mischen: %(title)s", title=vote.title)
    parts: list[Part] = [Words(what), *_page(settings)]
    queue_mails(session, [write_mail(settings, trustee.email, subject, parts, name=trustee.name, key=f"trustee:{trustee.id}:shuffle")], now)


def mail_ready(session: Session, vote: Vote, trustee: Trustee, settings: Settings, now: datetime) -> None:
    """Tell a trustee that the sum waits for decryption. The link is in the first mail."""
    what = _("Die Abstimmung „%(title)s“ ist geschlossen. Bitte entschlüsseln Sie jetzt mit Ihrem geheimen Schlüssel.", title=vote.title)
    subject = _("Bitte entschlüsseln: %(title)s", title=vote.title)
    parts: list[Part] = [Words(what), *_page(settings)]
    queue_mails(session, [write_mail(settings, trustee.email, subject, parts, name=trustee.name, key=f"trustee:{trustee.id}:decrypt")], now)


def _page(settings: Settings) -> tuple[Way, Words]:
    return Way(_("Ihre persönliche Seite:"), trustee_url(settings)), Words(
        _("Der Link mit Ihrem Code steht in der ersten Nachricht. Finden Sie ihn nicht mehr, bitten Sie die Stadt um einen neuen.")
    )
