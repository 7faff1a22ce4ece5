"""The editor in a browser without JavaScript: a survey from nothing, put in order, with conditions, languages and two clerks at once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit.audit import AuditEntry
from participation.methods.surveys.conditions import printed
from participation.methods.surveys.definition import Kind
from participation.methods.surveys.definition import Survey as Definition
from participation.surveys.models import Survey
from participation.surveys.queries import definition_of, version_of
from participation.surveys.ready import BLOCKS, TEMPLATES
from tests.builders import a_consultation, a_person, post
from tests.surveys.builders import EVERY_KIND, a_survey_draft, an_open_survey, question

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Browse = Callable[[Person | None], FlaskClient]
Counting = Callable[[], AbstractContextManager[Any]]
HX = {"HX-Request": "true"}


@pytest.fixture
def here(session: Session) -> Consultation:
    return a_consultation(session)


@pytest.fixture
def clerk(session: Session, here: Consultation, browse: Browse) -> FlaskClient:
    return browse(a_person(session, moderates=here))


def editor(here: Consultation, survey: Survey, path: str = "") -> str:
    return f"/beteiligungen/{here.slug}/umfragen/{survey.id}/editor{path}"


def kept(session: Session, survey: Survey) -> Definition:
    session.expire_all()
    return definition_of(version_of(session, survey))


def codes(found: Definition) -> list[str]:
    return [one.code for one in found.questions]


def fields(page: str) -> dict[str, str]:
    """The hidden fields and texts of the form with a mark."""
    form = page[page.index('name="stand"') - 40 :]
    return {"stand": re.findall(r'name="stand" value="([0-9a-f]*)"', form)[0]}


def answers(*texts: str, **more: str) -> dict[str, Any]:
    """The fields of new answers."""
    found: dict[str, Any] = {"options": [str(place) for place in range(len(texts))]}
    for place, text in enumerate(texts):
        found[f"options-{place}-text"] = text
    return {**found, **more}


def test_a_survey_from_nothing(session: Session, here: Consultation, clerk: FlaskClient) -> None:
    start = f"/beteiligungen/{here.slug}/umfragen/anlegen"
    assert "Ohne Vorlage" in clerk.get(start).text
    refused = post(clerk, start, {"titel": "", "anfang": "leer"})
    assert refused.status_code == 422
    assert "Titel" in refused.text
    made = post(clerk, start, {"titel": "Der neue Park", "anfang": "leer"})
    survey = session.scalars(select(Survey)).one()
    assert made.location == editor(here, survey)
    page = clerk.get(made.location).text
    assert "Guten Tag!" in page
    assert "Bisher fragt die Umfrage nichts." in page
    kinds = clerk.get(editor(here, survey, "/neu")).text
    assert kinds.count("Beispiel:") == len(Kind)
    sent = {"text": "Wie oft kommen Sie?", "seite": "seite_1", "required": "1", **answers("Täglich", "Nie", "")}
    assert post(clerk, editor(here, survey, "/neu/single"), sent).status_code == 303
    assert post(clerk, editor(here, survey, "/neu/long-text"), {"text": "Warum nie?", "seite": ""}).status_code == 303
    found = kept(session, survey)
    assert codes(found) == ["willkommen", "wie_oft_kommen_sie", "warum_nie"]
    assert [len(page.questions) for page in found.pages] == [2, 1]
    asked = found.question("wie_oft_kommen_sie")
    assert asked is not None
    assert asked.required
    assert [option.code for option in asked.options] == ["taeglich", "nie"]
    assert "Bisher fragt" not in clerk.get(made.location).text
    steps = [json.loads(entry.data)["step"] for entry in session.scalars(select(AuditEntry).where(AuditEntry.action == "survey.questions_edited"))]
    assert steps == ["question", "question"]
    assert "Park" not in str([entry.data for entry in session.scalars(select(AuditEntry))]), "no text stands in the log"


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_ready_made_survey_opens_in_the_editor(name: str, session: Session, here: Consultation, clerk: FlaskClient) -> None:
    made = post(clerk, f"/beteiligungen/{here.slug}/umfragen/anlegen", {"titel": "", "anfang": name})
    survey = session.scalars(select(Survey)).one()
    page = clerk.get(made.location).text
    assert "Bitte vor der Veröffentlichung ansehen" not in page
    for sheet in kept(session, survey).pages:
        assert f'id="seite-{sheet.code}"' in page
    for block in BLOCKS:
        assert post(clerk, editor(here, survey, "/baustein"), {"baustein": block}).status_code == 303
    assert codes(kept(session, survey))[-1] == "noch_etwas"
    assert post(clerk, editor(here, survey, "/baustein"), {"baustein": "?"}).status_code == 422


def test_a_copy_of_a_survey_that_one_may_see(session: Session, here: Consultation, clerk: FlaskClient) -> None:
    there = a_consultation(session, title="Anderswo")
    original, secret = an_open_survey(session, there, EVERY_KIND), a_survey_draft(session, there, title="Noch geheim")
    session.commit()
    start = f"/beteiligungen/{here.slug}/umfragen/anlegen"
    page = clerk.get(start).text
    assert "Die Stadthalle (Anderswo)" in page
    assert "Noch geheim" not in page
    assert post(clerk, start, {"anfang": "kopie", "kopie": str(secret.id)}).status_code == 422
    post(clerk, start, {"anfang": "kopie", "kopie": str(original.id), "titel": "Noch einmal"})
    copy = session.scalars(select(Survey).where(Survey.title == "Noch einmal")).one()
    assert kept(session, copy).pages == kept(session, original).pages
    assert copy.consultation_id == here.id


def test_order_by_buttons_with_and_without_a_script(session: Session, here: Consultation, clerk: FlaskClient) -> None:
    survey = a_survey_draft(session, here, EVERY_KIND)
    session.commit()
    url = editor(here, survey)
    moved = post(clerk, url, {"tun": "frage-hoch", "code": "age"})
    assert moved.location == f"{url}#frage-age"
    assert "Frage 3 steht jetzt an Stelle 2." in clerk.get(url).text
    assert codes(kept(session, survey))[:3] == ["visits", "age", "why"]
    part = post(clerk, url, {"tun": "frage-runter", "code": "age"}, headers=HX)
    assert part.status_code == 200
    assert "<html" not in part.text
    assert 'data-announce="Frage 2 steht jetzt an Stelle 3."' in part.text
    assert re.search(r'id="frage-runter-age"[^>]*data-focus-after-swap', part.text)
    refused = post(clerk, url, {"tun": "frage-hoch", "code": "why"}, headers=HX)
    assert refused.status_code == 422
    assert "„Warum nie?“: „Wie oft sind Sie in der Halle?“ kommt erst später." in refused.text
    assert codes(kept(session, survey))[:3] == ["visits", "why", "age"]
    edge = post(clerk, url, {"tun": "frage-hoch", "code": "district"}, headers=HX)
    assert "Frage 4 steht jetzt auf Seite 1." in edge.text
    for act, code in (("frage-kopie", "age"), ("seite-kopie", "first"), ("seite-teilen", "note"), ("seite-hoch", "third"), ("seite-runter", "third")):
        assert post(clerk, url, {"tun": act, "code": code}).status_code in (303, 422), act
    assert post(clerk, url, {"tun": "alles", "code": "age"}).status_code == 404
    assert post(clerk, url, {"tun": "frage-hoch", "code": "fort"}).status_code == 422


def test_answers_are_added_moved_and_removed_without_a_script(session: Session, here: Consultation, clerk: FlaskClient) -> None:
    survey = a_survey_draft(session, here)
    session.commit()
    url = editor(here, survey, "/frage/visits")
    page = clerk.get(url).text
    sent = {
        **fields(page), "text": "Wie oft?", "required": "1", "options": ["0", "1", "2"], "options-0-text": "Oft", "options-0-old": "often",
        "options-1-text": "Selten", "options-1-old": "rarely", "options-2-text": "Nie", "options-2-old": "never",
    }  # fmt: skip
    shown = post(clerk, url, {**sent, "tun": "options-up-2"}).text
    assert re.findall(r'name="options-\d-text" value="([^"]*)"', shown) == ["Oft", "Nie", "Selten"]
    assert re.search(r'id="options-up-1"[^>]*autofocus', shown)
    assert 'name="options-3-text"' in post(clerk, url, {**sent, "tun": "options-add"}).text
    lines = post(clerk, url, {**sent, "tun": "options-lines", "options-lines": "Monatlich\n\nJährlich"}).text
    assert re.findall(r'name="options-\d-text" value="([^"]*)"', lines) == ["Oft", "Selten", "Nie", "Monatlich", "Jährlich"]
    assert codes(kept(session, survey))[0] == "visits", "nothing was kept so far"
    removed = {**sent, "options": ["0", "1"]}
    refused = post(clerk, url, removed)
    assert refused.status_code == 422
    assert "„never“ ist keine Antwort auf" in refused.text
    assert "Warum nie?" in refused.text, "whose condition is hurt is named"
    renamed = {**sent, "options-2-text": "Niemals", "options-2-code": "not_once", "code": "besuche", "options-lines": "Jährlich"}
    assert post(clerk, url, renamed).status_code == 303
    found = kept(session, survey)
    first = found.question("besuche")
    assert first is not None
    assert [option.code for option in first.options] == ["often", "rarely", "not_once", "jaehrlich"]
    assert printed(found.question("why").condition) == 'besuche = "not_once"'  # type: ignore[union-attr, arg-type]


def test_what_was_typed_stays_with_faults_at_their_fields(session: Session, here: Consultation, clerk: FlaskClient) -> None:
    survey = a_survey_draft(session, here)
    session.commit()
    url = editor(here, survey, "/neu/number")
    refused = post(clerk, url, {"text": "Wie viele?", "minimum": "viele", "maximum": "3", "code": "1x", "check": "x >", "seite": "first"})
    assert refused.status_code == 422
    for field in ("minimum", "check"):
        assert f'href="#{field}"' in refused.text
        assert f'id="{field}-error"' in refused.text
    assert 'value="viele"' in refused.text
    assert "Es gibt 2 Fehler" in refused.text
    again = post(clerk, url, {"text": "Wie viele?", "minimum": "9", "maximum": "3,5", "code": "1x", "seite": "first"})
    assert 'href="#code"' in again.text
    assert 'href="#minimum"' in again.text
    empty = post(clerk, editor(here, survey, "/neu/single"), {"text": "", "seite": "first"})
    assert 'href="#text"' in empty.text
    assert 'href="#options-lines"' in empty.text
    assert len(codes(kept(session, survey))) == 5


def test_every_kind_can_be_added_and_opened_again(session: Session, here: Consultation, clerk: FlaskClient) -> None:
    survey = a_survey_draft(session, here)
    session.commit()
    for kind in Kind:
        sent = {"text": f"Neu {kind}", "minimum": "1" if kind == Kind.SCALE else "", "maximum": "5" if kind == Kind.SCALE else "", "total": "10",
                "calculation": "age * 2", **answers("A", "B"), "rows": ["0"], "rows-0-text": "Z", "code": f"k_{kind.replace('-', '_')}"}  # fmt: skip
        assert post(clerk, editor(here, survey, f"/neu/{kind}"), sent).status_code == 303, kind
    before = kept(session, survey)
    for made in list(before.questions)[5:]:
        url = editor(here, survey, f"/frage/{made.code}")
        form = form_of(clerk.get(url).text)
        assert post(clerk, url, form).status_code == 303, made.kind
    assert kept(session, survey) == before, "opened and kept, nothing is different"
    assert "Neu place" in clerk.get(editor(here, survey).replace("/editor", "/vorschau")).text
    assert clerk.get(editor(here, survey, "/neu/anything")).status_code == 404
    assert clerk.get(editor(here, survey, "/frage/fort")).status_code == 404


def form_of(page: str) -> dict[str, Any]:
    """What a browser would send from the question's form as it stands."""
    form = page[page.index('id="question-form"') :]
    form = form[: form.index("</form>")]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        told = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if "name" in told and (told.get("type") != "checkbox" or " checked" in tag):
            found.setdefault(told["name"], []).append(told.get("value", ""))
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n([^<]*)</textarea>', form):
        found[name] = text.replace("&#34;", '"').replace("&gt;", ">").replace("&lt;", "<")
    return found


def test_a_condition_by_selects_and_by_text(session: Session, here: Consultation, clerk: FlaskClient) -> None:
    survey = a_survey_draft(session, here)
    session.commit()
    url = editor(here, survey, "/frage/district/bedingung")
    page = clerk.get(url).text
    assert '<option value="age">' in page
    assert '<option value="music">' not in page, "what comes later is not offered"
    mark = fields(page)
    shown = post(clerk, url, {**mark, "lines": "0", "line-0-what": "visits", "tun": "line-refresh-0"}).text
    assert '<option value="never">Nie</option>' in shown
    two = {
        **mark,
        "lines": ["0", "1"],
        "line-0-what": "visits",
        "line-0-how": "!=",
        "line-0-value": "never",
        "line-1-what": "age",
        "line-1-how": ">=",
        "join": "and",
    }
    refused = post(clerk, url, {**two, "line-1-value": "alt"})
    assert refused.status_code == 422
    assert 'href="#line-1-value"' in refused.text
    assert 'value="alt"' in refused.text
    assert post(clerk, url, {**two, "line-1-value": "16"}).status_code == 303
    assert printed(kept(session, survey).question("district").condition) == 'visits != "never" and age >= 16'  # type: ignore[union-attr, arg-type]
    outline = clerk.get(editor(here, survey)).text
    assert "Nur gefragt, wenn: „Wie oft sind Sie in der Halle?“ ist nicht „Nie“ und „Wie alt sind Sie?“ ist mindestens 16" in outline
    assert "selected>ist mindestens" in clerk.get(url).text
    text = 'age >= 16 and (visits = "often" or visits = "never")'
    assert post(clerk, url, {**fields(clerk.get(url).text), "text": text}).status_code == 303
    shown = clerk.get(url).text
    assert "zu verzweigt" in shown
    assert "age &gt;= 16 and (visits = " in shown
    wrong = post(clerk, url, {**fields(shown), "text": "age >"})
    assert wrong.status_code == 422
    assert "age &gt;" in wrong.text
    later = post(clerk, url, {**fields(shown), "text": "music = 1"})
    assert "kommt erst später" in later.text
    assert post(clerk, url, {**fields(shown), "text": ""}).status_code == 303
    assert kept(session, survey).question("district").condition is None  # type: ignore[union-attr]


def test_a_question_that_nobody_reaches_is_named_with_a_link(session: Session, here: Consultation, clerk: FlaskClient) -> None:
    survey = a_survey_draft(session, here)
    session.commit()
    url = editor(here, survey, "/frage/district/bedingung")
    post(clerk, url, {"text": 'visits = "often" and visits = "never"'})
    page = clerk.get(editor(here, survey)).text
    assert "Die Frage „Wo wohnen Sie?“ ist nie zu sehen" in page
    assert f'href="{url}"' in page
    assert "ist nie zu sehen" in clerk.get(editor(here, survey).removesuffix("/editor")).text
    post(clerk, url, {"text": 'visits = "often"'})
    assert "ist nie zu sehen" not in clerk.get(editor(here, survey)).text
    assert "ist nie zu sehen" not in clerk.get(editor(here, survey).removesuffix("/editor")).text


def test_what_a_condition_looks_at_is_not_removed(session: Session, here: Consultation, clerk: FlaskClient) -> None:
    survey = a_survey_draft(session, here)
    session.commit()
    page = clerk.get(editor(here, survey, "/frage/visits/entfernen")).text
    assert "Die Bedingung der Frage „Warum nie?“ schaut auf" in page
    assert editor(here, survey, "/frage/why/bedingung") in page
    assert post(clerk, editor(here, survey, "/frage/visits/entfernen")).status_code == 422
    assert post(clerk, editor(here, survey, "/frage/why/entfernen")).status_code == 303
    assert post(clerk, editor(here, survey, "/frage/music/entfernen")).status_code == 303
    assert post(clerk, editor(here, survey, "/seite/second/entfernen")).status_code == 303
    assert codes(kept(session, survey)) == ["visits", "age"]
    assert post(clerk, editor(here, survey, "/seite/first/entfernen")).status_code == 422


def test_the_second_of_two_clerks_is_told_and_loses_nothing(session: Session, here: Consultation, clerk: FlaskClient, browse: Browse) -> None:
    survey, other = a_survey_draft(session, here), browse(a_person(session, moderates=here))
    session.commit()
    url = editor(here, survey, "/frage/age")
    first, second = fields(clerk.get(url).text), fields(other.get(url).text)
    assert post(clerk, editor(here, survey), {"tun": "frage-hoch", "code": "age"}).status_code == 303
    assert post(clerk, url, {**first, "text": "Ihr Alter?"}).status_code == 303, "its place is not the question itself"
    refused = post(other, url, {**second, "text": "Wie alt bist du?"})
    assert refused.status_code == 422
    assert "Jemand anderes hat das inzwischen geändert" in refused.text
    assert "Wie alt bist du?" in refused.text
    assert kept(session, survey).question("age").text == {"de": "Ihr Alter?"}  # type: ignore[union-attr]
    assert post(other, url, {**fields(refused.text), "text": "Wie alt bist du?"}).status_code == 303
    for path, more in (("/seite/first", {"title": "Neu"}), ("/texte", {"introduction": "Neu"}), ("/frage/music/bedingung", {"text": "age > 1"})):
        stale = {"stand": "0" * 16, **more}
        answer = post(other, editor(here, survey, path), stale)
        assert answer.status_code == 422, path
        assert next(iter(more.values())).replace(">", "&gt;") in answer.text, path
    assert post(other, editor(here, survey, "/frage/music/entfernen"), {"stand": "0" * 16}).status_code == 422


def test_languages_with_a_list_of_what_is_missing(session: Session, here: Consultation, clerk: FlaskClient) -> None:
    survey = a_survey_draft(session, here)
    session.commit()
    url = editor(here, survey, "/sprachen")
    assert post(clerk, url, {"tun": "dazu", "sprache": "tr"}).status_code == 303
    assert "13 Texte fehlen" in clerk.get(url).text
    assert "In der Sprache „Türkisch“ fehlen Texte: 13." in clerk.get(editor(here, survey)).text
    page = clerk.get(f"{url}/tr?nur=fehlend").text
    keys = re.findall(r'name="key-(\d+)" value="([^"]+)"', page)
    assert len(keys) == 13
    sent = {f"key-{place}": key for place, key in keys} | {f"text-{place}": f"TR {key}" for place, key in keys}
    refused = post(clerk, f"{url}/tr", {"stand": "0" * 16, **sent})
    assert refused.status_code == 422
    assert "TR question.visits.text" in refused.text
    assert post(clerk, f"{url}/tr", {**fields(page), **sent}).status_code == 303
    assert kept(session, survey).question("visits").text["tr"] == "TR question.visits.text"  # type: ignore[union-attr]
    assert "vollständig" in clerk.get(url).text
    assert "Alles ist übersetzt." in clerk.get(f"{url}/tr?nur=fehlend").text
    assert post(clerk, url, {"tun": "haupt", "sprache": "tr"}).status_code == 303
    assert kept(session, survey).languages == ("tr", "de")
    assert post(clerk, url, {"tun": "weg", "sprache": "tr"}).status_code == 422
    assert post(clerk, url, {"tun": "weg", "sprache": "de"}).status_code == 303
    assert post(clerk, url, {"tun": "dazu", "sprache": "deutsch!"}).status_code == 422
    assert clerk.get(f"{url}/fr").status_code == 404


def test_only_a_draft_is_edited_and_only_by_those_who_run_it(session: Session, here: Consultation, clerk: FlaskClient, browse: Browse) -> None:
    survey, draft = an_open_survey(session, here), a_survey_draft(session, here)
    stranger = browse(a_person(session, moderates=a_consultation(session)))
    session.commit()
    for path in ("", "/neu", "/neu/date", "/frage/age", "/seite/first", "/frage/age/bedingung", "/sprachen", "/texte", "/baustein"):
        assert clerk.get(editor(here, survey, path)).status_code == 403, path
        assert stranger.get(editor(here, draft, path)).status_code == 404, path
    assert post(clerk, editor(here, survey), {"tun": "frage-hoch", "code": "age"}).status_code == 403


def test_a_survey_that_asks_nothing_is_not_published(session: Session, here: Consultation, clerk: FlaskClient) -> None:
    survey = a_survey_draft(session, here, [{"code": "p", "questions": [question("note", "information", "Guten Tag")]}])
    session.commit()
    base = editor(here, survey).removesuffix("/editor")
    page = clerk.get(f"{base}/veroeffentlichen").text
    assert "Bisher fragt die Umfrage nichts" in page
    assert post(clerk, f"{base}/veroeffentlichen").status_code == 422


def test_trying_out_begins_at_a_page_that_is_reached(session: Session, here: Consultation, clerk: FlaskClient) -> None:
    survey = a_survey_draft(session, here)
    session.commit()
    base = editor(here, survey).removesuffix("/editor")
    assert post(clerk, editor(here, survey, "/probe"), {"seite": "second"}).location == f"{base}/seite/2"
    assert post(clerk, editor(here, survey, "/probe")).location == f"{base}/seite/1"
    post(clerk, editor(here, survey, "/seite/second/bedingung"), {"text": "age > 200"})
    assert post(clerk, editor(here, survey, "/probe"), {"seite": "second"}).location == f"{base}/seite/1"
    assert "führen Ihre bisherigen Probeantworten nicht" in clerk.get(f"{base}/seite/1").text


@pytest.mark.parametrize(
    "path", ["", "/neu/single", "/frage/visits", "/frage/music/bedingung", "/sprachen", "/sprachen/en", "/seite/first/entfernen"]
)
def test_the_editors_pages_need_few_statements(
    path: str, session: Session, here: Consultation, clerk: FlaskClient, count_statements: Counting
) -> None:
    seen = []
    for pages in (EVERY_KIND[:2], EVERY_KIND):
        survey = a_survey_draft(session, here, pages)
        session.commit()
        post(clerk, editor(here, survey, "/sprachen"), {"tun": "dazu", "sprache": "en"})
        with count_statements() as statements:
            assert clerk.get(editor(here, survey, path)).status_code == 200
        seen.append(statements.count)
    assert seen[0] == seen[1] <= 15
