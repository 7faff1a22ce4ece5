"""The register of processing activities (Art. 30 DSGVO), made from what each room says of the personal data that it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from participation.kit.dates import say_date
from participation.kit.language import speaking
from participation.kit.pdf import compile_pdf
from participation.kit.privacy import Activity, Held
from participation.settings import Settings

TITLE = "Verzeichnis von Verarbeitungstätigkeiten"
MEASURES = (
    "Verschlüsselte Übertragung (HTTPS); Sitzungen liegen auf dem Server, das Cookie enthält nur ein zufälliges Zeichen.",
    "Passwörter als Argon2id-Hash; Links und Codes nur als Hash; Anmeldungen werden gezählt und gebremst, ohne jemanden auszusperren.",
    "Namen und Anschriften aus Melderegister und Wählerverzeichnis, Briefe und Codes liegen verschlüsselt, mit einem Schlüssel außerhalb der Datenbank.",
    "Stimmzettel einer geheimen Abstimmung enthalten keinen Weg zur Person; wer abgestimmt hat, steht getrennt davon und ohne Zeit.",
    "Jede Änderung steht in einem Protokoll, das nur wächst und dessen Einträge verkettet sind; es enthält keine Texte und keine Namen.",
    "Zugriff nur nach Rolle und Auftrag; für jede Seite und jede Rolle gibt es einen Test.",
    "Das Zugriffsprotokoll enthält keine vollständigen Adressen, keine Personen und keine Suchwörter.",
    "Die Seiten laden nichts von anderen Servern.",
    "Gelöscht wird von selbst nach den genannten Fristen; eine Löschliste gilt auch nach dem Zurückspielen einer Sicherung.",
)
"""Technical and organisational measures (Art. 32 DSGVO) that the software itself takes."""

_PDF = """
#set document(title: data.title)
#set page(paper: "a4", margin: 22mm, numbering: "1")
#set text(size: 10pt)
#set par(leading: 0.65em, spacing: 1em)
#show heading.where(level: 1): set block(above: 1.8em, below: 0.8em)
#title()
#par(text(fill: rgb("#444"))[#data.edition])
#let facts(rows) = for row in rows { par[*#row.at(0):* #row.at(1)] }
#facts(data.about)
#for one in data.activities {
  heading(level: 1, one.title)
  facts(one.facts)
  table(columns: (1.6fr, 1.4fr, 1.6fr), stroke: 0.5pt + rgb("#999"), inset: 5pt,
    table.header(..data.columns.map(word => [*#word*])), ..one.rows.flatten().map(cell => [#cell]))
}
#heading(level: 1, data.measures_title)
#list(..data.measures.map(line => [#line]))
"""
COLUMNS = ("Zweck", "Daten (Tabelle: Felder)", "Gelöscht")


@dataclass(frozen=True, slots=True)
class Entry:
    """An activity as it stands in the register: its facts as (name, value), and a row for each kind of data."""

    title: str
    facts: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, str], ...]


def entries(activities: Iterable[Activity], unusual: Mapping[str, Sequence[str]]) -> list[Entry]:
    """The register's entries in their order. `unusual`: by span, which consultations keep something longer or shorter."""
    return [
        Entry(
            one.title,
            (
                ("Rechtsgrundlage", one.basis),
                ("Betroffene Personen", one.people),
                ("Empfänger", one.recipients),
                ("Übermittlung in Drittländer", "findet nicht statt"),
            ),
            tuple((held.purpose, f"{held.table}: {', '.join(held.columns)}", _until(held, unusual)) for held in one.held),
        )
        for one in activities
    ]


def _until(held: Held, unusual: Mapping[str, Sequence[str]]) -> str:
    """When it goes, and where that is set otherwise."""
    others = unusual.get(held.span.key, ()) if held.span is not None else ()
    return f"{held.until}. Abweichend: {'; '.join(others)}" if others else held.until


def about(settings: Settings) -> list[tuple[str, str]]:
    """Who is responsible, and whom to ask."""
    contact = settings.contact_email or settings.base_url
    return [
        ("Verantwortlich", f"{settings.city_name} ({contact})"),
        ("Datenschutzbeauftragte:r", settings.data_protection_contact or "noch nicht eingetragen (PARTICIPATION_DATA_PROTECTION_CONTACT)"),
        ("Verfahren", f"{settings.site_name}, Plattform für Beteiligung"),
    ]


def edition(now: datetime) -> str:
    """From when the register is."""
    with speaking("de"):
        return f"Stand {say_date(now)}, erzeugt aus der Software selbst"


def register_pdf(activities: Iterable[Activity], unusual: Mapping[str, Sequence[str]], settings: Settings, now: datetime) -> bytes:
    """The register as a tagged PDF."""
    content: dict[str, Any] = {
        "title": TITLE,
        "edition": edition(now),
        "about": about(settings),
        "activities": [{"title": one.title, "facts": one.facts, "rows": one.rows} for one in entries(activities, unusual)],
        "columns": COLUMNS,
        "measures_title": "Technische und organisatorische Maßnahmen",
        "measures": MEASURES,
    }
    return compile_pdf(_PDF, content, at=now)
