"""Surveys written as XLSForm workbooks. What XLSForm cannot say stands in our own column, and in the report: other programs will not see it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from participation.methods.surveys.conditions import CannotRead, Tree, printed
from participation.methods.surveys.conditions.tree import Binary, Call, Contains, Not, Number, Reference, Text, both
from participation.methods.surveys.definition import DONT_KNOW, MATRIX, WITH_OPTIONS, Kind, Option, Page, Question, Survey, Texts
from participation.methods.surveys.faults import Place, Told
from participation.methods.surveys.formats.carried import Written
from participation.methods.surveys.formats.fitting import CannotCarry, Fitting
from participation.methods.surveys.formats.workbooks import write_sheets
from participation.methods.surveys.formats.xlsform_expressions import read_expression, write_expression
from participation.methods.surveys.formats.xlsform_words import OURS, heading_of

TYPES = {
    Kind.SHORT_TEXT: "text", Kind.LONG_TEXT: "text", Kind.NUMBER: "integer", Kind.DATE: "date", Kind.SINGLE: "select_one", Kind.DROPDOWN: "select_one",
    Kind.MULTIPLE: "select_multiple", Kind.SCALE: "range", Kind.RANKING: "rank", Kind.PLACE: "geopoint", Kind.FILE: "file", Kind.INFORMATION: "note",
    Kind.CALCULATION: "calculate", Kind.MATRIX_SINGLE: "select_one", Kind.MATRIX_MULTIPLE: "select_multiple", Kind.POINTS: "integer",
}  # fmt: skip
APPEARANCE = {Kind.LONG_TEXT: "multiline", Kind.DROPDOWN: "minimal"}
UNSEEN = {
    "unit": "die Einheit", "low_text": "die Worte am Rand der Skala", "high_text": "die Worte am Rand der Skala", "endings": "die erlaubten Endungen",
    "megabytes": "die Größe von Dateien", "total": "die Summe der Punkte", "decimals": "die Zahl der Nachkommastellen",
}  # fmt: skip
FIRST = ("type", "name")
LAST = ("required", "relevant", "constraint", "calculation", "parameters", "appearance", OURS)
Cells = dict[str, str]


def write_xlsform(survey: Survey) -> Written:
    """The workbook with the sheets survey, choices and settings. Reading it gives the same survey."""
    return _Writing(survey).written()


class _Writing:
    """Collects rows."""

    def __init__(self, survey: Survey) -> None:
        self.survey, self.notes = survey, list[Told]()
        self.questions = {question.code: question for question in survey.questions}
        self.names = names_of(survey)
        self.lists: dict[str, str] = {}
        self.rows: list[Cells] = []
        self.choices: list[Cells] = []

    def written(self) -> Written:
        for page in self.survey.pages:
            self.page(page)
        settings = self.settings()
        languages = [heading_of(language) for language in self.survey.languages]
        columns = [*FIRST, *(f"{base}::{one}" for base in ("label", "hint", "constraint_message") for one in languages), *LAST]
        sheets = {
            "survey": _table(columns, self.rows),
            "choices": _table(["list_name", "name", *(f"label::{one}" for one in languages), OURS], self.choices),
            "settings": _table(list(settings), [settings]),
        }
        return Written(write_sheets(sheets), tuple(self.notes))

    def note(self, text: str) -> None:
        told = Told(Place("survey", len(self.rows) + 2), text)
        if told not in self.notes:
            self.notes.append(told)

    def settings(self) -> Cells:
        survey, main = self.survey, self.survey.languages[0]
        ours = {
            "languages": list(survey.languages),
            "title": dict(survey.title),
            "introduction": dict(survey.introduction),
            "thanks": dict(survey.thanks),
        }
        if survey.introduction or survey.thanks:
            self.notes.append(Told(Place("settings", 2), "Einleitung und Dank sehen andere Programme nicht."))
        return {
            "form_title": survey.title.get(main, ""), "form_id": survey.code, "version": str(survey.version), "default_language": heading_of(main),
            "style": "pages", OURS: _json(ours),
        }  # fmt: skip

    def page(self, page: Page) -> None:
        ours: dict[str, Any] = {} if page.code[:1].isalpha() else {"code": page.code}
        cells = {
            "type": "begin_group",
            "name": page.code if not ours else f"_{page.code}",
            "appearance": "field-list",
            **self.texts("label", page.title),
        }
        self.expression(cells, "relevant", "condition", page.condition, ours)
        self.add(cells, ours)
        for question in page.questions:
            if question.kind in MATRIX or question.kind == Kind.POINTS:
                self.table(question)
            else:
                self.add(*self.question(question))
        self.add({"type": "end_group"}, {})

    def add(self, cells: Cells, ours: Mapping[str, Any]) -> None:
        self.rows.append({**cells, OURS: _json(ours)} if ours else cells)

    def texts(self, base: str, texts: Texts) -> Cells:
        return {f"{base}::{heading_of(language)}": text for language, text in texts.items()}

    def question(self, question: Question) -> tuple[Cells, dict[str, Any]]:
        kind, ours = question.kind, dict[str, Any]()
        cells = {"type": TYPES[kind], "name": question.code, **self.texts("label", question.text), **self.texts("hint", question.hint)}
        cells |= {
            "appearance": APPEARANCE.get(kind, ""),
            "required": "yes" if question.required else "",
            **self.texts("constraint_message", question.check_text),
        }
        if kind in WITH_OPTIONS:
            cells["type"] += f" {self.list_of(question.options, question.code)}"
        if question.shuffled:
            cells["parameters"] = "randomize=true"
        if kind == Kind.NUMBER and question.decimals:
            cells["type"] = "decimal"
        if kind == Kind.SCALE:
            ours |= self.scale(question, cells)
        self.unseen(question, ours)
        self.expression(cells, "relevant", "condition", question.condition, ours)
        if kind == Kind.CALCULATION:
            self.expression(cells, "calculation", "calculation", question.calculation, ours)
        self.expression(cells, "constraint", "check", self.limits(question, ours), ours, question.code)
        return cells, ours

    def scale(self, question: Question, cells: Cells) -> dict[str, Any]:
        """A range; or with „weiß nicht“ a list of its numbers, of which only our column knows that it is a scale."""
        if not question.dont_know:
            cells["parameters"] = f"start={question.steps[0]} end={question.steps[-1]} step=1"
            return {}
        known = {"de": "weiß nicht", "en": "don't know"}
        numbers = tuple(Option(str(step), {language: str(step) for language in self.survey.languages}) for step in question.steps)
        last = Option(DONT_KNOW, {language: known.get(language, known["en"]) for language in self.survey.languages})
        cells["type"], cells["appearance"] = f"select_one {self.list_of((*numbers, last), question.code)}", "likert"
        return {"kind": Kind.SCALE, "minimum": question.minimum, "maximum": question.maximum, "dont_know": True}

    def unseen(self, question: Question, ours: dict[str, Any]) -> None:
        """What only our column can hold."""
        for part, words in UNSEEN.items():
            value = getattr(question, part)
            if value:
                ours[part] = dict(value) if isinstance(value, Mapping) else list(value) if isinstance(value, tuple) else value
                self.note(f"„{question.code}“: {words[0].upper()}{words[1:]} sehen andere Programme nicht.")
        if question.kind in (Kind.FILE, Kind.RANKING):
            ours |= {part: getattr(question, part) for part in ("minimum", "maximum") if getattr(question, part) is not None}
            if "minimum" in ours or "maximum" in ours:
                self.note(f"„{question.code}“: Wie viele es mindestens und höchstens sind, sehen andere Programme nicht.")
        if any(option.own_text for option in question.options):
            self.note(f"„{question.code}“: Das Feld für einen eigenen Text sehen andere Programme nicht.")

    def limits(self, question: Question, ours: dict[str, Any]) -> Tree | None:
        """Limits and check of a question as one condition."""
        itself, tree = Reference(question.code), question.check
        low, high = question.minimum, question.maximum
        found: list[Tree] = []
        if question.kind == Kind.NUMBER:
            found = [Binary(word, itself, Number(limit)) for word, limit in ((">=", low), ("<=", high)) if limit is not None]
        elif question.kind == Kind.DATE:
            found = [Binary(word, itself, Text(day)) for word, day in ((">=", question.earliest), ("<=", question.latest)) if day]
        elif question.kind in (Kind.SHORT_TEXT, Kind.LONG_TEXT) and high is not None:
            found = [Binary("<=", Call("length", (itself,)), Number(high))]
        elif question.kind == Kind.MULTIPLE:
            alone = [option.code for option in question.options if option.exclusive]
            if alone and low is not None:
                ours["minimum"], low = low, None
                self.note(f"„{question.code}“: Wie viele es mindestens sind, sehen andere Programme nicht.")
            found = [Binary(word, Call("count", (itself,)), Number(limit)) for word, limit in ((">=", low), ("<=", high)) if limit is not None]
            found += [Not(Binary("and", Contains(itself, code), Binary(">", Call("count", (itself,)), Number(1.0)))) for code in alone[:1]]
        for clause in reversed(found):
            tree = both(clause, tree)
        return tree

    def expression(self, cells: Cells, column: str, part: str, tree: Tree | None, ours: dict[str, Any], itself: str = "") -> None:
        """Fill a cell; our own wording goes beside it where reading it would give something else."""
        if tree is None:
            return
        try:
            cells[column] = write_expression(tree, self.questions, itself)
        except CannotCarry as error:
            self.note(f"„{cells.get('name', '')}“: „{printed(tree)[:80]}“ sehen andere Programme nicht: {error}")
        written = cells.get(column, "")
        try:
            same = bool(written) and read_expression(written, Fitting(self.questions, {}), self.names, Reference(itself) if itself else None) == tree
        except (CannotCarry, CannotRead):
            same = False
        if not same:
            ours[part] = [printed(tree), written]

    def list_of(self, options: tuple[Option, ...], code: str) -> str:
        """The name of a list with these choices."""
        key = json.dumps([[one.code, dict(one.text), one.exclusive, one.own_text] for one in options])
        if key not in self.lists:
            self.lists[key] = code
            for option in options:
                ours = {name: True for name in ("exclusive", "own_text") if getattr(option, name)}
                cells = {"list_name": code, "name": option.code, **self.texts("label", option.text)}
                self.choices.append({**cells, OURS: _json(ours)} if ours else cells)
        return self.lists[key]

    def table(self, question: Question) -> None:
        """A matrix as a table of questions with the same choices; points as a group of numbers."""
        points = question.kind == Kind.POINTS
        ours: dict[str, Any] = {"kind": question.kind}
        cells = {
            "type": "begin_group",
            "name": question.code,
            "appearance": "" if points else "table-list",
            **self.texts("label", question.text),
            **self.texts("hint", question.hint),
        }
        if question.hint:
            ours["hint"] = dict(question.hint)
        for part in ("required", "shuffled"):
            if getattr(question, part):
                ours[part] = True
        self.unseen(question, ours)
        self.expression(cells, "relevant", "condition", question.condition, ours)
        self.add(cells, ours)
        kind = TYPES[question.kind] if points else f"{TYPES[question.kind]} {self.list_of(question.options, question.code)}"
        for row in question.options if points else question.rows:
            line = {
                "type": kind,
                "name": f"{question.code}_{row.code}",
                **self.texts("label", row.text),
                "required": "yes" if question.required else "",
            }
            if points:
                line["constraint"] = f". >= 0 and . <= {question.total}"
            self.add(line, {})
        self.add({"type": "end_group"}, {})


def names_of(survey: Survey) -> dict[str, Reference]:
    """The names that questions, rows of matrices and options with points have in XLSForm."""
    found = {question.code: Reference(question.code) for question in survey.questions}
    for question in survey.questions:
        parts = question.rows if question.kind in MATRIX else question.options if question.kind == Kind.POINTS else ()
        found |= {f"{question.code}_{part.code}": Reference(question.code, part.code) for part in parts}
    return found


def _table(columns: list[str], rows: list[Cells]) -> list[list[str]]:
    """Rows under their heading, without columns that are empty."""
    used = [column for column in columns if column in FIRST or any(row.get(column) for row in rows)]
    return [used, *([row.get(column, "") for column in used] for row in rows)]


def _json(ours: Mapping[str, Any]) -> str:
    return json.dumps(ours, ensure_ascii=False)
