"""How long it is kept who got a code for a vote at the counter."""

from __future__ import annotations

from sqlalchemy import func, select

from participation.kit.language import lazy
from participation.kit.retention import Span
from participation.votes.channel_models import CounterCode
from participation.votes.models import Vote, VoteState

_TIMES = (Vote.closed_at.label("begins"), func.coalesce(Vote.opened_at, Vote.created_at, type_=Vote.created_at.type).label("given"))

CODES = Span(
    "votes.counter_codes",
    lazy("Wer am Schalter einen Code für eine Abstimmung bekam"),
    lazy("Damit niemand zweimal abstimmt und sich klären lässt, mit welchem Weg eine Stimme kam. Wie jemand gestimmt hat, steht nirgends."),
    lazy("nach dem Schließen der Abstimmung"),
    lazy("Mindestens ein Monat, so lange kann jemand Einspruch einlegen; höchstens 180 Tage."),
    usual=30,
    least=30,
    most=180,
    rows=select(Vote.id.label("key"), Vote.consultation_id, CounterCode.person_id, *_TIMES)
    .join(CounterCode, CounterCode.vote_id == Vote.id)
    .where(Vote.state != VoteState.OPEN)
    .subquery("counter_codes_kept"),
)
