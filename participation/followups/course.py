"""What became of a proposal, step by step with dates, as everybody may see it. Pure: from what was read to what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from participation.followups.amounts import say_period
from participation.followups.models import LIVING
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.proposals.models import Proposal, Status

_STEPS = {
    Status.REVIEW: lazy("Die Stadt prüft den Vorschlag"),
    Status.ANSWERED: lazy("Die Stadt hat geantwortet"),
    Status.COUNCIL: lazy("Der Stadtrat berät darüber"),
    Status.ACCEPTED: lazy("Angenommen"),
    Status.PARTLY: lazy("Teilweise angenommen"),
    Status.REJECTED: lazy("Abgelehnt"),
    Status.DONE: lazy("Umgesetzt"),
}
UNANSWERED = (Status.NEW, Status.REVIEW)
"""„In Prüfung“ says that an answer comes; it is none."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `state` is `done`, `running` or `upcoming`; `detail` is a further sentence or nothing."""

    title: str
    state: str
    when: datetime | date | None = None
    detail: str = ""


def course_of(proposal: Proposal, asked: Sequence[Any], answers: Sequence[Any], made: Sequence[Step] = ()) -> list[Step]:
    """The way of a proposal so far and what comes next.

    `asked` in the order of time, `answers` the newest first, `made`: how far the measures are that were made of it.
    """
    happened: list[tuple[datetime, Step]] = []
    if proposal.published_at is not None:
        happened.append((proposal.published_at, Step(_("Vorgeschlagen"), "done", proposal.published_at)))
    status = Status(proposal.status)
    if asked:
        first = asked[0].assigned_at
        waits = status in UNANSWERED and any(row.state in LIVING for row in asked)
        names = ", ".join(dict.fromkeys(row.name for row in asked))
        happened.append((first, Step(_("Beim Fachamt"), "running" if waits else "done", first, names)))
    before: Status | None = None
    for answer in reversed(answers):
        said = Status(answer.status)
        title = _("Antwort ergänzt") if said == before else str(_STEPS.get(said, said))
        happened.append((answer.answered_at, Step(title, "done", answer.answered_at)))
        before = said
    if proposal.withdrawn_at is not None:
        happened.append(
            (
                proposal.withdrawn_at,
                Step(_("Mit einem anderen zusammengeführt") if proposal.is_merged else _("Zurückgezogen"), "done", proposal.withdrawn_at),
            )
        )
    steps = [step for _when, step in sorted(happened, key=lambda pair: pair[0])]
    return steps if proposal.is_withdrawn else steps + _coming(status, answers, made)


def _coming(status: Status, answers: Sequence[Any], made: Sequence[Step]) -> list[Step]:
    """What is to come, as far as the last answer says so; a measure that was made says it better."""
    if status in UNANSWERED:
        return [Step(_("Antwort der Stadt"), "upcoming"), *made]
    if status == Status.COUNCIL:
        return [Step(_("Beschluss des Stadtrats"), "upcoming"), *made]
    if made and status != Status.DONE:
        return [*made]
    if status in (Status.ACCEPTED, Status.PARTLY):
        period = say_period(answers[0].from_month, answers[0].to_month) if answers else ""
        return [Step(_("Umsetzung"), "upcoming", detail=_("Geplant: %(period)s", period=period) if period else "")]
    return []
