"""Our own form of a survey: JSON, `participation-survey/1` (docs/surveys.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from participation.methods.surveys.conditions import CannotRead, Tree, parse, printed
from participation.methods.surveys.definition import ALWAYS, FITTING, TEXT_PARTS, Element, Kind, Option, Page, Question, Row, Survey, Texts
from participation.methods.surveys.faults import BadSurvey, Place, Told
from participation.methods.surveys.formats.carried import Carried, without_faults
from participation.methods.tables import listed, meant

FORMAT = "participation-survey/1"
CONDITIONS = ("condition", "check", "calculation")
_SURVEY = ("format", "code", "version", "languages", "title", "introduction", "thanks", "pages")
_PLAIN = {each.name: each.default for each in fields(Question)}
_FORMS: dict[str, tuple[type, ...]] = {
    "required": (bool,), "shuffled": (bool,), "dont_know": (bool,), "minimum": (int, float), "maximum": (int, float), "decimals": (int,), "total": (int,),
    "megabytes": (int,), "earliest": (str,), "latest": (str,),
}  # fmt: skip
_WORDS = {bool: "true oder false", int: "eine Zahl", str: "ein Text", list: "eine Liste", dict: "ein Objekt"}


def write_json(survey: Survey) -> str:
    """The survey as text; what has its usual value is left out. Reading it gives the same survey."""
    told: dict[str, Any] = {"format": FORMAT, "code": survey.code, "version": survey.version, "languages": list(survey.languages)}
    told |= _given({"title": survey.title, "introduction": survey.introduction, "thanks": survey.thanks})
    told["pages"] = [
        {
            "code": page.code,
            **_given({"title": page.title, "condition": printed(page.condition) if page.condition is not None else ""}),
            "questions": [_question(question) for question in page.questions],
        }
        for page in survey.pages
    ]
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _given(parts: Mapping[str, object]) -> dict[str, Any]:
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in parts.items() if value}


def _question(question: Question) -> dict[str, Any]:
    told: dict[str, Any] = {"code": question.code, "kind": str(question.kind)}
    for part in (each.name for each in fields(Question)):
        value = getattr(question, part)
        if part in ("code", "kind") or value is None or value == _PLAIN.get(part) or value in ({}, ()):
            continue
        if part in CONDITIONS:
            told[part] = printed(value)
        elif part == "options":
            told[part] = [{"code": one.code, **_given({"text": one.text, "exclusive": one.exclusive, "own_text": one.own_text})} for one in value]
        elif part == "rows":
            told[part] = [{"code": one.code, **_given({"text": one.text})} for one in value]
        elif isinstance(value, float):
            told[part] = int(value) if value.is_integer() else value
        else:
            told[part] = dict(value) if isinstance(value, Mapping) else list(value) if isinstance(value, tuple) else value
    return told


def read_json(text: str) -> Carried:
    """The survey of a file. Raises BadSurvey with all faults, each with its path such as `pages[0].questions[2].condition`."""
    reading = _Reading()
    try:
        told = json.loads(text, object_pairs_hook=reading.pairs, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        where = f" (Zeile {error.lineno}, Zeichen {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise BadSurvey.whole(f"Die Datei ist kein gültiges JSON{where}.") from error
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise BadSurvey.whole(f'Das ist keine Umfrage dieser Plattform: Am Anfang steht "format": "{FORMAT}".')
    survey = reading.survey(told)
    return without_faults(survey, [], lambda element, part: Place(path=path(element, part)), reading.faults)


def _refuse(_word: str) -> object:
    raise ValueError("not a number of JSON")


def path(element: Element, part: str) -> str:
    """Where a part of an element stands."""
    words = ["pages[{}]", "questions[{}]"]
    found = [word.format(number) for word, number in zip(words, element, strict=False)]
    if len(element) == 4:
        found.append(f"{element[2]}[{element[3]}]")
    return ".".join([*found, part] if part else found)


class _Reading:
    """Builds a survey and collects what is wrong with the file's form."""

    def __init__(self) -> None:
        self.faults: list[Told] = []
        self.main = "de"

    def say(self, where: str, text: str) -> None:
        self.faults.append(Told(Place(path=where), text))

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _value in pairs]
            self.say("", f"Diese Angabe steht zweimal im selben Objekt: {listed(sorted({name for name in names if names.count(name) > 1}))}.")
        return found

    def known(self, told: Mapping[str, Any], names: tuple[str, ...], where: str) -> None:
        for name in told:
            if name not in names:
                self.say(
                    f"{where}.{name}" if where else name[:80], f"Diese Angabe gibt es nicht. {meant(name, names) or f'Es gibt: {listed(names)}.'}"
                )

    def take(self, told: Mapping[str, Any], name: str, forms: tuple[type, ...], where: str, plain: Any) -> Any:
        """A value of one of some forms; what it is usually where it is missing or wrong."""
        if name not in told or told[name] is None:
            return plain
        value = told[name]
        if not isinstance(value, forms) or (isinstance(value, bool) and bool not in forms):
            self.say(f"{where}.{name}".lstrip("."), f"Hier gehört {_WORDS[forms[0]]} hin.")
            return plain
        return value

    def survey(self, told: Mapping[str, Any]) -> Survey:
        self.known(told, _SURVEY, "")
        languages = self.strings(told, "languages", "") or ("de",)
        self.main = languages[0]
        pages = self.objects(told, "pages", "")
        return Survey(
            code=self.take(told, "code", (str,), "", ""),
            version=self.take(told, "version", (int,), "", 1),
            languages=languages,
            title=self.texts(told, "title", ""),
            introduction=self.texts(told, "introduction", ""),
            thanks=self.texts(told, "thanks", ""),
            pages=tuple(self.page(page, f"pages[{number}]") for number, page in enumerate(pages)),
        )

    def page(self, told: Mapping[str, Any], where: str) -> Page:
        self.known(told, ("code", "title", "condition", "questions"), where)
        return Page(
            code=self.take(told, "code", (str,), where, ""),
            title=self.texts(told, "title", where),
            condition=self.tree(told, "condition", where),
            questions=tuple(self.question(one, f"{where}.questions[{number}]") for number, one in enumerate(self.objects(told, "questions", where))),
        )

    def question(self, told: Mapping[str, Any], where: str) -> Question:
        kind = self.take(told, "kind", (str,), where, "")
        if kind not in list(Kind):
            known = "Es gibt: " + ", ".join(Kind) + "."
            self.say(f"{where}.kind", f"Die Art „{kind[:40]}“ gibt es nicht. {meant(kind, list(Kind)) or known}")
            return Question(self.take(told, "code", (str,), where, ""), Kind.INFORMATION, self.texts(told, "text", where))
        names = tuple(each.name for each in fields(Question) if each.name in FITTING[Kind(kind)] | ALWAYS)
        self.known(told, names, where)
        given: dict[str, Any] = {part: self.take(told, part, forms, where, _PLAIN[part]) for part, forms in _FORMS.items() if part in names}
        given |= {part: self.texts(told, part, where) for part in TEXT_PARTS if part in names}
        given |= {part: self.tree(told, part, where) for part in CONDITIONS if part in names}
        for part in ("minimum", "maximum"):
            if given.get(part) is not None:
                given[part] = float(given[part]) if abs(given[part]) < 1e300 else 1e300
        if "endings" in names:
            given["endings"] = self.strings(told, "endings", where)
        if "options" in names:
            given["options"] = tuple(self.option(one, f"{where}.options[{place}]") for place, one in enumerate(self.objects(told, "options", where)))
        if "rows" in names:
            given["rows"] = tuple(self.row(one, f"{where}.rows[{place}]") for place, one in enumerate(self.objects(told, "rows", where)))
        return Question(self.take(told, "code", (str,), where, ""), Kind(kind), **given)

    def option(self, told: Mapping[str, Any], where: str) -> Option:
        self.known(told, ("code", "text", "exclusive", "own_text"), where)
        exclusive, own_text = (self.take(told, name, (bool,), where, False) for name in ("exclusive", "own_text"))
        return Option(self.take(told, "code", (str,), where, ""), self.texts(told, "text", where), exclusive, own_text)

    def row(self, told: Mapping[str, Any], where: str) -> Row:
        self.known(told, ("code", "text"), where)
        return Row(self.take(told, "code", (str,), where, ""), self.texts(told, "text", where))

    def texts(self, told: Mapping[str, Any], name: str, where: str) -> Texts:
        """Texts by language; one text alone is in the main language."""
        given = self.take(told, name, (dict, str), where, {})
        if isinstance(given, str):
            return {self.main: given}
        wrong = [language for language, text in given.items() if not isinstance(text, str)]
        if wrong:
            self.say(f"{where}.{name}".lstrip("."), f"Hier gehören Texte hin: {listed(wrong)}.")
        return {language: text for language, text in given.items() if isinstance(text, str)}

    def tree(self, told: Mapping[str, Any], name: str, where: str) -> Tree | None:
        source = self.take(told, name, (str,), where, "")
        if not source.strip():
            return None
        try:
            return parse(source)
        except CannotRead as error:
            self.say(f"{where}.{name}", str(error))
            return None

    def strings(self, told: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
        given = self.take(told, name, (list,), where, [])
        if not all(isinstance(one, str) for one in given):
            self.say(f"{where}.{name}".lstrip("."), "In dieser Liste stehen nur Texte.")
        return tuple(one for one in given if isinstance(one, str))

    def objects(self, told: Mapping[str, Any], name: str, where: str) -> list[Mapping[str, Any]]:
        given = self.take(told, name, (list,), where, [])
        if not all(isinstance(one, dict) for one in given):
            self.say(f"{where}.{name}".lstrip("."), "In dieser Liste stehen nur Objekte.")
        return [one for one in given if isinstance(one, dict)]
