"""From the register's extract to people in strata: which column is what, and everything that is wrong, by row. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache

from participation.councils.models import Council, CouncilFeature, FeatureSource
from participation.kit.columns import MOST_FAULTS, MOST_ROWS, is_postcode
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.sheets import Row, csv_rows
from participation.kit.text import clean_line, fold

MAX_BYTES = 40 * 1024 * 1024
LONGEST = 200
YOUNGEST = 16


class Column(StrEnum):
    """What a column may be: what § 46 BMG lets out of the register, and no more."""

    FAMILY = "family"
    FIRST = "first"
    DOCTORATE = "doctorate"
    BORN = "born"
    AGE = "age"
    SEX = "sex"
    NATIONALITIES = "nationalities"
    STREET = "street"
    HOUSE = "house"
    POSTCODE = "postcode"
    TOWN = "town"
    DISTRICT = "district"


COLUMN_NAMES = {
    Column.FAMILY: lazy("Familienname"),
    Column.FIRST: lazy("Vornamen"),
    Column.DOCTORATE: lazy("Doktorgrad"),
    Column.BORN: lazy("Geburtsdatum"),
    Column.AGE: lazy("Alter"),
    Column.SEX: lazy("Geschlecht"),
    Column.NATIONALITIES: lazy("Staatsangehörigkeiten"),
    Column.STREET: lazy("Straße"),
    Column.HOUSE: lazy("Hausnummer"),
    Column.POSTCODE: lazy("Postleitzahl"),
    Column.TOWN: lazy("Ort"),
    Column.DISTRICT: lazy("Ortsteil"),
}
KNOWN_AS = {
    Column.FAMILY: "familienname nachname name ehename familyname",
    Column.FIRST: "vorname vornamen rufname firstname",
    Column.DOCTORATE: "doktorgrad titel akademischergrad doctorate",
    Column.BORN: "geburtsdatum geburtstag geborenam gebdatum born birthdate",
    Column.AGE: "alter alterinjahren age",
    Column.SEX: "geschlecht sex gender",
    Column.NATIONALITIES: "staatsangehorigkeit staatsangehorigkeiten nationalitat nationalities",
    Column.STREET: "strasse str strassenname street",
    Column.HOUSE: "hausnummer hausnr nr hnr number",
    Column.POSTCODE: "postleitzahl plz postcode",
    Column.TOWN: "ort wohnort stadt gemeinde town",
    Column.DISTRICT: "ortsteil stadtteil bezirk stadtbezirk district",
}
"""How the columns are called in extracts from registers, folded and without blanks."""
_NEEDED = (Column.FAMILY, Column.FIRST, Column.STREET, Column.HOUSE, Column.POSTCODE, Column.TOWN)
_SEXES = {"f": "w f weiblich frau female".split(), "m": "m mannlich mann male".split(), "d": "d x divers diverse ohneangabe o".split()}

Mapping_ = dict[Column, int]
"""What a column is → its place."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of the extract; `row` is its number in the file, the header being 1. `likeness`: equal for people who are nearly the same."""

    row: int
    district: str
    age: str
    sex: str
    personal: dict[str, str]
    person: str
    home: str
    likeness: tuple[str, ...]


@dataclass(slots=True)
class Findings:
    """What is wrong with an extract, and how many people are right. A fault: row (zero is the whole file), sentence, the column as the file calls it."""

    people: int = 0
    faults: list[tuple[int, str, str]] = field(default_factory=list)
    number_of_faults: int = 0
    likenesses: set[str] = field(default_factory=set)  # that occur twice

    def blame(self, row: int, sentence: str, column: str = "") -> None:
        """Note a fault; only the first ones are kept in words."""
        self.number_of_faults += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append((row, sentence, column))

    @property
    def is_clean(self) -> bool:
        """Whether all of it can be read in."""
        return self.people > 0 and not self.number_of_faults


class _Faulty(ValueError):
    """What a cell says cannot be taken; says why."""


class _FaultyRow(ValueError):
    """A row cannot be taken: all its faults, by column."""

    def __init__(self, faults: list[tuple[Column, str]]) -> None:
        super().__init__(faults)
        self.faults = faults


def check_register(content: bytes, mapping: Mapping_, council: Council, today: date) -> Findings:
    """All that is wrong with an extract, and which people look alike. Raises Invalid for a file that cannot be read at all."""
    findings = Findings()
    if not _columns_there(mapping, council, findings):
        return findings
    seen: dict[str, int] = {}
    alike: set[str] = set()
    for entry in _entries(content, mapping, council, today, findings):
        before = seen.setdefault(entry.person, entry.row)
        if before != entry.row:
            findings.blame(entry.row, _("Diese Person steht schon in Zeile %(row)s.", row=before))
            continue
        findings.people += 1
        findings.likenesses.update(alike.intersection(entry.likeness))
        alike.update(entry.likeness)
    if not findings.people and not findings.number_of_faults:
        findings.blame(0, _("In der Tabelle steht keine Person."))
    return findings


def read_register(content: bytes, mapping: Mapping_, council: Council, today: date) -> Iterator[Entry]:
    """The people of an extract that was found clean, one after the other."""
    return _entries(content, mapping, council, today, Findings())


def _columns_there(mapping: Mapping_, council: Council, findings: Findings) -> bool:
    codes = {feature.code for feature in council.features if feature.source == FeatureSource.REGISTER}
    needed = [*_NEEDED, *(column for column, code in ((Column.SEX, "sex"), (Column.DISTRICT, "district")) if code in codes)]
    for column in needed:
        if column not in mapping:
            findings.blame(0, _("Es fehlt die Spalte „%(column)s“.", column=COLUMN_NAMES[column]))
    if Column.BORN not in mapping and Column.AGE not in mapping:
        findings.blame(0, _("Es fehlt die Spalte „Geburtsdatum“ oder „Alter“."))
    return not findings.number_of_faults


def _entries(content: bytes, mapping: Mapping_, council: Council, today: date, findings: Findings) -> Iterator[Entry]:
    features = {feature.code: feature for feature in council.features if feature.source == FeatureSource.REGISTER}
    rows = csv_rows(content)
    header = next(rows, ())
    for number, row in enumerate(rows, 2):
        if not any(row):
            continue
        if number > MOST_ROWS + 1:
            raise Invalid(_("Die Tabelle hat mehr als %(limit)s Zeilen.", limit="200.000"), "file")
        try:
            yield _entry(number, row, mapping, features, today)
        except _FaultyRow as row_faults:
            for column, sentence in row_faults.faults:
                findings.blame(number, sentence, _called(header, mapping, column))


def _called(header: Row, mapping: Mapping_, column: Column) -> str:
    place = mapping.get(column, len(header))
    return header[place] if place < len(header) and header[place] else str(COLUMN_NAMES[column])


def _entry(number: int, row: Row, mapping: Mapping_, features: Mapping[str, CouncilFeature], today: date) -> Entry:
    cells = {str(column): _cell(row, place) for column, place in mapping.items()}
    faults = [(column, _("Diese Zelle ist leer.")) for column in _NEEDED if not cells.get(column)]
    faults += [
        (Column(column), _("Der Eintrag ist länger als %(limit)s Zeichen.", limit=LONGEST)) for column, cell in cells.items() if len(cell) > LONGEST
    ]
    postcode = cells.get("postcode", "")
    if postcode and not is_postcode(postcode):
        faults.append((Column.POSTCODE, _("Die Postleitzahl hat keine fünf Ziffern.")))
    values = {}
    when = Column.BORN if "born" in cells and (cells["born"] or not cells.get("age")) else Column.AGE
    for column, read in ((when, _age), (Column.SEX, _sex), (Column.DISTRICT, _district)):
        try:
            values[read] = read(features, cells, today)
        except _Faulty as fault:
            faults.append((column, str(fault)))
    if faults:
        raise _FaultyRow(faults)
    address = "|".join((_key(cells["street"]), _key(cells["house"]), postcode))
    first, family, born = _key(cells["first"]), _key(cells["family"]), cells.get("born", "") or cells.get("age", "")
    alike = (f"a|{address}|{first}|{born}", *((f"n|{family}|{first}|{born}",) if cells.get("born") else ()))
    home = f"{family}|{address}"
    return Entry(number, values[_district], values[_age], values[_sex], cells, f"{family}|{first}|{born}|{address}", home, alike)


def _cell(row: Row, place: int) -> str:
    raw = row[place] if place < len(row) else ""
    return raw if raw.isascii() and raw.isprintable() and "  " not in raw else clean_line(raw)


@lru_cache(maxsize=50_000)
def _key(text: str) -> str:
    return re.sub(r"[^\w]", "", fold(text).replace("strasse", "str"))


def _age(features: Mapping[str, CouncilFeature], cells: Mapping[str, str], today: date) -> str:
    years = _years(cells, today)
    if years < YOUNGEST:
        raise _Faulty(_("Die Person ist jünger als 16 Jahre."))
    return age_code(features["age"], years) if "age" in features else ""


def _years(cells: Mapping[str, str], today: date) -> int:
    born = cells.get("born", "")
    if born:
        day = _day(born)
        if day is None or day > today or day.year < 1900:
            raise _Faulty(_("Das Geburtsdatum ist kein Datum, zum Beispiel 31.12.1980."))
        return today.year - day.year - ((today.month, today.day) < (day.month, day.day))
    age = cells.get("age", "")
    if not age:
        raise _Faulty(_("Diese Zelle ist leer."))
    if not (age.isascii() and age.isdigit() and len(age) <= 3 and int(age) <= 120):
        raise _Faulty(_("Das Alter ist keine Zahl."))
    return int(age)


@lru_cache(maxsize=50_000)
def _day(text: str) -> date | None:
    german = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", text)
    whole = re.fullmatch(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})", text)
    parts = (german[3], german[2], german[1]) if german else whole.groups() if whole else None
    try:
        return date(*(int(part) for part in parts)) if parts else None
    except ValueError:
        return None


def age_code(feature: CouncilFeature, years: int) -> str:
    """The value of the age feature to which somebody belongs: codes are `16-29` or `75+`. Raises where there is none."""
    for code in feature.codes:
        first, sign, last = code.partition("-") if "-" in code else code.partition("+")
        if first.isdigit() and int(first) <= years and ((sign == "+") or (last.isdigit() and years <= int(last))):
            return code
    raise _Faulty(_("Für das Alter %(years)s gibt es keine Altersgruppe.", years=years))


def _sex(features: Mapping[str, CouncilFeature], cells: Mapping[str, str], today: date) -> str:
    if "sex" not in features:
        return ""
    feature, text = features["sex"], cells.get("sex", "")
    key = _key(text)
    code = next((code for code, names in _SEXES.items() if key in names), text)
    if code not in feature.codes:
        raise _Faulty(_("Das Geschlecht ist keines der Werte: %(values)s.", values=_labels(feature)))
    return code


def _district(features: Mapping[str, CouncilFeature], cells: Mapping[str, str], today: date) -> str:
    if "district" not in features:
        return ""
    feature, text = features["district"], cells.get("district", "")
    key = _key(text)
    for value in feature.values:
        if key and key in (_key(str(value["code"])), _key(str(value["label"]))):
            return str(value["code"])
    if len(feature.values) == 1 and not text:
        return feature.codes[0]
    raise _Faulty(_("Den Ortsteil gibt es nicht. Bekannt sind: %(values)s.", values=_labels(feature)))


def _labels(feature: CouncilFeature) -> str:
    return ", ".join(str(value["label"]) for value in feature.values)
