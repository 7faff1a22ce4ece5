"""How this room's views enter a measure: its consultation, the measure, who asks, and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Response, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.consultations.doorway import enter, frame
from participation.consultations.models import Consultation
from participation.consultations.queries import consultation_by_slug
from participation.followups.queries import offices_of
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Conflict, Invalid, NotFound
from participation.kit.forms import Form
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import Verdict, demand
from participation.measures import queries
from participation.measures.actions import today
from participation.measures.models import Measure
from participation.measures.origins import sources_of
from participation.measures.queries import measure_by_id
from participation.measures.rules import Asking, may_read_measure, may_work_on
from participation.measures.showing import late_of, progress_of, shown_events, shown_milestones
from participation.measures.words import ORIGIN_NAMES, badge
from participation.papers.queries import paper_to_show
from participation.papers.words import TROUBLES

DESK = "/verwaltung/beteiligungen/<slug:slug>/massnahmen"
ONE = DESK + "/<id:measure_id>"


@dataclass(frozen=True, slots=True)
class Here:
    """A consultation's measures, or one of them, as a view finds them."""

    asking: Asking
    now: datetime
    found: Measure | None = None

    @property
    def consultation(self) -> Consultation:
        """The consultation."""
        return self.asking.consultation

    @property
    def measure(self) -> Measure:
        """The measure of an address that names one."""
        if self.found is None:
            raise NotFound
        return self.found

    @property
    def today(self) -> date:
        """The day in the city's zone."""
        return today(self.now)

    def url(self, endpoint: str, **values: Any) -> str:
        """The address of one of its pages."""
        if self.found is not None:
            values = {"measure_id": self.found.id, **values}
        return url_for(endpoint, slug=self.consultation.slug, **values)

    def page(self, template: str, crumbs: Sequence[tuple[str, str]], status: int = 200, **context: Any) -> Response:
        """One of its pages inside the consultation's frame."""
        return page(
            f"measures/{template}", status=status, here=self, crumbs=crumbs, **context, **frame(self.consultation, self.asking.person, self.now)
        )

    def desk_page(self, template: str, title: str, status: int = 200, **context: Any) -> Response:
        """One of the staff's pages; `title` names a page below the desk of a measure."""
        crumbs = [
            (_("Maßnahmen"), self.url("measure_desk.index") if self.found is None else url_for("measure_desk.index", slug=self.consultation.slug))
        ]
        if self.found is not None:
            crumbs.append((self.found.title, self.url("measure_desk.show")))
        return self.page(template, [*crumbs, *([(title, "")] if title else [])], status, title=title, **context)

    def form_page(self, form: Form, title: str, button: str, status: int = 200, **context: Any) -> Response:
        """A page with one form, whose last step leads back to the measure."""
        shown = {"form": form, "button": button, "lead": "", "multipart": False, "back": self.url("measure_desk.show"), **context}
        return self.desk_page("form.html", title, status, **shown)

    def run(self, form: Form, title: str, button: str, act: Callable[[], object], said: str, **context: Any) -> BaseResponse:
        """Show a form; once it is sent and valid, do the act, commit, and go back to the measure with a word about it."""
        if not form.validate_on_submit():
            return self.form_page(form, title, button, 422 if form.is_submitted() else 200, **context)
        try:
            act()
        except Invalid as error:
            form.blame(error)
            return self.form_page(form, title, button, 422, **context)
        except Conflict as error:
            form.form_errors.append(error.message)
            return self.form_page(form, title, button, 409, **context)
        return self.done(said)

    def done(self, said: str, fragment: str = "") -> BaseResponse:
        """Commit what was done, say so, and go back to the measure's desk."""
        url = self.url("measure_desk.show")
        current_session().commit()
        flash(said, "success")
        return go_to(url + fragment)


Rule = Callable[[Asking, Measure], Verdict]


def enter_measures(slug: str) -> Here:
    """A consultation's measures for those who may work on some: to read and write."""
    session, person = current_session(), current_person()
    enter(slug)
    return Here(Asking(person, consultation_by_slug(session, slug), offices_of(session, person)), clock.now())


def enter_to_work(slug: str, measure_id: int, rule: Rule = may_work_on, *, lock: bool = False) -> Here:
    """A measure for those whom a rule allows to work on it. Raises NotFound, Refused."""
    here = enter_measures(slug)
    measure = measure_by_id(current_session(), here.consultation.id, measure_id, lock=lock)
    demand(rule(here.asking, measure))
    return Here(here.asking, here.now, measure)


def enter_to_read(slug: str, measure_id: int) -> Here:
    """A measure for everybody who may see it. Raises NotFound."""
    person, consultation = current_person(), enter(slug)
    measure = measure_by_id(current_session(), consultation.id, measure_id)
    demand(may_read_measure(person, measure, consultation))
    return Here(Asking(person, consultation, offices_of(current_session(), person)), clock.now(), measure)


def whole(here: Here) -> dict[str, Any]:
    """All that a measure's page and its desk both show, in a constant number of statements."""
    session, measure = current_session(), here.measure
    milestones, events = queries.milestones_of(session, measure.id), queries.events_of(session, measure.id)
    entries = queries.spending_of(session, measure.id)
    return {
        "measure": measure,
        "badge": badge(measure.status),
        "late": late_of(measure, here.today),
        "percent": progress_of(milestones),
        "milestones": shown_milestones(milestones, events, measure.goes_on, here.today),
        "events": shown_events(events),
        "entries": entries,
        "money": queries.money(measure, entries),
        "pictures": queries.pictures_of(session, measure.id),
        "documents": queries.documents_of(session, measure.id),
        "sources": sources_of(session, here.consultation, queries.nodes_of(session, measure.id)),
        "origin_names": ORIGIN_NAMES,
        "paper": paper_to_show(session, measure.paper_id),
        "troubles": TROUBLES,
    }
