"""What a card, a poster and a preview picture say: only what everybody reads on the pages, always in the city's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation, Stage
from participation.consultations.phases import ACT_NAMES, OPENS, Act, PhaseKind
from participation.consultations.timeline import phase_line, running
from participation.discussions.queries import most_discussed
from participation.kit.dates import say_date, say_moment
from participation.kit.language import gettext as _
from participation.kit.language import ngettext, speaking
from participation.meetings.models import Meeting, MeetingStage
from participation.opinions.models import OpinionMap
from participation.opinions.models import Stage as OpinionStage
from participation.proposals.models import STATUS_NAMES, Proposal, Status
from participation.proposals.queries import board_of
from participation.votes.models import Vote
from participation.votes.queries import votes_of
from participation.votes.words import state_badge

SHOWN = (Act.PROPOSE, Act.SUPPORT, Act.DISCUSS, Act.RESPOND, Act.VOTE)
"""What a card names of all that a phase opens."""


@dataclass(frozen=True, slots=True)
class Card:
    """A consultation in a few lines. `can`: (what one can do now, until when); `line`: what is open now and what comes next."""

    title: str
    summary: str
    can: Sequence[tuple[str, str]]
    line: str
    numbers: Sequence[str]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a picture beside a shared link says: what kind of thing, its name, its state."""

    kind: str
    title: str
    state: str
    within: str = ""


def card_of(session: Session, consultation: Consultation, now: datetime) -> Card:
    """A public consultation's card as of now."""
    with speaking("de"):
        can: dict[Act, str] = {}
        for phase in running(consultation.phases, now):
            for act in SHOWN:
                if act in OPENS[PhaseKind(phase.kind)] and (act != Act.RESPOND or _has_map(session, consultation)):
                    can[act] = _("bis %(when)s", when=say_moment(phase.ends_at))
        return Card(
            consultation.title,
            consultation.summary,
            [(str(ACT_NAMES[act]), until) for act, until in can.items()] if consultation.stage == Stage.PUBLISHED else [],
            phase_line(consultation.stage, consultation.phases, now),
            _numbers(session, consultation),
        )


def _has_map(session: Session, consultation: Consultation) -> bool:
    one = select(OpinionMap.id).where(OpinionMap.consultation_id == consultation.id, OpinionMap.stage == OpinionStage.OPEN).limit(1)
    return session.scalar(one) is not None


def _numbers(session: Session, consultation: Consultation) -> list[str]:
    proposals = board_of(session, consultation.id)[1]
    contributions = most_discussed(session, consultation.id, 1)[0]
    votes = sum(1 for vote in votes_of(session, consultation) if vote.is_public)
    return [
        text
        for number, text in (
            (proposals, ngettext("%(num)d Vorschlag", "%(num)d Vorschläge", proposals)),
            (contributions, ngettext("%(num)d Beitrag", "%(num)d Beiträge", contributions)),
            (votes, ngettext("%(num)d Abstimmung", "%(num)d Abstimmungen", votes)),
        )
        if number
    ]


def preview_of(consultation: Consultation, now: datetime) -> Preview:
    """A consultation beside a link to it."""
    with speaking("de"):
        now_open = ", ".join(phase.title for phase in running(consultation.phases, now)) if consultation.stage == Stage.PUBLISHED else ""
        state = _("Jetzt: %(phases)s", phases=now_open) if now_open else phase_line(consultation.stage, consultation.phases, now)
        return Preview(_("Beteiligung"), consultation.title, state)


def preview_of_proposal(proposal: Proposal, consultation: Consultation) -> Preview:
    """A proposal; its author stays out of a picture that others copy."""
    with speaking("de"):
        state = _("Zurückgezogen") if proposal.is_withdrawn else str(STATUS_NAMES[Status(proposal.status)])
        return Preview(_("Vorschlag %(number)s", number=proposal.reference), proposal.title, state, consultation.title)


def preview_of_vote(vote: Vote, consultation: Consultation, now: datetime) -> Preview:
    """A vote, without any number of it."""
    with speaking("de"):
        return Preview(_("Abstimmung"), vote.title, state_badge(vote, now)[0], consultation.title)


def preview_of_meeting(meeting: Meeting, consultation: Consultation) -> Preview:
    """A meeting with its time and place."""
    with speaking("de"):
        when = _("Abgesagt") if meeting.stage == MeetingStage.CANCELLED else say_moment(meeting.starts_at)
        return Preview(_("Sitzung"), meeting.title, " · ".join(part for part in (when, meeting.place) if part), consultation.title)


def dates_of(consultation: Consultation) -> list[tuple[str, str]]:
    """The phases for a poster: name, first and last day. What ends at midnight has the day before as its last."""
    with speaking("de"):
        return [
            (phase.title, _("%(first)s bis %(last)s", first=say_date(phase.starts_at), last=say_date(phase.ends_at - timedelta(seconds=1))))
            for phase in consultation.phases
        ]
