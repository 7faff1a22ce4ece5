"""Who sends concerns, reads them, answers them and keeps their categories, and when.

| act                                  | who                                                            | asked | received | at work | done, declined |
|--------------------------------------|----------------------------------------------------------------|-------|----------|---------|----------------|
| send one                             | everyone; with an account, whoever is confirmed and not blocked| while the category is open                  |||
| confirm one                          | whoever holds the mailed link                                  |  yes  |    –     |    –    |       –        |
| read one                             | everyone                                                       |   –   |   yes    |   yes   |      yes       |
| read a hidden text                   | its sender with an account, its office, the administration     |   –   |   yes    |   yes   |      yes       |
| take it back                         | its sender, by account or link; hidden ones stay               |  yes  |   yes    |    –    |       –        |
| take it up                           | the people of its office, the administration                   |   –   |   yes    |    –    |       –        |
| answer it, give it to another office | the people of its office, the administration                   |   –   |   yes    |   yes   |      yes       |
| keep categories and keys             | the administration                                             |                       always                    ||||
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from participation.accounts.levels import unconfirmed
from participation.accounts.models import Person
from participation.concerns.models import Concern, ConcernCategory, Status
from participation.consultations.rules import may_set_up
from participation.followups.models import Office
from participation.followups.rules import in_service
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse


@dataclass(frozen=True, slots=True)
class Asking:
    """Who wants to do something here: the person, and the offices that the person works for."""

    person: Person | None
    works_for: Collection[int] = field(default=frozenset())

    @property
    def manages(self) -> bool:
        """Whether the person is of the administration."""
        return bool(may_manage(self.person))

    def serves(self, office_id: int) -> bool:
        """Whether the person works for an office, now."""
        return in_service(self.person) and office_id in self.works_for


def may_manage(person: Person | None) -> Verdict:
    """Categories with their offices and days, and keys of other apps, are the administration's business."""
    return may_set_up(person)


def may_send(person: Person | None) -> Verdict:
    """Everybody tells the city something: with an account at once, without one by a mailed link."""
    if person is None:
        return ALLOWED
    if person.blocked_at is not None:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    if not person.is_confirmed:
        return unconfirmed(person)
    return ALLOWED


def may_send_about(category: ConcernCategory) -> Verdict:
    """A category that is open."""
    return (
        ALLOWED if category.closed_at is None else refuse(_("Zu dieser Kategorie nehmen wir keine Anliegen mehr an. Bitte wählen Sie eine andere."))
    )


def may_read(concern: Concern) -> Verdict:
    """What has arrived everybody reads; of what was hidden a stub. What nobody confirmed does not exist."""
    return ALLOWED if concern.is_public else conceal()


def may_read_text(asking: Asking, concern: Concern) -> Verdict:
    """A hidden text is for its sender, its office and the administration."""
    if not concern.is_hidden or asking.manages or asking.serves(concern.office_id):
        return ALLOWED
    return ALLOWED if asking.person is not None and asking.person.id == concern.person_id else conceal()


def may_take_back(concern: Concern) -> Verdict:
    """Its sender takes a concern back until the office begins; one that the moderation hid stays where it is."""
    if concern.is_hidden or concern.picture_hidden_at is not None:
        return refuse(_("Die Moderation hat über dieses Anliegen entschieden. Zurücknehmen können Sie es nicht mehr."))
    if concern.status not in (Status.ASKED, Status.RECEIVED):
        return refuse(_("Das Amt arbeitet schon daran. Zurücknehmen können Sie das Anliegen nicht mehr."))
    return ALLOWED


def may_take_back_own(asking: Asking, concern: Concern) -> Verdict:
    """The same with an account: one's own alone."""
    if asking.person is None or asking.person.id != concern.person_id or asking.person.deleted_at is not None:
        return conceal()
    return may_take_back(concern)


def may_see_queue(asking: Asking) -> Verdict:
    """The queue is for people of offices and the administration."""
    if asking.person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if asking.manages or in_service(asking.person):
        return ALLOWED
    return refuse(_("Dieser Bereich ist für die Verwaltung und die Ämter."))


def may_work_on(asking: Asking, concern: Concern) -> Verdict:
    """The people of its office, and the administration."""
    allowed = may_see_queue(asking)
    if not allowed:
        return allowed
    if not concern.is_public:
        return conceal()
    if not (asking.manages or asking.serves(concern.office_id)):
        return refuse(_("Dieses Anliegen gehört einem anderen Amt."))
    return ALLOWED


def may_take_up(asking: Asking, concern: Concern) -> Verdict:
    """One that nobody has begun with."""
    allowed = may_work_on(asking, concern)
    if allowed and concern.status != Status.RECEIVED:
        return refuse(_("Mit diesem Anliegen hat das Amt schon begonnen."))
    return allowed


def may_give_to(concern: Concern, office: Office) -> Verdict:
    """Another office that still exists."""
    if office.id == concern.office_id:
        return refuse(_("Dieses Amt ist schon zuständig."))
    return ALLOWED if office.closed_at is None else refuse(_("Dieses Amt gibt es nicht mehr. Bitte wählen Sie ein anderes."))


def may_moderate(person: Person | None) -> Verdict:
    """Concerns belong to no consultation: the administration moderates them."""
    return may_set_up(person)
