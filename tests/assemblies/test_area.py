"""The members' area: who gets in, what is prepared and noted, who sees what, groups, and the cashier's list."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.assemblies import queries, rules
from participation.assemblies.members import all_members, member_of
from participation.assemblies.models import Attendance
from participation.assemblies.sitting_actions import agenda_items
from participation.councils.models import CouncilStage
from participation.draws.models import Seat, SeatState
from participation.kit.audit import AuditEntry
from tests.assemblies.builders import a_recommendation, a_sitting, a_working_council
from tests.builders import a_consultation, a_person, an_administrator, post

Browse = Callable[[Person | None], FlaskClient]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def area_url(consultation: object, rest: str = "") -> str:
    return f"/beteiligungen/{consultation.slug}/buergerrat/mitglieder{rest}"  # type: ignore[attr-defined]  # a consultation


def staff_url(consultation: object, rest: str = "") -> str:
    return f"/verwaltung/beteiligungen/{consultation.slug}/buergerrat{rest}"  # type: ignore[attr-defined]  # as above


def fetched(browser: FlaskClient, url: str) -> bytes:
    """A file, closed again."""
    with browser.get(url) as answer:
        return answer.data


@pytest.mark.parametrize("stage", list(CouncilStage))
@pytest.mark.parametrize("who", ["nobody", "resident", "member", "left", "blocked", "moderator", "elsewhere", "administrator"])
def test_who_may_enter_write_and_run_when(session: Session, stage: CouncilStage, who: str) -> None:
    consultation = a_consultation(session)
    council, people = a_working_council(session, consultation, 3, stage)
    person: Person | None = {
        "nobody": lambda: None,
        "resident": lambda: a_person(session),
        "member": lambda: people[0],
        "left": lambda: people[1],
        "blocked": lambda: people[2],
        "moderator": lambda: a_person(session, moderates=consultation),
        "elsewhere": lambda: a_person(session, moderates=a_consultation(session)),
        "administrator": lambda: an_administrator(session),
    }[who]()
    session.scalars(select(Seat).where(Seat.person_id == people[1].id)).one().state = SeatState.LEFT
    people[2].blocked_at = people[2].created_at
    session.flush()
    member = member_of(all_members(session, council), person)
    asked = (person, consultation, council)
    runs, open_to = who in ("moderator", "administrator"), who in ("member", "moderator", "administrator")
    at_work = stage in (CouncilStage.WORKING, CouncilStage.HANDED_OVER)
    assert bool(rules.may_enter_area(*asked, member)) == (open_to and at_work)
    assert bool(rules.may_write(*asked, member)) == (open_to and stage == CouncilStage.WORKING)
    assert bool(rules.may_run(*asked)) == (runs and stage == CouncilStage.WORKING)
    assert bool(rules.may_pay(*asked)) == bool(rules.may_preview(*asked)) == (runs and at_work)
    assert bool(rules.may_follow_up(*asked)) == (runs and stage == CouncilStage.HANDED_OVER)


def test_only_members_read_the_area_and_each_sees_only_the_own_attendance(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    council, people = a_working_council(session, consultation)
    sitting = a_sitting(session, consultation, council, there=3)
    session.commit()
    assert browse(None).get(area_url(consultation)).status_code == 303
    refused = browse(a_person(session)).get(area_url(consultation))
    assert refused.status_code == 403
    assert "Code aus Ihrem Brief" in refused.text
    there, away = browse(people[0]), browse(people[5])
    assert "Sie waren da" in there.get(area_url(consultation)).text
    page = away.get(area_url(consultation, f"/sitzungen/{sitting.id}"))
    assert "Sie waren nicht da" in page.text
    assert "Begrüßung" in page.text
    assert "Prof. Ada Bau" in page.text
    assert people[0].public_name not in page.text
    assert page.headers["Cache-Control"] == "private, no-store"


def test_the_public_page_tells_when_the_council_sits_and_nothing_of_its_members(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    council, people = a_working_council(session, consultation)
    a_sitting(session, consultation, council, there=3)
    a_recommendation(session, consultation, council, people[0], "Geheimer Entwurf")
    session.commit()
    page = browse(None).get(f"/beteiligungen/{consultation.slug}/buergerrat").text
    assert "Auftakt" in page
    assert "Geheimer Entwurf" not in page
    assert not any(person.public_name in page for person in people)


def test_staff_plans_a_sitting_with_agenda_documents_and_experts(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    council, people = a_working_council(session, consultation)
    session.commit()
    staff = browse(an_administrator(session))
    data = {"title": "Klausur", "place": "Forum", "starts_at": "2026-10-20T09:00", "ends_at": "2026-10-20T17:00", "agenda": "9.00 Ankommen\n\nMittag"}
    assert post(staff, staff_url(consultation, "/sitzungen/neu"), data | {"ends_at": "2026-10-20T08:00"}).status_code == 422
    made = post(staff, staff_url(consultation, "/sitzungen/neu"), data)
    assert made.status_code == 303
    url = made.headers["Location"]
    session.expire_all()
    sitting = queries.sittings_of(session, council)[0]
    assert [(item.planned, item.title) for item in sitting.agenda] == [("09:00", "Ankommen"), ("", "Mittag")]
    assert post(staff, url + "/fachleute", {"name": "Dr. Ort", "role": "", "interests": "", "statement": "Kennt sich aus."}).status_code == 422
    assert post(staff, url + "/fachleute", {"name": "Dr. Ort", "role": "", "interests": "berät die Stadt", "statement": "x"}).status_code == 303
    assert post(staff, url + "/dokumente", {"title": "Gutachten", "file": (BytesIO(b"kein pdf"), "a.pdf")}).status_code == 422
    assert post(staff, url + "/dokumente", {"title": "Gutachten", "file": (BytesIO(PDF), "a.pdf")}).status_code == 303
    session.expire_all()
    sitting = queries.the_sitting(session, council, sitting.id)
    document_url = area_url(consultation, f"/dokumente/{sitting.documents[0].id}")
    assert fetched(browse(people[0]), document_url) == PDF
    assert browse(a_person(session)).get(document_url).status_code == 403
    assert browse(None).get(document_url).status_code == 303
    assert "Dr. Ort" in browse(people[0]).get(area_url(consultation, f"/sitzungen/{sitting.id}")).text
    assert post(staff, url + f"/fachleute/{sitting.experts[0].id}/entfernen").status_code == 303
    assert post(staff, url + f"/dokumente/{sitting.documents[0].id}/entfernen").status_code == 303
    assert post(staff, url + "/entfernen").status_code == 303
    session.expire_all()
    assert not queries.sittings_of(session, council)
    assert post(staff, url + "/entfernen").status_code == 404


def test_attendance_is_noted_and_paid_for(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    council, _people = a_working_council(session, consultation)
    council.allowance_cents = 6050
    sitting = a_sitting(session, consultation, council)
    members = all_members(session, council)
    session.commit()
    staff, url = browse(an_administrator(session)), staff_url(consultation, f"/sitzungen/{sitting.id}/anwesenheit")
    assert post(staff, url, {"seat": [str(members[0].seat_id), str(members[2].seat_id)]}).status_code == 303
    assert post(staff, url, {"seat": ["999999"]}).status_code == 422
    assert post(staff, url, {"seat": ["quatsch", str(members[0].seat_id)]}).status_code == 303
    assert session.scalars(select(Attendance.seat_id)).all() == [members[0].seat_id]
    answer = staff.get(staff_url(consultation, "/aufwandsentschaedigung.csv"))
    assert '"Platz 1",1,6050,"60,50"' in answer.text
    assert '"Platz 2",0,0,"0,00"' in answer.text
    assert browse(a_person(session)).get(staff_url(consultation, "/aufwandsentschaedigung.csv")).status_code == 403
    assert post(staff, staff_url(consultation, f"/sitzungen/{sitting.id}/entfernen")).status_code == 409


def test_groups_are_shown_by_name_and_hold_no_features(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    council, people = a_working_council(session, consultation)
    sitting = a_sitting(session, consultation, council)
    members = all_members(session, council)
    session.commit()
    staff, url = browse(an_administrator(session)), staff_url(consultation, f"/sitzungen/{sitting.id}/gruppen")
    seats = [str(member.seat_id) for member in members]
    made = {"seat": seats, "size": "4", "rounds": "3", "feature": ["age"], "apart": "1, 2", "fixed": "3, 1"}
    assert post(staff, url, made | {"apart": "eins und zwei"}).status_code == 422
    assert "Nummer 77" in post(staff, url, made | {"fixed": "77, 1"}).text
    assert "geht es nicht auf" in post(staff, url, made | {"fixed": "3, 9"}).text
    assert post(staff, url, made).status_code == 303
    session.expire_all()
    groups = queries.groups_of(session, sitting)
    assert groups is not None
    assert set(groups.plan) == {"rounds", "met", "possible", "uneven", "size", "features"}
    for tables in groups.plan["rounds"]:
        assert sorted(seat for table in tables for seat in table) == sorted(member.seat_id for member in members)
        assert members[2].seat_id in tables[0]
        assert all(not {members[0].seat_id, members[1].seat_id} <= set(table) for table in tables)
    page = browse(people[3]).get(area_url(consultation, f"/sitzungen/{sitting.id}")).text
    assert "Runde 3" in page
    assert people[4].public_name in page


def test_pages_cost_the_same_however_much_there_is(session: Session, browse: Browse, count_statements: Callable[[], object]) -> None:
    consultation = a_consultation(session)
    council, people = a_working_council(session, consultation)
    for number in range(2):
        a_sitting(session, consultation, council, f"Sitzung {number}", there=4)
        a_recommendation(session, consultation, council, people[number])
    session.commit()
    browser = browse(people[0])
    browser.get(area_url(consultation))
    with count_statements() as before:  # type: ignore[attr-defined]  # a context manager
        browser.get(area_url(consultation))
    for number in range(5):
        a_sitting(session, consultation, council, f"Weitere {number}", there=8)
        a_recommendation(session, consultation, council, people[number])
    session.commit()
    with count_statements() as after:  # type: ignore[attr-defined]  # as above
        assert "Weitere 4" in browser.get(area_url(consultation)).text
    assert after.count == before.count


def test_an_agenda_is_read_line_by_line() -> None:
    assert [(item.planned, item.title) for item in agenda_items("8:05 A\n\n 25:00 B\n18.30  C ")] == [("08:05", "A"), ("", "25:00 B"), ("18:30", "C")]


def test_what_staff_does_stands_in_the_log_without_names(session: Session) -> None:
    consultation = a_consultation(session)
    council, _people = a_working_council(session, consultation)
    a_sitting(session, consultation, council, there=2)
    entries = session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "sitting")).all()
    assert [entry.action for entry in entries] == ["sitting.set", "sitting.expert_added", "sitting.attendance_noted"]
    assert "Ada" not in "".join(entry.data for entry in entries)
