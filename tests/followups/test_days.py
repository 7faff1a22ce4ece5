"""An office's day fills by the clock alone, and the answer clock says in public what waits for whom and how long it took."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Stage
from participation.followups.clock_numbers import by_kind, by_office
from participation.followups.note_actions import write_note
from participation.followups.plan_actions import plan_answer
from participation.followups.release_actions import require_release
from participation.followups.reminder_actions import remind_due
from participation.followups.texts import Answer
from participation.followups.today import Section, day_of
from participation.kit import clock
from participation.proposals.models import Status
from tests.builders import a_consultation, a_person, a_resident, an_administrator
from tests.followups.builders import a_statement, a_task, an_answer, an_office, an_officer
from tests.proposals.builders import a_proposal

Browse = Callable[[Person | None], FlaskClient]


def test_a_task_moves_through_the_day_as_time_passes(session: Session) -> None:
    town, anna = a_consultation(session), an_officer(session)
    office = an_office(session, "", anna)
    a_task(session, a_proposal(session, town), town, office, days=9)
    seen = []
    for day in (0, 2, 8, 9, 10):
        with clock.frozen(clock.now() + timedelta(days=day)) as now:
            remind_due(session, now)
            seen.append({part.section for part in day_of(session, office.id, now) if part.total})
    assert seen == [
        {Section.NEW},
        {Section.NEW, Section.SOON},
        {Section.NEW, Section.SOON, Section.REMINDED},
        {Section.NEW, Section.TODAY, Section.REMINDED},
        {Section.NEW, Section.LATE, Section.REMINDED},
    ]


def test_the_page_of_a_day_shows_its_parts(session: Session, browse: Browse) -> None:
    town, anna, ben = a_consultation(session), an_officer(session, "Anna Amt"), an_officer(session, "Ben Bau")
    moderator, office = a_person(session, moderates=town), an_office(session, "Gartenamt", anna, ben)
    late, planned = a_proposal(session, town, title="Mehr Bänke"), a_proposal(session, town, title="Mehr Bäume")
    a_task(session, late, town, office, days=2)
    a_task(session, planned, town, office, days=30)
    require_release(session, moderator, town, True, clock.now())
    with clock.frozen(clock.now() + timedelta(days=3)) as now:
        plan = plan_answer(session, ben, planned, town, Answer(Status.ACCEPTED, "Wir pflanzen."), None, now)
        write_note(session, ben, late, town, "@Anna Amt, hast du das?", now)
        session.commit()
        page = browse(anna).get(f"/verwaltung/aemter/{office.id}/heute").text
        assert "Überfällig seit 1 Tag" in page
        assert "Mehr Bänke" in page
        assert f"/freigaben/{plan.id}" in page
        assert ">von Ben Bau" in page
        assert "hast du das" not in page, "the note's words stay on the desk"
        start = browse(anna).get("/verwaltung").text
        assert "Heute: Gartenamt" in start
        assert ">von Ben Bau" not in browse(ben).get(f"/verwaltung/aemter/{office.id}/heute").text
        assert browse(moderator).get(f"/verwaltung/aemter/{office.id}/heute").status_code == 403
        assert browse(anna).get("/verwaltung/aemter/99999/heute").status_code == 404


def test_the_day_takes_a_constant_number_of_statements(
    session: Session, browse: Browse, count_statements: Callable[[], AbstractContextManager]
) -> None:
    town, anna = a_consultation(session), an_officer(session, "Anna Amt")
    office, numbers = an_office(session, "", anna), []
    for _round in range(2):
        for _each in range(6):
            proposal = a_proposal(session, town)
            a_task(session, proposal, town, office, days=3)
            write_note(session, an_administrator(session), proposal, town, "@Anna Amt", clock.now())
        session.commit()
        browser, url = browse(anna), f"/verwaltung/aemter/{office.id}/heute"
        browser.get(url)
        with count_statements() as statements:
            assert browser.get(url).status_code == 200
        numbers.append(statements.count)
    assert numbers[0] == numbers[1] <= 14


def test_the_clock_counts_what_waits_and_how_long_it_took(session: Session, browse: Browse) -> None:
    town, hidden, anna = a_consultation(session), a_consultation(session, "Geheim"), an_officer(session)
    office, other = an_office(session, "Gartenamt", anna), an_office(session, "Tiefbauamt")
    start = clock.now()
    for number in range(10):
        proposal = a_proposal(session, town)
        task = a_task(session, proposal, town, office, days=60)
        with clock.frozen(start + timedelta(days=number + 1)):
            a_statement(session, task, town, anna)
    an_answer(session, proposal, town, at=start + timedelta(days=12))
    a_task(session, a_proposal(session, town, title="Die Bank"), town, other, days=5)
    a_task(session, a_proposal(session, hidden), hidden, other, days=5)
    hidden.stage = Stage.DRAFT
    session.commit()
    with clock.frozen(start + timedelta(days=20)) as now:
        rows = {row.name: row for row in by_office(session, now)}
        garden, roads = rows["Gartenamt"], rows["Tiefbauamt"]
        assert (garden.waiting, garden.finished, garden.median, garden.ninety) == (0, 10, 5, 9)
        assert (roads.waiting, roads.late, roads.longest, roads.finished, roads.median) == (1, 1, 20, 0, None)
        (proposals,) = by_kind(session, now, town.id)
        assert (proposals.waiting, proposals.finished, proposals.median) == (10, 1, None)
        page = browse(None).get("/antwortuhr").text
        assert "Gartenamt" in page
        assert "Die Bank" not in page, "in sum"
        assert "Gartenamt" in browse(None).get(f"/beteiligungen/{town.slug}/antworten").text
        for url in ("/antwortuhr.csv", f"/beteiligungen/{town.slug}/antwortuhr.csv"):
            answer = browse(None).get(url)
            assert "attachment" in answer.headers["Content-Disposition"]
            table = {line[1]: line[2:] for line in csv.reader(io.StringIO(answer.text.lstrip("\ufeff")))}
            assert table["Gartenamt"] == ["0", "0", "", "10", "5", "9"]
            assert table["Tiefbauamt"][:2] == ["1", "1"]
        assert browse(None).get(f"/beteiligungen/{hidden.slug}/antwortuhr.csv").status_code == 404


def test_the_kept_page_of_the_clock_follows_the_tasks_and_the_days(session: Session, browse: Browse) -> None:
    town, anna = a_consultation(session), an_officer(session)
    office = an_office(session, "Gartenamt", anna)
    session.commit()
    reader = browse(None)
    assert "Gartenamt" not in reader.get("/antwortuhr").text
    task = a_task(session, a_proposal(session, town, a_resident(session)), town, office, days=1)
    session.commit()
    assert "Gartenamt" in reader.get("/antwortuhr").text
    a_statement(session, task, town, anna)
    session.commit()
    with clock.frozen(clock.now() + timedelta(days=400)):
        assert "Gartenamt" not in reader.get("/antwortuhr").text, "a year later"
