"""Public conversations of Polis: its published statistics come out, its groups come out, and one without camps is said to have none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from participation.methods.opinions import UNSEEN, Verdict, Votes, opinion_map, polis
from participation.methods.opinions.clusters import alike
from participation.methods.opinions.projection import project
from participation.methods.opinions.reading import read_votes
from participation.methods.opinions.report import polis_report
from participation.methods.opinions.statements import tallies
from tests.methods.opinions.conversations import PUBLIC, Public, public

EXACT = 1e-9


@pytest.fixture(params=PUBLIC)
def known(request: pytest.FixtureRequest, data_folder: Path) -> Public:
    return public(data_folder, request.param)


def test_both_forms_of_a_conversation_are_the_same_votes(data_folder: Path) -> None:
    for name in PUBLIC[:3]:
        place = data_folder / "polis" / name
        matrix, answers = (read_votes((place / file).read_text(encoding="utf-8")) for file in ("participants-votes.csv", "votes.csv"))
        assert set(answers.statements) <= set(matrix.statements)
        rows = [matrix.people.index(who) for who in answers.people]
        columns = [matrix.statements.index(what) for what in answers.statements]
        assert (matrix.marks[np.ix_(rows, columns)] == answers.marks).all()
        assert matrix.seen.sum() == answers.seen.sum()


def test_counts_and_shares_as_published(known: Public) -> None:
    told = known.expected["from_polis"]
    assert (len(known.votes.people), len(known.votes.statements)) == (told["participants_in_matrix"], told["statements_in_matrix"])
    assert int(known.votes.seen.sum()) == told["votes_in_matrix"] == sum(tally.seen for tally in tallies(known.votes.marks))
    assert sorted(map(int, known.hidden)) == [place for place in sorted(map(int, known.hidden)) if str(place) in known.statements]
    assert {int(name) for name in known.hidden if name in known.votes.statements} == set(told["moderated_out_in_matrix"])
    shown = known.votes.without(known.hidden)
    share = sum(project(shown.marks, len(known.votes.statements) - len(shown.statements)).share)
    assert share == pytest.approx(known.expected["derived_exact"]["pca_first_two_share_of_variance"], abs=1e-6)


def test_polis_statistics_given_polis_groups(known: Public) -> None:
    found = opinion_map(known.votes, "1", known.hidden, k=2)
    report = polis_report(known.votes, found, known.groups, known.statements)
    exact = known.expected["derived_exact"]
    for side in ("agree", "disagree"):
        assert [int(row["statement"]) for row in report["consensus"][side]] == exact["consensus"][side]
    for group, rows in exact["representative"].items():
        assert [[int(row["statement"]), row["side"][0]] for row in report["representative"][group]] == rows
    for statement, value in exact["group_aware_consensus_top10"]:
        assert report["group_aware_consensus"][str(statement)] == pytest.approx(value, abs=5e-7)
    sizes = {group: size for group, size in known.expected["from_polis"]["group_sizes"].items() if size}
    assert report["groups"] == sizes


@pytest.mark.parametrize(("name", "least"), [(PUBLIC[0], 0.85), (PUBLIC[1], 0.85), (PUBLIC[3], 0.88)])
def test_groups_are_those_of_polis(name: str, least: float, data_folder: Path) -> None:
    known = public(data_folder, name)
    found = opinion_map(known.votes, known.votes.fingerprint(), known.hidden, k=len(set(known.groups.values())))
    assert found.verdict == Verdict.CLEAR
    both = [place for place, who in enumerate(found.people) if who in known.groups]
    theirs = np.array([int(known.groups[found.people[place]]) for place in both])
    assert alike(found.groups[both], theirs) >= least


@pytest.mark.parametrize("seed", ["1", "2"])
def test_verdicts_on_public_conversations(seed: str, data_folder: Path) -> None:
    verdicts = {}
    for name in PUBLIC:
        known = public(data_folder, name)
        verdicts[name] = opinion_map(known.votes, seed, known.hidden).verdict
    assert verdicts["football-concussions"] == Verdict.NONE
    assert verdicts["canadian-electoral-reform"] == verdicts["scoop-hivemind.biodiversity"] == Verdict.CLEAR
    assert verdicts["brexit-consensus"] != Verdict.NONE


Server = tuple[Votes, np.ndarray[Any, Any], dict[str, Any]]


@pytest.fixture(params=["25ptpt-3gp-no-strict-with-meta", "below-100-ptpts"])
def server(request: pytest.FixtureRequest, data_folder: Path) -> Server:
    """Raw votes, the groups of Polis' server, and all that it computed."""
    place = data_folder / "polis" / "server-exports" / request.param
    rows = json.loads((place / "votes.json").read_text(encoding="utf-8"))
    told = json.loads((place / "math-pca2.json").read_text(encoding="utf-8"))
    cells = {
        (row.get("participant_id", row.get("pid")), row.get("statement_id", row.get("tid"))): row
        for row in sorted(rows, key=lambda row: float(row["modified"]))
    }
    people = sorted({who for who, _what in cells})
    marks = np.full((len(people), len(told["tids"])), UNSEEN, np.int8)
    for (who, what), row in cells.items():
        if what in told["tids"]:
            marks[people.index(who), told["tids"].index(what)] = row["vote"]
    members = dict(zip(told["base-clusters"]["id"], told["base-clusters"]["members"], strict=True))
    labels = np.full(len(people), -1)
    for group in told["group-clusters"]:
        for base in group["members"]:
            labels[[people.index(who) for who in members[base]]] = group["id"]
    return Votes(tuple(map(str, people)), tuple(map(str, told["tids"])), marks), labels, told


def test_the_server_s_consensus_and_group_aware_consensus(server: Server) -> None:
    votes, labels, told = server
    value = polis.group_aware_consensus(votes.marks, labels)
    for statement, theirs in told["group-aware-consensus"].items():
        assert value[votes.statements.index(statement)] == pytest.approx(theirs, abs=EXACT)
    out = [votes.statements.index(str(statement)) for statement in told["mod-out"]]
    for side, chosen in polis.consensus(votes.marks, out).items():
        theirs = told["consensus"][side]
        assert [votes.statements[each.place] for each in chosen] == [str(row["tid"]) for row in theirs]
        for each, row in zip(chosen, theirs, strict=True):
            assert (each.successes, each.trials) == (row["n-success"], row["n-trials"])
            assert (each.probability, each.probability_test) == pytest.approx((row["p-success"], row["p-test"]), abs=EXACT)


def test_the_server_s_representative_statements(server: Server) -> None:
    votes, labels, told = server
    out = [votes.statements.index(str(statement)) for statement in told["mod-out"]]
    for group, chosen in enumerate(polis.representative(votes.marks, labels, out)):
        theirs = {str(row["tid"]): row for row in told["repness"][str(group)]}
        assert {votes.statements[each.place] for each in chosen} == set(theirs)
        for each in chosen:
            row = theirs[votes.statements[each.place]]
            assert (each.successes, each.trials, each.side) == (row["n-success"], row["n-trials"], row["repful-for"])
            assert (each.probability, each.probability_test, each.repness) == pytest.approx(
                (row["p-success"], row["p-test"], row["repness"]), abs=EXACT
            )
            assert each.repness_test == pytest.approx(row["repness-test"], abs=1e-6)  # single precision in the export
            assert each.best_agree == row.get("best-agree", False)


def test_the_server_s_projection_and_priorities(server: Server) -> None:
    votes, labels, told = server
    meta = np.isin([int(name) for name in votes.statements], told.get("meta-tids") or [])
    out = {str(statement) for statement in told["mod-out"]} | {name for name, is_meta in zip(votes.statements, meta, strict=True) if is_meta}
    shown = votes.without(out)
    found = project(shown.marks, len(out))
    for axis, theirs in zip(found.axes, told["pca"]["comps"], strict=True):
        known = np.array([theirs[votes.statements.index(name)] for name in shown.statements])
        assert abs(axis @ known) / np.linalg.norm(known) == pytest.approx(1, abs=1e-6)
    theirs = np.array(told["pca"]["comment-extremity"])
    assert found.extremity() == pytest.approx(theirs[[votes.statements.index(name) for name in shown.statements]], abs=1e-3)
    urgency = polis.priorities(polis.Counts.of(votes.marks[labels >= 0]), theirs, meta)
    for statement, value in told["comment-priorities"].items():
        assert urgency[votes.statements.index(statement)] == pytest.approx(value, abs=EXACT)
