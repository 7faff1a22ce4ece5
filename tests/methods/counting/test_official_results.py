"""Real elections give what was declared."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from participation.methods.counting import RankedBallots, count, group_weak
from participation.methods.counting.ballots import WeakRanking
from participation.methods.counting.reading import read_ballots

WARDS = ("edinburgh_2017_ward1.blt", "fife_2017_ward1.blt", "glasgow_2017_ward3.blt")
TOLERANCE = 0.006


@pytest.mark.parametrize("ward", WARDS)
def test_a_scottish_ward_goes_through_the_official_stages(data_folder: Path, ward: str) -> None:
    expected = json.loads((data_folder / "elections" / "expected.json").read_text())["stv"][ward]
    found = read_ballots((data_folder / "elections" / ward).read_bytes(), ward)
    outcome = count("stv-scottish", found.ballots, seats=found.seats or 0)
    assert found.usual_rule == "stv-scottish"
    assert (found.seats, outcome.valid, outcome.quota) == (expected["seats"], expected["valid"], expected["quota"] * outcome.scale)
    assert list(outcome.winner_names) == expected["elected"]
    assert list(outcome.options) == expected["candidates"]
    assert len(outcome.rounds) == len(expected["stages"])
    for a_round, stage in zip(outcome.rounds, expected["stages"], strict=True):
        assert [outcome.number(votes) for votes in a_round.votes] == pytest.approx(stage, abs=TOLERANCE)


def test_burlington_2009_ends_4313_to_4061(data_folder: Path) -> None:
    found = read_ballots((data_folder / "elections" / "burlington_2009.toi").read_bytes(), "burlington_2009.toi")
    expected = json.loads((data_folder / "elections" / "burlington_2009_expected.json").read_text())
    outcome = count("irv", found.ballots)
    first = dict(zip(outcome.options, outcome.rounds[0].votes, strict=True))
    assert first["Kurt Wright"] == expected["rounds"][0]["Wright"]
    assert outcome.rounds[0].exhausted == expected["rounds"][0]["exhausted"]
    assert outcome.winner_names == (expected["irv_winner"],)
    final = dict(zip(outcome.options, outcome.votes, strict=True))
    assert (final["Bob Kiss"], final["Kurt Wright"]) == (expected["final"]["Kiss"], expected["final"]["Wright"])
    assert count("plurality", found.ballots).winner_names == (expected["plurality_winner"],)
    schulze = count("schulze", found.ballots)
    assert schulze.winner_names == (expected["condorcet_winner"],)
    kiss, montroll, wright = (schulze.options.index(name) for name in ("Bob Kiss", "Andy Montroll", "Kurt Wright"))
    pairs = {"Montroll_Kiss": (montroll, kiss), "Montroll_Wright": (montroll, wright), "Kiss_Wright": (kiss, wright)}
    for name, (one, other) in pairs.items():
        assert [schulze.pairwise[one][other], schulze.pairwise[other][one]] == expected["pairwise"][name]


def test_schulzes_own_example_with_45_voters(data_folder: Path) -> None:
    example = json.loads((data_folder / "elections" / "schulze_45_voters.json").read_text())
    options = tuple("ABCDE")
    ballots = RankedBallots(options, {tuple(options.index(name) for name in order): number for order, number in example["ballots"]})
    outcome = count("schulze", ballots)
    assert [name for level in outcome.ranking for name in outcome.names(level)] == example["expected_ranking"]
    assert outcome.winner_names == ("E",)


def debian(data_folder: Path) -> dict[str, dict[str, object]]:
    votes: dict[str, dict[str, object]] = json.loads((data_folder / "elections" / "debian_votes.json").read_text())
    return votes


def as_ballots(vote: dict[str, object]) -> RankedBallots:
    grouped: Counter[WeakRanking] = Counter()
    for ranks, number in vote["ballots"]:  # type: ignore[attr-defined]  # JSON
        levels = sorted({rank for rank in ranks if rank is not None})
        grouped[tuple(tuple(option for option, rank in enumerate(ranks) if rank == level) for level in levels)] += number
    return group_weak(tuple(vote["options"]), grouped.items())  # type: ignore[arg-type]  # JSON


def test_debians_votes_give_the_published_pairwise_matrices(data_folder: Path) -> None:
    for name, vote in debian(data_folder).items():
        outcome = count("schulze", as_ballots(vote))
        assert [list(row) for row in outcome.pairwise] == vote["pairwise"], name


def test_debians_winners_win_where_no_option_was_dropped_before(data_folder: Path) -> None:
    plain = {name: vote for name, vote in debian(data_folder).items() if not vote["dropped_by_quorum_or_majority"]}
    assert len(plain) >= 4
    for name, vote in plain.items():
        assert list(count("schulze", as_ballots(vote)).winners) == vote["winners"], name
