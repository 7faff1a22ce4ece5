"""What each route of finding answers to whom."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from participation.finding.actions import save_search
from participation.kit import clock
from participation.proposals.filters import Filters
from tests.house.routes import Row, World


def furnish(session: Session, world: World) -> None:
    """A search that the resident keeps."""
    filters = Filters(words="Rampe", statuses=("new",))
    world.search = save_search(session, world.resident, world.consultation, filters, "Rampen", tells=True, now=clock.now())


def at(path: str) -> Callable[[World], str]:
    """An address below the consultation."""
    return lambda world: f"/beteiligungen/{world.consultation.slug}{path}"


def mine(path: str) -> Callable[[World], str]:
    """An address of the resident's search."""
    return lambda world: f"/konto/suchen/{world.search.id}{path}"


# in the order of ROLES: anonymous resident moderator_elsewhere moderator office council administrator
TABLE: dict[str, Row] = {
    "finding.feed GET": Row(at("/vorschlaege.atom"), "200"),
    "finding.answers GET": Row(at("/antworten.atom"), "200"),
    "finding.all_answers GET": Row(lambda world: "/antworten.atom", "200"),
    "finding.save GET": Row(at("/suche-speichern"), "sign-in 200 200 200 200 200 200"),
    "finding.save POST": Row(at("/suche-speichern"), "sign-in 303 303 303 303 303 303", lambda world: {"name": "Alles Neue"}),
    "finding.searches GET": Row(lambda world: "/konto/suchen", "sign-in 200 200 200 200 200 200"),
    "finding.telling POST": Row(mine("/bescheid"), "sign-in 303 404 404 404 404 404", lambda world: {"bescheid": "nein"}),
    "finding.delete POST": Row(mine("/loeschen"), "sign-in 303 404 404 404 404 404"),
}
