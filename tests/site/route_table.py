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
    "site.healthz GET": Row(lambda world: "/healthz", "200"),
    "site.readyz GET": Row(lambda world: "/readyz", "200"),
}
