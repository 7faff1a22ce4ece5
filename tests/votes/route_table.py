"""Every route of votes and its outcome for each role."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from participation.votes.trackers import new_cast_key
from tests.builders import a_person, a_resident
from tests.house.routes import Row, World
from tests.votes.builders import a_draft, a_voting_consultation, an_open_vote, cast, closed, tallied


def furnish(session: Session, world: World) -> None:
    """A consultation that votes in October, with a draft, votes that are open, over, closed and counted; its moderator is the world's."""
    world.voting = a_voting_consultation(session, "Abstimmung im Oktober")
    a_person(session, moderates=world.voting)
    world.moderator.mandates.append(type(world.moderator.mandates[0])(consultation_id=world.voting.id, given_at=world.moderator.created_at))
    session.flush()
    world.vote_draft = a_draft(session, world.voting)
    world.vote_open = an_open_vote(session, world.voting)
    world.vote_changeable = an_open_vote(session, world.voting, replaceable=True)
    world.voter_key = new_cast_key()
    cast(session, world.vote_changeable, (1,), world.resident, world.voter_key)
    world.vote_over = closed_vote(session, world)
    world.vote_counted = an_open_vote(session, world.voting)
    cast(session, world.vote_counted, (1, 2), a_resident(session))
    tallied(session, world.vote_counted)


def closed_vote(session: Session, world: World) -> object:
    """A vote that is closed and not yet counted."""
    vote = an_open_vote(session, world.voting)
    cast(session, vote)
    return closed(session, vote)


def at(path: str, vote: str = "vote_open") -> Callable[[World], str]:
    return lambda w: f"/beteiligungen/{w.voting.slug}/abstimmungen/{getattr(w, vote).id}{path}"


def listed(path: str = "") -> Callable[[World], str]:
    return lambda w: f"/beteiligungen/{w.voting.slug}/abstimmungen{path}"


STAFF = "sign-in 403 403 200 403 403 200"
STAFF_DOES = "sign-in 403 403 303 403 403 303"
DRAFT = "404 404 404 200 404 404 200"
DRAFT_DONE = "404 404 404 303 404 404 303"
VOTERS = "sign-in 200 403 403 403 403 403"
CAST = "sign-in 303 403 403 403 403 403"
NEW = {
    "title": "Neue Abstimmung",
    "question": "Was?",
    "rule": "irv",
    "options": "A\nB",
    "seats": "1",
    "secrecy": "secret",
    "opens_at": "2026-10-20T08:00",
    "closes_at": "2026-10-25T18:00",
}

TABLE: dict[str, Row] = {
    "votes.index GET": Row(listed(), "200"),
    "votes.detail GET": Row(at(""), "200"),
    "votes.ballot GET": Row(at("/stimmzettel"), VOTERS),
    "votes.check POST": Row(at("/stimmzettel"), VOTERS, lambda w: {"rank-1": "1"}),
    "votes.cast POST": Row(at("/stimme"), CAST, lambda w: {"rank-1": "1", "cast_key": new_cast_key()}),
    "votes.replace POST": Row(at("/stimme-aendern", "vote_changeable"), CAST, lambda w: {"rank-2": "1", "cast_key": w.voter_key}),
    "votes.receipt GET": Row(at("/beleg"), "302"),
    "votes.receipt_file POST": Row(at("/beleg.txt", "vote_changeable"), "200", lambda w: {"cast_key": w.voter_key}),
    "votes.lookup GET": Row(at("/stimmzettel-suchen"), "200"),
    "votes.look_up POST": Row(at("/stimmzettel-suchen"), "200", lambda w: {"tracker": "7K3M9QXRV0TBDH2W8ABC"}),
    "vote_results.result GET": Row(at("/ergebnis", "vote_counted"), "200"),
    "vote_results.ballots GET": Row(at("/urne", "vote_counted"), "200"),
    "vote_results.export GET": Row(at("/stimmzettel.blt", "vote_counted"), "200"),
    "vote_results.tracker_table GET": Row(at("/kennungen.csv", "vote_counted"), "200"),
    "vote_results.result_file GET": Row(at("/ergebnis.json", "vote_counted"), "200"),
    "vote_results.frozen GET": Row(at("/festschreibung.json"), "200"),
    "votes_staff.new GET": Row(listed("/neu"), STAFF),
    "votes_staff.new POST": Row(listed("/neu"), STAFF_DOES, lambda w: NEW),
    "votes_staff.edit GET": Row(at("/bearbeiten", "vote_draft"), DRAFT),
    "votes_staff.edit POST": Row(at("/bearbeiten", "vote_draft"), DRAFT_DONE, lambda w: NEW),
    "votes_staff.preview GET": Row(at("/vorschau", "vote_draft"), DRAFT),
    "votes_staff.opening GET": Row(at("/eroeffnen", "vote_draft"), DRAFT),
    "votes_staff.open_now POST": Row(at("/eroeffnen", "vote_draft"), DRAFT_DONE),
    "votes_staff.closing GET": Row(at("/schliessen"), "sign-in 403 403 403 403 403 403"),
    "votes_staff.close_now POST": Row(at("/schliessen"), "sign-in 403 403 403 403 403 403"),
    "votes_staff.counting GET": Row(at("/auszaehlen", "vote_over"), STAFF),
    "votes_staff.count_now POST": Row(at("/auszaehlen", "vote_over"), STAFF_DOES),
    "votes_staff.certifying GET": Row(at("/feststellen", "vote_counted"), STAFF),
    "votes_staff.certifying POST": Row(
        at("/feststellen", "vote_counted"), STAFF_DOES, lambda w: {"council_note": "Angenommen.", "council_decided_on": "2026-11-12"}
    ),
}
