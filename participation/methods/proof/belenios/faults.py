"""What can be wrong with an election's archive: each fault in one German sentence. A check stops at the first and names it."""

from __future__ import annotations

from collections.abc import Mapping


def N_(message: str) -> str:
    """Mark a text for translation where it is written; it is translated where it is shown."""
    return message


NO_ARCHIVE = N_("Das ist kein Archiv einer verschlüsselten Abstimmung: {why}.")
CUT_OFF = N_("Das Archiv ist abgeschnitten: {what} fehlt.")
BAD_MEMBER = N_("Der Kopf des Eintrags Nummer {number} im Archiv hat nicht die vorgeschriebene Form.")
WRONG_NAME = N_("Der Inhalt von {name} passt nicht zu seinem Namen, der Prüfsumme.")
MEMBER_TWICE = N_("{name} steht zweimal im Archiv.")
STRAY_DATA = N_("Zu {name} gibt es kein Ereignis.")
BAD_EVENT = N_("Das Ereignis Nummer {height} hat nicht die vorgeschriebene Form.")
BROKEN_CHAIN = N_("Das Ereignis Nummer {height} schließt nicht an das Ereignis davor an: Etwas wurde umgestellt, entfernt oder eingefügt.")
EVENT_OUT_OF_ORDER = N_("Das Ereignis Nummer {height} ({kind}) steht an einer falschen Stelle.")
MISSING_DATA = N_("Zum Ereignis Nummer {height} fehlen die Daten.")
UNFINISHED = N_("Das Archiv endet vor dem Ergebnis: Ereignisse fehlen, oder die Abstimmung ist noch nicht ausgezählt.")
NOT_CONTINUED = N_("Das Archiv setzt das frühere Archiv nicht fort: Es wurde etwas geändert oder entfernt.")

BAD_FORM = N_("{what}: Die Daten haben nicht die vorgeschriebene Form.")
BAD_NUMBER = N_("{what}: Eine Zahl ist keine oder zu groß.")
NOT_IN_GROUP = N_("{what}: Eine Zahl gehört nicht zur Gruppe der Abstimmung.")

UNKNOWN_GROUP = N_("Die Abstimmung verwendet eine unbekannte Gruppe: {group}.")
BAD_QUESTION = N_("Die Frage Nummer {question} ist so nicht zulässig.")
THRESHOLD_TRUSTEES = N_("Treuhänder:innen mit Schwellenwert werden noch nicht unterstützt.")
UNPROVEN_KEY = N_("Treuhänder:in {trustee} hat nicht bewiesen, den geheimen Schlüssel zu kennen.")
WRONG_ELECTION_KEY = N_("Der Schlüssel der Abstimmung ist nicht das Produkt der Schlüssel der Treuhänder:innen.")
CREDENTIAL_TWICE = N_("Ein Stimmrecht steht zweimal im Verzeichnis.")
BAD_WEIGHT = N_("Das Gewicht eines Stimmrechts ist nicht zulässig.")
WEIGHTS_WITH_RANKS = N_("Bei Rangfolgen und Noten zählt jede Stimme einfach; das Verzeichnis nennt andere Gewichte.")

OTHER_ELECTION = N_("Stimmzettel {tracker} gehört zu einer anderen Abstimmung.")
FOREIGN_CREDENTIAL = N_("Stimmzettel {tracker} trägt ein Stimmrecht, das nicht im Verzeichnis steht.")
WRONG_NUMBER_OF_ANSWERS = N_("Stimmzettel {tracker} passt nicht zu den Fragen.")
BAD_CHOICE_PROOF = N_("Stimmzettel {tracker}, Frage {question}: Es ist nicht bewiesen, dass jedes Feld höchstens einmal angekreuzt ist.")
BAD_TOTAL_PROOF = N_("Stimmzettel {tracker}, Frage {question}: Es ist nicht bewiesen, dass die Zahl der Kreuze erlaubt ist.")
BAD_BLANK_PROOF = N_("Stimmzettel {tracker}, Frage {question}: Es ist nicht bewiesen, dass ein leerer Stimmzettel leer ist.")
BAD_RANKS_PROOF = N_("Stimmzettel {tracker}, Frage {question}: Es ist nicht bewiesen, dass die Antwort selbst verschlüsselt wurde.")
BAD_SIGNATURE = N_("Die Unterschrift unter Stimmzettel {tracker} stimmt nicht.")
BALLOT_TWICE = N_("Stimmzettel {tracker} wurde ein zweites Mal eingeworfen.")

BAD_OPENING = N_("Die Datei hat nicht die Form eines geöffneten Stimmzettels.")
WRONG_TRACKER = N_("Der geöffnete Stimmzettel hat eine andere Kennung als angegeben: {tracker}.")
FORBIDDEN_MARKS = N_("Stimmzettel {tracker}, Frage {question}: Was angegeben ist, lässt die Frage nicht zu.")
NOT_SO_ENCRYPTED = N_("Stimmzettel {tracker}, Frage {question}: Verschlüsselt ist etwas anderes als angegeben.")

WRONG_ENCRYPTED_TALLY = N_("Die verschlüsselte Summe ist nicht die der gültigen Stimmzettel.")
WRONG_BALLOT_COUNT = N_("Gezählt wurden {counted} Stimmzettel mit dem Gewicht {weight}; angegeben sind andere Zahlen.")
UNKNOWN_TRUSTEE = N_("Treuhänder:in {trustee} gibt es nicht oder hat schon beigetragen.")
BAD_SHUFFLE = N_("Das Mischen durch Treuhänder:in {trustee}, Frage {question}, ist nicht bewiesen.")
BAD_DECRYPTION = N_("Die Entschlüsselung durch Treuhänder:in {trustee} ist falsch (Frage {question}).")
MISSING_DECRYPTION = N_("Die Entschlüsselung durch Treuhänder:in {trustee} fehlt.")
WRONG_RESULT = N_("Das Ergebnis der Frage {question} ist nicht das entschlüsselte.")


class Refused(Exception):
    """The first fault found: its sentence, as the template `fault` and its `values`."""

    def __init__(self, fault: str, values: Mapping[str, object] | None = None) -> None:
        super().__init__(fault, dict(values or {}))
        self.fault = fault
        self.values = dict(values or {})

    def __str__(self) -> str:
        return self.fault.format(**self.values)
