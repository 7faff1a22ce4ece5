"""How long data is kept is set for one consultation: shorter at once, longer only for what is given from then on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.consultations.actions import copy_consultation
from participation.consultations.models import Consultation, SpanChange, Stage
from participation.consultations.retention import due_at_once, due_of, kept_of, past
from participation.consultations.retention_actions import set_span
from participation.consultations.rules import may_set_span
from participation.discussions.following_actions import note_visit, sweep_visits
from participation.discussions.models import Visit
from participation.discussions.spans import VISITS
from participation.encrypted.privacy import sweep_addresses
from participation.encrypted.spans import ADDRESSES as TRUSTEES
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Conflict, Invalid, Refused
from participation.kit.privacy import all_due, spans_of, sweep_all
from participation.kit.retention import Span
from participation.moderation.actions import forget_addresses
from participation.moderation.models import CaseNotice
from participation.moderation.spans import ADDRESSES
from participation.opinions.actions import sweep_answers
from participation.opinions.map_actions import close_map
from participation.opinions.models import Answer
from participation.opinions.queries import result_of
from participation.opinions.spans import ANSWERS
from participation.proposals.author_actions import invite, sweep_invitations
from participation.proposals.intake_actions import sweep_givers
from participation.proposals.spans import GIVERS, INVITATIONS
from participation.proposals.writing_models import Intake
from participation.surveys.answer_actions import begin_answering, sweep_drafts
from participation.surveys.spans import DRAFTS
from participation.votes.channel_models import CounterCode
from participation.votes.roll_sweeps import sweep_counter_codes
from participation.votes.spans import CODES
from tests.builders import a_consultation, a_person, a_resident, an_administrator, post
from tests.conftest import NOON
from tests.discussions.builders import a_contribution, a_subject, discussion_of
from tests.encrypted.builders import an_encrypted_vote
from tests.encrypted.builders import tallied as tallied_encrypted
from tests.moderation.builders import report
from tests.opinions.builders import a_map, answers
from tests.proposals.builders import a_draft, taken_in_at_the_counter
from tests.surveys.builders import an_open_survey, somebody
from tests.votes.builders import an_open_vote, closed

Browse = Callable[[Person | None], FlaskClient]


def days(number: int) -> timedelta:
    return timedelta(days=number)


def change(session: Session, consultation: Consultation, span: Span, to: int, at: datetime, *, at_once: bool = False) -> SpanChange:
    """As the administration does it."""
    session.refresh(consultation, ["kept_days"])
    was = consultation.days_kept(span)
    return set_span(session, an_administrator(session), consultation, span, to, "Der Rat will es so.", at, was=was, at_once=at_once)


def a_visit(session: Session, consultation: Consultation, at: datetime) -> Person:
    reader = a_person(session)
    note_visit(session, reader, consultation, discussion_of(session, a_subject(session, consultation)), at)
    session.flush()
    return reader


def reported(session: Session, consultation: Consultation, at: datetime) -> None:
    """Somebody without an account tells the moderation of a contribution."""
    written = a_contribution(session, consultation, a_subject(session, consultation))
    report(session, None, consultation, "contribution", written.id, at=at, name="Erika Muster", email="erika@town.example")


def visits(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Visit)) or 0


@pytest.mark.parametrize("stage", list(Stage))
def test_who_sets_spans_at_which_stage(session: Session, stage: Stage) -> None:
    consultation, elsewhere = a_consultation(session, stage=stage), a_consultation(session, "Anderswo")
    blocked = an_administrator(session)
    blocked.blocked_at = NOON
    for person, may in (
        (None, False),
        (a_resident(session), False),
        (a_person(session, moderates=elsewhere), False),
        (a_person(session, moderates=consultation), False),
        (a_person(session, role=Role.OFFICE), False),
        (a_person(session, role=Role.COUNCIL), False),
        (blocked, False),
        (an_administrator(session), True),
    ):
        verdict = may_set_span(person, consultation)
        assert bool(verdict) == may, (person and person.role, stage)
        if not may:
            with pytest.raises(Exception, match=r".*") as refused:
                set_span(session, person, consultation, DRAFTS, 14, "Grund", NOON, was=30)
            assert isinstance(refused.value, Refused) or stage == Stage.DRAFT


def test_what_cannot_be_set(session: Session) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    for number, reason, field in (
        (6, "Grund", "days"),
        (91, "Grund", "days"),
        (30, "Grund", "days"),
        (14, " \u200b ", "reason"),
        (14, "x" * 501, "reason"),
    ):
        with pytest.raises(Invalid) as refused:
            set_span(session, staff, consultation, DRAFTS, number, reason, NOON, was=30)
        assert refused.value.field == field
    with pytest.raises(Conflict):
        set_span(session, staff, consultation, DRAFTS, 14, "Grund", NOON, was=60)
    assert session.scalars(select(SpanChange)).all() == []
    with pytest.raises(Invalid, match="von 183 bis 365"):
        set_span(session, staff, consultation, ADDRESSES, 30, "Grund", NOON, was=183)


def test_a_shorter_span_counts_at_once_and_only_here(session: Session) -> None:
    here, elsewhere = a_consultation(session), a_consultation(session, "Anderswo")
    for consultation in (here, elsewhere):
        a_visit(session, consultation, NOON)
    change(session, here, VISITS, 60, NOON + days(10))
    assert sweep_visits(session, NOON + days(60) - timedelta(seconds=1)) == 0
    assert sweep_visits(session, NOON + days(60)) == 1
    assert sweep_visits(session, NOON + days(180) - timedelta(seconds=1)) == 0
    assert sweep_visits(session, NOON + days(180)) == 1


def test_a_longer_span_counts_for_what_is_given_from_then_on(session: Session) -> None:
    here = a_consultation(session)
    a_visit(session, here, NOON)
    change(session, here, VISITS, 300, NOON + days(10))
    a_visit(session, here, NOON + days(10))
    assert sweep_visits(session, NOON + days(180)) == 1, "180 days were promised"
    assert sweep_visits(session, NOON + days(310) - timedelta(seconds=1)) == 0
    assert sweep_visits(session, NOON + days(310)) == 1


def test_there_and_back_keeps_the_shortest_promise(session: Session) -> None:
    here = a_consultation(session)
    a_visit(session, here, NOON)
    change(session, here, VISITS, 30, NOON + days(1))
    change(session, here, VISITS, 180, NOON + days(2))
    assert here.kept_days == {VISITS.key: 180}
    assert sweep_visits(session, NOON + days(30)) == 1


def test_what_is_deleted_at_once_has_to_be_confirmed(session: Session) -> None:
    here = a_consultation(session)
    for ago in (100, 50, 10):
        a_visit(session, here, NOON - days(ago))
    assert due_at_once(session, VISITS, here.id, 60, NOON) == 1
    assert due_at_once(session, VISITS, here.id, 30, NOON) == 2
    with pytest.raises(Invalid, match="sofort 2 Einträge") as refused:
        change(session, here, VISITS, 30, NOON)
    assert refused.value.field == "at_once"
    change(session, here, VISITS, 30, NOON, at_once=True)
    assert sweep_visits(session, NOON) == 2
    assert visits(session) == 1
    logged = session.scalars(select(AuditEntry).where(AuditEntry.action == "consultation.span_set")).one()
    for told in (f'"span":"{VISITS.key}"', '"before":180', '"after":30', '"due":2'):
        assert told in logged.data
    assert "Rat" not in logged.data


def test_the_list_of_what_is_due_follows(app: Flask, session: Session) -> None:
    here, elsewhere = a_consultation(session), a_consultation(session, "Anderswo")
    for consultation in (here, elsewhere):
        a_visit(session, consultation, NOON)
    change(session, here, VISITS, 60, NOON)
    change(session, here, VISITS, 90, NOON + days(1))
    a_visit(session, here, NOON + days(2))
    with app.app_context():
        found = [(due.what, due.rows, due.on - NOON.date()) for due in all_due(app, session, NOON) if due.what.startswith("thread_visit")]
    assert found == [
        ("thread_visit (the oldest of “Stadthalle und Quartier”, 60 days)", 1, days(60)),
        ("thread_visit (the oldest of “Stadthalle und Quartier”, 90 days)", 1, days(92)),
        ("thread_visit (the oldest)", 1, days(180)),
    ]
    with app.app_context():
        assert sweep_all(app, session, NOON + days(60))["thread_visit"] == 1


def test_answers_to_a_map_keep_what_was_promised_at_its_opening(session: Session) -> None:
    here = a_consultation(session)
    opinion_map = a_map(session, here)
    answers(session, here, opinion_map, a_resident(session), {1: 1})
    change(session, here, ANSWERS, 700, clock.now() + days(1))
    close_map(session, an_administrator(session), here, opinion_map, clock.now())
    result_of(session, opinion_map.id).is_stale = False
    session.flush()
    assert sweep_answers(session, clock.now() + days(365)) == 1
    again = a_map(session, here)
    again.opened_at = clock.now() + days(2)
    answers(session, here, again, a_resident(session), {1: 1})
    close_map(session, an_administrator(session), here, again, clock.now() + days(3))
    result_of(session, again.id).is_stale = False
    session.flush()
    assert sweep_answers(session, clock.now() + days(702)) == 0
    change(session, here, ANSWERS, 30, clock.now() + days(5))
    assert sweep_answers(session, clock.now() + days(33)) == 1
    assert session.scalar(select(func.count()).select_from(Answer)) == 0


def test_names_from_the_counter_keep_their_day_or_get_an_earlier_one(session: Session) -> None:
    here, elsewhere, staff = a_consultation(session), a_consultation(session, "Anderswo"), an_administrator(session)
    first, other = taken_in_at_the_counter(session, here, staff), taken_in_at_the_counter(session, elsewhere, staff)
    day = session.get_one(Intake, first.id).entered_at.date()
    change(session, here, GIVERS, 300, NOON)
    assert session.get_one(Intake, first.id).forget_on == day + days(180), "a longer span moves no day that was named"
    second = taken_in_at_the_counter(session, here, staff)
    assert session.get_one(Intake, second.id).forget_on == day + days(300)
    change(session, here, GIVERS, 40, NOON)
    session.expire_all()
    assert {session.get_one(Intake, one.id).forget_on for one in (first, second)} == {day + days(40)}
    assert session.get_one(Intake, other.id).forget_on == day + days(180)
    assert sweep_givers(session, NOON + days(40)) == 2
    assert sweep_givers(session, NOON + days(180)) == 1


def test_the_other_spans_follow_too(session: Session) -> None:
    here = a_consultation(session)
    survey = an_open_survey(session, here, mode="account")
    begin_answering(session, somebody(a_resident(session)), here, survey, NOON)
    alice = a_resident(session)
    invite(session, alice, a_draft(session, here, alice), here, "niemand@town.example", "/", NOON)
    reported(session, here, NOON)
    for span, to in ((DRAFTS, 7), (INVITATIONS, 8), (ADDRESSES, 200)):
        change(session, here, span, to, NOON + days(1))
    reported(session, here, NOON + days(2))
    assert (sweep_drafts(session, NOON + days(7) - timedelta(seconds=1)), sweep_drafts(session, NOON + days(7))) == (0, 1)
    assert (sweep_invitations(session, NOON + days(7)), sweep_invitations(session, NOON + days(8))) == (0, 1)
    assert [forget_addresses(session, NOON + days(after)) for after in (182, 183, 201, 202)] == [0, 1, 0, 1]
    assert set(session.scalars(select(CaseNotice.email))) == {""}


def test_votes_follow_too(session: Session) -> None:
    vote = an_open_vote(session)
    here = session.get_one(Consultation, vote.consultation_id)
    code = CounterCode(
        vote_id=vote.id, person_id=a_resident(session).id, code_hash=b"x" * 32, given_by_id=an_administrator(session).id, given_on=NOON.date()
    )
    session.add(code)
    session.flush()
    closed(session, vote)
    assert vote.closed_at is not None
    change(session, here, CODES, 90, vote.closed_at)
    assert sweep_counter_codes(session, vote.closed_at + days(30)) == 1, "the vote opened under 30 days"
    sealed = tallied_encrypted(session, an_encrypted_vote(session, trustees=1))
    there = session.get_one(Consultation, sealed.consultation_id)
    assert sealed.tallied_at is not None
    change(session, there, TRUSTEES, 7, sealed.tallied_at)
    assert [sweep_addresses(session, sealed.tallied_at + days(after)) for after in (6, 7)] == [0, 1]


def test_every_span_can_be_asked_what_is_due(app: Flask, session: Session) -> None:
    here = a_consultation(session)
    assert len(spans_of(app)) == 8
    for span in spans_of(app):
        for to in {span.least, span.most} - {span.usual}:
            change(session, here, span, to, NOON)
        assert session.execute(past(session, span, NOON)).all() == []
        assert list(due_of(span, span.key)(session, NOON)) == []
    assert kept_of(session, spans_of(app), an_administrator(session).id) == []


def test_a_copy_keeps_data_as_its_example_does(session: Session) -> None:
    here, staff = a_consultation(session), an_administrator(session)
    change(session, here, VISITS, 60, NOON)
    copy = copy_consultation(session, staff, here, "Noch einmal", NOON.date(), NOON)
    assert copy.days_kept(VISITS) == 60
    assert [(change.span, change.days) for change in session.scalars(select(SpanChange).where(SpanChange.consultation_id == copy.id))] == [
        (VISITS.key, 60)
    ]
    assert "nach deren Beispiel" in session.scalars(select(SpanChange.reason).where(SpanChange.consultation_id == copy.id)).one()


def test_the_pages(session: Session, browse: Browse) -> None:
    here, staff, moderator = a_consultation(session), an_administrator(session), None
    moderator = a_person(session, moderates=here)
    a_visit(session, here, clock.now() - days(100))
    session.commit()
    url = f"/verwaltung/beteiligungen/{here.slug}/aufbewahrung"
    assert "Frist ändern" not in browse(moderator).get(url).text
    desk = browse(staff)
    assert "Frist ändern" in desk.get(url).text
    typed = {"days": "60", "reason": "Der Rat will es so.", "was": "180"}
    refused = post(desk, f"{url}/{VISITS.key}", typed)
    assert refused.status_code == 422
    for words in ("sofort 1 Eintrag gelöscht", "Der Rat will es so.", 'value="60"'):
        assert words in refused.text
    for wrong in ("", "sechzig", "10" * 20, "-1"):
        assert post(desk, f"{url}/{VISITS.key}", {**typed, "days": wrong}).status_code == 422
    assert post(desk, f"{url}/{VISITS.key}", {**typed, "at_once": "y"}).status_code == 303
    assert post(desk, f"{url}/{VISITS.key}", {**typed, "at_once": "y"}).status_code == 409
    assert post(desk, f"{url}/unbekannt", typed).status_code == 404
    everyone = browse(None)
    assert f"/beteiligungen/{here.slug}/aufbewahrung" in everyone.get(f"/beteiligungen/{here.slug}").text
    shown = everyone.get(f"/beteiligungen/{here.slug}/aufbewahrung").text
    for words in ("60 Tage nach dem letzten Besuch", "vorher 180", "Der Rat will es so."):
        assert words in shown
    register = desk.get("/datenschutz/verzeichnis").text
    assert "„Stadthalle und Quartier“: 60 Tage" in register


def test_a_person_reads_when_their_own_goes(session: Session, browse: Browse) -> None:
    here = a_consultation(session)
    reader = a_visit(session, here, NOON)
    opinion_map = a_map(session, here)
    answers(session, here, opinion_map, reader, {1: 1, 2: 1})
    change(session, here, VISITS, 60, NOON)
    change(session, here, ANSWERS, 100, NOON)
    session.commit()
    told = browse(reader).get("/konto/daten.json").json
    assert told is not None
    by_what = {one["what"]: one for one in told["deleted_by_itself"]}
    visit, said = by_what["Wann Sie eine Diskussion zuletzt gelesen haben"], by_what["Antworten auf Meinungsbilder"]
    assert (visit["number"], visit["deleted"][:10], visit["consultation"]) == (1, "2026-12-13", "Stadthalle und Quartier")
    assert (said["number"], said["deleted"]) == (2, "100 Tage nach dem Ende des Meinungsbilds")
    assert "Was wir von selbst löschen" in browse(reader).get("/konto/daten").text


def test_forms_say_how_long(session: Session, browse: Browse) -> None:
    here, resident = a_consultation(session), a_resident(session)
    opinion_map, survey = a_map(session, here, verified_only=False), an_open_survey(session, here, mode="open")
    for span, to in ((ANSWERS, 77), (DRAFTS, 17), (GIVERS, 47)):
        change(session, here, span, to, NOON)
    session.commit()
    base = f"/beteiligungen/{here.slug}"
    assert "spätestens 77 Tage" in browse(resident).get(f"{base}/meinungsbild/{opinion_map.id}/aussage", follow_redirects=True).text
    assert "17 Tage lang" in browse(None).get(f"{base}/umfragen/{survey.id}").text
    assert "nach 47 Tagen" in browse(an_administrator(session)).get(f"/verwaltung{base}/aufnahme/neu").text
