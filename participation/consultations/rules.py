"""Who may see, run and take part in a consultation, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from participation.accounts.levels import Level, needs_account, needs_level
from participation.accounts.models import Person
from participation.consultations.models import Consultation, Phase, Stage
from participation.consultations.phases import ACT_NAMES, Act
from participation.kit.dates import say_moment
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse


def runs_it(person: Person | None, consultation: Consultation) -> bool:
    """Whether this person is its moderator or an administrator, and neither blocked nor gone."""
    if person is None or person.deleted_at is not None or person.blocked_at is not None:
        return False
    return person.is_administrator or person.moderates(consultation.id)


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


def may_prepare(person: Person | None, consultation: Consultation, otherwise: str) -> Verdict:
    """Whoever runs a consultation adds to it until it is closed. `otherwise`: what is said afterwards."""
    allowed = may_moderate(person, consultation)
    return refuse(otherwise) if allowed and consultation.stage not in (Stage.DRAFT, Stage.PUBLISHED) else allowed


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


def may_take_part(person: Person | None, consultation: Consultation, act: Act, now: datetime, *, guests: bool = False) -> Verdict:
    """What every act of a resident needs: the consultation visible, a person with a confirmed address, a phase that opens the act.

    `guests`: whether the consultation opens this very act to those without an account; everywhere else they are refused.
    """
    if not may_see(person, consultation):
        return conceal()
    is_open = act_open(consultation, act, now)
    if not is_open:
        return is_open
    if person is not None and person.blocked_at is not None:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    if guests and person is not None and person.is_guest:
        return ALLOWED
    return needs_level(person, Level.CONFIRMED, now)


def may_join_as_guest(person: Person | None, consultation: Consultation) -> Verdict:
    """Somebody who is not signed in, where a published consultation opens something to guests."""
    if not may_see(person, consultation):
        return conceal()
    if not consultation.takes_guests:
        return needs_account()
    if consultation.stage != Stage.PUBLISHED:
        return refuse(_("Diese Beteiligung ist abgeschlossen. Sie können alles nachlesen, aber nichts mehr eintragen."))
    if person is not None:
        return refuse(_("Sie sind schon angemeldet und können gleich mitmachen."))
    return ALLOWED


def needs_verification(person: Person | None, verdict: Verdict, now: datetime) -> Verdict:
    """Add to a verdict that the act counts residents: one verification for each person, which holds at this moment."""
    return needs_level(person, Level.RESIDENT, now) if verdict else verdict


def needs_consent(person: Person | None, verdict: Verdict) -> Verdict:
    """Add to a verdict that the act keeps political opinions with the account: an explicit consent, asked once (decision 041)."""
    if verdict and person is not None and person.opinions_agreed_at is None:
        return refuse(_("Dafür brauchen wir einmal Ihre ausdrückliche Einwilligung, denn es geht um Ihre politische Meinung."), "consent")
    return verdict


class Part(StrEnum):
    """What staff fill in; each is a step of the set-up."""

    TITLE = "title"
    DECISION = "decision"
    PHASES = "phases"
    TOPICS = "topics"
    AUDIENCE = "audience"
    MEDIA = "media"
    OUTCOME = "outcome"


CHANGEABLE: dict[Stage, frozenset[Part]] = {
    Stage.DRAFT: frozenset(Part) - {Part.OUTCOME},
    Stage.PUBLISHED: frozenset(Part),
    Stage.CLOSED: frozenset({Part.AUDIENCE, Part.MEDIA, Part.OUTCOME}),
    Stage.ARCHIVED: frozenset(),
}
"""Which parts may be changed at which stage. What happened in the past never changes: see `may_change_phase`."""


def may_enter_staff(person: Person | None) -> Verdict:
    """The staff's pages are for the administration, the offices, and whoever moderates a consultation."""
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if not (person.is_staff or person.mandates) or person.blocked_at is not None:
        return refuse(_("Dieser Bereich ist für die Verwaltung, die Ämter und die Moderation."))
    return ALLOWED


def may_set_up(person: Person | None) -> Verdict:
    """Consultations are set up, copied and given to moderators by the administration; so are the districts."""
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if not person.is_administrator or person.blocked_at is not None:
        return refuse(_("Das darf nur die Verwaltung der Plattform."))
    return ALLOWED


def may_set_span(person: Person | None, consultation: Consultation) -> Verdict:
    """How long data is kept is set by the administration, at any stage: data is there after the close, too. Whoever runs it may look."""
    allowed = may_moderate(person, consultation)
    return may_set_up(person) if allowed else allowed


def may_change(person: Person | None, consultation: Consultation, part: Part) -> Verdict:
    """Whoever runs a consultation changes its parts as long as its stage allows it."""
    allowed = may_moderate(person, consultation)
    if not allowed:
        return allowed
    if part in CHANGEABLE[Stage(consultation.stage)]:
        return ALLOWED
    if part == Part.OUTCOME:
        return refuse(_("Was daraus wurde, tragen Sie nach der Veröffentlichung ein."))
    return refuse(_("Diese Beteiligung ist abgeschlossen. Diese Angaben bleiben, wie sie sind."))


def may_change_phase(person: Person | None, consultation: Consultation, phase: Phase, now: datetime) -> Verdict:
    """Once published, a phase that is over stays as it was."""
    allowed = may_change(person, consultation, Part.PHASES)
    if allowed and consultation.is_public and phase.ends_at <= now:
        return refuse(_("Die Phase „%(title)s“ ist vorbei. Sie bleibt, wie sie war.", title=phase.title))
    return allowed


def may_remove_phase(person: Person | None, consultation: Consultation, phase: Phase, now: datetime) -> Verdict:
    """Once published, only a phase that has not begun can be taken away."""
    allowed = may_change_phase(person, consultation, phase, now)
    if allowed and consultation.is_public and phase.starts_at <= now:
        return refuse(_("Die Phase „%(title)s“ läuft schon. Sie können ihr Ende ändern, sie aber nicht entfernen.", title=phase.title))
    return allowed


def may_publish(person: Person | None, consultation: Consultation, missing: Sequence[str]) -> Verdict:
    """A draft becomes public once nothing is missing."""
    allowed = may_moderate(person, consultation)
    if not allowed:
        return allowed
    if consultation.stage != Stage.DRAFT:
        return refuse(_("Diese Beteiligung ist schon veröffentlicht."))
    if missing:
        return refuse(_("Vor der Veröffentlichung fehlt noch etwas: %(what)s", what=" ".join(missing)))
    return ALLOWED


def may_close(person: Person | None, consultation: Consultation, running: Sequence[Link] = ()) -> Verdict:
    """A published consultation is closed by whoever runs it, once nothing runs that has a promised end (`consultation.running`)."""
    allowed = _at_stage(person, consultation, Stage.PUBLISHED, _("Nur eine veröffentlichte Beteiligung kann abgeschlossen werden."))
    if allowed and running:
        names = ", ".join(f"„{link.label}“" for link in running)
        return refuse(_("Es wird noch abgestimmt: %(names)s. Abschließen können Sie die Beteiligung nach dem Ende.", names=names))
    return allowed


def may_archive(person: Person | None, consultation: Consultation) -> Verdict:
    """A closed consultation is archived by whoever runs it."""
    return _at_stage(person, consultation, Stage.CLOSED, _("Nur eine abgeschlossene Beteiligung kann archiviert werden."))


def _at_stage(person: Person | None, consultation: Consultation, stage: Stage, otherwise: str) -> Verdict:
    allowed = may_moderate(person, consultation)
    return allowed if not allowed or consultation.stage == stage else refuse(otherwise)
