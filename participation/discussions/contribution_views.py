"""What people do with one contribution: find it, answer it, rate, change and delete it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.accounts.models import Person
from participation.consultations.doorway import frame
from participation.consultations.models import Consultation
from participation.consultations.queries import consultation_by_id
from participation.consultations.rules import may_see
from participation.consultations.subjects import Subject
from participation.discussions import queries, rules, thread_queries, threads
from participation.discussions.actions import Draft, contribute, delete_contribution, edit_contribution, rate, take_back_rating
from participation.discussions.articles import WORDS, Reader, articles, macros, reader_of
from participation.discussions.following_queries import reading_of
from participation.discussions.forms import AnswerForm, ContributionForm
from participation.discussions.models import Contribution, Discussion
from participation.discussions.quotations import with_quotation
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to, is_fragment
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.links import Link
from participation.kit.pages import format_number, page
from participation.kit.pagination import page_number
from participation.kit.rules import demand
from participation.organisations.choice import chosen_organisation

blueprint = Blueprint("contributions", __name__, url_prefix="/beitraege/<id:contribution_id>")

RATINGS = {"zu": 1, "ab": -1}


@dataclass(frozen=True, slots=True)
class Visit:
    """A contribution of an address, all that surrounds it, and who asks when."""

    contribution: Contribution
    discussion: Discussion
    consultation: Consultation
    subject: Subject
    person: Person | None
    now: datetime

    @property
    def place(self) -> queries.Place:
        """The contribution with its discussion."""
        return queries.Place(self.contribution, self.discussion)

    @property
    def url(self) -> str:
        """Where the contribution stands."""
        return threads.place_url(self.place, self.subject, self.consultation, self.person, self.now)

    def context(self, last: str) -> dict[str, Any]:
        """What a page about this contribution shows around itself; `last` is the page's own name."""
        crumbs = [*threads.crumbs_to(self.consultation, self.subject), (last, "")]
        line = thread_queries.line(current_session(), self.contribution.id, self.person.id if self.person else None)
        reader = reader_of(self.person, self.consultation, self.now, False, self.subject)
        around = {"contribution": line, "reader": reader, "subject": self.subject, "crumbs": crumbs}
        return {**around, "back": self.url, **WORDS, **frame(self.consultation, self.person, self.now, self.subject.url)}


def visit(contribution_id: int) -> Visit:
    """Come to a contribution. Raises NotFound where it is missing or this person may not see where it stands."""
    session, person = current_session(), current_person()
    place = queries.place(session, contribution_id)
    consultation = consultation_by_id(session, place.discussion.consultation_id)
    demand(may_see(person, consultation))
    subject = threads.subject_of(place.discussion, person)
    return Visit(place.contribution, place.discussion, consultation, subject, person, clock.now())


@blueprint.get("")
def show(contribution_id: int) -> BaseResponse:
    """The lasting address of a contribution: leads to where it stands now."""
    return redirect(visit(contribution_id).url, 303)


@blueprint.get("/antworten")
def answers(contribution_id: int) -> BaseResponse:
    """A contribution with all its answers and the form for one more; by htmx the form alone."""
    here = visit(contribution_id)
    if here.contribution.parent_id is not None:
        return redirect(here.url, 303)
    may_answer = rules.may_contribute(here.person, here.consultation, here.now, closed=here.subject.closed, closed_at=here.discussion.closed_at)
    form = AnswerForm(contribution_id, formdata=None)
    form.renew_key()
    if may_answer and "zitat" in request.args:
        form.body.data = with_quotation(
            here.person, here.consultation, here.discussion.id, request.args["zitat"], request.args.get(form.body.name, "")
        )
    if is_fragment():
        demand(may_answer)
        return _answer_form(here, form)
    return _answers_page(here, form if may_answer and here.contribution.is_readable else None)


@blueprint.get("/antworten/weitere")
def more_answers(contribution_id: int) -> BaseResponse:
    """The answers that follow those already shown, to be swapped in; without htmx, the page with all of them."""
    here = visit(contribution_id)
    if not is_fragment() or here.contribution.parent_id is not None:
        return go_to(url_for("contributions.answers", contribution_id=contribution_id))
    session, reader, first = current_session(), _reader(here), page_number(request.args.get("ab"))
    last = first + thread_queries.PAGE - 1
    rows = thread_queries.some_answers(session, contribution_id, reader.id, first, last)
    since = reading_of(session, reader.id, here.discussion.id).since if reader.id is not None else None
    context = {"row": here.contribution, "rows": rows, "more": here.contribution.answers_count - last, "shown": last, "since": since}
    html = articles(reader, rows, rows[0].id if rows else 0)
    return make_response(threads.render("discussions/_answers.html", **context, reader=reader, articles=html))


@blueprint.post("/antworten")
def answer(contribution_id: int) -> BaseResponse:
    """Write an answer."""
    here = visit(contribution_id)
    threads.limit_writing(here.person, here.now)
    form = AnswerForm(contribution_id)
    if not form.validate():
        demand(rules.may_contribute(here.person, here.consultation, here.now, closed=here.subject.closed, closed_at=here.discussion.closed_at))
        return _answer_form(here, form, 422) if is_fragment() else _answers_page(here, form, 422)
    session = current_session()
    draft = Draft(form.chosen_kind, form.body.data or "", contribution_id, form.form_key.data or "", chosen_organisation())
    try:
        written = contribute(session, here.person, here.consultation, here.subject, draft, here.now)
    except Invalid as error:
        form.blame(error)
        return _answer_form(here, form, 422) if is_fragment() else _answers_page(here, form, 422)
    session.commit()
    if is_fragment():
        return _answered(here, written)
    return go_to(replace(here, contribution=written).url)


@blueprint.post("/bewertung")
def rating(contribution_id: int) -> BaseResponse:
    """Agree, disagree, or take that back."""
    here, session = visit(contribution_id), current_session()
    value = RATINGS.get(request.form.get("wert", ""))
    if value is None:
        take_back_rating(session, here.person, here.consultation, here.contribution, here.now)
    else:
        rate(session, here.person, here.consultation, here.contribution, value, here.now)
    session.commit()
    if not is_fragment():
        return go_to(here.url)
    line = thread_queries.line(session, contribution_id, here.person.id if here.person else None)
    said = _("Ihre Bewertung ist gespeichert.") if value else _("Ihre Bewertung ist zurückgenommen.")
    return make_response(str(macros(_reader(here)).rating(line, said)))


@blueprint.route("/bearbeiten", methods=["GET", "POST"])
def edit(contribution_id: int) -> BaseResponse:
    """Change one's own contribution."""
    here, session = visit(contribution_id), current_session()
    demand(rules.may_edit(here.person, here.consultation, here.contribution, here.now))
    top_level = here.contribution.parent_id is None
    form = ContributionForm(obj=here.contribution) if top_level else AnswerForm(contribution_id, obj=here.contribution)
    if not form.validate_on_submit():
        return page("discussions/edit.html", status=422 if form.errors else 200, form=form, **here.context(_("Beitrag ändern")))
    edit_contribution(session, here.person, here.consultation, here.contribution, form.chosen_kind, form.body.data or "", here.now)
    session.commit()
    return go_to(here.url)


@blueprint.route("/loeschen", methods=["GET", "POST"])
def delete(contribution_id: int) -> BaseResponse:
    """Delete one's own contribution, after a question."""
    here, session = visit(contribution_id), current_session()
    demand(rules.may_delete(here.person, here.consultation, here.contribution))
    if request.method != "POST":
        return page("discussions/delete.html", **here.context(_("Beitrag löschen")))
    delete_contribution(session, here.person, here.consultation, here.contribution, here.now)
    session.commit()
    flash(_("Ihr Beitrag ist gelöscht."), "success")
    return go_to(here.url)


def _reader(here: Visit) -> Reader:
    may_write = rules.may_contribute(here.person, here.consultation, here.now, closed=here.subject.closed, closed_at=here.discussion.closed_at)
    return reader_of(here.person, here.consultation, here.now, bool(may_write), here.subject)


def _answer_form(here: Visit, form: AnswerForm, status: int = 200) -> Response:
    response = make_response(threads.render("discussions/_answer_form.html", contribution_id=here.contribution.id, form=form, by_htmx=True), status)
    if status != 200:
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = f"#antwort-{here.contribution.id}", "innerHTML"
    return response


def _answers_page(here: Visit, form: AnswerForm | None, status: int = 200) -> Response:
    reader_id = here.person.id if here.person else None
    parent = thread_queries.line(current_session(), here.contribution.id, reader_id)
    found = thread_queries.answers(current_session(), parent, reader_id, page_number(request.args.get("seite")))
    around = {**here.context(_("Antworten")), "contribution_id": parent.id, "by_htmx": False, "has_errors": status != 200}
    around["acts"] = _acts(here)
    around["chain"] = gather("subject.chain", "contribution", parent.id, here.consultation, here.person, here.now)
    around["url_for_page"] = lambda number: url_for("contributions.answers", contribution_id=parent.id, seite=number)
    return page("discussions/answers.html", status=status, answers=found, form=form, **around)


def _acts(here: Visit) -> list[Link]:
    """What can grow from the contribution."""
    seeds = gather("contribution.seeds", here.contribution.id, here.consultation, here.person)
    return [act for seed in seeds for act in gather("contribution.acts", seed, here.consultation, here.person, here.now)]


def _answered(here: Visit, written: Contribution) -> Response:
    """The contribution with its answers, the new one among them, to be swapped in."""
    session, reader = current_session(), _reader(here)
    parent = thread_queries.line(session, here.contribution.id, reader.id)
    shown = thread_queries.some_answers(session, parent.id, reader.id)
    if written.id not in {head.id for head in shown}:
        shown = [*shown, thread_queries.line(session, written.id, reader.id)]
    number = queries.discussion(session, here.discussion.id).contribution_count
    count = ngettext("%(count)s Beitrag", "%(count)s Beiträge", number, count=format_number(number))
    html = articles(reader, [parent, *shown], written.id)
    return make_response(
        threads.render("discussions/_entry.html", rows=[parent], answers={parent.id: shown}, articles=html, count=count, since=None, reader=reader)
    )
