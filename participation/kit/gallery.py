"""The page that shows every part of the interface once: for developers, and for the tests in a browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Sample
from typing import Any

from flask import Flask, Response, make_response, request
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from participation.kit import clock
from participation.kit.forms import AtMost, Form, LineField, MomentField, Needed, ParagraphsField, choice
from participation.kit.fragments import is_fragment
from participation.kit.links import Link
from participation.kit.pages import page
from participation.kit.pagination import Page


class SampleForm(Form):
    """One field of each kind."""

    key = HiddenField(default="7")
    title = LineField("Titel", [Needed("Bitte geben Sie einen Titel ein."), AtMost(120)], description="Ein Satz, der sagt, was Sie vorschlagen.")
    email = EmailField("E-Mail-Adresse", [Needed("Bitte geben Sie Ihre E-Mail-Adresse ein.")], render_kw={"autocomplete": "email"})
    password = PasswordField("Passwort", [Needed("Bitte geben Sie Ihr Passwort ein.")], render_kw={"autocomplete": "current-password"})
    text = ParagraphsField("Beschreibung", [AtMost(2000)], description="Bitte schreiben Sie sachlich und keine persönlichen Daten.")
    topic = SelectField("Thema", [Needed("Bitte wählen Sie ein Thema.")], choices=[choice("building", "Gebäude"), choice("traffic", "Verkehr")])
    kind = RadioField(
        "Art",
        [Needed("Bitte wählen Sie eine Art.")],
        choices=[choice("for", "Dafür"), choice("against", "Dagegen")],
    )
    groups = SelectMultipleField(
        "Zielgruppen",
        choices=[choice("young", "Jugendliche"), choice("old", "Ältere")],
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )
    ends = MomentField("Ende")
    day = DateField("Datum", [Optional()])
    seats = IntegerField("Sitze", [Optional()])
    photo = FileField("Foto", description="JPEG oder PNG, höchstens 10 MB.")
    agree = BooleanField("Ich habe die Regeln gelesen.", [Needed("Bitte lesen Sie die Regeln.")])


def init_gallery(app: Flask) -> None:
    """Add `/_gallery`. Only for development and tests: an installation never calls this."""

    @app.get("/_gallery")
    def gallery() -> Response:
        if "fragment" in request.args and is_fragment():
            return make_response('<p id="swapped" data-announce="312 Vorschläge">312 Vorschläge</p>')
        return page("ui/_gallery.html", **_context(SampleForm(formdata=None)))

    @app.post("/_gallery")
    def gallery_form() -> Response:
        form = SampleForm()
        return page("ui/_gallery.html", block="sample_form", status=200 if form.validate() else 422, **_context(form))


def _context(form: SampleForm) -> dict[str, Any]:
    now = clock.now()
    return {
        "form": form,
        "navigation": [Link("Beteiligungen", "#b"), Link("Vorschläge", "#v", current=True), Link("Abstimmungen", "#a"), Link("Ergebnisse", "#e")],
        "page": Page([], 4, 20, 312),
        "page_url": lambda number: f"?page={number}",
        "phases": [
            Sample(title="Informieren", state="done", starts_at=now - timedelta(60), ends_at=now - timedelta(30)),
            Sample(title="Vorschlagen", state="running", starts_at=now - timedelta(30), ends_at=now + timedelta(30)),
            Sample(title="Abstimmen", state="upcoming", starts_at=now + timedelta(35), ends_at=None),
        ],
        "posted_at": datetime(2026, 10, 15, 16, 12, tzinfo=UTC),
        "rounds": _rounds(),
    }


def _rounds() -> list[Sample]:
    names = ("Sanierung des Bestands", "Neubau am Bahnhof", "Teilabriss und Anbau", "Kein Vorhaben")
    story: list[tuple[str, str, tuple[tuple[int | None, int | None, str], ...]]] = [
        (
            "Runde 1",
            "Niemand hat mehr als die Hälfte. „Kein Vorhaben“ scheidet aus.",
            ((1842, None, ""), (1127, None, ""), (903, None, ""), (246, None, "out")),
        ),
        (
            "Runde 2",
            "Die Stimmen für „Kein Vorhaben“ gehen weiter. „Teilabriss und Anbau“ scheidet aus.",
            ((1950, 108, ""), (1180, 53, ""), (960, 57, "out"), (None, None, "")),
        ),
        (
            "Runde 3",
            "„Sanierung des Bestands“ hat mehr als die Hälfte.",
            ((2510, 560, "elected"), (1470, 290, ""), (None, None, ""), (None, None, "")),
        ),
    ]
    return [
        Sample(
            title=title,
            note=note,
            tallies=[Sample(name=name, votes=votes, change=change, state=state) for name, (votes, change, state) in zip(names, cells, strict=True)],
        )
        for title, note, cells in story
    ]
