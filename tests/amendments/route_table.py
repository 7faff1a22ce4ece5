"""What each route of suggested changes answers to whom."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from participation.kit import clock
from participation.moderation.models import Measure
from tests.amendments.builders import REASON, an_amendment, rejected_by
from tests.builders import a_resident
from tests.house.routes import Row, World
from tests.moderation.builders import decide_about_amendment
from tests.proposals.builders import BODY, a_proposal


def furnish(session: Session, world: World) -> None:
    """Suggested changes: of the resident for another's proposal, open and rejected; of another for the resident's; a hidden one."""
    writer = a_resident(session)
    now = clock.now()
    world.others_proposal = a_proposal(session, world.consultation, writer)
    world.residents_proposal = a_proposal(session, world.consultation, world.resident)
    world.my_change = an_amendment(session, world.consultation, world.others_proposal, world.resident)
    world.rejected_change = an_amendment(session, world.consultation, world.others_proposal, world.resident)
    rejected_by(session, world.consultation, world.others_proposal, world.rejected_change, writer)
    world.others_change = an_amendment(session, world.consultation, world.residents_proposal)
    world.hidden_change = an_amendment(session, world.consultation, world.residents_proposal)
    decide_about_amendment(session, world.administrator, world.hidden_change, world.consultation, Measure.HIDE, "Beleidigung", now)
    world.change_form = {
        "title": "Rampe und Aufzug",
        "body": BODY,
        "reason": REASON,
        "base": "1",
        "entry_key": "x" * 20,
        "weiter": "veroeffentlichen",
    }


def at(proposal: str, path: str = "", change: str = "") -> Callable[[World], str]:
    """An address below a proposal's suggested changes."""

    def url(world: World) -> str:
        number = f"/{getattr(world, change).id}" if change else ""
        return f"/beteiligungen/{world.consultation.slug}/vorschlaege/{getattr(world, proposal).id}/aenderungen{number}{path}"

    return url


PEOPLE_SEE = "sign-in 200 200 200 200 200 200"
SUGGESTER_DOES = "sign-in 303 403 403 403 403 403"
SUGGESTER_SEES = "sign-in 200 403 403 403 403 403"

# in the order of ROLES: anonymous resident moderator_elsewhere moderator office council administrator
TABLE: dict[str, Row] = {
    "amendments.index GET": Row(at("others_proposal"), "200"),
    "amendments.new GET": Row(at("others_proposal", "/neu"), PEOPLE_SEE),
    "amendments.create POST": Row(at("others_proposal", "/neu"), "sign-in 303 303 303 303 303 303", lambda world: world.change_form),
    "amendments.show GET": Row(at("others_proposal", change="my_change"), "200"),
    "amendment_deciding.accept GET": Row(at("residents_proposal", "/annehmen", "others_change"), SUGGESTER_SEES),
    "amendment_deciding.accept POST": Row(at("residents_proposal", "/annehmen", "others_change"), SUGGESTER_DOES, lambda world: {"seen": "1"}),
    "amendment_deciding.reject GET": Row(at("residents_proposal", "/ablehnen", "others_change"), SUGGESTER_SEES),
    "amendment_deciding.reject POST": Row(
        at("residents_proposal", "/ablehnen", "others_change"), SUGGESTER_DOES, lambda world: {"reason": "Das ist zu teuer."}
    ),
    "amendment_deciding.withdraw GET": Row(at("others_proposal", "/zurueckziehen", "my_change"), SUGGESTER_SEES),
    "amendment_deciding.withdraw POST": Row(at("others_proposal", "/zurueckziehen", "my_change"), SUGGESTER_DOES),
    "amendment_deciding.promote POST": Row(at("others_proposal", "/eigener-vorschlag", "rejected_change"), SUGGESTER_DOES),
}
