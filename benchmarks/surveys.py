"""What it costs to weight and to count the answers of a survey, to check its definition and its files.

    python benchmarks/surveys.py [--responses 250000]

Prints a plain table; nothing is asserted. References: raking of 2,000 people by 4 features in 2 ms; ipfn (MIT) fits the same margins in a process of
its own where it is installed; 250,000 responses to 30 questions within 200 MB.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from subprocess import run

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402  # after the path

from participation.methods.counting.text import table  # noqa: E402  # this checkout's, not an installed one
from participation.methods.surveys.answers import check_answers  # noqa: E402  # as above
from participation.methods.surveys.checking import check  # noqa: E402  # as above
from participation.methods.surveys.conditions import Value, parse  # noqa: E402  # as above
from participation.methods.surveys.definition import Kind, Option, Page, Question, Row, Survey  # noqa: E402  # as above
from participation.methods.surveys.files import read_survey, write_survey  # noqa: E402  # as above
from participation.methods.surveys.reaching import unreachable  # noqa: E402  # as above
from participation.methods.surveys.results.columns import Column, encode  # noqa: E402  # as above
from participation.methods.surveys.results.comparing import compare  # noqa: E402  # as above
from participation.methods.surveys.results.crosses import cross  # noqa: E402  # as above
from participation.methods.surveys.results.tallies import tally  # noqa: E402  # as above
from participation.methods.surveys.results.weights import Margin, rake  # noqa: E402  # as above

QUESTIONS = 30
IPFN = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import numpy as np
from ipfn.ipfn import ipfn
told = json.load(sys.stdin)
best = 1e9
for _ in range(5):
    start, goals = np.array(told["table"], dtype=float), [np.array(one) for one in told["targets"]]
    begun = time.process_time()
    ipfn(start, goals, [[axis] for axis in range(start.ndim)], convergence_rate=1e-9, rate_tolerance=0.0).iteration()
    best = min(best, time.process_time() - begun)
print(best * 1000)
"""


def best(act: Callable[[], object], runs: int = 20) -> float:
    """Milliseconds of CPU: the best of several runs."""
    found = []
    for _each in range(runs):
        begun = time.process_time()
        act()
        found.append(time.process_time() - begun)
    return min(found) * 1000


def some_margins(people: int) -> list[Margin]:
    """Four features of unequal frequency."""
    chance = np.random.default_rng(1)
    found = []
    for name, size in (("sex", 3), ("age", 6), ("district", 8), ("school", 4)):
        places = chance.choice(size, people, p=chance.dirichlet(np.full(size, 10.0)))
        found.append(Margin(name, places, tuple(map(str, range(size))), tuple(chance.dirichlet(np.full(size, 10.0)))))
    return found


def by_ipfn(margins: list[Margin]) -> str:
    """What ipfn needs for the same margins, given the table of people; empty where it is not installed."""
    if importlib.util.find_spec("ipfn") is None:
        return ""
    people = np.zeros(tuple(len(margin.labels) for margin in margins))
    np.add.at(people, tuple(margin.places for margin in margins), 1)
    targets = [(np.array(margin.targets) * people.sum()).tolist() for margin in margins]
    told = json.dumps({"table": people.tolist(), "targets": targets})
    return f"{float(run([sys.executable, '-c', IPFN], input=told, capture_output=True, text=True, check=True).stdout):.1f}"


def a_survey() -> Survey:
    """Thirty questions of the usual kinds on five pages, some of them with conditions."""
    options = tuple(Option(f"o{number}", {"de": f"Antwort {number}"}) for number in range(6))
    rows = tuple(Row(f"r{number}", {"de": f"Zeile {number}"}) for number in range(4))
    kinds = (Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE, Kind.NUMBER, Kind.SHORT_TEXT, Kind.MATRIX_SINGLE)
    asked = []
    for number in range(QUESTIONS):
        kind = kinds[number % len(kinds)]
        condition = parse('q0 = "o1" or q0 = "o2" and q2 >= 3') if number % 7 == 6 else None
        limits = {"minimum": 1.0, "maximum": 5.0} if kind == Kind.SCALE else {}
        chosen = options if kind in (Kind.SINGLE, Kind.MULTIPLE, Kind.MATRIX_SINGLE) else ()
        asked.append(
            Question(
                f"q{number}",
                kind,
                {"de": f"Frage {number}"},
                condition=condition,
                options=chosen,
                rows=rows if kind == Kind.MATRIX_SINGLE else (),
                **limits,
            )
        )  # type: ignore[arg-type]  # limits
    pages = tuple(Page(f"p{start}", tuple(asked[start : start + 6])) for start in range(0, QUESTIONS, 6))
    return Survey("bench", 1, ("de",), {"de": "Umfrage"}, pages)


def some_answers(survey: Survey, number: int) -> Iterator[dict[str, Value]]:
    """Answers by chance, made while they are read; a few hundred different ones come again and again."""
    chance = Random(3)
    made: list[dict[str, Value]] = []
    for _each in range(400):
        one: dict[str, Value] = {}
        for question in survey.questions:
            code, codes = question.code, [option.code for option in question.options]
            if chance.random() < 0.1:
                one[code] = None
            elif question.kind == Kind.SINGLE:
                one[code] = chance.choice(codes)
            elif question.kind == Kind.MULTIPLE:
                one[code] = chance.sample(codes, chance.randint(1, 3))
            elif question.kind in (Kind.SCALE, Kind.NUMBER):
                one[code] = float(chance.randint(1, 5))
            else:
                one[code] = {row.code: chance.choice(codes) for row in question.rows} if question.rows else "Text"
        made.append(one)
    return (made[place % len(made)] for place in range(number))


def peak() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    options.add_argument("--responses", type=int, default=250_000)
    number = options.parse_args().responses
    rows = [["what", "CPU ms", "reference"]]
    margins = some_margins(2_000)
    rows.append(["rake 2,000 people by 4 features", f"{best(lambda: rake(margins), 50):.2f}", f"2 ms; ipfn {by_ipfn(margins) or 'not installed'}"])
    survey = a_survey()
    rows.append(["check the definition of 30 questions", f"{best(lambda: check(survey)):.1f}", ""])
    rows.append(["name its unreachable questions", f"{best(lambda: unreachable(survey)):.1f}", ""])
    for ending in (".json", ".xlsx"):
        content = write_survey(survey, ending).content
        rows.append([f"read it as {ending}", f"{best(lambda content=content: read_survey(content), 5):.1f}", ""])  # type: ignore[misc]  # bound on purpose
    one = next(some_answers(survey, 1))
    rows.append(["check one response of 30 questions", f"{best(lambda: check_answers(survey, one), 50):.2f}", ""])
    before, begun = peak(), time.process_time()
    columns: dict[str, Column] = encode(survey, some_answers(survey, number))
    encoded = time.process_time() - begun
    rows.append([f"encode {number:,} responses", f"{encoded * 1000:.0f}", f"memory {peak():.0f} MB, before {before:.0f} MB; 200 MB"])
    weights = np.random.default_rng(2).lognormal(0, 0.5, number)
    rows.append([f"tally {QUESTIONS} questions", f"{best(lambda: [tally(column) for column in columns.values()], 3):.0f}", ""])
    rows.append(["the same, weighted beside", f"{best(lambda: [tally(column, weights) for column in columns.values()], 3):.0f}", ""])
    rows.append(["a cross table", f"{best(lambda: cross(columns['q0'], columns['q2']), 5):.0f}", ""])
    rows.append(
        [
            "a comparison of groups, weighted",
            f"{best(lambda: compare(columns['q0'], columns['q1'], weights), 3):.0f}",
            f"memory at the end {peak():.0f} MB",
        ]
    )
    print(table(rows))


if __name__ == "__main__":
    main()
