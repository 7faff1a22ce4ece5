"""What a condition means for the questions of a survey: codes that do not exist, and values that cannot be compared, told in German."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from participation.methods.surveys.conditions import Tree
from participation.methods.surveys.conditions.evaluating import DAY as DAY_FORM
from participation.methods.surveys.conditions.tree import MOST_HEIGHT, Among, Binary, Call, Contains, Negative, Not, Number, Reference, Text, height
from participation.methods.surveys.definition import DONT_KNOW, MATRIX, Kind, Question
from participation.methods.tables import listed, meant

NUMBER, TEXT, DAY, TRUTH, CHOICE, CHOICES, MIXED, UNKNOWN = "Zahl", "Text", "Datum", "Aussage", "Antwort", "Antworten", "Verschiedenes", ""
"""What a value can be. MIXED: only asked whether it is answered, or counted; UNKNOWN: a fault that has been told, or what cannot be known."""
SIMPLE = {
    Kind.SHORT_TEXT: TEXT, Kind.LONG_TEXT: TEXT, Kind.NUMBER: NUMBER, Kind.DATE: DAY, Kind.SINGLE: CHOICE, Kind.DROPDOWN: CHOICE, Kind.MULTIPLE: CHOICES,
    Kind.SCALE: NUMBER, Kind.RANKING: CHOICES, Kind.FILE: MIXED, Kind.PLACE: MIXED, Kind.POINTS: MIXED, Kind.MATRIX_SINGLE: MIXED, Kind.MATRIX_MULTIPLE: MIXED,
}  # fmt: skip


class Meaning:
    """What the values of a survey's conditions are; made once for all questions in their order."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self.scope = {question.code: question for question in questions}
        self.calculated: dict[str, str] = {}
        for question in self.scope.values():  # each needs only those before it; others stay unknown, and that is told elsewhere
            if question.kind == Kind.CALCULATION and question.calculation is not None and height(question.calculation) <= MOST_HEIGHT:
                self.calculated[question.code] = self.kind(question.calculation)

    def kind(self, tree: Tree) -> str:
        """What the value of a tree is."""
        return _Look(self).kind(tree)

    def wrong(self, tree: Tree, wanted: tuple[str, ...] = (TRUTH,)) -> list[str]:
        """What is wrong with a tree whose value shall be one of `wanted`."""
        look = _Look(self)
        found = look.kind(tree)
        if not look.faults and found not in (*wanted, UNKNOWN):
            look.faults.append(f"Hier wird {' oder '.join(wanted)} gebraucht, das ergibt: {found}.")
        return look.faults


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar as 2026-05-31."""
    try:
        return bool(DAY_FORM.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


class _Look:
    """Goes through one tree and collects faults."""

    def __init__(self, meaning: Meaning) -> None:
        self.scope, self.calculated = meaning.scope, meaning.calculated
        self.faults: list[str] = []

    def kind(self, tree: Tree) -> str:
        match tree:
            case Number():
                return NUMBER
            case Text():
                return TEXT
            case Reference():
                return self.reference(tree)
            case Not(of):
                self.demand(of, TRUTH, "not")
                return TRUTH
            case Negative(of):
                self.demand(of, NUMBER, "-")
                return NUMBER
            case Among(value, choices):
                found = self.kind(value)
                for choice in choices:
                    self.pair((value, found), (choice, NUMBER if isinstance(choice, Number) else TEXT), "in")
                return TRUTH
            case Contains(value, option):
                self.contains(value, option)
                return TRUTH
            case Call(name, arguments):
                return self.call(name, arguments)
            case Binary(operator, left, right):
                return self.binary(operator, left, right)

    def say(self, text: str) -> str:
        if text not in self.faults:
            self.faults.append(text)
        return UNKNOWN

    def demand(self, tree: Tree, wanted: str, word: str) -> None:
        found = self.kind(tree)
        if found not in (wanted, UNKNOWN):
            self.say(f"„{word}“ braucht {wanted}, hier steht: {found}.")

    def reference(self, tree: Reference) -> str:
        question = self.scope.get(tree.code)
        if question is None:
            hint = meant(tree.code, tuple(self.scope)) or (f"Es gibt: {listed(self.scope)}." if len(self.scope) <= 12 else "")
            return self.say(f"Eine Frage „{tree.code}“ gibt es nicht. {hint}".strip())
        if question.kind == Kind.INFORMATION:
            return self.say(f"„{tree.code}“ ist ein Hinweis, auf den niemand antwortet.")
        if question.kind == Kind.CALCULATION:
            if tree.part:
                return self.say(f"„{tree.code}“ hat keine Teile.")
            return self.calculated.get(question.code, UNKNOWN)
        if not tree.part:
            return SIMPLE[question.kind]
        parts = [row.code for row in question.rows] if question.kind in MATRIX else [option.code for option in question.options]
        if question.kind not in MATRIX | {Kind.RANKING, Kind.POINTS}:
            return self.say(f"„{tree.code}“ hat keine Teile. Mehrere Antworten fragt man mit „contains“ ab.")
        if tree.part not in parts:
            return self.say(f"„{tree.part}“ gibt es in „{tree.code}“ nicht. {meant(tree.part, parts) or f'Es gibt: {listed(parts)}.'}")
        return {Kind.MATRIX_SINGLE: CHOICE, Kind.MATRIX_MULTIPLE: CHOICES}.get(question.kind, NUMBER)

    def contains(self, value: Tree, option: str) -> None:
        found = self.kind(value)
        if found not in (CHOICES, UNKNOWN):
            self.say(f"„contains“ fragt nach einer von mehreren Antworten, hier steht: {found}.")
        elif found == CHOICES:
            self.known(value, option)

    def known(self, value: Tree, code: str) -> None:
        """A code must be one of those that can be chosen."""
        question = self.scope.get(value.code) if isinstance(value, Reference) else None
        if question is not None and question.option(code) is None:
            codes = [option.code for option in question.options]
            hint = meant(code, codes) or f"Es gibt: {listed(codes)}."
            self.say(f"„{code[:40]}“ ist keine Antwort auf „{question.code}“. {hint}")

    def pair(self, one: tuple[Tree, str], other: tuple[Tree, str], operator: str) -> None:
        """Two values that are compared, each with what it is."""
        (left, right), kinds = (one[0], other[0]), (one[1], other[1])
        if UNKNOWN in kinds:
            return
        if CHOICE in kinds:
            self.choice(*((one, other) if kinds[0] == CHOICE else (other, one)), operator)
        elif DAY in kinds and any(isinstance(tree, Text) for tree in (left, right)):
            text = next(tree.value for tree in (left, right) if isinstance(tree, Text))
            if not is_day(text):
                self.say(f"„{text[:40]}“ ist kein Tag. Tage stehen so: 2026-05-31.")
        elif NUMBER in kinds and self.says_unknowing(left, right) and operator in ("=", "!=", "in"):
            return
        elif kinds[0] != kinds[1] or kinds[0] in (CHOICES, MIXED, TRUTH):
            advice = " Mehrere Antworten fragt man mit „contains“ ab." if CHOICES in kinds else ""
            self.say(f"{kinds[0]} und {kinds[1]} lassen sich nicht mit „{operator}“ vergleichen.{advice}")
        elif kinds[0] == TEXT and operator in ("<", "<=", ">", ">="):
            self.say(f"„{operator}“ vergleicht Zahlen oder Tage, keine Texte.")

    def choice(self, chosen: tuple[Tree, str], other: tuple[Tree, str], operator: str) -> None:
        """An answer that was chosen, compared with something."""
        if operator not in ("=", "!=", "in"):
            self.say(f"„{operator}“ vergleicht Zahlen oder Tage; Antworten haben keine Reihenfolge.")
        elif isinstance(other[0], Text):
            self.known(chosen[0], other[0].value)
        elif other[1] != CHOICE:
            self.say(f"Der Code einer Antwort steht in Anführungszeichen; hier steht: {other[1]}.")

    def says_unknowing(self, left: Tree, right: Tree) -> bool:
        """Whether a scale is compared with „weiß nicht“, which it offers."""
        for one, other in ((left, right), (right, left)):
            question = self.scope.get(one.code) if isinstance(one, Reference) else None
            if other == Text(DONT_KNOW) and question is not None and question.dont_know:
                return True
        return False

    def call(self, name: str, arguments: tuple[Tree, ...]) -> str:
        if name == "today":
            return DAY
        if name == "if":
            self.demand(arguments[0], TRUTH, "if")
            kinds = {self.kind(one) for one in arguments[1:]}
            return kinds.pop() if len(kinds) == 1 else UNKNOWN
        kinds = {self.kind(one) for one in arguments}
        if name in ("answered", "count"):
            return TRUTH if name == "answered" else NUMBER
        wanted = TEXT if name == "length" else NUMBER
        for found in sorted(kinds - {wanted, UNKNOWN}):
            self.say(f"„{name}“ braucht {wanted}, hier steht: {found}.")
        return NUMBER

    def binary(self, operator: str, left: Tree, right: Tree) -> str:
        if operator in ("and", "or"):
            self.demand(left, TRUTH, operator)
            self.demand(right, TRUTH, operator)
            return TRUTH
        if operator in ("+", "-", "*", "/"):
            self.demand(left, NUMBER, operator)
            self.demand(right, NUMBER, operator)
            return NUMBER
        self.pair((left, self.kind(left)), (right, self.kind(right)), operator)
        return TRUTH
