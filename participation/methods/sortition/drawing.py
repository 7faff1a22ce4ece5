"""From a problem to a published lottery, and from a public random number to a panel with its reserves."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from participation.methods.sortition import verify
from participation.methods.sortition.bound import Certificate, Chances, leximin, nash
from participation.methods.sortition.distribution import REACHED, Distribution, distribute, leximin_of_panels
from participation.methods.sortition.lottery import Lottery, as_lottery, make_lottery, random_panels
from participation.methods.sortition.panels import PanelFinder, Progress, no_progress
from participation.methods.sortition.problem import CannotDraw, Problem, Quota

NOTHING = 1e-7
"""A chance below this is none."""
AGREE = 1e-4
"""Chances that differ by less are the same."""
METHODS = ("leximin", "maximin", "nash", "random")


@dataclass(frozen=True)
class Prepared:
    """A lottery ready to be published, and how it came about.

    `bound` is the smallest chance that no lottery exceeds, `smallest` the one of the exact lottery (None for `random`), `reached` whether both
    agree; `shut_out` are the indices of people in no legal panel, `certificate` the proof of the bound.
    """

    problem: Problem
    method: str
    seed: str
    lottery: Lottery
    bound: float
    smallest: float | None
    reached: bool
    shut_out: tuple[int, ...]
    certificate: Certificate


def prepare(problem: Problem, *, method: str = "leximin", panels: int = 1000, seed: str = "", progress: Progress = no_progress) -> Prepared:
    """Compute the lottery. Deterministic for a seed and an engine's version. Raises CannotDraw where no panel is legal."""
    finder = PanelFinder(problem)
    if finder.good(np.ones(problem.types.number)) is None:
        raise CannotDraw("Aus diesem Lostopf gibt es keine Besetzung, die alle Quoten einhält.")
    chances = leximin(problem, only_first=method != "leximin")
    if method == "random":
        found = random_panels(problem, panels, seed, finder, progress)
        return Prepared(problem, method, seed, as_lottery(problem, found, seed), chances.smallest, None, False, (), chances.certificate)
    if method == "nash":
        chances = nash(problem)
    exact, chances, reached, never = _exact(problem, method, chances, finder, progress)
    lottery = make_lottery(problem, exact, panels=panels, seed=seed, finder=finder, progress=progress)
    counted = [kind for kind in range(problem.types.number) if kind not in never]
    smallest = float(min(exact.chances[kind] for kind in counted))
    shut_out = tuple(sorted(person for kind in never for person in problem.types.members[kind]))
    bound = chances.smallest
    if method == "nash":  # it wants something else, so it may lie below what leximin reaches
        bound = leximin(problem, only_first=True, never=never).smallest
        reached = reached and smallest >= bound - AGREE
    return Prepared(problem, method, seed, lottery, bound, smallest, reached, shut_out, chances.certificate)


def _exact(
    problem: Problem, method: str, chances: Chances, finder: PanelFinder, progress: Progress
) -> tuple[Distribution, Chances, bool, frozenset[int]]:
    """The exact lottery; where the compact bound is out of reach, the best of whole panels, and who is in none of them."""
    exact = distribute(problem, chances.of_types, finder=finder, progress=progress)
    if exact.error <= REACHED and chances.smallest > NOTHING:
        return exact, chances, True, frozenset()
    never = finder.legal_types(exact.panels.sum(axis=0))
    if never:
        chances = nash(problem, never=never) if method == "nash" else leximin(problem, only_first=method != "leximin", never=never)
        exact = distribute(problem, chances.of_types, finder=finder, panels=exact.panels, progress=progress)
        if exact.error <= REACHED:
            return exact, chances, True, never
    if method == "nash":
        return exact, chances, False, never
    return leximin_of_panels(problem, finder=finder, panels=exact.panels, never=never, progress=progress), chances, False, never


def person_hash(salt: bytes, identity: str) -> str:
    """What stands for a person in public: HMAC-SHA256 of the identity under a salt of the person's own, who gets it as a receipt."""
    return hmac.new(salt, identity.encode(), hashlib.sha256).hexdigest()


def public_lottery(prepared: Prepared, people: list[str], randomness: dict[str, Any], engine: str, quotas_of: str = "") -> dict[str, Any]:
    """What is published before the draw: `people` are public names, such as keyed hashes, in the order of the pool."""
    problem, types = prepared.problem, prepared.problem.types
    features = sorted(problem.features)
    homes = _home_names(problem)
    weights = prepared.certificate.weights / types.sizes
    pool = [
        {"person": name, "values": [problem.features[feature][place] for feature in features], "household": homes[place]}
        for place, name in enumerate(people)
    ]
    prices = dict(zip(("home-" + str(number) for number in range(len(types.homes))), prepared.certificate.homes, strict=True))
    return {
        "format": verify.FORMAT,
        "engine": engine,
        "method": prepared.method,
        "seed": prepared.seed,
        "about": quotas_of,
        "seats": problem.seats,
        "features": features,
        "quotas": [quota_row(quota) for quota in problem.quotas],
        "pool": pool,
        "panels": [list(panel) for panel in prepared.lottery.panels],
        "tickets": prepared.lottery.tickets.tolist(),
        "shut_out": list(prepared.shut_out),
        "certificate": {
            "seats": prepared.certificate.seat,
            "quotas": list(prepared.certificate.quotas),
            "households": prices,
            "weights": [float(weights[kind]) for kind in types.type_of],
        },
        "randomness": randomness,
    }


def quota_row(quota: Quota) -> dict[str, Any]:
    """A quota as it stands in the published lottery."""
    return {"feature": quota.feature, "value": quota.value, "min": quota.minimum, "max": quota.maximum}


def _home_names(problem: Problem) -> list[str]:
    """Households of several people by numbers that tell nothing; the others without a name."""
    names = [""] * len(problem.ids)
    for number, home in enumerate(problem.types.homes):
        for kind in home:
            for person in problem.types.members[kind]:
                names[person] = f"home-{number}"
    return names


def draw(lottery: dict[str, Any], randomness: dict[str, Any]) -> dict[str, Any]:
    """The draw that a public random value decides: number, panel and the order of the reserves, as `verify` checks it."""
    commitment = verify.commitment_of(lottery)
    number = verify.drawn_number(commitment, randomness, len(lottery["panels"]))
    panel = list(lottery["panels"][number])
    order = verify.reserve_order(commitment, str(randomness["value"]), len(lottery["pool"]), panel)
    return {"commitment": commitment, "randomness": randomness, "number": number, "panel": panel, "reserves": order, "replacements": []}


def canonical_text(value: Any) -> str:
    """JSON for the published files: readable, and the same whoever writes it."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1) + "\n"
