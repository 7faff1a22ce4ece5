"""Which statement somebody is shown next: the organisers' first, then whatever the fewest have seen.

That way all statements are answered about equally often, which estimates their shares better than showing the interesting ones more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from random import Random

MOST_IN_A_ROW = 25
"""After so many answers the results are due."""


def next_statement(
    seen: Mapping[int, int], answered: Collection[int], chance: Random, seeds: Collection[int] = (), most: int = MOST_IN_A_ROW
) -> int | None:
    """The statement to show, or None when all are answered or `most` of them.

    `seen`: statement → how many people answered it, for all that are open; `answered`: what this person did, also own statements;
    `seeds`: the organisers'. Ties are decided by chance.
    """
    mine, first = set(answered), set(seeds)
    if len(mine) >= most:
        return None
    left = [statement for statement in sorted(seen) if statement not in mine]
    among = [statement for statement in left if statement in first] or left
    if not among:
        return None
    least = min(seen[statement] for statement in among)
    fewest = [statement for statement in among if seen[statement] == least]
    return fewest[chance.randrange(len(fewest))]
