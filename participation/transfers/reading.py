"""From the rows of a table to proposals: which column is what, and everything that is wrong, with the numbers of the rows. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from participation.consultations.models import Consultation
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.sheets import FORMULA, Row
from participation.kit.text import clean_line, clean_text, fold
from participation.proposals.texts import ProposalText, check_text
from participation.transfers.models import NUMBER_LENGTH


class Column(StrEnum):
    """What a column may be."""

    TITLE = "title"
    BODY = "body"
    CATEGORY = "category"
    DISTRICT = "district"
    NUMBER = "number"
    RECEIVED = "received"


COLUMN_NAMES = {
    Column.TITLE: lazy("Titel"),
    Column.BODY: lazy("Text"),
    Column.CATEGORY: lazy("Thema"),
    Column.DISTRICT: lazy("Ortsteil"),
    Column.NUMBER: lazy("Nummer"),
    Column.RECEIVED: lazy("Eingegangen am"),
}
NEEDED = (Column.TITLE, Column.BODY)
_KNOWN_AS = {
    Column.TITLE: "titel title uberschrift betreff kurztitel",
    Column.BODY: "text beschreibung body inhalt vorschlag begrundung description",
    Column.CATEGORY: "thema kategorie category themenfeld rubrik",
    Column.DISTRICT: "ortsteil stadtteil bezirk district quartier",
    Column.NUMBER: "nummer nr id number reference externenummer aktenzeichen vorlagennummer",
    Column.RECEIVED: "eingegangenam datum date eingang eingangsdatum veroffentlichtam",
}
MOST_FAULTS = 100

Mapped = dict[int, Column]


@dataclass(frozen=True, slots=True)
class Line:
    """One row that can become a proposal; `row` is its number in the file, the header being 1."""

    row: int
    text: ProposalText
    number: str | None
    received: date | None


@dataclass(slots=True)
class Reading:
    """What a table says under a mapping: the proposals, and the faults of rows (number, sentence); zero is the table's own."""

    lines: list[Line] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether all of it can be published."""
        return bool(self.lines) and not self.faults


def guess(header: Row) -> Mapped:
    """Which column is what, by its name; each thing at most once, the first that fits."""
    found: Mapped = {}
    for place, name in enumerate(header):
        key = re.sub(r"[^a-z0-9]", "", fold(name))
        for column, names in _KNOWN_AS.items():
            if key and key in names.split() and column not in found.values():
                found[place] = column
                break
    return found


def read_mapping(raw: str, width: int) -> Mapped:
    """A mapping as it is kept; what it cannot say is left out."""
    try:
        said = json.loads(raw) if raw else {}
        return {int(place): Column(column) for place, column in said.items() if 0 <= int(place) < width}
    except (ValueError, AttributeError):
        return {}


def keep_mapping(mapping: Mapped) -> str:
    """As it is kept."""
    return json.dumps({str(place): str(column) for place, column in sorted(mapping.items())})


def read_lines(
    rows: Sequence[Row], mapping: Mapped, consultation: Consultation, districts: Mapping[int, str], taken: frozenset[str], today: date
) -> Reading:
    """All proposals of a table and all that is wrong with it. `taken`: external numbers that came in before."""
    reading = Reading()
    chosen = list(mapping.values())
    for column in NEEDED:
        if column not in chosen:
            reading.faults.append((0, _("Sagen Sie, in welcher Spalte „%(name)s“ steht.", name=COLUMN_NAMES[column])))
    for column in Column:
        if chosen.count(column) > 1:
            reading.faults.append((0, _("„%(name)s“ ist für mehr als eine Spalte gewählt.", name=COLUMN_NAMES[column])))
    if reading.faults:
        return reading
    if len(rows) < 2:
        reading.faults.append((0, _("Unter der Kopfzeile steht nichts.")))
    known = _Known(consultation, districts, today, dict.fromkeys(taken, 0))
    for number, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        said = {column: row[place] if place < len(row) else "" for place, column in mapping.items()}
        try:
            reading.lines.append(known.line(number, said))
        except Invalid as fault:
            reading.faults += [(number, one.message) for one in (fault, *fault.also)]
    return reading


@dataclass(slots=True)
class _Known:
    """What rows are checked against; `numbers`: the row in which an external number stands, 0 for one that came in before."""

    consultation: Consultation
    districts: Mapping[int, str]
    today: date
    numbers: dict[str, int]

    def line(self, row: int, said: Mapping[Column, str]) -> Line:
        faults: list[Invalid] = []
        for column, value in said.items():
            if value == FORMULA:
                name = COLUMN_NAMES[column]
                faults.append(Invalid(_("In „%(name)s“ steht eine Formel. Bitte ersetzen Sie sie durch ihren Wert.", name=name)))
        if faults:
            raise Invalid(faults[0].message, also=faults[1:])
        categories = {category.id: category.name for category in self.consultation.categories}
        category = self._named(said.get(Column.CATEGORY, ""), categories, _("Das Thema „%(name)s“ gibt es in dieser Beteiligung nicht."), faults)
        district = self._named(said.get(Column.DISTRICT, ""), self.districts, _("Den Ortsteil „%(name)s“ gibt es nicht."), faults)
        number, received = self._number(row, said, faults), self._day(said.get(Column.RECEIVED, ""), faults)
        text = ProposalText(clean_line(said[Column.TITLE]), clean_text(said[Column.BODY]), category, district)
        try:
            check_text(text, self.consultation, whole=True)
        except Invalid as fault:
            unknown = bool(said.get(Column.CATEGORY)) and category is None
            faults += [one for one in (fault, *fault.also) if not (unknown and one.field == "category_id")]
        if faults:
            raise Invalid(faults[0].message, also=faults[1:])
        return Line(row, text, number, received)

    def _named(self, said: str, names: Mapping[int, str], sentence: str, faults: list[Invalid]) -> int | None:
        wanted = fold(clean_line(said))
        if not wanted:
            return None
        found = next((key for key, name in names.items() if fold(name) == wanted), None)
        if found is None:
            faults.append(Invalid(sentence % {"name": clean_line(said)[:60]}))
        return found

    def _number(self, row: int, said: Mapping[Column, str], faults: list[Invalid]) -> str | None:
        number = clean_line(said.get(Column.NUMBER, ""))
        if not number:
            return None
        if len(number) > NUMBER_LENGTH:
            faults.append(Invalid(_("Die Nummer ist länger als %(limit)s Zeichen.", limit=NUMBER_LENGTH)))
            return None
        before = self.numbers.setdefault(number, row)
        if before == 0:
            faults.append(Invalid(_("Die Nummer %(said)s wurde schon früher eingelesen.", said=number)))
        elif before != row:
            faults.append(Invalid(_("Die Nummer %(said)s steht schon in Zeile %(row)s.", said=number, row=before)))
        return number

    def _day(self, said: str, faults: list[Invalid]) -> date | None:
        if not said.strip():
            return None
        german = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", said.strip(), re.ASCII)
        try:
            day = date(int(german[3]), int(german[2]), int(german[1])) if german else date.fromisoformat(said.strip()[:10])
        except ValueError:
            faults.append(Invalid(_("Das Datum „%(said)s“ ist nicht lesbar. So geht es: 30.11.2026.", said=clean_line(said)[:40])))
            return None
        if day > self.today:
            faults.append(Invalid(_("Das Datum liegt in der Zukunft.")))
        return day
