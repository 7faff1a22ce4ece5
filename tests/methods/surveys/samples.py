"""Surveys to try things on, and ways to make conditions by chance."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from hypothesis import strategies as st

from participation.methods.surveys.conditions import Tree, parse
from participation.methods.surveys.conditions.tree import COMPARISONS, Among, Binary, Call, Contains, Negative, Not, Number, Reference, Text
from participation.methods.surveys.definition import Kind, Option, Page, Question, Row, Survey


def de(text: str, english: str = "") -> dict[str, str]:
    """A text in German, and in English where it is given."""
    return {"de": text, "en": english} if english else {"de": text}


def options(*codes: str, exclusive: str = "", own_text: str = "") -> tuple[Option, ...]:
    return tuple(Option(code, de(f"Antwort {code}", f"Answer {code}"), code == exclusive, code == own_text) for code in codes)


def rows(*codes: str) -> tuple[Row, ...]:
    return tuple(Row(code, de(f"Zeile {code}", f"Row {code}")) for code in codes)


def ask(code: str, kind: Kind, **parts: object) -> Question:
    """A question with texts."""
    condition = {name: parse(value) for name, value in parts.items() if isinstance(value, str) and name in ("condition", "check", "calculation")}
    return replace(Question(code, kind, de(f"Frage {code}?", f"Question {code}?")), **{**parts, **condition})  # type: ignore[arg-type]  # parts of a question


def survey(*questions: Question, languages: Sequence[str] = ("de", "en"), code: str = "halle") -> Survey:
    """A survey with one page."""
    return Survey(code, 1, tuple(languages), de("Die Stadthalle", "The town hall"), (Page("p1", questions),))


@lru_cache
def every_kind() -> Survey:
    """A survey with every kind of question, conditions, limits and two languages."""
    person = Page(
        "person",
        (
            ask("welcome", Kind.INFORMATION),
            ask("age", Kind.NUMBER, minimum=14.0, maximum=120.0, required=True, unit=de("Jahre", "years")),
            ask("name", Kind.SHORT_TEXT, maximum=80.0, hint=de("Freiwillig", "Optional")),
            ask("moved", Kind.DATE, earliest="1950-01-01", latest="2026-12-31"),
            ask("district", Kind.DROPDOWN, options=options("north", "south", "west"), required=True),
            ask("born", Kind.CALCULATION, calculation="2026 - age", text={}),
        ),
        de("Über Sie", "About you"),
    )
    hall = Page(
        "hall",
        (
            ask("visits", Kind.SINGLE, options=options("often", "rarely", "never", "other", own_text="other"), shuffled=True),
            ask("why", Kind.LONG_TEXT, maximum=2000.0, condition='visits = "never" or visits = "rarely"'),
            ask(
                "uses",
                Kind.MULTIPLE,
                options=options("music", "sport", "market", "none", exclusive="none"),
                minimum=1.0,
                maximum=2.0,
                condition='visits in ["often", "other"]',
            ),
            ask("rating", Kind.SCALE, minimum=1.0, maximum=5.0, dont_know=True, low_text=de("schlecht", "bad"), high_text=de("gut", "good")),
            ask("mood", Kind.SCALE, minimum=0.0, maximum=10.0),
            ask("parts", Kind.MATRIX_SINGLE, rows=rows("roof", "stage"), options=options("keep", "renew"), required=True),
            ask("times", Kind.MATRIX_MULTIPLE, rows=rows("week", "weekend"), options=options("day", "night")),
        ),
        de("Die Halle", "The hall"),
        parse("age >= 16"),
    )
    future = Page(
        "future",
        (
            ask("order", Kind.RANKING, options=options("build", "repair", "sell"), minimum=1.0, maximum=3.0),
            ask(
                "money",
                Kind.POINTS,
                options=options("roof", "stage", "garden"),
                total=10,
                condition='parts.roof = "renew" and not (uses contains "none")',
            ),
            ask("where", Kind.PLACE, condition="order.build = 1"),
            ask("plan", Kind.FILE, maximum=2.0, endings=("pdf", "jpg"), megabytes=5),
            ask("cost", Kind.NUMBER, decimals=2, check="cost <= 100 or age > 30", check_text=de("Zu teuer", "Too expensive")),
        ),
    )
    return Survey(
        "halle", 3, ("de", "en"), de("Die Stadthalle", "The town hall"), (person, hall, future), de("Guten Tag", "Hello"), de("Danke", "Thanks")
    )


CODES = ("number", "text", "day", "one", "many", "order", "matrix", "points")
PARTS = ("", "", "", "a", "b", "1")
TEXTS = ("a", "b", "dont_know", "2026-05-31", "2025-01-01", 'ein "Wort"', "\\", "ä€😀", "")
NUMBERS = (0.0, 1.0, 2.5, 3.0, -1.0, 0.1, 1e14, 123456.789)


def trees() -> st.SearchStrategy[Tree]:
    """Conditions of every form, sensible or not."""
    texts = st.text(st.characters(min_codepoint=32, exclude_categories=("Cs",)), max_size=12).map(Text)
    numbers = st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: Number(round(value, 4) + 0.0)) | st.integers(-(10**9), 10**9).map(
        lambda value: Number(float(value))
    )
    leaves = numbers | texts | st.builds(Reference, st.sampled_from(CODES), st.sampled_from(PARTS)) | st.just(Call("today"))
    literals = st.lists(numbers | texts, min_size=1, max_size=4).map(tuple)

    def more(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
        operators = st.sampled_from(("and", "or", *COMPARISONS, "+", "-", "*", "/"))
        return st.one_of(
            st.builds(Binary, operators, inner, inner),
            st.builds(Not, inner),
            st.builds(Negative, inner),
            st.builds(Among, inner, literals),
            st.builds(Contains, inner, texts.map(lambda text: text.value)),
            st.builds(lambda name, one: Call(name, (one,)), st.sampled_from(("answered", "count", "length", "round")), inner),
            st.builds(lambda name, some: Call(name, tuple(some)), st.sampled_from(("min", "max", "sum")), st.lists(inner, min_size=1, max_size=3)),
            st.builds(lambda *three: Call("if", three), inner, inner, inner),
        )

    return st.recursive(leaves, more, max_leaves=12)


def a_tree(chance: random.Random, depth: int = 4) -> Tree:
    """A condition by chance, over codes and values that come near each other."""
    if depth == 0 or chance.random() < 0.2:
        leaf = chance.randrange(4)
        if leaf == 0:
            return Number(chance.choice(NUMBERS))
        return Text(chance.choice(TEXTS)) if leaf == 1 else Reference(chance.choice(CODES), chance.choice(PARTS))
    inner = [a_tree(chance, depth - 1) for _each in range(3)]
    literals = tuple(Number(chance.choice(NUMBERS)) if chance.random() < 0.5 else Text(chance.choice(TEXTS)) for _each in range(2))
    forms: list[Tree] = [
        Binary(chance.choice(("and", "or", *COMPARISONS, "+", "-", "*", "/")), inner[0], inner[1]),
        Binary(chance.choice(COMPARISONS), inner[0], inner[1]),
        Not(inner[0]),
        Negative(inner[0]),
        Among(inner[0], literals),
        Contains(inner[0], chance.choice(TEXTS)),
        Call(chance.choice(("answered", "count", "length", "round")), (inner[0],)),
        Call(chance.choice(("min", "max", "sum")), tuple(inner)),
        Call("if", tuple(inner)),
        Call("today"),
    ]
    return chance.choice(forms)


def some_answers(chance: random.Random) -> dict[str, object]:
    """Answers to the codes above, many missing or of another form."""
    choices: dict[str, list[object]] = {
        "number": [0, 1, 2.5, -0.5, 1e14, 0.30000000000000004, None],
        "text": ["a", "", "ä€😀", "2026-05-31"],
        "day": ["2026-05-31", "2025-01-01", "2026-13-99"],
        "one": ["a", "b", None],
        "many": [["a"], ["b", "a"], []],
        "order": [["b", "1", "a"], ["a"]],
        "matrix": [{"a": "b"}, {"a": ["a", "b"], "b": []}, {}, {"1": None}],
        "points": [{"a": 3, "b": 0}, {"a": 2.5}],
    }
    return {code: chance.choice(values) for code, values in choices.items() if chance.random() < 0.8}
