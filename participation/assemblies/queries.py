"""Reads about sittings, recommendations, the report and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from participation.assemblies.drafting_models import CouncilVote, Dissent, MemberNote, Recommendation, RecommendationVersion
from participation.assemblies.handover_models import CitizensReport, FollowUp, Handover
from participation.assemblies.models import Attendance, Sitting, SittingDocument, SittingGroups
from participation.councils.models import Council
from participation.draws.models import Freeze, Lottery, LotteryState, Seat
from participation.kit.errors import NotFound

MOST_NOTES = 200


def sittings_of(session: Session, council: Council) -> Sequence[Sitting]:
    """All sittings with agenda, documents and experts, in order of time; four statements."""
    parts = (selectinload(Sitting.agenda), selectinload(Sitting.documents), selectinload(Sitting.experts))
    return session.scalars(select(Sitting).where(Sitting.council_id == council.id).options(*parts).order_by(Sitting.starts_at, Sitting.id)).all()


def the_sitting(session: Session, council: Council, sitting_id: int) -> Sitting:
    """One of them. Raises NotFound."""
    parts = (selectinload(Sitting.agenda), selectinload(Sitting.documents), selectinload(Sitting.experts))
    found = session.scalars(select(Sitting).where(Sitting.council_id == council.id, Sitting.id == sitting_id).options(*parts)).one_or_none()
    if found is None:
        raise NotFound
    return found


def attendance_of(session: Session, council: Council) -> dict[int, set[int]]:
    """Sitting → seats that were there."""
    rows = session.execute(
        select(Attendance.sitting_id, Attendance.seat_id).join(Sitting, Sitting.id == Attendance.sitting_id).where(Sitting.council_id == council.id)
    )
    found: dict[int, set[int]] = {}
    for sitting_id, seat_id in rows:
        found.setdefault(sitting_id, set()).add(seat_id)
    return found


def groups_of(session: Session, sitting: Sitting) -> SittingGroups | None:
    """A sitting's small groups."""
    return session.get(SittingGroups, sitting.id)


def document_for_members(session: Session, council: Council, document_id: int) -> SittingDocument:
    """A document of one of the council's sittings. Raises NotFound."""
    statement = select(SittingDocument).join(Sitting, Sitting.id == SittingDocument.sitting_id)
    found = session.scalars(statement.where(Sitting.council_id == council.id, SittingDocument.id == document_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


_TEXTS = (selectinload(Recommendation.versions), selectinload(Recommendation.votes))


def recommendations_of(session: Session, council: Council) -> Sequence[Recommendation]:
    """All recommendations with versions and votes, in the council's order; three statements."""
    return session.scalars(
        select(Recommendation).where(Recommendation.council_id == council.id).options(*_TEXTS).order_by(Recommendation.position, Recommendation.id)
    ).all()


def the_recommendation(session: Session, council: Council, recommendation_id: int, *, lock: bool = False) -> Recommendation:
    """One of them; `lock` it to change it. Raises NotFound."""
    statement = select(Recommendation).where(Recommendation.council_id == council.id, Recommendation.id == recommendation_id).options(*_TEXTS)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def votes_in(session: Session, sitting: Sitting) -> int:
    """How many votes were taken in a sitting."""
    return session.scalar(select(func.count(CouncilVote.id)).where(CouncilVote.sitting_id == sitting.id)) or 0


def notes_of(session: Session, recommendation: Recommendation) -> Sequence[MemberNote]:
    """The newest notes beside a text, the oldest of them first."""
    newest = select(MemberNote).where(MemberNote.recommendation_id == recommendation.id).order_by(MemberNote.id.desc()).limit(MOST_NOTES)
    return list(reversed(session.scalars(newest).all()))


def dissents_of(session: Session, ids: Sequence[int]) -> dict[int, list[Dissent]]:
    """Recommendation → its dissents with who stands behind them; two statements."""
    found: dict[int, list[Dissent]] = {number: [] for number in ids}
    statement = select(Dissent).where(Dissent.recommendation_id.in_(ids)).options(selectinload(Dissent.backers)).order_by(Dissent.id)
    for dissent in session.scalars(statement):
        found[dissent.recommendation_id].append(dissent)
    return found


def the_dissent(session: Session, recommendation: Recommendation, dissent_id: int) -> Dissent:
    """One of a recommendation's. Raises NotFound."""
    statement = select(Dissent).where(Dissent.recommendation_id == recommendation.id, Dissent.id == dissent_id).options(selectinload(Dissent.backers))
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def reports_of(session: Session, council_id: int) -> Sequence[CitizensReport]:
    """All editions of the report, the newest first."""
    return session.scalars(select(CitizensReport).where(CitizensReport.council_id == council_id).order_by(CitizensReport.number.desc())).all()


def newest_report(session: Session, council_id: int) -> CitizensReport | None:
    """The edition that counts."""
    return session.scalars(
        select(CitizensReport).where(CitizensReport.council_id == council_id).order_by(CitizensReport.number.desc()).limit(1)
    ).one_or_none()


def the_report(session: Session, council: Council, number: int) -> CitizensReport:
    """One edition. Raises NotFound."""
    found = session.scalars(select(CitizensReport).where(CitizensReport.council_id == council.id, CitizensReport.number == number)).one_or_none()
    if found is None:
        raise NotFound
    return found


def handover_of(session: Session, council_id: int) -> Handover | None:
    """When and to whom the work was handed over."""
    return session.get(Handover, council_id)


def steps_of(session: Session, council_id: int) -> dict[int, list[FollowUp]]:
    """Recommendation → what the town made of it, the newest first; one statement."""
    statement = select(FollowUp).join(Recommendation, Recommendation.id == FollowUp.recommendation_id).where(Recommendation.council_id == council_id)
    found: dict[int, list[FollowUp]] = {}
    for step in session.scalars(statement.order_by(FollowUp.id.desc())):
        found.setdefault(step.recommendation_id, []).append(step)
    return found


def paper_of(session: Session, council: Council, stored_name: str) -> FollowUp:
    """The step whose council paper is stored under a name. Raises NotFound."""
    statement = select(FollowUp).join(Recommendation, Recommendation.id == FollowUp.recommendation_id)
    found = session.scalars(statement.where(Recommendation.council_id == council.id, FollowUp.paper_file == stored_name).limit(1)).first()
    if found is None:
        raise NotFound
    return found


def how_drawn(session: Session, council: Council) -> tuple[Freeze | None, Lottery | None]:
    """The frozen pool and the lottery that was drawn, for the report's numbers."""
    drawn = select(Lottery).where(Lottery.council_id == council.id, Lottery.state == LotteryState.DRAWN).order_by(Lottery.number.desc()).limit(1)
    return session.get(Freeze, council.id), session.scalars(drawn).one_or_none()


def written_by(session: Session, person_id: int) -> dict[str, list[dict[str, Any]]]:
    """What a person wrote as a member, for the copy of the own data."""
    texts = select(RecommendationVersion).join(Seat, Seat.id == RecommendationVersion.seat_id).where(Seat.person_id == person_id)
    dissents = select(Dissent).join(Seat, Seat.id == Dissent.seat_id).where(Seat.person_id == person_id)
    notes = select(MemberNote).where(MemberNote.author_id == person_id)
    return {
        "council_recommendations": [
            {"title": each.title, "text": each.body, "written_at": each.written_at}
            for each in session.scalars(texts.order_by(RecommendationVersion.id))
        ],
        "council_dissents": [{"text": each.body, "written_at": each.written_at} for each in session.scalars(dissents.order_by(Dissent.id))],
        "council_notes": [{"text": each.body, "written_at": each.written_at} for each in session.scalars(notes.order_by(MemberNote.id))],
    }
