"""The citizens' council in the log's public entries: what of its acts everyone may know, and by which numbers."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.assemblies.handover_models import CitizensReport
from participation.assemblies.queries import newest_report
from participation.councils.models import Council
from participation.invitations.models import InvitationDraw

Numbers = Mapping[tuple[str, int], int]
"""What entries are about, as the log names it (kind, id) → the number that people know."""

COUNCIL_SUBJECTS = {
    "council": "Bürgerrat",
    "invitation_draw": "Auslosung der Einladungen",
    "citizens_report": "Bürgergutachten",
    "recommendation": "Empfehlung",
}
COUNCIL_ACTS = (
    *("council.advanced", "invitations.committed", "invitations.drawn"),
    *("draw.frozen", "draw.published", "draw.drawn", "draw.seat_replaced", "draw.work_begun"),
    *("recommendation.voted", "citizens_report.published", "council.handed_over", "recommendation.step"),
)
"""Who read which value, who answered what, and what members write before it is published are nobody else's business."""


def council_numbers(session: Session, consultation_id: int) -> Numbers:
    """What of a consultation's council is public: itself once it is announced, the draws of the invited, and what its reports hold."""
    council = session.scalars(select(Council).where(Council.consultation_id == consultation_id)).one_or_none()
    if council is None or not council.is_public:
        return {}
    draws = select(InvitationDraw.id, InvitationDraw.number).where(InvitationDraw.council_id == council.id)
    reports = select(CitizensReport.id, CitizensReport.number).where(CitizensReport.council_id == council.id)
    newest = newest_report(session, council.id)
    return {
        ("council", council.id): council.id,
        **{("invitation_draw", key): number for key, number in session.execute(draws)},
        **{("citizens_report", key): number for key, number in session.execute(reports)},
        **({("recommendation", said["id"]): said["number"] for said in newest.said["recommendations"]} if newest else {}),
    }
