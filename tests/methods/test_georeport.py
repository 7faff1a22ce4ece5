"""Queries of Open311 are read as the standard says, and answers are JSON and XML that others can read."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from participation.methods.georeport import LONGEST_WINDOW, BadQuery, as_json, as_xml, one_as_xml, read_moment, read_query, say_moment

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def test_without_dates_the_last_ninety_days_are_asked_for() -> None:
    query = read_query({}, NOW)
    assert (query.begins, query.ends) == (NOW - timedelta(days=90), NOW)
    assert (query.ids, query.codes, query.statuses) == ((), (), ())


@pytest.mark.parametrize(
    ("said", "begins", "ends"),
    [
        ({"start_date": "2026-11-01T00:00:00Z"}, datetime(2026, 11, 1, tzinfo=UTC), NOW),
        ({"start_date": "2026-01-01"}, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)),
        ({"end_date": "2026-11-01"}, datetime(2026, 8, 3, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)),
        (
            {"start_date": "2026-10-01T02:00:00+02:00", "end_date": "2026-10-05T00:00:00Z"},
            datetime(2026, 10, 1, tzinfo=UTC),
            datetime(2026, 10, 5, tzinfo=UTC),
        ),
        (
            {"start_date": "2026-10-01T02:00:00 02:00", "end_date": "2026-10-05"},
            datetime(2026, 10, 1, tzinfo=UTC),
            datetime(2026, 10, 5, tzinfo=UTC),
        ),
    ],
)
def test_dates_are_read_in_the_w3cs_format(said: dict[str, str], begins: datetime, ends: datetime) -> None:
    query = read_query(said, NOW)
    assert (query.begins, query.ends) == (begins, ends)


@pytest.mark.parametrize(
    "said",
    [
        {"start_date": "gestern"},
        {"end_date": "9999-99-99"},
        {"start_date": "0001-01-01", "end_date": "2026-01-01"},
        {"start_date": "2026-02-01", "end_date": "2026-01-01"},
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-01T00:00:01Z"},
        {"end_date": "0001-01-01"},
        {"status": "pending"},
        {"service_request_id": "abc"},
        {"service_request_id": "٣"},
        {"service_request_id": ",".join(["1"] * 101)},
    ],
)
def test_what_cannot_be_answered_says_so(said: dict[str, str]) -> None:
    with pytest.raises(BadQuery):
        read_query(said, NOW)


def test_numbers_go_before_everything_else() -> None:
    query = read_query({"service_request_id": "7, 12", "start_date": "2020-01-01", "end_date": "2026-01-01"}, NOW)
    assert query.ids == (7, 12)


def test_lists_are_comma_separated() -> None:
    query = read_query({"service_code": "licht,wege", "status": "Open,closed"}, NOW)
    assert (query.codes, query.statuses) == (("licht", "wege"), ("open", "closed"))


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_any_query_is_read_or_refused(start: str, end: str, ids: str, status: str) -> None:
    try:
        query = read_query({"start_date": start, "end_date": end, "service_request_id": ids, "status": status}, NOW)
    except BadQuery:
        return
    assert query.ids or query.ends - query.begins <= LONGEST_WINDOW


@given(st.integers(min_value=0, max_value=4_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)))
def test_a_moment_that_is_said_is_read_again(moment: datetime) -> None:
    assert read_moment(say_moment(moment)) == moment


@given(st.dictionaries(st.sampled_from(["description", "status_notes", "address"]), st.none() | st.text(max_size=30)))
def test_any_text_is_whole_xml_and_json(row: dict[str, str | None]) -> None:
    document = fromstring(as_xml("service_requests", "request", [row]).encode("utf-8", "replace"))
    assert [one.tag for one in document] == ["request"]
    assert {one.tag for one in document[0]} == set(row)
    assert json.loads(as_json([row])) == [row]


def test_the_forms_of_the_standard() -> None:
    text = as_xml("errors", "error", [{"code": 400, "description": "a < b & c"}])
    assert text.endswith("<errors><error><code>400</code><description>a &lt; b &amp; c</description></error></errors>\n")
    assert one_as_xml("service_definition", {"service_code": "licht", "attributes": []}).endswith(
        "<service_definition><service_code>licht</service_code><attributes></attributes></service_definition>\n"
    )
    assert "<formats><format>a</format><format>b</format></formats>" in one_as_xml("endpoint", {"formats": ["a", "b"]})
    assert "<metadata>false</metadata><lat>49.01</lat><media_url/>" in one_as_xml("x", {"metadata": False, "lat": 49.01, "media_url": None})
