"""A poll in words and rows, as desk, phones, projector and minutes show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from participation.kit.language import gettext as _
from participation.kit.language import lazy, ngettext
from participation.kit.pages import format_number
from participation.meetings.live_models import LivePoll
from participation.methods.meetings import Kind, Majority

KIND_NAMES = {
    Kind.SINGLE: lazy("Eine Möglichkeit wählen"),
    Kind.MULTIPLE: lazy("Mehrere Möglichkeiten wählen"),
    Kind.SCALE: lazy("Skala"),
    Kind.TEMPERATURE: lazy("Stimmungsbild (Skala, jederzeit änderbar)"),
    Kind.NUMBER: lazy("Zahl schätzen"),
    Kind.RANKING: lazy("Reihenfolge bilden"),
    Kind.WORDS: lazy("Eigene Worte"),
    Kind.MOTION: lazy("Antrag: Ja, Nein, Enthaltung"),
}
MAJORITY_NAMES = {
    Majority.SIMPLE: lazy("Einfache Mehrheit: mehr Ja als Nein"),
    Majority.TWO_THIRDS: lazy("Zwei Drittel der Ja- und Nein-Stimmen"),
    Majority.ABSOLUTE: lazy("Mehr als die Hälfte der Anwesenden"),
}
MOTION_NAMES = (lazy("Ja"), lazy("Nein"), lazy("Enthaltung"))
MOTION_KINDS = ("yes", "no", "abstain")


@dataclass(frozen=True, slots=True)
class Row:
    """An option with its number; `kind` is that of `charts.stacked`."""

    label: str
    value: int
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a poll: rows for a chart, words by frequency, and sentences. `people`: how many answered."""

    people: int
    rows: Sequence[Row] = ()
    words: Sequence[tuple[str, int]] = ()
    sentences: Sequence[str] = field(default_factory=list)


def option_names(poll: LivePoll) -> list[str]:
    """The options as people read them."""
    return [str(name) for name in MOTION_NAMES] if poll.is_motion else list(poll.options)


def steps_of(poll: LivePoll) -> list[tuple[int, str]]:
    """The steps of a scale, each with its words: the ends say what they mean."""
    words = {poll.low: poll.low_word, poll.high: poll.high_word}
    return [(step, f"{step}: {words[step]}" if words.get(step) else str(step)) for step in range(poll.low, poll.high + 1)]


def result_of(poll: LivePoll, data: Mapping[str, Any]) -> Result:
    """A tally, as `LivePoll.tally` keeps it, in rows and sentences."""
    people, counts = int(data.get("people", 0)), [int(number) for number in data.get("counts", ())]
    if poll.kind == Kind.WORDS:
        return Result(people, words=[(str(word), int(number)) for word, number in data.get("words", ())])
    if poll.kind in (Kind.SCALE, Kind.TEMPERATURE):
        rows = [Row(label, number) for (_step, label), number in zip(steps_of(poll), counts, strict=True)]
        return Result(people, rows, sentences=_middle(data))
    if poll.kind == Kind.NUMBER:
        return Result(people, sentences=_middle(data))
    names = option_names(poll)
    if poll.is_motion:
        parts = [Row(name, number, kind) for name, number, kind in zip(names, counts, MOTION_KINDS, strict=True)]
        return Result(people, parts, sentences=_outcome(poll, data))
    rows = [Row(name, number) for name, number in zip(names, counts, strict=True)]
    return Result(people, rows, sentences=_order(names, data.get("order", ())) if poll.kind == Kind.RANKING else [])


def _middle(data: Mapping[str, Any]) -> list[str]:
    if data.get("median") is None:
        return []
    low, high = data["quartiles"]
    return [
        _("In der Mitte liegt %(median)s: die Hälfte sagte höchstens so viel.", median=format_number(data["median"])),
        _("Die mittlere Hälfte liegt zwischen %(low)s und %(high)s.", low=format_number(low), high=format_number(high)),
    ]


def _order(names: Sequence[str], order: Sequence[Sequence[int]]) -> list[str]:
    return [f"{place}. {', '.join(names[option] for option in level)}" for place, level in enumerate(order, 1)]


def _outcome(poll: LivePoll, data: Mapping[str, Any]) -> list[str]:
    if "outcome" not in data:
        return []
    there = ngettext("%(num)d Person ist eingecheckt.", "%(num)d Personen sind eingecheckt.", poll.present)
    said = {
        "carried": _("Der Antrag ist angenommen."),
        "rejected": _("Der Antrag ist abgelehnt."),
        "no-quorum": _(
            "Es sind zu wenige da: Nötig sind %(quorum)s Eingecheckte. Der Antrag ist nicht beschlossen.", quorum=format_number(poll.quorum)
        ),
    }[data["outcome"]]
    needed = _("Nötig waren %(number)s Ja-Stimmen.", number=format_number(data["needed"])) if data["outcome"] != "no-quorum" else ""
    return [said, *([needed] if needed else []), f"{MAJORITY_NAMES[Majority(poll.majority)]}.", there]
