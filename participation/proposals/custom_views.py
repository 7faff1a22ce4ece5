"""The staff's page for a consultation's own questions in the form for proposals, with a preview."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.consultations.doorway import enter_to_moderate
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.proposals import rules
from participation.proposals.custom_actions import add_question, change_question, is_answered, move_question, retire_question
from participation.proposals.custom_forms import QuestionForm
from participation.proposals.forms import ProposalForm, accepted
from participation.proposals.writing_models import KIND_NAMES
from participation.proposals.writing_queries import answer_counts, field_of, fields_of

blueprint = Blueprint("proposal_questions", __name__, url_prefix="/verwaltung/beteiligungen/<slug:slug>/fragen")


def _enter(slug: str) -> Consultation:
    consultation = enter_to_moderate(slug)
    demand(rules.may_set_questions(current_person(), consultation))
    return consultation


@blueprint.route("", methods=["GET", "POST"])
def index(slug: str) -> BaseResponse:
    """The questions in their order, how they look in the form, and a form to ask one more."""
    consultation, session, form = _enter(slug), current_session(), QuestionForm.offering()
    if form.validate_on_submit() and accepted(form, lambda: add_question(session, signed_in_person(), consultation, form.question(), clock.now())):
        return _back(slug, _("Die Frage ist gespeichert."))
    fields = fields_of(session, consultation.id, retired=True)
    return page(
        "proposals/questions.html",
        status=422 if request.method == "POST" else 200,
        form=form,
        fields=fields,
        counts=answer_counts(session, consultation.id),
        kinds=KIND_NAMES,
        preview=ProposalForm.offering(consultation, {}, None, [field for field in fields if field.retired_at is None], sent=False),
        consultation=consultation,
    )


@blueprint.route("/<id:field_id>", methods=["GET", "POST"])
def edit(slug: str, field_id: int) -> BaseResponse:
    """Change how something is asked."""
    consultation, session = _enter(slug), current_session()
    field = field_of(session, consultation.id, field_id)
    form, person = QuestionForm.offering(field), signed_in_person()

    def change() -> bool:
        change_question(session, person, consultation, field, form.question(), clock.now())
        return True

    if form.validate_on_submit() and accepted(form, change):
        return _back(slug, _("Die Frage ist gespeichert."))
    status = 422 if request.method == "POST" else 200
    answered = is_answered(session, field)
    return page("proposals/question.html", status=status, form=form, field=field, answered=answered, consultation=consultation)


@blueprint.post("/<id:field_id>/verschieben")
def move(slug: str, field_id: int) -> BaseResponse:
    """Put a question further up or down."""
    consultation, session = _enter(slug), current_session()
    step = -1 if request.form.get("richtung") == "hoch" else 1
    move_question(session, signed_in_person(), consultation, field_of(session, consultation.id, field_id), step, clock.now())
    return _back(slug, _("Die Reihenfolge ist gespeichert."))


@blueprint.post("/<id:field_id>/beenden")
def retire(slug: str, field_id: int) -> BaseResponse:
    """Ask it no longer."""
    consultation, session = _enter(slug), current_session()
    retire_question(session, signed_in_person(), consultation, field_of(session, consultation.id, field_id), clock.now())
    return _back(slug, _("Die Frage wird nicht mehr gestellt. Was beantwortet wurde, bleibt lesbar."))


def _back(slug: str, message: str) -> BaseResponse:
    current_session().commit()
    flash(message, "success")
    return go_to(url_for(".index", slug=slug))
