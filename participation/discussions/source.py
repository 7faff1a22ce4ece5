"""Contributions as texts that others make sense of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, and_, select

from participation.consultations.models import Consultation
from participation.consultations.texts import Kind, NumberedTexts, SourceText, Standing, TextSource
from participation.discussions.models import Contribution, Discussion

_c, _d = Contribution.__table__.c, Discussion.__table__.c


def _rows(consultation: Consultation) -> Select[Any]:
    columns = (_c.id, _c.body, _c.deleted_at, _c.hidden_at)
    return select(*columns).join_from(Contribution, Discussion, _d.id == _c.discussion_id).where(_d.consultation_id == consultation.id)


def _made(consultation: Consultation, row: Row[Any]) -> SourceText:
    readable = row.deleted_at is None and row.hidden_at is None
    return SourceText(
        Kind.CONTRIBUTION,
        str(row.id),
        "",
        row.body if readable else "",
        f"/beitraege/{row.id}",
        Standing.PUBLIC if readable else Standing.HIDDEN,
    )


def sources() -> list[TextSource]:
    """Contributions that everybody reads; hidden and deleted ones keep their place, without words. The city's own are not opinions."""
    readable = and_(_c.deleted_at.is_(None), _c.hidden_at.is_(None), _c.official.is_(False))
    return [NumberedTexts(Kind.CONTRIBUTION, _rows, _c.id, readable, (_c.body,), _made)]
