"""Reading a pack, as a ZIP or a folder, without trusting it: sizes are bounded, nothing is unpacked to the disk."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

from participation.methods.counting.checker.ground import Marks, Refuted, Unreadable, read_json
from participation.methods.counting.checker.numbers import NONE

LARGEST = 200_000_000
"""Bytes of a file in a pack, and of all that are read together: a ZIP file may claim anything."""
MOST_FILES = 1000
MOST_BALLOTS = 5_000_000
KNOWN = (
    "abstimmung.json",
    "festschreibung.json",
    "kennungen.csv",
    "ergebnis.json",
    "stimmzettel.json",
    "stimmzettel.blt",
    "stimmzettel.pb",
    "log/entries.jsonl",
    "log/checkpoint.txt",
    "log/log-key.txt",
    "urne/urne.bel",
    "urne/checkpoint.txt",
    "urne/log-key.txt",
)
"""The files that are looked at."""


def read_pack(path: Path) -> dict[str, bytes]:
    """The known files of a pack. Raises Unreadable."""
    try:
        if path.is_dir():
            return _folder(path)
        with zipfile.ZipFile(path) as pack:
            return _unpacked(pack)
    except (OSError, ValueError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise Unreadable(f"Die Datei ist keine ZIP-Datei oder beschädigt ({type(error).__name__})") from None


def _folder(path: Path) -> dict[str, bytes]:
    found = {name: path / name for name in KNOWN if (path / name).is_file()}
    if sum(file.stat().st_size for file in found.values()) > LARGEST:
        raise Unreadable("Die Dateien sind zu groß")
    return {name: file.read_bytes() for name, file in found.items()}


def _unpacked(pack: zipfile.ZipFile) -> dict[str, bytes]:
    members = pack.infolist()
    names = [member.filename for member in members]
    if len(names) > MOST_FILES:
        raise Unreadable("Die ZIP-Datei enthält zu viele Dateien")
    if len(set(names)) != len(names):
        raise Unreadable("Die ZIP-Datei enthält eine Datei zweimal")
    known = [member for member in members if member.filename in KNOWN]
    if sum(member.file_size for member in known) > LARGEST:
        raise Unreadable("Die Dateien sind ausgepackt zu groß")
    files = {}
    for member in known:
        with pack.open(member) as stream:
            files[member.filename] = stream.read(member.file_size + 1)
        if len(files[member.filename]) != member.file_size:
            raise Unreadable(f"{member.filename} hat nicht die angegebene Größe")
    return files


def read_trackers(data: bytes) -> list[tuple[str, str]]:
    """Every ballot as it was published: (tracker, marks as written), in the order of the file."""
    try:
        table = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        rows = [(row["kennung"], row["stimmen"]) for row in table]
    except (ValueError, KeyError, csv.Error) as error:
        raise Unreadable(f"kennungen.csv ist keine lesbare Tabelle ({type(error).__name__})") from None
    if len(rows) > MOST_BALLOTS:
        raise Unreadable("kennungen.csv hat zu viele Zeilen")
    if any(tracker is None or marks is None for tracker, marks in rows):
        raise Unreadable("kennungen.csv hat unvollständige Zeilen")
    return rows


def read_marks(text: str) -> Marks:
    """Marks in their one spelling, such as `[3,1]`, or `[7,null,0]` where an option has no number. Raises Refuted for any other."""
    if not re.fullmatch(r"\[((null|[0-9]{1,4})(,(null|[0-9]{1,4}))*)?\]", text) or len(text) > 5000:
        raise Refuted(f"Ein Stimmzettel hat nicht die vorgeschriebene Form: {text[:60]!r}")
    marks = tuple(NONE if mark == "null" else int(mark) for mark in text[1:-1].split(",")) if len(text) > 2 else ()
    if "[" + ",".join("null" if mark == NONE else str(mark) for mark in marks) + "]" != text:
        raise Refuted(f"Ein Stimmzettel hat nicht die vorgeschriebene Form: {text[:60]!r}")
    return marks


def grouped_json(data: bytes) -> tuple[dict[str, Any], Counter[Marks]]:
    """The ballots of stimmzettel.json as marks, grouped, and all else that the file says."""
    told = read_json("stimmzettel.json", data)
    found: Counter[Marks] = Counter()
    try:
        for entry in told.pop("ballots"):
            if "choice" in entry:
                marks: Marks = () if entry["choice"] is None else (entry["choice"] + 1,)
            elif "scores" in entry:
                marks = tuple(NONE if mark is None else mark for mark in entry["scores"])
                marks = () if all(mark == NONE for mark in marks) else marks
            else:
                marks = tuple(place + 1 for place in entry["ranking" if "ranking" in entry else "approved"])
            if not isinstance(entry["count"], int) or entry["count"] < 1:
                raise Refuted("In stimmzettel.json steht eine Anzahl, die keine ist")
            found[marks] += entry["count"]
    except (KeyError, TypeError) as error:
        raise Unreadable(f"stimmzettel.json hat nicht die erwartete Form ({type(error).__name__})") from None
    return told, found


def grouped_blt(data: bytes) -> tuple[list[int], Counter[Marks]]:
    """Number of options and seats, and the rankings of stimmzettel.blt, grouped."""
    found: Counter[Marks] = Counter()
    try:
        lines = data.decode("utf-8").split("\n")
        head = [_digits(cell) for cell in lines[0].split()]
        for line in lines[1:]:
            if line == "0":
                return head, found
            number, *marks, end = map(_digits, line.split())
            if end:
                break
            found[tuple(marks)] += number
    except ValueError:
        pass
    raise Unreadable("stimmzettel.blt hat nicht die erwartete Form")


def grouped_pb(data: bytes) -> tuple[dict[str, str], list[dict[str, str]], Counter[tuple[tuple[str, str], ...]]]:
    """What stimmzettel.pb says about the vote, its projects, and its ballots as (project, points), grouped."""
    sections: dict[str, list[dict[str, str]]] = {}
    try:
        header, now = None, ""
        for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"):
            if row in (["META"], ["PROJECTS"], ["VOTES"]):
                header, now = None, row[0]
                sections[now] = []
            elif header is None:
                header = row
            else:
                sections[now].append(dict(zip(header, row, strict=True)))
        meta = {row["key"]: row["value"] for row in sections["META"]}
        ballots: Counter[tuple[tuple[str, str], ...]] = Counter()
        for cells in sections["VOTES"]:
            named = cells["vote"].split(",") if cells["vote"] else []
            points = (cells["points"].split(",") if cells["points"] else []) if "points" in cells else ["1"] * len(named)
            ballots[tuple(zip(named, points, strict=True))] += 1
    except (ValueError, KeyError, csv.Error) as error:
        raise Unreadable(f"stimmzettel.pb hat nicht die erwartete Form ({type(error).__name__})") from None
    return meta, sections.get("PROJECTS", []), ballots


def _digits(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise ValueError(text)
    return int(text)
