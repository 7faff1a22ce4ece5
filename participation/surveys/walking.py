"""The way through a survey: which page comes next with the answers so far, and what of it is asked. The server decides; a script only shows sooner."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from participation.methods.surveys.answers import AnswerFault, check_answers
from participation.methods.surveys.deciding import decide, for_browser, pages_shown
from participation.methods.surveys.definition import UNASKED, Kind, Page, Question, Survey
from participation.surveys.asking import FAULT, FIELD, Asked, asked


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands: the pages that are asked (numbers from 1), the questions asked, the answers that hold, and what does not fit."""

    survey: Survey
    pages: tuple[int, ...]
    shown: frozenset[str]
    answers: Mapping[str, object]
    faults: tuple[AnswerFault, ...]
    typed: Mapping[str, object]

    def page(self, number: int) -> Page:
        """A page by its number."""
        return self.survey.pages[number - 1]

    def after(self, number: int) -> int | None:
        """The page that comes next; None where the answers are to be checked."""
        return next((page for page in self.pages if page > number), None)

    def before(self, number: int) -> int | None:
        """The page before."""
        return next((page for page in reversed(self.pages) if page < number), None)

    def faults_on(self, number: int, seen: Iterable[str] | None = None) -> list[AnswerFault]:
        """What does not fit on a page, of the questions that were seen."""
        codes = {question.code for question in self.page(number).questions}
        wanted = codes if seen is None else codes & set(seen)
        return [fault for fault in self.faults if fault.question in wanted]

    def page_of(self, code: str) -> int:
        """The page on which a question stands; the first for what is none."""
        return next((number for number, page in enumerate(self.survey.pages, 1) if any(one.code == code for one in page.questions)), 1)

    def questions(self, number: int, faults: Sequence[AnswerFault] = (), seed: int = 0) -> list[Asked]:
        """A page's questions, those too that only other answers call for."""
        return [
            asked(self.survey, question, self.typed, faults, shown=question.code in self.shown, seed=seed)
            for question in self.page(number).questions
            if question.kind != Kind.CALCULATION
        ]

    def shown_on(self, number: int) -> list[Question]:
        """What is asked on a page."""
        return [question for question in self.page(number).questions if question.code in self.shown and question.kind not in UNASKED]

    def for_script(self, number: int, today: str) -> str:
        """What the browser needs to show questions of this page as soon as they are called for: conditions, answers of other pages, kinds."""
        here = {question.code: str(question.kind) for question in self.page(number).questions}
        others = {code: value for code, value in self.answers.items() if code not in here and "." not in code}
        return json.dumps({"survey": for_browser(self.survey), "answers": others, "kinds": here, "today": today}, ensure_ascii=False)


def of_this_version(survey: Survey, typed: Mapping[str, object]) -> dict[str, object]:
    """What was typed without what only an earlier version asked: somebody who began with that one can still send."""
    known = {question.code for question in survey.questions}
    return {code: value for code, value in typed.items() if code.partition(".")[0] in known}


def standing(survey: Survey, typed: Mapping[str, object], today: str) -> Standing:
    """Where somebody stands who typed this."""
    typed = of_this_version(survey, typed)
    found = check_answers(survey, typed, today)  # type: ignore[arg-type]  # whatever it is, it is looked at
    decided = decide(survey, found.answers, today)
    numbers = {page.code: number for number, page in enumerate(survey.pages, 1)}
    pages = tuple(numbers[page.code] for page in pages_shown(survey, decided.shown))
    return Standing(survey, pages, frozenset(decided.shown), found.answers, tuple(told_fault(fault, typed) for fault in found.faults), typed)


def told_fault(fault: AnswerFault, typed: Mapping[str, object]) -> AnswerFault:
    """Of a place that could not be taken: why, and at which field."""
    said = typed.get(fault.question)
    if isinstance(said, Mapping) and FAULT in said:
        return replace(fault, text=str(said[FAULT]), part=str(said.get(FIELD, "")))
    return fault
