"""Papers: two people, what differs looked at again, as many as the roll says, and in the urn among all others."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit.audit import AuditEntry
from participation.kit.errors import Conflict, Invalid, Refused
from participation.votes.actions import close_due_votes, close_vote, tally_vote
from participation.votes.channel_models import PaperBatch, PaperState
from participation.votes.models import Ballot, Vote
from participation.votes.paper_actions import LookedAgain, different, discard_batch, enter_papers, open_batch, settle_papers
from participation.votes.paper_lines import read_papers
from participation.votes.tally import read_result
from tests.builders import a_resident, an_administrator
from tests.conftest import NOON
from tests.votes.builders import AFTER, an_open_vote, cast, consultation_of
from tests.votes.channel_builders import a_paper_mark


def a_paper_vote(session: Session, papers: int, **changes: object) -> tuple[Vote, Person, Person]:
    """A vote with so many voters marked for paper, and two people who enter them."""
    vote = an_open_vote(session, rule="plurality", on_paper=True, **changes)
    first, second = an_administrator(session), an_administrator(session)
    for _paper in range(papers):
        a_paper_mark(session, vote, a_resident(session), first)
    return vote, first, second


def enter(session: Session, vote: Vote, batch: PaperBatch, who: Person, typed: str) -> PaperBatch:
    papers = read_papers(vote, typed, batch.papers)
    return enter_papers(session, who, consultation_of(session, vote), vote, batch, papers, NOON)


def test_two_equal_entries_agree_and_go_into_the_urn_among_the_others(session: Session) -> None:
    vote, first, second = a_paper_vote(session, 3)
    for _web in range(12):
        cast(session, vote, (4,))
    consultation = consultation_of(session, vote)
    batch = open_batch(session, first, consultation, vote, 3, NOON)
    enter(session, vote, batch, first, "1\n-\nx")
    assert batch.state == PaperState.SECOND
    with pytest.raises(Refused, match="noch nicht abgeglichen"):
        close_vote(session, first, consultation, vote, AFTER)
    enter(session, vote, batch, second, "1\n-\nx")
    assert batch.state == PaperState.AGREED
    before = set(session.scalars(select(Ballot.tracker)))
    assert len(before) == 12, "before the close no paper is in the urn"
    assert close_due_votes(session, AFTER) == [], "people close a vote with papers"
    close_vote(session, first, consultation, vote, AFTER)
    assert (vote.ballots_cast, vote.roll_size) == (15, vote.roll_size)
    assert before < set(session.scalars(select(Ballot.tracker)))
    assert sorted(session.scalars(select(Ballot.marks))) == ["[1]", *["[4]"] * 12, "[]", "[]"]
    tally_vote(session, first, consultation, vote, AFTER)
    assert read_result(vote)["outcome"]["ballots"]["blank"] == 2


def test_what_differs_is_looked_at_again(session: Session) -> None:
    vote, first, second = a_paper_vote(session, 3)
    consultation = consultation_of(session, vote)
    batch = open_batch(session, first, consultation, vote, 3, NOON)
    enter(session, vote, batch, first, "1\n2\n3")
    enter(session, vote, batch, second, "1\n2\n4")
    assert (batch.state, different(batch)) == (PaperState.DIFFERS, [3])
    with pytest.raises(Invalid) as caught:
        settle_papers(session, second, consultation, vote, batch, {3: LookedAgain("9", "")}, NOON)
    assert {one.field for one in (caught.value, *caught.value.also)} == {"reason-3", "paper-3"}
    settle_papers(session, second, consultation, vote, batch, {3: LookedAgain("4", "die 3 war verlesen")}, NOON)
    assert batch.agreed == ["[1]", "[2]", "[4]"]
    assert batch.looked_again == [{"paper": 3, "marks": "[4]", "reason": "die 3 war verlesen"}]
    with pytest.raises(Conflict, match="abgeglichen"):
        discard_batch(session, first, consultation, vote, batch, NOON)
    actions = set(session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("vote.papers%"))))
    assert actions == {"vote.papers_opened", "vote.papers_entered", "vote.papers_differ", "vote.papers_settled"}


def test_the_second_entry_is_somebody_elses(session: Session) -> None:
    vote, first, _second = a_paper_vote(session, 1)
    batch = open_batch(session, first, consultation_of(session, vote), vote, 1, NOON)
    enter(session, vote, batch, first, "1")
    with pytest.raises(Refused, match="eine andere Person"):
        enter(session, vote, batch, first, "1")
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text("UPDATE paper_batch SET second_by_id = first_by_id WHERE id = :id"), {"id": batch.id})


def test_there_are_never_more_papers_than_marks_nor_fewer_at_the_close(session: Session) -> None:
    vote, first, second = a_paper_vote(session, 2)
    consultation = consultation_of(session, vote)
    with pytest.raises(Invalid, match="kann es nicht geben"):
        open_batch(session, first, consultation, vote, 3, NOON)
    batch = open_batch(session, first, consultation, vote, 1, NOON)
    enter(session, vote, batch, first, "1")
    enter(session, vote, batch, second, "1")
    with pytest.raises(Refused, match="stimmen nicht überein: 2 Personen"):
        close_vote(session, first, consultation, vote, AFTER)
    with pytest.raises(Invalid):
        open_batch(session, first, consultation, vote, 2, NOON)


def test_an_agreed_batch_stays_and_nothing_enters_after_the_close(session: Session) -> None:
    vote, first, second = a_paper_vote(session, 1)
    consultation = consultation_of(session, vote)
    batch = open_batch(session, first, consultation, vote, 1, NOON)
    enter(session, vote, batch, first, "2")
    enter(session, vote, batch, second, "2")
    for statement in ("UPDATE paper_batch SET papers = 9 WHERE id = :id", "DELETE FROM paper_batch WHERE id = :id"):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(statement), {"id": batch.id})
    close_vote(session, first, consultation, vote, AFTER)
    with pytest.raises(Refused, match="solange die Abstimmung"):
        a_paper_mark(session, vote, a_resident(session))


@pytest.mark.parametrize(
    ("typed", "papers", "words"),
    [
        ("1\n2", 3, ["3 Zettel, eingetragen sind 2"]),
        ("1\n9\nzwei", 3, ["Zeile 2", "Zeile 3"]),
        ("1 2", 1, ["Zeile 1: Sie haben nur eine Stimme"]),
        ("\n", 1, ["Zeile 1"]),
        ("٣", 1, ["Zeile 1"]),
        ("1;DROP", 1, ["Zeile 1"]),
    ],
)
def test_every_line_that_is_wrong_is_named(session: Session, typed: str, papers: int, words: list[str]) -> None:
    vote = an_open_vote(session, rule="plurality")
    with pytest.raises(Invalid) as caught:
        read_papers(vote, typed, papers)
    said = " ".join(one.message for one in (caught.value, *caught.value.also))
    assert all(word in said for word in words), said
    assert session.scalar(select(func.count(PaperBatch.id))) == 0


def test_rankings_and_approvals_are_read_as_typed(session: Session) -> None:
    assert read_papers(an_open_vote(session, rule="irv"), "3 > 1, 2\n-", 2) == ["[3,1,2]", "[]"]
    assert read_papers(an_open_vote(session, rule="approval"), "4 1\nX", 2) == ["[1,4]", "invalid"]
