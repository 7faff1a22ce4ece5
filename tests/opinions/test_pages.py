"""The pages: answer one statement at a time, see the result in words and as a picture, write, and decide what is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.actions import close_consultation
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.opinions.actions import Decision, add_seed
from participation.opinions.models import OpinionMap
from participation.opinions.queries import marks_of, own_statements
from tests.builders import a_consultation, a_person, a_resident, an_administrator, post, post_by_htmx
from tests.conftest import Statements
from tests.moderation.builders import hide_statement
from tests.opinions.builders import SEEDS, a_map, a_statement, answers, compute, statements_of, two_camps

Browse = Callable[[Person | None], FlaskClient]


@pytest.fixture
def here(session: Session) -> Consultation:
    """The consultation."""
    return a_consultation(session)


@pytest.fixture
def opinion_map(session: Session, here: Consultation) -> OpinionMap:
    """An open map."""
    return a_map(session, here)


def _url(here: Consultation, opinion_map: OpinionMap) -> str:
    return f"/beteiligungen/{here.slug}/meinungsbild/{opinion_map.id}"


def _form(text: str) -> str:
    return re.findall(r'<form action="([^"]*/aussage/\d+)"', text)[0]


def test_somebody_answers_everything_and_is_thanked(session: Session, browse: Browse, here: Consultation, opinion_map: OpinionMap) -> None:
    person = a_resident(session)
    session.commit()
    browser, url = browse(person), _url(here, opinion_map)
    assert "Sagen Sie, was Sie davon halten" in browser.get(url).text
    seen = []
    for number in range(len(SEEDS)):
        page = browser.get(f"{url}/aussage").text
        assert f"{number} von {len(SEEDS)} beantwortet" in page
        target = _form(page)
        seen.append(target)
        done = post(browser, target, {"antwort": ("zustimmung", "ablehnung", "weiter")[number % 3]})
        assert done.status_code == 303
    assert len(set(seen)) == len(SEEDS)
    assert done.location == f"{url}/danke"
    assert browser.get(f"{url}/aussage").location == f"{url}/danke"
    thanks = browser.get(f"{url}/danke").text
    assert "Das waren alle Aussagen" in thanks
    assert sorted(marks_of(session, opinion_map.id, person.id).values()) == [-1, -1, -1, 0, 0, 1, 1, 1]


def test_htmx_gets_the_next_statement_alone(session: Session, browse: Browse, here: Consultation, opinion_map: OpinionMap) -> None:
    session.commit()
    browser = browse(a_resident(session))
    target = _form(browser.get(f"{_url(here, opinion_map)}/aussage").text)
    answer = post_by_htmx(browser, target, {"antwort": "zustimmung"})
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<section id="statement"')
    assert f"1 von {len(SEEDS)} beantwortet" in answer.text
    assert _form(answer.text) != target


def test_after_fifteen_answers_there_are_thanks_and_then_it_goes_on(
    session: Session, browse: Browse, here: Consultation, opinion_map: OpinionMap
) -> None:
    for number in range(12):
        add_seed(session, an_administrator(session), here, opinion_map, f"Die Halle braucht den Raum Nummer {number}.", clock.now())
    person = a_resident(session)
    answers(session, here, opinion_map, person, dict.fromkeys(range(1, 15), 1))
    session.commit()
    browser, url = browse(person), _url(here, opinion_map)
    done = post_by_htmx(browser, _form(browser.get(f"{url}/aussage").text), {"antwort": "weiter"})
    assert done.headers["HX-Redirect"] == f"{url}/danke"
    assert "Weiter antworten" in browser.get(f"{url}/danke").text
    assert f"15 von {len(SEEDS) + 12} beantwortet" in browser.get(f"{url}/aussage").text


def test_an_answer_is_changed_from_ones_list(session: Session, browse: Browse, here: Consultation, opinion_map: OpinionMap) -> None:
    person = a_resident(session)
    answers(session, here, opinion_map, person, {1: 1, 2: -1})
    session.commit()
    browser, url = browse(person), f"{_url(here, opinion_map)}/meine-antworten"
    page = browser.get(url).text
    assert "Ihre Antwort: Zustimmung" in page
    assert "Ihre Antwort: Ablehnung" in page
    done = post(browser, _form(page), {"antwort": "ablehnung", "zurueck": "1"})
    assert done.location.startswith(url)
    page = browser.get(url).text
    assert "Ihre Antwort ist geändert" in page
    assert "Ihre Antwort: Zustimmung" not in page


def test_an_answer_asks_for_nothing_twice(
    session: Session, browse: Browse, here: Consultation, opinion_map: OpinionMap, count_statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    """The person, the site's version, map, statement, three writes, own answers, what is open, the next text: as many for the last as for the first."""
    session.commit()
    browser, counts = browse(a_resident(session)), set()
    target = _form(browser.get(f"{_url(here, opinion_map)}/aussage").text)
    for _number in range(len(SEEDS) - 1):
        with count_statements() as statements:
            answer = post_by_htmx(browser, target, {"antwort": "zustimmung"})
        counts.add(statements.count)
        target = _form(answer.text)
    assert max(counts) <= 11, statements.texts


def test_who_runs_the_map_answers_like_everybody(session: Session, browse: Browse, here: Consultation, opinion_map: OpinionMap) -> None:
    clerk = an_administrator(session)
    session.commit()
    browser = browse(clerk)
    target = _form(browser.get(f"{_url(here, opinion_map)}/aussage").text)
    assert post_by_htmx(browser, target, {"antwort": "weiter"}).status_code == 200
    assert list(marks_of(session, opinion_map.id, clerk.id).values()) == [0]


@pytest.mark.parametrize(("what", "status"), [("", 422), ("vielleicht", 422), ("zustimmung", 404)])
def test_what_is_no_answer_is_refused_in_words(
    session: Session, browse: Browse, here: Consultation, opinion_map: OpinionMap, what: str, status: int
) -> None:
    number = a_statement(session, here, opinion_map).id if status == 404 else statements_of(session, opinion_map)[0].id
    session.commit()
    answer = post(browse(a_resident(session)), f"{_url(here, opinion_map)}/aussage/{number}", {"antwort": what})
    assert answer.status_code == status


def test_a_hidden_statement_takes_no_answer(session: Session, browse: Browse, here: Consultation, opinion_map: OpinionMap) -> None:
    statement = a_statement(session, here, opinion_map, decision=Decision.ACCEPT)
    statement.hidden_at, statement.reason = clock.now(), "Doppelt."
    session.commit()
    answer = post(browse(a_resident(session)), f"{_url(here, opinion_map)}/aussage/{statement.id}", {"antwort": "zustimmung"})
    assert answer.status_code == 409
    assert "Die Moderation hat sie ausgeblendet" in answer.text


def test_the_result_in_words_in_tables_and_as_a_picture(
    app: Flask, session: Session, browse: Browse, here: Consultation, opinion_map: OpinionMap
) -> None:
    people = two_camps(session, opinion_map, 40, Random(4))
    url = _url(here, opinion_map)
    assert "Noch kein Ergebnis" in browse(None).get(url).text
    compute(app, opinion_map)
    page = browse(None).get(url).text
    assert "Es gibt 2 klare Gruppen" in page
    assert "40 Personen haben mitgemacht" in page
    assert page.count("<polygon") == 2
    assert "<circle" not in page, "nobody's place"
    assert "Gruppe A" in page
    assert f"„{SEEDS[0]}“" in page
    assert not re.search(r"\bnan\b", page, re.IGNORECASE)
    own = browse(people[0]).get(url).text
    assert own.count("<circle") == 1
    assert "Ihre Antworten liegen am nächsten bei Gruppe" in own
    assert "Ihre Antworten liegen am nächsten bei Gruppe" in browse(people[0]).get(f"{url}/danke").text
    dividing = browse(None).get(f"{url}/ergebnis?liste=trennend").text
    assert f"„{SEEDS[2]}“" in dividing
    assert f"„{SEEDS[0]}“" not in dividing


def test_few_people_make_no_groups_and_no_picture(app: Flask, session: Session, browse: Browse, here: Consultation, opinion_map: OpinionMap) -> None:
    two_camps(session, opinion_map, 9, Random(4))
    compute(app, opinion_map)
    page = browse(None).get(_url(here, opinion_map)).text
    assert "Für Gruppen ist es noch zu früh" in page
    assert "<polygon" not in page
    assert "Noch keine 10 Antworten" in browse(None).get(f"{_url(here, opinion_map)}/ergebnis?liste=wenige").text


def test_a_similar_statement_is_shown_before_one_is_handed_in(session: Session, browse: Browse, here: Consultation, opinion_map: OpinionMap) -> None:
    person = a_resident(session)
    session.commit()
    browser, url = browse(person), f"{_url(here, opinion_map)}/aussagen/neu"
    text = "Vereine sollen den großen Saal kostenlos nutzen."
    asked = post(browser, url, {"text": text, "entry_key": "k" * 20})
    assert asked.status_code == 200
    assert "Das gibt es so ähnlich schon" in asked.text
    assert SEEDS[2] in asked.text
    assert own_statements(session, opinion_map.id, person.id).total == 0
    assert post(browser, url, {"text": text, "entry_key": "k" * 20, "weiter": "trotzdem"}).status_code == 303
    mine = browser.get(f"{_url(here, opinion_map)}/meine-aussagen").text
    assert text in mine
    assert "Wird geprüft" in mine
    assert text not in browse(None).get(f"{_url(here, opinion_map)}/ergebnis?liste=wenige").text


def test_the_moderation_accepts_rejects_and_hides_and_the_author_reads_why(
    session: Session, browse: Browse, here: Consultation, opinion_map: OpinionMap
) -> None:
    author, moderator = a_resident(session), a_person(session, moderates=here)
    good = a_statement(session, here, opinion_map, author)
    bad = a_statement(session, here, opinion_map, author, "Wer bezahlt das eigentlich alles?")
    session.commit()
    staff, url = browse(moderator), f"{_url(here, opinion_map)}/moderation"
    assert good.text in staff.get(url).text
    assert post(staff, f"{url}/{good.id}", {"decision": "accept"}).status_code == 303
    assert post(staff, f"{url}/{bad.id}", {"decision": "reject", "reason": ""}).status_code == 422
    assert post(staff, f"{url}/{bad.id}", {"decision": "reject", "reason": "Das ist eine Frage."}).status_code == 303
    assert post(staff, f"{url}/{good.id}", {"decision": "reject", "reason": "Doch nicht."}).status_code == 409
    assert "Das ist eine Frage." in browse(author).get(_url(here, opinion_map)).text
    assert f"/moderation/statement/{good.id}" in staff.get(f"{url}/{good.id}").text, "hiding it is the moderation's"
    hide_statement(session, moderator, here, good.id, "Doppelt.")
    session.commit()
    assert good.text in staff.get(f"{url}?stand=hidden").text
    assert "Doppelt." in browse(author).get(f"{_url(here, opinion_map)}/meine-aussagen").text
    assert post(staff, url, {"text": "Die Halle soll ein grünes Dach bekommen."}).status_code == 303


def test_a_clerk_prepares_changes_and_opens_a_map(session: Session, browse: Browse, here: Consultation) -> None:
    session.commit()
    staff, url = browse(an_administrator(session)), f"/beteiligungen/{here.slug}/meinungsbild"
    sent = {"title": "Quartier", "question": "Was fehlt?", "introduction": "", "statements": "x" * 141}
    refused = post(staff, f"{url}/neu", sent)
    assert refused.status_code == 422
    assert "Zeile 1 hat 141 Zeichen" in refused.text
    made = post(staff, f"{url}/neu", {**sent, "statements": "\n".join(SEEDS)})
    assert made.status_code == 303
    assert browse(None).get(made.location).status_code == 404
    assert "Meinungsbild" not in browse(None).get(f"/beteiligungen/{here.slug}").text
    assert SEEDS[7] in staff.get(f"{made.location}/bearbeiten").text
    assert post(staff, f"{made.location}/eroeffnen").status_code == 303
    assert "Was fehlt?" in browse(None).get(f"/beteiligungen/{here.slug}").text
    assert post(staff, f"{made.location}/bearbeiten", sent).status_code == 403
    assert post(staff, f"{made.location}/beenden").status_code == 303
    assert "Dieses Meinungsbild ist beendet" in browse(None).get(made.location).text


def test_an_answer_costs_the_same_however_much_there_is(
    session: Session,
    browse: Browse,
    here: Consultation,
    opinion_map: OpinionMap,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    session.commit()
    browser, url = browse(a_resident(session)), _url(here, opinion_map)
    counts = []
    for round_number in range(2):
        for _twice in range(2):  # the first answer of all makes the map stale
            target = _form(browser.get(f"{url}/aussage").text)
            with count_statements() as statements:
                assert post_by_htmx(browser, target, {"antwort": "zustimmung"}).status_code == 200
        counts.append(statements.count)
        clerk = an_administrator(session)
        for number in range(30):
            add_seed(session, clerk, here, opinion_map, f"Die Halle braucht den Raum {10 * number + round_number}.", clock.now())
        two_camps(session, opinion_map, 20, Random(round_number))
    assert counts[0] == counts[1]
    assert counts[0] <= 20


def test_pages_cost_the_same_however_much_there_is(
    app: Flask,
    session: Session,
    browse: Browse,
    here: Consultation,
    opinion_map: OpinionMap,
    count_statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    person = a_resident(session)
    answers(session, here, opinion_map, person, {1: 1})
    a_statement(session, here, opinion_map, person)
    session.commit()
    url = _url(here, opinion_map)
    own, staff = browse(person), browse(an_administrator(session))
    paths = [(own, path) for path in ("", "/ergebnis", "/aussage", "/danke", "/meine-antworten", "/meine-aussagen", "/aussagen/neu")]
    paths += [(own, url.rpartition("/")[0]), (own, f"/beteiligungen/{here.slug}"), (staff, "/moderation"), (staff, "/beenden")]
    counts: dict[str, set[int]] = {}
    for more in (False, True):
        if more:
            for number in range(25):
                a_statement(
                    session, here, opinion_map, text=f"Die Halle braucht den Raum {number}.", decision=Decision.ACCEPT if number % 2 else None
                )
            answers(session, here, opinion_map, person, dict.fromkeys(range(2, 6), 1))
            two_camps(session, opinion_map, 40, Random(5))
            compute(app, opinion_map)
        for browser, path in paths:
            address = path if path.startswith("/beteiligungen") else f"{url}{path}"
            browser.get(address)
            with count_statements() as statements:
                assert browser.get(address).status_code == 200, address
            counts.setdefault(address, set()).add(statements.count)
    assert all(len(found) == 1 for found in counts.values()), counts


def test_in_a_closed_consultation_no_new_map_is_offered(session: Session, browse: Browse, here: Consultation, opinion_map: OpinionMap) -> None:
    clerk, manage = an_administrator(session), f"/verwaltung/beteiligungen/{here.slug}"
    session.commit()
    assert "Neues Meinungsbild" in browse(clerk).get(manage).text
    close_consultation(session, clerk, here, [], clock.now())
    session.commit()
    text = browse(clerk).get(manage).text
    assert "Neues Meinungsbild" not in text
    assert opinion_map.title in text
