"""The macro layer, the pages about failures and the files from elsewhere, without a browser."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, render_template, render_template_string
from flask.testing import FlaskClient
from wtforms import RadioField

from participation.app import create_app
from participation.kit.forms import AtMost, Form, LineField, Needed, ParagraphsField, choice
from participation.kit.gallery import init_gallery
from participation.kit.language import speaking
from participation.kit.links import Link
from participation.kit.pagination import Page
from participation.kit.schema import migrate
from participation.paths import STATIC
from tests.conftest import settings_for

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
VENDORED = [STATIC / "vendor", Path(__file__).resolve().parents[1] / "browser" / "vendor"]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application with the page of all parts, on a database without a single row: what is sent asks it for the emergency brake."""
    folder = tmp_path_factory.mktemp("interface")
    app = create_app(settings_for(f"sqlite:///{folder / 'empty.sqlite'}", folder))
    migrate(app)
    init_gallery(app)
    return app


@pytest.fixture
def reader(bare: Flask) -> Iterator[FlaskClient]:
    """A browser of nobody."""
    with bare.test_client() as client:
        yield client


def show(app: Flask, source: str, **context: object) -> str:
    """A template's text in a request."""
    with app.test_request_context("/"):
        return render_template_string(source, **context)


@pytest.mark.parametrize("folder", VENDORED, ids=["shipped", "tests"])
def test_vendored_files_are_those_of_the_manifest(folder: Path) -> None:
    named: set[str] = set()
    for part in json.loads((folder / "manifest.json").read_text()):
        assert part["version"]
        assert part["licence"]
        for name, digest in part["files"].items():
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
            named.add(name)
    own = {"manifest.json", "build.sh", "kern.scss"}
    assert {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - own == named


def test_the_script_stays_small() -> None:
    """25 KB compressed is promised; uncompressed size stands in for it, four to one."""
    size = sum((STATIC / name).stat().st_size for name in ("vendor/htmx/htmx.min.js", "js/app.js"))
    assert size < 70_000


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_part_renders_and_sets_no_cookie_for_its_frame(reader: FlaskClient, language: str) -> None:
    with speaking(language):
        answer = reader.get("/_gallery")
    assert answer.status_code == 200
    assert "style=" not in answer.text
    assert not re.search(r"<script(?![^>]*nonce=)", answer.text)


def test_a_form_sent_by_htmx_comes_back_alone_with_its_errors(reader: FlaskClient) -> None:
    reader.application.config["WTF_CSRF_ENABLED"] = False
    answer = reader.post("/_gallery", data={"title": HOSTILE}, headers={"HX-Request": "true"})
    reader.application.config["WTF_CSRF_ENABLED"] = True
    assert answer.status_code == 422
    assert "<html" not in answer.text
    assert 'href="#kind-0"' in answer.text
    assert "Bitte wählen Sie eine Art." in answer.text
    assert "<script>alert" not in answer.text


class Idea(Form):
    title = LineField("Titel", [Needed("Bitte geben Sie einen Titel ein."), AtMost(120)])
    text = ParagraphsField("Text", [AtMost(2000)], description="Was schlagen Sie vor?")
    kind = RadioField("Art", [Needed("Bitte wählen Sie eine Art.")], choices=[choice("for", "Dafür"), choice("against", "Dagegen")])


@pytest.fixture
def idea(bare: Flask) -> Iterator[Idea]:
    """A form that was sent empty."""
    with bare.test_request_context("/", method="POST"):
        form = Idea()
        form.validate()
        yield form


def test_an_error_is_linked_named_and_tied_to_its_field(idea: Idea) -> None:
    text = render_template_string("{{ forms.error_summary(form) }}{{ forms.fields(form) }}", form=idea)
    assert "Es gibt 2 Fehler" in text
    assert '<a href="#title">Bitte geben Sie einen Titel ein.</a>' in text
    assert '<a href="#kind-0">Bitte wählen Sie eine Art.</a>' in text
    assert re.search(r'<input[^>]*aria-describedby="title-error"[^>]*aria-invalid="true"[^>]*id="title"', text)
    assert 'aria-describedby="text-hint text-count"' in text


def test_only_what_may_stay_empty_is_marked(idea: Idea) -> None:
    assert "(freiwillig)" not in render_template_string("{{ forms.field(form.title) }}", form=idea)
    assert "(freiwillig)" in render_template_string("{{ forms.field(form.text) }}", form=idea)


def test_a_long_text_is_counted_and_never_cut(idea: Idea) -> None:
    text = render_template_string("{{ forms.field(form.text) }}", form=idea)
    assert 'data-count="2000"' in text
    assert "Höchstens 2.000 Zeichen." in text
    assert "maxlength" not in text


def test_pages_are_named_where_there_are_several(bare: Flask) -> None:
    source = "{{ ui.pagination(page, url) }}"
    assert show(bare, source, page=Page([], 1, 20, 20), url=str) == ""
    text = show(bare, source, page=Page([], 4, 20, 312), url=lambda number: f"?seite={number}")
    assert 'href="?seite=3"' in text
    assert 'aria-current="page"' in text
    assert "…" in text


def test_parts_escape_what_people_wrote(bare: Flask) -> None:
    source = """{{ ui.badge(evil) }}{{ ui.alert("info", evil, evil) }}{{ ui.summary_list([(evil, evil, evil)]) }}{{ ui.table([evil], [[evil]], evil) }}
    {{ ui.breadcrumb([(evil, evil), (evil, "")]) }}{{ ui.tabs([link]) }}{{ forms.text_box("q", evil, evil) }}{{ forms.choice_group("radio", "x", evil, [(evil, evil, evil)]) }}
    {{ forms.post_button(evil, evil, about=evil, fields={"a": evil}, hx={"target": evil}, data_x=evil) }}{{ charts.bars([{"label": evil, "value": 1}], evil, total=1) }}
    {{ thread.contribution("c", evil, evil, evil, evil, kind="for", kind_label=evil, official=evil) }}"""
    text = show(bare, source, evil=HOSTILE, link=Link(HOSTILE, HOSTILE, note=HOSTILE))
    assert "<script" not in text
    assert "<img" not in text


def test_shares_need_a_whole(bare: Flask) -> None:
    nothing = show(
        bare,
        '{{ charts.bars([{"label": "Ja", "value": 0}], "Stimmen", total=0) }}{{ charts.meter(0, 0, "0 von 0") }}{{ charts.stacked([], "Nichts") }}',
    )
    assert "–" in nothing
    assert "44,7" in show(bare, '{{ charts.bars([{"label": "Ja", "value": 1842}], "Stimmen", total=4118) }}')


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503])
def test_a_failure_has_a_page_and_a_fragment_without_a_database(bare: Flask, status: int) -> None:
    context = {
        "status": status,
        "title": "Das geht gerade nicht",
        "message": HOSTILE,
        "what_now": [Link("Zur Startseite", "/")],
        "kept_text": {"Ihr Text": HOSTILE},
    }
    with bare.test_request_context("/", method="POST"):
        page = render_template("errors/error.html", **context)
        fragment = render_template("errors/_fragment.html", **context)
    assert page.count("<h1") == 1
    assert "readonly>\n&lt;script" in page
    assert "Zur Startseite" in page
    assert "<html" not in fragment
    assert "<script>alert" not in page + fragment


def test_signing_in_leads_back_to_the_page(bare: Flask) -> None:
    with bare.test_request_context("/beteiligungen?seite=2&x=%22%3E"):
        text = render_template_string('{% extends "layout.html" %}{% block title %}x{% endblock %}')
    assert 'href="/anmelden?next=/beteiligungen%3Fseite%3D2%26x%3D%2522%253E"' in text
