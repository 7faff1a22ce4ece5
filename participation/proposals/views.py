"""The pages on which proposals are read and supported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.accounts.models import Person
from participation.accounts.network_actions import forget_network, note_network
from participation.accounts.network_models import Done
from participation.consultations.doorway import changes_with_phases, enter, frame
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.fragments import go_to, is_fragment
from participation.kit.gathering import gather
from participation.kit.kept import kept, kept_long
from participation.kit.language import gettext as _
from participation.kit.own_pages import fact, for_one_only, for_person, kept_for_people
from participation.kit.page_cache import kept_for_readers, not_to_keep, shows
from participation.kit.page_versions import SITE
from participation.kit.pages import page, part, settings
from participation.kit.pagination import Page
from participation.kit.sealing import seals_of
from participation.organisations.bylines import signed
from participation.places.maps import town_map
from participation.proposals import queries, rules
from participation.proposals.actions import Backing, support_proposal, take_back_support
from participation.proposals.bylines import full_byline
from participation.proposals.cards import cards, filter_box, own_cards
from participation.proposals.chips import chips, ways_out, with_hits
from participation.proposals.filters import Filters, read_filters, seed_for
from participation.proposals.listing import list_proposals
from participation.proposals.models import Proposal
from participation.proposals.orders import ORDER_REASONS, Order, usual_order
from participation.proposals.reading import pieces_of, proposal_to_read, support_scope, supporters_number, text_scope
from participation.proposals.return_actions import returns_of
from participation.proposals.sparing import spare_supports
from participation.proposals.writing_queries import attachments_of, writers_named

blueprint = Blueprint("proposals", __name__)

Crumbs = list[tuple[str, str]]


@blueprint.get("/beteiligungen/<slug:slug>/vorschlaege")
@kept_for_readers
@kept_for_people
def index(slug: str) -> Response:
    """A consultation's proposals: filtered, searched, in a fair order, in pages."""
    consultation, person, now = enter(slug), current_person(), clock.now()
    shows(f"proposals:{consultation.id}")
    districts = kept("districts", (SITE,), lambda: queries.district_names(current_session()))
    seed = seed_for(person.id if person else None, consultation.id, now)
    filters = read_filters(request.args, category_names(consultation), districts, seed, usual_order(consultation, now))
    if person is not None and filters.order == Order.RANDOM and not filters.seed_said:
        filters = replace(filters, seed=fact("seed", lambda one: seed_for(one.id, consultation.id, now), person))
    if filters.words:
        not_to_keep()  # what somebody searches stays nowhere
        for_one_only()
    return _list(consultation, person, now, filters, districts)


def category_names(consultation: Consultation) -> dict[int, str]:
    """All topics of a consultation, id → name."""
    return {category.id: category.name for category in consultation.categories}


def _list(consultation: Consultation, person: Person | None, now: datetime, filters: Filters, districts: dict[int, str]) -> Response:
    categories, scopes = category_names(consultation), (SITE, f"proposals:{consultation.id}")
    if filters.words:
        found = list_proposals(current_session(), consultation.id, filters)
    else:
        found = kept(("list", consultation.id, filters), scopes, lambda: list_proposals(current_session(), consultation.id, filters))
    url = url_for("proposals.index", slug=consultation.slug)

    def listed() -> Markup:
        return _listed(consultation, person, now, filters, found, districts)

    for_person(lambda one: own_cards(found.items, url, categories, districts, queries.supported_among([row.id for row in found.items], one)))
    return page(
        "proposals/list.html",
        block="list",
        found=found,
        filters=filters,
        filter_box=filter_box(filters, url, categories, districts) if found.total or filters.narrowing else "",
        listed=kept_long(("listed", consultation.id, filters), scopes, listed) if person is None and not filters.words else listed(),
        crumbs=[(_("Vorschläge"), url)],
        **frame(consultation, person, now),
    )


def _listed(
    consultation: Consultation, person: Person | None, now: datetime, filters: Filters, found: Page[Any], districts: dict[int, str]
) -> Markup:
    """What htmx puts in for another filter, order or page."""
    url, categories = url_for("proposals.index", slug=consultation.slug), category_names(consultation)
    changes_with_phases(consultation)
    supported = queries.supported_among([row.id for row in found.items], person)
    rows = with_hits(current_session(), found.items, filters.words) if filters.words else found.items
    return part(
        "proposals/_list.html",
        found=found,
        filters=filters,
        cards=cards(rows, url, categories, districts, supported, kept=not filters.words),
        chips=chips(filters, url, categories, districts),
        ways_out=[] if found.total else ways_out(current_session(), consultation.id, filters, url),
        order_reason=ORDER_REASONS[filters.order],
        tools=gather("proposal.tools", consultation, filters, person),
        map_url=url_for("proposal_map.show", slug=consultation.slug) + filters.narrowed if town_map() else "",
        may_propose=rules.may_propose(person, consultation, now),
        intake_url=url_for("proposal_intake.index", slug=consultation.slug) if rules.may_take_in(person, consultation) else "",
        list_url=url,
        url_for_page=lambda number: url + filters.query(number),
    )


@blueprint.get("/beteiligungen/<slug:slug>/vorschlaege/<id:proposal_id>")
@kept_for_readers
@kept_for_people
def detail(slug: str, proposal_id: int) -> BaseResponse:
    """A proposal with the city's answer, its supporters' number and its discussion."""
    shows(text_scope(proposal_id), support_scope(proposal_id))
    consultation, person, now = enter(slug), current_person(), clock.now()
    proposal = proposal_to_read(consultation.id, proposal_id) or _not_public(consultation, proposal_id, person)
    if proposal.is_draft:
        return _draft(consultation, proposal, person)
    count, writers = supporters_number(proposal_id), proposal.writer_ids
    backing = Backing(count, bool(fact("supports", lambda one: queries.supports_it(proposal_id, one), person)))
    for_person(lambda one: None if one.id in writers else {})
    url, every = proposal_url(consultation, proposal.id), bool(rules.may_read_all_answers(person, proposal, consultation))
    return page(
        "proposals/detail.html",
        pieces=pieces_of(proposal, url, lambda: written(consultation, proposal, person), for_all=not every),
        may_leave=rules.may_leave(person, proposal, consultation),
        answers=gather("proposal.answers", proposal, consultation, person, now),
        acts=gather("proposal.acts", proposal, consultation, person, now),
        **_rights(consultation, proposal, person),
        notes=gather("proposal.notes", proposal, consultation, person, now),
        panels=gather("proposal.detail", proposal, consultation, person, now),
        address=settings().base_url.rstrip("/") + url,
        **_support_context(consultation, proposal, person, backing),
        **around(consultation, proposal),
    )


def _not_public(consultation: Consultation, proposal_id: int, person: Person | None) -> Proposal:
    hidden = queries.hidden_proposal(current_session(), consultation.id, proposal_id)
    return hidden or queries.find_proposal(current_session(), consultation.id, proposal_id, person)


def _draft(consultation: Consultation, proposal: Proposal, person: Person | None) -> BaseResponse:
    """A draft is written on; of what the moderation hid a stub stays, and those who wrote it and the moderation still read the text."""
    if not proposal.is_hidden:
        return go_to(url_for("proposal_writing.preview", slug=consultation.slug, proposal_id=proposal.id))
    may_read = rules.may_see_proposal(person, proposal, consultation)
    may_mend = rules.may_edit(person, proposal, consultation, clock.now()) if may_read and person is not None else None
    context: dict[str, Any] = {"may_read": may_read, "may_mend": may_mend, "mend_reason": may_mend.reason if may_mend is not None else ""}
    context["returned"] = returns_of(current_session(), proposal.id) if may_read else ()
    around_it = around(consultation, None, _("Ausgeblendeter Vorschlag"))
    return page("proposals/hidden.html", status=410, proposal=proposal, **context, **around_it)


@blueprint.get("/beteiligungen/<slug:slug>/vorschlaege/<id:proposal_id>/unterstuetzen")
def confirm_support(slug: str, proposal_id: int) -> Response:
    """Where signing in leads back to: one button, and the proposal is supported."""
    consultation, person = enter(slug), signed_in_person()
    session = current_session()
    proposal = queries.find_proposal(session, consultation.id, proposal_id, person)
    backing = Backing(proposal.support_count, queries.supports_it(proposal.id, person))
    return page(
        "proposals/support.html",
        verify_url="/konto/nachweis?" + urlencode({"next": request.path}),
        **_support_context(consultation, proposal, person, backing),
        **around(consultation, proposal, _("Unterstützen")),
    )


@blueprint.post("/beteiligungen/<slug:slug>/vorschlaege/<id:proposal_id>/unterstuetzen")
def support(slug: str, proposal_id: int) -> BaseResponse:
    """Support a proposal."""
    return _click(slug, proposal_id, support_proposal, note_network)


@blueprint.post("/beteiligungen/<slug:slug>/vorschlaege/<id:proposal_id>/unterstuetzung-zuruecknehmen")
def take_back(slug: str, proposal_id: int) -> BaseResponse:
    """Undo one's support."""
    return _click(slug, proposal_id, take_back_support, None)


def _click(slug: str, proposal_id: int, act: Callable[..., Backing], note: Callable[..., None] | None) -> BaseResponse:
    person = signed_in_person()
    spare_supports(person, clock.now())
    consultation, session = enter(slug), current_session()
    proposal = queries.find_proposal(session, consultation.id, proposal_id, person)
    backing = act(session, person, proposal, consultation, clock.now())
    if note is not None:
        note(session, seals_of(settings()), person.id, Done.SUPPORT, request.remote_addr, clock.now(), proposal.id)
    else:
        forget_network(session, person.id, Done.SUPPORT, proposal.id)
    session.commit()
    if not is_fragment():
        return go_to(proposal_url(consultation, proposal.id) + "#unterstuetzung")
    return page("proposals/detail.html", block="support", changed=True, **_support_context(consultation, proposal, person, backing))


def _rights(consultation: Consultation, proposal: Proposal, person: Person | None) -> dict[str, Any]:
    now = clock.now()
    return {
        "may_invite": rules.may_invite(person, proposal, consultation, now),
        "may_edit": rules.may_edit(person, proposal, consultation, now),
        "may_withdraw": rules.may_withdraw(person, proposal, consultation),
        "may_answer": rules.may_answer(person, proposal, consultation),
        "edit_until": proposal.published_at + rules.EDIT_WINDOW if proposal.published_at else None,
    }


def _support_context(consultation: Consultation, proposal: Proposal, person: Person | None, backing: Backing) -> dict[str, Any]:
    now, url = clock.now(), proposal_url(consultation, proposal.id)
    may_support = rules.may_support(person, proposal, consultation, now)
    asks_guests = consultation.guests_support and may_support.remedy == "sign-in"
    return {
        "proposal": proposal,
        "proposal_url": url,
        "backing": backing,
        "may_support": may_support,
        "guest_url": url_for("guest_entry.show", slug=consultation.slug, next=url) if asks_guests else "",
        "may_take_back": rules.may_take_back(person, proposal, consultation, now),
    }


def written(consultation: Consultation, proposal: Proposal, person: Person | None) -> dict[str, Any]:
    """Who wrote it, its pictures and documents, and its answers, as far as this person may see them."""
    session = current_session()
    names = queries.names_of(session, proposal.id)
    co_authors = writers_named(session, proposal.consultation_id, proposal.co_author_ids or ())
    files = attachments_of(session, proposal.id) if proposal.attachment_count else []
    every = bool(rules.may_read_all_answers(person, proposal, consultation))
    name = signed(names.public_name, names.organisation_name) if names.organisation_name else names.public_name
    return {
        "names": names,
        "byline": full_byline(name, co_authors, channel=proposal.channel, city=settings().city_name),
        "attachments": [file for file in files if file.is_described],
        "given": queries.custom_values_of(session, [proposal.id], also_private=every).get(proposal.id, []),
    }


def proposal_url(consultation: Consultation, proposal_id: int) -> str:
    """Where a proposal stands."""
    return url_for("proposals.detail", slug=consultation.slug, proposal_id=proposal_id)


def around(consultation: Consultation, proposal: Proposal | None = None, here: str = "") -> dict[str, Any]:
    """The consultation's frame and the breadcrumb down to a proposal, or to a page below it."""
    list_url = url_for("proposals.index", slug=consultation.slug)
    crumbs: Crumbs = [(_("Vorschläge"), list_url)]
    if proposal is not None:
        crumbs.append((proposal.title, proposal_url(consultation, proposal.id)))
    if here:
        crumbs.append((here, ""))
    return {"list_url": list_url, "crumbs": crumbs, **frame(consultation, current_person(), clock.now(), list_url)}
