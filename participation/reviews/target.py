"""Suggestions as the moderation decides about them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.bylines import author_or_former, shown_name
from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.targets import ALL_MEASURES, Written
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.reviews.models import SUGGESTION, ReviewText, Stage, Suggestion
from participation.reviews.moderation_actions import cut_suggestion, hide_suggestion, show_suggestion

_s = Suggestion.__table__.c


class Suggestions:
    """Each can be hidden, and passages can be taken out of it."""

    kind = SUGGESTION
    hides = True
    measures = ALL_MEASURES
    acts = frozenset({"text_suggestion.made"})

    def find(self, session: Session, ids: Collection[int]) -> Sequence[Written]:
        """One statement."""
        columns = (_s.id, _s.consultation_id, _s.text_id, _s.body, _s.reason, _s.author_id, _s.hidden_at)
        statement = (
            select(
                *columns, ReviewText.title, ReviewText.stage, Consultation.slug, shown_name(_s.consultation_id, Person, _s.created_at).label("name")
            )
            .join(ReviewText, ReviewText.id == _s.text_id)
            .join(Consultation, Consultation.id == _s.consultation_id)
            .outerjoin(Person, Person.id == _s.author_id)
            .where(_s.id.in_(ids))
        )
        return [_made(row) for row in session.execute(statement)]

    def near(self, session: Session, written: Written) -> Mapping[int, str]:
        """Suggestions repeat a paragraph by their nature."""
        return {}

    def hide(self, session: Session, moderator: Person, number: int, reason: str, now: datetime) -> None:
        """See `hide_suggestion`."""
        hide_suggestion(session, moderator, *_held(session, number), reason, now)

    def show(self, session: Session, moderator: Person, number: int, now: datetime) -> None:
        """See `show_suggestion`."""
        show_suggestion(session, moderator, *_held(session, number), now)

    def cut(self, session: Session, moderator: Person, number: int, passages: Collection[str], now: datetime) -> int:
        """See `cut_suggestion`."""
        return cut_suggestion(session, moderator, *_held(session, number), passages, now)

    def cut_copies(self, session: Session, written: Written, passages: Collection[str]) -> int:
        """Nothing of others is copied here."""
        return 0


def _held(session: Session, number: int) -> tuple[Suggestion, Consultation]:
    found = session.get(Suggestion, number)
    if found is None:
        raise NotFound
    return found, session.get_one(Consultation, found.consultation_id)


def _made(row: Any) -> Written:
    return Written(
        SUGGESTION,
        row.id,
        row.consultation_id,
        _("Änderungsvorschlag von %(name)s", name=author_or_former(row.name)),
        f"{row.body}\n\n{row.reason}".strip(),
        f"/beteiligungen/{row.slug}/entwuerfe/{row.text_id}/vorschlaege/{row.id}",
        row.author_id,
        about=_("Zum Textentwurf „%(title)s“", title=row.title),
        readable=row.hidden_at is None and row.stage != Stage.DRAFT,
        hidden=row.hidden_at is not None,
    )
