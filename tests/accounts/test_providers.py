"""The file that names identity providers: nonsense in it stops the start."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from participation.accounts.providers import read_providers
from participation.serving import migrate_command
from participation.settings import SettingsError

GOOD = {"key": "a", "label": "A", "issuer": "https://id.example.org", "client_id": "x"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"issuer": "http://id.example.org"}, "https"),
        ({"issuer": "https://id.example.org?x=1"}, "https"),
        ({"issuer": ""}, "issuer is missing"),
        ({"key": "Ä"}, "key must be"),
        ({"label": ""}, "label is missing"),
        ({"for": "everybody"}, "residents or staff"),
        ({"scopes": "email"}, "openid"),
        ({"verifies": "high"}, "list of texts"),
        ({"for": "staff", "verifies": ["high"]}, "residents' providers"),
        ({"residence_claim": "postal_code"}, "belong together"),
        ({"colour": "red"}, "not a setting"),
        ({"client_id": 7}, "must be a text"),
        ({"client_secret_file": "missing.txt"}, "cannot be read"),
        ({"client_secret": "a", "client_secret_file": "missing.txt"}, "not both"),
    ],
)
def test_nonsense_in_the_file_stops_the_start_in_clear_words(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    file = tmp_path / "providers.json"
    file.write_text(json.dumps({"provider": [{**GOOD, **change}]}))
    with pytest.raises(SettingsError, match=words):
        read_providers(file, loopback=True)


def test_loopback_without_https_is_for_the_demo_and_tests_only(tmp_path: Path) -> None:
    file = tmp_path / "providers.toml"
    file.write_text('[[provider]]\nkey = "a"\nlabel = "A"\nissuer = "http://127.0.0.1:9"\nclient_id = "x"\n')
    assert list(read_providers(file, loopback=True)) == ["a"]
    with pytest.raises(SettingsError, match="https"):
        read_providers(file, loopback=False)
    (tmp_path / "secret").write_text(" s3cret\n")
    file.write_text('[[provider]]\nkey = "a"\nlabel = "A"\nissuer = "https://a.example"\nclient_id = "x"\nclient_secret_file = "secret"\n')
    found = read_providers(file, loopback=False)["a"]
    assert found.client_secret == "s3cret"
    assert "s3cret" not in repr(found)
    for text in ("[[provider]", "a = 1", "provider = 1"):
        file.write_text(text)
        with pytest.raises(SettingsError, match="PARTICIPATION_OIDC_FILE"):
            read_providers(file, loopback=False)


def test_the_start_says_it_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "providers.toml").write_text('[[provider]]\nkey = "a"\n')
    for name, value in {"DEMO": "1", "VAR_DIR": str(tmp_path / "var"), "OIDC_FILE": str(tmp_path / "providers.toml")}.items():
        monkeypatch.setenv(f"PARTICIPATION_{name}", value)
    said = CliRunner().invoke(migrate_command)
    assert said.exit_code == 1
    assert "label is missing" in said.output
    assert "Traceback" not in said.output
