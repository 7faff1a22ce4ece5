"""A chain in the shape that pages draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from participation.consultations.models import Consultation
from participation.kit.database import current_session
from participation.traces import queries, words
from participation.traces.chains import chain_of
from participation.traces.queries import Known, Node


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of a chain: what it is, its words, when it came about, how it followed (empty for the first), and whether it is this page."""

    kind: str
    title: str
    path: str
    when: datetime
    phrase: str
    questions: Sequence[str]
    here: bool


@dataclass(frozen=True, slots=True)
class Chain:
    """The chain of one page, and the links that it is made of."""

    lines: Sequence[Line]
    links: Sequence[Any]
    known: dict[Node, Known]


def chain_around(consultation: Consultation, node: Node) -> Chain:
    """What everybody can read of the chain that a thing belongs to, in two statements at most; without links it has no lines."""
    session = current_session()
    links = queries.links_around(session, node)
    if not links:
        return Chain((), (), {})
    known = queries.known(session, consultation.id, consultation.slug, queries.nodes_of(links) | {node})
    if node not in known:
        return Chain((), links, known)
    steps = chain_of(node, queries.ties_of(links), {each: one.when for each, one in known.items()})
    lines, before = [], None
    for step in steps:
        one, said = known[step.thing], ""
        if step.ties:
            last = step.ties[-1]
            said = words.phrase(last.note[0], last.earlier[0], "" if last.earlier == before else known[last.earlier].title)
        asked = list(dict.fromkeys(tie.note[2] for tie in step.ties if tie.note[1]))
        lines.append(Line(str(words.NAMES[step.thing[0]]), one.title, one.path, one.when, said, asked, step.thing == node))
        before = step.thing
    return Chain(lines if len(lines) > 1 else (), links, known)
