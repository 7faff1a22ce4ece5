"""Every page about a vote costs the same number of statements, however many ballots, options and votes there are."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit import clock
from tests.builders import a_person, an_administrator
from tests.conftest import Statements
from tests.votes.builders import AFTER, a_draft, a_voting_consultation, an_open_vote, cast, closed, consultation_of, tallied

Browse = Callable[[Person | None], FlaskClient]
Count = Callable[[], AbstractContextManager[Statements]]

A_FEW, MANY = 2, 30
OPTIONS = tuple(f"Variante {number}" for number in range(12))


def statements_of(browser: FlaskClient, url: str, count_statements: Count) -> int:
    browser.get(url)
    with count_statements() as statements:
        assert browser.get(url).status_code == 200
    return statements.count


@pytest.mark.parametrize(
    ("path", "most"), [("", 16), ("/ergebnis", 16), ("/urne", 16), ("/stimmzettel-suchen", 16), ("/nachweis.zip", 16), ("/nachzaehlen", 16)]
)
@pytest.mark.parametrize("rule", ["schulze", "stv-scottish", "approval"])
def test_a_counted_vote(session: Session, browse: Browse, count_statements: Count, path: str, most: int, rule: str) -> None:
    counts = []
    for number in (A_FEW, MANY):
        vote = an_open_vote(session, rule=rule, options=OPTIONS[:number])
        for ballot in range(number):
            cast(session, vote, (1 + ballot % 2,))
        tallied(session, vote)
        session.commit()
        url = f"/beteiligungen/{consultation_of(session, vote).slug}/abstimmungen/{vote.id}{path}"
        counts.append(statements_of(browse(a_person(session)), url, count_statements))
    assert counts[0] == counts[1] <= most


@pytest.mark.parametrize(("path", "most"), [("bearbeiten", 20), ("vorschau", 20), ("eroeffnen", 20)])
def test_preparing_a_vote(session: Session, browse: Browse, count_statements: Count, path: str, most: int) -> None:
    counts = []
    for number in (A_FEW, len(OPTIONS)):
        consultation = a_voting_consultation(session)
        vote = a_draft(session, consultation, options=OPTIONS[:number])
        session.commit()
        url = f"/beteiligungen/{consultation.slug}/abstimmungen/{vote.id}/{path}"
        counts.append(statements_of(browse(an_administrator(session)), url, count_statements))
    assert counts[0] == counts[1] <= most


@pytest.mark.parametrize(("path", "most"), [("schliessen", 20), ("auszaehlen", 20), ("feststellen", 20)])
def test_ending_a_vote(session: Session, browse: Browse, count_statements: Count, path: str, most: int) -> None:
    counts = []
    for number in (A_FEW, MANY):
        vote = an_open_vote(session, options=OPTIONS[:number])
        for _ballot in range(number):
            cast(session, vote, (1,))
        if path != "schliessen":
            (closed if path == "auszaehlen" else tallied)(session, vote)
        session.commit()
        url = f"/beteiligungen/{consultation_of(session, vote).slug}/abstimmungen/{vote.id}/{path}"
        with clock.frozen(AFTER):
            counts.append(statements_of(browse(an_administrator(session)), url, count_statements))
    assert counts[0] == counts[1] <= most


def test_the_list_of_votes(session: Session, browse: Browse, count_statements: Count) -> None:
    counts = []
    for number in (1, 6):
        consultation = a_voting_consultation(session)
        for _vote in range(number):
            tallied(session, an_open_vote(session, consultation))
        session.commit()
        counts.append(statements_of(browse(an_administrator(session)), f"/beteiligungen/{consultation.slug}/abstimmungen", count_statements))
    assert counts[0] == counts[1] <= 20
