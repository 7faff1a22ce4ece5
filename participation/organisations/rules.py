"""Who may ask for, check and represent an organisation, and write in its name."""

from __future__ import annotations

from datetime import datetime

from participation.accounts.levels import Level, needs_level
from participation.accounts.models import Person, Role
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse
from participation.organisations.models import Organisation, Representation, State

MOST_REQUESTS = 3
"""So many may wait of one person."""
MOST_REPRESENTATIVES = 50


def may_request(person: Person | None, now: datetime, *, waiting: int = 0) -> Verdict:
    """Whoever has confirmed an address asks; `waiting`: how many of theirs wait already. The city's staff makes one itself."""
    allowed = needs_level(person, Level.CONFIRMED, now)
    if not allowed or person is None:
        return allowed
    if person.is_blocked:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    if person.role != Role.RESIDENT:
        return refuse(_("Sie treten hier für die Stadt auf. Für eine andere Organisation brauchen Sie ein privates Konto."))
    if waiting >= MOST_REQUESTS:
        return refuse(_("Von Ihnen warten schon %(number)s Anfragen. Bitte warten Sie, bis die Stadt sie geprüft hat.", number=MOST_REQUESTS))
    return ALLOWED


def may_check(person: Person | None) -> Verdict:
    """The city's offices and the administration check organisations."""
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if not person.is_staff or person.is_blocked:
        return refuse(_("Organisationen prüfen die Ämter und die Verwaltung."))
    return ALLOWED


def may_see(person: Person | None, organisation: Organisation) -> Verdict:
    """Everybody sees what was checked; a request only whoever made it and the city."""
    own = person is not None and organisation.requested_by_id == person.id
    return ALLOWED if organisation.was_checked or own or may_check(person) else conceal()


def may_decide(person: Person | None, organisation: Organisation, state: State) -> Verdict:
    """A request is confirmed or declined; a confirmed one ends; one that ended may be confirmed anew."""
    allowed = may_check(person)
    ways = {
        State.REQUESTED: (State.CONFIRMED, State.DECLINED),
        State.CONFIRMED: (State.CONFIRMED, State.REVOKED),
        State.REVOKED: (State.CONFIRMED,),
        State.DECLINED: (State.CONFIRMED,),
    }
    if allowed and state not in ways[State(organisation.state)]:
        return refuse(_("Über diese Organisation ist inzwischen entschieden. Bitte laden Sie die Seite neu."))
    return allowed


def may_invite(person: Person | None, organisation: Organisation, own: Representation | None, now: datetime) -> Verdict:
    """The city, and whoever represents it, invite others to do so too. `own`: the person's own representation."""
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if not may_check(person) and (own is None or not own.holds or person.is_blocked):
        return conceal() if not organisation.was_checked else refuse(_("Das dürfen nur, wer die Organisation vertritt, und die Stadt."))
    if not organisation.speaks(now):
        return refuse(_("Für diese Organisation kann gerade niemand auftreten: Die Prüfung steht aus oder ist beendet."))
    return ALLOWED


def may_accept(person: Person | None, organisation: Organisation, own: Representation | None, now: datetime) -> Verdict:
    """Who was invited, with a confirmed address, as a resident: whoever speaks for the city speaks for nobody else."""
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if own is None or own.ended_at is not None:
        return conceal()
    if person.is_blocked:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    if person.role != Role.RESIDENT:
        return refuse(_("Sie treten hier für die Stadt auf. Für eine andere Organisation brauchen Sie ein privates Konto."))
    if not organisation.speaks(now):
        return refuse(_("Für diese Organisation kann gerade niemand auftreten: Die Prüfung steht aus oder ist beendet."))
    return needs_level(person, Level.CONFIRMED, now)


def may_end(person: Person | None, own: Representation | None, which: Representation) -> Verdict:
    """The city, whoever represents the same organisation, and each for themselves."""
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if may_check(person) or which.person_id == person.id:
        return ALLOWED
    if person.is_blocked or own is None or not own.holds or own.organisation_id != which.organisation_id:
        return refuse(_("Das dürfen nur, wer die Organisation vertritt, und die Stadt."))
    return ALLOWED


def may_write_for(person: Person, organisation: Organisation, own: Representation | None, now: datetime, *, pseudonym: bool) -> Verdict:
    """In its name writes who represents it now, under the name of the account; whether one may write at all, the room says."""
    if own is None or not own.holds or person.role != Role.RESIDENT:
        return refuse(_("Sie vertreten diese Organisation nicht. Bitte wählen Sie, in wessen Namen Sie schreiben."))
    if not organisation.speaks(now):
        return refuse(_("Für diese Organisation kann gerade niemand auftreten: Die Prüfung steht aus oder ist beendet."))
    if pseudonym:
        return refuse(
            _("Sie treten in dieser Beteiligung unter einem eigenen Namen auf. Für eine Organisation schreibt man mit dem Namen des Kontos.")
        )
    return ALLOWED
