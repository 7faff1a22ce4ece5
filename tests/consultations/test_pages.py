"""The public pages: found, read, understood, and cheap."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Category, Document, Picture, Stage
from participation.consultations.phases import PhaseKind
from participation.kit import clock
from participation.kit.page_cache import init_page_cache
from tests.builders import START, a_consultation, an_administrator

Browse = Callable[[Person | None], FlaskClient]


def test_the_start_page_shows_what_runs_what_comes_and_what_is_over(session: Session, browse: Browse) -> None:
    a_consultation(session, "Stadthalle")
    later = START + timedelta(days=90)
    a_consultation(session, "Freibad", phases=((PhaseKind.COLLECT, later, later + timedelta(days=9)),))
    a_consultation(session, "Radweg", stage=Stage.CLOSED)
    a_consultation(session, "Geheim", stage=Stage.DRAFT)
    session.commit()
    text = browse(None).get("/").text
    assert text.index("Jetzt mitmachen") < text.index("Stadthalle") < text.index("Demnächst") < text.index("Freibad")
    assert text.index("Abgeschlossen") < text.index("Radweg")
    assert "Jetzt: Phase collect bis 1. November 2026, 7 Uhr." in text
    assert "Geheim" not in text


def test_the_first_screen_answers_the_six_questions(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    session.commit()
    text = browse(None).get(f"/beteiligungen/{consultation.slug}").text
    for words in (
        "Ob die Stadthalle saniert oder neu gebaut wird.",
        "Der Stadtrat",
        "Bis 29. Januar 2027",
        "<li>Der Ort</li>",
        "<li>Höchstens 20 Millionen Euro</li>",
        "Der Stadtrat berät das Ergebnis öffentlich.",
        "Jetzt: Phase collect",
        "Noch bis 1. November 2026, 7 Uhr.",
    ):
        assert words in text


def test_what_now_follows_the_clock(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    session.commit()
    for days, words in (
        (-20, "Im Moment können Sie nichts eintragen"),
        (-5, "Eintragen können Sie noch nichts"),
        (62, "Jetzt: Phase vote"),
        (80, "Alle Phasen sind vorbei"),
    ):
        with clock.frozen(START + timedelta(days=days)):
            assert words in browse(None).get(f"/beteiligungen/{consultation.slug}").text


def test_results_are_a_tab_once_there_is_something_to_tell(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    session.commit()
    url = f"/beteiligungen/{consultation.slug}"
    assert f'href="{url}/ergebnisse"' not in browse(None).get(url).text
    consultation.stage = Stage.CLOSED
    session.commit()
    assert f'href="{url}/ergebnisse"' in browse(None).get(url).text
    assert 'aria-current="page">Ergebnisse' in browse(None).get(f"{url}/ergebnisse").text


@pytest.mark.parametrize(("url", "count"), [("/", 6), ("/beteiligungen", 4)])
def test_lists_need_the_same_statements_however_long(session: Session, browse: Browse, count_statements: Callable, url: str, count: int) -> None:
    browser = browse(None)
    for _round in range(2):
        for _number in range(4):
            a_consultation(session, stage=Stage.CLOSED)
            a_consultation(session)
        session.commit()
        with count_statements() as statements:
            assert browser.get(url).status_code == 200
        assert statements.count == count, statements.texts


def test_a_consultations_page_needs_the_same_statements_however_full(
    app: Flask, session: Session, browse: Browse, count_statements: Callable
) -> None:
    consultation = a_consultation(session)
    session.commit()
    counts = []
    for full in (0, 8):
        for number in range(full):
            own, name = {"consultation_id": consultation.id, "position": number}, f"{number}" * 26
            session.add(Picture(**own, stored_name=name, width=960, height=600, alternative_text="Die Halle"))
            session.add(Document(**own, stored_name=f"{name}.pdf", title="Plan", size=1, added_on=START.date()))
            session.add(Category(**own, name=f"Thema {number}"))
        session.commit()
        init_page_cache(app)  # nothing kept: what the page costs when it is made
        with count_statements() as statements:
            assert browse(None).get(f"/beteiligungen/{consultation.slug}").status_code == 200
        counts.append(statements.count)
    assert counts[0] == counts[1]
    assert counts[0] <= 20


def test_the_list_is_paged_and_nonsense_means_the_first_page(session: Session, browse: Browse) -> None:
    for number in range(13):
        a_consultation(session, f"Nummer {number}")
    session.commit()
    assert "Nummer 0<" in browse(None).get("/beteiligungen?seite=2").text
    for nonsense in ("0", "-1", "٣", "9" * 30, "x", ""):
        assert "Nummer 12<" in browse(None).get(f"/beteiligungen?seite={nonsense}").text or nonsense == "9" * 30


def test_a_draft_is_read_by_its_link_and_found_by_nobody(session: Session, browse: Browse) -> None:
    draft = a_consultation(session, "Noch geheim", stage=Stage.DRAFT)
    session.commit()
    response = browse(None).get(f"/vorschau/{draft.preview_token}")
    assert "Noch geheim" in response.text
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert "no-store" in response.headers["Cache-Control"]
    assert browse(None).get("/vorschau/no-such-token-here").status_code == 404
    assert browse(an_administrator(session)).get(f"/beteiligungen/{draft.slug}").status_code == 200
