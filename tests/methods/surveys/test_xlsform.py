"""XLSForm workbooks: ours come back as they were, others' are carried over with a report, broken ones are refused with sheet, row and column."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given, settings

from participation.methods.surveys.checking import check
from participation.methods.surveys.conditions import Tree, parse, printed
from participation.methods.surveys.definition import Kind, Page
from participation.methods.surveys.faults import BadSurvey
from participation.methods.surveys.files import read_survey
from participation.methods.surveys.formats.workbooks import write_sheets
from participation.methods.surveys.formats.xlsform_writing import write_xlsform
from tests.methods.surveys.samples import ask, de, every_kind, options, survey, trees

Rows = Sequence[Sequence[str]]


def a_form(rows: Rows, choices: Rows = (), settings_: Rows = (), columns: str = "type name label relevant") -> bytes:
    """A workbook as other programs write it."""
    return write_sheets(
        {
            "survey": [columns.split(), *rows],
            "choices": [["list_name", "name", "label"], *choices],
            "settings": settings_ or [["form_title"], ["Test"]],
        }
    )


def refused(content: bytes) -> list[str]:
    with pytest.raises(BadSurvey) as caught:
        read_survey(content)
    return [str(fault) for fault in caught.value.faults]


def test_a_survey_of_every_kind_comes_back_as_it_was() -> None:
    carried = read_survey(write_xlsform(every_kind()).content)
    assert carried.survey == every_kind()
    assert carried.notes == ()


def test_what_others_do_not_see_is_told() -> None:
    told = [note.text for note in write_xlsform(every_kind()).notes]
    assert "„money“: Die Summe der Punkte sehen andere Programme nicht." in told
    assert len(told) == len(set(told))


@settings(max_examples=80, deadline=None)
@given(tree=trees())
def test_every_condition_survives_the_workbook(tree: Tree) -> None:
    """Also those that XLSForm cannot say, and those that make no sense here (the checker says so, whatever the file)."""
    made = survey(
        *(ask(code, Kind.NUMBER) for code in ("number", "text", "day", "one", "many", "order", "matrix", "points")),
        ask("last", Kind.NUMBER, condition=printed(tree)),
    )
    content = write_xlsform(made).content
    if check(made):
        assert refused(content)
    else:
        assert read_survey(content).survey == made


SENSIBLE = (
    'age > 3 and visits = "often" or not (age < 2)', 'visits != "often"', 'visits in ["often", "never"]', 'uses contains "music" and not uses contains "none"',
    "answered(age) and not answered(name)", "count(uses) >= 2", "length(name) > 3", 'moved >= "2020-01-01"', "moved < today()", "round(age / 3) = 4",
    'parts.roof = "renew"', "order.build = 1", "order.build < 3", 'rating = "dont_know" or rating > 3', "if(age > 3, 1, 2) = 1", "max(age, 3) > 2", "sum(age, mood) > 2",
    'times.week contains "day"', "2 - 3 - age * (4 - 2) / 2 < 0", "-(age) < -3", 'name = "it\'s"', "name = 'say \"x\"'", "count(parts) = 2", "answered(parts)",
)  # fmt: skip


@pytest.mark.parametrize("condition", SENSIBLE)
def test_sensible_conditions_come_back_and_mean_the_same_to_others(condition: str) -> None:
    made = every_kind()
    last = ask("last", Kind.NUMBER, condition=condition)
    made = replace(made, pages=(*made.pages, Page("end", (last,))))
    assert check(made) == []
    content = write_xlsform(made).content
    assert read_survey(content).survey == made
    cells = next(row for row in openpyxl.load_workbook(io.BytesIO(content))["survey"].iter_rows(values_only=True) if row[1] == "last")
    if not any(word in condition for word in ("order.build <", "sum", "count(parts)", "answered(parts)")):
        assert any(isinstance(cell, str) and "${" in cell for cell in cells)


FOREIGN_COLUMNS = "type|name|label::English|label::Deutsch (de)|hint::Deutsch (de)|required|relevant|constraint|constraint_message::Deutsch (de)|calculation|appearance|parameters|choice_filter|default"
FOREIGN = """start|start|
deviceid|device|
text|name|Name|Name|Wie Sie heißen|yes
integer|age|Age|Alter||true()||. >= 18 and . < 100|Ab 18
begin_group|household|Household|Haushalt|||${age} >= 18
select_one yes_no|kids|Children?|Kinder?
begin_group|inner|Inner|Innen|||${kids} = 'yes'
integer|how-many|How many|Wie viele
end_group
select_multiple things|things|Things|Dinge||||count-selected(.) <= 2 and not(selected(., 'nothing') and count-selected(.) > 1)
end_group
begin_group|rate|Rate|Bewerten|||selected(${things}, 'car')||||table-list
select_one yes_no|rate_cheap|Cheap|Billig
select_one yes_no|rate_fast|Fast|Schnell
end_group
range|stars|Stars|Sterne|||||||| start=1 end=5 step=1
range|temperature|Temperature|Temperatur|||||||| start=0 end=100 step=0.5
select_one yes_no or_other|sure|Sure?|Sicher?|||${rate_cheap} = 'yes' and ${stars} > 3
calculate|twice|||||||| ${age} * 2
note|thanks|Thanks ${name}|Danke
begin_repeat|person|Person|Person
text|person_name|Name|Name|||position(..) > 1
end_repeat
geoshape|area|Area|Fläche
acknowledge|ok|OK?|OK?
text|long|Long|Lang||maybe|||||multiline
rank things|order|Order|Ordnung|||${device} != ''
select_one yes_no|last|Last|Zuletzt|||selected-at(${order}, 0) = 'car'||||||${x}|yes
image|photo|Photo|Foto"""


def test_a_form_of_another_program_is_carried_over_with_a_report() -> None:
    choices = [
        ["yes_no", "yes", "Ja"],
        ["yes_no", "no", "Nein"],
        ["things", "car", "Auto"],
        ["things", "bike", "Rad"],
        ["things", "nothing", "Nichts"],
    ]
    rows = [line.split("|") for line in FOREIGN.split("\n")]
    content = write_sheets({"survey": [FOREIGN_COLUMNS.split("|"), *rows], "choices": [["list name", "name", "label"], *choices],
                            "settings": [["form_title", "form_id", "version", "default_language"], ["Haus", "house-1", "2026031", "Deutsch (de)"]]})  # fmt: skip
    carried = read_survey(content)
    found = carried.survey
    known = {question.code: question for question in found.questions}
    assert (found.code, found.version, found.languages) == ("house_1", 2026031, ("de", "en"))
    assert [page.code for page in found.pages] == ["page_1", "household", "page_3", "person", "page_5"]
    assert {code: str(question.kind) for code, question in known.items()} == {
        "name": "short-text", "age": "number", "kids": "single", "how_many": "number", "things": "multiple", "rate": "matrix-single", "stars": "scale",
        "temperature": "number", "sure": "single", "twice": "calculation", "thanks": "information", "person_name": "short-text", "area": "place", "ok": "single",
        "long": "long-text", "order": "ranking", "last": "single", "photo": "file",
    }  # fmt: skip
    assert (known["age"].minimum, known["age"].required, known["age"].check_text) == (18, True, {"de": "Ab 18"})
    assert known["age"].check is not None
    assert printed(known["age"].check) == "age < 100"
    assert {code: printed(question.condition) for code, question in known.items() if question.condition is not None} == {
        "how_many": 'kids = "yes"', "rate": 'things contains "car"', "sure": 'rate.cheap = "yes" and stars > 3', "last": "order.car = 1",
    }  # fmt: skip
    assert (known["things"].maximum, [option.exclusive for option in known["things"].options]) == (2, [False, False, True])
    assert (known["temperature"].minimum, known["temperature"].maximum, known["temperature"].decimals) == (0, 100, 1)
    notes = [str(note) for note in carried.notes]
    for words in (
        "Blatt „survey“, Zeile 2, Spalte type: „start“ gibt es hier nicht", "Spalte name: „how-many“ heißt hier „how_many“", "Wiederholungen gibt es hier nicht",
        "Fläche auf der Karte: Es wird ein Punkt.", "Eine Pflicht unter Bedingungen gibt es hier nicht", "Pfade durch das Formular (wie ../name) gibt es hier nicht",
        "„device“ ist entfallen", "Antworten, die von anderen Antworten abhängen", "Spalte default: Diese Spalte wird nicht übernommen", "die Überschrift von „inner“ entfällt",
    ):  # fmt: skip
        assert any(words in note for note in notes), words


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["text", "a", "A", "${b"]], "Zeile 2, Spalte relevant: Hier fehlt die schließende Klammer „}“."),
        ([["text", "a", "A", "${b} ="]], "Spalte relevant: Hier fehlt etwas"),
        ([["text", "a", "A", "selected(${b}, 'x'"]], "Spalte relevant: Hier fehlt „)“."),
        ([["text", "a", "A", "b > 3"]], "Fragen nennt man in der Form ${name}"),
        ([["text", "a", "A", "${b} > 3"]], "Eine Frage „b“ gibt es nicht."),
        ([["text", "a", "A", "${a} = 'x'"]], "„a“ kann nicht von sich selbst abhängen."),
        ([["text", "a", "A", "${c} = 'x'"], ["text", "c", "C", "${a} = 'x'"]], "Diese Fragen hängen im Kreis voneinander ab: a → c → a."),
        ([["text", "a", "A", "'x"]], "Anführungszeichen nicht geschlossen"),
        ([["text", "a", "A"], ["text", "a", "B"]], "Zeile 3, Spalte name: Den Namen „a“ gibt es schon."),
        ([["textt", "a", "A"]], "Zeile 2, Spalte type: Den Typ „textt“ gibt es in XLSForm nicht."),
        ([["Text ", "a", "A"], ["", "b", "B"]], "Zeile 3, Spalte type: In dieser Zeile fehlt der Typ."),
        ([["text", "", "A"]], "Zeile 2, Spalte name: In dieser Zeile fehlt der Name."),
        ([["select_one color", "a", "A"]], "Die Liste „color“ gibt es nicht. Gemeint ist wohl „Color“"),
        ([["select_one", "a", "A"]], "Die Liste „“ gibt es nicht."),
        ([["begin_group", "g", "G"], ["text", "a", "A"]], "Zeile 2, Spalte type: Die Gruppe „g“ wird nicht geschlossen."),
        ([["text", "a", "A"], ["end_group", "", ""]], "Zeile 3, Spalte type: Hier wird eine Gruppe geschlossen"),
        ([["select_one Color", "a", "A"], ["text", "b", "B", "${a} = 'blu'"]], "Zeile 3, Spalte relevant: „blu“ ist keine Antwort auf „a“."),
        ([["begin_group", f"g{number}", "G"] for number in range(12)], "10 Gruppen ineinander"),
        ([], "1 bis 100 Seiten, hier sind es 0"),
    ],
)
def test_broken_forms_are_refused_with_their_place(rows: Rows, words: str) -> None:
    told = refused(a_form(rows, [["Color", "red", "Rot"], ["Color", "blue", "Blau"]]))
    assert any(words in one for one in told), told


def test_all_faults_are_told_at_once() -> None:
    told = refused(
        a_form(
            [["text", "a", "A", "${x} >"], ["textt", "b", "B"], ["text", "c", "C", "${nobody} > 3"]],
            [["l", "", "L"], ["l", "x", "X"], ["l", "x", "X"]],
        )
    )
    assert len(told) == 5


def test_a_broken_condition_of_a_group_is_told_once() -> None:
    rows = [["begin_group", "p", "P"], ["begin_group", "g", "G", "${x} >"], ["text", "a", "A"], ["text", "b", "B"], ["end_group"], ["end_group"]]
    told = refused(a_form(rows))
    assert len(told) == 1
    assert "Zeile 3, Spalte relevant" in told[0]


def test_numeric_codes_of_answers_are_compared_as_other_programs_do() -> None:
    rows = [["select_one n", "a", "A"], ["text", "b", "B", "${a} >= 2"], ["text", "c", "C", "${a} = 3 and ${a} != ''"]]
    found = list(read_survey(a_form(rows, [["n", str(number), "N"] for number in (1, 2, 3)])).survey.questions)
    assert [printed(question.condition) for question in found[1:] if question.condition is not None] == ['a in ["2", "3"]', 'a = "3" and answered(a)']


def test_a_cell_that_someone_changed_afterwards_counts_more_than_our_column() -> None:
    content = write_xlsform(every_kind()).content
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    sheet = workbook["survey"]
    heading = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if row[1].value == "uses":
            row[heading.index("relevant")].value = "${visits} = 'never'"
        if row[1].value == "rating":
            row[heading.index("participation")].value = "{kaputt"
    target = io.BytesIO()
    workbook.save(target)
    carried = read_survey(target.getvalue())
    uses, rating = carried.survey.question("uses"), carried.survey.question("rating")
    assert uses is not None
    assert rating is not None
    assert uses.condition == parse('visits = "never"')
    assert rating.kind == Kind.SINGLE
    assert any("beschädigt" in note.text for note in carried.notes)


def test_texts_that_look_like_formulas_stay_texts() -> None:
    made = survey(ask("q", Kind.SINGLE, text=de("=1+1", "+2"), options=options("a")), languages=("de", "en"))
    content = write_xlsform(made).content
    assert read_survey(content).survey == made
    workbook = openpyxl.Workbook()
    workbook.active.title = "survey"
    workbook.active.append(["type", "name", "label"])
    workbook.active.append(["text", "a", "=CONCAT(1,2)"])
    target = io.BytesIO()
    workbook.save(target)
    assert "Zeile 2, Spalte label: Hier steht eine Formel." in refused(target.getvalue())[0]


# --- files that mean harm ----------------------------------------------------------------------------------------------------


def changed(content: bytes, **parts: bytes) -> bytes:
    """A workbook with parts added or replaced (two underscores for a slash, one for a point)."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        names = {name.replace("__", "/").replace("_", "."): data for name, data in parts.items()}
        for part in old.infolist():
            if part.filename not in names:
                new.writestr(part, old.read(part))
        for name, data in names.items():
            new.writestr(name, data)
    return target.getvalue()


GOOD = a_form([["text", "a", "A"]])
BOMB = b"<worksheet>" + b" " * 60_000_000 + b"</worksheet>"
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (changed(GOOD, xl__vbaProject_bin=b"x"), "enthält Makros"),
        (changed(GOOD, **{"xl__worksheets__sheet1_xml": BOMB}), "ausgepackt zu groß"),
        (changed(GOOD, **{f"x{number}": b"" for number in range(400)}), "ausgepackt zu groß"),
        (changed(GOOD, **{"xl__worksheets__sheet1_xml": LAUGHS}), "beschädigt"),
        (changed(GOOD, **{"xl__worksheets__sheet1_xml": b"<worksheet><sheetData><row"}), "beschädigt"),
        (changed(GOOD, **{"xl__workbook_xml": b"nothing"}), "beschädigt"),
        (GOOD[:300], "beschädigt"),
        (b"PK\x03\x04" + b"\x00" * 100, "beschädigt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "altes Excel-Format"),
        (b"", "leer"),
        (b"hallo", "unbekannt"),
        (b"{" + b"\xff" * 10, "kein Text in UTF-8"),
        (b"x" * 11_000_000, "zu groß"),
        (write_sheets({"Tabelle1": [["a"]]}), "fehlt das Blatt „survey“"),
    ],
    ids=lambda one: one[:20] if isinstance(one, str) else "file",
)
def test_harmful_and_broken_files_are_refused_in_words(content: bytes, words: str) -> None:
    assert words in refused(content)[0]


def test_macros_under_another_name_are_found_by_the_type() -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        types = archive.read("[Content_Types].xml").replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.infolist():
            new.writestr(part, types if part.filename == "[Content_Types].xml" else old.read(part))
    assert "Makros" in refused(target.getvalue())[0]


def test_far_too_many_choices_and_questions_are_refused_in_a_sentence() -> None:
    many = a_form([["select_one l", "a", "A"]], [["l", f"ä {number}", "X"] for number in range(4_000)])
    assert refused(many) == ["Blatt „survey“, Zeile 2, Spalte type: „a“ hat 4000 Antworten; erlaubt sind 500."]
    assert "höchstens 500 Fragen" in refused(a_form([["text", f"a{number}", "A"] for number in range(600)]))[0]
