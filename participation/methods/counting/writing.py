"""Write ballots so that anyone can count them again: `.blt` for other programs, our JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from fractions import Fraction

from participation.methods.counting.ballots import ApprovalBallots, Ballots, ChoiceBallots, ScoreBallots, as_ranked
from participation.methods.counting.reading_csv import COUNT_COLUMN, FORMULA_STARTS
from participation.methods.counting.reading_json import FORMAT
from participation.methods.counting.terms import Terms

_FORMULA = re.compile(rf"[\s\"]*[{FORMULA_STARTS}]")
_INNER_FORMULA = re.compile(rf"(;[\s\"]*)([{FORMULA_STARTS}])")
_SEPARATED_FORMULA = re.compile(rf"([,;][\s\"]*)([{FORMULA_STARTS}])")
_GUARDED = r"\1'\2"
_NOT_IN_BLT = re.compile(r'["\x00-\x1f\x7f-\x9f\u2028\u2029]+')


def write_blt(ballots: Ballots, *, seats: int = 1, title: str = "") -> str:
    """Ballots as `.blt` text, largest groups first; double quotes in names become apostrophes, as the format knows no escape."""
    ranked = as_ranked(ballots)
    groups = [(number, " ".join(str(option + 1) for option in ranking)) for ranking, number in ranked.rankings.items()]
    for ranks, number in ranked.weak.items():
        groups.append((number, " ".join("=".join(str(option + 1) for option in rank) for rank in ranks)))
    lines = [f"{len(ranked.options)} {seats}"]
    lines += [f"{number} {order} 0" if order else f"{number} 0" for number, order in _largest_first(groups)]
    lines += ["0", *(f'"{_blt_name(name)}"' for name in ranked.options), f'"{_blt_name(title)}"']
    return "\n".join(lines) + "\n"


def _blt_name(name: str) -> str:
    return _NOT_IN_BLT.sub("'", name)


def _largest_first(groups: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    return sorted(groups, key=lambda group: (-group[0], group[1]))


def write_json(ballots: Ballots, *, rule: str, terms: Terms | None = None, title: str = "") -> str:
    """Ballots as JSON, format `participation-ballots/1`, with the terms needed to count them; options by position."""
    terms = terms or Terms()
    content: dict[str, object] = {"format": FORMAT, "rule": rule, "seats": terms.seats, "title": title}
    if terms.eligible is not None:
        content["eligible"] = terms.eligible
    shares: dict[str, Fraction | None] = {"turnout_quorum": terms.turnout_quorum, "consent_quorum": terms.consent_quorum}
    content |= {key: str(share) for key, share in shares.items() if share is not None}
    if terms.seed is not None:
        content["seed"] = terms.seed.hex()
    if terms.overvotes != "exhaust":
        content["overvotes"] = terms.overvotes
    if terms.default_option is not None:
        content["default_option"] = terms.default_option
    if terms.support_quorum is not None:
        content["support_quorum"] = str(terms.support_quorum)
    if terms.majorities:
        content["majorities"] = {name: str(ratio) for name, ratio in terms.majorities}
    if isinstance(ballots, ScoreBallots):
        content |= {"scale": [ballots.lowest, ballots.highest], **({"grades": list(ballots.grades)} if ballots.grades else {})}
    content["options"] = list(ballots.options)
    head = json.dumps(content, ensure_ascii=False, indent=1)
    rows = ",\n".join("  " + json.dumps(entry) for entry in _entries(ballots))
    return f'{head[:-2]},\n "ballots": [\n{rows}\n ]\n}}\n'


def _entries(ballots: Ballots) -> list[dict[str, object]]:
    entries: list[dict[str, object]]
    if isinstance(ballots, ChoiceBallots):
        entries = [{"choice": option, "count": number} for option, number in sorted(ballots.choices.items())]
        entries += [{"choice": None, "count": ballots.blank}] if ballots.blank else []
        entries += [{"invalid": True, "count": ballots.invalid}] if ballots.invalid else []
        return entries
    if isinstance(ballots, ApprovalBallots):
        return [{"approved": list(marks), "count": number} for marks, number in sorted(ballots.approvals.items())]
    if isinstance(ballots, ScoreBallots):
        return [{"scores": list(marks), "count": number} for marks, number in _sorted_scores(ballots)]
    entries = [{"ranking": list(ranking), "count": number} for ranking, number in sorted(ballots.rankings.items())]
    for ranks, number in sorted(ballots.weak.items()):
        shared = [rank[0] if len(rank) == 1 else list(rank) for rank in ranks]
        entries.append({"ranking": shared, "count": number})
    return entries


def _sorted_scores(ballots: ScoreBallots) -> list[tuple[tuple[int | None, ...], int]]:
    return sorted(ballots.scores.items(), key=lambda entry: [(mark is not None, mark or 0) for mark in entry[0]])


def write_csv(ballots: Ballots, *, rule: str, seats: int = 1, title: str = "", terms: Terms | None = None) -> str:
    """Ballots as CSV with a `count` column, which our reader and a spreadsheet both open; no cell can become a formula.

    `terms` give Debian's default option, quorum and majorities where the rule has them.
    """
    stream = io.StringIO()
    stream.write(f"# rule: {rule}\n# seats: {seats}\n")
    for key, value in _facts(ballots, terms or Terms()).items():
        stream.write(f"# {key}: {_SEPARATED_FORMULA.sub(_GUARDED, value)}\n")
    if title.strip():
        stream.write(f"# title: {_SEPARATED_FORMULA.sub(_GUARDED, ' '.join(title.split()))}\n")
    header = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
    header.writerow([COUNT_COLUMN, *(csv_cell(name) for name in ballots.options)])
    writer = csv.writer(stream, lineterminator="\n")
    for number, cells in _csv_rows(ballots):
        writer.writerow([number, *cells])
    return stream.getvalue()


def _facts(ballots: Ballots, terms: Terms) -> dict[str, str]:
    """The lines at the top that say what numbers mean, and Debian's terms."""
    facts: dict[str, str] = {}
    if isinstance(ballots, ScoreBallots):
        facts["scale"] = f"{ballots.lowest} {ballots.highest}"
        if ballots.grades:
            facts["grades"] = "|".join(ballots.grades)
    if terms.default_option is not None:
        facts["default_option"] = terms.default_option
    if terms.support_quorum is not None:
        facts["support_quorum"] = str(terms.support_quorum)
    if terms.majorities:
        facts["majorities"] = "|".join(f"{name}={ratio}" for name, ratio in terms.majorities)
    return facts


def csv_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe is put before what could start one; the reader removes it."""
    inside = _INNER_FORMULA.sub(_GUARDED, text)
    return f"'{inside}" if _FORMULA.match(text) or text == COUNT_COLUMN else inside


def _csv_rows(ballots: Ballots) -> Iterable[tuple[int, list[str]]]:
    size = len(ballots.options)
    if isinstance(ballots, ChoiceBallots):
        for option, number in sorted(ballots.choices.items()):
            yield number, ["1" if other == option else "" for other in range(size)]
        if ballots.blank:
            yield ballots.blank, [""] * size
        if ballots.invalid:
            yield ballots.invalid, ["1"] * size
    elif isinstance(ballots, ApprovalBallots):
        for marks, number in sorted(ballots.approvals.items()):
            yield number, ["1" if option in marks else "" for option in range(size)]
    elif isinstance(ballots, ScoreBallots):
        for scores, number in _sorted_scores(ballots):
            yield number, ["" if mark is None else str(mark) for mark in scores]
    else:
        for ranking, number in sorted(ballots.rankings.items()):
            place = {option: str(rank) for rank, option in enumerate(ranking, 1)}
            yield number, [place.get(option, "") for option in range(size)]
        for ranks, number in sorted(ballots.weak.items()):
            place = {option: str(rank) for rank, shared in enumerate(ranks, 1) for option in shared}
            yield number, [place.get(option, "") for option in range(size)]
