"""People find what they mean, and no query breaks anything."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from participation.kit.search import index_document, matching, query_words, remove_document

THINGS = {
    1: ("Das alte Haus am Markt", "Hier wohnt niemand mehr."),
    2: ("Stadthalle erhalten", "Die Halle ist ein Treffpunkt, auch im Winter."),
    3: ("Mehr Grün", "Bäume an der Großen Straße pflanzen. Baumhaus für Kinder."),
    4: ("Radweg", "Sichere Wege für alle, B-Plan Nr. 42 und U-Bahn."),
    5: ("Hallenbad", "Wasser"),
}


@pytest.fixture
def library(session: Session) -> Session:
    for number, (title, body) in THINGS.items():
        index_document(session, "proposal", number, title, body)
    index_document(session, "news", 1, "Haus Halle Baum", "")
    return session


def find(session: Session, said: str, kind: str = "proposal") -> list[int]:
    hits = matching(session, kind, said).subquery()
    rows = session.execute(hits.select().order_by(hits.c.rank.desc(), hits.c.subject_id))
    return [row.subject_id for row in rows]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Häuser", [1]),
        ("haus", [1, 3]),
        ("HAUS", [1, 3]),
        ("Haeuser", [1]),
        ("halle", [2, 5]),
        ("hall", [5, 2]),
        ("stadt", [2]),
        ("Baum", [3]),
        ("Bäume", [3]),
        ("baume", [3]),
        ("strasse", [3]),
        ("Straße", [3]),
        ("grun", [3]),
        ("grün bäume", [3]),
        ("grün halle", []),
        ("weg", [4]),
        ("Wege", [4]),
        ("B-Plan", [4]),
        ("42", [4]),
        ("u", [4]),
        ("ba", [3, 4]),
        ("al", [1, 4]),
        ("dthal", [2]),
        ("gibtesnicht", []),
    ],
)
def test_words_are_found_by_stem_by_start_and_inside(library: Session, said: str, found: list[int]) -> None:
    assert sorted(find(library, said)) == sorted(found)


def test_a_stem_ranks_above_a_start_and_that_above_a_middle(session: Session) -> None:
    for number, body in enumerate(["ein Baumhaus", "die Hausordnung", "viele Häuser"]):
        index_document(session, "x", number, "", body)
    assert find(session, "Haus", "x") == [2, 1, 0]


def test_the_title_ranks_above_the_text(session: Session) -> None:
    index_document(session, "x", 1, "Anderes", "der Brunnen am Markt")
    index_document(session, "x", 2, "Brunnen", "")
    assert find(session, "brunnen", "x") == [2, 1]


def test_what_changed_is_found_by_its_new_words_only(library: Session) -> None:
    index_document(library, "proposal", 1, "Neuer Brunnen", "Wasser für alle")
    assert find(library, "Häuser") == []
    assert find(library, "brunnen") == [1]
    remove_document(library, "proposal", 1)
    remove_document(library, "proposal", 99)
    assert find(library, "brunnen") == []


def test_kinds_are_kept_apart(library: Session) -> None:
    assert find(library, "halle", "news") == [1]


HOSTILE = ['"', "'", "''", '"haus', "haus*", "*", "NEAR(haus)", "haus AND", "OR", "NOT haus", "haus -markt", "title:haus", "^haus", "(", "{haus}", "haus\x00", "\x00",
           "%", "_", "%%%", "'; DROP TABLE search_entry; --", "\\", "haus:*", "!haus", "a & | b", "<->", "\ud800", "\u202e", "😀", "٣", "²", "½", "ß", "ﬃ", "İ", "a" * 5000, "a " * 5000,
           "ein zwei drei vier fünf sechs sieben acht neun zehn elf", "你好", "a'b", "o'neill", "c++", "ᾳ", "ŉ", "ǰ", "\u0345"]  # fmt: skip


@pytest.mark.parametrize("said", HOSTILE)
def test_no_query_is_an_error(library: Session, said: str) -> None:
    assert isinstance(find(library, said), list)


def test_hostile_texts_can_be_indexed_and_found(session: Session) -> None:
    for number, said in enumerate(HOSTILE):
        index_document(session, "x", number, said, said)
    assert HOSTILE.index("o'neill") in find(session, "o'neill", "x")
    assert HOSTILE.index("你好") in find(session, "你好", "x")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(said=st.text(max_size=30))
def test_whatever_is_indexed_is_found_by_its_own_words(session: Session, said: str) -> None:
    index_document(session, "y", 1, "", said)
    if query_words(said):
        assert find(session, said, "y") == [1]
    else:
        assert find(session, said, "y") == []


def test_signs_are_no_words() -> None:
    assert query_words('"Häuser"  & (Bäume)* \x00') == ["häuser", "bäume"]
