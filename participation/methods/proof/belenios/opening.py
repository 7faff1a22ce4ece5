"""Opened ballots: a voter who doubts the device asks it to show what is in a ballot, checks that anywhere, and casts another (cast or challenge).

The file holds the ballot, the marks, and the random exponent of each encryption. Encrypting again must give the same ciphertexts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from participation.methods.proof.belenios.answers import encrypt, pack
from participation.methods.proof.belenios.arithmetic import big
from participation.methods.proof.belenios.ballots import check_ballot, tracker_of
from participation.methods.proof.belenios.elections import Election
from participation.methods.proof.belenios.encoding import Json, array, exponents, fields, integer, read_json, string
from participation.methods.proof.belenios.faults import BAD_OPENING, FORBIDDEN_MARKS, NOT_SO_ENCRYPTED, WRONG_TRACKER, Refused
from participation.methods.proof.belenios.groups import Group
from participation.methods.proof.belenios.questions import NumbersQuestion, Question

FORMAT = "participation-opened-ballot/1"


@dataclass(frozen=True)
class Opened:
    """A ballot that holds what it was said to hold: for each question its marks as `make_ballot` takes them."""

    tracker: str
    marks: tuple[tuple[int, ...], ...]


def check_opened(election: Election, text: str) -> Opened:
    """Check an opened ballot: its tracker, the ballot itself with all proofs, and that just these marks are in it. Raises Refused.

    Whether the tracker is the one that the device showed *before* it was asked to open is for the voter to compare.
    """
    ballot, tracker, marks, randomness = _read(text)
    if tracker_of(ballot) != tracker:
        raise Refused(WRONG_TRACKER, {"tracker": tracker_of(ballot)})
    answers = check_ballot(election, ballot).answers
    if len(marks) != len(election.questions):
        raise Refused(BAD_OPENING)
    for number, (question, one, chances, choices) in enumerate(
        zip(election.questions, marks, array(randomness, tracker, len(marks)), answers, strict=True), start=1
    ):
        if not question.accepts(one):
            raise Refused(FORBIDDEN_MARKS, {"tracker": tracker, "question": number})
        values = _values(election.group, question, one)
        opened = exponents(chances, election.group, tracker, len(values))
        again = tuple(encrypt(election.group, election.public_key, value, chance) for value, chance in zip(values, opened, strict=True))
        if again != choices:
            raise Refused(NOT_SO_ENCRYPTED, {"tracker": tracker, "question": number})
    return Opened(tracker, tuple(marks))


def _read(text: str) -> tuple[str, str, list[tuple[int, ...]], Json]:
    """Ballot, tracker, marks, and the random exponents as they are written."""
    what = FORMAT
    try:
        names = ("format", "ballot", "tracker", "marks", "randomness")
        form, ballot, tracker, marks, randomness = fields(read_json(text, what), what, *names)
        if form != FORMAT:
            raise Refused(BAD_OPENING)
        read = [tuple(integer(mark, what) for mark in array(one, what)) for one in array(marks, what)]
        return string(ballot, what), string(tracker, what), read, randomness
    except Refused:
        raise Refused(BAD_OPENING) from None


def _values(group: Group, question: Question, marks: Sequence[int]) -> list[int]:
    """What is encrypted in each ciphertext of an answer."""
    if isinstance(question, NumbersQuestion):
        return [pack(group, marks)]
    return [group.g if mark else big(1) for mark in marks]
