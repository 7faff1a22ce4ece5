"""The form of a condition: a line for each comparison, made of earlier questions; and the same as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from participation.kit.language import gettext as _
from participation.kit.text import clean_line
from participation.methods.surveys.conditions import Tree
from participation.methods.surveys.conditions.printing import number
from participation.methods.surveys.definition import DONT_KNOW, Kind, Survey
from participation.methods.surveys.editing.clauses import ANSWERED, MOST_CLAUSES, Askable, Clause, Clauses, as_clauses, as_tree
from participation.methods.surveys.meaning import CHOICE, CHOICES, DAY, NUMBER
from participation.surveys.editing_forms import Unread
from participation.surveys.editing_words import OPERATORS, in_main

_NUMBER = re.compile(r"-?\d{1,12}([.,]\d{1,6})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison as typed: the key of what is looked at, how, and with what."""

    what: str = ""
    how: str = ""
    value: str = ""


@dataclass(slots=True)
class Asking:
    """The form of a condition, with what it may look at."""

    survey: Survey
    askables: Sequence[Askable]
    join: str = "and"
    lines: list[Line] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    focus: str = ""

    def askable(self, key: str) -> Askable | None:
        """What a line looks at."""
        return next((one for one in self.askables if one.key == key), None)

    @property
    def questions(self) -> list[tuple[str, str]]:
        """What can be looked at, as (key, words)."""
        return [("", _("Bitte wählen")), *((one.key, self._words(one)) for one in self.askables)]

    def _words(self, one: Askable) -> str:
        words = in_main(self.survey, one.question)
        return f"{words} – {in_main(self.survey, one.part)}" if one.part is not None else words

    def operators(self, line: Line) -> list[tuple[str, str]]:
        """How a line can compare, as (value, words)."""
        found = self.askable(line.what)
        return [(one, str(OPERATORS[one])) for one in (found.operators if found is not None else ANSWERED)]

    def values(self, line: Line) -> list[tuple[str, str]]:
        """What a line can compare with where one chooses, as (code, words); empty where one types."""
        found = self.askable(line.what)
        if found is None:
            return []
        question = found.question
        if found.meaning in (CHOICE, CHOICES):
            return [("", _("Bitte wählen")), *((option.code, in_main(self.survey, option)) for option in question.options)]
        if question.kind == Kind.SCALE:
            steps = [(str(step), str(step)) for step in question.steps]
            return [("", _("Bitte wählen")), *steps, *([(DONT_KNOW, _("weiß nicht"))] if question.dont_know else [])]
        return []

    def typed_as(self, line: Line) -> str:
        """What kind of field a typed value needs: `date` or `text`."""
        found = self.askable(line.what)
        return "date" if found is not None and found.meaning == DAY else "text"

    def needs_value(self, line: Line) -> bool:
        """Whether a line compares with something."""
        return line.how not in ANSWERED


def of_condition(survey: Survey, askables: Sequence[Askable], tree: Tree | None) -> Asking | None:
    """The form of a condition; None where it can only be shown as text."""
    shown = as_clauses(tree)
    known = {one.key for one in askables}
    if shown is None:
        return None
    lines = [_line(one) for one in shown.parts]
    if any(line.what not in known for line in lines):
        return None
    return Asking(survey, askables, shown.join, lines or [Line()])


def _line(clause: Clause) -> Line:
    what = f"{clause.code}.{clause.part}" if clause.part else clause.code
    return Line(what, clause.operator, number(clause.value).replace(".", ",") if isinstance(clause.value, float) else clause.value)


def sent_condition(survey: Survey, askables: Sequence[Askable], form: MultiDict[str, str]) -> Asking:
    """The form as it was sent."""
    asking = Asking(survey, askables, "or" if form.get("join") == "or" else "and")
    places = [one for one in form.getlist("lines")[:MOST_CLAUSES] if re.fullmatch(r"\d{1,2}", one, re.ASCII)]
    for place in dict.fromkeys(places):
        what, how, value = (clean_line(form.get(f"line-{place}-{part}", "")[:1000]) for part in ("what", "how", "value"))
        line = Line(what, how, value)
        possible = [one for one, _words in asking.operators(line)]
        asking.lines.append(line if how in possible else Line(what, possible[0], value))
    return asking


def rearrange_lines(asking: Asking, op: str) -> bool:
    """Do what a button beside the lines asks for; whether it was one. Nothing is kept by that."""
    found = re.fullmatch(r"line-(add|refresh|chosen|remove)(?:-(\d{1,2}))?", op, re.ASCII)
    if found is None:
        return False
    act, place = found[1], int(found[2] or 0)
    if act == "add" and len(asking.lines) < MOST_CLAUSES:
        asking.lines.append(Line())
        asking.focus = f"line-{len(asking.lines) - 1}-what"
    elif act == "remove" and place < len(asking.lines):
        del asking.lines[place]
        asking.lines = asking.lines or [Line()]
        asking.focus = f"line-{min(place, len(asking.lines) - 1)}-what"
    elif act == "chosen":  # by a script as soon as a question is chosen: whoever goes on with the arrow keys stays there
        asking.focus = f"line-{place}-what"
    elif act == "refresh":
        asking.focus = f"line-{place}-how"
    return True


def read_condition(asking: Asking) -> Tree | None:
    """The condition that was typed; None without any. Raises Unread."""
    asking.lines = [line for line in asking.lines if line.what] or [Line()]
    errors: dict[str, str] = {}
    found = []
    for place, line in enumerate(asking.lines):
        askable = asking.askable(line.what)
        if not line.what:
            continue
        if askable is None:
            errors[f"line-{place}-what"] = _("Diese Frage steht nicht mehr davor. Bitte wählen Sie eine andere.")
            continue
        try:
            value = _value(askable, line) if asking.needs_value(line) else ""
        except ValueError as error:
            errors[f"line-{place}-value"] = str(error)
            continue
        part = askable.part.code if askable.part is not None else ""
        found.append(Clause(askable.question.code, part, line.how, value))
    if errors:
        raise Unread(errors)
    return as_tree(Clauses(asking.join, tuple(found)))


def _value(askable: Askable, line: Line) -> str | float:
    """What a line compares with. Raises ValueError with the sentence to show."""
    if not line.value:
        raise ValueError(_("Bitte geben Sie an, womit verglichen wird."))
    if askable.meaning != NUMBER or (line.value == DONT_KNOW and askable.question.dont_know and line.how in ("=", "!=")):
        return line.value
    if not _NUMBER.fullmatch(line.value):
        raise ValueError(_("Bitte geben Sie eine Zahl ein, zum Beispiel 12."))
    return float(line.value.replace(",", ".")) + 0.0
