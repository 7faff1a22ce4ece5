"""A person's notices, and the choice which of them are mailed."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts import notices
from participation.accounts.current import signed_in_only, signed_in_person
from participation.accounts.entering import no_store
from participation.accounts.forms import MailingsForm
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.pagination import page_number

blueprint = Blueprint("notices", __name__)
blueprint.after_request(no_store)


@blueprint.get("/konto/mitteilungen")
@signed_in_only
def index() -> Response:
    """What the person was told, the newest first; what is new is marked until the person says to have read it."""
    person = signed_in_person()
    found = notices.notices_of(current_session(), person, page_number(request.args.get("seite")))
    return page(
        "accounts/notices.html",
        found=found,
        unread=person.unread_notices,
        sentence=notices.sentence,
        url_for_page=lambda number: url_for("notices.index", seite=number),
    )


@blueprint.post("/konto/mitteilungen")
@signed_in_only
def seen() -> BaseResponse:
    """The person has read what was new."""
    notices.note_seen(current_session(), signed_in_person())
    current_session().commit()
    flash(_("Alle Mitteilungen sind als gelesen markiert."), "success")
    return go_to(url_for("notices.index"))


@blueprint.route("/konto/mitteilungen/einstellungen", methods=["GET", "POST"])
@signed_in_only
def choose() -> BaseResponse:
    """Choose which notices are mailed, and when."""
    person = signed_in_person()
    form = MailingsForm(data=dict(notices.mailings_of(current_session(), person)))
    if form.validate_on_submit():
        notices.choose_mailings(current_session(), person, form.chosen(), clock.now())
        current_session().commit()
        flash(_("Ihre Auswahl ist gespeichert."), "success")
        return go_to(url_for("notices.index"))
    return page(
        "accounts/own_form.html",
        form=form,
        title=_("Welche Mitteilungen per E-Mail kommen"),
        button=_("Auswahl speichern"),
        status=422 if form.errors else 200,
    )
