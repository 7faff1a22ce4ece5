"""SurveyJS's types of questions, and what becomes of each here."""

from __future__ import annotations

from participation.methods.surveys.definition import Kind

KINDS = {
    "comment": Kind.LONG_TEXT, "radiogroup": Kind.SINGLE, "buttongroup": Kind.SINGLE, "dropdown": Kind.DROPDOWN, "checkbox": Kind.MULTIPLE,
    "tagbox": Kind.MULTIPLE, "boolean": Kind.SINGLE, "rating": Kind.SCALE, "ranking": Kind.RANKING, "matrix": Kind.MATRIX_SINGLE, "file": Kind.FILE,
    "html": Kind.INFORMATION, "expression": Kind.CALCULATION, "imagepicker": Kind.SINGLE, "text": Kind.SHORT_TEXT,
}  # fmt: skip
TEXTS = {"number": Kind.NUMBER, "range": Kind.NUMBER, "date": Kind.DATE}
"""`inputType` of a text → kind; others are short texts."""
LEFT_OUT = {
    "matrixdropdown": "Tabelle mit Auswahlfeldern", "matrixdynamic": "Tabelle mit beliebig vielen Zeilen", "paneldynamic": "Wiederholte Fragen",
    "signaturepad": "Unterschrift", "image": "Bild", "imagemap": "Bild mit Flächen", "slider": "Schieberegler",
}  # fmt: skip
IGNORED = {
    "requiredIf": "Pflicht unter einer Bedingung gibt es hier nicht; die Frage ist freiwillig.",
    "enableIf": "Gesperrte Fragen gibt es hier nicht; sie kann immer beantwortet werden.",
    "defaultValue": "Vorbelegte Antworten werden nicht übernommen.",
    "defaultValueExpression": "Vorbelegte Antworten werden nicht übernommen.",
    "choicesVisibleIf": "Antworten, die von anderen Antworten abhängen, gibt es hier nicht; alle stehen zur Wahl.",
    "choicesEnableIf": "Antworten, die von anderen Antworten abhängen, gibt es hier nicht; alle stehen zur Wahl.",
    "choicesByUrl": "Antworten aus dem Netz werden nicht übernommen.",
    "choicesFromQuestion": "Antworten aus einer anderen Frage werden nicht übernommen.",
    "showCommentArea": "Das Feld für eine Bemerkung entfällt.",
    "hasComment": "Das Feld für eine Bemerkung entfällt.",
    "hasSelectAll": "„Alle auswählen“ gibt es hier nicht.",
    "showSelectAllItem": "„Alle auswählen“ gibt es hier nicht.",
}
"""Property → what is said where it is set."""
WHOLE = {
    "triggers": "Auslöser werden nicht übernommen.", "calculatedValues": "Berechnete Werte außerhalb von Fragen werden nicht übernommen.",
    "completedHtmlOnCondition": "Schlusstexte unter Bedingungen werden nicht übernommen.", "navigateToUrl": "Die Weiterleitung am Ende entfällt.",
    "timeLimit": "Ein Zeitlimit gibt es hier nicht.", "maxTimeToFinish": "Ein Zeitlimit gibt es hier nicht.",
}  # fmt: skip
"""The same of the survey as a whole."""
