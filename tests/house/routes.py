"""How a room states the outcome of its routes for each role; `test_routes.py` reads every room's table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace

ROLES = ("anonymous", "resident", "moderator_elsewhere", "moderator", "office", "council", "administrator")

World = SimpleNamespace
"""Things the addresses name: `world.consultation`, and whatever a room's `furnish(session, world)` adds."""


@dataclass(frozen=True)
class Row:
    """One route and method.

    `url` makes the address from the world. `outcomes` are seven words in the order of ROLES: a status such as `200`, `404`,
    `422`, or `sign-in` for being led to the sign-in page; one word stands for all seven. `data` is the form that is sent
    (a POST always carries its token).
    """

    url: Callable[[World], str]
    outcomes: str
    data: Callable[[World], dict[str, object]] = field(default=lambda world: {})

    def expected(self) -> dict[str, str]:
        """Role → outcome."""
        words = self.outcomes.split()
        if len(words) == 1:
            words *= len(ROLES)
        if len(words) != len(ROLES):
            raise ValueError(f"{len(ROLES)} outcomes, in the order of {ROLES}: {self.outcomes!r}")
        return dict(zip(ROLES, words, strict=True))
