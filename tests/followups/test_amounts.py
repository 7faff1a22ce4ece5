"""Money and months are read as people type them in Germany, exactly."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.followups.amounts import read_month, say_cost, say_period
from participation.kit.money import MOST_CENTS, read_euros, say_euros, type_euros


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("", None),
        ("  ", None),
        ("0", 0),
        ("12500", 1_250_000),
        ("12.500", 1_250_000),
        ("12 500 €", 1_250_000),
        ("12.500,5", 1_250_050),
        ("1.234.567,89 Euro", 123_456_789),
        ("300,-", 30_000),
    ],
)
def test_an_amount_is_read_to_the_cent(typed: str, cents: int | None) -> None:
    assert read_euros(typed) == cents


@pytest.mark.parametrize("typed", ["12.5", "1,000.00", "-5", "1e5", "viel", "٣", "12,345", "1" + "0" * 30, "99999999999,00", "1..000", "=1+1"])
def test_what_could_mean_two_things_or_nothing_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="Betrag"):
        read_euros(typed)


@given(st.integers(0, MOST_CENTS))
def test_what_is_shown_can_be_typed_again(cents: int) -> None:
    assert read_euros(type_euros(cents)) == cents
    assert read_euros(say_euros(cents)) == cents


@pytest.mark.parametrize("typed", ["2027-03", "03.2027", "3/2027", "März 2027", "märz 2027", "March 2027"])
def test_a_month_is_read_however_it_is_typed(typed: str) -> None:
    assert read_month(typed) == date(2027, 3, 1)


@pytest.mark.parametrize("typed", ["2027-13", "0.2027", "1999-12", "2101-01", "bald", "2027", "٣.2027", "03.20270"])
def test_what_is_no_month_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="Monat und Jahr"):
        read_month(typed)


def test_cost_and_period_are_said_in_words() -> None:
    assert say_cost(1_250_000, 30_050) == "einmalig 12.500\u00a0€, jedes Jahr 300,50\u00a0€"
    assert say_cost(None, None) == ""
    assert say_period(date(2027, 3, 1), date(2028, 6, 1)) == "März 2027 bis Juni 2028"
    assert say_period(None, date(2028, 6, 1)) == "bis Juni 2028"
    assert say_period(date(2027, 3, 1), date(2027, 3, 1)) == "März 2027"
