"""The published report, and the texts that a sentence cites."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request, url_for

from participation.accounts.current import current_person
from participation.consultations.doorway import enter, frame
from participation.consultations.models import Consultation
from participation.consultations.texts import SourceText
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.kit.pages import page, settings
from participation.kit.pagination import page_number
from participation.kit.rules import demand
from participation.sense import rules, words
from participation.sense.gathered import texts_by, totals
from participation.sense.report_models import Report
from participation.sense.report_pdf import report_pdf
from participation.sense.report_queries import Key, Part, citation_page, latest_published, parts_of, report_number, reports_of, sentence_of

blueprint = Blueprint("sense_public", __name__, url_prefix="/beteiligungen/<slug:slug>/bericht")
PAGE = 25


@blueprint.get("")
def show(slug: str) -> Response:
    """The latest version."""
    consultation = enter(slug)
    report = latest_published(current_session(), consultation.id)
    if report is None:
        raise NotFound
    return _page(consultation, report)


@blueprint.get("/<id:number>")
def version(slug: str, number: int) -> Response:
    """A version; a draft only for those who write it."""
    consultation = enter(slug)
    report = report_number(current_session(), consultation.id, number)
    demand(rules.may_read_report(current_person(), consultation, report))
    return _page(consultation, report)


@blueprint.get("/<id:number>/belege/<id:sentence_id>")
def cited(slug: str, number: int, sentence_id: int) -> Response:
    """Everything that a sentence cites, each with the way to where it stands."""
    consultation, session = enter(slug), current_session()
    report = report_number(session, consultation.id, number)
    demand(rules.may_read_report(current_person(), consultation, report))
    found = sentence_of(session, report, sentence_id)
    shown = citation_page(session, found.id, page_number(request.args.get("seite")), PAGE)
    return page(
        "sense/cited.html",
        report=report,
        sentence=found,
        shown=shown,
        texts=texts_by(session, consultation, shown.items),
        url_for_page=lambda page: url_for("sense_public.cited", slug=slug, number=number, sentence_id=sentence_id, seite=page if page > 1 else None),
        **_around(consultation, report, _("Belege")),
    )


@blueprint.get("/<id:number>/bericht.pdf")
def pdf(slug: str, number: int) -> Response:
    """A version as a PDF; of a draft only for those who write it."""
    consultation = enter(slug)
    report = report_number(current_session(), consultation.id, number)
    demand(rules.may_read_report(current_person(), consultation, report))
    at = url_for("sense_public.version", slug=slug, number=number)
    made = report_pdf(report, consultation.title, *_read(consultation, report), settings().base_url.rstrip("/"), at, clock.now())
    response = Response(made, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="bericht-{slug}-{number}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _read(consultation: Consultation, report: Report) -> tuple[list[Part], dict[Key, SourceText], Mapping[str, int]]:
    """What a report says, the texts beside its sentences, and how many there are of each kind."""
    session = current_session()
    parts = parts_of(session, report.id)
    numbers = report.totals if report.published_at is not None else {str(kind): count for kind, count in totals(session, consultation).items()}
    return parts, texts_by(session, consultation, [key for part in parts for said in part.sentences for key in said.first]), numbers


def _page(consultation: Consultation, report: Report) -> Response:
    parts, texts, numbers = _read(consultation, report)
    return page(
        "sense/report.html",
        report=report,
        note=words.what_a_report_is(),
        parts=parts,
        texts=texts,
        counts=lambda said: words.said_counts(said.counts, numbers),
        versions=[one for one in reports_of(current_session(), consultation.id) if one.published_at is not None],
        **_around(consultation, report),
    )


def _around(consultation: Consultation, report: Report, here: str = "") -> dict[str, Any]:
    index = url_for("sense_public.show", slug=consultation.slug)
    at = url_for("sense_public.version", slug=consultation.slug, number=report.number)
    crumbs = [(_("Bericht"), at if here else ""), *([(here, "")] if here else [])]
    names = {"report_url": at, "kind_names": words.KIND_NAMES, "standing_note": words.standing_note, "crumbs": crumbs}
    return {**names, **frame(consultation, current_person(), clock.now(), index)}
