"""The catalogue says what DCAT-AP.de asks for, the pages what schema.org knows, and the site map every public page and no other."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import DCAT, DCTERMS, RDF, Graph, Namespace, URIRef
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation, Stage
from participation.kit import clock
from participation.opendata.catalogue_files import catalogue_path, write_catalogue
from participation.opendata.dcat import catalogue
from participation.opendata.jobs import data_dir, sweep_data
from participation.opendata.models import DataFile
from participation.opendata.queries import catalogued
from participation.opendata.site_map import MOST, SOURCES, parts
from participation.settings import Settings, SettingsError
from tests.builders import a_consultation, a_resident
from tests.meetings.builders import a_draft as a_meeting_draft
from tests.meetings.builders import a_meeting
from tests.proposals.builders import a_draft, a_proposal
from tests.reports.builders import a_running_consultation, everything

Browse = Callable[[Person | None], FlaskClient]
DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
SITE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
OWN = Settings(
    secret_key="x" * 32,
    base_url="https://mitreden.example",
    city_name="Auenstedt",
    municipality_key="05958012",
    data_contributor="http://dcat-ap.de/def/contributors/auenstedt",
    contact_email="team@mitreden.example",
)


def told(session: Session, settings: Settings = OWN) -> Graph:
    """The catalogue of all consultations, each with a file of two tables."""
    found = catalogued(session)
    files = {
        scope: DataFile(
            scope=scope, stored_name="x", sha256="a" * 64, size=10, made_at=clock.now(), changed_at=clock.now(), rows={"vorschlaege": 2, "phasen": 0}
        )
        for scope in (0, *(one.id for one in found))
    }
    return catalogue(settings, found, files)


def test_each_consultation_is_a_dataset_with_what_is_required(session: Session) -> None:
    everything(session)
    a_consultation(session, "Entwurf", stage=Stage.DRAFT)
    graph = told(session)
    datasets = set(graph.subjects(RDF.type, DCAT.Dataset))
    public = session.query(Consultation).where(Consultation.stage != Stage.DRAFT).all()
    base = "https://mitreden.example"
    assert datasets == {URIRef(f"{base}/daten#alles"), *(URIRef(f"{base}/beteiligungen/{one.slug}#daten") for one in public)}
    for one in datasets:
        needed = (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.contactPoint, DCAT.theme, DCTERMS.identifier, DCTERMS.modified)
        needed += (DCATDE.contributorID, DCATDE.politicalGeocodingURI, DCATDE.politicalGeocodingLevelURI, DCTERMS.accrualPeriodicity)
        for name in (*needed, DCTERMS.spatial, DCTERMS.temporal, DCAT.keyword, DCAT.landingPage, DCTERMS.issued, DCAT.distribution):
            assert (one, name, None) in graph, f"{one} lacks {name}"
    addresses = set(graph.objects(None, DCAT.downloadURL))
    slug = public[0].slug
    files = ("/daten/alles.zip", "/daten/vorschlaege.csv", "/daten/vorschlaege.geojson", f"/daten/beteiligungen/{slug}/vorschlaege.json")
    assert {URIRef(base + path) for path in files} <= addresses
    assert not [address for address in addresses if "phasen" in address], "an empty table has no file to point to"


def test_each_file_names_its_licence_and_how_to_name_the_source(session: Session) -> None:
    everything(session)
    for code, names in (("dl-by-de/2.0", True), ("cc-zero", False)):
        graph = told(session, replace(OWN, data_licence=code))
        for one in graph.subjects(RDF.type, DCAT.Distribution):
            assert graph.value(one, DCTERMS.license) == URIRef(f"http://dcat-ap.de/def/licenses/{code}")
            assert ((one, DCATDE.licenseAttributionByText, None) in graph) == names


@pytest.mark.parametrize(("kind", "name"), [("ttl", "turtle"), ("jsonld", "json-ld"), ("rdf", "xml")])
def test_the_catalogue_is_there_in_three_formats(app: Flask, session: Session, browse: Browse, kind: str, name: str) -> None:
    everything(session)
    session.commit()
    with app.app_context():
        sweep_data()
        assert not write_catalogue(app.extensions["settings"], data_dir()), "nothing changed, nothing is written"
        assert catalogue_path(data_dir(), kind).is_file()
    browser = browse(None)
    response = browser.get(f"/daten/katalog.{kind}")
    media = response.mimetype
    if name == "json-ld":  # whose reader in rdflib warns of itself
        kinds = [one["@type"] for one in json.loads(response.data)["@graph"]]
        assert kinds.count("dcat:Dataset") == 2
    else:
        assert len(set(Graph().parse(data=response.data, format=name).subjects(RDF.type, DCAT.Dataset))) == 2
    asked = browser.get("/daten", headers={"Accept": media})
    assert asked.data == response.data
    assert "Accept" in asked.headers["Vary"]
    assert browser.get(f"/daten/katalog.{kind}", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    assert browser.get("/daten", headers={"Accept": "text/html,*/*;q=0.8"}).mimetype == "text/html"


def _said(text: str) -> dict[str, object]:
    [block] = re.findall(r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', text, re.DOTALL)
    found: dict[str, object] = json.loads(block)
    return found


def test_pages_say_what_they_are_to_search_engines(session: Session, browse: Browse) -> None:
    consultation = a_running_consultation(session, 'Böse </script><script>alert(1)</script> & "so"')
    meeting = a_meeting(session, consultation)
    session.commit()
    browser = browse(None)
    event = _said(browser.get(f"/beteiligungen/{consultation.slug}").text)
    assert (event["@type"], event["name"]) == ("Event", consultation.title)
    assert str(event["startDate"]).startswith("2026-10-")
    hall = _said(browser.get(f"/beteiligungen/{consultation.slug}/sitzungen/{meeting.id}").text)
    assert hall["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert _said(browser.get("/").text)["@type"] == "WebSite"
    assert _said(browser.get("/daten").text)["@type"] == "DataCatalog"


def test_the_site_map_lists_public_pages_that_answer_and_no_others(session: Session, browse: Browse) -> None:
    consultation, person = a_running_consultation(session), a_resident(session)
    proposal, draft = a_proposal(session, consultation, person), a_draft(session, consultation, person)
    meeting, planned = a_meeting(session, consultation), a_meeting_draft(session, consultation)
    unborn = a_consultation(session, "Ungeboren", stage=Stage.DRAFT)
    session.commit()
    browser = browse(None)
    index = ElementTree.fromstring(browser.get("/sitemap.xml").data)  # noqa: S314  # our own
    base, found = "http://localhost", []
    for one in index.iter(f"{SITE}loc"):
        answer = browser.get((one.text or "").removeprefix(base))
        assert answer.mimetype == "application/xml"
        found += [(loc.text or "").removeprefix(base) for loc in ElementTree.fromstring(answer.data).iter(f"{SITE}loc")]  # noqa: S314  # as above
    home = f"/beteiligungen/{consultation.slug}"
    assert {home, f"{home}/vorschlaege/{proposal.id}", f"{home}/sitzungen/{meeting.id}", "/daten"} <= set(found)
    assert not {f"{home}/vorschlaege/{draft.id}", f"{home}/sitzungen/{planned.id}", f"/beteiligungen/{unborn.slug}"} & set(found)
    assert [path for path in found if browser.get(path).status_code != 200] == []
    assert browser.get("/sitemap-vorschlaege-99.xml").status_code == 404
    assert f"Sitemap: {base}/sitemap.xml" in browser.get("/robots.txt").text


def test_a_part_of_the_site_map_is_bounded(session: Session) -> None:
    consultation = a_running_consultation(session)
    proposal = a_proposal(session, consultation, a_resident(session))
    proposal.id = 2 * MOST + 1
    session.flush()
    assert [number for name, number in parts(session) if name == "vorschlaege"] == [1, 2, 3]
    assert [len(list(SOURCES["vorschlaege"].entries(session, start * MOST))) for start in range(3)] == [0, 0, 1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"data_licence": "mine"},
        {"municipality_key": "123"},
        {"data_contributor": "https://elsewhere.example/x"},
        {"data_publisher_url": "http://x.example"},
    ],
)
def test_settings_that_would_make_a_wrong_catalogue_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        replace(OWN, **wrong).check()  # type: ignore[arg-type]  # one text each
