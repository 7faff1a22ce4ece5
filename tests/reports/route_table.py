"""Every route of the council's pages and its outcome for each role."""

from __future__ import annotations

from sqlalchemy.orm import Session

from participation.accounts.models import Mandate
from participation.kit import clock
from participation.reports.models import Export, ExportState
from tests.builders import a_consultation
from tests.house.routes import Row, World
from tests.reports.builders import closed_consultation


def furnish(session: Session, world: World) -> None:
    """A closed consultation that the moderator runs too, and an export of the council member's."""
    world.closed = closed_consultation(session, a_consultation(session, "Spielplatz"), clock.now())
    session.add(Mandate(person_id=world.moderator.id, consultation_id=world.closed.id, given_at=clock.now()))
    world.export = Export(
        consultation_id=world.closed.id,
        requested_by_id=world.council.id,
        requested_at=clock.now(),
        touched_at=clock.now(),
        state=ExportState.REQUESTED,
    )
    session.add(world.export)
    session.flush()
    session.expire(world.moderator, ["mandates"])


TABLE: dict[str, Row] = {
    "reports.overview GET": Row(lambda w: "/rat", "sign-in 403 403 403 403 200 200"),
    "reports.consultation GET": Row(lambda w: f"/rat/beteiligungen/{w.closed.slug}", "sign-in 403 403 200 403 200 200"),
    "reports.export_consultation POST": Row(lambda w: f"/rat/beteiligungen/{w.closed.slug}/ausfuhr", "sign-in 403 403 303 403 303 303"),
    "reports.export GET": Row(lambda w: f"/rat/ausfuhren/{w.export.id}", "sign-in 404 404 404 404 200 404"),
    "reports.download GET": Row(lambda w: f"/rat/ausfuhren/{w.export.id}/datei", "sign-in 404 404 404 404 403 404"),
}
