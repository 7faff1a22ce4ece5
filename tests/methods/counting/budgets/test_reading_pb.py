"""`.pb` files as cities publish them, and what is wrong with others: every fault with its line and column, together."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.counting import CountingError
from participation.methods.counting.budgets import count_budget
from participation.methods.counting.budgets.faults import BudgetFileError
from participation.methods.counting.budgets.money import exact_number, plain
from participation.methods.counting.budgets.reading_pb import BudgetFile, read_pb
from participation.methods.counting.budgets.writing_pb import write_pb, write_pb_file
from tests.methods.counting.budgets.builders import by_chance

FILE = """META
key;value
description;Bürgerhaushalt
budget;1000.50
vote_type;approval
rule;equalshares/add1
num_projects;3
num_votes;3
currency;EUR
PROJECTS
project_id;cost;votes;name;category;target;neighborhood;selected;colour
a1;400.25;2;"Park; mit ""Teich"" am Weg";Grün,Spiel;Kinder;Nord;1;blau
b2;600;2;Bänke;;;Süd;0;
c3;100;1;none;;;;2;
VOTES
voter_id;vote;age
1;a1,b2;33
2; a1 , c3;
3;b2;none
"""


def read(text: str) -> BudgetFile:
    return read_pb(text.encode())


def test_it_works() -> None:
    file = read(FILE)
    ballots = file.ballots
    assert [(project.identifier, project.cost, project.name) for project in ballots.projects] == [
        ("a1", 40025, 'Park; mit "Teich" am Weg'),
        ("b2", 60000, "Bänke"),
        ("c3", 10000, ""),
    ]
    assert (ballots.budget, ballots.scale, ballots.currency, file.rule) == (100050, 100, "EUR", "equal-shares")
    first = ballots.projects[0]
    assert (first.categories, first.targets, first.neighbourhood, first.columns["colour"]) == (("Grün", "Spiel"), ("Kinder",), "Nord", "blau")
    assert ballots.ballots == {((0, 1), (1, 1)): 1, ((0, 1), (2, 1)): 1, ((1, 1),): 1}
    assert file.selected == {0}
    assert file.notes == ()


@pytest.mark.parametrize(
    "changed",
    [
        "\ufeff" + FILE,
        FILE.replace("\n", "\r\n"),
        FILE.replace("\nVOTES", "\n\n\nvotes;;"),
        FILE.replace("key;value", "Key; Value ").replace("budget;", "BUDGET ; "),
        FILE.replace("1000.50", "1 000,50"),
        FILE.replace("a1;400.25", "a1;400.250000"),
        FILE.replace("PROJECTS\n", "comment;#1: eins; zwei\nPROJECTS\n"),
    ],
)
def test_files_vary_and_mean_the_same(changed: str) -> None:
    assert read(changed).ballots == read(FILE).ballots


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1000.50", Fraction(2001, 2)),
        ("98500,5", Fraction(197001, 2)),
        ("1 200 000", Fraction(1200000)),
        ("1,200,000.50", Fraction(2400001, 2)),
        ("1.200.000,50", Fraction(2400001, 2)),
        ("0.1", Fraction(1, 10)),
        ("-3", Fraction(-3)),
        ("1e6", None),
        ("٣", None),
        ("12,34,56", None),
        ("", None),
        ("9" * 40, None),
    ],
)
def test_amounts_are_exact(text: str, value: Fraction | None) -> None:
    assert exact_number(text) == value
    if value is not None:
        assert exact_number(plain(value, 1)) == value


def test_more_decimals_than_cents_are_kept() -> None:
    assert read(FILE.replace("a1;400.25", "a1;400.2505")).ballots.scale == 10_000


def test_wrong_counts_are_noted_and_the_votes_count() -> None:
    file = read(FILE.replace("num_votes;3", "num_votes;4").replace("a1;400.25;2", "a1;400.25;7"))
    assert file.notes == (
        "META nennt num_votes 4, in der Datei stehen 3.",
        "Spalte votes: Die Stimmen der Datei ergeben andere Zahlen bei a1. Gezählt sind die Stimmen.",
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("budget;1000.50", "budget;viel", "Zeile 4, Spalte budget: „viel“ ist kein Betrag."),
        ("budget;1000.50\n", "", "Spalte budget: Die Angabe fehlt."),
        ("vote_type;approval", "vote_type;veto", "Zeile 5, Spalte vote_type: „veto“ gibt es nicht"),
        ("rule;equalshares/add1", "budget;3", "Zeile 6, Spalte key: „budget“ steht zweimal da."),
        ("b2;600", "b2;-600", "Zeile 13, Spalte cost: „-600“ ist kein Betrag."),
        ("b2;600", "b2;", "Zeile 13, Spalte cost: Der Betrag fehlt."),
        ("b2;600", "a1;600", "Zeile 13, Spalte project_id: Das Projekt „a1“ steht schon in Zeile 12."),
        ("project_id;cost", "project_id;price", "Zeile 11, Spalte cost: Die Spalte fehlt."),
        ("project_id;cost;votes", "project_id;cost;cost", "Zeile 11, Spalte cost: Die Spalte gibt es zweimal."),
        ("Kinder;Nord", "Kinder; alle;Nord", "Zeile 12: Die Zeile hat 10 Zellen"),
        ("3;b2;none", "3;b2,x9;none", "Zeile 19, Spalte vote: Das Projekt „x9“ gibt es nicht."),
        ("3;b2;none", "3;b2,b2;none", "Zeile 19, Spalte vote: Das Projekt „b2“ steht zweimal auf dem Stimmzettel."),
        ("3;b2;none", "3;b2,;none", "Zeile 19, Spalte vote: Zwischen zwei Kommas fehlt ein Projekt."),
        ("3;b2;none", "1;b2;none", "Zeile 19, Spalte voter_id: „1“ hat schon in Zeile 17 abgestimmt."),
        ("3;b2;none", ";b2;none", "Zeile 19, Spalte voter_id: Die Nummer des Stimmzettels fehlt."),
        ("VOTES\n", "VOTE\n", "Der Abschnitt VOTES fehlt."),
        ("PROJECTS\n", "META\n", "Den Abschnitt META gibt es zweimal."),
        ("META\n", "PROJECTS\n", "in der Reihenfolge META, PROJECTS, VOTES"),
        ("META\n", "Liste\n", "Die Datei beginnt mit der Zeile „META“."),
        ("key;value\n", "a;b\n", "Zeile 2: Nach „META“ folgt die Zeile „key;value“."),
        ('am Weg"', "am Weg", "Zeile 12: Ein Anführungszeichen ist nicht geschlossen."),
    ],
)
def test_what_is_wrong_is_said_with_line_and_column(old: str, new: str, says: str) -> None:
    assert old in FILE
    with pytest.raises(BudgetFileError) as caught:
        read(FILE.replace(old, new, 1))
    assert says in str(caught.value)


def test_all_faults_of_a_section_are_told_together() -> None:
    bad = FILE.replace("1;a1,b2;33", "1;a1,zz;33").replace("2; a1 , c3;", "3;yy;").replace("3;b2;none", "3;b2,b2;none")
    with pytest.raises(BudgetFileError) as caught:
        read(bad)
    assert [(fault.line, fault.column) for fault in caught.value.faults] == [(19, "voter_id"), (17, "vote"), (18, "vote"), (19, "vote")]


POINTS = """META
key;value
budget;10
vote_type;cumulative
rule;greedy-threshold
min_project_score_threshold;2
max_sum_points;3
PROJECTS
project_id;cost;votes;score
a;6;2;3.5
b;4;1;1
VOTES
voter_id;vote;points
1;a,b;2.5,1
2;a;1
3;none;none
"""


def test_points_are_read_exactly_and_the_threshold_with_them() -> None:
    file = read(POINTS)
    assert (file.ballots.kind, file.ballots.points_scale, file.ballots.blank) == ("points", 10, 1)
    outcome = count_budget(file.rule, file.ballots, file.terms)
    assert (outcome.winner_ids, outcome.reasons) == (("a",), ("funded", "threshold"))
    assert file.notes == ("1 Stimmzettel halten max_sum_points (3) nicht ein; sie sind so gezählt, wie sie sind.",)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("2;a;1", "2;a;1,2", "Zeile 15, Spalte points: 1 Projekte, aber 2 Punktzahlen."),
        ("2;a;1", "2;a;viel", "Spalte points: „viel“ ist keine Punktzahl."),
        ("2;a;1", "2;a;-1", "Spalte points: „-1“ ist keine Punktzahl."),
        ("vote;points", "vote;marks", "Spalte points: Die Spalte fehlt."),
    ],
)
def test_wrong_points_are_said(old: str, new: str, says: str) -> None:
    with pytest.raises(BudgetFileError, match=says):
        read(POINTS.replace(old, new, 1))


def test_scores_may_be_negative() -> None:
    file = read(POINTS.replace("cumulative", "scoring").replace("2;a;1", "2;a;-1").replace("greedy-threshold", "greedy"))
    assert dict(file.ballots.ballots)[((0, -10),)] == 1


@pytest.mark.parametrize(
    ("scores", "expected", "said"),
    [
        (("5", "5"), [5, 5], "wie Plätze zu vergeben sind"),
        (("3", "3"), [3, 3], "wie Projekte auf dem Stimmzettel stehen"),
        (("1", "1"), [1, 1], "Borda"),
        (("", ""), [1, 1], "Borda"),
    ],
)
def test_places_become_the_points_that_the_city_gave(scores: tuple[str, str], expected: list[int], said: str) -> None:
    text = POINTS.replace("cumulative", "ordinal").replace("max_sum_points", "max_length").replace("vote;points", "vote")
    text = text.replace("2;3.5", f"2;{scores[0]}").replace("1;1\n", f"2;{scores[1]}\n")
    text = text.replace("1;a,b;2.5,1", "1;a,b").replace("2;a;1", "2;b,a").replace("3;none;none", "3;none")
    file = read(text)
    assert file.ballots.support()[1] == expected
    assert any(said in note for note in file.notes)


def test_one_choice_is_one_choice() -> None:
    text = FILE.replace("vote_type;approval", "vote_type;choose-1")
    with pytest.raises(BudgetFileError, match=r"Zeile 17, Spalte vote: Hier ist nur ein Projekt erlaubt\."):
        read(text)


def test_an_unknown_rule_is_counted_greedily_and_noted() -> None:
    file = read(FILE.replace("equalshares/add1", "greedy-custom"))
    assert (file.rule, file.notes[0]) == (
        "greedy",
        "Die Datei nennt die Regel „greedy-custom“, die nicht weiter beschrieben ist. Ohne andere Angabe gilt greedy.",
    )


@pytest.mark.parametrize(
    ("named", "rule", "complete", "compare"),
    [
        ("equalshares", "equal-shares", False, False),
        ("equalshares/add1-comparison", "equal-shares", True, True),
        ("greedy-no-skip", "greedy-no-skip", True, False),
        ("Greedy", "greedy", True, False),
    ],
)
def test_the_rule_is_taken_from_the_file(named: str, rule: str, complete: bool, compare: bool) -> None:
    file = read(FILE.replace("equalshares/add1", named))
    assert (file.rule, file.terms.complete, file.terms.compare) == (rule, complete, compare)


def test_upper_bounds_of_neighbourhoods_bind_the_greedy_rules() -> None:
    text = FILE.replace("equalshares/add1", "greedy\nneighborhoods;Nord,Süd\nbudget_per_neighborhood;500,500")
    file = read(text)
    assert count_budget("greedy", file.ballots, file.terms).reasons == ("funded", "limit", "funded")


def test_a_withdrawn_project_is_known_by_its_cost() -> None:
    file = read(FILE.replace("b2;600", "b2;999999999"))
    assert file.ballots.projects[1].withdrawn
    assert "Zurückgezogen" in file.notes[0]


def test_nothing_is_lost_in_writing_a_file_again() -> None:
    file = read(FILE)
    again = read(write_pb_file(file))
    assert (again.ballots, again.meta, again.vote_rows) == (file.ballots, file.meta, file.vote_rows)
    assert "33" in next(row for row in csv.reader(io.StringIO(write_pb_file(file)), delimiter=";") if row[0] == "1")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_ballots_from_elsewhere_are_written_and_come_back(seed: int, points: bool) -> None:
    ballots = by_chance(seed, points=points)
    back = read(write_pb(ballots, rule="greedy")).ballots
    assert back.kind == ballots.kind
    assert dict(back.ballots) == dict(ballots.ballots)
    assert [project.cost for project in back.projects] == [project.cost * 100 for project in ballots.projects]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([FILE, POINTS]), st.integers(0, 500), st.integers(0, 8), st.binary(max_size=6))
def test_whatever_the_bytes_are_it_is_read_or_refused(text: str, at: int, cut: int, put: bytes) -> None:
    data = text.encode()
    try:
        file = read_pb(data[:at] + put + data[at + cut :])
    except CountingError:
        return
    for rule in ("greedy", "equal-shares"):
        count_budget(rule, file.ballots, file.terms)


def test_a_hundred_thousand_rows_are_no_trouble() -> None:
    rows = "".join(f"{number};{'ab'[number % 2]}\n" for number in range(100_000))
    head = "META\nkey;value\nbudget;10\nvote_type;approval\nPROJECTS\nproject_id;cost\na;6\nb;4\nVOTES\nvoter_id;vote\n"
    assert read(head + rows).ballots.ballots == {((0, 1),): 50_000, ((1, 1),): 50_000}
