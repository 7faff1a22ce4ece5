"""What the editor says: the kinds of questions explained, conditions in words, where something stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from participation.kit.language import LazyText, lazy
from participation.kit.language import gettext as _
from participation.methods.surveys.conditions import Tree, printed
from participation.methods.surveys.conditions.printing import number
from participation.methods.surveys.definition import DONT_KNOW, Kind, Option, Page, Question, Row, Survey
from participation.methods.surveys.editing.clauses import Clause, as_clauses
from participation.methods.surveys.editing.refusing import name_of


@dataclass(frozen=True, slots=True)
class Explained:
    """A kind of question: its name, what it is for, and an example."""

    name: LazyText
    purpose: LazyText
    example: LazyText


KINDS: Mapping[Kind, Explained] = {
    Kind.SINGLE: Explained(
        lazy("Eine Antwort"), lazy("Man wählt genau eine von mehreren Antworten."), lazy("Wie oft kommen Sie? Täglich, wöchentlich, seltener")
    ),
    Kind.MULTIPLE: Explained(
        lazy("Mehrere Antworten"), lazy("Man kreuzt an, was zutrifft."), lazy("Was nutzen Sie hier? Spielplatz, Bücherei, Markt")
    ),
    Kind.SCALE: Explained(lazy("Skala"), lazy("Man stuft etwas von wenig bis viel ein."), lazy("Wie zufrieden sind Sie? 1 bis 5")),
    Kind.DROPDOWN: Explained(
        lazy("Auswahlliste"), lazy("Man wählt eine von vielen Antworten aus einer Liste zum Aufklappen."), lazy("In welchem Ortsteil wohnen Sie?")
    ),
    Kind.MATRIX_SINGLE: Explained(
        lazy("Tabelle, eine Antwort je Zeile"),
        lazy("Man bewertet mehrere Dinge mit denselben Antworten."),
        lazy("Sauberkeit, Sicherheit, Lärm: gut, mittel, schlecht"),
    ),
    Kind.MATRIX_MULTIPLE: Explained(
        lazy("Tabelle, mehrere Antworten je Zeile"),
        lazy("Man kreuzt in jeder Zeile an, was zutrifft."),
        lazy("Werktags, am Wochenende: vormittags, nachmittags, abends"),
    ),
    Kind.RANKING: Explained(
        lazy("Rangfolge"), lazy("Man bringt Antworten in eine Reihenfolge."), lazy("Was ist am wichtigsten? Bäume, Bänke, Licht")
    ),
    Kind.POINTS: Explained(
        lazy("Punkte verteilen"), lazy("Man verteilt eine feste Zahl von Punkten auf die Antworten."), lazy("10 Punkte für Rad, Bus und Auto")
    ),
    Kind.SHORT_TEXT: Explained(lazy("Kurzer Text"), lazy("Man schreibt ein paar Wörter in eine Zeile."), lazy("Wie heißt Ihr Verein?")),
    Kind.LONG_TEXT: Explained(lazy("Langer Text"), lazy("Man schreibt frei, mehrere Sätze."), lazy("Was möchten Sie uns noch sagen?")),
    Kind.NUMBER: Explained(lazy("Zahl"), lazy("Man gibt eine Zahl ein."), lazy("Wie viele Menschen leben in Ihrem Haushalt?")),
    Kind.DATE: Explained(lazy("Datum"), lazy("Man gibt einen Tag an."), lazy("Wann waren Sie zuletzt hier?")),
    Kind.PLACE: Explained(lazy("Ort auf der Karte"), lazy("Man zeigt auf der Karte eine Stelle."), lazy("Wo fehlt ein Zebrastreifen?")),
    Kind.FILE: Explained(lazy("Datei"), lazy("Man fügt ein Bild oder ein Dokument an."), lazy("Ein Foto der Stelle")),
    Kind.INFORMATION: Explained(lazy("Hinweis"), lazy("Ein Text ohne Frage, zum Beispiel eine Erklärung."), lazy("Jetzt geht es um den Park.")),
    Kind.CALCULATION: Explained(
        lazy("Berechneter Wert"), lazy("Wird aus früheren Antworten berechnet und nicht gezeigt; für Geübte."), lazy("Erwachsene + Kinder")
    ),
}
"""Every kind, the most used first."""

OPERATORS: Mapping[str, LazyText] = {
    "=": lazy("ist"), "!=": lazy("ist nicht"), ">=": lazy("ist mindestens"), "<=": lazy("ist höchstens"), ">": lazy("ist größer als"),
    "<": lazy("ist kleiner als"), "contains": lazy("enthält"), "contains-not": lazy("enthält nicht"), "answered": lazy("ist beantwortet"),
    "not-answered": lazy("ist nicht beantwortet"),
}  # fmt: skip


def in_main(survey: Survey, thing: Question | Page | Option | Row) -> str:
    """A part's words in the main language; its code where it has none."""
    if isinstance(thing, Question | Page):
        return name_of(survey, thing)
    return thing.text.get(survey.languages[0], "").strip() or thing.code


def condition_words(survey: Survey, tree: Tree | None) -> str:
    """A condition in words where a form can show it, else as text; empty where there is none."""
    if tree is None:
        return ""
    clauses = as_clauses(tree)
    if clauses is None:
        return printed(tree)
    word = _("und") if clauses.join == "and" else _("oder")
    return f" {word} ".join(_clause_words(survey, one) for one in clauses.parts)


def _clause_words(survey: Survey, clause: Clause) -> str:
    question = survey.question(clause.code)
    if question is None:
        return clause.code
    told = f"„{in_main(survey, question)}“"
    parts: list[Option | Row] = [*question.rows, *question.options]
    part = next((one for one in parts if one.code == clause.part), None) if clause.part else None
    if part is not None:
        told = f"{told} ({in_main(survey, part)})"
    told = f"{told} {OPERATORS[clause.operator]}"
    if clause.operator in ("answered", "not-answered"):
        return told
    return f"{told} {value_words(survey, question, clause.value)}"


def value_words(survey: Survey, question: Question, value: str | float) -> str:
    """What a comparison compares with: an answer by its words, a number as it is."""
    if isinstance(value, float):
        return number(value)
    option = question.option(value) if question.kind not in (Kind.SHORT_TEXT, Kind.LONG_TEXT) else None
    if value == DONT_KNOW and question.kind == Kind.SCALE:
        return f"„{_('weiß nicht')}“"
    return f"„{in_main(survey, option)}“" if option is not None else f"„{value}“"
