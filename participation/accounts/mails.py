"""The mails about an account, in the recipient's language, links from the configured address only."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from participation.accounts.levels import END_NAMES
from participation.accounts.models import EndReason, NoticeKind, Person, Purpose
from participation.accounts.unsubscribing import leaving_url
from participation.kit.codes import new_token
from participation.kit.dates import say_date
from participation.kit.language import gettext as _
from participation.kit.language import lazy, ngettext, speaking
from participation.kit.mail import LAST_WORD, Mail, queue_mails
from participation.kit.mail_text import Button, Entries, Part, Way, Words, sender_name, write_mail
from participation.settings import Settings

PATHS = {
    Purpose.SIGN_UP: "/bestaetigen/",
    Purpose.CONFIRM_EMAIL: "/bestaetigen/",
    Purpose.CHANGE_EMAIL: "/bestaetigen/",
    Purpose.SIGN_IN: "/anmelden/link/",
    Purpose.RESET_PASSWORD: "/passwort/",
    Purpose.DELETE_ACCOUNT: "/konto/loeschen/",
    Purpose.GUEST: "/gast/bestaetigen/",
}
"""Where each link leads; each page there only shows a button."""


def mail_link(session: Session, settings: Settings, to: str, language: str, purpose: Purpose, token: str, lasts: timedelta, now: datetime) -> None:
    """Mail the link for a purpose."""
    with speaking(language):
        subject, what, label = _words_of(purpose)
        button = Button(label, _address(settings, PATHS[purpose] + token))
        parts: list[Part] = [Words(what), button, Words(_validity(lasts)), Words(_not_you())]
        _queue(session, settings, to, subject, parts, now)


def mail_invitation(session: Session, settings: Settings, to: str, name: str, token: str, lasts: timedelta, now: datetime) -> None:
    """Invite somebody into the city's team."""
    with speaking(settings.default_language):
        what = _("Die Stadt lädt Sie (%(name)s) in das Team dieser Beteiligungsplattform ein. Mit diesem Link öffnen Sie Ihr Konto:", name=name)
        button = Button(_("Konto öffnen"), _address(settings, "/einladung-ins-team/" + token))
        until = _("Der Link gilt %(days)s Tage und nur einmal.", days=lasts.days)
        parts: list[Part] = [Words(what), button, Words(until), Words(_not_you())]
        _queue(session, settings, to, _("Einladung ins Team"), parts, now)


def mail_known_address(session: Session, settings: Settings, to: str, language: str, token: str, lasts: timedelta, now: datetime) -> None:
    """Somebody signed up with an address that has an account: say so to its owner, with a link to sign in."""
    with speaking(language):
        what = _(
            "Sie wollten sich registrieren. Mit dieser E-Mail-Adresse gibt es aber schon ein Konto. Mit diesem Link melden Sie sich an, ohne Passwort:"
        )
        button = Button(_("Anmelden"), _address(settings, PATHS[Purpose.SIGN_IN] + token))
        _queue(session, settings, to, _("Sie haben schon ein Konto"), [Words(what), button, Words(_validity(lasts)), Words(_not_you())], now)


def mail_unknown_address(session: Session, settings: Settings, to: str, language: str, now: datetime) -> None:
    """Somebody asked for a link for an address without an account: say so there, at most once an hour."""
    with speaking(language):
        parts: list[Part] = [
            Words(_("Sie wollten sich anmelden. Mit dieser E-Mail-Adresse gibt es aber noch kein Konto. Hier können Sie sich registrieren:")),
            Button(_("Registrieren"), _address(settings, "/registrieren")),
            Words(_("Vielleicht haben Sie sich mit einer anderen Adresse registriert? Dann melden Sie sich bitte mit dieser an.")),
            Words(_not_you()),
        ]
        key = f"no-account:{hashlib.sha256(to.encode()).hexdigest()[:40]}:{now:%Y%m%d%H}"
        _queue(session, settings, to, _("Zu dieser Adresse gibt es kein Konto"), parts, now, key)


def mail_note(session: Session, settings: Settings, to: str, language: str, what: str, now: datetime) -> None:
    """Tell the owner what happened to the account: `password`, `email`, `deleted`, that the `copy` of the data is ready, or a key of `_notes_of_signs`."""
    with speaking(language):
        notes = {
            **_notes_of_signs(),
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
            [Words(text), Words(_("Waren Sie das nicht? Dann melden Sie sich bitte gleich bei uns: %(contact)s", contact=contact))],
            now,
            LAST_WORD + new_token()[:32] if what == "deleted" else None,
        )


def _notes_of_signs() -> dict[str, tuple[str, str]]:
    return {
        "factor_added": (
            _("Ein zweiter Nachweis wurde eingerichtet"),
            _("Für Ihr Konto wurde gerade eine App oder ein Passkey eingerichtet. Damit kann man sich jetzt anmelden."),
        ),
        "factor_removed": (
            _("Ein zweiter Nachweis wurde entfernt"),
            _("Aus Ihrem Konto wurde gerade eine App oder ein Passkey entfernt."),
        ),
        "recovery_code": (
            _("Ein Ersatzcode wurde benutzt"),
            _("Jemand hat sich gerade mit einem Ihrer Ersatzcodes angemeldet. Er gilt jetzt nicht mehr."),
        ),
        "factors_reset": (
            _("Ihre zweiten Nachweise wurden zurückgesetzt"),
            _(
                "Die Verwaltung der Plattform hat Ihre App, Ihre Passkeys und Ihre Ersatzcodes entfernt. Sie sind überall abgemeldet. Bei der nächsten Anmeldung können Sie einen neuen Nachweis einrichten."
            ),
        ),
        "identity_linked": (
            _("Eine Anmeldung wurde verbunden"),
            _("Mit Ihrem Konto wurde gerade ein anderer Dienst verbunden. Damit kann man sich jetzt hier anmelden."),
        ),
        "identity_unlinked": (
            _("Eine Verbindung wurde gelöst"),
            _("Die Verbindung Ihres Kontos mit einem anderen Dienst wurde gerade gelöst. Damit kann man sich hier nicht mehr anmelden."),
        ),
    }


def mail_verification_ends(session: Session, settings: Settings, person: Person, now: datetime) -> None:
    """Tell somebody that the proof of residence runs out, and what to do."""
    with speaking(person.language):
        what = _(
            "Ihr Nachweis des Wohnsitzes gilt bis %(when)s. Danach können Sie weiter mitreden, aber nicht mehr unterstützen und abstimmen.",
            when=say_date(person.verified_until),
        )
        way = _(
            "Wenn Sie dann noch hier wohnen, geben Sie auf Ihrer Seite einen neuen Code aus einem Brief ein, oder kommen Sie mit Ihrem Ausweis zu uns:"
        )
        parts: list[Part] = [Words(what), Words(way), Button(_("Zu meiner Seite"), _address(settings, "/konto/nachweis"))]
        _queue(session, settings, person.email or "", _("Ihr Nachweis des Wohnsitzes läuft ab"), parts, now)


def mail_verification_ended(session: Session, settings: Settings, person: Person, now: datetime, note: str = "") -> None:
    """Tell somebody that the proof of residence has ended, and why; `note` are the words of whoever ended it."""
    with speaking(person.language):
        reason = str(END_NAMES[EndReason(person.verification_end or EndReason.ERROR)])
        what = _("Ihr Nachweis des Wohnsitzes ist beendet. Der Grund: %(reason)s.", reason=reason)
        then = _("Was Sie bisher abgestimmt haben, bleibt gezählt. Neu unterstützen und abstimmen können Sie mit diesem Konto nicht.")
        contact = _("Stimmt das nicht? Dann melden Sie sich bitte bei uns: %(contact)s", contact=settings.contact_email or settings.base_url)
        _queue(
            session,
            settings,
            person.email or "",
            _("Ihr Nachweis des Wohnsitzes ist beendet"),
            [Words(one) for one in (what, note, then, contact) if one],
            now,
        )


def mail_verification_restored(session: Session, settings: Settings, person: Person, now: datetime) -> None:
    """Tell somebody that a proof of residence that was ended holds again."""
    with speaking(person.language):
        what = _("Ihr Nachweis des Wohnsitzes gilt wieder. Sie können mit diesem Konto unterstützen und abstimmen wie vorher.")
        _queue(session, settings, person.email or "", _("Ihr Nachweis des Wohnsitzes gilt wieder"), [Words(what)], now)


SUBJECTS = {
    NoticeKind.ANSWER: lazy("Eine Antwort der Stadt"),
    NoticeKind.OUTCOME: lazy("Was daraus wurde"),
    NoticeKind.PROPOSAL: lazy("Neues zu dem, was Sie geschrieben haben"),
    NoticeKind.REPLY: lazy("Jemand hat Ihnen geantwortet"),
    NoticeKind.FOLLOWED: lazy("Neues von dem, was Sie beobachten"),
    NoticeKind.SEARCH: lazy("Neues zu Ihren gespeicherten Suchen"),
    NoticeKind.WORK: lazy("Eine Aufgabe für Sie"),
}
"""A mail about one notice is named by its kind: what somebody thinks about what is nobody's business who sees a list of mails."""


def notices_mail(
    settings: Settings,
    person_id: int,
    to: str,
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]],
    more: int,
    kinds: Sequence[NoticeKind],
    key: str,
) -> Mail:
    """What a person is told, in the language spoken: under each title its (sentence, path); `more` stand on the page only.

    `kinds` are those of the notices in it: what the link at its foot unsubscribes.
    """
    parts: list[Part] = [Entries([(text, _address(settings, path)) for text, path in told], title) for title, told in groups]
    if more:
        further = ngettext("Dazu kommt eine weitere Mitteilung:", "Dazu kommen %(num)d weitere Mitteilungen:", more)
        parts.append(Way(further, _address(settings, "/konto/mitteilungen")))
    leave = leaving_url(settings, person_id, kinds)
    foot = [
        Way(_("Solche Mitteilungen nicht mehr per E-Mail bekommen:"), leave),
        Way(_("Welche Mitteilungen Sie per E-Mail bekommen, wählen Sie hier:"), _address(settings, "/konto/mitteilungen/einstellungen")),
    ]
    number = sum(len(told) for _title, told in groups) + more
    subject = str(SUBJECTS[kinds[0]]) if number == 1 else ngettext("Eine Mitteilung", "%(num)d Mitteilungen", number)
    return write_mail(settings, to, f"{subject} – {sender_name(settings)}", parts, foot=foot, leave_url=leave, key=key)


def _words_of(purpose: Purpose) -> tuple[str, str, str]:
    """Subject, sentence, and the label of the button."""
    confirm, address = _("Bitte bestätigen Sie Ihre E-Mail-Adresse"), _("Adresse bestätigen")
    words = {
        Purpose.SIGN_UP: (
            confirm,
            _("Schön, dass Sie mitreden wollen. Mit diesem Link bestätigen Sie Ihre E-Mail-Adresse und eröffnen Ihr Konto:"),
            address,
        ),
        Purpose.CONFIRM_EMAIL: (confirm, _("Mit diesem Link bestätigen Sie, dass diese E-Mail-Adresse Ihnen gehört:"), address),
        Purpose.CHANGE_EMAIL: (
            confirm,
            _("Sie möchten diese E-Mail-Adresse für Ihr Konto verwenden. Mit diesem Link bestätigen Sie die neue Adresse:"),
            address,
        ),
        Purpose.SIGN_IN: (_("Ihr Link zum Anmelden"), _("Mit diesem Link melden Sie sich an, ohne Passwort:"), _("Anmelden")),
        Purpose.RESET_PASSWORD: (_("Ein neues Passwort wählen"), _("Mit diesem Link wählen Sie ein neues Passwort:"), _("Passwort wählen")),
        Purpose.DELETE_ACCOUNT: (
            _("Ihr Konto löschen"),
            _("Mit diesem Link löschen Sie Ihr Konto. Vorher fragen wir noch einmal nach:"),
            _("Konto löschen"),
        ),
        Purpose.GUEST: (
            confirm,
            _("Sie wollen ohne Konto mitmachen. Mit diesem Link bestätigen Sie Ihre E-Mail-Adresse. Danach sind Sie einen Tag lang als Gast dabei:"),
            address,
        ),
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


def _queue(session: Session, settings: Settings, to: str, subject: str, parts: Sequence[Part], now: datetime, key: str | None = None) -> None:
    queue_mails(session, [write_mail(settings, to, f"{subject} – {sender_name(settings)}", parts, key=key)], now)
