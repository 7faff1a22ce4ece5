"""The mails about an account: plain text, in the recipient's language, links from the configured address only."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from participation.accounts.models import Purpose
from participation.kit.codes import new_token
from participation.kit.jobs import enqueue_after_commit
from participation.kit.language import gettext as _
from participation.kit.language import ngettext, speaking
from participation.kit.mail import LAST_WORD, queue_mail
from participation.kit.upkeep import SEND_MAIL
from participation.settings import Settings

PATHS = {
    Purpose.SIGN_UP: "/bestaetigen/",
    Purpose.CONFIRM_EMAIL: "/bestaetigen/",
    Purpose.CHANGE_EMAIL: "/bestaetigen/",
    Purpose.SIGN_IN: "/anmelden/link/",
    Purpose.RESET_PASSWORD: "/passwort/",
    Purpose.DELETE_ACCOUNT: "/konto/loeschen/",
}
"""Where each link leads; each page there only shows a button."""


def mail_link(session: Session, settings: Settings, to: str, language: str, purpose: Purpose, token: str, lasts: timedelta, now: datetime) -> None:
    """Mail the link for a purpose."""
    with speaking(language):
        subject, what = _words_of(purpose)
        _queue(session, settings, to, subject, [what, _address(settings, PATHS[purpose] + token), _validity(lasts), _not_you()], now)


def mail_known_address(session: Session, settings: Settings, to: str, language: str, token: str, lasts: timedelta, now: datetime) -> None:
    """Somebody signed up with an address that has an account: say so to its owner, with a link to sign in."""
    with speaking(language):
        paragraphs = [
            _(
                "Sie wollten sich registrieren. Mit dieser E-Mail-Adresse gibt es aber schon ein Konto. Mit diesem Link melden Sie sich an, ohne Passwort:"
            ),
            _address(settings, PATHS[Purpose.SIGN_IN] + token),
            _validity(lasts),
            _not_you(),
        ]
        _queue(session, settings, to, _("Sie haben schon ein Konto"), paragraphs, now)


def mail_unknown_address(session: Session, settings: Settings, to: str, language: str, now: datetime) -> None:
    """Somebody asked for a link for an address without an account: say so there, at most once an hour."""
    with speaking(language):
        paragraphs = [
            _("Sie wollten sich anmelden. Mit dieser E-Mail-Adresse gibt es aber noch kein Konto. Hier können Sie sich registrieren:"),
            _address(settings, "/registrieren"),
            _("Vielleicht haben Sie sich mit einer anderen Adresse registriert? Dann melden Sie sich bitte mit dieser an."),
            _not_you(),
        ]
        key = f"no-account:{hashlib.sha256(to.encode()).hexdigest()[:40]}:{now:%Y%m%d%H}"
        _queue(session, settings, to, _("Zu dieser Adresse gibt es kein Konto"), paragraphs, now, key)


def mail_note(session: Session, settings: Settings, to: str, language: str, what: str, now: datetime) -> None:
    """Tell the owner what happened to the account: `password`, `email`, `deleted`, or that the `copy` of the data is ready."""
    with speaking(language):
        notes = {
            "password": (
                _("Ihr Passwort wurde geändert"),
                _("Das Passwort Ihres Kontos wurde gerade geändert. Alle anderen Geräte wurden abgemeldet."),
            ),
            "email": (
                _("Ihre E-Mail-Adresse wurde geändert"),
                _("Ihr Konto hat jetzt eine andere E-Mail-Adresse. An diese Adresse hier schreiben wir nicht mehr."),
            ),
            "deleted": (
                _("Ihr Konto wurde gelöscht"),
                _("Ihr Konto wurde gelöscht. Ihre E-Mail-Adresse und Ihr Name sind bei uns nicht mehr gespeichert."),
            ),
        }
        if what == "copy":
            ready = _("Die Kopie Ihrer Daten ist fertig. Sie können sie sieben Tage lang herunterladen, wenn Sie angemeldet sind:")
            notes["copy"] = (_("Die Kopie Ihrer Daten ist fertig"), f"{ready}\n{_address(settings, '/konto/daten/kopie')}")
        subject, text = notes[what]
        contact = settings.contact_email or settings.base_url
        _queue(
            session,
            settings,
            to,
            subject,
            [text, _("Waren Sie das nicht? Dann melden Sie sich bitte gleich bei uns: %(contact)s", contact=contact)],
            now,
            LAST_WORD + new_token()[:32] if what == "deleted" else None,
        )


def mail_notices(session: Session, settings: Settings, to: str, told: Sequence[tuple[str, str]], more: int, now: datetime, *, key: str) -> None:
    """What a person is told, each (sentence, path) with its address, in the language spoken; `more` stand on the page only."""
    paragraphs = [f"{text}\n{_address(settings, url)}" for text, url in told]
    if more:
        paragraphs.append(ngettext("Dazu kommt eine weitere Mitteilung:", "Dazu kommen %(num)d weitere Mitteilungen:", more))
        paragraphs[-1] += "\n" + _address(settings, "/konto/mitteilungen")
    paragraphs.append(
        _("Welche Mitteilungen Sie per E-Mail bekommen, wählen Sie hier:") + "\n" + _address(settings, "/konto/mitteilungen/einstellungen")
    )
    number = len(told) + more
    subject = told[0][0] if number == 1 else ngettext("Eine Mitteilung", "%(num)d Mitteilungen", number)
    _queue(session, settings, to, subject if len(subject) <= 120 else subject[:119] + "…", paragraphs, now, key)


def _words_of(purpose: Purpose) -> tuple[str, str]:
    confirm = _("Bitte bestätigen Sie Ihre E-Mail-Adresse")
    words = {
        Purpose.SIGN_UP: (confirm, _("Schön, dass Sie mitreden wollen. Mit diesem Link bestätigen Sie Ihre E-Mail-Adresse und eröffnen Ihr Konto:")),
        Purpose.CONFIRM_EMAIL: (confirm, _("Mit diesem Link bestätigen Sie, dass diese E-Mail-Adresse Ihnen gehört:")),
        Purpose.CHANGE_EMAIL: (
            confirm,
            _("Sie möchten diese E-Mail-Adresse für Ihr Konto verwenden. Mit diesem Link bestätigen Sie die neue Adresse:"),
        ),
        Purpose.SIGN_IN: (_("Ihr Link zum Anmelden"), _("Mit diesem Link melden Sie sich an, ohne Passwort:")),
        Purpose.RESET_PASSWORD: (_("Ein neues Passwort wählen"), _("Mit diesem Link wählen Sie ein neues Passwort:")),
        Purpose.DELETE_ACCOUNT: (_("Ihr Konto löschen"), _("Mit diesem Link löschen Sie Ihr Konto. Vorher fragen wir noch einmal nach:")),
    }
    return words[purpose]


def _address(settings: Settings, path: str) -> str:
    return settings.base_url.rstrip("/") + path


def _validity(lasts: timedelta) -> str:
    hours = int(lasts.total_seconds()) // 3600
    if hours:
        return ngettext("Der Link gilt eine Stunde und nur einmal.", "Der Link gilt %(num)d Stunden und nur einmal.", hours)
    return _("Der Link gilt %(minutes)s Minuten und nur einmal.", minutes=int(lasts.total_seconds()) // 60)


def _not_you() -> str:
    return _("Waren Sie das nicht? Dann müssen Sie nichts tun. Ohne den Link passiert nichts.")


def _queue(session: Session, settings: Settings, to: str, subject: str, paragraphs: list[str], now: datetime, key: str | None = None) -> None:
    sender = f"{settings.site_name} {settings.city_name}".strip()
    text = "\n\n".join([_("Guten Tag,"), *paragraphs, _("Freundliche Grüße"), sender]) + "\n"
    queue_mail(session, to=to, subject=f"{subject} – {sender}", text=text, now=now, key=key)
    enqueue_after_commit(session, SEND_MAIL)
