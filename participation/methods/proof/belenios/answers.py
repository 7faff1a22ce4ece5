"""The encrypted answer to one question, with the proofs that it keeps to the rules (specification, 4.11 to 4.13)."""

from __future__ import annotations

from collections.abc import Sequence

from participation.methods.proof.belenios.arithmetic import big
from participation.methods.proof.belenios.elections import Election
from participation.methods.proof.belenios.encoding import Json, array, element, fields
from participation.methods.proof.belenios.faults import (
    BAD_BLANK_PROOF,
    BAD_CHOICE_PROOF,
    BAD_RANKS_PROOF,
    BAD_TOTAL_PROOF,
    WRONG_NUMBER_OF_ANSWERS,
    Refused,
)
from participation.methods.proof.belenios.groups import Group, RandomBytes
from participation.methods.proof.belenios.proofs import (
    Ciphertext,
    Known,
    exponent_is_proven,
    one_of_is_proven,
    prove_exponent,
    prove_one_of,
    read_proof,
    read_proofs,
)
from participation.methods.proof.belenios.questions import CrossesQuestion, NumbersQuestion, Question


def answer(election: Election, question: Question, marks: Sequence[int], bound: str, random_bytes: RandomBytes) -> Json:
    """One answer as JSON. `bound` ties its proofs to election and credential. Raises ValueError for marks that break the rules."""
    if not question.accepts(marks):
        raise ValueError(f"this is no answer to “{question.text}”")
    if isinstance(question, NumbersQuestion):
        return _answer_numbers(election, marks, bound, random_bytes)
    return _answer_crosses(election, question, marks, bound, random_bytes)


def check_answer(election: Election, number: int, written: Json, bound: str, tracker: str) -> tuple[Ciphertext, ...]:
    """The ciphertexts of the answer to question `number` (from 1), all proofs checked."""
    question = election.questions[number - 1]
    if isinstance(question, NumbersQuestion):
        return _check_numbers(election, number, written, bound, tracker)
    return _check_crosses(election, number, question, written, bound, tracker)


def encrypt(group: Group, key: int, value: int, chance: int) -> Ciphertext:
    """ElGamal of an element, with the random exponent `chance`."""
    return Ciphertext(group.generator_power(chance), group.table(key).power(chance) * value % group.p)


def read_ciphertext(value: Json, group: Group, what: str) -> Ciphertext:
    """A ciphertext as it was written down, both halves checked to be of the group."""
    alpha, beta = fields(value, what, "alpha", "beta")
    return Ciphertext(element(alpha, group, what), element(beta, group, what))


def product(ciphertexts: Sequence[Ciphertext], group: Group) -> Ciphertext:
    """The ciphertext of the sum."""
    alpha = beta = big(1)
    for one in ciphertexts:
        alpha, beta = alpha * one.alpha % group.p, beta * one.beta % group.p
    return Ciphertext(alpha, beta)


def pack(group: Group, numbers: Sequence[int]) -> int:
    """Small numbers as one element: side by side, and filled up to the first number that is an element."""
    packed = group.embedding
    if packed is None:
        raise ValueError(f"{group.name} packs no numbers")
    value = big(0)
    for number in numbers:
        value = (value << packed.bits_per_int) + number
    value <<= packed.padding
    for filling in range(1 << packed.padding):
        if group.holds(value + filling):
            return value + filling
    raise ValueError("no element holds these numbers")


def unpack(group: Group, value: int, options: int) -> tuple[list[int], bool]:
    """The numbers in an element, and whether it was packed as it should be. Whoever encrypts something else gets chance numbers."""
    packed = group.embedding
    if packed is None:
        raise ValueError(f"{group.name} packs no numbers")
    rest, numbers = int(value) >> packed.padding, []
    for _ in range(options):
        numbers.append(rest & ((1 << packed.bits_per_int) - 1))
        rest >>= packed.bits_per_int
    return numbers[::-1], rest == 0


def _answer_numbers(election: Election, marks: Sequence[int], bound: str, random_bytes: RandomBytes) -> Json:
    group, key = election.group, election.public_key
    chance = group.random_exponent(random_bytes)
    choice = encrypt(group, key, pack(group, marks), chance)
    proof = prove_exponent(group, chance, _numbers_prefix(bound, key, choice), random_bytes, lasting=False)
    return {"choices": choice.json, "proof": proof.json}


def _check_numbers(election: Election, number: int, written: Json, bound: str, tracker: str) -> tuple[Ciphertext, ...]:
    group = election.group
    choices, proof = fields(written, tracker, "choices", "proof")
    choice = read_ciphertext(choices, group, tracker)
    prefix = _numbers_prefix(bound, election.public_key, choice)
    if not exponent_is_proven(group, choice.alpha, prefix, read_proof(proof, group, tracker)):
        raise Refused(BAD_RANKS_PROOF, {"tracker": tracker, "question": number})
    return (choice,)


def _numbers_prefix(bound: str, key: int, choice: Ciphertext) -> str:
    return f"raweg|{bound}|{key},{choice.alpha},{choice.beta}|"


def _answer_crosses(election: Election, question: CrossesQuestion, marks: Sequence[int], bound: str, random_bytes: RandomBytes) -> Json:
    group, key = election.group, election.public_key
    chances = [group.random_exponent(random_bytes) for _ in marks]
    choices = [encrypt(group, key, group.g if mark else 1, chance) for mark, chance in zip(marks, chances, strict=True)]
    individual = []
    for choice, mark, chance in zip(choices, marks, chances, strict=True):
        known = [Known(chance, mark), Known(chance, mark - 1)]
        individual.append(prove_one_of(group, key, known, mark, _choice_prefix(bound, choice), random_bytes))
    written: dict[str, Json] = {
        "choices": [choice.json for choice in choices],
        "individual_proofs": [[proof.json for proof in proofs] for proofs in individual],
    }
    all_bound = _with_choices(bound, choices)
    marked = marks[1:] if question.blank else marks
    chance_of_all = sum(chances[-len(marked) :])
    allowed = range(question.minimum, question.maximum + 1)
    totals = [Known(chance_of_all, sum(marked) - count) for count in allowed]
    true = sum(marked) - question.minimum
    if question.blank:
        blank = Known(chances[0], marks[0])  # true as “not blank”, m0 = 0
        not_blank = Known(chances[0], marks[0] - 1)
        total = prove_one_of(group, key, [not_blank, *totals], 0 if marks[0] else true + 1, f"bproof1|{all_bound}|", random_bytes)
        empty = Known(chance_of_all, sum(marked))
        either = prove_one_of(group, key, [blank, empty], marks[0], f"bproof0|{all_bound}|", random_bytes)
        return {**written, "overall_proof": [proof.json for proof in total], "blank_proof": [proof.json for proof in either]}
    total = prove_one_of(group, key, totals, true, _choice_prefix(all_bound, product(choices, group)), random_bytes)
    return {**written, "overall_proof": [proof.json for proof in total]}


def _check_crosses(election: Election, number: int, question: CrossesQuestion, written: Json, bound: str, tracker: str) -> tuple[Ciphertext, ...]:
    group, key = election.group, election.public_key
    names = ("choices", "individual_proofs", "overall_proof", *(("blank_proof",) if question.blank else ()))
    choices_written, individual, overall, *blank = fields(written, tracker, *names)
    if any(len(array(one, tracker)) != question.fields for one in (choices_written, individual)):
        raise Refused(WRONG_NUMBER_OF_ANSWERS, {"tracker": tracker})
    choices = tuple(read_ciphertext(one, group, tracker) for one in choices_written)
    for choice, proofs in zip(choices, individual, strict=True):
        statements = [choice, _without(choice, 1, group)]
        if not one_of_is_proven(group, key, statements, _choice_prefix(bound, choice), read_proofs(proofs, group, tracker, 2)):
            raise Refused(BAD_CHOICE_PROOF, {"tracker": tracker, "question": number})
    all_bound = _with_choices(bound, choices)
    marked = product(choices[1:] if question.blank else choices, group)
    totals = [_without(marked, count, group) for count in range(question.minimum, question.maximum + 1)]
    if question.blank:
        prefix, totals = f"bproof1|{all_bound}|", [_without(choices[0], 1, group), *totals]
        if not one_of_is_proven(group, key, [choices[0], marked], f"bproof0|{all_bound}|", read_proofs(blank[0], group, tracker, 2)):
            raise Refused(BAD_BLANK_PROOF, {"tracker": tracker, "question": number})
    else:
        prefix = _choice_prefix(all_bound, marked)
    if not one_of_is_proven(group, key, totals, prefix, read_proofs(overall, group, tracker, len(totals))):
        raise Refused(BAD_TOTAL_PROOF, {"tracker": tracker, "question": number})
    return choices


def _without(choice: Ciphertext, count: int, group: Group) -> Ciphertext:
    """The ciphertext of so many fewer."""
    return Ciphertext(choice.alpha, choice.beta * group.inverse(group.generator_power(count)) % group.p) if count else choice


def _choice_prefix(bound: str, choice: Ciphertext) -> str:
    return f"prove|{bound}|{choice.alpha},{choice.beta}|"


def _with_choices(bound: str, choices: Sequence[Ciphertext]) -> str:
    return bound + "|" + ",".join(f"{choice.alpha},{choice.beta}" for choice in choices)
