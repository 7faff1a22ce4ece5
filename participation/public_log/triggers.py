"""What keeps the logs in the database itself: entries follow each other without gaps, and nothing of them is ever changed or taken away."""

from __future__ import annotations

SAYS = "the public log only grows"

_LOG_CHANGES = (
    "NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.subject_id <> OLD.subject_id OR NEW.size < OLD.size OR NEW.signed_size < OLD.signed_size"
    " OR (OLD.origin IS NOT NULL AND (NEW.origin IS NULL OR NEW.origin <> OLD.origin))"
)
_NOT_NEXT = "NEW.position <> (SELECT COALESCE(MAX(position) + 1, 0) FROM public_log_entry WHERE log_id = NEW.log_id)"
_NOT_OF_IT = (
    "NEW.size > (SELECT size FROM public_log WHERE id = NEW.log_id)"
    " OR EXISTS (SELECT 1 FROM public_log_checkpoint WHERE log_id = NEW.log_id AND size = NEW.size AND note <> NEW.note)"
)
KEPT = ("public_log_entry", "public_log_checkpoint")


def _sqlite(name: str, when: str, table: str, condition: str = "") -> str:
    only = f" WHEN {condition}" if condition else ""
    return f"CREATE TRIGGER {name} BEFORE {when} ON {table}{only} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"


SQLITE = [
    *(_sqlite(f"{table}_keeps", "UPDATE", table) for table in KEPT),
    *(_sqlite(f"{table}_stays", "DELETE", table) for table in KEPT),
    _sqlite("public_log_entry_next", "INSERT", "public_log_entry", _NOT_NEXT),  # an INSERT OR REPLACE, too, is none of the next
    _sqlite("public_log_checkpoint_once", "INSERT", "public_log_checkpoint", _NOT_OF_IT),
    _sqlite("public_log_keeps", "UPDATE", "public_log", _LOG_CHANGES),
    _sqlite("public_log_stays", "DELETE", "public_log"),
    _sqlite(
        "public_log_once",
        "INSERT",
        "public_log",
        "EXISTS (SELECT 1 FROM public_log WHERE id = NEW.id OR (kind = NEW.kind AND subject_id = NEW.subject_id))",
    ),
]

_REFUSES = f"RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'restrict_violation';"


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


POSTGRESQL = [
    _function("public_log_only_grows", _REFUSES),
    *(f"CREATE TRIGGER {table}_keeps BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION public_log_only_grows()" for table in KEPT),
    *(
        f"CREATE TRIGGER {table}_stays BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION public_log_only_grows()"
        for table in (*KEPT, "public_log")
    ),
    _function("public_log_entry_follows", f"IF {_NOT_NEXT} THEN {_REFUSES} END IF; RETURN NEW;"),
    "CREATE TRIGGER public_log_entry_next BEFORE INSERT ON public_log_entry FOR EACH ROW EXECUTE FUNCTION public_log_entry_follows()",
    _function("public_log_checkpoint_fits", f"IF {_NOT_OF_IT} THEN {_REFUSES} END IF; RETURN NEW;"),
    "CREATE TRIGGER public_log_checkpoint_once BEFORE INSERT ON public_log_checkpoint FOR EACH ROW EXECUTE FUNCTION public_log_checkpoint_fits()",
    _function("public_log_keeps", f"IF TG_OP = 'DELETE' OR {_LOG_CHANGES} THEN {_REFUSES} END IF; RETURN NEW;"),
    "CREATE TRIGGER public_log_keeps BEFORE UPDATE OR DELETE ON public_log FOR EACH ROW EXECUTE FUNCTION public_log_keeps()",
]

DROP_POSTGRESQL = [
    f"DROP FUNCTION IF EXISTS {name}() CASCADE"
    for name in ("public_log_only_grows", "public_log_entry_follows", "public_log_checkpoint_fits", "public_log_keeps")
]
"""What a downgrade removes after the tables; on SQLite the triggers go with them."""


def statements(dialect: str) -> list[str]:
    """The statements of one kind of database: `sqlite` or `postgresql`."""
    return SQLITE if dialect == "sqlite" else POSTGRESQL
