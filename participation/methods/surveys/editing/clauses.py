"""A condition as a form shows it: some comparisons of one answer each, all of which must hold, or one of them."""

from __future__ import annotations

from dataclasses import dataclass

from participation.methods.surveys.conditions import Tree
from participation.methods.surveys.conditions.tree import Binary, Call, Contains, Not, Number, Reference, Text
from participation.methods.surveys.definition import MATRIX, UNASKED, Kind, Option, Question, Row, Survey
from participation.methods.surveys.meaning import CHOICE, CHOICES, DAY, NUMBER, TEXT, Meaning

MOST_CLAUSES = 20
ANSWERED = ("answered", "not-answered")
COMPARING = {
    CHOICE: ("=", "!=", *ANSWERED),
    CHOICES: ("contains", "contains-not", *ANSWERED),
    NUMBER: ("=", "!=", ">=", "<=", ">", "<", *ANSWERED),
    DAY: ("=", ">=", "<=", ">", "<", *ANSWERED),
    TEXT: (*ANSWERED, "=", "!="),
}
"""What a value is → how it can be compared; others can only be answered or not."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One comparison: of the answer to a question, or of a part of it, with a value; `operator`: one of COMPARING."""

    code: str
    part: str = ""
    operator: str = ""
    value: str | float = ""


@dataclass(frozen=True, slots=True)
class Clauses:
    """`join`: `and` where all must hold, `or` where one must."""

    join: str = "and"
    parts: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Askable:
    """An answer, or a part of one, at which a condition may look: what its value is, and where one chooses, which answers there are."""

    question: Question
    part: Option | Row | None
    meaning: str

    @property
    def key(self) -> str:
        """As in a condition: `code` or `code.part`."""
        return f"{self.question.code}.{self.part.code}" if self.part is not None else self.question.code

    @property
    def operators(self) -> tuple[str, ...]:
        """How its value can be compared."""
        return COMPARING.get(self.meaning, ANSWERED)


def askable(survey: Survey, before: tuple[int, int]) -> list[Askable]:
    """What a condition at a place (page, question) may look at: everything that was asked before it."""
    meaning = Meaning(survey.questions)
    found = []
    for element, _page, question in survey.placed():
        if (int(element[0]), int(element[1])) >= before or question.kind == Kind.INFORMATION:
            continue
        found.append(Askable(question, None, meaning.kind(Reference(question.code))))
        parts = question.rows if question.kind in MATRIX else question.options if question.kind in (Kind.RANKING, Kind.POINTS) else ()
        found += [Askable(question, part, meaning.kind(Reference(question.code, part.code))) for part in parts]
    return [one for one in found if one.question.kind not in UNASKED or one.meaning]


def as_clauses(tree: Tree | None) -> Clauses | None:
    """The comparisons of a condition; None where a form cannot show it."""
    if tree is None:
        return Clauses()
    join = tree.operator if isinstance(tree, Binary) and tree.operator in ("and", "or") else "and"
    parts = [_clause(one) for one in _joined(tree, join)]
    found = tuple(part for part in parts if part is not None)
    return Clauses(join, found) if len(found) == len(parts) <= MOST_CLAUSES and as_tree(Clauses(join, found)) == tree else None


def _joined(tree: Tree, join: str) -> list[Tree]:
    found: list[Tree] = []
    while isinstance(tree, Binary) and tree.operator == join:
        found.append(tree.right)
        tree = tree.left
    return [tree, *reversed(found)]


def _clause(tree: Tree) -> Clause | None:
    match tree:
        case Binary("=" | "!=" | "<" | "<=" | ">" | ">=" as operator, Reference(code, part), Number(value) | Text(value)):
            return Clause(code, part, operator, value)
        case Contains(Reference(code, part), option):
            return Clause(code, part, "contains", option)
        case Not(Contains(Reference(code, part), option)):
            return Clause(code, part, "contains-not", option)
        case Call("answered", (Reference(code, part),)):
            return Clause(code, part, "answered")
        case Not(Call("answered", (Reference(code, part),))):
            return Clause(code, part, "not-answered")
    return None


def as_tree(clauses: Clauses) -> Tree | None:
    """The condition that says the same; None without any comparison."""
    tree: Tree | None = None
    for clause in clauses.parts:
        one = _tree(clause)
        tree = one if tree is None else Binary(clauses.join, tree, one)
    return tree


def _tree(clause: Clause) -> Tree:
    answer, value = Reference(clause.code, clause.part), clause.value
    if clause.operator in ANSWERED:
        answered = Call("answered", (answer,))
        return answered if clause.operator == "answered" else Not(answered)
    if clause.operator in ("contains", "contains-not"):
        contains = Contains(answer, str(value))
        return contains if clause.operator == "contains" else Not(contains)
    return Binary(clause.operator, answer, Text(value) if isinstance(value, str) else Number(value))
