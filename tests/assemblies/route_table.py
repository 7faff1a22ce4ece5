"""What each route of a council at work answers to whom. The roles are no members: what members may is in `test_area.py` and `test_results.py`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import BytesIO

from sqlalchemy.orm import Session

from participation.accounts.models import Mandate, Person
from participation.assemblies.drafting_actions import write_dissent
from participation.assemblies.drafting_models import Recommendation
from participation.assemblies.handover_actions import StepDraft, tell_step
from participation.assemblies.handover_models import CitizensReport
from participation.assemblies.members import all_members
from participation.assemblies.models import Sitting, SittingDocument
from participation.consultations.models import Consultation
from participation.councils.models import Council
from participation.kit import audit, clock
from participation.proposals.models import Status
from tests.assemblies.builders import a_recommendation, a_sitting, a_working_council, as_member, content, hand, vote_on
from tests.builders import a_consultation, an_administrator
from tests.house.routes import Row, World

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
RUNS = "sign-in 403 403 200 403 403 200"
RUNS_303 = "sign-in 403 403 303 403 403 303"
NOBODY_HERE = "sign-in 403 403 403 403 403 403"


NAMES = ("b" * 26, "c" * 26, "d" * 26)
"""Of files that are not there: the routes' world stores none. That they are sent is shown in `test_area.py` and `test_results.py`."""


def furnish(session: Session, world: World) -> None:
    """A council that sits and one that has handed over, both run by the world's moderator."""
    world.sits, world.gave = a_consultation(session, "Es tagt"), a_consultation(session, "Hat getagt")
    for consultation in (world.sits, world.gave):
        session.add(Mandate(person_id=world.moderator.id, consultation_id=consultation.id, given_at=clock.now()))
        session.flush()
        session.refresh(world.moderator, ["mandates"])
        council, people = a_working_council(session, consultation, 3)
        sitting = a_sitting(session, consultation, council, there=3)
        won = a_recommendation(session, consultation, council, people[0])
        vote_on(session, consultation, council, won, sitting, 2, 1)
        if consultation is world.gave:
            _give(session, world, consultation, council, won)
        else:
            _sit(session, world, consultation, council, people, sitting, won)
    session.flush()


def _give(session: Session, world: World, consultation: Consultation, council: Council, won: Recommendation) -> None:
    text = audit.canonical(content(session, consultation, council))
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    now = clock.now()
    session.add(CitizensReport(council_id=council.id, number=1, content=text, sha256=sha256, stored_name=NAMES[0] + ".pdf", published_at=now))
    session.flush()
    hand(session, consultation, council)
    draft = StepDraft(Status.COUNCIL, paper_number="VO/2026/1", paper_file=NAMES[1] + ".pdf")
    tell_step(session, an_administrator(session), consultation, council, won, draft, all_members(session, council), now)
    world.given, world.council_paper = won, NAMES[1]


def _sit(
    session: Session, world: World, consultation: Consultation, council: Council, people: list[Person], sitting: Sitting, won: Recommendation
) -> None:
    now = clock.now()
    world.voted, world.sitting, world.expert = won, sitting, sitting.experts[0]
    world.free_sitting = a_sitting(session, consultation, council, "Noch frei")
    world.unvoted = a_recommendation(session, consultation, council, people[1], "Entwurf")
    world.dissent = write_dissent(session, people[0], consultation, council, as_member(session, council, people[0]), won, None, "Nein.", now)
    world.paper_for_members = SittingDocument(sitting_id=sitting.id, stored_name=NAMES[2] + ".pdf", title="Unterlage", size=9, added_at=now)
    sitting.documents.append(world.paper_for_members)
    world.members_seat = all_members(session, council)[0].seat_id


def area(path: str) -> Callable[[World], str]:
    """An address of the members' area."""
    return lambda world: f"/beteiligungen/{world.sits.slug}/buergerrat/mitglieder" + path.format(world=world)


def staff(path: str, thing: str = "sits") -> Callable[[World], str]:
    """An address of the council's staff."""
    return lambda world: f"/verwaltung/beteiligungen/{getattr(world, thing).slug}/buergerrat" + path.format(world=world)


def public(path: str) -> Callable[[World], str]:
    """An address for everybody."""
    return lambda world: f"/beteiligungen/{world.gave.slug}/buergerrat" + path.format(world=world)


TEXT = {"title": "Empfehlung", "body": "Die Stadt handelt."}
SITTING = {"title": "Klausur", "place": "Forum", "starts_at": "2026-10-20T09:00", "ends_at": "2026-10-20T17:00", "agenda": "09:00 Ankommen"}
EXPERT = {"name": "Dr. Ort", "role": "Planung", "interests": "keine", "statement": "Das geht."}


TABLE = {
    "assembly.area GET": Row(area(""), RUNS),
    "assembly.sitting GET": Row(area("/sitzungen/{world.sitting.id}"), RUNS),
    "assembly.document GET": Row(area("/dokumente/{world.paper_for_members.id}"), "sign-in 403 403 404 403 403 404"),
    "recommendations.write GET": Row(area("/empfehlungen/neu"), RUNS),
    "recommendations.write POST": Row(area("/empfehlungen/neu"), RUNS_303, lambda world: dict(TEXT)),
    "recommendations.show GET": Row(area("/empfehlungen/{world.unvoted.id}"), RUNS),
    "recommendations.change GET": Row(area("/empfehlungen/{world.unvoted.id}/bearbeiten"), RUNS),
    "recommendations.change POST": Row(area("/empfehlungen/{world.unvoted.id}/bearbeiten"), RUNS_303, lambda world: {**TEXT, "seen": "1"}),
    "recommendations.note POST": Row(area("/empfehlungen/{world.unvoted.id}/notizen"), RUNS_303, lambda world: {"body": "Warum?"}),
    "recommendations.dissent GET": Row(area("/empfehlungen/{world.voted.id}/sondervotum"), NOBODY_HERE),
    "recommendations.dissent POST": Row(area("/empfehlungen/{world.voted.id}/sondervotum"), NOBODY_HERE, lambda world: {"body": "Nein."}),
    "recommendations.back POST": Row(
        area("/empfehlungen/{world.voted.id}/sondervoten/{world.dissent.id}/mittragen"), NOBODY_HERE, lambda world: {"traegt": "1"}
    ),
    "sittings.index GET": Row(staff("/sitzungen"), RUNS),
    "sittings.new GET": Row(staff("/sitzungen/neu"), RUNS),
    "sittings.new POST": Row(staff("/sitzungen/neu"), RUNS_303, lambda world: dict(SITTING)),
    "sittings.show GET": Row(staff("/sitzungen/{world.sitting.id}"), RUNS),
    "sittings.change GET": Row(staff("/sitzungen/{world.sitting.id}/bearbeiten"), RUNS),
    "sittings.change POST": Row(staff("/sitzungen/{world.sitting.id}/bearbeiten"), RUNS_303, lambda world: dict(SITTING)),
    "sittings.remove POST": Row(staff("/sitzungen/{world.free_sitting.id}/entfernen"), RUNS_303),
    "sittings.new_expert POST": Row(staff("/sitzungen/{world.sitting.id}/fachleute"), RUNS_303, lambda world: dict(EXPERT)),
    "sittings.drop_expert POST": Row(staff("/sitzungen/{world.sitting.id}/fachleute/{world.expert.id}/entfernen"), RUNS_303),
    "sittings.new_document POST": Row(
        staff("/sitzungen/{world.sitting.id}/dokumente"), RUNS_303, lambda world: {"title": "Unterlage", "file": (BytesIO(PDF), "a.pdf")}
    ),
    "sittings.drop_document POST": Row(staff("/sitzungen/{world.sitting.id}/dokumente/{world.paper_for_members.id}/entfernen"), RUNS_303),
    "sittings.attendance POST": Row(
        staff("/sitzungen/{world.free_sitting.id}/anwesenheit"), RUNS_303, lambda world: {"seat": str(world.members_seat)}
    ),
    "sittings.groups POST": Row(
        staff("/sitzungen/{world.sitting.id}/gruppen"),
        "sign-in 403 403 422 403 403 422",
        lambda world: {"seat": str(world.members_seat), "size": "4", "rounds": "2"},
    ),
    "sittings.allowances GET": Row(staff("/aufwandsentschaedigung.csv"), RUNS),
    "council_results.desk GET": Row(staff("/empfehlungen"), RUNS),
    "council_results.move POST": Row(staff("/empfehlungen/{world.unvoted.id}/verschieben"), RUNS_303, lambda world: {"wohin": "hinauf"}),
    "council_results.drop POST": Row(staff("/empfehlungen/{world.unvoted.id}/verfolgen"), RUNS_303, lambda world: {"verfolgen": "0"}),
    "council_results.count GET": Row(staff("/empfehlungen/{world.unvoted.id}/stimmen"), RUNS),
    "council_results.count POST": Row(
        staff("/empfehlungen/{world.unvoted.id}/stimmen"),
        RUNS_303,
        lambda world: {"sitting": str(world.sitting.id), "version": "1", "yes": "2", "no": "1", "abstained": "0"},
    ),
    "council_results.preview GET": Row(staff("/gutachten/vorschau"), RUNS),
    "council_results.publish POST": Row(staff("/gutachten"), RUNS_303),
    "council_results.hand POST": Row(staff("/uebergabe"), NOBODY_HERE, lambda world: {"addressee": "Stadtrat"}),
    "council_results.step GET": Row(staff("/empfehlungen/{world.given.id}/stand", "gave"), RUNS),
    "council_results.step POST": Row(
        staff("/empfehlungen/{world.given.id}/stand", "gave"), RUNS_303, lambda world: {"status": "accepted", "addressee": "Stadtrat"}
    ),
    "citizens_report.show GET": Row(public("/gutachten"), "200"),
    "citizens_report.edition GET": Row(public("/gutachten/1"), "200"),
    "citizens_report.pdf GET": Row(public("/gutachten/1.pdf"), "404"),
    "citizens_report.text GET": Row(public("/gutachten/1.json"), "200"),
    "citizens_report.paper GET": Row(public("/vorlagen/{world.council_paper}.pdf"), "404"),
}
