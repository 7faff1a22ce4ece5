"""A ready-made survey: how people found a participation process."""

from __future__ import annotations

from participation.methods.surveys.definition import Kind, Survey
from participation.surveys.ready.parts import ask, choices, page, rows
from participation.surveys.ready.parts import survey as whole

PAGES = (
    page(
        "mitgemacht",
        "Ihre Beteiligung",
        ask(
            "wie",
            Kind.MULTIPLE,
            "Was haben Sie gemacht?",
            required=True,
            options=choices(
                "gelesen: Gelesen und mich informiert",
                "vorschlag: Einen Vorschlag gemacht oder unterstützt",
                "diskutiert: Mitdiskutiert",
                "treffen: Ein Treffen besucht",
                "abgestimmt: Abgestimmt",
                "nichts: Nichts davon",
                exclusive="nichts",
            ),
        ),
        ask("gehindert", Kind.LONG_TEXT, "Was hat Sie gehindert?", maximum=1000.0, condition='wie contains "nichts"'),
        ask("erstes_mal", Kind.SINGLE, "War es Ihre erste Beteiligung in der Stadt?", options=choices("ja: Ja", "nein: Nein")),
    ),
    page(
        "urteil",
        "Ihr Urteil",
        ask(
            "aussagen",
            Kind.MATRIX_SINGLE,
            "Wie sehr stimmen Sie zu?",
            rows=rows(
                "verstaendlich: Ich habe verstanden, worum es geht",
                "spielraum: Es war klar, was noch offen ist und was nicht",
                "fair: Alle Seiten kamen zu Wort",
                "einfach: Es war einfach, mitzumachen",
                "antwort: Ich weiß, was aus den Beiträgen wird",
            ),
            options=choices("ja: stimme zu", "teils: teils, teils", "nein: stimme nicht zu", "weiss_nicht: weiß nicht"),
        ),
        ask(
            "vertrauen",
            Kind.SCALE,
            "Wie sehr vertrauen Sie darauf, dass die Stadt die Beiträge ernst nimmt?",
            minimum=1.0,
            maximum=5.0,
            low_text="gar nicht",
            high_text="sehr",
            dont_know=True,
        ),
        ask(
            "aufwand",
            Kind.SINGLE,
            "War der Zeitaufwand angemessen?",
            options=choices("ja: Ja", "zu_viel: Nein, zu viel", "mehr: Ich hätte gern mehr beigetragen"),
        ),
        ask("gut", Kind.LONG_TEXT, "Was war gut?", maximum=1000.0),
        ask("besser", Kind.LONG_TEXT, "Was soll beim nächsten Mal anders sein?", maximum=1000.0),
        ask("wieder", Kind.SINGLE, "Würden Sie wieder mitmachen?", options=choices("ja: Ja", "vielleicht: Vielleicht", "nein: Nein")),
    ),
)


def survey() -> Survey:
    """Nine questions on two pages."""
    return whole(
        "beteiligung",
        "Wie war diese Beteiligung?",
        "Sie haben mitgemacht oder zugeschaut. Sagen Sie uns, wie es war. Wir lernen daraus für das nächste Mal.",
        PAGES,
    )
