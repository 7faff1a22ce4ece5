"""The steps of the set-up and how far a consultation has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from participation.consultations.completeness import missing
from participation.consultations.models import Consultation, Stage
from participation.consultations.rules import CHANGEABLE, Part
from participation.kit.language import lazy

STEPS = {
    "title": lazy("Titel und Zusammenfassung"),
    "decision": lazy("Was wird entschieden"),
    "phases": lazy("Phasen"),
    "topics": lazy("Themen"),
    "audience": lazy("Zielgruppen und Kontakt"),
    "media": lazy("Bilder und Dokumente"),
    "check": lazy("Prüfen und veröffentlichen"),
}
"""In their order; the keys are those of the parts in `rules.Part` and of the gaps in `completeness.py`."""


@dataclass(frozen=True, slots=True)
class WizardStep:
    """A step as the progress line shows it; `state` is `done`, `current` or `open`."""

    key: str
    label: str
    url: str
    state: str


def wizard(consultation: Consultation | None, current: str, now: datetime) -> dict[str, Any]:
    """The context of `consultations/setup/_wizard.html`.

    Without a consultation, it is that of the very first step; without a current step, an overview.
    """
    keys = list(STEPS)
    steps = [
        WizardStep(key, str(STEPS[key]), _url(consultation, key), _state(consultation, key, current, now))
        for key in keys
        if _shown(consultation, key)
    ]
    return {
        "consultation": consultation,
        "steps": steps,
        "step_number": [step.key for step in steps].index(current) + 1 if current else 0,
        "step_title": str(STEPS[current]) if current else "",
        "live": consultation is not None and consultation.is_public,
    }


def after(consultation: Consultation, current: str) -> str:
    """Where to go when a step is saved: on to the next one, or back to the consultation's management once it is public."""
    if consultation.stage != Stage.DRAFT:
        return url_for("staff.manage", slug=consultation.slug)
    keys = list(STEPS)
    return _url(consultation, keys[keys.index(current) + 1])


def _shown(consultation: Consultation | None, key: str) -> bool:
    if consultation is None or consultation.stage == Stage.DRAFT:
        return True
    return key != "check" and Part(key) in CHANGEABLE[Stage(consultation.stage)]


def _url(consultation: Consultation | None, key: str) -> str:
    if consultation is None:
        return ""
    return url_for("setup_media.media" if key == "media" else f"setup.{key}", slug=consultation.slug)


def _state(consultation: Consultation | None, key: str, current: str, now: datetime) -> str:
    if key == current:
        return "current"
    if consultation is None or key in ("check", "media"):
        return "open"
    if key == "topics":
        return "done" if consultation.categories else "open"
    return "open" if consultation.stage == Stage.DRAFT and any(gap.step == key for gap in missing(consultation, now)) else "done"
