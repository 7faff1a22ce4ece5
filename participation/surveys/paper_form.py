"""The form on paper: a tagged PDF with all questions of a survey in one language, boxes to tick, and when to skip a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from participation.kit.language import gettext as _
from participation.kit.pdf import compile_pdf
from participation.methods.surveys.answer_kinds import german
from participation.methods.surveys.definition import UNASKED, Kind, Question, Survey, Texts
from participation.surveys.condition_words import ConditionWords

_FORM = """
#set document(title: data.title)
#set page(paper: "a4", margin: (left: 22mm, right: 20mm, top: 20mm, bottom: 22mm))
#set text(size: 11pt)
#set par(leading: 0.6em, spacing: 0.8em)
#show heading.where(level: 1): set text(size: 17pt)
#show heading.where(level: 2): set text(size: 13pt)
#show heading.where(level: 3): set text(size: 11pt)
#let tick = box(width: 3.8mm, height: 3.8mm, stroke: 0.7pt + black, baseline: 0.6mm)
#let field(width, height: 8mm) = box(width: width, height: height, stroke: 0.7pt + luma(90), baseline: 2.5mm)
#let rule = block(above: 7mm, below: 0mm, line(length: 100%, stroke: 0.5pt + luma(90)))
#let rules(number) = { for _ in range(number) { rule }; v(2mm) }
#let option(one) = block(above: 2mm, below: 2mm, grid(columns: (7mm, 1fr), tick, [#one.text #if one.own [ #box(width: 1fr, baseline: 1mm, line(length: 100%, stroke: 0.5pt + luma(90)))]]))
#let asked(question) = {
  block(breakable: question.long, width: 100%, below: 6mm)[
    #heading(level: 3)[#if question.number != "" [#question.number. ]#question.text]
    #if question.only != "" [#block(inset: (left: 3mm), stroke: (left: 1.5pt + black))[#emph(question.only)]]
    #if question.hint != "" [#block(above: 2mm, below: 2.5mm, text(size: 9.5pt)[#question.hint])]
    #if question.form == "lines" { rules(question.lines) }
    #if question.form == "field" [#field(45mm) #question.unit]
    #if question.form == "options" { for one in question.options { option(one) } }
    #if question.form == "scale" {
      if question.low != "" [#text(size: 9.5pt)[#question.low]]
      for one in question.options [#box(inset: (right: 5mm, y: 1mm))[#tick #h(1mm) #one.text] ]
    }
    #if question.form == "table" {
      table(columns: (1.6fr, ..question.options.map(_ => 1fr)), stroke: 0.5pt + luma(120), align: (x, y) => if x == 0 { left } else { center },
        table.header([#question.corner], ..question.options.map(one => text(size: 9pt)[#one.text])),
        ..question.rows.map(row => (row, ..question.options.map(_ => tick))).flatten())
    }
    #if question.form == "numbers" {
      for one in question.options { block(above: 2mm, below: 2mm, grid(columns: (15mm, 1fr), field(11mm, height: 6mm), one.text)) }
    }
    #if question.form == "place" {
      for one in question.rows { block(above: 4mm, below: 1mm)[#one]; rule; v(3mm) }
      v(2mm)
    }
  ]
}
#let form(number, first) = {
  set page(footer: context [#text(size: 9pt)[#data.form_label #number #h(1fr) #data.page_label #counter(page).display()]])
  if not first { pagebreak(weak: true) }
  counter(page).update(1)
  [#text(size: 9.5pt)[#data.sender]]
  heading(level: 1, outlined: first)[#data.title]
  [#data.form_label #strong(number)]
  for words in data.paragraphs { par(words) }
  if data.code_label != "" [#block(above: 4mm, below: 6mm)[#strong(data.code_label) #v(1mm) #field(75mm, height: 9mm)]]
  for part in data.pages {
    if part.title != "" { heading(level: 2)[#part.title] }
    if part.only != "" [#block(inset: (left: 3mm), stroke: (left: 1.5pt + black))[#emph(part.only)]]
    for question in part.questions { asked(question) }
  }
  for words in data.closing { par(words) }
}
#for (place, number) in data.numbers.enumerate() { form(number, place == 0) }
"""
LONG = 12
"""More lines than these may be parted by the end of a page."""


@dataclass(frozen=True, slots=True)
class FormWords:
    """What stands around the questions: who sends it, where it goes, until when, and which survey this is (its version and language)."""

    sender: str
    title: str
    paragraphs: Sequence[str]
    with_code: bool
    at: datetime


def form_pdf(survey: Survey, language: str, numbers: Sequence[str], words: FormWords) -> bytes:
    """The form as one PDF, a copy for each number."""
    called = question_numbers(survey)
    say = ConditionWords(survey, called, language)
    pages = []
    for page in survey.pages:
        only = _only(say, page.condition)
        questions = [_asked(one, survey, language, called, say) for one in page.questions if one.kind != Kind.CALCULATION]
        if questions:
            pages.append({"title": _text(survey, page.title, language), "only": only, "questions": questions})
    data = {
        "title": words.title,
        "sender": words.sender,
        "form_label": _("Formularnummer"),
        "page_label": _("Seite"),
        "paragraphs": [one for one in (_text(survey, survey.introduction, language), *words.paragraphs) if one],
        "code_label": _("Ihr Code aus dem Brief") if words.with_code else "",
        "pages": pages,
        "closing": [one for one in (_text(survey, survey.thanks, language),) if one],
        "numbers": list(numbers),
    }
    return compile_pdf(_FORM, data, at=words.at)


def question_numbers(survey: Survey) -> dict[str, str]:
    """What each question is called on paper: those that are asked, counted from 1."""
    asked = [question.code for question in survey.questions if question.kind not in UNASKED]
    return {code: str(number) for number, code in enumerate(asked, 1)}


def _only(say: ConditionWords, condition: Any) -> str:
    return _("Nur beantworten, wenn %(condition)s.", condition=say.say(condition)) if condition is not None else ""


def _text(survey: Survey, texts: Texts, language: str) -> str:
    return texts.get(language, "").strip() or texts.get(survey.languages[0], "").strip()


def _asked(question: Question, survey: Survey, language: str, called: dict[str, str], say: ConditionWords) -> dict[str, Any]:
    options = [{"text": _text(survey, one.text, language) or one.code, "own": one.own_text} for one in question.options]
    told: dict[str, Any] = {
        "number": called.get(question.code, ""),
        "text": _text(survey, question.text, language) or question.code,
        "only": _only(say, question.condition),
        "hint": " ".join(one for one in (_text(survey, question.hint, language), _how(question)) if one),
        "unit": _text(survey, question.unit, language),
        "form": _FORMS.get(question.kind, ""),
        "lines": 2 if question.kind == Kind.SHORT_TEXT else 6,
        "options": options,
        "rows": [_text(survey, row.text, language) or row.code for row in question.rows],
        "corner": "",
        "low": "",
        "long": len(options) + len(question.rows) > LONG,
    }
    if question.kind == Kind.SCALE:
        steps = [{"text": german(float(step)), "own": False} for step in question.steps]
        told["options"] = [*steps, *([{"text": _("weiß nicht"), "own": False}] if question.dont_know else [])]
        told["low"] = _ends(question, survey, language)
    if question.kind == Kind.PLACE:
        told["rows"] = [_("Straße und Hausnummer"), _("oder eine Beschreibung, wo es liegt")]
    return told


_FORMS = {
    Kind.SHORT_TEXT: "lines", Kind.LONG_TEXT: "lines", Kind.NUMBER: "field", Kind.DATE: "field", Kind.SINGLE: "options", Kind.DROPDOWN: "options",
    Kind.MULTIPLE: "options", Kind.SCALE: "scale", Kind.MATRIX_SINGLE: "table", Kind.MATRIX_MULTIPLE: "table", Kind.RANKING: "numbers",
    Kind.POINTS: "numbers", Kind.PLACE: "place",
}  # fmt: skip


def _ends(question: Question, survey: Survey, language: str) -> str:
    low, high = _text(survey, question.low_text, language), _text(survey, question.high_text, language)
    told = [_("%(step)s heißt: %(text)s", step=step, text=text) for step, text in ((question.steps[0], low), (question.steps[-1], high)) if text]
    return "; ".join(told)


def _how(question: Question) -> str:
    """What to do with the boxes."""
    most = german(question.maximum) if question.maximum else ""
    match question.kind:
        case Kind.SINGLE | Kind.DROPDOWN | Kind.SCALE:
            return _("Bitte kreuzen Sie ein Feld an.")
        case Kind.MULTIPLE:
            return _("Bitte kreuzen Sie höchstens %(most)s Felder an.", most=most) if most else _("Sie können mehrere Felder ankreuzen.")
        case Kind.MATRIX_SINGLE:
            return _("Bitte kreuzen Sie in jeder Zeile ein Feld an.")
        case Kind.MATRIX_MULTIPLE:
            return _("Sie können in jeder Zeile mehrere Felder ankreuzen.")
        case Kind.RANKING:
            return _("Bitte schreiben Sie vor jede Antwort ihren Platz: 1 für die wichtigste, dann 2 und so weiter.")
        case Kind.POINTS:
            return _("Bitte verteilen Sie genau %(total)s Punkte.", total=question.total)
        case Kind.DATE:
            return _("Tag, Monat, Jahr")
        case Kind.FILE:
            return _("Dateien lassen sich nur im Internet anhängen.")
    return ""
