"""The town's map of this installation, in a request, job or command."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for

from participation.kit.language import gettext as _
from participation.kit.pages import settings
from participation.methods.geometry import degrees
from participation.places.town import TownMap, load_town_map
from participation.settings import Settings


def init_places(app: Any, settings: Settings) -> None:
    """Read the town's map once. Raises TownMapError for a file that cannot be used."""
    app.extensions["town_map"] = load_town_map(settings.map_file)
    app.jinja_env.globals["map_words"] = map_words


def town_map() -> TownMap:
    """The town as this installation knows it; empty where no file was given."""
    found: TownMap = current_app.extensions["town_map"]
    return found


def map_words() -> dict[str, Any]:
    """What a map on a page must be told: where the drawing lies, how far the town reaches, tiles where there are any."""
    town, told = town_map(), settings()
    west, south, east, north = town.box
    return {
        "base": url_for("places.base_map", version=town.version),
        "box": ",".join(str(degrees(side)) for side in (west, south, east, north)),
        "tiles": told.tile_url,
        "note": told.tile_note or _("Karte: Stadt %(city)s", city=told.city_name),
    }
