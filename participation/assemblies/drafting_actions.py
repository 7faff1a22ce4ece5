"""Writing recommendations together, notes beside them, and dissents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.assemblies.drafting_models import Dissent, DissentBacker, MemberNote, Recommendation, RecommendationVersion
from participation.assemblies.members import Member
from participation.assemblies.rules import may_change_dissent, may_change_text, may_dissent, may_run, may_write
from participation.consultations.models import Consultation
from participation.councils.models import Council
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.prose import to_html
from participation.kit.rules import demand, demand_of
from participation.kit.text import clean_line, clean_text

TITLE_LENGTH, BODY_LENGTH, NOTE_LENGTH = 160, 20_000, 2000
MOST_RECOMMENDATIONS = 100


def write_recommendation(
    session: Session, actor: Person, consultation: Consultation, council: Council, member: Member | None, title: str, body: str, now: datetime
) -> Recommendation:
    """Begin a recommendation, last in the order. Raises Invalid without title and text."""
    demand(may_write(actor, consultation, council, member))
    title, body = _checked(title, body)
    number, last = session.execute(
        select(func.count(Recommendation.id), func.max(Recommendation.position)).where(Recommendation.council_id == council.id)
    ).one()
    if number >= MOST_RECOMMENDATIONS:
        raise Invalid(_("Mehr als %(most)s Empfehlungen sind nicht möglich.", most=MOST_RECOMMENDATIONS))
    recommendation = Recommendation(council_id=council.id, position=(last or 0) + 1, version=0, versions=[], votes=[])
    session.add(recommendation)
    _add_version(recommendation, member, title, body, now)
    session.flush()
    audit.append(session, at=now, actor=actor, action="recommendation.written", subject=recommendation, data={"version": 1})
    return recommendation


def change_recommendation(
    session: Session,
    actor: Person,
    consultation: Consultation,
    council: Council,
    member: Member | None,
    recommendation: Recommendation,
    title: str,
    body: str,
    seen: int,
    now: datetime,
) -> bool:
    """Write the next version. `seen` is the version that the writer began with. Returns whether anything changed.

    Raises Conflict where somebody else wrote in the meantime; nothing is overwritten.
    """
    demand(may_change_text(actor, consultation, council, member, recommendation))
    title, body = _checked(title, body)
    if seen != recommendation.version:
        raise Conflict(
            _("Jemand hat diesen Text inzwischen geändert. Ihr Text steht noch im Formular. Bitte vergleichen Sie ihn mit der neuen Fassung.")
        )
    if (title, body) == (recommendation.text.title, recommendation.text.body):
        return False
    _add_version(recommendation, member, title, body, now)
    session.flush()
    audit.append(session, at=now, actor=actor, action="recommendation.changed", subject=recommendation, data={"version": recommendation.version})
    return True


def _checked(title: str, body: str) -> tuple[str, str]:
    title, body = clean_line(title), clean_text(body)
    if not title or len(title) > TITLE_LENGTH:
        raise Invalid(_("Bitte geben Sie der Empfehlung einen Titel von höchstens %(most)s Zeichen.", most=TITLE_LENGTH), "title")
    if not body or len(body) > BODY_LENGTH:
        raise Invalid(_("Bitte schreiben Sie, was der Bürgerrat empfiehlt, in höchstens %(most)s Zeichen.", most=BODY_LENGTH), "body")
    return title, body


def _add_version(recommendation: Recommendation, member: Member | None, title: str, body: str, now: datetime) -> None:
    recommendation.version += 1
    seat_id = member.seat_id if member else None
    recommendation.versions.append(
        RecommendationVersion(number=recommendation.version, title=title, body=body, body_html=to_html(body), seat_id=seat_id, written_at=now)
    )


def drop_recommendation(
    session: Session, actor: Person, consultation: Consultation, council: Council, recommendation: Recommendation, dropped: bool, now: datetime
) -> None:
    """Stop pursuing a recommendation, or take it up again. What was voted on stays."""
    demand(may_run(actor, consultation, council))
    if recommendation.vote is not None or recommendation.open_count is not None:
        raise Conflict(_("Über diese Empfehlung wurde abgestimmt. Sie bleibt stehen."))
    recommendation.dropped_at = now if dropped else None
    audit.append(
        session, at=now, actor=actor, action="recommendation.dropped" if dropped else "recommendation.resumed", subject=recommendation, data={}
    )


def move_recommendation(
    session: Session,
    actor: Person,
    consultation: Consultation,
    council: Council,
    recommendations: list[Recommendation],
    recommendation: Recommendation,
    up: bool,
    now: datetime,
) -> None:
    """Let a recommendation change places with its neighbour."""
    demand(may_run(actor, consultation, council))
    order = [each.id for each in recommendations]
    place = order.index(recommendation.id)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(order):
        return
    recommendations[place], recommendations[other] = recommendations[other], recommendations[place]
    for position, each in enumerate(recommendations, start=1):
        each.position = position
    audit.append(session, at=now, actor=actor, action="recommendation.moved", subject=recommendation, data={"place": other + 1})


def add_note(
    session: Session,
    actor: Person,
    consultation: Consultation,
    council: Council,
    member: Member | None,
    recommendation: Recommendation,
    body: str,
    now: datetime,
) -> MemberNote:
    """Leave a note beside a text, for members and staff only."""
    demand(may_write(actor, consultation, council, member))
    body = clean_text(body)
    if not body or len(body) > NOTE_LENGTH:
        raise Invalid(_("Bitte schreiben Sie eine Notiz von höchstens %(most)s Zeichen.", most=NOTE_LENGTH), "body")
    note = MemberNote(recommendation_id=recommendation.id, seat_id=member.seat_id if member else None, author_id=actor.id, body=body, written_at=now)
    session.add(note)
    audit.append(session, at=now, actor=actor, action="recommendation.noted", subject=recommendation, data={})
    return note


def write_dissent(
    session: Session,
    actor: Person,
    consultation: Consultation,
    council: Council,
    member: Member | None,
    recommendation: Recommendation,
    dissent: Dissent | None,
    body: str,
    now: datetime,
) -> Dissent:
    """Say what a minority thinks of a recommendation that was voted on, or change it while nobody else backs it."""
    if dissent is None:
        member = demand_of(member, may_dissent(actor, consultation, council, member, recommendation))
    else:
        member = demand_of(member, may_change_dissent(actor, consultation, council, member, recommendation, dissent))
    body = clean_text(body)
    if not body or len(body) > BODY_LENGTH:
        raise Invalid(_("Bitte schreiben Sie das Sondervotum in höchstens %(most)s Zeichen.", most=BODY_LENGTH), "body")
    if dissent is None:
        dissent = Dissent(recommendation_id=recommendation.id, seat_id=member.seat_id, backers=[DissentBacker(seat_id=member.seat_id)])
        session.add(dissent)
    dissent.body, dissent.body_html, dissent.written_at = body, to_html(body), now
    session.flush()
    audit.append(session, at=now, actor=actor, action="dissent.written", subject=dissent, data={})
    return dissent


def back_dissent(
    session: Session,
    actor: Person,
    consultation: Consultation,
    council: Council,
    member: Member | None,
    recommendation: Recommendation,
    dissent: Dissent,
    backs: bool,
    now: datetime,
) -> None:
    """Stand behind a dissent, or no longer; whoever wrote it always does."""
    member = demand_of(member, may_dissent(actor, consultation, council, member, recommendation))
    mine = next((backer for backer in dissent.backers if backer.seat_id == member.seat_id), None)
    if (mine is not None) == backs or dissent.seat_id == member.seat_id:
        return
    if mine is None:
        dissent.backers.append(DissentBacker(seat_id=member.seat_id))
    else:
        dissent.backers.remove(mine)
    audit.append(session, at=now, actor=actor, action="dissent.backed" if backs else "dissent.left", subject=dissent, data={})
