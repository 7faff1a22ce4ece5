"""Another library, written by others, finds the same winners: `against_pref_voting.py`, in a process of its own.

pref_voting loads OR-Tools, whose copy of the HiGHS solver cannot share a process with the one that the draws use.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.skipif(find_spec("pref_voting") is None, reason="pref_voting is not installed")
def test_pref_voting_finds_the_same_winners() -> None:
    program = [sys.executable, "-m", "pytest", "--noconftest", "-n0", "-q", "-p", "no:cacheprovider", "tests/methods/counting/against_pref_voting.py"]
    done = subprocess.run(program, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
