"""The catalogue of open data as DCAT-AP.de (2.0, whose terms 3.0 keeps): one dataset for each consultation, and one for all together.

DCAT-AP.de 2.0: https://www.dcat-ap.de/def/dcatde/2.0/spec/ with its conventions; vocabularies of the EU Publications Office.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, BNode, Graph, Literal, Namespace, URIRef

from participation.consultations.models import Consultation
from participation.datasets.catalogue import PUBLIC
from participation.datasets.kinds import Dataset
from participation.kit.dates import city_zone
from participation.opendata.models import EVERYTHING, DataFile
from participation.opendata.terms import attribution_of, licence_of, publisher_of, title_of
from participation.settings import Settings

DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
DCATAP = Namespace("http://data.europa.eu/r5r/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
EU = "http://publications.europa.eu/resource/authority/"
GOVERNMENT = URIRef(f"{EU}data-theme/GOVE")
"""Government and the public sector."""
GERMAN = URIRef(f"{EU}language/DEU")
MEDIA = {"zip": "application/zip", "csv": "text/csv", "json": "application/json", "geojson": "application/geo+json"}
FILE_TYPES = {"zip": "ZIP", "csv": "CSV", "json": "JSON", "geojson": "GEOJSON"}
KEYWORDS = ("Bürgerbeteiligung", "Beteiligung", "Kommune", "participation")
DAILY, NEVER = URIRef(f"{EU}frequency/DAILY"), URIRef(f"{EU}frequency/NEVER")


@dataclass(frozen=True, slots=True)
class _Thing:
    """What the catalogue says of one dataset. `path`: of its files, without ending."""

    uri: URIRef
    title: str
    about: str
    landing: str
    path: str
    file: DataFile
    issued: datetime | None
    begins: datetime | None
    ends: datetime | None
    over: bool
    keywords: Sequence[str]
    tables: Sequence[Dataset]


def catalogue(settings: Settings, consultations: Sequence[Consultation], files: Mapping[int, DataFile]) -> Graph:
    """The whole catalogue; of what has no file yet it says nothing."""
    base, graph = settings.base_url.rstrip("/"), Graph(bind_namespaces="none")
    for prefix, space in (
        ("rdf", RDF),
        ("xsd", XSD),
        ("dcat", DCAT),
        ("dcterms", DCTERMS),
        ("foaf", FOAF),
        ("dcatde", DCATDE),
        ("dcatap", DCATAP),
        ("vcard", VCARD),
        ("spdx", SPDX),
    ):
        graph.bind(prefix, space, replace=True)
    top, publisher = URIRef(f"{base}/daten"), URIRef(f"{base}/daten#herausgeber")
    graph.add((top, RDF.type, DCAT.Catalog))
    _say(
        graph,
        top,
        title_of(settings),
        f"Alle Daten der Beteiligungsplattform {settings.site_name} {settings.city_name}, zu jeder Beteiligung ein Datensatz.",
    )
    graph.add((top, DCTERMS.publisher, publisher))
    graph.add((top, DCTERMS.language, GERMAN))
    graph.add((top, FOAF.homepage, URIRef(f"{base}/daten")))
    graph.add((top, DCAT.themeTaxonomy, URIRef(f"{EU}data-theme")))
    _publisher(graph, settings, publisher)
    changed = [one.changed_at for one in files.values() if one.is_there and one.changed_at]
    if changed:
        graph.add((top, DCTERMS.modified, _moment(max(changed))))
    for thing in _things(settings, consultations, files):
        graph.add((top, DCAT.dataset, thing.uri))
        _dataset(graph, settings, thing, publisher)
    return graph


def _things(settings: Settings, consultations: Sequence[Consultation], files: Mapping[int, DataFile]) -> list[_Thing]:
    base, found = settings.base_url.rstrip("/"), []
    whole = files.get(EVERYTHING)
    if whole is not None and whole.is_there:
        first = min((one.published_at for one in consultations if one.published_at), default=None)
        about = "Alle Tabellen über alle Beteiligungen hinweg, dazu Anliegen und die Entscheidungen der Moderation."
        uri, path = URIRef(f"{base}/daten#alles"), f"{base}/daten"
        found.append(_Thing(uri, title_of(settings), about, f"{base}/daten", path, whole, first, first, None, False, (), PUBLIC))
    for one in consultations:
        file = files.get(one.id)
        if file is None or not file.is_there:
            continue
        home, path = f"{base}/beteiligungen/{one.slug}", f"{base}/daten/beteiligungen/{one.slug}"
        begins = min((phase.starts_at for phase in one.phases), default=one.published_at)
        ends = max((phase.ends_at for phase in one.phases), default=one.closed_at)
        topics = [category.name for category in one.categories]
        about = one.summary or f"Daten der Beteiligung „{one.title}“."
        tables = tuple(dataset for dataset in PUBLIC if dataset.of_consultation)
        over, uri = one.closed_at is not None, URIRef(f"{home}#daten")
        found.append(_Thing(uri, f"Beteiligung: {one.title}", about, home, path, file, one.published_at, begins, ends, over, topics, tables))
    return found


def _dataset(graph: Graph, settings: Settings, thing: _Thing, publisher: URIRef) -> None:
    it = thing.uri
    graph.add((it, RDF.type, DCAT.Dataset))
    _say(graph, it, thing.title, thing.about)
    graph.add((it, DCTERMS.identifier, Literal(str(it))))
    for who in (DCTERMS.publisher, DCTERMS.creator, DCATDE.maintainer):
        graph.add((it, who, publisher))
    graph.add((it, DCTERMS.language, GERMAN))
    graph.add((it, DCAT.theme, GOVERNMENT))
    graph.add((it, DCAT.landingPage, URIRef(thing.landing)))
    graph.add((it, DCTERMS.accrualPeriodicity, NEVER if thing.over else DAILY))
    graph.add((it, DCATAP.availability, URIRef(f"{EU}planned-availability/STABLE")))
    for word in dict.fromkeys((*KEYWORDS, *thing.keywords)):
        graph.add((it, DCAT.keyword, Literal(word, lang="de")))
    if thing.issued:
        graph.add((it, DCTERMS.issued, _moment(thing.issued)))
    if thing.file.changed_at:
        graph.add((it, DCTERMS.modified, _moment(thing.file.changed_at)))
    if settings.data_contributor:
        graph.add((it, DCATDE.contributorID, URIRef(settings.data_contributor)))
    _where(graph, settings, it)
    _when(graph, it, thing)
    _contact(graph, settings, it)
    for name, kind, title in _files(thing):
        _distribution(graph, settings, thing, name, kind, title)


def _files(thing: _Thing) -> list[tuple[str, str, str]]:
    """The files of a dataset: name in addresses, kind, title."""
    whole = f"{thing.path}/alles" if thing.landing == thing.path else thing.path
    found = [(whole, "zip", "Alle Tabellen mit Verzeichnis der Spalten (CSV, JSON, Excel, GeoJSON)")]
    for dataset in thing.tables:
        table = dataset.table
        if not thing.file.rows.get(table.name):
            continue
        kinds = ("csv", "json", *(("geojson",) if table.place else ()))
        found += [(f"{thing.path}/{table.name}", kind, f"{table.title.de} ({FILE_TYPES[kind]})") for kind in kinds]
    return found


def _distribution(graph: Graph, settings: Settings, thing: _Thing, name: str, kind: str, title: str) -> None:
    address = URIRef(f"{name}.{kind}")
    it = URIRef(f"{address}#datei")
    graph.add((thing.uri, DCAT.distribution, it))
    graph.add((it, RDF.type, DCAT.Distribution))
    graph.add((it, DCTERMS.title, Literal(title, lang="de")))
    for where in (DCAT.accessURL, DCAT.downloadURL):
        graph.add((it, where, address))
    graph.add((it, DCTERMS.format, URIRef(f"{EU}file-type/{FILE_TYPES[kind]}")))
    graph.add((it, DCAT.mediaType, URIRef(f"https://www.iana.org/assignments/media-types/{MEDIA[kind]}")))
    licence = licence_of(settings)
    graph.add((it, DCTERMS.license, URIRef(licence.uri)))
    if licence.names:
        graph.add((it, DCATDE.licenseAttributionByText, Literal(attribution_of(settings), lang="de")))
    graph.add((it, DCTERMS.language, GERMAN))
    if thing.file.changed_at:
        graph.add((it, DCTERMS.modified, _moment(thing.file.changed_at)))
    if kind == "zip":
        graph.add((it, DCAT.byteSize, Literal(thing.file.size, datatype=XSD.nonNegativeInteger)))
        _sum(graph, it, thing.file.sha256)


def _sum(graph: Graph, it: URIRef, sha256: str) -> None:
    check = BNode(f"sum-{sha256[:24]}")
    graph.add((it, SPDX.checksum, check))
    graph.add((check, RDF.type, SPDX.Checksum))
    graph.add((check, SPDX.algorithm, URIRef("http://dcat-ap.de/def/hashAlgorithms/sha/256")))
    graph.add((check, SPDX.checksumValue, Literal(sha256, datatype=XSD.hexBinary)))


def _publisher(graph: Graph, settings: Settings, it: URIRef) -> None:
    graph.add((it, RDF.type, FOAF.Agent))
    graph.add((it, RDF.type, FOAF.Organization))
    graph.add((it, FOAF.name, Literal(publisher_of(settings), lang="de")))
    graph.add((it, DCTERMS.type, URIRef("http://purl.org/adms/publishertype/LocalAuthority")))
    if settings.data_publisher_url:
        graph.add((it, FOAF.homepage, URIRef(settings.data_publisher_url)))
    if settings.contact_email:
        graph.add((it, FOAF.mbox, URIRef(f"mailto:{settings.contact_email}")))


def _contact(graph: Graph, settings: Settings, it: URIRef) -> None:
    base = settings.base_url.rstrip("/")
    contact = URIRef(f"{base}/daten#kontakt")
    graph.add((it, DCAT.contactPoint, contact))
    graph.add((contact, RDF.type, VCARD.Organization))
    graph.add((contact, RDF.type, VCARD.Kind))
    graph.add((contact, VCARD.fn, Literal(publisher_of(settings))))
    graph.add((contact, VCARD.hasURL, URIRef(f"{base}/impressum")))
    if settings.contact_email:
        graph.add((contact, VCARD.hasEmail, URIRef(f"mailto:{settings.contact_email}")))


def _where(graph: Graph, settings: Settings, it: URIRef) -> None:
    """The municipality, by its key; the state is told by its first two digits."""
    graph.add((it, DCATDE.politicalGeocodingLevelURI, URIRef("http://dcat-ap.de/def/politicalGeocoding/Level/municipality")))
    graph.add((it, DCATDE.geocodingDescription, Literal(settings.city_name, lang="de")))
    if settings.municipality_key:
        place = URIRef(f"http://dcat-ap.de/def/politicalGeocoding/municipalityKey/{settings.municipality_key}")
        graph.add((it, DCATDE.politicalGeocodingURI, place))
        graph.add((it, DCTERMS.spatial, place))


def _when(graph: Graph, it: URIRef, thing: _Thing) -> None:
    if thing.begins is None:
        return
    period = URIRef(f"{it}-zeitraum")
    graph.add((it, DCTERMS.temporal, period))
    graph.add((period, RDF.type, DCTERMS.PeriodOfTime))
    graph.add((period, DCAT.startDate, _moment(thing.begins)))
    if thing.ends is not None:
        graph.add((period, DCAT.endDate, _moment(thing.ends)))


def _say(graph: Graph, it: Any, title: str, about: str) -> None:
    graph.add((it, DCTERMS.title, Literal(title, lang="de")))
    graph.add((it, DCTERMS.description, Literal(about, lang="de")))


def _moment(value: datetime) -> Literal:
    return Literal(value.astimezone(city_zone()).isoformat(timespec="seconds"), datatype=XSD.dateTime)
