"""Read ballots from a file, by its ending: `.blt`, PrefLib's `.soi .toi .soc .toc`, `.json`, `.csv`."""

from __future__ import annotations

from pathlib import PurePath

from participation.methods.counting.files import BallotFile, BallotFileError
from participation.methods.counting.reading_blt import read_blt
from participation.methods.counting.reading_csv import read_csv
from participation.methods.counting.reading_json import read_json
from participation.methods.counting.reading_preflib import read_preflib

ENDINGS = (".blt", ".csv", ".json", ".soc", ".soi", ".toc", ".toi")


def read_ballots(data: bytes, name: str, rule: str | None = None) -> BallotFile:
    """Read ballots; `name` is the file's name, `rule` the rule to be used where that is known (CSV cells depend on it).

    Raises BallotFileError with a German sentence that names the line; never another error, whatever the bytes are.
    """
    ending = PurePath(name).suffix.lower()
    if ending == ".blt":
        return read_blt(data)
    if ending in (".soc", ".soi", ".toc", ".toi"):
        return read_preflib(data)
    if ending == ".json":
        return read_json(data)
    if ending == ".csv":
        return read_csv(data, rule)
    if ending == ".pb":
        raise BallotFileError("Eine .pb-Datei enthält ein Budget; sie wird nach den Regeln für Budgets gelesen und gezählt.")
    raise BallotFileError(f"Dateien mit der Endung „{ending[:20]}“ werden nicht gelesen. Gelesen werden: {' '.join(ENDINGS)}.")
