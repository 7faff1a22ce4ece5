"""What each route of follow-ups answers to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from participation.consultations.answering import Unanswered
from participation.discussions.asking import AskedInDiscussions
from participation.discussions.models import Kind
from participation.followups.matter_actions import open_matter
from participation.followups.models import AnswerReport
from participation.followups.note_actions import write_note
from participation.followups.office_actions import keep_block
from participation.followups.plan_actions import plan_answer
from participation.followups.release_actions import require_release
from participation.followups.texts import Answer, mark_of
from participation.kit import clock
from participation.proposals.models import Status
from tests.discussions.builders import a_contribution, subject_of
from tests.followups.builders import a_task, an_office, an_officer, in_days
from tests.house.routes import Row, World
from tests.proposals.builders import a_proposal


def furnish(session: Session, world: World) -> None:
    """Two offices, for one of which the office's person works, its task, a text block, and a planned answer."""
    world.bureau = an_office(session, "Amt für Stadtplanung", world.office)
    world.other_bureau = an_office(session, "Tiefbauamt")
    world.asked = a_proposal(session, world.consultation)
    world.task = a_task(session, world.asked, world.consultation, world.bureau)
    world.block = keep_block(session, world.administrator, "Dank", "Vielen Dank für {titel}.", clock.now())
    world.planned = a_proposal(session, world.consultation)
    later = clock.now() + timedelta(days=3)
    plan_answer(session, world.administrator, world.planned, world.consultation, Answer(Status.ANSWERED, "Bald."), later, clock.now())
    ben = an_officer(session)
    world.bulletin = open_matter(session, world.administrator, world.consultation, a_question_in_a_discussion(session, world), clock.now())
    world.matter_task = a_task(session, world.bulletin, world.consultation, world.bureau)
    world.asked_in_thread = a_contribution(session, world.consultation, subject_of(world.topic), "Wann öffnet der Saal wieder?", kind=Kind.QUESTION)
    world.own_note = write_note(session, world.office, world.asked, world.consultation, "Bitte messen.", clock.now())
    unreleased = a_proposal(session, world.consultation)
    require_release(session, world.administrator, world.consultation, True, clock.now())
    world.unreleased = plan_answer(session, ben, unreleased, world.consultation, Answer(Status.ANSWERED, "Noch nicht."), None, clock.now())
    require_release(session, world.administrator, world.consultation, False, clock.now())
    world.report = AnswerReport(stored_name="a" * 26 + ".pdf", title="Gutachten", size=9, added_by_id=world.administrator.id, added_at=clock.now())
    session.add(world.report)
    session.flush()


def at(path: str, thing: str = "asked") -> Callable[[World], str]:
    """An address of a proposal."""
    return lambda world: f"/beteiligungen/{world.consultation.slug}/vorschlaege/{getattr(world, thing).id}{path}"


def desk(path: str = "") -> Callable[[World], str]:
    """An address of the staff's page about a proposal."""
    return lambda world: f"/verwaltung{at('')(world)}{path}"


def task(path: str = "") -> Callable[[World], str]:
    """An address of the office's task."""
    return lambda world: f"{desk()(world)}/aufgaben/{world.task.id}{path}"


def office(path: str = "") -> Callable[[World], str]:
    """An address of an office."""
    return lambda world: f"/verwaltung/aemter/{world.bureau.id}{path}"


def block(path: str = "") -> Callable[[World], str]:
    """An address of a text block."""
    return lambda world: f"/verwaltung/textbausteine/{world.block.id}{path}"


def a_question_in_a_discussion(session: Session, world: World) -> Unanswered:
    """A question to which the city has not spoken."""
    asked = a_contribution(session, world.consultation, subject_of(world.topic), "Was kostet der Saal?", kind=Kind.QUESTION)
    found = AskedInDiscussions().find(session, world.consultation, asked.id)
    assert found is not None
    return found


def matters(path: str = "") -> Callable[[World], str]:
    """An address of the staff's pages about what besides proposals waits."""
    return lambda world: f"/verwaltung/beteiligungen/{world.consultation.slug}/vorgaenge{path}"


def matter(path: str = "") -> Callable[[World], str]:
    """An address of one of them."""
    return lambda world: f"{matters()(world)}/{world.bulletin.id}{path}"


def releases(path: str = "") -> Callable[[World], str]:
    """An address of what waits for a second person."""
    return lambda world: f"/verwaltung/beteiligungen/{world.consultation.slug}/freigaben{path}"


def unreleased(path: str = "") -> Callable[[World], str]:
    """An address of an answer that waits."""
    return lambda world: f"{releases()(world)}/{world.unreleased.id}{path}"


STAFF_READ = "sign-in 403 403 200 200 403 200"
STAFF_DO = "sign-in 403 403 303 303 403 303"
RUNNING_DO = "sign-in 403 403 303 403 403 303"
ADMINISTRATION_READS = "sign-in 403 403 403 403 403 200"
ADMINISTRATION_DOES = "sign-in 403 403 403 403 403 303"
IN_THE_STAFF_READ = "sign-in 403 200 200 200 403 200"
IN_THE_STAFF_DO = "sign-in 403 303 303 303 403 303"

# in the order of ROLES: anonymous resident moderator_elsewhere moderator office council administrator
TABLE: dict[str, Row] = {
    "answers.write GET": Row(at("/antwort", "proposal"), STAFF_READ),
    "answers.answer POST": Row(at("/antwort", "proposal"), STAFF_DO, lambda world: {"status": "review", "body": "Das prüfen wir bis Dezember."}),
    "answers.cancel POST": Row(at("/antwort/absagen", "planned"), STAFF_DO),
    "answers.report GET": Row(lambda world: f"/antworten/{world.report.stored_name}", "404"),
    "answers.overview GET": Row(lambda world: f"/beteiligungen/{world.consultation.slug}/antworten", "200"),
    "bulk_answers.choose GET": Row(lambda world: f"/verwaltung/beteiligungen/{world.consultation.slug}/vorschlaege", STAFF_READ),
    "bulk_answers.answer POST": Row(
        lambda world: f"/verwaltung/beteiligungen/{world.consultation.slug}/sammelantwort",
        STAFF_DO,
        lambda world: {
            "wahl": world.asked.id,
            "status": "answered",
            "body": "Danke für Nummer {nummer}.",
            "entry_key": "key-of-a-form",
            "weiter": "veroeffentlichen",
        },
    ),
    "work.index GET": Row(lambda world: "/verwaltung/aufgaben", IN_THE_STAFF_READ),
    "work.desk GET": Row(desk(), STAFF_READ),
    "work.assign POST": Row(
        desk("/zuweisen"),
        RUNNING_DO,
        lambda world: {"offices": world.other_bureau.id, "due_on": in_days(9).isoformat(), "question": "Was kostet das?"},
    ),
    "notes.write POST": Row(desk("/notizen"), STAFF_DO, lambda world: {"body": "Bitte mit dem Tiefbauamt reden."}),
    "notes.edit GET": Row(lambda world: f"{desk('/notizen')(world)}/{world.own_note.id}", "sign-in 403 403 403 200 403 403"),
    "notes.edit POST": Row(
        lambda world: f"{desk('/notizen')(world)}/{world.own_note.id}", "sign-in 403 403 403 303 403 403", lambda world: {"body": "Bitte nachmessen."}
    ),
    "matters.index GET": Row(matters(), STAFF_READ),
    "matters.take_up POST": Row(matters(), STAFF_DO, lambda world: {"art": "contribution", "nummer": world.asked_in_thread.id}),
    "matters.answer GET": Row(matter("/antwort"), STAFF_READ),
    "matters.answer POST": Row(matter("/antwort"), STAFF_DO, lambda world: {"body": "Er kostet 40 Euro am Abend."}),
    "matters.cancel POST": Row(matter("/antwort/absagen"), "sign-in 403 403 404 404 403 404"),
    "office_day.show GET": Row(office("/heute"), "sign-in 403 403 403 200 403 200"),
    "answer_clock.whole GET": Row(lambda world: "/antwortuhr", "200"),
    "answer_clock.whole_table GET": Row(lambda world: "/antwortuhr.csv", "200"),
    "answer_clock.table GET": Row(lambda world: f"/beteiligungen/{world.consultation.slug}/antwortuhr.csv", "200"),
    "releases.index GET": Row(releases(), STAFF_READ),
    "releases.rule POST": Row(releases("/regel"), RUNNING_DO, lambda world: {"vier_augen": "1"}),
    "releases.show GET": Row(unreleased(), STAFF_READ),
    "releases.give POST": Row(unreleased("/freigeben"), STAFF_DO),
    "releases.back POST": Row(unreleased("/zurueck"), STAFF_DO, lambda world: {"reason": "Bitte die Kosten nennen."}),
    "work.task GET": Row(task(), STAFF_READ),
    "work.task POST": Row(task(), STAFF_DO, lambda world: {"statement": "Das ist machbar.", "seen": mark_of(""), "weiter": "abgeben"}),
    "work.begin POST": Row(task("/beginnen"), STAFF_DO),
    "work.hand_back POST": Row(
        task("/zurueckgeben"), STAFF_DO, lambda world: {"reason": "Dafür ist ein anderes Amt da.", "to": world.other_bureau.id}
    ),
    "work.ask_again POST": Row(task("/nachfragen"), RUNNING_DO, lambda world: {"due_on": in_days(20).isoformat(), "question": "Und im Winter?"}),
    "work.end POST": Row(task("/beenden"), RUNNING_DO),
    "offices.index GET": Row(lambda world: "/verwaltung/aemter", ADMINISTRATION_READS),
    "offices.index POST": Row(
        lambda world: "/verwaltung/aemter", ADMINISTRATION_DOES, lambda world: {"name": "Sportamt", "short_name": "52", "contact": "Raum 3"}
    ),
    "offices.show GET": Row(office(), ADMINISTRATION_READS),
    "offices.show POST": Row(office(), ADMINISTRATION_DOES, lambda world: {"name": "Bauamt", "short_name": "60", "contact": "Raum 3"}),
    "offices.add_member POST": Row(office("/personen"), ADMINISTRATION_DOES, lambda world: {"who": world.administrator.email}),
    "offices.remove_member POST": Row(lambda world: f"{office()(world)}/personen/{world.office.id}/entfernen", ADMINISTRATION_DOES),
    "offices.close POST": Row(office("/schliessen"), ADMINISTRATION_DOES),
    "offices.reopen POST": Row(office("/oeffnen"), ADMINISTRATION_DOES),
    "offices.blocks GET": Row(lambda world: "/verwaltung/textbausteine", IN_THE_STAFF_READ),
    "offices.blocks POST": Row(
        lambda world: "/verwaltung/textbausteine", IN_THE_STAFF_DO, lambda world: {"title": "Absage", "body": "Das geht leider nicht."}
    ),
    "offices.block GET": Row(block(), IN_THE_STAFF_READ),
    "offices.block POST": Row(block(), IN_THE_STAFF_DO, lambda world: {"title": "Dank", "body": "Danke für Nummer {nummer}."}),
    "offices.remove_block POST": Row(block("/entfernen"), IN_THE_STAFF_DO),
}
