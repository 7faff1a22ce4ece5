"""A map as plain values for JSON: what the command prints, and what an export holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from participation.methods.opinions import polis
from participation.methods.opinions.evidence import Evidence
from participation.methods.opinions.mapping import OpinionMap
from participation.methods.opinions.reading import Statement
from participation.methods.opinions.statements import Finding, Tally
from participation.methods.opinions.votes import Ints, Votes, in_order


def map_report(found: OpinionMap, statements: Mapping[str, Statement] | None = None) -> dict[str, Any]:
    """`verdict`, `k`, `participants`, `statements`, `common_ground` and `divisive` (ids, the strongest first), `evidence`."""
    told = statements or {}
    grouped = found.k > 1
    rows = [
        {"id": name, "x": round(float(x), 9), "y": round(float(y), 9), "group": int(group) if grouped else None}
        for name, (x, y), group in zip(found.people, found.points, found.groups, strict=True)
    ]
    named = list(zip(found.votes.statements, found.findings, strict=True))
    ground = sorted((pair for pair in named if pair[1].common_ground), key=lambda pair: -pair[1].ground)
    apart = sorted((pair for pair in named if pair[1].divisive), key=lambda pair: -pair[1].difference)
    return {
        "verdict": str(found.verdict),
        "k": found.k,
        "participants": rows,
        "statements": [_statement(name, finding, told.get(name)) for name, finding in named],
        "common_ground": [name for name, _finding in ground],
        "divisive": [name for name, _finding in apart],
        "evidence": evidence_report(found.evidence, found.found.k if found.found else None),
    }


def _statement(name: str, finding: Finding, told: Statement | None) -> dict[str, Any]:
    return {
        "id": name,
        **({"text": told.text} if told is not None else {}),
        **_tally(finding.tally),
        "by_group": {str(group): _tally(tally) for group, tally in enumerate(finding.by_group)},
        "common_ground": finding.common_ground,
        "common_ground_score": finding.ground,
        "divisive": finding.divisive,
        "difference": finding.difference,
        "difference_p": finding.chance,
    }


def _tally(tally: Tally) -> dict[str, Any]:
    share, low, high = tally.share()
    counts = {"agree": tally.agree, "disagree": tally.disagree, "pass": tally.passed, "seen": tally.seen}
    return {**counts, "agree_share": share if tally.seen else None, "agree_interval": [low, high]}


def evidence_report(evidence: Evidence, k: int | None) -> dict[str, Any]:
    """The figures behind a verdict, for the division into `k` groups that it speaks of; null where there were too few people."""
    stability = evidence.stability.get(k or 0, ())
    return {
        "k": k,
        "silhouette": _short(evidence.silhouettes.get(k or 0)),
        "null_silhouettes": [_short(score) for score in evidence.null_silhouettes],
        "stability": float(np.median(stability)) if stability else None,
        "stability_samples": list(stability),
        "silhouettes": {str(number): _short(score) for number, score in evidence.silhouettes.items()},
        "stabilities": {str(number): float(np.median(samples)) for number, samples in evidence.stability.items()},
        "k_votes": {str(number): count for number, count in evidence.k_votes.items()},
    }


def _short(score: float | None) -> float | None:
    """Six digits: the last ones depend on how a machine adds up."""
    return None if score is None else round(score, 6)


def polis_report(votes: Votes, found: OpinionMap, groups: Mapping[str, str], statements: Mapping[str, Statement]) -> dict[str, Any]:
    """Polis' own statistics. `votes`: all of them; `groups`: person → group, whoever made it.

    Representative statements and group-aware consensus count people in groups, consensus counts everybody, priorities whoever is in a group, or on the map where there are none.
    """
    names = in_order(set(groups.values()))
    numbers = {name: number for number, name in enumerate(names)}
    labels = np.array([numbers[groups[who]] if who in groups else -1 for who in votes.people], np.int64)
    hidden = {place for place, name in enumerate(votes.statements) if name in statements and statements[name].hidden}
    meta = np.array([name in statements and statements[name].meta for name in votes.statements], bool)
    counted = votes.marks[labels >= 0] if names else votes.marks[found.on_map]
    urgency = polis.priorities(polis.Counts.of(counted), _extremity(votes, found), meta)
    consensus = polis.consensus(votes.marks, hidden)
    return {
        "groups": {name: int((labels == number).sum()) for name, number in numbers.items()},
        "representative": {
            name: _representative(votes.statements, chosen, compared=True)
            for name, chosen in zip(names, polis.representative(votes.marks, labels, hidden), strict=True)
        },
        "consensus": {side: _representative(votes.statements, chosen, compared=False) for side, chosen in consensus.items()},
        "group_aware_consensus": _by_statement(votes, polis.group_aware_consensus(votes.marks, labels), ()) if names else {},
        "priorities": _by_statement(votes, urgency, hidden),
    }


def _extremity(votes: Votes, found: OpinionMap) -> Any:
    """Of all statements; 0 for those that are not on the map."""
    known = dict(zip(found.votes.statements, found.projection.extremity(), strict=True))
    return np.array([known.get(name, 0.0) for name in votes.statements])


def _by_statement(votes: Votes, values: Any, left_out: Collection[int]) -> dict[str, float]:
    return {name: float(values[place]) for place, name in enumerate(votes.statements) if place not in left_out}


def _representative(names: Sequence[str], chosen: Sequence[polis.Representative], *, compared: bool) -> list[dict[str, Any]]:
    rows = []
    for each in chosen:
        row: dict[str, Any] = {
            "statement": names[each.place],
            "side": each.side,
            "n_success": each.successes,
            "n_trials": each.trials,
            "p_success": each.probability,
            "p_test": each.probability_test,
        }
        if compared:
            row |= {"repness": each.repness, "repness_test": each.repness_test, "best_agree": each.best_agree}
        rows.append(row)
    return rows


def groups_found(found: OpinionMap) -> dict[str, str]:
    """Person → the map's own group; nobody where there are none."""
    return {name: str(int(group)) for name, group in zip(found.people, found.groups, strict=True)} if found.k > 1 else {}


def sizes(labels: Ints) -> list[int]:
    """Sizes of the groups, by their names."""
    return [int(size) for size in np.bincount(labels)]
