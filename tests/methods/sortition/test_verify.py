"""The checker accepts what happened and refuses every change of it."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from participation.methods.sortition import verify
from participation.methods.sortition.drawing import draw, prepare, public_lottery
from tests.methods.sortition.pools import a_random_problem

DICE = {"kind": "dice"}
Transcript = tuple[dict[str, Any], dict[str, Any]]


@pytest.fixture(scope="module")
def transcript() -> Transcript:
    """A lottery, its draw by dice, and one replacement."""
    problem = a_random_problem(3, people=40, seats=10)
    lottery = public_lottery(prepare(problem, seed="aa"), list(problem.ids), DICE, "0")
    drawn = draw(lottery, {"kind": "dice", "value": "407"})
    out, declined = drawn["panel"][0], [drawn["reserves"][0]]
    waiting = [person for person in drawn["reserves"] if person not in declined]
    comes = verify.replacement(lottery, drawn["panel"][1:], waiting)
    drawn["replacements"].append({"out": out, "in": comes, "declined": declined})
    return lottery, drawn


def test_what_happened_is_accepted(transcript: Transcript) -> None:
    lottery, drawn = transcript
    told = verify.check(lottery, drawn, verify.commitment_of(lottery))
    assert drawn["number"] == 407
    assert any("number is 407" in sentence for sentence in told)
    assert len(told) == 6


def _another_panel(lottery: dict[str, Any], drawn: dict[str, Any]) -> None:
    drawn["panel"][0] = drawn["reserves"][0]


def _another_published_panel(lottery: dict[str, Any], drawn: dict[str, Any]) -> None:
    lottery["panels"][3] = lottery["panels"][4]
    drawn["commitment"] = verify.commitment_of(lottery)


def _another_pool(lottery: dict[str, Any], drawn: dict[str, Any]) -> None:
    lottery["pool"][0]["person"] = "somebody else"


def _another_number(lottery: dict[str, Any], drawn: dict[str, Any]) -> None:
    drawn["randomness"] = {"kind": "dice", "value": "408"}


def _another_kind_of_randomness(lottery: dict[str, Any], drawn: dict[str, Any]) -> None:
    drawn["randomness"] = {"kind": "drand", "value": "407"}


def _a_broken_quota(lottery: dict[str, Any], drawn: dict[str, Any]) -> None:
    lottery["quotas"][0]["min"] = lottery["quotas"][0]["max"] = lottery["seats"]


def _another_ticket_count(lottery: dict[str, Any], drawn: dict[str, Any]) -> None:
    lottery["tickets"][0] += 1


def _a_better_certificate(lottery: dict[str, Any], drawn: dict[str, Any]) -> None:
    lottery["certificate"]["seats"] -= 1


def _a_friend_as_replacement(lottery: dict[str, Any], drawn: dict[str, Any]) -> None:
    drawn["replacements"][0]["in"] = drawn["reserves"][-1]


def _reserves_in_another_order(lottery: dict[str, Any], drawn: dict[str, Any]) -> None:
    drawn["reserves"].reverse()


@pytest.mark.parametrize(
    "change",
    [
        _another_panel,
        _another_published_panel,
        _another_pool,
        _another_number,
        _another_kind_of_randomness,
        _a_broken_quota,
        _another_ticket_count,
        _a_friend_as_replacement,
        _reserves_in_another_order,
    ],
)
def test_every_change_is_refused(transcript: Transcript, change: Callable[[dict[str, Any], dict[str, Any]], None]) -> None:
    lottery, drawn = copy.deepcopy(transcript)
    announced = verify.commitment_of(lottery)
    change(lottery, drawn)
    with pytest.raises(verify.Refuted):
        verify.check(lottery, drawn, announced)


def test_a_certificate_that_promises_too_much_is_refused(transcript: Transcript) -> None:
    lottery, _drawn = copy.deepcopy(transcript)
    lottery["certificate"]["weights"] = [0.0] * len(lottery["pool"])
    with pytest.raises(verify.Refuted):
        verify.check(lottery, None)


def test_the_file_runs_alone_without_this_product(transcript: Transcript, tmp_path: Path) -> None:
    lottery, drawn = transcript
    alone = tmp_path / "verify.py"
    alone.write_bytes(Path(verify.__file__).read_bytes())
    archive = tmp_path / "transcript.zip"

    def run(name: Path, changed: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        with zipfile.ZipFile(name, "w") as file:
            file.writestr("lottery.json", json.dumps(changed))
            file.writestr("draw.json", json.dumps(drawn))
            file.writestr("commitment.txt", verify.commitment_of(lottery) + "\n")
        return subprocess.run([sys.executable, "-I", str(alone), str(name)], capture_output=True, text=True, check=False)  # our own file

    right = run(archive, lottery)
    assert right.returncode == 0, right.stdout
    assert "Everything holds." in right.stdout
    wrong = run(archive, lottery | {"seats": lottery["seats"] + 1})
    assert wrong.returncode == 1
    assert "REFUTED" in wrong.stdout
    archive.write_bytes(b"no zip")
    assert subprocess.run([sys.executable, "-I", str(alone), str(archive)], capture_output=True, check=False).returncode == 2  # as above


def test_the_number_is_uniform_and_follows_from_both_texts() -> None:
    assert verify.number_from("ab", "12", 1000) == verify.number_from("ab", "12", 1000)
    assert len({verify.number_from("ab", str(turn), 1000) for turn in range(200)}) > 150
    assert {verify.number_from("ab", str(turn), 3) for turn in range(50)} == {0, 1, 2}


def test_dice_need_three_digits_and_a_thousand_panels() -> None:
    with pytest.raises(verify.Refuted):
        verify.drawn_number("ab", {"kind": "dice", "value": "12"}, 1000)
    with pytest.raises(verify.Refuted):
        verify.drawn_number("ab", {"kind": "dice", "value": "123"}, 999)
