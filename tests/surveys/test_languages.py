"""Who answers chooses among the survey's languages, by links that work without a script; the choice stays until the thanks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit import clock
from participation.methods.surveys.definition import texts_of
from participation.methods.surveys.editing import in_language
from participation.methods.surveys.formats.as_json import read_json
from participation.surveys.actions import SurveyTerms, draft_survey
from participation.surveys.languages import direction, read_in
from participation.surveys.models import Survey
from participation.surveys.queries import responses
from participation.surveys.uploading import read_upload
from tests.builders import a_consultation, an_administrator, post
from tests.surveys.builders import CLOSES, OPENS, consultation_of, definition, publish_survey, question

Browse = Callable[[Person | None], FlaskClient]

PAGES: list[dict[str, Any]] = [
    {
        "code": "first",
        "title": {"de": "Über die Halle", "tr": "Salon hakkında", "ar": "عن القاعة"},
        "questions": [
            {
                "code": "visits",
                "kind": "single",
                "required": True,
                "text": {"de": "Wie oft sind Sie da?", "en": "How often are you there?", "tr": "Ne kadar sık geliyorsunuz?", "ar": "كم مرة تأتي؟"},
                "options": [
                    {"code": "often", "text": {"de": "Oft", "en": "Often", "tr": "Sık", "ar": "غالبا"}},
                    {"code": "never", "text": {"de": "Nie", "en": "Never", "tr": "Hiç"}},
                ],
            },
            {
                "code": "district",
                "kind": "dropdown",
                "text": {"de": "Wo wohnen Sie?", "tr": "Nerede oturuyorsunuz?"},
                "options": [{"code": "north", "text": {"de": "Nord", "tr": "Kuzey"}}, {"code": "south", "text": {"de": "Süd", "tr": "Güney"}}],
            },
        ],
    },
]


def a_survey(session: Session) -> Survey:
    """An open survey in four languages, not all of it translated."""
    whole = (
        definition(PAGES, languages=["de", "en", "tr", "ar"], title="x")
        .decode()
        .replace('"title": {"de": "x"}', '"title": {"de": "Die Halle", "tr": "Salon"}')
    )
    consultation, staff = a_consultation(session), an_administrator(session)
    terms = SurveyTerms(title="Die Halle", opens_at=OPENS, closes_at=CLOSES, publishes=True)
    made = draft_survey(session, staff, consultation, read_upload(whole.encode()), terms, clock.now())
    survey = publish_survey(session, staff, consultation, made, OPENS)
    session.commit()
    return survey


def base_of(session: Session, survey: Survey) -> str:
    return f"/beteiligungen/{consultation_of(session, survey).slug}/umfragen/{survey.id}"


def test_somebody_answers_in_turkish_from_the_start_to_the_thanks(session: Session, browse: Browse) -> None:
    survey, browser = a_survey(session), browse(None)
    base = base_of(session, survey)
    start = browser.get(base).text
    assert re.findall(r'<a href="([^"]+)" lang="(\S+)" hreflang="\S+" dir="(ltr|rtl)"', start) == [
        (f"{base}?sprache={code}", code, way) for code, way in (("de", "ltr"), ("en", "ltr"), ("tr", "ltr"), ("ar", "rtl"))
    ]
    assert "Türkçe" in start
    start = browser.get(f"{base}?sprache=tr").text
    assert '<h1 id="page-title"><span lang="tr">Salon</span></h1>' in start
    assert f'action="{base}/beginnen?sprache=tr"' in start
    assert '<html lang="de"' in start, "the page around it speaks what it can"
    assert post(browser, f"{base}/beginnen?sprache=tr").location == f"{base}/seite/1?sprache=tr"
    page = browser.get(f"{base}/seite/1?sprache=tr").text
    assert '<span lang="tr">Ne kadar sık geliyorsunuz?</span>' in page
    assert re.search(r'<select [^>]*lang="tr"[^>]*>.*>Kuzey</option>', page)
    assert "Wie oft" not in page
    assert f'action="{base}/seite/1?sprache=tr"' in page
    assert f'href="{base}/seite/1?sprache=ar"' in page
    assert post(browser, f"{base}/seite/1?sprache=tr", {"a-district": "north"}).status_code == 422
    assert post(browser, f"{base}/seite/1?sprache=tr", {"a-visits": "never", "a-district": "north"}).location == f"{base}/pruefen?sprache=tr"
    check = browser.get(f"{base}/pruefen?sprache=tr").text
    assert '<span lang="tr">Hiç</span>' in check
    assert f'href="{base}/seite/1?sprache=tr#frage-visits"' in check
    assert post(browser, f"{base}/absenden?sprache=tr").location == f"{base}/danke?sprache=tr"
    session.expire_all()
    assert responses(session, survey) == 1


def test_arabic_runs_from_the_right_and_what_lacks_is_german(session: Session, browse: Browse) -> None:
    survey, browser = a_survey(session), browse(None)
    base = base_of(session, survey)
    post(browser, f"{base}/beginnen?sprache=ar")
    page = browser.get(f"{base}/seite/1?sprache=ar").text
    assert re.search(r'id="survey-questions"[^>]* dir="rtl"', page)
    assert '<span lang="ar" dir="rtl">كم مرة تأتي؟</span>' in page
    assert ">Nie</label>" in page, "German as the page around it: nothing to mark"
    assert not re.search(r"<select [^>]*lang=", page)


def test_english_is_spoken_by_the_whole_page(session: Session, browse: Browse) -> None:
    survey, browser = a_survey(session), browse(None)
    page = browser.get(f"{base_of(session, survey)}?sprache=en").text
    assert '<html lang="en"' in page
    assert '<span lang="de">Die Halle</span>' in page, "the title is not translated"


@pytest.mark.parametrize("wished", ["fr", "", "tr;x", "xx" * 200])
def test_a_language_that_the_survey_has_not_changes_nothing(session: Session, browse: Browse, wished: str) -> None:
    survey, browser = a_survey(session), browse(None)
    page = browser.get(base_of(session, survey), query_string={"sprache": wished}).text
    assert '<h1 id="page-title">Die Halle</h1>' in page
    assert f'action="{base_of(session, survey)}/beginnen"' in page


def test_one_language_offers_no_choice(session: Session, browse: Browse) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    pages = [{"code": "first", "questions": [question("name", "short-text", "Wie heißt Ihr Verein?")]}]
    terms = SurveyTerms(title="Verein", opens_at=OPENS, closes_at=CLOSES)
    made = draft_survey(session, staff, consultation, read_upload(definition(pages)), terms, clock.now())
    survey = publish_survey(session, staff, consultation, made, OPENS)
    session.commit()
    assert "Sprache der Umfrage" not in browse(None).get(base_of(session, survey)).text


def test_each_text_is_in_the_wished_language_or_in_the_main_one() -> None:
    survey = read_json(definition(PAGES, languages=["de", "en", "tr", "ar"]).decode()).survey
    told = in_language(survey, "ar")
    assert all(len(texts) <= 1 for _element, _part, _name, texts in texts_of(told))
    first = told.pages[0].questions[0]
    assert (first.text, first.options[1].text) == ({"ar": "كم مرة تأتي؟"}, {"de": "Nie"})
    assert [(one.code, one.kind, one.required) for one in told.questions] == [(one.code, one.kind, one.required) for one in survey.questions]


def test_which_way_a_language_is_written() -> None:
    assert [one for one in ("de", "ar", "ar-EG", "fa", "he", "ur", "ckb", "ku", "ku-Arab", "az-Latn", "tr") if direction(one) == "rtl"] == [
        "ar", "ar-EG", "fa", "he", "ur", "ckb", "ku-Arab",
    ]  # fmt: skip
    assert [read_in(("de", "tr"), *wish) for wish in (("tr", "de"), ("", "en"), ("fr", "de"))] == ["tr", "de", "de"]
    assert read_in(("tr", "en"), "", "de") == "tr"


def test_before_publishing_each_language_says_what_it_lacks(session: Session, browse: Browse) -> None:
    consultation, staff = a_consultation(session), an_administrator(session)
    terms = SurveyTerms(title="Die Halle", opens_at=OPENS, closes_at=CLOSES, publishes=True)
    made = draft_survey(session, staff, consultation, read_upload(definition(PAGES, languages=["de", "en", "tr", "ar"])), terms, clock.now())
    session.commit()
    page = browse(staff).get(f"/beteiligungen/{consultation.slug}/umfragen/{made.id}/veroeffentlichen").text
    lacks = re.search(r"In der Sprache „Arabisch“ fehlen Texte: \d+\.", page)
    assert lacks, page[page.find("<main") :]
    assert 'id="confirm"' in page, "it can be published all the same"
