"""A vote on one roll by four ways: letters with codes from an invented list, the counter, and papers entered by two people."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.demo.events import Diary
from participation.demo.people import Cast
from participation.demo.town import Town
from participation.kit.sealed_files import read_file
from participation.kit.sealing import Seals
from participation.votes.actions import Option, VoteDraft, draft_vote, open_vote
from participation.votes.casting import cast_ballot
from participation.votes.channel_models import RollEntry
from participation.votes.code_actions import request_code_letters, voting_code_print
from participation.votes.counter_actions import give_code, mark_paper
from participation.votes.jobs import letters_dir, make_code_letters
from participation.votes.models import Vote
from participation.votes.paper_actions import LookedAgain, enter_papers, open_batch, settle_papers
from participation.votes.queries import holder_by_code
from participation.votes.roll_actions import content_of, finish_list, keep_voters, kept_places, take_list, upload_list
from participation.votes.roll_reading import read_list
from participation.votes.trackers import new_cast_key
from participation.votes.urn import DirectUrn

DAY = timedelta(days=1)
PAPERS = 12
HEADER = ("Nummer", "Familienname", "Vorname", "Straße", "Hausnummer", "PLZ", "Ort")


def note_code_vote(
    session: Session, cast: Cast, town: Town, consultation: Consultation, voters: int, seals: Seals, today: datetime, diary: Diary
) -> None:
    """The running vote of those who live next to the hall: by letter, at the counter, on paper; opened by two people."""
    opens, closes = today - 2 * DAY, today + 15 * DAY
    draft = VoteDraft(
        title="Welche Fassade soll die Halle bekommen?",
        question="Welche Fassade soll die Stadthalle zur Lindenstraße hin bekommen?",
        introduction="Gefragt sind alle, die an der Lindenstraße wohnen. Sie haben einen Brief mit einem Code bekommen.",
        rule="plurality",
        roll_kind="codes",
        at_counter=True,
        on_paper=True,
        by_two=True,
        opens_at=opens,
        closes_at=closes,
        options=(Option("Holz"), Option("Klinker"), Option("Putz mit Grün")),
    )
    kept: list[Vote] = []
    diary.note(today - 7 * DAY, lambda now: _prepare(session, cast, consultation, draft, _voters(town, voters), seals, kept, now))
    diary.note(today - 6 * DAY, lambda now: open_vote(session, cast["moderator"], consultation, kept[0], now))
    diary.note(today - 5 * DAY, lambda now: open_vote(session, cast["admin"], consultation, kept[0], now))
    diary.note(today - 4 * DAY, lambda now: _vote(session, cast, consultation, kept[0], seals, today, now))


def _voters(town: Town, number: int) -> bytes:
    """An invented list: everybody lives at one street."""
    random, names = Random(number), town.voices["names"]  # noqa: S311  # an invented town
    rows = [
        (f"{1000 + place}", random.choice(names["last"]), random.choice(names["first"]), "Lindenstraße", str(1 + place // 2), "00000", "Auenstedt")
        for place in range(number)
    ]
    return "\r\n".join(";".join(row) for row in (HEADER, *rows)).encode()


def _prepare(
    session: Session, cast: Cast, consultation: Consultation, draft: VoteDraft, content: bytes, seals: Seals, kept: list[Vote], now: datetime
) -> None:
    vote = draft_vote(session, cast["moderator"], consultation, draft, now)
    until = (draft.closes_at or now) + 90 * DAY
    made = upload_list(session, cast["admin"], consultation, vote, content, "lindenstrasse.csv", until.date(), seals, now)
    take_list(session, cast["admin"], consultation, vote, made, now)
    voters, stored = read_list(content_of(made, seals), kept_places(made)), 0
    while chunk := keep_voters(session, made, voters, seals):
        stored += chunk
    finish_list(session, made, stored, now)
    kept.append(vote)


def _vote(session: Session, cast: Cast, consultation: Consultation, vote: Vote, seals: Seals, today: datetime, now: datetime) -> None:
    """Letters go out; of those who got one, some vote by it, a few at the counter, a dozen on paper."""
    batches = request_code_letters(session, cast["admin"], consultation, vote, now)
    session.commit()
    codes: list[str] = []
    for batch in batches:
        make_code_letters(batch.id)
        session.refresh(batch)
        table = read_file(letters_dir(), seals, batch.stored_name, "csv", "gone").decode("utf-8-sig")
        codes += [row["Code"] for row in csv.DictReader(io.StringIO(table))]
    later, random = today - DAY, Random(len(codes))  # noqa: S311  # an invented town
    entries = session.scalars(select(RollEntry).where(RollEntry.vote_id == vote.id).order_by(RollEntry.id)).all()
    by_letter = codes[PAPERS + 3 : PAPERS + 3 + len(codes) // 3]
    at_counter = [give_code(session, cast["moderator"], consultation, vote, entry, seals, later) for entry in entries[PAPERS : PAPERS + 3]]
    for code in (*by_letter, *at_counter):
        holder = holder_by_code(session, voting_code_print(seals, code))
        if holder is not None:
            marks = (random.choice((1, 1, 2, 3)),)
            cast_ballot(session, holder, consultation, vote, marks, new_cast_key(), DirectUrn(session, lambda: later), later)
    _enter_papers(session, cast, consultation, vote, entries[:PAPERS], later)


def _enter_papers(session: Session, cast: Cast, consultation: Consultation, vote: Vote, entries: Sequence[RollEntry], now: datetime) -> None:
    for entry in entries:
        mark_paper(session, cast["moderator"], consultation, vote, entry, now)
    batch = open_batch(session, cast["moderator"], consultation, vote, 8, now)
    first = ["[1]", "[2]", "[1]", "[]", "[3]", "[1]", "invalid", "[2]"]
    enter_papers(session, cast["moderator"], consultation, vote, batch, first, now)
    enter_papers(session, cast["admin"], consultation, vote, batch, [*first[:4], "[2]", *first[5:]], now)
    settle_papers(session, cast["admin"], consultation, vote, batch, {5: LookedAgain("3", "bei der zweiten Eingabe verlesen")}, now)
    rest = open_batch(session, cast["moderator"], consultation, vote, PAPERS - 8, now)
    enter_papers(session, cast["moderator"], consultation, vote, rest, ["[2]", "[2]", "[1]", "[3]"], now)
