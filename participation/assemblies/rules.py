"""Who may enter the members' area, write, count, publish, hand over and tell what became of it; and at which stage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from participation.accounts.models import Person
from participation.assemblies.drafting_models import Dissent, Recommendation
from participation.assemblies.handover_models import CitizensReport
from participation.assemblies.members import Member
from participation.assemblies.models import Sitting
from participation.consultations.models import Consultation
from participation.consultations.rules import runs_it
from participation.councils.models import Council, CouncilStage
from participation.councils.rules import may_run_council
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, refuse

OPEN = (CouncilStage.WORKING, CouncilStage.HANDED_OVER)
BEFORE_SITTING = timedelta(hours=12)
BACKERS = 2
"""So many members stand behind a dissent before it is published: it is a minority's word, not one person's."""


def may_enter_area(person: Person | None, consultation: Consultation, council: Council, member: Member | None) -> Verdict:
    """Members with a seat and those who run the council, from its first sitting on and also after the handover."""
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    if person.blocked_at is not None or (member is None and not runs_it(person, consultation)):
        return refuse(_("Dieser Bereich ist für die Mitglieder des Bürgerrats. Wurden Sie ausgelost, geben Sie zuerst den Code aus Ihrem Brief ein."))
    if council.stage not in OPEN:
        return refuse(_("Dieser Bereich öffnet, sobald die Losung abgeschlossen ist."))
    return ALLOWED


def may_write(person: Person | None, consultation: Consultation, council: Council, member: Member | None) -> Verdict:
    """Members write together, and the council's staff for them, until the work is handed over."""
    allowed = may_enter_area(person, consultation, council, member)
    if allowed and council.stage != CouncilStage.WORKING:
        return refuse(_("Die Empfehlungen sind übergeben. Sie können alles nachlesen, aber nichts mehr ändern."))
    return allowed


def may_change_text(
    person: Person | None, consultation: Consultation, council: Council, member: Member | None, recommendation: Recommendation
) -> Verdict:
    """As long as nobody is counting votes about it, and it was not dropped."""
    allowed = may_write(person, consultation, council, member)
    if not allowed:
        return allowed
    if recommendation.dropped_at is not None:
        return refuse(_("Diese Empfehlung wird nicht weiter verfolgt."))
    if recommendation.open_count is not None:
        return refuse(_("Über diesen Text wird gerade abgestimmt. Ändern können Sie ihn, sobald die Stimmen zweimal eingegeben sind."))
    return ALLOWED


def may_dissent(
    person: Person | None, consultation: Consultation, council: Council, member: Member | None, recommendation: Recommendation
) -> Verdict:
    """Members only, about what was voted on."""
    allowed = may_write(person, consultation, council, member)
    if not allowed:
        return allowed
    if member is None:
        return refuse(_("Ein Sondervotum schreiben nur Mitglieder des Bürgerrats."))
    if recommendation.vote is None:
        return refuse(_("Ein Sondervotum ist nach der Abstimmung über die Empfehlung möglich."))
    return ALLOWED


def may_change_dissent(
    person: Person | None, consultation: Consultation, council: Council, member: Member | None, recommendation: Recommendation, dissent: Dissent
) -> Verdict:
    """Its author, until somebody else stands behind it: what others back is not changed behind them."""
    allowed = may_dissent(person, consultation, council, member, recommendation)
    if not allowed:
        return allowed
    if member is None or dissent.seat_id != member.seat_id:
        return refuse(_("Ein Sondervotum ändert nur, wer es geschrieben hat."))
    if len(dissent.backers) > 1:
        return refuse(_("Andere tragen dieses Sondervotum schon mit. Sein Text bleibt deshalb, wie er ist."))
    return ALLOWED


def may_run(person: Person | None, consultation: Consultation, council: Council) -> Verdict:
    """Sittings, attendance, groups, order: whoever runs the council, while it sits."""
    return may_run_council(person, consultation, council, CouncilStage.WORKING)


def may_note_attendance(person: Person | None, consultation: Consultation, council: Council, sitting: Sitting, now: datetime) -> Verdict:
    """Who is there is noted when a sitting begins, not days before."""
    allowed = may_run(person, consultation, council)
    if allowed and now < sitting.starts_at - BEFORE_SITTING:
        return refuse(_("Die Anwesenheit tragen Sie ein, wenn die Sitzung beginnt."))
    return allowed


def may_pay(person: Person | None, consultation: Consultation, council: Council) -> Verdict:
    """The cashier's list is for whoever runs the council, also after the handover."""
    return may_run_council(person, consultation, council, *OPEN)


def may_count(person: Person | None, consultation: Consultation, council: Council, recommendation: Recommendation) -> Verdict:
    """Two different people of the council's staff enter the votes, one after the other."""
    allowed = may_run(person, consultation, council)
    if not allowed or person is None:
        return allowed
    if recommendation.dropped_at is not None:
        return refuse(_("Diese Empfehlung wird nicht weiter verfolgt."))
    waiting = recommendation.open_count
    if waiting is not None and waiting.entered_by_id == person.id:
        return refuse(_("Sie haben die Stimmen schon eingegeben. Die zweite Eingabe macht eine andere Person."))
    return ALLOWED


def may_preview(person: Person | None, consultation: Consultation, council: Council) -> Verdict:
    """The report as it would be is shown to whoever runs the council."""
    return may_run_council(person, consultation, council, *OPEN)


def may_publish(person: Person | None, consultation: Consultation, council: Council, recommendations: Sequence[Recommendation]) -> Verdict:
    """Whoever runs the council, once there is a vote and none is half counted; after the handover for corrections."""
    allowed = may_run_council(person, consultation, council, *OPEN)
    if not allowed:
        return allowed
    if not any(each.vote is not None for each in recommendations):
        return refuse(_("Ein Bürgergutachten braucht mindestens eine Empfehlung, über die abgestimmt ist."))
    if any(each.open_count is not None for each in recommendations):
        return refuse(_("Bei einer Empfehlung fehlt noch die zweite Eingabe der Stimmen."))
    return ALLOWED


def may_hand_over(person: Person | None, consultation: Consultation, council: Council, report: CitizensReport | None) -> Verdict:
    """Whoever runs the council, once its report is published."""
    allowed = may_run(person, consultation, council)
    if allowed and report is None:
        return refuse(_("Veröffentlichen Sie zuerst das Bürgergutachten."))
    return allowed


def may_follow_up(person: Person | None, consultation: Consultation, council: Council) -> Verdict:
    """What became of the recommendations is told by whoever runs the council, after the handover."""
    return may_run_council(person, consultation, council, CouncilStage.HANDED_OVER)
