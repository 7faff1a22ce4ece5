"""The tally: the product of all ballots is the ciphertext of the sum; what is shuffled stays a list (specification, 4.16, 4.17, 4.19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from participation.methods.proof.belenios.answers import product, unpack
from participation.methods.proof.belenios.arithmetic import big
from participation.methods.proof.belenios.ballots import Ballot
from participation.methods.proof.belenios.elections import Election
from participation.methods.proof.belenios.encoding import Json, compact, written_weight
from participation.methods.proof.belenios.faults import WRONG_RESULT, Refused
from participation.methods.proof.belenios.groups import Group
from participation.methods.proof.belenios.proofs import Ciphertext
from participation.methods.proof.belenios.questions import CrossesQuestion, NumbersQuestion
from participation.methods.proof.belenios.trustees import Tally


@dataclass(frozen=True)
class Result:
    """For each question its sums, or the numbers of each ballot in shuffled order.

    `unpacked` counts answers to questions with numbers that were not packed as they should be: a voter may encrypt anything, and then
    chance numbers come out. Whoever counts must decide what such an answer is worth.
    """

    answers: tuple[list[int] | list[list[int]], ...]
    unpacked: tuple[int, ...]
    formless: tuple[frozenset[int], ...] = ()  # for each question, which of its answers (from 0) these are

    @property
    def text(self) -> str:
        """As it is written down."""
        return compact({"result": [_written(answer) for answer in self.answers]})


def _written(answer: list[int] | list[list[int]]) -> Json:
    return [one if isinstance(one, list) else written_weight(one) for one in answer]


def encrypted_tally(election: Election, counted: Sequence[Ballot], weights: Mapping[int, int]) -> Tally:
    """The ciphertexts that are decrypted in the end. Questions with numbers are sorted, so that nothing tells who cast what when."""
    tally: Tally = []
    for number, question in enumerate(election.questions):
        if isinstance(question, NumbersQuestion):
            tally.append(sorted(ballot.answers[number][0] for ballot in counted))
        else:
            columns: list[list[Ciphertext]] = [[] for _ in range(question.fields)]
            for ballot in counted:
                for column, choice in zip(columns, ballot.answers[number], strict=True):
                    column.append(_weighed(choice, weights[ballot.credential], election.group))
            tally.append([product(column, election.group) for column in columns])
    return tally


def _weighed(choice: Ciphertext, weight: int, group: Group) -> Ciphertext:
    if weight == 1:
        return choice
    return Ciphertext(group.power(choice.alpha, weight), group.power(choice.beta, weight))


def write_tally(tally: Tally) -> str:
    """The encrypted tally as it is written down."""
    return compact([[one.json for one in question] for question in tally])


def shuffled_questions(election: Election) -> list[int]:
    """Which questions (from 0) are shuffled before they are decrypted."""
    return [number for number, question in enumerate(election.questions) if isinstance(question, NumbersQuestion)]


def compute_result(election: Election, tally: Tally, factors: Sequence[list[list[int]]], total_weight: int) -> Result:
    """The result from the factors of all trustees. Raises Refused if a sum is not one that so many votes can give."""
    group = election.group
    answers: list[list[int] | list[list[int]]] = []
    unpacked, formless = [], []
    for number, question in enumerate(election.questions):
        opened = [_open(group, one, [part[number][place] for part in factors]) for place, one in enumerate(tally[number])]
        if isinstance(question, CrossesQuestion):
            sums = small_logarithms(group, opened, total_weight)
            if sums is None:
                raise Refused(WRONG_RESULT, {"question": number + 1})
            answers.append(sums)
            unpacked.append(0)
            formless.append(frozenset[int]())
        else:
            found = [unpack(group, value, len(question.options)) for value in opened]
            answers.append([numbers for numbers, _well in found])
            unpacked.append(sum(not well for _numbers, well in found))
            formless.append(frozenset(place for place, (_numbers, well) in enumerate(found) if not well))
    return Result(tuple(answers), tuple(unpacked), tuple(formless))


def _open(group: Group, one: Ciphertext, parts: Sequence[int]) -> int:
    together = big(1)
    for part in parts:
        together = together * part % group.p
    return one.beta * group.inverse(together) % group.p


def small_logarithms(group: Group, powers: Sequence[int], most: int) -> list[int] | None:
    """The exponents, 0 to `most`, of which these are powers of g; None if one is of none. Baby steps, giant steps: √most of each."""
    width = int(most**0.5) + 1
    small: dict[int, int] = {}
    step = big(1)
    for exponent in range(width):
        small[step] = exponent
        step = step * group.g % group.p
    giant = group.inverse(step)
    found = []
    for power in powers:
        for round_number in range(width + 1):
            if power in small:
                found.append(round_number * width + small[power])
                break
            power = power * giant % group.p
        else:
            return None
    return found if all(exponent <= most for exponent in found) else None
