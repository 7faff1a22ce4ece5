"""The archive of an encrypted vote, if the pack holds one: verified by the library of the proofs, installed or from the pack's own `pruefung/`."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from participation.methods.counting.checker.ground import Facts, Marks, Refuted, Unreadable
from participation.methods.counting.checker.voting import Poll, count_poll

ARCHIVE = "urne/urne.bel"
LIBRARY = "pruefung"
MODULE = "participation.methods.proof.belenios.verify"


def find_verifier(pack: Path) -> Any:
    """The module that verifies archives; where none is installed, the one that lies in the pack. None where Python is too old for it."""
    installed = importlib.util.find_spec("participation") is not None
    if not installed:
        sys.path.insert(0, str(pack / LIBRARY))  # Python also imports from a folder inside a ZIP file
        importlib.invalidate_caches()
    try:
        return importlib.import_module(MODULE)
    except ImportError:
        return None


def verified_archive(module: Any, data: bytes, run: Callable[..., Any]) -> Any:
    """The archive, all of it checked. Raises Refuted with the first fault."""
    try:
        return module.verify(data, run=run)
    except module.Refused as fault:
        raise Refuted(f"Die verschlüsselte Urne: {str(fault).rstrip('.')}") from None


def as_urn(rule: str, filled: int, blank: int, sums: Sequence[int]) -> Counter[Marks]:
    """Ballots that have the decrypted sums. Of approvals nobody knows which were on one ballot: they are laid round and round."""
    if rule != "approval":
        found: Counter[Marks] = Counter({(place,): number for place, number in enumerate(sums, 1) if number})
    else:
        approved: list[list[int]] = [[] for _ in range(filled)]
        place = 0
        for option, number in enumerate(sums, 1):
            if number > filled:
                raise Refuted("Eine Möglichkeit hat mehr Zustimmungen, als es Stimmzettel gibt")
            for _ in range(number):
                approved[place % filled].append(option)
                place += 1
        found = Counter(map(tuple, approved))
    if blank:
        found[()] += blank
    return found


def ranking_of(answer: Sequence[int]) -> Marks:
    """The options in the order of the ranks that were decrypted: 1 is the best, 0 none. Blank where these numbers are no ranking."""
    given = sorted((rank, place) for place, rank in enumerate(answer, 1) if rank)
    return tuple(place for _rank, place in given) if [rank for rank, _place in given] == list(range(1, len(given) + 1)) else ()


def count_decrypted(poll: Poll, verified: Any) -> Facts:
    """Count what was decrypted, by the poll's rule: sums, or shuffled rankings of which those without form are blank."""
    if len(verified.election.questions) != 1 or verified.result is None:
        raise Unreadable("Die verschlüsselte Urne hat nicht genau eine ausgezählte Frage")
    question, sums = verified.election.questions[0], verified.result.answers[0]
    ranked = poll.rule in ("irv", "stv-scottish", "schulze")
    if tuple(question.options) != poll.options or hasattr(question, "blank") == ranked or not getattr(question, "blank", ranked):
        raise Refuted("Die verschlüsselte Urne hat andere Möglichkeiten als die Festschreibung")
    if ranked:
        formless = verified.result.formless[0]
        return count_poll(poll, Counter(() if place in formless else ranking_of(answer) for place, answer in enumerate(sums)))
    most = len(poll.options) if poll.rule == "approval" else 1
    if (question.minimum, question.maximum) != (1, most):
        raise Refuted("Die verschlüsselte Urne erlaubt andere Stimmzettel als die Festschreibung")
    total = len(verified.counted)
    return count_poll(poll, as_urn(poll.rule, total - sums[0], sums[0], sums[1:]))
