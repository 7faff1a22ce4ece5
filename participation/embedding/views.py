"""Stable public addresses: a card as HTML and as picture, preview pictures, posters; and the page that explains them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.consultations.doorway import enter, frame
from participation.consultations.models import Consultation
from participation.consultations.queries import consultation_by_id
from participation.embedding.drawing import CARD, PREVIEW, drawn, tag_of
from participation.embedding.poster import poster_pdf
from participation.embedding.saying import (
    Card,
    Preview,
    card_of,
    dates_of,
    preview_of,
    preview_of_meeting,
    preview_of_proposal,
    preview_of_vote,
)
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.language import speaking
from participation.kit.pages import page, part, settings
from participation.meetings.queries import the_meeting
from participation.proposals.queries import find_proposal
from participation.votes.queries import vote_of

blueprint = Blueprint("embedding", __name__)
BELOW = "/beteiligungen/<slug:slug>"

SECONDS = 300
"""How long others may keep a card or picture without asking again."""
TYPES = {"png": "image/png", "svg": "image/svg+xml"}


def _public(slug: str) -> Consultation:
    """A consultation that everybody reads: what is drawn here leaves the house. Raises NotFound for a draft, whoever asks."""
    consultation = enter(slug)
    if not consultation.is_public:
        raise NotFound
    return consultation


def _site() -> str:
    return f"{settings().site_name} {settings().city_name}".strip()


def _address(consultation: Consultation) -> str:
    return settings().base_url.rstrip("/") + url_for("consultations.overview", slug=consultation.slug)


def _for_others(response: Response, tag: str) -> Response:
    """Read by other sites, kept for some minutes, asked for again by its tag."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    response.set_etag(tag)
    return response


def _known(tag: str) -> bool:
    return tag in request.if_none_match


def _picture(template: str, data: Mapping[str, Any], kind: str) -> Response:
    tag = tag_of(template, data, kind)
    if _known(tag):
        return _for_others(Response(status=304), tag)
    folder: Path = settings().var_dir / "pictures"
    headers = {"Content-Disposition": f'attachment; filename="beteiligung.{kind}"'}  # as all files; a page shows it all the same
    return _for_others(Response(drawn(folder, template, data, kind), mimetype=TYPES[kind], headers=headers), tag)


def _preview(said: Preview) -> Response:
    return _picture(PREVIEW, {**asdict(said), "site": _site()}, "png")


@blueprint.get(BELOW + "/teilen.png")
def preview(slug: str) -> Response:
    """What stands beside a shared link to a consultation."""
    return _preview(preview_of(_public(slug), clock.now()))


@blueprint.get(BELOW + "/vorschlaege/<id:proposal_id>/teilen.png")
def preview_proposal(slug: str, proposal_id: int) -> Response:
    """The same of a proposal that is or was public."""
    consultation = _public(slug)
    return _preview(preview_of_proposal(find_proposal(current_session(), consultation.id, proposal_id, None), consultation))


@blueprint.get(BELOW + "/abstimmungen/<id:vote_id>/teilen.png")
def preview_vote(slug: str, vote_id: int) -> Response:
    """The same of a vote that is no draft."""
    consultation = _public(slug)
    vote = vote_of(current_session(), consultation, vote_id)
    if not vote.is_public:
        raise NotFound
    return _preview(preview_of_vote(vote, consultation, clock.now()))


@blueprint.get(BELOW + "/sitzungen/<id:meeting_id>/teilen.png")
def preview_meeting(slug: str, meeting_id: int) -> Response:
    """The same of a meeting that is announced."""
    consultation = _public(slug)
    meeting = the_meeting(current_session(), consultation, meeting_id, with_agenda=False)
    if not meeting.is_public:
        raise NotFound
    return _preview(preview_of_meeting(meeting, consultation))


def _card(consultation: Consultation) -> Card:
    return card_of(current_session(), consultation, clock.now())


@blueprint.get(BELOW + "/karte.<any(png, svg):kind>")
def card_picture(slug: str, kind: str) -> Response:
    """The card as a picture that always says what is so now."""
    card = _card(_public(slug))
    with speaking("de"):
        data = {
            "site": _site(),
            "title": card.title,
            "now": _("Jetzt mitmachen:"),
            "can": [list(pair) for pair in card.can],
            "line": card.line,
            "numbers": " · ".join(card.numbers),
            "go": _("Zur Beteiligung"),
        }
    return _picture(CARD, data, kind)


@blueprint.get(BELOW + "/karte.html")
def card_html(slug: str) -> Response:
    """The card as a piece of HTML without script, style or frame: a site puts it in and gives it its own looks."""
    consultation = _public(slug)
    text = _fragment(consultation, _card(consultation))
    tag = tag_of("html", {"text": text}, "html")
    return _for_others(Response(status=304) if _known(tag) else Response(text, mimetype="text/html"), tag)


def _fragment(consultation: Consultation, card: Card) -> str:
    with speaking("de"):
        return str(part("embedding/_card.html", card=card, site=_site(), address=_address(consultation)))


@blueprint.get(BELOW + "/plakat-<any(a4, a3):paper>.pdf")
def poster(slug: str, paper: str) -> Response:
    """The poster to print."""
    consultation = _public(slug)
    short = settings().base_url.rstrip("/") + url_for("embedding.short", consultation_id=consultation.id)
    content = poster_pdf(
        paper,
        consultation.title,
        consultation.summary,
        dates_of(consultation),
        short,
        _site(),
        consultation.contact,
        consultation.published_at or clock.now(),
    )
    headers = {"Content-Disposition": f'attachment; filename="plakat-{consultation.slug}-{paper}.pdf"', "Cache-Control": f"public, max-age={SECONDS}"}
    return Response(content, mimetype="application/pdf", headers=headers)


@blueprint.get("/b/<id:consultation_id>")
def short(consultation_id: int) -> BaseResponse:
    """The short address on posters."""
    consultation = consultation_by_id(current_session(), consultation_id)
    if not consultation.is_public:
        raise NotFound
    return go_to(url_for("consultations.overview", slug=consultation.slug))


@blueprint.get(BELOW + "/einbetten")
def explain(slug: str) -> Response:
    """What there is to embed, to print and to share, with the snippets to copy."""
    consultation = _public(slug)
    base, below = settings().base_url.rstrip("/"), url_for("consultations.overview", slug=slug)
    card = _card(consultation)
    picture = str(part("embedding/_picture.html", card=card, address=_address(consultation), picture=f"{base}{below}/karte.svg"))
    return page(
        "embedding/explain.html",
        snippet=picture,
        fragment=_fragment(consultation, card),
        fragment_url=f"{base}{below}/karte.html",
        below=below,
        short=base + url_for("embedding.short", consultation_id=consultation.id),
        crumbs=[(_("Einbetten und weitersagen"), "")],
        **frame(consultation, current_person(), clock.now()),
    )
