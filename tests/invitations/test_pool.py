"""The pool: who said yes and told everything, in the order of the answers, with register and told features."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.councils.models import CouncilStage
from participation.invitations.answer_actions import Reply
from participation.invitations.models import Answer, Said
from participation.invitations.pool import pool_of
from participation.invitations.standing import shielded, standing_of
from tests.builders import a_consultation
from tests.councils.builders import a_council
from tests.invitations.builders import an_answer, invited, the_seals, yes


def test_the_pool_holds_who_said_yes_with_all_features(session: Session) -> None:
    consultation = a_consultation(session)
    council = a_council(session, consultation, CouncilStage.INVITING)
    found = invited(session, consultation, council)
    an_answer(session, consultation, council, found[3], yes())
    an_answer(session, consultation, council, found[1], yes())
    an_answer(session, consultation, council, found[0], Reply(Said.NO))
    an_answer(session, consultation, council, found[2], yes({"education": "degree"}))  # the other feature untold
    pool = pool_of(session, council, the_seals())
    assert [person.answer_id for person in pool] == sorted(person.answer_id for person in pool)
    assert len(pool) == 2
    assert {tuple(sorted(person.features)) for person in pool} == {("age", "background", "district", "education", "sex")}
    assert len({person.home for person in pool}) == 2
    stored = session.scalars(select(Answer)).all()
    assert all(b"kim@town" not in answer.sealed for answer in stored)
    count, drawable, features = standing_of(session, council, the_seals())
    assert (count, drawable) == (3, 2)
    assert all(value.number in (None, 0) for feature in features for value in feature.values)


def test_small_numbers_are_hidden_and_cannot_be_worked_out() -> None:
    assert shielded({"a": 12, "b": 3, "c": 9}) == {"a": 12, "b": None, "c": None}
    assert shielded({"a": 12, "b": 3, "c": 2}) == {"a": 12, "b": None, "c": None}
    assert shielded({"a": 12, "b": 0, "c": 9}) == {"a": 12, "b": 0, "c": 9}
