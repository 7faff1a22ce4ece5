"""What a notice to the moderation is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement

from participation.discussions.models import Report


@dataclass(frozen=True, slots=True)
class About:
    """The text that notices are about, and the consultation whose moderation reads them."""

    kind: Literal["contribution", "amendment"]
    id: int
    consultation_id: int

    @property
    def column(self) -> str:
        """Where a notice keeps the text's number."""
        return f"{self.kind}_id"

    @property
    def notices(self) -> ColumnElement[bool]:
        """The condition that a notice is about it."""
        found: ColumnElement[bool] = getattr(Report, self.column) == self.id
        return found
