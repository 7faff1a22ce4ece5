"""Where staff enter what belongs to a measure: milestones, spending, pictures, documents."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response as BaseResponse

from participation.consultations.forms import DocumentForm, PictureForm
from participation.kit.bodies import takes_files
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.pages import settings
from participation.kit.rules import demand
from participation.kit.uploads import delete_document, delete_picture
from participation.measures import content_actions, milestone_actions, queries
from participation.measures.doorway import ONE, Here, enter_to_work
from participation.measures.forms import DoneForm, DropForm, MilestoneForm, MoveForm, SpendingForm
from participation.measures.models import Milestone
from participation.measures.rules import may_change_milestone, may_plan

blueprint = Blueprint("measure_content", __name__)
STEP = ONE + "/meilensteine/<id:milestone_id>"


@blueprint.route(ONE + "/meilensteine/neu", methods=["GET", "POST"])
def plan(slug: str, measure_id: int) -> BaseResponse:
    """Plan a milestone."""
    here, form, session = enter_to_work(slug, measure_id, may_plan, lock=request.method == "POST"), MilestoneForm(), current_session()
    return here.run(
        form,
        _("Meilenstein planen"),
        _("Meilenstein speichern"),
        lambda: milestone_actions.plan_milestone(session, here.asking, here.measure, form.title.data or "", form.planned_on.data, here.now),
        _("Der Meilenstein ist geplant."),
    )


def _enter_step(slug: str, measure_id: int, milestone_id: int) -> tuple[Here, Milestone]:
    here = enter_to_work(slug, measure_id, lock=request.method == "POST")
    milestone = queries.milestone_of(current_session(), here.measure, milestone_id)
    demand(may_change_milestone(here.asking, here.measure, milestone))
    return here, milestone


@blueprint.route(STEP + "/erreicht", methods=["GET", "POST"])
def finish(slug: str, measure_id: int, milestone_id: int) -> BaseResponse:
    """A milestone is reached."""
    here, step = _enter_step(slug, measure_id, milestone_id)
    form = DoneForm(data={"done_on": here.today})
    return here.run(
        form,
        _("Meilenstein erreicht"),
        _("Als erreicht eintragen"),
        lambda: milestone_actions.finish_milestone(current_session(), here.asking, here.measure, step, form.done_on.data, here.now),
        _("Der Meilenstein ist erreicht. Wer sich beteiligt hat, bekommt Bescheid."),
        lead=step.title,
    )


@blueprint.route(STEP + "/verschieben", methods=["GET", "POST"])
def move(slug: str, measure_id: int, milestone_id: int) -> BaseResponse:
    """A milestone is planned for another day."""
    here, step = _enter_step(slug, measure_id, milestone_id)
    form, session = MoveForm.of(step), current_session()
    return here.run(
        form,
        _("Meilenstein verschieben"),
        _("Neuen Termin speichern"),
        lambda: milestone_actions.move_milestone(session, here.asking, here.measure, step, form.planned_on.data, form.reason.data or "", here.now),
        _("Der neue Termin ist gespeichert."),
        lead=step.title,
    )


@blueprint.route(STEP + "/streichen", methods=["GET", "POST"])
def drop(slug: str, measure_id: int, milestone_id: int) -> BaseResponse:
    """A milestone is given up."""
    here, step = _enter_step(slug, measure_id, milestone_id)
    form = DropForm()
    return here.run(
        form,
        _("Meilenstein streichen"),
        _("Meilenstein streichen"),
        lambda: milestone_actions.drop_milestone(current_session(), here.asking, here.measure, step, form.reason.data or "", here.now),
        _("Der Meilenstein ist gestrichen."),
        lead=step.title,
    )


@blueprint.post(STEP + "/offen")
def reopen(slug: str, measure_id: int, milestone_id: int) -> BaseResponse:
    """A milestone is not reached after all."""
    here = enter_to_work(slug, measure_id, may_plan, lock=True)
    milestone = queries.milestone_of(current_session(), here.measure, milestone_id)
    milestone_actions.reopen_milestone(current_session(), here.asking, here.measure, milestone, here.now)
    return here.done(_("Der Meilenstein ist wieder offen."), "#meilensteine")


@blueprint.route(ONE + "/ausgaben", methods=["GET", "POST"])
def spend(slug: str, measure_id: int) -> BaseResponse:
    """Enter what was spent."""
    here, session = enter_to_work(slug, measure_id, lock=request.method == "POST"), current_session()
    form = SpendingForm(data={"spent_on": here.today})
    return here.run(
        form,
        _("Ausgabe eintragen"),
        _("Ausgabe speichern"),
        lambda: content_actions.enter_spending(
            session, here.asking, here.measure, form.spent_on.data, form.purpose.data or "", form.cents(), here.now
        ),
        _("Die Ausgabe ist eingetragen."),
        lead=_("Ausgaben sind öffentlich. Ein Eintrag wird nicht geändert: Was falsch war, tragen Sie als Rückfluss ein."),
    )


@blueprint.route(ONE + "/bilder", methods=["GET", "POST"])
@takes_files
def new_picture(slug: str, measure_id: int) -> BaseResponse:
    """Add a picture."""
    here, form, told = enter_to_work(slug, measure_id), PictureForm(), settings()

    def act() -> None:
        _demand_file(form)
        words = (form.alternative_text.data or "", form.credit.data or "")
        limit = told.max_upload_mb * 1024 * 1024
        content_actions.add_picture(current_session(), here.asking, here.measure, form.file.data.stream, *words, told.files_dir, limit, here.now)

    return here.run(form, _("Bild hinzufügen"), _("Bild speichern"), act, _("Das Bild ist gespeichert."), multipart=True)


@blueprint.route(ONE + "/dokumente", methods=["GET", "POST"])
@takes_files
def new_document(slug: str, measure_id: int) -> BaseResponse:
    """Add a PDF."""
    here, form, told = enter_to_work(slug, measure_id), DocumentForm(), settings()

    def act() -> None:
        _demand_file(form)
        title, limit = form.title.data or "", told.max_upload_mb * 1024 * 1024
        content_actions.add_document(current_session(), here.asking, here.measure, form.file.data.stream, title, told.files_dir, limit, here.now)

    return here.run(form, _("Dokument hinzufügen"), _("Dokument speichern"), act, _("Das Dokument ist gespeichert."), multipart=True)


@blueprint.post(ONE + "/bilder/<id:picture_id>/entfernen")
def drop_picture(slug: str, measure_id: int, picture_id: int) -> BaseResponse:
    """Take a picture away, its files after the commit."""
    here, session = enter_to_work(slug, measure_id), current_session()
    picture = queries.picture_of(session, here.measure, picture_id)
    name = content_actions.remove_picture(session, here.asking, here.measure, picture, here.now)
    response = here.done(_("Das Bild ist entfernt."), "#bilder")
    delete_picture(settings().files_dir, name)
    return response


@blueprint.post(ONE + "/dokumente/<id:document_id>/entfernen")
def drop_document(slug: str, measure_id: int, document_id: int) -> BaseResponse:
    """Take a document away, its file after the commit."""
    here, session = enter_to_work(slug, measure_id), current_session()
    document = queries.document_of(session, here.measure, document_id)
    name = content_actions.remove_document(session, here.asking, here.measure, document, here.now)
    response = here.done(_("Das Dokument ist entfernt."), "#dokumente")
    delete_document(settings().files_dir, name)
    return response


def _demand_file(form: PictureForm | DocumentForm) -> None:
    if not form.file.data:
        raise Invalid(_("Bitte wählen Sie eine Datei aus."), "file")
