"""Steps with one question: put in, change, take out, copy, move; and the page parted before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from participation.methods.surveys.definition import Page, Question, Survey, Texts
from participation.methods.surveys.editing.codes import CannotRename, Renamed, free_code, in_question, made_code, rewritten, with_new_codes
from participation.methods.surveys.editing.refusing import CannotEdit, name_of, place_of_page, place_of_question, refuse, users, valid


def with_questions(survey: Survey, number: int, questions: tuple[Question, ...]) -> Survey:
    """The survey with other questions on a page; without any the page goes too."""
    page = (replace(survey.pages[number], questions=questions),) if questions else ()
    return replace(survey, pages=survey.pages[:number] + page + survey.pages[number + 1 :])


def add_question(survey: Survey, question: Question, page: str = "") -> Survey:
    """Put a question at the end of a page, or on a new page at the end. Raises CannotEdit."""
    if not page:
        new = Page(free_code(f"seite_{len(survey.pages) + 1}", {one.code for one in survey.pages}), (question,))
        return valid(replace(survey, pages=(*survey.pages, new)))
    number = place_of_page(survey, page)
    return valid(with_questions(survey, number, (*survey.pages[number].questions, question)))


def change_question(
    survey: Survey, code: str, question: Question, options: Mapping[str, str] | None = None, rows: Mapping[str, str] | None = None
) -> Survey:
    """Put a question in the place of the one with this code. `options`, `rows`: codes that change, old → new; so does its own.

    All conditions follow. Raises CannotEdit.
    """
    number, place = place_of_question(survey, code)
    old = survey.pages[number].questions[place]
    new = Renamed(old, question.code, _moved(options), _moved(rows))
    changed = survey
    if new.code != old.code or new.options or new.rows:
        taken = {one.code for one in survey.questions} - {code}
        if new.code not in taken:  # else the check below says that it is taken
            try:
                changed = with_new_codes(survey, new)
                question = in_question(question, new)
            except CannotRename:
                text = "Eine Bedingung vergleicht diese Antworten so, dass sich ihre Kürzel nicht ändern lassen. Lassen Sie die Kürzel, wie sie sind."
                raise refuse(survey, text, (number, place), "options") from None
    questions = changed.pages[number].questions
    return valid(with_questions(changed, number, (*questions[:place], question, *questions[place + 1 :])))


def _moved(codes: Mapping[str, str] | None) -> dict[str, str]:
    return {old: new for old, new in (codes or {}).items() if old != new}


def remove_question(survey: Survey, code: str) -> Survey:
    """Take a question out; a page that is left without any goes too. Raises CannotEdit, which names who looks at its answer."""
    number, place = place_of_question(survey, code)
    asks = users(survey, frozenset({code}))
    if asks:
        raise CannotEdit(survey, asks)
    if sum(1 for _each in survey.questions) == 1:
        raise refuse(survey, "Eine Umfrage braucht mindestens eine Frage. Fügen Sie erst eine andere hinzu.", (number, place))
    questions = survey.pages[number].questions
    return valid(with_questions(survey, number, questions[:place] + questions[place + 1 :]))


def duplicate_question(survey: Survey, code: str) -> tuple[Survey, str]:
    """Put a copy behind a question; returns the survey and the copy's code. Raises CannotEdit."""
    number, place = place_of_question(survey, code)
    questions = survey.pages[number].questions
    copy = copied(questions[place], free_code(code, {one.code for one in survey.questions}))
    return valid(with_questions(survey, number, (*questions[: place + 1], copy, *questions[place + 1 :]))), copy.code


def copied(question: Question, code: str) -> Question:
    """A question under another code; what checks its own answer looks at the copy's."""
    new = Renamed(question, code)
    return replace(question, code=code, check=None if question.check is None else rewritten(question.check, new))


def move_question(survey: Survey, code: str, step: int) -> Survey:
    """Move a question one place up (-1) or down (1), at the edge of its page onto the next one. Raises CannotEdit."""
    number, place = place_of_question(survey, code)
    questions = list(survey.pages[number].questions)
    question, beside = questions[place], place + step
    if 0 <= beside < len(questions):
        questions[place], questions[beside] = questions[beside], question
        return valid(with_questions(survey, number, tuple(questions)))
    other = number + step
    if not 0 <= other < len(survey.pages):
        raise refuse(survey, "Weiter geht es nicht: Die Frage steht schon ganz " + ("oben." if step < 0 else "unten."), (number, place))
    if len(questions) == 1:
        page = survey.pages[number]
        text = f"Auf der Seite „{name_of(survey, page)}“ steht sonst keine Frage. Verschieben Sie die Seite, oder verbinden Sie sie mit der vorigen."
        raise refuse(survey, text, (number, place))
    del questions[place]
    there = survey.pages[other].questions
    moved = with_questions(survey, number, tuple(questions))
    return valid(with_questions(moved, other, (*there, question) if step < 0 else (question, *there)))


def split_page(survey: Survey, code: str, title: Texts | None = None) -> Survey:
    """Begin a new page with a question, under the same condition. Raises CannotEdit."""
    number, place = place_of_question(survey, code)
    page = survey.pages[number]
    if not place:
        raise refuse(survey, "Mit dieser Frage beginnt schon eine Seite.", (number, place))
    taken = {one.code for one in survey.pages}
    new = Page(
        made_code((title or {}).get(survey.languages[0], "") or page.code, taken, "seite"), page.questions[place:], title or {}, page.condition
    )
    kept = replace(page, questions=page.questions[:place])
    return valid(replace(survey, pages=(*survey.pages[:number], kept, new, *survey.pages[number + 1 :])))
