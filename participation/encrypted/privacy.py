"""Which columns of this room hold personal data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from participation.encrypted.models import Trustee
from participation.kit.dates import city_zone
from participation.kit.privacy import VOTE_BASIS, Activity, Due, Held
from participation.votes.models import Vote

ADDRESSES_KEPT = timedelta(days=30)
"""How long after the result, or the annulment, trustees can still be written to."""


def addresses_due(session: Session, now: datetime) -> Iterable[Due]:
    """Trustees' addresses with their days of deletion."""
    ended = func.coalesce(Vote.annulled_at, Vote.tallied_at, type_=Vote.tallied_at.type)
    counted = select(Vote.title, ended, func.count()).join(Trustee, Trustee.vote_id == Vote.id).where(Trustee.email != "").group_by(Vote.id)
    zone = city_zone()
    return [
        Due(f"election_trustee: {title}", rows, (at + ADDRESSES_KEPT).astimezone(zone).date()) for title, at, rows in session.execute(counted) if at
    ]


def sweep_addresses(session: Session, now: datetime) -> int:
    """Forget trustees' addresses and links; their names stand in what is frozen. Returns how many these were."""
    ended = func.coalesce(Vote.annulled_at, Vote.tallied_at, type_=Vote.tallied_at.type)
    over = select(Vote.id).where(ended <= now - ADDRESSES_KEPT)
    gone = update(Trustee).where(Trustee.vote_id.in_(over), Trustee.email != "").values(email="", code_hash=None)
    return int(session.execute(gone).rowcount)  # type: ignore[attr-defined]  # an UPDATE has it


HELD = (
    Held(
        "election_trustee",
        ("name", "email", "code_hash", "decryption"),
        "Treuhänder:innen einer verschlüsselten Abstimmung: Name (öffentlich), Adresse und persönlicher Link, Teil der Entschlüsselung (versiegelt)",
        "der Name bleibt, er ist festgeschrieben; Adresse und Link bis 30 Tage nach dem Ergebnis; der Teil, bis alle veröffentlicht sind",
        addresses_due,
        sweep_addresses,
    ),
    Held(
        "election_credential",
        ("person_id", "entry_id", "sealed"),
        "Wem welches Stimmrecht einer verschlüsselten Abstimmung ausgegeben wurde (Geheimnis verschlüsselt)",
        "bis die Abstimmung geschlossen wird",
    ),
)

ACTIVITY = Activity(
    "Verschlüsselte Abstimmungen",
    basis=VOTE_BASIS,
    people="Treuhänder:innen; Stimmberechtigte",
    recipients="Alle, die die Seite lesen (Namen der Treuhänder:innen, verschlüsselte Stimmzettel)",
    held=HELD,
)
"""For the register of processing."""
