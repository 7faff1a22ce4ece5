"""The second count, which evidence packs bring along: it says what the first one says, of everything that it says."""

from __future__ import annotations

import ast
import json
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.counting import ApprovalBallots, Ballots, ChoiceBallots, Outcome, RankedBallots, ScoreBallots, Terms, count_on_terms
from participation.methods.counting.budgets import BudgetBallots, BudgetTerms, Project, count_budget
from participation.methods.counting.budgets.as_json import outcome_json
from participation.methods.counting.budgets.reading_pb import read_pb
from participation.methods.counting.checker.ground import Facts, Refuted, Unreadable, read_json, same
from participation.methods.counting.checker.joining import PARTS, joined
from participation.methods.counting.checker.numbers import HIGHEST, NONE, count_numbers
from participation.methods.counting.checker.pack import count_purse
from participation.methods.counting.checker.projects import Purse
from participation.methods.counting.checker.signed_log import check_log, merkle_root, signed_by
from participation.methods.counting.checker.voting import Poll, count_poll
from participation.methods.counting.reading import read_ballots
from participation.methods.counting.stv import unshared
from participation.methods.proof.checkpoints import Checkpoint, sign_checkpoint
from participation.methods.proof.merkle import tree_hash
from participation.methods.proof.notes import Signer
from participation.votes.tally import turnout_check

NAMES = ("Sanierung", "Anbau", "Neubau", "Kein Vorhaben", "Ä", "日本")
RULES = ("yes-no", "plurality", "approval", "irv", "stv-scottish", "schulze")
GRADES = ("ungenügend", "mangelhaft", "ausreichend", "befriedigend", "gut", "sehr gut")


def as_published(outcome: dict[str, Any]) -> dict[str, Any]:
    """A result as a reader of the pack gets it: through JSON and back, numbers exact."""
    return read_json("ergebnis.json", json.dumps(outcome).encode())


def first_count(poll: Poll, urn: Counter[tuple[int, ...]]) -> dict[str, Any]:
    """What the product's own count says."""
    grouped = {tuple(mark - 1 for mark in marks): number for marks, number in urn.items()}
    ballots: Ballots
    if poll.rule in ("yes-no", "plurality"):
        blank = grouped.pop((), 0)
        ballots = ChoiceBallots(poll.options, {marks[0]: number for marks, number in grouped.items()}, blank)
    elif poll.rule == "approval":
        ballots = ApprovalBallots(poll.options, grouped)
    else:
        ballots = RankedBallots(poll.options, grouped)
    terms = Terms(poll.seats, poll.seed, eligible=poll.roll, turnout_quorum=poll.turnout, consent_quorum=poll.consent)
    outcome: Outcome = count_on_terms(poll.rule, ballots, terms)
    if poll.turnout is not None and not outcome.checks:
        outcome = replace(outcome, checks=(turnout_check(int(poll.turnout * 10_000), outcome.total, poll.roll),))
    return as_published(outcome.to_json())


@st.composite
def polls(draw: st.DrawFn) -> tuple[Poll, Counter[tuple[int, ...]]]:
    """Every rule with few options and ballots, so that ties and lots are common; with quorums."""
    chance = random.Random(draw(st.integers(0, 10**9)))
    rule = draw(st.sampled_from(RULES))
    size = chance.randint(2, 3) if rule == "yes-no" else chance.randint(1, len(NAMES))
    seats = chance.randint(1, 4) if rule not in ("yes-no", "irv") else 1
    urn: Counter[tuple[int, ...]] = Counter()
    for _ in range(chance.choice((0, 1, 2, 4, 8, 30))):
        marks = chance.sample(range(1, size + 1), chance.randint(0, 1 if rule in ("yes-no", "plurality") else size))
        urn[tuple(sorted(marks) if rule == "approval" else marks)] += chance.choice((1, 1, 2, 5))
    quorums = [chance.choice((None, None, Fraction(chance.randint(1, 10_000), 10_000))) for _ in range(2)]
    roll = sum(urn.values()) + chance.randint(0, 20)
    return Poll(rule, NAMES[:size], seats, chance.randbytes(32), roll, quorums[0], quorums[1]), urn


@settings(deadline=None)
@given(polls())
def test_both_counts_agree_on_every_rule(given: tuple[Poll, Counter[tuple[int, ...]]]) -> None:
    poll, urn = given
    same(first_count(poll, urn), count_poll(poll, urn))


@st.composite
def scored_polls(draw: st.DrawFn) -> tuple[Poll, Counter[tuple[int, ...]]]:
    """Rules by numbers, with options that few or none mark, and ties."""
    chance = random.Random(draw(st.integers(0, 10**9)))
    rule = draw(st.sampled_from(sorted(HIGHEST)))
    size, high = chance.randint(1, len(NAMES)), chance.choice((1, 2, HIGHEST[rule]))
    urn: Counter[tuple[int, ...]] = Counter()
    for _ in range(chance.choice((0, 1, 2, 4, 8, 30))):
        marks = tuple(NONE if chance.random() < 0.3 else chance.randint(0, high) for _ in range(size))
        urn[marks if max(marks) >= 0 else ()] += chance.choice((1, 1, 2, 5))
    turnout = chance.choice((None, Fraction(chance.randint(1, 10_000), 10_000)))
    return Poll(rule, NAMES[:size], chance.randint(1, 4), chance.randbytes(32), sum(urn.values()) + chance.randint(0, 20), turnout), urn


@settings(deadline=None)
@given(scored_polls())
def test_both_counts_agree_on_rules_by_numbers(given: tuple[Poll, Counter[tuple[int, ...]]]) -> None:
    poll, urn = given
    names = GRADES if poll.rule == "majority-judgment" else ()
    nothing = (None,) * len(poll.options)
    grouped = {tuple(None if mark == NONE else mark for mark in marks) or nothing: number for marks, number in urn.items()}
    ballots = ScoreBallots(poll.options, grouped, 0, HIGHEST[poll.rule], names)
    outcome = count_on_terms(poll.rule, ballots, Terms(poll.seats, poll.seed, eligible=poll.roll, turnout_quorum=poll.turnout))
    if poll.turnout is not None and not outcome.checks:
        outcome = replace(outcome, checks=(turnout_check(int(poll.turnout * 10_000), outcome.total, poll.roll),))
    same(as_published(outcome.to_json()), count_numbers(poll, urn, names))


@st.composite
def purses(draw: st.DrawFn) -> Purse:
    """Budgets with ties everywhere."""
    chance = random.Random(draw(st.integers(0, 10**9)))
    size = chance.randint(1, 7)
    costs = tuple(chance.choice((100, 200, 200, 300, 500, 750, 1000, 12_345)) for _ in range(size))
    approvals = draw(st.booleans())
    ballots: Counter[tuple[tuple[int, int], ...]] = Counter()
    for _ in range(chance.choice((0, 1, 3, 6, 20))):
        named = sorted(chance.sample(range(size), chance.randint(0, size)))
        ballots[tuple((place, 1 if approvals else chance.randint(1, 3)) for place in named)] += chance.choice((1, 1, 3))
    threshold = chance.choice((None, None, chance.randint(1, 5)))
    amount = chance.randint(min(costs), sum(costs) + 100)
    return Purse(amount, costs, tuple(f"Projekt {place}" for place in range(size)), ballots, approvals, threshold, chance.randbytes(32))


def first_budget(rule: str, purse: Purse) -> dict[str, Any]:
    projects = tuple(Project(str(place + 1), cost, purse.titles[place]) for place, cost in enumerate(purse.costs))
    ballots = BudgetBallots(projects, purse.amount, purse.ballots, "approval" if purse.approvals else "points", 100, 1, "€")
    return as_published(outcome_json(count_budget(rule, ballots, BudgetTerms(purse.threshold, seed=purse.seed))))


@settings(deadline=None)
@given(purses(), st.sampled_from(("greedy", "greedy-no-skip", "greedy-threshold", "knapsack", "equal-shares")))
def test_both_counts_agree_on_every_budget(purse: Purse, rule: str) -> None:
    if rule == "greedy-threshold":
        purse = replace(purse, threshold=purse.threshold or 1)
    published = first_budget(rule, purse)
    same(published, count_purse(rule, purse, published)[0])


@pytest.mark.parametrize("raised", [-1, 1])
def test_a_wrong_number_of_raises_is_refuted(raised: int) -> None:
    ballots: Counter[tuple[tuple[int, int], ...]] = Counter({((0, 1), (1, 1)): 5, ((1, 1), (2, 1)): 4, ((2, 1),): 3})
    purse = Purse(100_000, (40_000, 50_000, 60_000), ("A", "B", "C"), ballots, True, None, bytes(32))
    published = first_budget("equal-shares", purse)
    assert published["completion"]["raises"] > 1
    published["completion"]["raises"] += raised
    with pytest.raises(Refuted):
        same(published, count_purse("equal-shares", purse, published)[0])


@pytest.mark.parametrize("name", ["edinburgh_2017_ward1.blt", "fife_2017_ward1.blt", "glasgow_2017_ward3.blt", "burlington_2009.toi"])
def test_real_elections(data_folder: Path, name: str) -> None:
    file = data_folder / "elections" / name
    read = read_ballots(file.read_bytes(), name)
    assert isinstance(read.ballots, RankedBallots)
    rankings, _invalid = unshared(read.ballots, "exhaust")
    urn = Counter({tuple(place + 1 for place in ranking): number for ranking, number in rankings.items()})
    for rule, seats in (("stv-scottish", 4), ("irv", 1), ("schulze", 1), ("stv-scottish", 1)):
        poll = Poll(rule, read.ballots.options, seats, b"lot" * 10, sum(urn.values()))
        same(first_count(poll, urn), count_poll(poll, urn))


@pytest.mark.parametrize("name", ["Poland_Swiecie_2023.pb", "Netherlands_Assen_2024.pb"])
def test_real_budgets(data_folder: Path, name: str) -> None:
    file = data_folder / "elections" / name
    ballots = read_pb(file.read_bytes()).ballots
    scale = 100 // ballots.scale
    costs = tuple(project.cost * scale for project in ballots.projects)
    titles = tuple(project.name for project in ballots.projects)
    purse = Purse(ballots.budget * scale, costs, titles, dict(ballots.ballots), ballots.kind == "approval", None, bytes(32))
    for rule in ("greedy", "greedy-no-skip", "equal-shares"):
        published = first_budget(rule, purse)
        same(published, count_purse(rule, purse, published)[0])


def test_the_joined_file_needs_nothing_but_python(tmp_path: Path) -> None:
    tree = ast.parse(joined())
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert {str(name).split(".")[0] for name in modules} <= sys.stdlib_module_names
    defined = Counter(node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef)))
    defined.update(name.id for node in tree.body if isinstance(node, ast.Assign) for name in node.targets if isinstance(name, ast.Name))
    assert [name for name, times in defined.items() if times > 1] == []
    file = tmp_path / "verify.py"
    file.write_text(joined(), encoding="utf-8")
    told = subprocess.run([sys.executable, "-I", str(file), str(tmp_path / "nothing.zip")], capture_output=True, text=True, check=False)
    assert told.returncode == 2
    assert told.stdout.startswith("Nicht prüfbar: ")


def test_the_checker_does_not_use_what_it_checks() -> None:
    folder = Path(joined.__wrapped__.__code__.co_filename).parent
    for part in PARTS:
        for node in ast.walk(ast.parse((folder / f"{part}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("participation"):
                assert str(node.module).startswith("participation.methods.counting.checker.")


@settings(deadline=None, max_examples=30)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 511))
def test_signatures_are_checked_as_the_library_does(seed: bytes, text: bytes, turned: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(text)
    assert signed_by(public, text, signature)
    assert not signed_by(public, text + b"!", signature)
    broken = bytearray(signature)
    broken[turned // 8] ^= 1 << turned % 8
    assert not signed_by(public, text, bytes(broken))


@settings(deadline=None)
@given(st.lists(st.binary(max_size=5), max_size=40))
def test_the_root_is_that_of_the_log(entries: list[bytes]) -> None:
    assert merkle_root(entries) == tree_hash(entries)


def test_a_signed_log_holds_and_a_changed_one_does_not() -> None:
    entries = [b'{"a":1}', b'{"b":2}', b'{"c":3}']
    signer = Signer("town.example/protokoll/abstimmung-1", bytes(range(32)))
    note = sign_checkpoint(Checkpoint(signer.name, 3, tree_hash(entries)), signer).encode()
    key = str(signer.verifier)
    assert check_log(b"\n".join(entries) + b"\n", note, key) == entries
    other = str(Signer(signer.name, bytes(32)).verifier)
    changes = (
        (b"\n".join(entries[:2]) + b"\n", note, key),
        (b"\n".join([*entries[:2], b'{"c":4}']) + b"\n", note, key),
        (b"\n".join(entries) + b"\n", note.replace(b"\n3\n", b"\n2\n"), key),
        (b"\n".join(entries) + b"\n", note, other),
        (b"\n".join(entries) + b"\n", b"", key),
        (b"\n".join(entries) + b"\n", note, "no key"),
    )
    for changed in changes:
        with pytest.raises(Refuted):
            check_log(*changed)


@pytest.mark.parametrize(
    "text", ["[1]", '{"a":1e999}', '{"a":' + "9" * 30 + "}", '{"a":NaN}', '{"a":1,"a":2}', "[" * 100_000, "\x00", '{"a":1e-999999999}']
)
def test_wild_json_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        read_json("x.json", text.encode())


def test_differences_are_named_by_their_place() -> None:
    facts: Facts = {"rounds": [{"votes": {"A": Fraction(3, 2)}}]}
    same({"rounds": [{"votes": {"A": Fraction("1.5")}}], "more": 1}, facts)
    with pytest.raises(Refuted, match="rounds › 1 › votes › A"):
        same({"rounds": [{"votes": {"A": 2}}]}, facts)
    with pytest.raises(Refuted):
        same({"rounds": [{"votes": {"A": True}}]}, {"rounds": [{"votes": {"A": 1}}]})
