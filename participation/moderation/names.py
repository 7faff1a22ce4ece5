"""Public names as the moderation decides about them: what somebody chose for a name can break the rules like any text."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.actions import replace_name
from participation.accounts.models import Person, Role
from participation.accounts.pseudonym_models import Pseudonym
from participation.consultations.models import Consultation
from participation.consultations.name_actions import replace_pseudonym
from participation.consultations.targets import ALL_MEASURES, Written
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _


class Names:
    """A name cannot be hidden, because something must stand beside each text; it is replaced by a neutral one. Only residents choose theirs."""

    kind = "person"
    hides = False
    measures = ALL_MEASURES - {"hide"}
    acts = frozenset({"account.created", "account.name_changed"})

    def find(self, session: Session, ids: Collection[int]) -> Sequence[Written]:
        """One statement."""
        columns = (Person.id, Person.public_id, Person.public_name, Person.deleted_at)
        rows = session.execute(select(*columns).where(Person.id.in_(ids), Person.role == Role.RESIDENT))
        return [
            Written(
                self.kind,
                row.id,
                None,
                _("Name einer teilnehmenden Person"),
                row.public_name,
                f"/personen/{row.public_id}",
                row.id,
                readable=row.deleted_at is None,
                gone=row.deleted_at is not None,
            )
            for row in rows
        ]

    def near(self, session: Session, written: Written) -> Mapping[int, str]:
        """No two names are alike; the sign-up sees to it."""
        return {}

    def hide(self, session: Session, moderator: Person, number: int, reason: str, now: datetime) -> None:
        """Never: `hides` is False."""
        raise NotFound

    def show(self, session: Session, moderator: Person, number: int, now: datetime) -> None:
        """Never: none is hidden."""
        raise NotFound

    def cut(self, session: Session, moderator: Person, number: int, passages: Collection[str], now: datetime) -> int:
        """Give the person a neutral name; see `replace_name`."""
        person = session.get(Person, number, with_for_update=True)
        if person is None:
            raise NotFound
        replace_name(session, moderator, person, now)
        return 1

    def cut_copies(self, session: Session, written: Written, passages: Collection[str]) -> int:
        """Nothing is copied here."""
        return 0


class Pseudonyms:
    """The names that residents go by in one consultation. Its moderation reads the pseudonym and never the account behind it."""

    kind = "pseudonym"
    hides = False
    measures = ALL_MEASURES - {"hide"}
    acts = frozenset({"pseudonym.chosen"})

    def find(self, session: Session, ids: Collection[int]) -> Sequence[Written]:
        """One statement."""
        columns = (Pseudonym.id, Pseudonym.name, Pseudonym.person_id, Pseudonym.consultation_id, Consultation.slug)
        rows = session.execute(select(*columns).join(Consultation, Consultation.id == Pseudonym.consultation_id).where(Pseudonym.id.in_(ids)))
        title = _("Name in dieser Beteiligung")
        return [
            Written(self.kind, row.id, row.consultation_id, title, row.name, f"/beteiligungen/{row.slug}", row.person_id, readable=True)
            for row in rows
        ]

    def near(self, session: Session, written: Written) -> Mapping[int, str]:
        """No two of a consultation are alike."""
        return {}

    def hide(self, session: Session, moderator: Person, number: int, reason: str, now: datetime) -> None:
        """Never: `hides` is False."""
        raise NotFound

    def show(self, session: Session, moderator: Person, number: int, now: datetime) -> None:
        """Never: none is hidden."""
        raise NotFound

    def cut(self, session: Session, moderator: Person, number: int, passages: Collection[str], now: datetime) -> int:
        """Put a neutral name in its place; see `replace_pseudonym`."""
        found = session.get(Pseudonym, number, with_for_update=True)
        if found is None:
            raise NotFound
        replace_pseudonym(session, moderator, session.get_one(Consultation, found.consultation_id), found, now)
        return 1

    def cut_copies(self, session: Session, written: Written, passages: Collection[str]) -> int:
        """Nothing is copied here."""
        return 0
