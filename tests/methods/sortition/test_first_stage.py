"""The first draw: totals exact, every stratum and district within one of its share, one a household, repeatable by anyone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.sortition.first_stage import Listed, allotted, check_draw, draw_invited, pool_hashes, seed_of, shares_of
from participation.methods.sortition.problem import CannotDraw

SEED = seed_of("commitment", "05 12 17 23 41 44")
strata = st.tuples(st.sampled_from(["Altstadt", "Nord", "Süd"]), st.sampled_from(["16-29", "30-59", "60+"]), st.sampled_from("fm"))


@st.composite
def registers(draw: st.DrawFn) -> list[Listed]:
    where = draw(st.lists(strata, min_size=4, max_size=120))
    return [Listed(f"{number:03x}", stratum) for number, stratum in enumerate(where)]


@given(registers(), st.data())
@settings(max_examples=150, deadline=None)
def test_totals_are_exact_and_each_stratum_and_district_is_within_one_of_its_share(people: list[Listed], data: st.DataObject) -> None:
    total = data.draw(st.integers(1, len(people)))
    seed = data.draw(st.binary(min_size=1, max_size=8))
    drawn = draw_invited(people, total, seed)
    assert len(drawn.tickets) == len(set(drawn.tickets)) == total
    sizes = Counter(person.stratum for person in people)
    for stratum, size in sizes.items():
        assert drawn.shares[stratum] == Fraction(total * size, len(people))
        assert abs(len(drawn.chosen.get(stratum, ())) - drawn.shares[stratum]) < 1
    for district in {stratum[0] for stratum in sizes}:
        invited = sum(len(tickets) for stratum, tickets in drawn.chosen.items() if stratum[0] == district)
        assert abs(invited - sum(share for stratum, share in drawn.shares.items() if stratum[0] == district)) < 1


@given(registers(), st.data())
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_file_changes_nothing_and_whoever_repeats_it_gets_the_same(people: list[Listed], data: st.DataObject) -> None:
    total = data.draw(st.integers(1, len(people)))
    shuffled = data.draw(st.permutations(people))
    drawn = draw_invited(people, total, SEED)
    assert draw_invited(shuffled, total, SEED) == drawn
    assert pool_hashes(shuffled) == pool_hashes(people)
    assert check_draw(shuffled, drawn, total, SEED)


@given(st.lists(st.tuples(strata, st.integers(0, 15)), min_size=12, max_size=60), st.integers(1, 12))
@settings(max_examples=100, deadline=None)
def test_at_most_one_of_a_household_is_invited(rows: list[tuple[tuple[str, str, str], int]], total: int) -> None:
    people = [Listed(f"{number:03x}", stratum, f"home {home}") for number, (stratum, home) in enumerate(rows)]
    if total > len({person.home for person in people}):
        with pytest.raises(CannotDraw):
            draw_invited(people, total, SEED)
        return
    try:
        drawn = draw_invited(people, total, SEED)
    except CannotDraw:
        return  # strata taken in their order may use up the households of another
    of = {person.ticket: person.home for person in people}
    assert len({of[ticket] for ticket in drawn.tickets}) == len(drawn.tickets) == total
    assert check_draw([replace(person, home="") for person in people], drawn, total, SEED)


@given(registers(), st.integers(1, 9))
@settings(max_examples=60, deadline=None)
def test_a_weight_multiplies_the_share_until_everybody_is_invited(people: list[Listed], weight: int) -> None:
    sizes = Counter(person.stratum for person in people)
    young = {stratum: Fraction(weight) for stratum in sizes if stratum[1] == "16-29"}
    total = max(1, len(people) // 3)
    shares = shares_of(sizes, total, young)
    assert sum(shares.values()) == total
    assert all(0 <= share <= sizes[stratum] for stratum, share in shares.items())
    rates = {stratum: share / sizes[stratum] for stratum, share in shares.items()}
    usual = {rate for stratum, rate in rates.items() if stratum not in young}
    assert len(usual) <= 1
    for stratum in young:
        assert rates[stratum] == 1 or not usual or rates[stratum] == weight * min(usual)


def test_everybody_has_the_same_chance_over_all_starting_points() -> None:
    shares = {("a",): Fraction(7, 3), ("b",): Fraction(1, 3), ("c",): Fraction(4, 3)}
    starts = [Fraction(number, 300) for number in range(300)]
    counts = [allotted(shares, start) for start in starts]
    for stratum, share in shares.items():
        assert sum(Fraction(count[stratum]) for count in counts) / 300 == share


def test_another_random_value_invites_others() -> None:
    people = [Listed(f"{number:03x}", ("Nord",)) for number in range(400)]
    first, second = (set(draw_invited(people, 100, seed_of("x", value)).tickets) for value in ("1", "2"))
    assert len(first & second) < 60


def test_more_than_there_are_cannot_be_invited() -> None:
    with pytest.raises(CannotDraw):
        draw_invited([Listed("a", ("Nord",))], 2, SEED)
    with pytest.raises(CannotDraw):
        draw_invited([Listed("a", ("Nord",)), Listed("b", ("Süd",))], 2, SEED, {("Süd",): Fraction(0)})


@pytest.mark.parametrize("change", ["person", "seed", "drawn"])
def test_a_draw_that_was_changed_does_not_verify(change: str) -> None:
    people = [Listed(f"{number:03x}", (("Nord", "Süd")[number % 2],)) for number in range(60)]
    drawn = draw_invited(people, 20, SEED)
    assert check_draw(people, drawn, 20, SEED)
    if change == "person":
        gone = drawn.chosen[("Nord",)][0]
        assert not check_draw([person for person in people if person.ticket != gone], drawn, 20, SEED)
    elif change == "seed":
        assert not check_draw(people, drawn, 20, seed_of("commitment", "0"))
    else:
        other = next(person.ticket for person in people if person.stratum == ("Nord",) and person.ticket not in drawn.tickets)
        swapped = {**drawn.chosen, ("Nord",): (other, *drawn.chosen[("Nord",)][1:])}
        assert not check_draw(people, replace(drawn, chosen=swapped), 20, SEED)
