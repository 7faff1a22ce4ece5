"""The look at a consultation's crowds, over plain values: which statistic is asked of what. It reads no database and decides nothing."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from participation.consultations.crowds import Backer
from participation.methods.moderation.bursts import bursts
from participation.methods.moderation.crowds import FEWEST, LEVEL, alike, concentrations
from participation.moderation.crowd_models import CrowdSign

HOUR, DAY = 3600, 24 * 3600
NEW = 30 * DAY
"""So long an account counts as new."""
TOGETHER = 2 * DAY
"""Accounts made within so long are looked at for equal sets, in windows that overlap by half."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands out: of which thing, by what, how many people (`members`), how many are usual, how likely that is by chance, from when to when."""

    subject_id: int
    sign: CrowdSign
    mark: str
    members: frozenset[int]
    usual: float
    chance: float
    span: tuple[int, int] | None = None


def look(backers: Sequence[Backer], around: Sequence[Backer]) -> list[Found]:
    """All that stands out among who backs some things, against all `around` (these among them, where the room can tell).

    Supports have times: they are looked at for networks of new accounts, bursts, and equal sets. Marks on a roll have none: for networks, and
    for days on which accounts were made.
    """
    by_subject: dict[int, list[Backer]] = defaultdict(list)
    for one in backers:
        by_subject[one.subject_id].append(one)
    timed = any(one.since is not None for one in backers)
    found: list[Found] = []
    for subject_id, here in by_subject.items():
        found += _networks(subject_id, here, around, len(by_subject))
        found += _bursts(subject_id, here, len(by_subject)) if timed else _days(subject_id, here, around, len(by_subject))
    return [*found, *_sets(around)] if timed else found


def _is_new(one: Backer) -> bool:
    return one.since is None or one.since - one.made_at <= NEW


def _networks(subject_id: int, here: Iterable[Backer], around: Iterable[Backer], looks: int) -> list[Found]:
    mine = [(one.network, one.person_id) for one in here if one.network is not None and _is_new(one)]
    all_of = Counter(one.network for one in around if one.network is not None and _is_new(one))
    own = Counter(network for network, _person in mine)
    everywhere = Counter({network: max(count, own[network]) for network, count in (all_of | own).items()})  # who left since still has a mark
    return [
        Found(
            subject_id,
            CrowdSign.NETWORK,
            (one.group or b"").hex(),
            frozenset(person for network, person in mine if network == one.group),
            one.expected,
            one.chance,
        )
        for one in concentrations(own, everywhere, looks=looks)
    ]


def _bursts(subject_id: int, here: Iterable[Backer], looks: int) -> list[Found]:
    timed = [(one.since, one.person_id) for one in here if one.since is not None]
    return [
        Found(
            subject_id,
            CrowdSign.BURST,
            str(burst.start),
            frozenset(person for since, person in timed if burst.start <= since < burst.end),
            burst.usual,
            burst.chance,
            (burst.start, burst.end),
        )
        for burst in bursts([since for since, _person in timed], HOUR, level=LEVEL / looks)
        if burst.count >= FEWEST
    ]


def _days(subject_id: int, here: Iterable[Backer], around: Iterable[Backer], looks: int) -> list[Found]:
    mine = [(one.made_at // DAY, one.person_id) for one in here]
    own, all_of = Counter(day for day, _person in mine), Counter(one.made_at // DAY for one in around)
    return [
        Found(
            subject_id,
            CrowdSign.DAY,
            str(one.group),
            frozenset(person for day, person in mine if day == one.group),
            one.expected,
            one.chance,
            (one.group * DAY, (one.group + 1) * DAY),
        )
        for one in concentrations(own, all_of | own, looks=looks)
    ]


def _sets(around: Iterable[Backer]) -> list[Found]:
    """Equal sets among accounts made together; told once at each thing of the set."""
    backs: dict[int, set[int]] = defaultdict(set)
    made: dict[int, int] = {}
    popularity: Counter[int] = Counter()
    for one in around:
        backs[one.person_id].add(one.subject_id)
        made[one.person_id] = one.made_at
        popularity[one.subject_id] += 1
    windows: dict[int, list[int]] = defaultdict(list)
    for person, moment in made.items():
        half = moment * 2 // TOGETHER
        windows[half].append(person)
        windows[half - 1].append(person)
    able = {start: people for start, people in windows.items() if len(people) >= FEWEST}
    found: dict[tuple[int, str], Found] = {}
    for start, people in able.items():
        found |= _sets_of(people, backs, popularity, (start * TOGETHER // 2, start * TOGETHER // 2 + TOGETHER), len(able))
    return list(found.values())


def _sets_of(
    people: Sequence[int], backs: Mapping[int, set[int]], popularity: Mapping[int, int], span: tuple[int, int], looks: int
) -> dict[tuple[int, str], Found]:
    found = {}
    for one in alike([frozenset(backs[person]) for person in people], popularity, looks=looks):
        members = frozenset(person for person in people if backs[person] == one.things)
        mark = hashlib.sha256(repr(sorted(one.things)).encode()).hexdigest()
        for thing in one.things:
            found[thing, mark] = Found(thing, CrowdSign.SET, mark, members, one.expected, one.chance, span)
    return found
