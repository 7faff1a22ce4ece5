"""Bands of a span: nobody's data is kept longer than was said when it was given, or ever since."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from participation.methods.retention import Band, bands, days_for

START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = st.integers(1, 400)
CHANGES = st.lists(st.tuples(st.integers(0, 1000), DAYS), max_size=8).map(
    lambda found: [(START + timedelta(hours=hours), days) for hours, days in sorted(found)]
)


def test_shorter_at_once_longer_from_then_on() -> None:
    march, may = START + timedelta(days=60), START + timedelta(days=120)
    assert bands(365, []) == [Band(None, 365)]
    assert bands(365, [(march, 90)]) == [Band(None, 90)], "shorter: for everything"
    assert bands(30, [(march, 90)]) == [Band(None, 30), Band(march, 90)], "longer: from then on"
    assert bands(365, [(march, 90), (may, 180)]) == [Band(None, 90), Band(may, 180)]
    assert bands(30, [(march, 90), (may, 60)]) == [Band(None, 30), Band(march, 60)]


@given(DAYS, CHANGES, st.integers(-10, 1010))
def test_the_shortest_span_since_the_giving_counts(usual: int, changes: list[tuple[datetime, int]], hours: int) -> None:
    moment = START + timedelta(hours=hours)
    said = [usual, *(days for at, days in changes if at <= moment)][-1]
    later = [days for at, days in changes if at > moment]
    assert days_for(bands(usual, changes), moment) == min([said, *later])


@given(DAYS, CHANGES)
def test_bands_only_rise_and_never_repeat(usual: int, changes: list[tuple[datetime, int]]) -> None:
    found = bands(usual, changes)
    assert found[0].since is None
    assert [band.days for band in found] == sorted({band.days for band in found})
    assert found[-1].days == [usual, *(days for _at, days in changes)][-1], "who gives something now reads the span in force"
