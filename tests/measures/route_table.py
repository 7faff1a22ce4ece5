"""What each route of measures answers to whom."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from participation.kit import clock
from participation.measures.actions import today
from participation.measures.milestone_actions import finish_milestone
from participation.measures.models import MeasureDocument, MeasurePicture, Origin
from tests.house.routes import Row, World
from tests.measures.builders import a_measure, a_milestone, asking
from tests.proposals.builders import a_proposal


def furnish(session: Session, world: World) -> None:
    """A measure from a proposal, whose office is that of the office's person, with two milestones, a picture and a document."""
    here = world.consultation
    world.wished = a_proposal(session, here, world.resident, "Mehr Bänke am Fluss")
    world.measure = a_measure(session, here, world.bureau, (Origin.PROPOSAL, world.wished.id))
    world.open_step = a_milestone(session, here, world.measure, "Baubeginn")
    world.done_step = a_milestone(session, here, world.measure, "Entwurf besprochen", -3)
    now = clock.now()
    finish_milestone(session, asking(session, here), world.measure, world.done_step, today(now), now)
    picture = {"stored_name": "b" * 26, "width": 480, "height": 270, "alternative_text": "Eine Bank.", "added_at": now}
    world.shot = MeasurePicture(measure_id=world.measure.id, **picture)
    world.sheet = MeasureDocument(measure_id=world.measure.id, stored_name="c" * 26 + ".pdf", title="Plan", size=9, added_at=now)
    session.add_all([world.shot, world.sheet])
    session.flush()


def desk(path: str = "") -> Callable[[World], str]:
    """An address of the staff's pages about a consultation's measures; names in braces are things of the world."""
    return lambda world: f"/verwaltung/beteiligungen/{world.consultation.slug}/massnahmen" + path.format(world=world)


def one(path: str = "") -> Callable[[World], str]:
    """The same about the measure."""
    return desk("/{world.measure.id}" + path)


OPEN, DONE = "/meilensteine/{world.open_step.id}", "/meilensteine/{world.done_step.id}"
STAFF = "sign-in 403 403 200 200 403 200"
WRITES = "sign-in 403 403 303 303 403 303"

# in the order of ROLES: anonymous resident moderator_elsewhere moderator office council administrator
TABLE: dict[str, Row] = {
    "measures.index GET": Row(lambda world: "/gemacht?q=Bänke&stand=geplant&jahr=2026", "200"),
    "measures.map_page GET": Row(lambda world: "/gemacht/karte", "200"),
    "measures.news GET": Row(lambda world: "/gemacht.atom", "200"),
    "measures.table GET": Row(lambda world: "/gemacht.csv", "200"),
    "measures.show GET": Row(lambda world: f"/beteiligungen/{world.consultation.slug}/massnahmen/{world.measure.id}", "200"),
    "measures.picture GET": Row(lambda world: f"/massnahmen/bilder/{'x' * 26}/480.webp", "404"),
    "measures.document GET": Row(lambda world: f"/massnahmen/dokumente/{'x' * 26}.pdf", "404"),
    "measure_desk.mine GET": Row(lambda world: "/verwaltung/massnahmen", "sign-in 403 200 200 200 403 200"),
    "measure_desk.index GET": Row(desk(), STAFF),
    "measure_desk.new GET": Row(desk("/neu?aus=vorschlag-{world.wished.id}"), STAFF),
    "measure_desk.new POST": Row(
        desk("/neu"),
        WRITES,
        lambda world: {
            "title": "Licht am Fluss",
            "office_id": str(world.bureau.id),
            "origin": f"vorschlag-{world.wished.id}",
            "status": "work",
            "since": today(clock.now()).isoformat(),
            "budget": "12.500",
        },
    ),
    "measure_desk.show GET": Row(one(), STAFF),
    "measure_desk.change GET": Row(one("/bearbeiten"), STAFF),
    "measure_desk.change POST": Row(one("/bearbeiten"), WRITES, lambda world: {"title": "Acht Bänke", "office_id": str(world.bureau.id)}),
    "measure_desk.stand GET": Row(one("/stand"), STAFF),
    "measure_desk.stand POST": Row(
        one("/stand"), WRITES, lambda world: {"status": "delayed", "since": today(clock.now()).isoformat(), "reason": "Es fehlt Holz."}
    ),
    "measure_desk.paper GET": Row(one("/vorlage"), STAFF),
    "measure_desk.paper POST": Row(one("/vorlage"), WRITES, lambda world: {"paper_url": ""}),
    "measure_desk.origin GET": Row(one("/anlass"), STAFF),
    "measure_desk.origin POST": Row(one("/anlass"), WRITES, lambda world: {"origin": f"vorschlag-{world.asked.id}"}),
    "measure_desk.part POST": Row(one("/anlass/entfernen"), WRITES, lambda world: {"anlass": f"vorschlag-{world.wished.id}"}),
    "measure_content.plan GET": Row(one("/meilensteine/neu"), STAFF),
    "measure_content.plan POST": Row(one("/meilensteine/neu"), WRITES, lambda world: {"title": "Eröffnet", "planned_on": "2027-05-01"}),
    "measure_content.finish GET": Row(one(OPEN + "/erreicht"), STAFF),
    "measure_content.finish POST": Row(one(OPEN + "/erreicht"), WRITES, lambda world: {"done_on": today(clock.now()).isoformat()}),
    "measure_content.move GET": Row(one(OPEN + "/verschieben"), STAFF),
    "measure_content.move POST": Row(one(OPEN + "/verschieben"), WRITES, lambda world: {"planned_on": "2027-06-01", "reason": "Es fehlt Holz."}),
    "measure_content.drop GET": Row(one(OPEN + "/streichen"), STAFF),
    "measure_content.drop POST": Row(one(OPEN + "/streichen"), WRITES, lambda world: {"reason": "Nicht mehr nötig."}),
    "measure_content.reopen POST": Row(one(DONE + "/offen"), WRITES),
    "measure_content.spend GET": Row(one("/ausgaben"), STAFF),
    "measure_content.spend POST": Row(
        one("/ausgaben"), WRITES, lambda world: {"spent_on": today(clock.now()).isoformat(), "purpose": "Holz", "amount": "1.250,50"}
    ),
    "measure_content.new_picture GET": Row(one("/bilder"), STAFF),
    "measure_content.new_picture POST": Row(one("/bilder"), "sign-in 403 403 422 422 403 422", lambda world: {"alternative_text": "Eine Bank."}),
    "measure_content.new_document GET": Row(one("/dokumente"), STAFF),
    "measure_content.new_document POST": Row(one("/dokumente"), "sign-in 403 403 422 422 403 422", lambda world: {"title": "Plan"}),
    "measure_content.drop_picture POST": Row(one("/bilder/{world.shot.id}/entfernen"), WRITES),
    "measure_content.drop_document POST": Row(one("/dokumente/{world.sheet.id}/entfernen"), WRITES),
}
