"""The interface says what the datasets say, in pages that fit together, and refuses whatever it does not understand with a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from sqlalchemy import update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from participation.accounts.models import Person
from participation.consultations.models import Consultation, Stage
from participation.consultations.subjects import Subject
from participation.datasets.reading import as_json, page
from participation.datasets.scope import Scope
from participation.discussions.models import Contribution
from participation.kit import clock
from participation.openapi.cursors import BadCursor, cursor_for, read_cursor
from participation.openapi.document import document, example_of
from participation.openapi.names import KEYS, PATHS
from participation.openapi.rates import MOST_NETWORKS, Rates
from participation.openapi.resources import RESOURCES, Resource
from participation.proposals.models import Proposal, ProposalStage, Status
from tests.builders import a_person, a_resident
from tests.discussions.builders import a_contribution, a_subject, discussion_of, many_contributions
from tests.house.world import build_world
from tests.proposals.builders import a_proposal
from tests.reports.builders import DELETED_TEXT, DRAFT_TEXT, HIDDEN_TEXT, NOTICE, a_running_consultation, everything

Browse = Callable[[Person | None], FlaskClient]
PUBLIC = [one for one in RESOURCES if one.dataset.is_public]
BASE = "http://localhost"


@pytest.fixture
def client(browse: Browse) -> FlaskClient:
    return browse(None)


def things(client: FlaskClient, url: str, *, most: int = 200) -> Iterator[dict[str, Any]]:
    """All things of a list, page by page."""
    following: str | None = url
    for _page in range(most):
        if following is None:
            return
        response = client.get(following.removeprefix(BASE))
        assert response.status_code == 200, response.text
        told = response.get_json()
        yield from told["data"]
        following = told["links"]["next"]
    pytest.fail("it never ends")


def test_every_dataset_and_column_has_an_english_name_of_its_own() -> None:
    assert set(PATHS) == {one.dataset.name for one in RESOURCES}
    assert len({one.path for one in RESOURCES}) == len(RESOURCES)
    for one in RESOURCES:
        assert len(one.keys) == len(one.dataset.table.columns), one.path
        assert not {"id", "links"} & set(one.keys), one.path
    used = {column.name for one in RESOURCES for column in one.keys.values()}
    assert set(KEYS) == used, "names of columns that are gone, or columns without a name"


def test_lists_say_what_the_datasets_say(session: Session, client: FlaskClient) -> None:
    build_world(session)
    everything(session)
    session.commit()
    for one in PUBLIC:
        table = one.dataset.table.shown()
        rows = page(session, one.dataset, Scope(None, BASE))
        found = list(things(client, f"{one.url}?limit=3"))
        assert [thing["id"] for thing in found] == [key for key, _line in rows], one.path
        for thing, (_key, line) in zip(found, rows, strict=True):
            values = [
                value or None if column.kind == "url" else value for column, value in zip(table.columns, as_json(table, [line])[0], strict=True)
            ]
            assert [thing[key] for key, column in one.keys.items() if column in table.columns] == values, one.path


def test_answers_fit_their_document(session: Session, client: FlaskClient) -> None:
    build_world(session)
    everything(session)
    session.commit()
    told = document(BASE, "T")
    for one in PUBLIC:
        for url in (f"{one.url}?limit=100", *(thing["links"]["self"].removeprefix(BASE) for thing in list(things(client, one.url))[:2])):
            path = one.url if "?" in url else f"{one.url}/{{id}}"
            schema = told["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
            _fits(schema, client.get(url).get_json(), told)
    _fits(told["components"]["schemas"]["Index"], client.get("/api/v1/").get_json(), told)


def _fits(schema: dict[str, Any], value: Any, told: dict[str, Any]) -> None:
    whole = {**schema, "components": told["components"]}
    assert [error.message for error in Draft202012Validator(whole, format_checker=FormatChecker()).iter_errors(value)] == []


def test_the_document_is_valid_and_has_examples(client: FlaskClient) -> None:
    told = client.get("/api/v1/openapi.json").get_json()
    validate(told, cls=OpenAPIV31SpecValidator)
    assert told["openapi"] == "3.1.0"
    with_example = [one.path for one in PUBLIC if example_of(one.path)]
    assert len(with_example) >= len(PUBLIC) - 2
    for path in with_example:
        content = told["paths"][f"/api/v1/{path}"]["get"]["responses"]["200"]["content"]["application/json"]
        _fits(content["schema"], content["example"], told)
    votes = told["components"]["schemas"]["Votes"]["properties"]
    assert votes["ballots"]["x-german-name"] == "stimmzettel"
    assert votes["ballots"]["description"].startswith("ballots cast")


def test_what_is_not_for_everyone_is_nowhere(session: Session, client: FlaskClient) -> None:
    story = everything(session)
    consultation = a_running_consultation(session, "Mit Entwurf kanarientitel")
    a_proposal(session, consultation, a_resident(session), "Darin kanarienvorschlag")
    session.execute(update(Consultation).where(Consultation.id == consultation.id).values(stage=Stage.DRAFT))
    session.commit()
    told = json.dumps([list(things(client, one.url)) for one in PUBLIC], ensure_ascii=False)
    words = [DELETED_TEXT, DRAFT_TEXT, HIDDEN_TEXT, NOTICE, "kanarientitel", "kanarienvorschlag", "@town.example", story.left.public_id]
    assert [word for word in words if word in told] == []
    assert client.get(f"/api/v1/consultations/{consultation.slug}").status_code == 404
    assert client.get(f"/api/v1/consultations/{consultation.id}").status_code == 404
    assert client.get(f"/api/v1/proposals?consultation={consultation.slug}").status_code == 404
    assert client.get("/api/v1/internal-proposal-details").status_code == 401


def test_a_hidden_thing_is_gone_from_its_list_and_its_address(session: Session, client: FlaskClient) -> None:
    proposal = a_proposal(session, a_running_consultation(session), a_resident(session), "Bald weg")
    session.commit()
    url = f"/api/v1/proposals/{proposal.id}"
    assert client.get(url).get_json()["data"]["title"] == "Bald weg"
    session.execute(update(Proposal).where(Proposal.id == proposal.id).values(stage=ProposalStage.DRAFT, hidden_at=clock.now(), hidden_reason="x"))
    session.commit()
    response = client.get(url)
    assert (response.status_code, response.content_type) == (404, "application/problem+json")
    assert client.get("/api/v1/proposals").get_json()["data"] == []


def test_pages_fit_together_while_things_come(session: Session, client: FlaskClient) -> None:
    consultation, anna = a_running_consultation(session), a_resident(session)
    numbers = [a_proposal(session, consultation, anna, f"Vorschlag Nummer {place}").id for place in range(7)]
    session.commit()
    first = client.get("/api/v1/proposals?limit=3").get_json()
    late = a_proposal(session, consultation, anna, "Später ein Vorschlag")
    session.commit()
    rest = [thing["id"] for thing in things(client, first["links"]["next"])]
    assert [thing["id"] for thing in first["data"]] + rest == [*numbers, late.id]
    assert client.get("/api/v1/proposals?limit=8").get_json()["links"]["next"] is None


def test_filters_keep_what_was_asked_for(session: Session, client: FlaskClient) -> None:
    consultation, other, anna = a_running_consultation(session), a_running_consultation(session, "Andere"), a_resident(session)
    here, there = a_proposal(session, consultation, anna, "Ein Vorschlag hier"), a_proposal(session, other, anna, "Ein Vorschlag dort")
    session.execute(update(Proposal).where(Proposal.id == there.id).values(published_at=clock.now() - timedelta(days=90)))
    session.commit()
    asked = {
        f"consultation={consultation.slug}": [here.id],
        "changed_since=2026-10-01": [here.id],
        "changed_since=0001-01-01": [here.id, there.id],
        "changed_since=9999-12-31": [],
        "changed_since=2026-06-01T00:00:00%2B02:00": [here.id, there.id],
        "status=Neu": [here.id, there.id],
        "status=Angenommen": [],
        "category=Nirgends": [],
        f"status=Neu&consultation={other.slug}&limit=1": [there.id],
    }
    assert {query: [thing["id"] for thing in client.get(f"/api/v1/proposals?{query}").get_json()["data"]] for query in asked} == asked


def test_with_filters_a_page_goes_on_after_what_was_looked_at(session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("participation.openapi.reading.SCAN", 1)
    consultation = a_running_consultation(session)
    subject = a_subject(session, consultation)
    many_contributions(session, discussion_of(session, subject), 200, a_person(session))
    last = a_contribution(session, consultation, subject)
    session.execute(update(Contribution).where(Contribution.id != last.id).values(created_at=clock.now() - timedelta(days=90)))
    session.commit()
    first = client.get("/api/v1/contributions?changed_since=2026-10-01&limit=1").get_json()
    assert first["data"] == []
    assert [thing["id"] for thing in things(client, first["links"]["next"])] == [last.id]


def test_a_filter_for_a_rare_value_needs_one_answer(session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("participation.openapi.reading.SCAN", 1)
    consultation, anna = a_running_consultation(session), a_resident(session)
    last = [a_proposal(session, consultation, anna, f"Vorschlag Nummer {place}") for place in range(201)][-1]
    session.execute(update(Proposal).where(Proposal.id != last.id).values(published_at=clock.now() - timedelta(days=90)))
    session.execute(update(Proposal).where(Proposal.id == last.id).values(status=Status.REJECTED))
    spoken_of = a_contribution(session, consultation, Subject("proposal", last.id, consultation.id, last.title, "/x"))
    session.commit()
    for query in ("changed_since=2026-10-01", "status=Abgelehnt", "status=Abgelehnt&changed_since=2026-10-01"):
        found = client.get(f"/api/v1/proposals?{query}&limit=1").get_json()
        assert [thing["id"] for thing in found["data"]] == [last.id]
        assert found["links"]["next"] is None
    assert [thing["id"] for thing in client.get(f"/api/v1/supports?proposal={last.reference}").get_json()["data"]] == [last.id]
    about = client.get(f"/api/v1/contributions?subject_kind=Vorschlag&subject_number={last.reference}").get_json()
    assert [thing["id"] for thing in about["data"]] == [spoken_of.id]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=٣", "limit"),
        ("limit=1&limit=2", "limit"),
        ("stand=Neu", "stand"),
        ("cursor=abc", "cursor"),
        ("cursor=", "cursor"),
        ("consultation=Groß!", "consultation"),
        ("changed_since=gestern", "changed_since"),
        ("changed_since=2026-02-30", "changed_since"),
        ("changed_since=2026-10-01T10:00:00", "changed_since"),
        ("changed_since=0001-01-01T00:00:00%2B14:00", "changed_since"),
        ("status=%00", "status"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(client: FlaskClient, query: str, parameter: str) -> None:
    german, english = (client.get(f"/api/v1/proposals?{query}", headers={"Accept-Language": language}) for language in ("de", "en"))
    assert (german.status_code, german.content_type) == (400, "application/problem+json")
    told = german.get_json()
    assert told["parameter"] == parameter
    assert told["detail"].endswith(".")
    assert told["detail"] != english.get_json()["detail"]


def test_a_cursor_holds_for_its_list_and_its_filters_alone(session: Session, client: FlaskClient) -> None:
    consultation, anna = a_running_consultation(session), a_resident(session)
    for place in range(2):
        a_proposal(session, consultation, anna, f"Vorschlag Nummer {place}")
    session.commit()
    cursor = client.get("/api/v1/proposals?limit=1").get_json()["links"]["next"].partition("cursor=")[2]
    assert client.get(f"/api/v1/proposals?cursor={cursor}").status_code == 200
    for other in (
        f"supports?cursor={cursor}",
        f"proposals?status=Neu&cursor={cursor}",
        f"proposals?cursor={cursor[:-1]}",
        f"proposals?cursor=x{cursor}",
    ):
        assert client.get(f"/api/v1/{other}").status_code == 400


def test_cursors_are_signed() -> None:
    word = cursor_for("s", "votes", {"a": "b"}, 7)
    assert read_cursor("s", "votes", {"a": "b"}, word) == 7
    for secret, path, asked in (("t", "votes", {"a": "b"}), ("s", "votes", {}), ("s", "surveys", {"a": "b"})):
        with pytest.raises(BadCursor):
            read_cursor(secret, path, asked, word)


def test_an_unchanged_answer_is_told_in_304(session: Session, client: FlaskClient) -> None:
    consultation = a_running_consultation(session)
    session.commit()
    first = client.get("/api/v1/consultations")
    same = client.get("/api/v1/consultations", headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    session.execute(update(Consultation).where(Consultation.id == consultation.id).values(title="Anders"))
    session.commit()
    assert client.get("/api/v1/consultations", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    head = client.head("/api/v1/consultations")
    assert (head.status_code, head.data) == (200, b"")
    assert first.headers["Cache-Control"] == "public, max-age=60"


def test_other_sites_may_read_and_cookies_count_for_nothing(session: Session, browse: Browse) -> None:
    anonymous, known = browse(None), browse(a_resident(session))
    one, other = (client.get("/api/v1/consultations") for client in (anonymous, known))
    assert one.data == other.data
    assert one.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in one.headers
    assert "Set-Cookie" not in other.headers
    before = anonymous.options("/api/v1/votes", headers={"Origin": "https://other.example", "Access-Control-Request-Method": "GET"})
    assert before.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Authorization" not in before.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client: FlaskClient, method: str) -> None:
    response: TestResponse = getattr(client, method)("/api/v1/proposals")
    assert (response.status_code, response.content_type, response.headers["Allow"]) == (405, "application/problem+json", "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/nothing",
        "/api/v1/proposals/0",
        "/api/v1/proposals/x",
        f"/api/v1/proposals/{'9' * 15}",
        "/api/v1/a/b/c",
        "/api/v1/proposals/%C3%BC%0A",
    ],
)
def test_what_is_not_there_is_a_problem(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.get_json()["title"]) == (404, "Not Found")


def test_a_network_that_asks_too_much_waits(app: Flask, client: FlaskClient) -> None:
    before = app.extensions["api_rates"]
    app.extensions["api_rates"] = Rates(3)
    try:
        answers = [client.get("/api/v1/votes", environ_base={"REMOTE_ADDR": f"192.0.2.{place}"}) for place in range(4)]
        assert [one.status_code for one in answers] == [200, 200, 200, 429]
        assert answers[0].headers["RateLimit-Policy"] == '"network";q=3;w=60'
        assert [one.headers["RateLimit"].partition(";t=")[0] for one in answers] == [f'"network";r={left}' for left in (2, 1, 0, 0)]
        assert int(answers[3].headers["Retry-After"]) == 20
        assert client.get("/api/v1/votes", environ_base={"REMOTE_ADDR": "198.51.100.1"}).status_code == 200
    finally:
        app.extensions["api_rates"] = before


def test_buckets_fill_again_and_their_number_is_bounded() -> None:
    rates = Rates(60)
    for _request in range(60):
        assert rates.take("a", 0.0).wait == 0
    assert rates.take("a", 0.0).wait == 1
    assert rates.take("a", 1.0).wait == 0
    assert rates.take("a", 1.0).wait == 1
    assert rates.take("a", 3600.0).left == 59
    for number in range(MOST_NETWORKS + 10):
        rates.take(str(number), 3600.0)
    assert len(rates._buckets) == MOST_NETWORKS


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: one.path)
def test_pages_explain_each_list(client: FlaskClient, resource: Resource) -> None:
    page = client.get(f"/api/felder/{resource.path}").text
    assert all(f">{key}<" in page for key in resource.keys)
    assert f"curl '{BASE}{resource.url}?limit=10'".replace("'", "&#39;") in page or f"curl '{BASE}{resource.url}?limit=10'" in page


def test_the_first_page_names_all_lists(client: FlaskClient) -> None:
    page = client.get("/api").text
    assert all(f"/api/felder/{one.path}" in page for one in RESOURCES)
    assert client.get("/api/felder/nothing").status_code == 404


def test_a_page_of_a_list_is_a_constant_number_of_statements(session: Session, client: FlaskClient, count_statements: Any) -> None:
    consultation, anna = a_running_consultation(session), a_resident(session)
    for place in range(12):
        a_proposal(session, consultation, anna, f"Vorschlag Nummer {place}")
    session.commit()
    numbers = []
    for limit in (1, 10):
        with count_statements() as statements:
            client.get(f"/api/v1/proposals?limit={limit}")
        numbers.append(statements.count)
    assert numbers[0] == numbers[1] <= 3
