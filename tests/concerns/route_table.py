"""What each route of concerns answers to whom."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from participation.concerns.links import own_path
from tests.concerns.builders import OWN, TEXT, a_category, a_concern, a_guests_concern, a_key, an_asked_concern
from tests.house.routes import Row, World


def furnish(session: Session, world: World) -> None:
    """A rule for the office's person, concerns that wait, one of a guest, one that nobody confirmed, and an app's key."""
    world.lights = a_category(session, world.bureau, "Straßenlicht")
    world.paths = a_category(session, world.other_bureau, "Wege")
    world.concern = a_concern(session, world.lights, world.resident)
    world.guests_concern = a_guests_concern(session, world.lights, "rita@town.example")
    world.own_concern = own_path(OWN, world.guests_concern)
    world.asked_concern = own_path(OWN, an_asked_concern(session, world.lights, "vera@town.example"))
    world.app_key, _token = a_key(session)
    session.flush()


def desk(path: str = "") -> Callable[[World], str]:
    """An address of the staff's pages about the concern."""
    return lambda world: f"/verwaltung/anliegen/{world.concern.id}{path}"


def setup(path: str) -> Callable[[World], str]:
    """An address of the administration's pages; names in braces are things of the world."""
    return lambda world: "/verwaltung/anliegen" + path.format(world=world)


STAFF, WRITES = "sign-in 403 403 403 200 403 200", "sign-in 403 403 403 303 403 303"
ADMINISTRATION, SETS = "sign-in 403 403 403 403 403 200", "sign-in 403 403 403 403 403 303"

# in the order of ROLES: anonymous resident moderator_elsewhere moderator office council administrator
TABLE: dict[str, Row] = {
    "concerns.index GET": Row(lambda world: "/anliegen?q=Laterne&stand=eingegangen&kategorie=strassenlicht", "200"),
    "concerns.news GET": Row(lambda world: "/anliegen.atom", "200"),
    "concerns.table GET": Row(lambda world: "/anliegen.csv?stand=eingegangen", "200"),
    "concerns.map_page GET": Row(lambda world: "/anliegen/karte", "200"),
    "concerns.times GET": Row(lambda world: "/anliegen/antwortzeiten", "200"),
    "concerns.show GET": Row(lambda world: f"/anliegen/{world.concern.id}", "200"),
    "concerns.picture GET": Row(lambda world: f"/anliegen/bilder/{'x' * 26}/480.webp", "404"),
    "concern_sending.new GET": Row(lambda world: "/anliegen/neu", "200"),
    "concern_sending.new POST": Row(
        lambda world: "/anliegen/neu",
        "200 303 303 303 303 303 303",
        lambda world: {"category_id": str(world.lights.id), "text": TEXT, "email": "kim@town.example"},
    ),
    "concern_sending.take_back POST": Row(lambda world: f"/anliegen/{world.concern.id}/zuruecknehmen", "404 303 404 404 404 404 404"),
    "concern_sending.own GET": Row(lambda world: world.own_concern, "200"),
    "concern_sending.confirm POST": Row(lambda world: world.asked_concern + "/bestaetigen", "303"),
    "concern_sending.forget POST": Row(lambda world: world.own_concern + "/adresse-loeschen", "303"),
    "concern_sending.take_back_by_link POST": Row(lambda world: world.own_concern + "/zuruecknehmen", "303"),
    "concern_desk.index GET": Row(lambda world: "/verwaltung/anliegen?alle=ja", STAFF),
    "concern_desk.show GET": Row(desk(), STAFF),
    "concern_desk.take_up POST": Row(desk("/aufnehmen"), WRITES),
    "concern_desk.reply POST": Row(desk("/antwort"), WRITES, lambda world: {"status": "done", "text": "Sie leuchtet wieder."}),
    "concern_desk.assign POST": Row(desk("/weitergeben"), WRITES, lambda world: {"office_id": str(world.other_bureau.id)}),
    "concern_setup.categories GET": Row(setup("/kategorien"), ADMINISTRATION),
    "concern_setup.categories POST": Row(
        setup("/kategorien"), SETS, lambda world: {"name": "Müll", "hint": "Wilder Müll", "office_id": str(world.bureau.id), "days": "5"}
    ),
    "concern_setup.category GET": Row(setup("/kategorien/{world.paths.id}"), ADMINISTRATION),
    "concern_setup.category POST": Row(
        setup("/kategorien/{world.paths.id}"), SETS, lambda world: {"name": "Gehwege", "hint": "", "office_id": str(world.bureau.id), "days": "14"}
    ),
    "concern_setup.close POST": Row(setup("/kategorien/{world.paths.id}/schliessen"), SETS),
    "concern_setup.reopen POST": Row(setup("/kategorien/{world.paths.id}/oeffnen"), SETS),
    "concern_setup.keys GET": Row(setup("/schluessel"), ADMINISTRATION),
    "concern_setup.keys POST": Row(setup("/schluessel"), ADMINISTRATION, lambda world: {"name": "Melde App"}),
    "concern_setup.revoke POST": Row(setup("/schluessel/{world.app_key.id}/widerrufen"), SETS),
    "open311.discover GET": Row(lambda world: "/open311/discovery.json", "200"),
    "open311.services GET": Row(lambda world: "/open311/v2/services.xml", "200"),
    "open311.service GET": Row(lambda world: "/open311/v2/services/strassenlicht.json", "200"),
    "open311.requests GET": Row(lambda world: "/open311/v2/requests.json?status=open", "200"),
    "open311.one GET": Row(lambda world: f"/open311/v2/requests/{world.concern.id}.xml", "200"),
    "open311.token GET": Row(lambda world: f"/open311/v2/tokens/{world.concern.id}.json", "200"),
    "open311.hand_in POST": Row(
        lambda world: "/open311/v2/requests.json",
        "403",
        lambda world: {"api_key": "geraten", "service_code": "strassenlicht", "description": TEXT, "address_string": "Am Fluss"},
    ),
}
