"""A survey's file on its way in: read, looked at for what cannot be asked here, and put into our own form."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from participation.kit.errors import DomainError
from participation.kit.language import gettext as _
from participation.methods.surveys.definition import MATRIX, Kind, Page, Survey
from participation.methods.surveys.faults import BadSurvey
from participation.methods.surveys.files import read_survey
from participation.methods.surveys.formats.as_json import write_json
from participation.methods.surveys.reaching import unreachable
from participation.surveys.attaching import ENDINGS, endings_of

PLACE_FIELDS = 4
MOST_FIELDS = 400
"""So many things may be sent from one page."""


class Unusable(DomainError):
    """A file that cannot become a survey: all its faults in German, and how many more there are."""

    status = 422

    def __init__(self, faults: list[str], more: int = 0) -> None:
        super().__init__(" ".join(faults))
        self.faults, self.more = faults, more


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A definition without faults: as our JSON, its hash, and what should be known of it."""

    definition: str
    sha256: str
    title: str
    notes: tuple[str, ...]


def read_upload(content: bytes) -> Uploaded:
    """The survey of a file (.json, .xlsx, .lss). Raises Unusable with everything that is wrong."""
    try:
        carried = read_survey(content)
    except BadSurvey as error:
        raise Unusable([str(fault) for fault in error.faults], error.number - len(error.faults)) from error
    survey = carried.survey
    faults = list(not_here(survey))
    if faults:
        raise Unusable(faults)
    text = write_json(survey)
    notes = [*(str(note) for note in carried.notes), *_narrowed(survey), *(sentence for _element, sentence in unreachable(survey))]
    title = survey.title.get(survey.languages[0], "")
    return Uploaded(text, hashlib.sha256(text.encode()).hexdigest(), " ".join(title.split()), tuple(notes))


def _narrowed(survey: Survey) -> Iterator[str]:
    """Which endings of files are not taken, though the survey names them."""
    for question in survey.questions:
        lost = [ending for ending in question.endings if ending not in ENDINGS] if question.kind == Kind.FILE else []
        if lost:
            yield _(
                "Frage „%(code)s“: Dateien mit diesen Endungen nimmt die Plattform nicht an: %(endings)s.",
                code=question.code,
                endings=", ".join(lost),
            )


def not_here(survey: Survey) -> Iterator[str]:
    """What this platform cannot ask, a sentence each."""
    for question in survey.questions:
        if question.kind == Kind.FILE and not endings_of(question):
            yield _(
                "Frage „%(code)s“: Dateien mit diesen Endungen nimmt die Plattform nicht an. Möglich sind: %(endings)s.",
                code=question.code,
                endings=", ".join(ENDINGS),
            )
    for page in survey.pages:
        number = _fields(page)
        if number > MOST_FIELDS:
            yield _(
                "Seite „%(code)s“: Sie hat %(number)s Felder, erlaubt sind %(most)s. Bitte verteilen Sie ihre Fragen auf mehrere Seiten.",
                code=page.code,
                number=number,
                most=MOST_FIELDS,
            )


def _fields(page: Page) -> int:
    """How much a browser may send from a page."""
    found = 0
    for question in page.questions:
        options = len(question.options)
        if question.kind == Kind.MATRIX_MULTIPLE:
            found += options * len(question.rows)
        elif question.kind in MATRIX:
            found += len(question.rows)
        elif question.kind == Kind.PLACE:
            found += PLACE_FIELDS
        elif question.kind == Kind.FILE:
            found += int(question.maximum or 1) + 1
        elif question.kind in (Kind.MULTIPLE, Kind.RANKING, Kind.POINTS):
            found += options
        else:
            found += 1
        found += sum(option.own_text for option in question.options)
    return found
