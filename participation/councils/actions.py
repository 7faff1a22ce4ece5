"""Setting a council up and taking it from stage to stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.councils.features import FeatureDraft, checked, usual_features
from participation.councils.models import Council, CouncilFeature, CouncilStage
from participation.councils.queries import council_of
from participation.councils.rules import may_advance, may_begin_council, may_change_council
from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.prose import to_html
from participation.kit.rules import demand
from participation.kit.text import clean_line, clean_text

FEWEST_SEATS, MOST_SEATS = 2, 500


def begin_council(
    session: Session, actor: Person, consultation: Consultation, title: str, seats: int, districts: Sequence[str], now: datetime
) -> Council:
    """Prepare a council with the usual features. Raises Invalid without a title or with senseless seats."""
    demand(may_begin_council(actor, consultation, council_of(session, consultation)))
    council = Council(consultation_id=consultation.id, title=_title(title), seats=_seats(seats), created_at=now, features=[])
    session.add(council)
    _put_features(council, usual_features(districts))
    session.flush()
    audit.append(session, at=now, actor=actor, action="council.begun", subject=council, data={"seats": council.seats})
    return council


def change_council(
    session: Session, actor: Person, consultation: Consultation, council: Council, values: Mapping[str, object], now: datetime
) -> Council:
    """Change title, task, seats, allowance in cents, the last day of answers and the day of deletion, before anybody was invited."""
    demand(may_change_council(actor, consultation, council))
    council.title, council.seats = _title(str(values["title"])), _seats(values["seats"])
    council.task = clean_text(str(values.get("task") or ""))[:10_000]
    council.task_html = to_html(council.task)
    allowance = values.get("allowance_cents") or 0
    if not isinstance(allowance, int) or not 0 <= allowance <= 100_000:
        raise Invalid(_("Bitte geben Sie einen Betrag zwischen 0 und 1.000 Euro an."), "allowance")
    council.allowance_cents = allowance
    until, delete_on = values.get("answer_until"), values.get("delete_on")
    if isinstance(until, datetime) and until <= now:
        raise Invalid(_("Der letzte Tag für Antworten muss in der Zukunft liegen."), "answer_until")
    if isinstance(delete_on, date) and isinstance(until, datetime) and delete_on <= until.date():
        raise Invalid(_("Gelöscht wird frühestens nach dem letzten Tag für Antworten."), "delete_on")
    council.answer_until = until if isinstance(until, datetime) else None
    council.delete_on = delete_on if isinstance(delete_on, date) else None
    audit.append(session, at=now, actor=actor, action="council.changed", subject=council, data={"seats": council.seats})
    return council


def set_features(
    session: Session, actor: Person, consultation: Consultation, council: Council, drafts: Sequence[FeatureDraft], now: datetime
) -> None:
    """Replace the features by which people are drawn, with the shares of their values. Raises Invalid."""
    demand(may_change_council(actor, consultation, council))
    clean = checked(drafts)
    council.features.clear()
    session.flush()
    _put_features(council, clean)
    session.flush()
    audit.append(session, at=now, actor=actor, action="council.features_set", subject=council, data={"features": [draft.code for draft in clean]})


def advance_council(session: Session, actor: Person, consultation: Consultation, council: Council, to: CouncilStage, now: datetime) -> None:
    """Take the council to its next stage. The room that takes the step checks first what the step needs."""
    session.refresh(council, ["stage"], with_for_update=True)
    demand(may_advance(actor, consultation, council, to))
    council.stage = to
    if to == CouncilStage.INVITING:
        council.announced_at = now
    session.flush()
    audit.append(session, at=now, actor=actor, action="council.advanced", subject=council, data={"to": str(to)})


def _put_features(council: Council, drafts: Sequence[FeatureDraft]) -> None:
    for position, draft in enumerate(drafts):
        values = [{"code": value.code, "label": value.label, "share": value.share} for value in draft.values]
        feature = CouncilFeature(code=draft.code, label=draft.label, source=draft.source, share_source=draft.share_source, position=position)
        feature.values = values
        council.features.append(feature)


def _title(title: str) -> str:
    clean = clean_line(title)[:120]
    if not clean:
        raise Invalid(_("Bitte geben Sie dem Bürgerrat einen Namen, zum Beispiel „Bürgerrat Stadthalle“."), "title")
    return clean


def _seats(seats: object) -> int:
    if not isinstance(seats, int) or not FEWEST_SEATS <= seats <= MOST_SEATS:
        raise Invalid(_("Ein Bürgerrat hat zwischen 2 und 500 Plätze."), "seats")
    return seats
