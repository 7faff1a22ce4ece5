"""How long something is kept that belongs to one consultation: what is usual, and between which bounds the city may set it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Integer, Subquery, cast, null

from participation.kit.language import LazyText
from participation.kit.language import gettext as _

COLUMNS = ("key", "consultation_id", "person_id", "begins", "given")
"""What a span's rows say: which row, of which consultation, whose (NULL: of nobody with an account), the moment from which the days are
counted (NULL: it has not come yet), and the moment at which a person was told how long it is kept."""

NOBODY = cast(null(), Integer)
"""In place of a person's number, where what is kept belongs to no account."""


@dataclass(frozen=True, slots=True)
class Span:
    """So many days after something. `after` ends the sentence "… Tage"; `why` says what bounds the days from `least` to `most`."""

    key: str
    title: LazyText
    purpose: LazyText
    after: LazyText
    why: LazyText
    usual: int
    least: int
    most: int
    rows: Subquery

    def __post_init__(self) -> None:
        if tuple(self.rows.c.keys()) != COLUMNS:
            raise ValueError(f"{self.key}: the rows have to say {COLUMNS}")
        if not 0 < self.least <= self.usual <= self.most:
            raise ValueError(f"{self.key}: what is usual lies outside the bounds")

    def said(self, days: int) -> str:
        """The span as a sentence's end: `30 Tage nach der letzten Änderung`."""
        return _("%(days)s Tage %(after)s", days=days, after=str(self.after))

    @property
    def until(self) -> str:
        """The span as the register of processing says it, in German."""
        return f"üblich {self.said(self.usual)}; je Beteiligung einstellbar von {self.least} bis {self.most} Tagen"
