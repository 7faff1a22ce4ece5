"""How long the addresses of trustees are kept."""

from __future__ import annotations

from sqlalchemy import func, select

from participation.consultations.models import Consultation
from participation.encrypted.models import Trustee
from participation.kit.language import lazy
from participation.kit.retention import NOBODY, Span
from participation.votes.models import Vote

_ENDED = func.coalesce(Vote.annulled_at, Vote.tallied_at, type_=Vote.tallied_at.type)
_TIMES = (_ENDED.label("begins"), Consultation.created_at.label("given"))  # when a trustee was named is not kept: the strictest promise counts

ADDRESSES = Span(
    "encrypted.addresses",
    lazy("Adresse und persönlicher Link der Treuhänder:innen"),
    lazy("Damit die Stadt sie erreicht, bis das Ergebnis steht. Ihr Name bleibt öffentlich, er ist festgeschrieben."),
    lazy("nach dem Ergebnis oder der Aufhebung der Abstimmung"),
    lazy("Mindestens eine Woche für Rückfragen zum Ergebnis; höchstens 180 Tage."),
    usual=30,
    least=7,
    most=180,
    rows=select(Trustee.id.label("key"), Vote.consultation_id, NOBODY.label("person_id"), *_TIMES)
    .join(Vote, Vote.id == Trustee.vote_id)
    .join(Consultation, Consultation.id == Vote.consultation_id)
    .where(Trustee.email != "")
    .subquery("addresses_kept"),
)
