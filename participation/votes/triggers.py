"""What the database itself refuses: changing an open vote, ballots outside the urn's time, a second look into a closed urn.

A vote whose state is `closed` and whose `urn_hash` is still empty is *being closed*: only then, inside that one transaction, may
ballots and marks be rewritten in random order. Setting the hash ends it for good.
"""

from __future__ import annotations

FROZEN = (
    "consultation_id title question introduction introduction_html rule seats budget secrecy replaceable roll_kind at_counter on_paper by_two "
    "verified_only verified_before "
    "district_ids turnout_quorum consent_quorum opens_at closes_at frozen_json frozen_hash lot_seed opened_at created_at"
).split()
"""Columns that never change once a vote is open."""
SEALED = ("roll_size", "closed_at", "ballots_cast", "urn_hash", "extended_until")
"""Columns that never change once the urn is sealed."""
COUNTED = ("result_json", "result_hash", "tallied_at")
"""Columns that never change once the votes are counted."""
STEPS = ("draft>open", "open>closed", "closed>tallied", "tallied>certified")

ANNULLED = ("annulled_at", "annulment_reason")
"""Columns that never change once a vote is annulled."""
MARKED = ("ballot", "open_ballot", "roll_mark", "entry_mark")
"""Tables that are filled while the urn is open."""

_FROZEN_SAYS = "an open vote is frozen"
_STEP_SAYS = "a vote only moves forward"
_URN_SAYS = "the urn is closed"
_KEPT_SAYS = "what was cast stays"
_ANNULLED_SAYS = "what is annulled stays annulled"
_EXTENDED_SAYS = "an end only moves later, while the vote is open"
_ROLL_SAYS = "the roll is frozen"
_BEING_CLOSED = "(state = 'closed' AND urn_hash IS NULL)"
_OPEN = "(state = 'open' AND annulled_at IS NULL)"
_EXTENDED_WRONGLY = (
    "NEW.extended_until IS {differs} OLD.extended_until AND (OLD.state <> 'open' OR NEW.extended_until IS NULL"
    " OR (OLD.extended_until IS NOT NULL AND NEW.extended_until < OLD.extended_until))"
)


def _changed_sqlite(columns: tuple[str, ...] | list[str]) -> str:
    return "(" + " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns) + ")"


def _changed_postgresql(columns: tuple[str, ...] | list[str]) -> str:
    return "(" + " OR ".join(f"NEW.{column}::text IS DISTINCT FROM OLD.{column}::text" for column in columns) + ")"


def _refuse(name: str, event: str, table: str, when: str, says: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{says}'); END"


def _no_vote(row: str, condition: str) -> str:
    return f"NOT EXISTS (SELECT 1 FROM vote WHERE id = {row}.vote_id AND {condition})"  # noqa: S608  # constants of this file


_STEP_LIST = ", ".join(f"'{step}'" for step in STEPS)
_CHANGED_STEP = f"NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) NOT IN ({_STEP_LIST})"

SQLITE = [
    _refuse("vote_begins", "INSERT", "vote", "NEW.state <> 'draft' OR EXISTS (SELECT 1 FROM vote WHERE id = NEW.id)", _STEP_SAYS),
    _refuse("vote_steps", "UPDATE", "vote", _CHANGED_STEP, _STEP_SAYS),
    _refuse("vote_frozen", "UPDATE", "vote", f"OLD.state <> 'draft' AND {_changed_sqlite(FROZEN)}", _FROZEN_SAYS),
    _refuse("vote_sealed", "UPDATE", "vote", f"OLD.urn_hash IS NOT NULL AND {_changed_sqlite(SEALED)}", _FROZEN_SAYS),
    _refuse("vote_counted", "UPDATE", "vote", f"OLD.result_json IS NOT NULL AND {_changed_sqlite(COUNTED)}", _FROZEN_SAYS),
    _refuse("vote_annulled", "UPDATE", "vote", f"OLD.annulled_at IS NOT NULL AND {_changed_sqlite(ANNULLED)}", _ANNULLED_SAYS),
    _refuse("vote_extended", "UPDATE", "vote", _EXTENDED_WRONGLY.format(differs="NOT"), _EXTENDED_SAYS),
    _refuse("vote_stays", "DELETE", "vote", "OLD.state <> 'draft'", _FROZEN_SAYS),
    _refuse("vote_option_enters", "INSERT", "vote_option", _no_vote("NEW", "state = 'draft'"), _FROZEN_SAYS),
    _refuse("vote_option_changes", "UPDATE", "vote_option", _no_vote("OLD", "state = 'draft'") + " OR NEW.vote_id <> OLD.vote_id", _FROZEN_SAYS),
    _refuse("vote_option_stays", "DELETE", "vote_option", _no_vote("OLD", "state = 'draft'"), _FROZEN_SAYS),
    *(
        statement
        for table in MARKED
        for statement in (
            _refuse(f"{table}_enters", "INSERT", table, _no_vote("NEW", f"({_OPEN} OR {_BEING_CLOSED})"), _URN_SAYS),
            _refuse(f"{table}_stays", "DELETE", table, _no_vote("OLD", _BEING_CLOSED), _KEPT_SAYS),
        )
    ),
    _refuse(
        "ballot_changes",
        "UPDATE",
        "ballot",
        _changed_sqlite(("key", "vote_id", "tracker")) + " OR " + _no_vote("OLD", f"{_OPEN} AND replaceable"),
        _KEPT_SAYS,
    ),
    _refuse(
        "open_ballot_changes",
        "UPDATE",
        "open_ballot",
        _changed_sqlite(("person_id", "vote_id")) + " OR " + _no_vote("OLD", f"{_OPEN} AND replaceable"),
        _KEPT_SAYS,
    ),
    _refuse("roll_mark_changes", "UPDATE", "roll_mark", "1", _KEPT_SAYS),
    _refuse("entry_mark_changes", "UPDATE", "entry_mark", "1", _KEPT_SAYS),
    _refuse("roll_entry_enters", "INSERT", "roll_entry", _no_vote("NEW", "state = 'draft'"), _ROLL_SAYS),
    _refuse("roll_entry_changes", "UPDATE", "roll_entry", _changed_sqlite(("vote_id", "number")), _ROLL_SAYS),
    _refuse("roll_entry_stays", "DELETE", "roll_entry", _no_vote("OLD", "state = 'draft'"), _ROLL_SAYS),
    _refuse("paper_batch_enters", "INSERT", "paper_batch", _no_vote("NEW", _OPEN), _URN_SAYS),
    _refuse("paper_batch_changes", "UPDATE", "paper_batch", _no_vote("OLD", _OPEN) + " OR OLD.state = 'agreed'", _KEPT_SAYS),
    _refuse("paper_batch_stays", "DELETE", "paper_batch", _no_vote("OLD", _OPEN) + " OR OLD.state = 'agreed'", _KEPT_SAYS),
]


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"


def _raise(says: str) -> str:
    return f"RAISE EXCEPTION '{says}' USING ERRCODE = 'restrict_violation';"


_VOTE_BODY = f"""
DECLARE
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' THEN {_raise(_STEP_SAYS)} END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' THEN
    IF OLD.state <> 'draft' THEN {_raise(_FROZEN_SAYS)} END IF;
    RETURN OLD;
  END IF;
  IF {_CHANGED_STEP} THEN {_raise(_STEP_SAYS)} END IF;
  IF OLD.state <> 'draft' AND {_changed_postgresql(FROZEN)} THEN {_raise(_FROZEN_SAYS)} END IF;
  IF OLD.urn_hash IS NOT NULL AND {_changed_postgresql(SEALED)} THEN {_raise(_FROZEN_SAYS)} END IF;
  IF OLD.annulled_at IS NOT NULL AND {_changed_postgresql(ANNULLED)} THEN {_raise(_ANNULLED_SAYS)} END IF;
  IF {_EXTENDED_WRONGLY.format(differs="DISTINCT FROM")} THEN {_raise(_EXTENDED_SAYS)} END IF;
  IF OLD.result_json IS NOT NULL AND {_changed_postgresql(COUNTED)} THEN {_raise(_FROZEN_SAYS)} END IF;
  RETURN NEW;
END
"""

_OPTION_BODY = f"""
DECLARE
  stands text;
BEGIN
  SELECT state INTO stands FROM vote WHERE id = COALESCE(OLD.vote_id, NEW.vote_id) FOR SHARE;
  IF stands IS DISTINCT FROM 'draft' THEN {_raise(_FROZEN_SAYS)} END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF TG_OP = 'UPDATE' AND NEW.vote_id <> OLD.vote_id THEN {_raise(_FROZEN_SAYS)} END IF;
  RETURN NEW;
END
"""  # noqa: S608  # constants of this file

# FOR SHARE: who closes the vote waits for ballots on their way, and no ballot slips in behind the close
_URN_BODY = f"""
DECLARE
  stands record;
  closing boolean;
  opened boolean;
BEGIN
  SELECT state, urn_hash, replaceable, annulled_at INTO stands FROM vote WHERE id = COALESCE(NEW.vote_id, OLD.vote_id) FOR SHARE;
  opened := stands.state = 'open' AND stands.annulled_at IS NULL;
  closing := stands.state = 'closed' AND stands.urn_hash IS NULL;
  IF TG_OP = 'INSERT' THEN
    IF NOT (opened OR closing) THEN {_raise(_URN_SAYS)} END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' THEN
    IF NOT closing THEN {_raise(_KEPT_SAYS)} END IF;
    RETURN OLD;
  END IF;
  IF TG_TABLE_NAME IN ('roll_mark', 'entry_mark') OR NOT (opened AND stands.replaceable)
    OR (to_jsonb(NEW) - 'marks' - 'cast_at' - 'tracker') IS DISTINCT FROM (to_jsonb(OLD) - 'marks' - 'cast_at' - 'tracker')
    OR (TG_TABLE_NAME = 'ballot' AND to_jsonb(NEW) -> 'tracker' IS DISTINCT FROM to_jsonb(OLD) -> 'tracker')
  THEN {_raise(_KEPT_SAYS)} END IF;
  RETURN NEW;
END
"""  # noqa: S608  # constants of this file

_ROLL_BODY = f"""
DECLARE
  stands text;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.vote_id, NEW.number) IS DISTINCT FROM (OLD.vote_id, OLD.number) THEN {_raise(_ROLL_SAYS)} END IF;
    RETURN NEW;
  END IF;
  SELECT state INTO stands FROM vote WHERE id = COALESCE(OLD.vote_id, NEW.vote_id) FOR SHARE;
  IF stands IS DISTINCT FROM 'draft' THEN {_raise(_ROLL_SAYS)} END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END
"""  # noqa: S608  # constants of this file

_PAPER_BODY = f"""
DECLARE
  opened boolean;
BEGIN
  SELECT {_OPEN} INTO opened FROM vote WHERE id = COALESCE(OLD.vote_id, NEW.vote_id) FOR SHARE;
  IF TG_OP = 'INSERT' THEN
    IF NOT opened THEN {_raise(_URN_SAYS)} END IF;
    RETURN NEW;
  END IF;
  IF NOT opened OR OLD.state = 'agreed' THEN {_raise(_KEPT_SAYS)} END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END
"""  # noqa: S608  # constants of this file

POSTGRESQL = [
    _function("vote_keeps", _VOTE_BODY),
    "CREATE TRIGGER vote_keeps BEFORE INSERT OR UPDATE OR DELETE ON vote FOR EACH ROW EXECUTE FUNCTION vote_keeps()",
    _function("vote_option_keeps", _OPTION_BODY),
    "CREATE TRIGGER vote_option_keeps BEFORE INSERT OR UPDATE OR DELETE ON vote_option FOR EACH ROW EXECUTE FUNCTION vote_option_keeps()",
    _function("urn_keeps", _URN_BODY),
    *(f"CREATE TRIGGER {table}_keeps BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION urn_keeps()" for table in MARKED),
    _function("roll_keeps", _ROLL_BODY),
    "CREATE TRIGGER roll_entry_keeps BEFORE INSERT OR UPDATE OR DELETE ON roll_entry FOR EACH ROW EXECUTE FUNCTION roll_keeps()",
    _function("paper_keeps", _PAPER_BODY),
    "CREATE TRIGGER paper_batch_keeps BEFORE INSERT OR UPDATE OR DELETE ON paper_batch FOR EACH ROW EXECUTE FUNCTION paper_keeps()",
]

DROP_POSTGRESQL = [
    f"DROP FUNCTION IF EXISTS {name}() CASCADE" for name in ("vote_keeps", "vote_option_keeps", "urn_keeps", "roll_keeps", "paper_keeps")
]
"""What a downgrade removes; on SQLite the triggers go with their tables."""


def statements(dialect: str) -> list[str]:
    """The statements of one kind of database: `sqlite` or `postgresql`."""
    return SQLITE if dialect == "sqlite" else POSTGRESQL
