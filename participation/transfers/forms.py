"""The form that takes a table."""

from __future__ import annotations

from flask_wtf.file import FileField

from participation.kit.forms import Form, lazy


class TableForm(Form):
    """One file."""

    file = FileField(lazy("Tabelle (CSV oder Excel)"), description=lazy("Höchstens 10 MB und 10.000 Zeilen. Die erste Zeile nennt die Spalten."))
