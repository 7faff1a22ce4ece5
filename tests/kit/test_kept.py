"""Parts for everybody are made for nobody, as long as what they show stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from secrets import token_hex

import pytest
from flask import Flask, g
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy import text
from sqlalchemy.orm import Session

from participation.accounts.current import current_person
from participation.accounts.models import Person
from participation.kit import clock
from participation.kit.database import reading_only
from participation.kit.headers import csp_nonce
from participation.kit.identity import SignedIn
from participation.kit.kept import init_kept, kept, kept_html
from participation.kit.language import speaking
from participation.kit.page_cache import Making, changes_at, shows
from participation.kit.page_versions import SITE
from tests.builders import a_person

ONE, OTHER = "proposal:901", "proposal:902"


def change(session: Session, scope: str) -> None:
    """What a trigger does."""
    statement = "INSERT INTO page_version (scope, version) VALUES (:scope, :version) ON CONFLICT (scope) DO UPDATE SET version = excluded.version"
    session.execute(text(statement), {"scope": scope, "version": token_hex(8)})
    session.commit()


@pytest.fixture
def look(app: Flask) -> Callable[[Callable[[], object]], object]:
    """Do something as a request that only reads; nothing is kept at the start."""
    init_kept(app)

    def looked(do: Callable[[], object]) -> object:
        with app.test_request_context("/"):
            reading_only(True)
            try:
                return do()
            finally:
                reading_only(False)

    return looked


def test_a_part_is_made_again_only_when_a_scope_changed_that_it_shows(session: Session, look: Callable[..., object]) -> None:
    made: list[int] = []

    def part() -> Markup:
        made.append(1)
        shows(OTHER)  # found only while it is made
        return Markup("<p>{}</p>").format(len(made))

    def asked() -> object:
        return look(lambda: kept_html("part", (ONE,), part))

    assert [asked(), asked()] == ["<p>1</p>", "<p>1</p>"]
    for scope, expected in ((ONE, "<p>2</p>"), ("proposal:903", "<p>2</p>"), (OTHER, "<p>3</p>"), (SITE, "<p>4</p>")):
        change(session, scope)
        assert asked() == expected


def test_a_page_learns_from_a_kept_part_what_it_shows_and_when_it_changes(look: Callable[..., object]) -> None:
    soon = clock.now() + timedelta(seconds=7)

    def part() -> Markup:
        shows(OTHER)
        changes_at(soon)
        return Markup("x")

    for _first_and_kept in range(2):
        making: list[Making] = []

        def page(made: list[Making] = making) -> None:
            g.page_made = Making(clock.now())
            kept_html("part", (ONE,), part)
            made.append(g.page_made)

        look(page)
        assert {SITE, ONE, OTHER} == {*making[0].scopes}
        assert making[0].until == soon


def test_whoever_asks_a_part_is_made_for_nobody(app: Flask, session: Session, look: Callable[..., object]) -> None:
    person = a_person(session)
    seen: list[Person | None] = []

    def part() -> Markup:
        seen.append(current_person())
        return Markup("x")

    def page() -> None:
        g.stand_in, g.csp_nonce = SignedIn("", person, None), "of one"
        kept_html("part", (ONE,), part)
        assert current_person() is person
        assert csp_nonce() == "of one"

    look(page)
    assert seen == [None]


@pytest.mark.parametrize("token", [csp_nonce, generate_csrf])
def test_a_part_with_a_token_of_one_is_refused(look: Callable[..., object], token: Callable[[], str]) -> None:
    with pytest.raises(RuntimeError, match="token of one"):
        look(lambda: kept_html("part", (ONE,), lambda: Markup("<p>{}</p>").format(token())))


def test_each_language_has_its_own_and_a_value_is_old_after_a_minute(look: Callable[..., object]) -> None:
    def english() -> object:
        with speaking("en"):
            return kept_html("part", (ONE,), lambda: Markup("English"))

    assert [look(lambda: kept_html("part", (ONE,), lambda: Markup("Deutsch"))), look(english)] == ["Deutsch", "English"]
    assert look(lambda: kept("value", (ONE,), lambda: 1)) == 1
    with clock.frozen(clock.now() + timedelta(seconds=59)):
        assert look(lambda: kept("value", (ONE,), lambda: 2)) == 1
    with clock.frozen(clock.now() + timedelta(seconds=61)):
        assert look(lambda: kept("value", (ONE,), lambda: 3)) == 3


def test_a_request_that_may_write_makes_its_own(app: Flask, look: Callable[..., object]) -> None:
    assert look(lambda: kept("value", (ONE,), lambda: 1)) == 1
    with app.test_request_context("/", method="POST"):
        assert kept("value", (ONE,), lambda: 2) == 2
        assert kept_html("part", (ONE,), lambda: Markup("mine")) == "mine"
