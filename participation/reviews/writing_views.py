"""The pages on which people comment on a passage, suggest another wording, take it back, and say if they agree."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, make_response, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.discussions.threads import limit_clicks, limit_writing
from participation.kit import clock
from participation.kit.changes import changes
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to, is_fragment
from participation.kit.language import gettext as _
from participation.kit.pages import part
from participation.kit.prose import plain
from participation.kit.rules import demand
from participation.kit.text import clean_text
from participation.methods.paragraphs import sentences
from participation.organisations.choice import chosen_organisation
from participation.reviews import queries, rules, words
from participation.reviews.actions import checked_wording, comment_passage, mark_paragraph, path_of, suggest_wording, withdraw_suggestion
from participation.reviews.doorway import Here, accepted, enter_text
from participation.reviews.forms import PassageForm, SuggestForm
from participation.reviews.models import PASSAGE_LENGTH
from participation.reviews.texts import SuggestionText

blueprint = Blueprint("review_writing", __name__, url_prefix="/beteiligungen/<slug:slug>/entwuerfe/<id:text_id>")
MARKS = {"zustimmung": 1, "ablehnung": -1, "nichts": 0}


def _to_write(slug: str, text_id: int, paragraph_id: int) -> Here:
    here = enter_text(slug, text_id, paragraph_id=paragraph_id)
    demand(rules.may_suggest(here.person, here.consultation, here.text, here.now, gone=here.paragraph.gone))
    return here


@blueprint.get("/absatz/<id:paragraph_id>/vorschlagen")
def new(slug: str, text_id: int, paragraph_id: int) -> Response:
    """The form with the paragraph to change."""
    here = _to_write(slug, text_id, paragraph_id)
    return _form_page(here, SuggestForm.of(here.paragraph, here.text.number))


@blueprint.post("/absatz/<id:paragraph_id>/vorschlagen")
def create(slug: str, text_id: int, paragraph_id: int) -> BaseResponse:
    """Show the preview, go back to the form, or publish; which, the button says."""
    person, session = signed_in_person(), current_session()
    limit_writing(person, clock.now())
    here = _to_write(slug, text_id, paragraph_id)
    form, step = SuggestForm(), request.form.get("weiter")
    if step == "bearbeiten":
        return _form_page(here, form)
    if not form.validate():
        return _form_page(here, form, 422)
    if step != "veroeffentlichen":
        given = accepted(form, lambda: checked_wording(here.paragraph, form.given()))
        return _preview_page(here, form, given) if given else _form_page(here, form, 422)
    key = form.key()
    made = accepted(
        form, lambda: suggest_wording(session, person, here.consultation, here.text, here.paragraph, form.given(), here.now, entry_key=key)
    )
    if made is None:
        return _form_page(here, form, 422)
    session.commit()
    return go_to(path_of(here.consultation, made))


def _form_page(here: Here, form: SuggestForm, status: int = 200) -> Response:
    """The form, going on from the text as it is now."""
    form.go_on_from(here.text.number)
    return here.page("suggest.html", _("Änderung vorschlagen"), status, form=form)


def _preview_page(here: Here, form: SuggestForm, given: SuggestionText) -> Response:
    return here.page(
        "preview.html", _("Änderungsvorschlag prüfen"), form=form, given=given, stretches=changes(here.paragraph.wording.body, given.body)
    )


@blueprint.route("/absatz/<id:paragraph_id>/stelle", methods=["GET", "POST"])
def passage(slug: str, text_id: int, paragraph_id: int) -> BaseResponse:
    """Comment on some words of a paragraph."""
    if request.method == "POST":
        limit_writing(signed_in_person(), clock.now())
    here, session = _to_write(slug, text_id, paragraph_id), current_session()
    form = PassageForm(sentences(plain(here.paragraph.wording.body_html)))
    if request.method != "POST":
        form.begin(clean_text(request.args.get("stelle", ""))[:PASSAGE_LENGTH])
    elif form.validate() and (written := accepted(form, lambda: _comment(here, form))):
        session.commit()
        return go_to(f"/beitraege/{written}")
    return here.page("passage.html", _("Stelle kommentieren"), 422 if request.method == "POST" else 200, form=form)


def _comment(here: Here, form: PassageForm) -> int:
    draft = form.draft()
    if draft is None:
        raise Invalid(_("Bitte wählen Sie, was Ihr Kommentar ist."), "kind")
    session, person = current_session(), signed_in_person()
    said = replace(draft, organisation_id=chosen_organisation())
    made = comment_passage(session, person, here.consultation, here.subject, here.text, here.paragraph, form.chosen(), said, here.now)
    return made.id


@blueprint.post("/absatz/<id:paragraph_id>/haltung")
def mark(slug: str, text_id: int, paragraph_id: int) -> BaseResponse:
    """Say whether one agrees with a paragraph (`haltung`: zustimmung, ablehnung, or nichts to take it back)."""
    person, session = signed_in_person(), current_session()
    limit_clicks(person, clock.now())
    here = enter_text(slug, text_id, paragraph_id=paragraph_id)
    demand(rules.may_mark(here.person, here.consultation, here.text, here.now, gone=here.paragraph.gone))
    said = MARKS.get(request.form.get("haltung", ""))
    if said is None:
        raise Invalid(_("Bitte wählen Sie „Stimme zu“ oder „Stimme nicht zu“."))
    mark_paragraph(session, person, here.consultation, here.text, here.paragraph, said, here.now)
    session.commit()
    if not is_fragment():
        return go_to(here.paragraph_url if request.form.get("von") == "absatz" else f"{here.text_url}#absatz-{paragraph_id}")
    wording = here.paragraph.wording
    session.refresh(wording)
    shown = {"paragraph_id": paragraph_id, "agree": wording.agree_count, "against": wording.against_count, "mark": said}
    return make_response(
        part("reviews/_marks.html", url=here.own_url("review_writing.mark"), back=request.form.get("von", ""), offered=True, **shown)
    )


@blueprint.get("/vorschlaege/<id:suggestion_id>")
def show(slug: str, text_id: int, suggestion_id: int) -> Response:
    """A suggestion: what it changes, why, and what became of it."""
    here, session = enter_text(slug, text_id), current_session()
    found = queries.suggestion_of(session, here.text, suggestion_id)
    readable = rules.may_read_suggestion(here.person, here.consultation, found)
    return here.page(
        "suggestion.html",
        _("Änderungsvorschlag %(number)s", number=found.id),
        suggestion=found,
        standing=queries.standing_of(session, here.text, found.paragraph_id),
        names=queries.names_around(session, found),
        badge=words.suggestion_badge(found),
        readable=readable,
        stretches=changes(found.base_body, found.body) if readable else (),
        may_decide=rules.may_decide(here.person, here.consultation, here.text, found),
        may_withdraw=rules.may_withdraw(here.person, here.consultation, found),
        may_moderate=rules.may_moderate_suggestion(here.person, here.consultation, found),
    )


@blueprint.route("/vorschlaege/<id:suggestion_id>/zurueckziehen", methods=["GET", "POST"])
def withdraw(slug: str, text_id: int, suggestion_id: int) -> BaseResponse:
    """Take one's own suggestion back, asked once more."""
    here, session = enter_text(slug, text_id), current_session()
    found = queries.suggestion_of(session, here.text, suggestion_id)
    demand(rules.may_withdraw(here.person, here.consultation, found))
    if request.method == "POST":
        withdraw_suggestion(session, here.person, here.consultation, found, here.now)
        session.commit()
        return go_to(path_of(here.consultation, found))
    said = _("Ihr Vorschlag bleibt lesbar, und es steht dabei, dass Sie ihn zurückgezogen haben.")
    back = path_of(here.consultation, found)
    return here.page("confirm.html", _("Zurückziehen"), heading=_("Änderungsvorschlag zurückziehen"), said=said, target=request.path, back=back)
