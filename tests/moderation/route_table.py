"""What each route of the moderation answers to whom."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from participation.kit import clock
from participation.moderation.deciding_actions import appeal
from participation.moderation.models import Measure
from tests.builders import a_person, an_administrator
from tests.discussions.builders import a_contribution, a_subject
from tests.house.routes import Row, World
from tests.moderation.builders import report, rule
from tests.moderation.crowd_builders import a_told_crowd, an_asked


def furnish(session: Session, world: World) -> None:
    """A reported contribution, one that was hidden, one whose author appeals."""
    here, subject = world.consultation, a_subject(session, world.consultation)
    world.reported = a_contribution(session, here, subject, "Das ist doch Unsinn.")
    report(session, a_person(session), here, "contribution", world.reported.id)
    mine = a_contribution(session, here, subject, "Mein Text von gestern.", by=world.resident)
    world.my_case = rule(session, an_administrator(session), here, "contribution", mine.id, Measure.HIDE, "Beleidigung")
    author, world.named = a_person(session), a_person(session, "Ein dummer Name")
    world.appealed = a_contribution(session, here, subject, "Und ich sage es trotzdem.", by=author)
    world.crowded, world.finding = a_told_crowd(session, here)
    world.asked_finding = an_asked(session, here, world.resident)
    case = rule(session, an_administrator(session), here, "contribution", world.appealed.id, Measure.HIDE, "Beleidigung")
    appeal(session, author, case, "Das war keine.", clock.now())


def at(path: str) -> Callable[[World], str]:
    """An address; names in braces are things of the world."""
    return lambda world: path.format(world=world)


STAFF_SEES, STAFF_DOES = "sign-in 403 403 200 403 403 200", "sign-in 403 403 303 403 403 303"
QUEUE = "/beteiligungen/{world.consultation.slug}/moderation"
CROWD = QUEUE + "/auffaelligkeiten/proposal/{world.crowded.id}"
REPORTED = "/moderation/contribution/{world.reported.id}"

# in the order of ROLES: anonymous resident moderator_elsewhere moderator office council administrator
TABLE: dict[str, Row] = {
    "moderation_notices.show GET": Row(at("/melden/contribution/{world.reported.id}"), "200"),
    "moderation_notices.send POST": Row(at("/melden/contribution/{world.reported.id}"), "303", lambda world: {"reason": "insult"}),
    "moderation_notices.show_name GET": Row(at("/personen/{world.named.public_id}/melden"), "200"),
    "moderation_notices.send_name POST": Row(at("/personen/{world.named.public_id}/melden"), "303", lambda world: {"reason": "insult"}),
    "moderation_notices.house_rules GET": Row(at("/beteiligungen/{world.consultation.slug}/regeln"), "200"),
    "moderation_notices.log GET": Row(at("/moderation/protokoll"), "200"),
    "moderation_notices.log_file GET": Row(at("/moderation/protokoll.csv"), "200"),
    "moderation.index GET": Row(at("/verwaltung/moderation"), "sign-in 403 200 200 403 403 200"),
    "moderation.queue GET": Row(at(QUEUE), STAFF_SEES),
    "moderation.case GET": Row(at(REPORTED), STAFF_SEES),
    "moderation.settle POST": Row(at(REPORTED), STAFF_DOES, lambda world: {"measure": "hide", "facts": "Beleidigung"}),
    "moderation.settle_appeal POST": Row(
        at("/moderation/contribution/{world.appealed.id}/widerspruch"), STAFF_DOES, lambda world: {"upheld": "yes", "reason": "Es bleibt dabei."}
    ),
    "crowds.index GET": Row(at(QUEUE + "/auffaelligkeiten"), STAFF_SEES),
    "crowds.show GET": Row(at(CROWD), STAFF_SEES),
    "crowds.read POST": Row(at(CROWD), STAFF_DOES),
    "crowds.settle POST": Row(
        at(QUEUE + "/auffaelligkeiten/befund/{world.finding.id}"), STAFF_DOES, lambda world: {"step": "left", "note": "Eine Schulklasse."}
    ),
    "crowds.checked GET": Row(at("/beteiligungen/{world.consultation.slug}/geprueft/proposal/{world.crowded.id}"), "200"),
    "crowds.confirm GET": Row(at("/unterstuetzung/{world.asked_finding.id}/bestaetigen"), "sign-in 200 404 404 404 404 404"),
    "crowds.confirm POST": Row(at("/unterstuetzung/{world.asked_finding.id}/bestaetigen"), "sign-in 303 404 404 404 404 404"),
    "moderation_desk.statement GET": Row(at("/moderation/begruendung/{world.my_case.id}"), "sign-in 200 404 200 404 404 200"),
    "moderation_desk.object_to POST": Row(
        at("/moderation/begruendung/{world.my_case.id}"), "sign-in 303 404 404 404 404 404", lambda world: {"text": "Das war keine."}
    ),
    "moderation_desk.many POST": Row(
        at(QUEUE + "/auswahl"), STAFF_SEES, lambda world: {"fall": f"contribution-{world.reported.id}", "schritt": "ansehen"}
    ),
    "moderation_desk.settings_page GET": Row(at(QUEUE + "/einstellungen"), STAFF_SEES),
    "moderation_desk.save_settings POST": Row(
        at(QUEUE + "/einstellungen"), STAFF_DOES, lambda world: {"rules": "Freundlich: Immer.", "words": "dumm*"}
    ),
}
