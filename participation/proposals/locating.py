"""Where a proposal's form and its place meet."""

from __future__ import annotations

from dataclasses import replace

from participation.kit.database import current_session
from participation.places.actions import keep_place
from participation.places.maps import town_map
from participation.places.queries import has_streets, place_by_id
from participation.proposals.forms import ProposalForm
from participation.proposals.models import Proposal
from participation.proposals.texts import ProposalText


def offer_places(form: ProposalForm, proposal: Proposal | None = None) -> ProposalForm:
    """The form with the ways to say where, filled with a proposal's place."""
    session = current_session()
    form.offer_places(town_map(), place_by_id(session, proposal.place_id if proposal else None), streets=has_streets(session))
    return form


def text_with_place(form: ProposalForm, proposal: Proposal | None = None) -> ProposalText:
    """What was typed, with the place that was asked for; a place says in which part of the town it lies. Raises Invalid."""
    text, wish, present_id = form.text(), form.wish(), proposal.place_id if proposal else None
    if not form.asks_for_places:
        return replace(text, place_id=present_id)
    if wish is None:
        return replace(text, place_id=None)
    session = current_session()
    place = keep_place(session, town_map(), wish, place_by_id(session, present_id))
    return replace(text, place_id=place.id, district_id=place.district_id or text.district_id)
