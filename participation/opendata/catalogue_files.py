"""The catalogue as files, written where something in it has changed, so that nobody waits for it."""

from __future__ import annotations

from pathlib import Path

from participation.kit.database import snapshot
from participation.kit.whole_files import written_whole
from participation.opendata.dcat import catalogue
from participation.opendata.models import EVERYTHING
from participation.opendata.queries import catalogued, public_files
from participation.settings import Settings

FORMATS = {"ttl": ("turtle", "text/turtle"), "jsonld": ("json-ld", "application/ld+json"), "rdf": ("xml", "application/rdf+xml")}
"""Ending → what the library calls it, and its media type."""


def catalogue_path(root: Path, kind: str) -> Path:
    """Where the catalogue lies in a format."""
    return root / f"katalog.{kind}"


def write_catalogue(settings: Settings, root: Path) -> bool:
    """Write it where a file of data is newer than it, or the settings changed; returns whether."""
    with snapshot() as session:
        found = catalogued(session)
        files = public_files(session, [EVERYTHING, *(one.id for one in found)])
        known = "\n".join([repr(settings.base_url), *(f"{one.scope} {one.sha256}" for one in files.values() if one.is_there), *_told(settings)])
        mark = root / "katalog.mark"
        if mark.is_file() and mark.read_text() == known and all(catalogue_path(root, kind).is_file() for kind in FORMATS):
            return False
        graph = catalogue(settings, found, files)
    for kind, (name, _media) in FORMATS.items():
        with written_whole(catalogue_path(root, kind)) as stream:
            stream.write(
                graph.serialize(format=name, encoding="utf-8", auto_compact=True)
                if kind == "jsonld"
                else graph.serialize(format=name, encoding="utf-8")
            )
    mark.write_text(known)
    return True


def _told(settings: Settings) -> list[str]:
    names = ("data_licence", "data_attribution", "data_publisher", "data_publisher_url", "data_contributor", "municipality_key", "contact_email")
    return [f"{name} {getattr(settings, name)}" for name in (*names, "city_name", "site_name")]
