"""Points, lines and areas on a town's map: read, checked, thinned and packed, all in whole numbers.

Coordinates are pairs (longitude, latitude) in `UNITS` to the degree of WGS84: about a metre. Whole numbers make every test of a
crossing exact; no rounding decides whether an area crosses itself.
"""

from __future__ import annotations

from participation.methods.geometry.anchors import anchor_of
from participation.methods.geometry.coarse import coarsened
from participation.methods.geometry.crossings import crosses_itself
from participation.methods.geometry.inside import Region, inside
from participation.methods.geometry.nearest import metres_between, metres_to_line
from participation.methods.geometry.packing import packed, unpacked
from participation.methods.geometry.shapes import MOST_POINTS, UNITS, Fault, GeometryError, Kind, Point, Shape, degrees, read_shape, units
from participation.methods.geometry.thinning import thinned

__all__ = [
    "MOST_POINTS",
    "UNITS",
    "Fault",
    "GeometryError",
    "Kind",
    "Point",
    "Region",
    "Shape",
    "anchor_of",
    "coarsened",
    "crosses_itself",
    "degrees",
    "inside",
    "metres_between",
    "metres_to_line",
    "packed",
    "read_shape",
    "thinned",
    "units",
    "unpacked",
]
