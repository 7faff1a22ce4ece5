"""The pages on which a proposal's versions are read and compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask import Blueprint, Response, request, url_for

from participation.accounts.current import current_person
from participation.consultations.doorway import enter
from participation.kit.changes import Stretch, changes
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.pagination import page_number
from participation.proposals import history, queries, rules
from participation.proposals.history import Version
from participation.proposals.locating import Moved, moved
from participation.proposals.return_actions import returns_of
from participation.proposals.views import around

blueprint = Blueprint("proposal_history", __name__, url_prefix="/beteiligungen/<slug:slug>/vorschlaege/<id:proposal_id>/fassungen")


@dataclass(frozen=True, slots=True)
class Step:
    """A version, and what changed towards it; `facts` are other details that became different, as (name, before, after),
    `place` a place that became another one.
    """

    version: Version
    title: tuple[Stretch, ...] = ()
    body: tuple[Stretch, ...] = ()
    facts: tuple[tuple[str, str, str], ...] = ()
    place: Moved | None = None


@blueprint.get("")
def versions(slug: str, proposal_id: int) -> Response:
    """All texts of a proposal, the newest first, each with what changed."""
    consultation, session = enter(slug), current_session()
    proposal = queries.find_proposal(session, consultation.id, proposal_id, current_person())
    names = queries.names_of(session, proposal.id)
    shown, found = history.page_of_versions(session, proposal, names, page_number(request.args.get("seite")))
    return page(
        "proposals/versions.html",
        proposal=proposal,
        shown=shown,
        returned=returns_of(session, proposal.id) if rules.may_read_returns(current_person(), proposal, consultation) else (),
        steps=steps(found)[: len(shown.items)],
        compare_url=url_for("proposal_history.compare", slug=slug, proposal_id=proposal.id),
        url_for_page=lambda number: url_for("proposal_history.versions", slug=slug, proposal_id=proposal.id, seite=number if number > 1 else None),
        **around(consultation, proposal, _("Fassungen")),
    )


@blueprint.get("/vergleich")
def compare(slug: str, proposal_id: int) -> Response:
    """Any two texts of a proposal beside each other, word by word. Raises NotFound for numbers that are no versions."""
    consultation, session = enter(slug), current_session()
    proposal = queries.find_proposal(session, consultation.id, proposal_id, current_person())
    names = queries.names_of(session, proposal.id)
    asked = (page_number(request.args.get("von")), page_number(request.args.get("mit")))
    found = history.two_versions(session, proposal, names, *asked)
    if len(found) != len(set(asked)):
        raise NotFound
    older, newer = found[0], found[-1]
    frame = around(consultation, proposal, _("Fassungen vergleichen"))
    return page("proposals/compare.html", proposal=proposal, older=older, newer=newer, step=_step(newer, older), **frame)


def steps(found: Sequence[Version]) -> list[Step]:
    """Versions, the newest first, each with what changed since the one that follows in the list; the last one stands alone."""
    return [*(_step(version, before) for version, before in pairwise(found)), *(Step(version) for version in found[-1:])]


def _step(version: Version, before: Version) -> Step:
    was, now = dict(before.facts), dict(version.facts)
    facts = tuple((name, was.get(name, ""), now.get(name, "")) for name in now | was if was.get(name, "") != now.get(name, ""))
    body = changes(before.body, version.body) if before.body != version.body else ()
    place = moved(before.place, version.place, (before.district, version.district))
    return Step(version, changes(before.title, version.title), body, facts, place)
