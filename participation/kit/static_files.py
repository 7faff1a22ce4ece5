"""Static files under an address that changes with their content, compressed once, cached by browsers for ever."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import brotli
from whitenoise import WhiteNoise

from participation.kit.headers import PROTECTION

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

PREFIX = "/static"
KEPT_VERSIONS = 3
"""How many versions are served: pages that another process, or a minute ago this one, has answered name older ones."""

_TEXTS = {".css", ".js", ".svg", ".json", ".txt", ".xml", ".html", ".webmanifest", ".geojson", ".map"}
_WORTH_IT = 200
_SLOW_BROTLI = 200_000


@dataclass(frozen=True, slots=True)
class StaticBuild:
    """The static files of one version: where the served copy lies and what there is."""

    version: str
    folder: Path
    files: frozenset[str]

    def url(self, path: str) -> str:
        """The address of a static file, e.g. `css/site.css`. Raises LookupError where there is no such file."""
        if path not in self.files:
            raise LookupError(f"there is no static file {path!r}")
        return f"{PREFIX}/{self.version}/{path}"


def build_static(source: Path, target: Path, *, compress: bool = True) -> StaticBuild:
    """Copy `source` to a folder of `target` named by the content, with a gzip and a brotli twin of each text.

    Several processes may do so at once: each builds aside, the first rename wins, and there is never half a folder.
    """
    files = sorted(_files(source))
    version = _version(source, files, compress)
    folder = target / version
    if not folder.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".building-", dir=target))
        draft.chmod(0o755)
        try:
            for name in files:
                _copy(source / name, draft / name, compress=compress)
            draft.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return StaticBuild(version, folder, frozenset(files))


def _files(source: Path) -> Iterable[str]:
    for folder, folders, names in os.walk(source):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith("."):
                yield (Path(folder) / name).relative_to(source).as_posix()


def _version(source: Path, files: list[str], compress: bool) -> str:
    digest = hashlib.sha256(b"compressed" if compress else b"plain")
    for name in files:
        content = (source / name).read_bytes()
        digest.update(f"\0{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:12]


def _copy(source: Path, copy: Path, *, compress: bool) -> None:
    content = source.read_bytes()
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(content)
    if not compress or source.suffix not in _TEXTS or len(content) < _WORTH_IT:
        return
    smaller = {
        ".gz": gzip.compress(content, 9, mtime=0),
        ".br": brotli.compress(content, mode=brotli.MODE_TEXT, quality=11 if len(content) <= _SLOW_BROTLI else 9),
    }
    for suffix, compressed in smaller.items():
        if len(compressed) < len(content):
            copy.with_name(copy.name + suffix).write_bytes(compressed)


def serve_static(wsgi_app: WSGIApplication, build: StaticBuild) -> WSGIApplication:
    """Put a server of static files before an application: this version and the last ones before it, all immutable.

    Versions older than that are deleted.
    """
    target = build.folder.parent
    versions = [path for path in target.iterdir() if path.is_dir() and not path.name.startswith(".") and path != build.folder]
    versions.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    server = WhiteNoise(wsgi_app, allow_all_origins=False, immutable_file_test=lambda path, url: True, add_headers_function=_headers)
    for folder in (build.folder, *versions[: KEPT_VERSIONS - 1]):
        server.add_files(str(folder), f"{PREFIX}/{folder.name}/")
    for folder in versions[KEPT_VERSIONS - 1 :]:
        shutil.rmtree(folder, ignore_errors=True)
    wrapped: WSGIApplication = server
    return wrapped


def _headers(headers: Any, path: str, url: str) -> None:
    for name, value in PROTECTION.items():
        headers[name] = value
    headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"


def init_static(app: Any, source: Path, target: Path, *, compress: bool = True) -> Callable[[str], str]:
    """Let the application serve its static files, and return `asset(path)` for its templates."""
    build = build_static(source, target, compress=compress)
    app.wsgi_app = serve_static(app.wsgi_app, build)
    app.extensions["static"] = build
    return build.url
