"""Answers as an SPSS file, where pyreadstat is installed: codes become numbers with their words as labels."""

from __future__ import annotations

import importlib
import importlib.util
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from participation.methods.surveys.definition import ONE_OF, Kind
from participation.surveys.columns import ColumnOfTable
from participation.surveys.export_ddi import categories

MOST_CELLS = 10_000_000
"""More do not fit into a small server's memory, in which SPSS files are made."""
LONGEST_NAME, LONGEST_LABEL, LONGEST_VALUE_LABEL, LONGEST_TEXT = 64, 256, 120, 8_000
"""In bytes, as SPSS has them; texts are cut."""
RESERVED = frozenset("ALL AND BY EQ GE GT LE LT NE NOT OR TO WITH".split())
CODED = ONE_OF | {Kind.MATRIX_SINGLE, Kind.SCALE}
NUMBERS = CODED | {Kind.NUMBER, Kind.MULTIPLE, Kind.MATRIX_MULTIPLE, Kind.RANKING, Kind.POINTS}


def can_write_sav() -> bool:
    """Whether pyreadstat and pandas are installed (`pip install "participation[spss]"`)."""
    return importlib.util.find_spec("pyreadstat") is not None and importlib.util.find_spec("pandas") is not None


def sav_names(names: Iterable[str]) -> list[str]:
    """Names as SPSS takes them: at most 64 bytes, no reserved word, each once whatever its case."""
    found: list[str] = []
    taken: set[str] = set()
    for name in names:
        clean = re.sub(r"[^A-Za-z0-9_.]", "_", name)
        clean = (clean if clean[:1].isalpha() else f"v{clean}").rstrip("._")[:LONGEST_NAME].rstrip("._") or "v"
        number, own = 1, clean
        while own.upper() in taken | RESERVED:
            number += 1
            own = f"{clean[: LONGEST_NAME - len(str(number)) - 1]}_{number}"
        taken.add(own.upper())
        found.append(own)
    return found


def cut(text: str, most: int) -> str:
    """The text within so many bytes of UTF-8."""
    return text.encode("utf-8", "replace")[:most].decode("utf-8", "ignore")


def codes_of(column: ColumnOfTable, main: str) -> tuple[dict[str, float], dict[float, str]]:
    """Code → number and number → words: numbers stay, what is none is counted from 1."""
    if column.name.endswith(".text"):
        return {}, {}
    listed = categories(column, main)
    if column.question.kind == Kind.SCALE:
        top = float(column.question.steps[-1])
        numbers = {code: float(code) if code.lstrip("-").isdigit() else top + 1 for code, _words in listed}
    elif column.question.kind in CODED:
        numbers = {code: float(place) for place, (code, _words) in enumerate(listed, 1)}
    else:
        numbers = {code: float(code) for code, _words in listed}
    return numbers, {numbers[code]: cut(words, LONGEST_VALUE_LABEL) for code, words in listed}


def write_sav(stream: BinaryIO, columns: Sequence[ColumnOfTable], main: str, lines: Iterable[Sequence[object]], *, weighted: bool = False) -> None:
    """Write the file. `lines`: one a person, its number first, its weight last where there are weights."""
    pandas: Any = importlib.import_module("pandas")
    pyreadstat: Any = importlib.import_module("pyreadstat")
    names = sav_names(["person", *(column.name for column in columns), *(["gewicht"] if weighted else [])])
    coded = [codes_of(column, main) for column in columns]
    gathered: list[list[object]] = [[] for _name in names]
    for line in lines:
        gathered[0].append(line[0])
        for place, column in enumerate(columns, 1):
            gathered[place].append(_value(column, coded[place - 1][0], line[place]))
        if weighted:
            gathered[-1].append(line[-1])
    labels = ["laufende Nummer", *(_label(column, main) for column in columns), *(["Gewicht"] if weighted else [])]
    values = {name: words for name, (_numbers, words) in zip(names[1:], coded, strict=False) if words}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.sav"
        frame = pandas.DataFrame(dict(zip(names, gathered, strict=True)))
        pyreadstat.write_sav(frame, str(path), column_labels=labels, variable_value_labels=values)
        with path.open("rb") as made:
            shutil.copyfileobj(made, stream)


def _value(column: ColumnOfTable, numbers: Mapping[str, float], value: object) -> object:
    is_number = column.question.kind in NUMBERS and not column.name.endswith(".text")
    if value is None:
        return float("nan") if is_number else ""
    if not is_number:
        return cut(str(value), LONGEST_TEXT)
    if isinstance(value, str):
        return numbers.get(value, float("nan"))
    return float(value)  # type: ignore[arg-type]  # a number


def _label(column: ColumnOfTable, main: str) -> str:
    asked = column.question.text.get(main, column.question.code)
    return cut(f"{asked}: {column.part}" if column.part else asked, LONGEST_LABEL)
