"""The outcomes of the administration's own routes: for administrators alone."""

from __future__ import annotations

from tests.house.routes import Row

ADMINISTRATORS = "sign-in 403 403 403 403 403 200"

TABLE = {
    "activity.index GET": Row(lambda world: "/verwaltung/was-getan-wurde", ADMINISTRATORS),
    "activity.table GET": Row(lambda world: "/verwaltung/was-getan-wurde/tabelle.csv", ADMINISTRATORS),
    "administration.platform_settings GET": Row(lambda world: "/verwaltung/einstellungen", ADMINISTRATORS),
    "administration.missing_texts GET": Row(lambda world: "/verwaltung/leichte-sprache-und-gebaerdensprache", ADMINISTRATORS),
}
