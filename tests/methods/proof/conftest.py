"""Two votes that are held once for many tests."""

from __future__ import annotations

import pytest

from tests.methods.proof.elections import Ran, a_ranked_vote, a_vote


@pytest.fixture(scope="package")
def vote() -> Ran:
    """Sums, weights of one, a second ballot."""
    return a_vote()


@pytest.fixture(scope="package")
def ranked() -> Ran:
    """Ranks, shuffled twice."""
    return a_ranked_vote()
