"""What everybody reads about measures: the list and its filters, lateness by the clock, the feed, the table, a measure's page at a constant cost."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation, Stage
from participation.kit import clock
from participation.measures.actions import Stand, set_status
from participation.measures.content_actions import enter_spending
from participation.measures.milestone_actions import finish_milestone, move_milestone
from participation.measures.models import Measure, MeasurePicture, MeasureStatus, Origin
from participation.papers.models import CouncilPaper, PaperStep
from tests.builders import a_consultation, a_person, a_resident, post
from tests.conftest import Statements
from tests.followups.builders import an_answer, an_office
from tests.measures.builders import a_measure, a_milestone, asking
from tests.proposals.builders import a_proposal

Browse = Callable[[Person | None], FlaskClient]
Counting = Callable[[], AbstractContextManager[Statements]]
NOW = datetime(2026, 10, 15, 10, tzinfo=UTC)
TODAY = date(2026, 10, 15)
NEXT = timedelta(days=1)


@pytest.fixture(autouse=True)
def _at_noon(session: Session) -> Any:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def town(session: Session) -> Consultation:
    return a_consultation(session)


def titles(text: str) -> list[str]:
    """The titles of the cards of a list."""
    return re.findall(r'<h3 class="card-title"><a href="[^"]*">(.*?)</a>', text)


def page_of(town: Consultation, measure: Measure) -> str:
    return f"/beteiligungen/{town.slug}/massnahmen/{measure.id}"


def desk_of(town: Consultation, measure: Measure, after: str = "") -> str:
    return f"/verwaltung{page_of(town, measure)}{after}"


def test_the_list_holds_all_that_is_public_and_narrows_it(session: Session, town: Consultation, browse: Browse) -> None:
    parks, roads = an_office(session, "Gartenamt"), an_office(session, "Tiefbauamt")
    elsewhere, draft = a_consultation(session, "Anderswo"), a_consultation(session, "Noch nicht")
    a_measure(session, town, parks, title="Bänke am Fluss", body="Aus Holz, für Ältere.")
    a_measure(session, elsewhere, roads, title="Zebrastreifen", status=MeasureStatus.DONE)
    late = a_measure(session, town, roads, title="Radweg", status=MeasureStatus.WORK, since=date(2025, 3, 1))
    a_milestone(session, town, late, days=-1)
    a_measure(session, draft, parks, title="Geheim")
    draft.stage = Stage.DRAFT
    session.commit()
    browser = browse(None)

    def found(query: str) -> list[str]:
        return sorted(titles(browser.get(f"/gemacht{query}").text))

    assert found("") == ["Bänke am Fluss", "Radweg", "Zebrastreifen"]
    assert found("?stand=umgesetzt") == ["Zebrastreifen"]
    assert found(f"?amt={roads.id}") == ["Radweg", "Zebrastreifen"]
    assert found(f"?beteiligung={town.slug}") == ["Bänke am Fluss", "Radweg"]
    assert found("?q=BÄNKE+älter") == ["Bänke am Fluss"]
    assert found("?q=%25") == found("?q=nichts") == []
    assert found("?jahr=2025") == ["Radweg"]
    assert found("?ueberfaellig=ja") == ["Radweg"]
    assert found("?stand=unsinn&amt=x&jahr=77777&ortsteil=-1") == found("")
    assert "Geheim" not in browser.get("/gemacht.csv").text + browser.get("/gemacht.atom").text + browser.get("/gemacht/karte").text


def test_pages_are_bounded_and_cost_the_same_for_many(session: Session, town: Consultation, browse: Browse, count_statements: Counting) -> None:
    office = an_office(session)
    for number in range(3):
        a_measure(session, town, office, title=f"Maßnahme {number}")
    session.commit()
    browser = browse(a_resident(session))
    session.commit()
    browser.get("/gemacht")
    with count_statements() as few:
        browser.get("/gemacht?seite=1")
    for number in range(3, 45):
        a_milestone(session, town, a_measure(session, town, office, title=f"Maßnahme {number}"))
    session.commit()
    browser.get("/gemacht")
    with count_statements() as many:
        text = browser.get("/gemacht?seite=2").text
    assert len(titles(text)) == 20
    assert many.count == few.count
    assert len(titles(browser.get("/gemacht?seite=99").text)) == 5


def test_a_measure_becomes_late_by_the_clock_alone(session: Session, town: Consultation, browse: Browse) -> None:
    measure = a_measure(session, town, until=TODAY)
    a_milestone(session, town, measure, "Baubeginn", 0)
    session.commit()
    browser = browse(None)
    for moment, late in ((NOW, False), (datetime(2026, 10, 15, 21, 59, tzinfo=UTC), False), (datetime(2026, 10, 15, 22, 1, tzinfo=UTC), True)):
        with clock.frozen(moment):  # midnight in Berlin is 22 Uhr in UTC
            text = browser.get(page_of(town, measure)).text
            assert ("seit 1 Tag überfällig" in text) == late
            assert (titles(browser.get("/gemacht?ueberfaellig=ja").text) == ["Bänke am Fluss"]) == late
    set_status(session, asking(session, town), measure, Stand(MeasureStatus.DONE, TODAY), NOW)
    session.commit()
    with clock.frozen(NOW + 9 * NEXT):
        assert "überfällig" not in browser.get(page_of(town, measure)).text


def test_a_page_shows_everything_at_a_constant_cost(session: Session, town: Consultation, browse: Browse, count_statements: Counting) -> None:
    proposal = a_proposal(session, town, title="Mehr Bänke")
    measure = a_measure(session, town, an_office(session, "Gartenamt"), (Origin.PROPOSAL, proposal.id), budget=10_000)
    session.commit()
    browser = browse(None)
    browser.get("/gemacht")
    with count_statements() as few:
        browser.get(page_of(town, measure) + "?a")
    who = asking(session, town)
    steps = [a_milestone(session, town, measure, f"Schritt {number}", number) for number in range(6)]
    move_milestone(session, who, measure, steps[5], TODAY + 30 * NEXT, "Es fehlt <b>Holz</b>.", NOW)
    finish_milestone(session, who, measure, steps[0], TODAY, NOW)
    for number in range(5):
        enter_spending(session, who, measure, TODAY, f"Rechnung {number}", 2_500, NOW)
    session.commit()
    with count_statements() as many:
        text = browser.get(page_of(town, measure) + "?b").text
    assert many.count <= few.count
    for said in (
        "Gartenamt",
        "Wie eins zum anderen führte",
        "Mehr Bänke",
        "16 %: 1 von 6 Meilensteinen erreicht",
        "Verschoben vom 20. Oktober 2026 auf den 14. November 2026: Es fehlt &lt;b&gt;Holz&lt;/b&gt;.",
        "Ausgegeben: 125 € von geplanten 100 €.",
        "25 € mehr als geplant",
    ):
        assert said in text.replace("\u00a0", " "), said


def test_where_it_came_from_says_what_became_of_it_at_once(session: Session, town: Consultation, browse: Browse) -> None:
    proposal = a_proposal(session, town)
    session.commit()
    browser, url = browse(None), f"/beteiligungen/{town.slug}/vorschlaege/{proposal.id}"
    assert "Was daraus wurde" not in browser.get(url).text
    measure = a_measure(session, town, origin=(Origin.PROPOSAL, proposal.id))
    session.commit()
    text = browser.get(url).text
    assert f'<a href="{page_of(town, measure)}">Bänke am Fluss</a>' in text
    assert "Aus diesem Vorschlag wurde:" in text
    set_status(session, asking(session, town), measure, Stand(MeasureStatus.DONE, TODAY), NOW)
    session.commit()
    assert "Umgesetzt" in browser.get(url).text
    assert "Was die Stadt daraus macht" in browser.get(f"/beteiligungen/{town.slug}").text


def test_the_steps_of_a_proposal_go_on_with_its_measure(session: Session, town: Consultation, browse: Browse) -> None:
    proposal = a_proposal(session, town, title="Bänke am Fluss")
    an_answer(session, proposal, town)
    session.commit()
    browser, url = browse(None), f"/beteiligungen/{town.slug}/vorschlaege/{proposal.id}"
    assert "kommt noch" in browser.get(url).text
    measure = a_measure(session, town, origin=(Origin.PROPOSAL, proposal.id))
    session.commit()
    steps = browser.get(url).text
    assert "kommt noch" not in steps
    assert "Umsetzung: Geplant" in steps
    set_status(session, asking(session, town), measure, Stand(MeasureStatus.DONE, TODAY), NOW)
    session.commit()
    steps = browser.get(url).text
    assert "Umsetzung:" not in steps
    assert '<li class="course-done"><span class="course-title">Umgesetzt</span>' in steps


def test_the_office_of_a_measure_is_chosen_and_not_the_first_of_the_list(session: Session, town: Consultation, browse: Browse) -> None:
    moderator, offices = a_person(session, moderates=town), [an_office(session), an_office(session)]
    session.commit()
    browser, url = browse(moderator), f"/verwaltung/beteiligungen/{town.slug}/massnahmen/neu"
    sent = {"title": "Bänke", "office_id": "", "status": "planned", "since": "2026-10-15"}
    answer = post(browser, url, sent)
    assert answer.status_code == 422
    assert "Bitte wählen Sie das Amt, das zuständig ist." in answer.text
    assert post(browser, url, {**sent, "office_id": str(offices[1].id)}).status_code == 303
    assert session.scalars(select(Measure)).one().office_id == offices[1].id


def test_the_feed_tells_what_happened(session: Session, town: Consultation, browse: Browse) -> None:
    measure = a_measure(session, town)
    finish_milestone(session, asking(session, town), measure, a_milestone(session, town, measure, "Aufgestellt", 0), TODAY, NOW)
    set_status(session, asking(session, town), measure, Stand(MeasureStatus.DELAYED, TODAY, "Es fehlt Holz."), NOW)
    session.commit()
    answer = browse(None).get("/gemacht.atom?stand=verzoegert")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    atom = "{http://www.w3.org/2005/Atom}"
    root = ElementTree.fromstring(answer.text)  # noqa: S314 - our own feed
    entries = [entry.findtext(f"{atom}title") for entry in root.iter(f"{atom}entry")]
    assert sorted(filter(None, entries)) == [
        "Bänke am Fluss: Meilenstein erreicht: Aufgestellt",
        "Bänke am Fluss: Neue Maßnahme",
        "Bänke am Fluss: Neuer Stand: Verzögert",
    ]
    assert list(ElementTree.fromstring(browse(None).get("/gemacht.atom?stand=umgesetzt").text).iter(f"{atom}entry")) == []  # noqa: S314


def test_the_table_has_no_formulas(session: Session, town: Consultation, browse: Browse) -> None:
    measure = a_measure(session, town, title="=1+1", budget=123_456)
    enter_spending(session, asking(session, town), measure, TODAY, "Holz", 100, NOW)
    session.commit()
    answer = browse(None).get("/gemacht.csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    header, row = csv.reader(io.StringIO(answer.text.lstrip("\ufeff")))
    found = dict(zip(header, row, strict=True))
    assert (found["Maßnahme"], found["Stand"], found["Geplante Kosten (Cent)"], found["Ausgegeben (Cent)"]) == ("'=1+1", "Geplant", "123456", "100")


def test_what_was_typed_stays_where_something_is_missing(session: Session, town: Consultation, browse: Browse) -> None:
    moderator, office = a_person(session, moderates=town), an_office(session)
    session.commit()
    browser, url = browse(moderator), f"/verwaltung/beteiligungen/{town.slug}/massnahmen/neu"
    sent = {"title": "Bänke", "office_id": str(office.id), "status": "stopped", "since": "2026-10-15", "budget": "zwölf", "body": "Sechs."}
    answer = post(browser, url, sent)
    assert answer.status_code == 422
    assert 'value="Bänke"' in answer.text
    assert 'value="zwölf"' in answer.text
    assert "Bitte geben Sie einen Betrag in Euro an" in answer.text
    answer = post(browser, url, {**sent, "budget": "12.500,50"})
    assert answer.status_code == 422
    assert "Bitte begründen Sie diesen Stand." in answer.text
    assert session.scalars(select(Measure)).all() == []
    assert post(browser, url, {**sent, "budget": "12.500,50", "reason": "Kein Geld."}).status_code == 303
    assert session.scalars(select(Measure)).one().budget == 1_250_050


def test_a_picture_is_written_anew_and_needs_its_words(session: Session, town: Consultation, browse: Browse) -> None:
    measure = a_measure(session, town)
    moderator = a_person(session, moderates=town)
    session.commit()
    browser, url = browse(moderator), desk_of(town, measure, "/bilder")

    def file() -> tuple[BytesIO, str]:
        content = BytesIO()
        Image.new("RGB", (600, 300), "#336699").save(content, "PNG")
        content.seek(0)
        return content, "Bank von Erika Muster.png"

    answer = post(browser, url, {"file": file(), "alternative_text": ""}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "Bitte beschreiben Sie das Bild" in answer.text
    assert post(browser, url, {"file": file(), "alternative_text": "Eine Bank."}, content_type="multipart/form-data").status_code == 303
    picture = session.scalars(select(MeasurePicture)).one()
    text = browse(None).get(page_of(town, measure)).text
    assert 'alt="Eine Bank."' in text
    assert "Erika" not in text
    with browse(None).get(f"/massnahmen/bilder/{picture.stored_name}/480.webp") as shown:
        assert shown.data[8:12] == b"WEBP"
    post(browser, desk_of(town, measure, f"/bilder/{picture.id}/entfernen"))
    assert browse(None).get(f"/massnahmen/bilder/{picture.stored_name}/480.webp").status_code == 404


def test_a_paper_is_shown_with_its_source_and_its_trouble_to_staff_only(session: Session, town: Consultation, browse: Browse) -> None:
    url = "https://ris.stadt.example/paper/1"
    paper = CouncilPaper(url=url, name="Bänke", reference="VO/1", read_at=NOW, error="slow", failures=1, next_at=NOW, added_at=NOW)
    session.add(paper)
    session.flush()
    step = {"organization": "Stadtrat", "result": "beschlossen", "resolution": "Sechs <i>Bänke</i>."}
    session.add(PaperStep(paper_id=paper.id, position=0, **step))
    measure = a_measure(session, town)
    measure.paper_id = paper.id
    moderator = a_person(session, moderates=town)
    session.commit()
    text = browse(None).get(page_of(town, measure)).text
    for said in ("VO/1", "Ergebnis: beschlossen", "Sechs &lt;i&gt;Bänke&lt;/i&gt;.", "abgerufen am 15. Oktober 2026, 12 Uhr", f'href="{url}"'):
        assert said in text
    assert "zu langsam geantwortet" not in text
    assert "zu langsam geantwortet" in browse(moderator).get(desk_of(town, measure)).text
