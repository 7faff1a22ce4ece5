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


@dataclass(frozen=True, slots=True)
class Seed:
    """A contribution that everybody can read, as far as another room needs it to let something grow from it.

    `kind` is what the contribution says that it is (for, against, question, suggestion, note); `body` its Markdown.
    """

    contribution_id: int
    kind: str
    subject: Subject
    body: str

    @property
    def url(self) -> str:
        """Where the contribution stands."""
        return f"/beitraege/{self.contribution_id}"

    @property
    def quotation(self) -> str:
        """Its text as a Markdown quotation."""
        return "\n".join(f"> {line}" if line else ">" for line in self.body.split("\n"))


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a survey that everybody can read: which survey, its code there, and what it asks in German."""

    survey_id: int
    code: str
    text: str
    survey_title: str
