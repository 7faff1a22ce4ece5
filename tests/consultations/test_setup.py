"""A clerk sets up a consultation, step by step, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from participation.accounts.models import Person
from participation.consultations.models import Consultation, Stage
from participation.kit import clock
from participation.kit.audit import AuditEntry
from tests.builders import START, a_consultation, a_person, an_administrator, post

Browse = Callable[[Person | None], FlaskClient]
BASE = "/verwaltung/beteiligungen"

DECISION = {
    "decision": "Ob das Freibad ein Dach bekommt.",
    "decided_by": "Der Stadtrat",
    "decided_until": "2027-06-30",
    "open_points": "Die Form des Dachs\nDie Öffnungszeiten",
    "fixed_points": "",
    "use_of_result": "Der Stadtrat berät darüber.",
}
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> \u202e\u200b\x00 {{ 7*7 }} %(x)s"


def reload(session: Session, title: str) -> Consultation:
    """The consultation as it is stored now."""
    session.expire_all()
    loads = (selectinload(Consultation.phases), selectinload(Consultation.categories))
    return session.scalars(select(Consultation).where(Consultation.title == title).options(*loads)).one()


def actions_logged(session: Session) -> list[str]:
    """What the log says was done, in order."""
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_clerk_goes_from_nothing_to_a_published_consultation(session: Session, browse: Browse) -> None:
    browser = browse(an_administrator(session))
    assert f"{BASE}/neu" in browser.get("/verwaltung").text
    step = post(
        browser, f"{BASE}/neu", {"title": "Freibad über dem Fluß", "summary": "Soll das Freibad ein Dach bekommen?", "description": "**Neu**"}
    )
    url = f"{BASE}/freibad-ueber-dem-fluss"
    assert (step.status_code, step.location) == (303, f"{url}/entscheidung")
    step = post(browser, step.location, DECISION)
    assert step.location == f"{url}/phasen"
    assert "Vorlage übernehmen" in browser.get(step.location).text
    step = post(browser, f"{url}/phasen/vorlage", {"first_day": "2026-11-02"})
    assert "2. November 2026, 8 Uhr – 15. November 2026, 18 Uhr" in browser.get(step.location).text
    step = post(browser, f"{url}/themen", {"topics": "Bau\n\n Kosten \nBetrieb"})
    assert step.location == f"{url}/zielgruppen"
    step = post(
        browser, step.location, {"target_groups": ["young", "families"], "contact": "Bäderamt, Tel. 123", "easy_language": "Das Bad.\n\nEin Dach."}
    )
    assert step.location == f"{url}/bilder-und-dokumente"
    assert f"{url}/pruefen" in browser.get(step.location).text
    assert "Alles Nötige ist da" in browser.get(f"{url}/pruefen").text
    step = post(browser, f"{url}/veroeffentlichen")
    assert (step.status_code, step.location) == (303, url)
    public = browse(None).get("/beteiligungen/freibad-ueber-dem-fluss").text
    for words in (
        "Soll das Freibad ein Dach bekommen?",
        "<strong>Neu</strong>",
        "Kinder und Jugendliche, Familien",
        "Die Öffnungszeiten",
        "Bäderamt, Tel. 123",
    ):
        assert words in public
    assert "Als Nächstes" not in public
    made = reload(session, "Freibad über dem Fluß")
    assert [category.name for category in made.categories] == ["Bau", "Kosten", "Betrieb"]
    assert [made.stage, len(made.phases), made.version] == [Stage.PUBLISHED, 5, 6]
    assert actions_logged(session)[0] == "consultation.begun"
    assert actions_logged(session)[-1] == "consultation.published"


def test_what_is_missing_is_listed_with_a_way_to_each_step(session: Session, browse: Browse) -> None:
    browser = browse(an_administrator(session))
    post(browser, f"{BASE}/neu", {"title": "Freibad", "summary": "Worum es geht."})
    text = browser.get(f"{BASE}/freibad/pruefen").text
    assert "Vor der Veröffentlichung fehlen noch 7 Angaben" in text
    for sentence, step in (
        ("Es fehlt, wer entscheidet.", "entscheidung"),
        ("Es gibt noch keine Phasen.", "phasen"),
        ("an wen man sich", "zielgruppen"),
    ):
        assert re.search(rf'{sentence}[^<]*<a href="{BASE}/freibad/{step}"', text)
    assert "Beteiligung veröffentlichen" not in text
    refused = post(browser, f"{BASE}/freibad/veroeffentlichen")
    assert refused.status_code == 403
    assert "Es gibt noch keine Phasen." in refused.text
    assert reload(session, "Freibad").stage == Stage.DRAFT


def test_what_was_typed_stays_where_something_is_wrong(session: Session, browse: Browse) -> None:
    browser = browse(an_administrator(session))
    post(browser, f"{BASE}/neu", {"title": "Freibad", "summary": "Worum es geht."})
    response = post(browser, f"{BASE}/freibad/entscheidung", {**DECISION, "decided_until": "irgendwann", "decided_by": "\u200b \u00a0"})
    assert response.status_code == 422
    for words in (
        "Bitte geben Sie ein Datum an",
        "Bitte schreiben Sie, wer entscheidet.",
        "Ob das Freibad ein Dach bekommt.",
        'value="irgendwann"',
        "Fehler:",
    ):
        assert words in response.text
    assert reload(session, "Freibad").decision == ""


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "words"),
    [
        ("2026-12-01T08:00", "2026-12-01T08:00", "Das Ende muss nach dem Beginn liegen."),
        ("2026-12-02T08:00", "2026-12-01T08:00", "Das Ende muss nach dem Beginn liegen."),
        ("gestern", "2026-12-01T08:00", "Bitte geben Sie Datum und Uhrzeit an"),
        ("", "2026-12-01T08:00", "Bitte geben Sie an, wann die Phase beginnt."),
        ("0001-01-01T00:00", "9999-12-31T23:59", "Dieses Datum liegt zu weit entfernt."),
        ("1800-01-01T00:00", "2026-12-01T08:00", "Bitte prüfen Sie das Jahr."),
    ],
)
def test_a_phase_with_senseless_dates_is_refused_in_words(session: Session, browse: Browse, starts_at: str, ends_at: str, words: str) -> None:
    draft = a_consultation(session, stage=Stage.DRAFT, phases=())
    browser = browse(an_administrator(session))
    entered = {"kind": "collect", "title": "Ideen sammeln", "starts_at": starts_at, "ends_at": ends_at}
    response = post(browser, f"{BASE}/{draft.slug}/phasen/neu", entered)
    assert response.status_code == 422
    assert words in response.text
    assert "Ideen sammeln" in response.text
    assert f'value="{starts_at}"' in response.text
    assert reload(session, draft.title).phases == []


def test_an_unknown_kind_of_phase_is_refused(session: Session, browse: Browse) -> None:
    draft = a_consultation(session, stage=Stage.DRAFT, phases=())
    entered = {"kind": "party", "title": "Feiern", "starts_at": "2026-12-01T08:00", "ends_at": "2026-12-02T08:00"}
    assert post(browse(an_administrator(session)), f"{BASE}/{draft.slug}/phasen/neu", entered).status_code == 422


def test_the_same_phase_is_not_added_twice_by_a_double_click(session: Session, browse: Browse) -> None:
    draft = a_consultation(session, stage=Stage.DRAFT, phases=())
    browser = browse(an_administrator(session))
    entered = {"kind": "collect", "title": "Sammeln", "starts_at": "2026-12-01T08:00", "ends_at": "2026-12-02T08:00"}
    assert post(browser, f"{BASE}/{draft.slug}/phasen/neu", entered).status_code == 303
    assert "Diese Phase gibt es schon." in post(browser, f"{BASE}/{draft.slug}/phasen/neu", entered).text


@pytest.mark.parametrize(
    ("number", "changes", "words"),
    [
        (0, {}, "ist vorbei. Sie bleibt, wie sie war."),
        (1, {"starts_at": "2026-10-20T08:00"}, "Diese Phase läuft schon."),
        (1, {"kind": "vote"}, "Diese Phase läuft schon."),
        (1, {"ends_at": "2026-10-10T08:00"}, "Das Ende liegt in der Vergangenheit."),
        (3, {"starts_at": "2026-10-01T08:00"}, "Der Beginn liegt in der Vergangenheit."),
        (1, {"ends_at": "2026-11-05T18:00"}, ""),
        (3, {"starts_at": "2026-12-10T08:00", "ends_at": "2026-12-20T18:00"}, ""),
    ],
)
def test_what_happened_in_public_cannot_be_rewritten(session: Session, browse: Browse, number: int, changes: dict[str, str], words: str) -> None:
    consultation = a_consultation(session)
    phase = consultation.phases[number]
    local = {"starts_at": phase.starts_at + timedelta(hours=2 if number < 2 else 1), "ends_at": phase.ends_at + timedelta(hours=1)}
    entered = {"kind": phase.kind, "title": phase.title, **{name: f"{moment:%Y-%m-%dT%H:%M}" for name, moment in local.items()}, **changes}
    response = post(browse(an_administrator(session)), f"{BASE}/{consultation.slug}/phasen/{phase.id}", entered)
    assert (response.status_code == 303) == (words == "")
    assert words in response.text


def test_a_phase_that_runs_is_not_removed_and_a_coming_one_is(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    browser, url = browse(an_administrator(session)), f"{BASE}/{consultation.slug}/phasen"
    running, coming = consultation.phases[1].id, consultation.phases[3].id
    assert "läuft schon" in post(browser, f"{url}/{running}/entfernen").text
    assert post(browser, f"{url}/{coming}/entfernen").status_code == 303
    assert len(reload(session, consultation.title).phases) == 3
    assert post(browser, f"{url}/{coming}/entfernen").status_code == 404
    elsewhere = a_consultation(session, "Anderswo")
    assert post(browser, f"{url}/{elsewhere.phases[3].id}/entfernen").status_code == 404


def test_topics_in_use_stay_and_new_ones_join(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    browser, url = browse(an_administrator(session)), f"{BASE}/{consultation.slug}/themen"
    refused = post(browser, url, {"topics": "Gebäude\nNutzung\nKosten"})
    assert (refused.status_code, "Es fehlt: Verkehr" in refused.text, "Kosten" in refused.text) == (422, True, True)
    assert "steht zweimal da: Gebäude" in post(browser, url, {"topics": "Gebäude\nGEBÄUDE"}).text
    assert "höchstens 60 Zeichen" in post(browser, url, {"topics": "x" * 61}).text
    assert "höchstens 30" in post(browser, url, {"topics": "\n".join(f"Thema {n}" for n in range(31))}).text
    assert post(browser, url, {"topics": "Kosten\nVerkehr\nNutzung\nGebäude"}).status_code == 303
    assert [category.name for category in reload(session, consultation.title).categories] == ["Kosten", "Verkehr", "Nutzung", "Gebäude"]


def test_the_preview_link_works_until_it_is_renewed(session: Session, browse: Browse) -> None:
    browser = browse(an_administrator(session))
    post(browser, f"{BASE}/neu", {"title": "Freibad", "summary": "Worum es geht."})
    first = re.search(r"/vorschau/[\w-]+", browser.get(f"{BASE}/freibad/pruefen").text)[0]  # type: ignore[index]  # it is there
    assert "Vorschau: Diese Beteiligung ist noch nicht veröffentlicht" in browse(None).get(first).text
    post(browser, f"{BASE}/freibad/vorschau-link")
    second = re.search(r"/vorschau/[\w-]+", browser.get(f"{BASE}/freibad/pruefen").text)[0]  # type: ignore[index]  # it is there
    assert browse(None).get(first).status_code == 404
    assert browse(None).get(second).status_code == 200
    draft = reload(session, "Freibad")
    draft.stage = Stage.PUBLISHED
    session.commit()
    assert browse(None).get(second).location == "/beteiligungen/freibad"
    assert post(browser, f"{BASE}/freibad/vorschau-link").status_code == 403


def test_a_drafts_address_follows_its_title_and_a_public_one_stays(session: Session, browse: Browse) -> None:
    browser = browse(an_administrator(session))
    for _twice in range(2):
        post(browser, f"{BASE}/neu", {"title": "Neu", "summary": "Worum es geht."})
    assert {row.slug for row in session.scalars(select(Consultation))} == {"neu-2", "neu-3"}
    response = post(browser, f"{BASE}/neu-2/titel", {"title": "Ganz anders", "summary": "Worum es geht."})
    assert response.location == f"{BASE}/ganz-anders/entscheidung"
    public = a_consultation(session)
    slug = public.slug
    post(browser, f"{BASE}/{slug}/titel", {"title": "Umbenannt", "summary": "Worum es geht."})
    assert reload(session, "Umbenannt").slug == slug


def test_hostile_text_in_every_field_is_shown_as_text(session: Session, browse: Browse) -> None:
    browser = browse(an_administrator(session))
    title = HOSTILE[:100]
    step = post(browser, f"{BASE}/neu", {"title": title, "summary": HOSTILE, "description": HOSTILE + "\n\n[x](javascript:alert(3))"})
    url = step.location.removesuffix("/entscheidung")
    post(browser, f"{url}/entscheidung", {**DECISION, **{name: HOSTILE for name in DECISION if name != "decided_until"}})
    post(
        browser,
        f"{url}/phasen/neu",
        {"kind": "collect", "title": HOSTILE[:70], "description": HOSTILE, "starts_at": "2026-10-20T08:00", "ends_at": "2026-10-30T08:00"},
    )
    post(browser, f"{url}/themen", {"topics": HOSTILE[:50]})
    post(browser, f"{url}/zielgruppen", {"contact": HOSTILE, "easy_language": HOSTILE})
    assert post(browser, f"{url}/veroeffentlichen").status_code == 303
    slug = url.rsplit("/", 1)[1]
    public = f"/beteiligungen/{slug}"
    for address in (
        "/",
        "/beteiligungen",
        public,
        f"{public}/leichte-sprache",
        f"{public}/ergebnisse",
        "/verwaltung",
        url,
        f"{url}/titel",
        f"{url}/phasen",
        f"{url}/themen",
    ):
        text = browser.get(address).text
        assert "<script>alert" not in text, address
        assert "<img src=x" not in text, address
        assert 'href="javascript' not in text, address
        assert "\u202e" not in text, address
        assert "49" not in re.sub(r"\d{3,}|csp|nonce-\S+", "", text.split("</header>")[1].split("<footer")[0]) or "{{ 7*7 }}" in text, address


def test_lone_surrogates_and_nul_hurt_nobody(session: Session, browse: Browse) -> None:
    browser = browse(an_administrator(session))
    response = post(browser, f"{BASE}/neu", {"title": b"\xed\xa0\x80\x00", "summary": b"\xff\xfe"})
    assert response.status_code in (303, 422)


def test_a_body_that_is_too_large_is_refused_in_words(session: Session, browse: Browse) -> None:
    response = post(browse(an_administrator(session)), f"{BASE}/neu", {"title": "Titel", "summary": "x" * 1_100_000})
    assert response.status_code == 413
    assert "zu groß" in response.text


def test_a_moderator_works_on_the_own_consultation_only(session: Session, browse: Browse) -> None:
    mine, other = a_consultation(session, "Meine"), a_consultation(session, "Andere")
    browser = browse(a_person(session, moderates=mine))
    text = browser.get("/verwaltung").text
    assert "Meine" in text
    assert "Andere" not in text
    assert "Neue Beteiligung anlegen" not in text
    assert browser.get(f"{BASE}/{other.slug}").status_code == 403
    assert "Moderation vergeben" not in browser.get(f"{BASE}/{mine.slug}").text


def test_staff_pages_need_the_same_statements_however_much_there_is(session: Session, browse: Browse, count_statements: Callable) -> None:
    browser = browse(an_administrator(session))
    counts = []
    for _round in range(2):
        for _number in range(5):
            a_consultation(session)
        session.commit()
        with count_statements() as statements, clock.frozen(START + timedelta(days=13)):
            assert browser.get("/verwaltung").status_code == 200
        counts.append(statements.count)
    assert counts[0] == counts[1] == 10  # one a room that says how much waits
