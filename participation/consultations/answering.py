"""What besides proposals waits for the city's answer: how a room hands its recommendations or questions to those who assign and answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit.language import LazyText
from participation.kit.rules import Verdict

MOST_OPEN = 100
"""Of each kind, in the list of what nobody has taken up."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Something that waits for an answer, in words that everybody could read. `kind` and `id` name it, `path` is where it stands.

    `within_id` is the meeting of a question from its wall.
    """

    kind: str
    id: int
    title: str
    path: str
    since: datetime
    body: str = ""
    within_id: int | None = None


class AnswerSource(Protocol):
    """A room's things of one kind."""

    @property
    def kind(self) -> str:
        """How matters name it."""

    @property
    def name(self) -> LazyText:
        """What one of them is called."""

    @property
    def statuses(self) -> Collection[str]:
        """What an answer can say of one, as proposals call it; of a question only that it is answered."""

    def waiting(self, session: Session, consultation: Consultation) -> Sequence[Unanswered]:
        """Those without an answer, the longest first, at most a hundred; in a constant number of statements."""

    def find(self, session: Session, consultation: Consultation, number: int) -> Unanswered | None:
        """One of them; None where it is answered, gone, or of another consultation."""

    def may_publish(self, session: Session, person: Person | None, consultation: Consultation, number: int) -> Verdict:
        """Whether somebody can publish an answer where it stands."""

    def publish(
        self, session: Session, actor: Person, consultation: Consultation, number: int, status: str, body: str, reasons: str, now: datetime
    ) -> bool:
        """Publish the answer (Markdown) where it stands and tell those who asked or took part. False where the room has forgotten it."""
