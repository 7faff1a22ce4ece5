"""The form that keeps a search."""

from __future__ import annotations

from wtforms import BooleanField

from participation.finding.models import NAME_LENGTH
from participation.kit.forms import AtMost, Form, LineField, Needed, lazy


class SearchForm(Form):
    """A name for the list, and whether to be told."""

    name = LineField(
        lazy("Name der Suche"),
        [Needed(lazy("Bitte geben Sie der Suche einen Namen.")), AtMost(NAME_LENGTH)],
        description=lazy("Unter diesem Namen finden Sie die Suche auf Ihrer Seite wieder."),
    )
    tells = BooleanField(lazy("Sagen Sie mir Bescheid, wenn die Suche etwas Neues findet."))
