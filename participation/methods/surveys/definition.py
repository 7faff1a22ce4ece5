"""What a survey is: pages of questions, in several languages, in a version that never changes once people answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from participation.methods.surveys.conditions import Tree

Texts: TypeAlias = Mapping[str, str]
"""Language (`de`, `en`, `ar`) → text."""
Element: TypeAlias = tuple[int | str, ...]
"""What is meant within a survey: () itself, (page,), (page, question), (page, question, "options" or "rows", number); all counted from 0."""

MOST_PAGES = 100
MOST_QUESTIONS = 500
MOST_OPTIONS = 500
MOST_ROWS = 100
MOST_LANGUAGES = 20
LONGEST_TEXT = 10_000
DONT_KNOW = "dont_know"
"""The answer to a scale of who does not know."""


class Kind(StrEnum):
    """What a question asks for."""

    SHORT_TEXT = "short-text"
    LONG_TEXT = "long-text"
    NUMBER = "number"
    DATE = "date"
    SINGLE = "single"
    MULTIPLE = "multiple"
    DROPDOWN = "dropdown"
    SCALE = "scale"
    MATRIX_SINGLE = "matrix-single"
    MATRIX_MULTIPLE = "matrix-multiple"
    RANKING = "ranking"
    POINTS = "points"
    PLACE = "place"
    FILE = "file"
    INFORMATION = "information"
    CALCULATION = "calculation"


ONE_OF = frozenset({Kind.SINGLE, Kind.DROPDOWN})
MATRIX = frozenset({Kind.MATRIX_SINGLE, Kind.MATRIX_MULTIPLE})
WITH_OPTIONS = ONE_OF | MATRIX | {Kind.MULTIPLE, Kind.RANKING, Kind.POINTS}
UNASKED = frozenset({Kind.INFORMATION, Kind.CALCULATION})
"""What nobody answers."""

GERMAN = {
    Kind.SHORT_TEXT: "kurzer Text", Kind.LONG_TEXT: "langer Text", Kind.NUMBER: "Zahl", Kind.DATE: "Datum", Kind.SINGLE: "eine Antwort",
    Kind.MULTIPLE: "mehrere Antworten", Kind.DROPDOWN: "Auswahlliste", Kind.SCALE: "Skala", Kind.MATRIX_SINGLE: "Tabelle, eine Antwort je Zeile",
    Kind.MATRIX_MULTIPLE: "Tabelle, mehrere Antworten je Zeile", Kind.RANKING: "Rangfolge", Kind.POINTS: "Punkte verteilen", Kind.PLACE: "Ort auf der Karte",
    Kind.FILE: "Datei", Kind.INFORMATION: "Hinweis", Kind.CALCULATION: "berechneter Wert",
}  # fmt: skip

TEXT_PARTS = ("text", "hint", "unit", "low_text", "high_text", "check_text")
"""The parts of a question that are texts in languages."""
ALWAYS = frozenset({"code", "kind", "text", "hint", "condition"})
_ASKED = {"required", "check", "check_text"}
_LENGTH, _CHOICE, _SOME = {"maximum"}, {"options", "shuffled"}, {"minimum", "maximum"}
FITTING: Mapping[Kind, frozenset[str]] = {
    kind: ALWAYS | parts
    for kind, parts in {
        Kind.SHORT_TEXT: _ASKED | _LENGTH,
        Kind.LONG_TEXT: _ASKED | _LENGTH,
        Kind.NUMBER: _ASKED | _SOME | {"decimals", "unit"},
        Kind.DATE: _ASKED | {"earliest", "latest"},
        Kind.SINGLE: _ASKED | _CHOICE,
        Kind.DROPDOWN: _ASKED | _CHOICE,
        Kind.MULTIPLE: _ASKED | _CHOICE | _SOME,
        Kind.SCALE: _ASKED | _SOME | {"low_text", "high_text", "dont_know"},
        Kind.MATRIX_SINGLE: {"required", "rows"} | _CHOICE,
        Kind.MATRIX_MULTIPLE: {"required", "rows"} | _CHOICE,
        Kind.RANKING: {"required"} | _CHOICE | _SOME,
        Kind.POINTS: {"required", "total"} | _CHOICE,
        Kind.PLACE: {"required"},
        Kind.FILE: {"required", "maximum", "endings", "megabytes"},
        Kind.INFORMATION: set(),
        Kind.CALCULATION: {"calculation"},
    }.items()
}
"""Kind → the parts that such a question may have."""


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose. `exclusive`: chosen alone; `own_text`: with a text of one's own beside it."""

    code: str
    text: Texts = field(default_factory=dict)
    exclusive: bool = False
    own_text: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a matrix."""

    code: str
    text: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """One question; which parts count depends on its kind (FITTING).

    `minimum`, `maximum`: of a number its limits, of a scale its two ends, of a text how many characters, of choices and ranks how many options,
    of files how many. `earliest`, `latest`: days as 2026-05-31. `check`: what must hold for an answer, else `check_text` is shown.
    """

    code: str
    kind: Kind
    text: Texts = field(default_factory=dict)
    hint: Texts = field(default_factory=dict)
    required: bool = False
    condition: Tree | None = None
    options: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    shuffled: bool = False
    minimum: float | None = None
    maximum: float | None = None
    decimals: int = 0
    unit: Texts = field(default_factory=dict)
    earliest: str = ""
    latest: str = ""
    low_text: Texts = field(default_factory=dict)
    high_text: Texts = field(default_factory=dict)
    dont_know: bool = False
    total: int = 0
    endings: tuple[str, ...] = ()
    megabytes: int = 0
    check: Tree | None = None
    check_text: Texts = field(default_factory=dict)
    calculation: Tree | None = None

    def option(self, code: str) -> Option | None:
        """The option with a code."""
        return next((option for option in self.options if option.code == code), None)

    @property
    def steps(self) -> range:
        """The numbers of a scale."""
        return range(int(self.minimum or 0), int(self.maximum or 0) + 1)


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown at once."""

    code: str
    questions: tuple[Question, ...] = ()
    title: Texts = field(default_factory=dict)
    condition: Tree | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """One version of a survey. `languages`: the main one first; everything has a text in it."""

    code: str
    version: int
    languages: tuple[str, ...]
    title: Texts
    pages: tuple[Page, ...] = ()
    introduction: Texts = field(default_factory=dict)
    thanks: Texts = field(default_factory=dict)

    @property
    def questions(self) -> Iterator[Question]:
        """All questions in order."""
        return (question for page in self.pages for question in page.questions)

    def placed(self) -> Iterator[tuple[Element, Page, Question]]:
        """Each question with where it stands and its page."""
        for number, page in enumerate(self.pages):
            for place, question in enumerate(page.questions):
                yield (number, place), page, question

    def question(self, code: str) -> Question | None:
        """The question with a code."""
        return next((question for question in self.questions if question.code == code), None)


@dataclass(frozen=True, slots=True)
class Missing:
    """A text that is there in the main language and not in another."""

    element: Element
    part: str
    language: str
    name: str


def texts_of(survey: Survey) -> Iterator[tuple[Element, str, str, Texts]]:
    """Every text with its element, its part and the element's name in German."""
    for part in ("title", "introduction", "thanks"):
        yield (), part, "Umfrage", getattr(survey, part)
    for number, page in enumerate(survey.pages):
        yield (number,), "title", f"Seite „{page.code}“", page.title
    for element, _page, question in survey.placed():
        for part in TEXT_PARTS:
            yield element, part, f"Frage „{question.code}“", getattr(question, part)
        for place, option in enumerate(question.options):
            yield (*element, "options", place), "text", f"Frage „{question.code}“, Antwort „{option.code}“", option.text
        for place, row in enumerate(question.rows):
            yield (*element, "rows", place), "text", f"Frage „{question.code}“, Zeile „{row.code}“", row.text


def missing_texts(survey: Survey) -> list[Missing]:
    """What still has to be translated, in the order of the survey: what has a text in one language needs it in all."""
    return [
        Missing(element, part, language, name)
        for element, part, name, texts in texts_of(survey)
        if any(text.strip() for text in texts.values())
        for language in survey.languages
        if not texts.get(language, "").strip()
    ]
