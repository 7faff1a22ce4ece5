"""Columns of answers as bytes and back, so that a table can be counted anew for a part of the people without reading every answer again."""

from __future__ import annotations

import io
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from participation.methods.surveys.definition import Kind, Survey
from participation.methods.surveys.results.columns import Column, labels_of

WEIGHTS = "weights"


def pack(columns: Mapping[str, Column], weights: NDArray[np.float64] | None = None) -> bytes:
    """The columns, and the weights where there are some, as a compressed archive of arrays. No text that somebody wrote is in it."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for place, column in enumerate(columns.values()):
        arrays[f"s{place}"] = column.state
        if column.values is not None:
            arrays[f"v{place}"] = column.values
    if weights is not None:
        arrays[WEIGHTS] = weights
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)  # type: ignore[arg-type]  # its stub takes a flag by name too
    return stream.getvalue()


def unpack(survey: Survey, content: bytes) -> tuple[dict[str, Column], NDArray[np.float64] | None]:
    """The columns that `pack` made of answers to this survey, and the weights. Raises ValueError for what it did not make."""
    questions = [question for question in survey.questions if question.kind != Kind.INFORMATION]
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        names = set(arrays.files)
        if not {f"s{place}" for place in range(len(questions))} <= names:
            raise ValueError("these columns belong to another definition")
        found = {
            question.code: Column(
                question.code,
                question.kind,
                labels_of(question),
                tuple(row.code for row in question.rows),
                arrays[f"s{place}"],
                arrays[f"v{place}"] if f"v{place}" in names else None,
            )
            for place, question in enumerate(questions)
        }
        return found, arrays[WEIGHTS] if WEIGHTS in names else None
