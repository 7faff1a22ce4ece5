"""The offices' work: what waits for whom, a proposal with its tasks and notes, one task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.accounts.entering import no_store
from participation.accounts.models import Person
from participation.consultations.doorway import enter
from participation.consultations.models import Consultation
from participation.followups import assignment_actions as acts
from participation.followups import queries, rules, waiting
from participation.followups.forms import AgainForm, AssignForm, HandBackForm, NoteForm, StatementForm
from participation.followups.models import STAND_NAMES, Assignment
from participation.followups.reminder_actions import days_left
from participation.followups.texts import mark_of
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.dates import city_zone
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.prose import to_html
from participation.kit.rules import demand
from participation.proposals.forms import accepted
from participation.proposals.models import Proposal
from participation.proposals.queries import find_proposal
from participation.proposals.rules import may_answer
from participation.proposals.sparing import spare_texts

blueprint = Blueprint("work", __name__, url_prefix="/verwaltung")
blueprint.after_request(no_store)
OF_PROPOSAL = "/beteiligungen/<slug:slug>/vorschlaege/<id:proposal_id>"
OF_TASK = OF_PROPOSAL + "/aufgaben/<id:assignment_id>"


@dataclass(frozen=True, slots=True)
class Desk:
    """Who works on which proposal."""

    person: Person
    consultation: Consultation
    proposal: Proposal

    @property
    def where(self) -> dict[str, Any]:
        """The values of its address."""
        return {"slug": self.consultation.slug, "proposal_id": self.proposal.id}

    @property
    def around(self) -> dict[str, Any]:
        """What every page about it shows."""
        now = clock.now()
        return {
            "consultation": self.consultation,
            "proposal": self.proposal,
            "proposal_url": url_for("proposals.detail", **self.where),
            "desk_url": url_for("work.desk", **self.where),
            "stand_names": STAND_NAMES,
            "days_left": lambda due_on: days_left(due_on, now),
            "to_html": to_html,
        }


def sit_down(slug: str, proposal_id: int) -> Desk:
    """The desk of a proposal, for those who may read its notes. Raises Refused or NotFound for others."""
    consultation, person = enter(slug), signed_in_person()
    proposal = find_proposal(current_session(), consultation.id, proposal_id, person)
    demand(rules.may_read_notes(person, proposal, consultation))
    return Desk(person, consultation, proposal)


@blueprint.get("/aufgaben")
def index() -> Response:
    """What waits for whom: by office, overdue tasks first."""
    demand(rules.may_see_work(current_person()))
    session, person, today = current_session(), signed_in_person(), clock.now().astimezone(city_zone()).date()
    offices = waiting.by_office(session, person, today)
    asked = waiting.read_asked(request.args, {row.office_id for row in offices})
    url = url_for("work.index")
    return page(
        "followups/waiting.html",
        offices=offices,
        asked=asked,
        tasks=waiting.waiting_tasks(session, person, asked, today),
        kinds=[(str(kind), str(name)) for kind, name in waiting.KIND_NAMES.items()],
        stand_names=STAND_NAMES,
        days_left=lambda due_on: (due_on - today).days,
        page_url=url,
        url_for_page=lambda number: url + asked.query(number),
    )


@blueprint.get(OF_PROPOSAL)
def desk(slug: str, proposal_id: int) -> Response:
    """A proposal as staff see it: its tasks, what is planned, the notes."""
    return _desk_page(sit_down(slug, proposal_id))


def _desk_page(here: Desk, assign_form: AssignForm | None = None, note_form: NoteForm | None = None) -> Response:
    session, wrong = current_session(), bool(assign_form or note_form)
    names = queries.office_names(session)
    return page(
        "followups/desk.html",
        tasks=queries.assignments_of(session, here.proposal.id),
        notes=queries.notes_of(session, here.proposal.id),
        plan=queries.plan_of(session, here.proposal.id),
        offices=names,
        assign_form=assign_form or _empty_assign_form(names),
        note_form=note_form or NoteForm(formdata=None),
        may_assign=rules.may_assign(here.person, here.proposal, here.consultation),
        may_answer=may_answer(here.person, here.proposal, here.consultation),
        has_errors=wrong,
        status=422 if wrong else 200,
        **here.around,
    )


def _empty_assign_form(names: dict[int, str]) -> AssignForm:
    form = AssignForm.offering(names)
    form.process(formdata=None)
    return form


@blueprint.post(OF_PROPOSAL + "/zuweisen")
def assign(slug: str, proposal_id: int) -> BaseResponse:
    """Ask one or several offices."""
    here, session = sit_down(slug, proposal_id), current_session()
    demand(rules.may_assign(here.person, here.proposal, here.consultation))
    form = AssignForm.offering(queries.office_names(session))
    if form.validate():
        offices = queries.offices_by_ids(session, form.offices.data or [])
        given = (offices, form.due_on.data, form.question.data or "", clock.now())
        if accepted(form, lambda: (acts.assign(session, here.person, here.proposal, here.consultation, *given),)):
            return _done(here, _("Zugewiesen. Die Ämter sind benachrichtigt."))
    return _desk_page(here, assign_form=form)


@blueprint.post(OF_PROPOSAL + "/notizen")
def note(slug: str, proposal_id: int) -> BaseResponse:
    """Write a private note."""
    here, session, form = sit_down(slug, proposal_id), current_session(), NoteForm()
    spare_texts(here.person, clock.now())
    if form.validate() and accepted(
        form, lambda: acts.write_note(session, here.person, here.proposal, here.consultation, form.body.data or "", clock.now())
    ):
        return _done(here, _("Die Notiz ist gespeichert."), "#notizen")
    return _desk_page(here, note_form=form)


@blueprint.route(OF_TASK, methods=["GET", "POST"])
def task(slug: str, proposal_id: int, assignment_id: int) -> BaseResponse:
    """One office's task: the question, its statement as a draft or given."""
    here, found, works_for = _task(slug, proposal_id, assignment_id)
    session, form = current_session(), StatementForm(statement=found.statement, seen=mark_of(found.statement))
    if request.method != "POST":
        return _task_page(here, found, form)
    give = request.form.get("weiter") == "abgeben"
    arguments = (here.person, found, here.consultation, works_for, form.statement.data or "", clock.now())
    demand(rules.may_work_on(here.person, found, here.consultation, works_for))
    if form.validate() and accepted(form, lambda: acts.save_statement(session, *arguments, give=give, seen=form.seen.data or mark_of(""))):
        return _done(here, _("Die Stellungnahme ist abgegeben.") if give else _("Der Entwurf ist gespeichert."))
    if form.form_errors:  # the other text stands beside one's own from now on
        form.seen.data = mark_of(found.statement)
    return _task_page(here, found, form, 422)


@blueprint.post(OF_TASK + "/beginnen")
def begin(slug: str, proposal_id: int, assignment_id: int) -> BaseResponse:
    """Take a task up."""
    here, found, works_for = _task(slug, proposal_id, assignment_id)
    acts.begin_work(current_session(), here.person, found, here.consultation, works_for, clock.now())
    current_session().commit()
    return go_to(url_for("work.task", assignment_id=assignment_id, **here.where))


@blueprint.post(OF_TASK + "/zurueckgeben")
def hand_back(slug: str, proposal_id: int, assignment_id: int) -> BaseResponse:
    """Hand a task back, or pass it on."""
    here, found, works_for = _task(slug, proposal_id, assignment_id)
    session = current_session()
    demand(rules.may_work_on(here.person, found, here.consultation, works_for))
    form = _hand_back_form(found)
    if form.validate():
        to = queries.office_by_id(session, form.to.data) if form.to.data else None
        arguments = (here.person, found, here.consultation, works_for, form.reason.data or "", clock.now())
        if accepted(form, lambda: (acts.hand_back(session, *arguments, to=to),)):
            return _done(here, _("Weitergegeben.") if to else _("Zurückgegeben."))
    return _task_page(here, found, None, 422, back_form=form)


@blueprint.post(OF_TASK + "/nachfragen")
def ask_again(slug: str, proposal_id: int, assignment_id: int) -> BaseResponse:
    """Give a task another deadline or question."""
    here, found, _works_for = _task(slug, proposal_id, assignment_id)
    session, form = current_session(), AgainForm()
    demand(rules.may_end(here.person, found, here.consultation))
    if form.validate() and accepted(
        form,
        lambda: acts.ask_again(session, here.person, found, here.consultation, form.due_on.data, form.question.data or "", clock.now()),
    ):
        return _done(here, _("Gespeichert. Das Amt ist benachrichtigt."))
    return _task_page(here, found, None, 422, again_form=form)


@blueprint.post(OF_TASK + "/beenden")
def end(slug: str, proposal_id: int, assignment_id: int) -> BaseResponse:
    """Nobody needs this statement any more."""
    here, found, _works_for = _task(slug, proposal_id, assignment_id)
    acts.end_assignment(current_session(), here.person, found, here.consultation, clock.now())
    return _done(here, _("Die Aufgabe ist beendet."))


def _task(slug: str, proposal_id: int, assignment_id: int) -> tuple[Desk, Assignment, frozenset[int]]:
    here, session = sit_down(slug, proposal_id), current_session()
    return here, queries.assignment_by_id(session, here.proposal.id, assignment_id), queries.offices_of(session, here.person)


def _hand_back_form(found: Assignment) -> HandBackForm:
    names = queries.office_names(current_session())
    return HandBackForm.offering({number: name for number, name in names.items() if number != found.office_id})


def _task_page(
    here: Desk,
    found: Assignment,
    form: StatementForm | None,
    status: int = 200,
    *,
    back_form: HandBackForm | None = None,
    again_form: AgainForm | None = None,
) -> Response:
    works_for = queries.offices_of(current_session(), here.person)
    if back_form is None:
        back_form = _hand_back_form(found)
        back_form.process(formdata=None)
    return page(
        "followups/task.html",
        task=found,
        form=form or StatementForm(formdata=None, statement=found.statement, seen=mark_of(found.statement)),
        back_form=back_form,
        again_form=again_form or AgainForm(formdata=None, due_on=found.due_on, question=found.question),
        may_work=rules.may_work_on(here.person, found, here.consultation, works_for),
        may_end=rules.may_end(here.person, found, here.consultation),
        has_errors=status == 422,
        status=status,
        **here.around,
    )


def _done(here: Desk, message: str, anchor: str = "") -> BaseResponse:
    current_session().commit()
    flash(message, "success")
    return go_to(url_for("work.desk", **here.where) + anchor)
