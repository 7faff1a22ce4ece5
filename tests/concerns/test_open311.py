"""Open311 GeoReport v2: what other apps read, what they hand in with a key, and what is refused in the standard's form."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.concerns.models import Concern, Status
from participation.concerns.setup_actions import close_category, revoke_key
from participation.kit import clock
from tests.builders import an_administrator
from tests.concerns.builders import TEXT, a_category, a_concern, a_guests_concern, a_key, a_point, an_answer, an_asked_concern
from tests.conftest import NOON
from tests.followups.builders import an_office

FIELDS = (
    "service_request_id status status_notes service_name service_code description agency_responsible service_notice requested_datetime "
    "updated_datetime expected_datetime address address_id zipcode lat long media_url"
).split()
BASE = "/open311/v2"


def read(client: FlaskClient, path: str) -> Any:
    response = client.get(f"{BASE}/{path}")
    assert response.status_code == 200, response.text
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    return json.loads(response.text)


def refused(response: Any, status: int) -> str:
    assert response.status_code == status, response.text
    (error,) = json.loads(response.text)
    assert error["code"] == status
    return str(error["description"])


def numbers(rows: list[dict[str, Any]]) -> list[str]:
    return [row["service_request_id"] for row in rows]


def test_discovery_says_where_and_how(client: FlaskClient) -> None:
    said = json.loads(client.get("/open311/discovery.json").text)
    (endpoint,) = said["endpoints"]
    assert endpoint["url"] == "http://localhost/open311/v2"
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["formats"] == ["application/json", "text/xml"]
    document = fromstring(client.get("/open311/discovery.xml").text.encode())
    assert [one.text for one in document.find("endpoints/endpoint/formats") or ()] == ["application/json", "text/xml"]


def test_services_are_the_open_categories(session: Session, client: FlaskClient) -> None:
    light, closed = a_category(session, an_office(session, "Tiefbauamt"), "Straßenlicht"), a_category(session, name="Alt")
    close_category(session, an_administrator(session), closed, clock.now())
    session.commit()
    expected = {"service_code": "strassenlicht", "service_name": "Straßenlicht", "description": "", "metadata": False}
    assert read(client, "services.json") == [{**expected, "type": "realtime", "keywords": "", "group": "Tiefbauamt"}]
    assert read(client, f"services/{light.code}.json") == {"service_code": "strassenlicht", "attributes": []}
    assert "not found" in refused(client.get(f"{BASE}/services/{closed.code}.json"), 404)
    document = fromstring(client.get(f"{BASE}/services.xml").text.encode())
    assert (document.tag, document[0].tag, document[0].findtext("metadata")) == ("services", "service", "false")


def test_a_request_has_the_standards_fields_and_nobodys_name(app: Flask, session: Session, client: FlaskClient) -> None:
    category = a_category(session, an_office(session, "Tiefbauamt"), "Straßenlicht", days=7)
    place = a_point(session, app.extensions["town_map"])
    made = a_concern(session, category, place=place)
    guest = a_guests_concern(session, category, "rita@town.example")
    an_answer(session, made, Status.DONE, "Sie leuchtet wieder.")
    session.commit()
    (row,) = read(client, f"requests/{made.id}.json")
    assert list(row) == FIELDS
    assert (row["status"], row["status_notes"], row["agency_responsible"]) == ("closed", "Sie leuchtet wieder.", "Tiefbauamt")
    assert (row["requested_datetime"], row["expected_datetime"]) == ("2026-10-14T10:00:00Z", "2026-10-21T22:00:00Z")
    assert (row["lat"], row["long"]) == (place.latitude / 100_000, place.longitude / 100_000)
    whole = client.get(f"{BASE}/requests.json").text + client.get(f"{BASE}/requests.xml").text + client.get(f"{BASE}/requests/{guest.id}.xml").text
    for private in ("rita", "town.example", "Person"):
        assert private not in whole
    document = fromstring(client.get(f"{BASE}/requests/{made.id}.xml").text.encode())
    assert (document.tag, [one.tag for one in document[0]]) == ("service_requests", FIELDS)
    assert read(client, f"tokens/{made.id}.json") == [{"token": str(made.id), "service_request_id": str(made.id)}]
    assert refused(client.get(f"{BASE}/tokens/999999.json"), 404)


def test_requests_are_filtered(session: Session, client: FlaskClient) -> None:
    light, path = a_category(session, name="Licht"), a_category(session, name="Wege")
    with clock.frozen(NOON - timedelta(days=100)):
        old = a_concern(session, light)
    with clock.frozen(NOON - timedelta(days=10)):
        lamp = a_concern(session, light)
        slab = a_concern(session, path)
        an_answer(session, slab)
    an_asked_concern(session, light)
    session.commit()
    for query, found in (
        ("", [slab, lamp]),
        ("status=open", [lamp]),
        ("status=closed", [slab]),
        ("status=open,closed", [slab, lamp]),
        ("service_code=licht", [lamp]),
        ("service_code=licht,wege", [slab, lamp]),
        ("service_code=nichts", []),
        ("start_date=2026-10-05T00:00:00Z", []),
        ("end_date=2026-08-01T00:00:00Z", [old]),
        ("start_date=2026-07-01&end_date=2026-07-31", [old]),
        (f"service_request_id={old.id},{lamp.id}", [lamp, old]),
        (f"service_request_id={old.id}&status=closed&start_date=2026-10-01", [old]),
        ("jurisdiction_id=stadt.example", [slab, lamp]),
    ):
        assert numbers(read(client, f"requests.json?{query}")) == [str(one.id) for one in found], query


@pytest.mark.parametrize("query", ["start_date=gestern", "start_date=2026-01-01&end_date=2026-10-01", "status=pending", "service_request_id=x"])
def test_what_cannot_be_answered_is_an_error_of_the_standard(session: Session, client: FlaskClient, query: str) -> None:
    assert refused(client.get(f"{BASE}/requests.json?{query}"), 400)
    document = fromstring(client.get(f"{BASE}/requests.xml?{query}").text.encode())
    assert (document.tag, document.findtext("error/code")) == ("errors", "400")


def body(token: str, **more: str) -> dict[str, str]:
    return {"api_key": token, "service_code": "licht", "description": TEXT, "address_string": "Am alten Wehr", **more}


@pytest.fixture
def token(session: Session) -> str:
    a_category(session, name="Licht")
    _key, token = a_key(session)
    session.commit()
    return token


def test_an_app_hands_a_concern_in(app: Flask, session: Session, client: FlaskClient, token: str) -> None:
    west, south, east, north = app.extensions["town_map"].box
    where = {"lat": str((south + north) / 200_000), "long": str((west + east) / 200_000)}
    person = {"first_name": "Rita", "last_name": "Sommer", "phone": "0123", "email": "rita@town.example", "media_url": "http://x.example/a.jpg"}
    response = client.post(f"{BASE}/requests.json", data=body(token, **where, **person))
    assert response.status_code == 201, response.text
    (row,) = json.loads(response.text)
    assert row["account_id"] is None
    assert "Bilder von anderen Seiten übernehmen wir nicht." in row["service_notice"]
    made = session.scalars(select(Concern)).one()
    assert (str(made.id), made.status, made.email) == (row["service_request_id"], Status.RECEIVED, "rita@town.example")
    assert made.place_id is not None
    (shown,) = read(client, f"requests/{made.id}.json")
    assert shown["description"] == TEXT
    everything = " ".join(str(value) for value in vars(made).values())
    for word in ("Sommer", "0123", "x.example"):
        assert word not in everything + json.dumps(shown)
    assert TEXT in client.get(f"/anliegen/{made.id}").text


def test_words_for_a_place_stay_words(session: Session, client: FlaskClient, token: str) -> None:
    response = client.post(f"{BASE}/requests.xml", data=body(token))
    assert response.status_code == 201
    number = fromstring(response.text.encode()).findtext("request/service_request_id")
    (row,) = read(client, f"requests/{number}.json")
    assert (row["address"], row["lat"], row["long"]) == ("Am alten Wehr", None, None)
    assert "Am alten Wehr" in client.get(f"/anliegen/{number}").text


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"api_key": ""}, 403),
        ({"api_key": "geraten"}, 403),
        ({"service_code": ""}, 400),
        ({"service_code": "nichts"}, 404),
        ({"description": ""}, 400),
        ({"description": "x" * 2001}, 400),
        ({"address_string": ""}, 400),
        ({"lat": "nan", "long": "8"}, 400),
        ({"lat": "49.0", "long": ""}, 400),
        ({"lat": "0.0", "long": "0.0"}, 400),
        ({"lat": "999", "long": "999"}, 400),
        ({"email": "rita"}, 400),
    ],
)
def test_what_cannot_be_taken_says_why(session: Session, client: FlaskClient, token: str, wrong: dict[str, str], status: int) -> None:
    assert refused(client.post(f"{BASE}/requests.json", data=body(token) | wrong), status)
    session.expire_all()
    assert session.scalars(select(Concern)).all() == []


def test_a_revoked_key_opens_nothing(session: Session, client: FlaskClient) -> None:
    a_category(session, name="Licht")
    key, token = a_key(session)
    revoke_key(session, an_administrator(session), key, clock.now())
    session.commit()
    assert refused(client.post(f"{BASE}/requests.json", data=body(token)), 403)


def test_a_key_is_good_for_so_many_an_hour_and_guessing_ends(client: FlaskClient, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("participation.concerns.open311_views.A_KEY", 2)
    codes = [client.post(f"{BASE}/requests.json", data=body(token)).status_code for _number in range(3)]
    assert codes == [201, 201, 429]
    monkeypatch.setattr("participation.concerns.open311_views.WRONG_KEYS", 2)
    wrong = [client.post(f"{BASE}/requests.json", data=body("geraten")).status_code for _number in range(3)]
    assert wrong == [403, 403, 429]


def test_whoever_is_signed_in_counts_for_nothing(session: Session, browse: Any) -> None:
    a_category(session, name="Licht")
    session.commit()
    assert refused(browse(an_administrator(session)).post(f"{BASE}/requests.json", data=body("")), 403)
