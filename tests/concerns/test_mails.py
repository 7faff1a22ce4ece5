"""The mails about a concern as they were looked at and found good."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.concerns.actions import Draft, take_in
from participation.concerns.links import own_path
from participation.concerns.models import Status
from participation.concerns.office_actions import assign
from participation.concerns.rules import Asking
from participation.kit import clock
from participation.kit.mail import OutboxMail
from tests.builders import an_administrator
from tests.concerns.builders import OWN, TEXT, a_category, a_guests_concern, a_key, an_answer
from tests.followups.builders import an_office
from tests.snapshots import assert_as_kept

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_each_mail_of_a_concern(session: Session) -> None:
    category = a_category(session, an_office(session, "Tiefbauamt"), "Straßenlicht")
    concern = a_guests_concern(session, category)
    assign(session, OWN, Asking(an_administrator(session)), concern, an_office(session, "Stadtwerke"), clock.now())
    an_answer(session, concern, Status.DONE, "Sie leuchtet wieder.\n\nDanke für den Hinweis.")
    key, _token = a_key(session)
    by_app = take_in(session, OWN, key, "rita@town.example", Draft(category, TEXT, address="Am Wehr"), "en", clock.now())
    sent = session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    names = ("confirm", "received", "given", "answered", "agree-en")
    assert len(sent) == len(names)
    links = {"own": own_path(OWN, concern).lstrip("/"), "theirs": own_path(OWN, by_app).lstrip("/"), "page": f"anliegen/{concern.id}"}
    numbers = {"first": f"Nummer {concern.id}", "second": f"number {by_app.id}"}
    for name, mail in zip(names, sent, strict=True):
        assert_as_kept(f"concern_{name}", mail, **links, **numbers)
