"""Conditions of surveys in the browser: Chromium and Python say the same about the same cases, written by hand and made by chance."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from participation.methods.surveys.conditions import compiled, evaluate, parse
from participation.methods.surveys.deciding import decide, for_browser
from tests.browser.looks import served
from tests.methods.surveys.samples import a_tree, every_kind, some_answers

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = (ROOT / "static/js/survey-conditions.js").read_text()
CASES = json.loads((ROOT / "tests/methods/surveys/condition_cases.json").read_text())
TODAY = "2026-05-31"
POLICY = "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'"


def _page(environ: dict[str, Any], start: Any) -> list[bytes]:
    script = environ["PATH_INFO"] == "/survey-conditions.js"
    start("200 OK", [("Content-Type", "text/javascript" if script else "text/html; charset=utf-8"), ("Content-Security-Policy", POLICY)])
    return [(SCRIPT if script else "<!doctype html><html lang=de><title>Umfrage</title><script src=/survey-conditions.js></script></html>").encode()]


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """A page under a strict policy with nothing but the script."""
    complaints: list[str] = []
    context = chromium.new_context()
    with served(_page) as address:
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" and "favicon" not in str(message.location) else None
        )
        page.goto(address)
        yield page
    context.close()
    assert complaints == []


def evaluated(page: Page, cases: list[tuple[object, object]]) -> list[Any]:
    """The values of compiled conditions, each with its answers. As text both ways: the driver has numbers of its own."""
    call = "(given) => JSON.stringify(JSON.parse(given).map(([tree, answers]) => SurveyConditions.evaluate(tree, answers, '2026-05-31')))"
    return list(json.loads(page.evaluate(call, json.dumps(cases))))


def test_the_cases_that_python_has_too(page: Page) -> None:
    found = evaluated(page, [(compiled(parse(case["expression"])), case["answers"]) for case in CASES])
    assert [(type(one) is bool, one) for one in found] == [(type(case["value"]) is bool, case["value"]) for case in CASES]


def test_conditions_made_by_chance_have_the_same_value(page: Page) -> None:
    chance = random.Random(7)
    trees = [a_tree(chance) for _each in range(6000)]
    answers: list[Any] = [some_answers(chance) for _each in trees]
    expected = [evaluate(tree, given, TODAY) for tree, given in zip(trees, answers, strict=True)]
    found = evaluated(page, [(compiled(tree), given) for tree, given in zip(trees, answers, strict=True)])
    assert sum(one is True for one in found) > 300
    for tree, given, ours, theirs in zip(trees, answers, expected, found, strict=True):
        assert (type(ours) is bool, json.loads(json.dumps(ours))) == (type(theirs) is bool, theirs), (tree, given)


def test_the_same_questions_are_shown(page: Page) -> None:
    chance = random.Random(3)
    survey = every_kind()
    values: dict[str, list[object]] = {
        "age": [None, 15, 16, 40], "visits": [None, "often", "never"], "uses": [["none"], ["music"], []], "parts": [{"roof": "renew"}, None],
        "order": [["build"], ["sell", "build"]], "cost": [50, 200],
    }  # fmt: skip
    for _time in range(60):
        answers: Any = {code: chance.choice(some) for code, some in values.items()}
        call = "([survey, answers]) => SurveyConditions.decide(survey, answers, '2026-05-31')"
        found = page.evaluate(call, [for_browser(survey), answers])
        ours = decide(survey, answers, TODAY)
        assert found == {"shown": list(ours.shown), "values": ours.values}
