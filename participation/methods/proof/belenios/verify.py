"""The verifier: everything that an election's archive claims is checked, and the first fault is named.

Checked are the chain of events, the keys of the trustees, the list of credentials, each ballot (form, membership in the group, all proofs,
signature, credential, no copy), the encrypted tally, each shuffle, each partial decryption, and the result.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from participation.methods.proof.belenios.archive import Archive, Kind, read_archive
from participation.methods.proof.belenios.ballots import Ballot, examine_ballot, last_ballots
from participation.methods.proof.belenios.board import Setup, check_order, read_owned, read_result, read_setup, read_shuffle, read_sized_tally
from participation.methods.proof.belenios.elections import Election
from participation.methods.proof.belenios.encoding import Json
from participation.methods.proof.belenios.faults import (
    BAD_SHUFFLE,
    FOREIGN_CREDENTIAL,
    MISSING_DECRYPTION,
    NOT_CONTINUED,
    NOT_IN_GROUP,
    UNFINISHED,
    WRONG_BALLOT_COUNT,
    WRONG_ELECTION_KEY,
    WRONG_ENCRYPTED_TALLY,
    WRONG_RESULT,
    Refused,
)
from participation.methods.proof.belenios.groups import GROUPS, Group
from participation.methods.proof.belenios.proofs import Ciphertext
from participation.methods.proof.belenios.shuffles import shuffle_is_proven
from participation.methods.proof.belenios.tally import Result, compute_result, encrypted_tally, shuffled_questions, write_tally
from participation.methods.proof.belenios.trustees import Tally, check_decryption, joint_key

Run = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""How independent checks are carried out: `map`, or a process pool's, which keeps all cores busy."""

CREDENTIALS_AT_ONCE = 100


@dataclass(frozen=True)
class Verified:
    """What an archive showed, all of it checked. `tally` is what is to be decrypted, shuffled as far as it was."""

    archive: Archive
    setup: Setup
    ballots: tuple[Ballot, ...]
    counted: tuple[Ballot, ...]
    tally: Tally | None
    shuffled_by: tuple[int, ...]
    decrypted_by: tuple[int, ...]
    result: Result | None

    @property
    def election(self) -> Election:
        """The election itself."""
        return self.setup.election

    @property
    def weight(self) -> int:
        """Of all counted ballots together."""
        return sum(self.setup.weights[ballot.credential] for ballot in self.counted)

    @property
    def trackers(self) -> list[str]:
        """By these, voters find the ballots that were counted."""
        return sorted(ballot.tracker for ballot in self.counted)

    @property
    def head(self) -> str:
        """The hash of the last event: it fixes everything before."""
        return self.archive.events[-1].hash


def verify(data: bytes, *, groups: Mapping[str, Group] = GROUPS, run: Run = map, finished: bool = True, earlier: bytes | None = None) -> Verified:
    """Check an election's archive from its bytes. Raises Refused at the first fault.

    With `finished` an archive without a result is refused: a cut-off file looks like an election that still runs. With `earlier`, an archive
    kept from before, this one must continue it to the byte.
    """
    if earlier is not None and not data.startswith(earlier):
        raise Refused(NOT_CONTINUED)
    archive = read_archive(data)
    setup = read_setup(archive, groups)
    check_order(archive.events, shuffled=bool(shuffled_questions(setup.election)))
    if finished and archive.events[-1].kind is not Kind.RESULT:
        raise Refused(UNFINISHED)
    _check_keys(setup, run)
    ballots = _checked_ballots(archive, setup, run)
    counted = last_ballots(ballots)
    tally = _checked_tally(archive, setup, counted)
    if tally is None:
        return Verified(archive, setup, tuple(ballots), tuple(counted), None, (), (), None)
    shuffled_by, tally = _checked_shuffles(archive, setup, tally, run)
    factors = _checked_decryptions(archive, setup, tally, run)
    result = _checked_result(archive, setup, tally, factors, counted)
    return Verified(archive, setup, tuple(ballots), tuple(counted), tally, shuffled_by, tuple(factors), result)


def _check_keys(setup: Setup, run: Run) -> None:
    group, keys = setup.election.group, list(setup.weights)
    if joint_key(group, setup.trustees) != setup.election.public_key:
        raise Refused(WRONG_ELECTION_KEY)
    batches = [keys[start : start + CREDENTIALS_AT_ONCE] for start in range(0, len(keys), CREDENTIALS_AT_ONCE)]
    if not all(run(partial(_all_in_group, group), batches)):
        raise Refused(NOT_IN_GROUP, {"what": "public_credentials"})


def _all_in_group(group: Group, values: Sequence[int]) -> bool:
    return all(group.holds(value) for value in values)


def _checked_ballots(archive: Archive, setup: Setup, run: Run) -> list[Ballot]:
    texts = [text for _event, text in archive.payloads(Kind.BALLOT)]
    ballots: list[Ballot] = []
    for examined in run(partial(examine_ballot, setup.election), texts):
        if isinstance(examined, Refused):
            raise examined
        if examined.credential not in setup.weights:
            raise Refused(FOREIGN_CREDENTIAL, {"tracker": examined.tracker})
        ballots.append(examined)
    return ballots


def _checked_tally(archive: Archive, setup: Setup, counted: Sequence[Ballot]) -> Tally | None:
    sized = read_sized_tally(archive)
    if sized is None:
        return None
    number, together, text = sized
    weight = sum(setup.weights[ballot.credential] for ballot in counted)
    if (number, together) != (len(counted), weight):
        raise Refused(WRONG_BALLOT_COUNT, {"counted": len(counted), "weight": weight})
    tally = encrypted_tally(setup.election, counted, setup.weights)
    if write_tally(tally) != text:
        raise Refused(WRONG_ENCRYPTED_TALLY)
    return tally


@dataclass(frozen=True)
class _ShuffleClaim:
    """That `after` is `before`, shuffled by a trustee."""

    trustee: int
    question: int
    before: list[Ciphertext]
    after: list[Ciphertext]
    proof: Json


def _checked_shuffles(archive: Archive, setup: Setup, tally: Tally, run: Run) -> tuple[tuple[int, ...], Tally]:
    election, places = setup.election, shuffled_questions(setup.election)
    current, claims, trustees = list(tally), [], []
    for trustee, text, what in read_owned(archive, Kind.SHUFFLE, len(setup.trustees)):
        lists, proofs = read_shuffle(text, election.group, len(places), what)
        for place, after, proof in zip(places, lists, proofs, strict=True):
            claims.append(_ShuffleClaim(trustee, place + 1, current[place], after, proof))
            current[place] = after
        trustees.append(trustee)
    for refused in run(partial(_examine_shuffle, election.group, election.public_key, election.fingerprint), claims):
        if refused is not None:
            raise refused
    return tuple(trustees), current


def _examine_shuffle(group: Group, key: int, fingerprint: str, claim: _ShuffleClaim) -> Refused | None:
    try:
        if shuffle_is_proven(group, key, fingerprint, claim.before, claim.after, claim.proof):
            return None
    except Refused as refused:
        return refused
    return Refused(BAD_SHUFFLE, {"trustee": claim.trustee, "question": claim.question})


def _checked_decryptions(archive: Archive, setup: Setup, tally: Tally, run: Run) -> dict[int, list[list[int]]]:
    """Trustee → factors."""
    owned = read_owned(archive, Kind.PARTIAL_DECRYPTION, len(setup.trustees))
    found = run(partial(_examine_decryption, setup, tally), owned)
    factors: dict[int, list[list[int]]] = {}
    for (trustee, _text, _what), examined in zip(owned, found, strict=True):
        if isinstance(examined, Refused):
            raise examined
        factors[trustee] = examined
    return factors


def _examine_decryption(setup: Setup, tally: Tally, owned: tuple[int, str, str]) -> list[list[int]] | Refused:
    trustee, text, what = owned
    election = setup.election
    try:
        return check_decryption(election.group, election.fingerprint, tally, setup.trustees[trustee - 1], text, trustee, what)
    except Refused as refused:
        return refused


def _checked_result(archive: Archive, setup: Setup, tally: Tally, factors: Mapping[int, list[list[int]]], counted: Sequence[Ballot]) -> Result | None:
    published = read_result(archive)
    if published is None:
        return None
    for trustee in range(1, len(setup.trustees) + 1):
        if trustee not in factors:
            raise Refused(MISSING_DECRYPTION, {"trustee": trustee})
    weight = sum(setup.weights[ballot.credential] for ballot in counted)
    result = compute_result(setup.election, tally, list(factors.values()), weight)
    if result.text != published:
        raise Refused(WRONG_RESULT, {"question": _first_difference(result.text, published)})
    return result


def _first_difference(ours: str, theirs: str) -> int:
    """The number of the first question whose result differs."""
    right, claimed = json.loads(ours)["result"], json.loads(theirs)["result"]
    return next((number for number, one in enumerate(right, start=1) if claimed[number - 1 : number] != [one]), len(right) + 1)
