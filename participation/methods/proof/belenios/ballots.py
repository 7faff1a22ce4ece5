"""Ballots: made by a voter, checked by everybody (specification, 4.11 to 4.15).

A ballot holds its answers encrypted, proofs that they keep to the rules, the voter's public credential and a signature with the secret one.
Every proof names election and credential, so that nobody can cast a copy of another's ballot as their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from participation.methods.proof.belenios import credentials
from participation.methods.proof.belenios.answers import answer, check_answer
from participation.methods.proof.belenios.elections import Election
from participation.methods.proof.belenios.encoding import (
    Json,
    array,
    compact,
    element,
    fields,
    read_compact,
    sha256_base64,
    string,
)
from participation.methods.proof.belenios.faults import BAD_SIGNATURE, OTHER_ELECTION, WRONG_NUMBER_OF_ANSWERS, Refused
from participation.methods.proof.belenios.groups import RandomBytes
from participation.methods.proof.belenios.proofs import Ciphertext, exponent_is_proven, prove_exponent, read_proof


@dataclass(frozen=True)
class Ballot:
    """A checked ballot: who may have cast it, what it holds (encrypted, by question), and the hash by which its voter finds it again."""

    tracker: str
    credential: int
    answers: tuple[tuple[Ciphertext, ...], ...]


def make_ballot(election: Election, credential: str, marks: Sequence[Sequence[int]], random_bytes: RandomBytes) -> str:
    """The ballot of a voter with this secret credential who answers so. Raises ValueError for answers that break the rules."""
    if len(marks) != len(election.questions):
        raise ValueError(f"there are {len(election.questions)} questions")
    group = election.group
    secret = credentials.private_key(group, election.uuid, credential)
    public = group.secret_power(group.g, secret)
    bound = _bound_to(election, public)
    unsigned: dict[str, Json] = {
        "election_uuid": election.uuid,
        "election_hash": election.fingerprint,
        "credential": str(public),
        "answers": [answer(election, question, one, bound, random_bytes) for question, one in zip(election.questions, marks, strict=True)],
    }
    hashed = sha256_base64(compact(unsigned))
    proof = prove_exponent(group, secret, _signed(hashed), random_bytes)
    return compact({**unsigned, "signature": {"hash": hashed, "proof": proof.json}})


def tracker_of(text: str) -> str:
    """By this a voter finds their ballot again."""
    return sha256_base64(text)


def check_ballot(election: Election, text: str) -> Ballot:
    """Check all that a ballot shows by itself: form, group, election, proofs, signature. Raises Refused at the first fault.

    Whether its credential is on the list and whether it was cast before is for the caller, who knows the list and the other ballots.
    """
    tracker, group = tracker_of(text), election.group
    written = read_compact(text, tracker)
    uuid, fingerprint, public, answers, signature = fields(written, tracker, "election_uuid", "election_hash", "credential", "answers", "signature")
    if uuid != election.uuid or fingerprint != election.fingerprint:
        raise Refused(OTHER_ELECTION, {"tracker": tracker})
    credential = element(public, group, tracker)
    _check_signature(election, written, credential, signature, tracker)
    if len(array(answers, tracker)) != len(election.questions):
        raise Refused(WRONG_NUMBER_OF_ANSWERS, {"tracker": tracker})
    bound = _bound_to(election, credential)
    checked = tuple(check_answer(election, number, one, bound, tracker) for number, one in enumerate(answers, start=1))
    return Ballot(tracker, credential, checked)


def examine_ballot(election: Election, text: str) -> Ballot | Refused:
    """The same as a value, for checks that run side by side."""
    try:
        return check_ballot(election, text)
    except Refused as refused:
        return refused


def last_ballots(ballots: Sequence[Ballot]) -> list[Ballot]:
    """Of each credential the last ballot, in the order in which those were cast: the ones that count."""
    kept: dict[int, Ballot] = {}
    for ballot in ballots:
        kept.pop(ballot.credential, None)
        kept[ballot.credential] = ballot
    return list(kept.values())


def _check_signature(election: Election, written: Json, credential: int, signature: Json, tracker: str) -> None:
    hashed, proof = fields(signature, tracker, "hash", "proof")
    unsigned = {key: value for key, value in written.items() if key != "signature"}
    shown = exponent_is_proven(election.group, credential, _signed(string(hashed, tracker)), read_proof(proof, election.group, tracker))
    if hashed != sha256_base64(compact(unsigned)) or not shown:
        raise Refused(BAD_SIGNATURE, {"tracker": tracker})


def _bound_to(election: Election, credential: int) -> str:
    """What ties every proof to one election and one credential."""
    return f"{election.fingerprint}|{credential}"


def _signed(hashed: str) -> str:
    return f"sig|{hashed}|"
