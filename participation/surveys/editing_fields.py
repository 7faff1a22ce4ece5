"""Which fields a kind of question has, what they are called, and what helps beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from participation.kit.language import gettext as _
from participation.methods.surveys.definition import FITTING, MATRIX, Kind
from participation.methods.surveys.limits import MOST_DECIMALS, MOST_FILES, MOST_MEGABYTES


@dataclass(frozen=True, slots=True)
class Spec:
    """A field. `form`: line, text (several lines), number, whole, day, tick, tree (a condition as text); `expert`: folded away."""

    name: str
    form: str
    label: str
    hint: str = ""
    expert: bool = False


def specs(kind: Kind) -> list[Spec]:
    """The fields of a kind beside its answers and rows, in their order."""
    fitting = FITTING[kind]
    return [spec for spec in _all(kind) if spec.name in fitting]


def _all(kind: Kind) -> Iterator[Spec]:
    yield Spec("text", "text", _("Text des Hinweises") if kind == Kind.INFORMATION else _("Frage"))
    yield Spec("hint", "text", _("Hilfe zur Frage"), _("Steht klein unter der Frage."))
    yield Spec("required", "tick", _("Muss beantwortet werden"))
    yield from _limits(kind)
    yield Spec("earliest", "day", _("Frühester Tag"))
    yield Spec("latest", "day", _("Spätester Tag"))
    yield Spec("low_text", "line", _("Bedeutung des kleinsten Feldes"), _("Zum Beispiel „gar nicht zufrieden“."))
    yield Spec("high_text", "line", _("Bedeutung des größten Feldes"), _("Zum Beispiel „sehr zufrieden“."))
    yield Spec("dont_know", "tick", _("Auch „weiß nicht“ anbieten"))
    yield Spec("total", "whole", _("So viele Punkte sind zu verteilen"))
    yield Spec("shuffled", "tick", _("Antworten in zufälliger Reihenfolge zeigen"))
    yield Spec("endings", "line", _("Erlaubte Endungen"), _("Mit Komma getrennt, zum Beispiel pdf, jpg."))
    yield Spec("megabytes", "whole", _("Größe einer Datei in MB, höchstens"), _("Höchstens %(most)s.", most=MOST_MEGABYTES))
    yield Spec("calculation", "tree", _("Berechnung"), _("Zum Beispiel: erwachsene + kinder. Es zählen nur frühere Fragen."))
    yield Spec(
        "code",
        "line",
        _("Kürzel der Frage"),
        _("So heißt die Spalte in den Tabellen. Bleibt das Feld leer, wird es aus der Frage gebildet."),
        expert=True,
    )
    yield Spec("check", "tree", _("Prüfung der Antwort"), _("Zum Beispiel: kinder <= personen. Nur wenn das stimmt, geht es weiter."), expert=True)
    yield Spec("check_text", "line", _("Satz, wenn die Prüfung nicht stimmt"), expert=True)


def _limits(kind: Kind) -> Iterator[Spec]:
    if kind == Kind.SCALE:
        yield Spec("minimum", "number", _("Kleinstes Feld"))
        yield Spec("maximum", "number", _("Größtes Feld"), _("Die Skala hat 2 bis 11 Felder."))
    elif kind == Kind.NUMBER:
        yield Spec("minimum", "number", _("Kleinste erlaubte Zahl"))
        yield Spec("maximum", "number", _("Größte erlaubte Zahl"))
        yield Spec("decimals", "whole", _("Stellen nach dem Komma"), _("0 heißt: nur ganze Zahlen. Höchstens %(most)s.", most=MOST_DECIMALS))
        yield Spec("unit", "line", _("Einheit"), _("Zum Beispiel Jahre oder Euro."))
    elif kind == Kind.FILE:
        yield Spec("maximum", "number", _("So viele Dateien höchstens"), _("1 bis %(most)s.", most=MOST_FILES))
    elif kind in (Kind.SHORT_TEXT, Kind.LONG_TEXT):
        yield Spec("maximum", "number", _("So viele Zeichen höchstens"))
    else:
        yield Spec("minimum", "number", _("So viele Antworten mindestens"))
        yield Spec("maximum", "number", _("So viele Antworten höchstens"))


def list_words(kind: Kind, name: str) -> dict[str, str]:
    """What stands around the answers, or the rows of a table."""
    if name == "rows":
        return {"legend": _("Zeilen der Tabelle"), "one": _("Zeile"), "add": _("Zeile hinzufügen"), "lines": _("Mehrere Zeilen auf einmal")}
    legend = _("Antworten in jeder Zeile") if kind in MATRIX else _("Antworten")
    return {"legend": legend, "one": _("Antwort"), "add": _("Antwort hinzufügen"), "lines": _("Mehrere Antworten auf einmal")}
