"""`participation count` for budgets: official outcomes, rules, texts, faults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from participation.cli import participation
from participation.count_command import BUDGET_RULES as NAMED
from participation.methods.counting.budgets import BUDGET_RULES, BudgetTerms, count_budget
from participation.methods.counting.budgets.explain import explain_budget, payment_sentence, project_sentence
from participation.methods.counting.budgets.text import budget_text
from participation.methods.counting.wording import fill
from tests.methods.counting.budgets.builders import a_budget, by_chance
from tests.methods.counting.budgets.test_reading_pb import FILE, POINTS


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(participation, ["count", *map(str, arguments)])


@pytest.fixture
def park(tmp_path: Path) -> Path:
    file = tmp_path / "park.pb"
    file.write_text(FILE, encoding="utf-8")
    return file


def test_it_works(park: Path) -> None:
    result = run(park)
    assert result.exit_code == 0
    assert "Regel: Gleiche Anteile (equal-shares)" in result.output
    assert "2 Projekte bekommen Geld: 500,25 EUR von 1.000,50 EUR." in result.output
    assert "a1: Je 200,13 EUR von 2 Abstimmenden." in result.output


def test_json_names_winners_by_their_numbers_and_every_step(park: Path) -> None:
    outcome = json.loads(run(park, "--json").stdout)
    assert (outcome["rule"], outcome["winners"], outcome["spent"]) == ("equal-shares", ["a1", "c3"], 500.25)
    assert [step["project"] for step in outcome["rounds"]] == ["a1", "c3"]
    assert outcome["rounds"][0]["payment"]["in_full"] == {"voters": 2, "amount": 400.25, "exact": "1601/4"}
    assert outcome["official"] == ["a1"]
    assert outcome["completion"]["kind"] == "add1"


@pytest.mark.parametrize(("rule", "winners"), [("greedy", ["a1", "b2"]), ("greedy-no-skip", ["a1", "b2"]), ("knapsack", ["a1", "b2"])])
def test_another_rule_can_be_said(park: Path, rule: str, winners: list[str]) -> None:
    outcome = json.loads(run(park, "--rule", rule, "--json").stdout)
    assert (outcome["rule"], sorted(outcome["winners"])) == (rule, winners)


def test_a_rule_for_another_kind_of_vote_is_refused(park: Path, tmp_path: Path) -> None:
    assert "Für Budgets gibt es diese Regeln" in run(park, "--rule", "irv").stderr
    blt = tmp_path / "x.blt"
    blt.write_text('2 1\n1 1 0\n0\n"A"\n"B"\n', encoding="utf-8")
    result = run(blt, "--rule", "knapsack")
    assert (result.exit_code, "braucht eine .pb-Datei" in result.stderr) == (2, True)


def test_faults_go_to_stderr_one_a_line(tmp_path: Path) -> None:
    file = tmp_path / "kaputt.pb"
    file.write_text(FILE.replace("1;a1,b2;33", "1;a1,zz;33").replace("3;b2;none", "3;yy;"), encoding="utf-8")
    result = run(file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Zeile 17, Spalte vote: Das Projekt „zz“ gibt es nicht.\n" in result.stderr
    assert "Zeile 19, Spalte vote: Das Projekt „yy“ gibt es nicht.\n" in result.stderr


def test_the_command_knows_the_rules_by_name() -> None:
    assert tuple(BUDGET_RULES) == NAMED


def test_a_result_unlike_the_official_one_is_said(park: Path) -> None:
    assert "Das Ergebnis weicht von der Spalte selected ab bei: c3." in run(park).output
    park.write_text(FILE.replace(";2;\n", ";1;\n"), encoding="utf-8")
    assert "Das Ergebnis ist dasselbe wie in der Spalte selected." in run(park).output


def test_the_result_is_told_in_sentences() -> None:
    outcome = count_budget("greedy", a_budget(10, [6, 6, 1], (0, 1), (0, 1), (2,)))
    assert explain_budget(outcome) == [
        "2 Projekte bekommen Geld: 7 von 10. Übrig bleiben 3.",
        "Stimmzettel: 3, davon leer 0.",
        "Gleichstand zwischen P0, P1: Das auf der Liste erste kommt zuerst, also P0.",
        "Mindestens 1 Stimmzettel hätte anders ausgefüllt sein müssen, um das Ergebnis zu ändern.",
    ]
    assert fill(project_sentence(outcome, 1)) == "P1: kostet 6; als es an der Reihe war, fehlten 2."


def test_payments_are_told() -> None:
    outcome = count_budget("equal-shares", a_budget(6, [2, 3], (0,), (0, 1), (1,)), BudgetTerms(complete=False))
    told = [fill(sentence) for step in outcome.rounds if (sentence := payment_sentence(outcome, step))]
    assert told == ["Je 1 von 2 Abstimmenden.", "Je 2 von 1 Abstimmenden, dazu das letzte Geld von 1 weiteren, zusammen 1."]


@pytest.mark.parametrize("rule", list(BUDGET_RULES))
def test_every_result_can_be_told_and_translated(rule: str) -> None:
    for seed in range(40):
        ballots = by_chance(seed, points=seed % 2 == 1)
        outcome = count_budget(rule, ballots, BudgetTerms(threshold=1, compare=seed % 3 == 0))
        assert all("%(" not in sentence for sentence in explain_budget(outcome))
        assert all("%(" not in fill(project_sentence(outcome, place)) for place in range(len(outcome.projects)))
        assert budget_text(outcome).endswith("\n")
    assert BUDGET_RULES[rule].sentence.endswith(".")


def test_points_are_told_by_the_command(tmp_path: Path) -> None:
    file = tmp_path / "punkte.pb"
    file.write_text(POINTS, encoding="utf-8")
    outcome = json.loads(run(file, "--json").stdout)
    assert (outcome["winners"], outcome["threshold"], outcome["projects"][0]["score"]) == (["a"], 2, 3.5)
    assert json.loads(run(file, "--rule", "equal-shares", "--json").stdout)["winners"] == ["a"]


def test_official_outcomes(data_folder: Path) -> None:
    expected = json.loads((data_folder / "elections" / "expected.json").read_text())["budgets"]
    assert len(expected) == 3
    for name, official in expected.items():
        outcome = json.loads(run(data_folder / "elections" / name, "--json").stdout)
        assert sorted(outcome["winners"]) == sorted(official["selected"]), name
        assert outcome["ballots"]["total"] == official["voters"]
        assert (len(outcome["projects"]), outcome["budget"]) == (official["projects"], int(official["budget"]))
        assert outcome["notes"] == ["Das Ergebnis ist dasselbe wie in der Spalte selected."]
