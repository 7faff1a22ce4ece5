"""The pool as the draw's methods take it, and as it is frozen."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from participation.councils.models import Council
from participation.invitations.pool import PoolPerson
from participation.methods.sortition.drawing import person_hash, quota_row
from participation.methods.sortition.problem import Problem, Quota
from participation.methods.sortition.verify import canonical

FORMAT = "participation-pool-1"


def problem_of(people: Sequence[PoolPerson], quotas: Sequence[Quota], seats: int) -> Problem:
    """Everybody of the pool by their place, with features and households."""
    features = sorted({quota.feature for quota in quotas})
    return Problem(
        ids=tuple(str(place) for place in range(len(people))),
        features={feature: tuple(person.features[feature] for person in people) for feature in features},
        quotas=tuple(quotas),
        seats=seats,
        households=tuple(person.home for person in people),
    )


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a person gets: the hash that stands for them, and the salt and the text of which it is made."""

    person_hash: str
    salt: str
    identity: str


def identity_of(answer_id: int, name: str) -> str:
    """The text that is hashed for a person: their name as they gave it, and the number of their answer."""
    return f"{name.strip()} · {answer_id}"


def receipts(people: Sequence[PoolPerson], names: Mapping[int, str], random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> list[Receipt]:
    """A receipt for everybody, each with a salt of its own."""
    made = []
    for person in people:
        salt, identity = random_bytes(16), identity_of(person.answer_id, names.get(person.answer_id, ""))
        made.append(Receipt(person_hash(salt, identity), salt.hex(), identity))
    return made


def pool_document(council: Council, people: Sequence[PoolPerson], hashes: Sequence[str], quotas: Sequence[Quota]) -> str:
    """What is frozen, as canonical JSON: seats, quotas, and of each person hash, features and a household by a number that tells nothing."""
    features = sorted({quota.feature for quota in quotas})
    homes = _numbered([person.home for person in people])
    document = {
        "format": FORMAT,
        "council": council.title,
        "seats": council.seats,
        "features": features,
        "quotas": [quota_row(quota) for quota in quotas],
        "pool": [
            {"person": name, "values": [person.features[feature] for feature in features], "household": home}
            for name, person, home in zip(hashes, people, homes, strict=True)
        ],
    }
    return canonical(document).decode()


def _numbered(homes: Sequence[str]) -> list[str]:
    """Households of several people as `home-0`, `home-1`, …; nothing for who lives with nobody of the pool."""
    names: dict[str, str] = {}
    return [names.setdefault(home, f"home-{len(names)}") if home and homes.count(home) > 1 else "" for home in homes]


def hash_of(document: str) -> str:
    """The SHA-256 that is published of it."""
    return hashlib.sha256(document.encode()).hexdigest()


def frozen_problem(document: str) -> tuple[Problem, list[dict[str, Any]]]:
    """A frozen pool as the methods take it, and its people as they are published."""
    frozen = json.loads(document)
    features, pool = frozen["features"], frozen["pool"]
    problem = Problem(
        ids=tuple(person["person"] for person in pool),
        features={feature: tuple(person["values"][place] for person in pool) for place, feature in enumerate(features)},
        quotas=tuple(Quota(row["feature"], row["value"], row["min"], row["max"]) for row in frozen["quotas"]),
        seats=frozen["seats"],
        households=tuple(person["household"] for person in pool),
    )
    return problem, pool


def with_own_homes(lottery: dict[str, Any], pool: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A public lottery in which households have the names of the frozen pool, so that both files can be laid side by side."""
    names = {theirs["household"]: ours["household"] for theirs, ours in zip(lottery["pool"], pool, strict=True) if theirs["household"]}
    prices = {names[home]: price for home, price in lottery["certificate"]["households"].items()}
    return {**lottery, "pool": list(pool), "certificate": {**lottery["certificate"], "households": prices}}
