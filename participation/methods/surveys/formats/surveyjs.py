"""SurveyJS definitions (JSON) read as surveys. What has no counterpart here stands in the report.

Source: SurveyJS Form Library, "Survey Schema", https://surveyjs.io/form-library/documentation/design-survey/create-a-simple-survey.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from participation.methods.surveys.conditions import CannotRead, Tree
from participation.methods.surveys.conditions.tree import Reference, both
from participation.methods.surveys.definition import (
    FITTING,
    MATRIX,
    MOST_PAGES,
    MOST_QUESTIONS,
    Element,
    Kind,
    Option,
    Page,
    Question,
    Row,
    Survey,
    Texts,
)
from participation.methods.surveys.faults import BadSurvey, Place, Told
from participation.methods.surveys.formats.carried import Carried, without_faults
from participation.methods.surveys.formats.fitting import CannotCarry, Fitting, clean_code
from participation.methods.surveys.formats.limesurvey_tables import plain_text
from participation.methods.surveys.formats.surveyjs_expressions import read_expression
from participation.methods.surveys.formats.surveyjs_types import IGNORED, KINDS, LEFT_OUT, TEXTS, WHOLE

LANGUAGE = re.compile(r"[a-z]{2}(-[A-Za-z]{2,4})?", re.ASCII)
DEEPEST = 20
"""Panels inside panels."""
Given = Mapping[str, Any]


def is_surveyjs(told: object) -> bool:
    """Whether JSON looks like a definition of SurveyJS: pages or elements, and no mark of our own form."""
    if not isinstance(told, dict) or "format" in told:
        return False
    if isinstance(told.get("elements"), list) or isinstance(told.get("questions"), list):
        return True
    pages = told.get("pages")
    return isinstance(pages, list) and any(
        isinstance(page, dict) and ("elements" in page or ("name" in page and "code" not in page)) for page in pages
    )


def read_surveyjs(told: Given) -> Carried:
    """The survey of a definition. Raises BadSurvey with all faults, each with its question."""
    return _Reading(told).carried()


@dataclass(frozen=True, slots=True)
class _Made:
    """A question whose condition still has to be read, with the conditions of the panels around it."""

    question: Question
    given: Given
    conditions: tuple[str, ...]


class _Reading:
    """Goes through pages, panels and questions."""

    def __init__(self, told: Given) -> None:
        self.told = told
        self.faults, self.notes = list[Told](), list[Told]()
        locale = told.get("locale")
        self.main = locale if isinstance(locale, str) and LANGUAGE.fullmatch(locale) else "de"
        if self.main != locale:
            self.notes.append(Told(Place(), "Die Datei sagt nicht, in welcher Sprache ihre Texte sind; angenommen ist Deutsch."))
        others = dict.fromkeys(language for language in _languages(told) if language not in ("default", self.main))
        self.languages = (self.main, *list(others)[:19])
        self.names: dict[str, Reference | None] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.taken: set[str] = set()

    def note(self, name: str, text: str) -> None:
        told = Told(Place(path=f"Frage {name}" if name else ""), text)
        if told not in self.notes:
            self.notes.append(told)

    def texts(self, value: object) -> Texts:
        """A text, in the main language or in several, without its HTML."""
        if isinstance(value, bool | int | float):
            value = str(value)
        if isinstance(value, str):
            value = {"default": value}
        if not isinstance(value, Mapping):
            return {}
        plain = {self.main if language == "default" else language: plain_text(text) for language, text in value.items() if isinstance(text, str)}
        found = {language: plain[language] for language in self.languages if plain.get(language)}
        if found and self.main not in found:
            found = {self.main: next(iter(found.values())), **found}
        return found

    # --- survey ------------------------------------------------------------------------------------------------------------

    def carried(self) -> Carried:
        for name, text in WHOLE.items():
            if self.told.get(name):
                self.notes.append(Told(Place(), text))
        pages = [page for page in _list(self.told.get("pages")) if isinstance(page, Mapping)]
        loose = [*_list(self.told.get("elements")), *_list(self.told.get("questions"))]
        if loose:
            pages.append({"name": "page", "elements": loose})
        made = [(page, list(self.elements(page, (), 0))) for page in pages[: MOST_PAGES + 1]]
        number = sum(len(asked) for _page, asked in made)
        if not number:
            raise BadSurvey.whole("In der Datei steht keine Frage, die übernommen werden kann.")
        if number > MOST_QUESTIONS:
            raise BadSurvey.whole(f"Eine Umfrage hat höchstens {MOST_QUESTIONS} Fragen, hier sind es {number}.")
        fitting = Fitting({one.question.code: one.question for _page, asked in made for one in asked}, self.codes)
        found = tuple(self.page(place, page, asked, fitting) for place, (page, asked) in enumerate((one for one in made if one[1]), 1))
        title = self.texts(self.told.get("title")) or {self.main: "Umfrage"}
        introduction, thanks = self.texts(self.told.get("description")), self.texts(self.told.get("completedHtml"))
        survey = Survey("survey", 1, self.languages, title, found, introduction, thanks)
        return without_faults(survey, self.notes, lambda element, part: _place(survey, element), self.faults)

    def elements(self, inside: Given, conditions: tuple[str, ...], depth: int) -> Iterator[_Made]:
        """The questions of a page or panel, those of the panels inside it where they stand."""
        if depth > DEEPEST:
            raise BadSurvey.whole(f"Bereiche sind mehr als {DEEPEST}-mal ineinander geschachtelt.")
        for given in [*_list(inside.get("elements")), *(_list(inside.get("questions")) if depth == 0 else [])]:
            if not isinstance(given, Mapping):
                continue
            if given.get("type") == "panel":
                own = given.get("visibleIf")
                yield from self.panel(given, (*conditions, own) if isinstance(own, str) and own.strip() else conditions, depth)
            else:
                yield from self.question(given, conditions)

    def panel(self, given: Given, conditions: tuple[str, ...], depth: int) -> Iterator[_Made]:
        heading = self.texts(given.get("title")) or self.texts(given.get("description"))
        if heading:
            code = clean_code(f"info_{_name(given)}", self.taken, letter=True)
            self.taken.add(code)
            yield _Made(Question(code, Kind.INFORMATION, heading), {}, conditions)
        yield from self.elements(given, conditions, depth + 1)

    def page(self, number: int, page: Given, asked: list[_Made], fitting: Fitting) -> Page:
        condition = self.expression(page.get("visibleIf"), fitting, f"{number}", "Seite")
        questions = [self.complete(one, fitting) for one in asked]
        description = self.texts(page.get("description"))
        if description:
            code = clean_code(f"info_page_{number}", self.taken)
            questions.insert(0, Question(code, Kind.INFORMATION, description))
        return Page(f"page_{number}", tuple(questions), self.texts(page.get("title")), condition)

    def complete(self, made: _Made, fitting: Fitting) -> Question:
        name, condition = _name(made.given) or made.question.code, None
        for source in (*made.conditions, made.given.get("visibleIf")):
            condition = both(condition, self.expression(source, fitting, name))
        question = replace(made.question, condition=condition)
        if question.kind == Kind.CALCULATION:
            return replace(question, calculation=self.expression(made.given.get("expression"), fitting, name))
        return question

    def expression(self, source: object, fitting: Fitting, name: str, word: str = "Frage") -> Tree | None:
        if not isinstance(source, str):
            return None
        try:
            return read_expression(source, fitting, self.names)
        except CannotRead as error:
            self.faults.append(Told(Place(path=f"{word} {name}"), f"Die Bedingung „{source[:80]}“ lässt sich nicht lesen: {error}"))
        except CannotCarry as error:
            self.notes.append(Told(Place(path=f"{word} {name}"), f"Die Bedingung „{source[:80]}“ entfällt: {error}"))
        return None

    # --- questions ---------------------------------------------------------------------------------------------------------

    def question(self, given: Given, conditions: tuple[str, ...]) -> list[_Made]:
        """The question; several for those with fields of their own; none for what is not carried over."""
        name, kind = _name(given), str(given.get("type", ""))[:40]
        if kind == "multipletext":
            return self.fields(given, name, conditions)
        if kind not in KINDS:
            self.note(name, f"„{LEFT_OUT.get(kind, f'Typ {kind}')}“ gibt es hier nicht; die Frage entfällt.")
            self.names[name] = None
            return []
        for part, said in IGNORED.items():
            if given.get(part):
                self.note(name, said)
        if kind == "imagepicker":
            self.note(name, "Bilder zu Antworten entfallen.")
        here = self.kind(given, kind)
        code = self.coded(name, here)
        text = self.texts(given.get("title")) or {self.main: name or code}
        if here == Kind.INFORMATION:
            text = self.texts(given.get("html")) or text
        required = given.get("isRequired") is True and "required" in FITTING[here]
        question = Question(code, here, text, self.texts(given.get("description")) if here != Kind.INFORMATION else {}, required)
        question = replace(question, options=self.options(given, kind, here, code), rows=self.rows(given, name, code) if here in MATRIX else ())
        shuffled = given.get("choicesOrder") == "random" and "shuffled" in FITTING[here]
        return [_Made(replace(question, shuffled=shuffled, **self.limits(given, here, name)), given, conditions)]

    def coded(self, name: str, kind: Kind) -> str:
        code = clean_code(name or "q", self.taken, letter=True)
        self.taken.add(code)
        self.names[name] = Reference(code) if kind != Kind.INFORMATION else None
        if code != name:
            self.note(name, f"Die Frage heißt hier „{code}“.")
        return code

    def kind(self, given: Given, kind: str) -> Kind:
        if kind == "text":
            return TEXTS.get(str(given.get("inputType", "")), Kind.SHORT_TEXT)
        if kind == "imagepicker" and given.get("multiSelect") is True:
            return Kind.MULTIPLE
        if kind == "rating" and (given.get("rateValues") or not 1 <= _whole(given.get("rateMax"), 5) - _whole(given.get("rateMin"), 1) <= 10):
            return Kind.SINGLE
        return KINDS[kind]

    def fields(self, given: Given, name: str, conditions: tuple[str, ...]) -> list[_Made]:
        """One question for each field, with the whole question's text in front."""
        made, whole = [], self.texts(given.get("title"))
        self.names[name] = None
        for item in (one for one in _list(given.get("items")) if isinstance(one, Mapping)):
            code = clean_code(f"{name}_{_name(item)}", self.taken, letter=True)
            self.taken.add(code)
            texts = self.texts(item.get("title")) or {self.main: _name(item)}
            label = {language: ": ".join(filter(None, (whole.get(language), texts.get(language)))) for language in {**whole, **texts}}
            self.names[f"{name}.{_name(item)}"] = Reference(code)
            required = (item.get("isRequired") or given.get("isRequired")) is True
            made.append(_Made(Question(code, Kind.SHORT_TEXT, label, required=required), {"visibleIf": given.get("visibleIf")}, conditions))
        self.note(name, f"Die Frage mit mehreren Feldern wird zu {len(made)} Fragen.")
        return made

    def options(self, given: Given, kind: str, here: Kind, code: str) -> tuple[Option, ...]:
        """The answers to choose from."""
        codes = self.codes.setdefault(code, {})
        if kind == "boolean":
            labels = (self.texts(given.get("labelTrue")) or {self.main: "Ja"}, self.texts(given.get("labelFalse")) or {self.main: "Nein"})
            return (Option("true", labels[0]), Option("false", labels[1]))
        if kind == "rating":
            steps = [*range(_whole(given.get("rateMin"), 1), _whole(given.get("rateMax"), 5) + 1)][:101]
            return () if here == Kind.SCALE else tuple(self.listed(_list(given.get("rateValues")) or steps, codes))
        if here in MATRIX:
            return tuple(self.listed(_list(given.get("columns")), codes))
        if "options" not in FITTING[here]:
            return ()
        found = self.listed(_list(given.get("choices")), codes)
        if (given.get("hasNone") or given.get("showNoneItem")) is True:
            alone = here == Kind.MULTIPLE
            found.append(Option(_code("none", codes), self.texts(given.get("noneText")) or {self.main: "Nichts davon"}, exclusive=alone))
        if (given.get("hasOther") or given.get("showOtherItem")) is True and here in (Kind.SINGLE, Kind.DROPDOWN, Kind.MULTIPLE):
            found.append(Option(_code("other", codes), self.texts(given.get("otherText")) or {self.main: "Anderes"}, own_text=True))
        return tuple(found)

    def listed(self, choices: list[Any], codes: dict[str, str]) -> list[Option]:
        found = []
        for one in choices:
            value = one.get("value") if isinstance(one, Mapping) else one
            if isinstance(value, str | int | float):
                raw = str(value)
                text = self.texts(one.get("text")) if isinstance(one, Mapping) else {}
                found.append(Option(_code(raw, codes), text or {self.main: raw}))
        return found

    def rows(self, given: Given, name: str, code: str) -> tuple[Row, ...]:
        codes: dict[str, str] = {}
        found = [Row(option.code, option.text) for option in self.listed(_list(given.get("rows")), codes)]
        self.names |= {f"{name}.{raw}": Reference(code, own) for raw, own in codes.items()}
        return tuple(found)

    def limits(self, given: Given, kind: Kind, name: str) -> dict[str, Any]:
        """Limits as numbers and days; those that are calculated are dropped with a note."""
        if kind == Kind.SCALE:
            found: dict[str, Any] = {"minimum": float(_whole(given.get("rateMin"), 1)), "maximum": float(_whole(given.get("rateMax"), 5))}
            return found | {"low_text": self.texts(given.get("minRateDescription")), "high_text": self.texts(given.get("maxRateDescription"))}
        parts = {
            Kind.NUMBER: {"min": "minimum", "max": "maximum"},
            Kind.MULTIPLE: {"minSelectedChoices": "minimum", "maxSelectedChoices": "maximum"},
            Kind.RANKING: {"minSelectedChoices": "minimum", "maxSelectedChoices": "maximum"},
            Kind.SHORT_TEXT: {"maxLength": "maximum"},
            Kind.LONG_TEXT: {"maxLength": "maximum"},
            Kind.DATE: {"min": "earliest", "max": "latest"},
        }.get(kind, {})
        found = {"decimals": 6} if kind == Kind.NUMBER else {}
        told = dict(given)
        for validator in (one for one in _list(given.get("validators")) if isinstance(one, Mapping)):
            if validator.get("type") == "numeric" and kind == Kind.NUMBER:
                told |= {"min": validator.get("minValue", told.get("min")), "max": validator.get("maxValue", told.get("max"))}
            else:
                self.note(name, f"Die Prüfung „{str(validator.get('type'))[:30]}“ entfällt.")
        for part, own in parts.items():
            value = told.get(part)
            if kind == Kind.DATE and isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
                found[own] = value
            elif kind != Kind.DATE and isinstance(value, int | float) and not isinstance(value, bool):
                if kind == Kind.NUMBER or value > 0:
                    found[own] = float(value) + 0.0
            elif value not in (None, ""):
                self.note(name, f"Die Grenze „{str(value)[:40]}“ ({part}) entfällt.")
        return found


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _name(given: Given) -> str:
    return str(given.get("name", ""))[:200]


def _whole(value: object, otherwise: int) -> int:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6 else otherwise


def _code(raw: str, codes: dict[str, str]) -> str:
    if raw not in codes:
        codes[raw] = clean_code(raw, set(codes.values()))
    return codes[raw]


def _languages(value: object, depth: int = 0) -> Iterator[str]:
    """The languages that texts of the definition are in: a text in several has `default` among them."""
    if depth > 4 * DEEPEST:
        return
    if isinstance(value, Mapping):
        if "default" in value and all(isinstance(one, str) for one in value.values()):
            yield from (language for language in value if LANGUAGE.fullmatch(language))
        for one in value.values():
            yield from _languages(one, depth + 1)
    elif isinstance(value, list):
        for one in value:
            yield from _languages(one, depth + 1)


def _place(survey: Survey, element: Element) -> Place:
    if len(element) < 2:
        return Place(path=f"Seite {int(element[0]) + 1}" if element else "")
    return Place(path=f"Frage {survey.pages[int(element[0])].questions[int(element[1])].code}")
