"""Proposals as texts that others make sense of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, select

from participation.consultations.models import Consultation
from participation.consultations.texts import Kind, NumberedTexts, SourceText, Standing, TextSource
from participation.proposals.models import Proposal, ProposalStage

_p = Proposal.__table__.c


def _rows(consultation: Consultation) -> Select[Any]:
    columns = (_p.id, _p.title, _p.body, _p.stage)
    return select(*columns).where(_p.consultation_id == consultation.id, _p.stage != ProposalStage.DRAFT)


def _made(consultation: Consultation, row: Row[Any]) -> SourceText:
    url = f"/beteiligungen/{consultation.slug}/vorschlaege/{row.id}"  # known in a job too, where no request is
    standing = Standing.PUBLIC if row.stage == ProposalStage.PUBLISHED else Standing.HIDDEN
    return SourceText(Kind.PROPOSAL, str(row.id), row.title, row.body, url, standing)


def sources() -> list[TextSource]:
    """Published proposals; one that was taken back or merged keeps its place, without words."""
    return [NumberedTexts(Kind.PROPOSAL, _rows, _p.id, _p.stage == ProposalStage.PUBLISHED, (_p.title, _p.body), _made)]
