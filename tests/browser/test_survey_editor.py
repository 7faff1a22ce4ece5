"""A clerk makes a survey in a real browser: from nothing with the keyboard alone; from a ready-made one on the phone without a script."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.kit import clock
from participation.kit.database import db
from participation.kit.dates import city_zone
from participation.methods.surveys.definition import Survey as Definition
from participation.surveys.models import State, Survey
from participation.surveys.queries import definition_of, version_of
from tests.browser.conftest import HALL, Town, Visits
from tests.browser.looks import Visit, focused

MANY = 150
"""Tab stops on a page with a dozen buttons a question."""


def kept(town: Town, title: str) -> tuple[Survey, Definition]:
    """A survey and its questions as the database has them."""
    with town.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        survey = session.scalars(select(Survey).where(Survey.title == title)).one()
        return survey, definition_of(version_of(session, survey))


def press(clerk: Visit, label: str) -> None:
    """Tab to a control among many and press Enter there."""
    clerk.tab_to(label, MANY)
    clerk.page.keyboard.press("Enter")


def add(clerk: Visit, kind: str, text: str, *answers: str) -> None:
    """Put a question at the end, with the keyboard."""
    press(clerk, "Frage hinzufügen")
    clerk.page.wait_for_url("**/editor/neu*")
    clerk.tab_to(kind, MANY, exact=True)
    clerk.page.keyboard.press("Enter")
    clerk.page.wait_for_url("**/editor/neu/*")
    clerk.tab_to("Frage", exact=True)
    clerk.page.keyboard.type(text)
    for number, answer in enumerate(answers, 1):
        clerk.tab_to(f"Antwort {number}", exact=True)
        clerk.page.keyboard.type(answer)
    clerk.page.keyboard.press("Enter") if answers else press(clerk, "Frage speichern")
    clerk.page.wait_for_url("**/editor#frage-*")


def test_a_survey_from_nothing_with_the_keyboard_alone(visit: Visits, town: Town) -> None:
    with visit("moderator") as clerk:
        page = clerk.go(f"{HALL}/umfragen")
        press(clerk, "Neue Umfrage")
        page.wait_for_url("**/anlegen")
        assert clerk.check() == []
        clerk.tab_to("Titel der Umfrage")
        page.keyboard.type("Unser Park")
        clerk.tab_to("Ohne Vorlage")
        page.keyboard.press("Space")
        press(clerk, "Umfrage anlegen")
        page.wait_for_url("**/editor")
        expect(page.locator("main")).to_contain_text("Bisher fragt die Umfrage nichts", use_inner_text=True)
        add(clerk, "Eine Antwort", "Wie oft kommen Sie?", "Oft", "Nie")
        add(clerk, "Langer Text", "Warum nie?")
        add(clerk, "Skala", "Wie gefällt es Ihnen?")
        add(clerk, "Mehrere Antworten", "Was fehlt?", "Bänke", "Licht")
        add(clerk, "Zahl", "Wie alt sind Sie?")
        add(clerk, "Kurzer Text", "Wie heißt Ihr Verein?")
        assert clerk.check() == []
        put_in_order(clerk)
        only_if_never(clerk)
        name_and_mend_what_nobody_sees(clerk)
        press(clerk, "Umfrage ausprobieren")
        page.wait_for_url("**/seite/1")
        expect(page.get_by_label("Wie alt sind Sie?")).to_be_visible()
        clerk.press("Unser Park")
        publish(clerk)
    survey, found = kept(town, "Unser Park")
    assert survey.state == State.OPEN
    assert [question.code for question in found.questions][1:4] == ["wie_oft_kommen_sie", "warum_nie", "wie_alt_sind_sie"]


def put_in_order(clerk: Visit) -> None:
    """The age goes up twice; the focus stays on its button, and what happened is read out."""
    page = clerk.page
    clerk.tab_to("Nach oben Frage 6", MANY)
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="Frage 6 steht jetzt an Stelle 5.").wait_for(state="attached")
    assert focused(page) == "Nach oben Frage 5"
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="Frage 5 steht jetzt an Stelle 4.").wait_for(state="attached")
    assert focused(page) == "Nach oben Frage 4"
    assert clerk.check() == []


def only_if_never(clerk: Visit) -> None:
    """„Warum nie?“ is asked only of who never comes."""
    page = clerk.page
    page.locator("h1").evaluate("heading => { heading.tabIndex = -1; heading.focus(); }")
    press(clerk, "Bedingung Frage 3")
    page.wait_for_url("**/bedingung")
    clerk.tab_to("Nur, wenn diese Frage")
    page.keyboard.press("ArrowDown")
    page.get_by_label("so beantwortet ist").wait_for()
    assert focused(page) == "Nur, wenn diese Frage"
    assert clerk.check() == []
    clerk.tab_to("Antwort", exact=True)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    press(clerk, "Bedingung speichern")
    page.wait_for_url("**/editor#frage-*")
    expect(page.locator("main")).to_contain_text("Nur gefragt, wenn: „Wie oft kommen Sie?“ ist „Nie“", use_inner_text=True)


def name_and_mend_what_nobody_sees(clerk: Visit) -> None:
    """A condition that nobody can meet is named with a link, and goes when it is mended."""
    page = clerk.page
    press(clerk, "Bedingung Frage 7")
    page.wait_for_url("**/bedingung")
    press(clerk, "Für Geübte: Bedingung als Text")
    page.wait_for_url("**als=text")
    clerk.tab_to("Bedingung als Text")
    page.keyboard.type('wie_oft_kommen_sie = "oft" and wie_oft_kommen_sie = "nie"')
    press(clerk, "Bedingung speichern")
    page.wait_for_url("**/editor#frage-*")
    expect(page.get_by_text("ist nie zu sehen", exact=True)).to_have_count(1)
    assert clerk.check() == []
    page.locator("h1").evaluate("heading => { heading.tabIndex = -1; heading.focus(); }")
    press(clerk, "Die Frage „Wie heißt Ihr Verein?“ ist nie zu sehen")
    page.wait_for_url("**/bedingung")
    press(clerk, "Bedingung 2 entfernen")
    page.get_by_role("button", name="Bedingung 2 entfernen").wait_for(state="detached")
    press(clerk, "Bedingung speichern")
    page.wait_for_url("**/editor#frage-*")
    expect(page.get_by_text("ist nie zu sehen")).to_have_count(0)
    page.locator("h1").evaluate("heading => { heading.tabIndex = -1; heading.focus(); }")


def publish(clerk: Visit) -> None:
    """Say until when it runs, and let everyone see it."""
    page = clerk.page
    page.get_by_role("link", name="Angaben bearbeiten").wait_for()
    press(clerk, "Angaben bearbeiten")
    page.wait_for_url("**/bearbeiten")
    end = (clock.now() + timedelta(days=9)).astimezone(city_zone())
    page.get_by_label("Ende").fill(end.strftime("%Y-%m-%dT%H:%M"))  # browsers differ in how the parts of a moment are typed
    press(clerk, "Entwurf speichern")
    page.get_by_role("link", name="Veröffentlichen", exact=True).wait_for()
    press(clerk, "Veröffentlichen")
    page.wait_for_url("**/veroeffentlichen")
    press(clerk, "Umfrage veröffentlichen")
    page.get_by_text("Die Umfrage ist veröffentlicht.").first.wait_for()


def test_a_ready_made_survey_on_the_phone_without_a_script(visit: Visits, town: Town) -> None:
    with visit("moderator", mode="phone", java_script_enabled=False) as clerk:
        page = clerk.go(f"{HALL}/umfragen/anlegen")
        page.get_by_label("Vorlage: Bedarf im Quartier").check()
        with page.expect_navigation():
            page.get_by_role("button", name="Umfrage anlegen").click()
        assert clerk.check() == []
        page.get_by_role("button", name="Nach unten Frage 4").click()
        expect(page.locator("main")).to_contain_text("Frage 4 steht jetzt an Stelle 5.", use_inner_text=True)
        page.get_by_role("link", name="Wie gern sind Sie hier?").click()
        page.get_by_label("Größtes Feld").fill("viel")
        clerk.expect("422")
        page.get_by_role("button", name="Frage speichern").click()
        expect(page.get_by_label("Größtes Feld")).to_have_value("viel")
        page.get_by_label("Größtes Feld").fill("7")
        page.get_by_role("button", name="Frage speichern").click()
        page.get_by_role("link", name="Wie lange wohnen Sie schon hier?").click()
        page.get_by_role("button", name="Antwort hinzufügen").click()
        page.get_by_label("Antwort 4", exact=True).fill("schon immer")
        page.get_by_role("button", name="Antwort 4 nach oben").click()
        expect(page.get_by_label("Antwort 3", exact=True)).to_have_value("schon immer")
        assert clerk.check() == []
        page.get_by_role("button", name="Frage speichern").click()
        page.get_by_role("link", name="Bedingung Frage 3", exact=True).click()
        page.get_by_label("Nur, wenn diese Frage").select_option(label="Wie lange wohnen Sie schon hier?")
        page.get_by_role("button", name="Antworten dieser Frage anzeigen").click()
        page.get_by_label("Antwort", exact=True).select_option(label="schon immer")
        with page.expect_navigation():
            page.get_by_role("button", name="Bedingung speichern").click()
        assert clerk.check() == []
    _survey, found = kept(town, "Was braucht Ihr Quartier?")
    changed = found.question("gern")
    assert changed is not None
    assert changed.maximum == 7
    assert changed.condition is not None
    assert [option.code for option in found.question("dauer").options][2] == "schon_immer"  # type: ignore[union-attr]
