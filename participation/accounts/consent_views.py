"""Asking for consent, taking it back, all versions for everyone to read, and new ones by the administration."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.consent_actions import agree, publish_text, withdraw
from participation.accounts.consent_models import ConsentText
from participation.accounts.consents import OPINIONS, TITLES, WITHDRAWN, all_texts, consents_of, newest_text
from participation.accounts.current import current_person, signed_in_only, signed_in_person
from participation.accounts.entering import no_store
from participation.accounts.forms import ConsentForm, ConsentTextForm
from participation.accounts.rules import may_administrate
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Conflict, Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.language import language
from participation.kit.links import safe_next
from participation.kit.pages import page
from participation.kit.rules import demand

blueprint = Blueprint("consents", __name__)
OWN = "/konto/einwilligung"


@blueprint.route(OWN, methods=["GET", "POST"])
@signed_in_only
def own() -> BaseResponse:
    """The explicit consent to what one says in opinion maps and surveys: read, give."""
    person, session, now = signed_in_person(), current_session(), clock.now()
    text, form, next_url = newest_text(session, OPINIONS), ConsentForm(), safe_next(request.values.get("next"), "/konto")
    if form.validate_on_submit():
        if form.text.data != str(text.id):
            raise Conflict(_("Der Text der Einwilligung wurde gerade geändert. Bitte lesen Sie ihn noch einmal."))
        agree(session, person, OPINIONS, text.id, language(), OWN, now)
        session.commit()
        flash(_("Danke. Ihre Einwilligung ist gespeichert. Sie können sie hier jederzeit widerrufen."), "success")
        return go_to(next_url)
    form.text.data = str(text.id)
    return _own_page(form, text, next_url)


def _own_page(form: ConsentForm, text: ConsentText, next_url: str) -> BaseResponse:
    person = signed_in_person()
    return no_store(
        page(
            "accounts/consent.html",
            status=422 if form.errors else 200,
            me=person,
            mine=consents_of(current_session(), person.id),
            titles=TITLES,
            text=text,
            said=text.said(language()),
            withdrawn=WITHDRAWN[OPINIONS],
            form=form,
            next_url=next_url,
        )
    )


@blueprint.post(f"{OWN}/widerrufen")
@signed_in_only
def take_back() -> BaseResponse:
    """Withdraw it; what rested on it is deleted."""
    gone = withdraw(current_session(), signed_in_person(), OPINIONS, clock.now())
    current_session().commit()
    flash(_("Ihre Einwilligung ist widerrufen. Ihre einzelnen Antworten sind gelöscht.") if gone else _("Es gibt keine Einwilligung."), "success")
    return go_to(url_for("consents.own"))


@blueprint.get("/einwilligungen")
def texts() -> Response:
    """All texts of consent with all their versions."""
    return page("accounts/consent_texts.html", texts=all_texts(current_session()), titles=TITLES, withdrawn=WITHDRAWN, spoken=language())


@blueprint.get("/verwaltung/einwilligungen")
def index() -> Response:
    """The texts, for the administration."""
    demand(may_administrate(current_person()))
    return page("accounts/consent_index.html", texts=all_texts(current_session()), titles=TITLES)


@blueprint.route("/verwaltung/einwilligungen/<key>", methods=["GET", "POST"])
def change(key: str) -> BaseResponse:
    """Write a new version: preview, then publish."""
    person, session = current_person(), current_session()
    demand(may_administrate(person))
    if key not in TITLES:
        raise NotFound
    text = newest_text(session, key)
    form = ConsentTextForm(data={"text_de": text.text_de, "text_en": text.text_en, "after": str(text.number)})
    preview = form.is_submitted() and "vorschau" in request.form
    if form.validate_on_submit() and not preview:
        try:
            after = _number(form.after.data)
            said = (form.text_de.data or "", form.text_en.data or "", form.note.data or "")
            publish_text(session, person, key, *said, clock.now(), after=after, ask_again=bool(form.ask_again.data))
            session.commit()
            flash(_("Die neue Fassung gilt ab jetzt. Die alten bleiben lesbar."), "success")
            return go_to(url_for("consents.index"))
        except Invalid as error:
            form.blame(error)
    status = 422 if form.errors else 200
    asks = key == OPINIONS
    return page("accounts/consent_text.html", title=TITLES[key], text=text, form=form, preview=preview and not form.errors, asks=asks, status=status)


def _number(typed: str | None) -> int:
    """The number of the version that was read, as the form's hidden field gives it; 0 for anything else."""
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
