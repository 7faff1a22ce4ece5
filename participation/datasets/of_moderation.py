"""What the moderation decided, as its public log says it: by month, without names and texts."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from participation.datasets.kinds import Column, Dataset, Kind, Table, Words
from participation.datasets.scope import Row, Scope
from participation.moderation.logs import log_rows
from participation.moderation.queries import log_lines

DECISIONS = Table(
    "moderation",
    Words(
        "Entscheidungen der Moderation nach Monaten, wie im öffentlichen Moderationsprotokoll: ohne Namen und Texte.",
        "Decisions of the moderation by month, as in its public log: without names and texts.",
    ),
    (
        Column("monat", "Monat, zum Beispiel 2026-10", "month, for example 2026-10"),
        Column("was", "worum es ging", "what it was about, in German"),
        Column("regel", "Regel, gegen die verstoßen wurde", "rule that was broken"),
        Column("massnahme", "was entschieden wurde", "what was decided, in German"),
        Column("anlass", "wie es bekannt wurde", "how it came up, in German"),
        Column("widerspruch", "was aus einem Widerspruch wurde", "what became of an appeal, in German"),
        Column("anzahl", "wie viele solche Entscheidungen", "number of such decisions", Kind.WHOLE),
    ),
    Words("Entscheidungen der Moderation", "Moderation decisions"),
)


def _decisions(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    rows = sorted(tuple(row) for row in log_rows(log_lines(session)))
    yield from enumerate(rows[after : after + most], after + 1)


DATASETS = (Dataset(DECISIONS, _decisions, of_consultation=False),)
