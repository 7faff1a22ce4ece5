"""A ready-made survey: children and young people, in plain language."""

from __future__ import annotations

from dataclasses import replace

from participation.methods.surveys.definition import Kind, Survey
from participation.surveys.ready.parts import ask, choices, page, rows
from participation.surveys.ready.parts import survey as whole

PAGES = (
    page(
        "du",
        "Du",
        ask(
            "alter",
            Kind.SINGLE,
            "Wie alt bist du?",
            options=choices("bis_9: 9 Jahre oder jünger", "bis_13: 10 bis 13 Jahre", "bis_17: 14 bis 17 Jahre", "ab_18: 18 Jahre oder älter"),
        ),
        ask(
            "freizeit",
            Kind.MULTIPLE,
            "Was machst du nach der Schule?",
            options=choices(
                "draussen: Draußen spielen",
                "sport: Sport",
                "freunde: Freunde treffen",
                "musik: Musik machen",
                "zuhause: Zu Hause sein",
                "anderes: Etwas anderes",
                own_text="anderes",
            ),
        ),
    ),
    page(
        "orte",
        "Orte",
        ask(
            "gefaellt",
            Kind.MATRIX_SINGLE,
            "Wie findest du diese Orte?",
            rows=rows("spielplatz: Spielplätze", "sportplatz: Sportplätze", "jugendhaus: Jugendhaus", "schulweg: Weg zur Schule", "park: Parks"),
            options=choices("gut: gut", "geht_so: geht so", "schlecht: schlecht", "kenne_nicht: kenne ich nicht"),
        ),
        ask(
            "angst",
            Kind.SINGLE,
            "Gibt es einen Ort, an dem du Angst hast?",
            options=choices("ja: Ja", "nein: Nein"),
        ),
        ask("wo_angst", Kind.SHORT_TEXT, "Wo ist das?", maximum=200.0, condition='angst = "ja"'),
        ask("lieblingsort", Kind.SHORT_TEXT, "Wo bist du am liebsten?", maximum=200.0),
    ),
    page(
        "wuensche",
        "Wünsche",
        ask("wunsch", Kind.LONG_TEXT, "Du bist einen Tag lang Chef der Stadt. Was machst du?", maximum=1000.0),
        ask(
            "mitreden",
            Kind.SINGLE,
            "Möchtest du öfter mitreden?",
            options=choices("ja: Ja", "vielleicht: Vielleicht", "nein: Nein"),
        ),
    ),
)


def survey() -> Survey:
    """Eight short questions on three pages; children are addressed with „du“."""
    made = whole(
        "jugend",
        "Deine Stadt, deine Meinung",
        "Hallo! Wir wollen wissen: Wie gefällt es dir hier? Du kannst nichts falsch machen. Du musst nicht jede Frage beantworten.",
        PAGES,
    )
    return replace(made, thanks={"de": "Danke! Deine Antworten sind bei uns angekommen."})
