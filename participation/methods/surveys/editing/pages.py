"""Steps with a whole page: change, take out, copy, move, put in, join with the one before."""

from __future__ import annotations

from dataclasses import replace

from participation.methods.surveys.definition import Page, Survey
from participation.methods.surveys.editing.codes import Renamed, free_code, in_question
from participation.methods.surveys.editing.questions import copied
from participation.methods.surveys.editing.refusing import CannotEdit, place_of_page, refuse, users, valid


def _with_page(survey: Survey, number: int, *pages: Page) -> Survey:
    return replace(survey, pages=(*survey.pages[:number], *pages, *survey.pages[number + 1 :]))


def change_page(survey: Survey, code: str, page: Page) -> Survey:
    """Give a page another code, title or condition; its questions stay. Raises CannotEdit."""
    number = place_of_page(survey, code)
    return valid(_with_page(survey, number, replace(page, questions=survey.pages[number].questions)))


def remove_page(survey: Survey, code: str) -> Survey:
    """Take a page out with all its questions. Raises CannotEdit, which names who looks at their answers."""
    number = place_of_page(survey, code)
    asks = users(survey, frozenset(question.code for question in survey.pages[number].questions))
    if asks:
        raise CannotEdit(survey, asks)
    if len(survey.pages) == 1:
        raise refuse(survey, "Eine Umfrage braucht mindestens eine Seite. Fügen Sie erst eine andere hinzu.", (number,))
    return valid(_with_page(survey, number))


def duplicate_page(survey: Survey, code: str) -> tuple[Survey, str]:
    """Put a copy behind a page: its questions get new codes, and what they ask of each other follows; returns the survey and the copy's code."""
    number = place_of_page(survey, code)
    copy = as_copy(survey, survey.pages[number])
    return valid(_with_page(survey, number, survey.pages[number], copy)), copy.code


def insert_page(survey: Survey, page: Page) -> tuple[Survey, str]:
    """Put a page from elsewhere at the end, with codes that are free here; returns the survey and the page's code. Raises CannotEdit."""
    new = as_copy(survey, page)
    return valid(replace(survey, pages=(*survey.pages, new))), new.code


def as_copy(survey: Survey, page: Page) -> Page:
    """A page under codes that are free in the survey."""
    taken = {question.code for question in survey.questions}
    questions = list(page.questions)
    for place, question in enumerate(page.questions):
        code = free_code(question.code, taken)
        taken.add(code)
        questions[place] = copied(questions[place], code)
        if code != question.code:
            new = Renamed(question, code)
            for later in range(place + 1, len(questions)):
                questions[later] = in_question(questions[later], new)
    return replace(page, code=free_code(page.code, {one.code for one in survey.pages}), questions=tuple(questions))


def move_page(survey: Survey, code: str, step: int) -> Survey:
    """Move a page one place up (-1) or down (1). Raises CannotEdit."""
    number = place_of_page(survey, code)
    other = number + step
    if not 0 <= other < len(survey.pages):
        raise refuse(survey, "Weiter geht es nicht: Die Seite steht schon ganz " + ("oben." if step < 0 else "unten."), (number,))
    pages = list(survey.pages)
    pages[number], pages[other] = pages[other], pages[number]
    return valid(replace(survey, pages=tuple(pages)))


def join_page(survey: Survey, code: str) -> Survey:
    """Put a page's questions at the end of the page before. Raises CannotEdit where their conditions differ."""
    number = place_of_page(survey, code)
    if not number:
        raise refuse(survey, "Vor der ersten Seite steht keine andere.", (number,))
    page, before = survey.pages[number], survey.pages[number - 1]
    if page.condition != before.condition:
        text = "Die beiden Seiten werden unter verschiedenen Bedingungen gezeigt. Gleichen Sie die Bedingungen zuerst an."
        raise refuse(survey, text, (number,), "condition")
    joined = replace(before, questions=before.questions + page.questions)
    return valid(replace(survey, pages=(*survey.pages[: number - 1], joined, *survey.pages[number + 1 :])))
