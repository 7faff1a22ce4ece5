"""LimeSurvey: the structure of a survey (`.lss`, or the one inside an `.lsa`) and its responses as CSV with codes of questions and answers.

The structure is read by the reader that surveys have (`methods/surveys/formats/limesurvey.py`). Of the CSV's columns those are read that belong to a
question: `Q1`, `Q2[SQ001]`, `Q3[other]`, `Q4[1]`; never tokens, addresses, or what the survey's list of participants adds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.sheets import csv_rows
from participation.methods.surveys.answers import check_answers, own_text_key
from participation.methods.surveys.definition import MATRIX, ONE_OF, UNASKED, Kind, Option, Question, Survey
from participation.methods.surveys.files import read_survey
from participation.moving.description import Description
from participation.moving.sheets import File
from participation.surveys.uploading import Unusable, read_upload

MOST_RESPONSES = 5_000
MOST_COLUMNS = 2_000
NOT_OF_QUESTIONS = (
    "id", "submitdate", "lastpage", "startlanguage", "seed", "token", "startdate", "datestamp", "ipaddr", "refurl", "firstname", "lastname", "email",
)  # fmt: skip
_COLUMN = re.compile(r"([A-Za-z][A-Za-z0-9_]*)(?:\[([^\]]*)\])?(?:\[([^\]]*)\])?")
_YES = frozenset({"Y", "1", "Ja", "Yes"})


def read(files: Sequence[File], description: Description) -> None:
    """Put the survey and its finished responses into a description. Raises Invalid where one of the two is missing."""
    structures = [(name, content) for name, content in files if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" and name.endswith(".lss")]
    tables = [(name, content) for name, content in files if name.lower().endswith((".csv", ".txt"))]
    for name, _content in files:
        if not name.lower().endswith((".lss", ".csv", ".txt")):
            description.pass_over(_("Datei „%(file)s“: Antworten werden aus der CSV-Datei gelesen", file=name))
    if len(structures) != 1 or not tables:
        raise Invalid(_("Bitte laden Sie die Struktur der Umfrage (.lss) und ihre Antworten als CSV zusammen hoch."), "files")
    try:
        uploaded = read_upload(structures[0][1])
    except Unusable as wrong:
        for sentence in wrong.faults:
            description.blame(structures[0][0], 0, sentence)
        return
    survey = read_survey(uploaded.definition.encode()).survey
    for note in uploaded.notes:
        description.pass_over(note)
    responses: list[dict[str, Any]] = []
    for name, content in tables:
        _responses(name, content, survey, description, responses)
    description.whole = {
        "kind": "survey",
        "id": f"{survey.code}-{uploaded.sha256[:24]}",
        "url": "",
        "title": uploaded.title,
        "definition": uploaded.definition,
        "sha256": uploaded.sha256,
        "notes": list(uploaded.notes),
        "responses": responses,
    }


def _responses(name: str, content: bytes, survey: Survey, description: Description, found: list[dict[str, Any]]) -> None:
    rows = csv_rows(content)
    header = [column.strip() for column in next(rows, ())]
    if len(header) > MOST_COLUMNS or "submitdate" not in header:
        description.blame(name, 1, _("Das sind keine Antworten von LimeSurvey mit den Codes der Fragen: Es fehlt die Spalte „submitdate“."))
        return
    places = _places(header, survey, name, description)
    for number, row in enumerate(rows, 2):
        if not any(row):
            continue
        said = {column: row[place] for place, column in enumerate(header) if place < len(row)}
        if said.get("submitdate", "") in ("", "NULL", "{question_not_shown}"):
            description.pass_over(_("Antworten, die nicht abgeschickt wurden"))
            continue
        if len(found) >= MOST_RESPONSES:
            raise Invalid(_("Das sind mehr als %(limit)s Antworten. Bitte teilen Sie sie auf.", limit=MOST_RESPONSES), "files")
        values = {key: said[column] for key, column in places.items() if said.get(column)}
        found.append(_answers(survey, values, name, number, description))


def _places(header: Sequence[str], survey: Survey, name: str, description: Description) -> dict[tuple[str, ...], str]:
    """(code of the question, code of its part …) → column; columns of no question are named, and personal ones as such."""
    codes = {question.code for question in survey.questions}
    found: dict[tuple[str, ...], str] = {}
    for column in header:
        match = _COLUMN.fullmatch(column)
        parts = tuple(part for part in match.groups() if part is not None) if match else ()
        apart = "_".join(parts[:2])
        if parts and parts[0] in codes:
            found[parts] = column
        elif apart in codes:
            found[(apart,)] = column
        elif column in NOT_OF_QUESTIONS or column.startswith("attribute_"):
            if column not in ("id", "submitdate", "lastpage", "seed"):
                description.private.append(f"{name}: {column}")
        elif column:
            description.pass_over(_("Spalte „%(column)s“: Zu ihr gibt es hier keine Frage", column=column[:60]))
    return found


def _answers(survey: Survey, values: Mapping[tuple[str, ...], str], name: str, row: int, description: Description) -> dict[str, Any]:
    """One response in the form of our own answers; what does not fit its question is left out and counted."""
    given: dict[str, Any] = {}
    for question in survey.questions:
        if question.kind not in UNASKED and question.kind != Kind.FILE:
            given |= _answer(question, values)
    checked = check_answers(survey, given)
    answers = dict(checked.answers)
    for fault in checked.faults:
        if fault.reason != "required":
            answers[fault.question] = None
            description.pass_over(_("Antworten, die nicht zur Frage „%(code)s“ passen", code=fault.question))
    return json.loads(json.dumps(answers))  # type: ignore[no-any-return]  # a mapping, as it went in


def _answer(question: Question, values: Mapping[tuple[str, ...], str]) -> dict[str, Any]:
    code, alone = question.code, values.get((question.code,), "")
    own = next((option for option in question.options if option.own_text), None)
    written = values.get((code, "other"), "")
    texts = {own_text_key(code, own.code): written} if own is not None and written else {}
    if question.kind in ONE_OF:
        chosen = own.code if own is not None and (alone == "-oth-" or (written and not alone)) else _known(question.options, alone)
        return {code: chosen, **(texts if own is not None and chosen == own.code else {})}
    if question.kind == Kind.MULTIPLE:
        picked = [option.code for option in question.options if not option.own_text and values.get((code, option.code)) in _YES]
        return {code: [*picked, *([own.code] if own is not None and written else [])], **texts}
    if question.kind in MATRIX:
        return {code: {line.code: _known(question.options, values[code, line.code]) for line in question.rows if values.get((code, line.code))}}
    if question.kind == Kind.RANKING:
        ranks = [values.get((code, str(place)), "") for place in range(1, len(question.options) + 1)]
        return {code: [_known(question.options, one) for one in ranks if one]}
    if question.kind == Kind.DATE:
        return {code: alone[:10]}
    if question.kind in (Kind.NUMBER, Kind.SCALE):
        return {code: re.sub(r"\.0*$|(\.\d*?)0+$", r"\1", alone)}
    return {code: alone} if alone else {}


def _known(options: Sequence[Option], raw: str) -> str:
    """The option that has this code, as codes were written when the structure was read."""
    tidy = re.sub(r"[^A-Za-z0-9_]", "_", raw)
    return next((option.code for option in options if option.code in (raw, tidy)), raw)
