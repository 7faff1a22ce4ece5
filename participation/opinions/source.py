"""Statements of opinion maps as texts that others make sense of, and which group of a map supports which."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.consultations.texts import Camps, Kind, NumberedTexts, SourceText, Standing, TextSource
from participation.methods.opinions.evidence import Verdict
from participation.opinions.models import OpinionMap, Result, Stage, State, Statement
from participation.opinions.words import group_name

_s, _m, _r = Statement.__table__.c, OpinionMap.__table__.c, Result.__table__.c


def _rows(consultation: Consultation) -> Select[Any]:
    columns = (_s.id, _s.text, _s.map_id, _s.hidden_at)
    joined = select(*columns).join_from(Statement, OpinionMap, _m.id == _s.map_id)
    return joined.where(_m.consultation_id == consultation.id, _m.stage != Stage.DRAFT, _s.state == State.ACCEPTED)


def _made(consultation: Consultation, row: Row[Any]) -> SourceText:
    url = f"/beteiligungen/{consultation.slug}/meinungsbild/{row.map_id}"
    hidden = row.hidden_at is not None
    return SourceText(Kind.STATEMENT, str(row.id), "", "" if hidden else row.text, url, Standing.HIDDEN if hidden else Standing.PUBLIC)


def sources() -> list[TextSource]:
    """Accepted statements of maps that were opened; a hidden one keeps its place, without words."""
    return [NumberedTexts(Kind.STATEMENT, _rows, _s.id, _s.hidden_at.is_(None), (_s.text,), _made)]


def camps(session: Session, consultation: Consultation) -> list[Camps]:
    """Of each map with clear groups: who agrees with what, as far as the map shows it."""
    columns = (_m.title, _r.data)
    query = select(*columns).join_from(Result, OpinionMap, _m.id == _r.map_id).where(_m.consultation_id == consultation.id, _m.stage != Stage.DRAFT)
    found = []
    for title, data in session.execute(query.order_by(_m.id)):
        if not data or data.get("verdict", Verdict.NONE) == Verdict.NONE or data["k"] < 2:
            continue
        support = {str(one["id"]): [(sums[0], sum(sums)) for sums in one["groups"]] for one in data["statements"] if one["groups"]}
        found.append(Camps(Kind.STATEMENT, title, [group_name(place) for place in range(data["k"])], data["sizes"], support))
    return found
