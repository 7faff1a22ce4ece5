"""Whether answers fit a survey's definition; what does not is told in German, in one sentence for each question."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from participation.methods.surveys.answer_kinds import READERS, Wrong
from participation.methods.surveys.conditions import Answers, Value, holds
from participation.methods.surveys.deciding import decide
from participation.methods.surveys.definition import UNASKED, Question, Survey

__all__ = ["AnswerFault", "Checked", "Wrong", "check_answers", "own_text_key"]

LONGEST_OWN_TEXT = 500


@dataclass(frozen=True, slots=True)
class AnswerFault:
    """What is wrong with an answer: `reason` in one word and `limit` for other languages, `text` in German; `part`: the row or option."""

    question: str
    reason: str
    text: str
    limit: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """`answers`: the answers in their form, None for what was shown and not answered, nothing for what was hidden; own texts under own_text_key."""

    answers: dict[str, Value]
    faults: tuple[AnswerFault, ...]


def own_text_key(question: str, option: str) -> str:
    """The key of the text that somebody wrote beside an option: no question's code has a point in it."""
    return f"{question}.{option}"


def check_answers(survey: Survey, given: Answers, today: str = "", only: Collection[str] | None = None) -> Checked:
    """Read answers as a form gives them (texts, lists of codes, mappings) and say what does not fit.

    Numbers may have a German comma, days may be written 31.5.2026. Answers to hidden questions are dropped without a word. `only`: the questions
    of one page, where the others are still open; all answers count for conditions. `today`: the day as 2026-05-31.
    """
    read: dict[str, Value] = {}
    wrong: dict[str, Wrong] = {}
    for question in survey.questions:
        if question.kind not in UNASKED:
            try:
                read[question.code] = READERS[question.kind](question, given.get(question.code))
            except Wrong as error:
                wrong[question.code] = error
    decided = decide(survey, read, today)
    found: dict[str, Value] = {}
    faults: list[AnswerFault] = []
    known = {question.code: question for question in survey.questions}
    for code in decided.shown:
        question = known[code]
        value = decided.values.get(code)
        found[code] = value
        if only is None or code in only:
            faults += _faults(question, value, wrong.get(code), decided.values, today)
        _own_texts(question, given, found, faults if only is None or code in only else [])
    texts = {own_text_key(code, option.code) for code, question in known.items() for option in question.options if option.own_text}
    unknown = [code for code in given if code not in known and code not in texts]
    faults += [AnswerFault(str(code)[:80], "unknown", "Diese Frage gibt es in dieser Fassung der Umfrage nicht.") for code in unknown]
    return Checked(found, tuple(faults))


def _faults(question: Question, value: Value, wrong: Wrong | None, values: Mapping[str, Value], today: str) -> list[AnswerFault]:
    if question.kind in UNASKED:
        return []
    if wrong is not None:
        return [AnswerFault(question.code, wrong.reason, str(wrong), wrong.limit, wrong.part)]
    if value is None:
        return [AnswerFault(question.code, "required", "Bitte beantworten Sie diese Frage.")] if question.required else []
    if isinstance(value, Mapping) and question.required and question.rows:
        return [
            AnswerFault(question.code, "required", "Bitte antworten Sie in dieser Zeile.", part=row.code)
            for row in question.rows
            if not value.get(row.code)
        ]
    if question.check is not None and not holds(question.check, values, today):
        text = next((text for text in question.check_text.values() if text), "Diese Antwort passt nicht. Bitte prüfen Sie sie.")
        return [AnswerFault(question.code, "check", text)]
    return []


def _own_texts(question: Question, given: Answers, found: dict[str, Value], faults: list[AnswerFault]) -> None:
    """The texts beside options that were chosen; others are dropped."""
    value = found[question.code]
    chosen = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    for option in question.options:
        if not option.own_text or option.code not in chosen:
            continue
        text = given.get(own_text_key(question.code, option.code))
        words = text.strip() if isinstance(text, str) else ""
        if len(words) > LONGEST_OWN_TEXT:
            faults.append(AnswerFault(question.code, "too-long", f"Bitte höchstens {LONGEST_OWN_TEXT} Zeichen.", str(LONGEST_OWN_TEXT), option.code))
        elif words:
            found[own_text_key(question.code, option.code)] = words
