"""SPSS files: names that SPSS takes, codes as numbers with their words; read back by pyreadstat where it is installed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.methods.surveys.formats.as_json import read_json
from participation.surveys.columns import columns_of
from participation.surveys.export_sav import RESERVED, sav_names, write_sav
from tests.surveys.builders import definition, question, texts


@given(st.lists(st.text(min_size=1, max_size=140), max_size=40))
def test_names_for_spss_are_valid_and_each_once(names: list[str]) -> None:
    found = sav_names([*names, "all", "ALL", "x." * 60, "x." * 60])
    assert len({name.upper() for name in found}) == len(names) + 4
    assert all(name[0].isalpha() and name.isascii() and len(name) <= 64 and name[-1] not in "._" for name in found)
    assert not {name.upper() for name in found} & RESERVED


def test_an_spss_file_reads_back_with_its_labels(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    survey = read_json(
        definition(
            [
                {
                    "code": "p",
                    "questions": [
                        question("visits", "single", "Wie oft?", options=texts(often="Oft", rarely="Selten")),
                        question("age", "number", "Alter"),
                        question("why", "long-text", "Warum?"),
                    ],
                }
            ]
        ).decode()
    ).survey
    stream = io.BytesIO()
    write_sav(stream, columns_of(survey), "de", [[1, "rarely", 40, "Weil.", 0.5], [2, None, None, None, 1.5]], weighted=True)
    (tmp_path / "own.sav").write_bytes(stream.getvalue())
    frame, about = pyreadstat.read_sav(str(tmp_path / "own.sav"))
    assert frame["visits"].tolist()[0] == 2
    assert frame["visits"].isna().tolist() == [False, True]
    assert frame["gewicht"].tolist() == [0.5, 1.5]
    assert about.variable_value_labels["visits"] == {1: "Oft", 2: "Selten"}
    assert about.column_names_to_labels["why"] == "Warum?"
