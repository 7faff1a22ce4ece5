"""An encrypted vote from the keys to the result, in real browsers: the platform sees no private key and no mark."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.app import create_app
from participation.consultations.phases import PhaseKind
from participation.consultations.queries import consultation_by_id
from participation.encrypted.jobs import post_tally_of, prepare_election
from participation.encrypted.queries import archive_of, opened_election
from participation.encrypted.setup_actions import open_encrypted_vote, request_preparation
from participation.encrypted.trustee_actions import hand_in_key, name_trustee
from participation.kit import clock
from participation.kit.database import db
from participation.kit.jobs import start_worker
from participation.kit.schema import migrate
from participation.kit.sealing import seals_of
from participation.methods.proof.belenios.groups import RFC_3526_2048
from participation.methods.proof.belenios.trustees import new_private_key, write_private_key, write_public_key
from participation.methods.proof.belenios.verify import verify
from participation.votes.actions import Option, VoteDraft, close_vote, draft_vote
from participation.votes.counter_actions import give_code
from participation.votes.models import Vote
from tests.browser.conftest import Town
from tests.browser.looks import Visit, served, visiting
from tests.builders import a_consultation, a_resident, an_administrator
from tests.conftest import settings_for

PLACES = ("Am Bach", "Am Markt", "Am Wald")


@pytest.fixture(scope="module")
def hamlet(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Town]:
    """A small town of its own, with its worker; its mails lie in files."""
    folder = tmp_path_factory.mktemp("hamlet")
    changes = {
        "mail_transport": "file",
        "base_url": "http://127.0.0.1",
        "testing": False,
        "oidc_file": None,
        "trusted_hosts": ("127.0.0.1", "localhost"),
    }
    app = create_app(settings_for(f"sqlite:///{folder / 'own.sqlite'}", folder / "var", **changes))
    migrate(app)
    worker = start_worker(app)
    try:
        with served(app) as address:
            yield Town(app, address, folder)
    finally:
        worker.stop()


def a_draft(app: Flask, rule: str = "plurality", **changes: object) -> tuple[int, str, Person]:
    """A complete encrypted draft in the time of now; its number, its address, and who runs it."""
    with app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        now, runs = clock.now(), an_administrator(session, "Wahlamt")
        phases = ((PhaseKind.VOTE, now - timedelta(days=1), now + timedelta(days=20)),)
        consultation = a_consultation(session, "Ein Platz zum Spielen", phases=phases)
        options = [Option(place) for place in PLACES]
        values = {
            "title": "Wo entsteht der Spielplatz?",
            "question": "Wo soll der neue Spielplatz entstehen?",
            "secrecy": "encrypted",
            "options": options,
        }
        values |= {"rule": rule, "opens_at": now - timedelta(minutes=1), "closes_at": now + timedelta(days=7), **changes}
        vote = draft_vote(session, runs, consultation, VoteDraft(**values), now)  # type: ignore[arg-type]  # names checked by the dataclass
        session.commit()
        return vote.id, f"/beteiligungen/{consultation.slug}/abstimmungen/{vote.id}", runs


def signed_in(hamlet: Town, visited: Visit, person: Person | None = None) -> Visit:
    """The browser of a person, or of a new resident."""
    with hamlet.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        cookie = hamlet.cookie_of(person or a_resident(session), session)
        session.commit()
    visited.context.add_cookies([cookie])  # type: ignore[list-item]  # a cookie's fields
    return visited


def link_to(hamlet: Town, address: str) -> str:
    """The newest personal link in the mails to a trustee."""
    for _attempt in range(100):
        found = re.findall(r"/treuhand#([0-9A-Z-]+)", "".join(hamlet.mails_to(address)))
        if found:
            return f"/treuhand#{found[-1]}"
        time.sleep(0.1)
    raise AssertionError("no mail came")


def test_a_whole_vote_in_the_browser(hamlet: Town, chromium: Browser, tmp_path: Path) -> None:
    number, address, runs = a_draft(hamlet.app, at_counter=True)
    sent: list[str] = []
    with visiting(chromium, hamlet.url) as clerk:
        page = signed_in(hamlet, clerk, runs).go(address)
        page.get_by_role("link", name="Schlüssel, Stimmrechte und Eröffnung").click()
        for name in ("Erna Beck", "Olaf Ruh"):
            page.get_by_label("Name").fill(name)
            page.get_by_label("E-Mail-Adresse").fill(f"{name.split()[1].lower()}@example.org")
            page.get_by_role("button", name="Benennen und Link senden").click()
            expect(page.get_by_text(f"{name} ist benannt")).to_be_visible()
        assert clerk.check() == []
        expect(page.get_by_text("Es fehlen noch Schlüssel: Erna Beck, Olaf Ruh.")).to_be_visible()
        keys = [a_key(hamlet, chromium, f"{who}@example.org", tmp_path, sent) for who in ("beck", "ruh")]
        page.reload()
        page.get_by_role("button", name="Stimmrechte vorbereiten").click()
        page.get_by_role("link", name="Weiter zur Eröffnung").click(timeout=60_000)
        page.get_by_role("button", name="Abstimmung eröffnen").click()
        expect(page.get_by_text("Den Schlüssel halten nur gemeinsam: Erna Beck, Olaf Ruh.")).to_be_visible()
        assert clerk.check() == []
    trackers = [a_vote(hamlet, chromium, address, "Am Wald", sent), a_vote_by_code(hamlet, chromium, number, "Am Bach", sent)]
    trackers.append(a_challenged_vote(hamlet, chromium, address, tmp_path, sent))
    close(hamlet, number)
    for who, key in zip(("beck", "ruh"), keys, strict=True):
        a_decryption(hamlet, chromium, f"{who}@example.org", key, sent)
    with visiting(chromium, hamlet.url, "phone") as clerk:
        page = signed_in(hamlet, clerk, runs).go(address)
        page.get_by_role("link", name="Entschlüsseln und auszählen").click()
        page.get_by_role("button", name="Stimmen auszählen").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ergebnis der Abstimmung")
        expect(page.get_by_text("Am Wald").first).to_be_visible()
        assert clerk.check() == []
        with page.expect_download() as got:
            page.get_by_role("link", name="Urne herunterladen (.bel)").click()
        archive = tmp_path / "urne.bel"
        got.value.save_as(archive)
        answer = page.request.get(f"{hamlet.url}{address}/ergebnis.json").json()
        assert answer["result"]["outcome"]["winners"] == ["Am Wald"]
        assert [answer["result"]["outcome"]["rounds"][0]["votes"][place] for place in PLACES] == [1, 0, 2]
    check_with_both(archive, trackers, tmp_path)
    assert not any(json.loads(key.read_text()) in text for key in keys for text in sent), "a private key was sent"
    assert not any("mark=" in text or 'name="mark"' in text for text in sent), "a mark was sent in the clear"


def listen(visited: Visit, sent: list[str]) -> None:
    """Keep everything that this browser sends."""
    visited.page.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''}"))


def a_key(hamlet: Town, chromium: Browser, who: str, folder: Path, sent: list[str]) -> Path:
    """A trustee follows the link, makes a key, saves the private part and hands in the public one."""
    with visiting(chromium, hamlet.url, "phone") as trustee:
        listen(trustee, sent)
        page = trustee.go(link_to(hamlet, who))
        page.get_by_role("button", name="Weiter zu meiner Seite").click()
        page.get_by_role("button", name="Schlüssel erzeugen").click()
        with page.expect_download() as got:
            page.get_by_role("link", name="Geheimen Schlüssel speichern").click()
        key = folder / f"{who}.privkey"
        got.value.save_as(key)
        assert trustee.check() == []
        shown = page.locator("#made-check").inner_text()
        page.get_by_label("Ich habe die Datei mit dem geheimen Schlüssel gespeichert.").check()
        page.get_by_role("button", name="Öffentlichen Schlüssel abgeben").click()
        expect(page.get_by_text("Ihr öffentlicher Schlüssel ist angekommen.")).to_be_visible()
        expect(page.locator(".receipt-code").first).to_have_text(shown)
        assert trustee.check() == []
    return key


def fill_in(page: Page, place: str) -> str:
    """Mark a place and go on to the check; the tracker shown there."""
    page.get_by_text(place, exact=True).click()
    page.get_by_role("button", name="Weiter zur Prüfung").click()
    expect(page.get_by_role("button", name="Stimme einwerfen")).to_be_enabled()
    expect(page.locator("#booth-chosen")).to_contain_text(place)
    return page.locator("#booth-tracker").inner_text()


def put_in(page: Page, tracker: str) -> None:
    """Cast what is prepared; the receipt shows the same tracker."""
    page.get_by_role("button", name="Stimme einwerfen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Stimme ist gezählt")
    expect(page.locator(".receipt-code")).to_have_text(tracker)


def a_vote(hamlet: Town, chromium: Browser, address: str, place: str, sent: list[str]) -> str:
    """A resident votes on a phone, and looks the ballot up."""
    with visiting(chromium, hamlet.url, "phone") as voter:
        listen(voter, sent)
        page = signed_in(hamlet, voter).go(address)
        page.get_by_role("link", name="Stimmzettel ausfüllen").click()
        page.get_by_role("button", name="Weiter zur Prüfung").click()
        expect(page.locator("#booth-problem")).to_contain_text("Bitte wählen Sie eine Antwort.")
        assert voter.check() == []
        tracker = fill_in(page, place)
        assert voter.check() == []
        put_in(page, tracker)
        assert place not in page.locator("main").inner_text()
        assert voter.check() == []
        page.goto(f"{hamlet.url}{address}/kennung-suchen")
        page.get_by_label("Kennung Ihres Stimmzettels").fill(tracker)
        page.get_by_role("button", name="In der Urne nachsehen").click()
        expect(page.get_by_text("Ja, dieser Stimmzettel liegt in der Urne")).to_be_visible()
        assert voter.check() == []
    return tracker


def a_vote_by_code(hamlet: Town, chromium: Browser, number: int, place: str, sent: list[str]) -> str:
    """Somebody without an account votes by a code from the counter, and leaves nothing in the browser."""
    with hamlet.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        vote = session.get_one(Vote, number)
        here, seals = consultation_by_id(session, vote.consultation_id), seals_of(hamlet.app.extensions["settings"])
        code = give_code(session, an_administrator(session), here, vote, a_resident(session), seals, clock.now())
        session.commit()
    with visiting(chromium, hamlet.url, "dark-phone") as voter:
        listen(voter, sent)
        page = voter.go(f"/abstimmen#{code}")
        page.get_by_role("button", name="Weiter zum Stimmzettel").click()
        expect(page.get_by_text("Sie stimmen mit Ihrem Code ab.")).to_be_visible()
        tracker = fill_in(page, place)
        assert voter.check() == []
        put_in(page, tracker)
        assert voter.check() == []
        page.get_by_role("button", name="Seite beenden").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Mit Code abstimmen")
    return tracker


def a_challenged_vote(hamlet: Town, chromium: Browser, address: str, folder: Path, sent: list[str]) -> str:
    """Somebody opens a ballot, has another browser check it, and casts a new one."""
    with visiting(chromium, hamlet.url) as voter, visiting(chromium, hamlet.url, "phone") as other:
        listen(voter, sent)
        listen(other, sent)
        page = signed_in(hamlet, voter).go(f"{address}/stimmzettel")
        tracker = fill_in(page, "Am Markt")
        page.get_by_role("button", name="Öffnen und prüfen").click()
        expect(page.get_by_text("Dieser Stimmzettel ist nicht eingeworfen.")).to_be_visible()
        assert voter.check() == []
        with page.expect_download() as got:
            page.get_by_role("link", name="Probe-Stimmzettel herunterladen").click()
        opened = folder / "probe-stimmzettel.json"
        got.value.save_as(opened)
        elsewhere = other.go(f"{address}/probe-stimmzettel")
        elsewhere.get_by_label("Datei mit dem geöffneten Stimmzettel").set_input_files(opened)
        expect(elsewhere.locator("#challenge-chosen")).to_contain_text("Am Markt")
        expect(elsewhere.locator("#challenge-tracker")).to_have_text(tracker)
        assert other.check() == []
        false = folder / "falsch.json"
        false.write_text(opened.read_text().replace('"marks":[[0,0,1,0]]', '"marks":[[0,1,0,0]]'))
        elsewhere.get_by_label("Datei mit dem geöffneten Stimmzettel").set_input_files(false)
        expect(elsewhere.get_by_text("Diese Datei stimmt nicht")).to_be_visible()
        page.get_by_role("button", name="Neuen Stimmzettel vorbereiten").click()
        again = fill_in(page, "Am Wald")
        assert again != tracker
        put_in(page, again)
    return again


def close(hamlet: Town, number: int) -> None:
    """The time is over: the platform closes the vote and publishes the encrypted sum."""
    with hamlet.app.app_context():
        with Session(db.engine, expire_on_commit=False) as session:
            vote, later = session.get_one(Vote, number), clock.now() + timedelta(days=8)
            close_vote(session, None, consultation_by_id(session, vote.consultation_id), vote, later)
            session.commit()
        post_tally_of(number)


def a_decryption(hamlet: Town, chromium: Browser, who: str, key: Path, sent: list[str]) -> None:
    """A trustee comes back, chooses the private key, and the browser checks the urn and decrypts."""
    with visiting(chromium, hamlet.url) as trustee:
        listen(trustee, sent)
        page = trustee.go(link_to(hamlet, who))
        page.get_by_role("button", name="Weiter zu meiner Seite").click()
        page.get_by_label("Ihr geheimer Schlüssel").set_input_files(key)
        assert trustee.check() == []
        page.get_by_role("button", name="Urne prüfen und entschlüsseln").click()
        expect(page.get_by_text("Ihre Entschlüsselung ist angekommen und geprüft.")).to_be_visible(timeout=60_000)
        expect(page.get_by_text("Sie haben schon entschlüsselt.")).to_be_visible()
        assert trustee.check() == []


def check_with_both(archive: Path, trackers: list[str], folder: Path) -> None:
    """Our command and, where it is installed, Debian's tool accept what was downloaded."""
    seen = verify(archive.read_bytes())
    assert seen.trackers == sorted(trackers)
    ours = subprocess.run(
        [sys.executable, "-m", "participation.cli", "verify", str(archive)], capture_output=True, text=True, check=False
    )  # as above
    assert ours.returncode == 0, ours.stdout + ours.stderr
    tool = shutil.which("belenios-tool")
    if tool:
        inside = folder / "tool"
        inside.mkdir()
        shutil.copy(archive, inside / f"{seen.election.uuid}.bel")
        done = subprocess.run([tool, "election", "verify", "--dir", str(inside)], capture_output=True, text=True, check=False)  # the tests' own files
        assert done.returncode == 0, done.stderr


def test_a_ranked_vote_in_the_browser(hamlet: Town, chromium: Browser, tmp_path: Path) -> None:
    """A ranking is encrypted in the booth; after the shuffles by the command the browser decrypts what they left."""
    number, address, _runs = a_draft(hamlet.app, "irv")
    with hamlet.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        vote, group = session.get_one(Vote, number), RFC_3526_2048
        here, runs = consultation_by_id(session, vote.consultation_id), an_administrator(session)
        settings, private = hamlet.app.extensions["settings"], new_private_key(group, secrets.token_bytes)
        trustee, code = name_trustee(session, runs, here, vote, "Ute Lang", "lang@example.org", settings, clock.now())
        hand_in_key(session, vote, trustee, write_public_key(group, private, secrets.token_bytes), clock.now())
        election = request_preparation(session, runs, here, vote, clock.now())
        session.commit()
        prepare_election(election.id)
        session.expire_all()
        open_encrypted_vote(session, runs, consultation_by_id(session, here.id), session.get_one(Vote, number), clock.now())
        session.commit()
    with visiting(chromium, hamlet.url, "phone") as voter:
        page = signed_in(hamlet, voter).go(f"{address}/kabine")
        page.get_by_label("Am Wald").select_option("1")
        page.get_by_label("Am Bach").select_option("1")
        page.get_by_role("button", name="Weiter zur Prüfung").click()
        expect(page.locator("#booth-problem")).to_contain_text("Jeder Rang darf nur einmal vergeben werden.")
        page.get_by_label("Am Bach").select_option("3")
        page.get_by_role("button", name="Weiter zur Prüfung").click()
        expect(page.get_by_role("button", name="Stimme einwerfen")).to_be_enabled()
        expect(page.locator("#booth-chosen")).to_contain_text("Rang 2")
        assert voter.check() == []
        put_in(page, page.locator("#booth-tracker").inner_text())
    close(hamlet, number)
    key, archive, made = tmp_path / "lang.privkey", tmp_path / "urne.bel", tmp_path / "mischung.json"
    key.write_text(write_private_key(private))
    with visiting(chromium, hamlet.url) as holder:
        page = holder.go(f"/treuhand#{code}")
        page.get_by_role("button", name="Weiter zu meiner Seite").click()
        with page.expect_download() as got:
            page.get_by_role("link", name="Urne herunterladen (.bel)").first.click()
        got.value.save_as(archive)
        command = [sys.executable, "-m", "participation.cli", "trustee", "shuffle", str(archive), "--key", str(key), "--out", str(made)]
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0
        page.get_by_label("Ihre Mischung").set_input_files(made)
        assert holder.check() == []
        page.locator("#upload-shuffle").get_by_role("button", name="Datei abgeben").click()
        expect(page.get_by_text("Ihre Mischung ist angekommen und geprüft.")).to_be_visible()
        page.get_by_label("Ihr geheimer Schlüssel").set_input_files(key)
        page.get_by_role("button", name="Urne prüfen und entschlüsseln").click()
        expect(page.get_by_text("Ihre Entschlüsselung ist angekommen und geprüft.")).to_be_visible(timeout=60_000)
    with hamlet.app.app_context(), Session(db.engine) as session:
        vote = session.get_one(Vote, number)
        seen = verify(archive_of(session, opened_election(session, vote)))
        assert seen.result is not None
        assert seen.result.answers == ([[2, 0, 1]],)
