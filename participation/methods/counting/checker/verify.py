"""What the check says on the command line."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from participation.methods.counting.checker.ground import Refuted, Unreadable
from participation.methods.counting.checker.pack import check_pack

USAGE = """Prüft das Nachweispaket einer Abstimmung und zählt sie selbst nach.

    python3 verify.py PAKET.zip        (oder der entpackte Ordner)
    python3 verify.py                  (wenn verify.py im entpackten Ordner liegt)
"""

COMPARE = (
    "Vergleichen Sie die drei Prüfsummen mit denen auf der Ergebnisseite und mit einer früheren Aufzeichnung: "
    "Wer alle Dateien zugleich austauscht, fällt nur so auf."
)


def main(arguments: Sequence[str], trusted: Mapping[str, bytes] | None = None, run: Callable[..., Any] = map) -> int:
    """Check one pack: 0 everything holds, 1 something is refuted, 2 it cannot be read or not be counted again.

    `trusted` may hold `checkpoint.txt` and `log-key.txt` that were kept from elsewhere; `run` carries out independent checks.
    """
    if len(arguments) != 1:
        print(USAGE)
        return 2
    try:
        pack = check_pack(Path(arguments[0]), trusted or {}, run)
    except Refuted as error:
        print(clean(f"WIDERLEGT: {error}."))
        return 1
    except (Unreadable, MemoryError, RecursionError) as error:
        print(clean(f"Nicht prüfbar: {error or type(error).__name__}."))
        return 2
    for sentence in [*pack.told, *pack.unsure, COMPARE]:
        print(clean(sentence))
    if pack.vote.get("fuer_ungueltig_erklaert"):
        print("Achtung: Diese Abstimmung wurde für ungültig erklärt.")
    if pack.unsure:
        print("Bis hierher stimmt alles. Nicht alles ließ sich nachrechnen.")
        return 2
    print("Alles stimmt.")
    return 0


def around(script: Path) -> list[str]:
    """The folder of this file where a pack was unpacked around it: nothing need be typed there."""
    return [str(script.parent)] if (script.parent / "festschreibung.json").is_file() else []


def clean(line: str) -> str:
    """A line that cannot steer a terminal, whatever options are called."""
    return "".join(character if character.isprintable() else "?" for character in line)


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that knows no umlauts shows question marks
    sys.exit(main(sys.argv[1:] or around(Path(__file__).resolve())))
