"""No exported cell becomes a formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.kit.cells import safe_cell, write_csv

STARTS = "=+-@＝＋－＠|"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+49 30",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        " =1",
        "\u200b=1",
        "\ufeff=1",
        '"=1',
        "'=1",
        "|cmd",
        "\n=1",
        "\x00=1",
    ],
)
def test_a_text_that_could_start_a_formula_is_guarded(text: str) -> None:
    visible = str(safe_cell(text)).lstrip('\t\r\n\u200b\ufeff "')
    assert visible.startswith("'")
    assert str(safe_cell(text))[0] not in STARTS + "\t\r"


@pytest.mark.parametrize("text", ["Hallo", "3 = 4", "a-b", "mail@example.org", "", "Ja; nein", "'zitat'"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_numbers_stay_numbers() -> None:
    assert safe_cell(-5) == -5
    assert safe_cell(0.25) == 0.25
    assert safe_cell(True) == 1
    assert safe_cell(None) == ""
    assert safe_cell(Decimal("1.50")) == "1.50"
    assert safe_cell(Fraction(1, 3)) == "1/3"
    assert safe_cell(datetime(2026, 11, 30, 18, tzinfo=UTC)) == "2026-11-30T18:00:00+00:00"


@given(st.lists(st.lists(st.text(alphabet=st.sampled_from(STARTS + "ab;,\t\r\n\"' 1\u200b\ufeff")), min_size=2, max_size=2)))
def test_no_cell_of_a_file_starts_a_formula_whichever_separator_a_program_assumes(rows: list[list[str]]) -> None:
    stream = io.StringIO(newline="")
    assert write_csv(stream, ["eins", "zwei"], rows) == len(rows)
    written = stream.getvalue().removeprefix("\ufeff")
    for separator in ",;\t":
        for row in csv.reader(io.StringIO(written, newline=""), delimiter=separator):
            for cell in row:
                visible = cell.lstrip(' \t\r\n\u200b\ufeff"')
                assert not visible or visible[0] not in STARTS, (separator, cell)


def test_a_file_reads_back_as_it_was() -> None:
    stream = io.StringIO(newline="")
    write_csv(stream, ["Nummer", "Titel"], [[1, 'Ein "Zitat", mit Komma'], [2, "zwei\nZeilen"]])
    assert stream.getvalue().startswith('\ufeff"Nummer","Titel"\r\n1,')
    back = list(csv.DictReader(io.StringIO(stream.getvalue().removeprefix("\ufeff"), newline="")))
    assert back == [{"Nummer": "1", "Titel": 'Ein "Zitat", mit Komma'}, {"Nummer": "2", "Titel": "zwei\nZeilen"}]
