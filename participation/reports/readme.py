"""LIESMICH.txt: every file and every column explained, who won, and how to count again."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence

from participation.consultations.models import Consultation
from participation.datasets.kinds import Column, Table
from participation.datasets.of_surveys import Polled
from participation.datasets.of_votes import STATES
from participation.kit.dates import say_date
from participation.reports.budget_files import CountedBudget
from participation.reports.council_files import COUNCIL_FILES, COUNCIL_TABLES, FOLDER
from participation.reports.survey_files import SURVEY_FILES, SURVEY_TABLES
from participation.reports.tables import BALLOT_CELLS, BALLOT_COUNT, FILES, TABLES, VOTE_FILES
from participation.reports.vote_files import Counted, commands
from participation.votes.models import Vote, VoteState

WIDTH = 92

_GENERAL = """\
Wie Sie die Dateien lesen

Tabellen gibt es zweimal mit demselben Inhalt: als .csv für Tabellenprogramme und als .json für Programme. CSV-Dateien sind in UTF-8 geschrieben, mit Komma zwischen den Spalten. In LibreOffice und Excel öffnen Sie sie am besten über „Daten aus Text/CSV“ und wählen dort Komma und UTF-8.

Beginnt ein Text in einer CSV-Datei mit einem Zeichen, das ein Tabellenprogramm für eine Formel halten könnte (zum Beispiel = oder +), steht ein Apostroph davor. Die JSON-Dateien enthalten den Text unverändert.

Zeitpunkte stehen in der Ortszeit der Stadt, zum Beispiel 2026-10-14T12:00:00+02:00. Eine leere Zelle heißt: Es gibt keine Angabe. In Spalten mit ja oder nein steht 1 für ja und 0 für nein.

Was nicht enthalten ist

Enthalten ist nur, was auf den Seiten der Beteiligung für alle zu lesen ist. Nicht enthalten sind E-Mail-Adressen, Entwürfe, ausgeblendete und gelöschte Texte, Meldungen an die Moderation, und wer wen unterstützt oder wie jemand geheim abgestimmt hat. Von Umfragen sind die Ergebnisse auch dann enthalten, wenn sie nicht veröffentlicht werden; dann steht das in umfrage.json."""

_SURVEYS = (
    "Umfragen: Wer mitmachte, hat sich selbst dafür entschieden; die Zahlen gelten für die, die geantwortet haben. Zahlen, die weniger als 10 Menschen "
    "betreffen, und solche, aus denen man sie ausrechnen könnte, sind verdeckt. Freie Texte stehen hier nur, wenn die Moderation sie freigegeben hat. "
    "Gewichtete Zahlen gleichen nur die genannten Merkmale aus."
)

_CHECKING = """\
Wie Sie die Dateien prüfen

Im entpackten Ordner rechnet dieser Befehl alle Prüfsummen nach (Linux, macOS, Windows mit Git Bash):

  sha256sum -c SHA256SUMS

Wie Sie nachzählen

Das Programm „participation“ ist frei. Sein Befehl „participation count“ zählt die Stimmzettel einer Datei aus. Er braucht keinen Server und keine Datenbank. Das Ergebnis muss dasselbe sein wie hier.

Ohne dieses Programm geht es mit verify.py: Es braucht nur Python (3.10 oder neuer), zählt mit eigenen Regeln und vergleicht. Für jeden Ordner einer ausgezählten Abstimmung, zum Beispiel:

  python3 verify.py abstimmungen/01-…

In kennungen.csv steht jeder Stimmzettel einzeln. Die Summe urne_sha256 in abstimmung.json ist die SHA-256-Prüfsumme über je eine Zeile „Kennung Leerzeichen Stimmen“, nach Kennung sortiert. Sie wurde beim Schließen der Abstimmung ins Protokoll der Plattform geschrieben."""


def readme(
    consultation: Consultation,
    lines: Mapping[str, int],
    votes: Sequence[tuple[str, Vote, Counted | CountedBudget | None, Table | None]],
    council: Mapping[str, int],
    surveys: Sequence[tuple[str, Polled, Mapping[str, int]]] = (),
) -> str:
    """The whole text. `lines` says how many lines each table has, `council` those of the citizens' council (none: there is no such folder).

    `votes` are folder, vote, its recount and its table of trackers; `surveys` folder, survey and how many lines its tables have.
    """
    closed = f"Abgeschlossen am {say_date(consultation.closed_at)}." if consultation.closed_at else "Abgeschlossen."
    parts = [
        _title(f"Ergebnisse der Beteiligung „{consultation.title}“", "="),
        _wrapped(closed),
        *_sections(_GENERAL),
        _title("Die Dateien"),
        *_file("beteiligung.json", str(FILES["beteiligung.json"])),
    ]
    parts += _tables(TABLES, lines)
    for name in (*(("verify.py",) if votes else ()), "LIESMICH.txt", "SHA256SUMS"):
        parts += _file(name, str(FILES[name]))
    if council:
        parts += [_title(f"{FOLDER}: der Bürgerrat"), *(part for name, about in COUNCIL_FILES.items() for part in _file(name, about))]
        parts += _tables(COUNCIL_TABLES, council)
    if votes:
        parts += [_title("Die Abstimmungen"), *_vote_files()]
    for place, vote, counted, trackers in votes:
        parts += _vote(place, vote, counted, trackers)
    if surveys:
        parts += [_title("Die Umfragen"), _wrapped(_SURVEYS), *(part for name, about in SURVEY_FILES.items() for part in _file(name, about))]
    for place, polled, numbers in surveys:
        parts += [_title(f"{place}/"), _wrapped(f"{polled.survey.title}.")]
        parts += (
            _tables(SURVEY_TABLES, numbers)
            if numbers
            else [_wrapped("Ohne Ergebnis: Die Umfrage läuft noch, oder weniger als 10 Menschen haben geantwortet.")]
        )
    return "\n\n".join([*parts, *_sections(_CHECKING)]) + "\n"


def _tables(tables: Iterable[Table], lines: Mapping[str, int]) -> list[str]:
    found = []
    for table in tables:
        number = f"{lines[table.name]} Zeilen" if lines[table.name] != 1 else "1 Zeile"
        found += _file(f"{table.name}.csv, {table.name}.json ({number})", str(table.about), table.columns)
    return found


def _title(text: str, line: str = "-") -> str:
    return f"{text}\n{line * len(text)}"


def _wrapped(text: str, indent: str = "", hanging: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=hanging or indent, break_long_words=False, break_on_hyphens=False)


def _sections(text: str) -> list[str]:
    """Paragraphs, wrapped; a short one without a full stop is a heading, an indented one stays as it is."""
    found = []
    for paragraph in text.split("\n\n"):
        if paragraph.startswith("  "):
            found.append(paragraph)
        elif paragraph.endswith((".", ":", "Git Bash):")):
            found.append(_wrapped(paragraph))
        else:
            found.append(_title(paragraph))
    return found


def _file(name: str, about: str, columns: Iterable[Column] = ()) -> list[str]:
    rows = [_wrapped(f"{column.name}: {column.meaning}", "    ", "      ") for column in columns]
    return ["\n".join([name, _wrapped(about, "  "), *rows])]


def _vote_files() -> list[str]:
    return ["\n\n".join("\n".join(_file(name, about)) for name, about in VOTE_FILES.items())]


def _vote(place: str, vote: Vote, counted: Counted | CountedBudget | None, trackers: Table | None) -> list[str]:
    parts = [_title(f"{place}/"), _wrapped(f"{vote.title}: {vote.question}")]
    parts.append(_wrapped(f"Verfahren: {vote.counting_rule.title}. {vote.counting_rule.sentence} Zustand: {STATES[VoteState(vote.state)]}."))
    if vote.is_encrypted:
        about = "Die verschlüsselten Stimmzettel mit allen Beweisen. Prüfen: participation verify urne.bel, oder belenios-tool 2.0."
        return [*parts, *_file("urne.bel", about), _wrapped("Nach der Auszählung steht das Ergebnis in ergebnis.json.")]
    if counted is None or trackers is None:
        return [*parts, _wrapped("Diese Abstimmung ist nicht ausgezählt. Stimmzettel und Ergebnis werden erst mit der Auszählung öffentlich.")]
    if isinstance(counted, CountedBudget):
        parts += _file("kennungen.csv, kennungen.json", str(trackers.about), trackers.columns)
        parts.append(_wrapped(f"Zu erwartendes Ergebnis: {counted.expected}"))
        return [*parts, "Nachzählen in diesem Ordner:\n" + "\n".join(f"  {line}" for line in commands(vote))]
    cells = BALLOT_CELLS[vote.counting_rule.ballots]
    options = [Column(option.title, cells) for option in vote.options]
    parts += _file("stimmzettel.csv", "Spalten:", [BALLOT_COUNT, *options])
    parts += _file("kennungen.csv, kennungen.json", str(trackers.about), trackers.columns)
    winners = ", ".join(counted.outcome.winner_names) or "niemand"
    ballots = f"{counted.outcome.total} Stimmzettel, davon gültig {counted.outcome.valid}."
    decided = "" if counted.outcome.decided else " Die Frage ist nicht entschieden, weil ein Quorum verfehlt ist."
    parts.append(_wrapped(f"Zu erwartendes Ergebnis: {winners}. {ballots}{decided}"))
    parts.append("Nachzählen in diesem Ordner:\n" + "\n".join(f"  {line}" for line in commands(vote)))
    return parts
