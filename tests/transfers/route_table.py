"""What each route of transfers answers to whom."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from participation.kit import clock
from participation.transfers.actions import publish_import, upload_table
from tests.house.routes import Row, World
from tests.transfers.builders import a_table, lines_of


def furnish(session: Session, world: World) -> None:
    """A table that waits, and one that was published."""
    moderator, consultation, now = world.moderator, world.consultation, clock.now()
    world.table = upload_table(session, moderator, consultation, a_table(("Bänke am Markt", "", "A-1")), "vorschlaege.csv", now)
    world.published_table = upload_table(session, moderator, consultation, a_table(("Schatten am Markt", "", "A-2")), "mehr.csv", now)
    publish_import(session, moderator, consultation, world.published_table, lines_of(session, consultation, world.published_table), now)


def public(path: str) -> Callable[[World], str]:
    """An address below the consultation."""
    return lambda world: f"/beteiligungen/{world.consultation.slug}{path}"


def staff(path: str, thing: str = "") -> Callable[[World], str]:
    """An address below its management."""

    def url(world: World) -> str:
        number = f"/{getattr(world, thing).id}" if thing else ""
        return f"/verwaltung/beteiligungen/{world.consultation.slug}{'' if path.startswith('/vorschlaege') else '/einlesen'}{number}{path}"

    return url


READ = "sign-in 403 403 200 403 403 200"
WRITE = "sign-in 403 403 303 403 403 303"

# in the order of ROLES: anonymous resident moderator_elsewhere moderator office council administrator
TABLE: dict[str, Row] = {
    "transfers.csv_file GET": Row(public("/vorschlaege.csv"), "200"),
    "transfers.xlsx_file GET": Row(public("/vorschlaege.xlsx"), "200"),
    "transfers.staff_csv GET": Row(staff("/vorschlaege.csv"), READ),
    "transfers.staff_xlsx GET": Row(staff("/vorschlaege.xlsx"), READ),
    "imports.index GET": Row(staff(""), READ),
    "imports.upload POST": Row(staff(""), "sign-in 403 403 422 403 403 422"),
    "imports.template GET": Row(staff("/vorlage.csv"), READ),
    "imports.preview GET": Row(staff("", "table"), READ),
    "imports.choose_columns POST": Row(
        staff("/spalten", "table"), WRITE, lambda world: {"spalte-0": "title", "spalte-1": "body", "spalte-2": "category"}
    ),
    "imports.publish POST": Row(staff("/veroeffentlichen", "table"), WRITE),
    "imports.discard POST": Row(staff("/verwerfen", "table"), WRITE),
    "imports.undo POST": Row(staff("/rueckgaengig", "published_table"), WRITE),
}
