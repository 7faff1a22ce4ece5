"""How fair and how fast: smallest chance against the bound, tickets against their limit, CPU and memory; beside the field's library if it is installed.

    python benchmarks/sortition.py [--pools FOLDER] [--only NAME …] [--library PYTHON]

`--pools` is a folder of folders NAME_SEATS with respondents.csv and categories.csv. `--library` is the Python of another environment in which
`sortition-algorithms` is installed; it runs there, in a process of its own, with the same pool and its maximin.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import time
from pathlib import Path

from participation.methods.sortition.drawing import prepare
from participation.methods.sortition.explain import price_list
from participation.methods.sortition.reading import read_problem

POOLS = Path(__file__).resolve().parents[2] / "shared" / "data" / "sortition"
LIBRARY = """
import sys, time, json
from pathlib import Path
from sortition_algorithms.adapters import CSVStringDataSource
from sortition_algorithms.committee_generation.maximin import find_distribution_maximin
from sortition_algorithms.adapters import SelectionData
from sortition_algorithms.settings import Settings
folder, seats = Path(sys.argv[1]), int(sys.argv[2])
settings = Settings(id_column="id", columns_to_keep=[])
quotas = (folder / "categories.csv").read_text().replace("category,feature,", "feature,value,", 1)  # as the library calls the columns now
data = SelectionData(CSVStringDataSource(quotas, (folder / "respondents.csv").read_text()))
features, _ = data.load_features(seats)
people, _ = data.load_people(settings, features)
started = time.process_time()
committees, probabilities, _ = find_distribution_maximin(features, people, seats, None)
chances = {}
for committee, share in zip(committees, probabilities):
    for person in committee:
        chances[person] = chances.get(person, 0) + share
everybody = list(people)
print(json.dumps({"cpu": time.process_time() - started, "smallest": min(chances.get(person, 0) for person in everybody)}))
"""


def measure(folder: Path, library: str | None) -> None:
    """Print one pool's line."""
    seats = int(folder.name.rsplit("_", 1)[1])
    problem = read_problem((folder / "respondents.csv").read_text(), (folder / "categories.csv").read_text(), seats)
    started = time.process_time()
    prepared = prepare(problem, seed="00")
    cpu = time.process_time() - started
    started = time.process_time()
    price_list(problem)
    prices = time.process_time() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    limit = int(1000 * prepared.bound + 1e-6)
    line = f"{folder.name:20} n={len(problem.ids):<5} k={seats:<4} bound {prepared.bound:.4f} reached {prepared.smallest:.4f} "
    line += f"tickets {prepared.lottery.tickets.min()}/{limit} CPU {cpu:6.1f} s, all ±1 prices {prices:5.2f} s, memory {memory:4.0f} MB"
    if library:
        line += " | library: " + beside(folder, seats, library)
    print(line, flush=True)


def beside(folder: Path, seats: int, library: str) -> str:
    """What the field's library does with the same pool, within five minutes."""
    try:
        run = subprocess.run(
            [library, "-c", LIBRARY, str(folder), str(seats)], capture_output=True, text=True, timeout=300, check=True
        )  # a Python that was named
    except subprocess.TimeoutExpired:
        return "not done in 300 s"
    except subprocess.CalledProcessError as error:
        return f"failed: {error.stderr.strip().splitlines()[-1] if error.stderr else error}"
    said = json.loads(run.stdout.splitlines()[-1])
    return f"maximin {said['smallest']:.4f} in {said['cpu']:.1f} s"


def main() -> None:
    """Measure the pools asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pools", type=Path, default=POOLS)
    parser.add_argument("--only", nargs="*", default=())
    parser.add_argument("--library")
    arguments = parser.parse_args()
    for folder in sorted(arguments.pools.glob("*_*")):
        if folder.is_dir() and (not arguments.only or any(name in folder.name for name in arguments.only)):
            measure(folder, arguments.library)


if __name__ == "__main__":
    main()
