"""What a decision says to whom it concerns, and the appeal; many cases at once; how a consultation is moderated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.accounts.entering import no_store
from participation.consultations.doorway import enter_to_moderate
from participation.consultations.models import Consultation
from participation.consultations.queries import consultation_by_id
from participation.consultations.targets import Written
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.rules import Verdict, demand
from participation.moderation import queries, rules
from participation.moderation.bulk_actions import MOST, decide_many
from participation.moderation.clauses import blocks_of, clause_title, clauses_of
from participation.moderation.deciding_actions import Desk, appeal, has_reported
from participation.moderation.door import WORDS, all_targets, crumbs, desk_of
from participation.moderation.forms import AppealForm, BulkForm, SetupForm
from participation.moderation.mails import statement_of
from participation.moderation.models import Case
from participation.moderation.setup_actions import Setup, set_up

blueprint = Blueprint("moderation_desk", __name__)
blueprint.after_request(no_store)


@blueprint.get("/moderation/begruendung/<id:case_id>")
def statement(case_id: int) -> Response:
    """The statement of reasons, to whom a decision concerns, with the appeal."""
    return _statement_page(_concerned(case_id), AppealForm())


@blueprint.post("/moderation/begruendung/<id:case_id>")
def object_to(case_id: int) -> BaseResponse:
    """Appeal the decision."""
    case, session, now, form = _concerned(case_id), current_session(), clock.now(), AppealForm()
    demand(_may_appeal(case))
    if not form.validate():
        return _statement_page(case, form, 422)
    appeal(session, signed_in_person(), case, form.text.data or "", now)
    session.commit()
    flash(_("Ihr Widerspruch ist eingegangen. Eine andere Person entscheidet darüber und schreibt Ihnen."), "success")
    return go_to(url_for("moderation_desk.statement", case_id=case.id))


def _concerned(case_id: int) -> Case:
    session, person = current_session(), signed_in_person()
    case = queries.case_of(session, case_id)
    consultation = consultation_by_id(session, case.consultation_id) if case.consultation_id is not None else None
    demand(rules.may_read_statement(person, consultation, case, reported=has_reported(session, case, person)))
    return case


def _may_appeal(case: Case) -> Verdict:
    session, person = current_session(), current_person()
    waiting = any(row.Case.is_living and row.Case.id != case.id for row in queries.cases_about(session, case.kind, case.target_id))
    return rules.may_appeal(person, case, clock.now(), reported=has_reported(session, case, person), waiting=waiting)


def _statement_page(case: Case, form: AppealForm, status: int = 200) -> Response:
    found = all_targets()[case.kind].find(current_session(), [case.target_id])
    own = case.author_id == signed_in_person().id
    context: dict[str, Any] = {"it": found[0] if found and (own or found[0].readable) else None, "own": own, "said": statement_of(case)}
    return page(
        "moderation/statement.html", status=status, case=case, form=form, may_appeal=_may_appeal(case), clause_title=clause_title, **context, **WORDS
    )


@blueprint.post("/beteiligungen/<slug:slug>/moderation/auswahl")
def many(slug: str) -> BaseResponse:
    """Look at the chosen things together, then decide the same about all of them."""
    consultation, person = enter_to_moderate(slug), signed_in_person()
    chosen = _chosen(consultation)
    if not chosen:
        flash(_("Bitte wählen Sie zuerst Fälle aus."), "warning")
        return go_to(url_for("moderation.queue", slug=slug))
    deciding = request.form.get("schritt") == "entscheiden"
    form = BulkForm() if deciding else BulkForm(formdata=None)
    form.offer_for_many(clauses_of(current_session(), consultation.id), blocks_of(current_session(), consultation.id))
    if not deciding or not form.validate():
        return _many_page(consultation, chosen, form, 422 if deciding else 200)
    desk: Desk = desk_of(consultation)
    try:
        outcome = decide_many(current_session(), person, [(desk, it.kind, it.id) for it in chosen], form.ruling(), clock.now())
    except Invalid as error:
        form.blame(error)
        return _many_page(consultation, chosen, form, 422)
    current_session().commit()
    flash(_("%(count)s Fälle sind entschieden.", count=outcome.decided), "success")
    for _kind, _number, sentence in outcome.left:
        flash(_("Nicht entschieden: %(why)s", why=sentence), "warning")
    return go_to(url_for("moderation.queue", slug=slug))


def _chosen(consultation: Consultation) -> Sequence[Written]:
    """The things that were ticked, as far as they belong to this consultation."""
    numbers: dict[str, list[int]] = {}
    for name in request.form.getlist("fall")[:MOST]:
        kind, _dash, number = name.partition("-")
        if number.isascii() and number.isdigit() and len(number) < 10:
            numbers.setdefault(kind, []).append(int(number))
    targets, session = all_targets(), current_session()
    found = [it for kind, ids in numbers.items() if kind in targets for it in targets[kind].find(session, ids)]
    return [it for it in found if it.consultation_id == consultation.id]


def _many_page(consultation: Consultation, chosen: Sequence[Written], form: BulkForm, status: int) -> Response:
    around = crumbs(consultation, (_("Mehrere entscheiden"), ""))
    return page("moderation/many.html", status=status, chosen=chosen, form=form, here=consultation, crumbs=around, **WORDS)


@blueprint.get("/beteiligungen/<slug:slug>/moderation/einstellungen")
def settings_page(slug: str) -> Response:
    """House rules, text blocks, word list, slow mode."""
    consultation, session = enter_to_moderate(slug), current_session()
    own = queries.house_rules_of(session, consultation.id)
    form = SetupForm(
        formdata=None,
        rules="\n".join(f"{rule.title}: {rule.text}" for rule in own),
        text_blocks="\n".join(queries.text_blocks_of(session, consultation.id)),
        words=queries.words_of(session, consultation.id),
        texts_an_hour=consultation.texts_an_hour,
    )
    return _settings_page(consultation, form)


@blueprint.post("/beteiligungen/<slug:slug>/moderation/einstellungen")
def save_settings(slug: str) -> BaseResponse:
    """Keep them."""
    consultation, form = enter_to_moderate(slug), SetupForm()
    if not form.validate():
        return _settings_page(consultation, form, 422)
    typed = Setup(form.rules.data or "", form.text_blocks.data or "", form.words.data or "", form.texts_an_hour.data)
    try:
        set_up(current_session(), signed_in_person(), consultation, typed, clock.now())
    except Invalid as error:
        error.field = "text_blocks" if error.field == "blocks" else error.field
        form.blame(error)
        return _settings_page(consultation, form, 422)
    current_session().commit()
    flash(_("Die Einstellungen sind gespeichert."), "success")
    return go_to(url_for("moderation.queue", slug=slug))


def _settings_page(consultation: Consultation, form: SetupForm, status: int = 200) -> Response:
    given = clauses_of(current_session(), None)
    around = crumbs(consultation, (_("Regeln und Einstellungen"), ""))
    return page("moderation/settings.html", status=status, form=form, here=consultation, given=given, crumbs=around)
