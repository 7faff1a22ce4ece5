"""The machine opens cases and decides nothing; deadlines are reminded of once; what is over ends by itself."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.discussions.actions import edit_contribution
from participation.discussions.models import Kind
from participation.kit import clock
from participation.kit.mail import OutboxMail
from participation.moderation.looking_actions import end_appeals, look_at_new, remind_due
from participation.moderation.models import Case, Measure, Source, State
from participation.moderation.setup_actions import Setup, set_up
from tests.builders import a_person
from tests.discussions.builders import a_contribution
from tests.moderation.builders import SETTINGS, TARGETS
from tests.moderation.conftest import Scene


def _look(session: Session) -> int:
    return look_at_new(session, list(TARGETS.values()), clock.now())


def test_only_what_is_new_is_looked_at_and_nothing_is_hidden(session: Session, scene: Scene) -> None:
    scene.another("Rufen Sie mich an: 0171 2345678")
    assert _look(session) == 0, "the first time it begins from here on"
    ad = scene.another("Jetzt billig kaufen auf https://www.example.org/angebot")
    scene.another("Der große Saal hat eine sehr gute Akustik.")
    assert _look(session) == 1
    assert _look(session) == 0
    (case,) = session.scalars(select(Case)).all()
    assert (case.source, case.automated, case.sign_list, case.target_id) == (Source.AUTOMATIC, True, ["link"], ad.id)
    assert ad.hidden_at is None


def test_a_changed_text_is_looked_at_again_and_repetitions_are_seen(session: Session, scene: Scene) -> None:
    _look(session)
    eve = a_person(session)
    text = a_contribution(session, scene.consultation, scene.subject, "Ein harmloser Satz über den Saal.", by=eve)
    assert _look(session) == 0
    edit_contribution(session, eve, scene.consultation, text, Kind.NOTE, "Schreiben Sie an eve@example.org", clock.now())
    assert _look(session) == 1
    twice = "Die Halle ist schön, und alle wollen, dass sie genau so bleibt, wie sie heute ist."
    scene.another(twice)
    scene.another(twice.replace("heute", "jetzt"))
    assert _look(session) == 1
    assert session.scalars(select(Case).order_by(Case.id.desc())).first().sign_list == ["repetition"]  # type: ignore[union-attr]  # there is one


def test_the_word_list_is_the_consultations_and_the_city_is_left_alone(session: Session, scene: Scene) -> None:
    set_up(session, scene.moderator, scene.consultation, Setup(words="dummk*"), clock.now())
    _look(session)
    scene.another("So ein DUMMKOPF.")
    a_contribution(session, scene.consultation, scene.subject, "Schreiben Sie an amt@stadt.example", by=scene.administrator)
    assert _look(session) == 1


def test_those_who_moderate_are_reminded_once(session: Session, scene: Scene) -> None:
    case = scene.reported()
    session.query(OutboxMail).delete()
    assert remind_due(session, SETTINGS, case.due_at - timedelta(seconds=1)) == 0
    assert remind_due(session, SETTINGS, case.due_at) == 1
    assert remind_due(session, SETTINGS, case.due_at + timedelta(days=1)) == 0
    mail = session.scalars(select(OutboxMail)).one()
    assert mail.recipient == scene.moderator.email
    assert f"/beteiligungen/{scene.consultation.slug}/moderation" in mail.text


def test_a_decision_becomes_final_after_half_a_year(session: Session, scene: Scene) -> None:
    case = scene.ruled(Measure.HIDE)
    assert end_appeals(session, clock.now() + timedelta(days=182)) == 0
    assert end_appeals(session, clock.now() + timedelta(days=183)) == 1
    session.refresh(case)
    assert case.state == State.FINAL
