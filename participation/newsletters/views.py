"""Following a consultation, its newsletters as public pages and as a feed, and leaving by the link in a mail."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.consents import NEWSLETTER, newest_text
from participation.accounts.current import current_person, signed_in_only, signed_in_person
from participation.consultations.doorway import enter, frame
from participation.consultations.queries import consultation_by_id
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.feeds import Entry, feed
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.language import language
from participation.kit.leaving import is_asked_to_end, posted_by_mail_programs
from participation.kit.pages import page, settings
from participation.kit.pagination import page_number
from participation.kit.prose import excerpt
from participation.kit.rules import demand
from participation.newsletters import actions, queries, rules
from participation.newsletters.mails import check_link

blueprint = Blueprint("newsletters", __name__)

A_PAGE = 20
IN_FEED = 50


@blueprint.get("/beteiligungen/<slug:slug>/newsletter")
def index(slug: str) -> Response:
    """Follow a consultation, and read what was sent to its followers."""
    consultation, person, session = enter(slug), current_person(), current_session()
    return page(
        "newsletters/index.html",
        letters=queries.sent_newsletters(session, consultation.id, page_number(request.args.get("seite")), A_PAGE),
        follows=person is not None and queries.follows(session, person, consultation.id),
        may_follow=rules.may_follow(person, consultation),
        consent=newest_text(session, NEWSLETTER),
        spoken=language(),
        excerpt=excerpt,
        url_for_page=lambda number: url_for("newsletters.index", slug=slug, seite=number),
        crumbs=[(_("Newsletter"), "")],
        **frame(consultation, person, clock.now()),
    )


@blueprint.get("/beteiligungen/<slug:slug>/newsletter/<id:number>")
def show(slug: str, number: int) -> Response:
    """A newsletter that was sent."""
    consultation, person = enter(slug), current_person()
    letter = queries.newsletter(current_session(), consultation.id, number)
    demand(rules.may_read(person, consultation, letter))
    crumbs = [(_("Newsletter"), url_for("newsletters.index", slug=slug)), (letter.subject, "")]
    return page("newsletters/show.html", letter=letter, crumbs=crumbs, **frame(consultation, person, clock.now()))


@blueprint.get("/beteiligungen/<slug:slug>/newsletter.atom")
def atom(slug: str) -> BaseResponse:
    """The newsletters as an Atom feed."""
    consultation = enter(slug)
    letters = queries.sent_newsletters(current_session(), consultation.id, 1, IN_FEED)
    entries = []
    for letter in letters.items:
        url, at = url_for("newsletters.show", slug=slug, number=letter.id), letter.published_at or letter.created_at
        entries.append(Entry(url, url, letter.subject, settings().city_name, at, at, html=letter.body_html))
    title, since = _("Newsletter: %(title)s", title=consultation.title), consultation.published_at or consultation.created_at
    return feed(title, url_for("newsletters.index", slug=slug), entries, since, public=consultation.is_public)


@blueprint.post("/beteiligungen/<slug:slug>/folgen")
@signed_in_only
def follow(slug: str) -> BaseResponse:
    """Follow a consultation, having read the words of consent."""
    read = request.form.get("text", "")
    text_id = int(read) if read.isascii() and read.isdigit() and len(read) < 10 else None
    actions.follow(current_session(), signed_in_person(), enter(slug), clock.now(), text_id=text_id)
    current_session().commit()
    flash(_("Sie folgen dieser Beteiligung jetzt. Der Newsletter kommt per E-Mail."), "success")
    return go_to(url_for("newsletters.index", slug=slug))


@blueprint.post("/beteiligungen/<slug:slug>/nicht-mehr-folgen")
@signed_in_only
def unfollow(slug: str) -> BaseResponse:
    """Follow it no more."""
    actions.unfollow(current_session(), signed_in_person().id, enter(slug).id, clock.now())
    current_session().commit()
    flash(_("Sie folgen dieser Beteiligung nicht mehr. Es kommt kein Newsletter."), "success")
    return go_to(url_for("newsletters.index", slug=slug))


@blueprint.route("/newsletter/abbestellen/<id:consultation_id>/<id:person_id>/<token:token>", methods=["GET", "POST"])
@posted_by_mail_programs
def leave(consultation_id: int, person_id: int, token: str) -> Response:
    """Show the one button that ends a consultation's newsletters; its POST ends them, as often as it comes.

    A mail program posts here without session and form (RFC 8058), so the token in the address is all that counts.
    """
    check_link(settings(), consultation_id, person_id, token)
    consultation, done = consultation_by_id(current_session(), consultation_id), is_asked_to_end()
    if done:
        actions.unfollow(current_session(), person_id, consultation_id, clock.now())
        current_session().commit()
    response = page("newsletters/leave.html", consultation=consultation, done=done)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
