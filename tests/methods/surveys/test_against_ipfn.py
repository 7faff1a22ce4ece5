"""Raking beside ipfn, a package for nothing else: the same tables."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from participation.methods.surveys.results.weights import Margin, rake
from tests.methods.oracles import an_oracle


@pytest.mark.skipif(importlib.util.find_spec("ipfn") is None, reason="ipfn is not installed")
def test_ipfn_fits_the_same_tables() -> None:
    chance = np.random.default_rng(1)
    questions, ours = [], []
    for _each in range(25):
        shape = tuple(int(size) for size in chance.integers(2, 6, size=int(chance.integers(2, 5))))
        table = chance.integers(1, 9, size=shape)
        people = np.array([place for place, number in np.ndenumerate(table) for _one in range(number)])
        total = float(table.sum())
        shares = [chance.dirichlet(np.full(size, 8.0)) for size in shape]
        questions.append({"table": table.tolist(), "targets": [(share * total).tolist() for share in shares]})
        margins = [Margin(f"m{axis}", people[:, axis], tuple(map(str, range(size))), tuple(shares[axis])) for axis, size in enumerate(shape)]
        found = rake(margins, least=0.0, most=1e9)
        assert found.met
        fitted = np.zeros(shape)
        np.add.at(fitted, tuple(people.T), found.weights)
        ours.append(fitted)
    with an_oracle("surveys.ipfn_oracle") as ask:
        said = [ask(**question) for question in questions]
    assert len(said) == len(ours)
    for theirs, fitted in zip(said, ours, strict=True):
        assert np.allclose(theirs, fitted, rtol=1e-6, atol=1e-9)
