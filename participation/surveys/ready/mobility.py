"""A ready-made survey: how people get around."""

from __future__ import annotations

from participation.methods.surveys.definition import Kind, Survey
from participation.surveys.ready.parts import ask, choices, page, rows
from participation.surveys.ready.parts import survey as whole

OFTEN = choices("taeglich: fast täglich", "woche: jede Woche", "seltener: seltener", "nie: nie")
PAGES = (
    page(
        "wege",
        "Ihre Wege",
        ask(
            "mittel",
            Kind.MATRIX_SINGLE,
            "Wie oft sind Sie so unterwegs?",
            required=True,
            rows=rows("fuss: zu Fuß", "rad: mit dem Rad", "bus: mit Bus oder Bahn", "auto: mit dem Auto"),
            options=OFTEN,
        ),
        ask("autos", Kind.NUMBER, "Wie viele Autos gibt es in Ihrem Haushalt?", minimum=0.0, maximum=20.0),
        ask(
            "einschraenkung",
            Kind.SINGLE,
            "Sind Sie beim Gehen, Sehen oder Hören eingeschränkt?",
            options=choices("ja: Ja", "nein: Nein", "keine_angabe: Möchte ich nicht sagen"),
        ),
    ),
    page(
        "hindernisse",
        "Was hindert Sie?",
        ask(
            "rad_hindernis",
            Kind.MULTIPLE,
            "Warum fahren Sie selten oder nie Rad?",
            condition='mittel.rad = "nie" or mittel.rad = "seltener"',
            options=choices(
                "kein_rad: Ich habe kein Rad",
                "unsicher: Ich fühle mich unsicher",
                "wege: Es fehlen gute Wege",
                "abstellen: Ich kann es nicht sicher abstellen",
                "weit: Die Wege sind zu weit",
                "anderes: Etwas anderes",
                own_text="anderes",
            ),
        ),
        ask(
            "bus_hindernis",
            Kind.MULTIPLE,
            "Warum nehmen Sie selten oder nie Bus oder Bahn?",
            condition='mittel.bus = "nie" or mittel.bus = "seltener"',
            options=choices(
                "takt: Es fährt zu selten etwas",
                "preis: Es ist zu teuer",
                "haltestelle: Die Haltestelle ist zu weit weg",
                "dauer: Es dauert zu lange",
                "barrieren: Es gibt Hindernisse beim Einsteigen",
                "anderes: Etwas anderes",
                own_text="anderes",
            ),
        ),
        ask("barrieren", Kind.LONG_TEXT, "Wo gibt es für Sie Hindernisse?", maximum=1500.0, condition='einschraenkung = "ja"'),
        ask(
            "sicherheit",
            Kind.SCALE,
            "Wie sicher fühlen Sie sich zu Fuß und mit dem Rad?",
            minimum=1.0,
            maximum=5.0,
            low_text="sehr unsicher",
            high_text="sehr sicher",
            dont_know=True,
        ),
    ),
    page(
        "wuensche",
        "Ihre Wünsche",
        ask(
            "punkte",
            Kind.POINTS,
            "Sie haben 10 Punkte. Wofür soll die Stadt mehr tun?",
            total=10,
            options=choices("fuss: Gehwege", "rad: Radwege", "bus: Bus und Bahn", "auto: Straßen und Parken", "tempo: Ruhiger Verkehr"),
        ),
        ask("stelle", Kind.LONG_TEXT, "Welche Stelle ist gefährlich oder unbequem?", hint="Beschreiben Sie bitte, wo sie ist.", maximum=1500.0),
        ask("sonst", Kind.LONG_TEXT, "Was möchten Sie uns noch sagen?", maximum=1500.0),
    ),
)


def survey() -> Survey:
    """Ten questions on three pages."""
    return whole(
        "mobilitaet",
        "Unterwegs in der Stadt",
        "Wie sind Sie unterwegs, und was stört Sie dabei? Ihre Antworten helfen, Wege besser zu planen. Das dauert etwa fünf Minuten.",
        PAGES,
    )
