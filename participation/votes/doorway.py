"""How this room's views enter a vote: its consultation, the vote, who asks, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, url_for

from participation.accounts.current import current_person
from participation.accounts.models import Person
from participation.consultations.doorway import enter, frame
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.database import current_session, db
from participation.kit.errors import Gone
from participation.kit.glances import writes_groups
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.votes.models import Vote
from participation.votes.pockets import kept_code
from participation.votes.queries import holder_by_code, vote_of
from participation.votes.rules import may_see_result, may_see_vote
from participation.votes.urn import DirectUrn, Urn
from participation.votes.voters import CodeHolder, Voter
from participation.votes.writer import GroupUrn, writer_for


@dataclass(frozen=True, slots=True)
class Here:
    """A vote as a view finds it."""

    consultation: Consultation
    vote: Vote
    person: Person | None
    now: datetime

    @property
    def voter(self) -> Voter | None:
        """Who votes: whoever entered a code in this browser, else who is signed in. Raises Gone for a code that counts no more."""
        return entered_code(self.vote.id, self.now) or self.person

    def url(self, endpoint: str, **values: Any) -> str:
        """The address of one of this vote's pages."""
        return url_for(endpoint, slug=self.consultation.slug, vote_id=self.vote.id, **values)

    def page(self, template: str, title: str = "", status: int = 200, **context: Any) -> Response:
        """One of this vote's pages inside the consultation's frame; `title` names a page below the vote's own. A template of another
        room is named with its folder."""
        crumbs = [(self.vote.title, self.url("votes.detail"))] + ([(title, "")] if title else [])
        lists = [(_("Abstimmungen"), url_for("votes.index", slug=self.consultation.slug))]
        return page(
            template if "/" in template else f"votes/{template}",
            status=status,
            at=self,
            vote=self.vote,
            crumbs=lists + crumbs,
            **context,
            **frame(self.consultation, self.person, self.now),
        )


def enter_vote(slug: str, vote_id: int) -> Here:
    """The vote of an address. Raises NotFound where it is missing or this person may not see it."""
    consultation = enter(slug)
    here = Here(consultation, vote_of(current_session(), consultation, vote_id), current_person(), clock.now())
    demand(may_see_vote(here.person, consultation, here.vote))
    return here


def enter_counted(slug: str, vote_id: int) -> Here:
    """The same for pages about the result. Raises NotFound before the count."""
    here = enter_vote(slug, vote_id)
    demand(may_see_result(here.person, here.consultation, here.vote))
    return here


def living_code(vote_id: int, now: datetime) -> CodeHolder | None:
    """Whoever entered a code for this vote in this browser; None also where it counts no more."""
    code_hash = kept_code(vote_id, now)
    holder = None if code_hash is None else holder_by_code(current_session(), code_hash)
    return holder if holder is not None and holder.vote_id == vote_id else None


def entered_code(vote_id: int, now: datetime) -> CodeHolder | None:
    """The same for whoever is about to vote. Raises Gone where the code counts no more."""
    holder = living_code(vote_id, now)
    if holder is None and kept_code(vote_id, now) is not None:
        raise Gone(_("Dieser Code gilt nicht mehr. Bitte geben Sie den Code aus Ihrem neuesten Brief ein, oder beenden Sie die Eingabe mit Code."))
    return holder


def the_urn() -> Urn:
    """Where this process puts ballots: in groups on SQLite, each in its own transaction elsewhere."""
    if writes_groups():
        return GroupUrn(current_session(), writer_for(db.engine))
    return DirectUrn(current_session(), clock.now)


def private(response: Response) -> Response:
    """Keep a page with a ballot or a receipt out of every cache."""
    response.headers["Cache-Control"] = "no-store"
    return response
