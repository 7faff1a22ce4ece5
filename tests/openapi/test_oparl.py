"""The councils as OParl 1.1 says: what each kind of object must have, lists with pages and bounds, and our own client reads them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.assemblies.handover_models import CitizensReport
from participation.consultations.models import Consultation, Stage
from participation.councils.models import Council
from participation.openapi.oparl import LISTS, SCHEMA
from participation.papers.fetching import Answer
from participation.papers.reading import read_whole
from tests.assemblies.builders import a_recommendation, a_sitting, a_working_council, publish, vote_on
from tests.builders import a_consultation

BASE = "http://localhost"
REQUIRED = {
    "System": {"oparlVersion", "body"},
    "Body": {
        "system", "name", "organization", "person", "meeting", "paper", "legislativeTerm", "agendaItem", "consultation", "file", "locationList",
        "legislativeTermList", "membership",
    },
    "Organization": {"body", "name", "meeting"},
    "Meeting": {"name", "start", "organization"},
    "AgendaItem": {"name"},
    "Paper": {"body", "name"},
    "Consultation": {"organization"},
    "File": {"accessUrl", "fileName"},
}  # fmt: skip
"""Of OParl 1.1, ch. 3, beside `id`, `type`, `created` and `modified`: what must stand in an object (Organization, Meeting, Paper, …: what a
client cannot do without)."""
URLS = {
    "system",
    "organization",
    "person",
    "meeting",
    "paper",
    "agendaItem",
    "consultation",
    "file",
    "membership",
    "locationList",
    "legislativeTermList",
}


@pytest.fixture
def client(browse: Callable[[Person | None], FlaskClient]) -> FlaskClient:
    return browse(None)


@pytest.fixture
def council(session: Session, tmp_path: Path) -> Council:
    """A council with a published report: a sitting, two recommendations."""
    consultation = a_consultation(session)
    made, people = a_working_council(session, consultation)
    first, second = (a_recommendation(session, consultation, made, people[0], title) for title in ("Halle sanieren", "Bäume pflanzen"))
    sitting = a_sitting(session, consultation, made, there=8)
    vote_on(session, consultation, made, first, sitting, 7, 1)
    vote_on(session, consultation, made, second, sitting, 2, 6)
    publish(session, consultation, made, tmp_path)
    session.commit()
    return made


def get(client: FlaskClient, url: str) -> Any:
    """An answer's JSON."""
    response = client.get(url.removeprefix(BASE))
    assert response.status_code == 200, response.text
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    return response.get_json()


def everything(client: FlaskClient) -> list[dict[str, Any]]:
    """All objects: from the system to the body, from there each list."""
    system = get(client, "/oparl/v1.1/system")
    [body] = get(client, system["body"])["data"]
    found = [system, body]
    for name in (
        "organization",
        "person",
        "meeting",
        "paper",
        "agendaItem",
        "consultation",
        "file",
        "membership",
        "locationList",
        "legislativeTermList",
    ):
        found += get(client, body[name])["data"]
    return found


def test_each_object_has_what_the_specification_asks_for(client: FlaskClient, council: Council) -> None:
    found = everything(client)
    kinds = {thing["type"].removeprefix(SCHEMA) for thing in found}
    assert kinds == set(REQUIRED)
    for thing in found:
        kind = thing["type"].removeprefix(SCHEMA)
        assert {"id", "type", "created", "modified", *REQUIRED[kind]} <= set(thing), thing
        assert None not in thing.values()
        assert all(datetime.fromisoformat(thing[name]).tzinfo for name in ("created", "modified"))
        assert get(client, thing["id"]) == thing
    by_kind = {kind: [thing for thing in found if thing["type"].endswith(f"/{kind}")] for kind in kinds}
    assert [paper["name"] for paper in by_kind["Paper"]] == ["Halle sanieren", "Bäume pflanzen"]
    assert len(by_kind["AgendaItem"]) == 3
    assert by_kind["File"][0]["mimeType"] == "application/pdf"
    assert get(client, by_kind["Organization"][0]["meeting"])["data"] == by_kind["Meeting"]


def test_all_addresses_lead_somewhere(client: FlaskClient, council: Council) -> None:
    for thing in everything(client):
        for name, value in thing.items():
            for url in value if isinstance(value, list) else [value]:
                if isinstance(url, str) and url.startswith(f"{BASE}/oparl/"):
                    assert client.get(url.removeprefix(BASE)).status_code == 200, (thing["type"], name, url)


def test_our_own_client_reads_a_paper(client: FlaskClient, council: Council) -> None:
    def ask(url: str, etag: str, last_modified: str) -> Answer:
        response = client.get(url.removeprefix(BASE), headers={"If-None-Match": etag} if etag else {})
        return Answer(response.data, response.headers.get("ETag", ""), "", response.status_code == 200)

    [first, _second] = get(client, "/oparl/v1.1/papers")["data"]
    told = read_whole(first["id"], ask, {})
    assert (told.paper.name, told.paper.reference, told.paper.paper_type) == ("Halle sanieren", f"BR-{council.id}-1", "Empfehlung")
    assert told.paper.file_url.endswith("/buergerrat/gutachten/1.pdf")
    [dealt] = told.dealt
    assert dealt.meeting is not None
    assert (dealt.meeting.name, dealt.organization, dealt.consulted.role) == ("Auftakt", council.title, "Beschlussfassung")
    assert [item.name for item in dealt.meeting.items] == ["Begrüßung", "Anhörung", "Verschiedenes"]
    assert read_whole(first["id"], ask, told.answers).paper == told.paper  # unchanged: answered by 304


def test_nothing_of_a_council_is_told_before_it_is_published(session: Session, client: FlaskClient) -> None:
    consultation = a_consultation(session)
    council, people = a_working_council(session, consultation)
    a_recommendation(session, consultation, council, people[0], "Noch geheim")
    a_sitting(session, consultation, council, there=8)
    session.commit()
    kinds = [thing["type"].removeprefix(SCHEMA) for thing in everything(client)]
    assert kinds == ["System", "Body", "Organization"]


def test_a_council_of_a_draft_is_gone(session: Session, client: FlaskClient, council: Council) -> None:
    [paper, _other] = get(client, "/oparl/v1.1/papers")["data"]
    session.execute(update(Consultation).values(stage=Stage.DRAFT))
    session.commit()
    assert client.get(paper["id"].removeprefix(BASE)).status_code == 404
    assert get(client, "/oparl/v1.1/papers")["data"] == []
    assert get(client, "/oparl/v1.1/organizations")["data"] == []


def test_bounds_of_time_include_their_moment(session: Session, client: FlaskClient, council: Council) -> None:
    at = session.query(CitizensReport).one().published_at
    for name, moment, number in (
        ("created_since", at, 2),
        ("created_since", at + timedelta(seconds=1), 0),
        ("created_until", at, 2),
        ("modified_since", at - timedelta(days=1), 2),
        ("modified_until", at - timedelta(seconds=1), 0),
    ):
        assert get(client, f"/oparl/v1.1/papers?{name}={quote(moment.isoformat(timespec='seconds'))}")["pagination"]["totalElements"] == number, name


def test_lists_come_in_pages(client: FlaskClient, council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("participation.openapi.oparl_views.PAGE", 2)
    first = get(client, "/oparl/v1.1/agendaitems?omit_internal=true")
    assert first["pagination"] == {"totalElements": 3, "elementsPerPage": 2, "currentPage": 1, "totalPages": 2}
    second = get(client, first["links"]["next"])
    assert "next" not in second["links"]
    assert get(client, second["links"]["prev"]) == first
    assert len({thing["id"] for thing in first["data"] + second["data"]}) == 3
    assert client.get("/oparl/v1.1/agendaitems?page=3").status_code == 404


def test_inner_objects_can_be_left_out(client: FlaskClient, council: Council) -> None:
    whole, bare = (get(client, f"/oparl/v1.1/meetings{query}")["data"][0] for query in ("", "?omit_internal=true"))
    assert set(whole) - set(bare) == {"agendaItem"}


@pytest.mark.parametrize(
    "query", ["created_since=gestern", "modified_until=2026-10-01", "page=0", "page=x", "organization=a", "omit_internal=1", "limit=5"]
)
def test_what_cannot_be_read_is_refused(client: FlaskClient, query: str) -> None:
    response = client.get(f"/oparl/v1.1/papers?{query}")
    assert (response.status_code, response.content_type) == (400, "application/problem+json")


@pytest.mark.parametrize("path", ["nothing", "paper/1", "paper/x", "nothing/1", "body/2", "a/b/c", "x%0Ay"])
def test_what_is_not_there(client: FlaskClient, path: str) -> None:
    response = client.get(f"/oparl/v1.1/{path}")
    assert (response.status_code, response.content_type) == (404, "application/problem+json")


def test_lists_are_a_constant_number_of_statements(client: FlaskClient, council: Council, count_statements: Any) -> None:
    for name in LISTS:
        with count_statements() as statements:
            client.get(f"/oparl/v1.1/{name}")
        assert statements.count <= 3, name
