"""What each route of proposals answers to whom."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from tests.house.routes import Row, World
from tests.proposals.builders import BODY, a_draft, a_proposal


def furnish(session: Session, world: World) -> None:
    """A proposal of somebody else, one of the resident's own, published just now, and a draft of the resident."""
    world.proposal = a_proposal(session, world.consultation)
    world.own_proposal = a_proposal(session, world.consultation, world.resident)
    world.proposal_draft = a_draft(session, world.consultation, world.resident)
    world.draft_form = {"title": "Mehr Bänke im Park", "body": BODY, "category_id": world.consultation.categories[0].id, "weiter": "entwurf"}


def at(path: str, thing: str = "") -> Callable[[World], str]:
    """An address below the consultation's proposals."""

    def url(world: World) -> str:
        number = f"/{getattr(world, thing).id}" if thing else ""
        return f"/beteiligungen/{world.consultation.slug}/vorschlaege{number}{path}"

    return url


# in the order of ROLES: anonymous resident moderator_elsewhere moderator office council administrator
TABLE: dict[str, Row] = {
    "proposals.index GET": Row(at(""), "200"),
    "proposals.detail GET": Row(at("", "proposal"), "200"),
    "proposal_history.versions GET": Row(at("/fassungen", "proposal"), "200"),
    "proposal_history.compare GET": Row(at("/fassungen/vergleich", "proposal"), "200"),
    "proposals.confirm_support GET": Row(at("/unterstuetzen", "proposal"), "sign-in 200 200 200 200 200 200"),
    "proposals.support POST": Row(at("/unterstuetzen", "proposal"), "sign-in 303 403 403 403 403 403"),
    "proposals.take_back POST": Row(at("/unterstuetzung-zuruecknehmen", "proposal"), "sign-in 303 303 303 303 303 303"),
    "proposal_writing.new GET": Row(at("/neu"), "sign-in 200 200 200 200 200 200"),
    "proposal_writing.create POST": Row(at("/neu"), "sign-in 303 303 303 303 303 303", lambda world: world.draft_form),
    "proposal_writing.drafts GET": Row(at("/entwuerfe"), "sign-in 200 200 200 200 200 200"),
    "proposal_writing.edit GET": Row(at("/bearbeiten", "proposal_draft"), "sign-in 200 404 404 404 404 404"),
    "proposal_writing.change POST": Row(at("/bearbeiten", "proposal_draft"), "sign-in 303 404 404 404 404 404", lambda world: world.draft_form),
    "proposal_writing.preview GET": Row(at("/vorschau", "proposal_draft"), "sign-in 200 404 404 404 404 404"),
    "proposal_writing.publish POST": Row(at("/veroeffentlichen", "proposal_draft"), "sign-in 303 404 404 404 404 404"),
    "proposal_writing.confirm_discard GET": Row(at("/loeschen", "proposal_draft"), "sign-in 200 404 404 404 404 404"),
    "proposal_writing.discard POST": Row(at("/loeschen", "proposal_draft"), "sign-in 303 404 404 404 404 404"),
    "proposal_writing.withdraw GET": Row(at("/zurueckziehen", "own_proposal"), "sign-in 200 403 403 403 403 403"),
    "proposal_writing.withdraw POST": Row(
        at("/zurueckziehen", "own_proposal"), "sign-in 303 403 403 403 403 403", lambda world: {"reason": "Es gibt schon einen besseren."}
    ),
}
