"""`participation draw` and `participation verify`, as somebody types them: results as JSON, faults in German, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from participation.cli import run
from participation.methods.sortition.drawing import METHODS
from participation.methods.sortition.reading import read_problem
from tests.methods.sortition.pools import DATA, HALVES, TRIANGLE
from tests.methods.typing_in import Said, Type, type_in


@pytest.fixture
def typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Type:
    """`typed(people, quotas, "--seats", "2")` draws from files of these texts or bytes."""

    def draw(people: str | bytes, quotas: str | bytes, *options: str) -> Said:
        arguments = ["draw", "--people", str(tmp_path / "people.csv"), "--quotas", str(tmp_path / "quotas.csv"), *options]
        return type_in(tmp_path, capsys, {"people.csv": people, "quotas.csv": quotas}, arguments)

    return draw


PEOPLE = "id,sex,age\n" + "".join(f"p{number},{'fm'[number % 2]},{('young', 'old')[number // 2 % 2]}\n" for number in range(12))
QUOTAS = "feature,value,min,max\nsex,f,2,2\nsex,m,2,2\nage,young,1,3\nage,old,1,3\n"


def test_the_json_says_who_is_drawn_and_what_is_needed_to_check_it(typed: Type) -> None:
    said = typed(PEOPLE, QUOTAS, "--seats", "4", "--seed", "AB", "--json", "--panels", "100")
    assert said.code == 0
    report = said.report
    assert len(report["selected"]) == 4
    assert sorted(report["selected"] + report["reserves"]) == sorted(report["probabilities"])
    assert report["selected"] == report["panels"][report["number"]]
    assert len(report["panels"]) == 100
    assert report["minimum_probability"] == min(report["probabilities"].values()) == 0.33
    assert (report["seed"], len(report["pool_sha256"])) == ("ab", 64)


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_gives_the_same_output_by_every_method(typed: Type, method: str) -> None:
    options = ("--seats", "4", "--panels", "50", "--method", method, "--json")
    first, again, other = (typed(PEOPLE, QUOTAS, *options, "--seed", seed) for seed in ("01", "01", "02"))
    assert first == again
    assert first.report["panels"] != other.report["panels"]
    made = typed(PEOPLE, QUOTAS, *options).report["seed"]
    assert len(made) == 64
    problem = read_problem(PEOPLE, QUOTAS, 4)
    for panel in first.report["panels"]:
        assert not problem.holds([problem.ids.index(name) for name in panel])


@pytest.mark.parametrize("header", ["category,feature,min,max", "category,name,min,max", "Feature,Value,Min,Max"])
def test_the_forms_of_quotas_that_other_tools_write_are_read_alike(typed: Type, header: str) -> None:
    plain = typed(PEOPLE, QUOTAS, "--seats", "4", "--seed", "01", "--json", "--panels", "50")
    body = QUOTAS.split("\n", 1)[1]
    flexible = "".join(f"{line},0,{line.rsplit(',', 1)[1]}\n" for line in body.splitlines())
    assert typed(PEOPLE, f"{header}\n{body}", "--seats", "4", "--seed", "01", "--json", "--panels", "50") == plain
    assert typed(PEOPLE, f"{header},min_flex,max_flex\n{flexible}", "--seats", "4", "--seed", "01", "--json", "--panels", "50") == plain


def test_what_office_programs_make_of_a_table_is_read_alike(typed: Type) -> None:
    people = PEOPLE.replace("young", "jünger")
    quotas = QUOTAS.replace("young", "jünger")
    options = ("--seats", "4", "--seed", "01", "--json", "--panels", "50")
    plain = typed(people, quotas, *options)
    assert plain.code == 0
    for wanted in (
        typed(people.encode("utf-8-sig"), quotas.encode("utf-8-sig"), *options),
        typed(people.encode("latin-1"), quotas.encode("cp1252"), *options),
        typed(people.replace(",", ";").replace("\n", "\r\n"), quotas.replace(",", "\t"), *options),
        typed(people.encode("utf-16"), quotas.replace("\n", "\r"), *options),
        typed(people.replace("f,", " f\u00a0,"), quotas.replace("jünger,", ' "jünger" ,').replace(' "', '" ').replace('" ,', ' ",'), *options),
        typed(people.replace("\n", ",,\n") + ",,,,\n\n", quotas, *options),
    ):
        assert wanted == plain


def test_all_faults_of_both_files_are_told_at_once_with_row_and_column(typed: Type) -> None:
    people = "id,sex,plz,age\np1,f,01067,3\np2,m,1067,3.0\np3,F,01067,3\n,f,01067,3\np1,m,01067,4\np6,m,01067,\np7,f\n"
    quotas = "feature,value,min,max\nsex,f,2,1\nsex,m,eins,\nplz,01067,0,4\nage,3,0,4\nsex,f,0,1\nhome,x,0,2\n,y,1,2\nAge,3,0,9\n"
    said = typed(people, quotas, "--seats", "40", "--household", "haushalt", "--json")
    assert said.code == 2
    faults = {(fault["file"], fault["row"], fault["column"]): fault["text"] for fault in said.report["faults"]}
    assert faults.keys() == {
        ("people.csv", 0, ""),
        ("people.csv", 1, "haushalt"),
        ("people.csv", 3, "plz"),
        ("people.csv", 3, "age"),
        ("people.csv", 4, "sex"),
        ("people.csv", 5, "id"),
        ("people.csv", 6, "id"),
        ("people.csv", 6, "age"),
        ("people.csv", 7, "age"),
        ("people.csv", 8, ""),
        ("quotas.csv", 2, "min"),
        ("quotas.csv", 3, "min"),
        ("quotas.csv", 3, "max"),
        ("quotas.csv", 4, "plz"),
        ("quotas.csv", 5, "age"),
        ("quotas.csv", 6, "value"),
        ("quotas.csv", 7, "home"),
        ("quotas.csv", 8, "feature"),
        ("quotas.csv", 9, "Age"),
    }
    assert "„01067“: Führende Nullen" in faults["people.csv", 3, "plz"]
    assert "„3“: Die Zahl" in faults["people.csv", 3, "age"]
    assert "„f“: Schreibweise" in faults["people.csv", 4, "sex"]
    assert "Quoten gibt es für: „3“" in faults["people.csv", 6, "age"]
    assert "steht schon in Zeile 2" in faults["people.csv", 6, "id"]
    assert "Gemeint ist wohl „age“" in faults["quotas.csv", 9, "Age"]
    assert "Die Dateien haben 19 Fehler. Es wurde nichts ausgelost." in said.error
    assert "quotas.csv, Zeile 2, Spalte min: Die kleinste Zahl 2 ist größer als die größte 1." in said.error


@pytest.mark.parametrize(
    ("people", "quotas", "words"),
    [
        ("", "", "people.csv: Die Datei ist leer."),
        (PEOPLE, "feature,value,min,max\n", "quotas.csv: Unter der Kopfzeile steht nichts."),
        (PEOPLE, "merkmal,wert,von,bis\nsex,f,1,2\n", "quotas.csv, Zeile 1, Spalte min: Diese Spalte fehlt. Es gibt: „merkmal“"),
        (b"PK\x03\x04\x00\x01", QUOTAS, "people.csv: Das ist keine Textdatei."),
        ('id,"sex\n1,f\n', QUOTAS, "people.csv, Zeile 2: Das lässt sich nicht als CSV lesen."),
        ("id,sex,sex,age\np1,f,f,old\n", QUOTAS, "people.csv, Zeile 1, Spalte sex: Diese Spalte gibt es zweimal."),
        ("id,sex,,age\np1,f,f,old\n", QUOTAS, "people.csv, Zeile 1, Spalte 3: Diese Spalte hat keinen Namen."),
        (PEOPLE, QUOTAS.replace("sex,f,2,2", "sex,f,3,4"), "Spalte sex: Die kleinsten Zahlen ergeben zusammen 5, es gibt aber nur 4 Plätze."),
    ],
)
def test_files_that_cannot_be_used_are_told_in_words(typed: Type, people: str | bytes, quotas: str, words: str) -> None:
    said = typed(people, quotas, "--seats", "4")
    assert said.code == 2
    assert words in said.error
    assert said.out == ""


def test_many_faults_are_counted_and_the_first_told(typed: Type) -> None:
    said = typed("id,sex,age\n" + "".join(f"p{number},f,?\n" for number in range(1000)), QUOTAS, "--seats", "4")
    assert "Die Dateien haben 1000 Fehler" in said.error
    assert "… und 800 weitere." in said.error


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--seats", "0"), "Es muss mindestens einen Platz geben."),
        (("--seats", "13"), "Es gibt 13 Plätze, aber nur 12 Personen."),
        (("--seats", "-1"), "--seats: „-1“ ist keine ganze Zahl von 0 bis 10000."),
        (("--seats", "vier"), "--seats: „vier“ ist keine ganze Zahl"),
        ((), "Es fehlt: --seats."),
        (("--seats",), "Zur Option „--seats“ fehlt die Angabe"),
        (("--seats", "4", "--method", "fair"), "Möglich sind: leximin, maximin, nash, random."),
        (("--seats", "4", "--seed", "xyz"), "--seed: Ein Seed besteht aus hexadezimalen Ziffern"),
        (("--seats", "4", "--panel", "9"), "Die Option „--panel“ gibt es nicht. Meinten Sie "),
        (("--seats", "4", "--panels", "0"), "--panels: „0“ ist keine ganze Zahl von 1 bis 100000."),
        (("--seats", "4", "--people", "/nirgends.csv"), "--people: Die Datei „/nirgends.csv“ gibt es nicht"),
    ],
)
def test_options_that_cannot_be_are_refused_in_german(typed: Type, options: tuple[str, ...], words: str) -> None:
    said = typed(PEOPLE, QUOTAS, *options)
    assert said.code == 2
    assert words in said.error


def test_quotas_that_contradict_each_other_are_named_with_the_smallest_ways_out(typed: Type) -> None:
    people = "id,sex,age\n" + "".join(f"p{number},{'f' if number < 6 else 'm'},{'young' if number < 6 else 'old'}\n" for number in range(12))
    quotas = "feature,value,min,max\nsex,f,3,4\nsex,m,0,1\nage,young,0,1\nage,old,2,4\n"
    said = typed(people, quotas, "--seats", "4")
    assert said.code == 1
    assert "Diese Quoten widersprechen sich" in said.error
    assert said.error.count(" statt ") >= 3
    report = typed(people, quotas, "--seats", "4", "--json").report
    assert len(report["ways_out"]) >= 3
    assert {"sex", "age"} == {cell["feature"] for cell in report["conflict"]}


def _letters(rows: list[str]) -> str:
    return "id,a,b,c\n" + "".join(f"p{place},{','.join(row)}\n" for place, row in enumerate(rows))


TRIANGLE_QUOTAS = "feature,value,min,max\n" + "".join(f"{','.join(map(str, row))}\n" for row in TRIANGLE)


def test_a_pool_that_only_fractions_could_fill_is_refused_with_a_way_out(typed: Type) -> None:
    said = typed(_letters([*HALVES, "nnn", "nnn", "nnn"]), TRIANGLE_QUOTAS, "--seats", "3")
    assert said.code == 1
    assert "keine Besetzung, die alle Quoten einhält" in said.error
    assert "Die kleinsten Änderungen, mit denen es geht" in said.error


def test_people_in_no_legal_panel_are_named(typed: Type) -> None:
    said = typed(_letters([*HALVES, "yyy", "nnn", "nnn", "nnn"]), TRIANGLE_QUOTAS, "--seats", "3", "--panels", "60")
    assert said.code == 0
    assert "ohne Chance: p0, p1, p2." in said.out
    assert "Kleinste Chance: 66,67 %" in said.out


def test_at_most_one_of_a_household_is_drawn(typed: Type) -> None:
    people = "id,sex,age,home\n" + "".join(f"{line},h{place // 2 if place < 8 else ''}\n" for place, line in enumerate(PEOPLE.splitlines()[1:]))
    report = typed(people, QUOTAS, "--seats", "4", "--household", "home", "--panels", "200", "--json").report
    for panel in report["panels"]:
        homes = [int(name[1:]) // 2 for name in panel if int(name[1:]) < 8]
        assert len(set(homes)) == len(homes)
    crowded = "id,sex,age,home\n" + "".join(f"{line},h\n" for line in PEOPLE.splitlines()[1:])
    said = typed(crowded, QUOTAS, "--seats", "4", "--household", "home")
    assert said.code == 1
    assert "weniger Haushalte als Plätze" in said.error


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared pools are not here")
@pytest.mark.parametrize(("folder", "smallest"), [("example_small_20", 100), ("opendlp_30", 296), ("scotland_22", 90), ("newdemocracy_20", 62)])
def test_known_pools_give_the_known_smallest_chance(typed: Type, folder: str, smallest: int) -> None:
    people, quotas = ((DATA / folder / name).read_text() for name in ("respondents.csv", "categories.csv"))
    seats = folder.rsplit("_", 1)[1]
    report = typed(people, quotas, "--seats", seats, "--seed", "ab", "--json").report
    problem = read_problem(people, quotas, int(seats))
    places = {name: place for place, name in enumerate(problem.ids)}
    assert not problem.holds([places[name] for name in report["selected"]])
    assert report["minimum_probability"] >= (smallest - 1) / 1000
    assert report["pool_sha256"] == problem.pool_sha256


def test_an_unknown_command_is_refused_and_verify_says_when_there_is_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["los"]) == 2
    assert "Den Befehl „los“ gibt es nicht." in capsys.readouterr().err
    assert run(["verify", str(tmp_path / "fort.zip")]) == 2
    assert "Die Datei" in capsys.readouterr().err
