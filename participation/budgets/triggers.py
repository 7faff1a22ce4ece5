"""What the database itself refuses once a budget is opened: another amount, other limits, other projects."""

from __future__ import annotations

BUDGET = (
    "consultation_id title question introduction introduction_html rule form fewest most least_share points threshold secrecy replaceable "
    "verified_only by_two opens_at closes_at created_at published_at opened_at"
).split()
POT = "budget_id scope district_id amount vote_id".split()
PROJECT = "budget_id pot_id number title summary body body_html cost district_id category_id place_id proposal_id feasibility reason position".split()
"""Columns that never change once the budget is opened."""

_SAYS = "an opened budget is frozen"


def _changed(columns: list[str], differs: str) -> str:
    return "(" + " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns) + ")"


def _opened(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM budget WHERE id = {row}.budget_id AND opened_at IS NOT NULL)"  # noqa: S608  # constants of this file


def _refuse(name: str, event: str, table: str, when: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"


SQLITE = [
    _refuse("budget_frozen", "UPDATE", "budget", f"OLD.opened_at IS NOT NULL AND {_changed(BUDGET, 'IS NOT')}"),
    _refuse("budget_stays", "DELETE", "budget", "OLD.opened_at IS NOT NULL"),
    *(
        statement
        for table, columns in (("budget_pot", POT), ("budget_project", PROJECT))
        for statement in (
            _refuse(f"{table}_enters", "INSERT", table, _opened("NEW")),
            _refuse(f"{table}_frozen", "UPDATE", table, f"({_opened('OLD')} OR {_opened('NEW')}) AND {_changed(columns, 'IS NOT')}"),
            _refuse(f"{table}_stays", "DELETE", table, _opened("OLD")),
        )
    ),
]

_RAISE = f"RAISE EXCEPTION '{_SAYS}' USING ERRCODE = 'restrict_violation';"


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"


def _part(table: str, columns: list[str]) -> list[str]:
    body = f"""
BEGIN
  IF TG_OP = 'UPDATE' AND NOT {_changed(columns, "IS DISTINCT FROM")} THEN RETURN NEW; END IF;
  IF TG_OP <> 'INSERT' THEN
    PERFORM 1 FROM budget WHERE id = OLD.budget_id AND opened_at IS NOT NULL FOR SHARE;
    IF FOUND THEN {_RAISE} END IF;
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  PERFORM 1 FROM budget WHERE id = NEW.budget_id AND opened_at IS NOT NULL FOR SHARE;
  IF FOUND THEN {_RAISE} END IF;
  RETURN NEW;
END
"""  # constants of this file
    return [
        _function(f"{table}_keeps", body),
        f"CREATE TRIGGER {table}_keeps BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_keeps()",
    ]


_BUDGET_BODY = f"""
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.opened_at IS NOT NULL THEN {_RAISE} END IF;
    RETURN OLD;
  END IF;
  IF OLD.opened_at IS NOT NULL AND {_changed(BUDGET, "IS DISTINCT FROM")} THEN {_RAISE} END IF;
  RETURN NEW;
END
"""

POSTGRESQL = [
    _function("budget_keeps", _BUDGET_BODY),
    "CREATE TRIGGER budget_keeps BEFORE UPDATE OR DELETE ON budget FOR EACH ROW EXECUTE FUNCTION budget_keeps()",
    *_part("budget_pot", POT),
    *_part("budget_project", PROJECT),
]
DROP_POSTGRESQL = [f"DROP FUNCTION IF EXISTS {name}_keeps() CASCADE" for name in ("budget", "budget_pot", "budget_project")]
"""What a downgrade removes; on SQLite the triggers go with their tables."""


def statements(dialect: str) -> list[str]:
    """The statements of one kind of database: `sqlite` or `postgresql`."""
    return SQLITE if dialect == "sqlite" else POSTGRESQL
