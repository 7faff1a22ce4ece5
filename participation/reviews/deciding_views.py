"""The list of a text's suggestions, which is the city's queue too; taking one over or not; and all that was said as a table."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as BaseResponse

from participation.kit.cells import csv_line
from participation.kit.changes import changes
from participation.kit.database import current_session
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pagination import page_number
from participation.kit.rules import demand
from participation.methods.differences import merge
from participation.reviews import queries, rules, words
from participation.reviews.actions import Acceptance, accept_suggestion, path_of, reject_suggestion
from participation.reviews.doorway import Here, accepted, enter_text
from participation.reviews.forms import AcceptForm, RejectForm
from participation.reviews.models import Suggestion
from participation.reviews.tables import HEADER, table_rows

blueprint = Blueprint("review_deciding", __name__, url_prefix="/beteiligungen/<slug:slug>/entwuerfe/<id:text_id>")


@blueprint.get("/vorschlaege")
def index(slug: str, text_id: int) -> Response:
    """All suggestions for a text; with `zeige=offen` those that wait, the oldest first."""
    here, waiting_only = enter_text(slug, text_id), request.args.get("zeige") == "offen"
    found = queries.suggestions_of_text(current_session(), here.text.id, page_number(request.args.get("seite")), waiting_only=waiting_only)
    shown = "offen" if waiting_only else None
    return here.page(
        "suggestions.html",
        _("Änderungsvorschläge"),
        found=found,
        rows=[
            (row, words.suggestion_badge(row.Suggestion), rules.may_read_suggestion(here.person, here.consultation, row.Suggestion))
            for row in found.items
        ],
        waiting_only=waiting_only,
        may_revise=rules.may_revise_text(here.person, here.consultation, here.text),
        url_for_page=lambda number: here.url("review_deciding.index", zeige=shown, seite=number if number > 1 else None),
    )


def _to_decide(slug: str, text_id: int, suggestion_id: int) -> tuple[Here, Suggestion]:
    here = enter_text(slug, text_id)
    found = queries.suggestion_of(current_session(), here.text, suggestion_id)
    demand(rules.may_decide(here.person, here.consultation, here.text, found))
    return here, found


@blueprint.route("/vorschlaege/<id:suggestion_id>/annehmen", methods=["GET", "POST"])
def accept(slug: str, text_id: int, suggestion_id: int) -> BaseResponse:
    """Look once more at how the paragraph will read, and take it over."""
    (here, found), session = _to_decide(slug, text_id, suggestion_id), current_session()
    standing = queries.standing_of(session, here.text, found.paragraph_id)
    merged = merge(found.base_body, found.body, standing.wording.body).text
    form = AcceptForm() if request.method == "POST" else AcceptForm.of(merged or found.body, here.text.number)
    if request.method == "POST" and form.validate():
        given = Acceptance(form.seen_number(), form.body.data or "", form.reason.data or "")
        if accepted(form, lambda: accept_suggestion(session, here.person, here.consultation, here.text, found, given, here.now)):
            session.commit()
            return go_to(path_of(here.consultation, found))
    form.look_again(here.text.number)
    return here.page(
        "accept.html",
        _("Übernehmen"),
        422 if request.method == "POST" else 200,
        form=form,
        suggestion=found,
        standing=standing,
        moved_on=standing.wording.body != found.base_body,
        collides=merged is None,
        stretches=changes(standing.wording.body, "" if found.strikes else form.body.data or ""),
    )


@blueprint.route("/vorschlaege/<id:suggestion_id>/ablehnen", methods=["GET", "POST"])
def reject(slug: str, text_id: int, suggestion_id: int) -> BaseResponse:
    """Say why the paragraph stays as it is."""
    (here, found), session, form = _to_decide(slug, text_id, suggestion_id), current_session(), RejectForm()
    if form.validate_on_submit() and accepted(
        form, lambda: reject_suggestion(session, here.person, here.consultation, here.text, found, form.reason.data or "", here.now)
    ):
        session.commit()
        return go_to(path_of(here.consultation, found))
    return here.page("reject.html", _("Nicht übernehmen"), 422 if request.method == "POST" else 200, form=form, suggestion=found)


@blueprint.get("/rueckmeldungen.csv")
def table(slug: str, text_id: int) -> Response:
    """All comments and suggestions that everybody reads, without names."""
    here = enter_text(slug, text_id, rules.may_take_away)
    rows, header = table_rows(current_session(), here.text), [str(name) for name in HEADER]

    def pieces() -> Iterator[str]:
        yield "\ufeff" + csv_line(header)
        yield from (csv_line(row) for row in rows)

    response = Response("".join(pieces()), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="rueckmeldungen-{here.text.id}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
