"""Small groups: everybody sits once a round, tables are as equal as they can be, what was asked for holds, and many different people meet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.groups_command import groups_command
from participation.methods.groups import CannotSeat, Seating, Task, seat
from participation.methods.groups.reading import BadFiles, read_task


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    people, size, rounds = draw(st.integers(1, 24)), draw(st.integers(2, 7)), draw(st.integers(1, 5))
    absent = frozenset(draw(st.lists(st.tuples(st.integers(0, rounds - 1), st.integers(0, people - 1)), max_size=people // 3)))
    features = tuple(tuple(draw(st.lists(st.sampled_from("abc"), min_size=people, max_size=people))) for _each in range(draw(st.integers(0, 2))))
    tables = -(-people // size)
    pairs = st.tuples(st.integers(0, people - 1), st.integers(0, people - 1)).filter(lambda pair: pair[0] != pair[1])
    apart = frozenset(draw(st.lists(pairs, max_size=3))) if tables > 2 and people > 3 else frozenset()
    places = st.tuples(st.integers(0, rounds - 1), st.integers(0, people - 1))
    fixed = draw(st.dictionaries(places, st.integers(0, tables - 1), max_size=3))
    return Task(people, size, rounds, features, apart, fixed, absent)


def check(task: Task, seating: Seating) -> None:
    assert len(seating.rounds) == task.rounds
    for number, tables in enumerate(seating.rounds):
        assert sorted(person for table in tables for person in table) == task.present(number)
        sizes = [len(table) for table in tables]
        assert not sizes or (max(sizes) - min(sizes) <= 1 and max(sizes) <= task.size)
        at = {person: place for place, table in enumerate(tables) for person in table}
        for (when, person), table in task.fixed.items():
            assert when != number or person not in at or at[person] == table
        for one, other in task.apart:
            assert one not in at or other not in at or at[one] != at[other]
    met = {frozenset((one, other)) for tables in seating.rounds for table in tables for one in table for other in table if one != other}
    assert seating.met == len(met) <= seating.possible


@settings(max_examples=150, deadline=None)
@given(task=tasks(), seed=st.sampled_from(["0", "1f", "abcdef"]))
def test_everybody_sits_once_a_round_at_equal_tables_and_what_was_asked_holds(task: Task, seed: str) -> None:
    try:
        seating = seat(task, seed, steps=800)
    except CannotSeat:
        return
    check(task, seating)
    assert seat(task, seed, steps=800) == seating


def test_sixty_people_in_five_rounds_never_meet_twice() -> None:
    seating = seat(Task(60, 6, 5), "1f")
    check(Task(60, 6, 5), seating)
    assert (seating.met, seating.possible) == (750, 750)


def test_features_are_as_even_as_they_can_be() -> None:
    sex = tuple("fm"[person % 2] for person in range(36))
    age = tuple("young old elder".split()[person % 3] for person in range(36))
    seating = seat(Task(36, 6, 4, (sex, age)), "2")
    assert seating.uneven == 0
    for tables in seating.rounds:
        for table in tables:
            assert sum(sex[person] == "f" for person in table) == 3
            assert sum(age[person] == "old" for person in table) == 2


def test_who_sits_apart_is_apart_although_others_meet_less() -> None:
    apart = frozenset((one, other) for one in range(4) for other in range(one + 1, 4))
    check(Task(16, 4, 5, apart=apart), seat(Task(16, 4, 5, apart=apart), "3"))


@pytest.mark.parametrize(
    ("task", "words"),
    [
        (Task(0, 4, 1), "1 to 1000 people"),
        (Task(8, 1, 1), "tables of 2"),
        (Task(8, 4, 1, (("a",),)), "one value a person"),
        (Task(8, 4, 1, apart=frozenset({(1, 1)})), "two people"),
        (Task(8, 4, 1, fixed={(0, 1): 2}), "no table 3"),
        (Task(8, 4, 1, fixed={(0, person): 0 for person in range(5)}), "more people have fixed places"),
        (Task(8, 4, 1, fixed={(0, 0): 0, (0, 1): 0}, apart=frozenset({(0, 1)})), "sit apart have fixed places"),
        (Task(6, 3, 1, apart=frozenset({(0, 1), (1, 2), (0, 2)})), "all pairs sit apart"),
    ],
)
def test_what_cannot_be_is_said(task: Task, words: str) -> None:
    with pytest.raises(CannotSeat, match=words):
        seat(task, "0")


def test_files_are_read_and_all_faults_named_at_once() -> None:
    people = "id;Alter\na;jung\nb;alt\nc;alt\nd;jung\n"
    read = read_task(people, 2, 2, ["Alter"], {"apart": "x,y\na,b\n", "fixed": "id,table\nc,2\n", "absent": "id,round\nd,2\n"})
    assert read.names == ("a", "b", "c", "d")
    assert read.task.apart == {(0, 1)}
    assert read.task.fixed == {(0, 2): 1, (1, 2): 1}
    assert read.task.absent == {(1, 3)}
    with pytest.raises(BadFiles) as caught:
        read_task(people + "a;alt\n", 2, 2, ["Ort"], {"apart": "x,y\na,q\n", "fixed": "id,table,round\nb,0,9\n", "absent": "id\nzz\n"})
    assert [(fault.file, fault.row) for fault in caught.value.faults] == [
        ("people", 6),
        ("people", 1),
        ("apart", 2),
        ("fixed", 2),
        ("fixed", 2),
        ("absent", 2),
    ]


def test_the_command_seats_people_and_repeats_itself_with_a_seed(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,sex\n" + "".join(f"P{number},{'fm'[number % 2]}\n" for number in range(12)), encoding="utf-8")
    (tmp_path / "apart.csv").write_text("one,other\nP1,P2\n", encoding="utf-8")
    arguments = [
        str(tmp_path / "people.csv"),
        "--size",
        "4",
        "--rounds",
        "3",
        "--feature",
        "sex",
        "--apart",
        str(tmp_path / "apart.csv"),
        "--seed",
        "A1",
    ]
    told = [CliRunner().invoke(groups_command, [*arguments, "--json"]).output for _time in range(2)]
    assert told[0] == told[1]
    report = json.loads(told[0])
    assert report["seed"] == "a1"
    assert [len(tables) for tables in report["rounds"]] == [3, 3, 3]
    assert "Round 3" in CliRunner().invoke(groups_command, arguments).output
    refused = CliRunner().invoke(groups_command, [*arguments, "--feature", "Ort"])
    assert refused.exit_code == 1
    assert "there is no such column" in refused.output
    assert CliRunner().invoke(groups_command, [*arguments[:-1], "xyz"]).exit_code == 2
