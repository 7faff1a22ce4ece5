"""Codes of a survey's parts: made of words, and put in the place of others in every condition."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from participation.methods.surveys.checking import RESERVED
from participation.methods.surveys.conditions import Tree, references
from participation.methods.surveys.conditions.tree import Among, Binary, Call, Contains, Negative, Not, Reference, Text
from participation.methods.surveys.definition import MATRIX, ONE_OF, Kind, Question, Survey

LONGEST_MADE = 24
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def made_code(words: str, taken: Collection[str], otherwise: str) -> str:
    """A code of some words that is not taken: `Wie alt sind Sie?` → `wie_alt_sind_sie`; a number behind it where it is; begins with a letter."""
    plain = unicodedata.normalize("NFKD", words.casefold().translate(_GERMAN)).encode("ascii", "ignore").decode()
    parts: list[str] = []
    for part in re.findall("[a-z0-9]+", plain):
        if len("_".join([*parts, part])) > LONGEST_MADE:
            break
        parts.append(part)
    code = "_".join(parts)
    if not code or not code[0].isalpha():
        code = f"{otherwise}_{code}".rstrip("_")
    if code in RESERVED:
        code = f"{otherwise}_{code}"
    return free_code(code, taken)


def free_code(code: str, taken: Collection[str]) -> str:
    """The code, or with the first number behind it that makes it free."""
    if code not in taken:
        return code
    base = re.sub(r"_\d+$", "", code)[:56] or code[:56]
    number = 2
    while f"{base}_{number}" in taken:
        number += 1
    return f"{base}_{number}"


@dataclass(frozen=True, slots=True)
class Renamed:
    """One question's codes, old → new: its own, those of its options and of its rows; what stays is left out."""

    question: Question
    code: str
    options: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, str] = field(default_factory=dict)


class CannotRename(ValueError):
    """A condition in which the new code cannot be put in the place of the old one with certainty."""


def with_new_codes(survey: Survey, new: Renamed) -> Survey:
    """The survey with the new codes in all conditions; the question itself keeps its own. Raises CannotRename."""
    pages = (
        replace(page, questions=tuple(in_question(one, new) for one in page.questions), condition=_maybe(page.condition, new))
        for page in survey.pages
    )
    return replace(survey, pages=tuple(pages))


def in_question(question: Question, new: Renamed) -> Question:
    """A question whose conditions look at the new codes. Raises CannotRename."""
    condition, check, calculation = (_maybe(tree, new) for tree in (question.condition, question.check, question.calculation))
    return replace(question, condition=condition, check=check, calculation=calculation)


def _maybe(tree: Tree | None, new: Renamed) -> Tree | None:
    return None if tree is None else rewritten(tree, new)


def rewritten(tree: Tree, new: Renamed) -> Tree:
    """A tree with the new codes. Raises CannotRename."""
    match tree:
        case Reference(code, part):
            return Reference(new.code, _part(part, new)) if code == new.question.code else tree
        case Call(name, arguments):
            return Call(name, tuple(rewritten(one, new) for one in arguments))
        case Not(of):
            return Not(rewritten(of, new))
        case Negative(of):
            return Negative(rewritten(of, new))
        case Among(value, choices):
            return Among(rewritten(value, new), tuple(Text(_chosen(value, one.value, new)) if isinstance(one, Text) else one for one in choices))
        case Contains(value, option):
            return Contains(rewritten(value, new), _chosen(value, option, new))
        case Binary(operator, left, right):
            if isinstance(left, Text) or isinstance(right, Text):
                return Binary(operator, _side(left, right, new), _side(right, left, new))
            if operator in ("=", "!=") and new.options and _is_choice(left, new) != _is_choice(right, new):
                raise CannotRename
            return Binary(operator, rewritten(left, new), rewritten(right, new))
    return tree


def _side(side: Tree, other: Tree, new: Renamed) -> Tree:
    return Text(_chosen(other, side.value, new)) if isinstance(side, Text) else rewritten(side, new)


def _part(part: str, new: Renamed) -> str:
    return new.rows.get(part, part) if new.question.kind in MATRIX else new.options.get(part, part)


def _chosen(value: Tree, code: str, new: Renamed) -> str:
    """The code of an answer that stands beside a value."""
    if code not in new.options or not _is_choice(value, new):
        return code
    if isinstance(value, Reference):
        return new.options[code]
    if {one.code for one in references(value)} == {new.question.code} and code not in new.options.values():
        return new.options[code]
    raise CannotRename


def _is_choice(tree: Tree, new: Renamed) -> bool:
    """Whether a tree's value is, or may be, an answer to the question."""
    if isinstance(tree, Reference):
        chooses = new.question.kind in ONE_OF | MATRIX | {Kind.MULTIPLE} or (new.question.kind == Kind.RANKING and not tree.part)
        return tree.code == new.question.code and chooses
    return isinstance(tree, Call) and tree.name == "if" and any(_is_choice(one, new) for one in tree.arguments[1:])
