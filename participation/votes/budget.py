"""A budget question: an amount, projects with costs, what a ballot may spend. A vote that has one is a vote on a budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from participation.kit.language import gettext as _
from participation.kit.language import lazy, ngettext
from participation.kit.money import say_euros
from participation.methods.counting.budgets import BUDGET_RULES

MOST_PROJECTS = 200
MOST_POINTS = 100


class Form(StrEnum):
    """What a ballot on a budget looks like."""

    APPROVAL = "approval"
    KNAPSACK = "knapsack"
    RANKED = "ranked"
    POINTS = "points"


FORM_NAMES = {
    Form.APPROVAL: (lazy("Ankreuzen"), lazy("Alle Projekte ankreuzen, die einem recht sind, gleich was sie zusammen kosten.")),
    Form.KNAPSACK: (lazy("Einkaufskorb"), lazy("Projekte auswählen, bis der Betrag verbraucht ist.")),
    Form.RANKED: (lazy("Rangfolge"), lazy("Projekte in eine Reihenfolge bringen.")),
    Form.POINTS: (lazy("Punkte"), lazy("Eine feste Zahl von Punkten auf die Projekte verteilen.")),
}

KINDS = {Form.APPROVAL: "approval", Form.KNAPSACK: "approval", Form.RANKED: "ranked", Form.POINTS: "points"}
"""As what the marks of each form are read and stored."""


@dataclass(frozen=True, slots=True)
class BudgetTerms:
    """What a budget question says beside its projects. Money in cents; `most`, `points`, `threshold` of 0: without."""

    amount: int
    form: str = Form.APPROVAL
    fewest: int = 0
    most: int = 0
    least: int = 0
    points: int = 0
    threshold: int = 0

    @property
    def kind(self) -> str:
        """As what the marks are read: approval, ranked or points."""
        return KINDS[Form(self.form)]


@dataclass(frozen=True, slots=True)
class BudgetRule:
    """A counting rule as a vote on a budget has it: title and sentence (msgids), and what its ballots look like."""

    identifier: str
    title: str
    sentence: str
    ballots: str
    several_seats: bool = True


RULES_OF_BUDGETS = ("equal-shares", "greedy", "greedy-no-skip", "greedy-threshold", "knapsack")
"""The rules by which budgets are counted, in the order of the form."""


def rule_of(identifier: str, terms: BudgetTerms) -> BudgetRule:
    """A rule as this budget has it."""
    rule = BUDGET_RULES[identifier]
    return BudgetRule(identifier, rule.title, rule.sentence, terms.kind)


def chosen(kind: str, marks: Sequence[int]) -> list[int]:
    """The positions of the projects that a ballot names, from 1, in the order of the paper."""
    return [place for place, given in enumerate(marks, 1) if given] if kind == "points" else sorted(marks)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a ballot stands: what its projects cost together, how much is left (negative: overspent), points and projects."""

    terms: BudgetTerms
    spent: int
    projects: int
    given: int

    @property
    def left(self) -> int:
        """Cents that are left of the amount."""
        return self.terms.amount - self.spent

    @property
    def sentence(self) -> str:
        """In one sentence, as the page and its script say it."""
        if self.terms.form == Form.POINTS:
            rest = self.terms.points - self.given
            if rest < 0:
                return _("%(given)s von %(points)s Punkten vergeben: %(over)s zu viel.", given=self.given, points=self.terms.points, over=-rest)
            return _("%(given)s von %(points)s Punkten vergeben.", given=self.given, points=self.terms.points)
        number = ngettext("%(num)d Projekt", "%(num)d Projekte", self.projects)
        if self.terms.form != Form.KNAPSACK:
            return _("%(number)s, zusammen %(spent)s.", number=number, spent=say_euros(self.spent))
        if self.left < 0:
            return _("%(number)s, zusammen %(spent)s: %(over)s zu viel.", number=number, spent=say_euros(self.spent), over=say_euros(-self.left))
        return _("%(number)s, zusammen %(spent)s. Es bleiben %(left)s.", number=number, spent=say_euros(self.spent), left=say_euros(self.left))


def standing(terms: BudgetTerms, costs: Sequence[int], marks: Sequence[int]) -> Standing:
    """How a ballot with these marks stands; `costs` by position."""
    named = chosen(terms.kind, marks)
    return Standing(terms, sum(costs[place - 1] for place in named), len(named), sum(marks) if terms.kind == "points" else 0)


def field_of(kind: str, place: int) -> str:
    """The id of the field in which a project is marked."""
    return f"mark-{place - 1}" if kind == "approval" else f"{'rank' if kind == 'ranked' else 'points'}-{place}"


Problem = tuple[str, str]


def problems(terms: BudgetTerms, costs: Sequence[int], titles: Sequence[str], marks: Sequence[int]) -> tuple[Problem, ...]:
    """What a ballot breaks of the budget's limits: (sentence, id of the field). A blank ballot breaks none."""
    if not marks:
        return ()
    named, kind = chosen(terms.kind, marks), terms.kind
    found = [_overspent(terms, costs, titles, named), _too_many_points(terms, titles, marks), *_wrong_number(terms, named)]
    spent = sum(costs[place - 1] for place in named)
    if spent < terms.least:
        sentence = _("Ihre Auswahl kostet %(spent)s. Es müssen mindestens %(least)s sein.", spent=say_euros(spent), least=say_euros(terms.least))
        found.append((sentence, field_of(kind, 1)))
    return tuple(problem for problem in found if problem)


def _overspent(terms: BudgetTerms, costs: Sequence[int], titles: Sequence[str], named: Sequence[int]) -> Problem | None:
    if terms.form != Form.KNAPSACK:
        return None
    place = _first_over([(place, costs[place - 1]) for place in named], terms.amount)
    if not place:
        return None
    spent = sum(costs[position - 1] for position in named)
    sentence = _(
        "Ihre Auswahl kostet %(spent)s, das sind %(over)s mehr als der Betrag von %(amount)s. Ab „%(title)s“ reicht das Geld nicht mehr. Bitte nehmen Sie etwas heraus.",
        spent=say_euros(spent),
        over=say_euros(spent - terms.amount),
        amount=say_euros(terms.amount),
        title=titles[place - 1],
    )
    return sentence, field_of(terms.kind, place)


def _first_over(parts: Sequence[tuple[int, int]], limit: int) -> int:
    """The first place at which the sum is over the limit; 0 where it never is."""
    together = 0
    for place, part in parts:
        together += part
        if together > limit:
            return place
    return 0


def _too_many_points(terms: BudgetTerms, titles: Sequence[str], marks: Sequence[int]) -> Problem | None:
    place = _first_over(list(enumerate(marks, 1)), terms.points) if terms.form == Form.POINTS else 0
    if not place:
        return None
    sentence = _(
        "Sie haben %(given)s Punkte vergeben, erlaubt sind %(points)s. Bei „%(title)s“ ist die Grenze überschritten.",
        given=sum(marks),
        points=terms.points,
        title=titles[place - 1],
    )
    return sentence, field_of(terms.kind, place)


def _wrong_number(terms: BudgetTerms, named: Sequence[int]) -> list[Problem]:
    found = []
    if terms.most and len(named) > terms.most:
        most = ngettext("Sie können höchstens ein Projekt wählen.", "Sie können höchstens %(num)d Projekte wählen.", terms.most)
        found.append((f"{most} {_('Gewählt sind %(number)s.', number=len(named))}", field_of(terms.kind, named[terms.most])))
    if len(named) < terms.fewest:
        fewest = ngettext("Bitte wählen Sie mindestens ein Projekt", "Bitte wählen Sie mindestens %(num)d Projekte", terms.fewest)
        found.append((_("%(fewest)s, oder geben Sie einen leeren Stimmzettel ab.", fewest=fewest), field_of(terms.kind, 1)))
    return found


def missing_terms(terms: BudgetTerms, costs: Sequence[int | None], titles: Sequence[str]) -> list[str]:
    """What is wrong with a budget question before it opens; empty where it is right."""
    if not costs:
        return [_("Es gibt kein Projekt für den Stimmzettel.")]
    if len(costs) > MOST_PROJECTS:
        return [_("Mehr als %(number)s Projekte passen nicht auf einen Stimmzettel.", number=MOST_PROJECTS)]
    found = [_("Die Kosten von „%(title)s“ fehlen.", title=title) for cost, title in zip(costs, titles, strict=True) if not cost]
    known = sorted(cost for cost in costs if cost)
    if known and known[0] > terms.amount:
        found.append(_("Der Betrag reicht für kein einziges Projekt."))
    if len(known) > 1 and sum(known) <= terms.amount:
        found.append(_("Der Betrag reicht für alle Projekte. Dann ist nichts zu wählen."))
    if terms.fewest > (terms.most or len(costs)):
        found.append(_("Es sind mehr Projekte verlangt, als gewählt werden können."))
    if terms.form == Form.KNAPSACK and sum(known[: terms.fewest]) > terms.amount:
        found.append(_("So viele Projekte, wie verlangt sind, passen nicht in den Betrag."))
    if terms.least > min(sum(known), terms.amount):
        found.append(_("Die Mindestausgabe ist größer als der Betrag oder als die Summe der Projekte."))
    return found


def limit_sentences(terms: BudgetTerms) -> list[str]:
    """What a ballot may and must do, in sentences."""
    said = [str(FORM_NAMES[Form(terms.form)][1])]
    if terms.form == Form.POINTS:
        said.append(_("Sie haben %(points)s Punkte.", points=terms.points))
    if terms.fewest:
        said.append(ngettext("Mindestens ein Projekt.", "Mindestens %(num)d Projekte.", terms.fewest))
    if terms.most:
        said.append(ngettext("Höchstens ein Projekt.", "Höchstens %(num)d Projekte.", terms.most))
    if terms.least:
        said.append(_("Zusammen mindestens %(least)s.", least=say_euros(terms.least)))
    if terms.threshold:
        said.append(_("Ein Projekt braucht mindestens %(number)s Stimmen oder Punkte.", number=terms.threshold))
    return said
