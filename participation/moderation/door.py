"""How the room's views come to a thing, its consultation and its living case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from participation.accounts.current import current_person
from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.queries import consultation_by_id
from participation.consultations.targets import Target, Written
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.pages import settings
from participation.moderation.actions import written_of
from participation.moderation.deciding_actions import Desk
from participation.moderation.looking_actions import targets_by_kind
from participation.moderation.models import Case, State
from participation.moderation.words import KIND_NAMES, MEASURE_NAMES, REASON_NAMES, RESULT_NAMES, SIGN_NAMES, SOURCE_NAMES, STATE_NAMES, measure_of

WORDS: dict[str, Any] = {
    "kind_names": KIND_NAMES,
    "measure_names": MEASURE_NAMES,
    "measure_of": measure_of,
    "reason_names": REASON_NAMES,
    "result_names": RESULT_NAMES,
    "sign_names": SIGN_NAMES,
    "source_names": SOURCE_NAMES,
    "state_names": STATE_NAMES,
}


@dataclass(frozen=True, slots=True)
class Thing:
    """What somebody wrote or showed, as a view finds it."""

    target: Target
    written: Written
    consultation: Consultation | None
    person: Person | None
    now: datetime

    @property
    def desk(self) -> Desk:
        """Where it is decided about."""
        return desk_of(self.consultation)

    @property
    def url(self) -> str:
        """The page on which it is decided about."""
        return f"/moderation/{self.written.kind}/{self.written.id}"


def all_targets() -> dict[str, Target]:
    """The rooms' things by their kinds."""
    return dict(targets_by_kind(gather("moderation.targets")))


def desk_of(consultation: Consultation | None) -> Desk:
    """Where things of a consultation are decided about."""
    return Desk(consultation, all_targets(), settings())


def enter_thing(kind: str, number: int) -> Thing:
    """A thing by kind and number. Raises NotFound."""
    target = all_targets().get(kind)
    if target is None:
        raise NotFound
    session = current_session()
    written = written_of(session, target, number)
    consultation = consultation_by_id(session, written.consultation_id) if written.consultation_id is not None else None
    return Thing(target, written, consultation, current_person(), clock.now())


def living_of(written: Written) -> Case | None:
    """The case of a thing about which somebody has to decide, for reading only."""
    here = select(Case).where(Case.kind == written.kind, Case.target_id == written.id, Case.state.in_((State.OPEN, State.APPEALED)))
    return current_session().scalars(here).one_or_none()


def crumbs(consultation: Consultation | None, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the staff's start page down to a page of the moderation."""
    found = [(_("Verwaltung"), "/verwaltung"), (_("Moderation"), "/verwaltung/moderation")]
    if consultation is not None:
        found.append((consultation.title, f"/beteiligungen/{consultation.slug}/moderation"))
    return [*found, *rest] if rest else [*found[:-1], (found[-1][0], "")]
