"""People as points in the plane: the two directions in which their answers differ most.

Mean imputation and principal components as Polis does it (C. Small et al., *Polis: Scaling deliberation by mapping high dimensional
opinion spaces*, Recerca 26 (2021)): a missing answer is the statement's mean, so after centring it is 0; whoever answered n of C
statements is moved outwards by √(C/n), because what is missing would have pulled everybody to the middle. A statement that moderation took out counts
as one that everybody answered alike: it tells nobody apart, and moves nobody outwards.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from participation.methods.opinions.votes import UNSEEN, Marks

Floats = NDArray[np.float64]
Reals = NDArray[np.floating]
_ROWS = 2_048
_SMALL = 100
_EXACT = 1_600
_STEPS = 36


@dataclass(frozen=True, slots=True)
class Projection:
    """`centre` (C) is each statement's mean, `axes` (2 × C) the components, `share` how much of the variance each of them holds.

    `hidden`: how many statements moderation took out; C are the others.
    """

    centre: Floats
    axes: Floats
    share: tuple[float, float]
    hidden: int = 0

    def points(self, marks: Marks, kind: type[np.floating] = np.float64) -> Floats:
        """Where people stand (n × 2). `marks`: n × C, in the order of the statements; without any answer one stands in the middle."""
        found = np.zeros((len(marks), 2))
        for start in range(0, len(marks), _ROWS):
            part = marks[start : start + _ROWS]
            answers = np.count_nonzero(part != UNSEEN, axis=1)
            scale = np.sqrt((part.shape[1] + self.hidden) / np.maximum(answers + self.hidden, 1))
            found[start : start + _ROWS] = (centred(part, self.centre, kind) @ self.axes.T.astype(kind)) * scale[:, None]
        return found

    def extremity(self) -> Floats:
        """How far somebody stands from the middle who answered this statement alone, with agreement as Polis' server reckons it (C)."""
        reach = np.sqrt(len(self.centre) + self.hidden) * (1.0 - self.centre) * self.axes
        return np.asarray(np.sqrt((reach**2).sum(axis=0)))

    def turned(self, by: Floats) -> Projection:
        """The same with axes that point the way those of an earlier map did. `by`: 2 × C, zero for statements that are new."""
        signs = np.where((self.axes * by).sum(axis=1) < 0, -1.0, 1.0)
        return replace(self, axes=self.axes * signs[:, None])


def means(marks: Marks) -> Floats:
    """Each statement's mean answer, 0 where nobody gave one."""
    seen = np.count_nonzero(marks != UNSEEN, axis=0)
    total = np.count_nonzero(marks == 1, axis=0) - np.count_nonzero(marks == -1, axis=0)
    return np.asarray(total / np.maximum(seen, 1))


def centred(marks: Marks, centre: Floats, kind: type[np.floating] = np.float64) -> Reals:
    """Answers minus their statement's mean, 0 where there is none."""
    found = marks.astype(kind)
    found -= centre.astype(kind)
    found *= marks != UNSEEN
    return found


def project(marks: Marks, hidden: int = 0, *, roughly: bool = False) -> Projection:
    """The projection of these answers (n × C). `hidden`: statements taken out. `roughly`: in single precision and few steps, for the many matrices of a comparison."""
    people, statements = marks.shape
    centre = means(marks)
    if not people or not statements:
        return Projection(centre, np.zeros((2, statements)), (0.0, 0.0), hidden)
    kind = np.float32 if roughly else np.float64
    if people < statements:
        rows = centred(marks, centre, kind)
        values, vectors = _leading((rows @ rows.T).astype(np.float64), roughly)
        axes = vectors.T @ rows.astype(np.float64)
        total = float(np.square(rows, dtype=np.float64).sum())
    else:
        gram = np.zeros((statements, statements), kind)
        for start in range(0, people, _ROWS):
            rows = centred(marks[start : start + _ROWS], centre, kind)
            gram += rows.T @ rows
        values, vectors = _leading(gram if roughly else gram.astype(np.float64), roughly)
        axes = np.asarray(vectors.T, dtype=np.float64)
        total = float(np.trace(gram))
    return _signed(Projection(centre, axes, (0.0, 0.0), hidden), values, total)


def _signed(raw: Projection, values: Floats, total: float) -> Projection:
    """Axes of length one (or zero, where nothing differs), the largest entry of each above zero."""
    axes, found = raw.axes, np.zeros((2, len(raw.centre)))
    shares = [0.0, 0.0]
    for number in range(len(axes)):
        length = float(np.linalg.norm(axes[number]))
        if length > 0 and values[number] > 1e-9 * max(total, 1e-9):
            axis = axes[number] / length
            size = np.abs(axis)
            largest = int(np.argmax(size >= size.max() - 1e-9))
            found[number] = axis if axis[largest] > 0 else -axis
            shares[number] = min(1.0, float(values[number]) / total)
    return replace(raw, axes=found, share=(shares[0], shares[1]))


def _leading(gram: Reals, roughly: bool) -> tuple[Floats, Floats]:
    """The two largest eigenvalues and their vectors (size × 2) of a symmetric matrix, the largest first; fewer for a smaller matrix."""
    size = len(gram)
    if size <= _SMALL or (size <= _EXACT and not roughly):
        values, vectors = np.linalg.eigh(gram)
        return np.asarray(values[::-1][:2], dtype=np.float64), np.asarray(vectors[:, ::-1][:, :2], dtype=np.float64)
    return _lanczos(gram, _STEPS if roughly else 8 * _STEPS)


def _lanczos(gram: Reals, steps: int) -> tuple[Floats, Floats]:
    """The same by Lanczos' method with full reorthogonalisation (Golub and Van Loan, *Matrix Computations*, ch. 10)."""
    size = len(gram)
    basis = np.zeros((steps, size), gram.dtype)
    middle, beside = np.zeros(steps), np.zeros(steps)
    current = np.random.default_rng(size).standard_normal(size).astype(gram.dtype)
    current /= np.linalg.norm(current)
    used = steps
    for step in range(steps):
        basis[step] = current
        following = gram @ current
        middle[step] = float(current @ following)
        known = basis[: step + 1]
        for _twice in range(2):
            following = following - known.T @ (known @ following)
        beside[step] = float(np.linalg.norm(following))
        if beside[step] <= 1e-6 * max(abs(middle[: step + 1]).max(), 1e-30):
            used = step + 1
            break
        current = following / beside[step]
    small = np.diag(middle[:used]) + np.diag(beside[: used - 1], 1) + np.diag(beside[: used - 1], -1)
    values, vectors = np.linalg.eigh(small)
    return values[::-1][:2], np.asarray(basis[:used].T.astype(np.float64) @ vectors[:, ::-1][:, :2])
