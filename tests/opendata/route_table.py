"""What each route of open data answers to whom."""

from __future__ import annotations

from collections.abc import Callable

from tests.house.routes import Row, World


def staff(path: str = "") -> Callable[[World], str]:
    """Below the consultation's pages for those who run it."""
    return lambda w: f"/verwaltung/beteiligungen/{w.consultation.slug}/daten{path}"


TABLE: dict[str, Row] = {
    "opendata.index GET": Row(lambda w: "/daten", "200"),
    "opendata.catalogue GET": Row(lambda w: "/daten/katalog.ttl", "503"),
    "opendata.dictionary GET": Row(lambda w: "/daten/verzeichnis", "200"),
    "opendata.dictionary_table GET": Row(lambda w: "/daten/verzeichnis.csv", "200"),
    "opendata.everything GET": Row(lambda w: "/daten/alles.zip", "503"),
    "opendata.table GET": Row(lambda w: "/daten/vorschlaege.csv", "503"),
    "opendata.of_consultation GET": Row(lambda w: f"/daten/beteiligungen/{w.consultation.slug}.zip", "503"),
    "opendata.table_of_consultation GET": Row(lambda w: f"/daten/beteiligungen/{w.consultation.slug}/vorschlaege.csv", "503"),
    "data_files.show GET": Row(staff(), "sign-in 403 403 200 403 403 200"),
    "data_files.ask POST": Row(staff(), "sign-in 403 403 303 403 403 303"),
    "data_files.download GET": Row(staff("/datei"), "sign-in 403 403 403 403 403 403"),
    "site_map.index GET": Row(lambda w: "/sitemap.xml", "200"),
    "site_map.part GET": Row(lambda w: "/sitemap-seiten-1.xml", "200"),
}
