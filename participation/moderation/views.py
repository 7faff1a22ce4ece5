"""The moderation's desk: the queue over all that people write, one thing with its cases, the decision, the appeal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.accounts.models import Person
from participation.accounts.rules import may_block
from participation.consultations.doorway import enter_to_moderate
from participation.consultations.models import Consultation
from participation.consultations.targets import Written
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.pages import format_number, page
from participation.kit.pagination import page_number
from participation.kit.rules import demand
from participation.methods.moderation.signs import Sign
from participation.moderation import queries, rules
from participation.moderation.actions import signs_of
from participation.moderation.clauses import blocks_of, clause_title, clauses_of
from participation.moderation.deciding_actions import decide, decide_appeal
from participation.moderation.door import WORDS, Thing, all_targets, crumbs, enter_thing, living_of
from participation.moderation.forms import AppealDecisionForm, DecisionForm
from participation.moderation.models import Case, Measure, State
from participation.moderation.queries import Asked
from participation.moderation.words import KIND_NAMES, SIGN_NAMES

blueprint = Blueprint("moderation", __name__)

TABS = {"offen": State.OPEN, "widerspruch": State.APPEALED, "entschieden": State.DECIDED}


@blueprint.get("/verwaltung/moderation")
def index() -> Response:
    """The queue over all consultations that one moderates; for the administration over everything."""
    person = current_person()
    demand(rules.may_work_over_all(person))
    return _queue(None, person)


@blueprint.get("/beteiligungen/<slug:slug>/moderation")
def queue(slug: str) -> Response:
    """One consultation's queue."""
    return _queue(enter_to_moderate(slug), current_person())


def _queue(consultation: Consultation | None, person: Person | None) -> Response:
    asked, number = _asked(consultation, person), page_number(request.args.get("seite"))
    found = queries.queue(current_session(), asked, number)
    tab = next(name for name, state in TABS.items() if state == asked.state)
    narrowed = {"stand": tab if tab != "offen" else None, "art": asked.kind or None, "zeichen": asked.sign or None}
    return page(
        "moderation/queue.html",
        found=found,
        asked=asked,
        tab=tab,
        tabs=_tabs(consultation, asked, found.counts),
        here=consultation,
        things=_things(found.cases.items),
        waiting=gather("moderation.waiting", consultation) if consultation is not None else [],
        kinds=[("", _("Alles")), *KIND_NAMES.items()],
        signs=[("", _("Mit und ohne Hinweis")), *SIGN_NAMES.items()],
        moment=clock.now(),
        crumbs=crumbs(consultation),
        clause_title=clause_title,
        queue_url=_url(consultation),
        url_for_page=lambda place: _url(consultation, **narrowed, seite=place),
        **WORDS,
    )


def _asked(consultation: Consultation | None, person: Person | None) -> Asked:
    reach = None
    if consultation is not None:
        reach = frozenset({consultation.id})
    elif person is not None and not person.is_administrator:
        reach = frozenset(mandate.consultation_id for mandate in person.mandates)
    kind, sign = request.args.get("art", ""), request.args.get("zeichen", "")
    state = TABS.get(request.args.get("stand", ""), State.OPEN)
    return Asked(state, kind if kind in KIND_NAMES else "", sign if sign in set(Sign) else "", reach)


def _url(consultation: Consultation | None, **asked: Any) -> str:
    return url_for("moderation.queue", slug=consultation.slug, **asked) if consultation is not None else url_for("moderation.index", **asked)


def _tabs(consultation: Consultation | None, asked: Asked, counts: Any) -> list[Link]:
    names = {"offen": _("Offen"), "widerspruch": _("Widersprüche"), "entschieden": _("Entschieden")}
    numbers = {name: counts.get(state, 0) for name, state in TABS.items()}
    numbers["entschieden"] += counts.get(State.FINAL, 0)
    kept = {"art": asked.kind or None, "zeichen": asked.sign or None}
    return [
        Link(label, _url(consultation, stand=name if name != "offen" else None, **kept), TABS[name] == asked.state, format_number(numbers[name]))
        for name, label in names.items()
    ]


def _things(cases: Iterable[Any]) -> dict[tuple[str, int], Written]:
    """What these cases are about, as each room tells it: one statement a kind."""
    numbers: dict[str, list[int]] = {}
    for case in cases:
        numbers.setdefault(case.kind, []).append(case.target_id)
    targets = all_targets()
    return {(it.kind, it.id): it for kind, ids in numbers.items() if kind in targets for it in targets[kind].find(current_session(), ids)}


@blueprint.get("/moderation/<kind>/<id:number>")
def case(kind: str, number: int) -> Response:
    """One thing: its text, what was told about it and seen in it, earlier cases, and what can be decided."""
    thing = _enter(kind, number)
    return _case_page(thing, _form(thing), AppealDecisionForm())


@blueprint.post("/moderation/<kind>/<id:number>")
def settle(kind: str, number: int) -> BaseResponse:
    """Decide about it."""
    thing, session = _enter(kind, number), current_session()
    demand(rules.may_decide(thing.person, thing.consultation, thing.written, living_of(thing.written)))
    form = _form(thing)
    if not form.validate():
        return _case_page(thing, form, AppealDecisionForm(formdata=None), 422)
    try:
        decide(session, thing.person, thing.desk, kind, number, form.ruling(), thing.now)
    except Invalid as error:
        form.blame(error)
        return _case_page(thing, form, AppealDecisionForm(formdata=None), 422)
    session.commit()
    flash(_("Die Entscheidung ist gespeichert. Wen sie betrifft, der bekommt eine E-Mail mit der Begründung."), "success")
    return go_to(_url(thing.consultation))


@blueprint.post("/moderation/<kind>/<id:number>/widerspruch")
def settle_appeal(kind: str, number: int) -> BaseResponse:
    """A second person decides an appeal."""
    thing, session, form = _enter(kind, number), current_session(), AppealDecisionForm()
    living = living_of(thing.written)
    if living is None:
        raise NotFound
    demand(rules.may_decide_appeal(thing.person, thing.consultation, thing.written, living))
    if not form.validate():
        return _case_page(thing, _form(thing, empty=True), form, 422)
    decide_appeal(session, thing.person, thing.desk, living, upheld=form.upheld.data == "yes", reason=form.reason.data or "", now=thing.now)
    session.commit()
    flash(_("Über den Widerspruch ist entschieden. Wen es betrifft, der bekommt eine E-Mail mit der Begründung."), "success")
    return go_to(_url(thing.consultation))


def _enter(kind: str, number: int) -> Thing:
    thing = enter_thing(kind, number)
    demand(rules.may_work(thing.person, thing.consultation))
    return thing


def _form(thing: Thing, *, empty: bool = False) -> DecisionForm:
    form, session, written = DecisionForm(formdata=None) if empty else DecisionForm(), current_session(), thing.written
    measures = [one for one in Measure if one in thing.target.measures and not (one == Measure.HIDE and written.hidden)]
    form.offer(measures, clauses_of(session, written.consultation_id), blocks_of(session, written.consultation_id), renames=not thing.target.hides)
    if not thing.target.hides or Measure.CUT not in thing.target.measures:
        del form.passages
    author = session.get(Person, written.author_id) if written.author_id is not None else None
    if author is None or author.is_blocked or measures == [Measure.KEEP] or not may_block(thing.person, author):
        del form.blocks, form.until
    return form


def _case_page(thing: Thing, form: DecisionForm, appeal_form: AppealDecisionForm, status: int = 200) -> Response:
    session, written = current_session(), thing.written
    living: Case | None = living_of(written)
    may_settle = rules.may_decide_appeal(thing.person, thing.consultation, written, living) if living and living.state == State.APPEALED else None
    return page(
        "moderation/case.html",
        status=status,
        it=written,
        living=living,
        form=form,
        appeal_form=appeal_form,
        shown=(appeal_form if appeal_form.errors else form),
        may_decide=rules.may_decide(thing.person, thing.consultation, written, living),
        may_settle=may_settle,
        seen=signs_of(session, thing.target, written),
        notices=queries.notices_about(session, written.kind, written.id),
        earlier=queries.cases_about(session, written.kind, written.id),
        record=queries.record_of(session, written.author_id if not written.official else None),
        moment=thing.now,
        case_url=thing.url,
        crumbs=crumbs(thing.consultation, (written.title, "")),
        clause_title=clause_title,
        **WORDS,
    )
