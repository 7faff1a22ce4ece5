"""Who may be counted as a resident, end or hand on a verification, and when.

    | may                    | nobody  | unconfirmed | confirmed | verified       | ran out, moved away | ended: error, abuse | double, handed on | blocked |
    | ---------------------- | ------- | ----------- | --------- | -------------- | ------------------- | ------------------- | ----------------- | ------- |
    | show a proof oneself   | sign in | confirm     |    yes    | 30 days before |         yes         |          –          |         –         |    –    |
    | say "I moved away"     | sign in |      –      |     –     |      yes       |          –          |          –          |         –         |   yes   |
    | administration: enter  |    –    |    yes      |    yes    | 30 days before |         yes         |         yes         |        yes        |    –    |
    | administration: end    |    –    |      –      |     –     |      yes       |          –          |          –          |         –         |   yes   |
    | administration: restore|    –    |      –      |     –     |       –        |     moved: yes      |         yes         |         –         |   yes   |

The administration does nothing of this for its own account.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from participation.accounts.levels import is_open_again, unconfirmed
from participation.accounts.models import EndReason, Person
from participation.accounts.rules import may_administrate
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, refuse

RENEWED_BEFORE = timedelta(days=30)
"""So long before its end a verification can be given anew, and its person is told."""


def runs_out_soon(person: Person, now: datetime) -> bool:
    """Whether a verification that holds ends within a month."""
    return person.is_verified(now) and person.verified_until is not None and person.verified_until - now <= RENEWED_BEFORE


def may_be_verified(person: Person | None, now: datetime, *, by_provider: bool = False) -> Verdict:
    """A code is redeemed by a person with a confirmed address who is not counted yet; a provider has confirmed the person itself."""
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if person.is_verified(now) and not runs_out_soon(person, now):
        return refuse(_("Ihr Wohnsitz ist schon nachgewiesen. Sie brauchen keinen weiteren Code."))
    if person.is_blocked:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    if not person.is_confirmed and not by_provider:
        return unconfirmed(person)
    if person.verification_end == EndReason.HANDED_ON:
        return refuse(_("Ihr Nachweis gilt jetzt für ein anderes Konto. Bitte melden Sie sich mit diesem an."))
    if not person.is_verified(now) and not is_open_again(person, now):
        return refuse(_("Ihr Nachweis wurde beendet. Ob er wieder gelten kann, klären Sie bitte mit uns."))
    return ALLOWED


def may_move_away(person: Person, now: datetime) -> Verdict:
    """Whoever is counted as a resident can say that this is over; that adds no right, so a block does not matter."""
    if not person.is_verified(now):
        return refuse(_("Für Ihr Konto gilt gerade kein Nachweis des Wohnsitzes."))
    return ALLOWED


def _may_manage(actor: Person | None, person: Person) -> Verdict:
    allowed = may_administrate(actor)
    if not allowed:
        return allowed
    if person.deleted_at is not None:
        return refuse(_("Dieses Konto wurde gelöscht."))
    if actor is not None and actor.id == person.id:
        return refuse(_("Den eigenen Nachweis trägt eine andere Person der Verwaltung ein."))
    return ALLOWED


def may_verify_at_counter(actor: Person | None, person: Person, now: datetime) -> Verdict:
    """The administration counts somebody who stands at the counter, or counts them anew."""
    allowed = _may_manage(actor, person)
    if allowed and person.is_blocked:
        return refuse(_("Dieses Konto ist gesperrt. Heben Sie zuerst die Sperre auf."))
    if allowed and person.is_verified(now) and not runs_out_soon(person, now):
        return refuse(_("Der Wohnsitz ist schon nachgewiesen."))
    return allowed


def may_end_verification(actor: Person | None, person: Person, now: datetime) -> Verdict:
    """The administration ends a verification that holds, for a reason."""
    allowed = _may_manage(actor, person)
    return refuse(_("Für dieses Konto gilt gerade kein Nachweis.")) if allowed and not person.is_verified(now) else allowed


def may_restore_verification(actor: Person | None, person: Person) -> Verdict:
    """What was ended can hold again, but not where another account of the same human being counts."""
    allowed = _may_manage(actor, person)
    if allowed and person.verification_end in (None, EndReason.HANDED_ON, EndReason.DOUBLE):
        return refuse(_("Hier gibt es keinen beendeten Nachweis, der wieder gelten kann."))
    return allowed
