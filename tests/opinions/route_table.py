"""What each route of opinion maps answers to whom."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from participation.kit import clock
from participation.opinions.actions import Decision
from participation.opinions.file_actions import request_file
from participation.opinions.map_actions import publish_report
from tests.builders import a_resident, an_administrator
from tests.house.routes import Row, World
from tests.opinions.builders import SEEDS, a_draft_map, a_map, a_statement, answers, ended, statements_of


def furnish(session: Session, world: World) -> None:
    """An open map with a statement that waits, one of the resident's and a hidden one; and a draft."""
    here = world.consultation
    world.opinion_map = a_map(session, here)
    world.opinion_draft = a_draft_map(session, here)
    world.opinion_seed = statements_of(session, world.opinion_map)[0]
    world.opinion_pending = a_statement(session, here, world.opinion_map, a_resident(session))
    a_statement(session, here, world.opinion_map, world.resident, "Auf dem Dach soll Solarstrom entstehen.", decision=Decision.REJECT)
    answers(session, here, world.opinion_map, world.resident, {2: 1, 3: -1})
    world.opinion_ended, world.opinion_reported = (ended(session, here) for _map in range(2))
    publish_report(session, an_administrator(session), here, world.opinion_reported, clock.now())
    world.opinion_file = request_file(session, world.administrator, here, world.opinion_map, clock.now())
    world.opinion_form = {"title": "Noch eine Frage", "question": "Was fehlt im Quartier?", "introduction": "", "statements": "\n".join(SEEDS)}


def at(path: str = "", number: str = "opinion_map", statement: str = "", after: str = "") -> Callable[[World], str]:
    """An address below a map."""

    def url(world: World) -> str:
        found = f"/{getattr(world, number).id}" if number else ""
        last = f"/{getattr(world, statement).id}" if statement else ""
        return f"/beteiligungen/{world.consultation.slug}/meinungsbild{found}{path}{last}{after}"

    return url


PEOPLE_SEE = "sign-in 200 200 200 200 200 200"
PEOPLE_DO = "sign-in 303 303 303 303 303 303"
STAFF_SEES = "sign-in 403 403 200 403 403 200"
STAFF_DOES = "sign-in 403 403 303 403 403 303"
STAFF_SEES_ONLY = "403 403 403 200 403 403 200"
DRAFT_SEEN = "404 404 404 200 404 404 200"
DRAFT_DONE = "404 404 404 303 404 404 303"

# in the order of ROLES: anonymous resident moderator_elsewhere moderator office council administrator
TABLE: dict[str, Row] = {
    "opinions.index GET": Row(at(number=""), "200"),
    "opinions.detail GET": Row(at(), "200"),
    "opinions.statements GET": Row(at("/ergebnis"), "200"),
    "opinion_answers.show GET": Row(at("/aussage"), PEOPLE_SEE),
    "opinion_answers.answer POST": Row(at("/aussage", statement="opinion_seed"), PEOPLE_DO, lambda world: {"antwort": "zustimmung"}),
    "opinion_answers.thanks GET": Row(at("/danke"), PEOPLE_SEE),
    "opinion_answers.mine GET": Row(at("/meine-antworten"), PEOPLE_SEE),
    "opinion_statements.new GET": Row(at("/aussagen/neu"), PEOPLE_SEE),
    "opinion_statements.create POST": Row(
        at("/aussagen/neu"), PEOPLE_DO, lambda world: {"text": "Vor der Halle soll ein Brunnen stehen.", "entry_key": "x" * 20, "weiter": "trotzdem"}
    ),
    "opinion_statements.mine GET": Row(at("/meine-aussagen"), PEOPLE_SEE),
    "opinions_staff.new GET": Row(at("/neu", ""), STAFF_SEES),
    "opinions_staff.new POST": Row(at("/neu", ""), STAFF_DOES, lambda world: world.opinion_form),
    "opinions_staff.edit GET": Row(at("/bearbeiten", "opinion_draft"), DRAFT_SEEN),
    "opinions_staff.edit POST": Row(at("/bearbeiten", "opinion_draft"), DRAFT_DONE, lambda world: world.opinion_form),
    "opinions_staff.opening GET": Row(at("/eroeffnen", "opinion_draft"), DRAFT_SEEN),
    "opinions_staff.open_now POST": Row(at("/eroeffnen", "opinion_draft"), DRAFT_DONE),
    "opinions_staff.closing GET": Row(at("/beenden"), STAFF_SEES),
    "opinions_staff.close_now POST": Row(at("/beenden"), STAFF_DOES),
    "opinion_files.take_away POST": Row(at("/daten"), "sign-in 403 403 303 403 303 303"),
    "opinion_files.show GET": Row(at("/daten", statement="opinion_file"), "sign-in 403 403 404 403 404 200"),
    "opinion_files.download GET": Row(at("/daten", statement="opinion_file", after="/datei"), "sign-in 403 403 404 403 404 410"),
    "opinions.statement GET": Row(at("/aussagen", statement="opinion_seed"), "200"),
    "opinion_report.show GET": Row(at("/bericht"), STAFF_SEES_ONLY),
    "opinion_report.pdf GET": Row(at("/bericht/bericht.pdf"), STAFF_SEES_ONLY),
    "opinion_report.publish POST": Row(at("/bericht/veroeffentlichen", "opinion_ended"), STAFF_DOES),
    "opinion_report.withdraw POST": Row(at("/bericht/zuruecknehmen", "opinion_reported"), STAFF_DOES),
    "opinion_moderation.queue GET": Row(at("/moderation"), STAFF_SEES),
    "opinion_moderation.add POST": Row(at("/moderation"), STAFF_DOES, lambda world: {"text": "Am Abend soll es draußen leise sein."}),
    "opinion_moderation.case GET": Row(at("/moderation", statement="opinion_pending"), STAFF_SEES),
    "opinion_moderation.decide POST": Row(
        at("/moderation", statement="opinion_pending"), STAFF_DOES, lambda world: {"decision": "reject", "reason": "Das steht schon da."}
    ),
}
