"""Pages of discussions: topics, a thread on its own, writing, closing, the outcome."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.consultations.doorway import enter, frame
from participation.consultations.models import Consultation
from participation.consultations.queries import consultation_by_id
from participation.consultations.rules import may_see
from participation.consultations.subjects import Subject
from participation.discussions import queries, rules, threads
from participation.discussions.actions import Draft, contribute
from participation.discussions.forms import ContributionForm, OutcomeForm, TopicForm
from participation.discussions.models import Discussion, Topic
from participation.discussions.orders import Order, asked_by
from participation.discussions.topic_actions import close_discussion, open_topic, reopen_discussion, set_outcome
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to, is_fragment
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.pagination import page_number
from participation.kit.prose import excerpt
from participation.kit.rules import demand
from participation.organisations.choice import chosen_organisation

blueprint = Blueprint("discussions", __name__)


@blueprint.get("/beteiligungen/<slug:slug>/diskussionen")
def topics(slug: str) -> Response:
    """The topics of a consultation."""
    consultation, person, now = enter(slug), current_person(), clock.now()
    found = queries.topics(current_session(), consultation.id, page_number(request.args.get("seite")))
    may_open = rules.may_open_topic(person, consultation)
    around = {
        "excerpt": excerpt,
        "url_for_page": lambda number: url_for("discussions.topics", slug=slug, seite=number),
        "crumbs": [(_("Diskussionen"), "")],
        **frame(consultation, person, now),
    }
    return page("discussions/topics.html", topics=found, may_open=may_open, **around)


@blueprint.route("/beteiligungen/<slug:slug>/diskussionen/neu", methods=["GET", "POST"])
def new_topic(slug: str) -> BaseResponse:
    """Put a topic up for discussion."""
    consultation, person, now = enter(slug), current_person(), clock.now()
    demand(rules.may_open_topic(person, consultation))
    form = TopicForm()
    if not form.validate_on_submit():
        crumbs = [(_("Diskussionen"), url_for("discussions.topics", slug=slug)), (_("Thema eröffnen"), "")]
        context = {"form": form, "crumbs": crumbs, **frame(consultation, person, now)}
        return page("discussions/topic_form.html", status=422 if form.errors else 200, **context)
    session = current_session()
    topic = open_topic(session, person, consultation, form.title.data or "", form.introduction.data or "", now)
    session.commit()
    return go_to(url_for("discussions.topic", slug=slug, topic_id=topic.id))


@blueprint.get("/beteiligungen/<slug:slug>/diskussionen/<id:topic_id>")
def topic(slug: str, topic_id: int) -> Response:
    """A topic with its thread."""
    consultation = enter(slug)
    found = queries.topic(current_session(), consultation.id, topic_id)
    return thread_page(consultation, threads.topic_subject(found, consultation), found)


@blueprint.get("/beteiligungen/<slug:slug>/diskussion/<any(vorschlag, thema, aenderung, absatz):kind>/<id:subject_id>")
def thread(slug: str, kind: str, subject_id: int) -> BaseResponse:
    """Where a form was sent to, called up again: the subject's own page with its thread."""
    consultation = enter(slug)
    subject = subject_in(consultation, kind, subject_id)
    return go_to(f"{subject.url}#diskussion")


@blueprint.post("/beteiligungen/<slug:slug>/diskussion/<any(vorschlag, thema, aenderung, absatz):kind>/<id:subject_id>")
def contribute_to(slug: str, kind: str, subject_id: int) -> BaseResponse:
    """Write a contribution."""
    consultation, person, now = enter(slug), current_person(), clock.now()
    subject = subject_in(consultation, kind, subject_id)
    threads.limit_writing(person, now)
    form = ContributionForm()
    if not form.validate():
        demand(rules.may_contribute(person, consultation, now, closed=subject.closed))
        return _typed_again(consultation, subject, form)
    session, draft = (
        current_session(),
        Draft(form.chosen_kind, form.body.data or "", form_key=form.form_key.data or "", organisation_id=chosen_organisation()),
    )
    try:
        written = contribute(session, person, consultation, subject, draft, now)
    except Invalid as error:
        form.blame(error)
        return _typed_again(consultation, subject, form)
    session.commit()
    if is_fragment():
        newest = asked_by({"reihenfolge": Order.NEWEST}, consultation, written.author_id, now)
        return make_response(threads.thread_html(consultation, subject, person, now, asked=newest, fresh=written.id))
    place = queries.place(session, written.id)
    return go_to(threads.place_url(place, subject, consultation, person, now))


@blueprint.route("/diskussionen/<id:discussion_id>/ergebnis", methods=["GET", "POST"])
def outcome(discussion_id: int) -> BaseResponse:
    """Say what came of a discussion."""
    discussion, consultation, subject = enter_discussion(discussion_id)
    person, now = current_person(), clock.now()
    demand(rules.may_set_outcome(person, consultation))
    form = OutcomeForm(obj=discussion)
    if not form.validate_on_submit():
        crumbs = [*threads.crumbs_to(consultation, subject), (_("Ergebnis"), "")]
        context = {"form": form, "subject": subject, "discussion": discussion, "crumbs": crumbs, **frame(consultation, person, now, subject.url)}
        return page("discussions/outcome.html", status=422 if form.errors else 200, **context)
    session = current_session()
    set_outcome(session, person, consultation, discussion, form.outcome.data or "", now)
    session.commit()
    return go_to(f"{subject.url}#diskussion")


@blueprint.post("/diskussionen/<id:discussion_id>/beenden")
def close(discussion_id: int) -> BaseResponse:
    """End a discussion."""
    discussion, consultation, subject = enter_discussion(discussion_id)
    session = current_session()
    close_discussion(session, current_person(), consultation, discussion, clock.now())
    session.commit()
    return go_to(f"{subject.url}#diskussion")


@blueprint.post("/diskussionen/<id:discussion_id>/oeffnen")
def reopen(discussion_id: int) -> BaseResponse:
    """Open an ended discussion again."""
    discussion, consultation, subject = enter_discussion(discussion_id)
    session = current_session()
    reopen_discussion(session, current_person(), consultation, discussion, clock.now())
    session.commit()
    return go_to(f"{subject.url}#diskussion")


def thread_page(
    consultation: Consultation, subject: Subject, topic: Topic | None, form: ContributionForm | None = None, status: int = 200
) -> Response:
    """A page for a thread alone: a topic's page, and any thread's where a form has to be shown again."""
    person, now = current_person(), clock.now()
    asked = asked_by(request.args, consultation, person.id if person else None, now)
    panel = threads.thread_html(consultation, subject, person, now, asked=asked, form=form)
    around = {"crumbs": threads.crumbs_to(consultation, subject), **frame(consultation, person, now, subject.url)}
    chain = gather("subject.chain", "topic", topic.id, consultation, person, now) if topic is not None else []
    return page(
        "discussions/thread.html", status=status, subject=subject, topic=topic, panel=panel, chain=chain, has_errors=form is not None, **around
    )


def _typed_again(consultation: Consultation, subject: Subject, form: ContributionForm) -> Response:
    """What was typed with what is wrong about it: by htmx in the form's place, else on a page with the thread."""
    if not is_fragment():
        topic = queries.topic(current_session(), consultation.id, subject.id) if subject.kind == "topic" else None
        return thread_page(consultation, subject, topic, form, 422)
    action = threads.write_url(consultation, subject)
    response = make_response(threads.render("discussions/_form.html", form=form, action=action), 422)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#beitrag-formular", "outerHTML"
    return response


def subject_in(consultation: Consultation, kind: str, subject_id: int) -> Subject:
    """The subject of an address, where it belongs to this consultation and this person may see it. Raises NotFound."""
    subject = threads.subject_named(threads.KINDS[kind], subject_id, current_person())
    return threads.belonging(subject, consultation)


def enter_discussion(discussion_id: int) -> tuple[Discussion, Consultation, Subject]:
    """A discussion with all that surrounds it. Raises NotFound where this person may not see it."""
    session = current_session()
    discussion = queries.discussion(session, discussion_id)
    consultation = consultation_by_id(session, discussion.consultation_id)
    demand(may_see(current_person(), consultation))
    return discussion, consultation, threads.subject_of(discussion, current_person())
