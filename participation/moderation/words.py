"""The room's words on the page: reasons, measures, states, signs, the house rules and reasons that come with the platform."""

from __future__ import annotations

from participation.kit.language import LazyText, lazy
from participation.methods.moderation.signs import Sign
from participation.moderation.models import Measure, Reason, Source, State

REASON_NAMES = {
    Reason.INSULT: lazy("Beleidigung oder Drohung"),
    Reason.UNLAWFUL: lazy("Hetze oder anderer verbotener Inhalt"),
    Reason.PERSONAL_DATA: lazy("Persönliche Daten von jemandem"),
    Reason.ADVERTISING: lazy("Werbung oder Spam"),
    Reason.OFF_TOPIC: lazy("Gehört nicht zum Thema"),
    Reason.OTHER: lazy("Etwas anderes"),
}
MEASURE_NAMES = {
    Measure.KEEP: lazy("Bleibt sichtbar"),
    Measure.HIDE: lazy("Ausgeblendet"),
    Measure.CUT: lazy("Persönliche Daten entfernt"),
    Measure.WARN: lazy("Verwarnt"),
    Measure.BACK: lazy("Zurück in den Entwurf"),
    Measure.REMOVED: lazy("Von der verfassenden Person gelöscht"),
}
STATE_NAMES = {
    State.OPEN: lazy("Offen"),
    State.DECIDED: lazy("Entschieden"),
    State.APPEALED: lazy("Widerspruch"),
    State.FINAL: lazy("Abgeschlossen"),
}
SOURCE_NAMES = {
    Source.NOTICE: lazy("Meldung"),
    Source.OWN: lazy("Von der Moderation gesehen"),
    Source.AUTOMATIC: lazy("Automatischer Hinweis"),
}
SIGN_NAMES = {
    Sign.WORD: lazy("Wort der Liste"),
    Sign.IBAN: lazy("Kontonummer"),
    Sign.CONTACT: lazy("Kontaktdaten"),
    Sign.REPETITION: lazy("Wiederholung"),
    Sign.LINK: lazy("Link"),
    Sign.SHOUTING: lazy("Großbuchstaben"),
}
KIND_NAMES = {
    "proposal": lazy("Vorschlag"),
    "contribution": lazy("Diskussionsbeitrag"),
    "amendment": lazy("Änderungsvorschlag"),
    "text_suggestion": lazy("Änderungsvorschlag zu einem Textentwurf"),
    "statement": lazy("Aussage"),
    "attachment": lazy("Bild oder Dokument"),
    "person": lazy("Name"),
    "pseudonym": lazy("Name in einer Beteiligung"),
    "support": lazy("Unterstützung"),
    "answer": lazy("Freier Text einer Umfrage"),
    "concern": lazy("Anliegen"),
    "concern_picture": lazy("Bild eines Anliegens"),
}
OF_SUPPORTS = {Measure.KEEP: lazy("Zählt"), Measure.HIDE: lazy("Nicht gezählt")}


def measure_of(kind: str, measure: Measure | str) -> LazyText:
    """What a measure is called where it is about a thing of this kind."""
    known = Measure(measure)
    return OF_SUPPORTS[known] if kind == "support" and known in OF_SUPPORTS else MEASURE_NAMES[known]


RESULT_NAMES = {True: lazy("Entscheidung bestätigt"), False: lazy("Entscheidung aufgehoben")}

HOUSE_RULES = (
    (
        lazy("Achten Sie andere Menschen"),
        lazy("Beleidigungen, Drohungen und Herabwürdigungen haben hier keinen Platz. Widersprechen Sie der Sache, nicht der Person."),
    ),
    (
        lazy("Nichts Verbotenes"),
        lazy("Hetze, Aufrufe zu Gewalt und andere Inhalte, die das Gesetz verbietet, werden ausgeblendet."),
    ),
    (
        lazy("Keine persönlichen Daten"),
        lazy("Schreiben Sie keine Namen, Adressen, Telefonnummern oder Bilder von anderen, und auch keine eigenen Kontaktdaten."),
    ),
    (lazy("Keine Werbung"), lazy("Werbung, Kettentexte und immer gleiche Texte gehören nicht hierher.")),
    (lazy("Zur Sache"), lazy("Schreiben Sie zu dem Thema, um das es hier geht.")),
)
"""The clauses that hold where a consultation has none of its own: (title, text)."""

TEXT_BLOCKS = (
    lazy("Der Text beleidigt oder bedroht andere. Bitte schreiben Sie zur Sache und achten Sie andere Teilnehmende."),
    lazy("Der Text enthält Inhalte, die verboten sind."),
    lazy("Der Text enthält persönliche Daten, zum Beispiel einen Namen, eine Adresse oder eine Telefonnummer."),
    lazy("Der Text ist Werbung."),
    lazy("Der Text hat mit dem Thema nichts zu tun."),
)
"""Ready-made reasons that hold where a consultation has none of its own."""
