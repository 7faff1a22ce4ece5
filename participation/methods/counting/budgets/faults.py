"""What is wrong with a `.pb` file: every fault with its line and column, told together."""

from __future__ import annotations

from dataclasses import dataclass

from participation.methods.counting.ballots import clean
from participation.methods.counting.files import BallotFileError

MOST_SHOWN = 25


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong; `line` counts from 1, `column` is the name of a column or of a META key."""

    reason: str
    line: int | None = None
    column: str = ""

    def __str__(self) -> str:
        """Line, column and reason as one German sentence."""
        where = [f"Zeile {self.line}"] if self.line is not None else []
        where += [f"Spalte {self.column[:40]}"] if self.column else []
        return f"{', '.join(where)}: {self.reason}" if where else self.reason


class BudgetFileError(BallotFileError):
    """A file that cannot be read as a budget; the message lists all faults, one a line."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(faults[0].reason, faults[0].line)
        lines = [str(fault) for fault in faults[:MOST_SHOWN]]
        if len(faults) > MOST_SHOWN:
            lines.append(f"… und {len(faults) - MOST_SHOWN} weitere Fehler.")
        self.args = ("\n".join(clean(line) for line in lines),)
