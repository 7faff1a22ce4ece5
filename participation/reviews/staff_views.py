"""The pages of those who run texts under review: prepare, read a file in, publish, make a new version, close."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.consultations.doorway import enter_to_moderate, frame
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.methods.paragraphs import Imported, joined
from participation.reviews import queries, rules
from participation.reviews.doorway import Here, accepted, enter_text
from participation.reviews.forms import OutcomeForm, RevisionForm, TextForm
from participation.reviews.showing import block_of, outlook_steps
from participation.reviews.text_actions import Outlook, close_text, draft_text, edit_text, look_ahead, publish_text, revise_text
from participation.reviews.texts import LEFT_OUT_NAMES, blocks_of, html_of, read_file

blueprint = Blueprint("reviews_staff", __name__, url_prefix="/beteiligungen/<slug:slug>/entwuerfe")


@blueprint.route("/neu", methods=["GET", "POST"])
def new(slug: str) -> BaseResponse:
    """Prepare a text: typed, pasted, or read in from a file."""
    consultation, person, now = enter_to_moderate(slug), current_person(), clock.now()
    demand(rules.may_draft_text(person, consultation))
    form, session, status = TextForm(), current_session(), 200
    context: dict[str, Any] = {}
    if request.method == "POST":
        context, status = _looked_at(form)
        if not context and not form.errors and form.validate():
            made = accepted(form, lambda: draft_text(session, person, consultation, form.draft(), now))
            if made is not None:
                session.commit()
                return go_to(url_for("reviews.show", slug=slug, text_id=made.id))
        status = status if context else 422
    index = url_for("reviews.index", slug=slug)
    crumbs = [(_("Textentwürfe"), index), (_("Neuer Textentwurf"), "")]
    around = {"crumbs": crumbs, "back": index, **frame(consultation, person, now, index)}
    return page("reviews/edit.html", status=status, form=form, **context, **around)


@blueprint.route("/<id:text_id>/bearbeiten", methods=["GET", "POST"])
def edit(slug: str, text_id: int) -> BaseResponse:
    """Change a text that nobody reads yet."""
    here, session, status = enter_text(slug, text_id, rules.may_change_text), current_session(), 200
    context: dict[str, Any] = {}
    form = TextForm() if request.method == "POST" else TextForm.of(here.text, _source(here))
    if request.method == "POST":
        context, status = _looked_at(form)
        if (
            not context
            and not form.errors
            and form.validate()
            and accepted(form, lambda: edit_text(session, here.person, here.consultation, here.text, form.draft(), here.now))
        ):
            session.commit()
            return go_to(here.text_url)
        status = status if context else 422
    return here.page("edit.html", _("Bearbeiten"), status, form=form, back=here.text_url, **context)


def _looked_at(form: TextForm) -> tuple[dict[str, Any], int]:
    """For "read the file in" and "preview": what the page shows beside the form; nothing where the text is to be saved."""
    step = request.form.get("weiter")
    imported = _read_in(form) if step == "einlesen" else None
    if (step == "einlesen" and imported is None) or step not in ("einlesen", "vorschau"):
        return {}, 422
    blocks = accepted(form, lambda: blocks_of(form.body.data or ""))
    shown = [(block, html_of(block)) for block in blocks] if blocks else None
    return {"imported": imported, "left_out": _left_out(imported), "blocks": shown}, 200 if blocks else 422


def _read_in(form: TextForm | RevisionForm) -> Imported | None:
    upload = request.files.get("file")
    imported = accepted(form, lambda: read_file(upload.stream)) if upload is not None else None
    if imported is not None:
        form.take(imported.markdown)
    elif not form.errors:
        form.file.errors = [*form.file.errors, _("Bitte wählen Sie eine Word-Datei (DOCX), bevor Sie sie einlesen.")]
    return imported


def _left_out(imported: Imported | None) -> list[tuple[str, int]]:
    return [(str(LEFT_OUT_NAMES[what]), number) for what, number in imported.left_out.items()] if imported is not None else []


def _source(here: Here) -> str:
    """The text that holds now as one would type it."""
    return joined(block_of(line) for line in queries.lines_of(current_session(), here.text.id, here.text.number))


@blueprint.route("/<id:text_id>/neue-fassung", methods=["GET", "POST"])
def revise(slug: str, text_id: int) -> BaseResponse:
    """Make a new version of the whole text, looked at before."""
    here, session, status = enter_text(slug, text_id, rules.may_revise_text), current_session(), 200
    if request.method != "POST":
        return _revision_page(here, RevisionForm(body=_source(here), seen=str(here.text.number)))
    form, step, imported, outlook = RevisionForm(), request.form.get("weiter"), None, None
    if step == "einlesen":
        imported = _read_in(form)
    if step == "speichern":
        if form.validate() and accepted(form, lambda: revise_text(session, here.person, here.consultation, here.text, form.revision(), here.now)):
            session.commit()
            flash(_("Die neue Fassung ist veröffentlicht."), "success")
            return go_to(here.url("reviews.version", number=here.text.number))
    elif not form.errors:
        outlook = accepted(form, lambda: look_ahead(session, here.text, form.body.data or ""))
    status = 200 if outlook is not None else 422
    return _revision_page(here, form, status, imported, outlook)


def _revision_page(here: Here, form: RevisionForm, status: int = 200, imported: Imported | None = None, outlook: Outlook | None = None) -> Response:
    form.go_on_from(here.text.number)
    shown = {"outlook": outlook, "steps": outlook_steps(outlook) if outlook is not None else (), "left_out": _left_out(imported)}
    return here.page("revise.html", _("Neue Fassung"), status, form=form, imported=imported, **shown)


@blueprint.get("/<id:text_id>/veroeffentlichen")
def publishing(slug: str, text_id: int) -> Response:
    """Ask once more before everybody reads it."""
    here = enter_text(slug, text_id, rules.may_publish_text)
    said = _(
        "Danach lesen alle den Entwurf. Kommentare und Änderungsvorschläge sind möglich, solange eine Phase es erlaubt. Ändern können Sie den Text dann mit neuen Fassungen."
    )
    heading, target = _("Textentwurf veröffentlichen"), here.url("reviews_staff.publish_now")
    return here.page("confirm.html", _("Veröffentlichen"), heading=heading, said=said, target=target, back=here.text_url)


@blueprint.post("/<id:text_id>/veroeffentlichen")
def publish_now(slug: str, text_id: int) -> BaseResponse:
    """Let everybody read it."""
    here = enter_text(slug, text_id)
    publish_text(current_session(), signed_in_person(), here.consultation, here.text, here.now)
    current_session().commit()
    flash(_("Der Textentwurf ist veröffentlicht."), "success")
    return go_to(here.text_url)


@blueprint.route("/<id:text_id>/abschliessen", methods=["GET", "POST"])
def close(slug: str, text_id: int) -> BaseResponse:
    """End the review and say what becomes of the text."""
    here, session, form = enter_text(slug, text_id, rules.may_revise_text), current_session(), OutcomeForm()
    waiting = queries.waiting_count(session, here.text.id)
    demand(rules.may_close_text(here.person, here.consultation, here.text, waiting))
    if form.validate_on_submit() and accepted(
        form, lambda: close_text(session, here.person, here.consultation, here.text, form.outcome.data or "", here.now)
    ):
        session.commit()
        flash(_("Der Textentwurf ist abgeschlossen."), "success")
        return go_to(here.text_url)
    return here.page("close.html", _("Abschließen"), 422 if request.method == "POST" else 200, form=form)
