"""The task of moderating: its last day, and whoever does it in another's stead for a time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.factors import sees_private_data
from participation.accounts.models import Mandate, Notice, Person, Role
from participation.accounts.notices import sentence
from participation.accounts.queries import person_by_id
from participation.consultations.jobs import end_mandates
from participation.consultations.mandate_actions import give_mandate, name_deputy, recall_deputy, set_mandate_end, take_mandate
from participation.consultations.mandate_rules import may_be_deputy, may_name_deputies
from participation.consultations.models import Consultation
from participation.consultations.queries import mandate_of, mandates_of
from participation.consultations.rules import may_enter_staff, may_moderate
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Invalid, NotFound, Refused
from tests.builders import a_consultation, a_person, an_administrator, post
from tests.conftest import NOON, Statements

Browse = Callable[[Person | None], FlaskClient]
TODAY = date(2026, 10, 14)
DAY = timedelta(days=1)


def may(session: Session, person: Person, consultation: Consultation, at: datetime) -> bool:
    """Whether somebody who comes in at a moment may moderate."""
    session.commit()
    session.expire_all()
    with clock.frozen(at):
        found = person_by_id(session, person.id)
        return bool(may_moderate(found, consultation)) and bool(may_enter_staff(found)) and sees_private_data(session, found)


@pytest.mark.parametrize(
    ("at", "holds"),
    [
        (NOON, True),
        (datetime(2026, 10, 20, 21, 59, 59, tzinfo=UTC), True),  # the last second of the last day by the town's clocks
        (datetime(2026, 10, 20, 22, 0, tzinfo=UTC), False),
        (NOON + 400 * DAY, False),
    ],
)
def test_a_mandate_holds_up_to_and_with_its_last_day(session: Session, at: datetime, holds: bool) -> None:
    consultation, person = a_consultation(session), a_person(session)
    give_mandate(session, an_administrator(session), person, consultation.id, NOON, until=date(2026, 10, 20))
    assert may(session, person, consultation, at) is holds


@pytest.mark.parametrize(("days", "holds"), [(0, False), (1, False), (2, True), (4, True), (5, False), (20, False)])
def test_who_stands_in_does_so_from_day_to_day(session: Session, days: int, holds: bool) -> None:
    consultation = a_consultation(session)
    holder, deputy = a_person(session, "Halterin", moderates=consultation), a_person(session, "Vertretung", role=Role.OFFICE)
    mandate = mandate_of(session, consultation, holder.public_id)
    name_deputy(session, holder, consultation, mandate, deputy, TODAY + 2 * DAY, TODAY + 4 * DAY, NOON)
    moment = NOON + days * DAY
    session.expire_all()
    with clock.frozen(moment):
        assert bool(may_moderate(person_by_id(session, deputy.id), consultation)) is holds
        assert bool(may_moderate(person_by_id(session, holder.id), consultation)), "the holder goes on"
    notice = session.scalars(select(Notice).where(Notice.person_id == deputy.id)).one()
    assert "vom 16. Oktober 2026 bis 18. Oktober 2026 in Vertretung" in sentence(notice.message, notice.words)


@pytest.mark.parametrize(
    ("who", "names", "stands_in"),
    [
        ("resident", False, False),
        ("office", False, True),
        ("council", False, False),
        ("holder", True, False),
        ("deputy", False, True),
        ("moderator of another", False, False),
        ("administrator", True, False),
        ("blocked office", False, False),
        ("unconfirmed office", False, False),
    ],
)
def test_who_names_deputies_and_who_can_be_one(session: Session, who: str, names: bool, stands_in: bool) -> None:
    consultation = a_consultation(session)
    holder = a_person(session, moderates=consultation)
    mandate = mandate_of(session, consultation, holder.public_id)
    deputy = a_person(session, role=Role.OFFICE)
    name_deputy(session, holder, consultation, mandate, deputy, TODAY, TODAY, NOON)
    session.refresh(deputy, ["mandates"])
    blocked = a_person(session, role=Role.OFFICE)
    blocked.blocked_at = NOON
    people = {
        "resident": lambda: a_person(session),
        "office": lambda: a_person(session, role=Role.OFFICE),
        "council": lambda: a_person(session, role=Role.COUNCIL),
        "holder": lambda: holder,
        "deputy": lambda: deputy,
        "moderator of another": lambda: a_person(session, moderates=a_consultation(session)),
        "administrator": lambda: an_administrator(session),
        "blocked office": lambda: blocked,
        "unconfirmed office": lambda: a_person(session, role=Role.OFFICE, confirmed=False),
    }
    person = people[who]()
    assert bool(may_name_deputies(person, consultation, mandate)) is names
    assert bool(may_be_deputy(person, mandate)) is stands_in


def test_a_deputy_hands_nothing_on(session: Session) -> None:
    consultation = a_consultation(session)
    holder, deputy = a_person(session, moderates=consultation), a_person(session, role=Role.OFFICE)
    mandate = mandate_of(session, consultation, holder.public_id)
    made = name_deputy(session, holder, consultation, mandate, deputy, TODAY, TODAY, NOON)
    session.refresh(deputy, ["mandates"])
    with pytest.raises(Refused):
        name_deputy(session, deputy, consultation, made, a_person(session, role=Role.OFFICE), TODAY, TODAY, NOON)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(TODAY + 3 * DAY, TODAY + 2 * DAY, "last"), (TODAY - 5 * DAY, TODAY - DAY, "last"), (TODAY, TODAY + 30 * DAY, "last")],
    ids=["backwards", "over", "longer than the task"],
)
def test_a_span_that_makes_no_sense_is_refused_in_words(session: Session, first: date, last: date, field: str) -> None:
    consultation, admin = a_consultation(session), an_administrator(session)
    holder, deputy = a_person(session), a_person(session, role=Role.OFFICE)
    mandate = give_mandate(session, admin, holder, consultation.id, NOON, until=TODAY + 10 * DAY)
    with pytest.raises(Invalid) as error:
        name_deputy(session, admin, consultation, mandate, deputy, first, last, NOON)
    assert error.value.field == field
    with pytest.raises(Invalid, match="vorbei"):
        give_mandate(session, admin, a_person(session), consultation.id, NOON, until=TODAY - DAY)


def test_who_stands_in_ends_with_the_task(session: Session) -> None:
    consultation, admin = a_consultation(session), an_administrator(session)
    holder, one, other = a_person(session, moderates=consultation), a_person(session, role=Role.OFFICE), a_person(session, role=Role.OFFICE)
    mandate = mandate_of(session, consultation, holder.public_id)
    name_deputy(session, admin, consultation, mandate, one, TODAY, TODAY + 9 * DAY, NOON)
    name_deputy(session, admin, consultation, mandate, other, TODAY + 8 * DAY, TODAY + 9 * DAY, NOON)
    set_mandate_end(session, admin, mandate, TODAY + 5 * DAY, NOON)
    session.expire_all()
    left = session.scalars(select(Mandate).where(Mandate.deputy_for_id == mandate.id)).all()
    assert [(row.person_id, row.last_day) for row in left] == [(one.id, TODAY + 5 * DAY)]
    take_mandate(session, admin, holder, consultation.id, NOON)
    session.expire_all()
    assert session.scalars(select(Mandate)).all() == []


def test_the_sweep_takes_away_what_is_over_with_a_line_each(session: Session, app: Flask) -> None:
    consultation, admin = a_consultation(session), an_administrator(session)
    holder, deputy, stays = a_person(session), a_person(session, role=Role.OFFICE), a_person(session, moderates=consultation)
    mandate = give_mandate(session, admin, holder, consultation.id, NOON, until=TODAY + 2 * DAY)
    name_deputy(session, admin, consultation, mandate, deputy, TODAY, TODAY, NOON)
    session.commit()
    done = []
    for days in (0, 1, 3, 3):
        with clock.frozen(NOON + days * DAY), app.app_context():
            done.append(end_mandates())
    assert done == [0, 1, 1, 0]
    session.expire_all()
    assert session.scalars(select(Mandate.person_id)).all() == [stays.id]
    lines = session.execute(select(AuditEntry.action, AuditEntry.subject_id).where(AuditEntry.action.like("mandate.%")).order_by(AuditEntry.id)).all()
    assert [tuple(line) for line in lines] == [
        ("mandate.given", holder.id),
        ("mandate.deputy_named", deputy.id),
        ("mandate.ended", deputy.id),
        ("mandate.ended", holder.id),
    ]


def test_a_mandate_that_is_over_is_given_anew(session: Session) -> None:
    consultation, admin, person = a_consultation(session), an_administrator(session), a_person(session)
    give_mandate(session, admin, person, consultation.id, NOON, until=TODAY)
    again = give_mandate(session, admin, person, consultation.id, NOON + 3 * DAY)
    assert (again.starts_at, again.ends_at) == (NOON + 3 * DAY, None)
    assert give_mandate(session, admin, person, consultation.id, NOON + 4 * DAY) is again


def test_nobody_is_recalled_who_does_not_stand_in(session: Session) -> None:
    consultation = a_consultation(session)
    holder = a_person(session, moderates=consultation)
    with pytest.raises(NotFound):
        recall_deputy(session, holder, consultation, mandate_of(session, consultation, holder.public_id), a_person(session), NOON)


def test_the_pages_of_holder_and_administration(session: Session, browse: Browse) -> None:
    consultation, admin = a_consultation(session), an_administrator(session)
    holder, deputy = a_person(session, "Halterin", moderates=consultation), a_person(session, "Vera Vertretung", role=Role.OFFICE)
    session.commit()
    mine, page = browse(holder), f"/verwaltung/beteiligungen/{consultation.slug}/moderation/{holder.public_id}"
    typed = {"who": "Niemand Bekannt", "first": "2026-10-14", "last": "2026-10-16"}
    refused = post(mine, f"{page}/vertretung", typed)
    assert refused.status_code == 422
    assert "Niemand Bekannt" in refused.text
    assert post(mine, f"{page}/ende", {"until": "2026-12-31"}).status_code == 403
    deputy.public_name_key = "vera vertretung"
    session.commit()
    assert post(mine, f"{page}/vertretung", {**typed, "who": deputy.email or ""}).status_code == 303
    manage = f"/verwaltung/beteiligungen/{consultation.slug}"
    stand_in = browse(deputy)
    assert stand_in.get(manage).status_code == 200
    assert "Vertretung: Vera Vertretung, vom 14. Oktober 2026 bis 16. Oktober 2026" in stand_in.get(manage).text
    over_all = browse(admin)
    assert "Vera Vertretung" in over_all.get("/verwaltung/team").text
    assert post(over_all, f"{page}/ende", {"until": "2026-10-31"}).status_code == 303
    assert "bis 31. Oktober 2026" in over_all.get(manage).text
    assert post(mine, f"{page}/vertretung/{deputy.public_id}/beenden").status_code == 303
    assert browse(deputy).get(manage).status_code == 403


def test_the_list_costs_the_same_however_many_moderate(session: Session, count_statements: Callable[[], AbstractContextManager[Statements]]) -> None:
    consultation, admin = a_consultation(session), an_administrator(session)

    def counted() -> int:
        session.expire_all()
        with count_statements() as seen:
            assert mandates_of(session, consultation, NOON)
        return seen.count

    for _number in range(2):
        holder = a_person(session, moderates=consultation)
        name_deputy(
            session, admin, consultation, mandate_of(session, consultation, holder.public_id), a_person(session, role=Role.OFFICE), TODAY, TODAY, NOON
        )
    few = counted()
    for _number in range(6):
        a_person(session, moderates=consultation)
    assert counted() == few
