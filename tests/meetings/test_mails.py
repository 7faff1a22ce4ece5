"""The mails about a meeting as they were looked at and found good."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.kit import clock
from participation.kit.mail import OutboxMail
from participation.meetings import jobs
from participation.meetings.planning_actions import cancel_meeting, change_meeting
from participation.meetings.registration_actions import take_back
from participation.meetings.tickets import own_path
from tests.builders import a_consultation, an_administrator
from tests.conftest import NOON
from tests.meetings.builders import BEGINS, DRAFT, OWN, a_guest, a_meeting
from tests.snapshots import assert_as_kept

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NAMES = ("confirm", "placed", "confirm_2", "waiting", "moved_up", "tomorrow", "changed", "cancelled")


def test_each_mail_of_a_registration(app: Flask, session: Session) -> None:
    consultation, boss = a_consultation(session), an_administrator(session)
    meeting = a_meeting(session, consultation, places=2)
    first = a_guest(session, consultation, meeting, "Anna", companions=1)
    second = a_guest(session, consultation, meeting, "Bert")
    links = {
        "first": own_path(OWN, first).lstrip("/"),
        "second": own_path(OWN, second).lstrip("/"),
        "slug": consultation.slug,
        "number": f"sitzungen/{meeting.id}",
    }
    take_back(session, OWN, consultation, meeting, first, NOON)
    session.commit()
    with app.app_context():
        with clock.frozen(BEGINS - (BEGINS - NOON) / 7):
            jobs.remind_registered()
        change_meeting(session, OWN, boss, consultation, meeting, replace(DRAFT, places=2, place="Rathaus"), NOON)
        session.commit()
        jobs.tell_registered()
        cancel_meeting(session, boss, consultation, meeting, "Der Saal ist nass.", NOON)
        session.commit()
        jobs.tell_registered()
    sent = session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    assert len(sent) == len(NAMES)
    for name, mail in zip(NAMES, sent, strict=True):
        if name != "confirm_2":
            assert_as_kept(f"meeting_{name}", mail, **links)
    assert [mail.recipient for mail in sent[4:]] == [second.email] * 4
