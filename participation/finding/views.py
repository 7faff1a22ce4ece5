"""Feeds for everyone, and a person's saved searches."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_only, signed_in_person
from participation.consultations.doorway import enter, frame
from participation.consultations.models import Consultation
from participation.finding import queries, rules
from participation.finding.actions import change_telling, delete_search, save_search
from participation.finding.forms import SearchForm
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.feeds import Entry
from participation.kit.feeds import feed as feed_of
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.limits import check_limit
from participation.kit.pages import page, settings
from participation.organisations.bylines import signed
from participation.proposals.chips import chips
from participation.proposals.filters import Filters, read_filters
from participation.proposals.models import STATUS_NAMES, Status
from participation.proposals.queries import district_names
from participation.proposals.views import category_names

blueprint = Blueprint("finding", __name__)

CHANGES_AN_HOUR = 60
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
"""The moment of a feed of all consultations while it has no entry."""


def _asked(consultation: Consultation) -> Filters:
    return read_filters(request.args, category_names(consultation), district_names(current_session()))


@blueprint.get("/beteiligungen/<slug:slug>/vorschlaege.atom")
def feed(slug: str) -> BaseResponse:
    """The newest proposals of any list, as an Atom feed (RFC 4287)."""
    consultation = enter(slug)
    filters = _asked(consultation)
    rows = queries.feed_entries(current_session(), consultation.id, filters)
    list_url = url_for("proposals.index", slug=slug)
    entries = [
        Entry(
            name=f"{list_url}/{row.id}",
            url=f"{list_url}/{row.id}",
            title=row.title,
            text=row.teaser,
            author=(signed(row.author_name, row.organisation_name) if row.organisation_name else row.author_name) or settings().city_name,
            published=row.published_at,
            updated=datetime.fromtimestamp(row.last_activity, UTC) if row.last_activity else row.published_at,
        )
        for row in rows
    ]
    title = _("Vorschläge: %(title)s", title=consultation.title)
    return _feed(consultation, title, list_url + filters.narrowed, request.path + filters.narrowed, entries)


@blueprint.get("/beteiligungen/<slug:slug>/antworten.atom")
def answers(slug: str) -> BaseResponse:
    """The city's newest answers to proposals, as an Atom feed."""
    consultation = enter(slug)
    list_url = url_for("proposals.index", slug=slug)
    entries = [_answer(row, list_url) for row in queries.answer_entries(current_session(), consultation.id)]
    return _feed(consultation, _("Antworten der Stadt: %(title)s", title=consultation.title), list_url, request.path, entries)


@blueprint.get("/antworten.atom")
def all_answers() -> BaseResponse:
    """The city's newest answers in all consultations, as an Atom feed."""
    rows = queries.all_answer_entries(current_session())
    entries = [_answer(row, url_for("proposals.index", slug=row.slug), f" ({row.consultation})") for row in rows]
    title = _("Antworten der Stadt: %(title)s", title=settings().city_name)
    return feed_of(title, url_for("consultations.index"), entries, EARLIEST)


def _answer(row: Any, list_url: str, where: str = "") -> Entry:
    return Entry(
        name=f"{list_url}/{row.proposal_id}#antwort-{row.id}",
        url=f"{list_url}/{row.proposal_id}",
        title=f"{STATUS_NAMES[Status(row.status)]}: {row.title}{where}",
        html=row.body_html,
        author=row.position or row.author_name or settings().city_name,
        published=row.answered_at,
        updated=row.answered_at,
    )


def _feed(consultation: Consultation, title: str, page_url: str, self_url: str, entries: list[Entry]) -> BaseResponse:
    since = consultation.published_at or consultation.created_at
    return feed_of(title, page_url, entries, since, self_url=self_url, public=consultation.is_public)


@blueprint.route("/beteiligungen/<slug:slug>/suche-speichern", methods=["GET", "POST"])
@signed_in_only
def save(slug: str) -> BaseResponse:
    """Keep the list that the address describes under a name."""
    person, consultation = signed_in_person(), enter(slug)
    filters, form = _asked(consultation), SearchForm()
    if form.validate_on_submit():
        _spare(person.id)
        try:
            save_search(current_session(), person, consultation, filters, form.name.data or "", tells=form.tells.data, now=clock.now())
            return _done(_("Die Suche ist gespeichert."))
        except Invalid as error:
            form.blame(error)
    may_save = rules.may_save_search(person, consultation, queries.kept_by(current_session(), person))
    return _save_page(consultation, filters, form, may_save)


def _save_page(consultation: Consultation, filters: Filters, form: SearchForm, may_save: object) -> Response:
    list_url = url_for("proposals.index", slug=consultation.slug)
    chosen = chips(filters, list_url, category_names(consultation), district_names(current_session()))
    if not form.is_submitted():
        form.name.data = ", ".join(chip.label for chip in chosen)[:60] or _("Alle Vorschläge")
    title = _("Suche speichern")
    return page(
        "finding/save.html",
        form=form,
        title=title,
        chosen=chosen,
        may_save=may_save,
        back=list_url + filters.narrowed,
        action=url_for("finding.save", slug=consultation.slug) + filters.narrowed,
        crumbs=[(_("Vorschläge"), list_url), (title, "")],
        status=422 if form.errors else 200,
        **frame(consultation, signed_in_person(), clock.now(), list_url),
    )


@blueprint.get("/konto/suchen")
@signed_in_only
def searches() -> Response:
    """A person's saved searches."""
    response = page("finding/searches.html", searches=queries.searches_of(current_session(), signed_in_person()))
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.post("/konto/suchen/<id:search_id>/bescheid")
@signed_in_only
def telling(search_id: int) -> BaseResponse:
    """Want to be told of what a search finds, or no longer."""
    person, session = signed_in_person(), current_session()
    _spare(person.id)
    wants = request.form.get("bescheid") == "ja"
    change_telling(session, person, queries.search_of(session, person, search_id), wants, clock.now())
    return _done(
        _("Wir sagen Ihnen Bescheid, wenn die Suche etwas Neues findet.") if wants else _("Wir sagen Ihnen zu dieser Suche nicht mehr Bescheid.")
    )


@blueprint.post("/konto/suchen/<id:search_id>/loeschen")
@signed_in_only
def delete(search_id: int) -> BaseResponse:
    """Forget a search."""
    person, session = signed_in_person(), current_session()
    delete_search(session, person, queries.search_of(session, person, search_id), clock.now())
    return _done(_("Die Suche ist gelöscht."))


def _spare(person_id: int) -> None:
    check_limit(f"finding:searches:{person_id}", CHANGES_AN_HOUR, timedelta(hours=1), clock.now())


def _done(sentence: str) -> BaseResponse:
    current_session().commit()
    flash(sentence, "success")
    return go_to(url_for("finding.searches"))
