"""The outcomes of consultations' routes for each role."""

from __future__ import annotations

from sqlalchemy.orm import Session

from participation.consultations.models import Document, Stage
from participation.kit import clock
from tests.builders import a_consultation
from tests.house.routes import Row, World

DRAFT = "404 404 404 404 404 404 200"


def furnish(session: Session, world: World) -> None:
    """A draft beside the published consultation."""
    world.draft = a_consultation(session, "Noch ein Entwurf", stage=Stage.DRAFT)
    gone = Document(consultation_id=world.consultation.id, stored_name="a" * 26 + ".pdf", title="Plan", size=1, added_on=clock.now().date())
    session.add(gone)
    session.flush()


TABLE = {
    "consultations.start GET": Row(lambda world: "/", "200"),
    "consultations.index GET": Row(lambda world: "/beteiligungen", "200"),
    "consultations.overview GET": Row(lambda world: f"/beteiligungen/{world.draft.slug}", DRAFT),
    "consultations.results GET": Row(lambda world: f"/beteiligungen/{world.draft.slug}/ergebnisse", DRAFT),
    "consultations.easy_language GET": Row(lambda world: f"/beteiligungen/{world.draft.slug}/leichte-sprache", DRAFT),
    "consultations.preview GET": Row(lambda world: f"/vorschau/{world.draft.preview_token}", "200"),
    "media.picture GET": Row(lambda world: f"/bilder/{'a' * 26}/480.webp", "404"),
    "media.document GET": Row(lambda world: f"/dokumente/{'a' * 26}.pdf", "404"),
}
