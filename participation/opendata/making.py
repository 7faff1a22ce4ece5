"""A file of data from beginning to end: the datasets' parts one after another, then the archive. What is there already is not made again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.datasets.catalogue import DATASETS, PUBLIC
from participation.datasets.kinds import Dataset
from participation.datasets.reading import Looks, batches
from participation.datasets.scope import Scope
from participation.discussions.models import Contribution, Discussion
from participation.opendata.dictionary import datapackage, dictionary_csv
from participation.opendata.joining import join
from participation.opendata.parts import formats_of, part_path, rows_in, write_parts
from participation.proposals.models import Proposal

Progress = Callable[[int, int], None]
"""Told how many rows are written, and about how many there are."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made: whose data, what it is called, under which licence; `private`: with the columns for staff."""

    scope: Scope
    name: str
    title: str
    licence: tuple[str, str]
    attribution: str
    homepage: str
    private: bool = False

    @property
    def datasets(self) -> Sequence[Dataset]:
        """What lies in the file."""
        found = DATASETS if self.private else PUBLIC
        return found if self.scope.consultation_id is None else tuple(one for one in found if one.of_consultation)


def make(looks: Looks, order: Order, folder: Path, stream: BinaryIO, progress: Progress) -> dict[str, int]:
    """Write the archive; `folder` keeps its parts until then, and those of an attempt before. Returns how many rows each dataset has."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with looks() as session:
        total = about(session, order.scope)
    done, numbers = 0, dict[str, int]()
    for dataset in order.datasets:
        table = dataset.table.shown(private=order.private)
        count = rows_in(folder, table)
        if count is None:
            before = done

            def tell(rows: int, before: int = before) -> None:
                progress(min(before + rows, total), total)

            count = write_parts(folder, table, batches(looks, dataset, order.scope, private=order.private), tell)
        numbers[dataset.name] = count
        done += count
    parts = [part_path(folder, one.table, kind) for one in order.datasets for kind in formats_of(one.table)]
    join(stream, _texts(order, numbers), parts)
    progress(total, total)
    return numbers


def about(session: Session, scope: Scope) -> int:
    """About how many rows there will be: what there is most of."""
    proposals = select(func.count(Proposal.id)).where(scope.of(Proposal.consultation_id))
    said = (
        select(func.count(Contribution.id)).join(Discussion, Discussion.id == Contribution.discussion_id).where(scope.of(Discussion.consultation_id))
    )
    return max(1, 2 * (session.scalar(proposals) or 0) + (session.scalar(said) or 0))


def _texts(order: Order, numbers: dict[str, int]) -> dict[str, str]:
    return {
        "LIESMICH.txt": _readme(order, numbers),
        "verzeichnis.csv": dictionary_csv(order.datasets, private=order.private),
        "datapackage.json": datapackage(order.name, order.title, order.datasets, order.licence, order.homepage, private=order.private),
        "zeilen.json": json.dumps(numbers, indent=1) + "\n",
    }


_GENERAL = """\
Jede Tabelle gibt es als .csv (UTF-8 mit Kennung, Komma), .json (eine Zeile je Eintrag) und .xlsx, Tabellen mit Orten auch als .geojson (WGS 84).
verzeichnis.csv erklärt jede Spalte auf Deutsch und Englisch, datapackage.json dasselbe für Programme (Frictionless Table Schema).
Beginnt ein Text in .csv oder .xlsx mit einem Zeichen, das eine Formel sein könnte, steht ein Apostroph davor. In .json steht er unverändert.
Zeitpunkte stehen in der Ortszeit mit ihrem Abstand zu UTC. Eine leere Zelle heißt: keine Angabe. 1 heißt ja, 0 heißt nein.

Each table comes as .csv (UTF-8 with a mark, comma), .json (a line each) and .xlsx, those with places as .geojson (WGS 84) too.
verzeichnis.csv explains every column in German and English, datapackage.json the same for programs (Frictionless Table Schema).
A text in .csv or .xlsx that could be a formula begins with an apostrophe; in .json it is unchanged.
Moments are local time with their distance to UTC. An empty cell: not known. 1 is yes, 0 is no.
"""


def _readme(order: Order, numbers: dict[str, int]) -> str:
    if order.private:
        terms = "Diese Datei enthält Angaben, die nur für die Stadt bestimmt sind. Geben Sie sie nicht weiter.\n"
    else:
        terms = f"Lizenz / licence: {order.licence[0]}, {order.licence[1]}\nNamensnennung / attribution: {order.attribution}\n"
    lines = [f"{dataset.name}: {numbers[dataset.name]} – {dataset.table.title.de} / {dataset.table.title.en}" for dataset in order.datasets]
    return "\n".join([order.title, order.homepage, "", terms, _GENERAL, *lines]) + "\n"
