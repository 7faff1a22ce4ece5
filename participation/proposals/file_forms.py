"""The forms for a proposal's pictures and documents."""

from __future__ import annotations

import secrets

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField

from participation.kit.bodies import MEGABYTES
from participation.kit.forms import AtMost, Form, LineField, lazy
from participation.proposals.writing_models import WORDS_LENGTH

SEEN = lazy("Was ist zu sehen? Zum Beispiel „Der Eingang der Stadthalle: drei Stufen, keine Rampe“.")


class WordsForm(Form):
    """What a picture shows, for those who do not see it."""

    words = LineField(lazy("Beschreibung für Menschen, die das Bild nicht sehen"), [AtMost(WORDS_LENGTH)], description=SEEN)
    decorative = BooleanField(
        lazy("Das Bild ist nur Schmuck"), description=lazy("Es zeigt nichts, was man wissen muss. Dann braucht es keine Beschreibung.")
    )


class PictureForm(WordsForm):
    """A picture with its words."""

    file = FileField(
        lazy("Bild"),
        id="picture-file",
        description=lazy("JPEG, PNG oder WebP, höchstens %(megabytes)s MB. Ort und Kamera werden aus der Datei gelöscht.", megabytes=MEGABYTES),
    )
    upload_key = HiddenField(default=lambda: secrets.token_urlsafe(12))


class DocumentForm(Form):
    """A PDF with its title."""

    file = FileField(lazy("Dokument"), id="document-file", description=lazy("Nur PDF, höchstens %(megabytes)s MB.", megabytes=MEGABYTES))
    title = LineField(
        lazy("Titel des Dokuments"), [AtMost(WORDS_LENGTH)], id="document-title", description=lazy("Ohne Titel steht dort der Name der Datei.")
    )
    upload_key = HiddenField(default=lambda: secrets.token_urlsafe(12))
