"""Bands of numbers: round edges, nobody alone in one; columns come back from their bytes as they were."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.methods.surveys.formats.as_json import read_json
from participation.methods.surveys.results.bands import edges_for
from participation.methods.surveys.results.cells import LEAST
from participation.methods.surveys.results.columns import encode
from participation.methods.surveys.results.packing import pack, unpack
from participation.surveys.showing import band_name
from tests.surveys.builders import EVERY_KIND, SHORT, definition

KINDS = read_json(definition(EVERY_KIND).decode()).survey


@given(st.lists(st.floats(-1e6, 1e6, allow_nan=False), max_size=200))
def test_every_band_has_people_enough(numbers: list[float]) -> None:
    values = np.array(numbers)
    edges = edges_for(values)
    assert edges == sorted(set(edges))
    if edges:
        counts = np.bincount(np.searchsorted(np.array(edges), values, side="right"), minlength=len(edges) + 1)
        assert int(counts.min()) >= LEAST


def test_bands_are_round_and_have_names() -> None:
    edges = edges_for(np.arange(14, 90).repeat(4).astype(float))
    assert len(edges) > 4
    assert all(edge % 10 == 0 for edge in edges)
    assert [band_name(label) for label in ("<30", "30-<60", "-5-<-2.5", ">=60")] == ["unter 30", "30 bis unter 60", "-5 bis unter -2,5", "ab 60"]


def test_columns_come_back_from_their_bytes() -> None:
    answers = [
        {"visits": "often", "age": 40.0, "uses": ["music", "other"], "rate": {"seats": "good"}, "times": {"week": ["day"]}, "rank": ["air", "light"]},
        {"visits": None, "name": "Text", "money": {"stage": 4.0, "roof": 6.0}, "day": "2026-05-31"},
    ]
    columns, weights = encode(KINDS, answers), np.array([0.5, 1.5])  # type: ignore[arg-type]  # plain values
    found, heavy = unpack(KINDS, pack(columns, weights))
    assert heavy is not None
    assert heavy.tolist() == weights.tolist()
    for code, column in columns.items():
        other = found[code]
        assert (other.labels, other.rows, other.kind) == (column.labels, column.rows, column.kind)
        assert other.state.tolist() == column.state.tolist()
        np.testing.assert_array_equal(column.values, other.values)
    with pytest.raises(ValueError, match="another definition"):
        unpack(KINDS, pack(encode(read_json(definition(SHORT).decode()).survey, [])))
