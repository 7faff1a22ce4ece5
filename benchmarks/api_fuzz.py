"""Schemathesis against the read interface of a running demo on this machine: no answer with 5xx, none that its own document does not describe.

    PARTICIPATION_API_PER_MINUTE=1000000 participation demo --port 8000      (in another window)
    python benchmarks/api_fuzz.py --schemathesis .venv-fuzz/bin/schemathesis --seconds 240

Schemathesis is no dependency of the tests: it brings forty packages. Give it an environment of its own (`pip install schemathesis`).
"""

from __future__ import annotations

import argparse
import copy
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance,"
    "negative_data_rejection,unsupported_method,allow_header_conformance,ignored_auth"
)


def main() -> int:
    """Run it and say what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--schemathesis", default="schemathesis")
    parser.add_argument("--seconds", type=int, default=240)
    parser.add_argument("--examples", type=int, default=40)
    given = parser.parse_args()
    if urlsplit(given.url).hostname not in ("127.0.0.1", "localhost", "::1"):
        parser.error("only a server on this machine")
    with urlopen(f"{given.url}/api/v1/openapi.json") as answer:  # noqa: S310  # on this machine
        document = json.load(answer)
    with TemporaryDirectory() as folder:
        whole, bare = Path(folder) / "openapi.json", Path(folder) / "without-cursors.json"
        whole.write_text(json.dumps(document), encoding="utf-8")
        bare.write_text(json.dumps(without_cursors(document)), encoding="utf-8")
        common = ["--url", given.url, "--max-examples", str(given.examples), "--continue-on-failure", "--workers", "1", "--seed", "7"]
        accepting = f"{CHECKS},positive_data_acceptance"
        failed = 0
        for file, checks, seconds in ((bare, accepting, given.seconds * 3 // 4), (whole, CHECKS, given.seconds // 4)):
            call = [given.schemathesis, "run", str(file), "--max-time", str(seconds), "--checks", checks, *common]
            failed |= subprocess.run(call, check=False, timeout=seconds + 120).returncode
    return failed


def without_cursors(document: dict[str, Any]) -> dict[str, Any]:
    """The document without the parameter that nobody can make up: each guessed one is refused, as it must be."""
    told = copy.deepcopy(document)
    for path in told["paths"].values():
        for operation in path.values():
            operation["parameters"] = [one for one in operation.get("parameters", ()) if one["name"] != "cursor"]
    return told


if __name__ == "__main__":
    sys.exit(main())
