"""The addresses that search engines should know (sitemaps.org 0.9): the pages of consultations and what lies in them, in bounded parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation, Stage
from participation.discussions.models import Topic
from participation.kit.dates import city_zone
from participation.measures.models import Measure
from participation.meetings.models import Meeting, MeetingStage
from participation.opinions.models import OpinionMap
from participation.opinions.models import Stage as MapStage
from participation.proposals.models import Proposal, ProposalStage
from participation.reviews.models import ReviewText
from participation.reviews.models import Stage as TextStage
from participation.surveys.models import State, Survey
from participation.votes.models import Vote, VoteState

MOST = 50_000
"""Addresses of one part (sitemaps.org, "Sitemap index files")."""
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
FIXED = (
    "/",
    "/beteiligungen",
    "/gemacht",
    "/anliegen",
    "/daten",
    "/daten/verzeichnis",
    "/protokoll",
    "/impressum",
    "/datenschutz",
    "/barrierefreiheit",
)

Entry = tuple[str, datetime | None]
"""An address of this site, and when its page last changed."""


@dataclass(frozen=True, slots=True)
class Source:
    """Pages of one kind: their table, when one changed, which of them are public, their path below the consultation."""

    model: Any
    changed: Any
    public: Any
    path: str

    def numbers(self, session: Session) -> int:
        """The largest id there is; parts are ranges of ids, so that none is counted through."""
        return session.scalar(select(func.max(self.model.id))) or 0

    def entries(self, session: Session, after: int, most: int = MOST) -> Iterator[Entry]:
        """The pages with ids behind one, up to so many ids further."""
        key = self.model.id
        asked = (
            select(key, Consultation.slug, self.changed)
            .join(Consultation, Consultation.id == self.model.consultation_id)
            .where(Consultation.stage != Stage.DRAFT, self.public, key > after, key <= after + most)
            .order_by(key)
        )
        for number, slug, changed in session.execute(asked.execution_options(yield_per=1000)):
            yield f"/beteiligungen/{slug}{self.path.format(number)}", changed


SOURCES: dict[str, Source] = {
    "vorschlaege": Source(
        Proposal, func.coalesce(Proposal.edited_at, Proposal.published_at), Proposal.stage != ProposalStage.DRAFT, "/vorschlaege/{}"
    ),
    "themen": Source(Topic, Topic.opened_at, Topic.id > 0, "/diskussionen/{}"),
    "abstimmungen": Source(
        Vote, func.coalesce(Vote.certified_at, Vote.tallied_at, Vote.opened_at), Vote.state != VoteState.DRAFT, "/abstimmungen/{}"
    ),
    "umfragen": Source(Survey, func.coalesce(Survey.closed_at, Survey.published_at), Survey.state != State.DRAFT, "/umfragen/{}"),
    "meinungsbilder": Source(
        OpinionMap,
        func.coalesce(OpinionMap.report_published_at, OpinionMap.closed_at, OpinionMap.opened_at),
        OpinionMap.stage != MapStage.DRAFT,
        "/meinungsbild/{}",
    ),
    "textentwuerfe": Source(
        ReviewText, func.coalesce(ReviewText.closed_at, ReviewText.opened_at), ReviewText.stage != TextStage.DRAFT, "/entwuerfe/{}"
    ),
    "termine": Source(Meeting, func.coalesce(Meeting.changed_at, Meeting.announced_at), Meeting.stage != MeetingStage.DRAFT, "/sitzungen/{}"),
    "massnahmen": Source(Measure, Measure.changed_at, Measure.id > 0, "/massnahmen/{}"),
}


def parts(session: Session) -> list[tuple[str, int]]:
    """All parts: the kind and the part's number, from 1."""
    found = [("seiten", 1)]
    for name, source in SOURCES.items():
        found += [(name, number) for number in range(1, -(-source.numbers(session) // MOST) + 1)]
    return found


def pages_of(session: Session, name: str, number: int) -> Iterator[Entry]:
    """The addresses of a part; none where there is no such part."""
    if name == "seiten" and number == 1:
        yield from ((path, None) for path in FIXED)
        changed = func.coalesce(Consultation.changed_at, Consultation.published_at)
        asked = select(Consultation.slug, changed).where(Consultation.stage != Stage.DRAFT).order_by(Consultation.id.desc()).limit(MOST - len(FIXED))
        for slug, moment in session.execute(asked):
            yield f"/beteiligungen/{slug}", moment
    elif name in SOURCES and number >= 1:
        yield from SOURCES[name].entries(session, (number - 1) * MOST)


def index_xml(base: str, found: list[tuple[str, int]]) -> str:
    """The index of all parts."""
    lines = "".join(f"<sitemap><loc>{base}/sitemap-{name}-{number}.xml</loc></sitemap>\n" for name, number in found)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="{_SPACE}">\n{lines}</sitemapindex>\n'


def part_xml(base: str, entries: Iterator[Entry]) -> Iterator[str]:
    """One part, piece by piece; paths hold nothing that XML would have to escape."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SPACE}">\n'
    for path, changed in entries:
        when = f"<lastmod>{changed.astimezone(city_zone()).isoformat(timespec='seconds')}</lastmod>" if changed else ""
        yield f"<url><loc>{base}{path}</loc>{when}</url>\n"
    yield "</urlset>\n"
