"""Running an election on its archive: open the board, cast, close, shuffle, decrypt, publish. Each step writes one event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from participation.methods.proof.belenios.archive import Archive, Kind
from participation.methods.proof.belenios.ballots import Ballot, last_ballots
from participation.methods.proof.belenios.board import open_board, post_owned, post_tally, write_shuffle
from participation.methods.proof.belenios.elections import Election, write_credentials
from participation.methods.proof.belenios.groups import RandomBytes
from participation.methods.proof.belenios.shuffles import shuffle
from participation.methods.proof.belenios.tally import Result, compute_result, encrypted_tally, shuffled_questions
from participation.methods.proof.belenios.trustees import Tally, decrypt, write_trustees


def open_election(timestamp: int, election: Election, trustee_keys: Sequence[str], weights: Mapping[int, int]) -> Archive:
    """A new archive with the set-up. `trustee_keys` are the texts that trustees handed over; `weights`: public credential → weight, shuffled."""
    archive = Archive(timestamp)
    open_board(archive, election.text, write_trustees(trustee_keys), write_credentials(weights))
    return archive


def cast(archive: Archive, ballot: str) -> None:
    """Put a checked ballot in."""
    archive.add_event(Kind.BALLOT, ballot)


def close(archive: Archive, election: Election, ballots: Sequence[Ballot], weights: Mapping[int, int]) -> Tally:
    """End the casting and publish the encrypted tally of the ballots that count."""
    archive.add_event(Kind.END_BALLOTS)
    counted = last_ballots(ballots)
    tally = encrypted_tally(election, counted, weights)
    post_tally(archive, tally, counted, weights)
    return tally


def shuffled(election: Election, tally: Tally, random_bytes: RandomBytes) -> tuple[str, Tally]:
    """A trustee's shuffle of all questions that need it: its text, and the tally with it."""
    places = shuffled_questions(election)
    made = [shuffle(election.group, election.public_key, election.fingerprint, tally[place], random_bytes) for place in places]
    after = list(tally)
    for place, one in zip(places, made, strict=True):
        after[place] = one.ciphertexts
    return write_shuffle(made), after


def post_shuffle(archive: Archive, trustee: int, text: str) -> None:
    """Publish a checked shuffle of trustee number `trustee` (from 1)."""
    post_owned(archive, Kind.SHUFFLE, trustee, text)


def end_shuffles(archive: Archive) -> None:
    """Nobody shuffles any more."""
    archive.add_event(Kind.END_SHUFFLES)


def decrypted(election: Election, tally: Tally, private: int, random_bytes: RandomBytes) -> str:
    """A trustee's partial decryption."""
    return decrypt(election.group, election.fingerprint, tally, private, random_bytes)


def post_decryption(archive: Archive, trustee: int, text: str) -> None:
    """Publish a checked partial decryption of trustee number `trustee` (from 1)."""
    post_owned(archive, Kind.PARTIAL_DECRYPTION, trustee, text)


def publish_result(archive: Archive, election: Election, tally: Tally, factors: Sequence[list[list[int]]], total_weight: int) -> Result:
    """Publish the result, from the factors of all trustees."""
    result = compute_result(election, tally, factors, total_weight)
    archive.add_event(Kind.RESULT, result.text)
    return result
