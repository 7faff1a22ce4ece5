"""What was promised to be deleted is deleted on its day, listed before, and the published draw still verifies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.councils.models import CouncilStage
from participation.invitations.models import Answer, EarlierInvitation, Invitation, RegisterImport, RegisterPerson
from participation.invitations.pool import pool_of
from participation.kit import clock
from participation.kit.database import Base
from participation.kit.privacy import as_markdown, held_by
from participation.paths import ROOT
from tests.builders import a_consultation
from tests.councils.builders import a_council
from tests.invitations.builders import an_answer, invited, the_seals, yes

Browse = Callable[[Person | None], FlaskClient]


def test_on_its_day_everything_personal_goes_and_the_transcript_stays(app: Flask, session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    council = a_council(session, consultation, CouncilStage.INVITING)
    found = invited(session, consultation, council)
    an_answer(session, consultation, council, found[0], yes())
    session.commit()
    url = f"/beteiligungen/{consultation.slug}/buergerrat/auslosung-1.json"
    before = browse(None).get(url).data
    run = app.test_cli_runner()
    assert f"{council.delete_on}" in run.invoke(args=["privacy", "due"]).output
    run.invoke(args=["privacy", "sweep"])
    assert session.scalar(select(func.count(RegisterPerson.id))) == 60
    with clock.frozen(clock.now() + timedelta(days=366)):
        assert "60 register_person" in run.invoke(args=["privacy", "sweep"]).output
        session.expire_all()
        assert session.scalar(select(func.count(RegisterPerson.id))) == 0
        assert session.scalar(select(func.count(Invitation.id))) == 0
        assert session.scalars(select(Answer.sealed)).all() == [b""]
        assert session.scalars(select(RegisterImport.file_name)).all() == [""]
        assert session.scalar(select(func.count(EarlierInvitation.id))) == 12
        assert pool_of(session, council, the_seals()) == []
        assert browse(None).get(url).data == before
        assert "<strong>12</strong> eingeladen" in browse(None).get(f"/beteiligungen/{consultation.slug}/buergerrat").text
    with clock.frozen(clock.now() + timedelta(days=6 * 366)):
        run.invoke(args=["privacy", "sweep"])
        assert session.scalar(select(func.count(EarlierInvitation.id))) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_table_names_columns_that_exist_and_stands_in_the_documentation(app: Flask) -> None:
    for one in held_by(app):
        assert set(one.columns) <= set(Base.metadata.tables[one.table].columns.keys()), one.table
    assert as_markdown(held_by(app)) in (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
