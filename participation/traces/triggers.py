"""What the database itself does: a draft that is deleted takes its links along, since its number may be given again."""

from __future__ import annotations

_GONE = "DELETE FROM trace_link WHERE (from_kind = 'proposal' AND from_id = OLD.id) OR (to_kind = 'proposal' AND to_id = OLD.id);"
SQLITE = [f"CREATE TRIGGER trace_link_of_proposal AFTER DELETE ON proposal BEGIN {_GONE} END"]
POSTGRESQL = [
    f"CREATE FUNCTION trace_link_of_proposal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_GONE} RETURN NULL; END $$",
    "CREATE TRIGGER trace_link_of_proposal AFTER DELETE ON proposal FOR EACH ROW EXECUTE FUNCTION trace_link_of_proposal()",
]


def statements(dialect: str) -> list[str]:
    """The statements of one kind of database: `sqlite` or `postgresql`."""
    return SQLITE if dialect == "sqlite" else POSTGRESQL


def drops(dialect: str) -> list[str]:
    """The statements that take them away."""
    if dialect == "sqlite":
        return ["DROP TRIGGER IF EXISTS trace_link_of_proposal"]
    return ["DROP FUNCTION IF EXISTS trace_link_of_proposal() CASCADE"]
