"""The mails about a registration, in the language in which somebody registered; each ends with the way to take it back."""

from __future__ import annotations

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit.dates import say_moment
from participation.kit.language import gettext as _
from participation.kit.language import speaking
from participation.kit.mail import Mail
from participation.kit.mail_text import Button, Part, Way, Words, write_mail
from participation.meetings.models import Meeting
from participation.meetings.registration_models import NewsKind, Registration, RegistrationState
from participation.meetings.tickets import own_url
from participation.settings import Settings


def address_of(registration: Registration, person: Person | None) -> str | None:
    """Where to write: to the account's present address, or to the one that was given; None where there is none."""
    if registration.person_id is None:
        return registration.email
    if person is None or person.deleted_at is not None or person.email_confirmed_at is None:
        return None
    return person.email


def meeting_url(settings: Settings, consultation: Consultation, meeting: Meeting) -> str:
    """The meeting's page."""
    return f"{settings.base_url.rstrip('/')}/beteiligungen/{consultation.slug}/sitzungen/{meeting.id}"


def when_and_where(meeting: Meeting) -> str:
    """Title, time and place, a line each."""
    place = ", ".join(part for part in (meeting.place, meeting.address) if part)
    watch = _("Übertragung: %(url)s", url=meeting.stream_url) if meeting.stream_url else ""
    return "\n".join(part for part in (meeting.title, say_moment(meeting.starts_at), place, watch) if part)


def confirm_mail(settings: Settings, meeting: Meeting, registration: Registration, to: str) -> Mail:
    """To whoever registers without an account: the registration counts once the link is followed."""
    with speaking(registration.language):
        parts: list[Part] = [
            Words(_("Sie möchten zu dieser Sitzung kommen:")),
            Words(when_and_where(meeting)),
            Words(_("Bitte bestätigen Sie die Anmeldung innerhalb von zwei Tagen. Erst dann zählt sie.")),
            Button(_("Anmeldung bestätigen"), own_url(settings, registration)),
            Words(_("Waren Sie das nicht? Dann müssen Sie nichts tun. Wir löschen die Angaben nach zwei Tagen.")),
        ]
        subject = _("Bitte bestätigen Sie Ihre Anmeldung")
        return write_mail(settings, to, subject, parts, name=registration.name)


def known_mail(settings: Settings, consultation: Consultation, meeting: Meeting, registration: Registration, to: str) -> Mail:
    """Somebody registers with an address that is registered: say so there, and nowhere else."""
    with speaking(registration.language):
        said = [Words(_("Mit dieser E-Mail-Adresse sind Sie schon zu dieser Sitzung angemeldet:")), Words(when_and_where(meeting))]
        return _mail(settings, consultation, meeting, registration, to, _("Sie sind schon angemeldet"), said, None)


def state_mail(
    settings: Settings, consultation: Consultation, meeting: Meeting, registration: Registration, to: str, *, moved_up: bool = False
) -> Mail:
    """After registering: the ticket, or the place on the waiting list; and when somebody moved up from it."""
    with speaking(registration.language):
        where = Words(when_and_where(meeting))
        said: list[Part]
        if registration.state == RegistrationState.WAITING:
            subject = _("Sie stehen auf der Warteliste")
            said = [
                Words(_("Im Moment ist kein Platz frei. Wird einer frei, bekommen Sie ihn von selbst, und wir schreiben Ihnen.")),
                where,
            ]
            return _mail(settings, consultation, meeting, registration, to, subject, said, None)
        if moved_up:
            subject = _("Es ist ein Platz frei geworden")
            said = [Words(_("Sie sind nachgerückt und haben jetzt Ihren Platz:")), where]
            said.append(Words(_("Können Sie nicht kommen? Dann geben Sie den Platz bitte zurück. Der nächste Mensch auf der Liste freut sich.")))
        else:
            subject = _("Ihre Anmeldung: %(title)s", title=meeting.title)
            said = [Words(_("Sie sind angemeldet:")), where]
        if registration.seats > 1:
            said.append(Words(_("Plätze: %(seats)s", seats=registration.seats)))
        return _mail(settings, consultation, meeting, registration, to, subject, said, _("Eintrittskarte ansehen"))


def reminder_mail(settings: Settings, consultation: Consultation, meeting: Meeting, registration: Registration, to: str, *, soon: bool) -> Mail:
    """The day before, or two hours before."""
    with speaking(registration.language):
        subject = _("Gleich geht es los: %(title)s", title=meeting.title) if soon else _("Erinnerung: %(title)s", title=meeting.title)
        said = [Words(_("Wir freuen uns, dass Sie kommen:")), Words(when_and_where(meeting))]
        key = f"meeting-reminder:{'hours' if soon else 'day'}:{registration.public_id}:{meeting.starts_at:%Y%m%d%H%M}"
        return _mail(settings, consultation, meeting, registration, to, subject, said, _("Eintrittskarte ansehen"), key)


def news_mail(
    settings: Settings, consultation: Consultation, meeting: Meeting, registration: Registration, to: str, kind: NewsKind, number: int
) -> Mail:
    """Another time or place, or that the meeting does not take place."""
    with speaking(registration.language):
        key = f"meeting-news:{number}:{registration.public_id}"
        where = Words(when_and_where(meeting))
        if kind == NewsKind.CANCELLED:
            subject = _("Fällt aus: %(title)s", title=meeting.title)
            said: list[Part] = [Words(_("Diese Sitzung fällt leider aus:")), where, Words(_("Der Grund: %(reason)s", reason=meeting.cancel_reason))]
            parts = [*said, Way(_("Seite der Sitzung:"), meeting_url(settings, consultation, meeting))]
            return write_mail(settings, to, subject, parts, name=registration.name, key=key)
        subject = _("Neue Zeit oder neuer Ort: %(title)s", title=meeting.title)
        said = [Words(_("Zeit oder Ort dieser Sitzung haben sich geändert. Jetzt gilt:")), where]
        label = _("Eintrittskarte ansehen") if registration.is_placed else None
        return _mail(settings, consultation, meeting, registration, to, subject, said, label, key)


def _mail(
    settings: Settings,
    consultation: Consultation,
    meeting: Meeting,
    registration: Registration,
    to: str,
    subject: str,
    said: list[Part] | list[Words],
    label: str | None,
    key: str | None = None,
) -> Mail:
    own = own_url(settings, registration)
    parts: list[Part] = [*said]
    if label:
        parts.append(Button(label, own))
    parts.append(Way(_("Seite der Sitzung:"), meeting_url(settings, consultation, meeting)))
    foot = [Way(_("Anmeldung ansehen oder zurücknehmen:"), own)]
    return write_mail(settings, to, subject, parts, foot=foot, name=registration.name, key=key)
