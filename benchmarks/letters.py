"""Time, size and memory of invitation letters: `python benchmarks/letters.py [letters] [a batch]`, by default 10,000 in batches of 250."""

from __future__ import annotations

import resource
import sys
import time
from datetime import UTC, datetime

from participation.invitations.letters import Letter, LetterText, letters_csv, letters_pdf
from participation.kit.codes import new_code
from participation.settings import Settings

PERSON = {
    "family": "Müller-Lüdenscheidt", "first": "Kim Maria", "doctorate": "Dr.", "street": "Altstädter Weg", "house": "12a", "postcode": "00000", "town": "Auenstedt",
}  # fmt: skip
MOMENT = datetime(2026, 11, 23, 9, tzinfo=UTC)
TEXT = LetterText("Bürgerrat Stadthalle", "Amt für Stadtplanung, Rathausplatz 1", MOMENT, "31. Dezember 2027", 30, False, MOMENT)


def main(letters: int = 10_000, a_batch: int = 250) -> None:
    """Print what each stage costs."""
    settings = Settings(testing=True, base_url="https://mitreden.example.org", city_name="Auenstedt")
    wall, cpu, size, table = time.perf_counter(), time.process_time(), 0, 0
    for start in range(0, letters, a_batch):
        part = [Letter(PERSON, new_code(), number) for number in range(start + 1, min(start + a_batch, letters) + 1)]
        size += len(letters_pdf(part, TEXT, settings))
        table += len(letters_csv(part, TEXT, settings))
    own, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    spent = time.process_time() - cpu + theirs.ru_utime + theirs.ru_stime
    print(f"{letters} letters in batches of {a_batch}: {spent:.1f} s CPU, {time.perf_counter() - wall:.1f} s")
    print(
        f"PDF {size / 1e6:.1f} MB, CSV {table / 1e6:.1f} MB; at most {own.ru_maxrss // 1024} MB here, {theirs.ru_maxrss // 1024} MB in a batch's process"
    )


if __name__ == "__main__":
    main(*(int(value) for value in sys.argv[1:]))
