"""Recommendations as members write them: text, versions, notes, dissents."""

from __future__ import annotations

from itertools import pairwise

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.assemblies import drafting_actions as actions
from participation.assemblies import queries, rules
from participation.assemblies.area_views import AREA
from participation.assemblies.doorway import Area, enter_area
from participation.assemblies.drafting_models import Dissent, Recommendation
from participation.assemblies.forms import DissentForm, NoteForm, TextForm
from participation.assemblies.sparing import spare_texts
from participation.kit.changes import changes, word_changes
from participation.kit.database import current_session
from participation.kit.errors import Conflict, Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.prose import to_html
from participation.kit.rules import demand

blueprint = Blueprint("recommendations", __name__)
ONE = AREA + "/empfehlungen/<id:recommendation_id>"


def _url(area: Area, recommendation: Recommendation) -> str:
    return area.url("recommendations.show", recommendation_id=recommendation.id)


@blueprint.route(AREA + "/empfehlungen/neu", methods=["GET", "POST"])
def write(slug: str) -> BaseResponse:
    """Begin a recommendation."""
    area, session, form = enter_area(slug), current_session(), TextForm()
    demand(rules.may_write(area.person, area.consultation, area.council, area.member))
    if form.validate_on_submit():
        spare_texts(area.person, area.now)
        try:
            made = actions.write_recommendation(
                session, area.person, area.consultation, area.council, area.member, form.title.data or "", form.body.data or "", area.now
            )
            session.commit()
            return go_to(_url(area, made))
        except Invalid as error:
            form.blame(error)
    return area.page(
        "assemblies/text.html", _("Empfehlung schreiben"), form=form, recommendation=None, theirs=(), status=422 if form.is_submitted() else 200
    )


@blueprint.get(ONE)
def show(slug: str, recommendation_id: int) -> Response:
    """A recommendation with its notes, votes, dissents and versions."""
    area = enter_area(slug)
    return _show(area, queries.the_recommendation(current_session(), area.council, recommendation_id), NoteForm(formdata=None))


def _show(area: Area, recommendation: Recommendation, form: NoteForm, status: int = 200) -> Response:
    session, asking = current_session(), (area.person, area.consultation, area.council, area.member)
    steps = [
        (version, changes(before.title, version.title), word_changes(before.body_html, version.body_html), before.body != version.body)
        for before, version in pairwise(recommendation.versions)
    ]
    return area.page(
        "assemblies/recommendation.html",
        recommendation.text.title,
        recommendation=recommendation,
        steps=steps[::-1],
        notes=queries.notes_of(session, recommendation),
        sittings={sitting.id: sitting for sitting in queries.sittings_of(session, area.council)},
        dissents=queries.dissents_of(session, [recommendation.id])[recommendation.id],
        backers=rules.BACKERS,
        form=form,
        may_change=rules.may_change_text(*asking, recommendation),
        may_note=rules.may_write(*asking),
        may_dissent=rules.may_dissent(*asking, recommendation),
        status=status,
    )


@blueprint.route(ONE + "/bearbeiten", methods=["GET", "POST"])
def change(slug: str, recommendation_id: int) -> BaseResponse:
    """Write the next version; where somebody was faster, both texts stand beside each other."""
    area, session = enter_area(slug), current_session()
    recommendation = queries.the_recommendation(session, area.council, recommendation_id, lock=request.method == "POST")
    demand(rules.may_change_text(area.person, area.consultation, area.council, area.member, recommendation))
    text = recommendation.text
    form = TextForm(data={"title": text.title, "body": text.body, "seen": recommendation.version})
    if not form.validate_on_submit():
        return _text_page(area, recommendation, form, 422 if form.is_submitted() else 200)
    spare_texts(area.person, area.now)
    try:
        asking = (session, area.person, area.consultation, area.council, area.member, recommendation)
        actions.change_recommendation(*asking, form.title.data or "", form.body.data or "", form.seen.data or 0, area.now)
    except Invalid as error:
        form.blame(error)
        return _text_page(area, recommendation, form, 422)
    except Conflict as error:
        form.form_errors.append(error.message)
        form.seen.data = recommendation.version
        return _text_page(area, recommendation, form, 409)
    session.commit()
    return go_to(_url(area, recommendation))


def _text_page(area: Area, recommendation: Recommendation, form: TextForm, status: int) -> Response:
    """The form; where somebody was faster, with what lies between their text and what was typed."""
    theirs = word_changes(recommendation.text.body_html, to_html(form.body.data or "")) if status == 409 else ()
    shown = {"form": form, "recommendation": recommendation, "theirs": theirs, "has_errors": status >= 400, "status": status}
    return area.page("assemblies/text.html", _("Empfehlung bearbeiten"), **shown)


@blueprint.post(ONE + "/notizen")
def note(slug: str, recommendation_id: int) -> BaseResponse:
    """Leave a note."""
    area, session, form = enter_area(slug), current_session(), NoteForm()
    recommendation = queries.the_recommendation(session, area.council, recommendation_id)
    demand(rules.may_write(area.person, area.consultation, area.council, area.member))
    if form.validate():
        spare_texts(area.person, area.now)
        try:
            actions.add_note(session, area.person, area.consultation, area.council, area.member, recommendation, form.body.data or "", area.now)
            session.commit()
            return go_to(_url(area, recommendation) + "#notizen")
        except Invalid as error:
            form.blame(error)
    return _show(area, recommendation, form, 422)


def _own(area: Area, recommendation: Recommendation) -> Dissent | None:
    found = queries.dissents_of(current_session(), [recommendation.id])[recommendation.id]
    return next((dissent for dissent in found if area.member is not None and dissent.seat_id == area.member.seat_id), None)


@blueprint.route(ONE + "/sondervotum", methods=["GET", "POST"])
def dissent(slug: str, recommendation_id: int) -> BaseResponse:
    """Write a dissent, or change one's own while nobody else backs it."""
    area, session = enter_area(slug), current_session()
    recommendation = queries.the_recommendation(session, area.council, recommendation_id)
    own = _own(area, recommendation)
    asking = (area.person, area.consultation, area.council, area.member, recommendation)
    demand(rules.may_dissent(*asking) if own is None else rules.may_change_dissent(*asking, own))
    form = DissentForm(data={"body": own.body if own else ""})
    if form.validate_on_submit():
        spare_texts(area.person, area.now)
        try:
            actions.write_dissent(session, *asking, own, form.body.data or "", area.now)
            session.commit()
            flash(_("Das Sondervotum ist gespeichert."), "success")
            return go_to(_url(area, recommendation) + "#sondervoten")
        except Invalid as error:
            form.blame(error)
    status = 422 if form.is_submitted() else 200
    return area.page("assemblies/dissent.html", _("Sondervotum"), form=form, recommendation=recommendation, backers=rules.BACKERS, status=status)


@blueprint.post(ONE + "/sondervoten/<id:dissent_id>/mittragen")
def back(slug: str, recommendation_id: int, dissent_id: int) -> BaseResponse:
    """Stand behind a dissent, or no longer."""
    area, session = enter_area(slug), current_session()
    recommendation = queries.the_recommendation(session, area.council, recommendation_id)
    one = queries.the_dissent(session, recommendation, dissent_id)
    backs = request.form.get("traegt") == "1"
    actions.back_dissent(session, area.person, area.consultation, area.council, area.member, recommendation, one, backs, area.now)
    session.commit()
    return go_to(_url(area, recommendation) + "#sondervoten")
