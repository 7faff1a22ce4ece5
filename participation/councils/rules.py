"""Who may set up and run a council, and what is still possible at which stage."""

from __future__ import annotations

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import may_moderate, may_prepare
from participation.councils.models import Council, CouncilStage
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse

ORDER = tuple(CouncilStage)


def may_see_council(person: Person | None, consultation: Consultation, council: Council) -> Verdict:
    """Everyone once it is announced; before, those who run the consultation."""
    return ALLOWED if council.is_public or may_moderate(person, consultation) else conceal()


def may_begin_council(person: Person | None, consultation: Consultation, existing: Council | None) -> Verdict:
    """One council for a consultation, by whoever runs it, before the consultation is closed."""
    allowed = may_prepare(person, consultation, _("Diese Beteiligung ist abgeschlossen. Ein Bürgerrat kann nicht mehr dazukommen."))
    return refuse(_("Für diese Beteiligung gibt es schon einen Bürgerrat.")) if allowed and existing is not None else allowed


def may_run_council(person: Person | None, consultation: Consultation, council: Council, *stages: CouncilStage) -> Verdict:
    """Whoever runs the consultation runs its council; with `stages`, only while it is in one of them."""
    allowed = may_moderate(person, consultation)
    if not allowed:
        return allowed
    if stages and council.stage not in stages:
        before = ORDER.index(CouncilStage(council.stage)) < min(ORDER.index(stage) for stage in stages)
        return refuse(_("Das kommt erst später im Ablauf des Bürgerrats.") if before else _("Dieser Schritt des Bürgerrats ist schon vorbei."))
    return ALLOWED


def may_change_council(person: Person | None, consultation: Consultation, council: Council) -> Verdict:
    """Seats and features stand once invitations are out: what people were told does not change behind them."""
    return may_run_council(person, consultation, council, CouncilStage.PREPARING)


def may_advance(person: Person | None, consultation: Consultation, council: Council, to: CouncilStage) -> Verdict:
    """On to the next stage only; what each needs is asked by the room that takes the step."""
    allowed = may_run_council(person, consultation, council)
    if not allowed:
        return allowed
    if not consultation.is_public:
        return refuse(_("Veröffentlichen Sie zuerst die Beteiligung."))
    if ORDER.index(to) != ORDER.index(CouncilStage(council.stage)) + 1:
        return refuse(_("Der Bürgerrat geht immer nur einen Schritt weiter."))
    return ALLOWED
