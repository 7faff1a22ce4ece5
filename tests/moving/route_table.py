"""What each route of moving answers to whom."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from participation.moving.description import System
from tests.house.routes import Row, World
from tests.moving.builders import a_move
from tests.moving.exports import adhocracy, decidim_json


def furnish(session: Session, world: World) -> None:
    """An export that waits, and one that was taken over."""
    world.waiting_move = a_move(session, world.moderator, world.consultation, System.DECIDIM, decidim_json(), publish=False)
    world.done_move = a_move(session, world.moderator, world.consultation, System.ADHOCRACY, adhocracy())


def staff(path: str = "", thing: str = "") -> Callable[[World], str]:
    """An address below the consultation's moves."""

    def url(world: World) -> str:
        number = f"/{getattr(world, thing).id}" if thing else ""
        return f"/verwaltung/beteiligungen/{world.consultation.slug}/umzug{number}{path}"

    return url


READ = "sign-in 403 403 200 403 403 200"
WRITE = "sign-in 403 403 303 403 403 303"

# in the order of ROLES: anonymous resident moderator_elsewhere moderator office council administrator
TABLE: dict[str, Row] = {
    "moving.index GET": Row(staff(), READ),
    "moving.upload POST": Row(staff(), "sign-in 403 403 422 403 403 422"),
    "moving.show GET": Row(staff("", "waiting_move"), READ),
    "moving.publish POST": Row(staff("/uebernehmen", "waiting_move"), WRITE),
    "moving.discard POST": Row(staff("/verwerfen", "waiting_move"), WRITE),
    "moving.undo POST": Row(staff("/zuruecknehmen", "done_move"), WRITE),
    "moving.remove_name POST": Row(staff("/name", "done_move"), WRITE, lambda world: {"name": "mona"}),
    "moving.report_csv GET": Row(staff("/bericht.csv", "done_move"), READ),
}
