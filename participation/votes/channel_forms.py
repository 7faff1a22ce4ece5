"""The forms of rolls and channels: a code, a list, the counter, papers, and what may still change."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import IntegerField
from wtforms.validators import Optional

from participation.kit.forms import AtMost, DayField, Form, LineField, Needed, ParagraphsField, lazy


class VotingCodeForm(Form):
    """The code from a voting letter or from the counter."""

    code = LineField(
        lazy("Ihr Code"),
        [Needed(lazy("Bitte geben Sie den Code ein.")), AtMost(60)],
        description=lazy("Er steht in Ihrem Brief oder auf Ihrem Zettel vom Schalter, zum Beispiel 7K3M-9QXR-V0TB-DH2W8."),
    )


class ListForm(Form):
    """A list of who may vote."""

    file = FileField(
        lazy("Liste als CSV-Datei"), description=lazy("Eine Zeile je Person. Nummer, Familienname, Vornamen, Straße, Hausnummer, Postleitzahl, Ort.")
    )
    delete_on = DayField(
        lazy("Löschtag"),
        [Needed(lazy("Bitte geben Sie an, wann Namen und Adressen gelöscht werden."))],
        description=lazy("An diesem Tag löscht die Plattform Namen und Adressen von selbst. Die Nummern und das Ergebnis bleiben."),
    )


class PlainCodesForm(Form):
    """A number of codes without names."""

    number = IntegerField(lazy("Anzahl der Codes"), [Optional()])


class WhoForm(Form):
    """Somebody on the roll."""

    who = LineField(lazy("Wer steht vor Ihnen?"), [Needed(lazy("Bitte geben Sie an, wer abstimmen möchte.")), AtMost(254)])


class ReasonForm(Form):
    """Why something is done that everybody, or the log, is told."""

    reason = ParagraphsField(lazy("Grund"), [AtMost(1000)])


class BatchForm(Form):
    """A new batch of papers."""

    papers = IntegerField(
        lazy("Wie viele Zettel hat der Stapel?"), [Optional()], description=lazy("Höchstens 100. Nummerieren Sie die Zettel von Hand ab 1.")
    )


class PapersForm(Form):
    """All papers of a batch, one a line."""

    papers = ParagraphsField(
        lazy("Die Zettel, einer je Zeile"),
        description=lazy(
            "Die Nummern der angekreuzten Möglichkeiten, bei Rangfolgen die beste zuerst. Ein Strich ist ein leerer Zettel, x ein ungültiger."
        ),
    )
