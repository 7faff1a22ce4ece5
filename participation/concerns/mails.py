"""The mails to whoever sent a concern, in the sender's language: confirm it, it has arrived, what the office says."""

from __future__ import annotations

from participation.accounts.models import Person
from participation.concerns.links import own_url, public_url
from participation.concerns.models import STATUS_NAMES, Concern, ConcernEvent, Status, What
from participation.kit.dates import say_date
from participation.kit.language import gettext as _
from participation.kit.language import speaking
from participation.kit.mail import Mail
from participation.kit.mail_text import Button, Part, Way, Words, write_mail
from participation.settings import Settings

_QUOTED = 300
"""Characters of the own text that a mail repeats."""


def address_of(concern: Concern, person: Person | None) -> str | None:
    """Where to write: to the account's present address, or to the one that was given and confirmed; None where there is none."""
    if concern.person_id is None:
        return concern.email if concern.email_confirmed_at is not None else None
    if person is None or person.deleted_at is not None or person.email_confirmed_at is None:
        return None
    return person.email


def confirm_mail(settings: Settings, concern: Concern, category: str, to: str) -> Mail:
    """To whoever sends a concern without an account: it counts once the link is followed."""
    with speaking(concern.language):
        parts: list[Part] = [
            Words(_("Sie möchten der Stadt dieses Anliegen senden (%(category)s):", category=category)),
            Words(_quote(concern)),
            Words(_("Bitte bestätigen Sie es innerhalb von zwei Tagen. Erst dann ist es öffentlich, und erst dann beginnt das Amt.")),
            Button(_("Anliegen bestätigen"), own_url(settings, concern)),
            Words(_("Waren Sie das nicht? Dann müssen Sie nichts tun. Wir löschen alles nach zwei Tagen.")),
        ]
        return write_mail(settings, to, _("Bitte bestätigen Sie Ihr Anliegen"), parts)


def agree_mail(settings: Settings, concern: Concern, category: str, app: str, to: str) -> Mail:
    """To whoever sent a concern by another app and gave an address there: whether they want the answers."""
    with speaking(concern.language):
        parts: list[Part] = [
            Words(_("Mit der App „%(app)s“ kam dieses Anliegen bei uns an (%(category)s):", app=app, category=category)),
            Words(_quote(concern)),
            Words(_("Möchten Sie die Antworten der Stadt per E-Mail bekommen? Dann bestätigen Sie bitte innerhalb von zwei Tagen Ihre Adresse.")),
            Button(_("Antworten bekommen"), own_url(settings, concern)),
            Words(_("Tun Sie nichts, löschen wir die Adresse nach zwei Tagen. Das Anliegen wird trotzdem bearbeitet.")),
        ]
        return write_mail(settings, to, _("Ihr Anliegen Nummer %(number)s", number=concern.id), parts)


def received_mail(settings: Settings, concern: Concern, category: str, office: str, to: str) -> Mail:
    """A concern has arrived: its number, whose it is, and until when an answer is promised."""
    with speaking(concern.language):
        parts: list[Part] = [
            Words(_("Ihr Anliegen ist angekommen (%(category)s):", category=category)),
            Words(_quote(concern)),
            Words(_("Zuständig: %(office)s. Die Stadt antwortet bis zum %(day)s.", office=office, day=say_date(concern.due_on))),
        ]
        key = f"concern-received:{concern.public_id}"
        return _mail(settings, concern, to, _("Ihr Anliegen Nummer %(number)s ist angekommen", number=concern.id), parts, key)


def event_mail(settings: Settings, concern: Concern, event: ConcernEvent, office: str, to: str) -> Mail:
    """The office began, answered, or gave the concern to another one."""
    with speaking(concern.language):
        subject = _("Ihr Anliegen Nummer %(number)s: %(status)s", number=concern.id, status=STATUS_NAMES[Status(event.status)][0])
        if event.text:
            parts: list[Part] = [Words(_("%(office)s antwortet Ihnen:", office=office)), Words(event.text)]
        elif event.what == What.ASSIGNED:
            parts = [Words(_("Zuständig ist jetzt: %(office)s.", office=office))]
        else:
            parts = [Words(_("Jetzt arbeitet daran: %(office)s.", office=office))]
        return _mail(settings, concern, to, subject, parts, f"concern-event:{event.id}")


def _mail(settings: Settings, concern: Concern, to: str, subject: str, parts: list[Part], key: str) -> Mail:
    foot: list[Part] = []
    if concern.person_id is None:
        foot.append(Way(_("Keine E-Mails mehr dazu, Adresse löschen:"), own_url(settings, concern)))
    where = Way(_("Seite des Anliegens:"), public_url(settings, concern.id))
    return write_mail(settings, to, subject, [*parts, where], foot=foot, key=key)


def _quote(concern: Concern) -> str:
    text = concern.text if len(concern.text) <= _QUOTED else concern.text[:_QUOTED].rstrip() + " …"
    return _("„%(text)s“", text=text)
