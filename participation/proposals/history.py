"""A proposal's versions: every text that was ever public, who wrote it and on whose suggestion. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased

from participation.accounts.bylines import shown_name
from participation.accounts.models import District, Person
from participation.consultations.models import Category
from participation.kit.language import gettext as _
from participation.kit.pagination import Page, offset
from participation.places.models import Place
from participation.places.queries import place_by_id
from participation.proposals.models import Proposal, ProposalVersion
from participation.proposals.writing_queries import custom_values_of

PAGE = 10
"""Versions a page."""

Facts = tuple[tuple[str, str], ...]
"""Details in words, as (name, value)."""


@dataclass(frozen=True, slots=True)
class _Details:
    """What a version says beside its text."""

    facts: Facts = ()
    district: str = ""
    place: Place | None = None


_v = ProposalVersion.__table__.c
_earlier = select(func.count()).select_from(ProposalVersion.__table__).where(_v.proposal_id == bindparam("proposal_id"))


@dataclass(frozen=True, slots=True)
class Version:
    """A proposal's text as it was public from `since` on.

    `by` is the public name of who changed it, `suggested_by` of who suggested the text; None where an account is gone or the city
    wrote. `facts` are other details in words, as (name, value) pairs: topic, part of the town, public answers to questions.
    """

    number: int
    title: str
    body: str
    since: datetime | None
    by: str | None = None
    suggestion_id: int | None = None
    suggested_by: str | None = None
    facts: Facts = ()
    district: str = ""
    place: Place | None = None


def current_number(session: Session, proposal_id: int) -> int:
    """Which version a proposal's text is now, from 1."""
    return int(session.connection().execute(_earlier, {"proposal_id": proposal_id}).scalar_one()) + 1


_changer, _suggester = aliased(Person), aliased(Person)


def _rows(session: Session, proposal: Proposal, first: int, last: int) -> dict[int, Any]:
    """The texts before an edit from one number to another, by number, with the names of who replaced them."""
    statement = (
        select(
            ProposalVersion,
            shown_name(proposal.consultation_id, _changer, ProposalVersion.replaced_at).label("by"),
            shown_name(proposal.consultation_id, _suggester, ProposalVersion.replaced_at).label("suggester"),
            Category.name.label("category"),
            District.name.label("district"),
            Place,
        )
        .outerjoin(_changer, _changer.id == ProposalVersion.replaced_by)
        .outerjoin(_suggester, _suggester.id == ProposalVersion.suggested_by)
        .outerjoin(Category, Category.id == ProposalVersion.category_id)
        .outerjoin(District, District.id == ProposalVersion.district_id)
        .outerjoin(Place, Place.id == ProposalVersion.place_id)
        .where(ProposalVersion.proposal_id == proposal.id, ProposalVersion.number.between(first, last))
    )
    return {row.ProposalVersion.number: row for row in session.execute(statement)}


def versions_between(session: Session, proposal: Proposal, names: Any, first: int, last: int, newest: int) -> list[Version]:
    """The versions from one number to another, the newest first, in at most three statements.

    `names` are those of `queries.names_of`; `newest` is the number of the current text. A version was written by whoever replaced the
    one before it.
    """
    rows = _rows(session, proposal, first - 1, last)
    now = _details_now(session, proposal, names) if last >= newest else _Details()
    return [
        _version(proposal, names, number, rows, newest, now)
        for number in range(min(last, newest), first - 1, -1)
        if number == newest or number in rows
    ]


def _version(proposal: Proposal, names: Any, number: int, rows: dict[int, Any], newest: int, now: _Details) -> Version:
    before = rows.get(number - 1)
    kept = None if number == newest else rows[number]
    details = _details(kept, kept.Place, kept.ProposalVersion.answers or ()) if kept else now
    return Version(
        number=number,
        title=kept.ProposalVersion.title if kept else proposal.title,
        body=kept.ProposalVersion.body if kept else proposal.body,
        since=before.ProposalVersion.replaced_at if before else proposal.published_at,
        by=before.by if before else names.public_name,
        suggestion_id=before.ProposalVersion.suggestion_id if before else None,
        suggested_by=before.suggester if before else None,
        facts=details.facts,
        district=details.district,
        place=details.place,
    )


def _details_now(session: Session, proposal: Proposal, names: Any) -> _Details:
    answers = custom_values_of(session, [proposal.id]).get(proposal.id, [])
    return _details(names, place_by_id(session, proposal.place_id), [(answer.label, answer.said) for answer in answers])


def _details(names: Any, place: Place | None, answers: Iterable[Sequence[str]]) -> _Details:
    said = ((_("Thema"), names.category or ""), (_("Ortsteil"), names.district or ""))
    return _Details((*said, *((label, answer) for label, answer in answers)), names.district or "", place)


def page_of_versions(session: Session, proposal: Proposal, names: Any, number: int) -> tuple[Page[Version], list[Version]]:
    """A page of all versions, the newest first, and with them the one that comes before the page's oldest, to compare it with."""
    newest = current_number(session, proposal.id)
    number = min(number, max(1, -(-newest // PAGE)))
    last = newest - offset(number, PAGE)
    first = max(1, last - PAGE + 1)
    found = versions_between(session, proposal, names, max(1, first - 1), last, newest)
    return Page([version for version in found if version.number >= first], number, PAGE, newest), found


def two_versions(session: Session, proposal: Proposal, names: Any, one: int, other: int) -> Sequence[Version]:
    """Two versions by their numbers, the older first; fewer where a number is none of this proposal's."""
    newest = current_number(session, proposal.id)
    wanted = sorted({one, other})
    found = [version for number in wanted for version in versions_between(session, proposal, names, number, number, newest) if number >= 1]
    return found
