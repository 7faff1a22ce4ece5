"""What htmx asks for is answered: each page and each form once as a part, by somebody who may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.builders import token_for
from tests.house.hostile import Browse, body, gets, places, posts, twin, who
from tests.house.routes import World
from tests.house.world import TABLE, undone

PART = {"HX-Request": "true"}

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_every_page_and_every_form_is_answered_where_a_part_is_asked_for(
    app: Flask, session: Session, world: World, browse: Browse, fields: Callable[[str], dict[str, str]]
) -> None:
    broken, parts = [], 0
    for name in (*gets(), *posts()):
        browser, url = browse(who(world, name)), TABLE[name].url(world)
        known = fields(name) if name.endswith("POST") else {}
        token = token_for(browser)
        session.rollback()  # what reading the world began
        with undone(app):
            try:
                if name.endswith("GET"):
                    answer = twin(browser).get(url, headers=PART)
                else:
                    form = {"content_type": "application/x-www-form-urlencoded"}
                    answer = twin(browser).post(url, data=body(token, known, {}), headers=PART, **form)
            except Exception as error:  # all of them at once say more than the first
                broken.append(f"{name}: {type(error).__name__}: {str(error)[:200]} {places(error)}")
                continue
        parts += answer.status_code == 200 and b"<html" not in answer.data
        if answer.status_code >= 500 and str(answer.status_code) not in TABLE[name].expected().values():
            broken.append(f"{name}: {answer.status}")
    assert broken == []
    assert parts > 60, "parts came"
