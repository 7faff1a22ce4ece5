"""Short ways to write ready-made surveys down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from participation.methods.surveys.conditions import parse
from participation.methods.surveys.definition import Kind, Option, Page, Question, Row, Survey, Texts


def choices(*lines: str, own_text: str = "", exclusive: str = "") -> tuple[Option, ...]:
    """Answers, each as `code: text` or, with English, `code: text / text`."""
    return tuple(Option(code, texts(text), code == exclusive, code == own_text) for code, text in map(_parted, lines))


def rows(*lines: str) -> tuple[Row, ...]:
    """Rows of a table, written the same way."""
    return tuple(Row(code, texts(text)) for code, text in map(_parted, lines))


def _parted(line: str) -> tuple[str, str]:
    code, _colon, text = line.partition(": ")
    return code, text


def texts(text: str) -> Texts:
    """`Deutsch`, or `Deutsch / English`."""
    german, slash, english = text.partition(" / ")
    return {"de": german, "en": english} if slash else {"de": german}


def ask(code: str, kind: Kind, text: str, *, hint: str = "", condition: str = "", **more: Any) -> Question:
    """A question; `minimum`, `maximum` and the like as in the definition."""
    named: dict[str, Any] = {name: texts(value) if isinstance(value, str) and name.endswith("_text") else value for name, value in more.items()}
    return Question(
        code, kind, texts(text), texts(hint) if hint else {}, condition=parse(condition) if condition else None, **named
    )  # fmt: skip


def page(code: str, title: str, *questions: Question, condition: str = "") -> Page:
    """A page with its title."""
    return Page(code, questions, texts(title), parse(condition) if condition else None)


def survey(code: str, title: str, introduction: str, pages: Sequence[Page]) -> Survey:
    """A survey in German."""
    thanks = {"de": "Vielen Dank! Ihre Antworten sind angekommen."}
    return Survey(code, 1, ("de",), {"de": title}, tuple(pages), {"de": introduction}, thanks)
