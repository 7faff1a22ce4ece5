"""What those who run a survey decide about its result: which groups everyone may compare, and the town's shares for weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import isfinite

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.text import clean_line
from participation.methods.surveys.definition import ONE_OF
from participation.surveys.models import Survey
from participation.surveys.parts import ANSWERS, GROUPS, keys_of
from participation.surveys.queries import definition_of, lock_survey, version_of
from participation.surveys.result_models import SOURCE_LENGTH, SurveyComparison, SurveyWeighting
from participation.surveys.result_rules import MOST_COMPARED, MOST_FEATURES, may_choose_comparisons, may_weight
from participation.surveys.stale import mark_stale


def choose_comparisons(
    session: Session, actor: Person, consultation: Consultation, survey: Survey, groups: str, questions: Sequence[str], now: datetime
) -> None:
    """Say which groups everyone may compare after the close, and in which questions; without a division into groups in none. Raises Invalid."""
    survey = lock_survey(session, survey)
    demand(may_choose_comparisons(actor, consultation, survey))
    definition = definition_of(version_of(session, survey))
    known = keys_of(definition, ANSWERS)
    chosen = [key for key in known if key in set(questions) and key != groups] if groups else []
    if groups and groups not in keys_of(definition, GROUPS):
        raise Invalid(_("Bitte wählen Sie eine Frage mit einer Antwort, die Gruppen bildet."), "gruppen")
    if len(chosen) > MOST_COMPARED:
        raise Invalid(_("Bitte wählen Sie höchstens %(most)s Fragen.", most=MOST_COMPARED), "fragen")
    if groups and not chosen:
        raise Invalid(_("Bitte wählen Sie mindestens eine Frage, die verglichen werden soll."), "fragen")
    kept = session.get(SurveyComparison, survey.id)
    if not groups:
        if kept is not None:
            session.delete(kept)
    elif kept is None:
        session.add(SurveyComparison(survey_id=survey.id, divided_by=groups, questions=chosen, changed_at=now))
    else:
        kept.divided_by, kept.questions, kept.changed_at = groups, chosen, now
    session.flush()
    mark_stale(session, survey, at_once=True)
    data = {"groups": groups, "questions": chosen}
    audit.append(session, at=now, actor=actor, action="survey.comparisons_chosen", subject=("survey", survey.id), data=data)


def enter_shares(
    session: Session,
    actor: Person,
    consultation: Consultation,
    survey: Survey,
    shares: Mapping[str, Mapping[str, float]],
    source: str,
    now: datetime,
) -> None:
    """Enter the town's shares in percent by which answers are weighted; none take the weights away. Raises Invalid with the feature that does not fit."""
    survey = lock_survey(session, survey)
    demand(may_weight(actor, consultation, survey))
    definition = definition_of(version_of(session, survey))
    targets = {code: dict(given) for code, given in shares.items() if given}
    if len(targets) > MOST_FEATURES:
        raise Invalid(_("Gewichtet wird nach höchstens %(most)s Merkmalen.", most=MOST_FEATURES))
    for code, given in targets.items():
        question = definition.question(code)
        if question is None or question.kind not in ONE_OF or not set(given) <= {option.code for option in question.options}:
            raise Invalid(_("Gewichtet wird nach Fragen mit einer Antwort."))
        _check_shares(code, given)
    source = clean_line(source)
    if len(source) > SOURCE_LENGTH:
        raise Invalid(_("Die Quelle hat höchstens %(most)s Zeichen.", most=SOURCE_LENGTH), "quelle")
    kept = session.get(SurveyWeighting, survey.id)
    if not targets:
        if kept is not None:
            session.delete(kept)
    elif kept is None:
        session.add(SurveyWeighting(survey_id=survey.id, targets=targets, source=source, changed_at=now))
    else:
        kept.targets, kept.source, kept.changed_at = targets, source, now
    session.flush()
    mark_stale(session, survey, at_once=True)
    data = {"features": sorted(targets)}
    audit.append(session, at=now, actor=actor, action="survey.shares_entered", subject=("survey", survey.id), data=data)


def _check_shares(code: str, given: Mapping[str, float]) -> None:
    if not all(isfinite(share) and 0 < share <= 100 for share in given.values()):
        raise Invalid(_("Anteile sind Zahlen über 0 bis 100. Lassen Sie das Feld leer, wo die Stadt keinen Anteil kennt."), f"anteil-{code}")
    if len(given) < 2 or abs(sum(given.values()) - 100) > 1:
        total = f"{sum(given.values()):.1f}".replace(".", ",")
        raise Invalid(_("Die Anteile einer Frage ergeben zusammen 100, hier sind es %(total)s.", total=total), f"anteil-{code}")
