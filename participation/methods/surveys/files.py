"""Survey files by their content, whatever their name: our JSON, XLSForm, LimeSurvey, SurveyJS."""

from __future__ import annotations

import json
from typing import Any

from participation.methods.surveys.definition import Survey
from participation.methods.surveys.faults import BadSurvey
from participation.methods.surveys.formats.as_json import read_json, write_json
from participation.methods.surveys.formats.carried import Carried, Written
from participation.methods.surveys.formats.limesurvey import read_limesurvey
from participation.methods.surveys.formats.surveyjs import is_surveyjs, read_surveyjs
from participation.methods.surveys.formats.xlsform_reading import read_xlsform
from participation.methods.surveys.formats.xlsform_writing import write_xlsform

MOST_BYTES = 10 * 1024 * 1024
WRITTEN = (".json", ".xlsx")
"""The endings of files that can be written."""


def read_survey(content: bytes) -> Carried:
    """The survey of a file, and what of it could not be carried over. Raises BadSurvey with all faults."""
    if len(content) > MOST_BYTES:
        raise BadSurvey.whole(f"Die Datei ist zu groß. Erlaubt sind {MOST_BYTES // 1024 // 1024} MB.")
    if not content.strip():
        raise BadSurvey.whole("Die Datei ist leer.")
    if content.startswith(b"PK\x03\x04"):
        return read_xlsform(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise BadSurvey.whole("Das ist ein altes Excel-Format (.xls) oder eine Mappe mit Passwort. Speichern Sie sie als .xlsx ohne Passwort.")
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        return read_limesurvey(content.removeprefix(b"\xef\xbb\xbf").lstrip())
    if start[:1] not in (b"{", b"["):
        raise BadSurvey.whole("Dieses Format ist unbekannt. Gelesen werden unser JSON, XLSForm (.xlsx), LimeSurvey (.lss) und SurveyJS (.json).")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadSurvey.whole("Die Datei ist kein Text in UTF-8.") from error
    told = _surveyjs(text)
    return read_surveyjs(told) if told is not None else read_json(text)


def _surveyjs(text: str) -> dict[str, Any] | None:
    """The file where it is SurveyJS; what cannot be read at all is left to our own reader, which says why."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return told if is_surveyjs(told) else None


def write_survey(survey: Survey, ending: str) -> Written:
    """The survey as a file with one of the endings of WRITTEN, and what it cannot hold for other programs."""
    return write_xlsform(survey) if ending == ".xlsx" else Written(write_json(survey).encode())
