"""Linear and integer programs on HiGHS, always with one thread and one seed, so that the same question has the same answer."""

from __future__ import annotations

from collections.abc import Sequence

import highspy
import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
INFINITY = highspy.kHighsInf


class Program:
    """maximise costs·x, subject to row bounds on A·x and to column bounds; rows and columns can be changed and solved again, warm."""

    def __init__(self, columns: int, *, integer: bool = False) -> None:
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]  # the library says no types here
        for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("parallel", "off"), ("mip_rel_gap", 0.0)):
            self.solver.setOptionValue(name, value)
        self.columns = columns
        self._all = np.arange(columns, dtype=np.int32)
        empty = np.empty(0, dtype=np.int32)
        self.solver.addCols(columns, np.zeros(columns), np.zeros(columns), np.ones(columns), 0, empty, empty, np.empty(0))
        self.solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        if integer:
            self.solver.changeColsIntegrality(columns, self._all, np.full(columns, highspy.HighsVarType.kInteger))
        self.rows = 0

    def add_row(self, lower: float, upper: float, columns: Sequence[int] | NDArray[np.int64], values: Sequence[float] | Numbers) -> int:
        """One more row; returns its number."""
        self.solver.addRow(lower, upper, len(columns), np.asarray(columns, dtype=np.int32), np.asarray(values, dtype=np.float64))
        self.rows += 1
        return self.rows - 1

    def add_column(self, cost: float, lower: float, upper: float, rows: NDArray[np.int64], values: Numbers) -> int:
        """One more column; returns its number."""
        self.solver.addCol(cost, lower, upper, len(rows), rows.astype(np.int32), values)
        self.columns += 1
        self._all = np.arange(self.columns, dtype=np.int32)
        return self.columns - 1

    def costs(self, costs: Numbers) -> None:
        """Set what is maximised."""
        self.solver.changeColsCost(self.columns, self._all, np.asarray(costs, dtype=np.float64))

    def bounds(self, lower: Numbers, upper: Numbers) -> None:
        """Set all columns' bounds."""
        self.solver.changeColsBounds(self.columns, self._all, np.asarray(lower, dtype=np.float64), np.asarray(upper, dtype=np.float64))

    def bound(self, column: int, lower: float, upper: float) -> None:
        """Set one column's bounds."""
        self.solver.changeColBounds(column, lower, upper)

    def row(self, row: int, lower: float, upper: float) -> None:
        """Set one row's bounds."""
        self.solver.changeRowBounds(row, lower, upper)

    def option(self, name: str, value: bool | float | str) -> None:
        """Set an option of HiGHS."""
        self.solver.setOptionValue(name, value)

    def solve(self) -> bool:
        """Whether an optimum was found; False where there is no solution at all. Raises ArithmeticError for anything else."""
        self.solver.run()
        status = self.solver.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return True
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return False
        if status in (highspy.HighsModelStatus.kUnknown, highspy.HighsModelStatus.kSolveError):  # a warm start that led nowhere
            self.solver.clearSolver()
            self.solver.run()
            status = self.solver.getModelStatus()
            if status == highspy.HighsModelStatus.kOptimal:
                return True
            if status == highspy.HighsModelStatus.kInfeasible:
                return False
        if status == highspy.HighsModelStatus.kTimeLimit or status == highspy.HighsModelStatus.kSolutionLimit:
            return self.solver.getInfo().primal_solution_status == 2
        raise ArithmeticError(f"the solver stopped with {self.solver.modelStatusToString(status)}")

    @property
    def objective(self) -> float:
        """The value of the last optimum."""
        return float(self.solver.getInfo().objective_function_value)

    @property
    def values(self) -> Numbers:
        """The columns of the last optimum."""
        return np.array(self.solver.getSolution().col_value)

    @property
    def duals(self) -> Numbers:
        """The rows' prices: by how much one more on its bound would change the optimum."""
        return np.array(self.solver.getSolution().row_dual)

    def stop(self) -> None:
        """Free the solver's memory."""
        self.solver.clear()
