"""Finding: the example's resident is told of what is new about cycle paths, and a table from the market stall is taken in."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.demo.events import Diary
from participation.demo.people import Cast
from participation.demo.places import Whereabouts
from participation.finding.actions import save_search, tell_of_news
from participation.kit.cells import csv_line
from participation.kit.sheets import read_table
from participation.places.queries import StreetBook
from participation.proposals.bulk_actions import make_ready
from participation.proposals.filters import Filters
from participation.proposals.queries import district_names
from participation.transfers.actions import publish_import, upload_table
from participation.transfers.queries import numbers_taken
from participation.transfers.reading import Known, read_lines, read_mapping

WORD = "Radweg"
FILE_NAME = "marktstand.csv"
HEADER = ("Nummer", "Titel", "Text", "Thema", "Ortsteil", "Eingegangen am", "Eingangsweg")
CARDS = (
    (
        "Radweg am Wochenmarkt vorbei",
        "Samstags stehen die Stände auf dem Radweg. Ein markierter Weg hinter den Ständen hilft allen, die zur Halle wollen.",
        "Verkehr",
        "Altstadt",
    ),
    ("Trinkbrunnen vor der Stadthalle", "Im Sommer gibt es auf dem ganzen Platz kein Wasser. Ein Brunnen reicht.", "Quartier", "Altstadt"),
    ("Aushang der Termine am Markt", "Viele am Stand haben kein Internet. Ein Schaukasten mit den Terminen der Halle hilft.", "Beteiligung", ""),
    ("Mittagstisch in der Halle", "Im Foyer könnte es mittags Suppe geben. Dann ist das Haus auch am Tag belebt.", "Nutzung", "Bahnhofsviertel"),
    ("Jedes Jahr sagen, was die Halle kostet", "Am Stand fragten viele nach den Kosten. Eine Seite im Amtsblatt reicht.", "Kosten", ""),
    (
        "Leise Lüftung für den kleinen Saal",
        "Im kleinen Saal rauscht die Lüftung so laut, dass man Vorträge nicht versteht.",
        "Gebäude",
        "Nordend",
    ),
)
"""Cards that people filled in at the stall: title, text, topic and part of the town."""


def note_searches(session: Session, cast: Cast, consultation: Consultation, whereabouts: Whereabouts, today: datetime, diary: Diary) -> None:
    """Note the search, the table a day later, and that the resident is told of what it brought."""
    resident, filters = cast["resident"], Filters(words=WORD)
    diary.note(today - timedelta(days=5), lambda now: save_search(session, resident, consultation, filters, WORD, tells=True, now=now))
    diary.note(today - timedelta(days=4), lambda now: take_in_cards(session, cast, consultation, whereabouts, now))
    diary.note(today - timedelta(days=4) + timedelta(minutes=10), lambda now: tell_of_news(session, now))


def cards(day: date) -> bytes:
    """The table as somebody typed it after the market day."""
    rows = [(f"Markt-{number}", *card, f"{day:%d.%m.%Y}", "Infostand") for number, card in enumerate(CARDS, 1)]
    return "".join(csv_line(row) for row in (HEADER, *rows)).encode("utf-8-sig")


def take_in_cards(session: Session, cast: Cast, consultation: Consultation, whereabouts: Whereabouts, now: datetime) -> int:
    """Upload the table and publish all of it, as the moderator would after looking at the preview. Returns how many."""
    moderator = cast["moderator"]
    content = cards((now - timedelta(days=2)).date())
    made = upload_table(session, moderator, consultation, content, FILE_NAME, now)
    known = Known(consultation, district_names(session), numbers_taken(session, consultation.id), whereabouts.town, StreetBook(session), now)
    reading = read_lines(read_table(content), read_mapping(made.mapping, len(HEADER)), known)
    if not reading.is_clean:
        raise ValueError(f"The example's table has faults: {reading.faults}")
    return publish_import(session, moderator, consultation, made, [(line, make_ready(line.text, line.arrival)) for line in reading.lines], now)
