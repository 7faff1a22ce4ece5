"""The report on what stands out among votes and supports, what is done about it, and what everyone may read of it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person, signed_in_person
from participation.consultations.crowds import Backed, Crowd
from participation.consultations.doorway import enter, enter_to_moderate, frame
from participation.consultations.models import Consultation
from participation.consultations.queries import consultation_by_id
from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.errors import Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.pages import page
from participation.kit.pagination import page_number
from participation.kit.rules import demand
from participation.moderation import crowd_actions as actions
from participation.moderation import crowd_queries as queries
from participation.moderation import crowd_rules as rules
from participation.moderation import crowd_words as words
from participation.moderation.clauses import Clause, clauses_of
from participation.moderation.crowd_forms import STEPS, CrowdForm
from participation.moderation.crowd_models import CrowdFinding, FindingState
from participation.moderation.deciding_actions import Ruling
from participation.moderation.door import crumbs, desk_of
from participation.moderation.models import Measure

blueprint = Blueprint("crowds", __name__)


def _crowds() -> list[Crowd]:
    return gather("moderation.crowds")


def _subject(consultation: Consultation, kind: str, number: int) -> tuple[Crowd, Backed]:
    """A public thing of this consultation. Raises NotFound."""
    crowd = next((one for one in _crowds() if one.kind == kind), None)
    found = crowd.subjects(current_session(), consultation.id, [number]) if crowd is not None else ()
    if crowd is None or not found:
        raise NotFound
    return crowd, found[0]


@blueprint.get("/beteiligungen/<slug:slug>/moderation/auffaelligkeiten")
def index(slug: str) -> Response:
    """What was checked of this consultation, what waits for somebody first."""
    consultation = enter_to_moderate(slug)
    found = queries.report(current_session(), consultation.id, _crowds(), page_number(request.args.get("seite")))
    return page(
        "moderation/crowds.html",
        found=found,
        here=consultation,
        states=words.STATE_WORDS,
        crumbs=crumbs(consultation, (_("Auffälligkeiten"), "")),
        url_for_page=lambda number: url_for("crowds.index", slug=slug, seite=number),
    )


@blueprint.get("/beteiligungen/<slug:slug>/moderation/auffaelligkeiten/<kind>/<id:number>")
def show(slug: str, kind: str, number: int) -> Response:
    """One thing: what was looked at, what stands out, what is usual, and what can be done."""
    consultation = enter_to_moderate(slug)
    return _show(consultation, *_subject(consultation, kind, number), CrowdForm())


@blueprint.post("/beteiligungen/<slug:slug>/moderation/auffaelligkeiten/<kind>/<id:number>")
def read(slug: str, kind: str, number: int) -> BaseResponse:
    """Put down that the report was read."""
    consultation = enter_to_moderate(slug)
    _subject(consultation, kind, number)
    check, _reader = queries.check_of(current_session(), kind, number)
    if check is None:
        raise NotFound
    actions.read_report(current_session(), signed_in_person(), consultation, check, clock.now())
    current_session().commit()
    flash(_("Es ist vermerkt, dass Sie den Bericht gelesen haben."), "success")
    return go_to(url_for("crowds.show", slug=slug, kind=kind, number=number))


@blueprint.post("/beteiligungen/<slug:slug>/moderation/auffaelligkeiten/befund/<id:finding_id>")
def settle(slug: str, finding_id: int) -> BaseResponse:
    """Leave it, ask those concerned, or leave uncounted what they did not confirm."""
    consultation, session, form = enter_to_moderate(slug), current_session(), CrowdForm()
    finding = queries.finding_by_id(session, finding_id, consultation.id)
    crowd, subject = _subject(consultation, finding.kind, finding.subject_id)
    form.offer(clauses_of(session, consultation.id))
    if not form.validate():
        return _show(consultation, crowd, subject, form, finding, 422)
    try:
        _settle(consultation, crowd, subject, finding, form)
    except Invalid as error:
        session.rollback()
        form.blame(error)
        return _show(consultation, crowd, subject, form, finding, 422)
    session.commit()
    flash(_("Das ist festgehalten. Die Begründung ist öffentlich."), "success")
    return go_to(url_for("crowds.show", slug=slug, kind=subject.kind, number=subject.id))


def _settle(consultation: Consultation, crowd: Crowd, subject: Backed, finding: CrowdFinding, form: CrowdForm) -> None:
    session, person, now, note = current_session(), current_person(), clock.now(), form.note.data or ""
    if form.step.data == FindingState.ASKED:
        actions.ask(session, person, consultation, subject, finding, crowd, note, now)
    elif form.step.data == FindingState.DISCOUNTED:
        ruling = Ruling(Measure.HIDE, form.chosen_clause(), note)
        actions.discount(session, person, desk_of(consultation), subject, finding, crowd, ruling, now)
    else:
        actions.leave(session, person, consultation, subject, finding, note, now)


def _show(consultation: Consultation, crowd: Crowd, subject: Backed, form: CrowdForm, at: CrowdFinding | None = None, status: int = 200) -> Response:
    session, person, now = current_session(), current_person(), clock.now()
    check, reader = queries.check_of(session, subject.kind, subject.id)
    findings = queries.findings_of(session, subject.kind, subject.id)
    clauses = [Clause("", _("Keine"), ""), *clauses_of(session, consultation.id)]
    may = {
        one.id: {
            FindingState.LEFT: rules.may_settle(person, consultation, subject, one),
            FindingState.ASKED: rules.may_ask(person, consultation, subject, one, crowd),
            FindingState.DISCOUNTED: rules.may_discount(person, consultation, subject, one, crowd, now),
        }
        for one in findings
    }
    return page(
        "moderation/crowd.html",
        status=status,
        subject=subject,
        said=words.checked(check, reader, findings, crowd.facts(session, subject.id)),
        check=check,
        findings=findings,
        may=may,
        form=form,
        steps={number: [(str(step), STEPS[step]) for step, verdict in verdicts.items() if verdict] for number, verdicts in may.items()},
        at=at.id if at is not None else None,
        problems=_problems(form, at),
        clauses=[(one.name, one.title) for one in clauses],
        here=consultation,
        words=words,
        crumbs=crumbs(consultation, (_("Auffälligkeiten"), url_for("crowds.index", slug=consultation.slug)), (subject.title, "")),
    )


def _problems(form: CrowdForm, at: CrowdFinding | None) -> list[tuple[str, str]]:
    """What is wrong with what was typed about one finding: (sentence, the field's place on the page)."""
    if at is None:
        return []
    named = [(str(message), f"{field.name}-{at.id}") for field in form for message in field.errors]
    return [*named, *((str(message), f"note-{at.id}") for message in form.form_errors)]


@blueprint.get("/beteiligungen/<slug:slug>/geprueft/<kind>/<id:number>")
def checked(slug: str, kind: str, number: int) -> Response:
    """What was checked of a vote or of a proposal's supports, for everyone."""
    consultation, session = enter(slug), current_session()
    crowd, subject = _subject(consultation, kind, number)
    check, reader = queries.check_of(session, kind, number)
    findings = queries.findings_of(session, kind, number)
    said = words.checked(check, reader, findings, crowd.facts(session, number))
    around = frame(consultation, current_person(), clock.now(), subject.url)
    return page("moderation/checked.html", subject=subject, said=said, findings=findings, told=words.told, crumbs=[(subject.title, subject.url), (_("Was geprüft wurde"), "")], **around)  # fmt: skip


@blueprint.route("/unterstuetzung/<id:finding_id>/bestaetigen", methods=["GET", "POST"])
def confirm(finding_id: int) -> BaseResponse:
    """One button: whoever was asked confirms the own support."""
    session, person = current_session(), signed_in_person()
    finding = queries.finding_by_id(session, finding_id)
    member = actions.member_of(session, finding, person)
    demand(rules.may_confirm(person, finding, member))
    consultation = consultation_by_id(session, finding.consultation_id)
    _crowd, subject = _subject(consultation, finding.kind, finding.subject_id)
    if request.method == "POST":
        actions.confirm(session, person, finding, clock.now())
        session.commit()
        flash(_("Danke. Ihre Unterstützung ist bestätigt."), "success")
        return go_to(subject.url)
    return page("moderation/confirm_support.html", subject=subject, finding=finding, member=member)
