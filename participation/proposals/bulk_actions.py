"""Many proposals at once, for tables that staff read in: a few statements, however many there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BigInteger, bindparam, case, insert, or_, select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import may_moderate
from participation.kit.database import table_of
from participation.kit.prose import excerpt, plain, to_html
from participation.kit.rules import demand
from participation.kit.search import index_new, remove_many
from participation.places.actions import Spot, keep_spots
from participation.proposals.actions import KIND
from participation.proposals.intake_actions import day_to_forget
from participation.proposals.models import TEASER_LENGTH, Proposal, ProposalStage
from participation.proposals.numbers import next_references, raise_board, random_place
from participation.proposals.spans import GIVERS
from participation.proposals.texts import ProposalText
from participation.proposals.writing_models import Channel, Intake

CHUNK = 500

_p = table_of(Proposal)
_DISCUSSED = (
    update(_p)
    .where(_p.c.id == bindparam("proposal"))
    .values(
        contribution_count=bindparam("count"),
        contested=bindparam("argued"),
        last_activity=case(
            (_p.c.last_activity < bindparam("last", type_=BigInteger()), bindparam("last", type_=BigInteger())), else_=_p.c.last_activity
        ),
        version=_p.c.version + 1,
    )
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a text came in: by which channel, on which day, from whom (for questions), and the place that it names.

    `published_at`: where it was public elsewhere, since when; `words`: by which it is found beside its own.
    """

    channel: Channel = Channel.OTHER
    received_on: date | None = None
    giver: str = ""
    spot: Spot | None = None
    published_at: datetime | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """A checked text with what is made from it, so that nothing is worked out while the database waits."""

    text: ProposalText
    html: str
    teaser: str
    arrival: Arrival


def make_ready(text: ProposalText, arrival: Arrival) -> Ready:
    """The text as it will be shown."""
    html = to_html(text.body)
    return Ready(text, html, excerpt(html, TEASER_LENGTH), arrival)


def publish_many(session: Session, actor: Person, consultation: Consultation, texts: Sequence[Ready], now: datetime) -> list[int]:
    """Publish texts that have no author here, under the year's next numbers; returns their ids in the same order.

    The caller has checked the texts and writes the log's entry.
    """
    demand(may_moderate(actor, consultation))
    spots = [each.arrival.spot for each in texts]
    kept = iter(keep_spots(session, [spot for spot in spots if spot]))
    places = [next(kept) if spot else None for spot in spots]
    references = next_references(session, now, len(texts))
    rows = [
        {
            "consultation_id": consultation.id,
            "reference": reference,
            "channel": each.arrival.channel,
            "stage": ProposalStage.PUBLISHED,
            "title": each.text.title,
            "body": each.text.body,
            "body_html": each.html,
            "teaser": each.teaser,
            "category_id": each.text.category_id,
            "district_id": each.text.district_id,
            "place_id": place,
            "place_label": spot.label if spot else "",
            "created_at": each.arrival.published_at or now,
            "published_at": each.arrival.published_at or now,
            "last_activity": int((each.arrival.published_at or now).timestamp()),
            "shuffle_a": random_place(),
            "shuffle_b": random_place(),
        }
        for reference, each, place, spot in zip(references, texts, places, spots, strict=True)
    ]
    ids = list(session.scalars(insert(Proposal).returning(Proposal.id, sort_by_parameter_order=True), rows))
    _note_arrivals(session, actor, consultation.days_kept(GIVERS), zip(ids, texts, strict=True), now)
    named = zip(ids, references, texts, strict=True)
    index_new(session, KIND, [(number, each.text.title, f"{reference} {each.arrival.words} {plain(each.html)}") for number, reference, each in named])
    raise_board(session, consultation.id, published=len(ids))
    return ids


def _note_arrivals(session: Session, actor: Person, days: int, made: Iterable[tuple[int, Ready]], now: datetime) -> None:
    """Note on which day each came in and from whom, as at the counter; names end with their day."""
    forget_on = day_to_forget(days, now)
    arrived = [
        {
            "proposal_id": number,
            "entered_by": actor.id,
            "entered_at": now,
            "received_on": each.arrival.received_on,
            "giver": each.arrival.giver,
            "forget_on": forget_on if each.arrival.giver else None,
        }
        for number, each in made
        if each.arrival.received_on
    ]
    if arrived:
        session.execute(insert(Intake), arrived)


def note_discussed(session: Session, consultation_id: int, counts: Sequence[tuple[int, int, int, datetime]]) -> None:
    """Many discussions came at once: (proposal, contributions that can be read, how contested, when the last was written there)."""
    rows = [{"proposal": number, "count": count, "argued": argued, "last": int(at.timestamp())} for number, count, argued, at in counts]
    if rows:
        session.execute(_DISCUSSED, rows)
        raise_board(session, consultation_id)


def forget_givers(session: Session, ids: Collection[int]) -> None:
    """Empty the names of who handed these in."""
    numbers = list(ids)
    for start in range(0, len(numbers), CHUNK):
        statement = update(Intake).where(Intake.proposal_id.in_(numbers[start : start + CHUNK])).values(giver="", forget_on=None)
        session.execute(statement.execution_options(synchronize_session=False))


def touched_among(session: Session, ids: Collection[int]) -> int:
    """How many of these proposals somebody supports, discusses, answered or changed."""
    numbers, found = list(ids), 0
    for start in range(0, len(numbers), CHUNK):
        touched = (Proposal.support_count > 0) | (Proposal.contribution_count > 0) | (Proposal.last_answer > 0) | (Proposal.version > 1)
        found += len(session.scalars(select(Proposal.id).where(Proposal.id.in_(numbers[start : start + CHUNK]), touched)).all())
    return found


def touch_many(session: Session, consultation_id: int, ids: Collection[int]) -> None:
    """Something beside these proposals reads otherwise now: their pages are made again."""
    numbers = list(ids)
    for start in range(0, len(numbers), CHUNK):
        some = update(Proposal).where(Proposal.id.in_(numbers[start : start + CHUNK])).values(version=Proposal.version + 1)
        session.execute(some.execution_options(synchronize_session=False))
    raise_board(session, consultation_id)


def used_among(session: Session, ids: Collection[int]) -> int:
    """How many of these somebody supports, answered, changed or moderated; what is discussed is told by the discussions."""
    numbers, found = list(ids), 0
    used = or_(
        Proposal.support_count > 0,
        Proposal.last_answer > 0,
        Proposal.amendment_count > 0,
        Proposal.edited_at.is_not(None),
        Proposal.stage != ProposalStage.PUBLISHED,
    )
    for start in range(0, len(numbers), CHUNK):
        found += len(session.scalars(select(Proposal.id).where(Proposal.id.in_(numbers[start : start + CHUNK]), used)).all())
    return found


def withdraw_many(session: Session, actor: Person, consultation: Consultation, ids: Collection[int], reason: str, now: datetime) -> int:
    """Take many back that are still public: their numbers and the reason stay to be read. Returns how many."""
    demand(may_moderate(actor, consultation))
    numbers, gone = list(ids), 0
    for start in range(0, len(numbers), CHUNK):
        some = numbers[start : start + CHUNK]
        statement = (
            update(Proposal)
            .where(Proposal.id.in_(some), Proposal.stage == ProposalStage.PUBLISHED)
            .values(stage=ProposalStage.WITHDRAWN, withdraw_reason=reason, withdrawn_at=now, version=Proposal.version + 1)
            .returning(Proposal.id)
            .execution_options(synchronize_session=False)
        )
        gone += len(session.scalars(statement).all())
        remove_many(session, KIND, some)
    raise_board(session, consultation.id, published=-gone)
    session.expire_all()
    return gone
