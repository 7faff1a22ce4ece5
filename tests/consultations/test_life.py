"""Published, closed, archived, copied: each by whom it may, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import District, Person, Role
from participation.consultations.actions import close_consultation, copy_consultation
from participation.consultations.models import Consultation, Stage
from participation.consultations.phases import Act
from participation.consultations.rules import Part, act_open, may_archive, may_change, may_close, may_publish, may_set_up
from participation.consultations.signals import consultation_closed
from participation.kit import clock
from participation.kit.errors import Refused
from tests.builders import START, a_consultation, a_district, a_person, a_resident, an_administrator, post

Browse = Callable[[Person | None], FlaskClient]
NOW = START + timedelta(days=2)


def people(session: Session, consultation: Consultation) -> dict[str, Person | None]:
    """One person a role."""
    return {
        "reader": None,
        "resident": a_resident(session),
        "office": a_person(session, role=Role.OFFICE),
        "council": a_person(session, role=Role.COUNCIL),
        "moderator": a_person(session, moderates=consultation),
        "administrator": an_administrator(session),
    }


@pytest.mark.parametrize(
    ("stage", "publish", "close", "archive", "parts"),
    [
        (Stage.DRAFT, True, False, False, "title decision phases topics audience media"),
        (Stage.PUBLISHED, False, True, False, "title decision phases topics audience media outcome"),
        (Stage.CLOSED, False, False, True, "audience media outcome"),
        (Stage.ARCHIVED, False, False, False, ""),
    ],
)
def test_each_stage_allows_its_acts_to_those_who_run_it(
    session: Session, stage: Stage, publish: bool, close: bool, archive: bool, parts: str
) -> None:
    consultation = a_consultation(session, stage=stage)
    for role, person in people(session, consultation).items():
        runs = role in ("moderator", "administrator")
        assert bool(may_publish(person, consultation, [])) is (runs and publish), role
        assert bool(may_close(person, consultation)) is (runs and close), role
        assert bool(may_archive(person, consultation)) is (runs and archive), role
        assert bool(may_set_up(person)) is (role == "administrator"), role
        changeable = {part.value for part in Part if may_change(person, consultation, part)}
        assert changeable == (set(parts.split()) if runs else set()), role


def test_what_is_missing_stops_the_publication_and_is_named(session: Session) -> None:
    draft = a_consultation(session, stage=Stage.DRAFT)
    verdict = may_publish(an_administrator(session), draft, ["Die Frage fehlt."])
    assert not verdict
    assert "Die Frage fehlt." in verdict.reason


def test_closing_asks_first_and_ends_everything(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    browser, url = browse(an_administrator(session)), f"/verwaltung/beteiligungen/{consultation.slug}/abschliessen"
    asked = browser.get(url).text
    assert "nicht rückgängig" in asked
    assert "Phase collect bis 1. November 2026" in asked
    assert post(browser, url).status_code == 303
    session.expire_all()
    assert session.get_one(Consultation, consultation.id).closed_at == clock.now()
    closed = session.get_one(Consultation, consultation.id)
    assert "abgeschlossen" in act_open(closed, Act.PROPOSE, NOW).reason
    assert "Die Beteiligung ist abgeschlossen" in browse(None).get(f"/beteiligungen/{consultation.slug}").text
    assert post(browser, url).status_code == 403


def test_others_hear_of_the_close_with_who_and_when(session: Session) -> None:
    consultation, admin, heard = a_consultation(session), an_administrator(session), []

    def listen(sender: Session, **named: object) -> None:
        heard.append((sender, named))

    with consultation_closed.connected_to(listen):
        close_consultation(session, admin, consultation, [], NOW)
    assert heard == [(session, {"consultation": consultation, "actor": admin, "now": NOW})]
    with pytest.raises(Refused):
        close_consultation(session, admin, consultation, [], NOW)


def test_the_outcome_is_told_and_the_archive_is_final(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session, stage=Stage.CLOSED)
    browser, url = browse(an_administrator(session)), f"/verwaltung/beteiligungen/{consultation.slug}"
    assert "Es fehlt, was daraus wurde" in browser.get(f"{url}/archivieren").text
    assert post(browser, f"{url}/ergebnis", {"outcome": "Die Halle wird **saniert**."}).status_code == 303
    assert "<strong>saniert</strong>" in browse(None).get(f"/beteiligungen/{consultation.slug}/ergebnisse").text
    assert post(browser, f"{url}/archivieren").status_code == 303
    assert post(browser, f"{url}/ergebnis", {"outcome": "Doch nicht."}).status_code == 403
    assert "saniert" in browse(None).get(f"/beteiligungen/{consultation.slug}/ergebnisse").text


def test_a_copy_has_texts_topics_and_moved_phases_and_nothing_else(session: Session, browse: Browse) -> None:
    source = a_consultation(session, stage=Stage.CLOSED)
    browser = browse(an_administrator(session))
    form = browser.get(f"/verwaltung/beteiligungen/{source.slug}/kopieren").text
    assert "Stadthalle und Quartier (Kopie)" in form
    answer = post(browser, f"/verwaltung/beteiligungen/{source.slug}/kopieren", {"title": "Freibad", "first_day": "2027-03-01"})
    assert answer.location == "/verwaltung/beteiligungen/freibad/titel"
    copy = session.scalars(select(Consultation).where(Consultation.slug == "freibad")).one()
    assert (copy.stage, copy.decision, copy.outcome, copy.published_at) == (Stage.DRAFT, source.decision, "", None)
    assert copy.preview_token != source.preview_token


def test_copied_hours_stay_on_the_clock_across_summer_time(session: Session) -> None:
    source = a_consultation(session)  # begins on 21 September at 8 o'clock, summer time
    copy = copy_consultation(session, an_administrator(session), source, "Freibad", date(2027, 1, 11), NOW)
    assert copy.phases[0].starts_at == datetime(2027, 1, 11, 7, tzinfo=UTC)  # 8 o'clock in winter
    assert [phase.kind for phase in copy.phases] == [phase.kind for phase in source.phases]
    assert [category.name for category in copy.categories] == ["Gebäude", "Nutzung", "Verkehr"]


def test_a_mandate_is_given_by_address_and_ended(session: Session, browse: Browse) -> None:
    consultation, anna = a_consultation(session), a_person(session, "Anna")
    browser, url = browse(an_administrator(session)), f"/verwaltung/beteiligungen/{consultation.slug}"
    assert post(browser, f"{url}/moderation", {"who": anna.email.upper()}).status_code == 303  # type: ignore[union-attr]  # she has one
    assert "Anna" in browser.get(url).text.split('id="moderation"')[1]
    assert browse(anna).get(url).status_code == 200
    assert post(browser, f"{url}/moderation/{anna.public_id}/beenden").status_code == 303
    assert browse(anna).get(url).status_code == 403


@pytest.mark.parametrize("who", ["niemand@nirgends.example", "Unbekannt", "' OR 1=1 --", "%", "\u200b"])
def test_an_unknown_moderator_is_not_found_and_what_was_typed_stays(session: Session, browse: Browse, who: str) -> None:
    consultation = a_consultation(session)
    response = post(browse(an_administrator(session)), f"/verwaltung/beteiligungen/{consultation.slug}/moderation", {"who": who})
    assert response.status_code == 422


def test_districts_are_added_renamed_and_removed_unless_someone_lives_there(session: Session, browse: Browse) -> None:
    browser, url = browse(an_administrator(session)), "/verwaltung/ortsteile"
    assert post(browser, url, {"name": "  Altstadt "}).status_code == 303
    assert "gibt es schon" in post(browser, url, {"name": "Altstadt"}).text
    assert "Bitte geben Sie den Namen" in post(browser, url, {"name": "\u200b"}).text
    district = session.scalars(select(District).where(District.name == "Altstadt")).one()
    assert post(browser, f"{url}/{district.id}", {"name": "Alte Stadt"}).status_code == 303
    other = a_district(session, "Neustadt")
    assert "gibt es schon" in post(browser, f"{url}/{other.id}", {"name": "Alte Stadt"}).text
    a_person(session, district=district)
    session.commit()
    assert post(browser, f"{url}/{district.id}/entfernen").status_code == 409
    assert post(browser, f"{url}/{other.id}/entfernen").status_code == 303
    assert "Alte Stadt" in browser.get(url).text
    assert "Neustadt" not in browser.get(url).text
