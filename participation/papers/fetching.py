"""One request to another server, such as a council information system: only to hosts that the city named, never into the city's own network, within limits.

The address is resolved once and the connection goes to what was found, so that a name cannot lead elsewhere a moment later. No
redirect is followed, nothing is unpacked, and a server that only drips is cut off.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

import certifi
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from participation.methods.oparl import is_address

LARGEST = 1_000_000
"""Bytes of an answer: a meeting with a long agenda has some 200,000."""
CONNECT, READ = 4.0, 6.0
"""Seconds to reach a server, and for each piece of its answer."""
WHOLE = 15.0
"""Seconds for an answer as a whole."""
AGENT = "participation (OParl 1.1)"


class Trouble(StrEnum):
    """Why a paper could not be read."""

    NOT_ALLOWED = "not-allowed"
    UNREACHABLE = "unreachable"
    SLOW = "slow"
    REDIRECT = "redirect"
    GONE = "gone"
    REFUSED = "refused"
    BROKEN = "broken"
    TOO_LARGE = "too-large"
    NOT_JSON = "not-json"
    WRONG_TYPE = "wrong-type"


class FetchError(Exception):
    """An address that gave nothing that can be used; `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(str(trouble))
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `fresh` is false where the server said that nothing has changed; `content` is then empty."""

    content: bytes
    etag: str = ""
    last_modified: str = ""
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Web:
    """Where requests may go: the hosts, as `host` or `host:port`, and whether this is a test, in which http and the own machine are allowed."""

    hosts: Sequence[str]
    testing: bool = False

    def allows(self, url: str) -> bool:
        """Whether an address lies on one of the hosts, with https, without a name and password, at its usual port unless the setting says another."""
        if not is_address(url):
            return False
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return False
        if parts.scheme != "https" and not self.testing:
            return False
        if parts.username is not None or parts.password is not None:
            return False
        host = (parts.hostname or "").lower().rstrip(".")
        usual = port is None or port == (443 if parts.scheme == "https" else 80)
        return (host if usual else f"{host}:{port}") in {one.lower() for one in self.hosts}

    def get(self, url: str, etag: str = "", last_modified: str = "") -> Answer:
        """Ask an address for its object, or with what is known of the last answer only whether it has changed. Raises FetchError."""
        if not self.allows(url):
            raise FetchError(Trouble.NOT_ALLOWED)
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": AGENT}
        headers |= {name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", last_modified)) if value}
        with _told_apart():
            return _ask(url, headers, self.testing)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Hand something to an address, under the same guard; returns the status of the answer, whose content nobody reads. Raises FetchError."""
        if not self.allows(url):
            raise FetchError(Trouble.NOT_ALLOWED)
        with _told_apart(), _reached(url, self.testing) as reached:
            reached.connection.request("POST", reached.path, body=body, headers={"Host": reached.host, **headers}, preload_content=False)
            with closing(reached.connection.getresponse()) as response:
                return int(response.status)


def resolve(host: str, port: int, testing: bool) -> str:
    """The address of a host on the public internet. Raises FetchError where it has none, or where one of them lies inside a network."""
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise FetchError(Trouble.UNREACHABLE) from error
    if not found:
        raise FetchError(Trouble.UNREACHABLE)
    if not testing and not all(is_public(address) for address in found):
        raise FetchError(Trouble.NOT_ALLOWED)
    return min(found, key=lambda address: (":" in address, address))


def is_public(address: str) -> bool:
    """Whether an IP address can be reached from everywhere; an IPv4 address in an IPv6 one counts as itself."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    if inner is not None:
        found = inner
    return found.is_global and not found.is_multicast


@contextmanager
def _told_apart() -> Iterator[None]:
    """What goes wrong on the way, by its name."""
    try:
        yield
    except TimeoutError as error:
        raise FetchError(Trouble.SLOW) from error
    except (HTTPError, OSError, ValueError) as error:
        raise FetchError(_named(error)) from error


@dataclass(frozen=True, slots=True)
class _Reached:
    connection: HTTPConnection
    path: str
    host: str
    ends: float


@contextmanager
def _reached(url: str, testing: bool) -> Iterator[_Reached]:
    """A connection to what an address was resolved to, which is cut off when it takes too long."""
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    ends = time.monotonic() + WHOLE
    connection = _connection(resolve(host, port, testing), host, port, secure)
    held: list[socket.socket] = []
    cut = threading.Timer(WHOLE, _cut_off, (connection, held))
    cut.daemon = True
    cut.start()
    try:
        connection.connect()
        held.append(connection.sock)
        connection.timeout = READ
        yield _Reached(connection, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), parts.netloc, ends)
    except (HTTPError, OSError) as error:
        raise FetchError(Trouble.SLOW if time.monotonic() >= ends else _named(error)) from error
    finally:
        cut.cancel()
        connection.close()


def _ask(url: str, headers: dict[str, str], testing: bool) -> Answer:
    with _reached(url, testing) as reached:
        asked = {"Host": reached.host, **headers}
        reached.connection.request("GET", reached.path, headers=asked, preload_content=False, decode_content=False)
        with closing(reached.connection.getresponse()) as response:
            if response.status == 304:
                return Answer(b"", fresh=False)
            _refuse(response.status, response.headers.get("Content-Encoding", ""))
            content = _body(response.stream(65_536, decode_content=False), reached.ends)
            return Answer(content, response.headers.get("ETag", "")[:200], response.headers.get("Last-Modified", "")[:60])


def _connection(address: str, host: str, port: int, secure: bool) -> HTTPConnection | HTTPSConnection:
    if not secure:
        return HTTPConnection(address, port, timeout=CONNECT)
    return HTTPSConnection(
        address, port, timeout=CONNECT, server_hostname=host, assert_hostname=host, ca_certs=certifi.where(), cert_reqs="CERT_REQUIRED"
    )


def _cut_off(connection: HTTPConnection, held: Sequence[socket.socket]) -> None:
    """End a request that takes too long; `held` has its socket once it is connected, which the connection itself may have let go by then."""
    for one in held or [connection.sock]:
        with suppress(OSError, AttributeError):
            one.shutdown(socket.SHUT_RDWR)


def _named(error: Exception) -> Trouble:
    return Trouble.SLOW if "timed out" in str(error).lower() else Trouble.UNREACHABLE


def _refuse(status: int, encoding: str) -> None:
    """Raise FetchError for every answer that is no object. A redirect is one: the address must be the paper's own."""
    if 300 <= status < 400:
        raise FetchError(Trouble.REDIRECT)
    if status in (404, 410):
        raise FetchError(Trouble.GONE)
    if status in (401, 403, 429):
        raise FetchError(Trouble.REFUSED)
    if status != 200 or encoding not in ("", "identity"):
        raise FetchError(Trouble.BROKEN)


def _body(pieces: Iterable[bytes], ends: float) -> bytes:
    found = bytearray()
    for piece in pieces:
        found += piece
        if len(found) > LARGEST:
            raise FetchError(Trouble.TOO_LARGE)
    if time.monotonic() >= ends:
        raise FetchError(Trouble.SLOW)  # cut off: what came may look whole and is not
    return bytes(found)
