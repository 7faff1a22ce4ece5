"""Two scanners of others against a running demo on this machine: wapiti (crawls and attacks) and sqlmap (injection), each within minutes.

    PARTICIPATION_DEMO=1 PARTICIPATION_VAR_DIR=demo-var PARTICIPATION_BASE_URL=http://127.0.0.1:8021 participation demo --port 8021 --scale 0.1
    python benchmarks/scanners.py [--url http://127.0.0.1:8021] [--minutes 4] [--only wapiti|sqlmap]

Needs `wapiti` and `sqlmap` on the PATH (Debian's packages, or `wapiti3` and `sqlmap` from PyPI in a venv of their own). Nothing but 127.0.0.1 is asked; any other address is refused. Prints what each found, once for nobody
and once for a signed-in resident. The demo's town is changed by it: throw it away afterwards.
"""

from __future__ import annotations

import argparse
import http.cookiejar
import json
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

RESIDENT, PASSWORD = "resident@demo.example", "demo-demo-demo"
MODULES = "exec,file,sql,xss,permanentxss,redirect,ssrf,crlf,xxe,csp,http_headers,cookieflags,methods"
"""Of wapiti: all but those that guess file names or need the network."""
HALL = "/beteiligungen/stadthalle-und-quartier"
ADDRESSES = (
    f"{HALL}/vorschlaege?q=halle&sortierung=new&status=new&thema=1&ortsteil=1&seite=1",
    f"{HALL}/vorschlaege.csv?q=halle&sortierung=new&status=new",
    f"{HALL}/vorschlaege/karte.json?q=halle&thema=1",
    "/beteiligungen?seite=1",
    "/anliegen?q=lampe&kategorie=licht&ortsteil=1&amt=1&stand=offen&seite=1",
    "/open311/v2/requests.json?service_code=licht&status=open&start_date=2026-11-01T00:00:00Z&end_date=2026-11-20T00:00:00Z",
    "/gemacht?q=halle&ortsteil=1&amt=1&jahr=2026&stand=laeuft&seite=1",
)
"""Addresses whose every parameter sqlmap tries."""


def cookie_of(url: str, email: str) -> str:
    """Sign in as a person does; returns the `Cookie` header."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = opener.open(f"{url}/anmelden", timeout=30).read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    if token is None:
        raise SystemExit("the sign-in page has no form")
    form = urllib.parse.urlencode({"csrf_token": token[1], "email": email, "password": PASSWORD}).encode()
    opener.open(f"{url}/anmelden", form, timeout=30).read()
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def wapiti(url: str, cookie: str, minutes: float, folder: Path) -> str:
    """Crawl and attack; returns a line for each kind of finding."""
    report = folder / f"wapiti-{'signed-in' if cookie else 'anonymous'}.json"
    command = ["wapiti", "-u", f"{url}/", "--scope", "folder", "--flush-session", "-v", "0", "-f", "json", "-o", str(report)]
    crawl, attack = int(minutes * 20), max(3, int(minutes * 33 / len(MODULES.split(","))))  # seconds; the second for each module
    command += ["--max-scan-time", str(crawl), "--max-attack-time", str(attack), "--max-links-per-page", "15", "-d", "4", "-m", MODULES]
    command += ["--skip", "csrf_token"]  # else it sends the forms that hold nothing else, such as the one that signs out
    if cookie:
        command += ["-H", f"Cookie: {cookie}"]
    told = run(command, minutes)
    if not report.exists():
        return f"no report: {told[-400:]}\n"
    found = json.loads(report.read_text())
    lines = [f"{found.get('infos', {}).get('crawled_pages_nbr', '?')} pages crawled"]
    for part in ("vulnerabilities", "anomalies", "additionals"):
        for kind, ones in found.get(part, {}).items():
            lines += [
                f"{part}: {kind}: {one.get('method')} {one.get('path')} {one.get('parameter') or ''} {one.get('info', '')}"[:220] for one in ones[:5]
            ]
            lines += [f"{part}: {kind}: {len(ones)} in all"] if len(ones) > 5 else []
    return "\n".join(lines) + "\n"


def sqlmap(url: str, cookie: str, minutes: float, folder: Path) -> str:
    """Try each parameter of some addresses; returns what sqlmap says of them."""
    said = []
    for number, address in enumerate(ADDRESSES):
        command = ["sqlmap", "-u", url + address, "--batch", "--level", "1", "--risk", "1", "--threads", "1", "--technique", "BEU", "--flush-session"]
        command += ["--timeout", "10", "--retries", "0", "--disable-coloring", "--output-dir", str(folder / f"sqlmap-{number}")]
        if cookie:
            command += ["--cookie", cookie]
        told = run(command, minutes / len(ADDRESSES))
        wanted = re.compile(r"CRITICAL|is vulnerable|appears to be|injectable|heuristic")
        said += [f"{address}", *sorted({line.split("] ", 1)[-1] for line in told.splitlines() if wanted.search(line)})]
    return "\n".join(said) + "\n"


def run(command: list[str], minutes: float) -> str:
    """Run a tool for at most so long; returns what it printed."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=minutes * 60, check=False)  # tools of the system
        return done.stdout + done.stderr
    except subprocess.TimeoutExpired as over:
        return (over.stdout or b"").decode(errors="replace") if isinstance(over.stdout, bytes) else str(over.stdout or "")


def main() -> None:
    """Run both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8021")
    parser.add_argument("--minutes", type=float, default=4)
    parser.add_argument("--only", choices=["wapiti", "sqlmap"], default="")
    given = parser.parse_args()
    if urllib.parse.urlsplit(given.url).hostname != "127.0.0.1":
        raise SystemExit("only 127.0.0.1 is scanned")
    with tempfile.TemporaryDirectory() as name:
        for tool in (wapiti, sqlmap):
            if given.only in ("", tool.__name__) and shutil.which(tool.__name__):
                for who, cookie in (("nobody", ""), (RESIDENT, cookie_of(given.url, RESIDENT))):
                    sys.stdout.write(f"== {tool.__name__}, signed in as {who}\n{tool(given.url, cookie, given.minutes, Path(name))}\n")
                    sys.stdout.flush()


if __name__ == "__main__":
    main()
