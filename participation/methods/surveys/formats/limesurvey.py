"""LimeSurvey structures (.lss) read as surveys, of versions 2 to 6. What has no counterpart here stands in the report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from participation.methods.surveys.conditions import CannotRead, Tree
from participation.methods.surveys.conditions.tree import Reference
from participation.methods.surveys.definition import (
    FITTING,
    MATRIX,
    MOST_OPTIONS,
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
from participation.methods.surveys.formats.lifting import lifted
from participation.methods.surveys.formats.limesurvey_expressions import Slot, read_expression
from participation.methods.surveys.formats.limesurvey_tables import Cells, Tables, by, plain_text, read_tables, split, whole
from participation.methods.surveys.formats.limesurvey_types import APART, FIXED, IGNORED, KINDS, LEFT_OUT, NOTES, TABLES

OTHER = "-oth-"
NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_limesurvey(content: bytes) -> Carried:
    """The survey of an .lss file. Raises BadSurvey with all faults, each with its question."""
    return _Reading(read_tables(content)).carried()


@dataclass(frozen=True, slots=True)
class _Made:
    """A question whose conditions still have to be read."""

    question: Question
    row: Cells


class _Reading:
    """Goes through groups and questions."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.faults, self.notes = list[Told](), list[Told]()
        settings = tables.of("surveys_languagesettings")
        main = (tables.of("surveys") or [{}])[0].get("language", "")
        spoken = [row.get("surveyls_language", "") for row in settings]
        self.languages = tuple(one for one in dict.fromkeys([main, *tables.languages, *spoken]) if one) or ("de",)
        self.subquestions = by(tables.of("subquestions"), "parent_qid")
        self.answers = by(tables.of("answers"), "qid")
        self.words = {
            "question": by(tables.of("question_l10ns"), "qid"),
            "answer": by(tables.of("answer_l10ns"), "aid"),
            "group": by(tables.of("group_l10ns"), "gid"),
        }
        self.lines = {table: by(tables.of(table), "qid") for table in ("questions", "subquestions")}
        self.attributes = by(tables.of("question_attributes"), "qid")
        self.names: dict[str, Reference | Slot | None] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.taken: set[str] = set()
        self.formatted: set[str] = set()

    def note(self, name: str, text: str) -> None:
        told = Told(Place(path=f"Frage {name}" if name else ""), text)
        if told not in self.notes:
            self.notes.append(told)

    # --- texts -------------------------------------------------------------------------------------------------------------

    def texts(self, rows: Iterable[Cells], column: str, name: str) -> Texts:
        """A text in its languages, without its HTML. Rows without a language are in the main one."""
        found = {}
        for row in rows:
            html = row.get(column, "")
            text = plain_text(html)
            if "<" in html and re.search(r"<(?!/?(p|br|div|span)\b)[a-zA-Z]", html):
                self.note(name, "Hervorhebungen, Bilder und Links im Text entfallen.")
            if re.search(r"\{[A-Za-z0-9_:.]+\}", text):
                self.note(name, "Platzhalter im Text (wie {TOKEN:FIRSTNAME}) stehen hier als Text da.")
            language = row.get("language") or self.languages[0]
            if text and language in self.languages:
                found[language] = text
        main = self.languages[0]
        return {main: found[main], **found} if main in found else found

    def of_question(self, row: Cells, column: str, name: str) -> Texts:
        """The question's text or help: beside it, in newer files in a table of its own."""
        own = [one for one in self.same(row) if column in one]
        return self.texts(own or self.words["question"].get(row.get("qid", ""), []), column, name)

    def same(self, row: Cells) -> list[Cells]:
        """The rows of one question in all languages (older files have a row for each)."""
        return self.lines["subquestions" if whole(row.get("parent_qid", "0")) else "questions"].get(row.get("qid", ""), [])

    # --- survey ------------------------------------------------------------------------------------------------------------

    def carried(self) -> Carried:
        for table, text in TABLES.items():
            if self.tables.of(table):
                self.notes.append(Told(Place(), text))
        every = [row for row in _once(self.tables.of("questions"), "qid") if not whole(row.get("parent_qid", "0"))]
        if len(every) > MOST_QUESTIONS:
            raise BadSurvey.whole(f"Eine Umfrage hat höchstens {MOST_QUESTIONS} Fragen, hier sind es {len(every)}.")
        questions = by(every, "gid")
        groups = sorted(_once(self.tables.of("groups"), "gid"), key=lambda row: whole(row.get("group_order", "")))
        made = []
        for group in groups[: MOST_PAGES + 1]:
            rows = sorted(
                (row for row in questions.get(group.get("gid", ""), []) if not whole(row.get("parent_qid", "0"))),
                key=lambda row: whole(row.get("question_order", "")),
            )
            made.append((group, [one for row in rows for one in self.question(row)]))
        if not any(asked for _group, asked in made):
            raise BadSurvey.whole("In der Datei steht keine Frage, die übernommen werden kann.")
        fitting = Fitting({one.question.code: one.question for _group, asked in made for one in asked}, self.codes)
        pages = tuple(self.page(number, group, asked, fitting) for number, (group, asked) in enumerate(one for one in made if one[1]))
        settings = self.tables.of("surveys_languagesettings")
        title, introduction, thanks = (
            self.texts([{**row, "language": row.get("surveyls_language", "")} for row in settings], column, "")
            for column in ("surveyls_title", "surveyls_welcometext", "surveyls_endtext")
        )
        code = clean_code((self.tables.of("surveys") or [{}])[0].get("sid", "survey") or "survey")
        survey = Survey(code, 1, self.languages, title or {self.languages[0]: code}, pages, introduction, thanks)
        return without_faults(survey, self.notes, lambda element, part: _place(survey, element), self.faults)

    def page(self, number: int, group: Cells, asked: list[_Made], fitting: Fitting) -> Page:
        gid = group.get("gid", "")
        own = [row for row in self.tables.of("groups") if row.get("gid") == gid and "group_name" in row]
        title = self.texts(own or self.words["group"].get(gid, []), "group_name", "")
        description = self.texts(own or self.words["group"].get(gid, []), "description", "")
        questions = [self.complete(one, fitting) for one in asked]
        if description:
            code = clean_code(f"info_{number + 1}", self.taken)
            questions.insert(0, Question(code, Kind.INFORMATION, description))
        return Page(f"page_{number + 1}", tuple(questions), title, self.expression(group.get("grelevance", ""), fitting, f"{number + 1}", "Seite"))

    def complete(self, made: _Made, fitting: Fitting) -> Question:
        row, question = made.row, made.question
        name, attributes = row.get("title", ""), self.values(row)
        condition = self.expression(row.get("relevance", ""), fitting, name)
        if question.kind == Kind.CALCULATION:
            source = attributes.get("equation") or next(iter(question.text.values()), "")
            return replace(question, condition=condition, text={}, calculation=self.expression(source, fitting, name))
        check = None
        if "check" in FITTING[question.kind]:
            check = self.expression(attributes.get("em_validation_q", ""), fitting, name, itself=Reference(question.code))
        if row.get("preg"):
            self.note(name, "Die Prüfung durch ein Muster (regulärer Ausdruck) entfällt.")
        return lifted(replace(question, condition=condition, check=check), lambda text: self.note(name, text))

    def expression(self, source: str, fitting: Fitting, name: str, word: str = "Frage", itself: Reference | None = None) -> Tree | None:
        try:
            return read_expression(source, fitting, self.names, itself)
        except CannotRead as error:
            self.faults.append(Told(Place(path=f"{word} {name}"), f"Die Bedingung „{source[:80]}“ lässt sich nicht lesen: {error}"))
        except CannotCarry as error:
            self.notes.append(Told(Place(path=f"{word} {name}"), f"Die Bedingung „{source[:80]}“ entfällt: {error}"))
        return None

    # --- questions ---------------------------------------------------------------------------------------------------------

    def values(self, row: Cells) -> dict[str, str]:
        """The attributes of a question that are set; of those in languages the main one's."""
        found = {}
        for one in self.attributes.get(row.get("qid", ""), []):
            if one.get("value") and one.get("language", "") in ("", self.languages[0]):
                found[one.get("attribute", "")] = one["value"]
        return found

    def question(self, row: Cells) -> list[_Made]:
        """The question of a row; several for those with fields of their own; none for what is not carried over."""
        name, kind = row.get("title", ""), row.get("type", "")
        if kind in LEFT_OUT or kind not in KINDS:
            self.note(name, f"„{LEFT_OUT.get(kind, f'Typ {kind[:10]}')}“ gibt es hier nicht; die Frage entfällt.")
            self.forget(row)
            return []
        if kind in NOTES:
            self.note(name, NOTES[kind])
        attributes = self.values(row)
        for attribute, said in IGNORED.items():
            if attributes.get(attribute, "0") != "0":
                self.note(name, said)
        code = clean_code(name, self.taken, letter=True)
        if kind in APART:
            return self.apart(row, code, attributes)
        self.taken.add(code)
        if code != name:
            self.note(name, f"Die Frage heißt hier „{code}“.")
        text = self.of_question(row, "question", name) or {self.languages[0]: name}
        here = KINDS[kind]
        plain = Question(
            code, here, text, self.of_question(row, "help", name), row.get("mandatory", "N") in ("Y", "S") and "required" in FITTING[here]
        )
        self.names[name] = self.names[_old(row)] = Reference(code) if here != Kind.INFORMATION else None
        if kind == "1":
            return self.two_scales(row, plain)
        options = self.options(row, kind, "0", code)
        rows = self.rows(row, code) if here in MATRIX else ()
        question = replace(plain, options=options, rows=rows, shuffled=attributes.get("random_order") == "1" and "shuffled" in FITTING[here])
        return [_Made(replace(question, **self.limits(question, kind, attributes)), row)]

    def forget(self, row: Cells) -> None:
        """Answers that are not carried over, by all their names."""
        for name in (row.get("title", ""), _old(row)):
            self.names[name] = None
        for one in self.subquestions.get(row.get("qid", ""), []):
            self.names[f"{row.get('title', '')}_{one.get('title', '')}"] = self.names[f"{_old(row)}{one.get('title', '')}"] = None

    def apart(self, row: Cells, code: str, attributes: Mapping[str, str]) -> list[_Made]:
        """One question for each field, with the whole question's text in front."""
        made = []
        name, here = row.get("title", ""), KINDS[row.get("type", "")]
        whole_text = self.of_question(row, "question", name)
        for one in self.parts(self.subquestions.get(row.get("qid", ""), []), "qid", "question_order"):
            part = one.get("title", "")
            own = clean_code(f"{code}_{part}", self.taken, letter=True)
            self.taken.add(own)
            texts = self.of_question(one, "question", name)
            label = {language: ": ".join(filter(None, (whole_text.get(language), texts.get(language)))) for language in {**whole_text, **texts}}
            self.names[f"{name}_{part}"] = self.names[f"{_old(row)}{part}"] = Reference(own)
            question = Question(own, here, label or {self.languages[0]: own}, required=row.get("mandatory", "N") in ("Y", "S"))
            made.append(_Made(replace(question, **self.limits(question, row.get("type", ""), attributes)), row))
        self.note(name, f"Die Frage mit mehreren Feldern wird zu {len(made)} Fragen.")
        return made

    def two_scales(self, row: Cells, plain: Question) -> list[_Made]:
        made = []
        for scale in ("0", "1"):
            code = plain.code if scale == "0" else clean_code(f"{plain.code}_2", self.taken)
            self.taken.add(code)
            rows = self.rows(row, code, f"_{scale}")
            made.append(_Made(replace(plain, code=code, options=self.options(row, "F", scale, code), rows=rows), row))
        return made

    def options(self, row: Cells, kind: str, scale: str, code: str) -> tuple[Option, ...]:
        """The answers to choose from, wherever LimeSurvey keeps them."""
        name, codes = row.get("title", ""), self.codes.setdefault(code, {})
        found: list[Option] = []
        if kind in FIXED:
            english = [one for one in self.languages if one != "de"]
            return tuple(
                Option(one.code, {language: one.english if language in english else one.german for language in self.languages}) for one in FIXED[kind]
            )
        if KINDS[kind] == Kind.MULTIPLE:
            for one in self.parts(self.subquestions.get(row.get("qid", ""), []), "qid", "question_order"):
                part = self.coded(one.get("title", ""), codes)
                found.append(Option(part, self.of_question(one, "question", name) or {self.languages[0]: part}))
                self.names[f"{name}_{one.get('title', '')}"] = self.names[f"{_old(row)}{one.get('title', '')}"] = Reference(code, part)
        elif KINDS[kind] in (Kind.SINGLE, Kind.DROPDOWN, Kind.RANKING, Kind.MATRIX_SINGLE):
            rows = [one for one in self.answers.get(row.get("qid", ""), []) if one.get("scale_id", "0") == scale]
            coded = by(rows, "code")
            for one in self.parts(rows, "code", "sortorder"):
                own = [cells for cells in coded[one.get("code", "")] if "answer" in cells]
                text = self.texts(own or self.words["answer"].get(one.get("aid", ""), []), "answer", name)
                part = self.coded(one.get("code", ""), codes)
                found.append(Option(part, text or {self.languages[0]: part}))
        if KINDS[kind] == Kind.RANKING:
            for place in range(1, len(found) + 1):
                self.names[f"{name}_{place}"] = self.names[f"{_old(row)}{place}"] = Slot(code, place)
        if row.get("other") == "Y" and KINDS[kind] in (Kind.SINGLE, Kind.DROPDOWN, Kind.MULTIPLE):
            codes[OTHER] = clean_code("other", set(codes.values()))
            word = self.values(row).get("other_replace_text") or "Anderes"
            found.append(Option(codes[OTHER], {self.languages[0]: word}, own_text=True))
            self.names[f"{name}_other"] = self.names[f"{_old(row)}other"] = Reference(code, codes[OTHER]) if KINDS[kind] == Kind.MULTIPLE else None
        return tuple(found)

    @staticmethod
    def parts(rows: list[Cells], column: str, order: str) -> list[Cells]:
        """Answers or rows in order; of far too many only so many that the checker says so."""
        return sorted(_once(rows, column), key=lambda cells: whole(cells.get(order, "")))[: MOST_OPTIONS + 1]

    def coded(self, raw: str, codes: dict[str, str]) -> str:
        codes[raw] = clean_code(raw, set(codes.values()))
        return codes[raw]

    def rows(self, row: Cells, code: str, suffix: str = "") -> tuple[Row, ...]:
        """The rows of a matrix."""
        name, found, codes = row.get("title", ""), list[Row](), dict[str, str]()
        for one in self.parts(self.subquestions.get(row.get("qid", ""), []), "qid", "question_order"):
            part = self.coded(one.get("title", ""), codes)
            found.append(Row(part, self.of_question(one, "question", name) or {self.languages[0]: part}))
            self.names[f"{name}_{one.get('title', '')}{suffix}"] = Reference(code, part)
            self.names[f"{_old(row)}{one.get('title', '')}{suffix.replace('_', '#')}"] = Reference(code, part)
        return tuple(found)

    def limits(self, question: Question, kind: str, attributes: Mapping[str, str]) -> dict[str, Any]:
        """Limits from attributes; those that are calculated are dropped with a note."""
        found: dict[str, Any] = {"minimum": 1.0, "maximum": 5.0} if kind == "5" else {}
        number_of = {
            Kind.NUMBER: {"min_num_value_n": "minimum", "max_num_value_n": "maximum"},
            Kind.MULTIPLE: {"min_answers": "minimum", "max_answers": "maximum"},
            Kind.RANKING: {"min_answers": "minimum", "max_answers": "maximum"},
            Kind.SHORT_TEXT: {"maximum_chars": "maximum"},
            Kind.LONG_TEXT: {"maximum_chars": "maximum"},
            Kind.FILE: {"max_num_of_files": "maximum"},
        }.get(question.kind, {})
        for attribute, part in number_of.items():
            value = attributes.get(attribute, "")
            if NUMBER.fullmatch(value):
                found[part] = float(value) + 0.0
            elif value:
                self.note(question.code, f"Die Grenze „{value[:40]}“ ({attribute}) entfällt.")
        if question.kind == Kind.NUMBER:
            found["decimals"] = 0 if attributes.get("num_value_int_only") == "1" else 6
            found["unit"] = {self.languages[0]: plain_text(attributes["suffix"])} if attributes.get("suffix") else {}
        if question.kind == Kind.DATE:
            found |= {
                part: attributes[name] for name, part in (("date_min", "earliest"), ("date_max", "latest")) if DAY.fullmatch(attributes.get(name, ""))
            }
        if question.kind == Kind.FILE:
            found["endings"] = tuple(one.lower() for one in split(attributes.get("allowed_filetypes", ""), ",", " "))
            found["megabytes"] = min(100, max(1, whole(attributes.get("max_filesize", "")) // 1024)) if attributes.get("max_filesize") else 0
        if question.kind == Kind.MULTIPLE and attributes.get("exclude_all_others"):
            alone = {self.codes[question.code].get(one, one) for one in split(attributes["exclude_all_others"], ",")}
            found["options"] = tuple(replace(option, exclusive=option.code in alone) for option in question.options)
        return found


def _old(row: Cells) -> str:
    """The older name of an answer, made of numbers."""
    return f"{row.get('sid', '')}X{row.get('gid', '')}X{row.get('qid', '')}"


def _once(rows: list[Cells], column: str) -> list[Cells]:
    """One row for each value of a column: older files repeat rows in each language."""
    return list({row.get(column, ""): row for row in reversed(rows)}.values())[::-1]


def _place(survey: Survey, element: Element) -> Place:
    if len(element) < 2:
        return Place(path=f"Seite {int(element[0]) + 1}" if element else "")
    return Place(path=f"Frage {survey.pages[int(element[0])].questions[int(element[1])].code}")
