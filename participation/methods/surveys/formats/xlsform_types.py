"""One row of an XLSForm's sheet survey as a question, by its type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from participation.methods.surveys.definition import Kind, Option, Question, Texts
from participation.methods.surveys.faults import Place, Told
from participation.methods.surveys.formats.xlsform_columns import Columns
from participation.methods.surveys.formats.xlsform_words import CHOICE_TYPES, ENDINGS, NEARLY, PLAIN_TYPES
from participation.methods.surveys.limits import MOST_DECIMALS
from participation.methods.tables import listed, meant

NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Made:
    """A question without its code and conditions; None where there is none. `header`: the heading of a table, which asks nothing."""

    question: Question | None
    list_name: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Told, ...] = ()
    notes: tuple[Told, ...] = ()
    header: bool = False


def make(kind: str, cells: Mapping[str, str], columns: Columns, row: int) -> Made:
    """The question of a row."""
    words = kind.split()
    word = words[0].lower()
    here = Place("survey", row, "type")
    notes: list[Told] = []
    if word == "select" and len(words) > 1 and words[1].lower() in ("one", "multiple", "all"):  # an older way to write it
        word, words = (
            "select_one" if words[1].lower() == "one" else "select_multiple",
            ["", *[one for one in words[2:] if one.lower() not in ("from", "that", "apply")]],
        )
    text, hint = columns.texts(cells, "label") or {columns.main: cells.get("name", "")}, columns.texts(cells, "hint")
    required = cells.get("required", "").lower()
    if required not in ("", "yes", "no", "true", "false", "true()", "false()", "1", "0"):
        notes.append(Told(Place("survey", row, "required"), "Eine Pflicht unter Bedingungen gibt es hier nicht; die Frage ist freiwillig."))
    must = required in ("yes", "true", "true()", "1")
    check_text = columns.texts(cells, "constraint_message")
    if word in CHOICE_TYPES:
        made = _choice(CHOICE_TYPES[word], words[1:], cells, columns, here)
        if made.question is None:
            return made
        question = Question("", made.question.kind, text, hint, must, options=made.question.options, shuffled=_shuffled(cells))
        if cells.get("choice_filter"):
            notes.append(
                Told(
                    Place("survey", row, "choice_filter"), "Antworten, die von anderen Antworten abhängen, gibt es hier nicht; alle stehen zur Wahl."
                )
            )
        header = cells.get("appearance", "").strip() == "label"
        if question.kind != Kind.RANKING:
            question = _with_check(question, check_text)
        return Made(question, made.list_name, made.codes, (), tuple(notes), header)
    if word == "acknowledge" or word == "trigger":
        return Made(Question("", Kind.SINGLE, text, hint, must, options=(Option("OK", {columns.main: "OK"}),)), notes=tuple(notes))
    found = PLAIN_TYPES.get(word)
    if found is None and word in NEARLY:
        found, note = NEARLY[word]
        notes.append(Told(here, note))
    if found is None:
        known = [*PLAIN_TYPES, *CHOICE_TYPES]
        return Made(None, faults=(Told(here, f"Den Typ „{kind[:40]}“ gibt es in XLSForm nicht. {meant(word, known)}".strip()),))
    return Made(_plain(found, word, (text, hint), must, check_text, cells, columns), notes=tuple(notes))


def _with_check(question: Question, check_text: Texts) -> Question:
    return Question(
        question.code,
        question.kind,
        question.text,
        question.hint,
        question.required,
        options=question.options,
        shuffled=question.shuffled,
        check_text=check_text,
    )


def _plain(
    kind: Kind,
    word: str,
    texts: tuple[Texts, Texts],
    must: bool,
    check_text: Mapping[str, str],
    cells: Mapping[str, str],
    columns: Columns,
) -> Question:
    text, hint = texts
    if kind == Kind.INFORMATION:
        return Question("", kind, text, hint)
    if kind == Kind.CALCULATION:
        return Question("", kind, columns.texts(cells, "label"))
    if kind == Kind.PLACE:
        return Question("", kind, text, hint, must)
    if kind == Kind.FILE:
        return Question("", kind, text, hint, must, endings=ENDINGS.get(word, ()))
    if word == "range":
        return _range(text, hint, must, check_text, cells)
    if kind == Kind.NUMBER:
        return Question("", kind, text, hint, must, decimals=MOST_DECIMALS if word == "decimal" else 0, check_text=check_text)
    if kind == Kind.SHORT_TEXT and "multiline" in cells.get("appearance", "").split():
        kind = Kind.LONG_TEXT
    return Question("", kind, text, hint, must, check_text=check_text)


def _range(text: Texts, hint: Texts, must: bool, check_text: Texts, cells: Mapping[str, str]) -> Question:
    """A range of few whole numbers is a scale, any other a number."""
    given = dict(part.split("=", 1) for part in re.split(r"[\s,;]+", cells.get("parameters", "")) if "=" in part)
    start, end, step = (
        float(given[name]) if NUMBER.fullmatch(given.get(name, "")) else usual for name, usual in (("start", 1.0), ("end", 10.0), ("step", 1.0))
    )
    if step == 1 and start.is_integer() and end.is_integer() and 1 <= end - start <= 10:
        return Question("", Kind.SCALE, text, hint, must, minimum=start, maximum=end, check_text=check_text)
    decimals = len(given.get("step", "").partition(".")[2])
    return Question("", Kind.NUMBER, text, hint, must, minimum=start, maximum=end, decimals=decimals, check_text=check_text)


def _shuffled(cells: Mapping[str, str]) -> bool:
    return "randomize=true" in cells.get("parameters", "").replace(" ", "").lower()


def _choice(kind: Kind, words: list[str], cells: Mapping[str, str], columns: Columns, here: Place) -> Made:
    """A question whose answers stand in the sheet choices."""
    name = words[0] if words else ""
    choices = columns.lists.get(name)
    if choices is None:
        hint = meant(name, list(columns.lists)) or (
            f"Es gibt: {listed(columns.lists)}." if columns.lists else "Das Blatt „choices“ ist leer oder fehlt."
        )
        return Made(None, faults=(Told(here, f"Die Liste „{name[:40]}“ gibt es nicht. {hint}"),))
    options = choices.options
    if "or_other" in words[1:]:
        options = (*options, Option("other", {columns.main: "Anderes"}, own_text=True))
    if kind == Kind.SINGLE and {"minimal", "autocomplete", "quick minimal"} & set(cells.get("appearance", "").split()):
        kind = Kind.DROPDOWN
    return Made(Question("", kind, options=options), name, choices.codes)
