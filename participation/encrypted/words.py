"""What pages say about an encrypted vote."""

from __future__ import annotations

from participation.kit.language import lazy
from participation.methods.proof.belenios.archive import Kind

EVENT_NAMES = {
    Kind.SETUP: lazy("Eröffnung: Frage, Schlüssel, Stimmrechte"),
    Kind.BALLOT: lazy("Stimmzettel"),
    Kind.END_BALLOTS: lazy("Ende der Abstimmung"),
    Kind.ENCRYPTED_TALLY: lazy("Verschlüsselte Summe"),
    Kind.SHUFFLE: lazy("Mischung"),
    Kind.END_SHUFFLES: lazy("Ende des Mischens"),
    Kind.PARTIAL_DECRYPTION: lazy("Entschlüsselung durch eine Treuhänderin oder einen Treuhänder"),
    Kind.RESULT: lazy("Ergebnis"),
}
