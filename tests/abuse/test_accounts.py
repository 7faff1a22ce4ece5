"""Classes: sessions (fixation, expiry, cookies), enumeration and timing, rate limits without lock-out, tokens used twice or expired.

More: `tests/accounts/test_signing_in.py`, `test_signing_up.py`, `test_own_account.py`, `tests/kit/test_limits.py`, `tests/kit/test_cookies.py`.
"""

from __future__ import annotations

import re
import statistics
import time
from datetime import timedelta

import pytest
from sqlalchemy import text

from participation.accounts.models import Purpose
from participation.kit import clock
from tests.abuse.client import Answer
from tests.abuse.conftest import Town
from tests.accounts.builders import PASSWORD


def _bare(answer: Answer) -> str:
    return re.sub(r'nonce="[^"]*"|name="csrf_token"[^>]*|[\w.+-]+@[\w.-]+|"Ie[\w.-]+"', "", answer.text)


def test_a_session_from_before_signing_in_is_worth_nothing_after(town: Town) -> None:
    attacker = town.client()
    attacker.get("/darstellung")
    victim = town.client()
    victim.cookies.update(attacker.cookies)
    before = dict(victim.cookies)
    assert victim.post("/anmelden", {"email": town.words["paul"], "password": PASSWORD}).status == 303
    assert victim.get("/konto").status == 200
    attacker.cookies.update(before)
    assert attacker.get("/konto").status == 303


def test_the_cookie_is_read_by_no_script_and_sent_by_no_other_site(town: Town) -> None:
    client = town.client()
    given = client.post("/anmelden", {"email": town.words["paul"], "password": PASSWORD}).cookies
    assert given
    for cookie in given:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie


def test_reading_sets_no_cookie(town: Town) -> None:
    for url in ("/", "/beteiligungen", town.here, town.proposal(), "/impressum", "/nichts"):
        assert town.client().get(url).cookies == ()


@pytest.mark.parametrize("value", ["", "x", "eyJfdXNlcl9pZCI6IjEifQ.aaaa.bbbb", "null", "%00", "a" * 4000])
def test_a_forged_cookie_is_nobody(town: Town, value: str) -> None:
    client = town.client()
    client.cookies[str(town.app.config["SESSION_COOKIE_NAME"])] = value
    assert client.get("/konto").status == 303


@pytest.mark.parametrize(("who", "rest", "status"), [("admin", 29, 200), ("admin", 31, 303), ("alice", 31, 200), ("alice", 12 * 60 + 1, 303)])
def test_a_session_that_rests_ends(town: Town, who: str, rest: int, status: int) -> None:
    client = town.client(who)
    with town.app.app_context(), town.session() as session:
        seen = (clock.now() - timedelta(minutes=rest)).replace(tzinfo=None).isoformat(" ")
        session.execute(text("UPDATE web_session SET last_seen_at = :seen WHERE id = (SELECT max(id) FROM web_session)"), {"seen": seen})
        session.commit()
    assert client.get("/konto").status == status


def test_signing_out_ends_the_session_on_the_server(town: Town) -> None:
    client = town.newcomer()
    kept = dict(client.cookies)
    assert client.post("/abmelden").status == 303
    client.cookies.update(kept)
    assert client.get("/konto").status == 303


@pytest.mark.parametrize("url", ["/anmelden", "/anmelden/link", "/passwort", "/registrieren"])
def test_a_known_and_an_unknown_address_get_the_same_answer(town: Town, url: str) -> None:
    answers = []
    for email in (town.words["paul"], "niemand@town.example"):
        given = {"email": email, "password": "ganz falsches Wort 7", "public_name": "Kastanienbaum"}
        answers.append(town.client().post(url, given))
    assert len({(answer.status, answer.location, _bare(answer)) for answer in answers}) == 1
    assert len({frozenset(answer.headers) for answer in answers}) == 1


def test_the_time_of_a_refusal_is_told_and_not_asserted(town: Town, record_property: pytest.FixtureRequest) -> None:
    """The same work is asserted in `tests/accounts/test_signing_in.py`; here the medians are kept in the report, for eyes."""
    for label, email in (("known", town.words["paul"]), ("unknown", "niemand@town.example")):
        client, taken = town.client(), []
        _ready = client.token
        for _each in range(3):
            begun = time.perf_counter()
            assert client.post("/anmelden", {"email": email, "password": "ganz falsches Wort 7"}).status in (422, 429)
            taken.append(time.perf_counter() - begun)
        record_property(f"median_seconds_{label}", round(statistics.median(taken), 4))  # type: ignore[operator]  # pytest's function


def test_a_flood_of_guesses_waits_and_the_victim_is_not_locked_out(town: Town) -> None:
    attacker = town.client()
    answers = [attacker.post("/anmelden", {"email": town.words["paul"], "password": f"geraten {number}"}) for number in range(10)]
    assert answers[-1].status == 429
    assert int(answers[-1].headers["retry-after"]) > 0
    token = town.link(Purpose.SIGN_IN)
    assert town.client().post(f"/anmelden/link/{token}").status == 303, "by the mailed link the owner comes in"


LINKS = {
    Purpose.SIGN_IN: ("/anmelden/link/", {}),
    Purpose.RESET_PASSWORD: ("/passwort/", {"password": PASSWORD}),
    Purpose.SIGN_UP: ("/bestaetigen/", {}),
}


@pytest.mark.parametrize("purpose", LINKS)
def test_a_mailed_link_is_used_once_and_by_its_button_only(town: Town, purpose: Purpose) -> None:
    url, data = LINKS[purpose][0] + town.link(purpose), LINKS[purpose][1]
    for _each in range(2):
        assert town.client().get(url).status == 200, "looking uses nothing up"
    assert town.client().post(url, data).status == 303
    assert town.client().post(url, data).status == 410
    assert town.client().get(url).status == 410


@pytest.mark.parametrize("purpose", LINKS)
def test_a_mailed_link_runs_out_and_opens_no_other_door(town: Town, purpose: Purpose) -> None:
    token = town.link(purpose)
    for other, (path, data) in LINKS.items():
        if other != purpose:
            assert town.client().post(path + token, data).status in (404, 410)
    with town.app.app_context(), town.session() as session:
        session.execute(text("UPDATE mailed_link SET expires_at = '2020-01-01 00:00:00' WHERE used_at IS NULL"))
        session.commit()
    path, data = LINKS[purpose]
    assert town.client().post(path + token, data).status == 410


@pytest.mark.parametrize("token", ["x", "0" * 43, "%00", "..%2f..%2f", "a" * 3000])
def test_a_guessed_token_is_a_missing_page(town: Town, token: str) -> None:
    for path in ("/anmelden/link/", "/passwort/", "/bestaetigen/", "/konto/loeschen/"):
        assert town.client().get(path + token).status in (400, 404, 410, 414, 431)
