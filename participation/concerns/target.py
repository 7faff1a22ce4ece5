"""Concerns and their pictures as the moderation decides about them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.concerns import moderation_actions as acts
from participation.concerns.links import public_path
from participation.concerns.models import KIND, PICTURE_KIND, PUBLIC, Concern, ConcernCategory
from participation.consultations.targets import ALL_MEASURES, Written
from participation.kit.language import gettext as _
from participation.kit.uploads import copies_of

NEAR = 60
"""With how many of the latest concerns one is compared."""
_c = Concern.__table__.c


class Concerns:
    """Each can be hidden, and passages can be taken out of it. They belong to no consultation: the administration decides."""

    kind = KIND
    hides = True
    measures = ALL_MEASURES
    acts = frozenset({"concern.received"})

    def find(self, session: Session, ids: Collection[int]) -> Sequence[Written]:
        """One statement."""
        columns = (_c.id, _c.text, _c.person_id, _c.hidden_at, ConcernCategory.name)
        asked = select(*columns).join(ConcernCategory, ConcernCategory.id == _c.category_id)
        return [
            Written(
                KIND,
                row.id,
                None,
                _("Anliegen Nummer %(number)s", number=row.id),
                row.text,
                public_path(row.id),
                row.person_id,
                row.name,
                readable=row.hidden_at is None and row.text != "",
                hidden=row.hidden_at is not None,
                gone=row.text == "",
            )
            for row in session.execute(asked.where(_c.id.in_(ids), _c.status.in_(PUBLIC)))
        ]

    def near(self, session: Session, written: Written) -> Mapping[int, str]:
        """The latest ones before it."""
        latest = select(_c.id, _c.text).where(_c.id < written.id, _c.status.in_(PUBLIC)).order_by(_c.id.desc()).limit(NEAR)
        return {row.id: row.text for row in session.execute(latest)}

    def hide(self, session: Session, moderator: Person, number: int, reason: str, now: datetime) -> None:
        """See `hide_concern`."""
        acts.hide_concern(session, moderator, number, reason, now)

    def show(self, session: Session, moderator: Person, number: int, now: datetime) -> None:
        """See `show_concern`."""
        acts.show_concern(session, moderator, number, now)

    def cut(self, session: Session, moderator: Person, number: int, passages: Collection[str], now: datetime) -> int:
        """See `cut_concern`."""
        return acts.cut_concern(session, moderator, number, passages, now)

    def cut_copies(self, session: Session, written: Written, passages: Collection[str]) -> int:
        """Nothing is copied here."""
        return 0


class Pictures:
    """Their pictures, under the concern's number. Hiding one leaves the text as it is."""

    kind = PICTURE_KIND
    hides = True
    measures = ALL_MEASURES
    acts: frozenset[str] = frozenset()

    def find(self, session: Session, ids: Collection[int]) -> Sequence[Written]:
        """One statement."""
        columns = (_c.id, _c.person_id, _c.hidden_at, _c.text, _c.picture_name, _c.picture_width, _c.picture_words, _c.picture_hidden_at)
        asked = select(*columns).where(_c.id.in_(ids), _c.status.in_(PUBLIC), _c.picture_name.is_not(None))
        return [
            Written(
                PICTURE_KIND,
                row.id,
                None,
                _("Bild"),
                row.picture_words,
                public_path(row.id),
                row.person_id,
                _("Zum Anliegen Nummer %(number)s", number=row.id),
                picture=f"/anliegen/bilder/{row.picture_name}/{copies_of(row.picture_width)[0]}.webp",
                readable=row.picture_hidden_at is None and row.hidden_at is None and row.text != "",
                hidden=row.picture_hidden_at is not None,
                gone=row.text == "",
            )
            for row in session.execute(asked)
        ]

    def near(self, session: Session, written: Written) -> Mapping[int, str]:
        """Pictures are not compared."""
        return {}

    def hide(self, session: Session, moderator: Person, number: int, reason: str, now: datetime) -> None:
        """See `hide_picture`."""
        acts.hide_picture(session, moderator, number, now)

    def show(self, session: Session, moderator: Person, number: int, now: datetime) -> None:
        """See `show_picture`."""
        acts.show_picture(session, moderator, number, now)

    def cut(self, session: Session, moderator: Person, number: int, passages: Collection[str], now: datetime) -> int:
        """See `cut_picture`."""
        return acts.cut_picture(session, moderator, number, passages, now)

    def cut_copies(self, session: Session, written: Written, passages: Collection[str]) -> int:
        """Nothing is copied here."""
        return 0
