"""Counting who took part: sums made by the database in a constant number of statements, with small groups hidden before anything is kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Select, case, cast, func, literal, literal_column, or_, select, union, union_all
from sqlalchemy.orm import Session

from participation.accounts.models import District, Person, Role
from participation.consultations.models import Consultation
from participation.councils.models import Council
from participation.discussions.models import Contribution, Discussion
from participation.insight.models import DistrictPeople
from participation.invitations.models import Answer as Reply
from participation.kit.dates import city_zone
from participation.kit.upserts import dialect_of
from participation.meetings.models import Attendee, Meeting, MeetingStage
from participation.methods.reach import Shown, beside_town, grew_enough, protect_row
from participation.methods.surveys.results.cells import LEAST
from participation.opinions.models import Answer, OpinionMap
from participation.proposals.models import Proposal, ProposalStage, Support
from participation.surveys.models import Survey, SurveyResponse
from participation.votes.channel_models import EntryMark
from participation.votes.models import RollMark, Vote, VoteState

Data = dict[str, Any]
CHANNELS = ("online", "paper", "counter", "phone", "event", "other")
_WAY = {"web": "online", "letter": "online", "card": "paper"}
"""What rooms call their ways, where it is another word. Who votes by a code from a letter does so online."""
MOST_PARTS = 120
"""More days or weeks are not told."""
DAYS_AT_MOST = 42
"""A consultation that lasted longer is told in weeks."""
PUBLIC_ACTS = ("proposals", "contributions")
"""What stands in public with its day anyway; the others are hidden where they are few."""


def counted(session: Session, consultation: Consultation, took_part: Sequence[Select[Any]], before: Mapping[str, Any], now: datetime) -> Data:
    """What the kept row holds now. `took_part`: the rooms' statements of one column each, numbers of people.

    Every part keeps its former numbers until enough changed: two tables beside each other would tell of the few between them.
    """
    fresh = {
        "people": _people(session, took_part, now),
        "districts": _districts(session, took_part),
        "channels": _channels(session, consultation.id),
        "course": _course(session, consultation),
    }
    kept = {}
    for name, part in fresh.items():
        former = before.get(name)
        if former is None or grew_enough(former["of"], part["of"]) or (name == "people" and former["of"] == part["of"]):
            former = {**part, "at": now.astimezone(UTC).isoformat()}
        kept[name] = former
    if kept["districts"]["total"] is None:  # then the groups could be worked out from it
        kept["people"] = {**kept["people"], "took_part": None, "several": None}
    return kept


def _people(session: Session, took_part: Sequence[Select[Any]], now: datetime) -> Data:
    """The funnel: accounts of residents, of these confirmed, of these verified; then who did something here, and who did several kinds of things."""
    holds = (Person.verified_at.is_not(None), or_(Person.verified_until.is_(None), Person.verified_until > now))
    confirmed = Person.email_confirmed_at.is_not(None)
    accounts = select(func.count(), _number(confirmed), _number(confirmed & holds[0] & holds[1]))
    sums = session.execute(accounts.where(Person.role == Role.RESIDENT, Person.deleted_at.is_(None), Person.guest_since.is_(None))).one()
    here, several = _acted(session, took_part)
    shown = protect_row((several, here - several))
    told = here if here >= LEAST else None
    steps = _apart(sums, [told] if told is not None else [])
    return {
        "of": here,
        "accounts": steps[0],
        "confirmed": steps[1],
        "verified": steps[2],
        "took_part": told,
        "several": shown.counts[0] if shown.total is not None else None,
    }


def _apart(numbers: Sequence[int], known: list[int]) -> list[int | None]:
    """Each number that is far enough from all that is told before it: two that nearly agree tell of the few between them."""
    found: list[int | None] = []
    for number in numbers:
        shown = number >= LEAST and all(abs(number - other) >= LEAST for other in known)
        found.append(number if shown else None)
        known = [*known, number] if shown else known
    return found


def _number(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _acted(session: Session, took_part: Sequence[Select[Any]]) -> tuple[int, int]:
    """How many residents with an account took part, and how many in at least two ways."""
    if not took_part:
        return 0, 0
    ways = union_all(*(_numbered(one, number) for number, one in enumerate(took_part))).subquery()
    each = (
        select(ways.c.person, func.count(ways.c.way.distinct()).label("ways"))
        .join(Person, Person.id == ways.c.person)
        .where(Person.role == Role.RESIDENT)
        .group_by(ways.c.person)
        .subquery()
    )
    row = session.execute(select(func.count(), _number(each.c.ways > 1)).select_from(each)).one()
    return row[0], row[1]


def _numbered(statement: Select[Any], number: int) -> Select[Any]:
    inner = statement.subquery()
    return select(inner.c[0].label("person"), literal_column(str(number)).label("way")).where(inner.c[0].is_not(None))


def _districts(session: Session, took_part: Sequence[Select[Any]]) -> Data:
    """Who took part by the district of the account, beside who lives there; whoever gave none is told apart."""
    town = {name: (people, source) for name, people, source in session.execute(_TOWN)}
    by_name: Counter[str] = Counter()
    if took_part:
        everybody = union(*(select(one.subquery().c[0].label("person")) for one in took_part)).subquery()
        numbers = (
            select(District.name, func.count())
            .select_from(everybody)
            .join(Person, Person.id == everybody.c.person)
            .outerjoin(District, District.id == Person.district_id)
            .where(Person.role == Role.RESIDENT)
            .group_by(District.name)
        )
        by_name.update({name or "": number for name, number in session.execute(numbers)})
    unknown = by_name.pop("", 0)
    counts = {name: by_name.get(name, 0) for name in town} if town else dict(by_name)
    inhabitants = {name: people for name, (people, _source) in town.items() if people}
    found = beside_town(counts, inhabitants, unknown)
    return {
        "of": sum(counts.values()) + unknown,
        "total": found.total,
        "groups": [{**asdict(group), "verdict": str(group.verdict), "missing": group.is_missing} for group in found.groups],
        "unknown": found.unknown,
        "source": next((source for people, source in town.values() if people and source), ""),
    }


_TOWN = (
    select(District.name, DistrictPeople.people, DistrictPeople.source)
    .outerjoin(DistrictPeople, DistrictPeople.district_id == District.id)
    .order_by(District.position, District.name)
    .limit(200)
)


def _channels(session: Session, consultation_id: int) -> Data:
    """Acts by the way on which they came, with and without an account."""
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for act, way, number in session.execute(union_all(*_by_way(consultation_id))):
        name = _WAY.get(way, way) if way else "online"
        sums[act][name if name in CHANNELS else "other"] += number
    acts = [act for act in ACTS if sum(sums[act].values())]
    ways = [way for way in CHANNELS if any(sums[act][way] for act in acts)]
    rows = [[act, *_row_of_ways([sums[act][way] for way in ways])] for act in acts]
    return {"of": sum(sum(found.values()) for found in sums.values()), "ways": ways, "rows": rows}


def _row_of_ways(counts: list[int]) -> list[int | None]:
    """A row with its total. Columns have no totals, so rows hide nothing for each other."""
    shown = _used(counts)
    return [*shown.counts, shown.total]


def _used(counts: list[int]) -> Shown:
    """The same with each 0 told: that a way was not used, or that nothing was done in a week, tells of nobody."""
    shown = protect_row([number for number in counts if number])
    told = iter(shown.counts)
    return Shown(tuple(next(told) if number else 0 for number in counts), shown.total)


ACTS = ("proposals", "contributions", "opinions", "surveys", "votes", "meetings", "council")
"""What is counted by its way, in this order."""


def _by_way(number: int) -> list[Any]:
    """What was done on which way: (act, way, number) statements."""
    nowhere = literal("online")
    proposals = select(literal("proposals"), Proposal.channel, func.count()).where(*_proposed(number))
    written = (
        select(literal("contributions"), nowhere, func.count())
        .select_from(Contribution)
        .join(Discussion, Discussion.id == Contribution.discussion_id)
        .where(*_written(number))
    )
    surveys = select(literal("surveys"), SurveyResponse.channel, func.count()).where(SurveyResponse.survey_id.in_(_answered_by_enough(number)))
    council = (
        select(literal("council"), Reply.channel, func.count())
        .select_from(Reply)
        .join(Council, Council.id == Reply.council_id)
        .where(Council.consultation_id == number)
    )
    return [
        proposals.group_by(Proposal.channel),
        written,
        _summed("opinions", "online", _people_of_maps(number)),
        surveys.group_by(SurveyResponse.channel),
        *_votes_by_way(number),
        _summed("meetings", "event", _people_of_meetings(number)),
        council.group_by(Reply.channel),
    ]


def _proposed(number: int) -> tuple[Any, ...]:
    """The proposals that count: residents' that are published, as on the other pages."""
    return Proposal.consultation_id == number, Proposal.stage == ProposalStage.PUBLISHED, Proposal.official.is_(False)


def _written(number: int) -> tuple[Any, ...]:
    """The contributions that count: residents' that can be read."""
    readable = (Contribution.deleted_at.is_(None), Contribution.hidden_at.is_(None))
    return Discussion.consultation_id == number, *readable, Contribution.official.is_(False)


def _summed(act: str, way: str, each: Select[Any]) -> Any:
    """The people of all meetings, or maps. One with few is in no sum: less the others, which stand elsewhere, it would be told."""
    found = each.having(func.count() >= LEAST).subquery()
    return select(literal(act), literal(way), cast(func.coalesce(func.sum(found.c.people), 0), Integer))


def _people_of_maps(number: int) -> Select[Any]:
    people = select(Answer.map_id, Answer.person_id).join(OpinionMap, OpinionMap.id == Answer.map_id).where(OpinionMap.consultation_id == number)
    each = people.distinct().subquery()
    return select(func.count().label("people")).select_from(each).group_by(each.c.map_id)


def _people_of_meetings(number: int) -> Select[Any]:
    here = (Meeting.consultation_id == number, Meeting.stage == MeetingStage.ENDED, Attendee.checked_in_at.is_not(None))
    return select(func.count().label("people")).join_from(Attendee, Meeting).where(*here).group_by(Attendee.meeting_id)


def _answered_by_enough(number: int) -> Select[Any]:
    answered = select(SurveyResponse.survey_id).join(Survey, Survey.id == SurveyResponse.survey_id).where(Survey.consultation_id == number)
    return answered.group_by(SurveyResponse.survey_id).having(func.count() >= LEAST)


def _votes_by_way(number: int) -> list[Any]:
    """Of votes that still run nothing is told: whoever looks twice would see who comes."""
    over = (Vote.consultation_id == number, Vote.state.in_((VoteState.CLOSED, VoteState.TALLIED, VoteState.CERTIFIED)))
    return [
        select(literal("votes"), mark.channel, func.count()).select_from(mark).join(Vote, Vote.id == mark.vote_id).where(*over).group_by(mark.channel)
        for mark in (RollMark, EntryMark)
    ]


def _course(session: Session, consultation: Consultation) -> Data:
    """How much was done in each day or week."""
    by_day: dict[str, Counter[date]] = {}
    for name, statement in _moments(dialect_of(session), consultation.id).items():
        by_day[name] = Counter()
        for hour, number in session.execute(statement):
            by_day[name][_local_day(hour)] += number
    days = [day for counts in by_day.values() for day in counts]
    if not days:
        return {"of": 0, "step": 7, "begins": [], "counts": {}}
    step = 1 if (max(days) - min(days)).days <= DAYS_AT_MOST else 7
    first = min(days) - timedelta(days=min(days).weekday() if step == 7 else 0)
    parts = min(MOST_PARTS, (max(days) - first).days // step + 1)
    begins = [first + timedelta(days=step * place) for place in range(parts)]
    counts: dict[str, list[int | None]] = {}
    for name, found in by_day.items():
        sums = [0] * parts
        for day, number in found.items():
            sums[min(parts - 1, (day - first).days // step)] += number
        counts[name] = list(sums) if name in PUBLIC_ACTS else list(_used(sums).counts)
    total = sum(sum(found.values()) for found in by_day.values())
    return {"of": total, "step": step, "begins": [day.isoformat() for day in begins], "counts": counts}


def _moments(dialect: str, number: int) -> dict[str, Select[Any]]:
    """When what was done, by the hour in UTC: a day of the city is not one of the database."""
    published, written, given = (_hour(dialect, one) for one in (Proposal.published_at, Contribution.created_at, Support.given_at))
    return {
        "proposals": select(published, func.count()).where(*_proposed(number), Proposal.published_at.is_not(None)).group_by(published),
        "contributions": select(written, func.count())
        .join(Discussion, Discussion.id == Contribution.discussion_id)
        .where(*_written(number))
        .group_by(written),
        "supports": select(given, func.count())
        .join(Proposal, Proposal.id == Support.proposal_id)
        .where(Proposal.consultation_id == number)
        .group_by(given),
        "opinions": select(Answer.answered_on, func.count())
        .join(OpinionMap, OpinionMap.id == Answer.map_id)
        .where(OpinionMap.consultation_id == number)
        .group_by(Answer.answered_on),
    }


def _hour(dialect: str, column: Any) -> Any:
    if dialect == "sqlite":
        return func.strftime("%Y-%m-%d %H", column)
    return func.to_char(func.timezone("UTC", column), "YYYY-MM-DD HH24")


def _local_day(hour: str | date) -> date:
    if isinstance(hour, date):
        return hour
    return datetime.strptime(hour, "%Y-%m-%d %H").replace(tzinfo=UTC).astimezone(city_zone()).date()
