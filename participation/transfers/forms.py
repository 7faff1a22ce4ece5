"""The form that takes a table."""

from __future__ import annotations

from flask_wtf.file import FileField

from participation.kit.bodies import Megabytes
from participation.kit.forms import Form, lazy
from participation.kit.sheets import MAX_BYTES


class TableForm(Form):
    """One file."""

    file = FileField(
        lazy("Tabelle (CSV oder Excel)"),
        description=lazy(
            "Höchstens %(megabytes)s MB und 10.000 Zeilen. Die erste Zeile nennt die Spalten.", megabytes=Megabytes(MAX_BYTES // 1024 // 1024)
        ),
    )
