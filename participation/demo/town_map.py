"""The map of the invented town of Auenstedt, drawn by a program: the same at every run. `python -m participation.demo.town_map` writes it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians, sin
from pathlib import Path
from random import Random
from typing import Any

FILE = Path(__file__).parent / "auenstedt.geojson"
SEED = 1974
MIDDLE = (9.9600, 51.4200)
"""Where the town would lie; it is invented, and so is what lies around it."""

Metres = tuple[float, float]
Line = list[Metres]

# A lattice of 4 × 4 corners, three cells in a row, from the south to the north; metres from the middle of the town.
_CORNERS: list[list[Metres]] = [
    [(-2300, -1900), (-800, -2150), (800, -2050), (2250, -1800)],
    [(-2550, -650), (-720, -620), (700, -600), (2500, -700)],
    [(-2450, 680), (-680, 640), (720, 600), (2450, 620)],
    [(-2050, 1950), (-700, 2150), (850, 2080), (2150, 1850)],
]
_CELLS: dict[str, tuple[tuple[int, int], ...]] = {
    "Südhang": ((0, 0), (1, 0)),
    "Wiesengrund": ((2, 0),),
    "Mühlenau": ((0, 1),),
    "Altstadt": ((1, 1),),
    "Bahnhofsviertel": ((2, 1),),
    "Oberdorf": ((0, 2),),
    "Nordend": ((1, 2),),
    "Steinbach": ((2, 2),),
}
_NAMES: dict[str, str] = {
    "Altstadt": "Marktplatz Rathausgasse Kirchgasse Badergasse Fischergasse Gerbergasse Münzgasse Langgasse Webergasse Schulgasse Stadtgraben Hallenstraße",
    "Bahnhofsviertel": "Bahnhofstraße Güterstraße Lindenallee Postweg Eisenbahnstraße Schillerstraße Goethestraße Kastanienweg Bahnhofsplatz Gleisweg Werkstraße Lagerstraße",
    "Nordend": "Nordstraße Gartenstraße Rosenweg Tulpenweg Nelkenweg Fliederweg Ahornweg Birkenallee Eichenweg Schlehenweg Ulmenweg Buchenstraße",
    "Südhang": "Südstraße Hangweg Weinbergstraße Sonnenhang Panoramaweg Rebenweg Traubenweg Kelterstraße Steigstraße Höhenweg Talblick Burgweg Schlossbergstraße Terrassenweg Am_Hang Winzerweg Amselweg Finkenweg Drosselweg Meisenweg Lerchenweg Starenweg Schwalbenweg Spechtweg",
    "Mühlenau": "Mühlenstraße Uferweg Auenweg Am_Wehr Erlenweg Weidenweg Bachstraße Müllerweg Sägewerkstraße Brückenstraße Flößerweg Schilfweg",
    "Oberdorf": "Oberdorfstraße Dorfplatz Brunnenweg Hofstraße Scheunenweg Backhausweg Anger Am_Teich Ackerweg Feldstraße Kirchweg Hirtenweg",
    "Wiesengrund": "Wiesenstraße Heuweg Kleeweg Grasweg Storchenweg Froschweg Am_Graben Grundstraße Weidegasse Moosweg Mohnweg Kornblumenweg",
    "Steinbach": "Steinbachstraße Quellweg Kiesweg Felsenweg Granitstraße Schieferweg Am_Steinbruch Waldstraße Försterweg Tannenweg Kiefernweg Fichtenweg",
}
_RIVER: Line = [
    (-2750, 250),
    (-2100, 120),
    (-1500, -60),
    (-950, -330),
    (-300, -430),
    (350, -380),
    (900, -520),
    (1500, -900),
    (2000, -1500),
    (2250, -2200),
]
_RAIL: Line = [(1250, -2200), (1350, -1200), (1500, -300), (1560, 500), (1400, 1300), (1250, 2250)]
_GREEN: dict[str, tuple[float, float, float, float]] = {
    "Stadtpark": (-380, 260, 260, 170),
    "Auenwiese": (-1700, -420, 420, 130),
    "Friedhof Nordend": (250, 1620, 190, 150),
    "Sportplatz Wiesengrund": (1050, -1650, 170, 120),
    "Steinbacher Wald": (1850, 1550, 260, 220),
    "Streuobstwiese am Hang": (-900, -1850, 330, 110),
}
_BUILDINGS: dict[str, tuple[float, float, float, float]] = {
    "Stadthalle": (150, -180, 55, 38),
    "Rathaus": (-60, 20, 30, 22),
    "Stadtkirche": (-190, -70, 34, 15),
    "Bahnhof": (1500, 60, 20, 70),
    "Güterschuppen": (1470, -260, 18, 60),
    "Gymnasium": (380, 380, 45, 30),
    "Grundschule Nordend": (-250, 1250, 40, 25),
    "Hallenbad": (-1250, 380, 38, 30),
    "Alte Mühle": (-1620, 20, 22, 16),
    "Feuerwache": (900, 330, 30, 22),
}


@dataclass(frozen=True, slots=True)
class Street:
    """A street: its name, its part of the town, its course in metres."""

    name: str
    district: str
    line: Line


class Drawing:
    """The town in metres; everything that is random is drawn once, in a fixed order."""

    def __init__(self, seed: int = SEED) -> None:
        self.random = Random(seed)  # noqa: S311  # an example, no draw
        self._edges: dict[tuple[Metres, Metres], Line] = {}
        self.districts = {name: self._outline(cells) for name, cells in _CELLS.items()}
        self.boundary = self._outline(tuple(cell for cells in _CELLS.values() for cell in cells))
        self.streets = [street for name, cells in _CELLS.items() for street in self._streets(name, cells)]

    def _edge(self, start: Metres, end: Metres) -> Line:
        """A border between two corners, bent a little, the same from both sides."""
        if (end, start) in self._edges:
            return self._edges[end, start][::-1]
        if (start, end) not in self._edges:
            length = hypot(end[0] - start[0], end[1] - start[1])
            across = (-(end[1] - start[1]) / length, (end[0] - start[0]) / length)
            bend = self.random.uniform(-0.05, 0.05) * length
            line = [start]
            for step in range(1, 8):
                share = step / 8
                aside = bend * sin(share * 3.1416) + self.random.uniform(-0.008, 0.008) * length
                line.append((start[0] + (end[0] - start[0]) * share + across[0] * aside, start[1] + (end[1] - start[1]) * share + across[1] * aside))
            self._edges[start, end] = [*line, end]
        return self._edges[start, end]

    def _outline(self, cells: Sequence[tuple[int, int]]) -> Line:
        """The outline around some cells, counter-clockwise: the sides that belong to one of them only."""
        sides: set[tuple[Metres, Metres]] = set()
        for column, row in cells:
            ring = [_CORNERS[row][column], _CORNERS[row][column + 1], _CORNERS[row + 1][column + 1], _CORNERS[row + 1][column]]
            for a, b in pairwise([*ring, ring[0]]):
                sides ^= {(b, a)} if (b, a) in sides else {(a, b)}
        follows = dict(sides)
        first = here = min(follows)
        line: Line = []
        while True:
            line += self._edge(here, follows[here])[:-1]
            here = follows[here]
            if here == first:
                return line

    def _streets(self, district: str, cells: Sequence[tuple[int, int]]) -> Iterator[Street]:
        names = [name.replace("_", " ") for name in _NAMES[district].split()]
        per_cell = len(names) // len(cells)
        for number, (column, row) in enumerate(cells):
            mine = names[number * per_cell : (number + 1) * per_cell]
            at = self._inside(column, row)
            half = len(mine) // 2
            for place, name in enumerate(mine):
                along, lane = place < half, (place % half + 0.75 + self.random.uniform(-0.15, 0.15)) / (half + 0.5)
                first, last = self.random.choice([(0.04, 0.96), (0.04, 0.96), (0.06, 0.62), (0.4, 0.95)])
                steps = [first + (last - first) * step / 6 for step in range(7)]
                wobble = self.random.uniform(-0.02, 0.02)
                line = [at(step, lane + wobble * sin(step * 6)) if along else at(lane + wobble * sin(step * 6), step) for step in steps]
                yield Street(name, district, line)

    def _inside(self, column: int, row: int) -> Callable[[float, float], Metres]:
        (a, b), (d, c) = (
            (_CORNERS[row][column], _CORNERS[row][column + 1]),
            (_CORNERS[row + 1][column], _CORNERS[row + 1][column + 1]),
        )

        def at(u: float, v: float) -> Metres:
            u, v = 0.05 + 0.9 * u, 0.05 + 0.9 * v
            return (
                a[0] * (1 - u) * (1 - v) + b[0] * u * (1 - v) + c[0] * u * v + d[0] * (1 - u) * v,
                a[1] * (1 - u) * (1 - v) + b[1] * u * (1 - v) + c[1] * u * v + d[1] * (1 - u) * v,
            )

        return at

    def addresses(self) -> Iterator[tuple[str, str, float, float]]:
        """Every house: street, number, longitude, latitude; odd numbers on one side, even ones on the other; and each street's middle."""
        for street in self.streets:
            middle = street.line[len(street.line) // 2]
            yield (street.name, "", *degrees(middle))
            for number, point in enumerate(_along(street.line, 28.0), 1):
                yield (street.name, str(number), *degrees(point))


def _along(line: Line, step: float) -> Iterator[Metres]:
    """Points beside a line, left and right in turn."""
    left, side = step, 1
    for (ax, ay), (bx, by) in pairwise(line):
        length = hypot(bx - ax, by - ay)
        while left <= length:
            share = left / length
            across = (-(by - ay) / length * 14 * side, (bx - ax) / length * 14 * side)
            yield ax + (bx - ax) * share + across[0], ay + (by - ay) * share + across[1]
            side, left = -side, left + step
        left -= length


def degrees(point: Metres) -> tuple[float, float]:
    """Longitude and latitude of a point given in metres from the middle of the town."""
    up = 111_319.5
    return round(MIDDLE[0] + point[0] / (up * cos(radians(MIDDLE[1]))), 5), round(MIDDLE[1] + point[1] / up, 5)


def _band(line: Line, width: float) -> Line:
    """The outline of a line drawn with a broad pen."""
    left: Line = []
    right: Line = []
    for number, (x, y) in enumerate(line):
        (ax, ay), (bx, by) = line[max(0, number - 1)], line[min(len(line) - 1, number + 1)]
        length = hypot(bx - ax, by - ay)
        dx, dy = -(by - ay) / length * width / 2, (bx - ax) / length * width / 2
        left.append((x + dx, y + dy))
        right.append((x - dx, y - dy))
    return [*left, *right[::-1]]


def _ellipse(x: float, y: float, wide: float, high: float) -> Line:
    return [(x + wide * cos(radians(angle)), y + high * sin(radians(angle))) for angle in range(0, 360, 24)]


def _box(x: float, y: float, wide: float, high: float) -> Line:
    return [(x - wide, y - high), (x + wide, y - high), (x + wide, y + high), (x - wide, y + high)]


def draw() -> dict[str, Any]:
    """The town's map as the product reads it (docs/maps.md)."""
    town = Drawing()
    features = [_area("boundary", "Auenstedt", town.boundary)]
    features += [_area("district", name, ring) for name, ring in town.districts.items()]
    features.append(_area("water", "Aue", _band(_RIVER, 46)))
    features.append(_area("water", "Dorfteich", _ellipse(-1500, 1300, 70, 45)))
    features += [_area("green", name, _ellipse(*told)) for name, told in _GREEN.items()]
    features += [_area("building", name, _box(*told)) for name, told in _BUILDINGS.items()]
    features.append(_feature("rail", "Bahn", {"type": "LineString", "coordinates": [list(degrees(point)) for point in _RAIL]}))
    for number, street in enumerate(town.streets):
        line = {"type": "LineString", "coordinates": [list(degrees(point)) for point in street.line]}
        features.append(_feature("street", street.name, line, 1 if number % 12 in (0, 6) else 2))
    return {"type": "FeatureCollection", "features": features}


def _area(kind: str, name: str, ring: Line) -> dict[str, Any]:
    pairs = [list(degrees(point)) for point in ring]
    return _feature(kind, name, {"type": "Polygon", "coordinates": [[*pairs, pairs[0]]]})


def _feature(kind: str, name: str, geometry: dict[str, Any], rank: int = 2) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"kind": kind, "name": name, "rank": rank}, "geometry": geometry}


def written() -> str:
    """The file's text: one feature a line, so that a change can be read."""
    drawn = draw()
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in drawn["features"])
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
