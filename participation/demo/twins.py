"""Proposals of the example that say the same: some are linked, some merged with their authors' consent, one question is open."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.demo.people import Cast
from participation.duplicates.actions import answer_merge, carry_out_merge, judge_pair, move_support, propose_merge
from participation.duplicates.models import Merge, Verdict
from participation.duplicates.rules import may_move_support
from participation.kit import clock
from participation.proposals import folding
from participation.proposals.models import Proposal, ProposalStage

TOGETHER = (
    ("Zwischennutzung statt Leerstand", "Offenes Haus während der Planung", "Beide wollen die Halle nutzen, solange geplant wird."),
    ("Sicherer Übergang zum Fluss", "Zebrastreifen an der Brückenstraße", "Es geht um dieselbe Stelle an der Brückenstraße."),
    ("Solardach auf die Stadthalle", "Strom vom Hallendach für das Quartier", "Das Dach kann nur einmal belegt werden."),
)
DIFFERENT = (("Betriebskosten ehrlich ausweisen", "Bauzeiten ehrlich angeben"),)
MERGED = (
    ("Belegungsplan ins Internet stellen", "Online buchen ohne Papierformular", "Beide wünschen sich Buchen und Belegung auf einer Seite."),
    ("Bäume statt Stellplätze", "Parkplatz zum Platz machen", "Beide wollen den Parkplatz begrünen."),
)
ASKED = ("Jugendrat anhören", "Abstimmen ab vierzehn", "Beide wollen, dass Jugendliche mitreden.")


def tell_twins(session: Session, cast: Cast, consultation: Consultation, today: datetime) -> None:
    """The moderation's work of the last weeks; what a smaller town lacks is left out."""
    titles = [title for pair in (*TOGETHER, *DIFFERENT, *MERGED, ASKED) for title in pair[:2]]
    found = session.scalars(
        select(Proposal).where(Proposal.consultation_id == consultation.id, Proposal.title.in_(titles), Proposal.stage == ProposalStage.PUBLISHED)
    )
    proposals = {proposal.title: proposal for proposal in found}
    moderator = cast["moderator"]
    with clock.frozen(today - timedelta(days=3)) as now:
        for one, other, reason in TOGETHER:
            if one in proposals and other in proposals:
                judge_pair(session, moderator, consultation, proposals[one], proposals[other], Verdict.TOGETHER, reason, now)
        for one, other in DIFFERENT:
            if one in proposals and other in proposals:
                judge_pair(session, moderator, consultation, proposals[one], proposals[other], Verdict.DIFFERENT, "", now)
        asked = [
            propose_merge(session, moderator, consultation, proposals[one], [proposals[other]], reason, now)
            for one, other, reason in (*MERGED, ASKED)
            if one in proposals and other in proposals
        ]
    with clock.frozen(today - timedelta(days=2)) as now:
        for merge in asked:
            if ASKED[0] != _target(merge).title:
                _agree(session, consultation, merge, now)
                carry_out_merge(session, moderator, consultation, merge, now)
    with clock.frozen(today - timedelta(days=1)) as now:
        for _one, other, _reason in MERGED:
            if other in proposals and proposals[other].is_merged:
                _let_some_move(session, consultation, proposals[other], now)


def _target(merge: Merge) -> Proposal:
    return next(part.proposal for part in merge.parts if part.proposal_id == merge.target_id)


def _agree(session: Session, consultation: Consultation, merge: Merge, now: datetime) -> None:
    for part in merge.parts:
        author = session.get(Person, part.proposal.author_id)
        if part.consent == "asked":
            answer_merge(session, author, consultation, merge, part, True, now)


def _let_some_move(session: Session, consultation: Consultation, source: Proposal, now: datetime) -> None:
    """Every other supporter lets the support move."""
    target = session.get(Proposal, source.merged_into_id)
    for number in sorted(folding.supporters_of(session, source.id))[::2]:
        person = session.get(Person, number)
        if may_move_support(person, consultation, source, target, supports=True):
            move_support(session, person, consultation, source, now)
