"""How a step that would spoil a survey is refused: with everything that would be wrong, each at its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from participation.methods.surveys.checking import check
from participation.methods.surveys.conditions import Tree, references
from participation.methods.surveys.definition import Element, Page, Question, Survey
from participation.methods.surveys.faults import Fault


class CannotEdit(ValueError):
    """A step that is not taken. `faults`: why, in German; `survey`: what their elements are counted in."""

    def __init__(self, survey: Survey, faults: Sequence[Fault]) -> None:
        super().__init__(" ".join(fault.text for fault in faults))
        self.survey, self.faults = survey, tuple(faults)


def valid(survey: Survey) -> Survey:
    """The survey where nothing is wrong with it. Raises CannotEdit."""
    faults = check(survey)
    if faults:
        raise CannotEdit(survey, faults)
    return survey


def refuse(survey: Survey, text: str, element: Element = (), part: str = "") -> CannotEdit:
    """One sentence why a step is not taken."""
    return CannotEdit(survey, [Fault(element, part, text)])


def place_of_question(survey: Survey, code: str) -> tuple[int, int]:
    """Page and place of a question. Raises CannotEdit where it is not there."""
    for number, page in enumerate(survey.pages):
        for place, question in enumerate(page.questions):
            if question.code == code:
                return number, place
    raise refuse(survey, f"Eine Frage „{code[:64]}“ gibt es hier nicht mehr.")


def place_of_page(survey: Survey, code: str) -> int:
    """Where a page stands. Raises CannotEdit where it is not there."""
    for number, page in enumerate(survey.pages):
        if page.code == code:
            return number
    raise refuse(survey, f"Eine Seite „{code[:64]}“ gibt es hier nicht mehr.")


def name_of(survey: Survey, thing: Question | Page) -> str:
    """A question's words, or a page's title, as people know it; its code where it has none."""
    texts = thing.text if isinstance(thing, Question) else thing.title
    words = " ".join(texts.get(survey.languages[0], "").split())
    return (words[:79] + "…" if len(words) > 80 else words) or thing.code


def trees(survey: Survey) -> Iterator[tuple[Element, str, Tree]]:
    """Every condition and calculation with its element and part."""
    for number, page in enumerate(survey.pages):
        if page.condition is not None:
            yield (number,), "condition", page.condition
    for element, _page, question in survey.placed():
        for part in ("condition", "check", "calculation"):
            tree = getattr(question, part)
            if tree is not None:
                yield element, part, tree


def users(survey: Survey, codes: frozenset[str]) -> list[Fault]:
    """Who, outside of these questions, looks at their answers: a fault each."""
    found = []
    for element, part, tree in trees(survey):
        page = survey.pages[int(element[0])]
        thing = page.questions[int(element[1])] if len(element) == 2 else page
        if isinstance(thing, Question) and thing.code in codes:
            continue
        looked_at = sorted(codes & {one.code for one in references(tree)})
        if looked_at and not (isinstance(thing, Page) and codes >= {question.code for question in thing.questions}):
            what = {"condition": "Die Bedingung", "check": "Die Prüfung", "calculation": "Die Berechnung"}[part]
            where = f"der Seite „{name_of(survey, thing)}“" if isinstance(thing, Page) else f"der Frage „{name_of(survey, thing)}“"
            asked = " und ".join(f"„{code}“" for code in looked_at)
            found.append(Fault(element, part, f"{what} {where} schaut auf {asked}. Ändern Sie sie zuerst."))
    return found
