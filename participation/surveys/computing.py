"""From answers to the result as pages show it, in the background: counted at most once a minute, at the close for the last time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from participation.kit.database import own_transaction, snapshot
from participation.kit.kept_results import recompute, stale
from participation.methods.surveys.definition import Survey as Definition
from participation.methods.surveys.results.columns import Column, encode
from participation.methods.surveys.results.packing import pack
from participation.surveys.comparisons import fixed_comparisons
from participation.surveys.models import Survey
from participation.surveys.queries import answers_of, definition_of, version_of
from participation.surveys.result_models import SurveyComparison, SurveyResult, SurveyWeighting
from participation.surveys.results import results_of
from participation.surveys.weighing import Targets, weighed


@dataclass(frozen=True, slots=True)
class Order:
    """What a count starts from: the answers as columns, and what staff chose."""

    definition: Definition
    columns: Mapping[str, Column]
    targets: Targets
    source: str
    groups: str
    compared: Sequence[str]


def read_order(session: Session, survey_id: int) -> Order:
    """Read everything that a count needs."""
    survey = session.get_one(Survey, survey_id)
    definition = definition_of(version_of(session, survey))
    weighting, comparison = session.get(SurveyWeighting, survey_id), session.get(SurveyComparison, survey_id)
    return Order(
        definition,
        encode(definition, answers_of(session, survey, definition)),
        weighting.targets if weighting is not None else {},
        weighting.source if weighting is not None else "",
        comparison.divided_by if comparison is not None else "",
        comparison.questions if comparison is not None else (),
    )


def counted(order: Order) -> dict[str, Any]:
    """What the result's row then holds: `data` for pages, `columns` for tables of a part of the people."""
    weights, weighting = weighed(order.definition, order.columns, order.targets, order.source)
    data = results_of(order.columns, weights).as_json()
    data["weighting"] = weighting
    data["comparisons"] = fixed_comparisons(order.columns, order.groups, order.compared, weights) if order.groups else []
    return {"data": data, "columns": pack(order.columns, weights)}


def compute_result(survey_id: int) -> bool:
    """Count a survey if something changed and nobody does so now, or did within a minute. Returns whether it was counted."""
    return recompute(SurveyResult, SurveyResult.survey_id, survey_id, lambda: _made(survey_id))


def _made(survey_id: int) -> dict[str, Any]:
    with snapshot() as session:  # which lets others write meanwhile
        order = read_order(session, survey_id)
    return counted(order)  # outside of any transaction: nobody waits for it


def compute_stale_results() -> None:
    """Count what changed: its nudge came within the minute, was lost, or its worker died."""
    with own_transaction() as session:
        numbers = stale(session, SurveyResult, SurveyResult.survey_id)
    for number in numbers:
        compute_result(number)
