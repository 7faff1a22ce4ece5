"""Dates for calendars (RFC 5545) and news for feed readers (RFC 4287): read by strict readers of the tests' own."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.consultations.actions import change_texts
from participation.consultations.models import Stage
from participation.consultations.rules import Part
from participation.kit.icalendar import Event, calendar
from tests.builders import a_consultation, an_administrator
from tests.conftest import NOON, Statements
from tests.votes.builders import an_open_vote, consultation_of

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{8}T\d{6}Z")


def read_calendar(data: bytes) -> list[dict[str, str]]:
    """The events of a calendar. Fails where a line is not as RFC 5545 wants it."""
    assert data.endswith(b"\r\n")
    lines = data.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    assert all(line.decode() for line in lines), "each line is whole characters, and none is empty"
    whole = data.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]
    assert (whole[0], whole[1], whole[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    assert any(line.startswith("PRODID:") for line in whole)
    events: list[dict[str, str]] = []
    inside = False
    for line in whole[1:-1]:
        name, colon, value = line.partition(":")
        assert re.fullmatch("[A-Z-]+:", name + colon), line
        if name == "BEGIN":
            assert value == "VEVENT"
            assert not inside
            events.append({})
            inside = True
        elif name == "END":
            assert value == "VEVENT"
            assert inside
            inside = False
        elif inside:
            assert name not in events[-1], "no property twice"
            assert name in ("URL", "UID") or not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), value
            events[-1][name] = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)
    for event in events:
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= set(event)
        assert all(MOMENT.fullmatch(event[name]) for name in ("DTSTAMP", "DTSTART", "DTEND"))
    assert len({event["UID"] for event in events}) == len(events)
    return events


def test_what_stands_in_an_event_is_read_again() -> None:
    evil = 'Größe; "Höhe", Tiefe \\ Ende\\n' + "🏛️" * 40 + " x" * 60
    at = datetime(2026, 10, 25, 2, 30, tzinfo=UTC)
    events = [Event("a-1", evil + "\r\nEND:VCALENDAR", at, at + timedelta(hours=1), "https://x.example/a?b=1&c=2", at, evil + "\nzweite", evil)]
    (read,) = read_calendar(calendar(evil, events, "x.example").encode())
    assert read["SUMMARY"].startswith('Größe; "Höhe", Tiefe \\ Ende\\n')
    assert read["SUMMARY"].endswith("END:VCALENDAR")
    assert read["DESCRIPTION"].endswith("\nzweite")
    assert (read["UID"], read["DTSTART"], read["URL"]) == ("a-1@x.example", "20261025T023000Z", "https://x.example/a?b=1&c=2")


@pytest.mark.parametrize("length", range(60, 90))
def test_no_line_is_too_long_wherever_it_is_cut(length: int) -> None:
    for filling in ("x", "ü", "€", "🏛"):
        read_calendar(calendar(filling * length, [Event("a", filling * length, NOON, NOON + timedelta(1), "https://x.example", NOON)], "x").encode())


def test_a_consultations_dates_are_its_phases_and_votes(session: Session, client: FlaskClient) -> None:
    vote = an_open_vote(session)
    town, other, hidden = consultation_of(session, vote), a_consultation(session, "Der Park"), a_consultation(session, "Geheim", stage=Stage.DRAFT)
    session.commit()
    answer = client.get(f"/beteiligungen/{town.slug}/termine.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    events = read_calendar(answer.data)
    assert {event["UID"] for event in events} == {f"vote-{vote.id}@localhost", *(f"phase-{phase.id}@localhost" for phase in town.phases)}
    (voting,) = (event for event in events if event["UID"].startswith("vote-"))
    assert voting["URL"] == f"http://localhost/beteiligungen/{town.slug}/abstimmungen/{vote.id}"
    assert "public" in answer.headers["Cache-Control"]
    assert client.get(answer.request.path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    everything = read_calendar(client.get("/termine.ics").data)
    assert len(everything) == len(events) + len(other.phases)
    assert client.get(f"/beteiligungen/{hidden.slug}/termine.ics").status_code == 404


def read_feed(data: bytes) -> list[ElementTree.Element]:
    """The entries of a feed. Fails where RFC 4287 asks for more."""
    root = ElementTree.fromstring(data)  # noqa: S314  # our own answer
    assert root.tag == f"{ATOM}feed"
    ids = []
    for place in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(place.findall(f"{ATOM}{name}")) == 1, name
        assert re.fullmatch(r"https?://[^\s]+", str(place.findtext(f"{ATOM}id")))
        assert datetime.fromisoformat(str(place.findtext(f"{ATOM}updated"))).tzinfo is not None
        assert place.findtext(f"{ATOM}author/{ATOM}name")
        links = [link.get("rel") for link in place.findall(f"{ATOM}link")]
        assert links.count("alternate") == 1
        ids.append(place.findtext(f"{ATOM}id"))
    assert [link.get("rel") for link in root.findall(f"{ATOM}link")].count("self") == 1
    assert len(set(ids)) == len(ids)
    entries = root.findall(f"{ATOM}entry")
    moments = [datetime.fromisoformat(str(entry.findtext(f"{ATOM}updated"))) for entry in entries]
    assert moments == sorted(moments, reverse=True)
    assert datetime.fromisoformat(str(root.findtext(f"{ATOM}updated"))) == max(moments, default=datetime.fromisoformat("2026-01-01T00:00:00+00:00"))
    return entries


def test_the_feed_tells_what_began_what_ended_and_what_became_of_it(
    session: Session, client: FlaskClient, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    assert read_feed(client.get("/beteiligungen.atom").data) == []
    town = a_consultation(session, "Die <Halle>", stage=Stage.CLOSED)
    a_consultation(session, "Geheim", stage=Stage.DRAFT)
    change_texts(session, an_administrator(session), town, Part.OUTCOME, {"outcome": "Saniert."}, NOON)
    session.commit()
    with count_statements() as statements:
        answer = client.get("/beteiligungen.atom")
    assert statements.count <= 4, statements.texts
    titles = [entry.findtext(f"{ATOM}title") for entry in read_feed(answer.data)]
    assert titles[0] == "Was aus „Die <Halle>“ wurde, können Sie jetzt lesen."
    assert set(titles[1:]) == {"Neue Beteiligung: Die <Halle>", "Abgeschlossen: Die <Halle>"}
    assert client.get("/beteiligungen.atom", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_feeds_of_a_consultation_are_whole(session: Session, client: FlaskClient) -> None:
    town = a_consultation(session)
    session.commit()
    for name in ("vorschlaege", "antworten", "newsletter"):
        read_feed_of_one(client.get(f"/beteiligungen/{town.slug}/{name}.atom").data)


def read_feed_of_one(data: bytes) -> None:
    """A feed without entries has the moment of its consultation."""
    root = ElementTree.fromstring(data)  # noqa: S314  # our own answer
    assert root.findtext(f"{ATOM}id")
    assert root.findtext(f"{ATOM}updated")
    assert root.findtext(f"{ATOM}author/{ATOM}name")
