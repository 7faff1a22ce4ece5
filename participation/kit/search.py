"""Search that finds words by their stem and by their middle: "Häuser" finds "Haus", "halle" finds "Stadthalle".

One table holds what can be found, one index over it the German stems and another the trigrams: FTS5 on SQLite, tsvector and
pg_trgm on PostgreSQL. A list joins `matching(…)` to its rows and stays one statement. All words must be found; a stem ranks above
the start of a word, that above its middle, and the title above the text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from threading import Lock
from typing import Any

import Stemmer
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    String,
    Text,
    UniqueConstraint,
    and_,
    case,
    column,
    delete,
    false,
    insert,
    literal,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.kit.database import Base, table_of
from participation.kit.statements import run_with
from participation.kit.text import clean_text, fold
from participation.kit.upserts import dialect_of, insert_for

MOST_WORDS = 8
"""How many words of a query count; nobody types more and means them all."""
_LONGEST_WORD = 40
_WORD = re.compile(r"[^\W_]+")
_UMLAUTS = (("ae", "ä"), ("oe", "ö"), ("ue", "ü"))
_german = Stemmer.Stemmer("german", 0)
_one_at_a_time = Lock()  # a stemmer is not made for several threads; our cache keeps most words from it


class SearchEntry(Base):
    """What can be found of one thing: its folded words, those of its title, and their stems."""

    __tablename__ = "search_entry"
    __table_args__ = (UniqueConstraint("kind", "subject_id"),)  # a thing is found once

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    title: Mapped[str] = mapped_column(Text)  # folded words
    words: Mapped[str] = mapped_column(Text)  # folded words of title and text, one blank between
    stems: Mapped[str] = mapped_column(Text)


_SYNC_IN = (
    "INSERT INTO search_stems (rowid, stems) VALUES (new.id, new.stems); INSERT INTO search_letters (rowid, words) VALUES (new.id, new.words); "
)
_SYNC_OUT = (
    "INSERT INTO search_stems (search_stems, rowid, stems) VALUES ('delete', old.id, old.stems); "
    "INSERT INTO search_letters (search_letters, rowid, words) VALUES ('delete', old.id, old.words); "
)
SEARCH_SQLITE = [
    "CREATE VIRTUAL TABLE search_stems USING fts5(stems, content='search_entry', content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
    "CREATE VIRTUAL TABLE search_letters USING fts5(words, content='search_entry', content_rowid='id', tokenize='trigram', detail='full')",
    f"CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN {_SYNC_IN}END",
    f"CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN {_SYNC_OUT}END",
    f"CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN {_SYNC_OUT}{_SYNC_IN}END",
]
SEARCH_POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "ALTER TABLE search_entry ADD COLUMN lexemes tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array(stems, ' '))) STORED",
    "CREATE INDEX search_entry_lexemes ON search_entry USING gin (lexemes) WITH (fastupdate = off)",
    "CREATE INDEX search_entry_letters ON search_entry USING gin (words gin_trgm_ops) WITH (fastupdate = off)",
]
SEARCH_DROP_SQLITE = ["DROP TABLE IF EXISTS search_stems", "DROP TABLE IF EXISTS search_letters"]

run_with(SearchEntry.__table__, "after_create", "sqlite", SEARCH_SQLITE)
run_with(SearchEntry.__table__, "after_create", "postgresql", SEARCH_POSTGRESQL)
run_with(SearchEntry.__table__, "after_drop", "sqlite", SEARCH_DROP_SQLITE)


def index_document(session: Session, kind: str, subject_id: int, title: str, body: str) -> None:
    """Make a thing findable, or bring what is known of it up to date; plain text or HTML-free Markdown, any length."""
    session.execute(_index(dialect_of(session)), {"kind": kind, "subject_id": subject_id, **_columns(title, body)})


@cache
def _index(dialect: str) -> Any:
    statement = insert_for(dialect, table_of(SearchEntry))
    changed = {name: getattr(statement.excluded, name) for name in ("title", "words", "stems")}
    return statement.on_conflict_do_update(index_elements=["kind", "subject_id"], set_=changed)


def index_new(session: Session, kind: str, documents: Iterable[tuple[int, str, str]]) -> None:
    """Make many things findable at once that never were: (subject_id, title, body)."""
    rows = [{"kind": kind, "subject_id": number, **_columns(title, body)} for number, title, body in documents]
    if rows:
        session.execute(insert(SearchEntry), rows)


def remove_many(session: Session, kind: str, subject_ids: Collection[int]) -> None:
    """Make many things unfindable."""
    session.execute(delete(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.subject_id.in_(subject_ids)))


def remove_document(session: Session, kind: str, subject_id: int) -> None:
    """Make a thing unfindable; one that never was findable does not matter."""
    session.execute(delete(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.subject_id == subject_id))


def _columns(title: str, body: str) -> dict[str, str]:
    of_title, of_body = _words(title), _words(body)
    everything = of_title + of_body
    return {
        "title": " ".join(map(_folded, of_title)),
        "words": " ".join(map(_folded, everything)),
        "stems": " ".join(dict.fromkeys(stem_of(word) for word in everything)),
    }


def _words(said: str) -> list[str]:
    return [word for word in _WORD.findall(clean_text(said).casefold()) if _folded(word).isalnum()]


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    return fold(word)


@lru_cache(maxsize=50_000)
def stem_of(word: str) -> str:
    """The folded German stem of a word in lower case: häuser → haus."""
    return fold(_stemmed(word[:_LONGEST_WORD])) or fold(word)[:_LONGEST_WORD]


def _stemmed(word: str) -> str:
    with _one_at_a_time:
        return str(_german.stemWord(word))


def query_words(said: str) -> list[str]:
    """The words of a query that count, in lower case; signs, operators and everything invisible are left out."""
    return list(dict.fromkeys(word[:_LONGEST_WORD] for word in _words(said[:500])))[:MOST_WORDS]


def matching(session: Session, kind: str, said: str) -> Select[int, int]:
    """A statement with the columns `subject_id` and `rank` (higher is better) of the things of a kind that hold all words.

    To be joined by a list: `hits = matching(session, "proposal", q).subquery()`. Whatever is typed, it is never an error. A query
    without any word finds nothing; ask `query_words` first whether there is something to search.
    """
    words = query_words(said)
    if not words:
        return select(SearchEntry.subject_id, literal(0).label("rank")).where(false())
    dialect = session.get_bind().dialect.name
    found = _found_by_sqlite if dialect == "sqlite" else _found_by_postgresql
    conditions: list[ColumnElement[bool]] = []
    rank: ColumnElement[int] = literal_column("0")
    for word in words:
        by_stem, inside = found(word)
        conditions.append(or_(by_stem, inside) if inside is not None else by_stem)
        forms = [fold(form) for form in spellings(word)]
        rank = rank + case((by_stem, 4), (_starts(SearchEntry.words, forms), 2), else_=1) + case((_starts(SearchEntry.title, forms), 3), else_=0)
    return select(SearchEntry.subject_id, rank.label("rank")).where(SearchEntry.kind == kind, and_(*conditions))


def spellings(word: str) -> list[str]:
    """The word, and what it is where somebody without umlauts on the keyboard typed it: haeuser → häuser."""
    other = word
    for typed, meant in _UMLAUTS:
        other = other.replace(typed, meant)
    return [word] if other == word else [word, other]


def _starts(where: Any, forms: list[str]) -> ColumnElement[bool]:
    """Whether one of the words there begins with one of the forms; these are letters and digits only."""
    return or_(*((literal(" ") + where).like(f"% {form}%") for form in forms))


def _found_by_sqlite(word: str) -> tuple[ColumnElement[bool], ColumnElement[bool] | None]:
    forms = spellings(word)
    if len(word) < 3:
        wanted = " OR ".join(f'"{fold(form)}"*' for form in forms)
        return SearchEntry.id.in_(_fts("search_stems", wanted)), None
    stems = " OR ".join(f'"{stem_of(form)}"' for form in forms)
    by_stem = SearchEntry.id.in_(_fts("search_stems", stems))
    parts = [form for form in map(fold, forms) if len(form) >= 3]
    if not parts:
        return by_stem, None
    return by_stem, SearchEntry.id.in_(_fts("search_letters", " OR ".join(f'"{part}"' for part in parts)))


def _fts(name: str, wanted: str) -> Select[Any]:
    index = table(name, column("rowid"))
    return select(index.c.rowid).where(literal_column(name, String).op("MATCH", is_comparison=True, return_type=Boolean())(wanted))


_LEXEMES: ColumnElement[Any] = literal_column("search_entry.lexemes")


def _found_by_postgresql(word: str) -> tuple[ColumnElement[bool], ColumnElement[bool] | None]:
    forms = spellings(word)
    if len(word) < 3:
        wanted = " | ".join(f"'{fold(form)}':*" for form in forms)
        return _LEXEMES.bool_op("@@")(literal(wanted).cast(TSQUERY)), None
    stems = " | ".join(f"'{stem_of(form)}'" for form in forms)
    by_stem = _LEXEMES.bool_op("@@")(literal(stems).cast(TSQUERY))
    return by_stem, or_(*(SearchEntry.words.like(f"%{fold(form)}%") for form in forms))


def tidy_index(session: Session) -> None:
    """Write the index anew without the words of what was removed: SQLite keeps them in old parts until those are merged. The caller commits.

    PostgreSQL does this by itself, with its autovacuum.
    """
    if dialect_of(session) == "sqlite":
        for name in ("search_stems", "search_letters"):
            session.connection().exec_driver_sql(f"INSERT INTO {name} ({name}) VALUES ('optimize')")  # noqa: S608  # our own tables
