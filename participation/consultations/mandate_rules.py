"""Who gives the task of moderating, and who may stand in for whom.

    | may             | nobody  | resident | office | moderator (own task) | moderator in another's stead | administration |
    | --------------- | ------- | -------- | ------ | -------------------- | ---------------------------- | -------------- |
    | name deputies   | sign in |    –     |   –    |    for oneself       |              –               |      yes       |
    | be a deputy     |    –    |    –     |  yes   |    with a role       |         with a role          |       –        |

The administration may do everything a moderator may, so that it stands in for nobody.
"""

from __future__ import annotations

from participation.accounts.models import Mandate, Person, Role
from participation.consultations.models import Consultation
from participation.consultations.rules import may_moderate
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, refuse


def may_name_deputies(person: Person | None, consultation: Consultation, mandate: Mandate) -> Verdict:
    """The holder of an own task, and the administration; who stands in hands nothing on."""
    allowed = may_moderate(person, consultation)
    if not allowed or person is None or person.is_administrator:
        return allowed
    if mandate.person_id == person.id and mandate.deputy_for_id is None:
        return ALLOWED
    return refuse(_("Eine Vertretung bestimmt, wer selbst moderiert, oder die Verwaltung."))


def may_be_deputy(person: Person, mandate: Mandate) -> Verdict:
    """Somebody of an office who can work: with a confirmed address, not blocked, not deleted, not the holder."""
    if person.id == mandate.person_id:
        return refuse(_("Niemand vertritt sich selbst."))
    if person.is_administrator:
        return refuse(_("Die Verwaltung darf alles, was die Moderation darf. Sie braucht dafür keine Vertretung."))
    if person.role != Role.OFFICE:
        return refuse(_("Vertreten kann, wer ein Konto mit der Rolle „Amt“ hat."))
    if person.deleted_at is not None or person.is_blocked or not person.is_confirmed:
        return refuse(_("Moderieren kann nur, wer eine bestätigte E-Mail-Adresse hat und nicht gesperrt ist."))
    return ALLOWED
