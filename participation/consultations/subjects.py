"""What people discuss: a proposal, a topic. A room that has such things describes them here for the room of discussions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """Something in a consultation that has a discussion, as far as this person may see it.

    `kind` and `id` name it for good, `url` is the page on which its discussion stands. `closed` is the sentence that says why
    nobody can add anything any more (for example, a proposal was withdrawn); empty while it is open.
    """

    kind: str
    id: int
    consultation_id: int
    title: str
    url: str
    author_id: int | None = None
    closed: str = ""
