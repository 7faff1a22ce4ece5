"""The pages for everyone: surveys of a consultation, and the way through one, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import current_person
from participation.consultations.doorway import enter, frame
from participation.kit import clock
from participation.kit.bodies import takes_files
from participation.kit.database import current_session
from participation.kit.errors import Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.limits import check_limit, network_prefix
from participation.kit.pages import page as whole_page
from participation.kit.pages import settings
from participation.kit.rules import Verdict, demand
from participation.methods.surveys.answers import AnswerFault
from participation.methods.surveys.definition import UNASKED, Kind, Question
from participation.surveys import words
from participation.surveys.answer_actions import (
    Answering,
    begin_answering,
    by_account,
    discard_answers,
    draft_of,
    keep_answers,
    may_they,
    submit_answers,
    today_of,
)
from participation.surveys.asking import field_name, in_words_typed, marked, read_page
from participation.surveys.attaching import Sent, attach_files
from participation.surveys.channel_queries import code_by_print
from participation.surveys.doorway import Answered, enter_to_answer
from participation.surveys.models import Mode, State, SurveyDraft
from participation.surveys.page_showing import question_page
from participation.surveys.placing import in_words as in_words_of
from participation.surveys.placing import settle_places
from participation.surveys.pockets import answered_here, forget_token, give_token, kept_code, note_answered, token_hash
from participation.surveys.queries import surveys_of
from participation.surveys.quota_actions import QuotaFull, is_full
from participation.surveys.rules import may_draft_survey, may_see_result, visible
from participation.surveys.spans import DRAFTS
from participation.surveys.steps import next_steps
from participation.surveys.walking import Standing, standing

blueprint = Blueprint("surveys", __name__, url_prefix="/beteiligungen/<slug:slug>/umfragen")

BEGUN_AN_HOUR = 300
"""So often an open survey may be begun from one network: a school may answer together, a program may not fill it."""

FILES_AN_HOUR = 300
"""So many files may come from one network."""


@blueprint.get("")
def index(slug: str) -> Response:
    """All surveys of a consultation."""
    consultation, person, now = enter(slug), current_person(), clock.now()
    rows = [(survey, words.survey_badge(survey, now)) for survey in visible(person, consultation, surveys_of(current_session(), consultation))]
    may_draft = may_draft_survey(person, consultation)
    return whole_page("surveys/index.html", rows=rows, may_draft=may_draft, crumbs=[(_("Umfragen"), "")], **frame(consultation, person, now))


@blueprint.get("/<id:survey_id>")
def detail(slug: str, survey_id: int) -> Response:
    """What a survey is about, who can answer, and where to begin."""
    here = enter_to_answer(slug, survey_id)
    definition, who = here.definition, _who(here)
    main = definition.languages[0]
    return here.page(
        "detail.html",
        badge=words.survey_badge(here.survey, here.now),
        may=_may(here, who),
        begun=draft_of(current_session(), here.survey, who) is not None,
        with_code=who.code_id is not None,
        promise=words.promise(here.survey, here.consultation.days_kept(DRAFTS)),
        heading=marked(definition.title, main) if here.wished else here.survey.title,
        introduction=marked(definition.introduction, main),
        languages=here.languages("surveys.detail"),
        pages=len(definition.pages),
        steps=next_steps(here),
        notes=here.version.notes if here.survey.state == State.DRAFT else [],
        result=may_see_result(here.person, here.consultation, here.survey) if here.survey.is_public else None,
        chain=gather("subject.chain", "survey", here.survey.id, here.consultation, here.person, here.now),
    )


def _who(here: Answered) -> Answering:
    if here.survey.mode == Mode.CODE and here.survey.state != State.DRAFT:
        code = code_by_print(current_session(), kept) if (kept := kept_code(here.survey, here.now)) else None
        return Answering(here.person, code.code_hash, code_id=code.id) if code is not None else Answering(here.person)
    return Answering(here.person, token_hash(here.survey), answered_here(here.survey))


def _may(here: Answered, who: Answering) -> Verdict:
    return may_they(current_session(), who, here.consultation, here.survey, here.now)


@blueprint.post("/<id:survey_id>/beginnen")
def begin(slug: str, survey_id: int) -> BaseResponse:
    """Begin, or go on with what was begun, on its first page."""
    here = enter_to_answer(slug, survey_id)
    who = _who(here)
    demand(_may(here, who))
    if not by_account(here.survey) and here.survey.mode == Mode.OPEN:
        check_limit(f"survey:{survey_id}:prefix:{network_prefix(request.remote_addr)}", BEGUN_AN_HOUR, timedelta(hours=1), here.now)
        who = Answering(here.person, give_token(here.survey), who.answered)
    draft = begin_answering(current_session(), who, here.consultation, here.survey, here.now)
    stands = standing(here.definition, draft.answers, today_of(here.now))
    first = stands.pages[0] if stands.pages else None
    current_session().commit()
    return go_to(here.url("surveys.answer", number=first) if first else here.url("surveys.check"))


def _begun(here: Answered) -> tuple[Answering, SurveyDraft]:
    """Who answers, and the draft. Raises Refused, or NotFound where nothing was begun."""
    who = _who(here)
    demand(_may(here, who))
    draft = draft_of(current_session(), here.survey, who)
    if draft is None:
        raise NotFound(_("Hier ist keine angefangene Umfrage. Bitte beginnen Sie auf der Seite der Umfrage."))
    return who, draft


@blueprint.route("/<id:survey_id>/seite/<int:number>", methods=["GET", "POST"])
@takes_files
def answer(slug: str, survey_id: int, number: int) -> BaseResponse:
    """One page of questions; what was typed is kept, whichever way one goes on."""
    here = enter_to_answer(slug, survey_id)
    if not 1 <= number <= len(here.definition.pages):
        raise NotFound
    if request.method == "POST":
        return _too_late(here, number) if here.survey.is_over(here.now) else _answered(here, number)
    _who_answers, draft = _begun(here)
    stands = standing(here.definition, draft.answers, today_of(here.now))
    if number not in stands.pages:
        raise NotFound
    return _show(here, stands, number, draft.id)


def _answered(here: Answered, number: int) -> BaseResponse:
    """Keep what a page sends, and go on."""
    who, draft = _begun(here)
    stands = standing(here.definition, draft.answers, today_of(here.now))
    questions = here.definition.pages[number - 1].questions
    seen = {question.code for question in questions} if request.form.get("skript") else {question.code for question in stands.shown_on(number)}
    here_asked = [question for question in questions if question.code in seen]
    sent = _sent_files(here, here_asked)
    typed = settle_places(here_asked, read_page(here_asked, request.form.getlist))
    try:
        draft = keep_answers(current_session(), who, here.consultation, here.survey, typed, here.now)
    except Invalid as error:
        return _show(here, stands, number, draft.id, said=error.message, status=422)
    wrong = _attach(here, draft, here_asked, sent)
    after, kept = standing(here.definition, draft.answers, today_of(here.now)), draft.id
    if is_full(current_session(), here.survey, after.answers):
        return _turn_away(here, who)
    current_session().commit()
    return _onwards(here, after, number, seen, kept, wrong)


def _turn_away(here: Answered, who: Answering) -> BaseResponse:
    """Enough people have answered who say the same: what was begun goes, and nothing is used up."""
    discard_answers(current_session(), who, here.survey)
    current_session().commit()
    forget_token(here.survey)
    return go_to(here.url("surveys.full"))


@blueprint.get("/<id:survey_id>/voll")
def full(slug: str, survey_id: int) -> Response:
    """Why somebody's answers are not taken."""
    return enter_to_answer(slug, survey_id).page("full.html", _("Danke"))


def _too_late(here: Answered, number: int) -> Response:
    """The survey ended while somebody was writing: what the page sent, and what is still kept of earlier ones, to be copied."""
    draft = draft_of(current_session(), here.survey, _who(here))
    sent = read_page(here.definition.pages[number - 1].questions, request.form.getlist)
    typed = {**(draft.answers if draft is not None else {}), **{code: value for code, value in sent.items() if value is not None}}
    main, known = here.definition.languages[0], {question.code: question for question in here.definition.questions}
    rows = [
        (marked(known[code.partition(".")[0]].text, main) or code, in_words_typed(here.definition, known[code.partition(".")[0]], value), "")
        for code, value in typed.items()
        if code.partition(".")[0] in known
    ]
    return here.page("over.html", _("Beendet"), 403, reason=_("Diese Umfrage ist beendet."), rows=rows)


def _sent_files(here: Answered, questions: list[Question]) -> dict[str, Sent]:
    """The files that a page sends, by question. Raises TooMany."""
    found = {question.code: request.files.get(field_name(question.code, "datei")) for question in questions if question.kind == Kind.FILE}
    sent = {code: Sent(file.filename, cast("BinaryIO", file.stream)) for code, file in found.items() if file is not None and file.filename}
    if sent:
        check_limit(f"survey-files:{network_prefix(request.remote_addr)}", FILES_AN_HOUR, timedelta(hours=1), here.now)
    return sent


def _attach(here: Answered, draft: SurveyDraft, questions: list[Question], sent: dict[str, Sent]) -> list[AnswerFault]:
    removed = [told for question in questions for told in request.form.getlist(field_name(question.code, "weg"))]
    limit = settings().max_upload_mb * 1024 * 1024
    return attach_files(current_session(), here.survey, draft, questions, removed, sent, settings().files_dir, limit)


def _onwards(here: Answered, stands: Standing, number: int, seen: set[str], draft_id: int, wrong: list[AnswerFault]) -> BaseResponse:
    """To the page before, to the next one, or once more to this one. `wrong`: files that could not be taken."""
    if wrong:
        return _show(here, stands, number, draft_id, seen=seen, wrong=wrong, status=422)
    if "hochladen" in request.form:
        return go_to(here.url("surveys.answer", number=number))
    if "zurueck" in request.form:
        before = stands.before(number)
        return go_to(here.url("surveys.answer", number=before) if before else here.url("surveys.detail"))
    if stands.faults_on(number, seen):
        return _show(here, stands, number, draft_id, seen=seen, status=422)
    if any(question.code not in seen for question in stands.shown_on(number)):
        flash(_("Zu Ihrer Antwort gibt es hier noch eine Frage."), "info")
        return go_to(here.url("surveys.answer", number=number))
    after = stands.after(number)
    return go_to(here.url("surveys.answer", number=after) if after else here.url("surveys.check"))


def _show(
    here: Answered,
    stands: Standing,
    number: int,
    draft_id: int,
    *,
    seen: set[str] | None = None,
    said: str = "",
    wrong: Sequence[AnswerFault] = (),
    status: int = 200,
) -> Response:
    named = {fault.question for fault in wrong}
    faults = [*wrong, *(fault for fault in stands.faults_on(number, seen) if fault.question not in named)] if status == 422 else []
    shown = question_page(here, stands, number, faults, draft_id, said)
    way_on: dict[str, Any] = {"action": here.url("surveys.answer", number=number), "languages": here.languages("surveys.answer", number=number)}
    return here.page(
        "answer.html",
        _("Seite %(number)s", number=shown["place"]),
        status,
        files=any(question.kind == Kind.FILE for question in stands.page(number).questions),
        trying=here.survey.state == State.DRAFT,
        **way_on,
        **shown,
    )


@blueprint.get("/<id:survey_id>/pruefen")
def check(slug: str, survey_id: int) -> Response:
    """All answers once more, before they are sent."""
    here = enter_to_answer(slug, survey_id)
    return _check(here, standing(here.definition, _begun(here)[1].answers, today_of(here.now)))


def _check(here: Answered, stands: Standing, status: int = 200) -> Response:
    definition, main = here.definition, here.definition.languages[0]
    rows = [
        (
            marked(question.text, main),
            in_words_of(definition, question, stands.answers),
            here.url("surveys.answer", number=stands.page_of(question.code)) + f"#frage-{question.code}",
        )
        for question in definition.questions
        if question.code in stands.shown and question.kind not in UNASKED
    ]
    faults = [
        (fault.text, here.url("surveys.answer", number=stands.page_of(fault.question)), _label(here, fault.question)) for fault in stands.faults
    ]
    last = stands.pages[-1] if stands.pages else 1
    trying = here.survey.state == State.DRAFT
    return here.page(
        "check.html", _("Ihre Antworten"), status, rows=rows, faults=faults, last=last, trying=trying, languages=here.languages("surveys.check")
    )


def _label(here: Answered, code: str) -> str:
    question = here.definition.question(code)
    return marked(question.text, here.definition.languages[0]) if question is not None else code


@blueprint.post("/<id:survey_id>/absenden")
def submit(slug: str, survey_id: int) -> BaseResponse:
    """Send the answers."""
    here = enter_to_answer(slug, survey_id)
    who, draft = _begun(here)
    stands = standing(here.definition, draft.answers, today_of(here.now))
    if stands.faults:
        return _check(here, stands, 422)
    try:
        counts = submit_answers(current_session(), who, here.consultation, here.survey, here.now)
    except QuotaFull:
        current_session().rollback()
        return _turn_away(enter_to_answer(slug, survey_id), who)
    open_to_all = not by_account(here.survey) and here.survey.mode == Mode.OPEN
    current_session().commit()
    if open_to_all:
        note_answered(here.survey)
    return go_to(here.url("surveys.thanks") if counts else here.url("surveys.thanks", probe="ja"))


@blueprint.get("/<id:survey_id>/danke")
def thanks(slug: str, survey_id: int) -> Response:
    """Thanks, and what comes next."""
    here = enter_to_answer(slug, survey_id)
    text = marked(here.definition.thanks, here.definition.languages[0])
    return here.page("thanks.html", _("Danke"), text=text, tried=here.survey.state == State.DRAFT)


@blueprint.post("/<id:survey_id>/verwerfen")
def discard(slug: str, survey_id: int) -> BaseResponse:
    """Throw away what was begun."""
    here = enter_to_answer(slug, survey_id)
    discard_answers(current_session(), _who(here), here.survey)
    current_session().commit()
    forget_token(here.survey)
    flash(_("Ihre angefangenen Antworten sind gelöscht."), "success")
    return go_to(here.url("surveys.detail"))
