"""The activity log: acts in plain words, residents without their names, narrowed, paged by numbers, and whole as a table."""

from __future__ import annotations

import ast
import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.administration.log_queries import PAGE
from participation.administration.words import act_in_words, is_of_residents
from participation.kit import audit, clock
from participation.kit.text import name_key
from participation.paths import TEMPLATES
from tests.builders import a_consultation, a_person, a_resident, an_administrator

Browse = Callable[[Person | None], FlaskClient]
URL = "/verwaltung/was-getan-wurde"


def written(session: Session, action: str, actor: Person | None, subject: Any = None, **data: Any) -> int:
    number = audit.append(session, at=clock.now(), actor=actor, action=action, subject=subject, data=data)
    session.commit()
    return number


def actions_in_code() -> set[str]:
    """Every action that some code of the product writes into the log and spells out there."""
    found: set[str] = set()
    for path in (Path(TEMPLATES).parent / "participation").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and ast.unparse(node.func) == "audit.append":
                said = next(keyword.value for keyword in node.keywords if keyword.arg == "action")
                found |= {one.value for one in ast.walk(said) if isinstance(one, ast.Constant) and "." in str(one.value)}
    return {one for one in found if not one.startswith(".") and not one.endswith(".")}


def test_every_act_of_the_code_has_words() -> None:
    actions = actions_in_code()
    assert len(actions) > 200, "the search must find them"
    assert {one for one in actions if act_in_words(one) == one} == set()


def test_an_act_reads_as_a_sentence_with_who_and_about_what(session: Session, browse: Browse) -> None:
    administrator, consultation = an_administrator(session, "Frau Amtlich"), a_consultation(session, "Freibad")
    written(session, "consultation.closed", administrator, consultation, reason="early")
    page = browse(administrator).get(URL).text
    assert "Beteiligung: geschlossen" in page
    assert "<li>Frau Amtlich</li>" in page
    assert f'<a href="/beteiligungen/{consultation.slug}">Freibad</a>' in page
    assert "early" in page


@pytest.mark.parametrize("action", ["proposal.supported", "contribution.rated", "account.deleted", "recommendation.voted", "resident.verified"])
def test_residents_are_not_named_for_what_they_do_for_themselves(session: Session, browse: Browse, action: str) -> None:
    resident, administrator = a_resident(session, "Kirsche 7"), an_administrator(session)
    written(session, action, resident)
    browser = browse(administrator)
    page, table = browser.get(URL).text, browser.get(f"{URL}/tabelle.csv").text
    assert act_in_words(action) in page
    assert "Kirsche 7" not in page + table
    assert "Einwohner:in" in page
    assert act_in_words(action) not in browser.get(URL, query_string={"person": "Kirsche 7"}).text, "nor found by their name"


def test_a_moderator_is_named_for_moderating(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    moderator, administrator = a_person(session, name="Mira", moderates=consultation), an_administrator(session)
    moderator.public_name_key = name_key("Mira")
    written(session, "contribution.hidden", moderator)
    written(session, "proposal.supported", moderator)
    found = browse(administrator).get(URL, query_string={"person": "mira"}).text
    assert "Beitrag in einer Diskussion: ausgeblendet" in found
    assert "Vorschlag: unterstützt" not in found


def test_names_are_gone_with_the_account(session: Session, browse: Browse) -> None:
    office, administrator = a_person(session, name="Herr Weg"), an_administrator(session)
    written(session, "consultation.changed", office)
    office.deleted_at, office.email, office.password_hash, office.real_name = clock.now(), None, None, ""
    session.commit()
    assert "Herr Weg" not in browse(administrator).get(URL).text


def test_narrowed_by_thing_and_days(session: Session, browse: Browse) -> None:
    browser = browse(an_administrator(session))
    today = clock.now().date()
    written(session, "survey.published", None)
    written(session, "survey_like.published", None)
    assert "Umfrage: veröffentlicht" in browser.get(URL, query_string={"bereich": "survey", "von": today.isoformat(), "bis": today.isoformat()}).text
    assert "survey_like" not in browser.get(URL, query_string={"bereich": "survey"}).text, "an underscore is no wildcard"
    past = {"bis": (today - timedelta(days=2)).isoformat()}
    assert "Umfrage: veröffentlicht" not in browser.get(URL, query_string=past).text
    for nonsense in ({"von": "gestern"}, {"bis": "9999-12-31"}, {"vor": "٣"}, {"vor": "9" * 20}, {"bereich": "%"}, {"person": "\x00"}):
        assert browser.get(URL, query_string=nonsense).status_code == 200


def test_pages_follow_each_other_without_gap_in_few_statements(
    session: Session, browse: Browse, count_statements: Callable[[], AbstractContextManager[Any]]
) -> None:
    administrator, consultation = an_administrator(session), a_consultation(session)
    numbers = [written(session, "consultation.changed", administrator, consultation, turn=turn) for turn in range(PAGE + 5)]
    browser = browse(administrator)
    browser.get(URL)
    with count_statements() as statements:
        first = browser.get(URL).text
    assert statements.count <= 8
    assert all(f"Nummer {number}<" in first for number in numbers[-PAGE:])
    second = browser.get(URL, query_string={"vor": numbers[-PAGE]}).text
    assert all(f"Nummer {number}<" in second for number in numbers[:5])
    assert f"Nummer {numbers[-PAGE]}<" not in second


def test_the_table_holds_every_entry_in_order_with_its_hash(session: Session, browse: Browse) -> None:
    administrator = an_administrator(session)
    numbers = [written(session, "platform.braked", administrator, reason="=1+1") for _turn in range(3)]
    response = browse(administrator).get(f"{URL}/tabelle.csv", query_string={"bereich": "platform"})
    assert "attachment" in response.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(response.text.removeprefix("\ufeff"))))[1:]
    assert [int(row[0]) for row in rows][-3:] == numbers
    assert all(len(row[-1]) == 64 for row in rows)
    assert not any(cell.startswith("=") for row in rows for cell in row)


def test_what_residents_do_covers_whole_things() -> None:
    assert is_of_residents("account.created")
    assert is_of_residents("proposal.supported")
    assert not is_of_residents("proposal.taken_in")
    assert act_in_words("nothing.known") == "nothing.known"
