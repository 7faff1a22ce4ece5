"""A proposal's place: set without a script, kept when something else is wrong, shown, and forgotten with its draft."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.pages import settings
from participation.places.models import Place
from participation.proposals.actions import discard_draft, edit_proposal, publish_proposal, save_draft
from participation.proposals.models import Proposal, ProposalVersion
from participation.proposals.texts import ProposalText
from tests.builders import a_consultation, a_district, a_resident, post, post_by_htmx
from tests.places.builders import ALTSTADT, a_place, point_at, some_streets
from tests.proposals.builders import BODY

Browse = Callable[[Person | None], FlaskClient]


@pytest.fixture
def consultation(session: Session) -> Consultation:
    """One that collects proposals, in a town with streets."""
    some_streets(session)
    a_district(session, ALTSTADT)
    a_district(session, "Nordend")
    return a_consultation(session)


def a_line_of(points: int) -> str:
    return json.dumps({"type": "LineString", "coordinates": [[round(9.96 + number / 1e7, 7), 51.42] for number in range(points)]})


def a_bow_tie() -> str:
    return json.dumps({"type": "Polygon", "coordinates": [[[9.959, 51.419], [9.962, 51.421], [9.962, 51.419], [9.959, 51.421], [9.959, 51.419]]]})


def _sent(consultation: Consultation, **place: str) -> dict[str, str]:
    return {"title": "Bänke am Markt", "body": BODY, "category_id": str(consultation.categories[0].id), "weiter": "entwurf", **place}


def _url(consultation: Consultation, path: str = "/neu") -> str:
    return f"/beteiligungen/{consultation.slug}/vorschlaege{path}"


def _only(session: Session) -> Proposal:
    session.expire_all()
    return session.scalars(select(Proposal)).one()


def test_a_street_is_enough_without_a_script(session: Session, browse: Browse, consultation: Consultation) -> None:
    ada = a_resident(session)
    session.commit()
    answer = post(browse(ada), _url(consultation), _sent(consultation, place_way="strasse", place_street="Kirchgasse", place_number="5"))
    assert answer.status_code == 303
    found = _only(session)
    assert found.place_label == "Kirchgasse 5"
    assert found.district_id is not None


def test_a_district_alone_is_a_place_too(session: Session, browse: Browse, consultation: Consultation) -> None:
    ada, district = a_resident(session), a_district(session, "Südhang")
    session.commit()
    post(browse(ada), _url(consultation), _sent(consultation, district_id=str(district.id)))
    assert (_only(session).district_id, _only(session).place_id) == (district.id, None)


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ({"place_way": "strasse", "place_street": "Nirgendsweg"}, "Diese Straße kennen wir nicht"),
        ({"place_way": "strasse"}, "Bitte geben Sie eine Straße an"),
        ({"place_way": "karte", "place_geometry": point_at(90_000)}, "liegt nicht ganz in der Stadt"),
        ({"place_way": "karte", "place_geometry": "{"}, "nicht lesbar"),
        ({"place_way": "karte"}, "noch kein Ort gesetzt"),
        ({"place_way": "karte", "place_geometry": a_bow_tie()}, "kreuzt sich selbst"),
        ({"place_way": "karte", "place_geometry": a_line_of(4_000)}, "zu viele Punkte"),
        ({"place_way": "karte", "place_geometry": '{"type": "GeometryCollection", "geometries": []}'}, "ein Punkt, eine Linie oder eine Fläche"),
    ],
)
def test_a_wrong_place_keeps_what_was_typed(session: Session, browse: Browse, consultation: Consultation, place: dict[str, str], reason: str) -> None:
    ada = a_resident(session)
    session.commit()
    answer = post(browse(ada), _url(consultation), _sent(consultation, **place))
    assert answer.status_code == 422
    assert reason in answer.text
    assert "Bänke am Markt" in answer.text
    assert session.scalar(select(func.count(Proposal.id))) == 0


def test_a_hundred_thousand_corners_are_refused_before_they_are_read(session: Session, browse: Browse, consultation: Consultation) -> None:
    ada = a_resident(session)
    session.commit()
    answer = post(browse(ada), _url(consultation), _sent(consultation, place_way="karte", place_geometry=a_line_of(100_000)))
    assert answer.status_code == 413
    assert "zu groß" in answer.text
    assert session.scalar(select(func.count(Proposal.id))) == 0


def test_the_form_shows_the_place_again_and_keeps_it(session: Session, browse: Browse, consultation: Consultation) -> None:
    ada = a_resident(session)
    place = a_place(session)
    draft = save_draft(session, ada, consultation, ProposalText("Bänke", BODY, consultation.categories[0].id, None, place.id), clock.now())
    session.commit()
    browser, unchanged, none = browse(ada), _sent(consultation, place_way="karte", place_geometry=place.geometry), _sent(consultation, place_way="")
    page = browser.get(_url(consultation, f"/{draft.id}/bearbeiten")).text
    assert place.geometry.replace('"', "&#34;") in page
    post(browser, _url(consultation, f"/{draft.id}/bearbeiten"), unchanged)
    assert _only(session).place_id == place.id
    post(browser, _url(consultation, f"/{draft.id}/bearbeiten"), none)
    assert _only(session).place_id is None
    assert session.scalar(select(func.count(Place.id))) == 0


def test_a_drafts_place_goes_with_the_draft(session: Session, consultation: Consultation) -> None:
    ada = a_resident(session)
    text = ProposalText("Bänke", BODY, consultation.categories[0].id, None, a_place(session).id)
    discard_draft(session, ada, save_draft(session, ada, consultation, text, clock.now()), clock.now())
    assert session.scalar(select(func.count(Place.id))) == 0


def test_a_draft_of_a_deleted_account_takes_its_place_along(app: object, session: Session, consultation: Consultation) -> None:
    ada = a_resident(session)
    save_draft(session, ada, consultation, ProposalText("Bänke", BODY, None, None, a_place(session).id), clock.now())
    with app.app_context():  # type: ignore[attr-defined]  # Flask
        delete_account(session, ada, settings(), clock.now())
    assert session.scalar(select(func.count(Place.id))) == 0


@pytest.mark.parametrize("home", [False, True])
def test_a_version_keeps_the_place_before_unless_it_was_a_home(session: Session, consultation: Consultation, home: bool) -> None:
    ada, now = a_resident(session), clock.now()
    category = consultation.categories[0].id
    exact = a_place(session)
    proposal = publish_proposal(
        session, ada, save_draft(session, ada, consultation, ProposalText("Bänke am Markt", BODY, category, None, exact.id), now), consultation, now
    )
    other = a_place(session, home=True) if home else a_place(session, east=300)
    edit_proposal(session, ada, proposal, consultation, ProposalText("Bänke am Markt", BODY, category, None, other.id), now)
    session.flush()
    assert proposal.place_id == other.id
    assert session.scalars(select(ProposalVersion.place_id)).one() == (None if home else exact.id)
    assert session.scalar(select(func.count(Place.id))) == (1 if home else 2)


def test_a_home_takes_every_earlier_place_off_the_record(session: Session, consultation: Consultation) -> None:
    ada, now = a_resident(session), clock.now()
    text = ProposalText("Bänke am Markt", BODY, consultation.categories[0].id, None, a_place(session).id)
    proposal = publish_proposal(session, ada, save_draft(session, ada, consultation, text, now), consultation, now)
    for place in (a_place(session, east=300), a_place(session, home=True)):
        edit_proposal(session, ada, proposal, consultation, replace(text, place_id=place.id), now)
    session.flush()
    assert session.scalars(select(ProposalVersion.place_id)).all() == [None, None]
    assert session.scalars(select(Place.id)).all() == [proposal.place_id]


def test_a_draft_that_saves_itself_keeps_a_new_place_and_loses_none(session: Session, browse: Browse, consultation: Consultation) -> None:
    ada = a_resident(session)
    session.commit()
    browser, form = browse(ada), {**_sent(consultation), "entry_key": "a-form-of-ada", "base": "neu"}
    url = _url(consultation, "/zwischenspeichern")
    steps = (
        {"place_way": "strasse", "place_street": "Kirchgasse", "place_number": "5"},
        {"place_way": "strasse", "place_street": "Kirchgas", "place_number": "5"},
        {"place_way": ""},
        {"place_way": "karte", "place_geometry": point_at(0, 0)},
    )
    labels = []
    for step, place in enumerate(steps, 1):
        assert "gespeichert" in post_by_htmx(browser, url, {**form, **place, "step": str(step)}).text
        labels.append(_only(session).place_label)
    assert labels[:3] == ["Kirchgasse 5"] * 3
    assert labels[3] != "Kirchgasse 5"
    post_by_htmx(browser, url, {**form, **steps[0], "step": "1"})
    assert _only(session).place_label == labels[3]
    assert session.scalar(select(func.count(Place.id))) == 1
