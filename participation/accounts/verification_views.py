"""Being counted as a resident: the administration's page about somebody's proof, and the person's own to say "I moved away"."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts import verification_actions
from participation.accounts.current import current_person, signed_in_only, signed_in_person
from participation.accounts.entering import no_store
from participation.accounts.evidence import CodeKeys
from participation.accounts.levels import END_NAMES, LEVEL_NAMES, PROOF_NAMES, level_of
from participation.accounts.models import EndReason, Person
from participation.accounts.queries import person_by_id
from participation.accounts.rules import may_administrate
from participation.accounts.verification_forms import LOST, NAMESAKE, CounterForm, EndForm, MovedForm
from participation.accounts.verification_queries import verification_of
from participation.accounts.verification_rules import may_end_verification, may_move_away, may_restore_verification, may_verify_at_counter
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Conflict, Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page, settings
from participation.kit.rules import demand

blueprint = Blueprint("residence", __name__)
blueprint.after_request(no_store)


def _found(person_id: int) -> Person:
    demand(may_administrate(current_person()))
    return person_by_id(current_session(), person_id)


def _done(person: Person, sentence: str) -> BaseResponse:
    current_session().commit()
    flash(sentence, "success")
    return go_to(url_for("residence.show", person_id=person.id))


@blueprint.get("/verwaltung/personen/<id:person_id>/wohnsitz")
def show(person_id: int) -> Response:
    """How somebody is counted, and what can be done about it."""
    return _page(_found(person_id))


def _page(person: Person, counter_form: CounterForm | None = None, end_form: EndForm | None = None) -> Response:
    actor, now = current_person(), clock.now()
    return page(
        "accounts/residence.html",
        someone=person,
        level=LEVEL_NAMES[level_of(person, now)],
        verification=verification_of(current_session(), person.id),
        proof_names=PROOF_NAMES,
        end_names=END_NAMES,
        counter_form=counter_form or CounterForm(None),
        counter_verdict=may_verify_at_counter(actor, person, now),
        end_form=end_form or EndForm(None),
        end_verdict=may_end_verification(actor, person, now),
        restore_verdict=may_restore_verification(actor, person),
        status=422 if counter_form or end_form else 200,
    )


@blueprint.post("/verwaltung/personen/<id:person_id>/wohnsitz/schalter")
def verify(person_id: int) -> BaseResponse:
    """Count somebody who showed an identity card."""
    person, form = _found(person_id), CounterForm()
    demand(may_verify_at_counter(current_person(), person, clock.now()))
    if form.validate():
        case, keys = form.case.data, CodeKeys.of(current_app.config["SECRET_KEY"])
        said = {"namesake": case == NAMESAKE, "hand_over": case == LOST}
        try:
            verification_actions.verify_at_counter(current_session(), signed_in_person(), person, form.human(), keys, settings(), clock.now(), **said)
            return _done(person, _("Der Wohnsitz ist nachgewiesen."))
        except Conflict:
            current_session().rollback()
            form.blame(Invalid(_("Dieser Mensch zählt schon mit einem anderen Konto, oder tat es einmal. Was ist hier der Fall?"), "case"))
        except Invalid as error:
            form.blame(error)
    return _page(_found(person_id), counter_form=form)


@blueprint.post("/verwaltung/personen/<id:person_id>/wohnsitz/beenden")
def end(person_id: int) -> BaseResponse:
    """End a verification, with the reason."""
    person, form = _found(person_id), EndForm()
    demand(may_end_verification(current_person(), person, clock.now()))
    if form.validate():
        reason, note = EndReason(form.reason.data), form.note.data or ""
        verification_actions.end_verification(current_session(), signed_in_person(), person, reason, note, settings(), clock.now())
        return _done(person, _("Der Nachweis ist beendet. Die Person bekommt eine E-Mail."))
    return _page(person, end_form=form)


@blueprint.post("/verwaltung/personen/<id:person_id>/wohnsitz/wieder")
def restore(person_id: int) -> BaseResponse:
    """Let an ended verification hold again."""
    person = _found(person_id)
    verification_actions.restore_verification(current_session(), signed_in_person(), person, settings(), clock.now())
    return _done(person, _("Der Nachweis gilt wieder. Die Person bekommt eine E-Mail."))


@blueprint.route("/konto/wegzug", methods=["GET", "POST"])
@signed_in_only
def move_away() -> BaseResponse:
    """Say that one lives elsewhere now."""
    person, form = signed_in_person(), MovedForm()
    verdict = may_move_away(person, clock.now())
    if verdict and form.validate_on_submit():
        verification_actions.move_away(current_session(), person, settings(), clock.now())
        current_session().commit()
        flash(_("Danke. Ihr Nachweis des Wohnsitzes ist beendet."), "success")
        return go_to(url_for("account.show"))
    return page("accounts/move_away.html", form=form, verdict=verdict, status=422 if form.errors else 200)
