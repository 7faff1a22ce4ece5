"""Pages of summaries: reading one with its objections, writing it, objecting, replying."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.accounts.models import Person
from participation.consultations.doorway import enter_to_moderate, frame
from participation.consultations.models import Consultation
from participation.consultations.subjects import Subject
from participation.discussions import objection_queries, rules, summary_queries
from participation.discussions.articles import WORDS
from participation.discussions.forms import ObjectionForm, ReplyForm, SummaryForm
from participation.discussions.models import Discussion
from participation.discussions.summary_actions import object_to, publish_summary, reply_to
from participation.discussions.summary_models import Objection
from participation.discussions.threads import crumbs_to
from participation.discussions.views import enter_discussion
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.limits import check_limit
from participation.kit.links import Link
from participation.kit.pages import page
from participation.kit.pagination import page_number
from participation.kit.prose import excerpt
from participation.kit.rules import demand

blueprint = Blueprint("summaries", __name__)

MOST_OBJECTIONS, PERIOD = 20, timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Here:
    """A discussion of an address, all that surrounds it, and who asks when."""

    discussion: Discussion
    consultation: Consultation
    subject: Subject
    person: Person | None
    now: datetime

    @property
    def url(self) -> str:
        """The page of the summary."""
        return url_for("summaries.show", discussion_id=self.discussion.id)

    def context(self, last: str = "") -> dict[str, Any]:
        """What stands around a page; `last` is the page's own name below the summary."""
        crumbs = [*crumbs_to(self.consultation, self.subject), (_("Zusammenfassung"), self.url if last else ""), *([(last, "")] if last else [])]
        return {
            "discussion": self.discussion,
            "subject": self.subject,
            "crumbs": crumbs,
            **WORDS,
            **frame(self.consultation, self.person, self.now, self.subject.url),
        }


def _come(discussion_id: int) -> Here:
    discussion, consultation, subject = enter_discussion(discussion_id)
    return Here(discussion, consultation, subject, current_person(), clock.now())


@blueprint.get("/diskussionen/<id:discussion_id>/zusammenfassung")
def show(discussion_id: int) -> Response:
    """The summary with the objections to its sentences; `fassung` shows an earlier version."""
    here, session = _come(discussion_id), current_session()
    said = request.args.get("fassung")
    summary = summary_queries.summary(session, here.discussion.id, page_number(said) if said else None)
    return page(
        "discussions/summary.html",
        summary=summary,
        lines=summary_queries.lines_of(session, summary.id),
        objections=summary_queries.objections_to(session, summary.id),
        is_last=summary.id == here.discussion.summary_id,
        may_object=rules.may_object(here.person, here.consultation),
        may_reply=rules.may_summarize(here.person, here.consultation),
        **here.context(),
    )


@blueprint.route("/diskussionen/<id:discussion_id>/zusammenfassung/bearbeiten", methods=["GET", "POST"])
def write(discussion_id: int) -> BaseResponse:
    """Write the summary, with all that no sentence cites yet beside it."""
    here, session = _come(discussion_id), current_session()
    demand(rules.may_summarize(here.person, here.consultation))
    form = SummaryForm()
    if form.validate_on_submit():
        try:
            publish_summary(session, here.person, here.consultation, here.discussion, form.text.data or "", here.now, based_on=form.version)
            session.commit()
            flash(_("Die Zusammenfassung ist veröffentlicht."), "success")
            return go_to(here.url)
        except Invalid as objection:
            session.rollback()
            form.blame(objection)
    return _form_page(_come(discussion_id), form)


def _form_page(here: Here, form: SummaryForm) -> Response:
    session, discussion_id = current_session(), here.discussion.id
    if request.method != "POST":
        form.text.data = "\n".join(line.typed for line in summary_queries.lines_of(session, here.discussion.summary_id))
    form.based_on.data = str(summary_queries.last_number(session, discussion_id))
    return page(
        "discussions/summary_form.html",
        status=422 if form.errors else 200,
        form=form,
        uncited=summary_queries.uncited(session, here.discussion, page_number(request.args.get("seite"))),
        url_for_page=lambda number: url_for("summaries.write", discussion_id=discussion_id, seite=number) + "#nicht-zitiert",
        excerpt=excerpt,
        **here.context(_("Bearbeiten")),
    )


@blueprint.route("/zusammenfassungen/saetze/<id:sentence_id>/einspruch", methods=["GET", "POST"])
def objection(sentence_id: int) -> BaseResponse:
    """Object to a sentence."""
    session = current_session()
    sentence = summary_queries.sentence(session, sentence_id)
    here = _come(sentence.discussion_id)
    demand(rules.may_object(here.person, here.consultation))
    if request.method == "POST" and here.person is not None:
        check_limit(f"objection:person:{here.person.id}", MOST_OBJECTIONS, PERIOD, here.now)
    form = ObjectionForm()
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        return page("discussions/objection.html", status=status, form=form, sentence=sentence, back=here.url, **here.context(_("Einspruch")))
    object_to(session, here.person, here.consultation, sentence, form.reason.data or "", here.now)
    session.commit()
    flash(_("Ihr Einspruch ist gespeichert. Die Moderation antwortet hier."), "success")
    return go_to(f"{here.url}#satz-{sentence_id}")


@blueprint.get("/beteiligungen/<slug:slug>/einsprueche")
def objections(slug: str) -> Response:
    """A consultation's objections to summaries: those that wait, or with `stand=beantwortet` those that were answered."""
    consultation, person, now = enter_to_moderate(slug), current_person(), clock.now()
    answered = request.args.get("stand") == "beantwortet"
    url, done = url_for("summaries.objections", slug=slug), url_for("summaries.objections", slug=slug, stand="beantwortet")
    around: dict[str, Any] = {**WORDS, **frame(consultation, person, now, url_for("staff.manage", slug=slug))}
    around["states"] = [Link(_("Offen"), url, not answered), Link(_("Beantwortet"), done, answered)]
    around["url_for_page"] = lambda place: url_for("summaries.objections", slug=slug, stand="beantwortet" if answered else None, seite=place)
    number = page_number(request.args.get("seite"))
    found = objection_queries.objections(current_session(), consultation.id, number, answered=answered)
    return page("discussions/objections.html", found=found, answered=answered, crumbs=[(_("Einsprüche"), "")], **around)


@blueprint.route("/zusammenfassungen/einsprueche/<id:objection_id>/antwort", methods=["GET", "POST"])
def reply(objection_id: int) -> BaseResponse:
    """One objection with the sentence and all that it cites, and the moderation's reply."""
    session = current_session()
    found = summary_queries.objection(session, objection_id)
    here = _come(summary_queries.sentence(session, found.sentence_id).discussion_id)
    demand(rules.may_summarize(here.person, here.consultation))
    form = ReplyForm(obj=None if found.replied_at is None else found)
    if not form.validate_on_submit():
        return _reply_page(here, found, form)
    reply_to(session, here.person, here.consultation, found, form.reply.data or "", here.now, hide=bool(form.hide.data))
    session.commit()
    flash(_("Ihre Antwort ist gespeichert."), "success")
    return go_to(url_for("summaries.objections", slug=here.consultation.slug))


def _reply_page(here: Here, found: Objection, form: ReplyForm) -> Response:
    if request.method != "POST":
        form.hide.data = found.hidden_at is not None
    return page(
        "discussions/objection_case.html",
        status=422 if form.errors else 200,
        form=form,
        objection=found,
        line=summary_queries.line_of(current_session(), found.sentence_id),
        stands=summary_queries.stands(current_session(), here.discussion.summary_id, found.sentence_id),
        **here.context(_("Einspruch beantworten")),
    )
