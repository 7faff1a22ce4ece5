"""Ballots and keys in the browser: what Chromium makes, Python accepts; what breaks the rules or claims falsely is refused."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from participation.methods.proof.belenios import credentials, faults, trustees
from participation.methods.proof.belenios.ballots import check_ballot, tracker_of
from participation.methods.proof.belenios.elections import Election, write_election
from participation.methods.proof.belenios.encoding import compact, sha256_base64
from participation.methods.proof.belenios.faults import Refused
from participation.methods.proof.belenios.groups import BELENIOS_2048, RFC_3526_2048, Group
from participation.methods.proof.belenios.opening import check_opened
from participation.methods.proof.belenios.questions import CrossesQuestion, NumbersQuestion, Question
from tests.browser.belenios import APPROVAL, SINGLE, Device, Refusal, a_device
from tests.methods.proof.elections import RANKS, UP_TO_TWO, YES_NO, Chance

EXACTLY_ONE = CrossesQuestion("Ja oder Nein?", ("Ja", "Nein"), 1, 1, blank=False)


@pytest.fixture(scope="module")
def device(chromium: Browser) -> Iterator[Device]:
    with a_device(chromium) as found:
        yield found


def an_election_on(*questions: Question, seed: str = "browser") -> tuple[Election, str]:
    """An election and a credential for it."""
    chance = Chance(seed)
    group = RFC_3526_2048 if any(isinstance(one, NumbersQuestion) for one in questions) else BELENIOS_2048
    key = trustees.public_key(group, trustees.new_private_key(group, chance))
    election = write_election(credentials.new_uuid(chance), 'Der „Markt“ & "Ufer"', "Ä\u2028\n\\", group, key, questions, "Stadt")
    return election, credentials.new_credential(chance)


EVERY_KIND: list[tuple[Question, list[list[int]]]] = [
    (YES_NO, [[1, 0], [0, 1], [0, 0]]),
    (SINGLE, [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]]),
    (UP_TO_TWO, [[1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 1]]),
    (EXACTLY_ONE, [[1, 0]]),
    (APPROVAL, [[0, 0, 0, 0], [1, 1, 1, 1], [0, 1, 0, 1]]),
    (RANKS, [[1, 2, 3], [0, 0, 0], [255, 0, 1]]),
]


@pytest.mark.parametrize(("question", "answers"), EVERY_KIND, ids=lambda one: getattr(one, "text", "")[:12])
def test_ballots_of_every_kind(device: Device, question: Question, answers: list[list[int]]) -> None:
    election, credential = an_election_on(question)
    for marks in answers:
        made = device.call("makeBallot", election.text, credential.replace("-", " "), [marks])
        checked = check_ballot(election, made["text"])
        assert checked.tracker == made["tracker"]
        assert checked.credential == credentials.public_key(election.group, election.uuid, credential)
        assert check_opened(election, made["opening"]).marks == (tuple(marks),)
        assert device.call("checkOpened", election.text, made["opening"]) == {"tracker": made["tracker"], "marks": [marks]}
        assert credential not in made["opening"]


def test_answers_by_chance(device: Device) -> None:
    """Several questions in one ballot, with marks by chance: what the rules allow is made and opens to itself, all else is refused."""
    chance = random.Random(7)
    election, credential = an_election_on(SINGLE, APPROVAL, UP_TO_TWO)
    taken = 0
    for _ in range(25):
        marks = [[chance.randrange(2) for _ in range(question.fields)] for question in election.questions if isinstance(question, CrossesQuestion)]
        if all(question.accepts(one) for question, one in zip(election.questions, marks, strict=True)):
            made = device.call("makeBallot", election.text, credential, marks)
            check_ballot(election, made["text"])
            assert [list(one) for one in check_opened(election, made["opening"]).marks] == marks
            taken += 1
        else:
            with pytest.raises(Refusal, match="bad-marks"):
                device.call("makeBallot", election.text, credential, marks)
    assert taken


def test_sums_and_ranks_in_one_ballot(device: Device) -> None:
    election, credential = an_election_on(SINGLE, RANKS)
    made = device.call("makeBallot", election.text, credential, [[0, 0, 1, 0], [3, 1, 2]])
    check_ballot(election, made["text"])
    assert check_opened(election, made["opening"]).marks == ((0, 0, 1, 0), (3, 1, 2))


@pytest.mark.parametrize(
    "marks",
    [
        [[1, 1]], [[2, 0]], [[-1, 0]], [[1]], [[1, 0, 0]], [], [[1, 0], [1, 0]], [["1", 0]], [[True, 0]], [[0.5, 0]], [[None, 0]], None, [None], "10",
        [{"0": 1, "1": 0, "length": 2}],
    ],
)  # fmt: skip
def test_marks_that_break_the_rules(device: Device, marks: object) -> None:
    election, credential = an_election_on(EXACTLY_ONE)
    with pytest.raises(Refusal, match="bad-marks"):
        device.call("makeBallot", election.text, credential, marks)


@pytest.mark.parametrize("marks", [[1, 2], [1, 2, 256], [1, 2, -1], [1, 2, 1.5], [1, 2, "3"], [1, 2, 3, 4]])
def test_ranks_that_are_none(device: Device, marks: list[object]) -> None:
    election, credential = an_election_on(RANKS)
    with pytest.raises(Refusal, match="bad-marks"):
        device.call("makeBallot", election.text, credential, [marks])


def test_a_credential_with_a_slip(device: Device) -> None:
    election, credential = an_election_on(YES_NO)
    other = "2" if credential[0] != "2" else "3"
    for typed in (other + credential[1:], credential[:-1], credential + "1", credential.replace(credential[4], "0"), "", "–".join("abc" * 5)):
        with pytest.raises(Refusal, match="bad-credential"):
            device.call("makeBallot", election.text, typed, [[1, 0]])


def test_an_election_that_is_none(device: Device) -> None:
    election, credential = an_election_on(YES_NO)
    foreign = str(int(election.group.p) - int(election.public_key))
    for text, code in (
        ("", "bad-election"),
        ("[]", "bad-election"),
        ("null", "bad-election"),
        (election.text[:-1], "bad-election"),
        (election.text + " ", "bad-election"),
        (election.text.replace('"version":1', '"version":2'), "bad-election"),
        (election.text.replace("BELENIOS-2048", "BELENIOS-2049"), "unknown-group"),
        (election.text.replace("BELENIOS-2048", "constructor"), "unknown-group"),
        (election.text.replace('"max":1', '"max":3'), "bad-election"),
        (election.text.replace(str(election.public_key), foreign), "bad-election"),
        (election.text.replace(str(election.public_key), "1" * 5000), "bad-election"),
        (election.text.replace('"version":1', '"version":1,"version":1'), "bad-election"),
    ):
        with pytest.raises(Refusal, match=code):
            device.call("makeBallot", text, credential, [[1, 0]])


def test_the_same_ballot_never_comes_twice(device: Device) -> None:
    election, credential = an_election_on(YES_NO)
    made = [device.call("makeBallot", election.text, credential, [[1, 0]]) for _ in range(3)]
    drawn = [chance for one in made for chances in json.loads(one["opening"])["randomness"] for chance in chances]
    assert len(set(drawn)) == len(drawn) == 6


@pytest.mark.parametrize("question", [SINGLE, RANKS], ids=["crosses", "ranks"])
def test_an_opened_ballot_with_false_claims(device: Device, question: Question) -> None:
    """The browser and Python refuse the same, for the same reason."""
    election, credential = an_election_on(question)
    marks, claimed = ([1, 2, 3], [2, 1, 3]) if question is RANKS else ([0, 1, 0, 0], [0, 0, 1, 0])
    opened = json.loads(device.call("makeBallot", election.text, credential, [marks])["opening"])
    other = json.loads(device.call("makeBallot", election.text, credential, [marks])["opening"])
    unproven = json.loads(opened["ballot"])
    unproven["answers"][0]["choices"] = json.loads(other["ballot"])["answers"][0]["choices"]
    ballot = compact(unproven)
    for change, code, fault in (
        ({"marks": [claimed]}, "not-so-encrypted", faults.NOT_SO_ENCRYPTED),
        ({"marks": [[7]]}, "bad-marks", faults.FORBIDDEN_MARKS),
        ({"randomness": other["randomness"]}, "not-so-encrypted", faults.NOT_SO_ENCRYPTED),
        ({"ballot": other["ballot"]}, "wrong-tracker", faults.WRONG_TRACKER),
        ({"tracker": other["tracker"]}, "wrong-tracker", faults.WRONG_TRACKER),
        ({"ballot": ballot, "tracker": tracker_of(ballot)}, "bad-ballot", faults.BAD_SIGNATURE),
        ({"format": "another/1"}, "bad-opening", faults.BAD_OPENING),
    ):
        text = compact({**opened, **change})
        with pytest.raises(Refusal, match=code):
            device.call("checkOpened", election.text, text)
        with pytest.raises(Refused) as refused:
            check_opened(election, text)
        assert refused.value.fault == fault
    elsewhere, _credential = an_election_on(question, seed="elsewhere")
    with pytest.raises(Refusal, match="other-election"):
        device.call("checkOpened", elsewhere.text, compact(opened))
    for text in ("", "{}", "null", "[1]", '"x"'):
        with pytest.raises(Refusal, match="bad-opening"):
            device.call("checkOpened", election.text, text)


@pytest.mark.parametrize("group", [BELENIOS_2048, RFC_3526_2048], ids=lambda one: one.name)
def test_a_pair_of_keys(device: Device, group: Group, tmp_path: Path) -> None:
    made = device.call("newKeyPair", group.name)
    private = trustees.read_private_key(made["privateKey"], group, "key")
    assert trustees.read_public_key(made["publicKey"], group, "key") == trustees.public_key(group, private)
    assert made["checkValue"] == sha256_base64(made["publicKey"])
    assert str(private) not in made["publicKey"]
    with pytest.raises(Refusal, match="unknown-group"):
        device.call("newKeyPair", "RFC-3526-4096")
