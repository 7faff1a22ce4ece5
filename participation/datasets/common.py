"""Columns that many datasets have."""

from __future__ import annotations

from participation.datasets.kinds import Column, Kind

CONSULTATION = Column("beteiligung", "Beteiligung, wie sie in Adressen heißt", "consultation, as addresses name it")
ADDRESS = Column("adresse", "Seite dazu auf der Plattform", "its page on the platform", Kind.URL)
WHO = "öffentlicher Name; „Ehemals teilnehmend“, wenn das Konto gelöscht ist"
WHO_EN = "public name; “Ehemals teilnehmend” (former participant) if the account was deleted"
PLACE = (
    Column("laenge", "geografische Länge (WGS 84)", "longitude (WGS 84)", Kind.NUMBER, "°"),
    Column("breite", "geografische Breite (WGS 84)", "latitude (WGS 84)", Kind.NUMBER, "°"),
    Column(
        "geometrie", "Punkt, Linie oder Fläche (WGS 84); in CSV und Excel als WKT", "point, line or area (WGS 84); WKT in CSV and Excel", Kind.PLACE
    ),
)
DISTRICT = Column("ortsteil", "Ortsteil, um den es geht; leer: die ganze Stadt", "district it is about; empty: the whole town")
MARKDOWN = "(Markdown)"


def who(name: str, what: str, english: str) -> Column:
    """A column with somebody's public name."""
    return Column(name, f"{what}; {WHO}", f"{english}; {WHO_EN}")
