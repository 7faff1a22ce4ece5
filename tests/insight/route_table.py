"""What each route of insight answers to whom."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from participation.accounts.models import Mandate
from participation.consultations.models import Stage
from participation.insight.actions import CostDraft, enter_cost, keep_count
from participation.kit import clock
from tests.builders import a_consultation, an_administrator
from tests.house.routes import Row, World

STAFF = "sign-in 403 403 200 403 403 200"
ALL = "sign-in 403 403 403 403 200 200"


def furnish(session: Session, world: World) -> None:
    """A consultation that is over and counted, and what one that runs cost."""
    world.insight_over = a_consultation(session, "Was war")
    session.add(Mandate(person_id=world.moderator.id, consultation_id=world.insight_over.id, given_at=clock.now()))
    keep_count(session, world.insight_over, (), clock.now())
    world.insight_over.stage, world.insight_over.closed_at = Stage.CLOSED, clock.now()
    draft = CostDraft("print", 1_250_00, "Postkarten", clock.now().date())
    world.insight_cost = enter_cost(session, an_administrator(session), world.consultation, draft, clock.now())
    keep_count(session, world.consultation, (), clock.now())
    session.flush()
    session.expire(world.moderator, ["mandates"])


def desk(path: str = "") -> Callable[[World], str]:
    """An address of one consultation's insight."""
    return lambda world: f"/verwaltung/beteiligungen/{world.consultation.slug}/einblick{path}"


def public(path: str = "") -> Callable[[World], str]:
    """An address of what everybody reads."""
    return lambda world: f"/beteiligungen/{world.insight_over.slug}/teilnahme{path}"


TABLE: dict[str, Row] = {
    "insight.show GET": Row(desk(), STAFF),
    "insight.count POST": Row(desk("/zaehlen"), "sign-in 403 403 303 403 403 303"),
    "insight.table GET": Row(desk("/schritte.csv"), STAFF),
    "insight.costs GET": Row(desk("/kosten"), STAFF),
    "insight.costs POST": Row(
        desk("/kosten"),
        "sign-in 403 403 303 403 403 303",
        lambda w: {"kind": "print", "cents": "12,50", "day": "2026-10-01", "note": "Plakate"},
    ),
    "insight.remove_cost POST": Row(lambda w: desk(f"/kosten/{w.insight_cost.id}/entfernen")(w), "sign-in 403 403 303 403 403 303"),
    "insight.public GET": Row(public(), "200"),
    "insight.public_table GET": Row(public("/schritte.csv"), "200"),
    "insight.compare GET": Row(lambda w: "/einblick", ALL),
    "insight.compare_table GET": Row(lambda w: "/einblick/vergleich.csv", ALL),
    "insight.people GET": Row(lambda w: "/einblick/einwohner", "sign-in 403 403 403 403 403 200"),
    "insight.people POST": Row(lambda w: "/einblick/einwohner", "sign-in 403 403 403 403 403 303", lambda w: {"source": "Melderegister"}),
}
