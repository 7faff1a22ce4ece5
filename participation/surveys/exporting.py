"""All answers of a survey as files for other programs, written while they are read: Excel, DDI-Codebook, SPSS."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from sqlalchemy.orm import Session

from participation.kit.cells import Sheet, write_workbook
from participation.methods.surveys.definition import Survey as Definition
from participation.surveys.columns import CODEBOOK, ColumnOfTable, codebook_lines, columns_of, wide_header, wide_line
from participation.surveys.export_ddi import ddi_pieces
from participation.surveys.export_sav import write_sav
from participation.surveys.models import Survey
from participation.surveys.queries import answer_rows
from participation.surveys.rows import FREE_TEXTS, Row
from participation.surveys.text_queries import HIDDEN, hidden_texts

WEIGHT = "gewicht"
TEXTS = ("person", "spalte", "text")
STEP = 500
Tell = Callable[[int], None]
"""Told how many responses are done."""


@dataclass(frozen=True)
class Source:
    """What is exported: a survey, its questions, and the weights in the order of the responses' keys where it has some."""

    session: Session
    survey: Survey
    definition: Definition
    tell: Tell
    weights: Sequence[float] = ()
    columns: list[ColumnOfTable] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.columns.extend(columns_of(self.definition))

    @property
    def header(self) -> list[str]:
        """The first line of the table with one line a person."""
        return [*wide_header(self.columns), *([WEIGHT] if len(self.weights) else [])]

    def lines(self) -> Iterator[list[object]]:
        """One line a person, told every few hundred."""
        for number, rows in self.people():
            line = wide_line(number, rows, self.columns)
            if len(self.weights):
                line.append(round(float(self.weights[number - 1]), 6))
            yield line

    def people(self) -> Iterator[tuple[int, list[Row]]]:
        """Each person's number and rows."""
        hidden = hidden_texts(self.session, self.survey)
        for number, (key, rows) in enumerate(answer_rows(self.session, self.survey), 1):
            yield number, _covered(key, rows, hidden)
            if number % STEP == 0:
                self.tell(number)

    def codebook(self) -> Iterator[list[object]]:
        """What each column means."""
        yield from codebook_lines(self.columns, self.definition.languages[0])
        if len(self.weights):
            yield [WEIGHT, "", "Zahl", "", "Gewicht nach den Anteilen der Stadt, im Mittel 1", ""]

    def texts(self) -> Iterator[list[object]]:
        """One line a text that somebody wrote."""
        own = {column.code: column.name for column in self.columns if column.question.kind in FREE_TEXTS or column.name.endswith(".text")}
        hidden = hidden_texts(self.session, self.survey)
        for number, (key, rows) in enumerate(answer_rows(self.session, self.survey, own), 1):
            yield from ([number, own[question], value] for question, _option, value in _covered(key, rows, hidden) if value is not None)


def _covered(key: bytes, rows: list[Row], hidden: Collection[tuple[bytes, str]]) -> list[Row]:
    """A response's rows, without the words that the moderation hid."""
    if not hidden:
        return rows
    return [(question, option, HIDDEN if value is not None and (bytes(key), question) in hidden else value) for question, option, value in rows]


def write_file(source: Source, kind: str, stream: BinaryIO) -> None:
    """Write a file of one of the kinds: `xlsx` (data, codebook, texts), `xml` (DDI-Codebook 2.5), `sav` (SPSS)."""
    if kind == "xlsx":
        sheets: Iterable[Sheet] = (
            Sheet("Antworten", source.header, source.lines()),
            Sheet("Spalten", CODEBOOK, source.codebook()),
            Sheet("Freie Texte", TEXTS, source.texts()),
        )
        write_workbook(stream, sheets)
    elif kind == "xml":
        for piece in ddi_pieces(
            source.survey, source.definition, source.columns, sum(1 for _each in source.people()), weighted=bool(len(source.weights))
        ):
            stream.write(piece.encode())
    else:
        write_sav(stream, source.columns, source.definition.languages[0], source.lines(), weighted=bool(len(source.weights)))
