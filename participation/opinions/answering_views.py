"""Answering: one statement at a time, thanks with one's own place, and one's answers to change."""

from __future__ import annotations

from random import SystemRandom
from typing import Any

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person, signed_in_reader
from participation.accounts.models import Person
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.fragments import go_to, is_fragment
from participation.kit.language import gettext as _
from participation.kit.pagination import page_number
from participation.kit.rules import demand
from participation.methods.opinions.next_statement import MOST_IN_A_ROW, next_statement
from participation.opinions import rules, showing, words
from participation.opinions.actions import answer_statement
from participation.opinions.doorway import Here, enter_map
from participation.opinions.forms import MARKS
from participation.opinions.queries import answers_page, marks_of, open_statements, result_of, words_of
from participation.opinions.spans import ANSWERS

blueprint = Blueprint("opinion_answers", __name__, url_prefix="/beteiligungen/<slug:slug>/meinungsbild/<id:map_id>")

ENOUGH = 15
"""After so many answers the results are offered, and again after each 25."""


@blueprint.get("/aussage")
def show(slug: str, map_id: int) -> BaseResponse:
    """The next statement; where all are answered, thanks."""
    here = enter_map(slug, map_id)
    demand(rules.may_answer(here.person, here.consultation, here.map, here.now))
    marks = marks_of(current_session(), here.map.id, _visitor(here).id)
    statement, left = _next(here, marks)
    return _card(here, statement, len(marks), left) if statement else go_to(here.url("opinion_answers.thanks"))


@blueprint.post("/aussage/<id:statement_id>")
def answer(slug: str, map_id: int, statement_id: int) -> BaseResponse:
    """Keep an answer and go on: to the next statement, to the thanks, or back to one's answers."""
    person, session = signed_in_reader(), current_session()
    here = enter_map(slug, map_id, only_read=True)
    mark = MARKS.get(request.form.get("antwort", ""), 9)
    answer_statement(session, person, here.consultation, here.map, statement_id, mark, here.now)
    if "zurueck" in request.form:
        session.commit()
        flash(_("Ihre Antwort ist geändert."), "success")
        return go_to(here.url("opinion_answers.mine", seite=page_number(request.form["zurueck"])))
    marks = marks_of(session, here.map.id, person.id)
    statement, left = _next(here, marks)
    session.commit()
    if statement is None or len(marks) == ENOUGH or len(marks) % MOST_IN_A_ROW == 0:
        return go_to(here.url("opinion_answers.thanks"))
    return _card(here, statement, len(marks), left) if is_fragment() else go_to(here.url("opinion_answers.show", _anchor="statement"))


@blueprint.get("/danke")
def thanks(slug: str, map_id: int) -> Response:
    """Thanks, where one stands, and what one can do next."""
    here, session = enter_map(slug, map_id), current_session()
    demand(rules.may_answer(here.person, here.consultation, here.map, here.now))
    marks = marks_of(session, here.map.id, _visitor(here).id)
    result = result_of(session, here.map.id)
    me = showing.standing(result.data, marks)
    said = list(marks.values())
    return here.page(
        "thanks.html",
        _("Danke"),
        counts=[(str(words.MARK_NAMES[mark]), said.count(mark)) for mark in (1, -1, 0)],
        answered=len(marks),
        more=_next(here, marks)[0] is not None,
        me=me,
        verdict=showing.verdict_words(result),
        picture=showing.picture(result.data, me),
        groups=showing.group_rows(result.data),
        may_write=rules.may_write(here.person, here.consultation, here.map, here.now),
    )


@blueprint.get("/meine-antworten")
def mine(slug: str, map_id: int) -> Response:
    """What one answered, to read and to change."""
    here = enter_map(slug, map_id)
    person = signed_in_person()
    number = page_number(request.args.get("seite"))
    return here.page(
        "mine.html",
        _("Meine Antworten"),
        found=answers_page(current_session(), here.map.id, person.id, number),
        names=words.MARK_NAMES,
        buttons=[(word, str(words.MARK_NAMES[mark]), mark) for word, mark in MARKS.items()],
        may_answer=rules.may_answer(person, here.consultation, here.map, here.now),
        url_for_page=lambda number: here.url("opinion_answers.mine", seite=number if number > 1 else None),
    )


def _visitor(here: Here) -> Person:
    if here.person is None:
        raise NotFound
    return here.person


def _next(here: Here, marks: dict[int, int]) -> tuple[Any, int]:
    """The statement to show next (the city's first, then one that fewest answered, never one's own), and how many are left."""
    session, person = current_session(), _visitor(here)
    rows = open_statements(session, here.map.id)
    seen = {row.id: row.seen_count for row in rows}
    done = {*marks, *(row.id for row in rows if row.author_id == person.id)}
    seeds = [row.id for row in rows if row.is_seed]
    found = next_statement(seen, done, SystemRandom(), seeds, most=len(done) + 1)
    return words_of(session, found) if found is not None else None, len(seen.keys() - done)


def _card(here: Here, statement: Any, answered: int, left: int) -> Response:
    goal = min(ENOUGH if answered < ENOUGH else (answered // MOST_IN_A_ROW + 1) * MOST_IN_A_ROW, answered + left)
    buttons = [(word, str(words.MARK_NAMES[mark])) for word, mark in MARKS.items()]
    kept_days = here.consultation.days_kept(ANSWERS)
    shown: dict[str, Any] = {"statement": statement, "answered": answered, "goal": goal, "buttons": buttons, "kept_days": kept_days}
    return here.page("answer.html", _("Aussagen beantworten"), block="card", **shown)
