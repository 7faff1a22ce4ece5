"""What it costs to write all answers of a large survey as CSV and as a workbook, from a real database.

    python benchmarks/survey_export.py [--responses 250000]

Prints a plain table; nothing is asserted. Each file is made in a process of its own, so that its memory is its own. References: 250,000 responses to 30
questions, both files complete, at most 200 MB.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import sys
import tempfile
import time
import zipfile
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from subprocess import run

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sqlalchemy import create_engine, insert  # noqa: E402  # after the path
from sqlalchemy.orm import Session  # noqa: E402  # as above

from benchmarks.surveys import a_survey, some_answers  # noqa: E402  # this checkout's, not an installed one
from participation.kit.cells import csv_line  # noqa: E402  # as above
from participation.kit.database import Base, tune  # noqa: E402  # as above
from participation.methods.counting.text import table  # noqa: E402  # as above
from participation.methods.surveys.formats.as_json import write_json  # noqa: E402  # as above
from participation.surveys.exporting import Source, write_file  # noqa: E402  # as above
from participation.surveys.models import Survey, SurveyAnswer, SurveyResponse, SurveyVersion  # noqa: E402  # as above
from participation.surveys.queries import definition_of, version_of  # noqa: E402  # as above
from participation.surveys.rows import to_rows  # noqa: E402  # as above

TABLES = ("survey", "survey_version", "survey_response", "survey_answer")
BATCH = 2_000


def fill(file: Path, number: int) -> None:
    """A database with the answers of so many people."""
    engine = create_engine(f"sqlite:///{file}")  # without foreign keys: there is no consultation around the survey
    Base.metadata.create_all(engine, tables=[Base.metadata.tables[name] for name in TABLES])
    definition, now = a_survey(), datetime(2026, 10, 14, 12, tzinfo=UTC)
    with Session(engine) as session:
        session.add(Survey(id=1, consultation_id=1, title="Umfrage", state="open", created_at=now, published_at=now))
        session.add(SurveyVersion(id=1, survey_id=1, definition=write_json(definition), sha256="", notes=[], uploaded_at=now, frozen_at=now))
        session.flush()
        answers = some_answers(definition, number)
        while batch := list(islice(answers, BATCH)):
            keys = sorted(os.urandom(16) for _each in batch)
            session.execute(insert(SurveyResponse), [{"key": key, "survey_id": 1, "version_id": 1} for key in keys])
            rows = [
                {"response_key": key, "question": question, "option": option, "value": value, "released": False}
                for key, one in zip(keys, batch, strict=True)
                for question, option, value in to_rows(definition, one)
            ]
            session.execute(insert(SurveyAnswer), rows)
        session.commit()


def export(database: Path, kind: str, target: Path) -> None:
    """Write one file and say what it cost."""
    engine = tune(create_engine(f"sqlite:///{database}"))
    begun = time.process_time()
    with Session(engine) as session, target.open("w+b") as stream:
        survey = session.get_one(Survey, 1)
        source = Source(session, survey, definition_of(version_of(session, survey)), lambda done: None)
        if kind == "csv":
            stream.write(("\ufeff" + csv_line(source.header)).encode())
            for line in source.lines():
                stream.write(csv_line(line).encode())
        else:
            write_file(source, kind, stream)
    spent = time.process_time() - begun
    print(json.dumps({"seconds": spent, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "bytes": target.stat().st_size}))


def rows_in(file: Path) -> int:
    """How many rows a file has below its header, counted from the file itself."""
    if file.suffix == ".csv":
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return sum(1 for _row in csv.reader(stream)) - 1
    found = 0
    with zipfile.ZipFile(file) as archive, archive.open("xl/worksheets/sheet1.xml") as stream:
        rest = b""
        while piece := stream.read(1 << 20):
            found += (rest[-4:] + piece).count(b"<row ")
            rest = piece
    return found - 1


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    options.add_argument("--responses", type=int, default=250_000)
    options.add_argument("--write", nargs=3, metavar=("DATABASE", "KIND", "TARGET"), help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.write:
        export(Path(given.write[0]), given.write[1], Path(given.write[2]))
        return
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "survey.sqlite"
        fill(database, given.responses)
        rows = [["file", "responses", "rows in the file", "CPU s", "peak MB", "MB"]]
        for kind in ("csv", "xlsx"):
            target = Path(folder) / f"answers.{kind}"
            command = [sys.executable, str(Path(__file__).resolve()), "--write", str(database), kind, str(target)]
            told = json.loads(run(command, capture_output=True, text=True, check=True).stdout)
            told_rows = [
                f"{given.responses:,}",
                f"{rows_in(target):,}",
                f"{told['seconds']:.0f}",
                f"{told['peak']:.0f}",
                f"{told['bytes'] / 1e6:.0f}",
            ]
            rows.append([kind, *told_rows])
        print(table(rows))


if __name__ == "__main__":
    main()
