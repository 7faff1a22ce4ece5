"""What the example shows of making sense: a code book, forty proposals coded by two people, groups of the same, and a published report."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.consultations.texts import Kind, SourceText
from participation.demo.people import Cast
from participation.kit import clock
from participation.sense.coding_actions import code_text, finish_round, join_round, settle_text, start_round
from participation.sense.comparing import compared
from participation.sense.gathered import all_texts, texts_by, totals
from participation.sense.group_actions import ask_for_groups
from participation.sense.learning import learn_categories
from participation.sense.models import CodingRound, Theme
from participation.sense.picking import minority_candidates
from participation.sense.queries import coded_with, text_at, texts_of_round, themes_of
from participation.sense.report_actions import add_section, begin_report, edit_report, publish_report, write_sentence
from participation.sense.theme_actions import ThemeDraft, add_theme

BOOK = (
    (
        "Zugang für alle",
        "Rampen, Aufzüge, Leitsysteme, Ruhe; nicht: Preise.",
        "barriere rampe aufzug stufen rollstuhl leitsystem hörschleife sehbehind toilette",
    ),
    (
        "Musik und Kultur",
        "Was im Haus stattfindet: Konzerte, Proben, Theater, Film.",
        "konzert chor musik theater bühne probe orgel kino kultur tanz",
    ),
    (
        "Wege und Verkehr",
        "Wie man hinkommt: Rad, Bus, Parken, Fußwege.",
        "fahrrad radweg gehweg fußweg bus parkplatz verkehr zebra brücke straße stellpl",
    ),
    ("Grün und Klima", "Bäume, Wasser, Energie, Hitze.", "baum bäume grün solar klima energie dach hitze wasser schatten"),
    ("Geld und Verfahren", "Kosten, Bauzeit, wer wie entscheidet.", "kosten geld euro bauzeit offen abstimm jugendrat planung betrieb"),
)
TITLE = "Was in den Vorschlägen steht"
INTRODUCTION = (
    "Zwei Menschen haben 40 Vorschläge gelesen, die das Los gezogen hat, und ihnen unabhängig voneinander Themen gegeben. "
    "Was sie verschieden sahen, haben sie geklärt. Jeder Satz nennt die Texte, die ihn belegen."
)
SAID = (
    ("Der Weg ins Haus", "Zugang für alle", "In das Haus sollen alle ohne Hilfe hineinkommen."),
    ("Was im Haus geschieht", "Musik und Kultur", "Musik und Proben brauchen feste Zeiten und Räume, die man bezahlen kann."),
    ("Der Weg zum Haus", "Wege und Verkehr", "Mehrere Vorschläge wollen den Weg zur Halle zu Fuß und mit dem Rad sicherer machen."),
    ("Der Platz davor", "Grün und Klima", "Vor der Halle soll mehr wachsen, und das Dach soll Strom liefern."),
)
SAMPLE = 40
SLIPS = 0.12
"""How often the second person sees a theme otherwise."""


def make_sense(session: Session, cast: Cast, consultation: Consultation, today: datetime) -> None:
    """Read, code, settle and report in the last days, each through its action; a smaller town has fewer texts."""
    clerk, other, chance = cast["moderator"], cast["admin"], Random(40)  # noqa: S311  # an example that is the same each time
    with clock.frozen(today - timedelta(days=2)) as now:
        for name, description, _words in BOOK:
            add_theme(session, clerk, consultation, ThemeDraft(name, description), now)
        texts = [text.key for text in all_texts(session, consultation, [Kind.PROPOSAL], 5_000)]
        coding = start_round(session, clerk, consultation, texts, min(SAMPLE, len(texts)), 2, now)
        themes = themes_of(session, consultation.id)
        for coder, slips in ((clerk, 0.0), (other, SLIPS)):
            join_round(session, coder, consultation, coding, now)
            for position, chosen in enumerate(_read(session, consultation, coding, themes, chance, slips), 1):
                code_text(session, coder, consultation, coding, text_at(session, coding.id, position), chosen, now)
            finish_round(session, coder, consultation, coding, now)
        for one in compared(session, coding.id, themes).differing:
            settle_text(session, clerk, consultation, coding, text_at(session, coding.id, one.position), one.first, now)
    with clock.frozen(today - timedelta(hours=20)) as now:
        _report(session, cast, consultation, themes, now)
        learn_categories(session, consultation.id, now)
        ask_for_groups(session, clerk, consultation, now)


def _read(
    session: Session, consultation: Consultation, coding: CodingRound, themes: Sequence[Theme], chance: Random, slips: float
) -> list[Collection[int]]:
    """What somebody who looks for a theme's words sees in each text, and now and then something else."""
    rows = [(str(row.kind), row.ref) for row in texts_of_round(session, coding.id)]
    texts = texts_by(session, consultation, rows)
    return [{theme.id for theme in themes if _speaks_of(texts[key], theme) != (chance.random() < slips)} for key in rows]


def _speaks_of(text: SourceText, theme: Theme) -> bool:
    words = next(words for name, _description, words in BOOK if name == theme.name).split()
    said = text.whole.lower()
    return sum(word in said for word in words) >= 2 or any(word in text.title.lower() for word in words)


def _report(session: Session, cast: Cast, consultation: Consultation, themes: Sequence[Theme], now: datetime) -> None:
    clerk, numbers = cast["moderator"], {theme.name: theme.id for theme in themes}
    if not any(coded_with(session, numbers[theme], 1) for _heading, theme, _words in SAID):
        return  # in a very small town nothing may speak of these themes
    report = begin_report(session, clerk, consultation, TITLE, now)
    edit_report(session, clerk, consultation, report, TITLE, INTRODUCTION, now)
    for heading, theme, words in SAID:
        cited = coded_with(session, numbers[theme], 1_000)
        if cited:
            section = add_section(session, clerk, consultation, report, heading, now)
            write_sentence(session, clerk, consultation, report, section, words, cited, now)
    few = minority_candidates(session, consultation)[:2]
    if few:
        box = add_section(session, clerk, consultation, report, "Was eine kleinere Gruppe stark will", now, is_minority=True)
        for one in few:
            said = f"Einer kleineren Gruppe ist wichtig: „{one.text.words}“"
            write_sentence(session, clerk, consultation, report, box, said, [one.text.key], now)
    publish_report(session, clerk, consultation, report, {str(kind): number for kind, number in totals(session, consultation).items()}, now)
