"""What stands on an election's public board, read from its archive: the set-up, the encrypted tally, shuffles, and who made what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from participation.methods.proof.belenios.answers import read_ciphertext
from participation.methods.proof.belenios.archive import DATA, Archive, Event, Kind
from participation.methods.proof.belenios.ballots import Ballot
from participation.methods.proof.belenios.elections import Election, read_credentials, read_election
from participation.methods.proof.belenios.encoding import (
    Json,
    array,
    bad_form,
    compact,
    fields,
    integer,
    read_compact,
    sha256_hex,
    string,
    weight,
    written_weight,
)
from participation.methods.proof.belenios.faults import EVENT_OUT_OF_ORDER, MISSING_DATA, UNKNOWN_TRUSTEE, WEIGHTS_WITH_RANKS, Refused
from participation.methods.proof.belenios.groups import Group
from participation.methods.proof.belenios.proofs import Ciphertext
from participation.methods.proof.belenios.shuffles import Shuffle
from participation.methods.proof.belenios.tally import shuffled_questions, write_tally
from participation.methods.proof.belenios.trustees import Tally, read_trustees


class Written(Protocol):
    """Where events are written: an archive in memory, or wherever a platform keeps its board."""

    def add_event(self, kind: Kind, *texts: str) -> Event:
        """Put in an event with its data; the last of `texts` is what it points to."""


NEXT: Mapping[Kind | None, set[Kind]] = {
    None: {Kind.SETUP},
    Kind.SETUP: {Kind.BALLOT, Kind.END_BALLOTS},
    Kind.BALLOT: {Kind.BALLOT, Kind.END_BALLOTS},
    Kind.END_BALLOTS: {Kind.ENCRYPTED_TALLY},
    Kind.ENCRYPTED_TALLY: {Kind.SHUFFLE, Kind.PARTIAL_DECRYPTION},
    Kind.SHUFFLE: {Kind.SHUFFLE, Kind.END_SHUFFLES},
    Kind.END_SHUFFLES: {Kind.PARTIAL_DECRYPTION},
    Kind.PARTIAL_DECRYPTION: {Kind.PARTIAL_DECRYPTION, Kind.RESULT},
    Kind.RESULT: set(),
}
"""Which event may follow which. Whether an election is shuffled is decided by its questions."""


@dataclass(frozen=True)
class Setup:
    """What was fixed before the first ballot."""

    election: Election
    trustees: list[int]
    weights: dict[int, int]


def check_order(events: Iterable[Event], *, shuffled: bool) -> None:
    """Refuse events in an order that no election has."""
    before: Kind | None = None
    for event in events:
        skipped = before is Kind.ENCRYPTED_TALLY and (event.kind is Kind.SHUFFLE) != shuffled
        if event.kind not in NEXT[before] or skipped:
            raise Refused(EVENT_OUT_OF_ORDER, {"height": event.height, "kind": event.kind.value})
        before = event.kind


def open_board(archive: Written, election: str, trustees: str, credentials: str) -> None:
    """Write the set-up as the first event."""
    setup = compact({"election": sha256_hex(election), "trustees": sha256_hex(trustees), "credentials": sha256_hex(credentials)})
    archive.add_event(Kind.SETUP, election, trustees, credentials, setup)


def read_setup(archive: Archive, groups: Mapping[str, Group]) -> Setup:
    """Election, trustees and credentials. That the election's key is the trustees', and all credentials are of the group, is for the caller."""
    if not archive.events or archive.events[0].kind is not Kind.SETUP:
        raise Refused(EVENT_OUT_OF_ORDER, {"height": 0, "kind": archive.events[0].kind.value if archive.events else "–"})
    payload = archive.events[0].payload or ""
    names = fields(read_compact(archive.data(payload, 0), _name(payload)), _name(payload), "election", "trustees", "credentials")
    election, trustees, credentials = (string(name, _name(payload)) for name in names)
    read = read_election(archive.data(election, 0), _name(election), groups)
    keys = read_trustees(archive.data(trustees, 0), read.group, _name(trustees))
    weights = read_credentials(archive.data(credentials, 0), _name(credentials))
    if shuffled_questions(read) and any(one != 1 for one in weights.values()):
        raise Refused(WEIGHTS_WITH_RANKS)
    return Setup(read, keys, weights)


def post_tally(archive: Written, tally: Tally, counted: Sequence[Ballot], weights: Mapping[int, int]) -> None:
    """Write the encrypted tally as an event."""
    text = write_tally(tally)
    together = sum(weights[ballot.credential] for ballot in counted)
    sized = compact({"num_tallied": len(counted), "total_weight": written_weight(together), "encrypted_tally": sha256_hex(text)})
    archive.add_event(Kind.ENCRYPTED_TALLY, text, sized)


def read_sized_tally(archive: Archive) -> tuple[int, int, str] | None:
    """How many ballots were counted, their weight, and the encrypted tally's text; None before it is there."""
    for event, text in archive.payloads(Kind.ENCRYPTED_TALLY):
        what = _name(event.payload or "")
        number, together, hashed = fields(read_compact(text, what), what, "num_tallied", "total_weight", "encrypted_tally")
        return integer(number, what), weight(together, what), archive.data(string(hashed, what), event.height)
    return None


def post_owned(archive: Written, kind: Kind, trustee: int, text: str) -> None:
    """Write what trustee number `trustee` (from 1) made as an event: a shuffle or a partial decryption."""
    archive.add_event(kind, text, compact({"owner": trustee, "payload": sha256_hex(text)}))


def read_owned(archive: Archive, kind: Kind, trustees: int) -> list[tuple[int, str, str]]:
    """What trustees made: number of the trustee, text, name of the data. Each may contribute once."""
    found: list[tuple[int, str, str]] = []
    for event, text in archive.payloads(kind):
        what = _name(event.payload or "")
        owner, hashed = fields(read_compact(text, what), what, "owner", "payload")
        trustee = integer(owner, what)
        if not 1 <= trustee <= trustees or any(trustee == earlier for earlier, _text, _what in found):
            raise Refused(UNKNOWN_TRUSTEE, {"trustee": trustee})
        name = string(hashed, what)
        if name == event.payload:
            raise Refused(MISSING_DATA, {"height": event.height})
        found.append((trustee, archive.data(name, event.height), _name(name)))
    return found


def write_shuffle(shuffles: Sequence[Shuffle]) -> str:
    """What a trustee did with each shuffled question."""
    ciphertexts = [[one.json for one in shuffled.ciphertexts] for shuffled in shuffles]
    return compact({"ciphertexts": ciphertexts, "proofs": [shuffled.proof for shuffled in shuffles]})


def read_shuffle(text: str, group: Group, questions: int, what: str) -> tuple[list[list[Ciphertext]], list[Json]]:
    """The shuffled ciphertexts of each shuffled question, all of the group, and the proofs, unchecked."""
    ciphertexts, proofs = fields(read_compact(text, what), what, "ciphertexts", "proofs")
    lists = [[read_ciphertext(one, group, what) for one in array(listed, what)] for listed in array(ciphertexts, what, questions)]
    return lists, array(proofs, what, questions)


def read_result(archive: Archive) -> str | None:
    """The published result as it is written; None before it is there."""
    for event, text in archive.payloads(Kind.RESULT):
        what = _name(event.payload or "")
        if not isinstance(fields(read_compact(text, what), what, "result")[0], list):
            bad_form(what)
        return text
    return None


def _name(hashed: str) -> str:
    return hashed + DATA
