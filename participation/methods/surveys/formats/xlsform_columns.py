"""The columns of an XLSForm: texts in languages, lists of choices, settings, and our own column."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from participation.methods.surveys.definition import FITTING, MOST_OPTIONS, Kind, Option, Page, Question, Survey, Texts
from participation.methods.surveys.faults import Place, Told
from participation.methods.surveys.formats.fitting import clean_code
from participation.methods.surveys.formats.workbooks import Sheet
from participation.methods.surveys.formats.xlsform_words import COLUMNS, OURS, SAME_COLUMNS, SILENT, language_of

UNKNOWN_LANGUAGES = ("und", "qaa", "qab", "qac", "qad")
WITH_TEXT = ("label", "hint", "constraint_message")
_TEXT_OURS = ("unit", "low_text", "high_text", "hint")
_PLAIN_OURS: dict[str, tuple[type, ...]] = {
    "minimum": (int, float), "maximum": (int, float), "decimals": (int,), "dont_know": (bool,), "megabytes": (int,), "total": (int,), "required": (bool,),
    "shuffled": (bool,), "earliest": (str,), "latest": (str,),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choices:
    """A list of choices, and its raw codes with ours."""

    options: tuple[Option, ...]
    codes: Mapping[str, str]


class Columns:
    """What stands in which column."""

    def __init__(self, sheets: Mapping[str, Sheet], settings: Mapping[str, str], faults: list[Told], notes: list[Told]) -> None:
        self.faults, self.notes, self.settings = faults, notes, settings
        self.languages: dict[str, str] = {}
        self.main = language_of(settings.get("default_language", "")) or ""
        self.text_columns = {name: self._text_columns(sheet) for name, sheet in sheets.items()}
        spoken = dict.fromkeys(language for columns in self.text_columns.values() for _base, language in columns.values() if language)
        ours = self.ours(settings, 2, "settings").get("languages")
        order = [one for one in ours if isinstance(one, str)] if isinstance(ours, list) else []
        self.main = self.main or next(iter(order or spoken), "de")
        rest = [one for one in spoken if one not in order]
        self.spoken = tuple(dict.fromkeys([self.main, *order, *rest]))
        self.survey = self._renamed(sheets["survey"])
        self.lists = self._lists(sheets["choices"]) if "choices" in sheets else {}

    def _text_columns(self, sheet: Sheet) -> dict[str, tuple[str, str]]:
        """Column → (what text, in which language; empty for the main one)."""
        found = {}
        for column in sheet.columns:
            base, _sign, rest = column.partition("::") if "::" in column else column.partition(":")
            base = SAME_COLUMNS.get(base.strip().lower(), base.strip().lower())
            if base in WITH_TEXT:
                found[column] = (base, self._language(rest.strip(), sheet.name, column) if rest.strip() else "")
        return found

    def _language(self, heading: str, sheet: str, column: str) -> str:
        if heading not in self.languages:
            code = language_of(heading)
            if not code:
                free = [one for one in UNKNOWN_LANGUAGES if one not in self.languages.values()]
                code = free[0] if free else "und"
                self.notes.append(
                    Told(Place(sheet, 1, column), f"Die Sprache „{heading[:40]}“ ist unbekannt; sie heißt hier „{code}“. Üblich ist: Deutsch (de).")
                )
            self.languages[heading] = code
        return self.languages[heading]

    def _renamed(self, sheet: Sheet) -> list[tuple[int, dict[str, str]]]:
        """The rows with the usual names of columns; texts keep theirs. What we do not know is told once for each column."""
        names = {}
        for column in sheet.columns:
            name = SAME_COLUMNS.get(column.strip().lower(), column.strip().lower())
            names[column] = column if column in self.text_columns[sheet.name] else name
        rows = [(number, {names[column]: text for column, text in cells.items()}) for number, cells in sheet.rows]
        for column, name in names.items():
            known = column in self.text_columns[sheet.name] or name in COLUMNS or any(name.startswith(one) for one in SILENT)
            used = next((number for number, cells in sheet.rows if cells.get(column)), 0)
            if column and not known and used:
                self.notes.append(Told(Place(sheet.name, used, column), "Diese Spalte wird nicht übernommen."))
        return rows

    def texts(self, cells: Mapping[str, str], base: str, sheet: str = "survey") -> Texts:
        """A text in its languages."""
        found = {}
        for column, (what, language) in self.text_columns[sheet].items():
            if what == base and cells.get(column):
                found[language or self.main] = cells[column]
        return found

    def has_text(self, cells: Mapping[str, str], base: str) -> bool:
        """Whether there is a text in any language."""
        return bool(self.texts(cells, base))

    def ours(self, cells: Mapping[str, str], row: int, sheet: str = "survey") -> Mapping[str, Any]:
        """What stands in our own column; nothing where it is damaged."""
        text = cells.get(OURS, "")
        if not text:
            return {}
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            self.notes.append(Told(Place(sheet, row, OURS), "Diese Zelle ist beschädigt und zählt nicht."))
            return {}
        return found

    def _lists(self, sheet: Sheet) -> dict[str, Choices]:
        found: dict[str, list[Option]] = {}
        codes: dict[str, dict[str, str]] = {}
        for number, raw_cells in sheet.rows:
            cells = {
                SAME_COLUMNS.get(column.strip().lower(), column if column in self.text_columns[sheet.name] else column.strip().lower()): text
                for column, text in raw_cells.items()
            }
            name, raw = cells.get("list_name", ""), cells.get("name", "")
            if not name or not raw:
                if name or raw:
                    self.faults.append(
                        Told(Place("choices", number, "name" if name else "list_name"), "In dieser Zeile fehlt der Name der Liste oder der Antwort.")
                    )
                continue
            known = codes.setdefault(name, {})
            if raw in known:
                self.faults.append(Told(Place("choices", number, "name"), f"„{raw[:40]}“ gibt es in der Liste „{name[:40]}“ schon."))
                continue
            if len(known) > MOST_OPTIONS:
                known[raw] = raw  # the checker says that there are too many
                found[name].append(Option(raw))
                continue
            code = clean_code(raw, set(known.values()))
            if code != raw:
                self.notes.append(Told(Place("choices", number, "name"), f"„{raw[:40]}“ heißt hier „{code}“."))
            known[raw] = code
            ours = self.ours(cells, number, "choices")
            texts = self.texts(cells, "label", "choices") or {self.main: raw}
            found.setdefault(name, []).append(Option(code, texts, ours.get("exclusive") is True, ours.get("own_text") is True))
        return {name: Choices(tuple(options), codes[name]) for name, options in found.items()}

    def completed(self, question: Question, ours: Mapping[str, Any], row: int) -> Question:
        """The question with what our column says of it, as far as it fits its kind."""
        given: dict[str, Any] = {}
        kind = question.kind
        if ours.get("kind") == Kind.SCALE and kind in (Kind.SINGLE, Kind.NUMBER):
            kind, given = Kind.SCALE, {"options": (), "decimals": 0}
        for part, forms in _PLAIN_OURS.items():
            value: Any = ours.get(part)
            if part not in FITTING[kind] or not isinstance(value, forms) or (isinstance(value, bool) and bool not in forms):
                continue
            if part not in ("minimum", "maximum"):
                given[part] = value
            elif isinstance(value, int | float) and abs(value) < 1e15:
                given[part] = float(value)
        for part in _TEXT_OURS:
            value = ours.get(part)
            if part in FITTING[kind] and isinstance(value, dict) and all(isinstance(text, str) for text in value.values()):
                given[part] = value
        endings = ours.get("endings")
        if kind == Kind.FILE and isinstance(endings, list) and all(isinstance(one, str) for one in endings):
            given["endings"] = tuple(endings)
        if ours.get("long") is True and kind == Kind.SHORT_TEXT:
            kind = Kind.LONG_TEXT
        return replace(question, kind=kind, **given)

    def survey_of(self, pages: tuple[Page, ...], ours: Mapping[str, Any]) -> Survey:
        """The survey with its settings."""
        raw = self.settings.get("version", "1")
        version = int(raw) if re.fullmatch(r"\d{1,9}", raw) and int(raw) > 0 else 1
        if str(version) != raw:
            self.notes.append(Told(Place("settings", 2, "version"), f"„{raw[:40]}“ ist hier keine Version; sie heißt 1."))
        title = self.settings.get("form_title") or self.settings.get("form_id") or "Umfrage"
        texts = {
            part: value if isinstance(value, dict) and all(isinstance(text, str) for text in value.values()) else {}
            for part in ("title", "introduction", "thanks")
            for value in [ours.get(part)]
        }
        return Survey(
            clean_code(self.settings.get("form_id", "survey")), version, self.spoken, {**texts["title"], self.main: title}, pages, texts["introduction"], texts["thanks"]
        )  # fmt: skip
