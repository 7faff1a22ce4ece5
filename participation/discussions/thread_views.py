"""What a person does with a discussion as a reader: follow it, and have visits remembered."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.consultations.doorway import enter
from participation.discussions import rules, threads
from participation.discussions.actions import begin_discussion, discussion_of
from participation.discussions.following_actions import follow_discussion, note_visit, unfollow_discussion
from participation.discussions.following_queries import reading_of
from participation.discussions.models import Discussion
from participation.discussions.views import subject_in
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.fragments import go_to, is_fragment
from participation.kit.language import gettext as _
from participation.kit.rules import demand, demand_of

blueprint = Blueprint(
    "threads", __name__, url_prefix="/beteiligungen/<slug:slug>/diskussion/<any(vorschlag, thema, aenderung, absatz):kind>/<id:subject_id>"
)


@blueprint.post("/folgen")
def follow(slug: str, kind: str, subject_id: int) -> BaseResponse:
    """Follow a discussion, or do so no longer (`wert` = nein)."""
    consultation, now, session = enter(slug), clock.now(), current_session()
    person = demand_of(current_person(), rules.may_follow(current_person(), consultation))
    subject = subject_in(consultation, kind, subject_id)
    threads.limit_clicks(person, now)
    discussion = begin_discussion(session, consultation.id, subject)
    act = unfollow_discussion if request.form.get("wert") == "nein" else follow_discussion
    act(session, person, consultation, discussion, now)
    session.commit()
    if not is_fragment():
        return go_to(f"{subject.url}#diskussion")
    reading = reading_of(session, person.id, discussion.id)
    said = _("Sie folgen dieser Diskussion.") if reading.follows else _("Sie folgen dieser Diskussion nicht mehr.")
    context = threads.reading_context(consultation, subject, person, reading, now)
    return make_response(threads.render("discussions/_reading.html", **context, said=said))


@blueprint.post("/besuch")
def visit(slug: str, kind: str, subject_id: int) -> BaseResponse:
    """Remember a visit; with `alles`, take everything as read."""
    consultation, person, now, session = enter(slug), current_person(), clock.now(), current_session()
    demand(rules.may_follow(person, consultation))
    subject = subject_in(consultation, kind, subject_id)
    discussion: Discussion | None = discussion_of(session, subject.kind, subject.id)
    all_read = "alles" in request.form
    if discussion is not None:
        note_visit(session, person, consultation, discussion, now, all_read=all_read)
        session.commit()
    if is_fragment():
        return make_response("", 204)
    if all_read:
        flash(_("Alle Beiträge gelten jetzt als gelesen."), "success")
    return go_to(f"{subject.url}#diskussion")
