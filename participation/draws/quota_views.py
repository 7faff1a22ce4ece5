"""The editor of quotas: shares beside targets, sums, conflicts in sentences, and what each quota costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.councils.doorway import Here, enter_council_staff
from participation.draws import lottery_actions as actions
from participation.draws.pool import problem_of
from participation.draws.queries import quotas_of
from participation.draws.quotas import (
    MOST_SLACK,
    Draft,
    draft_of,
    field_name,
    is_complete,
    name_of,
    percent_words,
    price_words,
    proposed,
    read_quotas,
    way_words,
)
from participation.draws.rules import may_set_quotas
from participation.invitations.pool import PoolPerson, pool_of
from participation.kit.database import current_session
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import settings
from participation.kit.rules import demand
from participation.kit.sealing import seals_of
from participation.methods.sortition.bound import leximin
from participation.methods.sortition.explain import conflict, price_list
from participation.methods.sortition.problem import Problem

blueprint = Blueprint("draw_quotas", __name__)

STAFF = "/verwaltung/beteiligungen/<slug:slug>/buergerrat"


@dataclass(frozen=True)
class Advice:
    """What the quotas mean for the pool as it stands: a conflict with its ways out, or the smallest chance and what would raise it."""

    impossible: bool
    conflict: list[str]
    ways_out: list[str]
    smallest: str
    prices: list[str]
    people: int


@blueprint.route(STAFF + "/quoten", methods=["GET", "POST"])
def edit(slug: str) -> BaseResponse:
    """Set the quotas; propose them from the shares, or look what they cost, without storing anything."""
    here, session = enter_council_staff(slug), current_session()
    verdict = may_set_quotas(here.person, here.consultation, here.council)
    if request.method != "POST":
        stored = quotas_of(session, here.council)
        return _editor(here, draft_of(here.council, stored or proposed(here.council)), stored=bool(stored), may_set=verdict)
    demand(verdict)
    act, slack = request.form.get("act", "save"), _slack()
    if act == "propose":
        return _editor(here, draft_of(here.council, proposed(here.council, slack)), slack=slack, may_set=verdict)
    draft = read_quotas(here.council, request.form)
    if act == "prices" and not draft.faults:
        return _editor(here, draft, advice=advise(here, draft), slack=slack, may_set=verdict)
    if draft.faults or not is_complete(here.council, draft.quotas):
        return _editor(here, draft, status=422, slack=slack, may_set=verdict)
    actions.set_quotas(session, signed_in_person(), here.consultation, here.council, draft.quotas, here.now)
    session.commit()
    flash(_("Die Quoten sind gespeichert."), "success")
    return go_to(here.url("draw_quotas.edit"))


def _slack() -> int:
    text = request.form.get("slack", "1")
    return min(MOST_SLACK, int(text)) if text.isascii() and text.isdigit() and len(text) < 4 else 1


def _editor(here: Here, draft: Draft, *, status: int = 200, slack: int = 1, stored: bool = True, **context: Any) -> BaseResponse:
    people = pool_of(current_session(), here.council, seals_of(settings()))
    context = {"advice": None, **context}
    return here.page(
        "draws/quotas.html",
        _("Quoten"),
        staff=True,
        status=status,
        block="advice" if request.form.get("act") == "prices" and not draft.faults else "",
        features=_cells(here, draft, people),
        people=len(people),
        draft=draft,
        slack=slack,
        stored=stored,
        faults=list(draft.faults.values()),
        has_errors=bool(draft.faults) and status != 200,
        **context,
    )


def _cells(here: Here, draft: Draft, people: list[PoolPerson]) -> list[dict[str, Any]]:
    shown = []
    for row, feature in enumerate(here.council.features):
        cells = []
        for column, value in enumerate(feature.values):
            code, share = str(value["code"]), value["share"]
            cells.append(
                {
                    "label": value["label"],
                    "share": None if share is None else int(share) / 10_000,
                    "target": None if share is None else here.council.seats * int(share) / 10_000,
                    "people": sum(person.features.get(feature.code) == code for person in people),
                    "names": (field_name("min", row, column), field_name("max", row, column)),
                    "typed": (draft.typed.get((feature.code, code, "min"), ""), draft.typed.get((feature.code, code, "max"), "")),
                    "fault": draft.faults.get((feature.code, code), ""),
                }
            )
        own = [quota for quota in draft.quotas if quota.feature == feature.code]
        sums = (sum(quota.minimum for quota in own), sum(quota.maximum for quota in own))
        shown.append(
            {"label": feature.label, "source": feature.share_source, "cells": cells, "sums": sums, "fault": draft.faults.get((feature.code, ""), "")}
        )
    return shown


def advise(here: Here, draft: Draft) -> Advice:
    """What these quotas would mean for the pool as it stands; nothing is stored."""
    people = pool_of(current_session(), here.council, seals_of(settings()))
    problem = problem_of(people, draft.quotas, here.council.seats)
    found = conflict(problem) if people else None
    if found is not None:
        cells = [
            _("%(where)s: %(low)s bis %(high)s", where=name_of(here.council, quota), low=quota.minimum, high=quota.maximum) for quota in found.quotas
        ]
        return Advice(True, cells, [way_words(here.council, way) for way in found.ways_out], "", [], len(people))
    smallest = _smallest(problem) if people else 0.0
    prices = price_words(here.council, smallest, price_list(problem)) if people else []
    return Advice(False, [], [], percent_words(smallest), prices, len(people))


def _smallest(problem: Problem) -> float:
    return float(leximin(problem, only_first=True).smallest)
