"""Builders for making sense: a code book, a round that two people coded, a report; all through the same actions as a click."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.sense.coding_actions import code_text, finish_round, join_round, start_round
from participation.sense.models import CodingRound, Theme
from participation.sense.queries import text_at
from participation.sense.report_actions import add_section, begin_report, publish_report, write_sentence
from participation.sense.report_models import Report
from participation.sense.theme_actions import ThemeDraft, add_theme
from tests.builders import a_person, an_administrator
from tests.proposals.builders import a_proposal

TITLES = (
    "Eine Rampe am Haupteingang der Stadthalle",
    "Mehr Bänke im Stadtpark",
    "Bitte mehr Bänke im Stadtpark aufstellen",
    "Fahrradständer vor der Halle",
    "Ein Aufzug zur Galerie",
    "Weniger Bänke im Stadtpark",
)
Key = tuple[str, str]


def some_proposals(session: Session, consultation: Consultation, titles: Sequence[str] = TITLES) -> list[Key]:
    """Published proposals, as texts are named."""
    return [("proposal", str(a_proposal(session, consultation, title=title, body=f"{title}. Das fehlt, {title}.").id)) for title in titles]


def a_theme(session: Session, consultation: Consultation, name: str = "Barrierefreiheit", description: str = "") -> Theme:
    """A theme of the code book."""
    return add_theme(session, an_administrator(session), consultation, ThemeDraft(name, description), clock.now())


def a_round(session: Session, consultation: Consultation, texts: Sequence[Key], coders: int = 2, sample: int | None = None) -> CodingRound:
    """A round that nobody coded yet; the code book must have a theme."""
    return start_round(session, an_administrator(session), consultation, texts, sample, coders, clock.now())


def coded(session: Session, consultation: Consultation, coding: CodingRound, coder: Person, themes: Sequence[Collection[int]]) -> None:
    """Somebody takes part, gives each text its themes, and finishes."""
    join_round(session, coder, consultation, coding, clock.now())
    for position, chosen in enumerate(themes, 1):
        code_text(session, coder, consultation, coding, text_at(session, coding.id, position), chosen, clock.now())
    finish_round(session, coder, consultation, coding, clock.now())


def a_moderator(session: Session, consultation: Consultation, name: str = "") -> Person:
    """Somebody who runs the consultation."""
    return a_person(session, name, moderates=consultation)


def a_draft_report(session: Session, consultation: Consultation, cited: Sequence[Key], title: str = "Was wir gelesen haben") -> Report:
    """A draft of one section with one sentence."""
    clerk = an_administrator(session)
    report = begin_report(session, clerk, consultation, title, clock.now())
    section = add_section(session, clerk, consultation, report, "Zugang zur Halle", clock.now())
    write_sentence(session, clerk, consultation, report, section, "Viele wünschen sich einen Eingang ohne Stufen.", cited, clock.now())
    return report


def a_report(session: Session, consultation: Consultation, cited: Sequence[Key], totals: dict[str, int] | None = None) -> Report:
    """A published report."""
    report = a_draft_report(session, consultation, cited)
    publish_report(session, an_administrator(session), consultation, report, totals or {"proposal": len(cited)}, clock.now())
    return report
