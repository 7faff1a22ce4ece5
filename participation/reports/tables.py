"""What every table of an export holds, column by column: written down once, for the files and for their explanation alike."""

from __future__ import annotations

from dataclasses import dataclass

from participation.kit.language import LazyText, lazy


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name in the file and what it means, in German."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of an export: its file's name without the ending, what it holds, and its columns in order."""

    name: str
    about: LazyText
    columns: tuple[Column, ...]

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]


_WHO = "öffentlicher Name; „Ehemals teilnehmend“, wenn das Konto gelöscht ist"

PROPOSALS = Table(
    "vorschlaege",
    lazy("Alle veröffentlichten Vorschläge mit Text, Stand und Zahl der Unterstützungen."),
    (
        Column("nummer", "Nummer des Vorschlags, zum Beispiel 2026-00042"),
        Column("titel", "Titel"),
        Column("text", "Text, wie er geschrieben wurde (Markdown)"),
        Column("thema", "Thema, das die verfassende Person gewählt hat"),
        Column("ortsteil", "Ortsteil, um den es geht; leer: die ganze Stadt"),
        Column("von", _WHO),
        Column("stadt", "1: ein Vorschlag der Stadt selbst, 0: aus der Einwohnerschaft"),
        Column("stand", "Stand der Bearbeitung in Worten"),
        Column("unterstuetzungen", "wie viele Personen den Vorschlag unterstützen; wer das ist, steht nirgends"),
        Column("beitraege", "wie viele lesbare Beiträge die Diskussion dazu hat"),
        Column("veroeffentlicht_am", "Zeitpunkt der Veröffentlichung"),
        Column("bearbeitet_am", "Zeitpunkt der letzten Änderung nach der Veröffentlichung; leer: nie geändert"),
        Column("zurueckgezogen_am", "Zeitpunkt, zu dem er zurückgezogen wurde; leer: er gilt"),
        Column("grund_des_rueckzugs", "Grund, den die verfassende Person genannt hat"),
        Column("eingangsweg", "wie der Vorschlag einging, wenn die Stadt ihn eingetragen hat; leer: über die Plattform"),
        Column("ort", "Ort in Worten, um den es geht; leer: keine Angabe"),
        Column("gemeinsam_mit", "öffentliche Namen der weiteren Verfassenden, je einer in einer Zeile"),
        Column("aufgegangen_in", "Nummer des Vorschlags, in dem dieser aufgegangen ist; leer: in keinem"),
    ),
)

DETAILS = Table(
    "angaben",
    lazy("Was die Vorschläge auf die zusätzlichen Fragen dieser Beteiligung antworten. Antworten, die nur für die Stadt gedacht sind, fehlen."),
    (
        Column("vorschlag", "Nummer des Vorschlags"),
        Column("frage", "Wortlaut der Frage"),
        Column("antwort", "Antwort in Worten"),
        Column("wert", "Antwort, wie sie gespeichert ist: Zahl mit Punkt, Betrag in Cent, Tag als JJJJ-MM-TT, ja und nein als yes und no"),
    ),
)

ANSWERS = Table(
    "antworten",
    lazy("Alle Antworten der Stadt auf Vorschläge, auch frühere."),
    (
        Column("vorschlag", "Nummer des Vorschlags"),
        Column("stand", "Stand, den der Vorschlag mit dieser Antwort bekam"),
        Column("text", "Text der Antwort (Markdown)"),
        Column("von", _WHO),
        Column("amt", "Amt oder Funktion, wie sie damals hieß"),
        Column("beantwortet_am", "Zeitpunkt der Antwort"),
        Column("gruende", "Gründe einer ganzen oder teilweisen Ablehnung (Markdown); leer: keine eigenen"),
        Column("kosten_einmalig_cent", "Kosten in Cent; leer: nicht genannt"),
        Column("kosten_jaehrlich_cent", "Kosten in jedem Jahr in Cent; leer: nicht genannt"),
        Column("umsetzung_ab", "erster Monat der Umsetzung, zum Beispiel 2027-03; leer: nicht genannt"),
        Column("umsetzung_bis", "letzter Monat der Umsetzung; leer: nicht genannt"),
        Column("bericht", "Titel des Berichts zur Antwort; leer: keiner"),
    ),
)

ASSIGNMENTS = Table(
    "zustaendigkeiten",
    lazy("Welche Fachämter die Stadt zu einem Vorschlag gefragt hat. Ihre Stellungnahmen sind nicht enthalten."),
    (
        Column("vorschlag", "Nummer des Vorschlags"),
        Column("amt", "Name des Amtes"),
        Column("beim_amt_seit", "Zeitpunkt der Zuweisung"),
        Column("erledigt_am", "Zeitpunkt, zu dem die Aufgabe endete: beantwortet, zurückgegeben oder beendet; leer: noch offen"),
    ),
)

AMENDMENTS = Table(
    "aenderungsvorschlaege",
    lazy("Alle Änderungsvorschläge zu Vorschlägen und was daraus wurde. Ausgeblendete stehen als solche da, ohne Text und Namen."),
    (
        Column("nummer", "Nummer des Änderungsvorschlags; sie steht auch in seiner Adresse"),
        Column("vorschlag", "Nummer des Vorschlags, dessen Text geändert werden soll"),
        Column("stand", "Offen, Angenommen, Abgelehnt, Zurückgezogen; Ausgeblendet (von der Moderation)"),
        Column("von", _WHO),
        Column("fassung_vorher", "Fassung des Vorschlags, zu der er geschrieben wurde"),
        Column("titel_vorher", "Titel in dieser Fassung"),
        Column("text_vorher", "Text in dieser Fassung (Markdown)"),
        Column("titel", "vorgeschlagener Titel"),
        Column("text", "vorgeschlagener Text (Markdown)"),
        Column("begruendung", "Begründung (Markdown)"),
        Column("vorgeschlagen_am", "Zeitpunkt"),
        Column("entschieden_von", "wer angenommen oder abgelehnt hat; " + _WHO),
        Column("fuer_andere", "1: die Moderation hat entschieden, weil die verfassende Person kein Konto hat, sonst 0"),
        Column("entschieden_am", "Zeitpunkt; leer: noch offen"),
        Column("grund", "Grund der Entscheidung"),
        Column("fassung_danach", "Fassung des Vorschlags, die daraus wurde; leer: keine"),
        Column("angepasst", "1: mit anderem Wortlaut angenommen, weil der Vorschlag inzwischen anders lautete, sonst 0"),
        Column("eigener_vorschlag", "Nummer des Vorschlags, der aus einem abgelehnten entstanden ist; leer: keiner"),
        Column("beitraege", "wie viele lesbare Beiträge die Diskussion dazu hat"),
    ),
)

CONTRIBUTIONS = Table(
    "beitraege",
    lazy("Alle Beiträge der Diskussionen. Gelöschte und ausgeblendete stehen als solche da, ohne Text und Namen."),
    (
        Column("nummer", "Nummer des Beitrags; sie steht auch in seiner Adresse"),
        Column("antwort_auf", "Nummer des Beitrags, auf den er antwortet; leer: ein eigener Beitrag"),
        Column("gegenstand", "worüber gesprochen wird: Vorschlag, Änderungsvorschlag oder Thema"),
        Column("gegenstand_nummer", "dessen Nummer"),
        Column("zustand", "lesbar; gelöscht (von der verfassenden Person); ausgeblendet (von der Moderation)"),
        Column("art", "Dafür, Dagegen, Frage, Änderungsvorschlag, Hinweis; bei Antworten leer"),
        Column("von", _WHO),
        Column("stimme_der_stadt", "1: für die Stadt geschrieben, sonst 0"),
        Column("amt", "Amt oder Funktion der verfassenden Person, wie sie damals hieß"),
        Column("text", "Text, wie er geschrieben wurde (Markdown)"),
        Column("zustimmungen", "wie viele Personen zustimmen; wer das ist, steht nirgends"),
        Column("ablehnungen", "wie viele Personen nicht zustimmen"),
        Column("geschrieben_am", "Zeitpunkt"),
        Column("geaendert_am", "Zeitpunkt der letzten Änderung; leer: nie geändert"),
    ),
)

TOPICS = Table(
    "themen",
    lazy("Fragen, die die Moderation zur Diskussion gestellt hat."),
    (
        Column("nummer", "Nummer des Themas"),
        Column("titel", "Titel"),
        Column("text", "Einleitung (Markdown)"),
        Column("eroeffnet_am", "Zeitpunkt"),
    ),
)

DISCUSSIONS = Table(
    "diskussionen",
    lazy("Zu jeder Diskussion: wie viele Beiträge sie hat und welches Ergebnis die Moderation festgehalten hat."),
    (
        Column("gegenstand", "worüber gesprochen wird: Vorschlag, Änderungsvorschlag oder Thema"),
        Column("gegenstand_nummer", "dessen Nummer"),
        Column("beitraege", "Zahl der lesbaren Beiträge und Antworten"),
        Column("beendet_am", "Zeitpunkt, zu dem die Moderation sie beendet hat; leer: nicht vorzeitig beendet"),
        Column("ergebnis", "Ergebnis der Diskussion (Markdown); leer: keines eingetragen"),
        Column("ergebnis_am", "Zeitpunkt, zu dem das Ergebnis eingetragen wurde"),
    ),
)

LOG = Table(
    "protokoll",
    lazy("Das Protokoll der öffentlichen Schritte, mit den Prüfwerten, an denen eine spätere Änderung auffällt. Ohne Namen."),
    (
        Column("nummer", "Nummer des Eintrags im Protokoll der Plattform; Lücken gehören zu nicht öffentlichen Schritten"),
        Column("zeit", "Zeitpunkt"),
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
    lazy("Jeder einzelne Stimmzettel unter seiner Kennung, damit jede Person ihren Stimmzettel wiederfinden kann."),
    (
        Column("kennung", "Kennung, die auf der Quittung steht; ohne die Quittung führt sie zu niemandem"),
        Column("stimmen", "angekreuzte Möglichkeiten nach ihrer Nummer auf dem Stimmzettel; bei Rangfolgen die beste zuerst; [] ist leer"),
    ),
)

OPEN_TRACKERS = Table(
    TRACKERS.name,
    lazy("Jeder einzelne Stimmzettel mit dem Namen; diese Abstimmung war offen, das stand vorher auf ihrer Seite."),
    (*TRACKERS.columns, Column("von", _WHO)),
)

TABLES = (PROPOSALS, DETAILS, ANSWERS, ASSIGNMENTS, AMENDMENTS, CONTRIBUTIONS, TOPICS, DISCUSSIONS, LOG)
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
