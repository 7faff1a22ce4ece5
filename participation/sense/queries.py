"""What the pages of coding ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit.errors import NotFound
from participation.sense.models import SETTLED, CategoryLearning, Code, Coding, CodingRound, CodingText, TextGroups, Theme

Key = tuple[str, str]


def themes_of(session: Session, consultation_id: int) -> list[Theme]:
    """The code book in its order."""
    return list(session.scalars(select(Theme).where(Theme.consultation_id == consultation_id).order_by(Theme.position, Theme.id)))


def theme_of(session: Session, consultation_id: int, theme_id: int) -> Theme:
    """One theme. Raises NotFound."""
    found = session.get(Theme, theme_id)
    if found is None or found.consultation_id != consultation_id:
        raise NotFound
    return found


def uses_of_themes(session: Session, consultation_id: int) -> dict[int, int]:
    """How many texts each theme was given for good."""
    query = select(Code.theme_id, func.count()).join(Theme, Theme.id == Code.theme_id)
    query = query.where(Theme.consultation_id == consultation_id, Code.slot == SETTLED).group_by(Code.theme_id)
    return {row[0]: row[1] for row in session.execute(query)}


def rounds_of(session: Session, consultation_id: int) -> Sequence[CodingRound]:
    """All rounds, the newest first; they are few."""
    return session.scalars(select(CodingRound).where(CodingRound.consultation_id == consultation_id).order_by(CodingRound.id.desc()).limit(100)).all()


def round_of(session: Session, consultation_id: int, round_id: int) -> CodingRound:
    """One round. Raises NotFound."""
    found = session.get(CodingRound, round_id)
    if found is None or found.consultation_id != consultation_id:
        raise NotFound
    return found


def text_at(session: Session, round_id: int, position: int) -> CodingText:
    """The text at a place of a round. Raises NotFound."""
    found = session.scalars(select(CodingText).where(CodingText.round_id == round_id, CodingText.position == position)).one_or_none()
    if found is None:
        raise NotFound
    return found


def count_coded(session: Session, round_id: int, slot: int) -> int:
    """How many texts of a round a coder has coded."""
    query = select(func.count()).select_from(Coding).join(CodingText, CodingText.id == Coding.text_id)
    return session.execute(query.where(CodingText.round_id == round_id, Coding.slot == slot)).scalar_one()


def first_uncoded(session: Session, round_id: int, slot: int, after: int = 0) -> int | None:
    """The place of the next text that a coder has not coded; after the last one it begins anew."""
    coded = exists().where(Coding.text_id == CodingText.id, Coding.slot == slot)
    open_ones = select(func.min(CodingText.position)).where(CodingText.round_id == round_id, ~coded)
    return session.scalar(open_ones.where(CodingText.position > after)) or session.scalar(open_ones)


def codes_of_text(session: Session, text_id: int) -> dict[int, set[int]]:
    """Who gave a text which themes: slot → themes; a slot that has not coded it is missing."""
    query = select(Coding.slot, Code.theme_id).outerjoin(Code, (Code.text_id == Coding.text_id) & (Code.slot == Coding.slot))
    found: dict[int, set[int]] = {}
    for slot, theme in session.execute(query.where(Coding.text_id == text_id)):
        found.setdefault(slot, set()).update([theme] if theme is not None else [])
    return found


def codes_of_round(session: Session, round_id: int) -> dict[int, dict[int, set[int]]]:
    """The same of all its texts: text → slot → themes; one statement."""
    query = select(CodingText.id, Coding.slot, Code.theme_id).join(Coding, Coding.text_id == CodingText.id)
    query = query.outerjoin(Code, (Code.text_id == Coding.text_id) & (Code.slot == Coding.slot)).where(CodingText.round_id == round_id)
    found: dict[int, dict[int, set[int]]] = {}
    for text, slot, theme in session.execute(query.order_by(CodingText.position)):
        found.setdefault(text, {}).setdefault(slot, set()).update([theme] if theme is not None else [])
    return found


def texts_of_round(session: Session, round_id: int) -> Sequence[Any]:
    """The texts of a round in their order: id, position, kind, ref."""
    columns = (CodingText.id, CodingText.position, CodingText.kind, CodingText.ref)
    return session.execute(select(*columns).where(CodingText.round_id == round_id).order_by(CodingText.position)).all()


def coded_with(session: Session, theme_id: int, most: int) -> list[Key]:
    """The texts that were given a theme for good, each once, at most so many."""
    query = select(CodingText.kind, CodingText.ref).join(Code, Code.text_id == CodingText.id)
    query = query.where(Code.theme_id == theme_id, Code.slot == SETTLED).distinct().order_by(CodingText.kind, CodingText.ref)
    return [(str(kind), ref) for kind, ref in session.execute(query.limit(most))]


@dataclass(frozen=True, slots=True)
class Coder:
    """Somebody who codes in a round: as whom, the name, and how many texts so far."""

    slot: int
    name: str
    coded: int


def coders_of(session: Session, coding: CodingRound) -> list[Coder]:
    """Who takes part, and how far they are."""
    slots = {coding.first_coder_id: 1, coding.second_coder_id: 2}
    names = session.execute(select(Person.id, Person.public_name).where(Person.id.in_([number for number in slots if number is not None])))
    counts = dict(
        session.execute(
            select(Coding.slot, func.count())
            .join(CodingText, CodingText.id == Coding.text_id)
            .where(CodingText.round_id == coding.id)
            .group_by(Coding.slot)
        ).all()
    )
    return sorted((Coder(slots[number], name, counts.get(slots[number], 0)) for number, name in names), key=lambda coder: coder.slot)


def groups_of(session: Session, consultation_id: int) -> TextGroups | None:
    """The groups as they were last computed."""
    return session.get(TextGroups, consultation_id)


def groups_to_compute(session: Session) -> Sequence[int]:
    """The consultations whose groups somebody waits for."""
    waiting = (TextGroups.computed_at.is_(None)) | (TextGroups.computed_at < TextGroups.asked_at)
    return session.scalars(select(TextGroups.consultation_id).where(waiting).order_by(TextGroups.asked_at).limit(20)).all()


def learning_of(session: Session, consultation_id: int) -> CategoryLearning | None:
    """What was learnt about its categories."""
    return session.get(CategoryLearning, consultation_id)


def codings_by(session: Session, person: Person) -> Sequence[Any]:
    """The rounds in which somebody codes, for the data download."""
    columns = (CodingRound.id, CodingRound.started_at, CodingRound.text_count)
    mine = (CodingRound.first_coder_id == person.id) | (CodingRound.second_coder_id == person.id)
    return session.execute(select(*columns).where(mine).order_by(CodingRound.id).limit(1000)).all()
