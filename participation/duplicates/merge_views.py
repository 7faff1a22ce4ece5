"""A merge: what its authors say, carrying it out, splitting again; and the page on which a support moves."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.consultations.doorway import enter, frame
from participation.consultations.models import Consultation
from participation.consultations.rules import runs_it
from participation.duplicates import queries, rules
from participation.duplicates.actions import answer_merge, cancel_merge, carry_out_merge, move_support, split_off
from participation.duplicates.forms import SplitForm
from participation.duplicates.models import Merge, MergePart
from participation.duplicates.words import state_of, state_of_part
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import demand
from participation.proposals import folding
from participation.proposals.forms import accepted
from participation.proposals.queries import find_proposal
from participation.proposals.sparing import spare_supports

blueprint = Blueprint("merges", __name__, url_prefix="/beteiligungen/<slug:slug>")

_MERGE = "/zusammenfuehrungen/<id:merge_id>"


def _visit(slug: str, merge_id: int) -> tuple[Consultation, Merge]:
    """A merge, for those who run the consultation or are asked."""
    person, consultation = signed_in_person(), enter(slug)
    merge = queries.find_merge(current_session(), consultation.id, merge_id)
    demand(rules.may_see_merge(person, consultation, merge))
    return consultation, merge


def _part(merge: Merge, proposal_id: object) -> MergePart:
    said = str(proposal_id)
    part = merge.part_of(int(said)) if said.isascii() and said.isdigit() and len(said) < 10 else None
    if part is None:
        raise NotFound
    return part


@blueprint.get(_MERGE)
def show(slug: str, merge_id: int) -> Response:
    """Which proposals shall become one, why, and who has said what."""
    consultation, merge = _visit(slug, merge_id)
    person, now = current_person(), clock.now()
    return page(
        "duplicates/merge.html",
        merge=merge,
        target=_part(merge, merge.target_id).proposal,
        parts=[(part, state_of_part(part), rules.may_answer(person, consultation, merge, part, now)) for part in merge.parts],
        state=state_of(merge, now),
        may_carry_out=rules.may_carry_out(person, consultation, merge, now),
        may_cancel=rules.may_cancel(person, consultation, merge, now),
        may_split={part.id for part in merge.parts if rules.may_split(person, consultation, merge, part)},
        merge_url=queries.merge_url(consultation, merge),
        **_around(consultation, _("Zusammenführung")),
    )


@blueprint.post(_MERGE + "/antwort")
def answer(slug: str, merge_id: int) -> BaseResponse:
    """An author says yes or no."""
    consultation, merge = _visit(slug, merge_id)
    part = _part(merge, request.form.get("vorschlag", ""))
    said = request.form.get("antwort")
    if said not in ("ja", "nein"):
        raise Invalid(_("Bitte wählen Sie „Zustimmen“ oder „Ablehnen“."))
    answer_merge(current_session(), current_person(), consultation, merge, part, said == "ja", clock.now())
    current_session().commit()
    return go_to(queries.merge_url(consultation, merge))


@blueprint.post(_MERGE + "/ausfuehren")
def carry_out(slug: str, merge_id: int) -> BaseResponse:
    """Fold those that may be folded."""
    consultation, merge = _visit(slug, merge_id)
    carry_out_merge(current_session(), current_person(), consultation, merge, clock.now())
    current_session().commit()
    flash(_("Die Vorschläge sind zusammengeführt. Alle, die sie unterstützen, haben eine Mitteilung."), "success")
    return go_to(queries.merge_url(consultation, merge))


@blueprint.post(_MERGE + "/beenden")
def cancel(slug: str, merge_id: int) -> BaseResponse:
    """End the question."""
    consultation, merge = _visit(slug, merge_id)
    cancel_merge(current_session(), current_person(), consultation, merge, clock.now())
    current_session().commit()
    return go_to(queries.merge_url(consultation, merge))


@blueprint.route(_MERGE + "/trennen/<id:proposal_id>", methods=["GET", "POST"])
def split(slug: str, merge_id: int, proposal_id: int) -> BaseResponse:
    """Take a merged proposal out again, with a reason."""
    consultation, merge = _visit(slug, merge_id)
    part, session, person = _part(merge, proposal_id), current_session(), current_person()
    demand(rules.may_split(person, consultation, merge, part))
    form = SplitForm()
    if form.validate_on_submit() and accepted(
        form, lambda: split_off(session, person, consultation, merge, part, form.reason.data or "", clock.now())
    ):
        session.commit()
        return go_to(queries.merge_url(consultation, merge))
    status = 422 if request.method == "POST" else 200
    around = _around(consultation, _("Wieder trennen"))
    return page("duplicates/split.html", status=status, form=form, part=part, merge_url=queries.merge_url(consultation, merge), **around)


@blueprint.route("/vorschlaege/<id:proposal_id>/unterstuetzung-uebertragen", methods=["GET", "POST"])
def move(slug: str, proposal_id: int) -> BaseResponse:
    """One button: one's own support moves to the proposal that another is part of now."""
    person = signed_in_person()
    if request.method == "POST":
        spare_supports(person, clock.now())
    consultation, session = enter(slug), current_session()
    source = find_proposal(session, consultation.id, proposal_id, person)
    if request.method == "POST":
        target = move_support(session, person, consultation, source, clock.now())
        session.commit()
        flash(_("Ihre Unterstützung gilt jetzt für diesen Vorschlag."), "success")
        return go_to(queries.proposal_url(consultation, target.id))
    found = queries.public_proposals(session, [source.merged_into_id or 0]).get(source.merged_into_id or 0)
    supports = folding.supports(session, person.id, source.id)
    may_move = rules.may_move_support(person, consultation, source, found, supports=supports)
    return page("duplicates/move.html", source=source, target=found, may_move=may_move, **_around(consultation, _("Unterstützung übertragen")))


def _around(consultation: Consultation, here: str) -> dict[str, Any]:
    list_url, person = queries.list_url(consultation), current_person()
    own = [(_("Ähnliche Vorschläge"), url_for("duplicates.work", slug=consultation.slug))] if runs_it(person, consultation) else []
    crumbs = [*(own or [(_("Vorschläge"), list_url)]), (here, "")]
    tab = url_for("staff.manage", slug=consultation.slug) if own else list_url
    return {"list_url": list_url, "crumbs": crumbs, **frame(consultation, person, clock.now(), tab)}
