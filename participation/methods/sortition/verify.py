#!/usr/bin/env python3
"""Checks the published draw of a citizens' council with nothing but Python's standard library.

    python3 verify.py TRANSCRIPT.zip        (or the folder that was unpacked)

The transcript holds `lottery.json` (what was published before the draw: pool, quotas, numbered panels, chances) and `draw.json` (what came
after it: the public random number and the panel). Checked are: the hash that was announced, the form of every panel, every quota in every
panel, one person a household, everybody's tickets, the certificate of the smallest chance, the number that follows from the randomness,
the panel, the order of the reserves, and each replacement.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import zipfile
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
            raise Refuted("three ten-sided dice give a number from 000 to 999, for exactly 1000 panels")
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


def check(lottery: Mapping[str, Any], draw: Mapping[str, Any] | None, announced: str | None = None) -> list[str]:
    """Everything that can be checked, as sentences of what holds. Raises Refuted at the first thing that does not."""
    told = [*_check_lottery(lottery)]
    commitment = commitment_of(lottery)
    if announced is not None and announced != commitment:
        raise Refuted(f"the lottery's hash is {commitment}, announced was {announced}")
    told.append(f"The lottery's hash is {commitment}.")
    if draw is None:
        return told
    if draw["commitment"] != commitment:
        raise Refuted(f"the draw belongs to the lottery {draw['commitment']}, this one is {commitment}")
    return told + _check_draw(lottery, draw, commitment)


def _check_lottery(lottery: Mapping[str, Any]) -> list[str]:
    if lottery.get("format") != FORMAT:
        raise Refuted(f"this is no transcript of the form {FORMAT}")
    pool, panels, seats = lottery["pool"], lottery["panels"], lottery["seats"]
    tickets = [0] * len(pool)
    for number, panel in enumerate(panels):
        if len(panel) != seats or len(set(panel)) != seats or not all(0 <= person < len(pool) for person in panel):
            raise Refuted(f"panel {number} does not have {seats} different people")
        if shares_a_home(lottery, panel):
            raise Refuted(f"panel {number} has two people of one household")
        for person in panel:
            tickets[person] += 1
    _check_quotas(lottery)
    if tickets != lottery["tickets"]:
        wrong = next(person for person, count in enumerate(tickets) if count != lottery["tickets"][person])
        raise Refuted(f"person {wrong} is in {tickets[wrong]} panels, stated are {lottery['tickets'][wrong]}")
    shut_out = set(lottery["shut_out"])
    if any(tickets[person] for person in shut_out):
        raise Refuted("somebody who is said to be in no legal panel is in one")
    fewest = min(count for person, count in enumerate(tickets) if person not in shut_out)
    smallest = Fraction(fewest, len(panels))
    return [
        f"{len(panels)} panels of {seats} from {len(pool)} people; each meets all {len(lottery['quotas'])} quotas.",
        f"Everybody's tickets are as stated; the smallest chance is {fewest} of {len(panels)} ({float(smallest):.2%}).",
        *_check_certificate(lottery, smallest),
    ]


def _check_quotas(lottery: Mapping[str, Any]) -> None:
    for quota in lottery["quotas"]:
        place = lottery["features"].index(quota["feature"])
        inside = [person["values"][place] == quota["value"] for person in lottery["pool"]]
        for number, panel in enumerate(lottery["panels"]):
            count = sum(inside[person] for person in panel)
            if not quota["min"] <= count <= quota["max"]:
                raise Refuted(f"panel {number} has {count} for “{quota['feature']}: {quota['value']}”, allowed are {quota['min']} to {quota['max']}")


def _check_certificate(lottery: Mapping[str, Any], smallest: Fraction) -> list[str]:
    """Weak duality: with any prices, no lottery's smallest chance is above the sum that they give."""
    certificate = lottery.get("certificate")
    if certificate is None:
        return []
    bound = upper_bound(lottery, certificate)
    if float(smallest) > bound + 1e-6:
        raise Refuted(f"the smallest chance {float(smallest):.6f} is above the bound {bound:.6f} that the certificate gives")
    return [f"No lottery could give everybody more than {bound:.4%}: the certificate shows it."]


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
        raise Refuted("the price of a household is negative")
    total += sum(homes.values())
    weights = certificate["weights"]
    if any(weight < 0 for weight in weights) or abs(sum(weights) - 1) > 1e-6:
        raise Refuted("the certificate's weights are not shares that add up to 1")
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
        raise Refuted("the randomness is not the one that was named before the draw")
    number = drawn_number(commitment, randomness, len(lottery["panels"]))
    if number != draw["number"]:
        raise Refuted(f"the randomness gives number {number}, stated is {draw['number']}")
    if sorted(draw["panel"]) != sorted(lottery["panels"][number]):
        raise Refuted(f"the stated panel is not panel {number}")
    order = reserve_order(commitment, str(randomness["value"]), len(lottery["pool"]), draw["panel"])
    if order != draw["reserves"]:
        raise Refuted("the order of the reserves is not the one that follows from the draw")
    told = [f"The number is {number:03d}; it picks the stated panel, and the order of the reserves follows from it."]
    panel, waiting = list(draw["panel"]), list(order)
    for step, change in enumerate(draw.get("replacements", ()), start=1):
        if change["out"] not in panel:
            raise Refuted(f"replacement {step}: the person who leaves is not in the panel")
        panel.remove(change["out"])
        waiting = [person for person in waiting if person not in change.get("declined", ())]
        comes = replacement(lottery, panel, waiting)
        if comes != change["in"]:
            raise Refuted(f"replacement {step}: person {comes} comes next, stated is {change['in']}")
        panel.append(change["in"])
        waiting.remove(change["in"])
        told.append(f"Replacement {step} is the one that the order of the reserves gives.")
    return told


def read_transcript(path: Path) -> tuple[dict[str, Any], dict[str, Any] | None, str | None]:
    """The lottery, the draw if there is one, and the announced hash if it lies beside them; from a ZIP file or a folder."""

    def load(name: str) -> bytes | None:
        if path.is_dir():
            file = path / name
            return file.read_bytes() if file.is_file() else None
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            return archive.read(name) if name in archive.namelist() else None

    lottery, draw, announced = load("lottery.json"), load("draw.json"), load("commitment.txt")
    if lottery is None:
        raise Refuted("there is no lottery.json")
    return json.loads(lottery), json.loads(draw) if draw else None, announced.decode().strip() if announced else None


def main(arguments: Sequence[str]) -> int:
    """Check one transcript; 0 if everything holds, 1 if something is refuted, 2 if it cannot be read."""
    if len(arguments) != 1:
        print(__doc__)
        return 2
    try:
        told = check(*read_transcript(Path(arguments[0])))
    except Refuted as error:
        print(f"REFUTED: {error}.")
        return 1
    except (OSError, ValueError, KeyError, TypeError, IndexError, zipfile.BadZipFile) as error:
        print(f"This cannot be read as a transcript: {type(error).__name__}: {error}")
        return 2
    for sentence in told:
        print(sentence)
    print("Everything holds.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
