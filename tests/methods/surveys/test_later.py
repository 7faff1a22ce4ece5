"""A later version of a survey: what may change once people have answered, and what is refused with its place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.surveys.answers import check_answers
from participation.methods.surveys.conditions import parse
from participation.methods.surveys.definition import Kind, Option, Page, Row, Survey
from participation.methods.surveys.editing import add_question, change_question, move_question, remove_question, split_page
from participation.methods.surveys.later import not_allowed
from tests.methods.surveys.samples import ask, de, every_kind, options, rows


def with_parts(code: str, **parts: Any) -> Survey:
    """Every kind of question, one of them changed."""
    found = every_kind()
    pages = tuple(
        replace(page, questions=tuple(replace(one, **parts) if one.code == code else one for one in page.questions)) for page in found.pages
    )
    return replace(found, pages=pages)


def told(new: Survey) -> list[tuple[Any, str]]:
    return [(fault.element, fault.part) for fault in not_allowed(every_kind(), new)]


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("age", {"text": de("Ihr Alter?"), "hint": de("In Jahren"), "minimum": 12.0, "maximum": None, "required": False}),
        ("name", {"maximum": 200.0}),
        ("moved", {"earliest": "", "latest": "2027-12-31"}),
        ("visits", {"options": options("often", "weekly", "rarely", "never", "other", "new", own_text="other")}),
        ("visits", {"shuffled": False}),
        ("uses", {"options": options("music", "sport", "market", "none"), "minimum": None, "maximum": 3.0}),
        ("times", {"rows": rows("week", "weekend", "holidays"), "options": options("day", "night", "noon")}),
        ("rating", {"low_text": de("mies", "awful")}),
        ("mood", {"dont_know": True}),
        ("cost", {"check": None, "check_text": {}, "decimals": 3}),
        ("plan", {"endings": ("pdf", "jpg", "png"), "megabytes": 10, "maximum": 5.0}),
        ("plan", {"endings": (), "megabytes": 0}),
    ],
)
def test_what_may_change(code: str, parts: dict[str, Any]) -> None:
    assert told(with_parts(code, **parts)) == []


@pytest.mark.parametrize(
    ("code", "parts", "part"),
    [
        ("age", {"minimum": 16.0}, "minimum"),
        ("age", {"unit": de("Monate", "months")}, "unit"),
        ("name", {"maximum": 40.0}, "maximum"),
        ("name", {"required": True}, "required"),
        ("name", {"kind": Kind.LONG_TEXT}, "kind"),
        ("moved", {"latest": "2026-01-01"}, "latest"),
        ("moved", {"earliest": "1960-01-01"}, "earliest"),
        ("born", {"calculation": parse("2027 - age")}, "calculation"),
        ("visits", {"options": options("often", "rarely", "never")}, "options"),
        ("visits", {"options": options("rarely", "often", "never", "other", own_text="other")}, "options"),
        ("visits", {"options": options("often", "rarely", "never", "other")}, "options"),
        ("visits", {"options": options("often", "rarely", "never", "more", own_text="more")}, "options"),
        ("uses", {"options": options("music", "sport", "market", "none", exclusive="market")}, "options"),
        ("why", {"condition": None}, "condition"),
        ("rating", {"maximum": 7.0}, "maximum"),
        ("rating", {"dont_know": False}, "dont_know"),
        ("parts", {"rows": rows("roof", "stage", "floor")}, "rows"),
        ("parts", {"rows": rows("roof")}, "rows"),
        ("money", {"total": 20}, "total"),
        ("plan", {"endings": ("pdf",)}, "endings"),
        ("plan", {"megabytes": 1}, "megabytes"),
        ("cost", {"decimals": 0}, "decimals"),
        ("cost", {"check": parse("cost <= 50")}, "check"),
    ],
)
def test_what_is_refused(code: str, parts: dict[str, Any], part: str) -> None:
    new = with_parts(code, **parts)
    place = next(element for element, _page, question in new.placed() if question.code == code)
    assert (place, part) in told(new)


def test_questions_come_but_do_not_go_or_move() -> None:
    found = every_kind()
    assert told(add_question(found, ask("more", Kind.LONG_TEXT), "hall")) == []
    assert told(add_question(found, ask("more", Kind.LONG_TEXT, required=True), "hall")) == [((1, 7), "required")]
    assert told(remove_question(found, "welcome")) == [((), "pages")]
    assert [part for _place, part in told(move_question(found, "rating", 1))] == ["code"]
    assert told(split_page(found, "rating")) == []
    hall = found.pages[1]
    other = replace(found, pages=(found.pages[0], Page(hall.code, hall.questions, hall.title), found.pages[2]))
    assert {part for _place, part in told(other)} == {"condition"}
    assert told(replace(found, title=de("Die Halle", "The hall"), languages=("de", "en", "tr"))) == []
    assert told(replace(found, code="other")) == [((), "code")]


GIVEN = {"age": 40.0, "district": "north", "visits": "often", "uses": ("music",), "rating": 3.0, "parts": {"roof": "keep", "stage": "renew"}}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["option", "row", "question", "text", "limit", "free"]), max_size=6))
def test_what_was_answered_holds_in_every_later_version(changes: list[str]) -> None:
    old = new = every_kind()
    for number, change in enumerate(changes):
        uses, times, age = (new.question(code) for code in ("uses", "times", "age"))
        assert uses is not None
        assert times is not None
        assert age is not None
        if change == "option":
            new = change_question(new, "uses", replace(uses, options=(*uses.options, Option(f"more{number}", de("Mehr", "More")))))
        elif change == "row":
            new = change_question(new, "times", replace(times, rows=(*times.rows, Row(f"more{number}", de("Mehr", "More")))))
        elif change == "question":
            new = add_question(new, ask(f"more{number}", Kind.NUMBER), "hall")
        elif change == "limit":
            new = change_question(new, "age", replace(age, minimum=0.0))
        else:
            new = change_question(new, "age", replace(age, required=False) if change == "free" else replace(age, text=de("Alter?", "Age?")))
    assert not_allowed(old, new) == []
    before, after = check_answers(old, GIVEN, "2026-11-30"), check_answers(new, GIVEN, "2026-11-30")  # type: ignore[arg-type]
    assert before.faults == after.faults == ()
    assert {code: value for code, value in after.answers.items() if value is not None} == {
        code: value for code, value in before.answers.items() if value is not None
    }
