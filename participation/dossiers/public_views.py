"""The report as everybody reads it: the latest version, each earlier one, and their PDFs."""

from __future__ import annotations

from flask import Blueprint, Response, send_file, url_for

from participation.accounts.current import current_person
from participation.consultations.doorway import enter, frame
from participation.consultations.models import Consultation
from participation.consultations.queries import consultation_by_slug
from participation.dossiers import queries, rules
from participation.dossiers.blocks import keys_of, mark_of, resolved
from participation.dossiers.jobs import files_dir
from participation.dossiers.models import Dossier
from participation.dossiers.paper import edition_words
from participation.dossiers.sections.contents import collect
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Conflict, NotFound
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.kit.whole_files import open_whole
from participation.sense.gathered import texts_by

blueprint = Blueprint("dossier_public", __name__, url_prefix="/beteiligungen/<slug:slug>/gesamtbericht")


@blueprint.get("")
def show(slug: str) -> Response:
    """The latest version."""
    consultation = enter(slug)
    found = queries.latest_published(current_session(), consultation.id)
    if found is None:
        raise NotFound
    return _page(consultation, found)


@blueprint.get("/<id:number>")
def version(slug: str, number: int) -> Response:
    """A version; a draft only for those who write it, with the numbers of now."""
    return _page(*_enter(slug, number))


@blueprint.get("/<id:number>/gesamtbericht.pdf")
def pdf(slug: str, number: int) -> Response:
    """The PDF; not while it cites what can be read no longer."""
    consultation, found = _enter(slug, number)
    session = current_session()
    file = queries.file_of(session, found.id)
    keys = keys_of(found.said)
    if file is None or not file.is_ready or (found.is_published and mark_of(keys, texts_by(session, consultation, keys)) != file.mark):
        raise Conflict(
            _("Das PDF wird gerade erstellt. Bitte versuchen Sie es in einigen Minuten noch einmal. Den Bericht können Sie schon als Seite lesen.")
        )
    response = send_file(
        open_whole(files_dir(), file.stored_name),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"gesamtbericht-{consultation.slug}-{number}.pdf",
        etag=False,
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.content_length = file.size
    return response


def _enter(slug: str, number: int) -> tuple[Consultation, Dossier]:
    consultation = enter(slug)
    found = queries.dossier_number(current_session(), consultation.id, number)
    demand(rules.may_read(current_person(), consultation, found))
    return consultation, found


def _page(consultation: Consultation, found: Dossier) -> Response:
    session, now = current_session(), clock.now()
    said = found.said
    if not found.is_published:
        said = collect(session, consultation_by_slug(session, consultation.slug), found.sections, found.texts, now)
    sections = resolved(said, texts_by(session, consultation, keys_of(said)))
    here = url_for("dossier_public.show", slug=consultation.slug)
    versions = [one for one in queries.versions_of(session, consultation.id) if one.published_at is not None]
    return page(
        "dossiers/dossier.html",
        dossier=found,
        edition=edition_words(found, now),
        sections=sections,
        versions=versions,
        latest=versions[0].number if versions else 0,
        crumbs=[(_("Gesamtbericht"), "")],
        **frame(consultation, current_person(), now, url_for("consultations.results", slug=consultation.slug) if found.is_published else here),
    )
