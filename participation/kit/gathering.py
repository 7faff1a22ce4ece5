"""What flows upwards: a page asks for contributions by name, `between_rooms.py` lists who gives them.

So the consultation's overview shows open votes and a proposal shows its discussion, and no room knows another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import current_app

Giver = Callable[..., Any]

NAMES = frozenset(
    {
        "navigation",  # (person) -> list[Link]: the page head's entries
        "staff.waiting",  # (person) -> list[Link]: on the staff's start page, what waits for offices and moderators
        "staff.people",  # (person) -> list[Link]: there, whoever takes part and works here
        "staff.results",  # (person) -> list[Link]: there, what came of it over all consultations
        "staff.platform",  # (person) -> list[Link]: there, the platform itself
        "start",  # (now) -> list[Markup]: on the start page, below what one can take part in now
        "consultation.acts",  # (consultation) -> list[tuple[Act, Link]]: the pages on which residents do the acts that phases open
        "consultation.numbers",  # () -> dict[str, ScalarSelect]: what a room holds for one consultation, for `numbers_of`
        "consultation.tabs",  # (consultation, person, numbers) -> list[Link]: tabs below a consultation's title
        "consultation.overview",  # (consultation, person, now) -> list[Markup]: what is open now, on the first screen
        "writing.names",  # () -> list[Markup]: beside a writing form, the choice in whose name somebody writes
        "organisation.contributions",  # (organisation_id) -> list[Section]: what was written in its name, as everybody may read it
        "consultation.signed",  # (consultation_id, person_id) -> list[Select]: what somebody wrote there under a name that others read
        "consultation.results",  # (consultation, person, now) -> list[Markup]: what came of it
        "consultation.running",  # (consultation, now) -> list[Link]: what must end before it can be closed
        "consultation.missing",  # (consultation) -> list[Link]: what is missing before it can be published, and where to add it
        "consultation.staff.moderation",  # (consultation, person, now) -> list[Link]: what its moderator can work on, and so for the next six
        "consultation.staff.proposals",
        "consultation.staff.answers",
        "consultation.staff.opinions",
        "consultation.staff.votes",
        "consultation.staff.meetings",
        "consultation.staff.results",
        "vote.notes",  # (vote, consultation, person, now) -> list[Markup]: on a vote's page, what it belongs to
        "vote.certifying",  # (vote, consultation, person, now) -> list[Markup]: before a result is certified, what must be looked into
        "vote.result",  # (vote, consultation, person, now) -> list[Markup]: below a vote's result
        "vote.evidence",  # (vote) -> dict[str, bytes]: files that go into a vote's evidence pack, such as `log/entries.jsonl`
        "council.public",  # (council, consultation, person, now) -> list[Markup]: parts of a council's page, by its rooms
        "council.answer",  # (answer id) -> list[Markup]: to an invited person who answered, on the page of their answer
        "council.staff",  # (council, consultation, person, now) -> list[Link]: the steps that its staff takes, in order
        "log.subject",  # (kind, number) -> list[Link]: what a public log is about
        "proposal.tools",  # (consultation, filters, person) -> list[Link]: what can be done with a list of proposals as it stands
        "proposal.notes",  # (proposal, consultation, person, now) -> list[Markup]: above a proposal's text
        "proposal.acts",  # (proposal, consultation, person, now) -> list[Link]: buttons below a proposal's text
        "proposal.writing",  # (consultation, proposal or None, person, now) -> list[Markup]: below the title while a draft is written
        "proposal.topic",  # (consultation, proposal or None, person, now) -> list[Markup]: beside the category while a draft is written
        "proposal.preview",  # (consultation, proposal, person, now) -> list[Markup]: beside a draft before it is published
        "proposal.detail",  # (proposal, consultation, person, now) -> list[Markup]: below a proposal's text
        "proposal.steps",  # (proposal) -> list[Step]: among the steps of what becomes of it, those that another room knows
        "proposal.answers",  # (proposal, consultation, person, now) -> list[Markup]: above a proposal's text, what the city answered
        "calendar.events",  # (consultations, base address) -> list[icalendar.Event]: what rooms have with a beginning and an end
        "team.tasks",  # (session, now) -> list[consultations.panels.Task]: who moderates what, for the team's page
        "notice.titles",  # (session, slugs) -> dict[str, str]: the titles of what notices lead to, by the slug in their address
        "outcome.people",  # (kind, number) -> list[Select]: statements with one column, the numbers of people who took part in something
        "survey.questions",  # (consultation, person) -> list[consultations.subjects.Question]: what the surveys ask that everyone may see
        "contribution.acts",  # (seed: consultations.subjects.Seed, consultation, person, now) -> list[Link]: what can grow from a contribution
        "contribution.seeds",  # (contribution id, consultation, person) -> list[consultations.subjects.Seed]: one that this person can read, or none
        "subject.chain",  # (kind, id, consultation, person, now) -> list[Markup]: what something followed from and what became of it
        "subject.measures",  # (kind, ids, consultation) -> dict[int, Markup]: what became of proposals, votes, projects, recommendations
        "subject.acts",  # (kind, ids, consultation, person) -> dict[int, Link]: what staff can make of recommendations, projects
        "subject.thread",  # (subject, consultation, person, now) -> list[Markup]: the discussion of something, on its own page
        "answer.sources",  # () -> list[consultations.answering.AnswerSource]: what besides proposals waits for the city's answer
        "meeting.answers",  # (meeting, consultation) -> list[Markup]: on a meeting's page, what became of questions that stayed open
        "discussion.subjects",  # (kind, ids, person) -> list[consultations.subjects.Subject]: those that this person may see
        "moderation.targets",  # () -> list[consultations.targets.Target]: what the moderation decides about, kind by kind
        "moderation.waiting",
        "moderation.crowds",
        "vote.checks",  # (consultation) -> list[Link]: what else waits for the moderation, where rooms work it off themselves
        "text.sources",  # () -> list[consultations.texts.TextSource]: what people wrote, room by room, for those who make sense of it
        "text.camps",  # (session, consultation) -> list[consultations.texts.Camps]: which groups of people support which texts
        "person.contributions",  # (person) -> list[links.Section]: own contributions on the person's own page, drafts too
        "person.public",  # (person) -> list[links.Section]: what everybody may see of a person's contributions
        "person.files",  # (person) -> list[accounts.own_data.OwnFile]: what the person uploaded, for the copy of the own data
        "register.spans",  # () -> dict[str, list[str]]: by span, which consultations keep something longer or shorter than is usual
        "person.data",  # (person) -> dict[str, list]: parts of the data download, what JSON knows and moments
    }
)


def init_gathering(app: Any, givers: Mapping[str, Iterable[Giver]]) -> None:
    """Hand the application its table of contents. Raises KeyError for a name that no page asks for."""
    unknown = set(givers) - NAMES
    if unknown:
        raise KeyError(f"nobody gathers {sorted(unknown)}")
    app.extensions["gathering"] = {name: tuple(functions) for name, functions in givers.items()}


def gather(name: str, /, *arguments: Any) -> list[Any]:
    """All that the rooms give under a name, in the order of `between_rooms.py`, flattened; of a mapping its pairs."""
    if name not in NAMES:
        raise KeyError(name)
    given: list[Any] = []
    for giver in current_app.extensions["gathering"].get(name, ()):
        part = giver(*arguments) or ()
        given.extend(part.items() if isinstance(part, dict) else part)
    return given
