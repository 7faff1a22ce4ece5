"""Free texts of surveys as the moderation decides about them. Nobody knows who wrote one: there is no author to tell, and none who appeals."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.rules import may_moderate
from participation.consultations.targets import Written, without
from participation.kit import audit
from participation.kit.errors import Conflict, NotFound
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.surveys.models import State, Survey, SurveyAnswer, SurveyResponse
from participation.surveys.text_models import SurveyText

_a = SurveyAnswer.__table__.c


class Answers:
    """Texts that staff released for everyone to read. A published one can be reported, hidden and cut."""

    kind = "answer"
    hides = True
    measures = frozenset({"keep", "hide", "cut"})  # nobody can be warned
    acts: frozenset[str] = frozenset()

    def find(self, session: Session, ids: Collection[int]) -> Sequence[Written]:
        """One statement."""
        columns = (SurveyText.id, SurveyText.hidden_at, _a.value, _a.released, Survey.id.label("survey_id"), Survey.title, Survey.consultation_id)
        public = (Survey.publishes, Survey.state)
        asked = (
            select(*columns, *public, Consultation.slug)
            .join(SurveyAnswer, and_(_a.response_key == SurveyText.response_key, _a.question == SurveyText.question, _a.option == ""))
            .join(SurveyResponse, SurveyResponse.key == SurveyText.response_key)
            .join(Survey, Survey.id == SurveyResponse.survey_id)
            .join(Consultation, Consultation.id == Survey.consultation_id)
            .where(SurveyText.id.in_(ids))
        )
        return [_made(row) for row in session.execute(asked)]

    def near(self, session: Session, written: Written) -> Mapping[int, str]:
        """Answers are not compared: many say the same, and nobody sees another's."""
        return {}

    def hide(self, session: Session, moderator: Person, number: int, reason: str, now: datetime) -> None:
        """Take it out of the result, of what is made of it, and of files; a stub with the reason stays. Raises Conflict where it is hidden."""
        text, survey = self._held(session, moderator, number)
        if text.hidden_at is not None:
            raise Conflict(_("Das ist schon ausgeblendet."))
        text.hidden_at, text.hidden_reason = now, reason
        audit.append(session, at=now, actor=moderator, action="survey.text_hidden", subject=("survey", survey.id), data={"text": number})

    def show(self, session: Session, moderator: Person, number: int, now: datetime) -> None:
        """Let everyone read it again; of one that is not hidden nothing changes."""
        text, survey = self._held(session, moderator, number)
        if text.hidden_at is None:
            return
        text.hidden_at, text.hidden_reason = None, ""
        audit.append(session, at=now, actor=moderator, action="survey.text_restored", subject=("survey", survey.id), data={"text": number})

    def cut(self, session: Session, moderator: Person, number: int, passages: Collection[str], now: datetime) -> int:
        """Take passages out of the answer for good. Returns how often one was found."""
        text, survey = self._held(session, moderator, number)
        answer = session.get(SurveyAnswer, (text.response_key, text.question, ""), with_for_update=True)
        if answer is None:
            raise NotFound
        answer.value, found = without(answer.value or "", passages)
        if found:
            data = {"text": number, "passages": found}
            audit.append(session, at=now, actor=moderator, action="survey.text_cut", subject=("survey", survey.id), data=data)
        return found

    def cut_copies(self, session: Session, written: Written, passages: Collection[str]) -> int:
        """Nothing is copied here."""
        return 0

    def _held(self, session: Session, moderator: Person, number: int) -> tuple[SurveyText, Survey]:
        text = session.get(SurveyText, number, with_for_update=True, populate_existing=True)
        response = session.get(SurveyResponse, text.response_key) if text is not None else None
        if text is None or response is None:
            raise NotFound
        survey = session.get_one(Survey, response.survey_id)
        demand(may_moderate(moderator, session.get_one(Consultation, survey.consultation_id)))
        return text, survey


def _made(row: Any) -> Written:
    public = row.publishes and row.state == State.CLOSED
    return Written(
        "answer",
        row.id,
        row.consultation_id,
        _("Freier Text einer Umfrage"),
        row.value or "",
        f"/beteiligungen/{row.slug}/umfragen/{row.survey_id}/ergebnis",
        None,
        _("Zur Umfrage „%(title)s“", title=row.title),
        readable=bool(public and row.released and row.hidden_at is None),
        hidden=row.hidden_at is not None,
        gone=row.value is None,
    )
