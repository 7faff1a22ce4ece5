"""What a citizens' report says, as plain values: its page, its PDF and its hash are made of these alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from participation.assemblies.drafting_models import CouncilVote, Dissent, Recommendation
from participation.assemblies.models import Sitting
from participation.assemblies.rules import BACKERS
from participation.consultations.models import Consultation
from participation.councils.models import Council
from participation.draws.models import Freeze, Lottery


def report_content(
    consultation: Consultation,
    council: Council,
    members: int,
    drawn: tuple[Freeze | None, Lottery | None],
    sittings: Sequence[Sitting],
    attendance: Mapping[int, Collection[int]],
    recommendations: Sequence[Recommendation],
    dissents: Mapping[int, Sequence[Dissent]],
) -> dict[str, Any]:
    """Task, how the panel was drawn, sittings, experts, recommendations with votes and dissents; no member's name. Moments in ISO 8601, UTC."""
    freeze, lottery = drawn
    held = [sitting for sitting in sittings if sitting.attendance_at is not None]
    when = {sitting.id: sitting.starts_at for sitting in sittings}
    voted = [each for each in recommendations if each.vote is not None]
    return {
        "consultation": consultation.title,
        "council": council.title,
        "task": council.task,
        "task_html": council.task_html,
        "seats": council.seats,
        "members": members,
        "features": [feature.label for feature in council.features],
        "drawn": {
            "pool": freeze.people if freeze else None,
            "pool_sha256": freeze.sha256 if freeze else None,
            "number": lottery.drawn_number if lottery else None,
            "commitment": lottery.commitment if lottery else None,
            "at": lottery.drawn_at.isoformat() if lottery and lottery.drawn_at else None,
        },
        "sittings": [_sitting(sitting, len(attendance.get(sitting.id, ()))) for sitting in held],
        "recommendations": [
            _recommendation(number, each, dissents.get(each.id, ()), when) for number, each in enumerate(sorted(voted, key=_carried_first), start=1)
        ],
    }


def _carried_first(recommendation: Recommendation) -> bool:
    return not (recommendation.vote and recommendation.vote.carried)


def _sitting(sitting: Sitting, present: int) -> dict[str, Any]:
    return {
        "title": sitting.title,
        "place": sitting.place,
        "starts_at": sitting.starts_at.isoformat(),
        "ends_at": sitting.ends_at.isoformat(),
        "present": present,
        "agenda": [{"planned": item.planned, "title": item.title} for item in sitting.agenda],
        "documents": [document.title for document in sitting.documents],
        "experts": [
            {"name": expert.name, "role": expert.role, "statement": expert.statement, "interests": expert.interests} for expert in sitting.experts
        ],
    }


def _recommendation(number: int, recommendation: Recommendation, dissents: Sequence[Dissent], when: Mapping[int, Any]) -> dict[str, Any]:
    text, vote = recommendation.voted_text, recommendation.vote
    if text is None or vote is None:
        raise ValueError("only what was voted on stands in a report")
    return {
        "id": recommendation.id,
        "number": number,
        "title": text.title,
        "body": text.body,
        "body_html": text.body_html,
        "version": text.number,
        "vote": _vote(vote, when),
        "dissents": [
            {"body": dissent.body, "body_html": dissent.body_html, "backers": len(dissent.backers)}
            for dissent in dissents
            if len(dissent.backers) >= BACKERS
        ],
    }


def _vote(vote: CouncilVote, when: Mapping[int, Any]) -> dict[str, Any]:
    return {
        "yes": vote.yes,
        "no": vote.no,
        "abstained": vote.abstained,
        "present": vote.present,
        "members": vote.members,
        "quorate": vote.quorate,
        "carried": vote.carried,
        "on": when[vote.sitting_id].isoformat(),
    }
