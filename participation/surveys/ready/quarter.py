"""A ready-made survey: what a quarter needs."""

from __future__ import annotations

from participation.methods.surveys.definition import Kind, Survey
from participation.surveys.ready.parts import ask, choices, page, rows
from participation.surveys.ready.parts import survey as whole

TOPICS = (
    "gruen: Grün und Spielplätze", "einkaufen: Einkaufen", "arzt: Ärzte und Apotheken", "treffpunkte: Treffpunkte",
    "verkehr: Wege und Verkehr", "sauberkeit: Sauberkeit", "sicherheit: Sicherheit",
)  # fmt: skip
PAGES = (
    page(
        "wohnen",
        "Wohnen und Leben",
        ask(
            "bezug",
            Kind.MULTIPLE,
            "Was verbindet Sie mit dem Quartier?",
            required=True,
            options=choices(
                "wohne: Ich wohne hier",
                "arbeite: Ich arbeite oder lerne hier",
                "besuche: Ich bin oft zu Besuch",
                "laden: Ich habe hier ein Geschäft",
                "anderes: Etwas anderes",
                own_text="anderes",
            ),
        ),
        ask(
            "dauer",
            Kind.SINGLE,
            "Wie lange wohnen Sie schon hier?",
            condition='bezug contains "wohne"',
            options=choices("bis_2: bis 2 Jahre", "bis_10: 3 bis 10 Jahre", "ueber_10: länger als 10 Jahre"),
        ),
        ask("gern", Kind.SCALE, "Wie gern sind Sie hier?", minimum=1.0, maximum=5.0, low_text="gar nicht gern", high_text="sehr gern"),
    ),
    page(
        "bedarf",
        "Was gut ist und was fehlt",
        ask(
            "bewertung",
            Kind.MATRIX_SINGLE,
            "Wie gut ist Ihr Quartier versorgt?",
            rows=rows(*TOPICS),
            options=choices("gut: gut", "mittel: mittel", "schlecht: schlecht", "weiss_nicht: weiß nicht"),
        ),
        ask("zuerst", Kind.RANKING, "Was soll die Stadt zuerst anpacken?", hint="Bis zu drei Themen.", maximum=3.0, options=choices(*TOPICS)),
        ask("fehlt", Kind.LONG_TEXT, "Was fehlt Ihnen hier am meisten?", maximum=1500.0),
        ask("lieblingsort", Kind.SHORT_TEXT, "Welcher Ort im Quartier gefällt Ihnen besonders?", maximum=200.0),
    ),
    page(
        "mitmachen",
        "Mitmachen",
        ask(
            "beitragen",
            Kind.MULTIPLE,
            "Würden Sie selbst etwas beitragen?",
            options=choices(
                "patenschaft: Ein Beet oder einen Spielplatz pflegen",
                "fest: Bei einem Fest helfen",
                "nachbarn: Nachbarinnen und Nachbarn unterstützen",
                "planung: Bei Planungen mitreden",
                "nichts: Zurzeit nichts davon",
                exclusive="nichts",
            ),
        ),
        ask("sonst", Kind.LONG_TEXT, "Was möchten Sie uns noch sagen?", maximum=1500.0),
    ),
)


def survey() -> Survey:
    """Nine questions on three pages."""
    return whole(
        "quartier",
        "Was braucht Ihr Quartier?",
        "Sie kennen Ihre Umgebung am besten. Ihre Antworten zeigen, was gut ist und wo etwas fehlt. Das dauert etwa fünf Minuten.",
        PAGES,
    )
