"""Writing newsletters, trying them out, sending them: for those who run a consultation."""

from __future__ import annotations

from flask import Blueprint, Response, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.consultations.doorway import enter_to_moderate
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page, settings
from participation.kit.rules import demand
from participation.newsletters import actions, queries, rules
from participation.newsletters.forms import LATER, NewsletterForm, SendForm
from participation.newsletters.mails import newsletter_mail
from participation.newsletters.models import Newsletter

blueprint = Blueprint("newsletter_staff", __name__, url_prefix="/verwaltung/beteiligungen/<slug:slug>/newsletter")


@blueprint.get("")
def index(slug: str) -> Response:
    """All newsletters of a consultation, and how many people follow it."""
    consultation, session = enter_to_moderate(slug), current_session()
    return page(
        "newsletters/staff_index.html",
        consultation=consultation,
        letters=queries.all_newsletters(session, consultation.id),
        followers=queries.follower_count(session, consultation.id),
        may_write=rules.may_write(current_person(), consultation),
    )


@blueprint.route("/neu", methods=["GET", "POST"])
def write(slug: str) -> BaseResponse:
    """Begin a newsletter."""
    consultation, form = enter_to_moderate(slug), NewsletterForm()
    demand(rules.may_write(current_person(), consultation))
    if form.validate_on_submit():
        try:
            subject, body = form.subject.data or "", form.body.data or ""
            letter = actions.write_newsletter(current_session(), current_person(), consultation, subject, body, clock.now())
            return _done(_("Der Entwurf ist gespeichert."), slug, letter.id)
        except Invalid as error:
            form.blame(error)
    return _form(consultation, form, _("Newsletter schreiben"), url_for("newsletter_staff.index", slug=slug))


@blueprint.route("/<id:number>/bearbeiten", methods=["GET", "POST"])
def edit(slug: str, number: int) -> BaseResponse:
    """Change a draft."""
    consultation, letter = _letter(slug, number)
    demand(rules.may_change(current_person(), consultation, letter))
    form = NewsletterForm(obj=letter)
    if form.validate_on_submit():
        try:
            subject, body = form.subject.data or "", form.body.data or ""
            actions.change_newsletter(current_session(), current_person(), consultation, number, subject, body, clock.now())
            return _done(_("Der Entwurf ist gespeichert."), slug, number)
        except Invalid as error:
            form.blame(error)
    return _form(consultation, form, _("Newsletter bearbeiten"), url_for("newsletter_staff.show", slug=slug, number=number))


@blueprint.get("/<id:number>")
def show(slug: str, number: int) -> Response:
    """A newsletter as it will be, or was, mailed; how many people get it; and what can be done with it now."""
    consultation, letter = _letter(slug, number)
    return _show(consultation, letter, SendForm(formdata=None))


@blueprint.post("/<id:number>/senden")
def send(slug: str, number: int) -> BaseResponse:
    """Send it to all followers, now or at a time."""
    consultation, letter = _letter(slug, number)
    form = SendForm()
    try:
        if form.validate():
            later = form.when.data == LATER
            if later and form.send_at.data is None:
                raise Invalid(_("Bitte geben Sie an, wann der Newsletter hinausgeht."), "send_at")
            send_at = form.send_at.data if later else None
            actions.plan_newsletter(current_session(), current_person(), consultation, number, send_at, clock.now())
            said = _("Der Newsletter geht zu seinem Zeitpunkt hinaus.") if later else _("Der Newsletter geht jetzt hinaus.")
            return _done(said, slug, number)
    except Invalid as error:
        form.blame(error)
    return _show(consultation, letter, form)


@blueprint.post("/<id:number>/test")
def test(slug: str, number: int) -> BaseResponse:
    """Mail it to oneself."""
    consultation = enter_to_moderate(slug)
    actions.send_test(current_session(), settings(), current_person(), consultation, number, clock.now())
    return _done(_("Die Test-E-Mail ist unterwegs an Ihre Adresse."), slug, number)


@blueprint.post("/<id:number>/zurueckholen")
def call_back(slug: str, number: int) -> BaseResponse:
    """Take a planned one back."""
    actions.call_back(current_session(), current_person(), enter_to_moderate(slug), number, clock.now())
    return _done(_("Der Newsletter ist wieder ein Entwurf."), slug, number)


@blueprint.post("/<id:number>/verwerfen")
def discard(slug: str, number: int) -> BaseResponse:
    """Throw a draft away."""
    actions.discard_newsletter(current_session(), current_person(), enter_to_moderate(slug), number, clock.now())
    return _done(_("Der Entwurf ist gelöscht."), slug)


def _letter(slug: str, number: int) -> tuple[Consultation, Newsletter]:
    consultation = enter_to_moderate(slug)
    return consultation, queries.newsletter(current_session(), consultation.id, number)


def _form(consultation: Consultation, form: NewsletterForm, title: str, back: str) -> Response:
    return page("newsletters/write.html", status=422 if form.errors else 200, consultation=consultation, form=form, title=title, back=back)


def _show(consultation: Consultation, letter: Newsletter, form: SendForm) -> Response:
    person, session = current_person(), current_session()
    mail = newsletter_mail(settings(), consultation, letter, "", 0, test=True)
    return page(
        "newsletters/staff_show.html",
        status=422 if form.errors else 200,
        consultation=consultation,
        letter=letter,
        form=form,
        mail_text=mail.text,
        followers=queries.follower_count(session, consultation.id),
        may_change=rules.may_change(person, consultation, letter),
        may_call_back=rules.may_call_back(person, consultation, letter),
    )


def _done(sentence: str, slug: str, number: int | None = None) -> BaseResponse:
    current_session().commit()
    flash(sentence, "success")
    return go_to(url_for("newsletter_staff.show", slug=slug, number=number) if number else url_for("newsletter_staff.index", slug=slug))
