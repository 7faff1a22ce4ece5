"""Small groups: everybody sits once a round, tables are as equal as they can be, what was asked for holds, and many different people meet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.groups import CannotSeat, Seating, Task, seat
from participation.methods.groups.reading import BadFiles, read_task
from tests.methods.typing_in import Type, type_tables


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
        (Task(0, 4, 1), "1 bis 1000 Personen"),
        (Task(8, 1, 1), "mindestens 2 Plätzen"),
        (Task(8, 4, 1, (("a",),)), "einen Wert für jede Person"),
        (Task(8, 4, 1, apart=frozenset({(1, 1)})), "zwei verschiedene Personen"),
        (Task(8, 4, 1, fixed={(0, 1): 2}), "Tisch 3 gibt es in Runde 1 nicht"),
        (Task(8, 4, 1, fixed={(0, person): 0 for person in range(5)}), "mehr Personen feste Plätze"),
        (Task(8, 4, 1, fixed={(0, 0): 0, (0, 1): 0}, apart=frozenset({(0, 1)})), "getrennt sitzen sollen, feste Plätze"),
        (Task(6, 3, 1, apart=frozenset({(0, 1), (1, 2), (0, 2)})), "alle diese Paare getrennt"),
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
        ("absent", 2),
        ("apart", 2),
        ("fixed", 2),
        ("fixed", 2),
        ("people", 1),
        ("people", 6),
    ]


@pytest.fixture
def typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Type:
    """`typed({"people": "id\\na\\n"}, "--size", "4")` seats from files of these texts."""
    return lambda files, *options: type_tables(tmp_path, capsys, "groups", "people", files, options)


PEOPLE = "id,sex\n" + "".join(f"P{number},{'fm'[number % 2]}\n" for number in range(12))
OPTIONS = ("--size", "4", "--rounds", "3", "--feature", "sex", "--seed", "A1")


def test_the_command_seats_people_and_repeats_itself_with_a_seed(typed: Type) -> None:
    files: dict[str, str | bytes] = {"people": PEOPLE, "apart": "one,other\nP1,P2\n"}
    told = [typed(files, *OPTIONS, "--json") for _time in range(2)]
    assert told[0] == told[1]
    report = json.loads(told[0].out)
    assert report["seed"] == "a1"
    assert [len(tables) for tables in report["rounds"]] == [3, 3, 3]
    assert not any({"P1", "P2"} <= set(table) for tables in report["rounds"] for table in tables)
    words = typed(files, *OPTIONS)
    assert words.code == 0
    assert "12 Personen, Begegnungen: " in words.out
    assert "Runde 3\n  Tisch 1: P" in words.out


def test_files_of_office_programs_are_read_alike(typed: Type) -> None:
    people = PEOPLE.replace("P3", "Jürgen")
    plain = typed({"people": people}, *OPTIONS)
    for other in (people.encode("cp1252"), people.encode("utf-16"), people.replace(",", ";").replace("\n", "\r\n"), "\ufeff" + people):
        assert typed({"people": other}, *OPTIONS) == plain


def test_the_command_tells_all_faults_of_all_files_with_row_and_column(typed: Type) -> None:
    files: dict[str, str | bytes] = {
        "people": "id,Ort\nP01,Nord\n,Süd\nP01,Nord\nP4\n",
        "apart": "wer,mit wem\nP01,P01\nP01,1\nP01,p01\n",
        "fixed": "id,Tisch,Runde\nP01,0,\nP01,1,4\n",
        "absent": "id,Runde,Grund\nP01,1,krank\n",
    }
    said = typed(files, "--size", "4", "--rounds", "3", "--feature", "ort", "--json")
    assert (said.code, json.loads(said.out)["number_of_faults"]) == (2, 10)
    faults = [(fault["file"], fault["row"], fault["column"], fault["text"]) for fault in json.loads(said.out)["faults"]]
    assert faults == [
        ("absent.csv", 1, "", "Hier gehören diese Spalten hin: Kennung, Runde. Die Runde kann fehlen."),
        ("apart.csv", 2, "mit wem", "„P01“ kann nicht von sich selbst getrennt sitzen."),
        ("apart.csv", 3, "mit wem", "Niemand hat die Kennung „1“."),
        ("apart.csv", 4, "mit wem", "Niemand hat die Kennung „p01“. Gemeint ist wohl „P01“: Schreibweise oder Leerzeichen sind verschieden."),
        ("fixed.csv", 2, "Tisch", "„0“ ist keine ganze Zahl von 1 bis 1000."),
        ("fixed.csv", 3, "Runde", "„4“ ist keine ganze Zahl von 1 bis 3."),
        ("people.csv", 1, "ort", "Diese Spalte gibt es nicht. Gemeint ist wohl „Ort“: Schreibweise oder Leerzeichen sind verschieden."),
        ("people.csv", 3, "id", "Die Kennung ist leer."),
        ("people.csv", 4, "id", "Die Kennung „P01“ steht schon in Zeile 2."),
        ("people.csv", 5, "", "Hier sind es 1 Zellen, in der Kopfzeile 2."),
    ]
    assert "Die Dateien haben 10 Fehler. Es wurden keine Gruppen gebildet." in said.error
    assert "fixed.csv, Zeile 3, Spalte Runde: „4“ ist keine ganze Zahl von 1 bis 3." in said.error
    assert typed(files, "--size", "4").error.count("\n") > 8


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--size", "1"), "--size: „1“ ist keine ganze Zahl von 2 bis 1000."),
        (("--size", "4", "--rounds", "x"), "--rounds: „x“ ist keine ganze Zahl von 1 bis 50."),
        (("--size", "4", "--seed", "xyz"), "Ein Seed besteht aus hexadezimalen Ziffern"),
        (("--size", "4", "--apart", "fehlt.csv"), "Die Datei „fehlt.csv“ gibt es nicht"),
        (("--size", "4", "--groesse", "3"), "Die Option „--groesse“ gibt es nicht."),
        ((), "Es fehlt: --size."),
    ],
)
def test_wrong_options_are_told_in_german(typed: Type, options: tuple[str, ...], words: str) -> None:
    said = typed({"people": PEOPLE}, *options)
    assert said.code == 2
    assert words in said.error


def test_what_no_seating_can_hold_ends_with_another_code(typed: Type) -> None:
    files: dict[str, str | bytes] = {"people": "id\na\nb\nc\n", "fixed": "id,Tisch\na,5\n"}
    said = typed(files, "--size", "2", "--json")
    assert said.code == 1
    assert json.loads(said.out) == {"error": "Tisch 5 gibt es in Runde 1 nicht. Die höchste Nummer ist dort 2."}
    assert "Fehler: Tisch 5" in said.error
