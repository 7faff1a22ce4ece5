"""The rooms' texts together: asked for by name, page by page, or counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.consultations.texts import Camps, Kind, SourceText, TextSource
from participation.kit.gathering import gather

BATCH = 500
Key = tuple[str, str]


def sources() -> list[TextSource]:
    """Every room's texts, in the order of `app.py`."""
    return gather("text.sources")


def totals(session: Session, consultation: Consultation) -> dict[Kind, int]:
    """How many texts of each kind can be worked with; a statement or two a room."""
    return {source.kind: source.count(session, consultation) for source in sources()}


def texts_by(session: Session, consultation: Consultation, keys: Iterable[Key]) -> dict[Key, SourceText]:
    """These texts, as far as there are any; a statement or two a kind."""
    refs = defaultdict(set)
    for kind, ref in keys:
        refs[kind].add(ref)
    found = [text for source in sources() if source.kind in refs for text in _in_batches(session, consultation, source, sorted(refs[source.kind]))]
    return {text.key: text for text in found}


def _in_batches(session: Session, consultation: Consultation, source: TextSource, refs: list[str]) -> Iterator[SourceText]:
    for start in range(0, len(refs), BATCH):
        yield from source.by_refs(session, consultation, refs[start : start + BATCH])


def all_texts(session: Session, consultation: Consultation, kinds: Collection[str], most: int) -> list[SourceText]:
    """All texts of these kinds, at most so many, kind by kind."""
    found: list[SourceText] = []
    for source in sources():
        after = ""
        while source.kind in kinds and len(found) < most:
            page = source.page(session, consultation, after, min(BATCH, most - len(found)))
            found += page
            if len(page) < BATCH:
                break
            after = page[-1].ref
    return found


def found_by(session: Session, consultation: Consultation, words: str, most: int) -> list[SourceText]:
    """Texts of every kind that hold these words, at most so many of each kind."""
    return [text for source in sources() for text in source.find(session, consultation, words, most)] if len(words) >= 2 else []


def left_over(
    session: Session, consultation: Consultation, kind: str, after: str, cited: Mapping[str, Collection[str]], most: int
) -> tuple[list[SourceText], str]:
    """Texts of a kind that are not among these, from a place on, and the place where it goes on (empty: the end was reached)."""
    source = next((one for one in sources() if one.kind == kind), None)
    found: list[SourceText] = []
    known = set(cited.get(kind, ()))
    while source is not None:
        page = source.page(session, consultation, after, BATCH)
        for text in page:
            if text.ref not in known:
                if len(found) == most:
                    return found, found[-1].ref
                found.append(text)
        if len(page) < BATCH:
            break
        after = page[-1].ref
    return found, ""


def camps(session: Session, consultation: Consultation) -> list[Camps]:
    """Which groups of people support which texts."""
    return gather("text.camps", session, consultation)
