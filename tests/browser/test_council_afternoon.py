"""A council member's afternoon: reads, filters, takes the report, the figures and all data home, prints, and follows a recommendation and a measure to their papers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.dossiers.jobs import sweep_dossier_files
from participation.kit.database import db
from participation.measures.models import Measure, MeasureDocument
from participation.opendata.jobs import sweep_data
from participation.proposals.models import Proposal
from tests.browser.conftest import HALL, PLAYGROUND, Town, Visits
from tests.browser.looks import Visit, sideways

FORMULA = '=HYPERLINK("https://boese.example";"Bank im Schatten")'
COUNCIL = "Ein Haus für alle: Was muss die Stadthalle können?"
A4 = 718
"""Width of the paper between its margins, in CSS pixels."""
NOT_PRINTED = ".site-nav, .account, .breadcrumb, .tabs, .skip-link, .site-footer nav"
BEGINS_A_FORMULA = tuple("=+@\t\r")


@pytest.fixture(scope="module", autouse=True)
def written(town: Town) -> None:
    """A proposal with a title that a table would take for a formula, and what the worker makes: all data, and reports in print."""
    with town.app.app_context():
        with Session(db.engine) as session:
            proposal = session.scalars(select(Proposal).where(Proposal.title == "Sitzplätze für Großeltern")).one()
            proposal.title = FORMULA
            session.commit()
        sweep_data()
        sweep_dossier_files()


def fetched(page: Page, name: str | re.Pattern[str]) -> bytes:
    """What a link gives to keep."""
    with page.expect_download() as coming:
        page.get_by_role("link", name=name).first.click()
    return Path(coming.value.path()).read_bytes()


def shown_by(page: Page, name: str | re.Pattern[str]) -> bytes:
    """The file behind a link that the browser shows by itself."""
    answer = page.request.get(str(page.get_by_role("link", name=name).first.evaluate("link => link.href")))
    assert answer.ok
    return answer.body()


def cells(table: bytes) -> Iterator[str]:
    """Every cell of a CSV file."""
    for row in csv.reader(io.StringIO(table.decode("utf-8-sig"))):
        yield from row


def to_results(page: Page, title: str) -> None:
    """From the navigation to what came of a consultation."""
    page.get_by_role("banner").get_by_role("link", name="Beteiligungen").click()
    page.get_by_role("main").get_by_role("link", name=title, exact=True).first.click()
    page.get_by_role("main").get_by_role("link", name="Ergebnisse", exact=True).click()
    expect(page.get_by_role("heading", name="Ergebnisse", exact=True)).to_be_visible()


def on_paper(visitor: Visit) -> None:
    """The page as it is printed: without navigation, and as wide as the paper."""
    page, before = visitor.page, visitor.page.viewport_size
    assert before is not None
    page.set_viewport_size({"width": A4, "height": 1000})
    page.emulate_media(media="print")
    assert page.locator(NOT_PRINTED).filter(visible=True).count() == 0
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert sideways(page) == 0
    page.emulate_media(media="screen")
    page.set_viewport_size(before)


def reads_and_filters(visitor: Visit) -> None:
    """Finds the consultation, reads it, and narrows its proposals."""
    page = visitor.go("/")
    page.get_by_role("banner").get_by_role("link", name="Beteiligungen").click()
    page.get_by_role("main").get_by_role("link", name="Stadthalle und Quartier", exact=True).first.click()
    expect(page.get_by_role("heading", name="Stadthalle und Quartier", level=1)).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Vorschläge", exact=True).first.click()
    page.get_by_label("Thema").select_option(label="Verkehr")
    expect(page.locator(".chips")).to_contain_text("Verkehr")
    assert visitor.check() == []
    page.get_by_role("main").get_by_role("link", name="Ergebnisse", exact=True).click()
    page.get_by_role("link", name=re.compile("^Zwischenbericht")).click()
    expect(page.get_by_role("heading", name="Wer teilgenommen hat")).to_be_visible()
    assert visitor.check() == []
    on_paper(visitor)
    assert fetched(page, "Gesamtbericht als PDF").startswith(b"%PDF")


def takes_figures(visitor: Visit) -> None:
    """The public figures on who took part, and one of their tables."""
    page = visitor.page
    to_results(page, "Spielplatz Mühlenau")
    page.get_by_role("link", name="Teilnahme nach Ortsteilen, Wegen und Wochen").click()
    expect(page.get_by_role("heading", name="Nach Ortsteilen")).to_be_visible()
    assert visitor.check() == []
    on_paper(visitor)
    table = fetched(page, "Tabelle „Nach Ortsteilen“ als CSV")
    assert {"Ortsteil", "Altstadt"} <= set(cells(table))


def takes_results(visitor: Visit) -> None:
    """One consultation's results, made while she waits: what looks like a formula is text in both kinds of tables."""
    page = visitor.page
    page.get_by_role("banner").get_by_role("link", name="Ratsbereich").click()
    page.get_by_role("link", name="Spielplatz Mühlenau", exact=True).click()
    page.get_by_role("button", name="Ergebnisse herunterladen").click()
    expect(page.get_by_role("heading", name="Die Datei ist fertig")).to_be_visible()
    assert visitor.check() == []
    with ZipFile(io.BytesIO(fetched(page, "Datei herunterladen"))) as found:
        name = next(one for one in found.namelist() if one.endswith("vorschlaege.csv"))
        assert f"'{FORMULA}" in set(cells(found.read(name)))


def takes_everything(visitor: Visit) -> None:
    """All data of the town, in every format."""
    page = visitor.page
    page.get_by_role("contentinfo").get_by_role("link", name="Offene Daten").click()
    assert visitor.check() == []
    with ZipFile(io.BytesIO(fetched(page, re.compile("^Alle Tabellen in allen Formaten")))) as found:
        tables = [name for name in found.namelist() if name.endswith(".csv")]
        assert len(tables) > 30
        assert [cell for name in tables for cell in cells(found.read(name)) if cell.startswith(BEGINS_A_FORMULA)] == []
        book = load_workbook(io.BytesIO(found.read("vorschlaege.xlsx")))
        assert {cell.data_type for row in book.worksheets[0] for cell in row} <= {"s", "n", "d", "b"}  # and no "f"


def follows_to_papers(visitor: Visit, with_paper: str) -> None:
    """From a recommendation to the town's answer and its paper, and from the measure of this title to its paper."""
    page = visitor.page
    to_results(page, COUNCIL)
    page.get_by_role("link", name="1. Der große Saal bleibt groß").click()
    expect(page.locator("#empfehlung-1")).to_be_in_viewport()
    assert visitor.check() == []
    page.go_back()
    expect(page.get_by_text("Der Stadtrat beschließt, dass jede Variante").first).to_be_visible()
    assert shown_by(page, "Vorlage als PDF").startswith(b"%PDF")
    page.get_by_role("banner").get_by_role("link", name="#Gemacht").click()
    page.get_by_role("main").get_by_role("link", name=with_paper, exact=True).click()
    expect(page.get_by_role("heading", name="Unterlagen")).to_be_visible()
    assert visitor.check() == []
    on_paper(visitor)
    assert shown_by(page, re.compile("^Vorlage: ")).startswith(b"%PDF")


def test_a_council_member_reads_takes_home_and_prints(town: Town, visit: Visits) -> None:
    with town.app.app_context(), Session(db.engine) as session:
        with_paper = session.scalars(select(Measure.title).join(MeasureDocument, MeasureDocument.measure_id == Measure.id).limit(1)).one()
    with visit("council") as member:
        reads_and_filters(member)
        takes_figures(member)
        takes_results(member)
        takes_everything(member)
        follows_to_papers(member, with_paper)


def test_she_reads_on_by_phone_without_scripts(visit: Visits) -> None:
    with visit("council", "phone", java_script_enabled=False) as member:
        page = member.go(f"{HALL}/ergebnisse")
        assert member.check() == []
        page.get_by_role("link", name=re.compile("^Zwischenbericht")).click()
        page.get_by_role("link", name="Argumente aus der Diskussion").click()
        expect(page.get_by_role("heading", name="Argumente aus der Diskussion")).to_be_in_viewport()
        assert member.check() == []
        assert fetched(page, "Gesamtbericht als PDF").startswith(b"%PDF")
        member.go(f"{PLAYGROUND}/ergebnisse")
        page.get_by_role("link", name="Teilnahme nach Ortsteilen, Wegen und Wochen").click()
        expect(page.get_by_role("heading", name="Wie gezählt wird")).to_be_visible()
        assert member.check() == []
        for path in ("/daten", "/daten/verzeichnis", "/gemacht", "/rat"):
            member.go(path)
            assert member.check() == [], path
