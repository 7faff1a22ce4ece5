"""Every route of votes and its outcome for each role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from participation.accounts.models import Mandate
from participation.kit import clock
from participation.kit.work import WorkState
from participation.votes.actions import open_vote
from participation.votes.channel_models import PaperState
from participation.votes.code_actions import request_code_letters
from participation.votes.paper_actions import open_batch
from participation.votes.roll_actions import upload_list
from participation.votes.trackers import new_cast_key
from tests.builders import a_person, a_resident, an_administrator
from tests.house.routes import Row, World
from tests.votes.builders import CLOSES, a_draft, a_voting_consultation, an_open_vote, cast, closed, tallied
from tests.votes.channel_builders import a_code_draft, a_code_vote, a_list, a_paper_mark, a_voter_row, entries_of, the_seals


def furnish(session: Session, world: World) -> None:
    """A consultation that votes in October, with a draft, votes that are open, over, closed and counted; its moderator is the world's."""
    world.voting = a_voting_consultation(session, "Abstimmung im Oktober")
    a_person(session, moderates=world.voting)
    session.add(Mandate(person_id=world.moderator.id, consultation_id=world.voting.id, given_at=world.moderator.created_at))
    session.flush()
    session.refresh(world.moderator, ["mandates"])
    world.vote_draft = a_draft(session, world.voting)
    world.vote_open = an_open_vote(session, world.voting)
    world.vote_changeable = an_open_vote(session, world.voting, replaceable=True)
    world.voter_key = new_cast_key()
    cast(session, world.vote_changeable, (1,), world.resident, world.voter_key)
    world.vote_over = closed_vote(session, world)
    world.vote_counted = an_open_vote(session, world.voting)
    cast(session, world.vote_counted, (1, 2), a_resident(session))
    tallied(session, world.vote_counted)
    furnish_channels(session, world)


def furnish_channels(session: Session, world: World) -> None:
    """A draft by codes with a list that waits, an open vote by codes with letters, and one with counter and papers, asked to be annulled."""
    world.code_draft = a_code_draft(session, 0, world.voting)
    other, content = an_administrator(session), a_list([a_voter_row(1), a_voter_row(2)])
    until = (CLOSES + timedelta(days=60)).date()
    world.roll_list = upload_list(session, other, world.voting, world.code_draft, content, "liste.csv", until, the_seals(), clock.now())
    world.code_vote = a_code_vote(session, 3, world.voting)
    world.roll_entry = entries_of(session, world.code_vote)[0]
    world.code_batch = request_code_letters(session, other, world.voting, world.code_vote, clock.now())[0]
    world.code_batch.state = WorkState.GONE
    world.paper_vote = an_open_vote(session, world.voting, rule="plurality", at_counter=True, on_paper=True)
    for _paper in range(3):
        a_paper_mark(session, world.paper_vote, a_resident(session))
    world.paper_batch = open_batch(session, other, world.voting, world.paper_vote, 1, clock.now())
    world.paper_differs = open_batch(session, other, world.voting, world.paper_vote, 1, clock.now())
    world.paper_differs.first_by_id, world.paper_differs.first = other.id, ["[1]"]
    world.paper_differs.second_by_id, world.paper_differs.second = a_person(session).id, ["[2]"]
    world.paper_differs.state = PaperState.DIFFERS
    world.vote_by_two = an_open_vote(session, world.voting)
    world.vote_asked = a_draft(session, world.voting, by_two=True)
    open_vote(session, other, world.voting, world.vote_asked, clock.now())
    session.flush()


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
    "vote_evidence.pack GET": Row(at("/nachweis.zip", "vote_counted"), "200"),
    "vote_evidence.recount GET": Row(at("/nachzaehlen", "vote_counted"), "200"),
    "vote_results.frozen GET": Row(at("/festschreibung.json"), "200"),
    "voting_codes.enter GET": Row(lambda w: "/abstimmen", "200"),
    "voting_codes.enter POST": Row(lambda w: "/abstimmen", "422", lambda w: {"code": "7K3M-9QXR-V0TB-DH2W9"}),
    "voting_codes.leave POST": Row(lambda w: "/abstimmen/beenden", "303"),
    "vote_roll.index GET": Row(at("/verzeichnis", "code_vote"), STAFF),
    "vote_roll.upload POST": Row(at("/verzeichnis/liste", "code_draft"), "404 404 404 422 404 404 422"),
    "vote_roll.preview GET": Row(lambda w: at(f"/verzeichnis/liste/{w.roll_list.id}", "code_draft")(w), DRAFT),
    "vote_roll.columns POST": Row(lambda w: at(f"/verzeichnis/liste/{w.roll_list.id}/spalten", "code_draft")(w), DRAFT_DONE),
    "vote_roll.take POST": Row(lambda w: at(f"/verzeichnis/liste/{w.roll_list.id}/einlesen", "code_draft")(w), DRAFT_DONE),
    "vote_roll.plain POST": Row(at("/verzeichnis/codes", "code_draft"), DRAFT_DONE, lambda w: {"number": "5"}),
    "vote_roll.empty POST": Row(at("/verzeichnis/leeren", "code_draft"), DRAFT_DONE),
    "vote_roll.find POST": Row(at("/verzeichnis/suchen", "code_vote"), STAFF_DOES, lambda w: {"number": "1"}),
    "vote_roll.entry GET": Row(lambda w: at(f"/verzeichnis/eintrag/{w.roll_entry.id}", "code_vote")(w), STAFF),
    "vote_roll.again POST": Row(lambda w: at(f"/verzeichnis/eintrag/{w.roll_entry.id}/brief", "code_vote")(w), STAFF_DOES),
    "vote_roll.revoke POST": Row(
        lambda w: at(f"/verzeichnis/eintrag/{w.roll_entry.id}/sperren", "code_vote")(w), STAFF_DOES, lambda w: {"reason": "verzogen"}
    ),
    "code_letters.index GET": Row(at("/verzeichnis/briefe", "code_vote"), STAFF),
    "code_letters.make POST": Row(at("/verzeichnis/briefe", "code_vote"), STAFF_DOES),
    "code_letters.again POST": Row(at("/verzeichnis/briefe/1/neu", "code_vote"), STAFF_DOES),
    "code_letters.download GET": Row(at("/verzeichnis/briefe/1.pdf", "code_vote"), "sign-in 403 403 303 403 403 303"),
    "vote_counter.show GET": Row(at("/schalter", "paper_vote"), STAFF),
    "vote_counter.show POST": Row(at("/schalter", "paper_vote"), STAFF, lambda w: {"who": w.resident.email}),
    "vote_counter.give POST": Row(at("/schalter/code", "paper_vote"), STAFF, lambda w: {"who": w.resident.email}),
    "vote_counter.paper POST": Row(at("/schalter/papier", "paper_vote"), STAFF_DOES, lambda w: {"who": w.resident.email}),
    "vote_papers.index GET": Row(at("/papier", "paper_vote"), STAFF),
    "vote_papers.begin POST": Row(at("/papier", "paper_vote"), STAFF_DOES, lambda w: {"papers": "1"}),
    "vote_papers.batch GET": Row(at("/papier/1", "paper_vote"), STAFF),
    "vote_papers.batch POST": Row(at("/papier/1", "paper_vote"), STAFF_DOES, lambda w: {"papers": "1"}),
    "vote_papers.settle POST": Row(at("/papier/2/klaeren", "paper_vote"), STAFF_DOES, lambda w: {"paper-1": "1", "reason-1": "verlesen"}),
    "vote_papers.discard POST": Row(at("/papier/1/verwerfen", "paper_vote"), STAFF_DOES),
    "vote_papers.sheet GET": Row(at("/papier/1/blatt", "paper_vote"), STAFF),
    "vote_changes.extending GET": Row(at("/verlaengern"), STAFF),
    "vote_changes.extend POST": Row(at("/verlaengern"), "sign-in 403 403 403 403 403 403"),
    "vote_changes.annulling GET": Row(at("/ungueltig"), STAFF),
    "vote_changes.annulling POST": Row(at("/ungueltig", "vote_by_two"), STAFF_DOES, lambda w: {"reason": "Ein Name fehlte."}),
    "vote_changes.withdraw POST": Row(at("/antrag-zuruecknehmen", "vote_asked"), DRAFT_DONE, lambda w: {"step": "open"}),
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
