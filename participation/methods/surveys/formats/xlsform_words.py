"""The words of XLSForm: types, columns, languages; and the column in which we keep what XLSForm cannot say."""

from __future__ import annotations

import re

from participation.methods.surveys.definition import Kind

OURS = "participation"
"""Our own column in all three sheets: JSON. Other programs pass over columns that they do not know."""
LANGUAGES = {
    "de": "Deutsch", "en": "English", "tr": "Türkçe", "ar": "العربية", "uk": "Українська", "ru": "Русский", "pl": "Polski", "fr": "Français", "es": "Español",
    "it": "Italiano", "ro": "Română", "fa": "فارسی", "ku": "Kurdî", "el": "Ελληνικά", "pt": "Português", "nl": "Nederlands",
}  # fmt: skip
NAMES = {name.casefold(): code for code, name in LANGUAGES.items()} | {
    "german": "de",
    "turkish": "tr",
    "arabic": "ar",
    "french": "fr",
    "spanish": "es",
    "ukrainian": "uk",
}
IN_BRACKETS = re.compile(r"\(\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\s*\)\s*$")

PLAIN_TYPES = {
    "text": Kind.SHORT_TEXT, "string": Kind.SHORT_TEXT, "integer": Kind.NUMBER, "int": Kind.NUMBER, "decimal": Kind.NUMBER, "date": Kind.DATE,
    "geopoint": Kind.PLACE, "note": Kind.INFORMATION, "calculate": Kind.CALCULATION, "file": Kind.FILE, "image": Kind.FILE, "photo": Kind.FILE,
    "audio": Kind.FILE, "video": Kind.FILE, "range": Kind.NUMBER,
}  # fmt: skip
NEARLY = {
    "datetime": (Kind.DATE, "Datum und Uhrzeit: Es bleibt das Datum."), "time": (Kind.SHORT_TEXT, "Uhrzeit: Es wird ein kurzer Text."),
    "barcode": (Kind.SHORT_TEXT, "Strichcode: Es wird ein kurzer Text."), "geotrace": (Kind.PLACE, "Linie auf der Karte: Es wird ein Punkt."),
    "geoshape": (Kind.PLACE, "Fläche auf der Karte: Es wird ein Punkt."),
}  # fmt: skip
LEFT_OUT = frozenset(
    "start end today deviceid username phonenumber email audit simserial subscriberid start-geopoint background-audio background-geopoint hidden csv-external "
    "xml-external select_one_external select_one_from_file select_multiple_from_file rank_from_file entity osm".split()
)
"""Types that are dropped with a note: data about the device, and lists in other files."""
CHOICE_TYPES = {"select_one": Kind.SINGLE, "select1": Kind.SINGLE, "select_multiple": Kind.MULTIPLE, "select": Kind.MULTIPLE, "rank": Kind.RANKING}
ENDINGS = {"image": ("jpg", "jpeg", "png"), "photo": ("jpg", "jpeg", "png"), "audio": ("mp3", "m4a", "ogg"), "video": ("mp4", "webm")}

COLUMNS = {
    "type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message", "calculation", "parameters", "appearance", OURS,
}  # fmt: skip
SAME_COLUMNS = {
    "list name": "list_name", "relevance": "relevant", "bind::relevant": "relevant", "bind::required": "required", "bind::constraint": "constraint",
    "bind::calculate": "calculation", "calculate": "calculation", "constraint message": "constraint_message", "constraint_msg": "constraint_message",
    "bind::jr:constraintmsg": "constraint_message", "value": "name", "command": "type",
}  # fmt: skip
SILENT = frozenset({"required_message", "read_only", "readonly", "notes", "note", "comment", "disabled", "instance::", "body::"})
"""Columns that change nothing of what is asked; they are passed over without a note."""


def language_of(heading: str) -> str:
    """The code of a language as it stands in a heading: `Deutsch (de)`, `German`, `de`; empty where it is none that is known."""
    if found := IN_BRACKETS.search(heading):
        return found[1].lower() if "-" not in found[1] else found[1]
    name = heading.strip().casefold()
    return NAMES.get(name, name if re.fullmatch(r"[a-z]{2,3}", name) else "")


def heading_of(language: str) -> str:
    """How a language stands in a heading."""
    return f"{LANGUAGES.get(language, language)} ({language})"
