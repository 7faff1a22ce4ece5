"""The end of the example's first council: its report, the handover, and what the town made of each recommendation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from participation.assemblies import queries
from participation.assemblies.content import report_content
from participation.assemblies.drafting_models import Recommendation
from participation.assemblies.handover_actions import StepDraft, hand_over, publish_report, tell_step
from participation.assemblies.members import sitting_members
from participation.demo.papers import paper
from participation.demo.sittings import DAY, LIMIT, Room
from participation.kit import clock
from participation.kit.uploads import store_document
from participation.proposals.models import Status


def publish_and_hand_over(room: Room, published: datetime, handed: datetime) -> None:
    """The Bürgergutachten, and its handover to the town council."""
    session, admin = room.session, room.cast["admin"]
    recommendations, members = queries.recommendations_of(session, room.council), room.members()
    content = report_content(
        room.consultation,
        room.council,
        len(sitting_members(members)),
        queries.how_drawn(session, room.council),
        queries.sittings_of(session, room.council),
        queries.attendance_of(session, room.council),
        recommendations,
        queries.dissents_of(session, [each.id for each in recommendations]),
    )
    with clock.frozen(published) as now:
        publish_report(session, admin, *room.asking, recommendations, content, "", members, room.files, now)
    with clock.frozen(handed) as now:
        hand_over(session, admin, *room.asking, "Stadtrat Auenstedt", members, now)


def tell_steps(room: Room, recommendations: Sequence[Recommendation], handed: datetime) -> None:
    """What the town made of them, with the council's papers."""
    papers: dict[str, str] = {}
    for words in sorted(room.words["steps"], key=lambda step: int(step["day"])):
        recommendation = recommendations[words["recommendation"]]
        with clock.frozen(handed + words["day"] * DAY) as now:
            draft = _step(room, words, recommendation.text.title, papers, now)
            tell_step(room.session, room.cast["admin"], *room.asking, recommendation, draft, room.members(), now)


def _step(room: Room, words: Mapping[str, Any], title: str, papers: dict[str, str], now: datetime) -> StepDraft:
    number = f"{words['paper']}/{now.year}" if "paper" in words else ""
    if number and number not in papers:
        content = paper(f"Vorlage {number}: {title}", ["Der Bürgerrat „Ein Haus für alle“ empfiehlt der Stadt Auenstedt:", title], now)
        papers[number] = store_document(room.files, BytesIO(content), limit=LIMIT).name
    resolution = words.get("resolution", "")
    return StepDraft(
        Status(words["status"]),
        words["addressee"],
        words.get("reasons", ""),
        number,
        now.date() if number else None,
        "",
        papers.get(number, ""),
        now.date() if resolution else None,
        resolution,
    )
