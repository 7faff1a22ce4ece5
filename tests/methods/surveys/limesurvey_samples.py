"""LimeSurvey structures as its versions 3 (texts in each row) and 6 (texts in tables of their own) write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

Row = Mapping[str, object]


def an_lss(tables: Mapping[str, Sequence[Row]], languages: Sequence[str] = ("de", "en"), kind: str = "Survey") -> bytes:
    """A file with these tables."""
    told = []
    for table, rows in tables.items():
        fields = "".join(f"<fieldname>{name}</fieldname>" for name in dict.fromkeys(name for row in rows for name in row))
        lines = "".join("<row>" + "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in row.items()) + "</row>" for row in rows)
        told.append(f"<{table}><fields>{fields}</fields><rows>{lines}</rows></{table}>")
    spoken = "".join(f"<language>{escape(one)}</language>" for one in languages)
    head = f"<LimeSurveyDocType>{kind}</LimeSurveyDocType><DBVersion>623</DBVersion><languages>{spoken}</languages>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<document>{head}{"".join(told)}</document>'.encode()


def a_question(qid: int, kind: str, title: str, parent: int = 0, **more: object) -> dict[str, object]:
    """A row of questions or subquestions."""
    usual = {"sid": 77, "gid": 1, "question_order": qid, "mandatory": "N", "other": "N", "relevance": "1", "scale_id": 0, "preg": ""}
    return {"qid": qid, "parent_qid": parent, "type": kind, "title": title, **usual, **more}


def texts(*told: tuple[int, str, str]) -> list[dict[str, object]]:
    """German and English texts of questions."""
    return [
        {"qid": qid, "question": text, "help": "", "language": language}
        for qid, german, english in told
        for language, text in (("de", german), ("en", english))
        if text
    ]


SURVEY = {"surveys": [{"sid": 77, "language": "de", "additional_languages": "en"}],
          "surveys_languagesettings": [{"surveyls_survey_id": 77, "surveyls_language": language, "surveyls_title": title, "surveyls_welcometext": "<p>Hallo</p>", "surveyls_endtext": ""}
                                       for language, title in (("de", "Die Halle"), ("en", "The hall"))]}  # fmt: skip


def every_type() -> bytes:
    """Version 6: a survey with most of LimeSurvey's types."""
    questions = [
        a_question(1, "N", "age", mandatory="Y"),
        a_question(2, "L", "visits", other="Y", relevance='((age.NAOK >= "16"))'),
        a_question(3, "M", "uses", relevance='(visits.NAOK == "A1" or visits.NAOK == "A2") and !is_empty(age.NAOK)', other="Y"),
        a_question(4, "T", "why", gid=2, relevance='((uses_SQ001.NAOK == "Y")) && uses_SQ002.NAOK != "Y"'),
        a_question(5, "F", "parts", gid=2),
        a_question(6, "R", "order", gid=2, relevance='parts_SQ001.NAOK == "1"'),
        a_question(7, "5", "rating", gid=2, relevance='order_1.NAOK == "B"'),
        a_question(8, "D", "moved", gid=2),
        a_question(9, "X", "hint", gid=2),
        a_question(10, "K", "rooms", gid=2),
        a_question(11, "*", "born", gid=2),
        a_question(12, "1", "two", gid=2),
        a_question(13, ";", "grid", gid=2),
        a_question(14, "|", "plan", gid=2, relevance='77X1X1.NAOK > 20'),
        a_question(15, "Y", "agree", gid=2, relevance='grid_SQ001_1.NAOK == "x"'),
        a_question(16, "C", "sure", gid=2, relevance="rooms_SQ001.NAOK > 2"),
        a_question(17, "O", "note", gid=2, relevance='agree.NAOK != "Y"'),
        a_question(18, "S", "mail", gid=2, preg="/@/"),
    ]  # fmt: skip
    subs = [
        a_question(31, "T", "SQ001", 3), a_question(32, "T", "SQ002", 3), a_question(51, "T", "SQ001", 5, gid=2), a_question(52, "T", "SQ002", 5, gid=2),
        a_question(101, "T", "SQ001", 10, gid=2), a_question(102, "T", "SQ002", 10, gid=2), a_question(121, "T", "SQ001", 12, gid=2),
        a_question(131, "T", "SQ001", 13, gid=2), a_question(161, "T", "SQ001", 16, gid=2),
    ]  # fmt: skip
    answers = [
        (2, "A1", "often"),
        (2, "A2", "rarely"),
        (5, "1", "keep"),
        (5, "2", "renew"),
        (6, "A", "Bauen"),
        (6, "B", "Lassen"),
        (12, "x", "X"),
        (17, "A1", "Ja"),
    ]
    rows = [
        {"aid": number, "qid": qid, "code": code, "sortorder": number, "scale_id": 0} for number, (qid, code, _text) in enumerate(answers, start=1)
    ]
    rows.append({"aid": 90, "qid": 12, "code": "y", "sortorder": 9, "scale_id": 1})
    words = [
        {"aid": number, "answer": f"<p>{text}</p>", "language": language}
        for number, (_qid, _code, text) in enumerate(answers, start=1)
        for language in ("de", "en")
    ]
    words += [{"aid": 90, "answer": "Y", "language": language} for language in ("de", "en")]
    told = [(row["qid"], f"<p>Frage <strong>{row['title']}</strong>?</p>", f"{row['title']}?") for row in [*questions, *subs] if row["qid"] != 11]
    attributes = [
        {"qid": 1, "attribute": "min_num_value_n", "value": "14"}, {"qid": 1, "attribute": "num_value_int_only", "value": "1"}, {"qid": 1, "attribute": "suffix", "value": "Jahre", "language": "de"},
        {"qid": 3, "attribute": "exclude_all_others", "value": "SQ002"}, {"qid": 3, "attribute": "max_answers", "value": "2"}, {"qid": 2, "attribute": "random_order", "value": "1"},
        {"qid": 11, "attribute": "equation", "value": "{2026 - age.NAOK}"}, {"qid": 14, "attribute": "allowed_filetypes", "value": "pdf, jpg"}, {"qid": 14, "attribute": "max_filesize", "value": "10240"},
        {"qid": 4, "attribute": "hidden", "value": "1"}, {"qid": 18, "attribute": "em_validation_q", "value": 'strlen(self) > 3 and regexMatch("/@/", self)'},
    ]  # fmt: skip
    groups = [{"gid": 1, "sid": 77, "group_order": 1, "grelevance": ""}, {"gid": 2, "sid": 77, "group_order": 2, "grelevance": "age.NAOK > 3"}]
    group_words = [
        {"gid": gid, "group_name": f"Teil {gid}", "description": "<p>Bitte lesen</p>" if gid == 2 else "", "language": language}
        for gid in (1, 2)
        for language in ("de", "en")
    ]
    return an_lss({**SURVEY, "groups": groups, "group_l10ns": group_words, "questions": questions, "subquestions": subs, "question_l10ns": texts(*told),  # type: ignore[arg-type]  # numbers
                   "answers": rows, "answer_l10ns": words, "question_attributes": attributes, "quota": [{"id": 1}]})  # fmt: skip


def an_old_one() -> bytes:
    """Version 3: each row in each language."""

    def twice(row: dict[str, object], **words: tuple[str, str]) -> list[dict[str, object]]:
        return [{**row, "language": language, **{name: pair[place] for name, pair in words.items()}} for place, language in enumerate(("de", "en"))]

    questions = [
        *twice(a_question(1, "L", "color"), question=("Welche Farbe?", "Which colour?"), help=("", "")),
        *twice(a_question(2, "S", "why", relevance='color == "a-1"'), question=("Warum?", "Why?"), help=("kurz", "short")),
    ]
    answers = [
        *twice({"qid": 1, "code": "a-1", "sortorder": 1, "scale_id": 0}, answer=("Rot", "Red")),
        *twice({"qid": 1, "code": "a-2", "sortorder": 2, "scale_id": 0}, answer=("Blau", "Blue")),
    ]
    groups = twice({"gid": 1, "sid": 77, "group_order": 0}, group_name=("Farben", "Colours"), description=("", ""))
    return an_lss({**SURVEY, "groups": groups, "questions": questions, "answers": answers})
