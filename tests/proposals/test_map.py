"""The map of proposals: the list beside it holds the same, its data are small and kept, GeoJSON leaves with everything public."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.demo.town_map import degrees
from participation.kit import clock
from participation.methods.geometry import units, unpacked
from participation.places.actions import Wish, keep_place
from participation.proposals.actions import publish_proposal, save_draft, withdraw_proposal
from participation.proposals.models import Proposal
from tests.builders import a_consultation, a_district, a_resident
from tests.conftest import Statements
from tests.places.builders import ALTSTADT, TOWN, a_place
from tests.proposals.builders import a_draft, a_proposal, a_text

Browse = Callable[[Person | None], FlaskClient]


@pytest.fixture
def consultation(session: Session) -> Consultation:
    """One that collects proposals."""
    a_district(session, ALTSTADT)
    return a_consultation(session)


def placed(session: Session, consultation: Consultation, title: str, east: float = -40.0, north: float = -30.0) -> Proposal:
    """A published proposal at a place."""
    place = a_place(session, east, north)
    text = replace(a_text(consultation, title), place_id=place.id, district_id=place.district_id)
    author, now = a_resident(session), clock.now()
    return publish_proposal(session, author, save_draft(session, author, consultation, text, now), consultation, now)


def url(consultation: Consultation, path: str = "/karte") -> str:
    return f"/beteiligungen/{consultation.slug}/vorschlaege{path}"


def test_the_list_beside_the_map_holds_what_is_on_it(session: Session, client: FlaskClient, consultation: Consultation) -> None:
    on_it, far = placed(session, consultation, "Bänke am Markt"), placed(session, consultation, "Bänke im Norden", north=1500)
    a_proposal(session, consultation, title="Mehr Ruhe")
    session.commit()
    page, data = client.get(url(consultation)).text, client.get(url(consultation, "/karte.json")).get_json()
    assert "2 Vorschläge mit Ort" in page
    assert "1 weiterer Vorschlag hat keinen Ort" in page
    assert "Mehr Ruhe" not in page
    assert set(data["ids"]) == {on_it.id, far.id}
    assert set(unpacked(data["at"])) == {tuple(map(units, degrees((-40.0, -30.0)))), tuple(map(units, degrees((-40.0, 1500.0))))}


@pytest.mark.parametrize("asked", ["thema={other}", "ortsteil={district}", "q=Norden", "ausschnitt=995000,5141000,997000,5142500", "status=done"])
def test_the_same_filters_hold_for_map_and_list(session: Session, client: FlaskClient, consultation: Consultation, asked: str) -> None:
    near = placed(session, consultation, "Bänke am Markt")
    placed(session, consultation, "Bänke im Norden", north=1500)
    session.commit()
    query = "?" + asked.format(other=consultation.categories[1].id, district=near.district_id)
    page, data = client.get(url(consultation) + query).text, client.get(url(consultation, "/karte.json") + query).get_json()
    for title in ("Bänke am Markt", "Bänke im Norden"):
        assert (title in data["titles"]) == (title in page.replace("<mark>", "").replace("</mark>", ""))
    assert len(data["titles"]) < 2


def test_drafts_and_what_was_withdrawn_are_not_on_the_map(session: Session, client: FlaskClient, consultation: Consultation) -> None:
    author = a_resident(session)
    draft = a_draft(session, consultation, author)
    draft.place_id = a_place(session).id
    gone = placed(session, consultation, "Bänke am Markt")
    withdraw_proposal(session, session.get_one(Person, gone.author_id), gone, consultation, "Es gibt schon welche.", clock.now())
    session.commit()
    assert client.get(url(consultation, "/karte.json")).get_json()["ids"] == []
    assert json.loads(client.get(url(consultation, ".geojson")).text)["features"] == []


def test_lines_and_areas_come_with_their_shape(session: Session, client: FlaskClient, consultation: Consultation) -> None:
    line = {"type": "LineString", "coordinates": [list(degrees(at)) for at in ((0, 0), (100, 0), (100, 80))]}
    place = keep_place(session, TOWN, Wish(on_map=True, geometry=json.dumps(line)))
    author, now = a_resident(session), clock.now()
    text = replace(a_text(consultation), place_id=place.id)
    publish_proposal(session, author, save_draft(session, author, consultation, text, now), consultation, now)
    session.commit()
    ((kind, *steps),) = client.get(url(consultation, "/karte.json")).get_json()["shapes"].values()
    assert kind == 0
    assert client.get(url(consultation, "/karte.json")).get_json()["supports"] == [0]
    assert unpacked(steps) == [tuple(map(units, pair)) for pair in line["coordinates"]]


def test_the_data_are_asked_for_again_only_when_something_changed(session: Session, client: FlaskClient, consultation: Consultation) -> None:
    placed(session, consultation, "Bänke am Markt")
    session.commit()
    first = client.get(url(consultation, "/karte.json"), headers={"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    asked = {"If-None-Match": first.headers["ETag"]}
    assert client.get(url(consultation, "/karte.json"), headers=asked).status_code == 304
    placed(session, consultation, "Noch eine Bank", east=200)
    session.commit()
    again = client.get(url(consultation, "/karte.json"), headers=asked)
    assert again.status_code == 200
    assert len(again.get_json()["ids"]) == 2


def test_the_page_takes_as_many_statements_for_few_as_for_many(
    session: Session, client: FlaskClient, consultation: Consultation, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    counts = []
    client.get(url(consultation))  # what is kept for all pages is kept now
    for number in range(2):
        for step in range(1 + 24 * number):
            placed(session, consultation, "", east=step * 10)
        session.commit()
        with count_statements() as statements:
            assert client.get(url(consultation)).status_code == 200
        counts.append(statements.count)
    assert counts[0] == counts[1] <= 16


def test_geojson_holds_the_list_with_and_without_places(session: Session, client: FlaskClient, consultation: Consultation) -> None:
    on_map, off = placed(session, consultation, "Bänke am Markt"), a_proposal(session, consultation, title="Mehr Ruhe")
    session.commit()
    answer = client.get(url(consultation, ".geojson"))
    assert answer.mimetype == "application/geo+json"
    told = {feature["id"]: feature for feature in json.loads(answer.text)["features"]}
    assert told[on_map.reference]["geometry"] == {"type": "Point", "coordinates": list(degrees((-40.0, -30.0)))}
    assert told[on_map.reference]["properties"]["district"] == ALTSTADT
    assert told[off.reference]["geometry"] is None


def test_the_list_leads_to_the_map_under_the_same_filter(session: Session, client: FlaskClient, consultation: Consultation) -> None:
    placed(session, consultation, "Bänke am Markt")
    session.commit()
    assert url(consultation) + "?q=B%C3%A4nke" in client.get(url(consultation, "?q=Bänke")).text
