"""XLSForm workbooks read as surveys. Whatever has no counterpart here stands in the report, whatever is broken is a fault with sheet, row and column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from participation.methods.surveys.conditions import CannotRead, Tree, parse
from participation.methods.surveys.conditions.tree import Reference, both
from participation.methods.surveys.definition import (
    MOST_OPTIONS,
    MOST_PAGES,
    MOST_QUESTIONS,
    ONE_OF,
    Element,
    Kind,
    Option,
    Page,
    Question,
    Row,
    Survey,
    Texts,
)
from participation.methods.surveys.faults import BadSurvey, Place, Told
from participation.methods.surveys.formats.carried import Carried, without_faults
from participation.methods.surveys.formats.fitting import CannotCarry, Fitting, clean_code
from participation.methods.surveys.formats.lifting import lifted
from participation.methods.surveys.formats.workbooks import Sheet, read_sheets
from participation.methods.surveys.formats.xlsform_columns import Columns
from participation.methods.surveys.formats.xlsform_expressions import read_expression
from participation.methods.surveys.formats.xlsform_types import Made, make
from participation.methods.surveys.formats.xlsform_words import LEFT_OUT, OURS

COLUMN_OF = {
    "condition": "relevant",
    "check": "constraint",
    "check_text": "constraint_message",
    "calculation": "calculation",
    "text": "label",
    "hint": "hint",
    "code": "name",
    "kind": "type",
}
OPEN, CLOSE = ("begin_group", "begin group"), ("end_group", "end group", "end_repeat", "end repeat")
MOST_NESTED = 10
REPEAT = ("begin_repeat", "begin repeat")


@dataclass
class _Group:
    """A group that is open: its own condition as it was written, and whether it is a table of questions with the same answers."""

    name: str
    row: int
    cells: Mapping[str, str]
    table: list[tuple[int, Mapping[str, str]]] | None = None


@dataclass
class _Asked:
    """A question with what still has to be read: its row, its cells, the groups around it."""

    question: Question
    row: int
    cells: Mapping[str, str]
    groups: tuple[_Group, ...]
    ours: Mapping[str, Any]


@dataclass
class _PageMade:
    """A page that is being filled."""

    code: str
    title: Texts
    group: _Group | None
    asked: list[_Asked] = field(default_factory=list)


def read_xlsform(content: bytes) -> Carried:
    """The survey of a workbook with the sheets survey, choices and settings. Raises BadSurvey with all faults."""
    faults: list[Told] = []
    sheets = read_sheets(content, ("survey", "choices", "settings"), faults)
    if "survey" not in sheets:
        raise BadSurvey.whole("In der Arbeitsmappe fehlt das Blatt „survey“: Das ist kein XLSForm.")
    reading = _Reading(sheets, faults)
    return reading.carried()


class _Reading:
    """Goes through the rows of the sheet survey."""

    def __init__(self, sheets: Mapping[str, Sheet], faults: list[Told]) -> None:
        self.faults, self.notes = faults, list[Told]()
        settings = sheets["settings"].rows[0][1] if "settings" in sheets and sheets["settings"].rows else {}
        self.settings = {name.strip().lower(): value for name, value in settings.items()}
        self.columns = Columns(sheets, self.settings, faults, self.notes)
        self.pages: list[_PageMade] = []
        self.open: list[_Group] = []
        self.names: dict[str, Reference] = {}
        self.codes: dict[str, Mapping[str, str]] = {}
        self.dropped: set[str] = set()
        self.places: dict[Element, int] = {}

    def note(self, row: int, column: str, text: str) -> None:
        self.notes.append(Told(Place("survey", row, column), text))

    def fault(self, row: int, column: str, text: str) -> None:
        self.faults.append(Told(Place("survey", row, column), text))

    def carried(self) -> Carried:
        for number, cells in self.columns.survey:
            self.row(number, cells)
        for group in self.open:
            self.fault(group.row, "type", f"Die Gruppe „{group.name[:60]}“ wird nicht geschlossen.")
        if self.faults and not any(page.asked for page in self.pages):
            raise BadSurvey(self.faults)
        survey = self.survey()
        return without_faults(survey, self.notes, self.place, self.faults)

    def place(self, element: Element, part: str) -> Place:
        if not element or element[:2] not in self.places:
            return Place(
                "settings" if not element and part in ("title", "code", "languages", "version") else "survey",
                self.places.get(element[:1], 0),
                COLUMN_OF.get(part, ""),
            )
        row = self.places[element[:2]]
        return Place("survey", row, COLUMN_OF.get(part, "type" if len(element) == 2 else "label"))

    # --- rows --------------------------------------------------------------------------------------------------------------

    def row(self, number: int, cells: Mapping[str, str]) -> None:
        kind = " ".join(cells.get("type", "").split())
        word = kind.lower()
        if not kind:
            if cells.get("name") or self.columns.has_text(cells, "label"):
                self.fault(number, "type", "In dieser Zeile fehlt der Typ.")
        elif word in OPEN or word in REPEAT:
            self.begin(number, cells, word in REPEAT)
        elif word in CLOSE:
            self.end(number)
        elif self.open and self.open[-1].table is not None:
            self.open[-1].table.append((number, cells))
        elif word.split()[0] in LEFT_OUT:
            self.dropped.add(cells.get("name", ""))
            self.note(number, "type", f"„{kind[:40]}“ gibt es hier nicht; die Zeile „{cells.get('name', '')[:40]}“ entfällt.")
        else:
            self.ask(make(kind, cells, self.columns, number), number, cells)

    def begin(self, number: int, cells: Mapping[str, str], repeats: bool) -> None:
        group = _Group(cells.get("name", ""), number, cells)
        if len(self.open) >= MOST_NESTED or len(self.pages) > MOST_PAGES:
            raise BadSurvey([Told(Place("survey", number), f"Erlaubt sind {MOST_PAGES} Seiten und {MOST_NESTED} Gruppen ineinander.")])
        if repeats:
            self.note(number, "type", f"Wiederholungen gibt es hier nicht; die Fragen von „{group.name[:40]}“ stehen einmal da.")
        ours = self.columns.ours(cells, number)
        if "table-list" in cells.get("appearance", "").split() or ours.get("kind") in ("matrix-single", "matrix-multiple", "points"):
            group.table = []
        elif not self.open:
            code = ours.get("code") if isinstance(ours.get("code"), str) else ""
            taken = {page.code for page in self.pages}
            self.pages.append(_PageMade(code or clean_code(group.name, taken), self.columns.texts(cells, "label"), group))
        elif self.columns.has_text(cells, "label"):
            self.note(number, "label", f"Eine Gruppe in einer Gruppe ist hier keine eigene Seite; die Überschrift von „{group.name[:40]}“ entfällt.")
        self.open.append(group)

    def end(self, number: int) -> None:
        if not self.open:
            self.fault(number, "type", "Hier wird eine Gruppe geschlossen, die nicht begonnen hat.")
            return
        group = self.open.pop()
        if group.table is not None:
            self.table(group)

    def table(self, group: _Group) -> None:
        """A group with the appearance table-list is one question with rows."""
        rows: list[Row] = []
        made: Made | None = None
        ours = self.columns.ours(group.cells, group.row)
        points = ours.get("kind") == "points"
        names = {}
        options: list[Option] = []
        for number, cells in (group.table or [])[: MOST_OPTIONS + 1]:
            one = make(cells.get("type", ""), cells, self.columns, number)
            self.faults += one.faults
            if one.header:
                continue
            if one.question is None or (
                not points and (one.question.kind not in ONE_OF | {Kind.MULTIPLE} or (made and made.list_name != one.list_name))
            ):
                self.fault(number, "type", "In einer Tabelle (table-list) haben alle Zeilen dieselbe Liste von Antworten.")
                continue
            made = made or one
            name = cells.get("name", "")
            part = clean_code(name.removeprefix(f"{group.name}_"), {row.code for row in rows})
            names[name] = part
            rows.append(Row(part, one.question.text))
            options.append(Option(part, one.question.text))
            for column in ("relevant",) if points else ("relevant", "constraint"):
                if cells.get(column):
                    self.note(number, column, f"Eine Bedingung für eine einzelne Zeile gibt es hier nicht; sie entfällt bei „{name[:40]}“.")
        if made is None or made.question is None:
            self.fault(group.row, "type", f"Die Tabelle „{group.name[:40]}“ hat keine Zeilen.")
            return
        text = self.columns.texts(group.cells, "label")
        if points:
            question = Question("", Kind.POINTS, text, options=tuple(options))
        else:
            kind = Kind.MATRIX_SINGLE if made.question.kind in ONE_OF else Kind.MATRIX_MULTIPLE
            required = any(cells.get("required", "").lower() in ("yes", "true", "true()", "1") for _number, cells in group.table or [])
            question = replace(made.question, kind=kind, text=text, hint={}, rows=tuple(rows), condition=None, required=required)
        code = self.ask(replace(made, question=question, faults=()), group.row, group.cells)
        for name, part in names.items():
            self.names[name] = Reference(code, part)

    def ask(self, made: Made, number: int, cells: Mapping[str, str]) -> str:
        self.faults += made.faults
        self.notes += made.notes
        if made.question is None:
            self.dropped.add(cells.get("name", ""))
            return ""
        name = cells.get("name", "")
        ours = self.columns.ours(cells, number)
        if len(self.codes) > MOST_QUESTIONS:
            raise BadSurvey.whole(f"Eine Umfrage hat höchstens {MOST_QUESTIONS} Fragen, hier sind es mehr.")
        if name in self.names:
            self.fault(number, "name", f"Den Namen „{name[:60]}“ gibt es schon.")
        code = clean_code(name, self.codes, letter=True) if name else ""
        if not name:
            self.fault(number, "name", "In dieser Zeile fehlt der Name.")
        elif code != name:
            self.note(number, "name", f"„{name[:60]}“ heißt hier „{code}“.")
        question = self.columns.completed(replace(made.question, code=code), ours, number)
        self.names[name] = Reference(code)
        self.codes[code] = made.codes
        if (not self.open or not self.pages) and (not self.pages or self.pages[-1].group is not None):
            self.pages.append(_PageMade(clean_code(f"page_{len(self.pages) + 1}", {page.code for page in self.pages}), {}, None))
        self.pages[-1].asked.append(_Asked(question, number, cells, tuple(self.open[1:] if self.open and self.pages[-1].group else self.open), ours))
        return code

    # --- conditions --------------------------------------------------------------------------------------------------------

    def survey(self) -> Survey:
        questions = {asked.question.code: asked.question for page in self.pages for asked in page.asked}
        fitting = Fitting(questions, self.codes)
        pages: list[Page] = []
        for page in (one for one in self.pages if one.asked):
            number = len(pages)
            condition = None
            if page.group is not None:
                self.places[(number,)] = page.group.row
                condition = self.expression(
                    page.group.cells, page.group.row, "relevant", "condition", fitting, self.columns.ours(page.group.cells, page.group.row)
                )
            asked = []
            for place, one in enumerate(page.asked):
                self.places[number, place] = one.row
                asked.append(self.complete(one, fitting))
            pages.append(Page(page.code, tuple(asked), page.title, condition))
        ours = self.columns.ours(self.settings, 2, "settings")
        return self.columns.survey_of(tuple(pages), ours)

    def complete(self, asked: _Asked, fitting: Fitting) -> Question:
        question, row, cells, ours = asked.question, asked.row, asked.cells, asked.ours
        condition = self.expression(cells, row, "relevant", "condition", fitting, ours)
        for group in asked.groups:
            if group.cells is not cells:
                condition = both(self.expression(group.cells, group.row, "relevant", "condition", fitting, {}), condition)
        if question.kind == Kind.CALCULATION:
            return replace(question, condition=condition, calculation=self.expression(cells, row, "calculation", "calculation", fitting, ours))
        if cells.get("calculation"):
            self.note(row, "calculation", f"Vorbelegte Antworten gibt es hier nicht; „calculation“ entfällt bei „{question.code}“.")
        check = self.expression(cells, row, "constraint", "check", fitting, ours, Reference(question.code))
        return lifted(replace(question, condition=condition, check=check), lambda text: self.note(row, "constraint", text))

    def expression(
        self, cells: Mapping[str, str], row: int, column: str, part: str, fitting: Fitting, ours: Mapping[str, Any], itself: Reference | None = None
    ) -> Tree | None:
        """What a cell says. Our own wording counts where the cell is as we wrote it."""
        source = cells.get(column, "").strip()
        own = ours.get(part)
        if isinstance(own, list) and len(own) == 2 and own[1] == source and isinstance(own[0], str):
            try:
                return parse(own[0])
            except CannotRead:
                self.note(row, OURS, f"Die Spalte „{OURS}“ ist beschädigt und zählt hier nicht.")
        if not source:
            return None
        try:
            tree = read_expression(source, fitting, self.names, itself)
            gone = [one for one in self.dropped if one and f"{{{one}}}" in source.replace(" ", "")]
            if gone:
                raise CannotCarry(f"„{gone[0]}“ ist entfallen.")
            return tree
        except CannotRead as error:
            self.fault(row, column, str(error))
        except CannotCarry as error:
            what = {"relevant": "Die Bedingung", "constraint": "Die Prüfung", "calculation": "Die Berechnung"}[column]
            self.note(row, column, f"{what} „{source[:80]}“ entfällt: {error}")
        return None
