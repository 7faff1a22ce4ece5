"""Opened ballots: what is in one is shown, and nothing else passes; `participation verify` says so on any computer."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from participation.cli import participation
from participation.methods.proof.belenios import faults
from participation.methods.proof.belenios.archive import Kind
from participation.methods.proof.belenios.ballots import make_ballot, tracker_of
from participation.methods.proof.belenios.encoding import compact
from participation.methods.proof.belenios.faults import Refused
from participation.methods.proof.belenios.groups import BELENIOS_2048, RFC_3526_2048
from participation.methods.proof.belenios.opening import FORMAT, check_opened
from participation.methods.proof.belenios.questions import CrossesQuestion, Question
from tests.methods.proof.elections import RANKS, SMALL, SMALL_RANKS, UP_TO_TWO, YES_NO, Chance, Ran, alter, an_election, forged, places


def a_vote_on(question: Question, **options: Any) -> Ran:
    group = options.pop("group", SMALL_RANKS if question is RANKS else SMALL)
    return an_election([question], [], group=group, trustee_count=1, **options)


def an_opened(ran: Ran, marks: Sequence[int], seed: str = "opened") -> dict[str, Any]:
    """A ballot of one question with its opening: its random exponents are the first that are drawn."""
    ballot = make_ballot(ran.election, ran.credentials[0], [marks], Chance(seed))
    chance, group = Chance(seed), ran.election.group
    count = 1 if ran.election.questions[0] == RANKS else len(marks)
    randomness = [str(group.random_exponent(chance)) for _ in range(count)]
    return {"format": FORMAT, "ballot": ballot, "tracker": tracker_of(ballot), "marks": [list(marks)], "randomness": [randomness]}


def fault_of(ran: Ran, opened: dict[str, Any]) -> str:
    with pytest.raises(Refused) as refused:
        check_opened(ran.election, compact(opened))
    assert "{" not in str(refused.value)
    return refused.value.fault


def test_an_opened_ballot_holds_what_it_says() -> None:
    for question, allowed in ((YES_NO, [(0, 0), (1, 0), (0, 1)]), (UP_TO_TWO, [(1, 0, 0, 0), (0, 1, 0, 1)]), (RANKS, [(1, 2, 3), (0, 255, 0)])):
        ran = a_vote_on(question)
        for marks in allowed:
            opened = an_opened(ran, marks)
            checked = check_opened(ran.election, json.dumps(opened, indent=1))
            assert checked.marks == (marks,)
            assert checked.tracker == opened["tracker"]


def test_other_marks_than_those_encrypted_are_refused() -> None:
    """Whatever a device claims: of all answers that a question allows only the encrypted one passes."""
    chance = random.Random(3)
    question = CrossesQuestion("Welche?", ("a", "b", "c", "d"), 0, 4)
    ran = a_vote_on(question)
    for number in range(30):
        marks, claimed = ([chance.randrange(2) for _ in range(4)] for _ in range(2))
        opened = {**an_opened(ran, marks, f"{number}"), "marks": [claimed]}
        if claimed == marks:
            assert check_opened(ran.election, compact(opened)).marks == (tuple(marks),)
        else:
            assert fault_of(ran, opened) == faults.NOT_SO_ENCRYPTED
    ranked = a_vote_on(RANKS)
    assert fault_of(ranked, {**an_opened(ranked, [1, 2, 3]), "marks": [[1, 3, 2]]}) == faults.NOT_SO_ENCRYPTED


def test_an_opened_ballot_that_was_changed() -> None:
    ran = a_vote_on(YES_NO)
    opened, other = an_opened(ran, [1, 0]), an_opened(ran, [1, 0], "other")
    assert fault_of(ran, {**opened, "randomness": other["randomness"]}) == faults.NOT_SO_ENCRYPTED
    assert fault_of(ran, {**opened, "ballot": other["ballot"]}) == faults.WRONG_TRACKER
    assert fault_of(ran, {**opened, "tracker": other["tracker"]}) == faults.WRONG_TRACKER
    assert fault_of(ran, {**opened, "marks": [[1, 1]]}) == faults.FORBIDDEN_MARKS
    unproven = json.loads(opened["ballot"])
    unproven["answers"][0]["overall_proof"].reverse()
    ballot = compact(unproven)
    assert fault_of(ran, {**opened, "ballot": ballot, "tracker": tracker_of(ballot)}) == faults.BAD_SIGNATURE
    elsewhere = a_vote_on(YES_NO, seed="elsewhere")
    assert fault_of(elsewhere, opened) == faults.OTHER_ELECTION


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.update(format="participation-opened-ballot/2"),
        lambda one: one.pop("randomness"),
        lambda one: one.update(more=1),
        lambda one: one.update(marks=[["1", 0]]),
        lambda one: one.update(marks=[[True, 0]]),
        lambda one: one.update(marks=[[-1, 0]]),
        lambda one: one.update(marks=[[1e3, 0]]),
        lambda one: one.update(marks=[]),
        lambda one: one.update(ballot={}),
        lambda one: one.update(tracker=7),
        lambda one: one.update(randomness=[["1"]]),
        lambda one: one.update(randomness=[["1", "-2"]]),
        lambda one: one.update(randomness=[["1", str(SMALL.q)]]),
        lambda one: one.update(randomness="12"),
    ],
)
def test_an_opening_in_another_form(change: Callable[[dict[str, Any]], Any]) -> None:
    ran = a_vote_on(YES_NO)
    opened = an_opened(ran, [1, 0])
    change(opened)
    assert fault_of(ran, opened) in (faults.BAD_OPENING, faults.BAD_FORM, faults.BAD_NUMBER)
    for text in ("", "[]", "null", "{", '{"format":"\ud800"}', "[" * 100_000, '"x"', "1" * 5000):
        with pytest.raises(Refused):
            check_opened(ran.election, text)


class Kept:
    """Archive and opened ballot as files."""

    def __init__(self, folder: Path, ran: Ran, opened: dict[str, Any]) -> None:
        self.archive, self.opened = folder / "vote.bel", folder / "opened.json"
        self.archive.write_bytes(ran.data)
        self.opened.write_text(compact(opened))

    def verify(self, *arguments: object) -> Result:
        given = arguments or (self.opened, "--archive", self.archive)
        return CliRunner().invoke(participation, ["verify", *(str(one) for one in given)])


def test_on_another_computer(tmp_path: Path) -> None:
    ran = a_vote_on(UP_TO_TWO, group=BELENIOS_2048)
    opened = an_opened(ran, [0, 1, 1, 0])
    kept = Kept(tmp_path, ran, opened)
    done = kept.verify()
    assert done.exit_code == 0, done.output
    assert f"Geöffneter Stimmzettel {opened['tracker']}:\n" in done.output
    assert "    angekreuzt: Markt\n    angekreuzt: Ufer\n" in done.output
    assert "liegt in der Urne" not in done.output
    assert done.output.endswith("Im Stimmzettel ist genau das verschlüsselt.\n")
    kept.opened.write_text(compact({**opened, "marks": [[1, 0, 0, 0]]}))
    refuted = kept.verify()
    assert refuted.exit_code == 1
    assert refuted.output == f"WIDERLEGT: Stimmzettel {opened['tracker']}, Frage 1: Verschlüsselt ist etwas anderes als angegeben.\n"


def test_ranks_on_another_computer(tmp_path: Path) -> None:
    ran = a_vote_on(RANKS, group=RFC_3526_2048)
    done = Kept(tmp_path, ran, an_opened(ran, [2, 1, 0])).verify()
    assert done.exit_code == 0, done.output
    assert "    Bad: 2\n    Bücherei: 1\n    Park: 0\n" in done.output


def test_a_ballot_that_was_opened_and_cast_betrays_its_voter(tmp_path: Path) -> None:
    ran = an_election([YES_NO], [(0, [[1, 0]])], group=BELENIOS_2048)
    opened = an_opened(ran, [0, 0])
    kept = Kept(tmp_path, ran, opened)
    kept.archive.write_bytes(forged(ran.archive, lambda events: events.__setitem__(slice(1, None), [(Kind.BALLOT, [opened["ballot"]])])))
    done = kept.verify()
    assert done.exit_code == 0
    assert "nichts angekreuzt" in done.output
    assert "Achtung: Dieser Stimmzettel liegt in der Urne." in done.output


def test_what_cannot_be_read_is_told_apart_from_what_is_false(tmp_path: Path) -> None:
    ran = a_vote_on(YES_NO, group=BELENIOS_2048)
    kept = Kept(tmp_path, ran, an_opened(ran, [1, 0]))
    alone = kept.verify(kept.opened)
    assert alone.exit_code == 2
    assert "--archive" in alone.output
    assert kept.verify(kept.archive, "--archive", kept.archive).exit_code == 2
    assert kept.verify(kept.opened, "--archive", kept.opened).exit_code == 2
    kept.opened.write_bytes(b'{"format":"\xff')
    assert kept.verify().exit_code == 2


def test_the_archive_must_have_the_key_of_its_trustees(tmp_path: Path) -> None:
    ran = a_vote_on(YES_NO, group=BELENIOS_2048)
    kept = Kept(tmp_path, ran, an_opened(ran, [1, 0]))

    def other_key(events: list[tuple[Kind, list[str]]]) -> None:
        del events[1:]
        alter(events[places(events, Kind.SETUP)[0]][1], 0, lambda one: one.update(public_key=str(BELENIOS_2048.g)))

    kept.archive.write_bytes(forged(ran.archive, other_key))
    refused = kept.verify()
    assert refused.exit_code == 2
    assert "nicht das Produkt" in refused.output
