"""Each page of a chain shows the whole chain, in order and as far as it may be read; staff link, make and take away by forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.discussions.models import Topic
from participation.kit import clock
from participation.opinions.models import Statement
from participation.proposals.models import Proposal
from participation.traces.actions import remove_link
from participation.traces.models import Thing, TraceLink
from tests.builders import a_resident, post
from tests.conftest import Statements
from tests.house.test_readers_pages import seen
from tests.moderation.builders import hide_statement, show_statement
from tests.traces.builders import Path, a_path

Browse = Callable[[Person | None], FlaskClient]
ORDER = ("Rund um die Halle soll kein Auto fahren.", "Wie kommt man zur Halle?", "Ein Radweg zur Halle", "Ihr Weg zur Halle")


@pytest.fixture
def path(session: Session) -> Path:
    made = a_path(session)
    session.commit()
    return made


def chain(text: str) -> list[str]:
    """The titles of the chain on a page, in order; the page's own in stars."""
    found = re.search(r'<ol class="trace-chain">(.*?)</ol>', text, re.S)
    titles = re.findall(r'<span class="trace-title">(.*?)</span>', found[1]) if found else []
    return [re.sub(r"</?strong>", "*", re.sub(r"</?a[^>]*>", "", title)) for title in titles]


@pytest.mark.parametrize(("place", "thing"), list(enumerate((Thing.STATEMENT, Thing.TOPIC, Thing.PROPOSAL, Thing.SURVEY))))
def test_each_page_shows_the_whole_chain(path: Path, browse: Browse, place: int, thing: Thing) -> None:
    path.whole()
    text = browse(None).get(path.url(thing)).text
    assert chain(text) == [f"*{title}*" if number == place else title for number, title in enumerate(ORDER)]
    for said in ("Aus dieser", "Daran knüpft an:", "Frage: Kommen Sie mit dem Rad?", "diese Seite"):
        assert (said in text) == (said != "Aus dieser")
    others = {each: path.url(each) for each in (Thing.STATEMENT, Thing.TOPIC, Thing.PROPOSAL, Thing.SURVEY) if each != thing}
    assert all(f'<a href="{url}">' in text for url in others.values())


def test_what_is_made_says_so(path: Path, browse: Browse, session: Session) -> None:
    browser = browse(path.moderator)
    target = path.work_url("aussage", path.statement.id, "/thema")
    assert 'value="Rund um die Halle soll kein Auto fahren."' in browser.get(target).text
    done = post(browser, target, {"title": "Halle ohne Autos?", "introduction": "Was spricht dafür?"})
    topic = session.scalars(select(Topic).order_by(Topic.id.desc())).first()
    assert topic is not None
    assert done.location == f"/beteiligungen/{path.consultation.slug}/diskussionen/{topic.id}"
    text = browse(None).get(done.location).text
    assert "Aus dieser Aussage wurde:" in text
    assert chain(text) == [ORDER[0], "*Halle ohne Autos?*"]


def test_a_page_without_a_chain_says_nothing(path: Path, browse: Browse) -> None:
    for thing in path.nodes:
        assert "trace-title" not in browse(None).get(path.url(thing)).text


def test_what_is_hidden_or_not_yet_public_is_not_told(path: Path, browse: Browse, session: Session, app: Flask) -> None:
    path.whole()
    url = path.url(Thing.PROPOSAL)
    assert ORDER[0] in seen(app, url)
    hide_statement(session, path.moderator, path.consultation, path.statement.id, "Beleidigung")
    session.commit()
    assert chain(seen(app, url)) == [ORDER[1], "*Ein Radweg zur Halle*", ORDER[3]]
    assert browse(None).get(path.url(Thing.STATEMENT)).status_code == 404
    show_statement(session, path.moderator, path.consultation, path.statement.id)
    session.commit()
    assert ORDER[0] in seen(app, url)


def test_a_kept_page_changes_with_its_chain(path: Path, app: Flask, session: Session) -> None:
    url = path.url(Thing.PROPOSAL)
    assert chain(seen(app, url)) == []
    link = path.link(Thing.STATEMENT, Thing.PROPOSAL)
    session.commit()
    assert chain(seen(app, url)) == [ORDER[0], "*Ein Radweg zur Halle*"]
    path.topic.title = "Wie weit ist es zur Halle?"
    later = path.link(Thing.TOPIC, Thing.PROPOSAL)
    session.commit()
    path.topic.title = "Wie nah ist die Halle?"
    session.commit()
    assert "Wie nah ist die Halle?" in seen(app, url)
    for gone in (link, later):
        remove_link(session, path.moderator, path.consultation, gone, clock.now())
    session.commit()
    assert chain(seen(app, url)) == []


def test_the_moderator_searches_and_links(path: Path, browse: Browse, session: Session) -> None:
    browser, url = browse(path.moderator), path.work_url("aussage", path.statement.id)
    found = browser.get(f"{url}?suche=Radweg").text
    assert f'value="vorschlag-{path.proposal.id}"' in found
    done = post(browser, f"{url}?suche=Radweg", {"other": f"vorschlag-{path.proposal.id}", "direction": "danach"})
    assert done.location == url
    assert chain(browser.get(url).text) == [f"*{ORDER[0]}*", ORDER[2]]
    link = session.scalars(select(TraceLink)).one()
    gone = post(
        browser,
        f"/beteiligungen/{path.consultation.slug}/zusammenhang/verknuepfungen/{link.id}/entfernen",
        {"zurueck": f"aussage-{path.statement.id}"},
    )
    assert gone.location == url
    assert chain(browser.get(url).text) == []


def test_a_question_of_a_survey_is_found_by_its_words_and_linked_by_its_code(path: Path, browse: Browse, session: Session) -> None:
    browser, url = browse(path.moderator), path.work_url("vorschlag", path.proposal.id)
    values = re.findall(rf'value="(umfrage-{path.survey.id}-\w+)"', browser.get(f"{url}?suche=e").text)
    assert values
    assert post(browser, f"{url}?suche=e", {"other": values[0], "direction": "danach"}).status_code == 303
    link = session.scalars(select(TraceLink)).one()
    assert (link.to_kind, link.to_id, f"umfrage-{link.to_id}-{link.part}") == ("survey", path.survey.id, values[0])
    assert f"Frage: {link.part_text}" in browse(None).get(path.url(Thing.PROPOSAL)).text
    refused = post(browser, f"{url}?suche=e", {"other": values[0], "direction": "davor"})
    assert (refused.status_code, "nur das Spätere" in refused.text) == (422, True)


@pytest.mark.parametrize("other", ["", "vorschlag-", "vorschlag-99999999999", "nichts-1", "umfrage-1-kein", "vorschlag-1'--", "x" * 5000])
def test_what_cannot_be_linked_is_refused_in_words(path: Path, browse: Browse, session: Session, other: str) -> None:
    url = path.work_url("aussage", path.statement.id)
    answer = post(browse(path.moderator), f"{url}?suche=Halle", {"other": other, "direction": "danach"})
    assert answer.status_code == 422
    assert "wählen" in answer.text
    assert session.scalars(select(TraceLink)).all() == []


def test_its_author_links_a_proposal_and_a_resident_goes_on_from_a_statement(path: Path, browse: Browse, session: Session) -> None:
    writer, other = browse(path.author), browse(a_resident(session))
    assert "Zusammenhang bearbeiten" in writer.get(path.url(Thing.PROPOSAL)).text
    assert "Verknüpfung entfernen" not in writer.get(path.work_url("vorschlag", path.proposal.id)).text
    assert "Zusammenhang bearbeiten" not in other.get(path.url(Thing.PROPOSAL)).text
    page = other.get(path.url(Thing.STATEMENT)).text
    assert "Vorschlag daraus machen" in page
    begun = post(other, path.work_url("aussage", path.statement.id, "/vorschlag"), {})
    draft = session.scalars(select(Proposal).order_by(Proposal.id.desc())).first()
    assert draft is not None
    assert begun.location == f"/beteiligungen/{path.consultation.slug}/vorschlaege/{draft.id}/bearbeiten"
    assert ORDER[0] in other.get(begun.location).text


def test_a_statement_made_of_a_contribution_stands_in_the_map(path: Path, browse: Browse, session: Session) -> None:
    target = path.work_url("beitrag", path.contribution.id, "/aussage")
    form = {"opinion_map": str(path.opinion_map.id), "text": "Zur Halle soll man gut mit dem Rad kommen."}
    done = post(browse(path.moderator), target, form)
    made = session.scalars(select(Statement).order_by(Statement.id.desc())).first()
    assert made is not None
    assert done.location.endswith(f"/aussagen/{made.id}")
    text = browse(None).get(done.location).text
    assert chain(text) == [ORDER[1], "Mit dem Rad kommt man nicht hin.", f"*{form['text']}*"]
    assert "In der Diskussion dazu:" in text
    assert "Aus diesem Beitrag wurde:" in text


@pytest.mark.parametrize("thing", [Thing.STATEMENT, Thing.TOPIC, Thing.CONTRIBUTION, Thing.PROPOSAL, Thing.SURVEY])
def test_a_chain_that_did_not_change_costs_nothing_however_long_it_is(
    path: Path, browse: Browse, count_statements: Callable[[], AbstractContextManager[Statements]], thing: Thing
) -> None:
    browser = browse(path.moderator)  # whose pages are never kept
    browser.get(path.url(thing))

    def cost() -> int:
        with count_statements() as statements:
            browser.get(path.url(thing))
        return statements.count

    path.session.commit()
    cost()
    without = cost()
    path.link(Thing.STATEMENT, Thing.CONTRIBUTION)
    path.link(Thing.CONTRIBUTION, Thing.PROPOSAL)
    path.link(Thing.PROPOSAL, Thing.SURVEY)
    path.session.commit()
    cost()
    assert cost() == without, "who reads it after the first look asks for nothing"
