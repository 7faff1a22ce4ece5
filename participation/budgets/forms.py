"""The forms of budgets: the budget itself, projects, what offices find, how far projects are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from wtforms import BooleanField, Field, RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from participation.accounts.models import District
from participation.budgets.actions import TITLE_LENGTH, BudgetDraft
from participation.budgets.execution_actions import Report
from participation.budgets.models import PROGRESS_NAMES, WHOLE_TOWN, Budget, Progress, Project, Valuation
from participation.budgets.project_actions import LONGEST_SUMMARY, Decision, ProjectText
from participation.budgets.queries import Candidate
from participation.budgets.rules import pot_name
from participation.consultations.models import Consultation
from participation.kit.forms import AtMost, DayField, EurosField, Form, LineField, MomentField, Needed, ParagraphsField, choice, lazy
from participation.kit.language import gettext as _
from participation.methods.counting.budgets import BUDGET_RULES
from participation.places.forms import PlaceFields
from participation.votes.budget import FORM_NAMES, MOST_POINTS, MOST_PROJECTS, RULES_OF_BUDGETS
from participation.votes.budget import Form as BallotForm
from participation.votes.models import Secrecy
from participation.votes.words import SECRECY_NAMES, percent_of_hundredths

YES, NO = "ja", "nein"


def _number(raw: object) -> int | None:
    said = str(raw or "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 9 else None


class _Whole:
    """A whole number up to a limit, or nothing."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: object, field: Field) -> None:
        typed = (field.data or "").strip()
        found = _number(typed)
        if typed and (found is None or found > self.most):
            raise ValidationError(_("Bitte geben Sie eine ganze Zahl zwischen 0 und %(most)s an.", most=self.most))


class _Share:
    """A whole percentage, or nothing."""

    def __call__(self, form: object, field: Field) -> None:
        typed = (field.data or "").removesuffix("%").strip()
        found = _number(typed)
        if typed and (found is None or found > 100):
            raise ValidationError(_("Bitte geben Sie eine ganze Prozentzahl zwischen 0 und 100 an."))


class _BudgetFields(Form):
    title = LineField(lazy("Titel"), [Needed(lazy("Bitte geben Sie dem Bürgerhaushalt einen Titel.")), AtMost(TITLE_LENGTH)])
    question = LineField(
        lazy("Frage"),
        [Needed(lazy("Bitte geben Sie die Frage an.")), AtMost(300)],
        description=lazy("Sie steht auf dem Stimmzettel, zum Beispiel: Welche Projekte soll die Stadt bezahlen?"),
    )
    introduction = ParagraphsField(lazy("Worum es geht"), [AtMost(10_000)], description=lazy("Markdown ist möglich."))
    rule = RadioField(lazy("Verfahren der Auszählung"), default="equal-shares")
    threshold = LineField(
        lazy("Mindestzahl von Stimmen oder Punkten"),
        [_Whole(1_000_000)],
        description=lazy("So viele braucht ein Projekt, um Geld zu bekommen. Leer: keine."),
    )
    form = RadioField(lazy("Stimmzettel"), default=BallotForm.APPROVAL)
    points = LineField(lazy("Wie viele Punkte?"), [_Whole(MOST_POINTS)], description=lazy("Nur beim Stimmzettel mit Punkten."))
    fewest = LineField(lazy("Wie viele Projekte mindestens?"), [_Whole(MOST_PROJECTS)], description=lazy("Leer: keine Mindestzahl."))
    most = LineField(lazy("Wie viele Projekte höchstens?"), [_Whole(MOST_PROJECTS)], description=lazy("Leer: so viele, wie man möchte."))
    least_share = LineField(
        lazy("Mindestausgabe in Prozent des Betrags"),
        [_Share()],
        description=lazy("So viel muss eine Auswahl zusammen mindestens kosten. Leer: keine."),
    )
    secrecy = RadioField(lazy("Geheim oder offen"), default=Secrecy.SECRET)
    replaceable = BooleanField(lazy("Stimmen können bis zum Ende geändert werden"))
    verified_only = BooleanField(lazy("Nur nachgewiesene Einwohnerinnen und Einwohner"), default=True)
    by_two = BooleanField(lazy("Eröffnen, Schließen, Verlängern und Ungültigerklären brauchen zwei Personen"))
    opens_at = MomentField(lazy("Beginn der Abstimmung"))
    closes_at = MomentField(lazy("Ende der Abstimmung"))


class BudgetForm(_BudgetFields):
    """A budget as a clerk prepares it, with an amount for the town and one for each district."""

    scopes: Sequence[int] = ()

    @classmethod
    def offering(cls, districts: Sequence[District], verified_only: bool, by_two: bool, budget: Budget | None = None) -> Self:
        """The form with a field for each district's amount, filled with a budget where one is changed."""
        fields = {f"amount_{district.id}": EurosField(_("%(district)s: Betrag in Euro", district=district.name)) for district in districts}
        town = EurosField(lazy("Ganze Stadt: Betrag in Euro"), description=lazy("Zum Beispiel 50.000. Darüber stimmen alle ab."))
        made = type(cls.__name__, (cls,), {f"amount_{WHOLE_TOWN}": town, **fields})
        form: Self = made()
        form.scopes = (WHOLE_TOWN, *(district.id for district in districts))
        form.rule.choices = [choice(name, f"{_(BUDGET_RULES[name].title)}: {_(BUDGET_RULES[name].sentence)}") for name in RULES_OF_BUDGETS]
        form.form.choices = [choice(str(kind), f"{title}: {sentence}") for kind, (title, sentence) in FORM_NAMES.items()]
        form.secrecy.choices = [choice(str(kind), name) for kind, name in SECRECY_NAMES.items() if kind != Secrecy.ENCRYPTED]
        if verified_only:
            del form.verified_only
        if by_two:
            del form.by_two
        if budget is None and not form.is_submitted():
            form.question.data = _("Welche Projekte soll die Stadt bezahlen?")
        if budget is not None and not form.is_submitted():
            form._fill(budget)
        return form

    def _fill(self, budget: Budget) -> None:
        self.fill_from(budget)
        for name in ("threshold", "points", "fewest", "most"):
            self._fields[name].data = str(getattr(budget, name) or "")
        self.least_share.data = percent_of_hundredths(budget.least_share) if budget.least_share else ""
        for pot in budget.pots:
            if pot.scope in self.scopes:
                self._fields[f"amount_{pot.scope}"].data = pot.amount

    @property
    def town_amount(self) -> Field:
        """The field for the whole town's amount."""
        found: Field = self._fields[f"amount_{WHOLE_TOWN}"]
        return found

    @property
    def district_amounts(self) -> list[Field]:
        """The fields for the districts' amounts."""
        return [self._fields[f"amount_{scope}"] for scope in self.scopes if scope != WHOLE_TOWN]

    def draft(self) -> BudgetDraft:
        """What was typed, as the actions take it; the form must be valid."""
        amounts = {scope: self._fields[f"amount_{scope}"].data for scope in self.scopes}
        numbers = {name: _number(self._fields[name].data) or 0 for name in ("threshold", "points", "fewest", "most")}
        plain = ("title", "question", "introduction", "rule", "form", "secrecy", "replaceable", "opens_at", "closes_at")
        return BudgetDraft(
            **{name: self._fields[name].data for name in plain},
            **numbers,
            amounts={scope: amount for scope, amount in amounts.items() if amount is not None},
            least_share=(_number((self.least_share.data or "").removesuffix("%").strip()) or 0) * 100,
            verified_only=self.verified_only.data if "verified_only" in self._fields else True,
            by_two=self.by_two.data if "by_two" in self._fields else True,
        )


class ProjectForm(PlaceFields):
    """A project as a clerk writes it."""

    title = LineField(lazy("Name des Projekts"), [Needed(lazy("Bitte geben Sie dem Projekt einen Namen.")), AtMost(120)])
    summary = LineField(lazy("In einem Satz"), [AtMost(LONGEST_SUMMARY)], description=lazy("Steht auf dem Stimmzettel unter dem Namen."))
    body = ParagraphsField(lazy("Beschreibung"), [AtMost(10_000)], description=lazy("Markdown ist möglich."))
    pot_id = SelectField(lazy("Topf"), coerce=_number)
    cost = EurosField(lazy("Kosten in Euro"), description=lazy("Soweit bekannt. Sonst schätzen es die Ämter."))
    category_id = SelectField(lazy("Thema"), coerce=_number)
    district_id = SelectField(lazy("Ortsteil"), coerce=_number)

    @classmethod
    def offering(cls, consultation: Consultation, budget: Budget, districts: Mapping[int, str], project: Project | None = None) -> Self:
        """The form with pots, topics and districts to choose from, filled with a project where one is changed."""
        form = cls(obj=project)
        form.pot_id.choices = _pots(budget)
        form.category_id.choices = [choice("", _("Kein Thema")), *(choice(str(category.id), category.name) for category in consultation.categories)]
        form.district_id.choices = [choice("", _("Kein bestimmter Ortsteil")), *(choice(str(number), name) for number, name in districts.items())]
        if not consultation.categories:
            del form.category_id
        if not districts:
            del form.district_id
        return form

    def text(self, place_id: int | None) -> ProjectText:
        """What was typed; the form must be valid."""
        chosen = {name: self._fields[name].data if name in self._fields else None for name in ("category_id", "district_id")}
        plain = {name: self._fields[name].data for name in ("title", "summary", "body", "cost")}
        return ProjectText(**plain, **chosen, pot_id=self.pot_id.data or 0, place_id=place_id)


def _pots(budget: Budget) -> list[Any]:
    return [choice(str(pot.id), pot_name(pot)) for pot in budget.pots]


class _Several(SelectMultipleField):
    def __init__(self, label: Any, **named: Any) -> None:
        super().__init__(label, coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), **named)


class TakeForm(Form):
    """Which proposals become projects, and of which pot."""

    pot_id = SelectField(lazy("Topf"), coerce=_number)
    proposals = _Several(lazy("Vorschläge"))

    @classmethod
    def offering(cls, budget: Budget, found: Iterable[Candidate], status_names: Mapping[Any, Any]) -> Self:
        """The form with pots and proposals to choose from."""
        form = cls()
        form.pot_id.choices = _pots(budget)
        form.proposals.choices = [
            choice(one.id, f"{one.reference} {one.title} ({status_names[one.status]}, {_('Unterstützungen: %(number)s', number=one.support_count)})")
            for one in found
        ]
        return form


class AskForm(Form):
    """Which offices are asked about which projects, until when."""

    projects = _Several(lazy("Projekte"))
    offices = _Several(lazy("Ämter"))
    due_on = DayField(lazy("Bis wann?"))

    @classmethod
    def offering(cls, projects: Iterable[Project], offices: Mapping[int, str]) -> Self:
        """The form with projects and offices to choose from."""
        form = cls()
        form.projects.choices = [choice(project.id, f"{project.number}. {project.title}") for project in projects]
        form.offices.choices = [choice(number, name) for number, name in offices.items()]
        return form


class _FindingForm(Form):
    feasible = RadioField(lazy("Ist das Projekt machbar?"), choices=[], validate_choice=False)
    cost = EurosField(lazy("Kosten in Euro"), description=lazy("Was das Projekt insgesamt kostet, mit Planung und Steuer."))
    reason = ParagraphsField(lazy("Begründung"), [AtMost(2000)])

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.feasible.choices = [choice(YES, _("Ja, machbar")), choice(NO, _("Nein, nicht machbar"))]

    def validate_feasible(self, field: Field) -> None:
        """Yes or no."""
        if field.data not in (YES, NO):
            raise ValidationError(_("Bitte wählen Sie Ja oder Nein."))

    def found(self) -> Decision:
        """What was typed; the form must be valid."""
        cost: Any = self.cost.data  # whole cents, as its field reads them
        return Decision(self.feasible.data == YES, self.reason.data or "", cost)


class ValuationForm(_FindingForm):
    """What an office finds."""


class DecisionForm(_FindingForm):
    """What the city decides, filled with what stands, or with what the offices found."""

    @classmethod
    def offering(cls, project: Project, valuations: Sequence[Valuation]) -> Self:
        """The form; the highest of the offices' estimates is suggested."""
        given = [one for one in valuations if one.given_at is not None]
        costs = [one.cost for one in given if one.cost is not None]
        refused = [one.reason for one in given if one.feasible is False]
        suggested = project.cost if project.feasibility != "asked" or not costs else max(costs)
        decided = {"feasible": YES, "infeasible": NO}.get(str(project.feasibility), "")
        proposed = (NO if refused else YES) if given else ""
        return cls(data={"cost": suggested, "reason": project.reason or "\n\n".join(refused), "feasible": decided or proposed})


class ProgressForm(Form):
    """How far a project is that won."""

    progress = RadioField(lazy("Wie weit ist das Projekt?"), choices=[], validate_choice=False)
    spent = EurosField(lazy("Bisher ausgegeben, in Euro"))
    note = LineField(lazy("Dazu in einem Satz"), [AtMost(500)], description=lazy("Steht öffentlich beim Projekt."))

    @classmethod
    def offering(cls, project: Project) -> Self:
        """The form, filled with what stands."""
        stands = {"progress": str(project.progress or Progress.PLANNED), "spent": project.spent, "note": project.progress_note}
        form = cls(data=stands)
        form.progress.choices = [choice(str(kind), name) for kind, (name, _kind) in PROGRESS_NAMES.items()]
        return form

    def report(self) -> Report:
        """What was typed; the form must be valid."""
        spent: Any = self.spent.data  # whole cents, as its field reads them
        return Report(self.progress.data or "", self.note.data or "", spent)


class StepForm(Form):
    """A milestone."""

    title = LineField(lazy("Nächster Schritt"), [AtMost(120)], description=lazy("Zum Beispiel: Ausschreibung beendet"))
    due_on = DayField(lazy("Geplant für"))
