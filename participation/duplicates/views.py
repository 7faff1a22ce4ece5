"""The moderation's pages about proposals that say the same: the work list, one pair, a merge proposed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.consultations.doorway import enter_to_moderate, frame
from participation.consultations.models import Consultation
from participation.consultations.texts import say_difference
from participation.duplicates import queries, rules
from participation.duplicates.actions import forget_pair, judge_pair, propose_merge
from participation.duplicates.forms import MergeForm, PairForm
from participation.duplicates.models import Merge, Verdict
from participation.duplicates.similar import likeness, similar_pairs, similar_to
from participation.duplicates.words import state_of
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid, Refused
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.pagination import page_number
from participation.kit.rules import demand
from participation.proposals.forms import accepted
from participation.proposals.models import Proposal

blueprint = Blueprint("duplicates", __name__, url_prefix="/beteiligungen/<slug:slug>/aehnliche")

PAGE_SIZE = 20


@blueprint.get("")
def work(slug: str) -> BaseResponse:
    """The most similar pairs of a consultation, or those like one proposal; and the merges that were proposed."""
    consultation, session, now = enter_to_moderate(slug), current_session(), clock.now()
    one = _asked_for(consultation)
    merges = queries.merges_of(session, consultation.id)
    url = url_for("duplicates.work", slug=slug)
    return page(
        "duplicates/work.html",
        one=one,
        found=similar_to(session, consultation.id, one.title, one.teaser, {one.id}, PAGE_SIZE) if one else [],
        pairs=None if one else similar_pairs(session, consultation.id, page_number(request.args.get("seite")), PAGE_SIZE),
        merges=[(merge, state_of(merge, now)) for merge in merges],
        saying=say_difference,
        url_for_page=lambda number: f"{url}?seite={number}",
        **_around(consultation),
    )


def _asked_for(consultation: Consultation) -> Proposal | None:
    """The proposal that the address names, where there is one."""
    said = request.args.get("vorschlag", "")
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        return None
    found = queries.public_proposals(current_session(), [int(said)]).get(int(said))
    return found if found is not None and found.consultation_id == consultation.id else None


@blueprint.route("/<id:first_id>/<id:second_id>", methods=["GET", "POST"])
def pair(slug: str, first_id: int, second_id: int) -> BaseResponse:
    """Two proposals side by side, and what the moderation says of them."""
    consultation, session, person = enter_to_moderate(slug), current_session(), current_person()
    first, second = queries.public_pair(session, consultation, first_id, second_id)
    demand(rules.may_judge_pair(person, consultation, first, second))
    form = PairForm()
    if form.validate_on_submit() and accepted(form, lambda: _judge(consultation, first, second, form)):
        session.commit()
        return go_to(url_for("duplicates.pair", slug=slug, first_id=first_id, second_id=second_id))
    return page(
        "duplicates/pair.html",
        status=422 if form.errors else 200,
        form=form,
        pair=likeness(session, consultation.id, first, second),
        said=queries.pair_of(session, first_id, second_id),
        saying=say_difference,
        **_around(consultation, _("Zwei Vorschläge vergleichen")),
    )


def _judge(consultation: Consultation, first: Proposal, second: Proposal, form: PairForm) -> bool:
    """Write what the button says. Raises Invalid."""
    session, person, now = current_session(), current_person(), clock.now()
    verdict = request.form.get("urteil")
    if verdict == "offen":
        forget_pair(session, person, consultation, first, second, now)
    elif verdict in set(Verdict):
        judge_pair(session, person, consultation, first, second, Verdict(verdict), form.reason.data or "", now)
    else:
        raise Invalid(_("Bitte wählen Sie „Gehört zusammen“ oder „Nicht ähnlich“."), "reason")
    return True


@blueprint.route("/<id:first_id>/<id:second_id>/zusammenfuehren", methods=["GET", "POST"])
def propose(slug: str, first_id: int, second_id: int) -> BaseResponse:
    """Ask the authors of two or more proposals whether they may become one."""
    consultation, session = enter_to_moderate(slug), current_session()
    first, second = queries.public_pair(session, consultation, first_id, second_id)
    demand(rules.may_judge_pair(current_person(), consultation, first, second))
    form = MergeForm.offering(first, second)
    if form.validate_on_submit():
        merge = accepted(form, lambda: _propose(consultation, first, second, form))
        if merge is not None:
            session.commit()
            flash(_("Die Anfrage ist gestellt. Sie sehen hier, wer geantwortet hat."), "success")
            return go_to(queries.merge_url(consultation, merge))
    status = 422 if request.method == "POST" else 200
    around = _around(consultation, _("Zusammenführen vorschlagen"))
    return page("duplicates/propose.html", status=status, form=form, first=first, second=second, **around)


def _propose(consultation: Consultation, first: Proposal, second: Proposal, form: MergeForm) -> Merge:
    """Ask. Raises Invalid, also where a rule refuses: what was typed stays."""
    session, references = current_session(), form.references()
    also = queries.by_references(session, references)
    if len(also) < len(references):
        missing = set(references) - {proposal.reference for proposal in also}
        raise Invalid(_("Einen Vorschlag mit der Nummer %(number)s gibt es nicht.", number=min(missing)), "also")
    target, source = (first, second) if form.target.data == str(first.id) else (second, first)
    try:
        return propose_merge(
            session, current_person(), consultation, target, [source, *also], form.reason.data or "", clock.now(), days=int(form.days.data)
        )
    except Refused as refusal:
        raise Invalid(str(refusal), "target") from None


def _around(consultation: Consultation, here: str = "") -> dict[str, Any]:
    url = url_for("duplicates.work", slug=consultation.slug)
    crumbs = [(_("Ähnliche Vorschläge"), url), *([(here, "")] if here else [])]
    manage = url_for("staff.manage", slug=consultation.slug)
    names = {"work_url": url, "list_url": queries.list_url(consultation), "crumbs": crumbs}
    return {**names, **frame(consultation, current_person(), clock.now(), manage)}
