"""What the moderation writes by mail: a receipt, the statement of reasons, what became of a notice or an appeal, reminders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.targets import MENDED_WITHIN, Written
from participation.kit.dates import say_date, say_moment
from participation.kit.language import gettext as _
from participation.kit.language import ngettext, speaking
from participation.kit.mail import queue_mails
from participation.kit.mail_text import Button, Part, Words, write_mail
from participation.moderation.models import Case, CaseNotice, Measure
from participation.moderation.rules import APPEAL_WITHIN
from participation.moderation.words import measure_of
from participation.settings import Settings

SUPPORT = "support"


def mail_receipt(session: Session, settings: Settings, to: str, language: str, written: Written, case: Case, now: datetime) -> None:
    """Tell whoever reported something that it has arrived, and until when it is looked at (Digital Services Act, Article 16)."""
    with speaking(language):
        what = f"{written.title}, {written.about}" if written.about else written.title
        arrived = _("Ihre Meldung ist angekommen. Sie betrifft: %(what)s.", what=what)
        looked_at = _(
            "Ein Mensch prüft sie, voraussichtlich bis %(when)s. Danach schreiben wir Ihnen, was entschieden wurde.", when=say_moment(case.due_at)
        )
        _send(session, settings, to, _("Ihre Meldung ist angekommen"), [arrived, looked_at], now)


def mail_statement(session: Session, settings: Settings, author: Person | None, case: Case, now: datetime, *, restored: bool = False) -> None:
    """Tell an author what was decided about their text and why, and how to appeal (Article 17); or that it can be read again."""
    if author is None or author.email is None or author.deleted_at is not None:
        return
    with speaking(author.language):
        if restored:
            subject, parts = _("Ihr Text ist wieder zu lesen"), [_("Die Moderation hat Ihren Text wieder für alle sichtbar gemacht.")]
            if case.kind == SUPPORT:
                subject, parts = _("Ihre Unterstützung zählt wieder"), [_("Die Moderation zählt Ihre Unterstützung wieder mit.")]
        else:
            subject, parts = _("Die Moderation hat über Ihren Text entschieden"), statement_of(case)
            subject = _("Die Moderation hat über Ihre Unterstützung entschieden") if case.kind == SUPPORT else subject
        _send(session, settings, author.email, subject, [*parts, _to_decision(settings, case)], now)


def statement_of(case: Case) -> list[str]:
    """The statement of reasons in paragraphs: measure, clause, facts, whether a machine took part, redress."""
    parts = [_("Maßnahme: %(measure)s", measure=measure_of(case.kind, case.measure or Measure.KEEP))]
    if case.measure == Measure.HIDE and case.kind == SUPPORT:
        parts.append(_("Ihre Unterstützung bleibt bestehen, aber sie wird nicht mitgezählt."))
    elif case.measure == Measure.BACK and case.decided_at is not None:
        until = say_date(case.decided_at + MENDED_WITHIN)
        parts.append(_("Andere können den Text gerade nicht lesen. Sie können ihn bis %(until)s überarbeiten und wieder einreichen.", until=until))
        parts.append(_("Die Unterstützungen bleiben erhalten und ruhen so lange."))
    elif case.measure == Measure.HIDE:
        parts.append(_("Andere können den Text nicht mehr lesen. Sie selbst sehen ihn weiterhin."))
    if case.blocked:
        until = _("bis %(when)s", when=say_moment(case.blocked_until)) if case.blocked_until else _("bis sie jemand aufhebt")
        parts.append(_("Ihr Konto ist gesperrt, %(until)s. Sie können alles lesen.", until=until))
    if case.clause:
        parts.append(_("Regel: %(clause)s", clause=_(case.clause)))
    if case.facts:
        parts.append(_("Begründung: %(facts)s", facts=case.facts))
    if case.automated:
        parts.append(_("Ein automatischer Hinweis hat auf den Text aufmerksam gemacht. Entschieden hat ein Mensch.") if case.kind != SUPPORT else _("Eine Rechnung hat auf eine auffällige Häufung aufmerksam gemacht. Entschieden hat ein Mensch."))  # fmt: skip
    else:
        parts.append(_("Ein Mensch hat das entschieden, kein Programm."))
    if case.restricts and case.decided_at is not None:
        until = say_date(case.decided_at + APPEAL_WITHIN)
        parts.append(
            _(
                "Sind Sie nicht einverstanden? Sie können bis %(until)s kostenlos Widerspruch einlegen. Über ihn entscheidet eine andere Person. "
                "Daneben steht Ihnen der Rechtsweg offen.",
                until=until,
            )
        )
    return parts


def mail_results(session: Session, settings: Settings, told: Sequence[tuple[CaseNotice, Person | None]], case: Case, now: datetime) -> None:
    """Tell those who reported something what was decided (Article 16)."""
    for notice, person in told:
        to = person.email if person is not None and person.deleted_at is None and person.is_reachable else notice.email
        if not to:
            continue
        with speaking(person.language if person is not None else notice.language):
            parts: list[str | Part] = [
                _("Über Ihre Meldung ist entschieden: %(measure)s.", measure=measure_of(case.kind, case.measure or Measure.KEEP))
            ]
            if person is not None and case.measure == Measure.KEEP:
                parts.append(_("Sind Sie nicht einverstanden? Dann können Sie Widerspruch einlegen."))
            if person is not None:
                parts.append(_to_decision(settings, case))
            _send(session, settings, to, _("Über Ihre Meldung ist entschieden"), parts, now)


def mail_appeal_result(session: Session, settings: Settings, people: Sequence[Person | None], case: Case, now: datetime) -> None:
    """Tell whom it concerns what became of an appeal, with the reason."""
    for person in {person.id: person for person in people if person is not None}.values():
        if person.email is None or person.deleted_at is not None:
            continue
        with speaking(person.language):
            result = _("Die Entscheidung bleibt bestehen.") if case.upheld else _("Die Entscheidung ist aufgehoben.")
            parts = [_("Eine zweite Person hat über den Widerspruch entschieden. %(result)s", result=result), case.appeal_reason]
            if not case.upheld and case.measure == Measure.CUT:
                parts.append(_("Was entfernt wurde, ist nicht mehr gespeichert. Sie können es noch einmal schreiben."))
            _send(session, settings, person.email, _("Über den Widerspruch ist entschieden"), [*parts, _to_decision(settings, case)], now)


def mail_reminder(session: Session, settings: Settings, to: Person, number: int, path: str, now: datetime) -> None:
    """Remind somebody who moderates that cases are due; `path` leads to them."""
    if to.email is None:
        return
    with speaking(to.language):
        text = ngettext("Ein Fall der Moderation ist fällig.", "%(num)s Fälle der Moderation sind fällig.", number)
        button = Button(_("Fälle ansehen"), settings.base_url.rstrip("/") + path)
        _send(session, settings, to.email, _("Fällige Fälle der Moderation"), [text, button], now)


def _to_decision(settings: Settings, case: Case) -> Button:
    return Button(_("Entscheidung ansehen"), f"{settings.base_url.rstrip('/')}/moderation/begruendung/{case.id}")


def _send(session: Session, settings: Settings, to: str, subject: str, parts: Sequence[str | Part], now: datetime) -> None:
    said = [Words(part) if isinstance(part, str) else part for part in parts if part]
    queue_mails(session, [write_mail(settings, to, subject, said)], now)
