"""The public pages of consultations: the start page, the list, a consultation, its results, its preview."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.consultations import structured
from participation.consultations.doorway import enter, frame
from participation.consultations.models import Consultation, Stage
from participation.consultations.queries import consultation_by_preview, documents_of, pictures_of, public_consultations, start_page
from participation.consultations.timeline import open_acts, phase_line, steps, what_now
from participation.consultations.words import lines, target_group_names
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.page_cache import changes_at, kept_for_readers, shows
from participation.kit.pages import page, settings
from participation.kit.pagination import page_number
from participation.kit.uploads import copies_of

blueprint = Blueprint("consultations", __name__)

PAGE_SIZE = 12


@blueprint.get("/")
@kept_for_readers
def start() -> Response:
    """What this platform is, and what one can take part in now."""
    now = clock.now()
    cards = start_page(current_session(), now)
    changes_at(*(moment for card in (*cards.running, *cards.coming) for phase in card.phases for moment in (phase.starts_at, phase.ends_at)))
    return page("consultations/start.html", cards=cards, panels=gather("start", now), told=structured.site(settings()), **_card_words())


@blueprint.get("/beteiligungen")
def index() -> Response:
    """All consultations ever published, in pages."""
    cards = public_consultations(current_session(), page_number(request.args.get("seite")), PAGE_SIZE)
    return page("consultations/index.html", cards=cards, **_card_words())


def _card_words() -> Mapping[str, Any]:
    return {"phase_line": phase_line, "open_acts": open_acts, "copies_of": copies_of}


@blueprint.get("/beteiligungen/<slug:slug>")
@kept_for_readers
def overview(slug: str) -> Response:
    """A consultation's first screen: what is decided, by whom, until when, what is open, what one can do now."""
    consultation = enter(slug)
    shows(f"proposals:{consultation.id}", f"discussions:{consultation.id}")
    return _overview(consultation, preview=False)


@blueprint.get("/beteiligungen/<slug:slug>/ergebnisse")
def results(slug: str) -> Response:
    """What came of a consultation."""
    consultation, person, now = enter(slug), current_person(), clock.now()
    return page(
        "consultations/results.html",
        panels=gather("consultation.results", consultation, person, now),
        **frame(consultation, person, now),
    )


@blueprint.get("/beteiligungen/<slug:slug>/leichte-sprache")
def easy_language(slug: str) -> Response:
    """A consultation in Leichte Sprache."""
    consultation, person, now = enter(slug), current_person(), clock.now()
    return page("consultations/easy_language.html", **frame(consultation, person, now))


@blueprint.get("/vorschau/<token:preview_token>")
def preview(preview_token: str) -> BaseResponse:
    """A draft for those who have its link: to read only, and unknown to search engines."""
    consultation = consultation_by_preview(current_session(), preview_token)
    if consultation.stage != Stage.DRAFT:
        return redirect(url_for("consultations.overview", slug=consultation.slug))
    response = _overview(consultation, preview=True)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _overview(consultation: Consultation, *, preview: bool) -> Response:
    session, person, now = current_session(), current_person(), clock.now()
    to_results = Link(_("Ergebnisse ansehen"), url_for("consultations.results", slug=consultation.slug))
    act_links = [] if preview else gather("consultation.acts", consultation)
    return page(
        "consultations/preview.html" if preview else "consultations/overview.html",
        told=structured.consultation(settings(), consultation),
        what_now=what_now(consultation, now, act_links, to_results),
        steps=steps(consultation, now),
        open_points=lines(consultation.open_points),
        fixed_points=lines(consultation.fixed_points),
        groups=target_group_names(consultation.target_groups),
        pictures=pictures_of(session, consultation),
        documents=documents_of(session, consultation),
        panels=[] if preview else gather("consultation.overview", consultation, person, now),
        **frame(consultation, person, now),
    )
