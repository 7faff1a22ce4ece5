"""The questions of the example's two surveys."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from participation.demo.town import DISTRICTS

Part = dict[str, Any]


def _options(*pairs: tuple[str, str], **marked: str) -> list[Part]:
    """Options by code and text; `marked`: code → `exclusive` or `own_text`."""
    return [{"code": code, "text": text, **({marked[code]: True} if code in marked else {})} for code, text in pairs]


def _asks(code: str, kind: str, text: str, **more: Any) -> Part:
    return {"code": code, "kind": kind, "text": text, **more}


def _page(code: str, title: str, *questions: Part) -> Part:
    return {"code": code, "title": title, "questions": list(questions)}


def _file(code: str, title: str, introduction: str, pages: Sequence[Part]) -> bytes:
    told = {"format": "participation-survey/1", "code": code, "version": 1, "languages": ["de"], "title": title, "introduction": introduction}
    return json.dumps(
        {**told, "thanks": "Vielen Dank! Das Ergebnis steht nach dem Ende auf dieser Seite.", "pages": list(pages)}, ensure_ascii=False
    ).encode()


AGES = (("16", "16 bis 29 Jahre"), ("30", "30 bis 44 Jahre"), ("45", "45 bis 64 Jahre"), ("65", "65 Jahre und älter"))
DISTRICT_CODES = tuple((f"d{place}", name) for place, name in enumerate(DISTRICTS, 1))
NEEDS = (
    ("access", "ohne Stufen erreichbar"),
    ("climate", "wenig Energie verbrauchen"),
    ("sound", "gute Technik und guter Ton"),
    ("food", "etwas zu essen und zu trinken"),
    ("clubs", "Räume für Vereine"),
)
ROOMS = (("hall", "Großer Saal"), ("sound", "Technik und Ton"), ("toilets", "Toiletten"), ("access", "Zugang ohne Stufen"), ("kitchen", "Küche"))
HALL = _file(
    "stadthalle",
    "Was braucht die Stadthalle?",
    "16 Fragen, etwa sechs Minuten. Sie brauchen kein Konto.",
    (
        _page(
            "person",
            "Über Sie",
            _asks("age", "single", "Wie alt sind Sie?", required=True, options=_options(*AGES)),
            _asks("district", "dropdown", "In welchem Stadtteil wohnen Sie?", options=_options(*DISTRICT_CODES, ("else", "nicht in Auenstedt"))),
            _asks("children", "single", "Leben Kinder in Ihrem Haushalt?", options=_options(("yes", "ja"), ("no", "nein"))),
        ),
        _page(
            "today",
            "Die Halle heute",
            _asks(
                "visits", "single", "Wie oft sind Sie in der Stadthalle?", required=True,
                options=_options(("monthly", "jeden Monat"), ("yearly", "mehrmals im Jahr"), ("rarely", "seltener"), ("never", "nie")),
            ),
            _asks(
                "why_not", "multiple", "Warum kommen Sie nie?", condition='visits = "never"',
                options=_options(
                    ("programme", "Das Programm ist nichts für mich"), ("price", "Es ist zu teuer"), ("way", "Der Weg ist zu weit"),
                    ("steps", "Ich komme nicht hinein"), ("other", "Anderes"), other="own_text",
                ),
            ),
            _asks(
                "uses", "multiple", "Wozu kommen Sie?", condition='visits != "never"', maximum=3, hint="Bis zu drei Antworten.",
                options=_options(
                    ("music", "Konzerte"), ("theatre", "Theater und Kabarett"), ("clubs", "Vereine und Feste"), ("market", "Märkte und Messen"),
                    ("meeting", "Versammlungen"), ("other", "Anderes"), other="own_text",
                ),
            ),
            _asks(
                "travel", "single", "Wie kommen Sie meistens hin?", condition='visits != "never"',
                options=_options(("foot", "zu Fuß"), ("bike", "mit dem Rad"), ("bus", "mit dem Bus"), ("car", "mit dem Auto")),
            ),
            _asks("minutes", "number", "Wie viele Minuten brauchen Sie?", condition='visits != "never"', minimum=1, maximum=120, unit="Minuten"),
        ),
        _page(
            "mind",
            "Was gefällt, was fehlt",
            _asks(
                "satisfied", "scale", "Wie zufrieden sind Sie mit der Halle?", minimum=1, maximum=5, low_text="gar nicht", high_text="sehr",
                dont_know=True, condition='visits != "never"',
            ),
            _asks(
                "parts", "matrix-single", "Wie finden Sie …", condition='visits != "never"',
                rows=_options(*ROOMS), options=_options(("good", "gut"), ("fair", "geht so"), ("bad", "schlecht")),
            ),
            _asks(
                "times", "matrix-multiple", "Wann sollte die Halle für alle offen sein?",
                rows=_options(("week", "Werktags"), ("weekend", "Am Wochenende")),
                options=_options(("morning", "vormittags"), ("afternoon", "nachmittags"), ("evening", "abends")),
            ),
        ),
        _page(
            "future",
            "Die Halle morgen",
            _asks(
                "way", "single", "Welchen Weg soll die Stadt gehen?",
                options=_options(("renovate", "sanieren"), ("build", "neu bauen"), ("smaller", "kleiner neu bauen"), ("unsure", "weiß noch nicht")),
            ),
            _asks("needs", "ranking", "Was ist Ihnen am wichtigsten? Die Halle soll …", options=_options(*NEEDS)),
            _asks(
                "money", "points", "Verteilen Sie 100 Punkte: Wofür soll das Geld ausgegeben werden?", total=100,
                options=_options(("house", "das Gebäude"), ("outside", "der Platz davor"), ("programme", "das Programm")),
            ),
            _asks("ticket", "number", "Wie viel darf eine Karte für ein Konzert höchstens kosten?", minimum=0, maximum=200, unit="Euro"),
            _asks("idea", "long-text", "Was möchten Sie der Stadt noch sagen?", maximum=1000, hint="Bitte nennen Sie keine Namen."),
        ),
    ),
)  # fmt: skip
SUMMER = _file(
    "sommer",
    "Sommer vor der Halle",
    "Drei Fragen, eine Minute. Sie brauchen kein Konto.",
    (
        _page(
            "summer",
            "Der Platz im Sommer",
            _asks(
                "what", "multiple", "Was soll im Sommer auf dem Platz stattfinden?", required=True, maximum=2,
                options=_options(
                    ("film", "Kino unter freiem Himmel"), ("market", "Abendmarkt"), ("sport", "Sport und Spiele"), ("quiet", "nichts: Ruhe"),
                    ("other", "Anderes"), quiet="exclusive", other="own_text",
                ),
            ),
            _asks("until", "scale", "Bis wie viel Uhr darf es dauern?", minimum=20, maximum=24, low_text="20 Uhr", high_text="24 Uhr"),
            _asks("wish", "short-text", "Haben Sie einen Wunsch?", maximum=200),
        ),
    ),
)  # fmt: skip
IDEAS = (
    "Bitte denken Sie an Menschen mit Rollstuhl. Heute komme ich nur durch den Lieferanteneingang hinein.",
    "Der Saal ist schön, aber im Winter kalt und im Sommer zu heiß.",
    "Ein Café im Foyer, das auch tagsüber offen ist, würde den Platz beleben.",
    "Unser Chor probt seit Jahren in der Schule, weil die Miete zu hoch ist.",
    "Erst die Kosten offenlegen, dann entscheiden.",
    "Auf das Dach gehören Solarzellen.",
    "Nach Konzerten fährt kein Bus mehr ins Oberdorf.",
    "Bitte lasst die alten Holzböden drin!",
    "Mehr Plätze für Fahrräder, gern mit Dach.",
    "Für junge Leute gibt es fast nichts. Ein Proberaum wäre toll.",
    "Die Toiletten sind eine Zumutung.",
    "Ich finde es gut, dass Sie uns fragen.",
)
RELEASED = (0, 2, 4, 6, 9)
"""Which of these staff let everyone read."""
CITY_AGES = {"16": 21.0, "30": 23.0, "45": 32.0, "65": 24.0}
CITY_DISTRICTS = {"d1": 14.0, "d2": 16.0, "d3": 15.0, "d4": 12.0, "d5": 10.0, "d6": 9.0, "d7": 13.0, "d8": 11.0}
"""The town's shares in percent, as its statistics say."""
