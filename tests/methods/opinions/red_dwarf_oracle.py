"""What red-dwarf says of a conversation, in a process of its own (`tests/methods/oracles.py`): it brings pandas and scikit-learn, which nothing else here needs.

A question has `marks`: rows of 1, 0, −1 or null; `groups`: a number a row; `hidden`: columns.
"""

from __future__ import annotations

import sys
import warnings
from typing import Any

from tests.methods.oracles import answer_all

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pandas as pd
    from reddwarf.utils.consensus import select_consensus_statements
    from reddwarf.utils.matrix import simple_filter_matrix
    from reddwarf.utils.reducer.base import run_reducer
    from reddwarf.utils.stats import calculate_comment_statistics_dataframes, priority_metric, select_representative_statements


def answer(marks: list[list[int | None]], groups: list[int], hidden: list[int]) -> dict[str, Any]:
    """Projection, statistics of each group, and the statements chosen."""
    matrix = pd.DataFrame(marks, dtype=float).rename_axis(index="participant_id", columns="statement_id")
    shown = simple_filter_matrix(vote_matrix=matrix.copy(), mod_out_statement_ids=hidden)
    points, statements, _model = run_reducer(vote_matrix=shown.values)
    stats, consensus = calculate_comment_statistics_dataframes(vote_matrix=matrix, cluster_labels=groups)
    extremity = (statements**2).sum(axis=1) ** 0.5
    priority = priority_metric(
        [False] * matrix.shape[1], (matrix == 1).sum(axis=0), (matrix == -1).sum(axis=0), matrix.notna().sum(axis=0), extremity
    )
    return {
        "points": points.tolist(),
        "statements": {name: stats[name].tolist() for name in ("na", "nd", "ns", "pa", "pd", "pat", "pdt", "ra", "rd", "rat", "rdt")},
        "group_aware_consensus": consensus["group-aware-consensus"].tolist(),
        "consensus": select_consensus_statements(matrix, mod_out_statement_ids=hidden),
        "representative": {str(group): rows for group, rows in select_representative_statements(stats, mod_out_statement_ids=hidden).items()},
        "priorities": priority.tolist(),
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    answer_all(answer, sys.stdin, default=float)
