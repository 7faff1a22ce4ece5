"""Programs are told what happened: signed, at least once under one number, again after failures, and only where the city allowed it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from wsgiref.simple_server import make_server

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.accounts.models import Notice, Person
from participation.consultations.actions import close_consultation
from participation.kit import clock
from participation.kit.errors import Conflict, Invalid, Refused
from participation.kit.sealing import seals_of
from participation.openapi import jobs
from participation.openapi.models import DeliveryState, Webhook, WebhookDelivery, WebhookEvent
from participation.openapi.signing import new_secret, signature
from participation.openapi.webhook_actions import add_webhook, remove_webhook, send_again, stop_webhook
from participation.papers.fetching import FetchError, Trouble, Web, resolve
from participation.proposals.models import Proposal, ProposalStage
from participation.settings import Settings, SettingsError
from tests.builders import a_consultation, a_resident, an_administrator, post
from tests.openapi.builders import a_webhook
from tests.papers.ris import _Quiet, _Server
from tests.proposals.builders import a_proposal
from tests.reports.builders import a_running_consultation


@dataclass
class Receiver:
    """Another program on a real port: what it was told, and how it answers."""

    port: int = 0
    status: str = "204 No Content"
    told: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it is told."""
        return f"http://127.0.0.1:{self.port}/hook"

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        names = ("webhook-id", "webhook-timestamp", "webhook-signature", "content-type")
        headers = {name: environ.get(f"HTTP_{name.upper().replace('-', '_')}", environ.get("CONTENT_TYPE", "")) for name in names}
        self.told.append((headers, body))
        start(self.status, [("Location", "http://127.0.0.1:1/")] if self.status.startswith("3") else [])
        return []


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    program = Receiver()
    with make_server("127.0.0.1", 0, program, server_class=_Server, handler_class=_Quiet) as server:
        program.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield program
        server.shutdown()
        thread.join()


@pytest.fixture
def allowed(app: Flask, receiver: Receiver) -> Iterator[Settings]:
    """The receiver's host is allowed; tests may use http and the own machine."""
    before: Settings = app.extensions["settings"]
    app.extensions["settings"] = replace(before, webhook_hosts=(f"127.0.0.1:{receiver.port}",))
    with app.app_context():
        yield app.extensions["settings"]
    app.extensions["settings"] = before


def _look(minutes: int = 0) -> None:
    with clock.frozen(clock.now() + timedelta(minutes=minutes)):
        jobs.tell_programs()


def _published(session: Session, settings: Settings, receiver: Receiver) -> str:
    """A consultation that is published after the first look; returns the webhook's secret."""
    _look()
    staff = an_administrator(session)
    _hook, secret = a_webhook(session, settings, staff, receiver.url)
    a_proposal(session, a_running_consultation(session), a_resident(session), "Ein Vorschlag, der erzählt wird")
    session.commit()
    return secret


def test_what_happened_is_told_with_a_signature_and_without_people(session: Session, allowed: Settings, receiver: Receiver) -> None:
    secret = _published(session, allowed, receiver)
    _look()
    told = {json.loads(body)["type"]: (headers, body) for headers, body in receiver.told}
    headers, body = told["proposal.published"]
    said = json.loads(body)
    assert set(said) == {"id", "type", "timestamp", "data"}
    assert set(said["data"]) == {"consultation", "url"}
    assert said["data"]["url"].startswith("http://localhost/api/v1/proposals/")
    assert "erzählt" not in body.decode()
    assert headers["webhook-id"] == said["id"]
    assert headers["content-type"] == "application/json"
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    assert headers["webhook-signature"] == "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    before = len(receiver.told)
    _look(minutes=2)
    assert len(receiver.told) == before


def test_a_known_signature() -> None:
    """The example of the specification's own libraries."""
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    assert signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert len(base64.b64decode(new_secret().removeprefix("whsec_"))) == 32


def test_what_everyone_cannot_read_is_not_told(session: Session, allowed: Settings, receiver: Receiver) -> None:
    _look()
    a_webhook(session, allowed, an_administrator(session), receiver.url)
    proposal = a_proposal(session, a_running_consultation(session), a_resident(session), "Gleich wieder verborgen")
    values = {"stage": ProposalStage.DRAFT, "hidden_at": clock.now(), "hidden_reason": "x"}
    session.execute(update(Proposal).where(Proposal.id == proposal.id).values(values))
    session.commit()
    _look()
    assert "proposal.published" not in [json.loads(body)["type"] for _headers, body in receiver.told]


def test_phases_are_told_when_their_moment_comes(session: Session, allowed: Settings, receiver: Receiver) -> None:
    consultation = a_consultation(session)
    ends = max(phase.ends_at for phase in consultation.phases)
    a_webhook(session, allowed, an_administrator(session), receiver.url, ["phase.began", "phase.ended"])
    session.commit()
    with clock.frozen(ends - timedelta(minutes=1)):
        jobs.note_events()
        jobs.note_events()
    with clock.frozen(ends + timedelta(minutes=1)):
        jobs.tell_programs()
        jobs.tell_programs()
    kinds = [json.loads(body)["type"] for _headers, body in receiver.told]
    assert kinds.count("phase.ended") == 1


def test_a_failure_is_tried_again_later_under_the_same_number(session: Session, allowed: Settings, receiver: Receiver) -> None:
    _published(session, allowed, receiver)
    receiver.status = "500 Internal Server Error"
    _look()
    first = len(receiver.told)
    _look()
    assert len(receiver.told) == first  # not before its time
    receiver.status = "204 No Content"
    _look(minutes=2)
    numbers = [headers["webhook-id"] for headers, _body in receiver.told]
    assert sorted(numbers[:first]) == sorted(numbers[first:])
    session.expire_all()
    assert {one.state for one in session.scalars(select(WebhookDelivery))} == {DeliveryState.DONE}
    assert session.scalars(select(Webhook)).one().failing_since is None


@pytest.mark.parametrize("status", ["302 Found", "404 Not Found", "503 Service Unavailable"])
def test_what_is_no_success(session: Session, allowed: Settings, receiver: Receiver, status: str) -> None:
    _published(session, allowed, receiver)
    receiver.status = status
    _look()
    session.expire_all()
    found = session.scalars(select(WebhookDelivery)).first()
    assert found is not None
    assert (found.state, found.status) == (DeliveryState.WAITING, int(status[:3]))


def test_an_address_that_fails_for_days_is_stopped_and_the_administration_told(session: Session, allowed: Settings, receiver: Receiver) -> None:
    _published(session, allowed, receiver)
    receiver.status = "500 Internal Server Error"
    for hours in range(0, 24 * 6, 8):
        _look(minutes=hours * 60)
    session.expire_all()
    assert session.scalars(select(Webhook)).one().disabled_at is not None
    assert any("angehalten" in one.message for one in session.scalars(select(Notice)))
    asked = len(receiver.told)
    assert asked <= 3 * (len(jobs.WAITS) + 6)
    _look(minutes=60 * 24 * 7)
    assert len(receiver.told) == asked


def test_an_address_that_is_gone_is_stopped_at_once(session: Session, allowed: Settings, receiver: Receiver) -> None:
    _published(session, allowed, receiver)
    receiver.status = "410 Gone"
    _look()
    session.expire_all()
    assert session.scalars(select(Webhook)).one().disabled_at is not None


def test_a_secret_that_cannot_be_read_stops_its_webhook_and_no_other(session: Session, allowed: Settings, receiver: Receiver) -> None:
    _published(session, allowed, receiver)
    staff = an_administrator(session)
    lost, _secret = a_webhook(session, allowed, staff, f"{receiver.url}/lost", ["proposal.published"])
    lost.secret = seals_of(Settings(secret_key="another " * 8)).seal({"secret": "x"})
    session.commit()
    _look()
    session.expire_all()
    assert session.get_one(Webhook, lost.id).disabled_at is not None
    assert any("Geheimnis" in one.message for one in session.scalars(select(Notice)))
    assert receiver.told


def test_sending_once_more(session: Session, allowed: Settings, receiver: Receiver) -> None:
    _published(session, allowed, receiver)
    _look()
    hook, staff = session.scalars(select(Webhook)).one(), an_administrator(session)
    delivery = session.scalars(select(WebhookDelivery)).first()
    assert delivery is not None
    before = len(receiver.told)
    send_again(session, staff, hook, delivery, clock.now())
    session.commit()
    jobs.send_webhooks()
    assert len(receiver.told) == before + 1
    assert receiver.told[-1][0]["webhook-id"] in {headers["webhook-id"] for headers, _body in receiver.told[:before]}
    stop_webhook(session, staff, hook, clock.now())
    with pytest.raises(Conflict):
        send_again(session, staff, hook, delivery, clock.now())
    remove_webhook(session, staff, hook, clock.now())
    assert session.scalars(select(WebhookDelivery)).all() == []


def test_only_hosts_that_the_city_named(session: Session) -> None:
    staff, seals = an_administrator(session), seals_of(Settings(secret_key="x" * 40))
    web = Web(("dienste.stadt.example",))
    for url in (
        "http://dienste.stadt.example/hook",
        "https://anders.example/hook",
        "https://dienste.stadt.example:8443/hook",
        "https://user:word@dienste.stadt.example/hook",
        "https://127.0.0.1/hook",
        "dienste.stadt.example",
        "https://dienste.stadt.example/" + "x" * 300,
    ):
        with pytest.raises(Invalid) as refused:
            add_webhook(session, staff, web, seals, url, ["vote.counted"], clock.now())
        assert refused.value.field == "url"
    for events in ([], ["vote.invented"]):
        with pytest.raises(Invalid):
            add_webhook(session, staff, web, seals, "https://dienste.stadt.example/hook", events, clock.now())
    hook, secret = add_webhook(session, staff, web, seals, "https://dienste.stadt.example/hook", ["vote.counted"], clock.now())
    assert secret.encode() not in hook.secret
    with pytest.raises(Invalid):
        add_webhook(session, staff, web, seals, "https://dienste.stadt.example/hook", ["vote.counted"], clock.now())
    with pytest.raises(Refused):
        add_webhook(session, a_resident(session), web, seals, "https://dienste.stadt.example/zwei", ["vote.counted"], clock.now())


@pytest.mark.parametrize("hosts", [("10.0.0.1",), ("192.168.1.1:443",), ("https://dienste.example",), ("dienste.example/hook",), ("[::1]",)])
def test_no_address_of_a_network_is_a_host(hosts: tuple[str, ...]) -> None:
    with pytest.raises(SettingsError, match="WEBHOOK_HOSTS"):
        Settings(secret_key="x" * 40, webhook_hosts=hosts).check()


def test_a_name_that_leads_into_a_network_is_not_called() -> None:
    with pytest.raises(FetchError) as refused:
        Web(("localhost",)).post("https://localhost/hook", b"{}", {})
    assert refused.value.trouble == Trouble.NOT_ALLOWED
    with pytest.raises(FetchError):
        resolve("localhost", 443, testing=False)


def test_events_are_forgotten(session: Session, allowed: Settings, receiver: Receiver) -> None:
    _published(session, allowed, receiver)
    _look()
    with clock.frozen(clock.now() + timedelta(days=31)):
        jobs.sweep_events()
    assert session.scalars(select(WebhookEvent)).all() == []


def test_a_closed_consultation_is_told(session: Session, allowed: Settings, receiver: Receiver) -> None:
    _look()
    staff, consultation = an_administrator(session), a_running_consultation(session)
    a_webhook(session, allowed, staff, receiver.url, ["consultation.closed"])
    close_consultation(session, staff, consultation, [], clock.now())
    session.commit()
    _look()
    [(_headers, body)] = receiver.told
    said = json.loads(body)
    assert (said["type"], said["data"]["url"]) == ("consultation.closed", f"http://localhost/api/v1/consultations/{consultation.slug}")


def test_pages_show_the_secret_once_and_each_delivery(
    session: Session, allowed: Settings, receiver: Receiver, browse: Callable[[Person | None], FlaskClient]
) -> None:
    _look()
    staff = an_administrator(session)
    session.commit()
    client = browse(staff)
    data = {"url": receiver.url, "events": ["proposal.published"]}
    made = post(client, "/verwaltung/webhooks", data)
    assert "whsec_" in made.text
    assert "whsec_" not in client.get("/verwaltung/webhooks").text
    a_proposal(session, a_running_consultation(session), a_resident(session), "Ein Vorschlag, der erzählt wird")
    session.commit()
    _look()
    hook = session.scalars(select(Webhook)).one()
    page = client.get(f"/verwaltung/webhooks/{hook.id}").text
    assert ("zugestellt" in page, "Vorschlag veröffentlicht" in page, "Noch einmal senden" in page) == (True, True, True)
