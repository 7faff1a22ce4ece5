"""Staff's pages of letters and answers: batches, answers from card and phone, and how the pool stands."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.councils.actions import advance_council
from participation.councils.doorway import enter_council_staff
from participation.councils.models import CouncilStage
from participation.councils.rules import may_run_council
from participation.invitations import letter_actions, queries, rules
from participation.invitations.answer_actions import enter_answer
from participation.invitations.forms import EntryForm, asked_shown
from participation.invitations.jobs import KINDS, LETTERS_GONE, letters_dir
from participation.invitations.models import Channel
from participation.invitations.register_views import private
from participation.invitations.standing import standing_of
from participation.kit.database import current_session
from participation.kit.errors import Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.pages import format_number, settings
from participation.kit.rules import demand
from participation.kit.sealed_files import read_file
from participation.kit.sealing import seals_of

blueprint = Blueprint("letters", __name__, url_prefix="/verwaltung/beteiligungen/<slug:slug>/buergerrat")
blueprint.after_request(private)


@blueprint.get("/briefe")
def index(slug: str) -> Response:
    """The batches of letters, and how far those are that are being made."""
    here, session = enter_council_staff(slug), current_session()
    demand(may_run_council(here.person, here.consultation, here.council))
    batches = queries.batches_of(session, here.council)
    return here.page(
        "invitations/letters.html",
        _("Briefe"),
        staff=True,
        block="progress",
        batches=batches,
        making=any(batch.is_unfinished for batch in batches),
        may_announce=rules.may_announce(here.person, here.consultation, here.council, here.now),
        may_print=rules.may_print_letters(here.person, here.consultation, here.council, here.now),
        numbers=queries.numbers_of(session, here.council),
        done=queries.letters_done(batches),
        a_batch=letter_actions.A_BATCH,
    )


@blueprint.post("/ankuendigen")
def announce(slug: str) -> BaseResponse:
    """Tell everybody that there will be a council: its page becomes public, and letters may leave."""
    here, session = enter_council_staff(slug), current_session()
    demand(rules.may_announce(here.person, here.consultation, here.council, here.now))
    advance_council(session, signed_in_person(), here.consultation, here.council, CouncilStage.INVITING, here.now)
    session.commit()
    flash(_("Der Bürgerrat ist angekündigt. Alle können seine Seite lesen."), "success")
    return go_to(here.url("letters.index"))


@blueprint.post("/briefe")
def make(slug: str) -> BaseResponse:
    """Make the letters of all whose turn it is."""
    here, session = enter_council_staff(slug), current_session()
    kind = "reminder" if request.form.get("kind") == "reminder" else "first"
    made = letter_actions.request_letters(session, signed_in_person(), here.consultation, here.council, kind, here.now)
    session.commit()
    number = sum(len(batch.numbers) for batch in made)
    flash(ngettext("%(num)s Brief wird hergestellt.", "%(num)s Briefe werden hergestellt.", number, num=format_number(number)), "success")
    return go_to(here.url("letters.index"))


@blueprint.post("/briefe/<id:number>/neu")
def again(slug: str, number: int) -> BaseResponse:
    """Make a batch once more, with new codes."""
    here, session = enter_council_staff(slug), current_session()
    batch = queries.batch_of(session, here.council, number)
    letter_actions.print_again(session, signed_in_person(), here.consultation, here.council, batch, here.now)
    session.commit()
    flash(_("Die Briefe werden mit neuen Codes hergestellt. Die alten Codes gelten dann nicht mehr."), "success")
    return go_to(here.url("letters.index"))


@blueprint.get("/briefe/<id:number>.<kind>")
def download(slug: str, number: int, kind: str) -> BaseResponse:
    """The letters as a PDF, or as a table for a print shop."""
    here, session = enter_council_staff(slug), current_session()
    demand(may_run_council(here.person, here.consultation, here.council))
    if kind not in KINDS:
        raise NotFound
    batch = queries.batch_of(session, here.council, number)
    if batch.stored_name is None:
        flash(str(LETTERS_GONE), "info")
        return go_to(here.url("letters.index"))
    response = make_response(read_file(letters_dir(), seals_of(settings()), batch.stored_name, kind, str(LETTERS_GONE)))
    response.headers["Content-Type"] = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8"}[kind]
    response.headers["Content-Disposition"] = f'attachment; filename="einladungen-{number}.{kind}"'
    return response


@blueprint.get("/antworten")
def standing(slug: str) -> Response:
    """How many answered, how the pool stands beside the town, and who is missing."""
    here, session = enter_council_staff(slug), current_session()
    demand(may_run_council(here.person, here.consultation, here.council))
    yes, drawable, features = standing_of(session, here.council, seals_of(settings()))
    may_enter = rules.may_enter_answers(here.person, here.consultation, here.council, here.now)
    numbers = queries.numbers_of(session, here.council)
    return here.page(
        "invitations/standing.html", _("Antworten"), staff=True, numbers=numbers, yes=yes, drawable=drawable, features=features, may_enter=may_enter
    )


@blueprint.route("/antworten/eintragen", methods=["GET", "POST"])
def enter(slug: str) -> BaseResponse:
    """Enter what came by card or phone, or that a letter came back."""
    here, session, form = enter_council_staff(slug), current_session(), EntryForm()
    demand(rules.may_enter_answers(here.person, here.consultation, here.council, here.now))
    errors: dict[str, str] = {}
    if form.validate_on_submit():
        try:
            invitation = queries.invitation_by_number(session, here.council, min(max(form.number.data or 0, 0), 10**6))
            if invitation is None:
                raise Invalid(_("Diese Nummer gibt es nicht. Bitte vergleichen Sie sie mit dem Brief."), "number")
            if form.channel.data not in ("card", "phone"):
                raise Invalid(_("Bitte wählen Sie Karte oder Telefon."), "channel")
            reply, channel = form.reply(here.council), Channel(form.channel.data)
            enter_answer(session, signed_in_person(), here.consultation, here.council, invitation, reply, channel, seals_of(settings()), here.now)
            session.commit()
            flash(_("Die Antwort ist eingetragen."), "success")
            return go_to(here.url("letters.enter"))
        except Invalid as error:
            form.blame(error)
            errors = {one.field: one.message for one in (error, *error.also)}
    told = {name.removeprefix("feature-"): value for name, value in request.form.items() if name.startswith("feature-")}
    consents = frozenset(name.removeprefix("consent-") for name in request.form if name.startswith("consent-"))
    shown = asked_shown(here.council, told, consents, errors)
    return here.page("invitations/enter.html", _("Antwort eintragen"), staff=True, status=422 if form.errors else 200, form=form, asked=shown)
