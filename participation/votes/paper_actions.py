"""Entering papers: a batch, twice by two people, and once more where the two entries differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.dates import city_zone
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.text import clean_line
from participation.votes.channel_models import PaperBatch, PaperState
from participation.votes.models import Vote
from participation.votes.paper_lines import read_paper
from participation.votes.paper_queries import standing_of
from participation.votes.queries import lock_vote
from participation.votes.roll_rules import may_enter_papers, may_mark_paper

MOST_PAPERS = 100


@dataclass(frozen=True, slots=True)
class LookedAgain:
    """What somebody saw who looked at a paper again: as it is typed, and why."""

    typed: str
    reason: str


def open_batch(session: Session, actor: Person, consultation: Consultation, vote: Vote, papers: int, now: datetime) -> PaperBatch:
    """Begin a batch of so many papers; it gets the next number. Raises Invalid for more papers than voters are marked for paper."""
    vote = lock_vote(session, vote.id)
    demand(may_mark_paper(actor, consultation, vote))
    if not 1 <= papers <= MOST_PAPERS:
        raise Invalid(_("Bitte geben Sie eine Anzahl zwischen 1 und %(most)s an.", most=MOST_PAPERS), "papers")
    announced = session.scalar(select(func.coalesce(func.sum(PaperBatch.papers), 0)).where(PaperBatch.vote_id == vote.id)) or 0
    marked = standing_of(session, vote).marked
    if announced + papers > marked:
        sentence = _(
            "So viele Zettel kann es nicht geben: %(marked)s Personen sind für Papier abgehakt, %(announced)s Zettel liegen schon in Stapeln.",
            marked=marked,
            announced=announced,
        )
        raise Invalid(sentence, "papers")
    last = session.scalar(select(func.max(PaperBatch.number)).where(PaperBatch.vote_id == vote.id)) or 0
    today = now.astimezone(city_zone()).date()
    batch = PaperBatch(vote_id=vote.id, number=last + 1, papers=papers, opened_by_id=actor.id, opened_on=today, looked_again=[])
    session.add(batch)
    session.flush()
    data = {"batch": batch.number, "papers": papers}
    audit.append(session, at=now, actor=actor, action="vote.papers_opened", subject=("vote", vote.id), data=data)
    return batch


def enter_papers(
    session: Session, actor: Person, consultation: Consultation, vote: Vote, batch: PaperBatch, papers: Sequence[str], now: datetime
) -> PaperBatch:
    """Enter all papers of a batch (from `paper_lines.read_papers`). The second entry is compared: equal papers agree, others are looked at again.

    The vote and the batch are locked by the caller (`paper_queries.paper_batch`).
    """
    demand(may_mark_paper(actor, consultation, vote))
    demand(may_enter_papers(actor, batch))
    if len(papers) != batch.papers:
        raise Invalid(_("Der Stapel hat %(papers)s Zettel.", papers=batch.papers), "papers")
    if batch.state == PaperState.FIRST:
        batch.first_by_id, batch.first, batch.state = actor.id, list(papers), PaperState.SECOND
        return _noted(session, actor, batch, "vote.papers_entered", now)
    batch.second_by_id, batch.second = actor.id, list(papers)
    if different(batch):
        batch.state = PaperState.DIFFERS
        return _noted(session, actor, batch, "vote.papers_differ", now)
    batch.agreed, batch.state = list(papers), PaperState.AGREED
    return _noted(session, actor, batch, "vote.papers_agreed", now)


def different(batch: PaperBatch) -> list[int]:
    """The numbers of the papers that were entered differently, from 1."""
    pairs = zip(batch.first or (), batch.second or (), strict=False)
    return [number for number, (first, second) in enumerate(pairs, 1) if first != second]


def settle_papers(
    session: Session, actor: Person, consultation: Consultation, vote: Vote, batch: PaperBatch, seen: Mapping[int, LookedAgain], now: datetime
) -> PaperBatch:
    """Say for each paper that differed what it shows, with the reason. Raises Invalid naming every paper that is missing or unreadable."""
    demand(may_mark_paper(actor, consultation, vote))
    if batch.state != PaperState.DIFFERS:
        raise Conflict(_("In diesem Stapel ist nichts zu klären."))
    faults: list[Invalid] = []
    agreed, looked = list(batch.first or ()), []
    for number in different(batch):
        again = seen.get(number, LookedAgain("", ""))
        reason = clean_line(again.reason)[:200]
        if not reason:
            faults.append(Invalid(_("Zettel %(number)s: Bitte geben Sie an, warum er so zu lesen ist.", number=number), f"reason-{number}"))
        try:
            agreed[number - 1] = read_paper(vote, again.typed)
        except Invalid as fault:
            faults.append(Invalid(_("Zettel %(number)s: %(fault)s", number=number, fault=fault.message), f"paper-{number}"))
        looked.append({"paper": number, "marks": agreed[number - 1], "reason": reason})
    if faults:
        raise Invalid(faults[0].message, faults[0].field, faults[1:])
    batch.agreed, batch.looked_again, batch.third_by_id, batch.state = agreed, looked, actor.id, PaperState.AGREED
    return _noted(session, actor, batch, "vote.papers_settled", now)


def discard_batch(session: Session, actor: Person, consultation: Consultation, vote: Vote, batch: PaperBatch, now: datetime) -> None:
    """Take a batch back that does not agree yet, to begin again with the papers in hand."""
    demand(may_mark_paper(actor, consultation, vote))
    if batch.state == PaperState.AGREED:
        raise Conflict(_("Dieser Stapel ist abgeglichen. Er bleibt."))
    data = {"batch": batch.number, "papers": batch.papers}
    session.delete(batch)
    session.flush()
    audit.append(session, at=now, actor=actor, action="vote.papers_discarded", subject=("vote", vote.id), data=data)


def _noted(session: Session, actor: Person, batch: PaperBatch, action: str, now: datetime) -> PaperBatch:
    session.flush()
    data = {"batch": batch.number, "papers": batch.papers, "differ": len(different(batch))}
    audit.append(session, at=now, actor=actor, action=action, subject=("vote", batch.vote_id), data=data)
    return batch
