"""What a report says: the numbers of the public pages, and nothing that is hidden, private or a draft."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.queries import consultation_by_id
from participation.dossiers.sections.contents import NAMES, collect
from participation.followups.balance import balance_of
from participation.kit import clock
from participation.proposals.models import Proposal
from participation.votes.queries import votes_of
from participation.votes.results import view_result
from tests.builders import a_consultation
from tests.dossiers.builders import a_dossier, marked, said_now, shown
from tests.proposals.builders import a_proposal
from tests.reports.builders import DELETED_TEXT, DRAFT_QUESTION, DRAFT_TEXT, HIDDEN_TEXT, NOTICE, everything

Browse = Callable[[Person | None], FlaskClient]


def section(said: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """The blocks of one section."""
    return next(one["blocks"] for one in said if one["name"] == name)


def test_it_works(app: Flask, session: Session) -> None:
    told = everything(session)
    said = said_now(app, session, told.consultation)
    assert [one["name"] for one in said] == [name for name in NAMES if name in {one["name"] for one in said}]
    assert {"summary", "process", "proposals", "discussion", "votes", "method", "limits"} <= {one["name"] for one in said}


def test_numbers_are_those_of_the_public_pages(app: Flask, session: Session) -> None:
    told = everything(session)
    said = said_now(app, session, told.consultation)
    balance = balance_of(session, told.consultation.id)
    bars = next(block for block in section(said, "proposals") if block["is"] == "bars")
    assert sum(int(row["said"].split()[0]) for row in bars["rows"]) == balance.total
    counted = [vote for vote in votes_of(session, told.consultation) if vote.is_counted and vote.title == "Frage nach approval"]
    tally = next(block for block in section(said, "votes") if block["caption" if "caption" in block else "is"] == "Auszählung: Frage nach approval")
    assert [row["said"] for row in tally["rows"]] == [str(bar.value) for bar in view_result(counted[0]).bars]


def test_what_is_hidden_deleted_or_a_draft_is_nowhere(app: Flask, session: Session, browse: Browse) -> None:
    """The words of everything private are looked for in what is kept, on the page and among what is printed."""
    told = everything(session)
    dossier = a_dossier(session, told.consultation, app=app)
    session.commit()
    page = browse(None).get(f"/beteiligungen/{told.consultation.slug}/gesamtbericht")
    assert page.status_code == 200
    kept = json.dumps(dossier.said, ensure_ascii=False)
    printed = json.dumps(shown(app, session, told.consultation, dossier.said), ensure_ascii=False)
    secrets = ["GEHEIMER-ENTWURF", "AUSGEBLENDETER-TEXT", "GELOESCHTER-TEXT", NOTICE, "UNFERTIGE-FRAGE", "Nie ausgezählt", "canary"]
    assert all(word in "".join((DRAFT_TEXT, HIDDEN_TEXT, DELETED_TEXT, DRAFT_QUESTION)) for word in secrets[:3])
    for person in told.people:
        secrets += [person.email or "", person.public_name]
    for word in filter(None, secrets):
        assert word not in kept
        assert word not in printed
        assert word not in page.text


def test_what_people_wrote_is_kept_by_name_alone(app: Flask, session: Session) -> None:
    consultation = a_consultation(session)
    a_proposal(session, consultation, title="Ein Brunnen für den Platz", supporters=2)
    dossier = a_dossier(session, consultation, app=app)
    assert "Brunnen" not in json.dumps(dossier.said, ensure_ascii=False)
    assert "Ein Brunnen für den Platz" in json.dumps(shown(app, session, consultation, dossier.said), ensure_ascii=False)


def test_what_is_hidden_later_is_gone_from_every_version(app: Flask, session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    proposal = a_proposal(session, consultation, title="Ein Brunnen für den Platz", supporters=2)
    dossier = a_dossier(session, consultation, app=app)
    before = marked(app, session, consultation, dossier.said)
    session.commit()
    url = f"/beteiligungen/{consultation.slug}/gesamtbericht/1"
    assert "Ein Brunnen" in browse(None).get(url).text
    found = session.get_one(Proposal, proposal.id)
    found.stage, found.hidden_at, found.hidden_reason, found.hidden_from = "draft", clock.now(), "Grund", "published"
    session.commit()
    page = browse(None).get(url).text
    assert "Ein Brunnen" not in page
    assert "nicht mehr öffentlich" in page
    assert marked(app, session, consultation, dossier.said) != before


def test_staffs_words_stand_before_the_numbers_and_no_markup_of_theirs_acts(app: Flask, session: Session) -> None:
    consultation = a_consultation(session)
    with app.app_context():
        found = consultation_by_id(session, consultation.id)
        said = collect(session, found, ("limits",), {"limits": "**Wichtig** <script>x</script>"}, clock.now())
    first = said[0]["blocks"][0]
    assert first["is"] == "prose"
    assert "<strong>Wichtig</strong>" in first["html"]
    assert "<script>" not in first["html"]


def test_a_section_without_anything_is_left_out(app: Flask, session: Session) -> None:
    consultation = a_consultation(session)
    assert {"votes", "council", "budgets", "surveys"}.isdisjoint({one["name"] for one in said_now(app, session, consultation)})


def test_every_link_of_a_report_leads_somewhere(app: Flask, session: Session, browse: Browse) -> None:
    told = everything(session)
    said = said_now(app, session, told.consultation)
    session.commit()
    reader = browse(None)
    cells = [cell for one in shown(app, session, told.consultation, said) for block in one["blocks"] for cell in _cells(block)]
    urls = {cell["url"] for cell in cells if cell["url"]}
    assert len(urls) > 8
    for url in sorted(urls):
        assert reader.get(url, follow_redirects=True).status_code == 200, url


def _cells(block: dict[str, Any]) -> list[dict[str, str]]:
    if block["is"] == "list":
        return [*block["items"], *(cell for each in block["below"] for cell in each)]
    if block["is"] == "table":
        return [cell for row in block["rows"] for cell in row]
    return [row["label"] for row in block["rows"]] if block["is"] == "bars" else []
