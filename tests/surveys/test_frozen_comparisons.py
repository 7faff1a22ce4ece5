"""What everyone may compare is chosen before the close: afterwards not even a statement past the application changes it, on either database."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from participation.kit import clock
from participation.surveys.result_actions import choose_comparisons
from participation.surveys.result_models import SurveyComparison
from tests.builders import an_administrator
from tests.surveys.builders import an_open_survey, closed, consultation_of


def test_the_database_itself_keeps_the_comparisons_of_a_closed_survey(session: Session) -> None:
    survey, other = an_open_survey(session), an_open_survey(session)
    staff = an_administrator(session)
    for one in (survey, other):
        choose_comparisons(session, staff, consultation_of(session, one), one, "district", ["visits"], clock.now())
        choose_comparisons(session, staff, consultation_of(session, one), one, "visits", ["district"], clock.now())
    late = closed(session, an_open_survey(session))
    closed(session, survey)
    session.flush()
    mine = SurveyComparison.survey_id == survey.id
    for statement in (
        update(SurveyComparison).where(mine).values(divided_by="district"),
        update(SurveyComparison).where(mine).values(questions=["visits", "music"]),
        update(SurveyComparison).where(SurveyComparison.survey_id == other.id).values(survey_id=late.id),
        update(SurveyComparison).where(mine).values(survey_id=late.id),
        delete(SurveyComparison).where(mine),
        insert(SurveyComparison).values(survey_id=late.id, divided_by="district", questions=["visits"], changed_at=clock.now()),
    ):
        with pytest.raises(DatabaseError, match="frozen"), session.begin_nested():
            session.execute(statement)
    session.execute(delete(SurveyComparison).where(SurveyComparison.survey_id == other.id))  # of an open one anything goes
    session.expire_all()
    assert session.get_one(SurveyComparison, survey.id).questions == ["district"]
