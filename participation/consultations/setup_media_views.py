"""Step 6 of the set-up: pictures and documents."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.consultations.doorway import enter_to_moderate
from participation.consultations.forms import DocumentForm, PictureForm
from participation.consultations.media_actions import add_document, add_picture, remove_document, remove_picture
from participation.consultations.models import Consultation
from participation.consultations.queries import document_of, documents_of, picture_of, pictures_of
from participation.consultations.rules import Part, may_change
from participation.consultations.wizard import after, wizard
from participation.kit import clock
from participation.kit.bodies import takes_files
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page, settings
from participation.kit.rules import demand
from participation.kit.uploads import delete_document, delete_picture

blueprint = Blueprint("setup_media", __name__, url_prefix="/verwaltung/beteiligungen")


def _enter(slug: str) -> Consultation:
    consultation = enter_to_moderate(slug)
    demand(may_change(current_person(), consultation, Part.MEDIA))
    return consultation


def _media_page(consultation: Consultation, picture_form: PictureForm, document_form: DocumentForm, status: int = 200) -> BaseResponse:
    session = current_session()
    return page(
        "consultations/setup/media.html",
        picture_form=picture_form,
        document_form=document_form,
        pictures=pictures_of(session, consultation),
        documents=documents_of(session, consultation),
        has_errors=bool(picture_form.errors or document_form.errors or picture_form.form_errors or document_form.form_errors),
        onward=after(consultation, "media"),
        status=status,
        **wizard(consultation, "media", clock.now()),
    )


@blueprint.get("/<slug:slug>/bilder-und-dokumente")
def media(slug: str) -> BaseResponse:
    """What is there, and two forms to add more."""
    return _media_page(_enter(slug), PictureForm(formdata=None), DocumentForm(formdata=None))


@blueprint.post("/<slug:slug>/bilder")
@takes_files
def new_picture(slug: str) -> BaseResponse:
    """Add a picture."""
    consultation, form, limit = _enter(slug), PictureForm(), settings().max_upload_mb * 1024 * 1024
    if form.validate() and _has_file(form):
        words = (form.alternative_text.data or "", form.credit.data or "")
        try:
            add_picture(current_session(), current_person(), consultation, form.file.data.stream, *words, settings().files_dir, limit, clock.now())
            return _back(consultation, _("Das Bild ist gespeichert."))
        except Invalid as error:
            form.blame(error)
    return _media_page(consultation, form, DocumentForm(formdata=None), 422)


@blueprint.post("/<slug:slug>/dokumente")
@takes_files
def new_document(slug: str) -> BaseResponse:
    """Add a PDF."""
    consultation, form, limit = _enter(slug), DocumentForm(), settings().max_upload_mb * 1024 * 1024
    if form.validate() and _has_file(form):
        title = form.title.data or ""
        try:
            add_document(current_session(), current_person(), consultation, form.file.data.stream, title, settings().files_dir, limit, clock.now())
            return _back(consultation, _("Das Dokument ist gespeichert."))
        except Invalid as error:
            form.blame(error)
    return _media_page(consultation, PictureForm(formdata=None), form, 422)


def _has_file(form: PictureForm | DocumentForm) -> bool:
    if form.file.data:
        return True
    form.blame(Invalid(_("Bitte wählen Sie eine Datei aus."), "file"))
    return False


@blueprint.post("/<slug:slug>/bilder/<id:picture_id>/entfernen")
def drop_picture(slug: str, picture_id: int) -> BaseResponse:
    """Take a picture away, its files after the commit."""
    consultation, session = _enter(slug), current_session()
    name = remove_picture(session, current_person(), consultation, picture_of(session, consultation, picture_id), clock.now())
    response = _back(consultation, _("Das Bild ist entfernt."))
    delete_picture(settings().files_dir, name)
    return response


@blueprint.post("/<slug:slug>/dokumente/<id:document_id>/entfernen")
def drop_document(slug: str, document_id: int) -> BaseResponse:
    """Take a document away, its file after the commit."""
    consultation, session = _enter(slug), current_session()
    name = remove_document(session, current_person(), consultation, document_of(session, consultation, document_id), clock.now())
    response = _back(consultation, _("Das Dokument ist entfernt."))
    delete_document(settings().files_dir, name)
    return response


def _back(consultation: Consultation, message: str) -> BaseResponse:
    current_session().commit()
    flash(message, "success")
    return go_to(url_for("setup_media.media", slug=consultation.slug))
