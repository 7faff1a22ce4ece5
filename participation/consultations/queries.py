"""Reads about consultations."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import bindparam, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from participation.accounts.models import District, Mandate, Person
from participation.consultations.models import Consultation, Document, OutcomeNews, Phase, Picture, Stage
from participation.consultations.words import slug_of
from participation.kit.database import UtcDateTime
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.kit.pagination import Page, offset
from participation.kit.text import name_key

T = TypeVar("T", Picture, Document)


def consultation_by_slug(session: Session, slug: str) -> Consultation:
    """A consultation with its phases and categories, in three statements. Raises NotFound.

    Whether the person may see it is for `rules.may_see` to say.
    """
    return _one(session, Consultation.slug == slug)


def titles_by_slug(session: Session, slugs: Collection[str]) -> dict[str, str]:
    """The titles of consultations by the slugs in their addresses."""
    rows = session.execute(select(Consultation.slug, Consultation.title).where(Consultation.slug.in_(sorted(slugs))))
    return {row.slug: row.title for row in rows}


def consultation_by_id(session: Session, consultation_id: int) -> Consultation:
    """The same by number. Raises NotFound."""
    return _one(session, Consultation.id == consultation_id)


def _one(session: Session, condition: object) -> Consultation:
    statement = (
        select(Consultation)
        .where(condition)  # type: ignore[arg-type]  # a column comparison
        .options(selectinload(Consultation.phases), selectinload(Consultation.categories))
    )
    consultation = session.scalars(statement).one_or_none()
    if consultation is None:
        raise NotFound
    return consultation


@dataclass(frozen=True, slots=True)
class Card:
    """A consultation in a list; `phases` are rows with title, kind, starts_at, ends_at; `picture` a row or None."""

    slug: str
    title: str
    summary: str
    stage: str
    closed_at: datetime | None
    phases: Sequence[Any]
    picture: Any


@dataclass(frozen=True, slots=True)
class StartPage:
    """What the start page lists: running, coming, and the last closed consultations."""

    running: Sequence[Card]
    coming: Sequence[Card]
    closed: Sequence[Card]
    more: bool


ON_START = 30
CLOSED_ON_START = 6
_CARDS = select(Consultation.id, Consultation.slug, Consultation.title, Consultation.summary, Consultation.stage, Consultation.closed_at)
_PUBLIC = Consultation.stage != Stage.DRAFT
_NEWEST_FIRST = (Consultation.published_at.desc(), Consultation.id.desc())
_PUBLISHED = _CARDS.where(Consultation.stage == Stage.PUBLISHED).order_by(*_NEWEST_FIRST).limit(ON_START + 1)
_CLOSED = (
    _CARDS.where(Consultation.stage.in_((Stage.CLOSED, Stage.ARCHIVED)))
    .order_by(Consultation.closed_at.desc(), Consultation.id.desc())
    .limit(CLOSED_ON_START + 1)
)
_PHASES = (
    select(Phase.consultation_id, Phase.title, Phase.kind, Phase.starts_at, Phase.ends_at)
    .where(Phase.consultation_id.in_(bindparam("ids", expanding=True)))
    .order_by(Phase.starts_at, Phase.id)
)
_PICTURES = (
    select(Picture.consultation_id, Picture.stored_name, Picture.width, Picture.height, Picture.alternative_text)
    .where(Picture.consultation_id.in_(bindparam("ids", expanding=True)))
    .order_by(Picture.position.desc(), Picture.id.desc())
)


def start_page(session: Session, now: datetime) -> StartPage:
    """The consultations of the start page, in four statements however many there are."""
    published = session.execute(_PUBLISHED).all()
    closed = session.execute(_CLOSED).all()
    cards = _as_cards(session, [*published[:ON_START], *closed[:CLOSED_ON_START]])
    waiting = [card for card in cards if card.stage == Stage.PUBLISHED and card.phases and card.phases[0].starts_at > now]
    running = [card for card in cards if card.stage == Stage.PUBLISHED and card not in waiting]
    return StartPage(
        running=sorted(running, key=lambda card: min((phase.ends_at for phase in card.phases if phase.ends_at > now), default=_LATE)),
        coming=sorted(waiting, key=lambda card: card.phases[0].starts_at),
        closed=[card for card in cards if card.stage != Stage.PUBLISHED],
        more=len(published) > ON_START or len(closed) > CLOSED_ON_START,
    )


_LATE = datetime.max.replace(tzinfo=UTC)


def public_consultations(session: Session, number: int, size: int) -> Page[Card]:
    """A page of all that were ever published, newest first, in four statements."""
    total = session.scalar(select(func.count()).select_from(Consultation).where(_PUBLIC)) or 0
    number = min(number, max(1, -(-total // size)))
    rows = session.execute(_CARDS.where(_PUBLIC).order_by(*_NEWEST_FIRST).limit(size).offset(offset(number, size))).all()
    return Page(_as_cards(session, rows), number, size, total)


def _as_cards(session: Session, rows: Sequence[Any]) -> list[Card]:
    ids = [row.id for row in rows]
    phases: dict[int, list[Any]] = {number: [] for number in ids}
    for phase in session.execute(_PHASES, {"ids": ids}):
        phases[phase.consultation_id].append(phase)
    pictures = {picture.consultation_id: picture for picture in session.execute(_PICTURES, {"ids": ids})}  # the first one wins
    return [Card(row.slug, row.title, row.summary, row.stage, row.closed_at, phases[row.id], pictures.get(row.id)) for row in rows]


def pictures_of(session: Session, consultation: Consultation) -> Sequence[Picture]:
    """The pictures of a consultation in their order."""
    return session.scalars(select(Picture).where(Picture.consultation_id == consultation.id).order_by(Picture.position, Picture.id)).all()


def documents_of(session: Session, consultation: Consultation) -> Sequence[Document]:
    """The documents of a consultation in their order."""
    return session.scalars(select(Document).where(Document.consultation_id == consultation.id).order_by(Document.position, Document.id)).all()


def consultation_by_preview(session: Session, token: str) -> Consultation:
    """The consultation that a preview link shows. Raises NotFound where the link was renewed."""
    return _one(session, Consultation.preview_token == token)


def document_by_name(session: Session, stored_name: str) -> Document:
    """The document of a stored file. Raises NotFound."""
    document = session.scalars(select(Document).where(Document.stored_name == stored_name)).one_or_none()
    if document is None:
        raise NotFound
    return document


def has_picture(session: Session, stored_name: str) -> bool:
    """Whether a picture of this name belongs to a consultation."""
    return session.scalar(select(Picture.id).where(Picture.stored_name == stored_name)) is not None


def picture_of(session: Session, consultation: Consultation, picture_id: int) -> Picture:
    """One picture of this consultation. Raises NotFound."""
    return _own(session.get(Picture, picture_id), consultation)


def document_of(session: Session, consultation: Consultation, document_id: int) -> Document:
    """One document of this consultation. Raises NotFound."""
    return _own(session.get(Document, document_id), consultation)


def _own(found: T | None, consultation: Consultation) -> T:
    if found is None or found.consultation_id != consultation.id:
        raise NotFound
    return found


def district_by_id(session: Session, district_id: int) -> District:
    """A district. Raises NotFound."""
    found = session.get(District, district_id)
    if found is None:
        raise NotFound
    return found


RESERVED_SLUGS = frozenset({"neu"})


def free_slug(session: Session, title: str, but_for: int = 0) -> str:
    """An address for a title that no other consultation has: `stadthalle`, then `stadthalle-2`."""
    base = slug_of(title)
    taken = set(session.scalars(select(Consultation.slug).where(Consultation.slug.startswith(base, autoescape=True), Consultation.id != but_for)))
    taken |= RESERVED_SLUGS
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def run_by(session: Session, person: Person, number: int, size: int) -> Page[Any]:
    """A page of the consultations that a person runs: all for the administration, those of the mandates for moderators."""
    mine = true() if person.is_administrator else Consultation.id.in_([mandate.consultation_id for mandate in person.mandates])
    total = session.scalar(select(func.count()).select_from(Consultation).where(mine)) or 0
    number = min(number, max(1, -(-total // size)))
    columns = select(Consultation.id, Consultation.slug, Consultation.title, Consultation.stage, Consultation.created_at, Consultation.published_at)
    rows = session.execute(columns.where(mine).order_by(Consultation.id.desc()).limit(size).offset(offset(number, size))).all()
    return Page(rows, number, size, total)


_NOT_OVER = or_(Mandate.ends_at.is_(None), Mandate.ends_at > bindparam("now", type_=UtcDateTime()))
_WITH_DEPUTIES = (joinedload(Mandate.person, innerjoin=True), selectinload(Mandate.deputies).joinedload(Mandate.person, innerjoin=True))
MOST_MANDATES = 200
"""So many are listed on one page."""


def mandates_of(session: Session, consultation: Consultation, now: datetime) -> Sequence[Mandate]:
    """Who moderates a consultation, each with who stands in or will."""
    own = (Mandate.consultation_id == consultation.id, Mandate.deputy_for_id.is_(None), _NOT_OVER)
    statement = select(Mandate).join(Mandate.person).where(*own).order_by(Person.public_name, Mandate.id).limit(MOST_MANDATES)
    return session.scalars(statement.options(*_WITH_DEPUTIES), {"now": now}).all()


def mandate_of(session: Session, consultation: Consultation, public_id: str) -> Mandate:
    """Somebody's own task of moderating a consultation, with who stands in or will. Raises NotFound."""
    own = (Mandate.consultation_id == consultation.id, Mandate.deputy_for_id.is_(None), Person.public_id == public_id)
    found = session.scalars(select(Mandate).join(Mandate.person).where(*own).options(*_WITH_DEPUTIES)).one_or_none()
    if found is None:
        raise NotFound
    return found


def all_mandates(session: Session, now: datetime) -> Sequence[tuple[Mandate, str, str]]:
    """All tasks of moderating that are not over, with title and slug of their consultations, by title; the first few hundred."""
    columns = select(Mandate, Consultation.title, Consultation.slug).join(Consultation, Consultation.id == Mandate.consultation_id)
    own = (Mandate.deputy_for_id.is_(None), _NOT_OVER)
    rows = session.execute(columns.where(*own).order_by(Consultation.title, Mandate.id).limit(MOST_MANDATES).options(*_WITH_DEPUTIES), {"now": now})
    return [(row[0], row[1], row[2]) for row in rows]


def person_for_mandate(session: Session, entered: str) -> Person | None:
    """The person of an e-mail address or of a public name, with their mandates."""
    condition = Person.email == entered.lower() if "@" in entered else Person.public_name_key == name_key(entered)
    return session.scalars(select(Person).where(condition, Person.deleted_at.is_(None)).options(selectinload(Person.mandates))).one_or_none()


def person_by_public_id(session: Session, public_id: str) -> Person:
    """A person by the random id in addresses, with their mandates. Raises NotFound."""
    found = session.scalars(select(Person).where(Person.public_id == public_id).options(selectinload(Person.mandates))).one_or_none()
    if found is None:
        raise NotFound
    return found


def newest_with_phases(session: Session, most: int) -> Sequence[Consultation]:
    """The public consultations that were published last, with their phases, in two statements."""
    newest = select(Consultation).where(Consultation.stage != Stage.DRAFT).order_by(Consultation.published_at.desc(), Consultation.id.desc())
    return session.scalars(newest.options(selectinload(Consultation.phases)).limit(most)).all()


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened to a consultation: `what` it was with its number, when, in a sentence."""

    what: str
    number: int
    url: str
    at: datetime
    sentence: str
    summary: str = ""


def latest_news(session: Session, most: int) -> list[News]:
    """What happened last, the newest first: published, closed, what became of it. Three statements."""
    found = []
    for what, moment, sentence in (
        ("veroeffentlicht", Consultation.published_at, _("Neue Beteiligung: %(title)s")),
        ("abgeschlossen", Consultation.closed_at, _("Abgeschlossen: %(title)s")),
    ):
        asked = select(Consultation.id, Consultation.slug, Consultation.title, Consultation.summary, moment.label("at"))
        for row in session.execute(asked.where(Consultation.stage != Stage.DRAFT, moment.is_not(None)).order_by(moment.desc()).limit(most)):
            found.append(News(what, row.id, f"/beteiligungen/{row.slug}", row.at, sentence % {"title": row.title}, row.summary))
    for told in session.scalars(select(OutcomeNews).order_by(OutcomeNews.created_at.desc()).limit(most)):
        found.append(News("ergebnis", told.id, told.url, told.created_at, _(told.message) % {"title": told.title}))
    return sorted(found, key=lambda news: (news.at, news.what, news.number), reverse=True)[:most]
