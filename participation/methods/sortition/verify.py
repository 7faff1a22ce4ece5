#!/usr/bin/env python3
"""Prüft die veröffentlichte Losung eines Bürgerrats mit nichts als der Standardbibliothek von Python.

    python3 verify.py PROTOKOLL.zip        (oder der entpackte Ordner)

Checks the published draw of a citizens' council; what it says is German. The transcript holds `lottery.json` (what was published before the
draw: pool, quotas, numbered panels, chances) and `draw.json` (what came after it: the public random number and the panel). Checked are: the
hash that was announced, the frozen pool, the form of every panel, every quota in every panel, one person a household, everybody's tickets,
the certificate of the smallest chance, the number that follows from the randomness, the panel, the order of the reserves, and each
replacement.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

FORMAT = "participation-draw-1"


class Refuted(Exception):
    """Something in the transcript is not as it says."""


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, without blanks, in UTF-8: the one spelling that is hashed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def commitment_of(lottery: Mapping[str, Any]) -> str:
    """The hash that is announced before the draw: SHA-256 of the canonical lottery."""
    return hashlib.sha256(canonical(lottery)).hexdigest()


def number_from(commitment: str, randomness: str, panels: int) -> int:
    """The number that a public random text picks, 0 … panels − 1, each equally likely: SHA-256 of both, hashed on while it is too large."""
    digest = hashlib.sha256(f"{commitment}|{randomness}".encode()).digest()
    limit = (1 << 256) - (1 << 256) % panels
    while int.from_bytes(digest, "big") >= limit:
        digest = hashlib.sha256(digest).digest()
    return int.from_bytes(digest, "big") % panels


def drawn_number(commitment: str, randomness: Mapping[str, Any], panels: int) -> int:
    """The number that the announced kind of randomness gives: `dice` are three digits read out, everything else is a text that is hashed."""
    if randomness["kind"] == "dice":
        digits = [int(digit) for digit in randomness["value"]]
        if panels != 1000 or len(digits) != 3 or not all(0 <= digit <= 9 for digit in digits):
            raise Refuted("Drei zehnseitige Würfel geben eine Zahl von 000 bis 999, für genau 1.000 Besetzungen")
        return digits[0] * 100 + digits[1] * 10 + digits[2]
    return number_from(commitment, str(randomness["value"]), panels)


def reserve_order(commitment: str, randomness: str, people: int, panel: Sequence[int]) -> list[int]:
    """All who are not in the panel, in the order in which they are asked to replace somebody: by the hash of draw and number."""
    rest = sorted(set(range(people)) - set(panel))
    return sorted(rest, key=lambda person: (hashlib.sha256(f"{commitment}|{randomness}|reserve|{person}".encode()).digest(), person))


def broken_quotas(lottery: Mapping[str, Any], panel: Sequence[int]) -> int:
    """By how many seats in all a panel misses its quotas."""
    broken = 0
    for quota in lottery["quotas"]:
        place = lottery["features"].index(quota["feature"])
        count = sum(lottery["pool"][person]["values"][place] == quota["value"] for person in panel)
        broken += max(0, quota["min"] - count) + max(0, count - quota["max"])
    return broken


def shares_a_home(lottery: Mapping[str, Any], panel: Sequence[int]) -> bool:
    """Whether two of a panel live in one household."""
    homes = Counter(lottery["pool"][person]["household"] for person in panel if lottery["pool"][person]["household"])
    return any(count > 1 for count in homes.values())


def replacement(lottery: Mapping[str, Any], panel: Sequence[int], order: Sequence[int]) -> int | None:
    """Who comes in for the one who left: the first in the order of those who break the fewest quotas and share no home; None if nobody can."""
    best, fewest = None, None
    for person in order:
        tried = [*panel, person]
        if shares_a_home(lottery, tried):
            continue
        broken = broken_quotas(lottery, tried)
        if fewest is None or broken < fewest:
            best, fewest = person, broken
        if fewest == 0:
            break
    return best


def percent(share: float) -> str:
    """`9,10 %`."""
    return f"{share * 100:.2f} %".replace(".", ",")


def check(lottery: Mapping[str, Any], draw: Mapping[str, Any] | None, announced: str | None = None) -> list[str]:
    """Everything that can be checked, as sentences of what holds. Raises Refuted at the first thing that does not."""
    told = [*_check_lottery(lottery)]
    commitment = commitment_of(lottery)
    if announced is not None and announced != commitment:
        raise Refuted(f"Der Fingerabdruck der Losliste ist {commitment}, vorher veröffentlicht war {announced}")
    same = " Er ist der vorher veröffentlichte." if announced is not None else ""
    told.append(f"Der Fingerabdruck (SHA-256) der Losliste ist {commitment}.{same}")
    if draw is None:
        return told
    if draw["commitment"] != commitment:
        raise Refuted(f"Die Losung gehört zur Losliste {draw['commitment']}, diese hier ist {commitment}")
    return told + _check_draw(lottery, draw, commitment)


def _check_lottery(lottery: Mapping[str, Any]) -> list[str]:
    if lottery.get("format") != FORMAT:
        raise Refuted(f"Das ist kein Protokoll der Form {FORMAT}")
    pool, panels, seats = lottery["pool"], lottery["panels"], lottery["seats"]
    tickets = [0] * len(pool)
    for number, panel in enumerate(panels):
        if len(panel) != seats or len(set(panel)) != seats or not all(0 <= person < len(pool) for person in panel):
            raise Refuted(f"Besetzung {number} hat nicht {seats} verschiedene Personen")
        if shares_a_home(lottery, panel):
            raise Refuted(f"In Besetzung {number} sind zwei Personen aus einem Haushalt")
        for person in panel:
            tickets[person] += 1
    _check_quotas(lottery)
    if tickets != lottery["tickets"]:
        wrong = next(person for person, count in enumerate(tickets) if count != lottery["tickets"][person])
        raise Refuted(f"Person {wrong} ist in {tickets[wrong]} Besetzungen, angegeben sind {lottery['tickets'][wrong]}")
    shut_out = set(lottery["shut_out"])
    if any(tickets[person] for person in shut_out):
        raise Refuted("Eine Person, die in keiner Besetzung sein soll, ist in einer")
    fewest = min(count for person, count in enumerate(tickets) if person not in shut_out)
    smallest = Fraction(fewest, len(panels))
    return [
        f"{len(panels)} Besetzungen mit je {seats} aus {len(pool)} Personen; jede hält alle {len(lottery['quotas'])} Quoten ein, keine hat zwei aus einem "
        "Haushalt.",
        f"Die Lose jeder Person sind wie angegeben; die kleinste Chance ist {fewest} von {len(panels)} ({percent(float(smallest))}).",
        *_check_certificate(lottery, smallest),
    ]


def _check_quotas(lottery: Mapping[str, Any]) -> None:
    for quota in lottery["quotas"]:
        place = lottery["features"].index(quota["feature"])
        inside = [person["values"][place] == quota["value"] for person in lottery["pool"]]
        for number, panel in enumerate(lottery["panels"]):
            count = sum(inside[person] for person in panel)
            if not quota["min"] <= count <= quota["max"]:
                raise Refuted(
                    f"Besetzung {number} hat {count} mit „{quota['feature']}: {quota['value']}“, erlaubt sind {quota['min']} bis {quota['max']}"
                )


def _check_certificate(lottery: Mapping[str, Any], smallest: Fraction) -> list[str]:
    """Weak duality: with any prices, no lottery's smallest chance is above the sum that they give."""
    certificate = lottery.get("certificate")
    if certificate is None:
        return []
    bound = upper_bound(lottery, certificate)
    if not math.isfinite(bound):
        raise Refuted("Der Nachweis der kleinsten Chance enthält etwas, das keine Zahl ist")
    if float(smallest) > bound + 1e-6:
        raise Refuted(f"Die kleinste Chance {float(smallest):.6f} liegt über der Grenze {bound:.6f}, die der Nachweis gibt")
    return [f"Keine Losung könnte allen mehr als {percent(bound)} geben: Der Nachweis stimmt."]


def upper_bound(lottery: Mapping[str, Any], certificate: Mapping[str, Any]) -> float:
    """The bound that prices of seats, quotas and households prove for the smallest chance of those whom it counts.

    For weights y ≥ 0 that add up to 1 over the people counted, the smallest chance is at most Σ y·p. The prices give every person a value v;
    Σ (y − v)·p over people whose y exceeds v is at most Σ (y − v) because no chance exceeds 1, and Σ v·p is at most the prices times the
    bounds of quotas, seats and households. People in no legal panel have no chance in any lottery.
    """
    places = {name: number for number, name in enumerate(lottery["features"])}
    total = certificate["seats"] * lottery["seats"]
    prices: dict[tuple[int, str], float] = {}
    for quota, price in zip(lottery["quotas"], certificate["quotas"], strict=True):
        prices[places[quota["feature"]], quota["value"]] = price
        total += price * (quota["max"] if price > 0 else quota["min"])
    homes = certificate.get("households", {})
    if any(price < 0 for price in homes.values()):
        raise Refuted("Der Preis eines Haushalts ist negativ")
    total += sum(homes.values())
    weights = certificate["weights"]
    if any(weight < 0 for weight in weights) or abs(sum(weights) - 1) > 1e-6:
        raise Refuted("Die Gewichte des Nachweises sind keine Anteile, die zusammen 1 ergeben")
    shut_out = set(lottery["shut_out"])
    for number, (person, weight) in enumerate(zip(lottery["pool"], weights, strict=True)):
        if number in shut_out:
            continue  # no panel has them: their chance is 0 in every lottery
        value = certificate["seats"] + homes.get(person["household"], 0)
        value += sum(prices.get((place, cell), 0) for place, cell in enumerate(person["values"]))
        total += max(0.0, weight - value)
    return float(total)


def _check_draw(lottery: Mapping[str, Any], draw: Mapping[str, Any], commitment: str) -> list[str]:
    randomness = draw["randomness"]
    if lottery["randomness"] != {key: randomness[key] for key in lottery["randomness"]}:
        raise Refuted("Der Zufall ist nicht der, der vor der Losung benannt war")
    number = drawn_number(commitment, randomness, len(lottery["panels"]))
    if number != draw["number"]:
        raise Refuted(f"Der Zufall gibt Nummer {number}, angegeben ist {draw['number']}")
    if sorted(draw["panel"]) != sorted(lottery["panels"][number]):
        raise Refuted(f"Die angegebene Besetzung ist nicht die mit Nummer {number}")
    order = reserve_order(commitment, str(randomness["value"]), len(lottery["pool"]), draw["panel"])
    if order != draw["reserves"]:
        raise Refuted("Die Reihenfolge der Nachrückenden ist nicht die, die aus der Losung folgt")
    told = [f"Aus dem vorher benannten Zufall folgt die Nummer {number:03d}, aus ihr die angegebene Besetzung und die Reihenfolge der Nachrückenden."]
    panel, waiting = list(draw["panel"]), list(order)
    for step, change in enumerate(draw.get("replacements", ()), start=1):
        if change["out"] not in panel:
            raise Refuted(f"Nachrückung {step}: Wer ausscheidet, ist nicht in der Besetzung")
        panel.remove(change["out"])
        waiting = [person for person in waiting if person not in change.get("declined", ())]
        comes = replacement(lottery, panel, waiting)
        if comes != change["in"]:
            raise Refuted(f"Nachrückung {step}: Als Nächste kommt Person {comes}, angegeben ist {change['in']}")
        panel.append(change["in"])
        waiting.remove(change["in"])
        told.append(f"Nachrückung {step} folgt aus der Reihenfolge: Für Person {change['out']} kommt Person {change['in']}.")
    return told


def check_pool(lottery: Mapping[str, Any], pool: bytes, stated: str | None) -> str:
    """That the lottery was made from the pool that was frozen before it. Raises Refuted where they differ."""
    found = hashlib.sha256(pool).hexdigest()
    if stated is not None and stated != found:
        raise Refuted(f"Der Fingerabdruck des Lostopfs ist {found}, veröffentlicht war {stated}")
    frozen = json.loads(pool)
    for name in ("seats", "features", "quotas", "pool"):
        if frozen[name] != lottery[name]:
            raise Refuted(f"Die Losliste hat einen anderen Lostopf oder andere Quoten als pool.json ({name})")
    return f"Lostopf und Quoten sind die geschlossenen; ihr Fingerabdruck (SHA-256) ist {found}."


def check_transcript(path: Path) -> list[str]:
    """Everything that can be checked of a ZIP file or a folder, as sentences of what holds. Raises Refuted."""
    files = _files(path)
    if "lottery.json" not in files:
        raise Refuted("Es gibt keine lottery.json")
    lottery, draw = json.loads(files["lottery.json"]), json.loads(files["draw.json"]) if "draw.json" in files else None
    announced, stated = (files[name].decode().strip() if name in files else None for name in ("commitment.txt", "pool-sha256.txt"))
    told = check(lottery, draw, announced)
    if "pool.json" in files:
        told.append(check_pool(lottery, files["pool.json"], stated))
    if announced is None:
        told.append("Achtung: commitment.txt fehlt. Vergleichen Sie den Fingerabdruck mit dem, der vor der Losung veröffentlicht wurde.")
    if draw is None:
        told.append("Gelost ist noch nicht: Es gibt keine draw.json.")
    return told


def _files(path: Path) -> dict[str, bytes]:
    names = ("lottery.json", "draw.json", "commitment.txt", "pool.json", "pool-sha256.txt")
    if path.is_dir():
        return {name: (path / name).read_bytes() for name in names if (path / name).is_file()}
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return {name: archive.read(name) for name in names if name in archive.namelist()}


UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error)
"""What a file that is no transcript, or a broken one, leads to."""


def main(arguments: Sequence[str]) -> int:
    """Check one transcript; 0 if everything holds, 1 if something is refuted, 2 if it cannot be read."""
    if len(arguments) != 1:
        print(__doc__)
        return 2
    try:
        told = check_transcript(Path(arguments[0]))
    except Refuted as error:
        print(f"WIDERLEGT: {error}.")
        return 1
    except UNREADABLE as error:
        print(f"Das lässt sich nicht als Protokoll lesen ({type(error).__name__}: {error}).")
        return 2
    for sentence in told:
        print(sentence)
    print("Alles stimmt.")
    return 0


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that knows no umlauts shows question marks
    sys.exit(main(sys.argv[1:]))
