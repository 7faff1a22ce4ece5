"""Who may contribute, change, rate, report and moderate, and when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from participation.accounts.levels import unconfirmed
from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.phases import Act
from participation.consultations.rules import act_open, may_moderate, may_see, may_take_part, runs_it
from participation.kit.dates import say_date
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse

EDIT_WINDOW = timedelta(minutes=15)


class Post(Protocol):
    """What the rules need to know of a contribution: a row or an object."""

    @property
    def author_id(self) -> int | None:
        """Who wrote it."""

    @property
    def created_at(self) -> datetime:
        """When."""

    @property
    def answers_count(self) -> int:
        """How many answers it has."""

    @property
    def deleted_at(self) -> datetime | None:
        """When its author deleted it."""

    @property
    def hidden_at(self) -> datetime | None:
        """When the moderation hid it."""


def may_contribute(
    person: Person | None, consultation: Consultation, now: datetime, *, closed: str = "", closed_at: datetime | None = None
) -> Verdict:
    """Everyone with a confirmed address, and guests where they are let in, while a phase opens the discussion, and as long as this one is not closed.

    `closed` is the subject's own reason, `closed_at` when the moderation closed the discussion.
    """
    if not may_see(person, consultation):
        return conceal()
    is_open = act_open(consultation, Act.DISCUSS, now)
    if is_open and closed:
        return refuse(closed)
    if is_open and closed_at is not None:
        return refuse(_("Diese Diskussion wurde am %(when)s beendet. Sie können alles nachlesen.", when=say_date(closed_at)))
    return may_take_part(person, consultation, Act.DISCUSS, now, guests=consultation.guests_write)


def may_edit(person: Person | None, consultation: Consultation, post: Post, now: datetime) -> Verdict:
    """One's own contribution, for a quarter of an hour, and only until somebody has answered."""
    if not may_see(person, consultation):
        return conceal()
    if post.deleted_at is not None:
        return refuse(_("Dieser Beitrag wurde gelöscht."))
    if person is not None and person.id != post.author_id:
        return refuse(_("Sie können nur Ihre eigenen Beiträge ändern."))
    verdict = may_take_part(person, consultation, Act.DISCUSS, now, guests=consultation.guests_write)
    if not verdict:
        return verdict
    if post.hidden_at is not None:
        return refuse(_("Die Moderation hat diesen Beitrag ausgeblendet. Er kann nicht mehr geändert werden."))
    if post.answers_count > 0:
        return refuse(_("Auf Ihren Beitrag wurde schon geantwortet. Deshalb kann er nicht mehr geändert werden."))
    if now >= post.created_at + EDIT_WINDOW:
        return refuse(_("Beiträge können 15 Minuten lang geändert werden. Diese Zeit ist vorbei."))
    return ALLOWED


def may_delete(person: Person | None, consultation: Consultation, post: Post) -> Verdict:
    """One's own contribution, at any time, also when the phase is over."""
    if not may_see(person, consultation):
        return conceal()
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if person.id != post.author_id:
        return refuse(_("Sie können nur Ihre eigenen Beiträge löschen."))
    if post.deleted_at is not None:
        return refuse(_("Dieser Beitrag wurde gelöscht."))
    return ALLOWED


def may_rate(person: Person | None, consultation: Consultation, post: Post, now: datetime) -> Verdict:
    """Contributions of others that can be read, while a phase opens ratings."""
    if not may_see(person, consultation):
        return conceal()
    if post.deleted_at is not None or post.hidden_at is not None:
        return refuse(_("Dieser Beitrag ist nicht mehr zu lesen und kann deshalb nicht bewertet werden."))
    if person is not None and person.id == post.author_id:
        return refuse(_("Eigene Beiträge können Sie nicht bewerten."))
    return may_take_part(person, consultation, Act.RATE, now)


def may_read_text(person: Person | None, consultation: Consultation, post: Post) -> bool:
    """What the moderation hid is read only by its author and by those who run the consultation."""
    if post.hidden_at is None:
        return True
    return person is not None and (person.id == post.author_id or runs_it(person, consultation))


def may_decide_report(person: Person | None, consultation: Consultation, post: Post) -> Verdict:
    """Those who run the consultation, but nobody about a text of their own."""
    verdict = may_moderate(person, consultation)
    if not verdict:
        return verdict
    if post.deleted_at is not None:
        return refuse(_("Dieser Beitrag wurde von der verfassenden Person gelöscht. Es gibt nichts mehr zu entscheiden."))
    if person is not None and person.id == post.author_id:
        return refuse(_("Über Ihren eigenen Beitrag muss jemand anderes entscheiden."))
    return ALLOWED


def may_set_outcome(person: Person | None, consultation: Consultation) -> Verdict:
    """Those who run the consultation say what came of a discussion."""
    return may_moderate(person, consultation)


def may_open_topic(person: Person | None, consultation: Consultation) -> Verdict:
    """Those who run the consultation put topics up for discussion."""
    return may_moderate(person, consultation)


def may_close(person: Person | None, consultation: Consultation) -> Verdict:
    """Those who run the consultation end a discussion, or open it again."""
    return may_moderate(person, consultation)


def may_follow(person: Person | None, consultation: Consultation) -> Verdict:
    """Everyone with a confirmed address follows what they may see, in any phase."""
    if not may_see(person, consultation):
        return conceal()
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if person.blocked_at is not None:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    if not person.is_confirmed:
        return unconfirmed(person)
    return ALLOWED


def may_quote(person: Person | None, consultation: Consultation, post: Post) -> Verdict:
    """Only what everybody can read is quoted."""
    if not may_see(person, consultation):
        return conceal()
    if post.deleted_at is not None or post.hidden_at is not None:
        return refuse(_("Dieser Beitrag kann nicht zitiert werden, weil er nicht mehr zu lesen ist."))
    return ALLOWED


def may_summarize(person: Person | None, consultation: Consultation) -> Verdict:
    """Those who run the consultation sum its discussions up and reply to objections."""
    return may_moderate(person, consultation)


def may_object(person: Person | None, consultation: Consultation) -> Verdict:
    """Whoever may follow a discussion objects to a sentence of its summary, in any phase: summaries come late."""
    return may_follow(person, consultation)
