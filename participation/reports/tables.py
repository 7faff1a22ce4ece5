"""The tables of a consultation's results: those of the datasets, and the few that only lie in its files."""

from __future__ import annotations

from participation.datasets.common import WHO
from participation.datasets.kinds import Column, Kind, Table, Words
from participation.datasets.of_discussions import CONTRIBUTIONS, DISCUSSIONS, TOPICS
from participation.datasets.of_proposals import ANSWERS, ASSIGNMENTS, DETAILS, PROPOSALS
from participation.datasets.of_texts import AMENDMENTS
from participation.kit.language import lazy

INSIDE = ("beteiligung", "adresse")
"""Columns of datasets that say nothing in the files of one consultation."""


def packed(table: Table) -> Table:
    """A dataset's table as it lies in the files of one consultation: what everyone may read, and without those columns."""
    return table.shown().without(*INSIDE)


PACKED = (PROPOSALS, DETAILS, ANSWERS, ASSIGNMENTS, AMENDMENTS, CONTRIBUTIONS, TOPICS, DISCUSSIONS)
"""The datasets of the pack, in its order."""

LOG = Table(
    "protokoll",
    Words(
        "Das Protokoll der öffentlichen Schritte, mit den Prüfwerten, an denen eine spätere Änderung auffällt. Ohne Namen.",
        "The log of public steps, with the hashes by which a later change is noticed. Without names.",
    ),
    (
        Column("nummer", "Nummer des Eintrags im Protokoll der Plattform; Lücken gehören zu nicht öffentlichen Schritten"),
        Column("zeit", "Zeitpunkt", "moment", Kind.MOMENT),
        Column("handlung", "was geschah, zum Beispiel proposal.published (Vorschlag veröffentlicht) oder vote.opened (Abstimmung eröffnet)"),
        Column(
            "gegenstand",
            "womit: Beteiligung, Vorschlag, Änderungsvorschlag, Thema, Diskussion, Beitrag, Abstimmung oder was zu einem Bürgerrat gehört",
        ),
        Column("gegenstand_nummer", "dessen Nummer; bei Diskussionen die ihres Vorschlags oder Themas, bei Empfehlungen die im Bürgergutachten"),
        Column("pruefwert", "SHA-256 des Eintrags; er hängt vom Prüfwert des vorigen Eintrags ab"),
    ),
)

TRACKERS = Table(
    "kennungen",
    Words(
        "Jeder einzelne Stimmzettel unter seiner Kennung, damit jede Person ihren Stimmzettel wiederfinden kann.",
        "Every single ballot under its tracker, so that everyone can find their own again.",
    ),
    (
        Column("kennung", "Kennung, die auf der Quittung steht; ohne die Quittung führt sie zu niemandem"),
        Column("stimmen", "angekreuzte Möglichkeiten nach ihrer Nummer auf dem Stimmzettel; bei Rangfolgen die beste zuerst; [] ist leer"),
    ),
)

OPEN_TRACKERS = Table(
    TRACKERS.name,
    Words(
        "Jeder einzelne Stimmzettel mit dem Namen; diese Abstimmung war offen, das stand vorher auf ihrer Seite.",
        "Every single ballot with the name; this vote was open, as its page said beforehand.",
    ),
    (*TRACKERS.columns, Column("von", WHO)),
)

TABLES = (*(packed(table) for table in PACKED), LOG)
"""The tables of a consultation, in the order of the pack; those of votes lie in their folders."""

BALLOT_COUNT = Column("count", "wie viele Stimmzettel genau so ausgefüllt sind")
BALLOT_CELLS = {
    "choice": "1: angekreuzt; nichts angekreuzt: leerer Stimmzettel",
    "approval": "1: angekreuzt; nichts angekreuzt: leerer Stimmzettel",
    "ranked": "Rang, 1 ist der beste; leer: nicht eingeordnet",
    "scored": "die Zahl; leer: ohne Angabe",
}
"""What a cell of `stimmzettel.csv` means, by the kind of ballot; it has one column for each option."""

FILES = {
    "beteiligung.json": lazy("Der Rahmen: Texte, Phasen, Themen, Unterlagen und was daraus wurde."),
    "abstimmungen/": lazy("Zu jeder Abstimmung ein Ordner: Festschreibung, alle Stimmzettel, Ergebnis zum Nachrechnen und in Worten."),
    "buergerrat/": lazy(
        "Nur wenn ein Bürgerrat ein Gutachten veröffentlicht hat: Empfehlungen mit Stimmen, Sitzungen, Übergabe und was daraus wurde."
    ),
    "umfragen/": lazy("Zu jeder Umfrage ein Ordner: Fragen, Ergebnisse ohne kleine Zahlen, freigegebene Texte."),
    "verify.py": lazy("Das Prüfprogramm für die Abstimmungen; es zählt selbst und braucht nur Python. Nur wenn es Abstimmungen gibt."),
    "LIESMICH.txt": lazy("Erklärung aller Dateien und Spalten, und wie Sie nachzählen."),
    "SHA256SUMS": lazy("Prüfsummen aller Dateien: damit fällt auf, wenn eine Datei verändert wurde."),
}
"""The files that are no tables."""

VOTE_FILES = {
    "abstimmung.json": "Frage, Möglichkeiten, Verfahren, Fristen, Wahlberechtigte, Prüfwerte und der Beschluss des Rates.",
    "festschreibung.json": "Was bei der Eröffnung festgeschrieben wurde, Zeichen für Zeichen. Der Prüfwert der Datei steht in abstimmung.json; er wurde bei der Eröffnung ins Protokoll der Plattform geschrieben.",
    "stimmzettel.csv": "Alle Stimmzettel, gleiche zusammengefasst, als Tabelle. Nicht bei Bürgerhaushalten.",
    "stimmzettel.json": "Dasselbe mit allem, was zum Nachzählen gehört (Verfahren, Plätze, Quoren, Startwert des Loses).",
    "stimmzettel.blt": "Dasselbe im Format .blt, das auch andere Auszählprogramme lesen. Gibt es nur bei Rangfolgen.",
    "stimmzettel.pb": "Bei Bürgerhaushalten: Projekte mit Kosten und alle Stimmzettel im Format von Pabulib, das auch andere Programme lesen.",
    "ergebnis.json": "Das gespeicherte Ergebnis mit allen Runden. Der Prüfwert der Datei steht in abstimmung.json.",
    "ergebnis.txt": "Das Ergebnis in Worten, und die Befehle zum Nachzählen.",
}
"""The files of a vote's folder that are explained by a sentence."""
