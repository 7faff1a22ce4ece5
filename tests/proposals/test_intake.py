"""What people hand in without an account: entered by staff, public without a name, with a slip and a log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Invalid
from participation.proposals.intake_actions import Entry, sweep_givers, take_in
from participation.proposals.models import Proposal
from participation.proposals.rules import may_take_in, received_in_time
from participation.proposals.writing_models import Intake
from tests.builders import a_consultation, a_person, a_resident, an_administrator, post
from tests.conftest import NOON
from tests.proposals.builders import BODY, a_text, taken_in_at_the_counter

Browse = Callable[[Person | None], FlaskClient]


def test_who_takes_in(session: Session) -> None:
    consultation, elsewhere = a_consultation(session), a_consultation(session, "Anderswo")
    for person, may in (
        (a_resident(session), False),
        (a_person(session, moderates=elsewhere), False),
        (a_person(session, moderates=consultation), True),
        (a_person(session, role=Role.OFFICE), True),
        (a_person(session, role=Role.COUNCIL), False),
        (an_administrator(session), True),
    ):
        assert bool(may_take_in(person, consultation)) == may


def test_from_the_form_to_the_slip_and_the_public_page(session: Session, browse: Browse) -> None:
    consultation, office = a_consultation(session), a_person(session, "Sabine Krüger", role=Role.OFFICE)
    session.commit()
    desk, url = browse(office), f"/verwaltung/beteiligungen/{consultation.slug}/aufnahme"
    typed = {"title": "Mehr Bänke im Park", "body": BODY, "category_id": consultation.categories[0].id, "giver": "Erika Muster", "entry_key": "k"}
    refused = post(desk, url + "/neu", {**typed, "channel": "", "received_on": "2027-01-01"})
    assert refused.status_code == 422
    for words in ("wie der Vorschlag zu Ihnen kam", "liegt in der Zukunft", "Erika Muster", "Mehr Bänke"):
        assert words in refused.text
    for _ in range(2):
        slip = post(desk, url + "/neu", {**typed, "channel": "paper", "received_on": "2026-10-13"}, follow_redirects=True).text
    proposal = session.scalars(select(Proposal).where(Proposal.title == "Mehr Bänke im Park")).one()
    for words in (proposal.reference, f"/vorschlaege/{proposal.id}", "<svg"):
        assert words in slip
    assert "Erika Muster" not in slip
    assert "Erika Muster" in desk.get(url).text
    page = browse(None).get(f"/beteiligungen/{consultation.slug}/vorschlaege/{proposal.id}").text
    assert "auf Papier eingereicht" in page
    assert "auf Papier eingereicht" in browse(None).get(f"/beteiligungen/{consultation.slug}/vorschlaege").text
    assert "Krüger" not in page
    assert "Erika Muster" not in page
    logged = session.scalars(select(AuditEntry).where(AuditEntry.action == "proposal.taken_in")).one()
    assert logged.actor_id == office.id
    assert "Erika" not in str(logged.data)


def test_the_day_it_reached_the_city_counts(session: Session) -> None:
    consultation = a_consultation(session)
    later = NOON + timedelta(days=30)
    assert received_in_time(consultation, date(2026, 10, 14), later)
    assert not received_in_time(consultation, date(2026, 9, 1), later)
    assert not received_in_time(consultation, (later + timedelta(days=1)).date(), later)
    assert not received_in_time(consultation, date(1, 1, 1), later)
    with clock.frozen(later), pytest.raises(Invalid, match="keine Vorschläge angenommen"):
        take_in(session, an_administrator(session), consultation, a_text(consultation), Entry("paper", later.date()), later)


def test_the_name_goes_after_half_a_year_or_at_once(session: Session, browse: Browse) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    first, second = (taken_in_at_the_counter(session, consultation, staff) for _ in range(2))
    session.commit()
    assert post(browse(staff), f"/verwaltung/beteiligungen/{consultation.slug}/aufnahme/{first.id}/name-loeschen").status_code == 303
    session.expire_all()
    assert session.get_one(Intake, first.id).giver == ""
    assert sweep_givers(session, NOON + timedelta(days=100)) == 0
    assert sweep_givers(session, NOON + timedelta(days=190)) == 1
    session.expire_all()
    assert session.get_one(Intake, second.id).giver == ""


def test_the_list_takes_a_constant_number_of_statements(session: Session, browse: Browse, count_statements: Callable[..., object]) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    taken_in_at_the_counter(session, consultation, staff)
    session.commit()
    desk, url, counts = browse(staff), f"/verwaltung/beteiligungen/{consultation.slug}/aufnahme", []
    for _ in range(2):
        desk.get(url)
        with count_statements() as statements:  # type: ignore[attr-defined]  # the fixture's context manager
            desk.get(url)
        counts.append(statements.count)
        for _more in range(3):
            taken_in_at_the_counter(session, consultation, staff)
        session.commit()
    assert counts[0] == counts[1]
