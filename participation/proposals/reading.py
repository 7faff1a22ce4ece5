"""A public proposal for pages that only read it, in pieces that are the same for everybody and kept while nothing changed that they show.

Its text has the scope `proposal:12`, the number of its supporters `support:12`: a click changes the number alone (docs/decisions/018).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy import bindparam, select

from participation.kit.detached import detached
from participation.kit.glances import Glance
from participation.kit.kept import kept, kept_html
from participation.kit.page_versions import SITE
from participation.kit.pages import part
from participation.proposals.locating import where_is
from participation.proposals.models import Proposal, ProposalStage

_NUMBERS = ("support_count", "contribution_count", "contested", "last_activity", "shuffle_a", "shuffle_b", "version")
_TEXT = tuple(column for column in Proposal.__table__.columns if column.key not in _NUMBERS)
_p = Proposal.__table__.c
_public = Glance(select(*_TEXT).where(_p.id == bindparam("proposal_id"), _p.stage != str(ProposalStage.DRAFT)))
_count = Glance(select(_p.support_count).where(_p.id == bindparam("proposal_id")))


def text_scope(proposal_id: int) -> str:
    """What a proposal's own page shows beside its numbers: its text, answers, tasks, suggested changes, what it belongs together with."""
    return f"proposal:{proposal_id}"


def support_scope(proposal_id: int) -> str:
    """How many support it."""
    return f"support:{proposal_id}"


def proposal_to_read(consultation_id: int, proposal_id: int) -> Proposal | None:
    """A public proposal of a consultation, for reading only; its numbers are not told, and asking for them raises. None for all others."""
    found = kept(("proposal", proposal_id), (text_scope(proposal_id),), lambda: _read(proposal_id))
    return found if found is not None and found.consultation_id == consultation_id else None


def _read(proposal_id: int) -> Proposal | None:
    row = _public.first(proposal_id=proposal_id)
    return detached(Proposal, dict(zip((column.key for column in _TEXT), row, strict=True)), _NUMBERS) if row is not None else None


def supporters_number(proposal_id: int) -> int:
    """How many support a public proposal."""
    found: int = kept(("supporters", proposal_id), (support_scope(proposal_id),), lambda: _count.first(proposal_id=proposal_id)[0])
    return found


@dataclass(frozen=True, slots=True)
class Pieces:
    """A proposal's page without what depends on who looks: its head, its text with files and answers, the details beside it."""

    head: Markup
    text: Markup
    details: Markup


def pieces_of(proposal: Proposal, proposal_url: str, written: Callable[[], dict[str, Any]], *, for_all: bool) -> Pieces:
    """The pieces, made of what `written` reads only where they are not kept; `for_all`: whether everybody may read all of it."""
    scopes = (SITE, text_scope(proposal.id))
    read: dict[str, Any] = {}

    def make(template: str) -> Markup:
        if not read:
            read.update(written(), where=where_is(proposal))
        return part(f"proposals/{template}", proposal=proposal, proposal_url=proposal_url, **read)

    def piece(template: str) -> Markup:
        return kept_html((template, proposal.id), scopes, lambda: make(template)) if for_all else make(template)

    return Pieces(piece("_head.html"), piece("_text.html"), piece("_details.html"))
