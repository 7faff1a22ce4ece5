"""Which columns of this room hold personal data."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from participation.consultations.retention import due_of, past
from participation.encrypted.models import Trustee
from participation.encrypted.spans import ADDRESSES
from participation.kit.privacy import VOTE_BASIS, Activity, Held


def sweep_addresses(session: Session, now: datetime) -> int:
    """Forget trustees' addresses and links; their names stand in what is frozen. Returns how many these were."""
    gone = update(Trustee).where(Trustee.id.in_(past(session, ADDRESSES, now))).values(email="", code_hash=None)
    return int(session.execute(gone).rowcount)  # type: ignore[attr-defined]  # an UPDATE has it


HELD = (
    Held(
        "election_trustee",
        ("name", "email", "code_hash", "decryption"),
        "Treuhänder:innen einer verschlüsselten Abstimmung: Name (öffentlich), Adresse und persönlicher Link, Teil der Entschlüsselung (versiegelt)",
        f"der Name bleibt, er ist festgeschrieben; Adresse und Link {ADDRESSES.until}; der Teil, bis alle veröffentlicht sind",
        due_of(ADDRESSES, "election_trustee"),
        sweep_addresses,
        ADDRESSES,
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
