"""`participation count` as a person types it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from participation.cli import participation

BLT = '3 1\n4 1 2 0\n3 2 0\n2 3 2 0\n0\n"Sanieren"\n"Neubau"\n"Nichts"\n"Die Halle"\n'
TIED = '2 1\n1 1 0\n1 2 0\n0\n"Sanieren"\n"Neubau"\n"Die Halle"\n'


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(participation, ["count", *map(str, arguments)])


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    file = tmp_path / "halle.blt"
    file.write_text(BLT, encoding="utf-8")
    return file


def test_it_works(hall: Path) -> None:
    result = run(hall)
    assert result.exit_code == 0
    assert "Die Halle" in result.output
    assert "Gewonnen hat: Neubau." in result.output
    assert "Nichts scheidet aus" in result.output


def test_json_names_rule_winners_and_rounds(hall: Path) -> None:
    outcome = json.loads(run(hall, "--json").stdout)
    assert (outcome["rule"], outcome["winners"], outcome["title"]) == ("irv", ["Neubau"], "Die Halle")
    assert outcome["rounds"][1]["votes"] == {"Sanieren": 4, "Neubau": 5, "Nichts": 0}
    assert outcome["rounds"][1]["transfers"] == [{"from": "Nichts", "to": "Neubau", "ballots": 2, "votes": 2}]


@pytest.mark.parametrize(
    ("arguments", "rule", "winners"),
    [
        (["--rule", "plurality"], "plurality", ["Sanieren"]),
        (["--rule", "approval"], "approval", ["Neubau"]),
        (["--rule", "schulze"], "schulze", ["Neubau"]),
        (["--seats", "2"], "stv-scottish", ["Sanieren", "Neubau"]),
        (["--rule", "stv-scottish"], "stv-scottish", ["Neubau"]),
    ],
)
def test_rule_and_seats_can_be_said(hall: Path, arguments: list[str], rule: str, winners: list[str]) -> None:
    outcome = json.loads(run(hall, *arguments, "--json").stdout)
    assert (outcome["rule"], outcome["winners"]) == (rule, winners)


def test_a_seed_decides_a_tie(tmp_path: Path) -> None:
    file = tmp_path / "tie.blt"
    file.write_text(TIED, encoding="utf-8")
    assert json.loads(run(file, "--json").stdout)["complete"] is False
    outcome = json.loads(run(file, "--seed", "00ff", "--json").stdout)
    assert outcome["complete"] is True
    assert outcome["lot"] == {"seed": "00ff", "order": outcome["lot"]["order"]}
    assert "Das Los hat entschieden" in run(file, "--seed", "00ff").output
    assert run(file, "--seed", "xyz").exit_code == 2


def test_a_bad_file_gives_one_sentence_with_its_line_and_exit_code_2(tmp_path: Path) -> None:
    file = tmp_path / "kaputt.blt"
    file.write_text(BLT.replace("3 2 0", "3 9 0"), encoding="utf-8")
    result = run(file)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("kaputt.blt: Zeile 3: Eine Option")


def test_a_missing_file_or_a_folder_is_said(tmp_path: Path) -> None:
    for file in (tmp_path / "fehlt.blt", tmp_path):
        result = run(file)
        assert result.exit_code == 2
        assert "nicht gelesen werden" in result.stderr


def test_irv_for_two_seats_is_refused(hall: Path) -> None:
    result = run(hall, "--rule", "irv", "--seats", "2")
    assert result.exit_code == 2
    assert "stv-scottish" in result.stderr


def test_as_a_program_on_a_terminal_that_knows_no_umlauts(hall: Path) -> None:
    program = [sys.executable, "-m", "participation.cli", "count", str(hall)]
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(program, capture_output=True, cwd=root, env={"PYTHONIOENCODING": "ascii"}, check=False)
    assert done.returncode == 0, done.stderr
    assert b"Gewonnen hat: Neubau." in done.stdout


def test_the_command_loads_no_web_framework() -> None:
    code = "import sys, participation.cli, participation.count_command; print([m for m in ('flask', 'sqlalchemy', 'numpy') if m in sys.modules])"
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=root, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_official_wards_by_the_command(data_folder: Path) -> None:
    expected = json.loads((data_folder / "elections" / "expected.json").read_text())["stv"]
    for ward, result in expected.items():
        outcome = json.loads(run(data_folder / "elections" / ward, "--json").stdout)
        assert (outcome["rule"], outcome["seats"], outcome["winners"]) == ("stv-scottish", result["seats"], result["elected"])
