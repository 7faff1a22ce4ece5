"""Who may see, run and take part in a consultation, and when."""

from __future__ import annotations

from datetime import datetime

from participation.accounts.models import Person
from participation.consultations.models import Consultation, Stage
from participation.consultations.phases import ACT_NAMES, Act
from participation.kit.dates import say_moment
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse


def runs_it(person: Person | None, consultation: Consultation) -> bool:
    """Whether this person is its moderator or an administrator."""
    return person is not None and person.deleted_at is None and (person.is_administrator or person.moderates(consultation.id))


def may_see(person: Person | None, consultation: Consultation) -> Verdict:
    """Everyone sees what is published; a draft only those who run it (others need its preview link)."""
    return ALLOWED if consultation.is_public or runs_it(person, consultation) else conceal()


def may_moderate(person: Person | None, consultation: Consultation) -> Verdict:
    """Its moderators and the administration run a consultation."""
    if not may_see(person, consultation):
        return conceal()
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if not runs_it(person, consultation):
        return refuse(_("Das dürfen nur die Moderation dieser Beteiligung und die Verwaltung."))
    return ALLOWED


def act_open(consultation: Consultation, act: Act, now: datetime) -> Verdict:
    """Whether a phase that opens the act is running; else since when it is over or when it begins."""
    if consultation.stage == Stage.DRAFT:
        return refuse(_("Diese Beteiligung ist noch nicht veröffentlicht."))
    if consultation.stage != Stage.PUBLISHED:
        return refuse(_("Diese Beteiligung ist abgeschlossen. Sie können alles nachlesen, aber nichts mehr eintragen."))
    phases = [phase for phase in consultation.phases if phase.opens(act)]
    if any(phase.runs(now) for phase in phases):
        return ALLOWED
    what = str(ACT_NAMES[act])
    coming = [phase.starts_at for phase in phases if phase.starts_at > now]
    if coming:
        return refuse(_("„%(what)s“ ist ab %(when)s möglich.", what=what, when=say_moment(min(coming))))
    if phases:
        return refuse(_("„%(what)s“ war bis %(when)s möglich.", what=what, when=say_moment(max(phase.ends_at for phase in phases))))
    return refuse(_("„%(what)s“ ist in dieser Beteiligung nicht vorgesehen.", what=what))


def may_take_part(person: Person | None, consultation: Consultation, act: Act, now: datetime) -> Verdict:
    """What every act of a resident needs: the consultation visible, a person with a confirmed address, a phase that opens the act."""
    if not may_see(person, consultation):
        return conceal()
    is_open = act_open(consultation, act, now)
    if not is_open:
        return is_open
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if person.blocked_at is not None:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    if not person.is_confirmed:
        return refuse(_("Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse. Wir haben Ihnen einen Link geschickt."), "confirm")
    return ALLOWED


def needs_verification(person: Person | None, verdict: Verdict) -> Verdict:
    """Add to a verdict that the act counts residents: one verification for each person."""
    if verdict and person is not None and not person.is_verified:
        return refuse(_("Dafür müssen wir einmal wissen, dass Sie hier wohnen. Geben Sie dazu den Code aus Ihrem Brief ein."), "verify")
    return verdict
