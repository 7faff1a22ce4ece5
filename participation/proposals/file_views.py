"""The page on which a proposal gets pictures and documents, and the files themselves."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.accounts.models import Person
from participation.consultations.doorway import enter
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.bodies import takes_files
from participation.kit.database import current_session
from participation.kit.deliveries import A_DAY, PRIVATE, send_document, send_picture
from participation.kit.errors import Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page, settings
from participation.kit.rules import demand
from participation.kit.uploads import FIELD, delete_document, delete_picture
from participation.proposals import queries, rules
from participation.proposals.file_actions import MOST, add_file, describe_picture, move_file, remove_file
from participation.proposals.file_forms import DocumentForm, PictureForm, WordsForm
from participation.proposals.models import Proposal
from participation.proposals.sparing import spare_uploads
from participation.proposals.views import around
from participation.proposals.writing_models import Attachment, AttachmentKind
from participation.proposals.writing_queries import attachment_of, attachment_to_deliver, attachments_of

blueprint = Blueprint("proposal_files", __name__)
HERE = "/beteiligungen/<slug:slug>/vorschlaege/<id:proposal_id>"
Place = tuple[Consultation, Person, Proposal]


def _enter(slug: str, proposal_id: int) -> Place:
    consultation, person = enter(slug), signed_in_person()
    proposal = queries.find_proposal(current_session(), consultation.id, proposal_id, person)
    demand(rules.may_attach(person, proposal, consultation, clock.now()))
    return consultation, person, proposal


def _files_page(place: Place, status: int = 200, *, wrong: tuple[int, WordsForm] | None = None, **forms: Any) -> Response:
    """The page; `wrong` is a picture whose words could not be taken, with its form."""
    consultation, _person, proposal = place
    files = attachments_of(current_session(), proposal.id)
    words = {file.id: WordsForm(formdata=None, obj=file, prefix=f"bild{file.id}-") for file in files if file.is_picture}
    if wrong is not None:
        words[wrong[0]] = wrong[1]
    return page(
        "proposals/files.html",
        status=status,
        proposal=proposal,
        files=files,
        words=words,
        wrong=wrong,
        most=MOST,
        has_errors=status == 422,
        **{"picture_form": PictureForm(formdata=None), "document_form": DocumentForm(formdata=None), **forms},
        **around(consultation, None if proposal.is_draft else proposal, _("Bilder und Dokumente")),
    )


@blueprint.get(HERE + "/dateien")
def files(slug: str, proposal_id: int) -> Response:
    """What is there, in its order, and two forms to add more."""
    return _files_page(_enter(slug, proposal_id))


@blueprint.post(HERE + "/bilder")
@takes_files
def new_picture(slug: str, proposal_id: int) -> BaseResponse:
    """Add a picture. Without its words it is kept all the same, and asks for them."""
    place, form = _enter(slug, proposal_id), PictureForm()
    try:
        picture = _add(place, form, AttachmentKind.PICTURE, form.upload_key.data or "")
    except Invalid as objection:
        form.validate()
        form.blame(objection)
        return _files_page(place, 422, picture_form=form)
    given = WordsForm(prefix=f"bild{picture.id}-", formdata=None, data={"words": form.words.data, "decorative": form.decorative.data})
    return _described(place, picture, given, _("Das Bild ist gespeichert."))


@blueprint.post(HERE + "/dokumente")
@takes_files
def new_document(slug: str, proposal_id: int) -> BaseResponse:
    """Add a PDF."""
    place, form = _enter(slug, proposal_id), DocumentForm()
    try:
        title = form.title.data or (PurePath(form.file.data.filename or "").stem if form.file.data else "")
        _add(place, form, AttachmentKind.DOCUMENT, form.upload_key.data or "", title)
    except Invalid as objection:
        form.validate()
        form.blame(objection)
        return _files_page(place, 422, document_form=form)
    return _back(place, _("Das Dokument ist gespeichert."))


def _add(place: Place, form: PictureForm | DocumentForm, kind: AttachmentKind, key: str, title: str = "") -> Attachment:
    """Store what was sent and commit: it is kept whatever else is missing."""
    consultation, person, proposal = place
    if not form.file.data:
        raise Invalid(_("Bitte wählen Sie eine Datei aus."), FIELD)
    spare_uploads(person, clock.now())
    root, limit, stream = settings().files_dir, settings().max_upload_mb * 1024 * 1024, form.file.data.stream
    session = current_session()
    added = add_file(session, person, proposal, consultation, kind, stream, root, limit, clock.now(), upload_key=key[:64], title=title)
    session.commit()
    return added


@blueprint.post(HERE + "/bilder/<id:attachment_id>/beschreiben")
def describe(slug: str, proposal_id: int, attachment_id: int) -> BaseResponse:
    """Say what a picture shows."""
    place = _enter(slug, proposal_id)
    picture = attachment_of(current_session(), proposal_id, attachment_id)
    return _described(place, picture, WordsForm(prefix=f"bild{picture.id}-"), _("Die Beschreibung ist gespeichert."))


def _described(place: Place, picture: Attachment, form: WordsForm, message: str) -> BaseResponse:
    consultation, person, proposal = place
    try:
        words, decorative = form.words.data or "", bool(form.decorative.data)
        describe_picture(current_session(), person, proposal, consultation, picture, words, decorative, clock.now())
    except Invalid as objection:
        form.blame(objection)
        return _files_page(place, 422, wrong=(picture.id, form))
    return _back(place, message)


@blueprint.post(HERE + "/dateien/<id:attachment_id>/verschieben")
def move(slug: str, proposal_id: int, attachment_id: int) -> BaseResponse:
    """Put a file further to the front or to the back."""
    consultation, person, proposal = place = _enter(slug, proposal_id)
    attachment = attachment_of(current_session(), proposal_id, attachment_id)
    step = -1 if request.form.get("richtung") == "vor" else 1
    move_file(current_session(), person, proposal, consultation, attachment, step, clock.now())
    return _back(place, _("Die Reihenfolge ist gespeichert."))


@blueprint.post(HERE + "/dateien/<id:attachment_id>/entfernen")
def drop(slug: str, proposal_id: int, attachment_id: int) -> BaseResponse:
    """Take a file away, from the disk after the commit."""
    consultation, person, proposal = place = _enter(slug, proposal_id)
    attachment = attachment_of(current_session(), proposal_id, attachment_id)
    kind, name = attachment.kind, attachment.stored_name
    remove_file(current_session(), person, proposal, consultation, attachment, clock.now())
    response = _back(place, _("Die Datei ist entfernt."))
    (delete_picture if kind == AttachmentKind.PICTURE else delete_document)(settings().files_dir, name)
    return response


@blueprint.get("/vorschlagsbilder/<slug:name>/<id:width>.webp")
def picture(name: str, width: int) -> Response:
    """One copy of a proposal's picture, for whoever may see the proposal."""
    return send_picture(settings().files_dir, name, width, _caching(name, AttachmentKind.PICTURE)[1])


@blueprint.get("/vorschlagsdokumente/<slug:name>.pdf")
def document(name: str) -> Response:
    """A proposal's document, only ever as a download under its title."""
    found, caching = _caching(f"{name}.pdf", AttachmentKind.DOCUMENT)
    return send_document(settings().files_dir, found.stored_name, found.words, caching)


def _caching(stored_name: str, kind: AttachmentKind) -> tuple[Attachment, str]:
    """The file, and for whom browsers and proxies may keep it. Raises NotFound where this person may not see it."""
    attachment, proposal, consultation = attachment_to_deliver(current_session(), stored_name)
    if attachment.kind != kind:
        raise NotFound
    demand(rules.may_see_attachment(current_person(), attachment, proposal, consultation))
    shared = consultation.is_public and not proposal.is_draft and attachment.is_described
    return attachment, A_DAY if shared else PRIVATE


def _back(place: Place, message: str) -> BaseResponse:
    current_session().commit()
    flash(message, "success")
    return go_to(url_for("proposal_files.files", slug=place[0].slug, proposal_id=place[2].id))
