"""What people wrote or showed and the moderation may decide about: how a room hands its things to the room above that decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _

CUT = "[…]"
"""What stands where personal data stood."""
ALL_MEASURES = frozenset({"keep", "hide", "cut", "warn"})
"""What can be decided about a text."""


@dataclass(frozen=True, slots=True)
class Written:
    """A thing that somebody wrote or showed. `kind` and `id` name it for good.

    `title` says what it is and whose; `about`, where the title does not, what it belongs to; `readable` whether everyone reads it now;
    `within` is what its discussion is about, as (kind, number): who may not see that may not see this either.
    `gone`: its author took it away, so there is nothing to decide. Without a `consultation_id` it belongs to the whole platform.
    """

    kind: str
    id: int
    consultation_id: int | None
    title: str
    text: str
    url: str
    author_id: int | None
    about: str = ""
    picture: str = ""
    readable: bool = True
    hidden: bool = False
    gone: bool = False
    official: bool = False
    within: tuple[str, int] | None = None


class Target(Protocol):
    """A room's things of one kind."""

    @property
    def kind(self) -> str:
        """How cases name it."""

    @property
    def hides(self) -> bool:
        """Whether one can be hidden; of a public name, for example, there is no stub."""

    @property
    def measures(self) -> Collection[str]:
        """What can be decided about one: `keep`, `hide`, `cut`, `warn`, `back`."""

    @property
    def acts(self) -> Collection[str]:
        """The log's words after which a thing of this kind has a new text."""

    def find(self, session: Session, ids: Collection[int]) -> Sequence[Written]:
        """Those of these that there are, in a constant number of statements."""

    def near(self, session: Session, written: Written) -> Mapping[int, str]:
        """Some texts of the same kind that were written shortly before this one: whether it repeats one of them."""

    def hide(self, session: Session, moderator: Person, number: int, reason: str, now: datetime) -> None:
        """Let nobody but its author and the moderation read it any more; a stub stays."""

    def show(self, session: Session, moderator: Person, number: int, now: datetime) -> None:
        """Let everyone read it again."""

    def cut(self, session: Session, moderator: Person, number: int, passages: Collection[str], now: datetime) -> int:
        """Take passages out of it and out of every earlier version, for good. Returns how often one was found."""

    def cut_copies(self, session: Session, written: Written, passages: Collection[str]) -> int:
        """Take the same passages out of what this room copied from a thing of another kind."""


MENDED_WITHIN = timedelta(days=28)
"""How long there is to mend a text that went back; until then it can be handed in again, even where the phase for it has ended."""


class Returning(Target, Protocol):
    """A room's things that can go back into a draft (`back` is among their measures)."""

    def give_back(self, session: Session, moderator: Person, number: int, reason: str, now: datetime) -> None:
        """Let nobody but those who wrote it read it until they have mended it and handed it in again."""


def without(text: str, passages: Collection[str]) -> tuple[str, int]:
    """A text without these passages, the longest first, and how often one was found. Capitals do not matter."""
    found = 0
    for passage in sorted(passages, key=len, reverse=True):
        text, times = _without_one(text, passage)
        found += times
    return text, found


def _without_one(text: str, passage: str) -> tuple[str, int]:
    found, start, parts, low = 0, 0, [], text.lower()
    if not passage or len(low) != len(text):  # a letter that becomes two when small: then as it is written only
        return (text.replace(passage, CUT), text.count(passage)) if passage else (text, 0)
    wanted = passage.lower()
    while (place := low.find(wanted, start)) >= 0:
        parts += [text[start:place], CUT]
        start, found = place + len(wanted), found + 1
    return "".join([*parts, text[start:]]), found


def passages_of(typed: str) -> list[str]:
    """Passages, one a line. Raises Invalid without one, or for one so short that it would tear other words."""
    passages = list(dict.fromkeys(line.strip() for line in typed.splitlines() if line.strip()))
    if not passages:
        raise Invalid(_("Bitte schreiben Sie, welche Stellen entfernt werden sollen, eine in jede Zeile."), "passages")
    if any(len(passage) < 3 for passage in passages):
        raise Invalid(_("Eine Stelle muss mindestens drei Zeichen haben. Sonst träfe sie auch andere Wörter."), "passages")
    return passages
