"""The public log's lines as rows of words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.moderation.clauses import clause_title
from participation.moderation.models import Source
from participation.moderation.words import KIND_NAMES, RESULT_NAMES, SOURCE_NAMES, measure_of

LOG_HEAD = (lazy("Monat"), lazy("Was"), lazy("Regel"), lazy("Maßnahme"), lazy("Anlass"), lazy("Widerspruch"), lazy("Anzahl"))


def log_rows(lines: Iterable[Any]) -> Iterator[list[object]]:
    """A line of the log in words: month, kind, clause, measure, source, what became of an appeal, how many."""
    for line in lines:
        yield [
            line.month,
            str(KIND_NAMES[line.kind]),
            clause_title(line.clause) or _("keine"),
            str(measure_of(line.kind, line.measure)),
            str(SOURCE_NAMES[Source(line.source)]),
            appeal_word(line),
            line.number,
        ]


def appeal_word(line: Any) -> str:
    """What became of an appeal."""
    if line.appealed:
        return _("läuft")
    return str(RESULT_NAMES[bool(line.upheld)]) if line.upheld is not None else _("keiner")
