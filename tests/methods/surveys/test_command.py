"""`participation survey`: checks and converts, in German, with codes that a script can go by."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from participation.methods.surveys.definition import Kind
from participation.methods.surveys.files import read_survey
from participation.methods.surveys.formats.as_json import write_json
from participation.methods.surveys.formats.workbooks import write_sheets
from tests.methods.surveys.limesurvey_samples import every_type
from tests.methods.surveys.samples import ask, de, every_kind, survey
from tests.methods.typing_in import Type, type_in


@pytest.fixture
def typed(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Type:
    """`typed({"a.json": "…"}, "check", "a.json")` runs the command where these files are."""
    monkeypatch.chdir(tmp_path)
    return lambda files, *arguments: type_in(tmp_path, capsys, files, ["survey", *arguments])


def test_a_survey_without_faults(typed: Type) -> None:
    files: dict[str, str | bytes] = {"halle.json": write_json(every_kind())}
    said = typed(files, "check", "halle.json")
    assert (said.code, said.error) == (0, "")
    assert said.out == "halle.json ist ohne Fehler: 16 Fragen auf 3 Seiten, Sprachen: de, en.\n"
    report = json.loads(typed(files, "check", "halle.json", "--json").out)
    assert (report["code"], report["version"], report["pages"], len(report["questions"])) == ("halle", 3, 3, 18)
    assert (report["unreachable"], report["missing_texts"], report["not_carried"]) == ([], [], [])


def test_faults_are_told_all_at_once_with_their_place(typed: Type) -> None:
    form = write_sheets(
        {"survey": [["type", "name", "label", "relevant"], ["text", "a", "A", "${x} >"], ["textt", "b", "B", ""], ["text", "c", "C", "${d} = 1"]]}
    )
    said = typed({"f.xlsx": form}, "check", "f.xlsx")
    assert said.code == 2
    assert said.error.splitlines() == [
        "Fehler: Die Datei hat 3 Fehler.",
        "f.xlsx, Blatt „survey“, Zeile 2, Spalte relevant: Hier fehlt etwas: Die Bedingung ist zu Ende. (bei Zeichen 7)",
        "f.xlsx, Blatt „survey“, Zeile 3, Spalte type: Den Typ „textt“ gibt es in XLSForm nicht.",
        "f.xlsx, Blatt „survey“, Zeile 4, Spalte relevant: Eine Frage „d“ gibt es nicht. Es gibt: „a“, „c“.",
    ]
    report = json.loads(typed({}, "check", "f.xlsx", "--json").out)
    assert (report["error"], report["number_of_faults"]) == ("faults", 3)
    assert report["faults"][2] == {
        "file": "f.xlsx",
        "sheet": "survey",
        "row": 4,
        "column": "relevant",
        "path": "",
        "text": "Eine Frage „d“ gibt es nicht. Es gibt: „a“, „c“.",
    }
    broken = write_json(every_kind()).replace("age >= 16", "agee >= 16")
    assert "h.json, pages[1].condition: Eine Frage „agee“ gibt es nicht." in typed({"h.json": broken}, "check", "h.json").error


def test_unreachable_questions_end_with_one(typed: Type) -> None:
    made = survey(ask("age", Kind.NUMBER, minimum=18.0), ask("school", Kind.SHORT_TEXT, condition="age < 16"))
    said = typed({"s.json": write_json(made)}, "check", "s.json")
    assert said.code == 1
    assert "s.json ist ohne Fehler" in said.out
    assert said.error == "Fehler: Die Frage „school“ ist nie zu sehen: Keine Antworten erfüllen ihre Bedingung.\n"
    assert json.loads(typed({}, "check", "s.json", "--json").out)["unreachable"]


def test_missing_translations_are_listed(typed: Type) -> None:
    said = typed({"s.json": write_json(survey(ask("age", Kind.NUMBER, text=de("Alter"))))}, "check", "s.json")
    assert (said.code, said.out.splitlines()[2:]) == (0, ["Noch zu übersetzen (1):", "  Frage „age“ (en)"])


def test_limesurvey_becomes_json_and_xlsform_with_a_report(typed: Type, tmp_path: Path) -> None:
    said = typed({"alt.lss": every_type()}, "convert", "alt.lss", "neu.json")
    assert said.code == 0
    assert "neu.json ist geschrieben: 17 Fragen auf 2 Seiten, Sprachen: de, en." in said.out
    assert "Aus alt.lss nicht übernommen:" in said.out
    assert "Frage grid: „Tabelle mit Texten“ gibt es hier nicht; die Frage entfällt." in said.out
    report = json.loads(typed({}, "convert", "neu.json", "neu.xlsx", "--json").out)
    assert (report["written"], report["not_carried"]) == ("neu.xlsx", [])
    assert report["not_seen"]
    assert read_survey((tmp_path / "neu.xlsx").read_bytes()).survey == read_survey((tmp_path / "neu.json").read_bytes()).survey


def test_nothing_is_overwritten_without_being_told_so(typed: Type, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a.json": write_json(every_kind()), "b.json": "mine"}
    assert "gibt es schon" in typed(files, "convert", "a.json", "b.json").error
    assert (tmp_path / "b.json").read_text() == "mine"
    assert typed({}, "convert", "a.json", "b.json", "--force").code == 0
    assert (tmp_path / "b.json").read_text() == write_json(every_kind())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "fehlt.json"), "FILE: Die Datei „fehlt.json“ gibt es nicht"),
        (("check",), "Es fehlt: FILE."),
        (("convert", "a.json", "b.lss"), "Geschrieben werden Dateien mit diesen Endungen: .json, .xlsx."),
        (("convert", "a.json", "nirgends/b.json"), "lässt sich nicht schreiben"),
        (("chek", "a.json"), "Den Befehl „chek“ gibt es nicht. Meinten Sie check?"),
        (("check", "a.json", "--jsn"), "Die Option „--jsn“ gibt es nicht. Meinten Sie --json?"),
        (("check", "."), "Die Datei „.“ gibt es nicht"),
    ],
)
def test_what_cannot_be_done_is_told_in_german(typed: Type, arguments: tuple[str, ...], words: str) -> None:
    said = typed({"a.json": write_json(every_kind())}, *arguments)
    assert said.code == 2
    assert words in said.error


def test_files_that_are_none_are_refused(typed: Type) -> None:
    for content in (b"", b"\x00\x01", b"PK\x03\x04", b"<a/>", b"{}", b"x" * 11_000_000):
        said = typed({"x.bin": content}, "check", "x.bin")
        assert said.code == 2
        assert said.error.startswith("Fehler: Die Datei hat einen Fehler.\nx.bin: ")
