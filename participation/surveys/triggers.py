"""What the database itself refuses: another definition or another way to answer once a survey is published, other comparisons after its close."""

from __future__ import annotations

VERSION = "survey_id number definition sha256 uploaded_at frozen_at".split()
SURVEY = "consultation_id mode opens_at published_at".split()
_SAYS = "a published survey is frozen"


def _changed(columns: list[str], differs: str) -> str:
    return "(" + " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns) + ")"


def _refuse(name: str, event: str, table: str, when: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"


SQLITE = [
    _refuse("survey_version_frozen", "UPDATE", "survey_version", f"OLD.frozen_at IS NOT NULL AND {_changed(VERSION, 'IS NOT')}"),
    _refuse("survey_version_stays", "DELETE", "survey_version", "OLD.frozen_at IS NOT NULL"),
    _refuse("survey_frozen", "UPDATE", "survey", f"OLD.published_at IS NOT NULL AND {_changed(SURVEY, 'IS NOT')}"),
    _refuse("survey_stays", "DELETE", "survey", "OLD.published_at IS NOT NULL"),
]


def _keeps(table: str, column: str, columns: list[str]) -> list[str]:
    body = f"""
BEGIN
  IF OLD.{column} IS NOT NULL AND (TG_OP = 'DELETE' OR {_changed(columns, "IS DISTINCT FROM")}) THEN
    RAISE EXCEPTION '{_SAYS}' USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END
"""  # constants of this file
    return [
        f"CREATE FUNCTION {table}_keeps() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {table}_keeps BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_keeps()",
    ]


POSTGRESQL = [*_keeps("survey_version", "frozen_at", VERSION), *_keeps("survey", "published_at", SURVEY)]
DROP_POSTGRESQL = [f"DROP FUNCTION IF EXISTS {name}_keeps() CASCADE" for name in ("survey", "survey_version")]
"""What a downgrade removes; on SQLite the triggers go with their tables."""

_TOO_LATE = "the comparisons of a closed survey are frozen"
_EVENTS = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}


def _is_closed(row: str) -> str:
    return f"(SELECT state FROM survey WHERE id = {row}.survey_id) = 'closed'"  # noqa: S608  # OLD or NEW


_ROWS = "CASE WHEN TG_OP <> 'INSERT' THEN OLD.survey_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.survey_id END"

COMPARISONS_SQLITE = [
    f"CREATE TRIGGER survey_comparison_{event.lower()} BEFORE {event} ON survey_comparison WHEN {' OR '.join(map(_is_closed, rows))} "
    f"BEGIN SELECT RAISE(ABORT, '{_TOO_LATE}'); END"
    for event, rows in _EVENTS.items()
]
COMPARISONS_POSTGRESQL = [
    f"""CREATE FUNCTION survey_comparison_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM survey WHERE id IN ({_ROWS}) FOR SHARE;
  IF EXISTS (SELECT FROM survey WHERE state = 'closed' AND id IN ({_ROWS})) THEN
    RAISE EXCEPTION '{_TOO_LATE}' USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END
$$""",
    "CREATE TRIGGER survey_comparison_keeps BEFORE INSERT OR UPDATE OR DELETE ON survey_comparison FOR EACH ROW EXECUTE FUNCTION survey_comparison_keeps()",
]
DROP_COMPARISONS_SQLITE = [f"DROP TRIGGER survey_comparison_{event.lower()}" for event in _EVENTS]
DROP_COMPARISONS_POSTGRESQL = ["DROP FUNCTION survey_comparison_keeps() CASCADE"]


def statements(dialect: str) -> list[str]:
    """The statements of one kind of database: `sqlite` or `postgresql`."""
    return SQLITE if dialect == "sqlite" else POSTGRESQL
