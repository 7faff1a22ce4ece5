"""Who reads insight, and who enters what it needs.

| act                                         | who                                        | when                            |
|---------------------------------------------|--------------------------------------------|---------------------------------|
| read a consultation's insight, count anew   | who runs it                                | at any time                     |
| enter and remove costs                      | who runs it                                | at any time: bills come late    |
| read who took part                          | who sees the consultation                  | once it is closed               |
| compare consultations                       | the administration, council members        | at any time                     |
| enter how many people live where            | the administration                         | at any time                     |
"""

from __future__ import annotations

from participation.accounts.models import Person, Role
from participation.consultations.models import Consultation, Stage
from participation.consultations.rules import may_moderate, may_see
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse

OVER = frozenset({Stage.CLOSED, Stage.ARCHIVED})
COMPARERS = frozenset({Role.ADMINISTRATOR, Role.COUNCIL})
FIRST_YEAR = 2000
"""No day of a cost lies before: years with two digits are slips of the keyboard."""
MOST_COSTS = 500


def may_look(person: Person | None, consultation: Consultation) -> Verdict:
    """Those who run a consultation see its insight."""
    return may_moderate(person, consultation)


def may_enter_costs(person: Person | None, consultation: Consultation) -> Verdict:
    """They enter its costs, too."""
    return may_moderate(person, consultation)


def may_read_who(person: Person | None, consultation: Consultation) -> Verdict:
    """Everybody reads who took part, once that no longer changes."""
    if not may_see(person, consultation):
        return conceal()
    if consultation.stage not in OVER:
        return refuse(_("Wer teilgenommen hat, steht hier, sobald die Beteiligung abgeschlossen ist."))
    return ALLOWED


def may_compare(person: Person | None) -> Verdict:
    """Consultations side by side: for the administration and council members."""
    verdict = _in_good_standing(person)
    if not verdict or person is None:
        return verdict
    return ALLOWED if person.role in COMPARERS else refuse(_("Diesen Bereich haben nur Ratsmitglieder und die Verwaltung."))


def may_enter_people(person: Person | None) -> Verdict:
    """How many people live in the districts: the administration."""
    verdict = _in_good_standing(person)
    if not verdict or person is None:
        return verdict
    return ALLOWED if person.is_administrator else refuse(_("Das darf nur die Verwaltung."))


def _in_good_standing(person: Person | None) -> Verdict:
    if person is None or person.deleted_at is not None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if person.blocked_at is not None:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    return ALLOWED
