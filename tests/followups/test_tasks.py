"""Offices are asked, write, hand back and pass on; what waits for whom is seen; reminders come once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Notice, Person
from participation.consultations.models import Consultation
from participation.followups.assignment_actions import ask_again, assign, end_assignment, hand_back, save_statement
from participation.followups.models import Assignment, OfficeMember, Stand, WorkNote
from participation.followups.note_actions import write_note
from participation.followups.queries import notes_of, offices
from participation.followups.reminder_actions import remind_due
from participation.followups.texts import mark_of
from participation.kit import clock
from participation.kit.errors import Invalid, Refused
from participation.proposals.models import Proposal
from tests.builders import a_consultation, a_person, a_resident, an_administrator, post
from tests.followups.builders import a_statement, a_task, an_answer, an_office, an_officer, in_days
from tests.proposals.builders import a_proposal

Browse = Callable[[Person | None], FlaskClient]


def told(session: Session, person: Person) -> list[str]:
    """What somebody was told."""
    rows = session.scalars(select(Notice).where(Notice.person_id == person.id).order_by(Notice.id))
    return [row.message % row.words for row in rows]


def states(session: Session, proposal: Proposal) -> list[Stand]:
    return list(session.scalars(select(Assignment.state).where(Assignment.proposal_id == proposal.id).order_by(Assignment.id)))


def desk_url(consultation: Consultation, proposal: Proposal) -> str:
    return f"/verwaltung/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}"


def test_a_proposal_goes_through_an_office_to_its_answer(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    proposal = a_proposal(session, consultation, title="Eine Rampe am Eingang")
    moderator, anna, ben = a_person(session, "Mira", moderates=consultation), an_officer(session, "Anna Amt"), an_officer(session, "Ben Amt")
    planning, roads = an_office(session, "Amt für Planung", anna), an_office(session, "Tiefbauamt", ben)
    session.commit()
    url, desk = desk_url(consultation, proposal), browse(moderator)
    asked = {"offices": [planning.id, roads.id], "due_on": in_days(10).isoformat(), "question": "Was kostet das?"}
    assert post(desk, f"{url}/zuweisen", asked).status_code == 303
    assert post(desk, f"{url}/zuweisen", asked).status_code == 303, "asked twice, asked once"
    session.expire_all()
    assert states(session, proposal) == [Stand.OPEN, Stand.OPEN]
    assert len(told(session, anna)) == 1
    assert "Eine Rampe am Eingang" in told(session, anna)[0]
    assert "Beim Fachamt" in browse(None).get(f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}").text

    task = session.scalars(select(Assignment).where(Assignment.office_id == planning.id)).one()
    office, of_task = browse(anna), f"{url}/aufgaben/{task.id}"
    shown = office.get(of_task).text
    assert "Was kostet das?" in shown
    assert proposal.teaser in shown, "nobody answers a title alone"
    assert f'href="/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}"' in shown
    assert post(browse(ben), of_task, {"statement": "Nein.", "seen": mark_of(""), "weiter": "abgeben"}).status_code == 403
    assert post(office, of_task, {"statement": "", "seen": mark_of(""), "weiter": "abgeben"}).status_code == 422
    assert post(office, of_task, {"statement": "Erst rechnen.", "seen": mark_of(""), "weiter": "speichern"}).status_code == 303
    given = {"statement": "Das kostet 30.000 Euro.", "seen": mark_of("Erst rechnen."), "weiter": "abgeben"}
    assert post(office, of_task, given).status_code == 303
    assert any("Stellung genommen" in sentence for sentence in told(session, moderator))

    page = desk.get(url).text
    assert "Das kostet 30.000 Euro." in page
    assert f"/antwort?stellungnahme={task.id}" in page
    answer = f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}/antwort"
    assert "Das kostet 30.000 Euro." in desk.get(f"{answer}?stellungnahme={task.id}").text
    assert post(desk, answer, {"status": "accepted", "body": "Wir bauen sie.", "seen": "0"}).status_code == 303
    session.expire_all()
    assert states(session, proposal) == [Stand.ANSWERED, Stand.ANSWERED]
    public = browse(None).get(f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}").text
    assert "30.000" not in public, "statements are not public"


def test_nobody_outside_reads_notes_and_statements(session: Session, browse: Browse) -> None:
    consultation, author = a_consultation(session), a_resident(session)
    proposal, officer = a_proposal(session, consultation, author), an_officer(session)
    task = a_task(session, proposal, consultation, an_office(session, "", officer), question="Geheime Frage")
    a_statement(session, task, consultation, officer, "Geheime Stellungnahme")
    write_note(session, officer, proposal, consultation, "Geheime Notiz", clock.now())
    session.commit()
    for person in (None, author):
        browser = browse(person)
        for path in (f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}", f"/beteiligungen/{consultation.slug}/antworten"):
            assert "Geheime" not in browser.get(path).text
        assert "Geheime" not in browser.get(desk_url(consultation, proposal), follow_redirects=True).text
    assert browse(officer).get(desk_url(consultation, proposal)).text.count("Geheime") == 3


def test_a_task_is_handed_back_and_passed_on(session: Session) -> None:
    consultation = a_consultation(session)
    proposal, moderator, anna = a_proposal(session, consultation), a_person(session, moderates=consultation), an_officer(session)
    first, second = an_office(session, "", anna), an_office(session, "Sportamt")
    task = a_task(session, proposal, consultation, first, moderator)
    with pytest.raises(Invalid):
        hand_back(session, anna, task, consultation, {first.id}, " ", clock.now())
    with pytest.raises(Invalid):
        hand_back(session, anna, task, consultation, {first.id}, "Wir nicht.", clock.now(), to=first)
    passed = hand_back(session, anna, task, consultation, {first.id}, "Das macht das Sportamt.", clock.now(), to=second)
    assert passed is not None
    assert (task.state, passed.state, passed.due_on) == (Stand.RETURNED, Stand.OPEN, task.due_on)
    assert [row.body for row in notes_of(session, proposal)] == ["Das macht das Sportamt."]
    with pytest.raises(Refused):
        hand_back(session, anna, task, consultation, {first.id}, "Noch einmal.", clock.now())
    back = hand_back(session, moderator, passed, consultation, set(), "Niemand.", clock.now())
    assert back is None
    assert states(session, proposal) == [Stand.RETURNED, Stand.RETURNED]


def test_two_colleagues_at_one_draft_lose_nothing(session: Session, browse: Browse) -> None:
    consultation, anna, ben = a_consultation(session), an_officer(session), an_officer(session)
    proposal = a_proposal(session, consultation)
    office = an_office(session, "", anna, ben)
    task = a_task(session, proposal, consultation, office)
    session.commit()
    url = f"{desk_url(consultation, proposal)}/aufgaben/{task.id}"
    assert post(browse(anna), url, {"statement": "Annas Text", "seen": mark_of(""), "weiter": "speichern"}).status_code == 303
    crossed = post(browse(ben), url, {"statement": "Bens Text", "seen": mark_of(""), "weiter": "abgeben"})
    assert crossed.status_code == 422
    assert "Annas Text" in crossed.text
    assert "Bens Text" in crossed.text
    assert mark_of("Annas Text") in crossed.text, "the second try knows what it replaces"
    session.expire_all()
    assert (task.statement, task.state) == ("Annas Text", Stand.WORK)
    assert post(browse(ben), url, {"statement": "Beider Text", "seen": mark_of("Annas Text"), "weiter": "abgeben"}).status_code == 303


def test_deadlines_lie_ahead_and_words_are_bounded(session: Session) -> None:
    consultation, moderator = a_consultation(session), an_administrator(session)
    proposal, office = a_proposal(session, consultation), an_office(session)
    for offices_asked, due_on, question in (
        ([office], in_days(-1), ""),
        ([office], in_days(800), ""),
        ([office], None, ""),
        ([], in_days(5), ""),
        ([office], in_days(5), "x" * 2001),
    ):
        with pytest.raises(Invalid):
            assign(session, moderator, proposal, consultation, offices_asked, due_on, question, clock.now())
    assert assign(session, moderator, proposal, consultation, [office], in_days(0), "", clock.now())
    with pytest.raises(Invalid):
        write_note(session, moderator, proposal, consultation, "x" * 4001, clock.now())


def test_the_same_note_sent_twice_is_kept_once(session: Session) -> None:
    consultation, officer = a_consultation(session), an_officer(session)
    proposal = a_proposal(session, consultation)
    for _ in range(2):
        write_note(session, officer, proposal, consultation, "Bitte anrufen.", clock.now())
    assert len(session.scalars(select(WorkNote)).all()) == 1


def test_reminders_come_once_before_and_once_after(session: Session) -> None:
    consultation, anna, moderator = a_consultation(session), an_officer(session), an_administrator(session)
    proposal = a_proposal(session, consultation, title="Mehr Bänke")
    office = an_office(session, "Gartenamt", anna)
    a_task(session, proposal, consultation, office, moderator, days=5)
    seen = []
    for day in range(1, 9):
        with clock.frozen(clock.now() + timedelta(days=day)) as now:
            for _ in range(2):
                remind_due(session, now)
            seen.append((len(told(session, anna)), len(told(session, moderator))))
    assert seen == [(1, 0), (2, 0), (2, 0), (2, 0), (2, 0), (3, 1), (3, 1), (3, 1)]
    assert "fehlt noch" in told(session, anna)[1]
    assert "Überfällig" in told(session, anna)[2]


def test_who_has_answered_or_was_released_is_not_reminded(session: Session) -> None:
    consultation, anna, moderator = a_consultation(session), an_officer(session), an_administrator(session)
    office = an_office(session, "", anna)
    given, ended, answered = (a_task(session, a_proposal(session, consultation), consultation, office, moderator, days=2) for _ in range(3))
    a_statement(session, given, consultation, anna)
    end_assignment(session, moderator, ended, consultation, clock.now())
    an_answer(session, session.get_one(Proposal, answered.proposal_id), consultation)
    before = len(told(session, anna))
    with clock.frozen(clock.now() + timedelta(days=9)) as now:
        assert remind_due(session, now) == 0
    assert len(told(session, anna)) == before


def test_asking_again_gives_the_statement_back_and_begins_the_clock_anew(session: Session) -> None:
    consultation, anna, moderator = a_consultation(session), an_officer(session), an_administrator(session)
    office = an_office(session, "", anna)
    task = a_task(session, a_proposal(session, consultation), consultation, office, moderator, days=2)
    a_statement(session, task, consultation, anna)
    with pytest.raises(Refused):
        save_statement(session, anna, task, consultation, {office.id}, "Doch anders.", clock.now())
    ask_again(session, moderator, task, consultation, in_days(20), "Und was kostet der Unterhalt?", clock.now())
    assert (task.state, task.due_on, task.statement) == (Stand.WORK, in_days(20), "Das ist machbar.")
    save_statement(session, anna, task, consultation, {office.id}, "Doch anders.", clock.now(), give=True)
    assert task.state == Stand.GIVEN


def test_what_waits_for_whom_begins_with_what_is_late(session: Session, browse: Browse) -> None:
    consultation, anna, moderator = a_consultation(session), an_officer(session), an_administrator(session)
    elsewhere = a_consultation(session, "Anderswo")
    planning, roads = an_office(session, "Planungsamt", anna), an_office(session, "Tiefbauamt")
    late, soon, done = (a_proposal(session, consultation, title=title) for title in ("Spät dran", "Bald dran", "Liegt vor"))
    a_task(session, soon, consultation, planning, moderator, days=8)
    a_task(session, late, consultation, roads, moderator, days=1)
    a_statement(session, a_task(session, done, consultation, planning, moderator, days=1), consultation, anna)
    other = a_proposal(session, elsewhere, title="Woanders")
    a_task(session, other, elsewhere, roads, moderator, days=1)
    stranger = a_person(session, moderates=elsewhere)
    with clock.frozen(clock.now() + timedelta(days=3)):
        session.commit()
        page = browse(anna).get("/verwaltung/aufgaben").text
        places = [page.index(title) for title in ("Spät dran", "Bald dran", "Liegt vor")]
        assert places == sorted(places)
        assert "Überfällig seit 2 Tagen" in page
        assert "Bald dran" not in browse(anna).get(f"/verwaltung/aufgaben?amt={roads.id}").text
        assert "Bald dran" not in browse(anna).get("/verwaltung/aufgaben?was=ueberfaellig").text
        own = browse(anna).get("/verwaltung/aufgaben?eigene=1").text
        assert "Bald dran" in own
        assert "Spät dran" not in own
        theirs = browse(stranger).get("/verwaltung/aufgaben").text
        assert "Woanders" in theirs
        assert "Spät dran" not in theirs, "moderators see their own consultations"


def test_the_page_of_what_waits_takes_a_constant_number_of_statements(
    session: Session, browse: Browse, count_statements: Callable[[], AbstractContextManager]
) -> None:
    consultation, anna = a_consultation(session), an_officer(session)
    numbers = []
    for _round in range(2):
        for _each in range(8):
            a_task(session, a_proposal(session, consultation), consultation, an_office(session, "", anna))
        session.commit()
        browser = browse(anna)
        with count_statements() as statements:
            assert browser.get("/verwaltung/aufgaben").status_code == 200
        numbers.append(statements.count)
    assert numbers[0] == numbers[1] <= 6


def test_the_desk_takes_a_constant_number_of_statements(
    session: Session, browse: Browse, count_statements: Callable[[], AbstractContextManager]
) -> None:
    consultation, moderator = a_consultation(session), an_administrator(session)
    proposal, numbers = a_proposal(session, consultation), []
    for _round in range(2):
        for number in range(5):
            a_task(session, proposal, consultation, an_office(session))
            write_note(session, moderator, proposal, consultation, f"Notiz {_round} {number}", clock.now())
        session.commit()
        browser = browse(moderator)
        browser.get(desk_url(consultation, proposal))  # what is kept in memory is read once
        with count_statements() as statements:
            assert browser.get(desk_url(consultation, proposal)).status_code == 200
        numbers.append(statements.count)
    assert numbers[0] == numbers[1]


def test_offices_are_kept_by_the_administration(session: Session, browse: Browse) -> None:
    administrator, anna, resident = an_administrator(session), an_officer(session, "Anna Amt"), a_resident(session)
    session.commit()
    desk = browse(administrator)
    form = {"name": "Sportamt", "short_name": "52", "contact": "Raum 3"}
    assert post(desk, "/verwaltung/aemter", form).status_code == 303
    assert post(desk, "/verwaltung/aemter", {**form, "name": "Anderes Amt"}).status_code == 422, "the short name is taken"
    assert post(desk, "/verwaltung/aemter", {"name": "", "short_name": ""}).status_code == 422
    (office,) = offices(session)
    people = f"/verwaltung/aemter/{office.id}/personen"
    assert post(desk, people, {"who": anna.email}).status_code == 303
    assert post(desk, people, {"who": anna.email}).status_code == 303
    refused = post(desk, people, {"who": resident.email})
    assert refused.status_code == 422
    assert "Rolle „Amt“" in refused.text
    assert len(session.scalars(select(OfficeMember)).all()) == 1
    assert post(desk, f"/verwaltung/aemter/{office.id}/schliessen").status_code == 303
    assert "geschlossen" in desk.get("/verwaltung/aemter").text
    delete_account(session, anna, desk.application.extensions["settings"], clock.now())
    assert session.scalars(select(OfficeMember)).all() == []
