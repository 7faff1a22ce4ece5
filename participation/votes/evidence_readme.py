"""LIESMICH.txt of an evidence pack: each file, each check, and what is not shown, for people who are no programmers."""

from __future__ import annotations

from collections.abc import Collection

from participation.votes.models import Secrecy, Vote

_FILES = {
    "abstimmung.json": "Nummer, Frage, Zahl der Stimmberechtigten, die Prüfsummen",
    "festschreibung.json": "was bei der Eröffnung festgelegt wurde, Zeichen für Zeichen",
    "kennungen.csv": "jeder Stimmzettel einzeln unter seiner Kennung",
    "stimmzettel.json": "dieselben Stimmzettel, gleiche zusammengefasst, mit allen Regeln",
    "stimmzettel.blt": "dasselbe für andere Zählprogramme (BLT)",
    "stimmzettel.pb": "Projekte und Stimmzettel für andere Zählprogramme (Pabulib)",
    "ergebnis.json": "das veröffentlichte Ergebnis, Zeichen für Zeichen",
    "verify.py": "das Prüfprogramm; es braucht nur Python",
    "log/entries.jsonl": "das öffentliche Protokoll dieser Abstimmung, ein Eintrag je Zeile",
    "log/checkpoint.txt": "der unterschriebene Stand des Protokolls",
    "log/log-key.txt": "der Schlüssel, mit dem die Unterschrift geprüft wird",
    "urne/urne.bel": "die verschlüsselte Urne (Archiv nach Belenios 2.0)",
    "urne/checkpoint.txt": "der unterschriebene Stand ihres öffentlichen Protokolls",
    "urne/log-key.txt": "der Schlüssel dazu",
    "pruefung/": "die Programmteile, mit denen verify.py die Urne prüft",
}
_LIBRARY = "pruefung"

_TEXT = """\
Nachweispaket: {title}
{line}

{question}

So prüfen Sie diese Abstimmung zu Hause
---------------------------------------

Sie brauchen nur Python {python} oder neuer und keine Verbindung zum Internet.
Entpacken Sie verify.py aus der ZIP-Datei. Dann:

    python3 verify.py {name}

(oder nur: python3 verify.py, wenn Sie alles entpackt haben und in diesem
Ordner stehen; in unserer Software auch: participation verify {name})

Am Ende steht „Alles stimmt.“, wenn alles stimmt, sonst „WIDERLEGT“ und der
Grund. Steht dort „Nicht prüfbar“, ist die Datei beschädigt oder unvollständig.

Was geprüft wird
----------------

1. Die Festschreibung (Frage, Möglichkeiten, Verfahren, Quoren, Zeiten) hat
   die Prüfsumme, die bei der Eröffnung veröffentlicht wurde.
2. Der Startwert des Loses ist der, dessen Prüfsumme dort steht. Das Los
   konnte also nicht nachträglich ausgesucht werden.
{checks}
6. Das Programm zählt selbst: mit eigenen Regeln, nicht mit denen unserer
   Software. Gewählte, Runden, Übertragungen, Quoren und Gleichstände müssen
   die veröffentlichten sein.
7. Liegt der Ordner log/ bei: Die Einträge des öffentlichen Protokolls sind
   die des unterschriebenen Standes, und die Prüfsummen stehen darin.

Was Sie selbst tun sollten
--------------------------

Wer alle Dateien zugleich austauscht, kann ein Paket machen, das in sich
stimmt. Darum: Vergleichen Sie die drei Prüfsummen, die das Programm nennt,
mit denen auf der Ergebnisseite, und am besten mit einer Aufzeichnung von
früher (zum Beispiel mit der Festschreibung, die Sie während der Abstimmung
gespeichert haben). {own}

Was dieses Paket nicht zeigt
----------------------------

- Ob nur Berechtigte abgestimmt haben und niemand fehlt. Das Verzeichnis der
  Stimmberechtigten ist nicht öffentlich; das Paket nennt nur seine Größe.
- Ob jemand beobachtet oder unter Druck gesetzt wurde.
- Ob jede Person ihre eigene Stimme wiederfindet. Das kann nur sie selbst.
- Wer wie gestimmt hat: {secrecy}
- Der Abstand (wie knapp es war) und die ausformulierten Sätze in ergebnis.json
  werden nicht nachgerechnet.{annulled}

Die Dateien
-----------

{files}

{marks} Die Möglichkeiten:

{options}
"""

_PLAIN_CHECKS = """\
3. Die Stimmzettel unter ihren Kennungen haben zusammen die Prüfsumme, die beim
   Schließen der Urne festgehalten wurde. Keine Kennung kommt zweimal vor.
4. Jeder Stimmzettel hält die festgeschriebenen Regeln ein.
5. Die Dateien für Zählprogramme enthalten genau diese Stimmzettel."""

_SEALED_CHECKS = """\
3. Die verschlüsselte Urne ist die festgeschriebene, und sie endet so, wie es
   beim Schließen festgehalten wurde. Kein Ereignis darin fehlt.
4. Jeder verschlüsselte Stimmzettel trägt die Unterschrift eines Stimmrechts und
   beweist, dass er die Regeln einhält. Von jedem Stimmrecht zählt der letzte.
5. Die verschlüsselte Summe ist die dieser Stimmzettel, und jede Treuhänderin
   und jeder Treuhänder hat sie mit Beweis richtig entschlüsselt."""

_PLAIN_OWN = """\
Und suchen Sie in kennungen.csv die Kennung von Ihrem
Beleg: Daneben muss stehen, was Sie gewählt haben.

Die Prüfsumme der Urne ist SHA-256 über je eine Zeile „Kennung Leerzeichen
Stimmen“, nach Kennung sortiert."""

_SEALED_OWN = """\
Und suchen Sie auf der Seite der verschlüsselten
Urne die Kennung von Ihrem Beleg: Sie muss dort stehen.

Zwei unabhängige Programme sind besser als eines: Legen Sie urne/urne.bel in
einen Ordner und rufen Sie auf: belenios-tool election verify --dir ORDNER
(in Debian enthalten, Version 2.0). Bei vielen Stimmzetteln ist „participation
verify“ schneller als verify.py."""

_SECRECY = {
    Secrecy.SECRET: "Die Abstimmung war geheim.",
    Secrecy.OPEN: "Die Abstimmung war offen, die Namen stehen in kennungen.csv.",
    Secrecy.ENCRYPTED: "Entschlüsselt ist nur die Summe.",
}

_MARKS = {
    "scored": "die Zahl jeder Möglichkeit von 0 bis 10, in deren Reihenfolge; null: ohne Angabe.",
    "graded": "die Note jeder Möglichkeit, in deren Reihenfolge, 0 (ungenügend) bis 5 (sehr gut); null: ohne Angabe.",
    "choice": "die Nummer der gewählten Möglichkeit.",
    "approval": "die Nummern der angekreuzten Möglichkeiten.",
    "ranked": "die Nummern der Möglichkeiten, die beste zuerst.",
    "points": "die Punkte jeder Möglichkeit, in deren Reihenfolge.",
}


def readme(vote: Vote, name: str, files: Collection[str]) -> str:
    """The whole text; `files` are those in the pack beside it."""
    title = " ".join(vote.title.split())
    annulled = f"\n\nDIESE ABSTIMMUNG WURDE FÜR UNGÜLTIG ERKLÄRT: {vote.annulment_reason}" if vote.is_annulled else ""
    named = [file for file in files if not file.startswith(f"{_LIBRARY}/")] + (
        [f"{_LIBRARY}/"] if any(file.startswith(_LIBRARY) for file in files) else []
    )
    width = max(map(len, named))
    return _TEXT.format(
        title=title,
        line="=" * (len(title) + len("Nachweispaket: ")),
        question=vote.question,
        name=name,
        python="3.11" if vote.is_encrypted else "3.10",
        checks=_SEALED_CHECKS if vote.is_encrypted else _PLAIN_CHECKS,
        own=_SEALED_OWN if vote.is_encrypted else _PLAIN_OWN,
        secrecy=_SECRECY[Secrecy(vote.secrecy)],
        annulled=annulled,
        files="\n".join(f"- {file.ljust(width)}  {_FILES.get(file, 'weitere Datei')}" for file in named),
        marks="" if vote.is_encrypted else f"Die Spalte „stimmen“ in kennungen.csv: {_MARKS[vote.ballot_kind]}\n[] ist ein leerer Stimmzettel.",
        options="\n".join(f"  {option.position}  {option.title}" for option in vote.options),
    )
