"""What a consultation needs before it can be published, and what it would do well to have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from participation.consultations.models import Consultation
from participation.consultations.phases import OPENS, PhaseKind
from participation.consultations.schedule import order_problems
from participation.consultations.words import lines
from participation.kit.dates import city_zone, say_moment
from participation.kit.language import gettext as _


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing: the step of the set-up where it belongs, and the sentence."""

    step: str
    sentence: str


def missing(consultation: Consultation, now: datetime) -> list[Gap]:
    """What must be there first, in the order of the steps. Other rooms add theirs by the gathering `consultation.missing`."""
    gaps = [
        Gap("title", _("Die Zusammenfassung fehlt.")) if not consultation.summary else None,
        Gap("decision", _("Es fehlt, was entschieden wird.")) if not consultation.decision else None,
        Gap("decision", _("Es fehlt, wer entscheidet.")) if not consultation.decided_by else None,
        Gap("decision", _("Es fehlt, bis wann entschieden wird.")) if not consultation.decided_until else None,
        Gap("decision", _("Es fehlt, was offen ist. Ohne offene Punkte gibt es nichts zu beraten.")) if not lines(consultation.open_points) else None,
        Gap("decision", _("Es fehlt, was mit dem Ergebnis passiert.")) if not consultation.use_of_result else None,
        *(Gap("phases", sentence) for sentence in _phase_gaps(consultation, now)),
        Gap("audience", _("Es fehlt, an wen man sich mit Fragen wendet.")) if not consultation.contact else None,
    ]
    return [gap for gap in gaps if gap is not None]


def _phase_gaps(consultation: Consultation, now: datetime) -> list[str]:
    phases = consultation.phases
    if not phases:
        return [_("Es gibt noch keine Phasen.")]
    gaps = []
    active = [phase for phase in phases if OPENS[PhaseKind(phase.kind)]]
    if not active:
        gaps.append(_("Keine Phase lässt die Menschen mitmachen. Fügen Sie zum Beispiel „Vorschlagen“ oder „Abstimmen“ hinzu."))
    midnight = datetime.combine(now.astimezone(city_zone()).date(), time(), tzinfo=city_zone())
    gaps.extend(
        _("Die Phase „%(title)s“ beginnt vor dem Tag der Veröffentlichung (%(when)s).", title=phase.title, when=say_moment(phase.starts_at))
        for phase in phases
        if phase.starts_at < midnight
    )
    until = consultation.decided_until
    if until and active and max(phase.ends_at for phase in active).astimezone(city_zone()).date() > until:
        gaps.append(_("Entschieden wird, bevor die letzte Phase zum Mitmachen endet. Bitte prüfen Sie beide Daten."))
    return gaps + order_problems(phases)


def advised(consultation: Consultation, *, pictures: Sequence[object], documents: Sequence[object]) -> list[Gap]:
    """What is not required but helps people."""
    gaps = [
        Gap("title", _("Ausführliche Beschreibung")) if not consultation.description else None,
        Gap("decision", _("Was schon feststeht")) if not lines(consultation.fixed_points) else None,
        Gap("topics", _("Themen, nach denen Vorschläge geordnet werden")) if not consultation.categories else None,
        Gap("audience", _("Text in Leichter Sprache")) if not consultation.easy_language else None,
        Gap("audience", _("Film in Gebärdensprache")) if not consultation.sign_language_url else None,
        Gap("audience", _("Zielgruppen")) if not consultation.target_groups else None,
        Gap("media", _("Ein Bild")) if not pictures else None,
        Gap("media", _("Unterlagen als PDF")) if not documents else None,
    ]
    return [gap for gap in gaps if gap is not None]
