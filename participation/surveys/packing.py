"""A definition on its way into the database: as our JSON with its hash; and what keeps it from being published or answered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache

from participation.kit.language import gettext as _
from participation.methods.surveys.definition import UNASKED, Element, Survey
from participation.methods.surveys.formats.as_json import read_json, write_json
from participation.methods.surveys.reaching import unreachable
from participation.surveys.models import SurveyVersion
from participation.surveys.uploading import Uploaded, not_here


def packed(survey: Survey, notes: Iterable[str] = ()) -> Uploaded:
    """A definition without faults, ready to be kept; `notes`: what should be known of it beside its unreachable parts."""
    text = write_json(survey)
    title = survey.title.get(survey.languages[0], "")
    told = [*notes, *(sentence for _element, sentence in never_seen(text))]
    return Uploaded(text, hashlib.sha256(text.encode()).hexdigest(), " ".join(title.split()), tuple(dict.fromkeys(told)))


@lru_cache(maxsize=64)
def never_seen(definition: str) -> Sequence[tuple[Element, str]]:
    """What nobody can ever reach in a definition (our JSON), each with a sentence; the same text is looked at once."""
    return tuple(unreachable(read_json(definition).survey))


def other_notes(version: SurveyVersion) -> list[str]:
    """What a version's notes say beside its unreachable parts."""
    hidden = {sentence for _element, sentence in never_seen(version.definition)}
    return [note for note in version.notes if note not in hidden]


def hindrances(survey: Survey) -> list[str]:
    """Why a definition cannot be published: what cannot be asked here, or that nothing is asked at all."""
    found = list(not_here(survey))
    if all(question.kind in UNASKED for question in survey.questions):
        found.append(_("Bisher fragt die Umfrage nichts. Fügen Sie mindestens eine Frage hinzu."))
    return found
