"""The outcomes of the site's own routes: the same for everyone."""

from __future__ import annotations

from tests.house.routes import Row

TABLE = {
    "site.imprint GET": Row(lambda world: "/impressum", "200"),
    "site.privacy GET": Row(lambda world: "/datenschutz", "200"),
    "site.accessibility GET": Row(lambda world: "/barrierefreiheit", "200"),
    "site.easy_language GET": Row(lambda world: "/leichte-sprache", "200"),
    "site.display GET": Row(lambda world: "/darstellung", "200"),
    "site.choose_display POST": Row(lambda world: "/darstellung", "303", lambda world: {"theme": "dark", "language": "de"}),
    "site.robots GET": Row(lambda world: "/robots.txt", "200"),
    "operation.show GET": Row(lambda world: "/verwaltung/betrieb", "sign-in 403 403 403 403 403 200"),
    "operation.stop POST": Row(
        lambda world: "/verwaltung/betrieb/anhalten", "sign-in 403 403 403 403 403 303", lambda world: {"reason": "Wir prüfen einen Fehler."}
    ),
    "operation.release POST": Row(lambda world: "/verwaltung/betrieb/fortsetzen", "sign-in 403 403 403 403 403 409"),
    "operation.report POST": Row(
        lambda world: "/verwaltung/betrieb/ausfall",
        "sign-in 403 403 403 403 403 303",
        lambda world: {"starts_at": "2026-10-13T08:00", "ends_at": "2026-10-13T09:00", "reason": "Leitung unterbrochen"},
    ),
    "register_of_processing.show GET": Row(lambda world: "/datenschutz/verzeichnis", "sign-in 403 403 403 403 403 200"),
    "register_of_processing.pdf GET": Row(lambda world: "/datenschutz/verzeichnis/verzeichnis.pdf", "sign-in 403 403 403 403 403 200"),
    "site.healthz GET": Row(lambda world: "/healthz", "200"),
    "site.readyz GET": Row(lambda world: "/readyz", "200"),
}
