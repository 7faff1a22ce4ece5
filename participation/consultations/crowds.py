"""People who back the same thing, as a room hands them to the room that looks whether they are a crowd of their own making."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Backed:
    """A thing that people back or vote in. `kind` and `id` name it; `writer_ids`: whose own it is; `number`: how many count now."""

    kind: str
    id: int
    title: str
    url: str
    number: int
    writer_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Backer:
    """That a person backs a thing: since when (None where no time is kept), when the account was made (seconds since 1970), the network's hash."""

    subject_id: int
    person_id: int
    since: int | None
    made_at: int
    network: bytes | None


class Crowd(Protocol):
    """A room's things of one kind."""

    @property
    def kind(self) -> str:
        """How checks and findings name it."""

    @property
    def discounts(self) -> bool:
        """Whether single backings can be left uncounted. A mark on a roll never is: its ballot is nobody's."""

    def subjects(self, session: Session, consultation_id: int, ids: Collection[int] | None = None) -> Sequence[Backed]:
        """The public ones of a consultation, or those of these numbers; in a constant number of statements."""

    def to_look_at(self, session: Session, consultation_id: int, now: datetime) -> Collection[int]:
        """Those that people can back now, or could until a moment ago."""

    def backers(self, session: Session, consultation_id: int, ids: Collection[int]) -> Iterable[Backer]:
        """Who backs these."""

    def around(self, session: Session, consultation_id: int) -> Iterable[Backer]:
        """Whom they are compared with: all who back anything here, or who could."""

    def facts(self, session: Session, subject_id: int) -> Sequence[str]:
        """What this room itself made sure of, in sentences: from its rows as they are now."""

    def still(self, session: Session, subject_id: int, people: Collection[int]) -> Collection[int]:
        """Which of these people back it now."""

    def doubted(self, session: Session, subject_id: int, people: Collection[int]) -> Mapping[int, int]:
        """The numbers under which the moderation decides about each of these people's backing."""
