"""A budget that takes two people: one asks for its opening and its close, another confirms exactly that."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.budgets.actions import close_budget, open_budget
from participation.budgets.models import Budget
from participation.budgets.project_actions import Decision, decide_project
from participation.budgets.queries import projects_of
from participation.consultations.queries import consultation_by_id
from participation.kit.audit import AuditEntry
from participation.kit.errors import Refused
from participation.votes.models import Vote, VoteState
from tests.budgets.builders import EURO, a_public_budget
from tests.builders import an_administrator, post
from tests.votes.builders import AFTER, OPENS

Browse = Callable[[Person | None], FlaskClient]


def opened_by(session: Session, budget: Budget, person: Person) -> Budget:
    return open_budget(session, person, consultation_by_id(session, budget.consultation_id), budget, OPENS)


def test_one_asks_and_another_opens_and_closes(session: Session) -> None:
    first, second = an_administrator(session), an_administrator(session)
    budget = a_public_budget(session, by_two=True)
    opened_by(session, budget, first)
    assert not budget.is_open
    with pytest.raises(Refused):
        opened_by(session, budget, first)
    opened_by(session, budget, second)
    assert budget.is_open
    vote = session.get_one(Vote, budget.pots[0].vote_id)
    assert vote.by_two
    consultation = consultation_by_id(session, budget.consultation_id)
    close_budget(session, first, consultation, budget, AFTER)
    assert vote.state == VoteState.OPEN
    close_budget(session, second, consultation, budget, AFTER)
    assert vote.state == VoteState.CLOSED
    acts = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert [acts.count(act) for act in ("budget.open_asked", "vote.open_asked", "vote.opened", "budget.opened", "budget.closed")] == [1] * 5


def test_what_changed_since_must_be_asked_for_anew(session: Session) -> None:
    first, second = an_administrator(session), an_administrator(session)
    budget = a_public_budget(session, by_two=True)
    opened_by(session, budget, first)
    consultation = consultation_by_id(session, budget.consultation_id)
    project = projects_of(session, budget)[0]
    decide_project(session, first, consultation, budget, project, Decision(True, "Wird teurer.", 9_500 * EURO), OPENS)
    opened_by(session, budget, second)
    assert not budget.is_open
    opened_by(session, budget, first)
    assert budget.is_open


def test_the_page_says_who_is_needed(session: Session, browse: Browse) -> None:
    first, second = an_administrator(session), an_administrator(session)
    budget = a_public_budget(session, by_two=True)
    session.commit()
    url = f"/beteiligungen/{consultation_by_id(session, budget.consultation_id).slug}/buergerhaushalt/{budget.id}/eroeffnen"
    assert "Das Eröffnen braucht zwei Personen" in browse(first).get(url).text
    asked = post(browse(first), url)
    assert asked.status_code == 303
    waiting = browse(first).get(url).text
    assert "Eine zweite Person muss die Eröffnung bestätigen." in waiting
    assert post(browse(first), url).status_code == 403
    assert "Prüfen Sie alles, dann bestätigen Sie sie." in browse(second).get(url).text
    post(browse(second), url)
    session.expire_all()
    assert session.get_one(Budget, budget.id).is_open
