"""The questions of an election: crosses that are summed, or ranks and scores that are shuffled (specification, 4.9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from participation.methods.proof.belenios.encoding import Json, array, fields, integer, string
from participation.methods.proof.belenios.faults import BAD_QUESTION, Refused
from participation.methods.proof.belenios.groups import Group

MOST_OPTIONS = 250
"""With ranks or scores, so that all of them fit into one element of 2048 bits."""

MOST_CROSSES_OPTIONS = 1000
"""With crosses: a proof for each; more would be a way to keep a verifier busy."""


@dataclass(frozen=True)
class CrossesQuestion:
    """From `minimum` to `maximum` options are marked; with `blank`, or none in a way that shows as blank. Only sums become known."""

    text: str
    options: tuple[str, ...]
    minimum: int = 1
    maximum: int = 1
    blank: bool | None = None  # None: the key is not written at all

    @property
    def fields(self) -> int:
        """How many ciphertexts an answer has: one each option, and one before them that says whether it is blank."""
        return len(self.options) + bool(self.blank)

    @property
    def json(self) -> Json:
        """As it is written down."""
        blank = {} if self.blank is None else {"blank": self.blank}
        return {"answers": list(self.options), **blank, "min": self.minimum, "max": self.maximum, "question": self.text}

    def accepts(self, marks: Sequence[int]) -> bool:
        """Whether an answer keeps to the rules."""
        if len(marks) != self.fields or any(mark not in (0, 1) for mark in marks):
            return False
        if self.blank:
            return sum(marks) == 1 if marks[0] else self.minimum <= sum(marks) <= self.maximum
        return self.minimum <= sum(marks) <= self.maximum


@dataclass(frozen=True)
class NumbersQuestion:
    """Each option gets a number from 0 to 255: a rank or a score. Answers become known, shuffled."""

    text: str
    options: tuple[str, ...]

    @property
    def json(self) -> Json:
        """As it is written down."""
        return {"type": "NonHomomorphic", "value": {"answers": list(self.options), "question": self.text}}

    def accepts(self, marks: Sequence[int]) -> bool:
        """Whether an answer keeps to the rules."""
        return len(marks) == len(self.options) and all(0 <= mark <= 255 for mark in marks)


Question = CrossesQuestion | NumbersQuestion


def check_questions(questions: Sequence[Question], group: Group) -> None:
    """Refuse questions that cannot be asked in this group, or answered at all."""
    if not questions:
        raise Refused(BAD_QUESTION, {"question": 1})
    for number, question in enumerate(questions, start=1):
        if not _can_be_asked(question, group):
            raise Refused(BAD_QUESTION, {"question": number})


def _can_be_asked(question: Question, group: Group) -> bool:
    if isinstance(question, CrossesQuestion):
        within = 0 <= question.minimum <= question.maximum <= len(question.options)
        return within and 1 <= len(question.options) <= MOST_CROSSES_OPTIONS and not (question.blank and question.maximum == 0)
    packed = group.embedding
    if packed is None:
        return False
    bits = len(question.options) * packed.bits_per_int + packed.padding
    return 1 <= len(question.options) <= MOST_OPTIONS and bits < group.q.bit_length()


def read_question(value: Json, number: int, what: str) -> Question:
    """Question `number` as it was written down."""
    if isinstance(value, dict) and "type" in value:
        kind, inner = fields(value, what, "type", "value")
        options, text = fields(inner, what, "answers", "question")
        if kind != "NonHomomorphic":
            raise Refused(BAD_QUESTION, {"question": number})
        return NumbersQuestion(string(text, what), _options(options, what))
    blank = value.get("blank") if isinstance(value, dict) else None
    if blank is None:
        options, least, most, text = fields(value, what, "answers", "min", "max", "question")
    else:
        options, blank, least, most, text = fields(value, what, "answers", "blank", "min", "max", "question")
    if blank is not None and not isinstance(blank, bool):
        raise Refused(BAD_QUESTION, {"question": number})
    return CrossesQuestion(string(text, what), _options(options, what), integer(least, what), integer(most, what), blank)


def _options(value: Json, what: str) -> tuple[str, ...]:
    return tuple(string(option, what) for option in array(value, what))
