"""Objects of a council information system, read as the specification says and no further."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.methods.oparl import (
    MOST_STEPS,
    Fault,
    OparlError,
    is_address,
    read_agenda_item,
    read_meeting,
    read_object,
    read_organization,
    read_paper,
)

KIND = "https://schema.oparl.org/1.1/Paper"
NAMES = st.sampled_from(
    ["id", "type", "name", "reference", "date", "paperType", "mainFile", "consultation", "agendaItem", "organization", "start", "public", "deleted"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("aä/:. \x00\u202e", max_size=8) | st.just("https://ris.example/x"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


def test_a_whole_paper() -> None:
    paper = read_paper(
        {
            "id": "https://ris.example/paper/7",
            "name": "  Bänke\nam  Fluss ",
            "reference": "VO/2026/0123",
            "paperType": "Beschlussvorlage",
            "date": "2026-09-30",
            "web": "https://ris.example/vo0123",
            "mainFile": {"name": "Vorlage", "accessUrl": "https://ris.example/a.pdf", "downloadUrl": "https://ris.example/d.pdf"},
            "consultation": [
                {
                    "meeting": "https://ris.example/meeting/1",
                    "agendaItem": "https://ris.example/item/1",
                    "organization": ["https://ris.example/org/1"],
                    "role": "Beschlussfassung",
                    "authoritative": True,
                }
            ],
        }
    )
    assert (paper.name, paper.reference, paper.paper_type, paper.day) == ("Bänke am Fluss", "VO/2026/0123", "Beschlussvorlage", date(2026, 9, 30))
    assert (paper.file_name, paper.file_url) == ("Vorlage", "https://ris.example/d.pdf")
    (part,) = paper.consulted
    assert (part.meeting, part.agenda_item, part.organizations, part.role, part.authoritative) == (
        "https://ris.example/meeting/1",
        "https://ris.example/item/1",
        ("https://ris.example/org/1",),
        "Beschlussfassung",
        True,
    )


def test_a_deleted_object_keeps_its_address_only() -> None:
    paper = read_paper({"id": "https://ris.example/paper/7", "type": KIND, "deleted": True})
    assert paper.deleted
    assert not paper.name


def test_a_link_never_leads_to_a_script() -> None:
    paper = read_paper({"web": "javascript:alert(1)", "mainFile": {"downloadUrl": "data:text/html,x", "accessUrl": "https://ris.example/a.pdf"}})
    assert (paper.web, paper.file_url) == ("", "https://ris.example/a.pdf")
    assert not any(map(is_address, ("ftp://a.example/", "https:///x", "https://a b", "//a.example", "https://[", "https://a.example/\n")))


def test_what_was_not_public_tells_no_resolution() -> None:
    item = {"id": "https://ris.example/item/1", "number": "Ö 5", "result": "beschlossen", "resolutionText": "Die Stadt kauft."}
    assert read_agenda_item(item).resolution == "Die Stadt kauft."
    assert read_agenda_item({**item, "public": False}).resolution == ""


def test_a_meeting_with_its_items() -> None:
    said = {
        "id": "https://ris.example/meeting/1",
        "name": "Bauausschuss",
        "start": "2026-10-07T18:00:00+02:00",
        "organization": ["https://ris.example/org/1", 7],
        "agendaItem": [{"id": "https://ris.example/item/1", "number": "5"}, {"id": "https://ris.example/item/2", "deleted": True}, "nonsense"],
    }
    meeting = read_meeting(said)
    assert meeting.start == datetime(2026, 10, 7, 16, tzinfo=UTC)
    assert meeting.start.utcoffset() == timedelta(hours=2)
    assert meeting.organizations == ("https://ris.example/org/1",)
    assert [item.number for item in meeting.items] == ["5"]
    assert meeting.item("https://ris.example/item/2") is None


def test_a_body_by_its_short_name_where_it_has_no_other() -> None:
    assert read_organization({"shortName": "BauA"}) == "BauA"
    assert read_organization({"name": "Bauausschuss", "shortName": "BauA"}) == "Bauausschuss"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"<html>", Fault.NOT_JSON),
        (b"\xff\xfe", Fault.NOT_JSON),
        (b"[" * 100_000, Fault.NOT_JSON),
        (b"[]", Fault.NOT_AN_OBJECT),
        (b"{}", Fault.WRONG_TYPE),
        (b'{"type": 7}', Fault.WRONG_TYPE),
        (b'{"type": "https://schema.oparl.org/1.1/Meeting"}', Fault.WRONG_TYPE),
        (b'{"type": "https://evil.example/1.1/Paper"}', Fault.WRONG_TYPE),
    ],
)
def test_what_is_no_object_of_this_kind_is_refused(content: bytes, fault: Fault) -> None:
    with pytest.raises(OparlError) as caught:
        read_object(content, "Paper")
    assert caught.value.fault == fault


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_both_versions_of_the_schema_are_read(version: str) -> None:
    content = b'\xef\xbb\xbf{"type": "https://schema.oparl.org/%s/Paper", "name": "X"}' % version.encode()
    assert read_object(content, "Paper")["name"] == "X"


@given(st.dictionaries(NAMES, JSON, max_size=8))
def test_whatever_comes_is_read_within_limits(said: dict[str, Any]) -> None:
    """No answer of a server makes anything but a paper, a meeting and an item of plain, bounded values."""
    paper, meeting, item = read_paper(said), read_meeting(said), read_agenda_item(said)
    assert len(paper.consulted) <= MOST_STEPS
    for text in (paper.name, paper.reference, meeting.name, item.number, item.result, item.resolution):
        assert isinstance(text, str)
        assert len(text) <= 20_000
        assert "\x00" not in text
    for address in (paper.url, paper.web, paper.file_url, meeting.url, item.url):
        assert not address or is_address(address)
    assert json.dumps(said) is not None
