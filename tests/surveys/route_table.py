"""Every route of surveys and its outcome for each role."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.kit import clock
from participation.methods.surveys.editing import add_language
from participation.surveys.answer_actions import begin_answering, keep_answers
from participation.surveys.channel_models import SurveyPaper, SurveyPaperBatch, SurveyQuota
from participation.surveys.correction_actions import begin_correction
from participation.surveys.editing_actions import edit_questions
from participation.surveys.models import SurveyAnswer
from participation.surveys.queries import version_of
from tests.house.routes import Row, World
from tests.surveys.builders import EVERY_KIND, a_survey_draft, a_survey_with_codes, an_open_survey, answer, closed, count_now, somebody


def furnish(session: Session, world: World) -> None:
    """In the world's consultation: a draft, surveys for everybody and for accounts that the resident has begun, one that is closed."""
    here, now = world.consultation, clock.now()
    world.survey_draft = a_survey_draft(session, here, title="Entwurf")
    world.survey_bilingual = a_survey_draft(session, here, title="Zweisprachig")
    edit_questions(session, world.administrator, here, world.survey_bilingual, lambda survey: add_language(survey, "en"), "languages", now)
    world.survey_corrected = an_open_survey(session, here, title="In neuer Fassung")
    begin_correction(session, world.administrator, here, world.survey_corrected, now)
    world.survey_open = an_open_survey(session, here, EVERY_KIND, title="Offen für alle")
    world.survey_account = an_open_survey(session, here, EVERY_KIND, mode="account", title="Mit Konto")
    for person in (world.resident, world.moderator):
        who = somebody(person)
        begin_answering(session, who, here, world.survey_account, now)
        keep_answers(session, who, here, world.survey_account, {"visits": "never", "why": "Zu weit."}, now)
    survey = world.survey_paper = an_open_survey(session, here, title="Auf Papier")
    version = version_of(session, survey)
    batch = SurveyPaperBatch(survey_id=survey.id, version_id=version.id, number=1, twice=True, opened_by_id=world.moderator.id, opened_on=now.date())
    session.add(batch)
    session.flush()
    session.add(SurveyPaper(batch_id=batch.id, number=1, first={"visits": "never"}))
    world.survey_codes = a_survey_with_codes(session, here, 3)[0]
    world.survey_quota = SurveyQuota(survey_id=world.survey_open.id, parts=[["visits", "often"]], most=9, filled=0)
    session.add(world.survey_quota)
    over = an_open_survey(session, here, EVERY_KIND, title="Geschlossen")
    for number in range(12):
        answer(session, over, {"visits": "never" if number < 11 else "often", "why": f"Grund {number}", "age": str(20 + number), "uses": ["music"]})
    world.survey_closed = closed(session, over)
    count_now(session, over)
    world.survey_text = session.scalars(select(SurveyAnswer.response_key).where(SurveyAnswer.question == "why").limit(1)).one()


def at(path: str = "", survey: str = "survey_open") -> Callable[[World], str]:
    return lambda w: f"/beteiligungen/{w.consultation.slug}/umfragen/{getattr(w, survey).id}{path}"


def listed(path: str = "") -> Callable[[World], str]:
    return lambda w: f"/beteiligungen/{w.consultation.slug}/umfragen{path}"


STAFF = "sign-in 403 403 200 403 403 200"
STAFF_DOES = "sign-in 403 403 303 403 403 303"
STAFF_TYPES = "sign-in 403 403 303 403 403 200"
MODERATOR_DOES = "sign-in 403 403 303 403 403 403"
REFUSED = "sign-in 403 403 403 403 403 403"
DRAFT = "404 404 404 200 404 404 200"
DRAFT_DONE = "404 404 404 303 404 404 303"
BEGUN = "sign-in 200 404 200 404 404 404"
GOES_ON = "sign-in 303 404 303 404 404 404"
UPLOADS = "sign-in 403 403 422 403 403 422"
TERMS = {"title": "Neue Umfrage", "introduction": "Worum es geht.", "mode": "open", "opens_at": "2026-10-15T08:00", "closes_at": "2026-10-25T18:00"}
ANSWERS = {"a-visits": "never", "a-why": "Zu weit weg.", "a-age": "40", "skript": "ja"}
NEW_QUESTION = {
    "seite": "second", "text": "Was nutzen Sie?", "hint": "", "options": ["0", "1"], "options-0-text": "Bücherei", "options-1-text": "Markt",
    "options-1-own": "1", "minimum": "", "maximum": "2", "code": "", "check": "", "check_text": "",
}  # fmt: skip
CONDITION = {"lines": "0", "line-0-what": "visits", "line-0-how": "=", "line-0-value": "never", "join": "and"}
TABLE: dict[str, Row] = {
    "surveys.index GET": Row(listed(), "200"),
    "surveys.detail GET": Row(at(), "200"),
    "surveys.begin POST": Row(at("/beginnen"), "303"),
    "surveys.answer GET": Row(at("/seite/3", "survey_account"), BEGUN),
    "surveys.answer POST": Row(at("/seite/1", "survey_account"), GOES_ON, lambda w: ANSWERS),
    "surveys.check GET": Row(at("/pruefen", "survey_account"), BEGUN),
    "surveys.submit POST": Row(at("/absenden", "survey_account"), GOES_ON),
    "surveys.thanks GET": Row(at("/danke"), "200"),
    "surveys.discard POST": Row(at("/verwerfen", "survey_account"), "303"),
    "survey_staff.new GET": Row(listed("/neu"), STAFF),
    "survey_staff.new POST": Row(listed("/neu"), UPLOADS, lambda w: TERMS),
    "survey_staff.edit GET": Row(at("/bearbeiten", "survey_draft"), DRAFT),
    "survey_staff.edit POST": Row(at("/bearbeiten", "survey_draft"), DRAFT_DONE, lambda w: TERMS),
    "survey_staff.questions GET": Row(at("/fragen", "survey_draft"), DRAFT),
    "survey_staff.questions POST": Row(at("/fragen", "survey_draft"), "404 404 404 422 404 404 422"),
    "survey_starting.start GET": Row(listed("/anlegen"), STAFF),
    "survey_starting.start POST": Row(listed("/anlegen"), STAFF_DOES, lambda w: {"titel": "Neu", "anfang": "leer", "kopie": ""}),
    "survey_editing.outline GET": Row(at("/editor", "survey_draft"), DRAFT),
    "survey_editing.arrange POST": Row(at("/editor", "survey_draft"), DRAFT_DONE, lambda w: {"tun": "frage-hoch", "code": "age"}),
    "survey_editing.try_out POST": Row(at("/editor/probe", "survey_draft"), DRAFT_DONE, lambda w: {"seite": "second"}),
    "survey_editing.texts GET": Row(at("/editor/texte", "survey_draft"), DRAFT),
    "survey_editing.texts POST": Row(at("/editor/texte", "survey_draft"), DRAFT_DONE, lambda w: {"introduction": "Hallo", "thanks": "Danke"}),
    "survey_editing.block GET": Row(at("/editor/baustein", "survey_draft"), DRAFT),
    "survey_editing.block POST": Row(at("/editor/baustein", "survey_draft"), DRAFT_DONE, lambda w: {"baustein": "person"}),
    "survey_questions.kinds GET": Row(at("/editor/neu", "survey_draft"), DRAFT),
    "survey_questions.new GET": Row(at("/editor/neu/multiple", "survey_draft"), DRAFT),
    "survey_questions.new POST": Row(at("/editor/neu/multiple", "survey_draft"), DRAFT_DONE, lambda w: NEW_QUESTION),
    "survey_questions.question GET": Row(at("/editor/frage/district", "survey_draft"), DRAFT),
    "survey_questions.question POST": Row(at("/editor/frage/age", "survey_draft"), DRAFT_DONE, lambda w: {"text": "Ihr Alter?", "minimum": "14"}),
    "survey_pages.page GET": Row(at("/editor/seite/first", "survey_draft"), DRAFT),
    "survey_pages.page POST": Row(at("/editor/seite/first", "survey_draft"), DRAFT_DONE, lambda w: {"title": "Die Halle", "code": "first"}),
    "survey_pages.remove_question GET": Row(at("/editor/frage/age/entfernen", "survey_draft"), DRAFT),
    "survey_pages.remove_question POST": Row(at("/editor/frage/age/entfernen", "survey_draft"), DRAFT_DONE),
    "survey_pages.remove_page GET": Row(at("/editor/seite/second/entfernen", "survey_draft"), DRAFT),
    "survey_pages.remove_page POST": Row(at("/editor/seite/second/entfernen", "survey_draft"), DRAFT_DONE),
    "survey_pages.question_condition GET": Row(at("/editor/frage/music/bedingung", "survey_draft"), DRAFT),
    "survey_pages.question_condition POST": Row(at("/editor/frage/district/bedingung", "survey_draft"), DRAFT_DONE, lambda w: CONDITION),
    "survey_pages.page_condition GET": Row(at("/editor/seite/second/bedingung", "survey_draft"), DRAFT),
    "survey_pages.page_condition POST": Row(at("/editor/seite/second/bedingung", "survey_draft"), DRAFT_DONE, lambda w: CONDITION),
    "survey_corrections.ask GET": Row(at("/fassung"), STAFF),
    "survey_corrections.begin POST": Row(at("/fassung"), STAFF_DOES),
    "survey_corrections.try_out GET": Row(at("/fassung/probe", "survey_corrected"), STAFF),
    "survey_corrections.try_out POST": Row(at("/fassung/probe", "survey_corrected"), STAFF, lambda w: {"seite": "1", "a-visits": "often"}),
    "survey_corrections.publish GET": Row(at("/fassung/veroeffentlichen", "survey_corrected"), STAFF),
    "survey_corrections.publish POST": Row(at("/fassung/veroeffentlichen", "survey_corrected"), "sign-in 403 403 409 403 403 409"),
    "survey_corrections.discard POST": Row(at("/fassung/verwerfen", "survey_corrected"), STAFF_DOES),
    "survey_languages.languages GET": Row(at("/editor/sprachen", "survey_draft"), DRAFT),
    "survey_languages.languages POST": Row(at("/editor/sprachen", "survey_draft"), DRAFT_DONE, lambda w: {"tun": "dazu", "sprache": "tr"}),
    "survey_languages.translation GET": Row(at("/editor/sprachen/en", "survey_bilingual"), DRAFT),
    "survey_languages.translation POST": Row(
        at("/editor/sprachen/en", "survey_bilingual"), DRAFT_DONE, lambda w: {"key-0": "question.age.text", "text-0": "How old are you?"}
    ),
    "survey_staff.preview GET": Row(at("/vorschau"), STAFF),
    "survey_staff.publishing GET": Row(at("/veroeffentlichen", "survey_draft"), DRAFT),
    "survey_staff.publish_now POST": Row(at("/veroeffentlichen", "survey_draft"), DRAFT_DONE),
    "survey_staff.closing GET": Row(at("/schliessen"), STAFF),
    "survey_staff.close_now POST": Row(at("/schliessen"), STAFF_DOES),
    "survey_results.show GET": Row(at("/ergebnis", "survey_closed"), "200"),
    "survey_groups.compare GET": Row(
        lambda w: at("/vergleich", "survey_closed")(w) + "?gruppen=visits&frage=uses", "sign-in 403 403 200 403 200 200"
    ),
    "survey_groups.chosen GET": Row(at("/vergleiche-fuer-alle"), STAFF),
    "survey_groups.choose POST": Row(at("/vergleiche-fuer-alle"), STAFF_DOES, lambda w: {"gruppen": "visits", "fragen": "district"}),
    "survey_results.texts GET": Row(lambda w: at("/texte", "survey_closed")(w) + "?frage=why", STAFF),
    "survey_results.release POST": Row(
        at("/texte", "survey_closed"), STAFF_DOES, lambda w: {"frage": "why", "text": w.survey_text.hex(), "freigeben": "ja", "seite": "1"}
    ),
    "survey_weights.weights GET": Row(at("/gewichte"), STAFF),
    "survey_weights.enter POST": Row(
        at("/gewichte"), STAFF_DOES, lambda w: {"anteil-district-north": "60", "anteil-district-south": "40", "quelle": "Statistik"}
    ),
    "survey_files.index GET": Row(at("/dateien", "survey_closed"), STAFF),
    "survey_files.make POST": Row(at("/dateien", "survey_closed"), STAFF_DOES, lambda w: {"art": "xlsx"}),
    "survey_files.download GET": Row(at("/dateien/xlsx", "survey_closed"), "sign-in 403 403 404 403 403 404"),
    "survey_files.wide GET": Row(at("/antworten.csv", "survey_closed"), STAFF),
    "survey_files.long GET": Row(at("/angaben.csv", "survey_closed"), STAFF),
    "survey_attachments.index GET": Row(at("/anhaenge", "survey_closed"), STAFF),
    "survey_attachments.deliver GET": Row(at("/anhaenge/abcdefghijklmnopqrstuvwxyz.pdf", "survey_closed"), "sign-in 403 403 404 403 403 404"),
    "surveys.full GET": Row(at("/voll"), "200"),
    "survey_quotas.index GET": Row(at("/quoten"), STAFF),
    "survey_quotas.add POST": Row(at("/quoten"), STAFF_DOES, lambda w: {"teil-1": "visits=never", "most": "5"}),
    "survey_quotas.drop POST": Row(lambda w: at(f"/quoten/{w.survey_quota.id}/entfernen")(w), STAFF_DOES),
    "survey_codes.enter GET": Row(lambda w: "/umfrage", "200"),
    "survey_codes.enter POST": Row(lambda w: "/umfrage", "422", lambda w: {"code": "7K3M-9QXR-V0TB-DH2W9"}),
    "survey_codes.leave POST": Row(lambda w: "/umfrage/beenden", "303"),
    "survey_letters.index GET": Row(at("/codes", "survey_codes"), STAFF),
    "survey_letters.add POST": Row(at("/codes/neu", "survey_codes"), STAFF_DOES, lambda w: {"number": "5"}),
    "survey_letters.upload POST": Row(at("/codes/liste", "survey_codes"), UPLOADS),
    "survey_letters.letters POST": Row(at("/codes/briefe", "survey_codes"), "sign-in 403 403 409 403 403 409"),
    "survey_letters.replace POST": Row(at("/codes/ersetzen", "survey_codes"), STAFF_DOES, lambda w: {"code_number": "1"}),
    "survey_letters.download GET": Row(at("/codes/1.pdf", "survey_codes"), "sign-in 403 403 410 403 403 410"),
    "survey_papers.index GET": Row(at("/papier", "survey_paper"), STAFF),
    "survey_papers.form GET": Row(at("/papier/formular.pdf", "survey_paper"), STAFF),
    "survey_papers.begin POST": Row(at("/papier", "survey_paper"), STAFF_DOES, lambda w: {"zweimal": "ja"}),
    "survey_papers.batch GET": Row(at("/papier/1", "survey_paper"), STAFF),
    "survey_papers.sheet GET": Row(at("/papier/1/bogen/1", "survey_paper"), STAFF),
    "survey_papers.sheet POST": Row(
        at("/papier/1/bogen/1", "survey_paper"), STAFF_TYPES, lambda w: {"a-visits": "never", "a-why": "Zu weit.", "a-age": "40"}
    ),
    "survey_papers.finish POST": Row(at("/papier/1/abschliessen", "survey_paper"), MODERATOR_DOES),
    "survey_papers.settle POST": Row(at("/papier/1/klaeren", "survey_paper"), REFUSED),
    "survey_papers.discard POST": Row(at("/papier/1/verwerfen", "survey_paper"), STAFF_DOES),
    "survey_files.codebook GET": Row(at("/spalten.csv", "survey_closed"), STAFF),
}
