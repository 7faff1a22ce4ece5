"""A ready-made survey: satisfaction with an event."""

from __future__ import annotations

from participation.methods.surveys.definition import Kind, Survey
from participation.surveys.ready.parts import ask, choices, page, rows
from participation.surveys.ready.parts import survey as whole

PAGES = (
    page(
        "besuch",
        "Ihr Besuch",
        ask("dabei", Kind.SINGLE, "Waren Sie bei der Veranstaltung?", required=True, options=choices("ja: Ja", "nein: Nein")),
        ask(
            "warum_nicht",
            Kind.MULTIPLE,
            "Warum waren Sie nicht dabei?",
            condition='dabei = "nein"',
            options=choices(
                "nicht_gewusst: Ich habe nichts davon gewusst",
                "keine_zeit: Ich hatte keine Zeit",
                "kein_interesse: Das Thema interessiert mich nicht",
                "hindernis: Ich wäre nur schwer hingekommen",
                "anderes: Etwas anderes",
                own_text="anderes",
            ),
        ),
        ask(
            "erfahren",
            Kind.MULTIPLE,
            "Wie haben Sie davon erfahren?",
            condition='dabei = "ja"',
            options=choices(
                "bekannte: Von Bekannten",
                "plakat: Durch ein Plakat oder einen Flyer",
                "zeitung: Aus der Zeitung",
                "internet: Aus dem Internet oder sozialen Medien",
                "anderes: Anders",
                own_text="anderes",
            ),
        ),
    ),
    page(
        "urteil",
        "Ihr Urteil",
        ask(
            "zufrieden",
            Kind.SCALE,
            "Wie zufrieden waren Sie insgesamt?",
            minimum=1.0,
            maximum=5.0,
            low_text="gar nicht zufrieden",
            high_text="sehr zufrieden",
        ),
        ask(
            "einzelnes",
            Kind.MATRIX_SINGLE,
            "Wie fanden Sie im Einzelnen …",
            rows=rows("inhalt: das Programm", "ort: den Ort", "zeit: die Uhrzeit", "zugang: den Zugang ohne Hindernisse", "personal: die Betreuung"),
            options=choices("gut: gut", "mittel: mittel", "schlecht: schlecht", "weiss_nicht: weiß nicht"),
        ),
        ask("gefallen", Kind.LONG_TEXT, "Was hat Ihnen besonders gefallen?", maximum=1000.0),
        ask("besser", Kind.LONG_TEXT, "Was sollen wir beim nächsten Mal anders machen?", maximum=1000.0),
        ask(
            "wieder",
            Kind.SINGLE,
            "Würden Sie wieder kommen?",
            options=choices("ja: Ja", "vielleicht: Vielleicht", "nein: Nein"),
        ),
        condition='dabei = "ja"',
    ),
)


def survey() -> Survey:
    """Eight questions on two pages."""
    return whole(
        "veranstaltung",
        "Wie war die Veranstaltung?",
        "Sagen Sie uns, was gut war und was wir besser machen können. Das dauert etwa drei Minuten.",
        PAGES,
    )
