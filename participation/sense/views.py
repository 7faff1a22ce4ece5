"""The desk of those who make sense of what was written, and the code book."""

from __future__ import annotations

from flask import Blueprint, Response, flash
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import format_number
from participation.sense import words
from participation.sense.doorway import Here, enter_staff
from participation.sense.forms import ThemeForm
from participation.sense.gathered import totals
from participation.sense.queries import groups_of, learning_of, rounds_of, theme_of, themes_of, uses_of_themes
from participation.sense.report_queries import reports_of
from participation.sense.theme_actions import add_theme, change_theme, remove_theme

blueprint = Blueprint("sense", __name__, url_prefix="/beteiligungen/<slug:slug>/auswertung")


@blueprint.get("")
def desk(slug: str) -> Response:
    """What there is to read, and how far the work is."""
    here, session = enter_staff(slug), current_session()
    number = here.consultation.id
    rounds, reports, learnt = rounds_of(session, number), reports_of(session, number), learning_of(session, number)
    return here.page(
        "desk.html",
        "sense.desk",
        totals=[(words.KINDS_NAMES[kind], format_number(count)) for kind, count in totals(session, here.consultation).items()],
        themes=len(themes_of(session, number)),
        rounds=rounds,
        open_rounds=sum(not one.is_done for one in rounds),
        groups=groups_of(session, number),
        reports=reports,
        learnt=learnt,
    )


@blueprint.get("/themen")
def themes(slug: str) -> Response:
    """The code book."""
    return _themes_page(enter_staff(slug), ThemeForm())


@blueprint.post("/themen")
def add(slug: str) -> BaseResponse:
    """Add a theme."""
    here, form = enter_staff(slug), ThemeForm()
    if form.validate():
        try:
            add_theme(current_session(), signed_in_person(), here.consultation, form.draft(), here.now)
            current_session().commit()
            flash(_("Das Thema ist dazugekommen."), "success")
            return go_to(here.url("sense.themes"))
        except Invalid as error:
            form.blame(error)
    return _themes_page(here, form, 422)


@blueprint.route("/themen/<id:theme_id>", methods=["GET", "POST"])
def theme(slug: str, theme_id: int) -> BaseResponse:
    """Change a theme."""
    here = enter_staff(slug)
    found = theme_of(current_session(), here.consultation.id, theme_id)
    form = ThemeForm.of(found)
    if form.validate_on_submit():
        try:
            change_theme(current_session(), signed_in_person(), here.consultation, found, form.draft(), here.now)
            current_session().commit()
            return go_to(here.url("sense.themes"))
        except Invalid as error:
            form.blame(error)
    status = 422 if form.is_submitted() else 200
    return here.page("theme.html", "sense.themes", _("Thema ändern"), status, form=form)


@blueprint.post("/themen/<id:theme_id>/entfernen")
def remove(slug: str, theme_id: int) -> BaseResponse:
    """Take away a theme that nobody used."""
    here = enter_staff(slug)
    remove_theme(current_session(), signed_in_person(), here.consultation, theme_of(current_session(), here.consultation.id, theme_id), here.now)
    current_session().commit()
    flash(_("Das Thema ist entfernt."), "success")
    return go_to(here.url("sense.themes"))


def _themes_page(here: Here, form: ThemeForm, status: int = 200) -> Response:
    session, number = current_session(), here.consultation.id
    return here.page("themes.html", "sense.themes", status=status, form=form, themes=themes_of(session, number), uses=uses_of_themes(session, number))
