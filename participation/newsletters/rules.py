"""Who may follow a consultation, and who may write and send its newsletters."""

from __future__ import annotations

from participation.accounts.levels import unconfirmed
from participation.accounts.models import Person
from participation.consultations.models import Consultation, Stage
from participation.consultations.rules import may_moderate, may_see
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse
from participation.newsletters.models import Newsletter, State


def may_follow(person: Person | None, consultation: Consultation) -> Verdict:
    """Whoever is signed in with a confirmed address follows what is public, until it is in the archive."""
    if not may_see(person, consultation):
        return conceal()
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if person.blocked_at is not None:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    if not person.is_confirmed:
        return unconfirmed(person)
    if consultation.stage == Stage.DRAFT:
        return refuse(_("Diese Beteiligung ist noch nicht veröffentlicht."))
    if consultation.stage == Stage.ARCHIVED:
        return refuse(_("Diese Beteiligung ist im Archiv. Es kommt kein Newsletter mehr."))
    return ALLOWED


def may_write(person: Person | None, consultation: Consultation) -> Verdict:
    """Whoever runs a consultation writes to its followers, from its publication until it is in the archive."""
    allowed = may_moderate(person, consultation)
    if allowed and consultation.stage == Stage.DRAFT:
        return refuse(_("Ein Newsletter geht erst nach der Veröffentlichung der Beteiligung."))
    if allowed and consultation.stage == Stage.ARCHIVED:
        return refuse(_("Diese Beteiligung ist im Archiv. Es kommt kein Newsletter mehr."))
    return allowed


def may_change(person: Person | None, consultation: Consultation, letter: Newsletter) -> Verdict:
    """A draft is changed, sent, or thrown away; afterwards it stays as it is."""
    allowed = may_write(person, consultation)
    if allowed and letter.state == State.PLANNED:
        return refuse(_("Dieser Newsletter hat schon einen Termin. Holen Sie ihn zurück, wenn Sie ihn ändern möchten."))
    if allowed and letter.state != State.DRAFT:
        return refuse(_("Dieser Newsletter ist verschickt. Er bleibt, wie er ist."))
    return allowed


def may_call_back(person: Person | None, consultation: Consultation, letter: Newsletter) -> Verdict:
    """As long as no mail has left, it can be taken back."""
    allowed = may_write(person, consultation)
    return (
        refuse(_("Zurückholen lässt sich nur ein Newsletter, der auf seinen Termin wartet."))
        if allowed and letter.state != State.PLANNED
        else allowed
    )


def may_read(person: Person | None, consultation: Consultation, letter: Newsletter) -> Verdict:
    """Everybody reads what was sent; a draft is for those who run the consultation, on the staff's pages."""
    return may_see(person, consultation) if letter.is_public else conceal()
