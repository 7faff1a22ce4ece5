"""The form of one question, fitted to its kind: what is typed, how it is read, and the buttons that add, move and remove answers without a script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from participation.kit.language import gettext as _
from participation.kit.text import clean_line, clean_text
from participation.methods.surveys.conditions import CannotRead, Tree, parse, printed
from participation.methods.surveys.conditions.printing import number
from participation.methods.surveys.definition import FITTING, MOST_OPTIONS, TEXT_PARTS, Kind, Option, Question, Row, Survey, Texts
from participation.methods.surveys.editing.codes import made_code
from participation.methods.surveys.faults import Fault
from participation.surveys.editing_fields import Spec, specs

LONGEST_TYPED = 12_000
LISTS = ("rows", "options")
OP = re.compile(r"(rows|options)-(up|down|remove|add|lines)(?:-(\d{1,3}))?", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,13}([.,]\d{1,6})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer, or a row of a table, as typed. `old`: the code under which it is kept; empty while it is new."""

    text: str = ""
    code: str = ""
    old: str = ""
    own_text: bool = False
    exclusive: bool = False


class Unread(ValueError):
    """What was typed cannot be read: field → sentence."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(slots=True)
class Typed:
    """A question as its form holds it."""

    kind: Kind
    values: dict[str, str] = field(default_factory=dict)
    ticks: set[str] = field(default_factory=set)
    lists: dict[str, list[Choice]] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    focus: str = ""

    @property
    def specs(self) -> list[Spec]:
        """The fields beside the answers, in their order."""
        return specs(self.kind)

    @property
    def own_texts(self) -> bool:
        """Whether an answer may have a text of its own beside it."""
        return self.kind in (Kind.SINGLE, Kind.DROPDOWN, Kind.MULTIPLE)

    @property
    def exclusives(self) -> bool:
        """Whether an answer may shut out the others."""
        return self.kind in (Kind.MULTIPLE, Kind.MATRIX_MULTIPLE)


def blank(kind: Kind) -> Typed:
    """The form of a new question."""
    typed = Typed(kind)
    usual = {Kind.SCALE: {"minimum": "1", "maximum": "5"}, Kind.POINTS: {"total": "10"}, Kind.NUMBER: {"decimals": "0"}, Kind.FILE: {"maximum": "1"}}
    typed.values = dict(usual.get(kind, {}))
    for name in _lists(kind):
        typed.lists[name] = [Choice(), Choice(), Choice()] if name == "options" else [Choice(), Choice()]
    return typed


def _lists(kind: Kind) -> list[str]:
    return [name for name in LISTS if name in FITTING[kind]]


def of_question(question: Question, main: str) -> Typed:
    """The form of a question that is there."""
    typed = Typed(question.kind)
    for spec in typed.specs:
        value = getattr(question, spec.name)
        if spec.form == "tick":
            if value:
                typed.ticks.add(spec.name)
        else:
            typed.values[spec.name] = _shown(value, main)
    for name in _lists(question.kind):
        typed.lists[name] = [
            Choice(one.text.get(main, ""), one.code, one.code, getattr(one, "own_text", False), getattr(one, "exclusive", False))
            for one in getattr(question, name)
        ]
    return typed


def _shown(value: Any, main: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, Mapping):
        return str(value.get(main, ""))
    if isinstance(value, int | float):
        return number(float(value)).replace(".", ",")
    return printed(value)


def sent(kind: Kind, form: MultiDict[str, str]) -> Typed:
    """The form as it was sent."""
    typed = Typed(kind)
    for spec in typed.specs:
        raw = form.get(spec.name, "")[:LONGEST_TYPED]
        if spec.form == "tick":
            if raw:
                typed.ticks.add(spec.name)
        else:
            typed.values[spec.name] = clean_text(raw) if spec.form in ("text", "tree") else clean_line(raw)
    for name in _lists(kind):
        places = [one for one in form.getlist(name)[:MOST_OPTIONS] if re.fullmatch(r"\d{1,3}", one, re.ASCII)]
        typed.lists[name] = [_choice(form, f"{name}-{place}") for place in dict.fromkeys(places)]
        typed.lines[name] = clean_text(form.get(f"{name}-lines", "")[:LONGEST_TYPED])
    return typed


def _choice(form: MultiDict[str, str], name: str) -> Choice:
    text, code, old = (clean_line(form.get(f"{name}-{part}", "")[:LONGEST_TYPED]) for part in ("text", "code", "old"))
    return Choice(text, code, old, bool(form.get(f"{name}-own")), bool(form.get(f"{name}-only")))


def rearrange(typed: Typed, op: str) -> bool:
    """Do what a button beside the answers asks for; whether it was one. Nothing is kept by that."""
    found = OP.fullmatch(op)
    if found is None or found[1] not in typed.lists:
        return False
    name, act, place = found[1], found[2], int(found[3] or 0)
    choices = typed.lists[name]
    if act == "add":
        choices.append(Choice())
        typed.focus = f"{name}-{len(choices) - 1}-text"
    elif act == "lines":
        take_lines(typed)
        typed.focus = f"{name}-lines"
    elif place < len(choices):
        _move(typed, name, act, place)
    return True


def _move(typed: Typed, name: str, act: str, place: int) -> None:
    choices = typed.lists[name]
    if act == "remove":
        del choices[place]
        typed.focus = f"{name}-{min(place, len(choices) - 1)}-text" if choices else f"{name}-add"
        return
    other = place + (-1 if act == "up" else 1)
    if 0 <= other < len(choices):
        choices[place], choices[other] = choices[other], choices[place]
        place = other
    at_edge = place == 0 if act == "up" else place == len(choices) - 1
    back = "down" if act == "up" else "up"
    typed.focus = f"{name}-{back if at_edge else act}-{place}" if len(choices) > 1 else f"{name}-{place}-text"


def take_lines(typed: Typed) -> None:
    """Make an answer of each line of the field for several; empty ones at the end give way."""
    for name, text in typed.lines.items():
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        if not lines:
            continue
        choices = typed.lists[name]
        while choices and choices[-1] == Choice():
            choices.pop()
        choices.extend(Choice(line) for line in lines[: max(0, MOST_OPTIONS + 1 - len(choices))])
        typed.lines[name] = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A question as it was typed, and which codes change, old → new."""

    question: Question
    options: Mapping[str, str]
    rows: Mapping[str, str]


def read(typed: Typed, survey: Survey, old: Question | None) -> Read:
    """The question that was typed; what the form does not show stays as it was. Raises Unread with what cannot be read."""
    take_lines(typed)
    main = survey.languages[0]
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for spec in typed.specs:
        try:
            values[spec.name] = _value(typed, spec, old, main)
        except ValueError as error:
            errors[spec.name] = str(error)
    moved: dict[str, dict[str, str]] = {"options": {}, "rows": {}}
    for name in _lists(typed.kind):
        values[name], moved[name] = _read_choices(typed, name, getattr(old, name) if old is not None else (), main, errors)
    if errors:
        raise Unread(errors)
    taken = {one.code for one in survey.questions} - ({old.code} if old is not None else set())
    code = values.pop("code") or (old.code if old is not None else made_code(typed.values.get("text", ""), taken, "frage"))
    base = old if old is not None else Question(code, typed.kind)
    return Read(replace(base, code=code, **values), moved["options"], moved["rows"])


def _value(typed: Typed, spec: Spec, old: Question | None, main: str) -> Any:
    """What one field says. Raises ValueError with the sentence to show."""
    if spec.form == "tick":
        return spec.name in typed.ticks
    text = typed.values.get(spec.name, "")
    if spec.name in TEXT_PARTS:
        return _texts(getattr(old, spec.name) if old is not None else {}, text, main, keeps=spec.name == "text")
    if spec.form in ("number", "whole"):
        return _read_number(spec, text)
    if spec.form == "tree":
        return _read_tree(text)
    if spec.name == "endings":
        return tuple(one.lower().lstrip(".") for one in re.split(r"[,;\s]+", text) if one)
    return text


def _texts(before: Texts, text: str, main: str, *, keeps: bool = False) -> Texts:
    """The texts with another one in the main language; without it the translations go too, unless it is needed."""
    if not text and not keeps:
        return {}
    others = {language: one for language, one in before.items() if language != main}
    return {main: text, **others} if text or others else {}


def _read_number(spec: Spec, text: str) -> float | int | None:
    if not text:
        return None if spec.form == "number" else 0
    if not _NUMBER.fullmatch(text) or (spec.form == "whole" and not re.fullmatch(r"\d{1,9}", text, re.ASCII)):
        raise ValueError(_("Bitte geben Sie eine Zahl ein, zum Beispiel 12."))
    value = float(text.replace(",", "."))
    return int(value) if spec.form == "whole" else value + 0.0


def _read_tree(text: str) -> Tree | None:
    if not text:
        return None
    try:
        return parse(text)
    except CannotRead as error:
        raise ValueError(str(error)) from error


def _read_choices(
    typed: Typed, name: str, before: Sequence[Option | Row], main: str, errors: dict[str, str]
) -> tuple[tuple[Option | Row, ...], dict[str, str]]:
    """The answers or rows that were typed, and their codes old → new; those that are new and empty fall away."""
    known = {one.code: one for one in before}
    typed.lists[name] = [one for one in typed.lists[name] if one.text or one.code or one.old in known]
    found: list[Option | Row] = []
    moved = {}
    taken = {one.code or one.old for one in typed.lists[name]}
    for place, one in enumerate(typed.lists[name]):
        if not one.text:
            errors[f"{name}-{place}-text"] = _("Bitte geben Sie einen Text ein, oder entfernen Sie die Zeile.")
        old = known.get(one.old)
        code = one.code or (old.code if old is not None else made_code(one.text, taken, "antwort" if name == "options" else "zeile"))
        taken.add(code)
        if old is not None:
            moved[old.code] = code
        texts = _texts(old.text if old is not None else {}, one.text, main, keeps=True)
        found.append(Row(code, texts) if name == "rows" else Option(code, texts, one.exclusive, one.own_text))
    return tuple(found), moved


def blame(typed: Typed, faults: Iterable[Fault], own: Sequence[int | str]) -> list[Fault]:
    """Put the faults of the form's own question beside its fields; returns the others."""
    names = {spec.name for spec in typed.specs}
    others = []
    for one in faults:
        rest = one.element[2:]
        if one.element[:2] != tuple(own):
            others.append(one)
        elif len(rest) == 2:
            typed.errors.setdefault(f"{rest[0]}-{rest[1]}-{'code' if one.part == 'code' else 'text'}", one.text)
        elif one.part in typed.lists:
            typed.errors.setdefault(f"{one.part}-lines", one.text)
        elif one.part in names:
            typed.errors.setdefault(one.part, one.text)
        else:
            others.append(one)
    return others
