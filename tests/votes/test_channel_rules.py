"""Who may fill a roll, print letters, serve the counter and mark papers, and when: person × moment, as a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.consultations.models import Consultation
from participation.kit.rules import Verdict
from participation.votes.actions import close_vote, open_vote
from participation.votes.models import Vote
from participation.votes.roll_rules import may_fill_roll, may_mark_paper, may_print_letters, may_serve_counter
from participation.votes.rules import may_annul, may_extend
from tests.builders import a_person, a_resident, an_administrator
from tests.votes.builders import AFTER, CLOSES, OPENS, consultation_of
from tests.votes.channel_builders import a_code_draft

BEFORE, DURING, LAST = OPENS - timedelta(seconds=1), OPENS, CLOSES - timedelta(seconds=1)
MOMENTS = ("draft", BEFORE, DURING, LAST, CLOSES, "closed")
"""A draft; opened and not begun; the first and the last second; over and not closed; closed."""

Rule = Callable[[Person | None, Consultation, Vote, datetime], Verdict]
RULES: dict[str, Rule] = {
    "fill the roll": lambda person, consultation, vote, now: may_fill_roll(person, consultation, vote),
    "print letters": may_print_letters,
    "serve the counter": may_serve_counter,
    "mark papers": lambda person, consultation, vote, now: may_mark_paper(person, consultation, vote),
    "extend": lambda person, consultation, vote, now: may_extend(person, consultation, vote, CLOSES + timedelta(hours=1)),
    "annul": lambda person, consultation, vote, now: may_annul(person, consultation, vote),
}
TABLE = {
    "fill the roll": "yes no no no no no",
    "print letters": "no yes yes yes no no",
    "serve the counter": "no no yes yes no no",
    "mark papers": "no yes yes yes yes no",
    "extend": "no yes yes yes yes no",
    "annul": "no yes yes yes yes yes",
}


def a_vote_at(session: Session, moment: str | datetime) -> tuple[Vote, datetime]:
    """A vote by codes at the counter and on paper, as it stands at a moment."""
    vote = a_code_draft(session, 2, at_counter=True, on_paper=True)
    consultation, actor = consultation_of(session, vote), an_administrator(session)
    if moment == "draft":
        return vote, BEFORE
    open_vote(session, actor, consultation, vote, BEFORE - timedelta(days=1))
    if moment == "closed":
        close_vote(session, actor, consultation, vote, AFTER)
    return vote, moment if isinstance(moment, datetime) else AFTER


@pytest.mark.parametrize("act", TABLE)
@pytest.mark.parametrize("place", range(len(MOMENTS)))
def test_when_those_who_run_a_vote_may_do_what(session: Session, act: str, place: int) -> None:
    vote, now = a_vote_at(session, MOMENTS[place])
    consultation = consultation_of(session, vote)
    for who in (an_administrator(session), a_person(session, moderates=consultation)):
        verdict = RULES[act](who, consultation, vote, now)
        assert ("yes" if verdict else "no") == TABLE[act].split()[place]
        assert verdict or verdict.reason


@pytest.mark.parametrize("act", TABLE)
@pytest.mark.parametrize("moment", MOMENTS)
def test_nobody_else_may_at_any_time(session: Session, act: str, moment: str | datetime) -> None:
    vote, now = a_vote_at(session, moment)
    consultation = consultation_of(session, vote)
    blocked = an_administrator(session)
    blocked.blocked_at = BEFORE
    others = [a_person(session, role=role) for role in (Role.OFFICE, Role.COUNCIL)]
    for who in (None, a_resident(session), blocked, *others):
        assert not RULES[act](who, consultation, vote, now)
