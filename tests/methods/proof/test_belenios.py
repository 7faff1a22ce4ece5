"""Encrypted votes, in small groups and a few real ones: what voters mark comes out, and nothing that breaks the rules goes in."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.proof.belenios import credentials, trustees
from participation.methods.proof.belenios.answers import encrypt, pack, unpack
from participation.methods.proof.belenios.archive import Kind
from participation.methods.proof.belenios.arithmetic import is_prime, product_of_powers
from participation.methods.proof.belenios.ballots import check_ballot, make_ballot, tracker_of
from participation.methods.proof.belenios.elections import read_election, write_credentials, write_election
from participation.methods.proof.belenios.faults import BAD_QUESTION, THRESHOLD_TRUSTEES, UNKNOWN_GROUP, UNPROVEN_KEY, Refused
from participation.methods.proof.belenios.groups import BELENIOS_2048, GROUPS, RFC_3526_2048, Group
from participation.methods.proof.belenios.questions import CrossesQuestion, NumbersQuestion
from participation.methods.proof.belenios.shuffles import random_permutation, shuffle, shuffle_is_proven
from participation.methods.proof.belenios.tally import small_logarithms
from participation.methods.proof.checkpoints import continues, open_checkpoint, sign_checkpoint
from participation.methods.proof.log import check_against, checkpoint_of, log_of
from participation.methods.proof.notes import BadNote, Signer
from tests.methods.proof.elections import (
    ALL_GROUPS,
    RANKS,
    SMALL,
    SMALL_RANKS,
    UP_TO_TWO,
    YES_NO,
    Chance,
    a_ranked_vote,
    a_vote,
    an_election,
    check,
)


@pytest.mark.parametrize("group", ALL_GROUPS.values(), ids=lambda group: group.name)
def test_groups_are_what_they_must_be(group: Group) -> None:
    assert is_prime(group.p)
    assert is_prime(group.q)
    assert (group.p - 1) % group.q == 0
    assert group.holds(group.g)
    assert group.power(group.g, group.q) == 1
    assert group.g != 1
    assert not group.holds(0)
    assert not group.holds(group.p)
    assert not group.holds(group.p - 1), "−1 has order 2"


def test_the_groups_of_the_specification_end_as_published() -> None:
    assert str(BELENIOS_2048.p).startswith("2069478569142254640101364365750500806492298929575110409710")
    assert str(BELENIOS_2048.g).endswith("334115700568353695553423781475582491896050296680037745308460627")
    assert str(BELENIOS_2048.q) == "78571733251071885079927659812671450121821421258408794611510081919805623223441"
    assert RFC_3526_2048.p == 2**2048 - 2**1984 - 1 + 2**64 * (_pi_times_two_to(1918) + 124476)


def _pi_times_two_to(power: int) -> int:
    """⌊2^power · π⌋ by Machin's formula."""
    scale = 1 << (power + 64)

    def arctangent_of_one_over(number: int) -> int:
        total, term, divisor = 0, scale // number, 1
        while term:
            total += term // divisor if divisor % 4 == 1 else -(term // divisor)
            term //= number * number
            divisor += 2
        return total

    return (16 * arctangent_of_one_over(5) - 4 * arctangent_of_one_over(239)) >> 64


def test_credentials_are_belenios_own() -> None:
    """Made by belenios-tool 2.0 for the election gkgu82RJJDduvs."""
    for credential in ("qKx-RpS-fn4-LRe-GSU", "ibG-wRk-WZ5-r4D-uQm", "Xga-MPS-QWu-sb7-1ug"):
        assert credentials.tidy_credential(f" {credential.replace('-', '')}\n") == credential
    for slip in ("qKx-RpS-fn4-LRe-GSV", "qKx-RpS-fn4-LRe-GS", "0Kx-RpS-fn4-LRe-GSU", ""):
        with pytest.raises(ValueError):
            credentials.tidy_credential(slip)


def test_new_credentials_have_all_characters_and_their_check_character() -> None:
    chance = Chance("credentials")
    made = [credentials.new_credential(chance) for _ in range(200)]
    assert [credentials.tidy_credential(one) for one in made] == made
    assert len(set(made)) == 200
    assert set("".join(made)) - {"-"} == set(credentials.ALPHABET)
    assert credentials.is_uuid(credentials.new_uuid(chance))
    assert not credentials.is_uuid("../../../../etc")


def test_what_residents_mark_comes_out() -> None:
    ran = a_vote(weights=(1, 2, 3, 1))
    verified = check(ran.data)
    assert verified.result is not None
    assert verified.result.answers == ([1, 5], [3, 1, 3, 2])
    assert (len(verified.ballots), len(verified.counted), verified.weight) == (4, 3, 6)
    assert verified.result.text == '{"result":[[1,5],[3,1,3,2]]}'
    assert tracker_of_first_of_two(ran.archive) not in verified.trackers
    assert verified.decrypted_by == (1, 2)


def tracker_of_first_of_two(archive: object) -> str:
    """The ballot of the second resident that was replaced."""
    payloads = [text for _event, text in archive.payloads(Kind.BALLOT)]  # type: ignore[attr-defined]
    return tracker_of(payloads[1])


def test_ranks_come_out_shuffled_and_complete() -> None:
    ran = a_ranked_vote()
    verified = check(ran.data)
    assert verified.result is not None
    sums, ranks = verified.result.answers
    assert sums == [4, 0]
    assert Counter(map(tuple, ranks)) == Counter({(1, 2, 3): 2, (3, 1, 2): 1, (0, 0, 255): 1})  # type: ignore[arg-type]
    assert verified.shuffled_by == (1, 2)
    assert verified.result.unpacked == (0, 0)


def test_an_election_in_which_nobody_votes_has_a_result() -> None:
    assert check(an_election([YES_NO], [], weights=(1,)).data).result.answers == ([0, 0],)  # type: ignore[union-attr]


def test_the_archive_is_read_back_to_the_byte() -> None:
    ran = a_vote()
    assert check(ran.data).archive.to_bytes() == ran.data


def test_during_the_vote_what_is_there_can_be_checked() -> None:
    ran = a_vote()
    parts = _growing(ran.data)
    for part in parts[:-1]:
        verified = check(part, finished=False)
        assert verified.result is None
        assert check(ran.data, earlier=part).result is not None


def _growing(data: bytes) -> list[bytes]:
    """The archive as it was after each event."""
    ends, start = [], 0
    while start < len(data):
        name, size = data[start : start + 100], int(data[start + 124 : start + 135], 8)
        start += 512 + size + -size % 512
        if b".event.json" in name:
            ends.append(start)
    return [data[:end] for end in ends]


marks_of = st.sampled_from([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 1], [0, 1, 0, 1]])


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([[0, 0], [1, 0], [0, 1]]), marks_of), max_size=6))
def test_any_votes_are_summed_of_each_resident_the_last(votes: list[tuple[int, list[int], list[int]]]) -> None:
    ran = an_election([YES_NO, UP_TO_TWO], [(voter, [first, second]) for voter, first, second in votes], weights=(1, 2, 3, 4))
    last = {voter: (first, second) for voter, first, second in votes}
    expected = [
        [sum((voter + 1) * marks[number][place] for voter, marks in last.items()) for place in range(size)] for number, size in ((0, 2), (1, 4))
    ]
    assert list(check(ran.data).result.answers) == expected  # type: ignore[union-attr]


@pytest.mark.parametrize("marks", [[1, 1], [2, 0], [1], [1, 0, 0], [-1, 0]])
def test_no_ballot_is_made_against_the_rules(marks: list[int]) -> None:
    ran = an_election([YES_NO], [], weights=(1,))
    with pytest.raises(ValueError):
        make_ballot(ran.election, ran.credentials[0], [marks], ran.chance)
    with pytest.raises(ValueError):
        make_ballot(ran.election, ran.credentials[0], [[1, 0], [1, 0]], ran.chance)


@pytest.mark.parametrize("marks", [[1, 1, 0, 0], [0, 0, 0, 0], [0, 1, 1, 1]])
def test_a_blank_answer_is_blank_and_nothing_else(marks: list[int]) -> None:
    assert not UP_TO_TWO.accepts(marks)
    assert UP_TO_TWO.accepts([1, 0, 0, 0])


def test_questions_that_do_not_fit_are_not_asked() -> None:
    chance = Chance("questions")
    key = SMALL_RANKS.generator_power(7)
    too_many = NumbersQuestion("?", tuple(str(number) for number in range(251)))
    for group, question in (
        (SMALL, RANKS),
        (SMALL_RANKS, too_many),
        (SMALL, CrossesQuestion("?", ("a",), 2, 1)),
        (SMALL, CrossesQuestion("?", ("a",), 0, 2)),
        (SMALL, CrossesQuestion("?", (), 0, 0)),
        (RFC_3526_2048, too_many),
    ):
        with pytest.raises(Refused) as refused:
            write_election(credentials.new_uuid(chance), "n", "d", group, group.generator_power(7), [question])
        assert refused.value.fault == BAD_QUESTION
    election = write_election(credentials.new_uuid(chance), "n", "d", SMALL_RANKS, key, [RANKS])
    with pytest.raises(Refused) as refused:
        read_election(election.text, "election", GROUPS)
    assert refused.value.fault == UNKNOWN_GROUP


def test_as_many_ranks_as_promised_fit() -> None:
    numbers = [number % 256 for number in range(250)]
    assert unpack(RFC_3526_2048, pack(RFC_3526_2048, numbers), 250) == (numbers, True)
    assert unpack(SMALL_RANKS, pack(SMALL_RANKS, [0, 0, 0]), 3) == ([0, 0, 0], True)


def test_a_trustee_must_know_the_key_that_is_handed_over() -> None:
    chance = Chance("trustee")
    text = trustees.write_public_key(SMALL, 12345, chance)
    other = json.loads(text)
    other["public_key"] = json.loads(trustees.write_public_key(SMALL, 54321, chance))["public_key"]
    with pytest.raises(Refused) as refused:
        trustees.read_public_key(json.dumps(other, separators=(",", ":")), SMALL, "key")
    assert refused.value.fault == UNPROVEN_KEY
    assert trustees.read_private_key(trustees.write_private_key(12345), SMALL, "key") == 12345


def test_trustees_with_a_threshold_are_named_as_not_supported() -> None:
    with pytest.raises(Refused) as refused:
        trustees.read_trustees('[["Pedersen",{}]]', SMALL, "trustees")
    assert refused.value.fault == THRESHOLD_TRUSTEES


def test_weights_are_written_only_where_they_differ() -> None:
    assert write_credentials({11: 1, 12: 1}) == '["11","12"]'
    assert write_credentials({11: 1, 12: 3}) == '["11,1","12,3"]'


def test_a_permutation_is_fair() -> None:
    chance = Chance("permutation")
    found = Counter(tuple(random_permutation(3, chance)) for _ in range(6000))
    assert len(found) == 6
    assert all(850 < count < 1150 for count in found.values())


@pytest.mark.parametrize("group", [SMALL_RANKS, SMALL], ids=lambda group: group.name)
def test_a_shuffle_proves_itself_and_no_other(group: Group) -> None:
    chance, key = Chance("shuffle"), group.generator_power(99)
    before = [encrypt(group, key, group.generator_power(number), group.random_exponent(chance)) for number in range(9)]
    made = shuffle(group, key, "election", before, chance)
    assert shuffle_is_proven(group, key, "election", before, made.ciphertexts, made.proof)
    assert set(made.ciphertexts).isdisjoint(before)
    swapped = [made.ciphertexts[1], made.ciphertexts[0], *made.ciphertexts[2:]]
    doubled = [made.ciphertexts[1], *made.ciphertexts[1:]]
    assert not shuffle_is_proven(group, key, "election", before, swapped, made.proof)
    assert not shuffle_is_proven(group, key, "election", before, doubled, made.proof)
    assert not shuffle_is_proven(group, key, "election", before, made.ciphertexts[:-1], made.proof)
    assert not shuffle_is_proven(group, key, "other", before, made.ciphertexts, made.proof)
    assert not shuffle_is_proven(group, key, "election", before[::-1], made.ciphertexts, made.proof)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 10**9), st.integers(0, 2**130)), max_size=40))
def test_products_of_powers_are_right(pairs: list[tuple[int, int]]) -> None:
    expected = 1
    for base, exponent in pairs:
        expected = expected * pow(base, exponent, int(SMALL.p)) % int(SMALL.p)
    assert product_of_powers([base for base, _ in pairs], [exponent for _, exponent in pairs], SMALL.p) == expected


def test_sums_are_found_and_what_is_none_is_not() -> None:
    powers = [SMALL.generator_power(exponent) for exponent in (0, 1, 99, 100)]
    assert small_logarithms(SMALL, powers, 100) == [0, 1, 99, 100]
    assert small_logarithms(SMALL, powers, 99) is None
    assert small_logarithms(SMALL, [SMALL.generator_power(10**20)], 100) is None


def test_ballots_of_one_voter_never_look_alike() -> None:
    ran = a_vote()
    made = [check_ballot(ran.election, make_ballot(ran.election, ran.credentials[0], [[1, 0], [1, 0, 0, 0]], ran.chance)) for _ in range(3)]
    assert len({ballot.tracker for ballot in made}) == 3
    assert len({choice for ballot in made for answer in ballot.answers for choice in answer}) == 3 * 6


def test_the_public_log_holds_the_events_and_only_grows() -> None:
    ran, key = a_vote(), Signer("beteiligung.example/log", bytes(range(32)))
    parts = [check(part, finished=False).archive for part in _growing(ran.data)]
    earlier, later = (checkpoint_of(archive, key.name) for archive in (parts[2], parts[-1]))
    note = sign_checkpoint(earlier, key)
    assert check_against(ran.archive, note, key.verifier) == open_checkpoint(note, key.verifier)
    continues(earlier, later, log_of(ran.archive).consistency_proof(earlier.size))
    with pytest.raises(BadNote):
        check_against(parts[1], note, key.verifier)
    with pytest.raises(BadNote):
        check_against(a_vote(seed="other").archive, note, key.verifier)


@pytest.mark.parametrize("group", [BELENIOS_2048, RFC_3526_2048], ids=lambda group: group.name)
def test_a_vote_of_real_size(group: Group) -> None:
    if group is BELENIOS_2048:
        assert check(a_vote(group=group).data).result.answers == ([1, 2], [1, 1, 2, 1])  # type: ignore[union-attr]
    else:
        verified = check(a_ranked_vote(group=group).data)
        assert sorted(verified.result.answers[1]) == [[0, 0, 255], [1, 2, 3], [1, 2, 3], [3, 1, 2]]  # type: ignore[union-attr, type-var]
