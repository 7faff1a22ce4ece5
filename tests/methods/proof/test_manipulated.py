"""Manipulated archives: each is refused, and the fault is named. The forger controls the server and makes all names and the chain fit again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from participation.methods.proof.belenios import faults, trustees
from participation.methods.proof.belenios.answers import encrypt
from participation.methods.proof.belenios.archive import Archive, Kind
from participation.methods.proof.belenios.ballots import make_ballot
from participation.methods.proof.belenios.encoding import compact, sha256_base64, sha256_hex
from participation.methods.proof.belenios.faults import Refused
from participation.methods.proof.belenios.proofs import Known, prove_one_of
from participation.methods.proof.belenios.questions import CrossesQuestion
from participation.methods.proof.belenios.tally import encrypted_tally, write_tally
from tests.methods.proof.elections import (
    SMALL,
    SMALL_RANKS,
    UP_TO_TWO,
    YES_NO,
    Events,
    Ran,
    a_ranked_vote,
    a_vote,
    alter,
    an_election,
    changed,
    check,
    fault_of,
    forged,
    places,
    signed_again,
    texts_of,
    with_ballot,
    with_rules,
)


def rehashed(ballot: dict[str, Any]) -> str:
    """What somebody without the credential can do: fit the hash in the signature to the changed ballot."""
    unsigned = {key: value for key, value in ballot.items() if key != "signature"}
    ballot["signature"]["hash"] = sha256_base64(compact(unsigned))
    return compact(ballot)


def swap_choices(ballot: dict[str, Any]) -> dict[str, Any]:
    choices = ballot["answers"][0]["choices"]
    choices[0], choices[1] = choices[1], choices[0]
    return ballot


# Swapped ciphertexts


def test_swapped_ciphertexts_of_a_ballot(vote: Ran) -> None:
    assert fault_of(with_ballot(vote, lambda ballot: rehashed(swap_choices(ballot)))) == faults.BAD_SIGNATURE
    assert fault_of(with_ballot(vote, lambda ballot: compact(swap_choices(ballot)))) == faults.BAD_SIGNATURE
    assert fault_of(with_ballot(vote, lambda ballot: signed_again(vote, 0, swap_choices(ballot)))) == faults.BAD_CHOICE_PROOF


def test_swapped_ciphertexts_of_the_tally(vote: Ran) -> None:
    assert fault_of(changed(vote, Kind.ENCRYPTED_TALLY, lambda tally: tally[0].reverse())) == faults.WRONG_ENCRYPTED_TALLY


def test_swapped_ciphertexts_of_a_shuffle(ranked: Ran) -> None:
    def replace_one(shuffled: Any) -> None:
        forged_vote = encrypt(SMALL_RANKS, ranked.election.public_key, SMALL_RANKS.g, 4711)
        shuffled["ciphertexts"][0][0] = forged_vote.json

    assert fault_of(changed(ranked, Kind.SHUFFLE, lambda shuffled: shuffled["ciphertexts"][0].reverse())) == faults.BAD_SHUFFLE
    assert fault_of(changed(ranked, Kind.SHUFFLE, replace_one, which=1)) == faults.BAD_SHUFFLE
    assert fault_of(changed(ranked, Kind.SHUFFLE, lambda shuffled: shuffled["ciphertexts"][0].pop())) == faults.BAD_SHUFFLE


# Bad signature


@pytest.mark.parametrize("part", ["challenge", "response"])
def test_a_bad_signature(vote: Ran, part: str) -> None:
    def spoil(ballot: dict[str, Any]) -> str:
        proof = ballot["signature"]["proof"]
        proof[part] = str((int(proof[part]) + 1) % int(SMALL.q))
        return compact(ballot)

    assert fault_of(with_ballot(vote, spoil)) == faults.BAD_SIGNATURE


# Foreign credential


def test_a_foreign_credential(vote: Ran) -> None:
    outsider = "qKx-RpS-fn4-LRe-GSU"
    ballot = make_ballot(vote.election, outsider, [[1, 0], [1, 0, 0, 0]], vote.chance)
    assert fault_of(with_ballot(vote, lambda _ballot: ballot)) == faults.FOREIGN_CREDENTIAL


def test_a_credential_listed_twice_or_without_weight(vote: Ran) -> None:
    def twice(listed: list[str]) -> None:
        listed[1] = listed[0]

    def without_weight(listed: list[str]) -> None:
        listed[:] = [f"{key},0" for key in listed]

    assert fault_of(changed(vote, Kind.SETUP, twice, data=2)) == faults.CREDENTIAL_TWICE
    assert fault_of(changed(vote, Kind.SETUP, without_weight, data=2)) == faults.BAD_WEIGHT


# Dropped ballot


def test_a_dropped_ballot(vote: Ran) -> None:
    def drop(events: Events) -> None:
        del events[places(events, Kind.BALLOT)[0]]

    def drop_and_count(events: Events) -> None:
        drop(events)
        alter(events[places(events, Kind.ENCRYPTED_TALLY)[0]][1], 1, lambda sized: sized.update(num_tallied=2, total_weight=2))

    assert fault_of(forged(vote.archive, drop)) == faults.WRONG_BALLOT_COUNT
    assert fault_of(forged(vote.archive, drop_and_count)) == faults.WRONG_ENCRYPTED_TALLY


def test_a_ballot_dropped_before_the_tally_is_seen_by_who_kept_the_archive() -> None:
    votes = [(0, [[1, 0]]), (1, [[0, 1]])]
    whole, without = an_election([YES_NO], votes), an_election([YES_NO], votes[:1])
    assert whole.election.text == without.election.text
    kept = forged(whole.archive, lambda events: events.__delitem__(slice(3, None)))
    assert check(whole.data, earlier=kept)
    assert fault_of(without.data, earlier=kept) == faults.NOT_CONTINUED


# False tally


def test_a_false_tally(vote: Ran) -> None:
    assert fault_of(changed(vote, Kind.RESULT, lambda result: result["result"][0].reverse())) == faults.WRONG_RESULT
    assert fault_of(changed(vote, Kind.RESULT, lambda result: result["result"].append([1]))) == faults.WRONG_RESULT
    assert fault_of(changed(vote, Kind.RESULT, lambda result: result["result"].pop())) == faults.WRONG_RESULT

    def add_a_yes(tally: Any) -> None:
        beta = tally[0][0]["beta"]
        tally[0][0]["beta"] = str(int(beta) * SMALL.g % SMALL.p)

    assert fault_of(changed(vote, Kind.ENCRYPTED_TALLY, add_a_yes)) == faults.WRONG_ENCRYPTED_TALLY


def test_a_false_list_of_ranks(ranked: Ran) -> None:
    assert fault_of(changed(ranked, Kind.RESULT, lambda result: result["result"][1].reverse())) == faults.WRONG_RESULT


# Wrong decryption factor


@pytest.mark.parametrize("trustee", [0, 1])
def test_a_wrong_decryption_factor(vote: Ran, trustee: int) -> None:
    def one_vote_more(part: Any) -> None:
        factor = part["decryption_factors"][0][0]
        part["decryption_factors"][0][0] = str(int(factor) * SMALL.inverse(SMALL.g) % SMALL.p)

    assert fault_of(changed(vote, Kind.PARTIAL_DECRYPTION, one_vote_more, which=trustee)) == faults.BAD_DECRYPTION


def test_a_decryption_with_another_key_twice_or_not_at_all(vote: Ran) -> None:
    def anothers(events: Events) -> None:
        text = trustees.decrypt(SMALL, vote.election.fingerprint, vote.tally, 4711, vote.chance)
        events[places(events, Kind.PARTIAL_DECRYPTION)[0]][1][:] = owned(1, text)

    def twice(events: Events) -> None:
        text = trustees.decrypt(SMALL, vote.election.fingerprint, vote.tally, vote.privates[0], vote.chance)
        events[places(events, Kind.PARTIAL_DECRYPTION)[1]][1][:] = owned(1, text)

    def not_at_all(events: Events) -> None:
        del events[places(events, Kind.PARTIAL_DECRYPTION)[1]]

    assert fault_of(forged(vote.archive, anothers)) == faults.BAD_DECRYPTION
    assert fault_of(forged(vote.archive, twice)) == faults.UNKNOWN_TRUSTEE
    assert fault_of(forged(vote.archive, not_at_all)) == faults.MISSING_DECRYPTION
    assert fault_of(changed(vote, Kind.PARTIAL_DECRYPTION, lambda part: part.update(owner=3), data=1)) == faults.UNKNOWN_TRUSTEE


def owned(trustee: int, text: str) -> list[str]:
    from_hash = compact({"owner": trustee, "payload": sha256_hex(text)})
    return [text, from_hash]


# Overweight ballot


def test_a_ballot_that_counts_twice_for_one_option(vote: Ran) -> None:
    group, key = SMALL, vote.election.public_key

    def double(ballot: dict[str, Any]) -> str:
        chance = 4711
        choice = encrypt(group, key, group.generator_power(2), chance)
        prefix = f"prove|{vote.election.fingerprint}|{ballot['credential']}|{choice.alpha},{choice.beta}|"
        claimed = prove_one_of(group, key, [Known(chance, 2), Known(chance, 1)], 1, prefix, vote.chance)
        ballot["answers"][0]["choices"][0] = choice.json
        ballot["answers"][0]["individual_proofs"][0] = [proof.json for proof in claimed]
        return signed_again(vote, 0, ballot)

    assert fault_of(with_ballot(vote, double)) == faults.BAD_CHOICE_PROOF


def test_a_ballot_with_too_many_crosses(vote: Ran) -> None:
    greedy = with_rules(vote.election, CrossesQuestion(YES_NO.text, YES_NO.options, 1, 2), UP_TO_TWO)
    ballot = make_ballot(greedy, vote.credentials[0], [[1, 1], [1, 0, 0, 0]], vote.chance)
    assert fault_of(with_ballot(vote, lambda _ballot: ballot)) == faults.BAD_TOTAL_PROOF
    wide = with_rules(vote.election, YES_NO, CrossesQuestion(UP_TO_TWO.text, UP_TO_TWO.options, 2, 3, blank=True))
    ballot = make_ballot(wide, vote.credentials[0], [[1, 0], [0, 1, 1, 1]], vote.chance)
    assert fault_of(with_ballot(vote, lambda _ballot: ballot)) == faults.BAD_TOTAL_PROOF


def test_a_blank_ballot_that_is_not_blank(vote: Ran) -> None:
    """The first answer's proofs are taken from an honest blank, the crosses from an honest ballot: nothing fits."""
    blank = json.loads(make_ballot(vote.election, vote.credentials[0], [[1, 0], [1, 0, 0, 0]], vote.chance))
    crossed = json.loads(make_ballot(vote.election, vote.credentials[0], [[1, 0], [0, 1, 1, 0]], vote.chance))
    for part in ("choices", "individual_proofs"):
        crossed["answers"][1][part][0] = blank["answers"][1][part][0]
    assert fault_of(with_ballot(vote, lambda _ballot: signed_again(vote, 0, crossed))) == faults.BAD_BLANK_PROOF


def test_a_ballot_weighed_more_than_listed(vote: Ran) -> None:
    public = next(iter(vote.weights))
    heavy = {**vote.weights, public: 2}
    counted = [ballot for ballot in vote.ballots if ballot.credential == public]
    others = [vote.ballots[2], vote.ballots[3]]
    text = write_tally(encrypted_tally(vote.election, [*counted, *others], heavy))

    def weigh(events: Events) -> None:
        texts = events[places(events, Kind.ENCRYPTED_TALLY)[0]][1]
        alter(texts, 0, lambda tally: tally.__setitem__(slice(None), json.loads(text)))

    def weigh_and_say(events: Events) -> None:
        weigh(events)
        alter(events[places(events, Kind.ENCRYPTED_TALLY)[0]][1], 1, lambda sized: sized.update(total_weight=4))

    assert fault_of(forged(vote.archive, weigh)) == faults.WRONG_ENCRYPTED_TALLY
    assert fault_of(forged(vote.archive, weigh_and_say)) == faults.WRONG_BALLOT_COUNT


def test_ranks_have_no_weights() -> None:
    ran = a_ranked_vote(weights=(1, 2, 1, 1))
    assert fault_of(ran.data) == faults.WEIGHTS_WITH_RANKS


# Replayed ballots


def test_a_ballot_cast_again_in_place_of_the_later_one(vote: Ran) -> None:
    """Who controls the server would like the second resident's first ballot to count."""

    def replay(events: Events) -> None:
        ballots = places(events, Kind.BALLOT)
        events.insert(ballots[-1] + 1, (Kind.BALLOT, list(events[ballots[1]][1])))

    with pytest.raises(Refused):
        forged(vote.archive, replay)
    texts = [text for _event, text in vote.archive.payloads(Kind.BALLOT)]
    made = Archive(vote.archive.timestamp)
    for kind, data in texts_of(vote.archive)[:5]:
        made.add_event(kind, *data)
    pointing_back = compact({"parent": made.events[-1].hash, "height": 5, "type": "Ballot", "payload": sha256_hex(texts[1])})
    made.members.append((sha256_hex(pointing_back) + ".event.json", pointing_back))
    assert fault_of(made.to_bytes()) == faults.BALLOT_TWICE
    made.members.insert(-1, (sha256_hex(texts[1]) + ".data.json", texts[1]))
    assert fault_of(made.to_bytes()) == faults.MEMBER_TWICE


def test_anothers_ballot_as_ones_own(vote: Ran) -> None:
    """The third resident copies the first one's answers without knowing them."""
    copied: dict[str, Any] = {}

    def copy(events: Events) -> None:
        first, _second, third, _fourth = places(events, Kind.BALLOT)
        copied.update(json.loads(events[first][1][0]))
        events[third][1][0] = signed_again(vote, 2, copied)

    assert fault_of(forged(vote.archive, copy)) == faults.BAD_CHOICE_PROOF


def test_a_ballot_of_another_election(vote: Ran) -> None:
    other = a_vote(seed="other")
    ballot = next(text for _event, text in other.archive.payloads(Kind.BALLOT))
    assert fault_of(with_ballot(vote, lambda _ballot: ballot)) == faults.OTHER_ELECTION


def test_an_answer_too_few(vote: Ran) -> None:
    def shorten(ballot: dict[str, Any]) -> str:
        ballot["answers"].pop()
        return signed_again(vote, 0, ballot)

    assert fault_of(with_ballot(vote, shorten)) == faults.WRONG_NUMBER_OF_ANSWERS


def test_ranks_that_nobody_encrypted(ranked: Ran) -> None:
    def copy(ballot: dict[str, Any]) -> str:
        ballot["answers"][1]["proof"]["response"] = "1"
        return signed_again(ranked, 0, ballot)

    assert fault_of(with_ballot(ranked, copy)) == faults.BAD_RANKS_PROOF
