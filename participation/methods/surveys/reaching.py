"""Which questions nobody can ever reach, because no answers meet their condition and those of the questions that it looks at.

Every reference has few values that matter: those that conditions name, some beside them, and none. They are tried in all combinations that can still
hold. Where that would be too many, or where values are calculated, a question counts as reachable: what is named as unreachable is so for certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, islice, product

from participation.methods.surveys.conditions import Tree, Value, evaluate, references
from participation.methods.surveys.conditions.tree import Among, Binary, Call, Contains, Not, Number, Reference, Text, clauses, inside
from participation.methods.surveys.definition import DONT_KNOW, ONE_OF, Element, Kind, Page, Question, Survey

MOST_COMBINATIONS = 5_000
"""So many values are tried for one question …"""
MOST_TRIES = 50_000
"""… and for a whole survey; what would need more counts as reachable."""
_OTHER = "\x00another"
_NO_MORE = object()
Assignment = Mapping[Reference, Value]


def unreachable(survey: Survey) -> list[tuple[Element, str]]:
    """Elements that nobody ever sees, with a sentence; a page names its questions. The definition must be free of other faults."""
    search = _Search({question.code: (page, question) for page in survey.pages for question in page.questions})
    found: list[tuple[Element, str]] = []
    hidden = set()
    for number, page in enumerate(survey.pages):
        if not search.can_hold(page.condition):
            hidden.add(number)
            names = ", ".join(f"„{question.code}“" for question in page.questions)
            found.append(((number,), f"Die Seite „{page.code}“ ist nie zu sehen: Keine Antworten erfüllen ihre Bedingung. Auf ihr stehen: {names}."))
    for element, page, question in survey.placed():
        if element[0] not in hidden and question.condition is not None and not search.can_hold(page.condition, question.condition):
            found.append((element, f"Die Frage „{question.code}“ ist nie zu sehen: Keine Antworten erfüllen ihre Bedingung."))
    return found


class _GaveUp(Exception):
    """What would have to be tried is too much."""


class _Search:
    """Looks for answers that meet conditions."""

    def __init__(self, asked: Mapping[str, tuple[Page, Question]]) -> None:
        self.asked = asked
        self.tries = MOST_TRIES
        self.fitting: dict[tuple[Reference, frozenset[int]], list[Value]] = {}

    def can_hold(self, *conditions: Tree | None) -> bool:
        """Whether some answers meet all conditions, as far as that can be tried."""
        try:
            return self.some_answers(self.needed([one for one in conditions if one is not None]))
        except _GaveUp:
            return True

    def needed(self, conditions: list[Tree]) -> list[Tree]:
        """The conditions, with those of questions without whose answers they cannot hold."""
        found: list[Tree] = []
        waiting, seen, taken = list(conditions), set[str](), set(map(id, conditions))
        while waiting:
            condition = waiting.pop()
            found.append(condition)
            for code in _must_be_answered(condition) - seen:
                seen.add(code)
                page, question = self.asked[code]
                waiting += [one for one in (page.condition, question.condition) if one is not None and id(one) not in taken]
                taken |= {id(page.condition), id(question.condition)}
        return found

    def some_answers(self, conditions: Sequence[Tree]) -> bool:
        """Whether all hold together: first each answer by itself, then those that conditions look at together. Raises _GaveUp."""
        parts = [clause for condition in conditions for clause in clauses(condition)]
        near: dict[Reference, list[Tree]] = {}
        exact: dict[int, list[Reference]] = {}
        for part in parts:
            atoms = [atom for atom in _atoms(part) if _is_exact(atom, self.asked)]
            for atom in atoms:
                near.setdefault(next(references(atom)), []).append(atom)
            exact[id(part)] = list(dict.fromkeys(next(references(atom)) for atom in atoms))
        known = {id(atom) for atoms in near.values() for atom in atoms}
        alone: dict[Reference, list[Tree]] = {reference: [] for reference in near}
        together = []
        for part in parts:
            looked_at = exact[id(part)]
            if len(looked_at) == 1:
                alone[looked_at[0]].append(part)
            elif looked_at:
                together.append(part)
        values = {reference: self.values(reference, atoms, alone[reference], known) for reference, atoms in near.items()}
        if not all(values.values()):
            return False
        joined = list(dict.fromkeys(reference for part in together for reference in exact[id(part)]))
        place = {reference: number for number, reference in enumerate(joined)}
        decided: list[list[Tree]] = [[] for _each in joined]  # which clauses are decided once so many answers are chosen
        for part in together:
            decided[max(place[one] for one in exact[id(part)])].append(part)
        return not joined or self.combined(joined, [values[reference] for reference in joined], decided, known)

    def values(self, reference: Reference, atoms: Sequence[Tree], alone: Sequence[Tree], known: set[int]) -> list[Value]:
        """The values of an answer that meet the clauses that look at it alone. Raises _GaveUp."""
        key = (reference, frozenset(map(id, (*atoms, *alone))))
        if key not in self.fitting:
            some = list(islice(_values(reference, self.asked[reference.code][1], atoms), MOST_COMBINATIONS + 1))
            self.spend(len(some))
            self.fitting[key] = [value for value in some if all(True in _possible(part, {reference: value}, known) for part in alone)]
        return self.fitting[key]

    def spend(self, tries: int) -> None:
        """Count what is tried. Raises _GaveUp."""
        self.tries -= tries
        if tries > MOST_COMBINATIONS or self.tries < 0:
            raise _GaveUp

    def combined(self, looked_at: Sequence[Reference], values: Sequence[list[Value]], decided: Sequence[list[Tree]], known: set[int]) -> bool:
        """Answer by answer, back as soon as a clause cannot hold any more. Raises _GaveUp."""
        assignment: dict[Reference, Value] = {}
        ways = [iter(values[0])]
        for _step in range(MOST_COMBINATIONS):
            if not ways:
                return False
            self.spend(1)
            depth, value = len(ways) - 1, next(ways[-1], _NO_MORE)
            if value is _NO_MORE:
                ways.pop()
                continue
            assignment[looked_at[depth]] = value  # type: ignore[assignment]  # a value
            if all(True in _possible(part, assignment, known) for part in decided[depth]):
                if depth + 1 == len(looked_at):
                    return True
                ways.append(iter(values[depth + 1]))
        raise _GaveUp


def _must_be_answered(tree: Tree) -> set[str]:
    """Questions without whose answer a tree cannot be true."""
    match tree:
        case Binary("and", left, right):
            return _must_be_answered(left) | _must_be_answered(right)
        case Binary("or", left, right):
            return _must_be_answered(left) & _must_be_answered(right)
        case Binary("=" | "!=" | "<" | "<=" | ">" | ">=", left, right):
            return {one.code for one in (left, right) if isinstance(one, Reference)}
        case Among(Reference(code), _) | Contains(Reference(code), _) | Call("answered", (Reference(code),)):
            return {code}
    return set()


def _atoms(tree: Tree) -> Iterator[Tree]:
    """The parts of a condition that are true or false by themselves."""
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Not):
            waiting.append(one.of)
        elif isinstance(one, Binary) and one.operator in ("and", "or"):
            waiting += [one.left, one.right]
        else:
            yield one


def _is_exact(atom: Tree, asked: Mapping[str, tuple[Page, Question]]) -> bool:
    """Whether an atom depends on single answers compared with values that stand in the text."""
    match atom:
        case Binary(_operator, left, right):
            sides = {type(left), type(right)}
            if sides not in ({Reference, Number}, {Reference, Text}):
                return False
        case Among(Reference(), _) | Contains(Reference(), _) | Call("answered", (Reference(),)):
            pass
        case _:
            return False
    return all(asked[reference.code][1].kind != Kind.CALCULATION for reference in references(atom))


def _possible(tree: Tree, assignment: Assignment, exact: set[int]) -> set[bool]:
    """What a condition can be: an atom that is not exact can be both."""
    match tree:
        case Not(of):
            return {not one for one in _possible(of, assignment, exact)}
        case Binary("and" | "or" as word, left, right):
            join = all if word == "and" else any
            return {join(pair) for pair in product(_possible(left, assignment, exact), _possible(right, assignment, exact))}
    if id(tree) not in exact:
        return {True, False}
    return {evaluate(tree, _as_answers(tree, assignment)) is True}


def _as_answers(atom: Tree, assignment: Assignment) -> dict[str, Value]:
    """The answers that give an atom's one reference its value."""
    reference = next(references(atom))
    value = assignment[reference]
    if not reference.part:
        return {reference.code: value}
    return {reference.code: {reference.part: value}}  # type: ignore[dict-item]  # of a part: a number, a code or codes


def _values(reference: Reference, question: Question, atoms: Sequence[Tree]) -> Iterator[Value]:
    """The values of an answer that can make a difference to some atoms, none among them; nothing that it could be is left out."""
    near = [one for atom in atoms for one in inside(atom)]
    numbers = [one.value for one in near if isinstance(one, Number)]
    texts = [one.value for one in near if isinstance(one, Text)]
    kind = question.kind
    yield None
    if kind in ONE_OF or (kind == Kind.MATRIX_SINGLE and reference.part):
        yield from (option.code for option in question.options)
    elif kind == Kind.RANKING and reference.part:
        yield from (float(place) for place in range(1, len(question.options) + 1))
    elif kind in (Kind.MULTIPLE, Kind.MATRIX_MULTIPLE, Kind.RANKING):
        yield from _chosen(question, [one.option for one in near if isinstance(one, Contains)])
    elif kind == Kind.SCALE:
        yield from (float(step) for step in question.steps)
        yield from [DONT_KNOW] if question.dont_know else []
    elif kind in (Kind.NUMBER, Kind.POINTS):
        yield from _numbers(question, numbers)
    elif kind == Kind.DATE:
        yield from _days(question, texts)
    else:
        yield from (*texts, _OTHER)


def _chosen(question: Question, codes: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """What can be chosen together of the options that conditions name, and something else."""
    named = list(dict.fromkeys(codes))
    others = [option.code for option in question.options if option.code not in named][:1]
    exclusive = {option.code for option in question.options if option.exclusive}
    limit = int(question.maximum or len(question.options))
    for size in range(1, len(named) + 1):
        for together in combinations(named, size):
            if size <= limit and (size == 1 or not exclusive.intersection(together)):
                yield together
    yield from ((other,) for other in others)


def _numbers(question: Question, named: Sequence[float]) -> Iterator[float]:
    """Numbers that conditions name, and one in each gap between them, as far as the question allows them."""
    points = question.kind == Kind.POINTS
    lowest, highest = (0.0, float(question.total)) if points else (question.minimum, question.maximum)
    decimals = 0 if points else question.decimals
    around = [*named, *(one for one in (lowest, highest) if one is not None)] or [0.0]
    steps = {int(one * 10**decimals // 1) + beside for one in around for beside in (-1, 0, 1, 2)}
    for step in sorted(steps):
        value = round(step / 10**decimals, decimals) + 0.0
        if (lowest is None or lowest <= value) and (highest is None or value <= highest):
            yield value


def _days(question: Question, named: Iterable[str]) -> Iterator[str]:
    """Days that conditions name and those beside them, as far as the question allows them."""
    days = {date.fromisoformat(day) for day in (*named, question.earliest, question.latest) if day} or {date(2000, 1, 1)}
    for day in sorted({min(max(day.toordinal() + beside, 1), date.max.toordinal()) for day in days for beside in (-1, 0, 1)}):
        text = date.fromordinal(day).isoformat()
        if (question.earliest or text) <= text <= (question.latest or text):
            yield text
