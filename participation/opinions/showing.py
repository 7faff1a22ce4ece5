"""A computed map in the shapes that pages draw: outlines, sentences, rows with bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.pages import format_number
from participation.methods.opinions.evidence import LEAST_PEOPLE, Verdict
from participation.methods.opinions.outlines import LEAST_PEOPLE as LEAST_OUTLINED
from participation.methods.opinions.statements import LEAST_ANSWERS_OF_A_GROUP
from participation.methods.opinions.votes import LEAST_ANSWERS
from participation.opinions.computing import Data, place
from participation.opinions.models import Result
from participation.opinions.words import group_name

LISTS = ("gemeinsam", "trennend", "unklar", "wenige")
"""What addresses call the lists of statements."""
WIDTH, HEIGHT, EDGE = 640.0, 440.0, 48.0


@dataclass(frozen=True, slots=True)
class Row:
    """What one group, or everybody, says to a statement."""

    label: str
    agree: int
    disagree: int
    passed: int

    @property
    def seen(self) -> int:
        """How many answered."""
        return self.agree + self.disagree + self.passed


@dataclass(frozen=True, slots=True)
class Card:
    """A statement with its rows; none where too few answered. `note`: why there is no row for each group; `number`: the statement's id."""

    text: str
    rows: Sequence[Row]
    note: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """A group's outline on the picture: the corners as SVG writes them, and where its name stands."""

    number: int
    label: str
    points: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Picture:
    """The map as drawn, in the picture's own units. `me`: where the person stands who looks at it."""

    shapes: Sequence[Shape]
    me: tuple[float, float] | None
    width: float = WIDTH
    height: float = HEIGHT


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands: the place on the map, the group (None without groups)."""

    x: float
    y: float
    group: int | None

    @property
    def sentence(self) -> str:
        """In words."""
        if self.group is None:
            return _("Sie sind mit auf der Karte. Weil es keine klaren Gruppen gibt, gehören Sie zu keiner.")
        return _("Ihre Antworten liegen am nächsten bei %(group)s.", group=group_name(self.group))


def standing(data: Data, marks: Mapping[int, int]) -> Standing | None:
    """Where somebody stands who answered like this; None where there is no map yet or too few answers."""
    found = place(data, marks)
    return Standing(*found) if found is not None else None


def verdict_words(result: Result) -> tuple[str, str]:
    """What the evidence says, as a heading and a sentence."""
    data = result.data
    if not result.version:
        return _("Noch kein Ergebnis"), _("Das Bild entsteht, sobald die ersten Antworten da sind. Es wird etwa jede Minute neu berechnet.")
    if data["verdict"] == Verdict.CLEAR:
        title = ngettext("Es gibt %(num)d klare Gruppe", "Es gibt %(num)d klare Gruppen", data["k"])
        return title, _("Wer in derselben Gruppe ist, antwortet ähnlich. Die Gruppen sind deutlicher als durch Zufall.")
    if data["verdict"] == Verdict.NUMBER_UNSURE:
        return _("Es gibt Gruppen, aber ihre Zahl ist unsicher"), _("Die Meinungen teilen sich. Ob in so viele Gruppen, ist nicht sicher.")
    if data["on_map"] < LEAST_PEOPLE:
        said = _(
            "Gruppen zeigen wir erst, wenn %(least)s Personen mindestens %(answers)s Aussagen beantwortet haben.",
            least=LEAST_PEOPLE,
            answers=LEAST_ANSWERS,
        )
        return _("Für Gruppen ist es noch zu früh"), said
    return _("Es gibt keine klaren Gruppen"), _("Die Antworten verteilen sich, ohne dass sich Lager bilden. Wir zeigen alle zusammen.")


def group_rows(data: Data) -> list[tuple[str, str]]:
    """The groups with their sizes, small ones without a number."""
    if not data or data["verdict"] == Verdict.NONE:
        return []
    said = [format_number(size) if size >= LEAST_OUTLINED else _("weniger als %(least)s", least=LEAST_OUTLINED) for size in data["sizes"]]
    return [(group_name(number), size) for number, size in enumerate(said)]


def picture(data: Data, me: Standing | None) -> Picture | None:
    """The outlines, scaled to the picture; None where no group has one."""
    outlines = data.get("outlines") or []
    corners = [corner for outline in outlines for corner in outline]
    if not corners:
        return None
    seen = corners + ([[me.x, me.y]] if me else [])
    left, right = min(x for x, _y in seen), max(x for x, _y in seen)
    low, high = min(y for _x, y in seen), max(y for _x, y in seen)
    scale = min((WIDTH - 2 * EDGE) / max(right - left, 1e-9), (HEIGHT - 2 * EDGE) / max(high - low, 1e-9))

    def at(x: float, y: float) -> tuple[float, float]:
        return round(WIDTH / 2 + scale * (x - (left + right) / 2), 1), round(HEIGHT / 2 - scale * (y - (low + high) / 2), 1)

    together = data["verdict"] == Verdict.NONE
    shapes = []
    for number, outline in enumerate(outlines):
        if outline:
            places = [at(x, y) for x, y in outline]
            middle = (sum(x for x, _y in places) / len(places), sum(y for _x, y in places) / len(places))
            label = _("Alle") if together else group_name(number)
            shapes.append(Shape(number, label, " ".join(f"{x},{y}" for x, y in places), round(middle[0], 1), round(middle[1], 1)))
    return Picture(shapes, at(me.x, me.y) if me else None)


def lists_of(data: Data, texts: Mapping[int, str]) -> dict[str, list[int]]:
    """The statements that can be read, by list, in their order."""
    by_number = {each["id"]: each for each in data.get("statements", ()) if each["id"] in texts}
    clear = {*data.get("common", ()), *data.get("dividing", ())}
    rest = [each for number, each in by_number.items() if number not in clear]
    unclear = sorted((each for each in rest if each["all"]), key=lambda each: (-each["all"][2] / max(sum(each["all"]), 1), each["id"]))
    return {
        "gemeinsam": [number for number in data.get("common", ()) if number in by_number],
        "trennend": [number for number in data.get("dividing", ()) if number in by_number],
        "unklar": [each["id"] for each in unclear],
        "wenige": sorted([each["id"] for each in rest if not each["all"]] + [number for number in texts if number not in by_number]),
    }


def cards(data: Data, texts: Mapping[int, str], numbers: Sequence[int]) -> list[Card]:
    """Statements with their rows."""
    known: dict[int, dict[str, Any]] = {each["id"]: each for each in data.get("statements", ())}
    grouped = bool(data) and data["verdict"] != Verdict.NONE
    return [replace(_card(texts[number], known.get(number), grouped=grouped), number=number) for number in numbers]


def _card(text: str, told: dict[str, Any] | None, *, grouped: bool) -> Card:
    if told is None or not told["all"]:
        return Card(text, (), _("Noch keine %(least)s Antworten.", least=LEAST_ANSWERS_OF_A_GROUP))
    rows = [Row(_("Alle"), *told["all"]), *(Row(group_name(number), *sums) for number, sums in enumerate(told["groups"]))]
    note = ""
    if grouped and not told["groups"]:
        note = _("Nach Gruppen zeigen wir die Antworten erst, wenn es aus jeder mindestens %(least)s gibt.", least=LEAST_ANSWERS_OF_A_GROUP)
    return Card(text, rows, note)
