"""What each route of reports answers to whom."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from tests.dossiers.builders import a_dossier, a_draft_dossier
from tests.house.routes import Row, World

STAFF = "sign-in 403 403 200 403 403 200"


def furnish(session: Session, world: World) -> None:
    """A published report and a draft of the next."""
    a_dossier(session, world.consultation)
    a_draft_dossier(session, world.consultation, changes="Mit den Zahlen von heute.")


def desk(path: str = "") -> Callable[[World], str]:
    """An address of the desk."""
    return lambda world: f"/verwaltung/beteiligungen/{world.consultation.slug}/gesamtbericht{path}"


def report(path: str = "") -> Callable[[World], str]:
    """An address of the report."""
    return lambda world: f"/beteiligungen/{world.consultation.slug}/gesamtbericht{path}"


def written(world: World) -> dict[str, object]:
    """A form of a draft."""
    return {"title": "Bericht", "changes": "Neu", "sections": ["summary", "limits"], "text_summary": "Worum es ging."}


TABLE: dict[str, Row] = {
    "dossiers.index GET": Row(desk(), STAFF),
    "dossiers.begin POST": Row(desk(), "sign-in 403 403 409 403 403 409"),
    "dossiers.draft GET": Row(desk("/entwurf"), STAFF),
    "dossiers.edit GET": Row(desk("/entwurf/bearbeiten"), STAFF),
    "dossiers.edit POST": Row(desk("/entwurf/bearbeiten"), "sign-in 403 403 303 403 403 303", written),
    "dossiers.make POST": Row(desk("/entwurf/pdf"), "sign-in 403 403 303 403 403 303"),
    "dossiers.publish GET": Row(desk("/entwurf/veroeffentlichen"), STAFF),
    "dossiers.publish POST": Row(desk("/entwurf/veroeffentlichen"), "sign-in 403 403 303 403 403 303"),
    "dossiers.discard POST": Row(desk("/entwurf/verwerfen"), "sign-in 403 403 303 403 403 303"),
    "dossier_public.show GET": Row(report(), "200"),
    "dossier_public.version GET": Row(report("/1"), "200"),
    "dossier_public.pdf GET": Row(report("/1/gesamtbericht.pdf"), "409"),
}
