"""Who may say that proposals belong together, merge them, agree to it, split them again, and let a support move."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from participation.accounts.levels import unconfirmed
from participation.accounts.models import Person
from participation.consultations.models import Consultation, Stage
from participation.consultations.rules import may_moderate, may_see
from participation.duplicates.models import Consent, Merge, MergePart, MergeState
from participation.kit.dates import say_moment
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse
from participation.proposals.models import Proposal

MOST_SOURCES = 10
"""How many proposals one merge may fold into its target: each author is asked, and readers shall still follow it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A proposal with what stands in the way of merging it."""

    proposal: Proposal
    holds_others: bool = False  # others were merged into it
    asked: bool = False  # a merge that it takes part in is open


def may_work(person: Person | None, consultation: Consultation) -> Verdict:
    """Moderators and the administration, while the consultation is public and not closed."""
    allowed = may_moderate(person, consultation)
    if not allowed:
        return allowed
    if consultation.stage != Stage.PUBLISHED:
        return refuse(_("Verknüpfen und Zusammenführen geht nur, solange die Beteiligung läuft."))
    return ALLOWED


def may_judge_pair(person: Person | None, consultation: Consultation, first: Proposal, second: Proposal) -> Verdict:
    """Say of two public proposals of one consultation that they belong together, or that they do not."""
    allowed = may_work(person, consultation)
    if not allowed:
        return allowed
    if first.id == second.id:
        return refuse(_("Das ist zweimal derselbe Vorschlag. Bitte wählen Sie zwei verschiedene."))
    return _within(consultation, (first, second))


def may_propose_merge(person: Person | None, consultation: Consultation, target: Standing, sources: Sequence[Standing]) -> Verdict:
    """Ask the authors to let their proposals be folded into a target. Circles and chains are refused before anybody is asked."""
    allowed = may_work(person, consultation)
    return can_be_merged(consultation, target, sources) if allowed else allowed


def can_be_merged(consultation: Consultation, target: Standing, sources: Sequence[Standing]) -> Verdict:
    """Whether these proposals can be folded into the target, as they stand now."""
    ids = [source.proposal.id for source in sources]
    if not ids:
        return refuse(_("Bitte nennen Sie mindestens einen Vorschlag, der im anderen aufgehen soll."))
    if target.proposal.id in ids or len(set(ids)) < len(ids):
        return refuse(_("Ein Vorschlag kann nicht in sich selbst aufgehen, und jeder nur einmal."))
    if len(ids) > MOST_SOURCES:
        return refuse(_("Es können höchstens %(number)s Vorschläge auf einmal aufgehen.", number=MOST_SOURCES))
    allowed = _within(consultation, [standing.proposal for standing in (target, *sources)])
    for standing in (target, *sources):
        allowed = allowed and _stands_alone(standing, is_source=standing is not target)
    return allowed


def _within(consultation: Consultation, proposals: Collection[Proposal]) -> Verdict:
    if any(proposal.is_draft for proposal in proposals):
        return conceal()
    if all(proposal.consultation_id != consultation.id for proposal in proposals):
        return conceal()  # such an address does not exist
    if any(proposal.consultation_id != consultation.id for proposal in proposals):
        return refuse(_("Diese Vorschläge gehören zu verschiedenen Beteiligungen. Zusammen gehören können nur Vorschläge aus einer."))
    return ALLOWED


def _stands_alone(standing: Standing, *, is_source: bool) -> Verdict:
    named = {"number": standing.proposal.reference}
    if standing.proposal.is_merged:
        return refuse(_("Vorschlag %(number)s ist schon in einem anderen aufgegangen. Trennen Sie ihn zuerst wieder ab.", **named))
    if standing.proposal.is_withdrawn:
        return refuse(_("Vorschlag %(number)s ist zurückgezogen. Mit ihm kann nichts zusammengeführt werden.", **named))
    if is_source and standing.holds_others:
        return refuse(
            _("In Vorschlag %(number)s sind schon andere aufgegangen. Lassen Sie die neuen in ihm aufgehen, oder trennen Sie die alten ab.", **named)
        )
    if standing.asked:
        return refuse(_("Für Vorschlag %(number)s läuft schon eine Anfrage. Beenden Sie diese zuerst.", **named))
    return ALLOWED


def is_open(merge: Merge, now: datetime) -> bool:
    """Whether authors may still answer; past the deadline a merge has lapsed by itself."""
    return merge.state == MergeState.ASKED and now < merge.deadline


def _still_open(merge: Merge, now: datetime) -> Verdict:
    if merge.state == MergeState.DONE:
        return refuse(_("Diese Vorschläge sind schon zusammengeführt."))
    if merge.state == MergeState.CANCELLED:
        return refuse(_("Diese Anfrage hat die Moderation beendet."))
    if now >= merge.deadline:
        return refuse(_("Die Frist ist am %(when)s abgelaufen. Es bleibt alles, wie es war.", when=say_moment(merge.deadline)))
    return ALLOWED


def may_see_merge(person: Person | None, consultation: Consultation, merge: Merge) -> Verdict:
    """Those who run the consultation, and the authors who are asked."""
    if not may_see(person, consultation) or merge.consultation_id != consultation.id:
        return conceal()
    if any(_wrote(person, part) for part in merge.parts):
        return ALLOWED
    return may_moderate(person, consultation)


def may_answer(person: Person | None, consultation: Consultation, merge: Merge, part: MergePart, now: datetime) -> Verdict:
    """The author of a proposal says yes or no, and may change that until the deadline or until it is carried out."""
    allowed = may_see_merge(person, consultation, merge)
    if not allowed:
        return allowed
    if not _wrote(person, part) or part.consent == Consent.NOT_NEEDED:
        return refuse(_("Darüber entscheidet nur, wer den Vorschlag geschrieben hat."))
    allowed = _may_act(person) if person is not None else allowed
    return _still_open(merge, now) if allowed else allowed


def may_cancel(person: Person | None, consultation: Consultation, merge: Merge, now: datetime) -> Verdict:
    """Those who run the consultation end a question that nobody needs any more."""
    allowed = _run(person, consultation, merge)
    return _still_open(merge, now) if allowed else allowed


def may_carry_out(person: Person | None, consultation: Consultation, merge: Merge, now: datetime) -> Verdict:
    """Those who run the consultation, once the target's author and at least one other consent; nothing is merged without consent."""
    allowed = may_cancel(person, consultation, merge, now)
    if not allowed:
        return allowed
    target = merge.part_of(merge.target_id)
    if target is None or not consents(target):
        return refuse(_("Wer den bleibenden Vorschlag geschrieben hat, hat noch nicht zugestimmt."))
    if not any(consents(part) for part in merge.parts if part is not target):
        return refuse(_("Noch hat niemand zugestimmt, dessen Vorschlag aufgehen soll."))
    return ALLOWED


def consents(part: MergePart) -> bool:
    """Whether a proposal may be merged: its author said yes, or nobody is there to be asked."""
    return part.consent in (Consent.GIVEN, Consent.NOT_NEEDED)


def may_split(person: Person | None, consultation: Consultation, merge: Merge, part: MergePart) -> Verdict:
    """Those who run the consultation take a merged proposal out again."""
    allowed = _run(person, consultation, merge)
    if not allowed:
        return allowed
    if not part.is_merged or part.proposal.merged_into_id != merge.target_id:
        return refuse(_("Dieser Vorschlag ist nicht im anderen aufgegangen."))
    return ALLOWED


def may_move_support(person: Person | None, consultation: Consultation, source: Proposal, target: Proposal | None, *, supports: bool) -> Verdict:
    """Whoever supported a merged proposal, until the consultation is closed: the support was given in time, only what it is for changes."""
    if not may_see(person, consultation) or source.is_draft:
        return conceal()
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    writes = _may_act(person)
    if not writes:
        return writes
    if target is None or source.merged_into_id != target.id:
        return refuse(_("Dieser Vorschlag steht für sich. Ihre Unterstützung bleibt, wo sie ist."))
    if consultation.stage != Stage.PUBLISHED:
        return refuse(_("Diese Beteiligung ist abgeschlossen. Ihre Unterstützung bleibt, wo sie ist."))
    if not target.is_published:
        return refuse(_("Der andere Vorschlag ist zurückgezogen. Ihre Unterstützung bleibt, wo sie ist."))
    if target.author_id == person.id:
        return refuse(_("Der andere Vorschlag ist Ihr eigener. Unterstützen können ihn die anderen."))
    if not supports:
        return refuse(_("Sie unterstützen diesen Vorschlag nicht. Es gibt nichts zu übertragen."))
    return ALLOWED


def may_look_for_similar(person: Person | None, consultation: Consultation) -> Verdict:
    """Whoever could write something here sees what is like it while typing."""
    if not may_see(person, consultation):
        return conceal()
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    return _may_act(person)


def _may_act(person: Person) -> Verdict:
    if person.blocked_at is not None:
        return refuse(_("Ihr Konto ist gesperrt. Bitte wenden Sie sich an die Moderation."))
    if not person.is_confirmed:
        return unconfirmed(person)
    return ALLOWED


def _run(person: Person | None, consultation: Consultation, merge: Merge) -> Verdict:
    if merge.consultation_id != consultation.id:
        return conceal()
    return may_work(person, consultation)


def _wrote(person: Person | None, part: MergePart) -> bool:
    return person is not None and person.deleted_at is None and part.proposal.author_id == person.id
