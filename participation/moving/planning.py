"""What of a description can be taken over into a consultation: the new, what is here already, what not and why. Writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from participation.consultations.models import Consultation
from participation.discussions.models import ORIGIN_LENGTH
from participation.discussions.models import Kind as Stance
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.language import lazy, speaking
from participation.kit.prose import plain, to_html
from participation.kit.text import clean_line, clean_text, fold
from participation.moving.description import SYSTEM_NAMES, Description, Item, Kind, Ref, System
from participation.moving.reading import rooted
from participation.places.actions import Spot, Wish, spot_of
from participation.places.queries import StreetBook
from participation.places.town import TownMap
from participation.proposals.models import TITLE_LENGTH

KIND_NAMES = {Kind.PROPOSAL: lazy("Vorschläge"), Kind.TOPIC: lazy("Themen"), Kind.COMMENT: lazy("Beiträge")}
STANCES = MappingProxyType({"for": Stance.FOR, "against": Stance.AGAINST, "": Stance.NOTE})


@dataclass(frozen=True, slots=True)
class Head:
    """A contribution that stands here: what it belongs to and the contribution on the first level above it, or itself."""

    subject: tuple[str, int]
    id: int


@dataclass(frozen=True, slots=True)
class Known:
    """What is asked of the consultation: `things`: proposals and topics that came before; `heads`: contributions, `wholes`: maps and surveys that did."""

    consultation: Consultation
    districts: Mapping[int, str]
    things: Mapping[Ref, int]
    heads: Mapping[str, Head]
    town: TownMap
    streets: StreetBook
    now: datetime
    wholes: Set[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Planned:
    """One thing as it will stand here. `above`: a comment's proposal or topic, and the comment on the first level that it answers."""

    item: Item
    title: str
    body: str
    html: str
    at: datetime
    category_id: int | None = None
    district_id: int | None = None
    spot: Spot | None = None
    root: Ref | None = None
    head: str | None = None
    origin: str = ""


@dataclass(slots=True)
class Plan:
    """What a move comes to. `notes`: what is changed on the way, sentence → how often."""

    new: dict[Kind, list[Planned]] = field(default_factory=lambda: {kind: [] for kind in Kind})
    already: Counter[Kind] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    whole: dict[str, Any] | None = None
    whole_is_here: bool = False

    @property
    def knows_something(self) -> bool:
        """Whether the export holds anything that came here before."""
        return self.whole_is_here or bool(self.already)

    @property
    def total(self) -> int:
        """How many things come."""
        return sum(map(len, self.new.values())) + (self.whole is not None)


def plan_of(description: Description, known: Known) -> Plan:
    """Look at everything once, in the order of the files."""
    plan = Plan(passed=Counter(description.passed))
    if description.whole is not None:
        plan.whole_is_here = description.whole["id"] in known.wholes
        plan.whole = None if plan.whole_is_here else description.whole
    planner = _Planner(known, plan, description.system)
    for item in description.items:
        if item.kind != Kind.COMMENT:
            planner.thing(item)
    items = {item.ref: item for item in description.items}
    roots = rooted(items)
    for item in description.items:
        if item.kind == Kind.COMMENT:
            planner.comment(item, items, roots[item.ref])
    return plan


class _Planner:
    def __init__(self, known: Known, plan: Plan, system: System) -> None:
        self._known, self._plan, self._system = known, plan, system
        self._categories = {fold(category.name): category.id for category in known.consultation.categories}
        self._districts = {fold(name): number for number, name in known.districts.items()}
        self._parts = {fold(name): (number, name) for number, name in known.districts.items()}
        self._coming: set[Ref] = set()

    def thing(self, item: Item) -> None:
        if item.ref in self._known.things:
            self._plan.already[item.kind] += 1
            self._coming.add(item.ref)
            return
        title, body = clean_line(item.title), clean_text(item.body)
        if len(title) > TITLE_LENGTH:
            body = f"{title}\n\n{body}"
            title = title[: TITLE_LENGTH - 1].rsplit(" ", 1)[0].rstrip() + "…"
            self._plan.notes[_("Titel, die länger als %(limit)s Zeichen sind: gekürzt, der ganze Titel steht im Text", limit=TITLE_LENGTH)] += 1
        spot = self._spot(item)
        district = self._named(item.district, self._districts, _("Ortsteil „%(name)s“ gibt es hier nicht: ohne Ortsteil übernommen"))
        category = self._named(item.category, self._categories, _("Thema „%(name)s“ gibt es hier nicht: ohne Thema übernommen"))
        if item.kind == Kind.TOPIC:
            category = district = spot = None
            body = "\n\n".join(part for part in (body, f"*{origin_of(self._system, item)}*") if part)
        at = self._moment(item)
        planned = Planned(item, title, body, to_html(body), at, category, spot.district_id or district if spot else district, spot)
        self._plan.new[item.kind].append(planned)
        self._coming.add(item.ref)
        if item.supports:
            self._plan.notes[_("Unterstützungen: Die Zahl steht beim Vorschlag in Worten und zählt hier nicht mit")] += 1

    def comment(self, item: Item, items: Mapping[Ref, Item], way: tuple[Ref, Ref | None] | None) -> None:
        if item.id in self._known.heads:
            self._plan.already[Kind.COMMENT] += 1
            return
        if way is None:
            return
        root, head = way
        if root[0] == Kind.COMMENT:
            if root[1] not in self._known.heads:
                self._plan.passed[_("Kommentare, die auf einen Kommentar antworten, der nicht dabei ist")] += 1
                return
        elif root not in self._coming and root not in self._known.things:
            self._plan.passed[_("Kommentare zu Vorschlägen oder Themen, die nicht dabei sind")] += 1
            return
        body = clean_text(item.body)
        html = to_html(body)
        if not plain(html).strip():
            self._plan.passed[_("Kommentare ohne Text")] += 1
            return
        answered = items.get(item.above) if item.above and item.above != head and item.above[0] == Kind.COMMENT else None
        if answered is not None:
            self._plan.notes[_("Antworten auf Antworten: Sie stehen hier in der zweiten Ebene, mit dem Namen der Person, der sie antworten")] += 1
        origin = origin_of(self._system, item, answered)
        self._plan.new[Kind.COMMENT].append(
            Planned(item, "", body, html, self._moment(item), root=root, head=head[1] if head else None, origin=origin)
        )

    def _moment(self, item: Item) -> datetime:
        found = datetime.fromisoformat(item.at).astimezone(UTC) if item.at else None
        if found is None:
            self._plan.notes[_("Ohne Zeit: Es gilt der Augenblick der Übernahme")] += 1
        elif found > self._known.now:
            self._plan.notes[_("Zeit in der Zukunft: Es gilt der Augenblick der Übernahme")] += 1
        return min(found or self._known.now, self._known.now)

    def _named(self, said: str, names: Mapping[str, int], sentence: str) -> int | None:
        name = clean_line(said)
        if not name:
            return None
        found = names.get(fold(name)) or next((names[part] for part in map(fold, name.split(", ")) if part in names), None)
        if found is None:
            self._plan.notes[sentence % {"name": name[:60]}] += 1
        return found

    def _spot(self, item: Item) -> Spot | None:
        if item.place is None:
            return None
        geometry = f'{{"type": "Point", "coordinates": [{item.place[0]:.6f}, {item.place[1]:.6f}]}}'
        try:
            return spot_of(self._known.streets, self._known.town, self._parts, Wish(on_map=True, geometry=geometry))
        except Invalid:
            self._plan.notes[_("Ort außerhalb der Stadt: ohne Ort übernommen")] += 1
            return None


def origin_of(system: System, item: Item, answered: Item | None = None) -> str:
    """Where a text comes from and who wrote it there, in the city's language: it is kept."""
    with speaking("de"):
        name, other = item.author or _("ohne Namen"), (answered.author or _("ohne Namen")) if answered is not None else ""
        said = _("%(name)s (aus %(system)s übernommen)", name=name, system=SYSTEM_NAMES[system])
        if other:
            said = _("%(said)s als Antwort auf %(other)s", said=said, other=other)
    return said[:ORIGIN_LENGTH]


def counted(kinds: Iterable[Kind], plan: Plan) -> list[tuple[str, int, int]]:
    """For each kind its name, how many come and how many are here already."""
    return [(str(KIND_NAMES[kind]), len(plan.new[kind]), plan.already[kind]) for kind in kinds]
