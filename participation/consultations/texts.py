"""What people wrote in a consultation, whatever the room: how a room hands its texts to those who make sense of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Row, Select, func, or_
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.kit.language import gettext as _
from participation.methods.texts.differences import Difference, DifferenceKind


class Kind(StrEnum):
    """Which sort of text."""

    PROPOSAL = "proposal"
    CONTRIBUTION = "contribution"
    STATEMENT = "statement"
    ANSWER = "answer"  # a free text of a survey


class Standing(StrEnum):
    """Who reads a text."""

    PUBLIC = "public"
    STAFF = "staff"  # a free text that was not released: staff work with it, nobody quotes it
    HIDDEN = "hidden"  # by the moderation, deleted or taken back


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text. `kind` and `ref` name it for good, `ref` in at most 170 characters; `title` is empty where it has none; `url` is where it stands."""

    kind: Kind
    ref: str
    title: str
    words: str
    url: str
    standing: Standing = Standing.PUBLIC

    @property
    def whole(self) -> str:
        """Title and words."""
        return f"{self.title}\n{self.words}" if self.title else self.words

    @property
    def key(self) -> tuple[str, str]:
        """By what it is kept."""
        return str(self.kind), self.ref


class TextSource(Protocol):
    """A room's texts of one kind in a consultation. Hidden ones are told by `by_refs` alone, without their words."""

    @property
    def kind(self) -> Kind:
        """Which kind."""

    def count(self, session: Session, consultation: Consultation) -> int:
        """How many can be worked with."""

    def page(self, session: Session, consultation: Consultation, after: str, most: int) -> Sequence[SourceText]:
        """At most so many, those that come after a `ref` (empty: from the beginning), in a fixed order."""

    def by_refs(self, session: Session, consultation: Consultation, refs: Collection[str]) -> Sequence[SourceText]:
        """Those of these names that there are."""

    def find(self, session: Session, consultation: Consultation, words: str, most: int) -> Sequence[SourceText]:
        """At most so many that hold these words as they are typed."""


@dataclass(frozen=True, slots=True)
class NumberedTexts:
    """A source whose rows have a number. `rows`: every row of a consultation; `readable`: which of them can be worked with."""

    kind: Kind
    rows: Callable[[Consultation], Select[Any]]
    number: Any
    readable: ColumnElement[bool]
    searched: Sequence[Any]
    made: Callable[[Consultation, Row[Any]], SourceText]

    def count(self, session: Session, consultation: Consultation) -> int:
        """How many can be worked with."""
        inner = self.rows(consultation).where(self.readable).with_only_columns(func.count(self.number))
        return session.execute(inner).scalar_one()

    def page(self, session: Session, consultation: Consultation, after: str, most: int) -> Sequence[SourceText]:
        """At most so many after a number."""
        query = self.rows(consultation).where(self.readable, self.number > number_of(after)).order_by(self.number).limit(most)
        return [self.made(consultation, row) for row in session.execute(query)]

    def by_refs(self, session: Session, consultation: Consultation, refs: Collection[str]) -> Sequence[SourceText]:
        """Those that there are."""
        numbers = {number_of(ref) for ref in refs}
        return [self.made(consultation, row) for row in session.execute(self.rows(consultation).where(self.number.in_(numbers)))] if numbers else []

    def find(self, session: Session, consultation: Consultation, words: str, most: int) -> Sequence[SourceText]:
        """Those that hold the words."""
        holds = or_(*(column.icontains(words, autoescape=True) for column in self.searched))
        query = self.rows(consultation).where(self.readable, holds).order_by(self.number).limit(most)
        return [self.made(consultation, row) for row in session.execute(query)]


def say_difference(found: Difference) -> str:
    """In which words two similar texts say something else."""
    words = {"one": found.first, "other": found.second}
    if found.kind == DifferenceKind.NEGATION:
        return _("Nur einer der beiden Texte sagt „%(word)s“.", word=found.first or found.second)
    if found.kind == DifferenceKind.NUMBER:
        return _("Andere Zahl: „%(one)s“ und „%(other)s“.", **words)
    return _("Gegenteil: „%(one)s“ und „%(other)s“.", **words)


def number_of(ref: str) -> int:
    """The number that a name says; 0, which no row has, for everything else."""
    return int(ref) if ref.isascii() and ref.isdigit() and len(ref) < 10 else 0


@dataclass(frozen=True, slots=True)
class Camps:
    """Who supports what, by groups of people.

    `label` says what the groups are; `names` and `sizes`: one a group; `support`: a text's ref → for each group how many support it, of how
    many who answered.
    """

    kind: Kind
    label: str
    names: Sequence[str]
    sizes: Sequence[int]
    support: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)
