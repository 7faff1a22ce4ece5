"""The emergency brake: everybody reads, nothing that is sent is taken, and whoever may lift it can."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.outages import Outage, OutageKind
from participation.votes.models import Ballot
from participation.votes.trackers import new_cast_key
from tests.builders import a_resident, an_administrator, post
from tests.votes.builders import an_open_vote, consultation_of

Browse = Callable[[Person | None], FlaskClient]
PAGE = "/verwaltung/betrieb"


def test_it_stops_everything_that_is_sent_until_it_is_lifted(session: Session, browse: Browse) -> None:
    vote, alice = an_open_vote(session), a_resident(session)
    clerk, voter, reader = browse(an_administrator(session)), browse(alice), browse(None)
    session.commit()
    base = f"/beteiligungen/{consultation_of(session, vote).slug}/abstimmungen/{vote.id}"
    assert post(clerk, f"{PAGE}/anhalten", {"reason": ""}).status_code == 422
    assert post(clerk, f"{PAGE}/anhalten", {"reason": "Wir prüfen einen Fehler"}).status_code == 303
    refused = post(voter, f"{base}/stimme", {"rank-1": "1", "cast_key": new_cast_key()})
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "60"
    assert "nimmt gerade nichts an" in refused.text
    assert "Wir prüfen einen Fehler." in refused.text
    assert session.scalar(select(func.count()).select_from(Ballot)) == 0
    for url, data in (
        ("/registrieren", {"email": "neu@town.example"}),
        ("/abstimmen", {"code": "x"}),
        (f"{PAGE}/anhalten", {"reason": "noch einmal"}),
    ):
        assert post(reader, url, data).status_code == 503, url
    assert voter.get(f"{base}/stimmzettel").status_code == 200
    assert post(reader, "/anmelden", {"email": "wer@town.example", "password": "falsch"}).status_code != 503, "whoever may lift it must get in"
    assert "Die Notbremse ist gezogen" in clerk.get(PAGE).text
    assert post(voter, f"{PAGE}/fortsetzen").status_code == 403
    with clock.frozen(clock.now() + timedelta(minutes=20)):
        assert post(clerk, f"{PAGE}/fortsetzen").status_code == 303
        assert post(voter, f"{base}/stimme", {"rank-1": "1", "cast_key": new_cast_key()}).status_code == 303
        assert post(clerk, f"{PAGE}/fortsetzen").status_code == 409
    session.expire_all()
    assert session.scalars(select(Outage.kind)).all() == [OutageKind.READ_ONLY]
    assert {"platform.braked", "platform.released"} <= set(session.scalars(select(AuditEntry.action)))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"starts_at": "", "ends_at": "", "reason": ""}, "wann der Ausfall begann"),
        ({"starts_at": "2026-10-13T09:00", "ends_at": "2026-10-13T08:00", "reason": "x"}, "nach dem Beginn"),
        ({"starts_at": "2026-10-13T09:00", "ends_at": "2027-10-13T08:00", "reason": "x"}, "nicht in der Zukunft"),
        ({"starts_at": "gestern", "ends_at": "heute", "reason": "x"}, "Datum und Uhrzeit"),
    ],
)
def test_an_outage_is_told_with_its_times(session: Session, browse: Browse, data: dict[str, str], words: str) -> None:
    clerk = browse(an_administrator(session))
    session.commit()
    answer = post(clerk, f"{PAGE}/ausfall", data)
    assert answer.status_code == 422
    assert words in answer.text
    assert session.scalar(select(func.count()).select_from(Outage)) == 0


def test_an_operator_pulls_it_by_a_command(app: Flask, session: Session, browse: Browse) -> None:
    run = app.test_cli_runner()
    assert "nicht gezogen" in run.invoke(args=["brake", "state"]).output
    assert run.invoke(args=["brake", "off"]).exit_code == 1
    assert "gezogen: Wartung" in run.invoke(args=["brake", "on", "Wartung"]).output
    assert post(browse(None), "/abstimmen", {"code": "x"}).status_code == 503
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        assert run.invoke(args=["brake", "off"]).exit_code == 0
    assert post(browse(None), "/abstimmen", {"code": "x"}).status_code == 422
