"""What this room shows on other rooms' pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy import Select, select

from participation.accounts.models import Person
from participation.consultations.crowds import Crowd
from participation.consultations.models import Consultation
from participation.consultations.outcomes import OF_CONSULTATION, OF_VOTE
from participation.consultations.phases import Act
from participation.consultations.rules import runs_it
from participation.kit.database import current_session
from participation.kit.icalendar import Event
from participation.kit.language import gettext as _
from participation.kit.links import Link, Section
from participation.kit.page_cache import changes_at, not_to_keep
from participation.public_log.models import LogKind
from participation.votes.crowd import Voters
from participation.votes.models import Channel, OpenBallot, RollMark, Secrecy, Vote, VoteState
from participation.votes.queries import marks_of, participations_of, slug_of, turnouts, votes_of
from participation.votes.results import headline
from participation.votes.rules import may_cast, may_draft_vote, visible
from participation.votes.words import state_badge

SHOWN = 50


def tabs(consultation: Consultation, person: Person | None, held: Mapping[str, Any]) -> list[Link]:
    """The tab, where a phase for voting is planned."""
    if not any(phase.opens(Act.VOTE) for phase in consultation.phases):
        return []
    return [Link(_("Abstimmungen"), url_for("votes.index", slug=consultation.slug))]


def acts(consultation: Consultation) -> list[tuple[Act, Link]]:
    """Where residents vote."""
    return [(Act.VOTE, Link(_("Zu den Abstimmungen"), url_for("votes.index", slug=consultation.slug)))]


def _votes(consultation: Consultation, person: Person | None) -> list[Vote]:
    if not any(phase.opens(Act.VOTE) for phase in consultation.phases):
        return []
    return visible(person, consultation, votes_of(current_session(), consultation))


def overview(consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """Votes that take ballots now, with their button and turnout."""
    seen = _votes(consultation, person)
    changes_at(*(moment for vote in seen for moment in (vote.opens_at, vote.ends_at)))
    votes = [vote for vote in seen if vote.takes_ballots(now)]
    if not votes:
        return []
    not_to_keep()  # no table says when the turnout changed: that would be a trace of ballots
    cast, voted = turnouts(current_session(), votes), marks_of(current_session(), person, votes)
    rows = [
        (vote, cast[vote.id], may_cast(person, consultation, vote, Channel.WEB if vote.id in voted else None, now), vote.id in voted)
        for vote in votes
    ]
    return [Markup(render_template("votes/_open_votes.html", consultation=consultation, rows=rows))]  # rendered by our template


def results(consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """The results of counted votes, each with its sentence."""
    rows = [(vote, headline(vote)) for vote in _votes(consultation, person) if vote.is_counted]
    if not rows:
        return []
    return [Markup(render_template("votes/_results.html", consultation=consultation, rows=rows))]  # rendered by our template


def missing(consultation: Consultation) -> list[Link]:
    """A phase for voting needs a vote, unless people propose or discuss before it: what is voted on then comes out of that."""
    votings = [phase.starts_at for phase in consultation.phases if phase.opens(Act.VOTE)]
    before = [phase for phase in consultation.phases if phase.opens(Act.DISCUSS) and votings and phase.starts_at < min(votings)]
    if not votings or before or votes_of(current_session(), consultation):
        return []
    return [Link(_("Es gibt eine Phase „Abstimmen“, aber noch keine Abstimmung."), url_for("votes_staff.new", slug=consultation.slug))]


def running(consultation: Consultation, now: datetime) -> list[Link]:
    """Votes whose frozen end is still to come: whoever has a vote must be able to cast it until then."""
    return [
        Link(vote.title, url_for("votes.detail", slug=consultation.slug, vote_id=vote.id), note=state_badge(vote, now)[0])
        for vote in votes_of(current_session(), consultation)
        if vote.state == VoteState.OPEN and not vote.is_annulled and not vote.is_over(now)
    ]


def staff(consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """What those who run the consultation can do with its votes."""
    if not runs_it(person, consultation):
        return []
    links = [Link(_("Neue Abstimmung"), url_for("votes_staff.new", slug=consultation.slug))] if may_draft_vote(person, consultation) else []
    for vote in votes_of(current_session(), consultation):
        if vote.state != VoteState.CERTIFIED:
            links.append(Link(vote.title, url_for("votes.detail", slug=consultation.slug, vote_id=vote.id), note=state_badge(vote, now)[0]))
    return links


def contributions(person: Person) -> list[Section]:
    """In which votes the person took part, on the person's own page."""
    found = participations_of(current_session(), person)[:SHOWN]
    links = [Link(one.title, url_for("votes.detail", slug=one.slug, vote_id=one.vote_id), note=_("teilgenommen")) for one in found]
    return [Section(_("Abstimmungen"), links)] if links else []


def log_subject(kind: str, number: int) -> list[Link]:
    """From its public log to the vote."""
    if kind not in (LogKind.VOTE, LogKind.BOARD):
        return []
    return [Link(_("Zur Abstimmung"), url_for("votes.detail", slug=slug_of(current_session(), number), vote_id=number))]


def data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """What this room knows of a person: that they took part; how, only in open votes."""
    rows = []
    for one in participations_of(current_session(), person):
        row: dict[str, Any] = {"abstimmung": one.title, "art": one.secrecy, "teilgenommen": True}
        if one.secrecy == Secrecy.OPEN:
            row |= {"stimmen": one.marks, "abgegeben_am": one.cast_at}
        rows.append(row)
    return {"abstimmungen": rows}


def signed(consultation_id: int, person_id: int) -> list[Select[Any]]:
    """Ballots of open votes, which are published with names."""
    cast = select(OpenBallot.vote_id).join(Vote, Vote.id == OpenBallot.vote_id)
    return [cast.where(Vote.consultation_id == consultation_id, OpenBallot.person_id == person_id)]


def took_part(kind: str, number: int) -> list[Select[Any]]:
    """Whose mark is on the roll of a vote, or of any vote of a consultation; it says nothing about the ballot."""
    marks = select(RollMark.person_id)
    if kind == OF_VOTE:
        return [marks.where(RollMark.vote_id == number)]
    return [marks.join(Vote, Vote.id == RollMark.vote_id).where(Vote.consultation_id == number)] if kind == OF_CONSULTATION else []


def dates(consultations: Sequence[Consultation], base: str) -> list[Event]:
    """When people can vote, for calendars: votes that are no drafts any more."""
    slugs = {town.id: town.slug for town in consultations}
    asked = select(Vote).where(Vote.consultation_id.in_(slugs), Vote.state != VoteState.DRAFT, Vote.opens_at.is_not(None))
    return [
        Event(
            f"vote-{vote.id}",
            _("Abstimmung: %(title)s", title=vote.title),
            vote.opens_at,
            vote.extended_until or vote.closes_at,
            f"{base}/beteiligungen/{slugs[vote.consultation_id]}/abstimmungen/{vote.id}",
            vote.opened_at or vote.opens_at,
        )
        for vote in current_session().scalars(asked)
        if vote.opens_at is not None and vote.closes_at is not None
    ]


def crowds() -> list[Crowd]:
    """Who voted, for the look at unusual crowds; never how."""
    return [Voters()]
