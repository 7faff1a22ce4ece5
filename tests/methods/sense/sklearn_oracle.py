"""What scikit-learn says of categories and of two coders, in a process of its own (`tests/methods/oracles.py`)."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from sklearn.metrics import cohen_kappa_score
from sklearn.naive_bayes import ComplementNB

from tests.methods.oracles import answer_all


def answer(**question: Any) -> Any:
    """`counts` (texts × grams), `categories`, `asked` (one row): the order of categories. `first`, `second`: Cohen's κ."""
    if "first" in question:
        return float(cohen_kappa_score(question["first"], question["second"]))
    model = ComplementNB(alpha=1.0, norm=True).fit(np.array(question["counts"]), question["categories"])
    scores = model.predict_joint_log_proba(np.array([question["asked"]]))[0]
    return {str(category): float(score) for category, score in zip(model.classes_, scores, strict=True)}


if __name__ == "__main__":
    answer_all(answer, sys.stdin)
