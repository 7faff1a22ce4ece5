"""Quotas, the freeze, and the life of a lottery: asked for, computed by a worker, published, drawn."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Update, and_, delete, exists, or_, update
from sqlalchemy.orm import Session, aliased

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.councils.actions import advance_council
from participation.councils.models import Council, CouncilStage
from participation.draws.models import ATTEMPTS, SILENCE, UNFINISHED, Freeze, Lottery, LotteryState, PoolEntry, QuotaRow, Seat
from participation.draws.pool import hash_of, pool_document, problem_of, receipts
from participation.draws.public_events import tell_frozen, tell_published
from participation.draws.queries import document_of, freeze_of, lotteries_of, names_in_pool, quotas_of, seats_of
from participation.draws.quotas import is_complete, sum_faults
from participation.draws.randomness import Named
from participation.draws.rules import may_cancel, may_compute, may_freeze, may_publish, may_set_quotas, may_try, needs_reason
from participation.invitations.pool import pool_of
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.jobs import enqueue_after_commit
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.sealing import Seals
from participation.kit.text import clean_text
from participation.methods.sortition.drawing import METHODS, canonical_text
from participation.methods.sortition.explain import conflict
from participation.methods.sortition.problem import Quota
from participation.methods.sortition.verify import commitment_of

LOTTERY_JOB = "lottery"
"""The job that computes one."""
MOST_REASON = 2000


def set_quotas(session: Session, actor: Person, consultation: Consultation, council: Council, quotas: Sequence[Quota], now: datetime) -> None:
    """Replace a council's quotas. Raises Invalid where a feature has none or the bounds cannot add up."""
    demand(may_set_quotas(actor, consultation, council))
    if not is_complete(council, quotas):
        raise Invalid(_("Bitte geben Sie für jeden Wert jedes Merkmals eine kleinste und eine größte Zahl an."))
    faults = sum_faults(council, quotas)
    if faults:
        raise Invalid(next(iter(faults.values())))
    session.execute(delete(QuotaRow).where(QuotaRow.council_id == council.id))
    for quota in quotas:
        session.add(QuotaRow(council_id=council.id, feature=quota.feature, value=quota.value, minimum=quota.minimum, maximum=quota.maximum))
    audit.append(session, at=now, actor=actor, action="council.quotas_set", subject=council, data={"cells": len(quotas)})


def freeze_pool(session: Session, actor: Person, consultation: Consultation, council: Council, seals: Seals, now: datetime) -> Freeze:
    """Close the pool for good: hash a person, seal the receipts, publish the hash of all in the log, and go on to the draw.

    Raises Refused before the last day of answers or without quotas, and Conflict where no panel can meet them.
    """
    demand(may_freeze(actor, consultation, council, now))
    people, quotas = pool_of(session, council, seals), quotas_of(session, council)
    if not is_complete(council, quotas):
        raise Conflict(_("Legen Sie zuerst die Quoten fest."))
    if len(people) < council.seats:
        raise Conflict(_("Im Lostopf sind %(people)s Menschen, es gibt %(seats)s Plätze.", people=len(people), seats=council.seats))
    if conflict(problem_of(people, quotas, council.seats), ways=0) is not None:
        raise Conflict(_("Keine Besetzung aus diesem Lostopf erfüllt alle Quoten. Der Editor der Quoten zeigt, was sich widerspricht."))
    advance_council(session, actor, consultation, council, CouncilStage.DRAWING, now)
    made = receipts(people, names_in_pool(session, council, seals))
    document = pool_document(council, people, [receipt.person_hash for receipt in made], quotas)
    for place, (person, receipt) in enumerate(zip(people, made, strict=True)):
        sealed = seals.seal({"salt": receipt.salt, "identity": receipt.identity})
        session.add(PoolEntry(council_id=council.id, place=place, answer_id=person.answer_id, person_hash=receipt.person_hash, sealed=sealed))
    freeze = Freeze(council_id=council.id, frozen_at=now, people=len(people), sha256=hash_of(document), document=document)
    session.add(freeze)
    session.flush()
    audit.append(session, at=now, actor=actor, action="draw.frozen", subject=council, data={"people": len(people), "sha256": freeze.sha256})
    tell_frozen(session, council, freeze, now)
    return freeze


def request_lottery(
    session: Session, actor: Person, consultation: Consultation, council: Council, *, method: str, reason: str, trial: bool, now: datetime
) -> Lottery:
    """Ask for a lottery; it is computed in the background. After one was published, another needs a reason, and the first stays public."""
    session.refresh(council, ["stage"], with_for_update=True)
    lotteries, seats = lotteries_of(session, council), seats_of(session, council)
    demand(may_try(actor, consultation, council, lotteries) if trial else may_compute(actor, consultation, council, lotteries, seats))
    if method not in METHODS:
        raise Invalid(_("Bitte wählen Sie ein Verfahren."), "method")
    reason = clean_text(reason)[:MOST_REASON]
    if needs_reason(lotteries) and not reason:
        raise Invalid(_("Es wurde schon eine Losliste veröffentlicht. Bitte begründen Sie öffentlich, warum noch einmal gelost wird."), "reason")
    if not is_complete(council, quotas_of(session, council)):
        raise Conflict(_("Legen Sie zuerst die Quoten fest."))
    lottery = Lottery(
        council_id=council.id,
        number=max((one.number for one in lotteries), default=0) + 1,
        trial=trial,
        reason=reason,
        method=method,
        seed=secrets.token_hex(32),
        requested_by_id=actor.id,
        requested_at=now,
        touched_at=now,
    )
    session.add(lottery)
    session.flush()
    data = {"lottery": lottery.number, "method": method, "seed": lottery.seed, "trial": trial, "again": needs_reason(lotteries)}
    audit.append(session, at=now, actor=actor, action="draw.requested", subject=council, data=data)
    enqueue_after_commit(session, LOTTERY_JOB, lottery_id=lottery.id)
    return lottery


def cancel_lottery(session: Session, actor: Person, consultation: Consultation, council: Council, lottery: Lottery, now: datetime) -> None:
    """Stop the computing; its worker notices within a moment."""
    session.refresh(lottery, with_for_update={"of": type(lottery)})
    demand(may_cancel(actor, consultation, council, lottery))
    lottery.state, lottery.touched_at = LotteryState.CANCELLED, now
    audit.append(session, at=now, actor=actor, action="draw.cancelled", subject=council, data={"lottery": lottery.number})


@dataclass(frozen=True, slots=True)
class Claim:
    """That one worker computes one lottery now; `attempt` tells it from another that comes after a crash."""

    lottery_id: int
    attempt: int


def claim_lottery(session: Session, lottery_id: int, now: datetime) -> Claim | None:
    """Take a lottery to compute it; None where it is taken or done, or another one is being computed on this installation."""
    abandoned = and_(Lottery.state == LotteryState.RUNNING, Lottery.touched_at < now - SILENCE)
    other = aliased(Lottery)
    busy = exists().where(other.state == LotteryState.RUNNING, other.id != lottery_id)
    statement = (
        update(Lottery)
        .where(Lottery.id == lottery_id, or_(Lottery.state == LotteryState.REQUESTED, abandoned), Lottery.attempts < ATTEMPTS, ~busy)
        .values(state=LotteryState.RUNNING, attempts=Lottery.attempts + 1, touched_at=now, step="", done=0, total=0)
        .returning(Lottery.id, Lottery.attempts)
        .execution_options(synchronize_session=False)
    )
    row = session.execute(statement).one_or_none()
    return Claim(*row) if row is not None else None


def tell_progress(session: Session, claim: Claim, step: str, done: int, total: int, now: datetime) -> bool:
    """Say how far it is; False where the claim no longer holds, because somebody cancelled it or another worker took over."""
    values = {"step": step[:40], "done": done, "total": total, "touched_at": now}
    return session.scalar(_claimed(claim).values(**values).returning(Lottery.id)) is not None


def finish_lottery(session: Session, claim: Claim, document: dict[str, Any] | None, summary: dict[str, Any], now: datetime) -> bool:
    """Hand the computed lottery over; a test run keeps its figures only. False where the claim no longer holds."""
    values = {"state": LotteryState.READY, "document": canonical_text(document) if document else None, "summary": summary, "touched_at": now}
    number = session.scalar(_claimed(claim).values(**values).returning(Lottery.council_id))
    if number is None:
        return False
    data = {"lottery": claim.lottery_id, "smallest_tickets": summary["smallest_tickets"]}
    audit.append(session, at=now, actor=None, action="draw.computed", subject=("council", number), data=data)
    return True


def fail_lottery(session: Session, claim: Claim, failure: str, now: datetime) -> None:
    """It cannot be drawn like this, and why."""
    session.execute(_claimed(claim).values(state=LotteryState.FAILED, failure=failure[:2000], touched_at=now))


def give_back(session: Session, claim: Claim, now: datetime) -> None:
    """After an accident: let it be tried again, but not for ever."""
    state = LotteryState.FAILED if claim.attempt >= ATTEMPTS else LotteryState.REQUESTED
    session.execute(_claimed(claim).values(state=state, touched_at=now))


def give_up_silent(session: Session, now: datetime) -> None:
    """Lotteries whose workers died again and again have failed."""
    worn_out = (Lottery.state.in_(UNFINISHED), Lottery.attempts >= ATTEMPTS, Lottery.touched_at < now - SILENCE)
    session.execute(update(Lottery).where(*worn_out).values(state=LotteryState.FAILED))


def _claimed(claim: Claim) -> Update:
    own = (Lottery.id == claim.lottery_id, Lottery.state == LotteryState.RUNNING, Lottery.attempts == claim.attempt)
    return update(Lottery).where(*own).execution_options(synchronize_session=False)


def publish_lottery(
    session: Session, actor: Person, consultation: Consultation, council: Council, lottery: Lottery, named: Named, now: datetime
) -> Lottery:
    """Publish a computed lottery together with the randomness that will decide, and the hash of both; nothing of it can change then.

    The seats of an earlier draw that nobody has answered are given up; that draw itself stays public.
    """
    session.refresh(lottery, with_for_update={"of": type(lottery)})
    demand(may_publish(actor, consultation, council, lottery))
    freeze = freeze_of(session, council)
    lotteries = [one for one in lotteries_of(session, council) if one.id != lottery.id]
    demand(may_compute(actor, consultation, council, lotteries, seats_of(session, council)))
    document = {**document_of(session, lottery), "randomness": named.terms}
    lottery.document, lottery.randomness, lottery.happens_at = canonical_text(document), named.terms, named.happens_at
    lottery.commitment, lottery.published_at, lottery.state = commitment_of(document), now, LotteryState.PUBLISHED
    session.execute(delete(Seat).where(Seat.council_id == council.id))
    session.flush()
    data = {
        "lottery": lottery.number,
        "commitment": lottery.commitment,
        "pool_sha256": freeze.sha256 if freeze else "",
        "method": lottery.method,
        "seed": lottery.seed,
        "randomness": named.terms,
        "published_before": sum(one.is_public for one in lotteries),
    }
    audit.append(session, at=now, actor=actor, action="draw.published", subject=council, data=data)
    tell_published(session, lottery, freeze.sha256 if freeze else "", now)
    return lottery
