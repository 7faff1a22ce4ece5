"""A stored result made ready for its page: sentences in the language spoken, bars, rounds, quorums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from participation.kit.language import gettext as _
from participation.kit.language import language, lazy, ngettext
from participation.votes.models import Vote
from participation.votes.score_results import bar_values, count_rows, scale_words, score_rows
from participation.votes.tally import read_result

Json = Mapping[str, Any]
ANNULLED = lazy("Für ungültig erklärt.")


@dataclass(frozen=True, slots=True)
class Bar:
    """One option's bar."""

    label: str
    value: int | float
    highlight: bool = False
    note: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """An option in one round."""

    name: str
    votes: int | float | str | None
    change: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class RoundView:
    """One round of a count, as the charts take it."""

    title: str
    tallies: list[Cell]
    note: str


@dataclass(frozen=True, slots=True)
class ResultView:
    """All that the result page shows; `headline` is its first sentence."""

    headline: str
    sentences: list[str]
    bars: list[Bar]
    base: int
    rounds: list[RoundView]
    drawn_rounds: list[RoundView]
    transfers: list[list[str]]
    pairwise: list[list[str]]
    scores: list[list[str]]
    counts: list[list[str]]
    scale: list[str]
    checks: list[Json]
    quota: float | None
    cast: int
    roll: int
    blank: int
    invalid: int
    by_lot: bool
    seed: str
    quorums_met: bool

    @property
    def turnout(self) -> Fraction | None:
        """The share of the roll that has voted."""
        return Fraction(self.cast, self.roll) if self.roll else None


YES_NO_KINDS = ("yes", "no", "abstain")


def view_result(vote: Vote) -> ResultView:
    """The stored result of a counted vote, for its page."""
    stored = read_result(vote)
    outcome: Json = stored["outcome"]
    said = [say(sentence) for sentence in stored["sentences"]]
    return ResultView(
        headline=headline_of(stored),
        sentences=said[1:],
        bars=_bars(outcome),
        base=_base(outcome),
        rounds=_rounds(stored, as_text),
        drawn_rounds=_rounds(stored, lambda number: number),
        transfers=_transfers(outcome),
        pairwise=_pairwise(outcome),
        scores=score_rows(outcome),
        counts=count_rows(outcome),
        scale=scale_words(outcome),
        checks=outcome["checks"],
        quota=outcome["quota"],
        cast=stored["cast"],
        roll=stored["roll"],
        blank=outcome["ballots"]["blank"],
        invalid=outcome["ballots"]["invalid"],
        by_lot=any(tie["decided_by"] == "lot" for tie in outcome["ties"]),
        seed=stored["lot_seed"],
        quorums_met=stored["quorums_met"],
    )


def headline(vote: Vote) -> str:
    """The result's first sentence; what was annulled says so first."""
    said = headline_of(read_result(vote))
    return f"{ANNULLED} {said}" if vote.is_annulled else said


def headline_of(stored: Json) -> str:
    """The first sentence of a stored result."""
    first = say(stored["sentences"][0])
    missed = not stored["quorums_met"] and stored["outcome"]["decided"]
    return f"{_('Das Quorum ist verfehlt.')} {first}" if missed else first


def say(sentence: Json) -> str:
    """A stored sentence in the language spoken."""
    message, plural, values = sentence["message"], sentence["plural"], sentence["values"]
    said = _(message) % values if plural is None else ngettext(message, plural, sentence["number"], **values)
    return said.replace(" €", "\u00a0€")  # an amount stays on one line


def as_text(number: int | float) -> str:
    """Votes with up to five decimals, as counted: `233,35966`."""
    text = f"{int(number):,}" if float(number).is_integer() else f"{number:,.5f}".rstrip("0")
    return text.translate(str.maketrans(",.", ".,")) if language() == "de" else text


def _bars(outcome: Json) -> list[Bar]:
    if not outcome["rounds"]:
        return [Bar(name, value, highlight=name in outcome["winners"]) for name, value in bar_values(outcome)]
    first: Json = outcome["rounds"][0]["votes"]
    one_round = len(outcome["rounds"]) == 1
    return [
        Bar(
            name,
            first[name],
            highlight=name in outcome["winners"],
            note=_("gewählt") if one_round and name in outcome["winners"] and outcome["rule"] != "yes-no" else "",
            kind=YES_NO_KINDS[place] if outcome["rule"] == "yes-no" else "",
        )
        for place, name in enumerate(outcome["options"])
    ]


def _base(outcome: Json) -> int:
    return int(outcome["base"]["ballots"] if outcome["base"] else outcome["ballots"]["valid"])


def _rounds(stored: Json, show: Any) -> list[RoundView]:
    outcome = stored["outcome"]
    if len(outcome["rounds"]) < 2 and outcome["rule"] not in ("irv", "stv-scottish"):
        return []
    views: list[RoundView] = []
    before: Json = {}
    for one, said in zip(outcome["rounds"], stored["round_sentences"], strict=True):
        out = set(one["excluded"])
        tallies = []
        for name in outcome["options"]:
            votes = one["votes"][name]
            change = round(votes - before[name], 5) if before else 0
            gone = one["status"][name] == "excluded" and name not in out
            state = "out" if name in out else "elected" if one["status"][name] == "elected" else ""
            signed = f"{'+' if change > 0 else '−'}{as_text(abs(change))}" if change else ""
            tallies.append(Cell(name, None if gone else show(votes), signed, state))
        views.append(RoundView(_("Runde %(number)s", number=one["number"]), tallies, " ".join(say(sentence) for sentence in said)))
        before = one["votes"]
    return views


def _transfers(outcome: Json) -> list[list[str]]:
    return [
        [
            str(one["number"]),
            transfer["from"],
            transfer["to"] or _("niemand (keine weitere Wahl)"),
            as_text(transfer["ballots"]),
            as_text(transfer["votes"]),
        ]
        for one in outcome["rounds"]
        for transfer in one["transfers"]
    ]


def _pairwise(outcome: Json) -> list[list[str]]:
    return [
        [name, *("–" if row == column else as_text(number) for column, number in enumerate(numbers))]
        for row, (name, numbers) in enumerate(zip(outcome["options"], outcome["pairwise"], strict=False))
    ]
