"""Libraries written by others, asked in a process of their own: their solvers and ours carry libraries of one name that exclude each other."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

Ask = Callable[..., Any]
ROOT = Path(__file__).parents[2]


@contextmanager
def an_oracle(name: str, python: str = sys.executable) -> Iterator[Ask]:
    """`ask(**question)`: what the module `name` below this folder answers. It is started once, and only there its library is imported."""
    command = [python, "-m", f"tests.methods.{name}"]
    with Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        asking, answering = process.stdin, process.stdout

        def ask(**question: Any) -> Any:
            print(json.dumps(question), file=asking, flush=True)
            answered = json.loads(answering.readline() or '{"failed": "it has ended"}')
            assert "failed" not in answered, f"{answered['failed']}\n{name} was asked {question}"
            return answered["answer"]

        yield ask
        asking.close()


def answer_all(answer: Callable[..., Any], lines: Iterable[str], default: Callable[[Any], Any] = int) -> None:
    """The oracle's side: a JSON object a line holds the arguments of `answer`; its answer, or what went wrong, is printed as a line.

    `default` makes a plain number of what JSON does not know.
    """
    for line in lines:
        try:
            answered = {"answer": answer(**json.loads(line))}
        except Exception:  # told where the question was asked
            answered = {"failed": traceback.format_exc()}
        print(json.dumps(answered, default=default), flush=True)
