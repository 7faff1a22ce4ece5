"""Quantiles keep what they say: so many tenths are not greater, and no smaller number would do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.methods.quantiles import quantile


@given(st.lists(st.integers(-100, 10_000), min_size=1), st.integers(1, 10))
def test_the_smallest_value_that_so_many_tenths_do_not_exceed(values: list[int], tenths: int) -> None:
    found = quantile(values, tenths)
    assert found in values
    assert 10 * sum(value <= found for value in values) >= tenths * len(values)
    assert all(10 * sum(value <= less for value in values) < tenths * len(values) for less in values if less < found)


@pytest.mark.parametrize(
    ("values", "tenths", "expected"), [([], 5, None), ([3], 9, 3), ([1, 2, 3, 4], 5, 2), (list(range(1, 11)), 9, 9), (list(range(1, 12)), 9, 10)]
)
def test_by_hand(values: list[int], tenths: int, expected: int | None) -> None:
    assert quantile(values, tenths) == expected


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="tenths"):
        quantile([1], 0)
