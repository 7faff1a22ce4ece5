"""Read PrefLib's `.soi`, `.toi`, `.soc` and `.toc` files (preflib.org, format of 2022): header lines, then `count: 1,2,{3,4}`."""

from __future__ import annotations

import re
from collections import Counter

from participation.methods.counting.ballots import WeakRanking, group_weak
from participation.methods.counting.files import (
    MOST_BALLOTS,
    MOST_OPTIONS,
    BallotFile,
    BallotFileError,
    check_size,
    clean_name,
    decode,
    distinct,
    whole_number,
)

_HEADER = re.compile(r"#\s*([A-Z][A-Z ]*?)(?: ([0-9]{1,6}))?:(.*)\Z")
_ORDER = re.compile(r" *(?:\{[0-9, ]*\}|[0-9]+) *(?:, *(?:\{[0-9, ]*\}|[0-9]+) *)*\Z")
_RANK = re.compile(r"\{([0-9, ]*)\}|([0-9]+)")


def read_preflib(data: bytes) -> BallotFile:
    """Read a PrefLib file; raises BallotFileError. It names no rule and no seats; the usual rule is `irv`."""
    names: dict[int, tuple[int, str]] = {}
    title = ""
    size = 0
    ballots: Counter[WeakRanking] = Counter()
    for number, line in enumerate(decode(data).split("\n"), 1):
        text = line.strip()
        if not text:
            continue
        if text.startswith("#"):
            header = _HEADER.match(text)
            if header is None:
                continue
            key, index, value = header[1].strip(), header[2], header[3].strip()
            if key == "ALTERNATIVE NAME" and index:
                option = whole_number(index, "Die Nummer einer Option", number, MOST_OPTIONS)
                names[option] = (number, clean_name(value, number))
            elif key == "NUMBER ALTERNATIVES":
                size = whole_number(value, "Die Zahl der Optionen", number, MOST_OPTIONS)
                check_size(size, number)
            elif key == "TITLE":
                title = clean_name(value, number) if value else ""
            continue
        if not size:
            raise BallotFileError("Vor den Stimmzetteln fehlt „# NUMBER ALTERNATIVES: …“.", number)
        many, ranks = _ballot(text, size, number)
        ballots[ranks] += many
    if not size:
        raise BallotFileError("Es fehlt „# NUMBER ALTERNATIVES: …“; PrefLib-Dateien vor 2022 werden nicht gelesen.")
    missing = [option for option in range(1, size + 1) if option not in names]
    if missing or len(names) != size:
        raise BallotFileError(f"Es gibt {size} Optionen, aber die Namen passen nicht dazu (fehlend: {missing[:5]}).")
    options = distinct(names[option][1] for option in range(1, size + 1))
    return BallotFile(group_weak(options, ballots.items()), "irv", title)


def _ballot(text: str, size: int, line: int) -> tuple[int, WeakRanking]:
    count, colon, order = text.partition(":")
    if not colon:
        raise BallotFileError("Ein Stimmzettel sieht so aus: „12: 1,3,{2,4}“.", line)
    many = whole_number(count, "Die Anzahl gleicher Stimmzettel", line, MOST_BALLOTS)
    order = order.strip()
    if not order:
        return many, ()
    if not _ORDER.match(order):
        raise BallotFileError("Die Reihenfolge ist nicht lesbar; sie sieht so aus: „1,3,{2,4}“.", line)
    ranks: list[tuple[int, ...]] = []
    seen: set[int] = set()
    for shared, single in _RANK.findall(order):
        pieces = [piece for piece in shared.split(",") if piece.strip()] if shared else [single] if single else []
        rank = [whole_number(piece, "Eine Option auf einem Stimmzettel", line, size) - 1 for piece in pieces]
        if any(option < 0 for option in rank):
            raise BallotFileError("Die Optionen sind ab 1 gezählt.", line)
        if not seen.isdisjoint(rank) or len(set(rank)) != len(rank):
            raise BallotFileError("Ein Stimmzettel nennt eine Option zweimal.", line)
        seen.update(rank)
        if rank:
            ranks.append(tuple(rank))
    return many, tuple(ranks)
