"""Who may go by another name in a consultation, and until when."""

from __future__ import annotations

from participation.accounts.levels import unconfirmed
from participation.accounts.models import Person, Role
from participation.consultations.models import Consultation, Stage
from participation.consultations.rules import may_moderate, may_see
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse


def may_choose_name(person: Person | None, consultation: Consultation, *, wrote: bool) -> Verdict:
    """Residents choose, where the consultation allows it and as long as they have not written; `wrote`: whether they have, under any name."""
    if not may_see(person, consultation):
        return conceal()
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if person.is_blocked:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    if person.role != Role.RESIDENT or person.moderates(consultation.id):
        return refuse(_("Sie treten hier mit Ihrem eigenen Namen und Ihrer Aufgabe auf."))
    if not person.is_confirmed:
        return unconfirmed(person)
    if not consultation.allows_pseudonyms:
        return refuse(_("In dieser Beteiligung treten alle unter dem Namen ihres Kontos auf."))
    if consultation.stage != Stage.PUBLISHED:
        return refuse(_("Diese Beteiligung nimmt nichts Neues an. Ein Name lässt sich hier nicht mehr wählen."))
    if wrote:
        return refuse(_("Sie haben hier schon geschrieben. Ihr Name bleibt, damit andere Ihre Beiträge zuordnen können."))
    return ALLOWED


def may_set_appearance(person: Person | None, consultation: Consultation) -> Verdict:
    """Whoever runs a consultation says how people appear in it, until it is closed."""
    allowed = may_moderate(person, consultation)
    if allowed and consultation.stage not in (Stage.DRAFT, Stage.PUBLISHED):
        return refuse(_("Diese Beteiligung ist abgeschlossen. Wie Menschen auftreten, bleibt, wie es war."))
    return allowed
