"""Steps of the editor that look at what was typed once the survey is locked: a question kept, a condition kept, something taken out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from participation.kit.language import gettext as _
from participation.methods.surveys.conditions import Tree
from participation.methods.surveys.definition import Page, Question, Survey
from participation.methods.surveys.editing import add_question, change_page, change_question, remove_page, remove_question
from participation.methods.surveys.editing.refusing import place_of_page, place_of_question
from participation.surveys.editing_actions import ChangedElsewhere, check_mark, mark_of
from participation.surveys.editing_forms import Typed, read


def mark(thing: Page | Question) -> str:
    """What a form was opened on; of a page without its questions, which have their own."""
    return mark_of(bare(thing))


def bare(thing: Page | Question) -> Page | Question:
    """A page without its questions; a question as it is."""
    return replace(thing, questions=()) if isinstance(thing, Page) else thing


@dataclass(slots=True)
class SaveQuestion:
    """Keep a question as typed. `code`: of the one that is changed, empty for a new one, which goes to the end of `page`.

    Afterwards `place` is where it stands, or would have stood, and `code` the code that it has.
    """

    typed: Typed
    code: str
    page: str
    mark: str
    place: tuple[int, int] = field(default=(0, 0))

    def __call__(self, survey: Survey) -> Survey:
        """Take the step. Raises CannotEdit, ChangedElsewhere and, where something is typed, Unread."""
        if not self.code:
            return self.add(survey)
        number, at = self.place = place_of_question(survey, self.code)
        old = survey.pages[number].questions[at]
        check_mark(old, self.mark)
        if old.kind != self.typed.kind:
            raise ChangedElsewhere(_("Diese Frage ist inzwischen von anderer Art. Bitte öffnen Sie sie noch einmal."))
        new = read(self.typed, survey, old)
        changed = change_question(survey, self.code, new.question, new.options, new.rows)
        self.code = new.question.code
        return changed

    def add(self, survey: Survey) -> Survey:
        """Put it in."""
        self.place = (len(survey.pages), 0)
        if self.page:
            number = place_of_page(survey, self.page)
            self.place = (number, len(survey.pages[number].questions))
        question = read(self.typed, survey, None).question
        added = add_question(survey, question, self.page)
        self.code = question.code
        return added


def thing_of(survey: Survey, code: str, *, page: bool) -> Page | Question:
    """A page or a question by its code. Raises CannotEdit."""
    if page:
        return survey.pages[place_of_page(survey, code)]
    number, at = place_of_question(survey, code)
    return survey.pages[number].questions[at]


@dataclass(frozen=True, slots=True)
class SaveCondition:
    """Ask a page or a question under a condition, or always."""

    code: str
    page: bool
    condition: Tree | None
    mark: str

    def __call__(self, survey: Survey) -> Survey:
        """Take the step. Raises CannotEdit, ChangedElsewhere and, where something is typed, Unread."""
        old = thing_of(survey, self.code, page=self.page)
        check_mark(bare(old), self.mark)
        if isinstance(old, Page):
            return change_page(survey, self.code, replace(old, condition=self.condition))
        return change_question(survey, self.code, replace(old, condition=self.condition))


@dataclass(frozen=True, slots=True)
class Remove:
    """Take a page or a question out, unless somebody changed it after the last look at it."""

    code: str
    page: bool
    mark: str

    def __call__(self, survey: Survey) -> Survey:
        """Take the step. Raises CannotEdit, ChangedElsewhere and, where something is typed, Unread."""
        old = thing_of(survey, self.code, page=self.page)
        if self.mark and mark_of(old) != self.mark:
            raise ChangedElsewhere(_("Jemand anderes hat das inzwischen geändert. Sehen Sie es sich noch einmal an, bevor Sie es entfernen."))
        return remove_page(survey, self.code) if self.page else remove_question(survey, self.code)
