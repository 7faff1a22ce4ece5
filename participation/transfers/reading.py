"""From the rows of a table to proposals: which column is what, and everything that is wrong, with the numbers of the rows. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from participation.consultations.models import Consultation
from participation.kit import columns
from participation.kit.dates import city_zone
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.sheets import FORMULA, Row
from participation.kit.text import clean_line, clean_text, fold
from participation.places.actions import Spot, Streets, Wish, spot_of
from participation.places.town import TownMap
from participation.proposals.bulk_actions import Arrival
from participation.proposals.rules import received_in_time
from participation.proposals.texts import ProposalText, check_text
from participation.proposals.writing_models import CHANNEL_NAMES, ENTERED, GIVER_LENGTH, Channel
from participation.transfers.models import NUMBER_LENGTH


class Column(StrEnum):
    """What a column may be."""

    TITLE = "title"
    BODY = "body"
    CATEGORY = "category"
    DISTRICT = "district"
    NUMBER = "number"
    RECEIVED = "received"
    CHANNEL = "channel"
    GIVER = "giver"
    STREET = "street"
    HOUSE = "house"
    LONGITUDE = "longitude"
    LATITUDE = "latitude"


COLUMN_NAMES = {
    Column.TITLE: lazy("Titel"),
    Column.BODY: lazy("Text"),
    Column.CATEGORY: lazy("Thema"),
    Column.DISTRICT: lazy("Ortsteil"),
    Column.NUMBER: lazy("Nummer"),
    Column.RECEIVED: lazy("Eingegangen am"),
    Column.CHANNEL: lazy("Eingangsweg"),
    Column.GIVER: lazy("Name für Rückfragen"),
    Column.STREET: lazy("Straße"),
    Column.HOUSE: lazy("Hausnummer"),
    Column.LONGITUDE: lazy("Länge"),
    Column.LATITUDE: lazy("Breite"),
}
NEEDED = (Column.TITLE, Column.BODY)
_KNOWN_AS = {
    Column.TITLE: "titel title uberschrift betreff kurztitel",
    Column.BODY: "text beschreibung body inhalt vorschlag begrundung description",
    Column.CATEGORY: "thema kategorie category themenfeld rubrik",
    Column.DISTRICT: "ortsteil stadtteil bezirk district quartier",
    Column.NUMBER: "nummer nr id number reference externenummer aktenzeichen vorlagennummer",
    Column.RECEIVED: "eingegangenam datum date eingang eingangsdatum veroffentlichtam",
    Column.CHANNEL: "eingangsweg weg kanal channel eingangsart",
    Column.GIVER: "namefurruckfragen name einreicher einreicherin einreichende einreichendeperson verfasser verfasserin author giver",
    Column.STREET: "strasse street adresse anschrift strasseundhausnummer",
    Column.HOUSE: "hausnummer hausnr",
    Column.LONGITUDE: "lange langengrad geografischelange lon lng longitude x",
    Column.LATITUDE: "breite breitengrad geografischebreite lat latitude y",
}
NOT_WITHOUT = {Column.HOUSE: Column.STREET, Column.LONGITUDE: Column.LATITUDE, Column.LATITUDE: Column.LONGITUDE, Column.GIVER: Column.RECEIVED}
"""Columns that say nothing without another."""
_CHANNEL_WORDS = {
    Channel.COUNTER: "amschalter schalter counter burgeramt buergeramt burgerburo buergerbuero personlich persoenlich",
    Channel.PAPER: "aufpapier papier paper brief post postalisch postkarte formular",
    Channel.PHONE: "amtelefon telefon telefonisch phone anruf",
    Channel.EVENT: "beieinerveranstaltung veranstaltung event werkstatt workshop infostand stand",
    Channel.OTHER: "aufanderemweg anderer sonstiges sonstige other email mail online",
}
MOST_FAULTS = 100

_DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,15})?", re.ASCII)
Mapped = dict[int, Column]


@dataclass(frozen=True, slots=True)
class Line:
    """One row that can become a proposal; `row` is its number in the file, the header being 1."""

    row: int
    text: ProposalText
    number: str | None
    received: date | None = None
    channel: Channel = Channel.OTHER
    giver: str = ""
    spot: Spot | None = None

    @property
    def arrival(self) -> Arrival:
        """How it came in."""
        return Arrival(self.channel, self.received, self.giver, self.spot)


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
    return {place: column for column, place in columns.guess(header, _KNOWN_AS).items()}


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


@dataclass(frozen=True, slots=True)
class Known:
    """What rows are checked against. `taken`: external numbers that came in before."""

    consultation: Consultation
    districts: Mapping[int, str]
    taken: frozenset[str]
    town: TownMap
    streets: Streets
    now: datetime


def read_lines(rows: Sequence[Row], mapping: Mapped, known: Known) -> Reading:
    """All proposals of a table and all that is wrong with it."""
    reading = Reading()
    chosen = list(mapping.values())
    for column in NEEDED:
        if column not in chosen:
            reading.faults.append((0, _("Sagen Sie, in welcher Spalte „%(name)s“ steht.", name=COLUMN_NAMES[column])))
    for column in Column:
        if chosen.count(column) > 1:
            reading.faults.append((0, _("„%(name)s“ ist für mehr als eine Spalte gewählt.", name=COLUMN_NAMES[column])))
    for column, other in NOT_WITHOUT.items():
        if column in chosen and other not in chosen:
            reading.faults.append((0, _("Zu „%(name)s“ gehört auch „%(other)s“.", name=COLUMN_NAMES[column], other=COLUMN_NAMES[other])))
    if reading.faults:
        return reading
    if len(rows) < 2:
        reading.faults.append((0, _("Unter der Kopfzeile steht nichts.")))
    reader = _Reader(known, dict.fromkeys(known.taken, 0), {fold(name): (number, name) for number, name in known.districts.items()})
    for number, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        said = {column: row[place] if place < len(row) else "" for place, column in mapping.items()}
        try:
            reading.lines.append(reader.line(number, said))
        except Invalid as fault:
            reading.faults += [(number, one.message) for one in (fault, *fault.also)]
    return reading


@dataclass(slots=True)
class _Reader:
    """`numbers`: the row in which an external number stands, 0 for one that came in before; `parts`: folded names of districts."""

    known: Known
    numbers: dict[str, int]
    parts: dict[str, tuple[int, str]]

    def line(self, row: int, said: Mapping[Column, str]) -> Line:
        faults: list[Invalid] = []
        for column, value in said.items():
            if value == FORMULA:
                name = COLUMN_NAMES[column]
                faults.append(Invalid(_("In „%(name)s“ steht eine Formel. Bitte ersetzen Sie sie durch ihren Wert.", name=name)))
        if faults:
            raise Invalid(faults[0].message, also=faults[1:])
        consultation = self.known.consultation
        categories = {category.id: category.name for category in consultation.categories}
        category = self._named(said.get(Column.CATEGORY, ""), categories, _("Das Thema „%(name)s“ gibt es in dieser Beteiligung nicht."), faults)
        district = self._named(said.get(Column.DISTRICT, ""), self.known.districts, _("Den Ortsteil „%(name)s“ gibt es nicht."), faults)
        number, received = self._number(row, said, faults), self._day(said.get(Column.RECEIVED, ""), faults)
        channel, giver, spot = self._channel(said, received, faults), self._giver(said, received, faults), self._spot(said, faults)
        district = spot.district_id or district if spot else district
        text = ProposalText(clean_line(said[Column.TITLE]), clean_text(said[Column.BODY]), category, district)
        try:
            check_text(text, consultation, whole=True)
        except Invalid as fault:
            unknown = bool(said.get(Column.CATEGORY)) and category is None
            faults += [one for one in (fault, *fault.also) if not (unknown and one.field == "category_id")]
        if faults:
            raise Invalid(faults[0].message, also=faults[1:])
        return Line(row, text, number, received, channel, giver, spot)

    def _channel(self, said: Mapping[Column, str], received: date | None, faults: list[Invalid]) -> Channel:
        word = re.sub(r"[^a-z]", "", fold(said.get(Column.CHANNEL, "")))
        if not word:
            return Channel.OTHER
        found = next((channel for channel, words in _CHANNEL_WORDS.items() if word in words.split()), None)
        if found is None:
            names = ", ".join(f"„{name}“" for name in map(CHANNEL_NAMES.__getitem__, ENTERED))
            faults.append(
                Invalid(_("Den Eingangsweg „%(said)s“ kennen wir nicht. Möglich sind %(names)s.", said=_short(said[Column.CHANNEL]), names=names))
            )
        elif not said.get(Column.RECEIVED, "").strip():
            faults.append(Invalid(_("Zum Eingangsweg gehört der Tag, an dem der Vorschlag eingegangen ist.")))
        elif received and found != Channel.OTHER and not (in_time := received_in_time(self.known.consultation, received, self.known.now)):
            faults.append(Invalid(in_time.reason))
        return found or Channel.OTHER

    def _giver(self, said: Mapping[Column, str], received: date | None, faults: list[Invalid]) -> str:
        giver = clean_line(said.get(Column.GIVER, ""))
        if len(giver) > GIVER_LENGTH:
            faults.append(Invalid(_("Der Name ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=GIVER_LENGTH)))
        if giver and not said.get(Column.RECEIVED, "").strip():
            faults.append(Invalid(_("Zum Namen gehört der Tag, an dem der Vorschlag eingegangen ist.")))
        return giver

    def _spot(self, said: Mapping[Column, str], faults: list[Invalid]) -> Spot | None:
        wish = _wish(said, faults)
        if wish is None:
            return None
        try:
            return spot_of(self.known.streets, self.known.town, self.parts, wish)
        except Invalid as fault:
            faults += [fault, *fault.also]
            return None

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
        if day > self.known.now.astimezone(city_zone()).date():
            faults.append(Invalid(_("Das Datum liegt in der Zukunft.")))
        return day


def _wish(said: Mapping[Column, str], faults: list[Invalid]) -> Wish | None:
    """The place of a row: by coordinates in degrees, else by street and house number."""
    east, north = said.get(Column.LONGITUDE, "").strip(), said.get(Column.LATITUDE, "").strip()
    street, house = clean_line(said.get(Column.STREET, "")), clean_line(said.get(Column.HOUSE, ""))
    if not east and not north:
        if house and not street:
            faults.append(Invalid(_("Zur Hausnummer fehlt die Straße.")))
            return None
        return Wish(street=street, number=house) if street else None
    pair = [_DEGREES.fullmatch(each.replace(",", ".")) for each in (east, north)]
    if not all(pair):
        sentence = _("Die Koordinaten „%(said)s“ sind nicht lesbar. So geht es: Länge 8,12345 und Breite 50,12345.", said=_short(f"{east} {north}"))
        faults.append(Invalid(sentence))
        return None
    coordinates = [float(each[0]) for each in pair if each]
    return Wish(on_map=True, geometry=json.dumps({"type": "Point", "coordinates": coordinates}))


def _short(said: str) -> str:
    return clean_line(said)[:60]
