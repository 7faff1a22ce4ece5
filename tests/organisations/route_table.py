"""The outcomes of the organisations' routes for each role."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tests.builders import a_resident
from tests.house.routes import Row, World
from tests.organisations.builders import BASIS, a_request, an_organisation, invited
from tests.proposals.builders import a_proposal

STAFF = "sign-in 403 403 403 200 403 200"
STAFF_303 = "sign-in 403 403 403 303 403 303"
TEXTS = {"name": "Kulturkreis Auental", "kind": "association", "about": "Wir machen Musik."}


def furnish(session: Session, world: World) -> None:
    """One that waits, a checked one with two representatives and an invitation, and a proposal in its name."""
    clerk, asker = world.office, a_resident(session)
    world.asked_organisation = a_request(session, a_resident(session), "Sportverein Auental")
    world.organisation = an_organisation(session, asker, checker=clerk)
    world.representation = invited(session, world.organisation, clerk, joins=True)
    world.own_invitation = invited(session, world.organisation, clerk, world.resident)
    proposal = a_proposal(session, world.consultation, asker, "Mehr Bügel am Bahnhof")
    proposal.organisation_id = world.organisation.id
    session.flush()


def _one(world: World, rest: str = "") -> str:
    return f"/organisationen/{world.organisation.id}{rest}"


TABLE = {
    "organisations.index GET": Row(lambda world: "/organisationen", "200"),
    "organisations.show GET": Row(lambda world: f"/organisationen/{world.asked_organisation.id}", "404 404 404 404 200 404 200"),
    "organisations.ask GET": Row(lambda world: "/organisationen/anmelden", "sign-in 200 200 200 403 403 403"),
    "organisations.send POST": Row(lambda world: "/organisationen/anmelden", "sign-in 303 303 303 403 403 403", lambda world: dict(TEXTS)),
    "representations.show GET": Row(lambda world: _one(world, "/vertretung"), "sign-in 200 403 403 200 403 200"),
    "representations.invite POST": Row(
        lambda world: _one(world, "/vertretung/einladen"), "sign-in 403 403 403 303 403 303", lambda world: {"who": "somebody@town.example"}
    ),
    "representations.accept POST": Row(lambda world: _one(world, "/vertretung/annehmen"), "sign-in 303 404 404 404 404 404"),
    "representations.end POST": Row(lambda world: _one(world, f"/vertretung/{world.representation.id}/beenden"), "sign-in 403 403 403 303 403 303"),
    "organisation_staff.index GET": Row(lambda world: "/verwaltung/organisationen", STAFF),
    "organisation_staff.make GET": Row(lambda world: "/verwaltung/organisationen/neu", STAFF),
    "organisation_staff.make POST": Row(lambda world: "/verwaltung/organisationen/neu", STAFF_303, lambda world: {**TEXTS, "basis": BASIS}),
    "organisation_staff.show GET": Row(lambda world: f"/verwaltung/organisationen/{world.asked_organisation.id}", STAFF),
    "organisation_staff.check POST": Row(
        lambda world: f"/verwaltung/organisationen/{world.asked_organisation.id}", STAFF_303, lambda world: {"basis": BASIS, "weiter": "bestaetigen"}
    ),
    "organisation_staff.edit GET": Row(lambda world: f"/verwaltung/organisationen/{world.organisation.id}/bearbeiten", STAFF),
    "organisation_staff.edit POST": Row(
        lambda world: f"/verwaltung/organisationen/{world.organisation.id}/bearbeiten", STAFF_303, lambda world: dict(TEXTS)
    ),
}
