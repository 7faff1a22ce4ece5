"""Signing in at a real provider in a real browser, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from participation.app import create_app
from participation.kit.database import db
from participation.kit.schema import migrate
from tests.accounts.real_provider import free_port, real_provider
from tests.browser.looks import served, visiting
from tests.conftest import settings_for


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A platform that knows the provider as `echt`."""
    folder, port = tmp_path_factory.mktemp("providers"), free_port()
    url = f"http://localhost:{port}"
    with real_provider(f"{url}/anmelden/mit/echt/zurueck") as provider:
        file = folder / "providers.toml"
        file.write_text(provider.toml("echt", verifies=["high"]))
        app = create_app(settings_for(f"sqlite:///{folder / 'own.sqlite'}", folder, base_url=url, oidc_file=file))
        migrate(app)
        with served(app, port):
            yield url
        with app.app_context():
            db.engine.dispose()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_resident_comes_in_by_a_provider_and_back_to_the_same_place(chromium: Browser, address: str, scripts: bool) -> None:
    name = "Birke" if scripts else "Erle"
    with visiting(chromium, address, java_script_enabled=scripts) as visited:
        visited.expect("/favicon.ico")  # the provider has none
        page = visited.go("/anmelden?next=/beteiligungen")
        page.get_by_role("link", name="Anmelden mit Echt echt").click()
        page.get_by_label("Name").fill("berta" if scripts else "anton")
        page.get_by_label("Level").fill("high")
        page.get_by_role("button", name="Sign in").click()
        if not scripts:
            expect(page.get_by_role("heading", name="Zurück von Echt echt")).to_be_visible()
            assert visited.check() == []
            page.get_by_role("button", name="Weiter").click()
        expect(page.get_by_role("heading", name="Nur noch ein Schritt")).to_be_visible()
        if scripts:
            expect(page.get_by_text("berta@town.example")).to_be_visible()
        assert visited.check() == []
        page.get_by_label("Ihr Name auf dieser Seite").fill(name)
        page.get_by_role("button", name="Konto eröffnen").click()
        expect(page.locator(".menu-name")).to_contain_text(name)
        assert page.url == address + ("/beteiligungen" if scripts else "/konto/e-mail")
        visited.go("/konto")
        expect(page.get_by_text("nachgewiesen am")).to_be_visible()
        assert visited.found() == []
