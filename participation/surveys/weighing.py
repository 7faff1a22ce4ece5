"""Weights by the shares that staff entered, and what is told of them: what they meet, what they cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from participation.methods.surveys.definition import Survey
from participation.methods.surveys.results.columns import Column
from participation.methods.surveys.results.tallies import Weights
from participation.methods.surveys.results.weights import CannotWeigh, Margin, rake

Targets = Mapping[str, Mapping[str, float]]
"""Question → option → the town's share in percent."""


def margins_of(definition: Survey, columns: Mapping[str, Column], targets: Targets) -> list[Margin]:
    """The features with what people answered. Who gave an answer without a share counts as unknown and keeps the share that they have."""
    main, found = definition.languages[0], []
    for code, shares in targets.items():
        question, column = definition.question(code), columns.get(code)
        if question is None or column is None or column.values is None:
            continue
        known = [label for label in column.labels if label in shares]
        places = {column.labels.index(label): place for place, label in enumerate(known)}
        mapped = np.array([*(places.get(place, -1) for place in range(len(column.labels))), -1])[column.values]
        names = {option.code: option.text.get(main, option.code) for option in question.options}
        labels = tuple(names.get(label, label) for label in known)
        found.append(Margin(question.text.get(main, code), mapped, labels, tuple(shares[label] for label in known)))
    return found


def weighed(definition: Survey, columns: Mapping[str, Column], targets: Targets, source: str) -> tuple[Weights | None, dict[str, Any] | None]:
    """The weights (n), and what pages say of them; neither without targets, and no weights with the sentence why where they cannot be made."""
    margins = margins_of(definition, columns, targets)
    if not margins:
        return None, None
    about: dict[str, Any] = {"features": [margin.name for margin in margins], "source": source, "problem": ""}
    try:
        found = rake(margins)
    except CannotWeigh as error:
        return None, {**about, "problem": str(error)}
    return found.weights, {
        **about,
        "met": bool(found.met),
        "deviation": float(found.deviation),
        "trimmed": found.trimmed,
        "design_effect": float(found.design_effect),
        "effective": found.effective,
        "least": float(found.weights.min()),
        "most": float(found.weights.max()),
    }
