"""Contributions as HTML. What looks the same for many readers is rendered once for each state of a contribution and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import current_app
from markupsafe import Markup

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.phases import Act
from participation.consultations.rules import may_take_part, runs_it
from participation.consultations.subjects import Subject
from participation.discussions import rules, thread_queries
from participation.discussions.thread_queries import Line
from participation.discussions.words import KIND_NAMES
from participation.kit.database import current_session
from participation.kit.language import language
from participation.kit.pages import time_tag
from participation.kit.recent import Recent
from participation.organisations.bylines import signed


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a thread is shown and what they may do with contributions; decided once a page."""

    person: Person | None
    consultation: Consultation
    now: datetime
    may_write: bool
    may_rate: bool
    runs_it: bool
    proposed_by: int | None = None  # whose proposal is discussed; marked where this person speaks

    @property
    def id(self) -> int | None:
        """The person's number, or None for somebody who only reads."""
        return self.person.id if self.person is not None else None

    def may_edit(self, post: Line) -> bool:
        """Whether to offer changing a contribution."""
        return bool(rules.may_edit(self.person, self.consultation, post, self.now))

    def may_read(self, post: Line) -> bool:
        """Whether to show a contribution's text although the moderation hid it."""
        return rules.may_read_text(self.person, self.consultation, post)


def reader_of(person: Person | None, consultation: Consultation, now: datetime, may_write: bool, subject: Subject) -> Reader:
    """What this person may do with the contributions of a subject's thread."""
    may_rate = person is not None and bool(may_take_part(person, consultation, Act.RATE, now))
    proposed_by = subject.author_id if subject.kind == "proposal" else None
    return Reader(person, consultation, now, may_write, may_rate, runs_it(person, consultation), proposed_by)


KEPT: Recent[Markup] = Recent(4096)
"""Rendered contributions."""


def articles(reader: Reader, heads: Iterable[Line], fresh: int = 0) -> dict[int, Markup]:
    """Each contribution's HTML by its number; what is not kept yet is read in one statement and rendered.

    A contribution's random key and version name its state: every change raises the version. Whatever else the HTML depends on is
    part of the key. One's own contributions offer changes that end with time, so they are rendered each time.
    """
    common = (language(), reader.may_write, reader.may_rate, reader.runs_it, reader.id is not None)
    found: dict[int, Markup] = {}
    missing: dict[int, Any] = {}
    own = reader.id
    for head in heads:  # the first columns of a line are enough
        id, _parent, author, _answers, version, form_key, name, left, organisation, mine = head[: thread_queries.HEAD_LENGTH]
        key = None if id == fresh or (author == own and own is not None) else (form_key, version, name, left, organisation, mine, common)
        kept = KEPT.get(key) if key is not None else None
        if kept is None:
            missing[id] = key
        else:
            found[id] = kept
    if missing:
        render = macros(reader).contribution
        for line in thread_queries.lines(current_session(), missing, own):
            found[line.id] = markup = Markup(render(line, 3 if line.parent_id is None else 4, line.id == fresh))  # noqa: S704 - made with autoescape
            if missing[line.id] is not None:
                KEPT.keep(missing[line.id], markup)
    return found


def macros(reader: Reader) -> Any:
    """The macros of `_contribution.html` for this reader."""
    return current_app.jinja_env.get_template("discussions/_contribution.html").make_module({"reader": reader, **WORDS})


@lru_cache(maxsize=4096)
def _posted(at: datetime, _language: str) -> Markup:
    return time_tag(at)


def posted(at: datetime) -> Markup:
    """When something was written, as a `<time>`; the same moments are asked for again and again."""
    return _posted(at, language())


WORDS: dict[str, Callable[..., Any] | dict[Any, Any]] = {"posted": posted, "signed": signed, "kind_names": KIND_NAMES}
"""What `_contribution.html` needs beside its reader."""
