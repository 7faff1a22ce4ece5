"""The form of a report: title, what is new, which sections, and what staff write for each."""

from __future__ import annotations

from typing import Any, Self

from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from participation.dossiers.actions import TEXT_LENGTH, Draft
from participation.dossiers.models import CHANGES_LENGTH, TITLE_LENGTH, Dossier
from participation.dossiers.sections.contents import NAMES, SECTIONS
from participation.kit.forms import AtMost, Form, LineField, Needed, ParagraphsField, choice, lazy


class _Head(Form):
    title = LineField(lazy("Titel"), [Needed(lazy("Bitte geben Sie dem Bericht einen Titel.")), AtMost(TITLE_LENGTH)])
    changes = ParagraphsField(
        lazy("Was ist neu?"),
        [AtMost(CHANGES_LENGTH)],
        description=lazy("Nur nötig, wenn es schon eine veröffentlichte Fassung gibt. Steht auf dem Titelblatt und in der Liste der Fassungen."),
    )
    sections = SelectMultipleField(
        lazy("Abschnitte"),
        [Needed(lazy("Bitte wählen Sie mindestens einen Abschnitt."))],
        choices=[choice(section.name, section.title) for section in SECTIONS],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        description=lazy("Ein Abschnitt, zu dem es nichts gibt, fehlt im Bericht von selbst."),
    )


_TEXTS: dict[str, Any] = {
    f"text_{section.name}": ParagraphsField(section.title, [AtMost(TEXT_LENGTH)], description=lazy("Steht über den Zahlen. Markdown ist möglich."))
    for section in SECTIONS
}


class DossierForm(type("_Texts", (_Head,), _TEXTS)):  # type: ignore[misc]  # one field a section, as the table of contents has them
    """Everything of a draft that staff write."""

    @classmethod
    def of(cls, dossier: Dossier) -> Self:
        """The form filled with a draft, unless it was sent."""
        form = cls()
        if not form.is_submitted():
            form.title.data, form.changes.data, form.sections.data = dossier.title, dossier.changes, list(dossier.sections)
            for name in NAMES:
                form[f"text_{name}"].data = dossier.texts.get(name, "")
        return form

    @property
    def writings(self) -> list[Any]:
        """The fields of the sections' texts, in order."""
        return [self[f"text_{name}"] for name in NAMES]

    def draft(self) -> Draft:
        """What was typed."""
        texts = {name: self[f"text_{name}"].data or "" for name in NAMES}
        return Draft(self.title.data or "", self.changes.data or "", self.sections.data or [], texts)
