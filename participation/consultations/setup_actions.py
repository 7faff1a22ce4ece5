"""Filling in a consultation: its phases and its topics."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.actions import new_phase, touch
from participation.consultations.models import Category, Consultation, Phase
from participation.consultations.rules import Part, may_change, may_change_phase, may_remove_phase
from participation.consultations.schedule import PlannedPhase, order_problems, standard_phases
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.text import clean_line, fold

MOST_PHASES = 20
MOST_TOPICS = 30


def add_phase(session: Session, actor: Person | None, consultation: Consultation, plan: PlannedPhase, now: datetime) -> Phase:
    """Add a phase; once published, not into the past."""
    demand(may_change(actor, consultation, Part.PHASES))
    if len(consultation.phases) >= MOST_PHASES:
        raise Invalid(_("Mehr als %(number)s Phasen sind nicht möglich.", number=MOST_PHASES))
    _check(consultation, plan, None)
    if consultation.is_public and plan.starts_at < now:
        raise Invalid(_("Der Beginn liegt in der Vergangenheit. Bitte wählen Sie einen späteren."), "starts_at")
    phase = new_phase(plan)
    consultation.phases.append(phase)
    _changed(session, actor, consultation, "consultation.phase_added", now, {"kind": plan.kind, **_dates(plan)})
    return phase


def change_phase(session: Session, actor: Person | None, consultation: Consultation, phase: Phase, plan: PlannedPhase, now: datetime) -> None:
    """Change a phase; once it runs in public, its kind and its beginning stay, and it does not end in the past."""
    demand(may_change_phase(actor, consultation, phase, now))
    _check(consultation, plan, phase)
    if consultation.is_public:
        begun = phase.starts_at <= now
        if begun and (plan.kind != phase.kind or plan.starts_at != phase.starts_at):
            raise Invalid(_("Diese Phase läuft schon. Ihre Art und ihr Beginn bleiben, wie sie sind."), "starts_at")
        if not begun and plan.starts_at < now:
            raise Invalid(_("Der Beginn liegt in der Vergangenheit. Bitte wählen Sie einen späteren."), "starts_at")
        if plan.ends_at <= now:
            raise Invalid(_("Das Ende liegt in der Vergangenheit. Bitte wählen Sie ein späteres."), "ends_at")
    before = _dates(phase)
    phase.kind, phase.title, phase.description = plan.kind, plan.title, plan.description
    phase.starts_at, phase.ends_at = plan.starts_at, plan.ends_at
    _changed(session, actor, consultation, "consultation.phase_changed", now, {"phase": phase.id, "before": before, "after": _dates(plan)})


def remove_phase(session: Session, actor: Person | None, consultation: Consultation, phase: Phase, now: datetime) -> None:
    """Take a phase away."""
    demand(may_remove_phase(actor, consultation, phase, now))
    rest = [other for other in consultation.phases if other is not phase]
    if consultation.is_public and order_problems(rest):
        raise Conflict(" ".join(order_problems(rest)))
    consultation.phases.remove(phase)
    session.delete(phase)
    _changed(session, actor, consultation, "consultation.phase_removed", now, {"phase": phase.id, **_dates(phase)})


def take_standard_phases(session: Session, actor: Person | None, consultation: Consultation, first_day: date, now: datetime) -> None:
    """Fill a draft without phases with the usual five."""
    demand(may_change(actor, consultation, Part.PHASES))
    if consultation.phases:
        raise Conflict(_("Es gibt schon Phasen. Ändern Sie diese, oder entfernen Sie sie zuerst."))
    consultation.phases.extend(new_phase(plan) for plan in standard_phases(first_day))
    _changed(session, actor, consultation, "consultation.standard_phases_taken", now, {"from": first_day.isoformat()})


def _check(consultation: Consultation, plan: PlannedPhase, phase: Phase | None) -> None:
    if plan.ends_at <= plan.starts_at:
        raise Invalid(_("Das Ende muss nach dem Beginn liegen."), "ends_at")
    others = [other for other in consultation.phases if other is not phase]
    if any((other.title, other.kind, other.starts_at, other.ends_at) == (plan.title, plan.kind, plan.starts_at, plan.ends_at) for other in others):
        raise Invalid(_("Diese Phase gibt es schon."), "title")
    if consultation.is_public:
        problems = order_problems([*others, plan])
        if problems:
            raise Invalid(" ".join(problems), "starts_at")


def _dates(phase: Phase | PlannedPhase) -> dict[str, str]:
    return {"starts_at": phase.starts_at.isoformat(), "ends_at": phase.ends_at.isoformat()}


def set_topics(session: Session, actor: Person | None, consultation: Consultation, names: Sequence[str], now: datetime) -> None:
    """Set the topics in their order. Once published, topics are only added: proposals may stand under the others."""
    demand(may_change(actor, consultation, Part.TOPICS))
    wanted = [name for name in (clean_line(name) for name in names) if name]
    _check_topics(wanted)
    present = {category.name: category for category in consultation.categories}
    gone = [category for name, category in present.items() if name not in wanted]
    if gone and consultation.is_public:
        sentence = _(
            "Nach der Veröffentlichung können Sie Themen ergänzen, aber nicht entfernen oder umbenennen. Es fehlt: %(names)s.",
            names=", ".join(c.name for c in gone),
        )
        raise Invalid(sentence, "topics")
    for category in gone:
        consultation.categories.remove(category)
        session.delete(category)
    for position, name in enumerate(wanted):
        if name in present:
            present[name].position = position
        else:
            consultation.categories.append(Category(name=name, position=position))
    consultation.categories.sort(key=lambda category: category.position)
    _flush_unused(session, _("Eines der entfernten Themen wird schon benutzt. Bitte lassen Sie es stehen."))
    _changed(session, actor, consultation, "consultation.topics_set", now, {"number": len(wanted)})


def _check_topics(wanted: Sequence[str]) -> None:
    if len(wanted) > MOST_TOPICS:
        raise Invalid(_("Das sind %(is)s Themen. Erlaubt sind höchstens %(number)s.", **{"is": len(wanted), "number": MOST_TOPICS}), "topics")
    too_long = [name for name in wanted if len(name) > 60]
    if too_long:
        raise Invalid(_("Ein Thema hat höchstens 60 Zeichen. Bitte kürzen Sie: %(name)s", name=too_long[0][:80] + "…"), "topics")
    folded = [fold(name) for name in wanted]
    twice = [name for name, key in zip(wanted, folded, strict=True) if folded.count(key) > 1]
    if twice:
        raise Invalid(_("Dieses Thema steht zweimal da: %(name)s", name=twice[0]), "topics")


def _flush_unused(session: Session, sentence: str) -> None:
    """Write to the database now, so that it can object to a topic that proposals use."""
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError as error:
        raise Conflict(sentence) from error


def _changed(session: Session, actor: Person | None, consultation: Consultation, action: str, now: datetime, data: dict[str, object]) -> None:
    touch(consultation, now)
    audit.append(session, at=now, actor=actor, action=action, subject=consultation, data=data)
