"""The life of a consultation: drafted, previewed, published, closed, archived, copied."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.completeness import missing
from participation.consultations.models import Category, Consultation, Phase, SpanChange, Stage
from participation.consultations.outcomes import OF_CONSULTATION, announce_outcome
from participation.consultations.phases import PhaseKind
from participation.consultations.queries import free_slug
from participation.consultations.rules import Part, may_archive, may_change, may_close, may_moderate, may_publish, may_set_up
from participation.consultations.schedule import PlannedPhase, moved
from participation.consultations.signals import consultation_closed, consultation_copied, consultation_published
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.kit.links import Link
from participation.kit.prose import to_html
from participation.kit.rules import demand, refuse

TEXTS: dict[Part, tuple[str, ...]] = {
    Part.TITLE: ("title", "summary", "description"),
    Part.DECISION: ("decision", "decided_by", "decided_until", "open_points", "fixed_points", "use_of_result"),
    Part.AUDIENCE: ("target_groups", "contact", "easy_language", "sign_language_url"),
    Part.OUTCOME: ("outcome",),
}
"""Which fields belong to which step."""

MARKDOWN = {"description": "description_html", "easy_language": "easy_language_html", "outcome": "outcome_html"}
"""Fields with paragraphs and links, and where their HTML is kept."""

COPIED = (
    *("summary", "description", "description_html", "decision", "decided_by", "open_points", "fixed_points"),
    *("use_of_result", "contact", "easy_language", "easy_language_html", "sign_language_url", "target_groups"),
)


def begin_consultation(session: Session, actor: Person | None, texts: Mapping[str, str], now: datetime) -> Consultation:
    """Begin a draft with its title, summary and description."""
    demand(may_set_up(actor))
    consultation = _draft(session, texts["title"], now)
    _take_texts(consultation, Part.TITLE, texts)
    _add_once(session, consultation)
    audit.append(session, at=now, actor=actor, action="consultation.begun", subject=consultation)
    return consultation


def _draft(session: Session, title: str, now: datetime) -> Consultation:
    if not title:
        raise Invalid(_("Bitte geben Sie einen Titel ein."), "title")
    return Consultation(
        slug=free_slug(session, title),
        title=title,
        stage=Stage.DRAFT,
        preview_token=secrets.token_urlsafe(24),
        created_at=now,
        changed_at=now,
        target_groups=[],
        phases=[],
        categories=[],
        pictures=[],
        documents=[],
        kept_days={},
    )


def _add_once(session: Session, consultation: Consultation) -> None:
    try:
        with session.begin_nested():
            session.add(consultation)
    except IntegrityError as error:
        raise Conflict(_("Diese Beteiligung wurde gerade schon angelegt. Sie finden sie unter „Verwaltung“.")) from error


def change_texts(session: Session, actor: Person | None, consultation: Consultation, part: Part, texts: Mapping[str, object], now: datetime) -> None:
    """Save a step's fields; a draft's address follows its title."""
    demand(may_change(actor, consultation, part))
    if part == Part.TITLE and not texts["title"]:
        raise Invalid(_("Bitte geben Sie einen Titel ein."), "title")
    if consultation.stage == Stage.DRAFT and part == Part.TITLE and texts["title"] != consultation.title:
        consultation.slug = free_slug(session, str(texts["title"]), but_for=consultation.id)
    first_outcome = part == Part.OUTCOME and not consultation.outcome
    changed = _take_texts(consultation, part, texts)
    if changed:
        touch(consultation, now)
        if first_outcome:
            said = lazy("Was aus „%(title)s“ wurde, können Sie jetzt lesen.", title=consultation.title)
            url = f"/beteiligungen/{consultation.slug}/ergebnisse"
            announce_outcome(session, OF_CONSULTATION, consultation.id, said, url, now)
        audit.append(session, at=now, actor=actor, action="consultation.changed", subject=consultation, data={"fields": changed})


def _take_texts(consultation: Consultation, part: Part, texts: Mapping[str, object]) -> list[str]:
    """Set the part's fields and their HTML; the names of those that changed."""
    changed = []
    for field in TEXTS[part]:
        if field in texts and getattr(consultation, field) != texts[field]:
            setattr(consultation, field, texts[field])
            changed.append(field)
            if field in MARKDOWN:
                setattr(consultation, MARKDOWN[field], to_html(str(texts[field])))
    return changed


def touch(consultation: Consultation, now: datetime) -> None:
    """What is shown has changed."""
    consultation.version = (consultation.version or 0) + 1
    consultation.changed_at = now


def renew_preview(session: Session, actor: Person | None, consultation: Consultation, now: datetime) -> None:
    """Make a new preview link; the old one is dead."""
    demand(may_moderate(actor, consultation))
    if consultation.stage != Stage.DRAFT:
        demand(refuse(_("Diese Beteiligung ist veröffentlicht. Eine Vorschau braucht sie nicht mehr.")))
    consultation.preview_token = secrets.token_urlsafe(24)
    audit.append(session, at=now, actor=actor, action="consultation.preview_renewed", subject=consultation)


def publish_consultation(
    session: Session, actor: Person | None, consultation: Consultation, also_missing: Sequence[str], now: datetime
) -> Consultation:
    """Show a draft to everyone, once nothing is missing. `also_missing` is what the other rooms still lack."""
    sentences = [gap.sentence for gap in missing(consultation, now)]
    demand(may_publish(actor, consultation, [*sentences, *also_missing]))
    consultation.stage = Stage.PUBLISHED
    consultation.published_at = now
    touch(consultation, now)
    audit.append(session, at=now, actor=actor, action="consultation.published", subject=consultation, data={"version": consultation.version})
    consultation_published.send(session, consultation=consultation, now=now)
    return consultation


def close_consultation(session: Session, actor: Person | None, consultation: Consultation, running: Sequence[Link], now: datetime) -> None:
    """End a consultation for good: everything stays readable, nothing more can be entered. `running` is what must end before."""
    demand(may_close(actor, consultation, running))
    consultation.stage = Stage.CLOSED
    consultation.closed_at = now
    touch(consultation, now)
    audit.append(session, at=now, actor=actor, action="consultation.closed", subject=consultation, data={"version": consultation.version})
    consultation_closed.send(session, consultation=consultation, actor=actor, now=now)


def archive_consultation(session: Session, actor: Person | None, consultation: Consultation, now: datetime) -> None:
    """Put a closed consultation into the archive: not even its texts can be changed."""
    demand(may_archive(actor, consultation))
    consultation.stage = Stage.ARCHIVED
    consultation.archived_at = now
    touch(consultation, now)
    audit.append(session, at=now, actor=actor, action="consultation.archived", subject=consultation)


def copy_consultation(session: Session, actor: Person | None, source: Consultation, title: str, first_day: date, now: datetime) -> Consultation:
    """Begin a draft with another's texts, topics, phases (the first begins on `first_day`), spans and questions; no contributions, no files."""
    demand(may_set_up(actor))
    copy = _draft(session, title, now)
    for field in COPIED:
        value = getattr(source, field)
        setattr(copy, field, list(value) if isinstance(value, list) else value)
    planned = [PlannedPhase(PhaseKind(phase.kind), phase.title, phase.description, phase.starts_at, phase.ends_at) for phase in source.phases]
    copy.phases = [new_phase(plan) for plan in moved(planned, first_day)]
    copy.categories = [Category(name=category.name, position=category.position) for category in source.categories]
    _add_once(session, copy)
    _copy_spans(session, source, copy, now)
    audit.append(session, at=now, actor=actor, action="consultation.copied", subject=copy, data={"from": source.id})
    consultation_copied.send(session, source=source, copy=copy)
    return copy


def _copy_spans(session: Session, source: Consultation, copy: Consultation, now: datetime) -> None:
    """The copy keeps data as long as its example does, from its beginning on."""
    copy.kept_days = dict(source.kept_days)
    reason = _("Wie in der Beteiligung, nach deren Beispiel diese angelegt ist.")
    for key, days in sorted(source.kept_days.items()):
        session.add(SpanChange(consultation_id=copy.id, span=key, days=days, reason=reason, changed_at=now))


def new_phase(plan: PlannedPhase) -> Phase:
    """A phase as planned, not stored yet."""
    return Phase(kind=plan.kind, title=plan.title, description=plan.description, starts_at=plan.starts_at, ends_at=plan.ends_at)
