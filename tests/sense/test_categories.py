"""Two topics are suggested while one writes, learnt from what is categorised now, and silent while that is little."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.errors import Invalid, Refused
from participation.proposals.actions import ProposalText, publish_proposal, save_draft
from participation.proposals.category_actions import correct_category
from participation.proposals.models import Proposal, ProposalVersion
from participation.sense.jobs import learn_due_categories
from participation.sense.learning import learn_categories, model_of, packed, suggested, unpacked
from participation.sense.queries import learning_of
from tests.builders import a_consultation, a_resident, post, post_by_htmx
from tests.proposals.builders import DURING_COLLECT, a_proposal
from tests.sense.builders import a_moderator

Browse = Callable[[Person | None], FlaskClient]
WORDS = ("Rampe Aufzug Dach Fassade", "Konzert Probe Bühne Verein", "Radweg Ampel Bus Parkplatz")


@pytest.fixture
def here(session: Session) -> Consultation:
    """The consultation, with the topics building, use and traffic."""
    return a_consultation(session)


def fill(session: Session, here: Consultation, number: int = 20) -> None:
    """So many proposals in each topic, each with the topic's own words."""
    author = a_resident(session)
    for category, words in zip(here.categories, WORDS, strict=True):
        for place in range(number):
            one, two = words.split()[place % 4], words.split()[(place + 1) % 4]
            text = ProposalText(f"{one} und {two} Nr. {place}", f"Bitte mehr {one}, damit {two} besser wird. {words}", category.id, None)
            publish_proposal(session, author, save_draft(session, author, here, text, DURING_COLLECT), here, DURING_COLLECT)


def names(found: object) -> list[str]:
    return [category.name for category in found]  # type: ignore[attr-defined]  # categories


def test_two_topics_are_suggested_the_best_first(session: Session, here: Consultation) -> None:
    fill(session, here)
    learn_categories(session, here.id, clock.now())
    found = names(suggested(session, here, "Ein Radweg zur Ampel", "Und ein Bus."))
    assert found[0] == "Verkehr"
    assert len(found) == 2
    assert names(suggested(session, here, "Ein Aufzug", "unter dem Dach"))[0] == "Gebäude"


def test_too_few_texts_suggest_nothing(session: Session, browse: Browse, here: Consultation) -> None:
    fill(session, here, 16)
    learnt = learn_categories(session, here.id, clock.now())
    assert (learnt.texts, learnt.model) == (48, None)
    assert suggested(session, here, "Ein Radweg zur Ampel", "") == []
    session.commit()
    assert 'id="topics"' not in browse(a_resident(session)).get(f"/beteiligungen/{here.slug}/vorschlaege/neu").text


def test_a_small_consultation_learns_from_topics_of_the_same_name_elsewhere(session: Session, here: Consultation) -> None:
    fill(session, here)
    small = a_consultation(session, "Neu")
    learn_categories(session, small.id, clock.now())
    assert suggested(session, small, "Ein Radweg zur Ampel", "")[0].id == small.categories[2].id


def test_a_model_as_bytes_says_the_same(session: Session, here: Consultation) -> None:
    fill(session, here)
    learn_categories(session, here.id, clock.now())
    model = model_of(session, here.id)
    assert model is not None
    again = unpacked(packed(model))
    for text in ("Ein Radweg", "Probe auf der Bühne", "Dach"):
        assert again.order(text) == model.order(text)


def test_staffs_corrections_are_learnt_from(session: Session, here: Consultation) -> None:
    fill(session, here)
    clerk, building = a_moderator(session, here), here.categories[0].id
    for proposal in session.scalars(select(Proposal).where(Proposal.title.like("Radweg%"))).all():
        assert correct_category(session, clerk, proposal, here, building, clock.now())
    learn_categories(session, here.id, clock.now())
    assert names(suggested(session, here, "Ein neuer Radweg, ein Radweg", "Radweg"))[0] in ("Gebäude", "Verkehr")
    before = session.scalars(select(ProposalVersion)).all()
    assert {version.category_id for version in before} == {here.categories[2].id}


def test_the_sweep_learns_once_a_day(app: Flask, session: Session, here: Consultation) -> None:
    fill(session, here)
    session.commit()
    with app.app_context():
        learn_due_categories()
    session.expire_all()
    first = learning_of(session, here.id)
    assert first is not None
    assert first.texts == 60
    learnt_at = first.learnt_at
    with app.app_context():
        learn_due_categories()
    session.expire_all()
    assert learning_of(session, here.id).learnt_at == learnt_at  # type: ignore[union-attr]  # it is there
    with app.app_context(), clock.frozen(learnt_at + timedelta(hours=21)):
        learn_due_categories()
    session.expire_all()
    assert learning_of(session, here.id).learnt_at > learnt_at  # type: ignore[union-attr]  # it is there


def test_buttons_appear_beside_the_field_and_choose_nothing(session: Session, browse: Browse, here: Consultation) -> None:
    fill(session, here)
    learn_categories(session, here.id, clock.now())
    session.commit()
    browser = browse(a_resident(session))
    form = browser.get(f"/beteiligungen/{here.slug}/vorschlaege/neu").text
    assert 'id="topics"' in form
    url = f"/beteiligungen/{here.slug}/vorschlaege/themen"
    answer = post_by_htmx(browser, url, {"title": "Ein Radweg zur Ampel", "body": ""})
    assert answer.status_code == 200
    assert 'data-choose="category_id"' in answer.text
    assert answer.text.index("Verkehr") > 0
    assert "<html" not in answer.text
    assert post_by_htmx(browser, url, {"title": "Ein", "body": ""}).text.strip() == ""
    assert "checked" not in answer.text
    assert "selected" not in answer.text


def test_the_preview_says_it_without_a_script(session: Session, browse: Browse, here: Consultation) -> None:
    fill(session, here)
    learn_categories(session, here.id, clock.now())
    session.commit()
    browser = browse(a_resident(session))
    sent = {"title": "Ein Radweg zur Ampel am Bus", "body": "Der Radweg endet an der Ampel, wo der Bus hält.", "weiter": "vorschau"}
    wrong = post(browser, f"/beteiligungen/{here.slug}/vorschlaege/neu", {**sent, "category_id": str(here.categories[1].id)})
    found = {"Verkehr"} & set(names(suggested(session, here, sent["title"], sent["body"])))
    page = browser.get(wrong.location).text
    if here.categories[1].id in {one.id for one in suggested(session, here, sent["title"], sent["body"])}:
        assert "Passt ein anderes Thema?" not in page
    else:
        assert found
        assert "Passt ein anderes Thema?" in page
        assert "Verkehr" in page


def test_staff_correct_a_topic_in_public(session: Session, browse: Browse, here: Consultation) -> None:
    proposal = a_proposal(session, here)
    session.commit()
    url = f"/beteiligungen/{here.slug}/vorschlaege/{proposal.id}"
    staff = browse(a_moderator(session, here))
    session.commit()
    assert f'href="{url}/thema"' in staff.get(url).text
    assert f'href="{url}/thema"' not in browse(a_resident(session)).get(url).text
    assert post(staff, f"{url}/thema", {"category_id": "999999"}).status_code == 422
    assert post(staff, f"{url}/thema", {"category_id": str(here.categories[2].id)}).status_code == 303
    history = browse(None).get(f"{url}/fassungen").text
    assert "Gebäude" in history
    assert "Verkehr" in history


def test_only_those_who_run_it_correct_and_only_to_a_topic_of_its_own(session: Session, here: Consultation) -> None:
    proposal, elsewhere = a_proposal(session, here), a_consultation(session, "Anderswo")
    with pytest.raises(Refused):
        correct_category(session, a_resident(session), proposal, here, here.categories[1].id, clock.now())
    with pytest.raises(Invalid):
        correct_category(session, a_moderator(session, here), proposal, here, elsewhere.categories[0].id, clock.now())
    assert not correct_category(session, a_moderator(session, here), proposal, here, proposal.category_id, clock.now())
