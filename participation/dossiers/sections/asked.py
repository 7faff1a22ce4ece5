"""What a section is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from participation.consultations.models import Consultation


@dataclass(frozen=True, slots=True)
class Asked:
    """A consultation as everybody sees it at a moment."""

    session: Session
    consultation: Consultation
    now: datetime

    def at(self, below: str = "") -> str:
        """The path of one of its pages."""
        return f"/beteiligungen/{self.consultation.slug}" + (f"/{below}" if below else "")
