"""What the opinion map costs: 20,000 people × 1,000 statements, and public conversations beside red-dwarf in the same run.

    python benchmarks/opinions.py [--red-dwarf PYTHON] [--data FOLDER]

Every figure is that of a process of its own, one thread: CPU seconds and the most memory it held, from its start to its end. Ours is the whole
command with the evidence for groups (41 maps and 20 shuffled matrices), red-dwarf's is its pipeline, which asks for no evidence; "map alone" is both without
starting, reading and evidence. `--red-dwarf`: an interpreter where it is installed, else this one. `--data`: the folder of public
conversations; without it the one beside this checkout. Prints plain tables; nothing is asserted.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import tempfile
import time
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when numpy is imported
import numpy as np  # noqa: E402  # as below

from participation.methods.counting.text import table  # noqa: E402  # this checkout's, not an installed one
from participation.methods.opinions.clusters import divisions  # noqa: E402  # as above
from participation.methods.opinions.projection import project  # noqa: E402  # as above
from participation.methods.opinions.reading import read_statements, read_votes  # noqa: E402  # as above
from participation.methods.opinions.statements import findings  # noqa: E402  # as above

LARGE = (20_000, 1_000)
TIMES = 3
ALONE = """
import csv, sys, time, warnings
warnings.simplefilter("ignore")
from reddwarf.implementations.polis import run_pipeline
votes = []
with open(sys.argv[1] + "/participants-votes.csv") as file:
    rows = csv.reader(file)
    places = [(place, int(name)) for place, name in enumerate(next(rows)) if name.isdigit()]
    for row in rows:
        votes += [{"participant_id": int(row[0]), "statement_id": name, "vote": int(row[place]), "modified": 0} for place, name in places if row[place]]
hidden = []
if len(sys.argv) > 2:
    with open(sys.argv[1] + "/comments.csv") as file:
        hidden = [int(row["comment-id"]) for row in csv.DictReader(file) if row["moderated"] == "-1"]
start = time.process_time()
run_pipeline(votes=votes, mod_out_statement_ids=hidden, random_state=1)
print(time.process_time() - start)
"""
Took = tuple[float, float, str]


def measured(command: list[str]) -> Took:
    """CPU seconds, megabytes and what was printed; the best of a few runs."""
    found = []
    for _time in range(TIMES):
        with Popen(
            command, cwd=ROOT, stdout=PIPE, stderr=DEVNULL, text=True, env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        ) as process:
            said = process.stdout.read() if process.stdout else ""
            _pid, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{command[:3]} ended with {process.returncode}")
        found.append((used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said))
    return min(found, key=lambda took: took[0])


def write_large(folder: Path, density: float) -> None:
    """A participants-votes file of three camps."""
    people, statements = LARGE
    chance = np.random.default_rng(5)
    leaning = chance.normal(0.3, 1, statements) + chance.normal(0, 1, (3, statements))
    words = np.array(["-1", "0", "1"])
    with (folder / "participants-votes.csv").open("w", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", *range(statements)])
        for person in range(people):
            felt = leaning[person % 3] + chance.normal(0, 1.3, statements)
            cells = words[np.digitize(felt, (-0.4, 0.4))]
            cells = np.where(chance.random(statements) < density * chance.uniform(0.3, 1.7), cells, "") if density < 1 else cells
            writer.writerow([person, "", 0, 0, 0, 0, *cells])


def alone(folder: Path) -> float:
    """CPU seconds of projection, groups and tallies, without the evidence."""
    votes = read_votes((folder / "participants-votes.csv").read_text(encoding="utf-8"))
    statements = read_statements((folder / "comments.csv").read_text(encoding="utf-8"))
    best = 1e9
    for _time in range(TIMES):
        start = time.process_time()
        shown = votes.without([statement.id for statement in statements.values() if statement.hidden])
        on_map = votes.who_count()
        points = project(shown.marks, len(votes.statements) - len(shown.statements)).points(shown.marks[on_map])
        found = divisions(points, np.random.default_rng(1))
        everybody = np.full(len(votes.people), -1)
        everybody[on_map] = found[2].labels
        findings(shown.marks, everybody)
        best = min(best, time.process_time() - start)
    return best


def our_command(folder: Path, *options: str) -> list[str]:
    """The command as somebody types it."""
    return [sys.executable, "-m", "participation.cli", "map", str(folder / "participants-votes.csv"), "--json", *options]


def show_large(red_dwarf: str | None, with_theirs: bool) -> None:
    """The large conversation, thin and dense."""
    rows = [["20,000 × 1,000", "CPU s", "MB", "reference"]]
    for density in (0.1, 1.0):
        with tempfile.TemporaryDirectory() as place:
            write_large(Path(place), density)
            cpu, memory, _said = measured(our_command(Path(place)))
            rows.append([f"{density:.0%} of the cells answered", f"{cpu:.2f}", f"{memory:.0f}", "8 s, 600 MB"])
            if red_dwarf and with_theirs and density < 1:
                cpu, memory, _said = measured([red_dwarf, "-c", ALONE, place])
                rows.append(["the same by red-dwarf", f"{cpu:.2f}", f"{memory:.0f}", ""])
    print(table(rows) + "\n")


def show_public(data: Path, red_dwarf: str | None) -> None:
    """Each public conversation."""
    rows = [["conversation", "CPU s", "red-dwarf", "times", "MB", "red-dwarf", "share", "map alone ms", "red-dwarf", "times"]]
    for folder in sorted(place.parent for place in data.glob("*/participants-votes.csv")):
        cpu, memory, _said = measured(our_command(folder, "--statements", str(folder / "comments.csv")))
        ours = alone(folder)
        row = [folder.name, f"{cpu:.2f}", "–", "–", f"{memory:.0f}", "–", "–", f"{ours * 1000:.0f}", "–", "–"]
        if red_dwarf:
            theirs, theirs_memory, said = measured([red_dwarf, "-c", ALONE, str(folder), "moderated"])
            pipeline = float(said)
            row[2:4], row[5:7] = [f"{theirs:.2f}", f"{theirs / cpu:.1f}"], [f"{theirs_memory:.0f}", f"{memory / theirs_memory:.2f}"]
            row[8:10] = [f"{pipeline * 1000:.0f}", f"{pipeline / ours:.1f}"]
        rows.append(row)
    print(table(rows))


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    options.add_argument("--red-dwarf", default=sys.executable)
    options.add_argument("--data", type=Path)
    options.add_argument("--large-by-red-dwarf", action="store_true", help="takes a minute and 2 GB")
    chosen = options.parse_args()
    found = Popen([chosen.red_dwarf, "-c", "import reddwarf"], stdout=DEVNULL, stderr=DEVNULL).wait() == 0
    if not found:
        print("red-dwarf is not installed in the interpreter given; its columns stay empty.\n")
    show_large(chosen.red_dwarf if found else None, chosen.large_by_red_dwarf)
    beside = (folder / "shared" / "data" / "polis" for folder in ROOT.parents)
    data = chosen.data or next((folder for folder in beside if folder.is_dir()), None)
    if data is None:
        print("No public conversations beside this checkout; name their folder by --data.")
    else:
        show_public(data, chosen.red_dwarf if found else None)


if __name__ == "__main__":
    main()
