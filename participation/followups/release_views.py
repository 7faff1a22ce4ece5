"""Four eyes: what waits for its release in a consultation, reading and releasing it, and whether releases are needed."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.accounts.entering import no_store
from participation.accounts.models import Person
from participation.consultations.answering import AnswerSource
from participation.consultations.doorway import enter
from participation.consultations.models import Consultation
from participation.followups import answering, release_queries, rules
from participation.followups.answer_actions import as_answer
from participation.followups.desks import source_of
from participation.followups.forms import ReturnForm
from participation.followups.models import AnswerPlan, Matter
from participation.followups.panels import words
from participation.followups.queries import report_title
from participation.followups.release_actions import release, require_release, send_back
from participation.followups.things import Thing
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.proposals.forms import accepted

blueprint = Blueprint("releases", __name__, url_prefix="/verwaltung/beteiligungen/<slug:slug>/freigaben")
blueprint.after_request(no_store)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that waits, with those that are released together with it."""

    person: Person
    consultation: Consultation
    plan: AnswerPlan
    together: list[tuple[Thing, AnswerPlan]]

    @property
    def source(self) -> AnswerSource | None:
        """The room of a matter."""
        thing = self.together[0][0]
        return source_of(thing.kind) if isinstance(thing, Matter) else None


def _enter(slug: str) -> tuple[Person, Consultation]:
    consultation, person = enter(slug), signed_in_person()
    demand(rules.may_answer_many(person, consultation))
    return person, consultation


def _enter_one(slug: str, plan_id: int) -> Waiting:
    person, consultation = _enter(slug)
    plan, together = release_queries.waiting_plan(current_session(), consultation.id, plan_id)
    return Waiting(person, consultation, plan, together)


@blueprint.get("")
def index(slug: str) -> Response:
    """What waits for a second person, the oldest first, and whether one is needed."""
    person, consultation = _enter(slug)
    session = current_session()
    return page(
        "followups/releases.html",
        consultation=consultation,
        rows=release_queries.waiting_releases(session, consultation.id),
        required=release_queries.is_required(session, consultation.id),
        may_set=rules.may_set_release(person, consultation),
    )


@blueprint.post("/regel")
def rule(slug: str) -> BaseResponse:
    """Say whether a second person releases each answer."""
    person, consultation = _enter(slug)
    required = request.form.get("vier_augen") == "1"
    require_release(current_session(), person, consultation, required, clock.now())
    current_session().commit()
    flash(_("Ab jetzt gibt eine zweite Person jede Antwort frei.") if required else _("Antworten erscheinen wieder ohne Freigabe."), "success")
    return go_to(url_for("releases.index", slug=slug))


@blueprint.get("/<id:plan_id>")
def show(slug: str, plan_id: int) -> Response:
    """Read an answer before it is released."""
    return _page(_enter_one(slug, plan_id), ReturnForm(formdata=None))


def _page(here: Waiting, form: ReturnForm, status: int = 200) -> Response:
    session = current_session()
    answers = [
        (thing, answering.shown(as_answer(each, each), each.author, max(each.publish_at, clock.now()), report_title(session, each.report_id)))
        for thing, each in here.together
    ]
    return page(
        "followups/release.html",
        consultation=here.consultation,
        plan=here.plan,
        answers=answers,
        later=here.plan.publish_at > clock.now(),
        may_release=rules.may_release(here.person, here.plan, here.together[0][0], here.consultation),
        form=form,
        has_errors=status == 422,
        status=status,
        **words(),
    )


@blueprint.post("/<id:plan_id>/freigeben")
def give(slug: str, plan_id: int) -> BaseResponse:
    """Release it: it appears at once, or at its time."""
    here, form = _enter_one(slug, plan_id), ReturnForm(formdata=None)
    done = accepted(form, lambda: release(current_session(), here.person, here.plan, here.consultation, here.source, clock.now()))
    if done is None:
        return _page(here, form, 422)
    current_session().commit()
    flash(ngettext("%(num)s Antwort ist freigegeben.", "%(num)s Antworten sind freigegeben.", len(done)), "success")
    return go_to(url_for("releases.index", slug=slug))


@blueprint.post("/<id:plan_id>/zurueck")
def back(slug: str, plan_id: int) -> BaseResponse:
    """Send it back with a reason."""
    here, form = _enter_one(slug, plan_id), ReturnForm()
    thing = here.together[0][0]
    demand(rules.may_release(here.person, here.plan, thing, here.consultation))
    reason = form.reason.data or ""
    if form.validate() and accepted(form, lambda: send_back(current_session(), here.person, here.plan, here.consultation, reason, clock.now())):
        current_session().commit()
        flash(_("Die Antwort ist zurückgegeben. Wer sie geschrieben hat, liest den Grund."), "success")
        return go_to(url_for("releases.index", slug=slug))
    return _page(here, form, 422)
