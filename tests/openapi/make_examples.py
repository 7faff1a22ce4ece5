"""Write the OpenAPI document's examples from real answers: `python -m tests.openapi.make_examples http://127.0.0.1:8000` beside a running demo."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from participation.app import BLUEPRINTS  # every table must be known before the datasets
from participation.openapi.resources import RESOURCES

FILE = Path(__file__).parents[2] / "participation" / "openapi" / "examples.json"
HOME = "https://mitreden.example"
LONGEST = 160
assert BLUEPRINTS


def main(base: str) -> None:
    """Ask each list for things, take the one with the most to show."""
    found = {}
    for resource in RESOURCES:
        if not resource.dataset.is_public:
            continue
        with urlopen(f"{base}{resource.url}?limit=100") as answer:  # noqa: S310  # the demo on this machine
            things = json.load(answer)["data"]
        if things:
            best = max(things, key=lambda thing: sum(value not in (None, "", []) for value in thing.values()))
            found[resource.path] = shortened(best, base)
    FILE.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(found)} examples of {len(RESOURCES)} lists\n")


def shortened(value: Any, base: str) -> Any:
    """Long texts end early, long geometries and lists too."""
    if isinstance(value, dict):
        return {key: shortened(one, base) for key, one in value.items()}
    if isinstance(value, list):
        return [shortened(one, base) for one in value[:5]]
    if isinstance(value, str):
        text = value.replace(base, HOME)
        return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …"
    return value


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
