"""What each route of chains answers to whom."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from participation.kit import clock
from participation.traces.actions import link_things
from participation.traces.models import Thing
from tests.builders import an_administrator
from tests.discussions.builders import a_topic
from tests.house.routes import Row, World
from tests.opinions.builders import a_map, statements_of
from tests.proposals.builders import a_proposal


def furnish(session: Session, world: World) -> None:
    """A statement, a topic that followed from it, and a proposal of the resident's."""
    here = world.consultation
    world.traced_map = a_map(session, here, title="Was gehört zusammen?")
    world.traced = statements_of(session, world.traced_map)[0]
    world.traced_topic = a_topic(session, here, "Was folgt daraus?")
    world.traced_proposal = a_proposal(session, here, world.resident, "Ein Vorschlag mit Herkunft")
    nodes = (Thing.STATEMENT, world.traced.id), (Thing.TOPIC, world.traced_topic.id)
    world.trace = link_things(session, an_administrator(session), here, *nodes, clock.now())


def at(path: str) -> Callable[[World], str]:
    """An address of the room; names in braces are things of the world."""
    return lambda world: f"/beteiligungen/{world.consultation.slug}/zusammenhang" + path.format(world=world)


STATEMENT, PROPOSAL = "/aussage/{world.traced.id}", "/vorschlag/{world.traced_proposal.id}"

# in the order of ROLES: anonymous resident moderator_elsewhere moderator office council administrator
TABLE: dict[str, Row] = {
    "traces.work GET": Row(at(PROPOSAL), "sign-in 200 403 200 403 403 200"),
    "traces.link POST": Row(
        at(PROPOSAL + "?suche=folgt"),
        "sign-in 303 403 303 403 403 303",
        lambda world: {"other": f"thema-{world.traced_topic.id}", "direction": "davor"},
    ),
    "traces.remove POST": Row(
        at("/verknuepfungen/{world.trace.id}/entfernen"), "sign-in 403 403 303 403 403 303", lambda world: {"zurueck": f"aussage-{world.traced.id}"}
    ),
    "traces_making.topic GET": Row(at(STATEMENT + "/thema"), "sign-in 403 403 200 403 403 200"),
    "traces_making.topic POST": Row(
        at(STATEMENT + "/thema"), "sign-in 403 403 303 403 403 303", lambda world: {"title": "Was heißt das?", "introduction": "Bitte schreiben Sie."}
    ),
    "traces_making.statement GET": Row(at(PROPOSAL + "/aussage"), "sign-in 403 403 200 403 403 200"),
    "traces_making.statement POST": Row(
        at(PROPOSAL + "/aussage"),
        "sign-in 403 403 303 403 403 303",
        lambda world: {"opinion_map": str(world.traced_map.id), "text": "Das soll so kommen."},
    ),
    "traces_making.draft POST": Row(at(STATEMENT + "/vorschlag"), "sign-in 303 303 303 303 303 303"),
}
