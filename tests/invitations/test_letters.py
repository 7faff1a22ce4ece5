"""Many letters come in numbered files of a size that a machine can make, and the page says how far they are."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.councils.models import CouncilStage
from participation.invitations.letter_actions import MAKE_LETTERS, request_letters
from participation.invitations.queries import letters_done
from participation.kit import clock
from participation.kit.jobs import jobs_of
from tests.builders import a_consultation, an_administrator
from tests.councils.builders import a_council
from tests.invitations.builders import invited

Browse = Callable[[Person | None], FlaskClient]


def _make(app: Flask, batch_id: int) -> None:
    with app.app_context():
        jobs_of(app).run(MAKE_LETTERS, {"batch_id": batch_id})


def test_letters_come_in_numbered_files_and_the_page_says_how_many_are_ready(app: Flask, session: Session, browse: Browse) -> None:
    consultation, clerk = a_consultation(session), an_administrator(session)
    council = a_council(session, consultation, CouncilStage.INVITING)
    invited(session, consultation, council, 12)
    batches = request_letters(session, clerk, consultation, council, "first", clock.now(), a_batch=5)
    session.commit()
    assert [len(batch.numbers) for batch in batches] == [5, 5, 2]
    base = f"/verwaltung/beteiligungen/{consultation.slug}/buergerrat/briefe"
    assert "0 von 12 Briefen liegen zum Drucken bereit." in browse(clerk).get(base).text
    _make(app, batches[0].id)
    session.expire_all()
    assert letters_done(batches) == (5, 12)
    page = browse(clerk).get(base).text
    assert "5 von 12 Briefen liegen zum Drucken bereit." in page
    file = browse(clerk).get(f"{base}/1.pdf")
    assert file.data.startswith(b"%PDF")
    assert b"/Count 5" in file.data
    assert file.headers["Content-Disposition"] == 'attachment; filename="einladungen-1.pdf"'
    for batch in batches[1:]:
        _make(app, batch.id)
    session.expire_all()
    assert "liegen zum Drucken bereit" not in browse(clerk).get(base).text
    assert browse(clerk).get(f"{base}/3.pdf").data.startswith(b"%PDF")
