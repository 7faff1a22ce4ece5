"""Writing the report: versions, sections, sentences with what they cite, what nothing cites yet, and publishing."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.consultations.texts import Standing
from participation.kit.database import current_session
from participation.kit.errors import Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.pages import format_number
from participation.kit.pagination import page_number
from participation.kit.rules import demand
from participation.sense import report_actions, rules, words
from participation.sense.doorway import Here, enter_staff
from participation.sense.forms import BeginForm, ReportForm, SectionForm, SentenceForm, keys_from
from participation.sense.gathered import left_over, sources, texts_by, totals
from participation.sense.picking import picking
from participation.sense.queries import coded_with, theme_of
from participation.sense.report_models import Report, Section, Sentence
from participation.sense.report_queries import (
    Key,
    citation_page,
    cited_in,
    draft_of,
    latest_published,
    parts_of,
    reports_of,
    section_of,
    sentence_of,
)

blueprint = Blueprint("sense_report", __name__, url_prefix="/beteiligungen/<slug:slug>/auswertung/bericht")
PART = "sense_report.index"
CITED = 25
LEFT = 25


@blueprint.get("")
def index(slug: str) -> Response:
    """All versions, and the one that is being written."""
    return _index_page(enter_staff(slug), BeginForm())


@blueprint.post("")
def begin(slug: str) -> BaseResponse:
    """Begin a version."""
    here, form = enter_staff(slug), BeginForm()
    if form.validate():
        report_actions.begin_report(current_session(), signed_in_person(), here.consultation, form.title.data or "", here.now)
        current_session().commit()
        return go_to(here.url("sense_report.draft"))
    return _index_page(here, form, 422)


def _index_page(here: Here, form: BeginForm, status: int = 200) -> Response:
    session, number = current_session(), here.consultation.id
    last = latest_published(session, number)
    if last is not None and not form.is_submitted():
        form.title.data = last.title
    return here.page("report_index.html", PART, status=status, form=form, reports=reports_of(session, number), draft=draft_of(session, number))


@blueprint.route("/entwurf", methods=["GET", "POST"])
def draft(slug: str) -> BaseResponse:
    """The draft: its sections and sentences; sent: a further section."""
    here, report = _enter(slug)
    form = SectionForm()
    if form.validate_on_submit():
        try:
            minority = bool(form.is_minority.data)
            report_actions.add_section(
                current_session(), signed_in_person(), here.consultation, report, form.heading.data or "", here.now, is_minority=minority
            )
            current_session().commit()
            return go_to(here.url("sense_report.draft"))
        except Invalid as error:
            form.blame(error)
    return _draft_page(here, report, form, 422 if form.is_submitted() else 200)


def _draft_page(here: Here, report: Report, form: SectionForm, status: int = 200) -> Response:
    session = current_session()
    numbers = {str(kind): number for kind, number in totals(session, here.consultation).items()}
    parts = parts_of(session, report.id)
    return here.page(
        "report_draft.html", PART, _("Entwurf"), status, form=form, report=report, parts=parts, totals=numbers, said_counts=words.said_counts
    )


@blueprint.route("/entwurf/titel", methods=["GET", "POST"])
def title(slug: str) -> BaseResponse:
    """Change title and introduction."""
    here, report = _enter(slug)
    form = ReportForm.of(report)
    if form.validate_on_submit():
        typed = form.title.data or "", form.introduction.data or ""
        report_actions.edit_report(current_session(), signed_in_person(), here.consultation, report, *typed, here.now)
        current_session().commit()
        return go_to(here.url("sense_report.draft"))
    return here.page("report_title.html", PART, _("Titel und Einleitung"), 422 if form.is_submitted() else 200, form=form)


@blueprint.route("/entwurf/abschnitt/<id:section_id>", methods=["GET", "POST"])
def section(slug: str, section_id: int) -> BaseResponse:
    """Change a section's heading."""
    here, report = _enter(slug)
    found = section_of(current_session(), report, section_id)
    form = SectionForm.of(found)
    if form.validate_on_submit():
        minority, typed = bool(form.is_minority.data), form.heading.data or ""
        report_actions.change_section(current_session(), signed_in_person(), here.consultation, report, found, typed, here.now, is_minority=minority)
        current_session().commit()
        return go_to(here.url("sense_report.draft"))
    return here.page("section.html", PART, _("Abschnitt"), 422 if form.is_submitted() else 200, form=form, section=found)


@blueprint.post("/entwurf/abschnitt/<id:section_id>/entfernen")
def remove_section(slug: str, section_id: int) -> BaseResponse:
    """Take a section out, with its sentences."""
    here, report = _enter(slug)
    found = section_of(current_session(), report, section_id)
    report_actions.remove_section(current_session(), signed_in_person(), here.consultation, report, found, here.now)
    current_session().commit()
    flash(_("Der Abschnitt ist entfernt."), "success")
    return go_to(here.url("sense_report.draft"))


@blueprint.route("/entwurf/abschnitt/<id:section_id>/satz", methods=["GET", "POST"])
def write(slug: str, section_id: int) -> BaseResponse:
    """Write a sentence and choose what it cites."""
    here, report = _enter(slug)
    session, found, form = current_session(), section_of(current_session(), report, section_id), SentenceForm()
    if form.validate_on_submit():
        try:
            clerk, cited = signed_in_person(), _cited(here)
            report_actions.write_sentence(session, clerk, here.consultation, report, found, form.words.data or "", cited, here.now)
            session.commit()
            return go_to(here.url("sense_report.draft"))
        except Invalid as error:
            form.blame(error)
    return _sentence_page(here, form, found, None)


@blueprint.route("/entwurf/satz/<id:sentence_id>", methods=["GET", "POST"])
def sentence(slug: str, sentence_id: int) -> BaseResponse:
    """Change a sentence and what it cites."""
    here, report = _enter(slug)
    session, found = current_session(), sentence_of(current_session(), report, sentence_id)
    form = SentenceForm()
    if not form.is_submitted():
        form.words.data = found.words
    if form.validate_on_submit():
        try:
            added, removed = _cited(here), keys_from(request.form.getlist("weg"))
            clerk, typed = signed_in_person(), form.words.data or ""
            report_actions.change_sentence(session, clerk, here.consultation, report, found, typed, added, removed, here.now)
            session.commit()
            return go_to(here.url("sense_report.draft"))
        except Invalid as error:
            form.blame(error)
    return _sentence_page(here, form, section_of(session, report, found.section_id), found)


@blueprint.post("/entwurf/satz/<id:sentence_id>/entfernen")
def remove_sentence(slug: str, sentence_id: int) -> BaseResponse:
    """Take a sentence out."""
    here, report = _enter(slug)
    found = sentence_of(current_session(), report, sentence_id)
    report_actions.remove_sentence(current_session(), signed_in_person(), here.consultation, report, found, here.now)
    current_session().commit()
    flash(_("Der Satz ist entfernt."), "success")
    return go_to(here.url("sense_report.draft"))


def _cited(here: Here) -> list[Key]:
    """What the form wants to cite: chosen texts that everybody reads, and with `thema` all texts of a theme that everybody reads.

    Raises Invalid where something chosen cannot be cited.
    """
    session, chosen = current_session(), keys_from(request.form.getlist("belege"))
    asked = request.form.get("thema", "")
    of_theme: list[Key] = []
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        of_theme = coded_with(session, theme_of(session, here.consultation.id, int(asked)).id, rules.MOST_CITED)
    texts = texts_by(session, here.consultation, [*chosen, *of_theme])
    public = {key for key, text in texts.items() if text.standing == Standing.PUBLIC}
    if set(chosen) - public:
        raise Invalid(_("Einer der gewählten Texte ist nicht öffentlich. Er kann nichts belegen."), "cited")
    return [key for key in dict.fromkeys([*chosen, *of_theme]) if key in public]


def _sentence_page(here: Here, form: SentenceForm, section: Section, found: Sentence | None) -> Response:
    session = current_session()
    cited = citation_page(session, found.id, page_number(request.args.get("seite")), CITED) if found is not None else None
    texts = texts_by(session, here.consultation, cited.items) if cited is not None else {}
    chosen = {":".join(key) for key in keys_from(request.form.getlist("belege"))}
    return here.page(
        "sentence.html",
        PART,
        _("Satz"),
        422 if form.is_submitted() else 200,
        form=form,
        section=section,
        sentence=found,
        cited=cited,
        texts=texts,
        picked=picking(session, here.consultation, minority=section.is_minority),
        chosen=chosen,
        removed={":".join(key) for key in keys_from(request.form.getlist("weg"))},
        whole_theme=request.form.get("thema", "") if form.is_submitted() else "",
        kind_names=words.KIND_NAMES,
        standing_note=words.standing_note,
        url_for_page=lambda number: here.url("sense_report.sentence", sentence_id=found.id, seite=number) if found is not None else "",
    )


@blueprint.get("/offen")
def left(slug: str) -> Response:
    """What no sentence of the report cites, kind by kind."""
    here, session = enter_staff(slug), current_session()
    report = draft_of(session, here.consultation.id) or latest_published(session, here.consultation.id)
    cited = cited_in(session, report.id) if report is not None else {}
    numbers = {str(kind): number for kind, number in totals(session, here.consultation).items()}
    kinds = [str(source.kind) for source in sources()]
    asked = request.args.get("art", "")
    kind = asked if asked in kinds else next((one for one in kinds if numbers.get(one)), kinds[0])
    found, following = left_over(session, here.consultation, kind, request.args.get("nach", "")[:170], cited, LEFT)
    return here.page(
        "left.html",
        PART,
        _("Was noch nirgends vorkommt"),
        report=report,
        tabs=[
            Link(str(words.KINDS_NAMES[one]), here.url("sense_report.left", art=one), note=format_number(numbers[one]), current=one == kind)  # type: ignore[index]  # kinds of texts
            for one in kinds
        ],
        found=found,
        next_url=here.url("sense_report.left", art=kind, nach=following) if following else "",
    )


@blueprint.route("/entwurf/veroeffentlichen", methods=["GET", "POST"])
def publish(slug: str) -> BaseResponse:
    """Ask once more, then let everybody read it."""
    here, report = _enter(slug)
    problem = ""
    if request.method == "POST":
        numbers = {str(kind): number for kind, number in totals(current_session(), here.consultation).items()}
        try:
            report_actions.publish_report(current_session(), signed_in_person(), here.consultation, report, numbers, here.now)
            current_session().commit()
            flash(_("Der Bericht ist veröffentlicht."), "success")
            return go_to(here.url("sense_public.show"))
        except Invalid as error:
            problem = str(error)
    return here.page("publish.html", PART, _("Veröffentlichen"), 422 if problem else 200, report=report, problem=problem)


def _enter(slug: str) -> tuple[Here, Report]:
    """The draft of a consultation. Raises NotFound where none is being written."""
    here = enter_staff(slug)
    report = draft_of(current_session(), here.consultation.id)
    if report is None:
        raise NotFound(_("Es gibt gerade keinen Entwurf. Beginnen Sie unter „Bericht schreiben“ eine neue Fassung."))
    demand(rules.may_write_report(here.person, here.consultation, report))
    return here, report
