"""Insight's pages: what staff enter, what is refused, what everybody reads, files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.consultations.models import Stage
from participation.insight import rules
from participation.insight.actions import CostDraft, enter_cost, enter_people
from participation.insight.models import CostKind
from participation.insight.queries import cost_sums, costs_of, town_people
from participation.insight.words import suggestions
from participation.kit import clock
from participation.kit.errors import Invalid
from tests.builders import a_consultation, a_district, a_person, a_resident, an_administrator, post
from tests.insight.test_counting import counted, supporters
from tests.proposals.builders import a_proposal

Browse = Callable[[Person | None], FlaskClient]


def test_staff_see_who_is_missing_and_what_it_cost(session: Session, browse: Browse) -> None:
    north, south = a_district(session, "Nordend"), a_district(session, "Südhang")
    staff, consultation = an_administrator(session), a_consultation(session)
    proposal = a_proposal(session, consultation)
    supporters(session, proposal, north, 60)
    supporters(session, proposal, south, 14)
    enter_people(session, staff, {north.id: 500, south.id: 500}, "Melderegister", clock.now())
    enter_cost(session, staff, consultation, CostDraft("print", 750_00, "Plakate", date(2026, 10, 1)), clock.now())
    counted(session, consultation)
    session.commit()
    page = browse(staff).get(f"/verwaltung/beteiligungen/{consultation.slug}/einblick").text
    assert "Nach Ortsteilen: Südhang" in page
    assert "ein Termin im Ortsteil" in page
    assert "10\u00a0€" in page, "750 euros for 75 people"
    assert "Besuche der Seiten werden nicht gezählt" in page


def test_counting_by_a_button(session: Session, browse: Browse) -> None:
    staff, consultation = an_administrator(session), a_consultation(session)
    session.commit()
    client, url = browse(staff), f"/verwaltung/beteiligungen/{consultation.slug}/einblick"
    assert "Noch nicht gezählt" in client.get(url).text
    assert post(client, f"{url}/zaehlen").status_code == 303
    assert "Gezählt am" in client.get(url).text


def test_every_table_is_a_file(session: Session, browse: Browse) -> None:
    staff, consultation = an_administrator(session), a_consultation(session)
    supporters(session, a_proposal(session, consultation, title="=1+1 Bäume"), a_district(session, "=Nord"), 30)
    counted(session, consultation)
    session.commit()
    client, url = browse(staff), f"/verwaltung/beteiligungen/{consultation.slug}/einblick"
    for name in ("schritte", "ortsteile", "wege", "verlauf", "phasen", "antworten"):
        answer = client.get(f"{url}/{name}.csv")
        assert answer.status_code == 200, name
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert '"=' not in answer.text
    assert client.get(f"{url}/erfunden.csv").status_code == 404


def test_everybody_reads_it_after_the_close_and_not_before(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    supporters(session, a_proposal(session, consultation), a_district(session), 30)
    counted(session, consultation)
    session.commit()
    url = f"/beteiligungen/{consultation.slug}/teilnahme"
    assert browse(None).get(url).status_code == 403
    consultation.stage, consultation.closed_at = Stage.CLOSED, clock.now()
    session.commit()
    page = browse(None).get(url).text
    assert "Wer teilgenommen hat" in page
    assert "Haben ein Konto auf dieser Plattform" not in page, "the platform's accounts are for staff"
    assert url in browse(None).get(f"/beteiligungen/{consultation.slug}/ergebnisse").text


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (CostDraft("print", None, "", date(2026, 10, 1)), "cents"),
        (CostDraft("print", 0, "", date(2026, 10, 1)), "cents"),
        (CostDraft("print", 1, "", None), "day"),
        (CostDraft("print", 1, "", date(26, 10, 1)), "day"),
        (CostDraft("print", 1, "", date(2062, 10, 1)), "day"),
        (CostDraft("bribes", 1, "", date(2026, 10, 1)), "kind"),
        (CostDraft("print", 1, "x" * 201, date(2026, 10, 1)), "note"),
    ],
)
def test_costs_that_cannot_be_taken(session: Session, draft: CostDraft, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        enter_cost(session, an_administrator(session), a_consultation(session), draft, clock.now())
    assert refused.value.field == field


def test_costs_are_entered_summed_and_removed(session: Session, browse: Browse) -> None:
    staff, consultation = an_administrator(session), a_consultation(session)
    session.commit()
    client, url = browse(staff), f"/verwaltung/beteiligungen/{consultation.slug}/einblick/kosten"
    assert post(client, url, {"kind": "rooms", "cents": "1.250,50", "day": "2026-10-02", "note": "Saal"}).status_code == 303
    assert post(client, url, {"kind": "staff", "cents": "200", "day": "2026-10-03"}).status_code == 303
    assert cost_sums(session, [consultation.id]) == {consultation.id: 145_050}
    refused = post(client, url, {"kind": "rooms", "cents": "viel", "day": "2026-10-02", "note": "Das bleibt stehen"})
    assert refused.status_code == 422
    assert "Das bleibt stehen" in refused.text
    last = costs_of(session, consultation.id)[0]
    assert last.kind == CostKind.STAFF
    assert post(client, f"{url}/{last.id}/entfernen").status_code == 303
    assert cost_sums(session, [consultation.id]) == {consultation.id: 125_050}


def test_another_consultations_item_is_not_found(session: Session, browse: Browse) -> None:
    one, other = a_consultation(session), a_consultation(session, "Anderswo")
    staff = an_administrator(session)
    cost = enter_cost(session, staff, other, CostDraft("print", 1, "", date(2026, 10, 1)), clock.now())
    session.commit()
    assert post(browse(staff), f"/verwaltung/beteiligungen/{one.slug}/einblick/kosten/{cost.id}/entfernen").status_code == 404


def test_how_many_live_where(session: Session, browse: Browse) -> None:
    staff, north = an_administrator(session), a_district(session, "Nordend")
    session.commit()
    client = browse(staff)
    refused = post(client, "/einblick/einwohner", {f"people-{north.id}": "viele", "source": "Melderegister"})
    assert refused.status_code == 422
    assert 'value="viele"' in refused.text
    assert "ganze Zahl über 0" in refused.text
    assert post(client, "/einblick/einwohner", {f"people-{north.id}": "3.200", "source": "Melderegister"}).status_code == 303
    assert [(row.name, row.people, row.source) for row in town_people(session)] == [("Nordend", 3200, "Melderegister")]


def test_consultations_side_by_side(session: Session, browse: Browse) -> None:
    first, second = a_consultation(session, "Die Halle"), a_consultation(session, "Der Platz")
    supporters(session, a_proposal(session, first), None, 20)
    counted(session, first)
    session.commit()
    page = browse(an_administrator(session)).get("/einblick").text
    assert "Die Halle" in page
    assert second.title in page
    table = browse(an_administrator(session)).get("/einblick/vergleich.csv").text
    assert '"Kosten (Cent)","Kosten je Person (Cent)"' in table, "a sum in cents is not taken for euros"
    assert table.splitlines()[1].endswith('"",""'), "what nobody entered is not hidden"
    assert 'href="/einblick"' in browse(a_person(session, role=Role.COUNCIL)).get("/rat").text, "the council's way there"


@pytest.mark.parametrize(("label", "word"), [("16 bis 29", "Schulen"), ("30 bis 44", "Abend"), ("75 und älter", "Papier"), ("weiblich", "Vereine")])
def test_what_could_be_done_depends_on_who_is_missing(label: str, word: str) -> None:
    assert any(word in way for way in suggestions(label, of_district=False))


def test_who_may_look(session: Session) -> None:
    consultation = a_consultation(session)
    moderator, resident, staff = a_person(session, moderates=consultation), a_resident(session), an_administrator(session)
    assert rules.may_look(moderator, consultation)
    assert rules.may_look(staff, consultation)
    assert not rules.may_look(resident, consultation)
    assert not rules.may_look(None, consultation)
    assert not rules.may_compare(moderator)
    assert rules.may_compare(staff)
    assert not rules.may_enter_people(moderator)
