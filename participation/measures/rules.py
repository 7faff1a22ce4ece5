"""Who makes measures, works on them and says what became of them, and when.

    | act                                        | who                                                        | draft | published | closed | archived |
    |--------------------------------------------|------------------------------------------------------------|-------|-----------|--------|----------|
    | read a measure                             | everyone who sees its consultation                         |   –   |    yes    |  yes   |   yes    |
    | make one                                   | who runs the consultation; an office for itself            |   –   |    yes    |  yes   |    –     |
    | change it, its status, money, files, paper | who runs the consultation; the people of its office        |   –   |    yes    |  yes   |   yes    |
    | plan, reach, move, give up a milestone     | the same, while the measure is neither done nor stopped    |   –   |    yes    |  yes   |   yes    |

An archived consultation keeps its measures going: a building is opened years after people were asked.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from participation.accounts.models import Person
from participation.consultations.models import Consultation, Stage
from participation.consultations.rules import may_see, runs_it
from participation.followups.models import Office
from participation.followups.rules import in_service
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse
from participation.measures.models import Measure, Milestone


@dataclass(frozen=True, slots=True)
class Asking:
    """Who wants to do something here: the person, the consultation, and the offices that the person works for."""

    person: Person | None
    consultation: Consultation
    works_for: Collection[int] = field(default=frozenset())

    @property
    def runs_it(self) -> bool:
        """Whether the person runs the consultation."""
        return runs_it(self.person, self.consultation)

    def serves(self, office_id: int) -> bool:
        """Whether the person works for an office, now."""
        return in_service(self.person) and office_id in self.works_for


def may_read_measure(person: Person | None, measure: Measure, consultation: Consultation) -> Verdict:
    """Whoever sees the consultation sees what became of it."""
    if measure.consultation_id != consultation.id:
        return conceal()
    return may_see(person, consultation)


def may_make(asking: Asking) -> Verdict:
    """Whoever runs the consultation makes measures, and whoever works for an office, for that one."""
    refused = _staff(asking, bool(asking.works_for) and in_service(asking.person))
    if refused is not None:
        return refused
    if not asking.consultation.is_public:
        return refuse(_("Diese Beteiligung ist noch nicht veröffentlicht. Maßnahmen gibt es erst danach."))
    if asking.consultation.stage == Stage.ARCHIVED:
        return refuse(_("Diese Beteiligung ist archiviert. Neue Maßnahmen kommen nicht mehr dazu."))
    return ALLOWED


def may_give_to(asking: Asking, office: Office) -> Verdict:
    """An office that still exists; one's own, for those who do not run the consultation."""
    if not (asking.runs_it or asking.serves(office.id)):
        return refuse(_("Sie können nur Ihr eigenes Amt angeben."))
    return ALLOWED if office.closed_at is None else refuse(_("Dieses Amt gibt es nicht mehr. Bitte wählen Sie ein anderes."))


def may_work_on(asking: Asking, measure: Measure) -> Verdict:
    """Whoever runs the consultation, and the people of the responsible office, also in the archive."""
    if measure.consultation_id != asking.consultation.id:
        return conceal()
    refused = _staff(asking, asking.serves(measure.office_id))
    return refused if refused is not None else ALLOWED


def may_plan(asking: Asking, measure: Measure) -> Verdict:
    """Milestones are those of a measure that goes on."""
    allowed = may_work_on(asking, measure)
    if allowed and not measure.goes_on:
        return refuse(_("Diese Maßnahme ist zu Ende. Ändern Sie zuerst ihren Stand, wenn es doch weitergeht."))
    return allowed


def may_change_milestone(asking: Asking, measure: Measure, milestone: Milestone) -> Verdict:
    """One that is neither reached nor given up is moved, reached or given up."""
    allowed = may_plan(asking, measure)
    if not allowed:
        return allowed
    if milestone.done_on is not None:
        return refuse(_("Dieser Meilenstein ist schon erreicht."))
    return ALLOWED if milestone.dropped_at is None else refuse(_("Dieser Meilenstein ist gestrichen."))


def may_reopen_milestone(asking: Asking, measure: Measure, milestone: Milestone) -> Verdict:
    """One that was called reached by mistake."""
    allowed = may_plan(asking, measure)
    if allowed and milestone.done_on is None:
        return refuse(_("Dieser Meilenstein ist noch nicht erreicht."))
    return allowed


def _staff(asking: Asking, of_the_office: bool) -> Verdict | None:
    """The refusal for those who are neither; None for those who are."""
    seen = may_see(asking.person, asking.consultation)
    if not seen:
        return seen
    if asking.person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if asking.runs_it or of_the_office:
        return None
    return refuse(_("Das dürfen nur die Moderation dieser Beteiligung, das zuständige Amt und die Verwaltung."))
