"""Read ballots that hold a number or a grade for each option, from JSON entries or from the cells of a CSV row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from participation.methods.counting.ballots import ApprovalBallots, Ballots, ChoiceBallots, Marks, ScoreBallots
from participation.methods.counting.files import BallotFileError, clean_name
from participation.methods.counting.terms import Terms

MOST_STEPS = 1000
_WHOLE = re.compile(r"-?[0-9]{1,6}\Z")


def usual_rule(ballots: Ballots, terms: Terms) -> str:
    """The rule to take where a file names none, by the kind of its ballots."""
    if isinstance(ballots, ScoreBallots):
        return "majority-judgment" if ballots.grades else "score-sum"
    if isinstance(ballots, ChoiceBallots):
        return "plurality"
    if isinstance(ballots, ApprovalBallots):
        return "approval"
    return "irv" if terms.seats == 1 else "stv-scottish"


def read_scores(content: Mapping[str, Any], options: tuple[str, ...], entries: Iterable[tuple[int, object]]) -> ScoreBallots:
    """Ballots of our JSON: `scores` is an object by name or a list by position; `scale` or `grades` (worst first) say what numbers mean."""
    grades = content.get("grades", [])
    if not isinstance(grades, list) or not all(isinstance(name, str) for name in grades):
        raise BallotFileError('"grades" muss eine Liste von Noten sein, die schlechteste zuerst.')
    scale = content.get("scale")
    if scale is not None and not (isinstance(scale, list) and len(scale) == 2 and all(_is_whole(end) for end in scale)):
        raise BallotFileError('"scale" nennt die kleinste und die größte Zahl, zum Beispiel [0, 10].')
    reader = ScoreReader(options, tuple(clean_name(name, None) for name in grades), None if scale is None else (scale[0], scale[1]))
    for number, (many, value) in enumerate(entries, 1):
        reader.add(many, _listed(value, options, number), f"Stimmzettel {number}", None)
    return reader.ballots(str(content.get("rule") or ""))


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _listed(value: object, options: tuple[str, ...], number: int) -> Sequence[object]:
    if isinstance(value, Mapping):
        named = {str(name).strip(): mark for name, mark in value.items()}
        unknown = sorted(set(named) - set(options))
        if unknown:
            raise BallotFileError(f"Stimmzettel {number}: die Option „{unknown[0][:40]}“ gibt es nicht.")
        return [named.get(name) for name in options]
    if value is None:
        return [None] * len(options)
    if not isinstance(value, list) or len(value) != len(options):
        raise BallotFileError(f'Stimmzettel {number}: "scores" braucht einen Wert je Option (null für keine Angabe).')
    return value


class ScoreReader:
    """Collects ballots with numbers and finds out the scale where none is stated."""

    def __init__(self, options: tuple[str, ...], grades: tuple[str, ...], scale: tuple[int, int] | None) -> None:
        if len(set(grades)) != len(grades) or len(grades) == 1:
            raise BallotFileError("Es braucht mindestens zwei verschiedene Noten.")
        if scale is not None and not scale[0] < scale[1] <= scale[0] + MOST_STEPS:
            raise BallotFileError(f"Die Skala braucht 2 bis {MOST_STEPS} Stufen, die kleinste Zahl zuerst.")
        if grades and scale is not None and scale[1] - scale[0] + 1 != len(grades):
            raise BallotFileError("Skala und Noten passen nicht zusammen.")
        self.options, self.grades, self.scale = options, grades, scale
        self.lowest = scale[0] if scale else 0
        self.place = {name.casefold(): self.lowest + step for step, name in enumerate(grades)}
        self.scores: Counter[Marks] = Counter()

    def add(self, many: int, values: Sequence[object], where: str, line: int | None) -> None:
        """Take one ballot, or a group of equal ones."""
        self.scores[tuple(self._mark(value, where, line) for value in values)] += many

    def _mark(self, value: object, where: str, line: int | None) -> int | None:
        text = value.strip() if isinstance(value, str) else value
        if text is None or text == "":
            return None
        if isinstance(text, str) and text.casefold() in self.place:
            return self.place[text.casefold()]
        if isinstance(text, str) and _WHOLE.match(text):
            text = int(text)
        if not _is_whole(text) or not isinstance(text, int) or abs(text) > 10**6:
            raise BallotFileError(f"{where}: „{str(text)[:40]}“ ist keine ganze Zahl und keine Note.", line)
        if self.scale is not None and not self.scale[0] <= text <= self.scale[1]:
            raise BallotFileError(f"{where}: {text} liegt nicht auf der Skala von {self.scale[0]} bis {self.scale[1]}.", line)
        if self.grades and not self.lowest <= text < self.lowest + len(self.grades):
            raise BallotFileError(f"{where}: Es gibt keine Note mit der Nummer {text}.", line)
        return text

    def ballots(self, rule: str) -> ScoreBallots:
        """What was read. Without a stated scale: 0 to 10 for consensing, else from 0 (or the smallest number) to the largest found."""
        if self.grades:
            lowest, highest = self.lowest, self.lowest + len(self.grades) - 1
        elif self.scale is not None:
            lowest, highest = self.scale
        else:
            found = [mark for marks in self.scores for mark in marks if mark is not None]
            lowest, highest = min([0, *found]), max([1, *found])
            if rule == "consensing":
                lowest, highest = 0, 10
                if found and (min(found) < 0 or max(found) > highest):
                    raise BallotFileError("Widerstand wird mit Zahlen von 0 bis 10 angegeben.")
            if highest - lowest > MOST_STEPS:
                raise BallotFileError(f"Die Zahlen liegen weiter als {MOST_STEPS} auseinander.")
        return ScoreBallots(self.options, dict(self.scores), lowest, highest, self.grades)
