"""Polls in the hall: the kinds of questions, what counts as an answer, and what came of it.

| kind        | an answer is                                            | the tally says                                   |
|-------------|---------------------------------------------------------|--------------------------------------------------|
| single      | one option                                              | how many for each                                |
| multiple    | one option or more, at most `most`                      | how many for each; of how many people            |
| scale       | a whole number from `low` to `high`                     | how many for each step, the median               |
| temperature | the same, changed as often as one likes                 | the same, at any moment                          |
| number      | a whole number from `low` to `high`                     | median and quartiles                             |
| ranking     | options from most to least preferred, at least one      | Schulze's order, first places                    |
| words       | one to `most` short texts                               | each text (without regard to capitals) how often |
| motion      | yes, no or abstention (options 0, 1, 2)                 | how many for each; carried or not: `motions.py`  |

Medians and quartiles are those of the lower middle, so that they are values somebody gave (Hyndman and Fan 1996, definition 1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from participation.methods.counting.ballots import RankedBallots
from participation.methods.counting.schulze import pairwise, ranked, strongest_paths

LONGEST_WORD = 40
"""Characters of one text of a `words` answer."""

Answer = tuple[int, ...] | tuple[str, ...]
"""What one person says, in one form for all kinds."""


class Kind(StrEnum):
    """Kinds of questions."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"
    TEMPERATURE = "temperature"
    NUMBER = "number"
    RANKING = "ranking"
    WORDS = "words"
    MOTION = "motion"


WITH_OPTIONS = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.RANKING, Kind.MOTION})
WITH_RANGE = frozenset({Kind.SCALE, Kind.TEMPERATURE, Kind.NUMBER})
YES, NO, ABSTAIN = range(3)
MOTION_MARKS = 3


class BadAnswer(ValueError):
    """What was sent is no answer to this question. `reason`: none, too-many, not-an-option, twice, not-a-number, out-of-range, too-long."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `options` is how many there are; `most`: how many of them, or how many texts, one may give."""

    kind: Kind
    options: int = 0
    most: int = 1
    low: int = 0
    high: int = 0

    def __post_init__(self) -> None:
        if self.kind in WITH_OPTIONS and self.options < 2:
            raise ValueError("a choice needs two options")
        if self.kind == Kind.MOTION and self.options != MOTION_MARKS:
            raise ValueError("a motion has yes, no and abstention")
        if self.kind in WITH_RANGE and self.low >= self.high:
            raise ValueError("a range goes upwards")
        if self.most < 1:
            raise ValueError("at least one mark")


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of a question.

    `people`: how many answered. `counts`: for each option, or for each step of a scale, how many. `words`: text → how often, the most
    frequent first. `median`, `quartiles`: of a range, None where nobody answered. `order`: of a ranking, levels of options from the best on.
    """

    people: int
    counts: tuple[int, ...] = ()
    words: tuple[tuple[str, int], ...] = ()
    median: int | None = None
    quartiles: tuple[int, int] | None = None
    order: tuple[tuple[int, ...], ...] = ()


def read_answer(question: Question, given: Sequence[str]) -> Answer:
    """What a form sent as an answer. Raises BadAnswer."""
    said = [one.strip() for one in given if one.strip()]
    if not said:
        raise BadAnswer("none")
    if question.kind == Kind.WORDS:
        return _words(question, said)
    try:
        numbers = tuple(int(one) for one in said if len(one) <= 12)  # longer ones are no number that is asked for
    except ValueError as error:
        raise BadAnswer("not-a-number") from error
    if len(numbers) < len(said):
        raise BadAnswer("out-of-range")
    return _in_range(question, numbers) if question.kind in WITH_RANGE else _chosen(question, numbers)


def _words(question: Question, said: list[str]) -> tuple[str, ...]:
    texts = tuple(dict.fromkeys(" ".join(one.split()) for one in said))
    if len(texts) > question.most:
        raise BadAnswer("too-many")
    if any(len(text) > LONGEST_WORD for text in texts):
        raise BadAnswer("too-long")
    return texts


def _in_range(question: Question, numbers: tuple[int, ...]) -> tuple[int, ...]:
    if len(numbers) > 1:
        raise BadAnswer("too-many")
    if not question.low <= numbers[0] <= question.high:
        raise BadAnswer("out-of-range")
    return numbers


def _chosen(question: Question, numbers: tuple[int, ...]) -> tuple[int, ...]:
    if any(not 0 <= number < question.options for number in numbers):
        raise BadAnswer("not-an-option")
    if len(set(numbers)) < len(numbers):
        raise BadAnswer("twice")
    if question.kind == Kind.RANKING:
        return numbers
    if len(numbers) > (question.most if question.kind == Kind.MULTIPLE else 1):
        raise BadAnswer("too-many")
    return tuple(sorted(numbers))


def tally(question: Question, answers: Iterable[Answer]) -> Tally:
    """Count what was said; answers are as `read_answer` gives them."""
    given = Counter(answers)
    people = sum(given.values())
    if question.kind == Kind.WORDS:
        return Tally(people, words=_word_counts(given))
    if question.kind in WITH_RANGE:
        return _range_tally(question, given, people)
    if question.kind == Kind.RANKING:
        return _ranking_tally(question, given, people)
    counts = [0] * question.options
    for answer, number in given.items():
        for option in answer:
            counts[int(option)] += number
    return Tally(people, tuple(counts))


def _word_counts(given: Counter[Answer]) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    for answer, number in given.items():
        for key, text in {str(text).casefold(): str(text) for text in answer}.items():  # one person says a word once
            counts[key] += number
            written.setdefault(key, Counter())[text] += number
    shown = {key: min(texts, key=lambda text: (-texts[text], text)) for key, texts in written.items()}
    return tuple((shown[key], number) for key, number in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _range_tally(question: Question, given: Counter[Answer], people: int) -> Tally:
    values = sorted(Counter({int(answer[0]): number for answer, number in given.items()}).elements())
    steps = () if question.kind == Kind.NUMBER else tuple(values.count(step) for step in range(question.low, question.high + 1))
    if not values:
        return Tally(people, steps)
    return Tally(people, steps, median=_share(values, 2, 4), quartiles=(_share(values, 1, 4), _share(values, 3, 4)))


def _share(values: list[int], over: int, under: int) -> int:
    """The value at `over`/`under` of the sorted values: the smallest with at least that share at or below it."""
    return values[max(0, -(-len(values) * over // under) - 1)]


def _ranking_tally(question: Question, given: Counter[Answer], people: int) -> Tally:
    rankings = {tuple(int(option) for option in answer): number for answer, number in given.items()}
    firsts = [0] * question.options
    for ranking, number in rankings.items():
        firsts[ranking[0]] += number
    ballots = RankedBallots(tuple(str(option) for option in range(question.options)), rankings)
    order = ranked(strongest_paths(pairwise(ballots))) if people else ()
    return Tally(people, tuple(firsts), order=tuple(tuple(level) for level in order))
