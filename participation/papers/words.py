"""Why a council paper could not be read, for the city's people."""

from __future__ import annotations

from participation.kit.language import lazy
from participation.papers.fetching import Trouble

TROUBLES = {
    Trouble.NOT_ALLOWED: lazy("Die Adresse führt nicht zu einem der erlaubten Server."),
    Trouble.UNREACHABLE: lazy("Der Server war nicht erreichbar."),
    Trouble.SLOW: lazy("Der Server hat zu langsam geantwortet."),
    Trouble.REDIRECT: lazy("Der Server leitet auf eine andere Adresse weiter. Bitte tragen Sie die neue Adresse ein."),
    Trouble.GONE: lazy("Unter dieser Adresse gibt es nichts. Bitte prüfen Sie die Adresse."),
    Trouble.REFUSED: lazy("Der Server gibt die Vorlage nicht heraus."),
    Trouble.BROKEN: lazy("Der Server hat einen Fehler gemeldet."),
    Trouble.TOO_LARGE: lazy("Die Antwort ist zu groß."),
    Trouble.NOT_JSON: lazy("Die Antwort ist nicht lesbar. Bitte tragen Sie die Adresse der Schnittstelle ein (OParl), nicht die der Webseite."),
    Trouble.WRONG_TYPE: lazy("Unter dieser Adresse steht keine Vorlage (Paper), sondern etwas anderes."),
}
