"""Slow mode: so many texts an hour a person, whatever the room; what was typed stays, and the sentence says when it goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.pace import TextWritten, sweep_turns
from participation.discussions.actions import Draft, contribute
from participation.discussions.models import Kind
from participation.kit import clock
from participation.kit.errors import Invalid
from participation.moderation.setup_actions import Setup, clauses_from, set_up
from tests.builders import a_person, post
from tests.discussions.builders import a_contribution
from tests.moderation.conftest import Scene

Browse = Callable[[Person | None], FlaskClient]


def test_the_third_text_of_an_hour_waits(session: Session, scene: Scene) -> None:
    scene.consultation.texts_an_hour = 2
    eve, now = a_person(session), clock.now()
    for minutes in (0, 10):
        a_contribution(session, scene.consultation, scene.subject, by=eve, at=now + timedelta(minutes=minutes))
    with pytest.raises(Invalid, match="13 Uhr"):
        a_contribution(session, scene.consultation, scene.subject, by=eve, at=now + timedelta(minutes=59))
    a_contribution(session, scene.consultation, scene.subject, by=a_person(session), at=now + timedelta(minutes=59))
    a_contribution(session, scene.consultation, scene.subject, by=eve, at=now + timedelta(minutes=60))
    assert session.scalar(select(func.count(TextWritten.id))) == 4
    assert sweep_turns(session, now + timedelta(hours=3)) == 4


def test_the_same_form_sent_twice_is_one_text_and_the_city_is_not_slowed(session: Session, scene: Scene) -> None:
    scene.consultation.texts_an_hour = 1
    eve, draft = a_person(session), Draft(Kind.NOTE, "Ein Text für den Saal.", form_key="k" * 16)
    first = contribute(session, eve, scene.consultation, scene.subject, draft, clock.now())
    assert contribute(session, eve, scene.consultation, scene.subject, draft, clock.now()) is first
    for _ in range(3):
        a_contribution(session, scene.consultation, scene.subject, by=scene.moderator)
        a_contribution(session, scene.consultation, scene.subject, by=scene.administrator)


def test_what_was_typed_stays_in_the_field(session: Session, scene: Scene, browse: Browse) -> None:
    scene.consultation.texts_an_hour = 1
    eve = a_person(session)
    a_contribution(session, scene.consultation, scene.subject, by=eve)
    session.commit()
    url = f"/beteiligungen/{scene.consultation.slug}/diskussion/thema/{scene.subject.id}"
    answer = post(browse(eve), url, {"beitrag-kind": "note", "beitrag-body": "Mein zweiter Gedanke."})
    assert answer.status_code == 422
    assert "Mein zweiter Gedanke." in answer.text
    assert "geht nicht verloren" in answer.text


def test_a_consultation_has_its_own_rules_words_and_pace(session: Session, scene: Scene) -> None:
    set_up(session, scene.moderator, scene.consultation, Setup("Freundlich: Immer.\nKurz", "Bitte kürzer.", "dumm*\n\nBlöd", 3), clock.now())
    assert scene.consultation.texts_an_hour == 3
    set_up(session, scene.moderator, scene.consultation, Setup(), clock.now())
    assert scene.consultation.texts_an_hour is None
    assert clauses_from("Freundlich: Immer.\nKurz") == [("Freundlich", "Immer."), ("Kurz", "")]
    for wrong in (Setup("A: x\nA: y"), Setup(": ohne"), Setup("x" * 700), Setup(words="w" * 81), Setup(texts_an_hour=0)):
        with pytest.raises(Invalid):
            set_up(session, scene.moderator, scene.consultation, wrong, clock.now())
