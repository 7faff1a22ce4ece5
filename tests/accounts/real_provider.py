"""A real OpenID provider (npm `oidc-provider`, certified), installed once and started by the tests."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests

SOURCE = Path(__file__).parents[1] / "oidc_provider"
SECRET = "only-for-tests-only-for-tests-xx"
REQUIRE_ALL = os.environ.get("PARTICIPATION_REQUIRE_ALL") == "1"


@dataclass(frozen=True)
class RealProvider:
    """Where it is, and how somebody signs in there."""

    issuer: str

    def signed_in(self, url: str, login: str, acr: str = "low", act: str = "in") -> str:
        """Go where the platform sends the browser, type a name there; the address with which the provider sends the browser back."""
        with requests.Session() as browser:
            answer = self._followed(browser, browser.get(url, allow_redirects=False, timeout=20))
            assert answer.status_code == 200, answer.text
            answer = browser.post(answer.url, data={"login": login, "acr": acr, "act": act}, allow_redirects=False, timeout=20)
            answer = self._followed(browser, answer)
            return answer.headers["Location"]

    def _followed(self, browser: requests.Session, answer: requests.Response) -> requests.Response:
        while answer.is_redirect and urljoin(answer.url, answer.headers["Location"]).startswith(self.issuer):
            answer = browser.get(urljoin(answer.url, answer.headers["Location"]), allow_redirects=False, timeout=20)
        return answer

    def toml(self, key: str, audience: str = "residents", **more: object) -> str:
        """Its part of the platform's file."""
        given = {"key": key, "label": f"Echt {key}", "issuer": self.issuer, "client_id": "mitreden", "client_secret": SECRET, "for": audience, **more}
        lines = [f"{name} = {value!r}" if isinstance(value, list) else f'{name} = "{value}"' for name, value in given.items()]
        return "[[provider]]\n" + "\n".join(lines) + "\n"


def _installed() -> Path:
    """The folder with the provider's packages: installed by whichever process comes first, by the lock file's hashes, while the others wait."""
    mark = hashlib.sha256(b"".join((SOURCE / name).read_bytes() for name in ("package-lock.json", "server.mjs"))).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"participation-oidc-provider-{os.getuid()}-{mark}"
    with Path(f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            making = Path(f"{folder}.making")
            shutil.rmtree(making, ignore_errors=True)
            shutil.copytree(SOURCE, making, ignore=shutil.ignore_patterns("node_modules"))
            subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=making, check=True, capture_output=True)
            making.rename(folder)
    return folder


def free_port() -> int:
    """A port on loopback that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def real_provider(*redirect_uris: str) -> Iterator[RealProvider]:
    """The provider on loopback; skips where node is not installed (never where all is required)."""
    if not shutil.which("node") or not shutil.which("npm"):
        if REQUIRE_ALL:
            pytest.fail("node and npm are required and not installed")
        pytest.skip("node is not installed")
    folder, port = _installed(), free_port()
    process = subprocess.Popen(
        ["node", "server.mjs", str(port), *redirect_uris], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        said = next((line for line in process.stdout if re.match("ready", line)), "")
        assert said, "the provider did not start"
        yield RealProvider(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(20)
        if process.stdout is not None:
            process.stdout.close()
