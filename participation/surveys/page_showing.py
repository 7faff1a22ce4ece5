"""What a page of questions shows, to those who answer and to those who try a version out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from participation.methods.surveys.answers import AnswerFault
from participation.surveys.answer_actions import today_of
from participation.surveys.asking import marked, places
from participation.surveys.doorway import Answered
from participation.surveys.languages import direction
from participation.surveys.placing import place_ways
from participation.surveys.walking import Standing


def question_page(here: Answered, stands: Standing, number: int, faults: Sequence[AnswerFault], seed: int, said: str = "") -> dict[str, Any]:
    """The context of `answer.html` but for where its form goes. `seed`: whose order shuffled answers have; `said`: what is wrong with the page as a whole."""
    asked = stands.questions(number, faults, seed)
    return {
        "asked": asked,
        "places": places,
        "ways": place_ways(stands.page(number).questions),
        "errors": [*([said] if said else []), *(error for question in asked for error in question.errors)],
        "way": direction(here.reads),
        "heading": marked(stands.page(number).title, here.definition.languages[0]) or here.survey.title,
        "place": stands.pages.index(number) + 1 if number in stands.pages else number,
        "pages": len(stands.pages),
        "script": stands.for_script(number, today_of(here.now)),
    }
