"""What the database itself refuses: changing a board, an election, trustees or credentials once the vote is open.

Set-up and ballots come onto the board while the vote is open, its end while it is being closed, everything else afterwards.
"""

from __future__ import annotations

ELECTION = ("vote_id", "group_name", "draft_hash", "uuid", "text", "fingerprint", "reserve", "begun_at", "total")
TRUSTEE = ("vote_id", "number", "name", "public_key", "check_value")
CREDENTIAL = ("vote_id", "position", "public")
"""Columns that never change once the vote is open."""

_BOARD_SAYS = "the board only grows"
_FROZEN_SAYS = "an opened election is frozen"
_DRAFT = "state = 'draft'"
_OPEN = "state = 'open' AND annulled_at IS NULL"
_CLOSING = "state = 'closed' AND urn_hash IS NULL"
_CLOSED = "state = 'closed' AND urn_hash IS NOT NULL AND annulled_at IS NULL"
_FOLLOWS = "NEW.height = (SELECT COALESCE(MAX(height) + 1, 0) FROM board_event WHERE vote_id = NEW.vote_id)"


def _vote(row: str, condition: str) -> str:
    return f"EXISTS (SELECT 1 FROM vote WHERE id = {row}.vote_id AND {condition})"  # noqa: S608  # constants of this file


def _changed(columns: tuple[str, ...], differs: str) -> str:
    return "(" + " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns) + ")"


def _handed_anew(differs: str) -> str:
    """A credential once handed out stays with its voter, and its secret stays what it is, as long as ballots come."""
    voters = (f"(OLD.{column} IS NOT NULL AND NEW.{column} {differs} OLD.{column})" for column in ("person_id", "entry_id"))
    return f"({' OR '.join(voters)} OR NEW.sealed {differs} OLD.sealed)"


_FITS = (
    f"((NEW.kind IN ('Setup', 'Ballot') AND {_vote('NEW', _OPEN)}) OR (NEW.kind = 'EndBallots' AND {_vote('NEW', _CLOSING)})"
    f" OR (NEW.kind NOT IN ('Setup', 'Ballot', 'EndBallots') AND {_vote('NEW', _CLOSED)}))"
)


def _refuse(name: str, event: str, table: str, when: str, says: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{says}'); END"


def _frozen(table: str, columns: tuple[str, ...]) -> list[str]:
    return [
        _refuse(f"{table}_enters", "INSERT", table, f"NOT {_vote('NEW', _DRAFT)}", _FROZEN_SAYS),
        _refuse(f"{table}_stays", "DELETE", table, f"NOT {_vote('OLD', _DRAFT)}", _FROZEN_SAYS),
        _refuse(f"{table}_frozen", "UPDATE", table, f"NOT {_vote('OLD', _DRAFT)} AND {_changed(columns, 'IS NOT')}", _FROZEN_SAYS),
    ]


_DECRYPTED_ANEW = "OLD.decrypted_at IS NOT NULL AND NEW.decrypted_at {differs} OLD.decrypted_at"

SQLITE = [
    _refuse("board_event_keeps", "UPDATE", "board_event", "1", _BOARD_SAYS),
    _refuse("board_event_stays", "DELETE", "board_event", "1", _BOARD_SAYS),
    _refuse("board_event_enters", "INSERT", "board_event", f"NOT {_FITS} OR NOT {_FOLLOWS}", _BOARD_SAYS),
    *_frozen("election", ELECTION),
    *_frozen("election_trustee", TRUSTEE),
    *_frozen("election_credential", CREDENTIAL),
    _refuse("credential_handed", "UPDATE", "election_credential", f"{_vote('OLD', _OPEN)} AND {_handed_anew('IS NOT')}", _FROZEN_SAYS),
    _refuse("trustee_decrypted", "UPDATE", "election_trustee", _DECRYPTED_ANEW.format(differs="IS NOT"), _FROZEN_SAYS),
]


def _raise(says: str) -> str:
    return f"RAISE EXCEPTION '{says}' USING ERRCODE = 'restrict_violation';"


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"


def _frozen_postgresql(table: str, columns: tuple[str, ...], further: str = "") -> list[str]:
    # FOR SHARE: an opening waits for what changes the draft, and nothing changes behind it
    body = f"""
DECLARE
  stands text;
BEGIN
  SELECT state INTO stands FROM vote WHERE id = COALESCE(OLD.vote_id, NEW.vote_id) FOR SHARE;
  IF stands IS DISTINCT FROM 'draft' THEN
    IF TG_OP <> 'UPDATE' THEN {_raise(_FROZEN_SAYS)} END IF;
    IF {_changed(columns, "IS DISTINCT FROM")} THEN {_raise(_FROZEN_SAYS)} END IF;
    {further}
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END
"""  # noqa: S608  # constants of this file
    return [
        _function(f"{table}_keeps", body),
        f"CREATE TRIGGER {table}_keeps BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_keeps()",
    ]


_BOARD_BODY = f"""
BEGIN
  IF TG_OP <> 'INSERT' THEN {_raise(_BOARD_SAYS)} END IF;
  PERFORM 1 FROM vote WHERE id = NEW.vote_id FOR SHARE;
  IF NOT {_FITS} OR NOT {_FOLLOWS} THEN {_raise(_BOARD_SAYS)} END IF;
  RETURN NEW;
END
"""  # constants of this file
_STAYS_BODY = f"BEGIN {_raise(_BOARD_SAYS)} END"
_HANDED = f"IF {_vote('OLD', _OPEN)} AND {_handed_anew('IS DISTINCT FROM')} THEN {_raise(_FROZEN_SAYS)} END IF;"
_DECRYPTED = f"IF {_DECRYPTED_ANEW.format(differs='IS DISTINCT FROM')} THEN {_raise(_FROZEN_SAYS)} END IF;"

POSTGRESQL = [
    _function("board_event_keeps", _BOARD_BODY),
    "CREATE TRIGGER board_event_keeps BEFORE INSERT OR UPDATE OR DELETE ON board_event FOR EACH ROW EXECUTE FUNCTION board_event_keeps()",
    _function("board_event_stays", _STAYS_BODY),
    "CREATE TRIGGER board_event_stays BEFORE TRUNCATE ON board_event FOR EACH STATEMENT EXECUTE FUNCTION board_event_stays()",
    *_frozen_postgresql("election", ELECTION),
    *_frozen_postgresql("election_trustee", TRUSTEE, _DECRYPTED),
    *_frozen_postgresql("election_credential", CREDENTIAL, _HANDED),
]
DROP_POSTGRESQL = [
    f"DROP FUNCTION IF EXISTS {name}() CASCADE"
    for name in ("board_event_keeps", "board_event_stays", "election_keeps", "election_trustee_keeps", "election_credential_keeps")
]
"""What a downgrade removes; on SQLite the triggers go with their tables."""


def statements(dialect: str) -> list[str]:
    """The statements of one kind of database: `sqlite` or `postgresql`."""
    return SQLITE if dialect == "sqlite" else POSTGRESQL
