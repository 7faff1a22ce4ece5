"""Whether a later version of a survey may take the place of one that people have answered: what was answered must stay countable.

Allowed are other texts, more answers to choose from, more questions that nobody must answer, looser limits and more languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from participation.methods.surveys.definition import Element, Kind, Option, Question, Row, Survey
from participation.methods.surveys.faults import Fault


def not_allowed(old: Survey, new: Survey) -> list[Fault]:
    """Every change that would keep answers from being counted, at its place in the later version; () where something is gone."""
    found: list[Fault] = []
    if new.code != old.code:
        found.append(Fault((), "code", "Das Kürzel der Umfrage bleibt."))
    before = {question.code: (page.condition, question) for _element, page, question in old.placed()}
    there = [question.code for question in new.questions if question.code in before]
    for code in before:
        if code not in there:
            found.append(Fault((), "pages", f"Die Frage „{code}“ bleibt: Sie ist schon beantwortet worden."))
    found += [
        Fault(_element_of(new, code), "code", f"Die Frage „{code}“ bleibt vor und hinter denselben Fragen.") for code in _moved(list(before), there)
    ]
    for element, page, question in new.placed():
        if question.code not in before:
            if question.required:
                found.append(Fault(element, "required", f"Die neue Frage „{question.code}“ darf niemand beantworten müssen."))
            continue
        condition, was = before[question.code]
        texts = list(_changed(was, question))
        if (page.condition, question.condition) != (condition, was.condition):
            texts.append(("condition", "Wann sie gestellt wird, bleibt."))
        found += [Fault(element, part, f"Frage „{question.code}“: {text}") for part, text in texts]
    return found


def _element_of(survey: Survey, code: str) -> Element:
    return next(element for element, _page, question in survey.placed() if question.code == code)


def _moved(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Codes that no longer stand in the order in which they stood."""
    kept = [code for code in before if code in set(after)]
    return [now for was, now in zip(kept, after, strict=True) if was != now][:1]


def _changed(was: Question, now: Question) -> Iterator[tuple[str, str]]:
    """What of a question may not have changed: (part, sentence)."""
    if was.kind != now.kind:
        yield "kind", "Die Art der Frage bleibt."
        return
    if now.required and not was.required:
        yield "required", "Wer geantwortet hat, musste das nicht beantworten. Sie bleibt freiwillig."
    if now.check not in (was.check, None):
        yield "check", "Die Prüfung kann wegfallen, aber nicht anders werden."
    if now.calculation != was.calculation:
        yield "calculation", "Die Berechnung bleibt."
    if dict(now.unit) != dict(was.unit) and was.unit:
        yield "unit", "Die Einheit bleibt, sonst stünden verschiedene Zahlen nebeneinander."
    yield from _limits(was, now)
    yield from _parts("options", "Antwort", was.options, now.options)
    yield from _parts("rows", "Zeile", was.rows, now.rows)
    if was.required and len(now.rows) > len(was.rows):
        yield "rows", "Eine Tabelle, die beantwortet werden muss, bekommt keine weiteren Zeilen."


def _limits(was: Question, now: Question) -> Iterator[tuple[str, str]]:
    if was.kind == Kind.SCALE:
        if (now.minimum, now.maximum) != (was.minimum, was.maximum):
            yield "maximum", "Die Felder der Skala bleiben."
    else:
        if now.minimum is not None and (was.minimum is None or now.minimum > was.minimum):
            yield "minimum", "Die untere Grenze kann nur niedriger werden."
        if now.maximum is not None and (was.maximum is None or now.maximum < was.maximum):
            yield "maximum", "Die obere Grenze kann nur höher werden."
    if now.earliest and (not was.earliest or now.earliest > was.earliest):
        yield "earliest", "Der früheste Tag kann nur früher werden."
    if now.latest and (not was.latest or now.latest < was.latest):
        yield "latest", "Der späteste Tag kann nur später werden."
    if now.decimals < was.decimals:
        yield "decimals", "Weniger Stellen nach dem Komma passen nicht zu dem, was schon eingegeben ist."
    if now.total != was.total:
        yield "total", "Die Zahl der Punkte bleibt."
    if was.dont_know and not now.dont_know:
        yield "dont_know", "„Weiß nicht“ bleibt möglich."
    if now.endings and (not was.endings or not set(was.endings) <= set(now.endings)):
        yield "endings", "Erlaubte Endungen können nur mehr werden."
    if now.megabytes and (not was.megabytes or now.megabytes < was.megabytes):
        yield "megabytes", "Dateien dürfen nur größer werden."


def _parts(part: str, word: str, was: Sequence[Option | Row], now: Sequence[Option | Row]) -> Iterator[tuple[str, str]]:
    """Answers and rows stay in their order; others may come between them."""
    known = {one.code for one in was}
    codes = {one.code: one for one in now}
    for one in was:
        if one.code not in codes:
            yield part, f"Die {word} „{one.code}“ bleibt: Sie ist vielleicht schon gewählt worden."
    for one in was:
        if isinstance(one, Option) and isinstance(after := codes.get(one.code), Option):
            if one.own_text and not after.own_text:
                yield part, f"Der eigene Text neben „{one.code}“ bleibt möglich."
            if after.exclusive and not one.exclusive:
                yield part, f"„{one.code}“ kann nicht nachträglich andere Antworten ausschließen."
    if [one.code for one in now if one.code in known] != [one.code for one in was if one.code in codes]:
        yield part, "Die Reihenfolge bleibt; Neues kann dazwischenstehen."
