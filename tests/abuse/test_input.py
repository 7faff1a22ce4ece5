"""Classes: injection by sort and filter, request sizes, NUL, surrogates and ids, uploads, formulas in tables, server-side requests.

Every form and address with hostile values: `tests/house/test_hostile_input.py`, `test_hostile_shapes.py`; pictures and documents:
`tests/kit/test_uploads.py`; cells: `tests/kit/test_cells.py`; tables that are read in: `tests/transfers`.
"""

from __future__ import annotations

import io
import re
import socket
import struct
import threading
import zipfile
import zlib
from pathlib import Path

import pytest

from tests.abuse.conftest import ROOT, Town
from tests.house.hostile import MARKUP
from tests.proposals.builders import a_picture_file

QUERIES = (
    "sortierung=id;DROP+TABLE+person",
    "reihenfolge=(SELECT+1)",
    "sortierung=__class__",
    "status=new'+OR+'1'='1",
    "thema=1)+UNION+SELECT+email+FROM+person--",
    "ortsteil=-1",
    "q=%25_%5C%22+NEAR(a)+OR+*",
    "q='+OR+1=1--",
    "seite=99999999999999999999",
    "seite=1e9&los=%D9%A3",
)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("path", ["/vorschlaege", "/vorschlaege.csv", "/vorschlaege/karte.json"])
def test_sorting_and_filtering_are_no_sql(town: Town, path: str, query: str) -> None:
    answer = town.client().get(f"{town.here}{path}?{query}")
    assert answer.status in (200, 303, 404)
    assert "@town.example" not in answer.text
    assert answer.dangers == []


@pytest.mark.parametrize("query", ["q='+OR+'1'='1", "q=%25", "q=_", "q=%22%27%3B--", "q=*"])
def test_the_administrations_search_is_no_sql_either(town: Town, query: str) -> None:
    page = town.client("admin").get(f"/verwaltung/personen?{query}")
    assert page.status == 200
    assert "Alice" not in page.text, "residents are found by their exact name only"


@pytest.mark.parametrize("number", ["0", "-1", "٣", "1e3", "99999999999999999999", "1%00", "%ED%A0%80", "1.0", "0x1", "..%2f1"])
def test_only_a_plain_number_is_an_id(town: Town, number: str) -> None:
    assert town.client().get(f"{town.here}/vorschlaege/{number}").status in (400, 404)
    assert town.client().get(f"/beitraege/{number}").status in (400, 404)


@pytest.mark.parametrize("body", [b"Hallo%00Welt", b"Hallo%ED%A0%80Welt", b"%FF%FE%C3%28", b"%E2%80%AEtxet", b"%F0%9F%92%A9" * 500])
def test_broken_text_is_kept_clean_or_refused(town: Town, body: bytes) -> None:
    client = town.newcomer()
    form = b"csrf_token=" + client.token.encode() + b"&beitrag-kind=note&beitrag-body=Ein+langer+Text+" + body
    assert client.send(f"{town.here}/diskussion/thema/{town.ids['topic']}", form).status in (200, 303, 400, 422)
    page = town.client().get(f"{town.here}/diskussionen/{town.ids['topic']}")
    assert page.status == 200
    assert "\x00" not in page.text
    assert "\u202e" not in page.text


@pytest.mark.parametrize("size", [1_100_000, 3_000_000])
def test_a_large_body_is_refused(town: Town, size: int) -> None:
    client = town.newcomer()
    assert client.send("/konto/name", b"csrf_token=" + client.token.encode() + b"&public_name=" + b"x" * size).status in (413, 422)


def test_many_fields_are_refused_or_read_in_a_moment(town: Town) -> None:
    client = town.newcomer()
    answer = client.send("/konto/name", b"csrf_token=" + client.token.encode() + b"".join(b"&a%d=1" % number for number in range(5_000)))
    assert answer.status in (400, 413, 422)


def _bomb() -> bytes:
    """A PNG of 40,000 × 40,000 pixels in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00" * 5_000_000)) + chunk(b"IEND", b"")


FILES = {
    "an SVG": ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "an SVG that calls itself a picture": ("x.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    "a page": ("x.jpg", b"<!doctype html><script>alert(1)</script>"),
    "a GIF that is a script": ("x.gif", b"GIF89a/*" + b"\x00" * 40 + b"*/=1;alert(1)"),
    "a bomb": ("x.png", _bomb()),
    "nothing": ("x.jpg", b""),
    "a program": ("x.php", b"<?php system($_GET[0]); ?>"),
}


@pytest.mark.parametrize("what", FILES)
def test_what_is_no_picture_is_refused(town: Town, what: str) -> None:
    name, content = FILES[what]
    answer = town.client("bob").upload(f"{town.proposal('draft')}/bilder", name, content, words="Bild")
    assert answer.status in (413, 422)
    assert answer.dangers == []


@pytest.mark.parametrize("name", ["../../../../etc/x.jpg", "..\\..\\x.jpg", "/etc/passwd", "x.jpg\x00.php", "CON.jpg"])
def test_a_file_name_is_no_path(town: Town, name: str) -> None:
    town.client("bob").upload(f"{town.proposal('draft')}/bilder", name, a_picture_file().getvalue(), words="Bild")
    kept = [path for path in (town.folder / "var").rglob("*") if path.is_file()]
    assert not [path for path in kept if "passwd" in path.name or path.suffix in (".php", ".jpg")]


def test_a_picture_with_a_page_behind_it_is_written_anew(town: Town) -> None:
    client = town.client("bob")
    before = set((town.folder / "var").rglob("*.webp"))
    hostile = a_picture_file().getvalue() + b"<script>alert('polyglot')</script>"
    assert client.upload(f"{town.proposal('draft')}/bilder", "x.jpg", hostile, words="Bild").status in (303, 422)
    for path in set((town.folder / "var").rglob("*.webp")) - before:
        assert b"polyglot" not in path.read_bytes()


def test_a_table_that_swells_is_refused(town: Town) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", " " * 60_000_000)
    answer = town.client("admin").upload(f"/verwaltung/beteiligungen/{town.words['slug']}/einlesen", "x.xlsx", out.getvalue())
    assert answer.status in (303, 400, 404, 413, 422)


@pytest.mark.parametrize("title", ["=cmd|' /c calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1"])
def test_no_cell_of_an_export_starts_a_formula(town: Town, title: str) -> None:
    client = town.newcomer()
    client.post("/konto/name", {"public_name": "Formelfreund"})
    made = client.post(f"{town.here}/vorschlaege/neu", {"title": title, "body": f"{title} und noch ein langer Text.", "weiter": "vorschau"})
    assert made.status in (200, 303, 422)
    if made.status == 303:
        client.post(f"{made.location.removesuffix('/vorschau')}/veroeffentlichen")
    table = town.client().get(f"{town.here}/vorschlaege.csv").text
    cells = [cell.strip('"') for line in table.splitlines() for cell in line.replace(",", ";").split(";")]
    assert not [cell for cell in cells if cell[:1] in ("=", "@", "\t") or (cell[:1] in "+-" and cell[1:2].isalpha())]


def test_no_address_that_somebody_types_is_fetched(town: Town) -> None:
    called = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.5)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/x.png"
        client = town.newcomer()
        body = f"Sehen Sie [hier]({address}) ![Bild]({address}) <img src={address}> {address} nach."
        client.post(f"{town.here}/diskussion/thema/{town.ids['topic']}", {"beitrag-kind": "note", "beitrag-body": body})
        client.post(f"{town.here}/vorschlaege/neu", {"title": address[:100], "body": body, "weiter": "vorschau"})
        town.client().get(f"{town.here}/diskussionen/{town.ids['topic']}", Referer=address)
        try:
            listening.accept()
            called.set()
        except TimeoutError:
            pass
    assert not called.is_set()


CALLING_OUT = re.compile(r"^\s*(?:import|from)\s+(?:urllib\.request|http\.client|requests|httpx|aiohttp|urllib3|ftplib|xmlrpc)\b", re.MULTILINE)
KNOWN_CALLERS = {"participation/accounts/oidc.py", "participation/papers/fetching.py"}
"""Modules that speak to addresses from the settings alone."""


def test_no_module_can_call_out() -> None:
    modules = sorted((ROOT / "participation").rglob("*.py"))
    found = {str(path.relative_to(ROOT)) for path in modules if CALLING_OUT.search(path.read_text(encoding="utf-8"))}
    assert found <= KNOWN_CALLERS


def test_the_hostile_text_of_the_house_is_text_here_too(town: Town) -> None:
    client = town.newcomer()
    client.post(f"{town.here}/diskussion/thema/{town.ids['topic']}", {"beitrag-kind": "note", "beitrag-body": MARKUP})
    assert Path(town.log).exists()
    assert town.client().get(f"{town.here}/diskussionen/{town.ids['topic']}").dangers == []
