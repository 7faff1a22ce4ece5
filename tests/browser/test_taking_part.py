"""A resident's journey: read, propose, support, discuss. By hand, by keyboard, without JavaScript, on a phone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import HALL, Visits
from tests.browser.looks import Visit, focused

PROPOSALS = f"{HALL}/vorschlaege"
BODY = "Wer mit dem Rad zur Probe kommt, stellt es heute in den Regen. Ein Dach mit zwanzig Plätzen genügt."


def open_discussed(visited: Visit) -> Page:
    """The proposal with the most contributions of the list's first page in order of support."""
    page = visited.go(f"{PROPOSALS}?sortierung=unterstuetzt")
    number = page.evaluate("""() => [...document.querySelectorAll('.card')].map(card => [parseInt(card.querySelector('a[href$="#diskussion"]')?.innerText || 0),
        card.querySelector('.card-title a').getAttribute('href')]).sort((a, b) => b[0] - a[0])[0][1]""")
    return visited.go(number)


def test_a_reader_finds_the_primary_act_within_sixty_tab_stops(visit: Visits) -> None:
    with visit() as reader:
        page = reader.go(HALL)
        assert reader.tab_to("Zu den Abstimmungen") <= 25
        page.goto(f"{reader.address}{PROPOSALS}")
        assert reader.tab_to("Vorschlag machen") <= 60


def test_a_reader_gets_no_cookie_on_any_reading_page(visit: Visits) -> None:
    with visit() as reader:
        for path in ("/", "/beteiligungen", HALL, PROPOSALS, f"{HALL}/abstimmungen", f"{HALL}/ergebnisse", f"{HALL}/leichte-sprache", "/datenschutz"):
            reader.go(path)
            assert reader.context.cookies() == [], path
        open_discussed(reader)
        assert reader.context.cookies() == []
        assert reader.check() == []


def test_a_resident_proposes_from_draft_to_publication(visit: Visits) -> None:
    with visit("newcomer") as resident:
        resident.expect("422")
        page = resident.go(f"{PROPOSALS}/neu")
        page.get_by_role("button", name="Weiter zur Vorschau").click()
        expect(page.locator("#error-summary")).to_be_focused()
        expect(page).to_have_title(re.compile("^Fehler: "))
        assert resident.check() == []
        page.get_by_label("Titel").fill("Ein Dach für Fahrräder an der Stadthalle")
        page.get_by_label("Beschreibung").fill(BODY)
        page.get_by_role("button", name="Entwurf speichern").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Meine Entwürfe")
        assert resident.check() == []
        page.get_by_role("link", name="Weiterschreiben").click()
        page.get_by_label("Thema").select_option(label="Verkehr")
        page.get_by_role("button", name="Weiter zur Vorschau").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Vorschau")
        assert resident.check() == []
        page.get_by_role("button", name="Vorschlag veröffentlichen").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ein Dach für Fahrräder an der Stadthalle")
        expect(page.locator(".proposal-text")).to_contain_text("in den Regen")
        assert resident.check() == []
        page.goto(f"{resident.address}{PROPOSALS}?q=Fahrrad&sortierung=neu")
        expect(page.get_by_role("link", name="Ein Dach für Fahrräder an der Stadthalle", exact=True)).to_be_visible()


def test_a_resident_proposes_by_keyboard_alone_on_a_phone(visit: Visits) -> None:
    with visit("newcomer", "phone") as resident:
        page = resident.go(PROPOSALS)
        resident.press("Vorschlag machen")
        page.wait_for_url("**/neu")
        resident.tab_to("Titel")
        page.keyboard.type("Abends ein Bus nach der Vorstellung")
        resident.tab_to("Beschreibung")
        page.keyboard.type(BODY)
        resident.tab_to("Thema")
        page.keyboard.type("Verkehr")
        resident.press("Weiter zur Vorschau")
        page.wait_for_url("**/vorschau")
        resident.press("Vorschlag veröffentlichen")
        expect(page.get_by_role("heading", level=1)).to_have_text("Abends ein Bus nach der Vorstellung")


def test_a_resident_proposes_without_javascript(visit: Visits) -> None:
    with visit("newcomer", java_script_enabled=False) as resident:
        page = resident.go(f"{PROPOSALS}/neu")
        page.get_by_label("Titel").fill("Ein Spiegel in jeden Probenraum")
        page.get_by_label("Beschreibung").fill(BODY)
        page.get_by_label("Thema").select_option(label="Nutzung")
        page.get_by_role("button", name="Weiter zur Vorschau").click()
        page.get_by_role("button", name="Vorschlag veröffentlichen").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ein Spiegel in jeden Probenraum")


def test_support_counts_at_once_is_read_out_and_can_be_taken_back(visit: Visits) -> None:
    with visit("newcomer") as resident:
        page = open_discussed(resident)
        before = _supporters(page)
        page.get_by_role("button", name="Vorschlag unterstützen").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#page-status")).to_have_text("Sie unterstützen diesen Vorschlag.")
        _expect_supporters(page, before + 1)
        assert "Unterstützung zurücknehmen" in focused(page), "the focus stays on the button"
        assert resident.check() == []
        page.keyboard.press("Enter")
        expect(page.locator("#page-status")).to_have_text("Ihre Unterstützung ist zurückgenommen.")
        _expect_supporters(page, before)
        assert "Vorschlag unterstützen" in focused(page)


def test_support_without_javascript_and_without_an_account_leads_through_the_sign_in(visit: Visits) -> None:
    with visit(java_script_enabled=False) as resident:
        page = open_discussed_without_scripts(resident)
        title = page.get_by_role("heading", level=1).inner_text()
        before = _supporters(page)
        page.get_by_role("link", name="Vorschlag unterstützen").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")
        page.get_by_label("E-Mail-Adresse").fill("resident2@demo.example")
        page.get_by_label("Passwort").fill("demo-demo-demo")
        page.get_by_role("button", name="Anmelden").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Diesen Vorschlag unterstützen?")
        page.get_by_role("button", name="Vorschlag unterstützen").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        _expect_supporters(page, before + 1)
        page.get_by_role("button", name="Unterstützung zurücknehmen").click()
        _expect_supporters(page, before)


def open_discussed_without_scripts(visited: Visit) -> Page:
    """The most supported proposal."""
    page = visited.go(f"{PROPOSALS}?sortierung=unterstuetzt")
    page.locator(".card-title a").first.click()
    expect(page.locator(".support-count")).to_be_visible()
    return page


def _supporters(page: Page) -> int:
    found = page.locator(".support-count strong")
    return int(found.inner_text().replace(".", "")) if found.count() else 0


def _expect_supporters(page: Page, number: int) -> None:
    expect(page.locator(".support-count")).to_have_text(re.compile(rf"^\s*{number} Person" if number else "niemand"))


def test_a_discussion_is_written_answered_and_rated_in_place(visit: Visits) -> None:
    with visit("newcomer") as resident:
        resident.expect("422")
        page = open_discussed(resident)
        page.get_by_role("button", name="Beitrag veröffentlichen").click()
        expect(page.locator("#error-summary")).to_be_focused()
        assert resident.check() == []
        page.get_by_label("Frage").check()
        page.get_by_label("Ihr Beitrag", exact=True).fill("Gibt es dazu schon eine Rechnung des Bauamts?")
        page.get_by_role("button", name="Beitrag veröffentlichen").click()
        expect(page.locator("#page-status")).to_have_text("Ihr Beitrag steht jetzt in der Diskussion.")
        expect(page.locator("article:focus")).to_contain_text("Rechnung des Bauamts")
        assert resident.check() == []
        other = page.locator(".thread > li").filter(has=page.get_by_role("button", name="Stimme zu")).first
        other.get_by_role("button", name="Stimme zu").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#page-status")).to_have_text("Ihre Bewertung ist gespeichert.")
        assert focused(page).startswith("Stimme zu")
        expect(page.locator(":focus")).to_have_attribute("aria-pressed", "true")
        assert resident.check() == []
        other.get_by_role("link", name="Antworten").first.click()
        answer = page.get_by_label("Ihre Antwort")
        answer.fill("Das haben wir im Verein auch so besprochen.")
        assert resident.check() == []
        page.get_by_role("button", name="Antwort veröffentlichen").click()
        expect(page.locator("article:focus")).to_contain_text("im Verein auch so besprochen")
        assert resident.check() == []


def test_a_contribution_has_an_address_that_leads_to_it(visit: Visits) -> None:
    with visit("newcomer") as resident:
        page = open_discussed(resident)
        link = page.locator(".thread .contribution-time").last
        number = str(link.get_attribute("href")).rsplit("/", 1)[1]
        page.goto(f"{resident.address}/beitraege/{number}")
        expect(page).to_have_url(re.compile(f"#beitrag-{number}$"))
        expect(page.locator(f"#beitrag-{number}")).to_be_in_viewport()


def test_filters_change_the_list_in_place_and_the_back_button_undoes_them(visit: Visits) -> None:
    with visit() as reader:
        page = reader.go(PROPOSALS)
        every = page.locator("#list-title").inner_text()
        page.get_by_label("Thema").select_option(label="Verkehr")
        expect(page.locator("#list-title")).not_to_have_text(every)
        some = page.locator("#list-title").inner_text()
        expect(page.locator("#page-status")).to_have_text(some)
        expect(page).to_have_url(re.compile("thema="))
        assert reader.check() == []
        shared = page.url
        page.go_back()
        expect(page.locator("#list-title")).to_have_text(every)
        page.goto(shared)
        expect(page.locator("#list-title")).to_have_text(some)
        page.go_back()
        expect(page.locator("#list-title")).to_have_text(every)


def test_pages_of_a_list_turn_in_place_and_back(visit: Visits) -> None:
    with visit() as reader:
        page = reader.go(PROPOSALS)
        first = page.locator(".card-title").first.inner_text()
        page.get_by_role("link", name="Weiter", exact=True).click()
        expect(page.locator(".card-title").first).not_to_have_text(first)
        expect(page).to_have_url(re.compile("seite=2"))
        assert reader.check() == []
        page.go_back()
        expect(page.locator(".card-title").first).to_have_text(first)


def test_a_lost_connection_is_said_in_german_and_the_text_stays(visit: Visits) -> None:
    with visit("newcomer") as resident:
        resident.expect("ERR_INTERNET_DISCONNECTED", "htmx:")
        page = open_discussed(resident)
        page.get_by_label("Hinweis").check()
        page.get_by_label("Ihr Beitrag", exact=True).fill("Ein langer Gedanke, der nicht verloren gehen darf.")
        page.context.set_offline(True)
        page.get_by_role("button", name="Beitrag veröffentlichen").click()
        expect(page.locator("#page-problem")).to_contain_text("Das hat nicht geklappt.")
        expect(page.locator("#page-problem")).to_contain_text("Ihre Eingaben stehen noch da.")
        expect(page.get_by_label("Ihr Beitrag", exact=True)).to_have_value("Ein langer Gedanke, der nicht verloren gehen darf.")
        assert resident.check() == []
        page.context.set_offline(False)
        page.get_by_role("button", name="Beitrag veröffentlichen").click()
        expect(page.locator("article:focus")).to_contain_text("nicht verloren gehen darf")
