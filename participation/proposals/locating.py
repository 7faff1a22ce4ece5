"""Where a proposal's form and its place meet."""

from __future__ import annotations

from dataclasses import dataclass, replace

from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.places.actions import keep_place
from participation.places.maps import town_map
from participation.places.models import Place
from participation.places.queries import has_streets, place_by_id
from participation.places.sketch import Sketch, sketch_of
from participation.places.words import moved_words, place_in_full, place_words
from participation.proposals.forms import ProposalForm
from participation.proposals.models import Proposal
from participation.proposals.texts import ProposalText


@dataclass(frozen=True, slots=True)
class Where:
    """A proposal's place as its page shows it: in words, and on a small map where the town has given one."""

    words: str
    coarse: bool
    sketch: Sketch | None


def where_is(proposal: Proposal) -> Where | None:
    """A proposal's place, in one statement; None where it has none."""
    place = place_by_id(current_session(), proposal.place_id)
    return None if place is None else _where(place, place_words(place.kind, place.label, coarse=place.coarse))


def _where(place: Place, words: str) -> Where:
    return Where(words, place.coarse, sketch_of(town_map(), place))


@dataclass(frozen=True, slots=True)
class Moved:
    """A place that became another one: both as they are shown, and the difference in a sentence. None: there was or is none."""

    before: Where | None
    after: Where | None
    words: str


def moved(before: Place | None, after: Place | None, districts: tuple[str, str]) -> Moved | None:
    """What became of a place between two versions; None where it stayed. `districts`: the names of the parts of the town."""
    if (before.digest if before else "") == (after.digest if after else ""):
        return None
    was, now = (_where(place, place_in_full(place, name)) if place else None for place, name in zip((before, after), districts, strict=True))
    return Moved(was, now, moved_words(before, after) if before and after else "")


def offer_places(form: ProposalForm, proposal: Proposal | None = None) -> ProposalForm:
    """The form with the ways to say where, filled with a proposal's place."""
    session = current_session()
    form.offer_places(town_map(), place_by_id(session, proposal.place_id if proposal else None), streets=has_streets(session))
    return form


def text_so_far(form: ProposalForm, proposal: Proposal | None = None) -> ProposalText:
    """The same while somebody still writes: a place that cannot be taken yet is left as it was."""
    try:
        return text_with_place(form, proposal)
    except Invalid:
        return form.text()


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
