"""`participation map`, as somebody types it: results as JSON or words, faults in German, never a traceback."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from participation.methods.opinions import UNSEEN, Votes
from participation.methods.opinions.reading import read_votes
from tests.methods.opinions.conversations import answers_csv, conversation, matrix_csv
from tests.methods.typing_in import Files, Said, Type, type_tables

CAMPS, _CAMP = conversation(90, 16, 2, seed=2)


@pytest.fixture
def typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Type:
    """`typed({"votes": "participant,0\\n"}, "--json")` maps files of these texts."""

    def mapped(files: Files, *options: str) -> Said:
        said = type_tables(tmp_path, capsys, "map", "votes", files, options)
        assert "nan" not in said.out.lower().replace("finanz", "")
        return said

    return mapped


def test_it_maps_a_conversation(typed: Type) -> None:
    said = typed({"votes": matrix_csv(CAMPS)}, "--json")
    assert said.code == 0
    report = said.report
    assert (report["verdict"], report["k"]) == ("clear", 2)
    assert set(report["participants"][0]) == {"id", "x", "y", "group"}
    assert {"id", "agree", "disagree", "pass", "seen", "by_group", "common_ground", "divisive"} <= set(report["statements"][0])
    assert {"silhouette", "null_silhouettes", "stability"} <= set(report["evidence"])
    assert report["evidence"]["silhouette"] > max(report["evidence"]["null_silhouettes"])
    assert len(report["evidence"]["null_silhouettes"]) == len(report["evidence"]["stability_samples"]) == 20
    assert {"representative", "consensus", "group_aware_consensus", "priorities"} <= set(report["polis"])
    assert report["divisive"]
    odd = [row["group"] for row in report["participants"] if int(row["id"]) % 2]
    assert max(odd.count(0), odd.count(1)) > 0.9 * len(odd)


def test_both_forms_and_any_order_give_the_same_map_and_the_votes_bring_their_seed(typed: Type) -> None:
    answers = answers_csv(CAMPS)
    head, *rows = answers.splitlines()
    told = [typed({"votes": text}, "--json").out for text in (matrix_csv(CAMPS), answers, "\n".join([head, *rows[::-1]]))]
    assert told[0] == told[1] == told[2]
    assert typed({"votes": answers}, "--json", "--seed", json.loads(told[0])["seed"]).out == told[0]
    assert typed({"votes": answers}, "--json", "--seed", "0a").report["seed"] == "0a"


def test_the_last_answer_by_time_counts_and_at_the_same_time_the_later_row(typed: Type) -> None:
    rows = "timestamp,comment-id,voter-id,vote\n20,1,a,1\n10,1,a,-1\n10,1,b,-1\n10,1,b,0\n2026-03-01T10:00:00,1,c,agree\n2026-03-01T09:00:00+00:00,1,c,-1\n"
    [statement] = typed({"votes": rows}, "--json").report["statements"]
    assert (statement["agree"], statement["disagree"], statement["pass"]) == (2, 0, 1)


def test_files_of_office_programs_are_read_alike(typed: Type) -> None:
    text = matrix_csv(CAMPS).replace("participant", "Participant")
    plain = typed({"votes": text}, "--json")
    head, _line, rows = text.partition("\n")
    spaced = f"{head}\n{rows.replace(',1', ', 1.0 ')}"
    for other in (text.replace(",", ";").replace("\n", "\r\n"), "\ufeff" + text, text.encode("utf-16"), spaced):
        assert typed({"votes": other}, "--json").report["evidence"] == plain.report["evidence"]


def test_statements_bring_texts_and_leave_out_what_moderation_took_out(typed: Type) -> None:
    told = "comment-id,moderated,comment-body\n" + "".join(f'{number},{-1 if number == 3 else 1},"Satz {number}, schön"\n' for number in range(16))
    files: dict[str, str | bytes] = {"votes": matrix_csv(CAMPS), "statements": told}
    report = typed(files, "--json").report
    assert [statement["id"] for statement in report["statements"]] == [str(number) for number in range(16) if number != 3]
    assert report["statements"][0]["text"] == "Satz 0, schön"
    assert "3" not in report["polis"]["priorities"]
    words = typed(files).out
    assert "Es gibt 2 klare Gruppen." in words
    assert "„Satz" in words


def test_groups_from_a_file_are_those_of_polis_statistics(typed: Type) -> None:
    groups = "participant,group-id\n" + "".join(f"{number},{'rot' if number < 30 else 'blau' if number < 60 else ''}\n" for number in range(90))
    report = typed({"votes": matrix_csv(CAMPS), "groups": groups + "never answered,\n"}, "--json").report
    assert report["polis"]["groups"] == {"blau": 30, "rot": 30}
    assert set(report["polis"]["representative"]) == {"blau", "rot"}
    assert report["k"] == 2


def test_the_number_of_groups_can_be_given(typed: Type) -> None:
    report = typed({"votes": matrix_csv(conversation(120, 20, 3, seed=4)[0])}, "--k", "3", "--json").report
    assert (report["verdict"], report["k"], report["evidence"]["k"]) == ("clear", 3, 3)


def test_where_there_are_no_camps_it_says_so(typed: Type) -> None:
    votes = matrix_csv(conversation(90, 16, 1, seed=2)[0])
    report = typed({"votes": votes}, "--json").report
    assert (report["verdict"], report["k"]) == ("none", 1)
    assert {row["group"] for row in report["participants"]} == {None}
    assert report["polis"]["representative"] == {}
    assert "Es gibt keine klaren Gruppen." in typed({"votes": votes}).out


@pytest.mark.parametrize(
    ("text", "people", "on_map"),
    [
        ("participant,0,1\n", 0, 0),
        ("participant\n", 0, 0),
        ("participant\na\nb\n", 2, 0),
        ("participant,0,1\na,1,-1\n", 1, 1),
        ("participant,0,1\na,,\n", 1, 0),
        ("timestamp,comment-id,voter-id,vote\n", 0, 0),
        ("comment-id,voter-id,vote\n7,a,1\n", 1, 1),
        ("participant,0,1\n" + "".join(f"{number},1,1\n" for number in range(200)), 200, 200),
        ("participant,0,1\n" + "".join(f"{number},{number % 2 * 2 - 1},0\n" for number in range(200)), 200, 200),
    ],
)
def test_almost_no_votes_are_answered_in_words(typed: Type, text: str, people: int, on_map: int) -> None:
    said = typed({"votes": text}, "--json")
    assert said.code == 0
    assert len(said.report["participants"]) == on_map
    words = typed({"votes": text}).out
    assert words.startswith(f"{people} {'Person' if people == 1 else 'Personen'}, ")
    assert f"Auf der Karte: {on_map} {'Person' if on_map == 1 else 'Personen'}." in words
    if on_map < 30:
        assert "Unter 30 Personen auf der Karte wird niemand einer Gruppe zugeordnet." in words


def test_all_faults_of_all_files_are_told_with_row_and_column(typed: Type) -> None:
    files: dict[str, str | bytes] = {
        "votes": "timestamp,comment-id,voter-id,vote\n1,0,a,2\n1,,a,1\nmorgen,0,b,\n1,0\n",
        "statements": "comment-id,moderated\n0,7\n0,1\n,1\n",
    }
    said = typed(files, "--json")
    assert said.code == 2
    faults = [(fault["file"], fault["row"], fault["column"], fault["text"]) for fault in said.report["faults"]]
    assert faults == [
        ("statements.csv", 2, "moderated", "„7“ gibt es nicht. Möglich sind -1, 0 und 1."),
        ("statements.csv", 3, "comment-id", "Die Kennung „0“ steht schon in Zeile 2."),
        ("statements.csv", 4, "comment-id", "Die Kennung ist leer."),
        ("votes.csv", 2, "vote", "„2“ ist keine Antwort. Möglich sind 1 (Zustimmung), 0 (weiß nicht) oder -1 (Ablehnung)."),
        ("votes.csv", 3, "comment-id", "Die Kennung ist leer."),
        ("votes.csv", 4, "vote", "„“ ist keine Antwort. Möglich sind 1 (Zustimmung), 0 (weiß nicht) oder -1 (Ablehnung)."),
        ("votes.csv", 4, "timestamp", "„morgen“ ist keine Zeit. Möglich sind eine Zahl oder 2026-03-01T12:00:00."),
        ("votes.csv", 5, "", "Hier sind es 2 Zellen, in der Kopfzeile 4."),
    ]
    assert "Die Dateien haben 8 Fehler. Es wurde keine Karte berechnet." in said.error


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"votes": ""}, "votes.csv: Die Datei ist leer."),
        ({"votes": "\n\n  \n"}, "votes.csv: Die Datei ist leer."),
        ({"votes": "name,alter\na,3\n"}, "Die Kopfzeile ist nicht von Polis."),
        ({"votes": "participant,0,0\na,1,1\n"}, "votes.csv, Zeile 1, Spalte 0: Diese Aussage gibt es zweimal."),
        ({"votes": "participant,0,,1\na,1,1,0\n"}, "votes.csv, Zeile 1, Spalte 3: Diese Spalte hat keinen Namen."),
        ({"votes": "participant,0\na,1\na,0\n,1\n"}, "votes.csv, Zeile 3, Spalte participant: Die Kennung „a“ steht schon in Zeile 2."),
        ({"votes": "participant,0\na,ja\n"}, "votes.csv, Zeile 2, Spalte 0: „ja“ ist keine Antwort."),
        ({"votes": "participant,0\na,1,1\n"}, "votes.csv, Zeile 2: Hier sind es 3 Zellen, in der Kopfzeile 2."),
        ({"votes": 'participant,0\n"a,1\n'}, "Steht ein Anführungszeichen falsch"),
        ({"votes": b"PK\x03\x04 a workbook"}, "Das ist keine Textdatei."),
        ({"votes": "participant,0\na,1\n", "statements": "id\n0\n"}, "statements.csv, Zeile 1: Es fehlt die Spalte „comment-id“."),
        ({"votes": "participant,0\na,1\n", "statements": "comment-id\n9\n"}, "Keine dieser Aussagen kommt in den Antworten vor. Dort stehen „0“."),
        ({"votes": "participant,0\na,1\n", "groups": "participant\na\n"}, "groups.csv, Zeile 1: Es fehlt die Spalte „group-id“."),
        (
            {"votes": "participant,0\n01,1\n", "groups": "participant,group\n1,x\n"},
            "Niemand mit der Kennung „1“ hat geantwortet. Gemeint ist wohl „01“",
        ),
    ],
)
def test_what_cannot_be_used_is_said(typed: Type, files: dict[str, str | bytes], words: str) -> None:
    said = typed(files)
    assert said.code == 2
    assert words in said.error


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--k", "9"), "--k: „9“ ist keine ganze Zahl von 2 bis 5."),
        (("--seed", "xyz"), "Ein Seed besteht aus hexadezimalen Ziffern"),
        (("--groups", "fehlt.csv"), "Die Datei „fehlt.csv“ gibt es nicht"),
    ],
)
def test_wrong_options_are_told_in_german(typed: Type, options: tuple[str, ...], words: str) -> None:
    said = typed({"votes": "participant,0\na,1\n"}, *options)
    assert said.code == 2
    assert words in said.error


def test_a_million_answers_are_read_and_many_people(typed: Type) -> None:
    rows = "".join(f"{number // 4},{number % 100},{number % 99_991},{number % 3 - 1}\n" for number in range(1_000_000))
    assert read_votes("timestamp,comment-id,voter-id,vote\n" + rows).marks.shape == (99_991, 100)
    people = "".join(f"{number},{number % 3 - 1}\n" for number in range(200_000))
    assert read_votes("participant,0\n" + people).marks.shape == (200_000, 1)


def test_a_table_that_is_too_large_is_refused(typed: Type) -> None:
    rows = "comment-id,voter-id,vote\n" + "".join(f"{number},{number},1\n" for number in range(10_001))
    said = typed({"votes": rows})
    assert said.code == 2
    assert "Personen mal Aussagen dürfen höchstens 100 Millionen sein." in said.error


def test_a_column_that_is_no_group_is_refused(typed: Type) -> None:
    votes = "participant,0\n" + "".join(f"{number},1\n" for number in range(101))
    said = typed({"votes": votes, "groups": "participant,group\n" + "".join(f"{number},{number}\n" for number in range(101))})
    assert said.code == 2
    assert "groups.csv, Spalte group: Hier stehen 101 verschiedene Gruppen; möglich sind höchstens 100." in said.error


def test_a_file_full_of_faults_ends(typed: Type) -> None:
    said = typed({"votes": "participant,0,1\n" + "a,x,y\n" * 100_000}, "--json")
    assert said.code == 2
    assert said.report["number_of_faults"] >= 2_000
    assert len(said.report["faults"]) == 200


def test_cells_without_an_answer_are_no_pass(typed: Type) -> None:
    marks = np.full((40, 8), UNSEEN, np.int8)
    marks[:, :7] = 0
    report = typed({"votes": matrix_csv(Votes(tuple(map(str, range(40))), tuple("01234567"), marks))}, "--json").report
    assert [statement["pass"] for statement in report["statements"]] == [40] * 7 + [0]
    assert all(math.isfinite(row["x"]) for row in report["participants"])
