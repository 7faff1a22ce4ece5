"""The checker accepts what happened and refuses every change of it."""

from __future__ import annotations

import copy
import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from participation.cli import run
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
    assert any("Nummer 407" in sentence for sentence in told)
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

    def check(name: Path, changed: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        with zipfile.ZipFile(name, "w") as file:
            file.writestr("lottery.json", json.dumps(changed))
            file.writestr("draw.json", json.dumps(drawn))
            file.writestr("commitment.txt", verify.commitment_of(lottery) + "\n")
        return subprocess.run([sys.executable, "-I", str(alone), str(name)], capture_output=True, text=True, check=False)  # our own file

    right = check(archive, lottery)
    assert right.returncode == 0, right.stdout
    assert "Alles stimmt." in right.stdout
    wrong = check(archive, lottery | {"seats": lottery["seats"] + 1})
    assert wrong.returncode == 1
    assert "WIDERLEGT" in wrong.stdout
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


@pytest.fixture
def folder(transcript: Transcript, tmp_path: Path) -> Path:
    """The transcript as an unpacked folder, with the pool that was frozen before."""
    lottery, drawn = transcript
    pool = verify.canonical({name: lottery[name] for name in ("seats", "features", "quotas", "pool")})
    (tmp_path / "lottery.json").write_text(json.dumps(lottery))
    (tmp_path / "draw.json").write_text(json.dumps(drawn))
    (tmp_path / "commitment.txt").write_text(verify.commitment_of(lottery) + "\n")
    (tmp_path / "pool.json").write_bytes(pool)
    (tmp_path / "pool-sha256.txt").write_text(hashlib.sha256(pool).hexdigest() + "\n")
    return tmp_path


def test_the_command_says_in_german_what_it_checked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", str(folder)]) == 0
    told = capsys.readouterr().out
    for words in (
        "1000 Besetzungen mit je 10 aus 40 Personen; jede hält alle",
        "Die Lose jeder Person sind wie angegeben; die kleinste Chance ist",
        "Keine Losung könnte allen mehr als",
        "Er ist der vorher veröffentlichte.",
        "folgt die Nummer 407, aus ihr die angegebene Besetzung und die Reihenfolge der Nachrückenden.",
        "Nachrückung 1 folgt aus der Reihenfolge",
        "Lostopf und Quoten sind die geschlossenen",
        "Alles stimmt.",
    ):
        assert words in told
    (folder / "draw.json").unlink()
    (folder / "commitment.txt").unlink()
    assert run(["verify", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "Achtung: commitment.txt fehlt." in told
    assert "Gelost ist noch nicht" in told


def _rewrite(path: Path, change: Callable[[Any], None]) -> None:
    value = json.loads(path.read_text())
    change(value)
    path.write_text(json.dumps(value))


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("draw.json", lambda draw: draw["panel"].__setitem__(0, draw["reserves"][0]), "Die angegebene Besetzung ist nicht die mit Nummer 407"),
        ("draw.json", lambda draw: draw["randomness"].update(value="408"), "Der Zufall gibt Nummer 408, angegeben ist 407"),
        ("draw.json", lambda draw: draw.update(number=5), "Der Zufall gibt Nummer 407, angegeben ist 5"),
        ("lottery.json", lambda lottery: lottery["panels"][3].reverse(), "Der Fingerabdruck der Losliste ist"),
        ("lottery.json", lambda lottery: lottery["panels"].__setitem__(3, lottery["panels"][4][:-1]), "Besetzung 3 hat nicht 10 verschiedene"),
        ("lottery.json", lambda lottery: lottery["pool"][0].update(person="andere"), "Der Fingerabdruck der Losliste ist"),
        ("lottery.json", lambda lottery: lottery["quotas"][0].update(min=10, max=10), "erlaubt sind 10 bis 10"),
        ("lottery.json", lambda lottery: lottery["certificate"].update(seats=float("nan")), "das keine Zahl ist"),
        ("pool.json", lambda pool: pool["pool"][0].update(person="andere"), "Der Fingerabdruck des Lostopfs ist"),
    ],
)
def test_each_change_of_a_file_is_told_in_german(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, change: Callable[[Any], None], words: str
) -> None:
    _rewrite(folder / name, change)
    assert run(["verify", str(folder)]) == 1
    told = capsys.readouterr().out
    assert told.startswith("WIDERLEGT: ")
    assert words in told


def test_a_pool_changed_with_its_hash_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _rewrite(folder / "pool.json", lambda pool: pool["pool"].pop())
    (folder / "pool-sha256.txt").write_text(hashlib.sha256((folder / "pool.json").read_bytes()).hexdigest())
    assert run(["verify", str(folder)]) == 1
    assert "anderen Lostopf" in capsys.readouterr().out


@pytest.mark.parametrize(
    "content", ["", "[]", "null", "{}", '{"format": "participation-draw-1"}', "\udcff", '{"format": "participation-draw-1", "pool": 1}']
)
def test_what_is_no_transcript_is_told_so_and_never_a_traceback(folder: Path, capsys: pytest.CaptureFixture[str], content: str) -> None:
    (folder / "lottery.json").write_bytes(content.encode(errors="surrogateescape"))
    assert run(["verify", str(folder)]) in (1, 2)
    told = capsys.readouterr()
    assert "Protokoll" in told.out
    assert told.err == ""


def test_a_damaged_archive_is_told_so(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = tmp_path / "transcript.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.write(folder / "lottery.json", "lottery.json")
    whole = archive.read_bytes()
    for damaged in (b"", whole[:-30], whole[:200] + b"\xff" * 50 + whole[250:], whole[:20]):
        archive.write_bytes(damaged)
        assert run(["verify", str(archive)]) == 2
        told = capsys.readouterr()
        assert (told.out != "", told.err) == (True, "")
        assert verify.main([str(archive)]) == 2
        assert "lässt sich nicht als Protokoll lesen" in capsys.readouterr().out
