"""What each route of a council's frame answers to whom."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from participation.councils.models import CouncilStage
from tests.councils.builders import a_council
from tests.house.routes import Row, World

RUNS = "sign-in 403 403 200 403 403 200"
RUNS_303 = "sign-in 403 403 303 403 403 303"


def furnish(session: Session, world: World) -> None:
    """A council being prepared and one that invites."""
    world.citizens_council = a_council(session, world.consultation)
    world.inviting = a_council(session, world.voting, CouncilStage.INVITING)


def staff(path: str, thing: str = "consultation") -> Callable[[World], str]:
    """An address of the council's staff."""
    return lambda world: f"/verwaltung/beteiligungen/{getattr(world, thing).slug}/buergerrat{path}"


TABLE = {
    "councils.show GET": Row(lambda world: f"/beteiligungen/{world.voting.slug}/buergerrat", "200"),
    "councils.begin GET": Row(staff("/anfangen", "consultation"), "sign-in 403 403 403 403 403 403"),
    "councils.begin POST": Row(
        staff("/anfangen", "consultation"), "sign-in 403 403 403 403 403 403", lambda world: {"title": "Bürgerrat", "seats": "20"}
    ),
    "councils.manage GET": Row(staff(""), RUNS),
    "councils.change GET": Row(staff("/angaben"), RUNS),
    "councils.change POST": Row(staff("/angaben"), RUNS_303, lambda world: {"title": "Bürgerrat Halle", "seats": "24"}),
    "councils.features GET": Row(staff("/merkmale"), RUNS),
    "councils.features POST": Row(staff("/merkmale"), RUNS_303, lambda world: {"features": "# Alter (Register)\njung; 40\nalt; 60"}),
}
