"""The offices' work: what waits for whom, a proposal with its tasks and notes, one task."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.accounts.entering import no_store
from participation.followups import assignment_actions as acts
from participation.followups import queries, rules, waiting
from participation.followups.desks import Desk, of_each_thing, sit_down
from participation.followups.forms import AgainForm, AssignForm, HandBackForm, NoteForm, StatementForm
from participation.followups.models import STAND_NAMES, Assignment
from participation.followups.texts import mark_of
from participation.followups.things import KIND_NAMES, work_path
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.dates import city_zone
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.proposals.forms import accepted

blueprint = Blueprint("work", __name__, url_prefix="/verwaltung")
blueprint.after_request(no_store)
OF_TASK = "/aufgaben/<id:assignment_id>"


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
        kind_names=KIND_NAMES,
        may_see_day=rules.may_see_day(person),
        path_of=lambda task: work_path(task.slug, task.proposal_id, task.matter_id),
        days_left=lambda due_on: (due_on - today).days,
        page_url=url,
        url_for_page=lambda number: url + asked.query(number),
    )


@of_each_thing(blueprint, "")
def desk(slug: str, proposal_id: int = 0, matter_id: int = 0) -> Response:
    """A proposal as staff see it: its tasks, what is planned, the notes."""
    return desk_page(sit_down(slug, proposal_id, matter_id))


def desk_page(here: Desk, assign_form: AssignForm | None = None, note_form: NoteForm | None = None, status: int | None = None) -> Response:
    """The desk, with what was typed where something could not be done."""
    session, now = current_session(), clock.now()
    names = queries.office_names(session)
    status = status or (422 if assign_form or note_form else 200)
    notes = queries.notes_of(session, here.thing)
    return page(
        "followups/desk.html",
        tasks=queries.assignments_of(session, here.thing),
        notes=[(note, note.author_id == here.person.id and now < note.written_at + rules.EDIT_WINDOW) for note in notes],
        plan=queries.plan_of(session, here.thing),
        offices=names,
        assign_form=assign_form or _empty_assign_form(names),
        note_form=note_form or NoteForm.offering(queries.colleagues_of(session, here.thing, here.consultation), fresh=True),
        may_assign=rules.may_assign(here.person, here.thing, here.consultation),
        may_answer=here.may_answer,
        has_errors=status == 422,
        status=status,
        **here.around,
    )


def _empty_assign_form(names: dict[int, str]) -> AssignForm:
    form = AssignForm.offering(names)
    form.process(formdata=None)
    return form


@of_each_thing(blueprint, "/zuweisen", methods=["POST"])
def assign(slug: str, proposal_id: int = 0, matter_id: int = 0) -> BaseResponse:
    """Ask one or several offices."""
    here, session = sit_down(slug, proposal_id, matter_id), current_session()
    demand(rules.may_assign(here.person, here.thing, here.consultation))
    form = AssignForm.offering(queries.office_names(session))
    if form.validate():
        offices = queries.offices_by_ids(session, form.offices.data or [])
        given = (offices, form.due_on.data, form.question.data or "", clock.now())
        if accepted(form, lambda: (acts.assign(session, here.person, here.thing, here.consultation, *given),)):
            return here.done(_("Zugewiesen. Die Ämter sind benachrichtigt."))
    return desk_page(here, assign_form=form)


@of_each_thing(blueprint, OF_TASK, methods=["GET", "POST"])
def task(slug: str, assignment_id: int, proposal_id: int = 0, matter_id: int = 0) -> BaseResponse:
    """One office's task: the question, its statement as a draft or given."""
    here, found, works_for = _task(slug, assignment_id, proposal_id, matter_id)
    session, form = current_session(), StatementForm(statement=found.statement, seen=mark_of(found.statement))
    if request.method != "POST":
        return _task_page(here, found, form)
    give = request.form.get("weiter") == "abgeben"
    arguments = (here.person, found, here.consultation, works_for, form.statement.data or "", clock.now())
    demand(rules.may_work_on(here.person, found, here.consultation, works_for))
    if form.validate() and accepted(form, lambda: acts.save_statement(session, *arguments, give=give, seen=form.seen.data or mark_of(""))):
        return here.done(_("Die Stellungnahme ist abgegeben.") if give else _("Der Entwurf ist gespeichert."))
    if form.form_errors:  # the other text stands beside one's own from now on
        form.seen.data = mark_of(found.statement)
    return _task_page(here, found, form, 422)


@of_each_thing(blueprint, OF_TASK + "/beginnen", methods=["POST"])
def begin(slug: str, assignment_id: int, proposal_id: int = 0, matter_id: int = 0) -> BaseResponse:
    """Take a task up."""
    here, found, works_for = _task(slug, assignment_id, proposal_id, matter_id)
    acts.begin_work(current_session(), here.person, found, here.consultation, works_for, clock.now())
    current_session().commit()
    return go_to(url_for("work.task", assignment_id=assignment_id, **here.where))


@of_each_thing(blueprint, OF_TASK + "/zurueckgeben", methods=["POST"])
def hand_back(slug: str, assignment_id: int, proposal_id: int = 0, matter_id: int = 0) -> BaseResponse:
    """Hand a task back, or pass it on."""
    here, found, works_for = _task(slug, assignment_id, proposal_id, matter_id)
    session = current_session()
    demand(rules.may_work_on(here.person, found, here.consultation, works_for))
    form = _hand_back_form(found)
    if form.validate():
        to = queries.office_by_id(session, form.to.data) if form.to.data else None
        arguments = (here.person, found, here.consultation, works_for, form.reason.data or "", clock.now())
        if accepted(form, lambda: (acts.hand_back(session, *arguments, to=to),)):
            return here.done(_("Weitergegeben.") if to else _("Zurückgegeben."))
    return _task_page(here, found, None, 422, back_form=form)


@of_each_thing(blueprint, OF_TASK + "/nachfragen", methods=["POST"])
def ask_again(slug: str, assignment_id: int, proposal_id: int = 0, matter_id: int = 0) -> BaseResponse:
    """Give a task another deadline or question."""
    here, found, _works_for = _task(slug, assignment_id, proposal_id, matter_id)
    session, form = current_session(), AgainForm()
    demand(rules.may_end(here.person, found, here.consultation))
    if form.validate() and accepted(
        form,
        lambda: acts.ask_again(session, here.person, found, here.consultation, form.due_on.data, form.question.data or "", clock.now()),
    ):
        return here.done(_("Gespeichert. Das Amt ist benachrichtigt."))
    return _task_page(here, found, None, 422, again_form=form)


@of_each_thing(blueprint, OF_TASK + "/beenden", methods=["POST"])
def end(slug: str, assignment_id: int, proposal_id: int = 0, matter_id: int = 0) -> BaseResponse:
    """Nobody needs this statement any more."""
    here, found, _works_for = _task(slug, assignment_id, proposal_id, matter_id)
    acts.end_assignment(current_session(), here.person, found, here.consultation, clock.now())
    return here.done(_("Die Aufgabe ist beendet."))


def _task(slug: str, assignment_id: int, proposal_id: int = 0, matter_id: int = 0) -> tuple[Desk, Assignment, frozenset[int]]:
    here, session = sit_down(slug, proposal_id, matter_id), current_session()
    return here, queries.assignment_by_id(session, here.thing, assignment_id), queries.offices_of(session, here.person)


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
