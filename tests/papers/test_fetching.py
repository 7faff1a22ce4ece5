"""One request: where it may go, and what is made of answers that are no answers."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from participation.papers import fetching
from participation.papers.fetching import LARGEST, FetchError, Trouble, Web, is_public
from tests.papers.ris import Bad, Ris, drips, running_ris, says, sleeps


@pytest.fixture
def ris() -> Iterator[Ris]:
    with running_ris() as found:
        yield found


@pytest.fixture
def web(ris: Ris) -> Web:
    return Web((ris.host,), testing=True)


def trouble(web: Web, url: str) -> Trouble:
    with pytest.raises(FetchError) as caught:
        web.get(url)
    return caught.value.trouble


def test_it_works(ris: Ris, web: Web) -> None:
    answer = web.get(ris.url("/paper/123"))
    assert answer.fresh
    assert b"VO/2026/0123" in answer.content
    assert answer.etag


def test_only_a_change_is_sent_again(ris: Ris, web: Web) -> None:
    first = web.get(ris.url("/paper/123"))
    again = web.get(ris.url("/paper/123"), first.etag)
    assert not again.fresh
    assert ris.not_modified == 1


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        (says(b"", "302 Found", Location="http://169.254.169.254/latest"), Trouble.REDIRECT),
        (says(b"", "301 Moved Permanently", Location="/paper/124"), Trouble.REDIRECT),
        (says(b"{}", "404 Not Found"), Trouble.GONE),
        (says(b"{}", "410 Gone"), Trouble.GONE),
        (says(b"{}", "403 Forbidden"), Trouble.REFUSED),
        (says(b"{}", "429 Too Many Requests"), Trouble.REFUSED),
        (says(b"{}", "500 Internal Server Error"), Trouble.BROKEN),
        (says(b"\x1f\x8b", Content_Encoding="gzip"), Trouble.BROKEN),
        (says(b" " * (LARGEST + 1)), Trouble.TOO_LARGE),
        (says(b"{}", Content_Length="500"), Trouble.UNREACHABLE),
    ],
)
def test_bad_answers(ris: Ris, web: Web, bad: Bad, expected: Trouble) -> None:
    ris.bad["/paper/123"] = bad
    assert trouble(web, ris.url("/paper/123")) == expected
    assert [path for path, _known in ris.asked] == ["/paper/123"]  # no redirect was followed, nothing tried twice


def test_a_server_that_says_nothing_is_left(ris: Ris, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "READ", 0.3)
    ris.bad["/paper/123"] = sleeps(1.5)
    assert trouble(web, ris.url("/paper/123")) == Trouble.SLOW


@pytest.mark.parametrize("every", [0.02, 0.3])
def test_a_server_that_only_drips_is_cut_off(ris: Ris, web: Web, monkeypatch: pytest.MonkeyPatch, every: float) -> None:
    monkeypatch.setattr(fetching, "WHOLE", 1.0)
    ris.bad["/paper/123"] = drips(every=every)
    begun = time.monotonic()
    assert trouble(web, ris.url("/paper/123")) == Trouble.SLOW
    assert time.monotonic() - begun < 5


def test_nobody_listens(web: Web) -> None:
    closed = Web(("127.0.0.1:1",), testing=True)
    assert trouble(closed, "http://127.0.0.1:1/paper") == Trouble.UNREACHABLE


def test_only_named_hosts_are_asked(ris: Ris, web: Web) -> None:
    for url in (
        f"http://localhost:{ris.port}/paper/123",
        f"http://127.0.0.1:{ris.port + 1}/paper/123",
        "http://127.0.0.1/paper/123",
        f"http://somebody@{ris.host}/paper/123",
        f"http://{ris.host}.evil.example/paper/123",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "",
    ):
        assert trouble(web, url) == Trouble.NOT_ALLOWED
    assert not ris.asked


def test_outside_tests_https_and_the_usual_port_are_asked_for() -> None:
    web = Web(("ris.stadt.example", "ris.stadt.example:8443"))
    assert web.allows("https://ris.stadt.example/paper/1")
    assert web.allows("https://RIS.Stadt.example:443/paper/1")
    assert web.allows("https://ris.stadt.example:8443/paper/1")
    assert not web.allows("http://ris.stadt.example/paper/1")
    assert not web.allows("https://ris.stadt.example:22/paper/1")


def test_a_name_that_leads_into_the_own_network_is_not_followed(ris: Ris) -> None:
    """The host is allowed, yet its address is this machine: outside of tests nothing is asked."""
    for host in ("localhost", "127.0.0.1", "[::1]"):
        web = Web((f"{host}:{ris.port}".strip("[]"), f"{host.strip('[]')}:{ris.port}"))
        with pytest.raises(FetchError) as caught:
            web.get(f"https://{host}:{ris.port}/paper/123")
        assert caught.value.trouble == Trouble.NOT_ALLOWED
    assert not ris.asked


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1", "224.0.0.1", "255.255.255.255",
     "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "2002:7f00:1::", "ff02::1"],
)  # fmt: skip
def test_inner_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"])
def test_outer_addresses(address: str) -> None:
    assert is_public(address)
