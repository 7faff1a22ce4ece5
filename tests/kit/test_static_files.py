"""Static files come from an address of their content, small and cached for ever."""

from __future__ import annotations

import gzip
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli
import pytest
from flask import Flask
from werkzeug.test import Client

from participation.kit.static_files import KEPT_VERSIONS, build_static, init_static, serve_static

CSS = "body { margin: 0 }\n" * 100


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    (folder / "css").mkdir(parents=True)
    (folder / "css" / "site.css").write_text(CSS)
    (folder / "logo.png").write_bytes(os.urandom(2000))
    (folder / ".hidden").write_text("secret")
    return folder


def browser(source: Path, target: Path) -> tuple[Client, Flask]:
    app = Flask(__name__, static_folder=None)
    app.extensions["asset"] = init_static(app, source, target)
    return app.test_client(), app


def test_a_file_is_immutable_and_compressed(source: Path, tmp_path: Path) -> None:
    client, app = browser(source, tmp_path / "built")
    url = app.extensions["asset"]("css/site.css")
    for coding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        with client.get(url, headers={"Accept-Encoding": coding}) as answer:
            assert answer.headers["Content-Encoding"] == coding
            assert unpack(answer.data).decode() == CSS
    with client.get(url) as answer:
        assert answer.text == CSS
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.mimetype == "text/css"
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_only_files_that_are_there_have_an_address(source: Path, tmp_path: Path) -> None:
    client, app = browser(source, tmp_path / "built")
    asset = app.extensions["asset"]
    version = asset("logo.png").split("/")[2]
    for path in ("css/none.css", "../settings.py", ".hidden", "", "css/site.css.gz"):
        with pytest.raises(LookupError):
            asset(path)
    for path in (".hidden", "css/", "css/none.css", "..%2f..%2fetc/passwd", "css/../.hidden"):
        assert client.get(f"/static/{version}/{path}").status_code == 404


def test_a_change_changes_every_address_and_the_last_versions_stay(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "built"
    urls = []
    for number in range(KEPT_VERSIONS + 2):
        (source / "css" / "site.css").write_text(CSS + str(number))
        client, app = browser(source, target)
        os.utime(app.extensions["static"].folder, (number, number))
        urls.append(app.extensions["asset"]("css/site.css"))
    assert len(set(urls)) == len(urls)
    served = []
    for url in urls:
        with client.get(url) as answer:
            served.append(answer.status_code)
    assert served == [404] * 2 + [200] * KEPT_VERSIONS


def test_processes_that_start_together_build_one_folder(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "built"
    with ThreadPoolExecutor(6) as pool:
        builds = list(pool.map(lambda _process: build_static(source, target), range(6)))
    assert len({build.version for build in builds}) == 1
    assert [path.name for path in target.iterdir()] == [builds[0].version]
    assert (builds[0].folder / "css" / "site.css.br").is_file()
    assert not (builds[0].folder / "logo.png.gz").exists()


def test_what_is_not_static_reaches_the_application(source: Path, tmp_path: Path) -> None:
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/", view_func=lambda: "page")
    app.wsgi_app = serve_static(app.wsgi_app, build_static(source, tmp_path / "built", compress=False))  # type: ignore[method-assign]
    assert app.test_client().get("/").text == "page"
