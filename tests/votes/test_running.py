"""Those who run a vote: prepare, open, close, count, certify, by page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit import clock
from participation.votes.models import Vote, VoteState
from participation.votes.rules import missing
from tests.builders import a_consultation, a_district, a_person, post
from tests.conftest import NOON
from tests.votes.builders import AFTER, a_draft, a_voting_consultation, an_open_vote, cast, consultation_of
from tests.votes.route_table import NEW

Browse = Callable[[Person | None], FlaskClient]


def test_from_the_draft_to_the_certificate(session: Session, browse: Browse) -> None:
    district = a_district(session)
    consultation = a_voting_consultation(session)
    moderator = a_person(session, moderates=consultation)
    clerk = browse(moderator)
    base = f"/beteiligungen/{consultation.slug}/abstimmungen"
    typed = {
        **NEW,
        "options": "Sanieren | bleibt stehen\nNeubau",
        "turnout_quorum": "12,5",
        "district_ids": str(district.id),
        "opens_at": "2026-10-10T08:00",
    }
    answer = post(clerk, f"{base}/neu", typed)
    assert answer.status_code == 303
    vote = session.scalars(select(Vote)).one()
    assert (vote.turnout_quorum, vote.district_ids, vote.verified_only) == (1250, [district.id], True)
    assert "Sanieren | bleibt stehen" in clerk.get(f"{base}/{vote.id}/bearbeiten").text
    assert browse(None).get(f"{base}/{vote.id}").status_code == 404
    post(clerk, f"{base}/{vote.id}/bearbeiten", {**typed, "district_ids": [], "title": "Anders"})
    assert "bleibt stehen" in clerk.get(f"{base}/{vote.id}/vorschau").text
    assert "Das wird festgeschrieben" in clerk.get(f"{base}/{vote.id}/eroeffnen").text
    assert post(clerk, f"{base}/{vote.id}/eroeffnen").status_code == 303
    session.expire_all()
    assert vote.state == VoteState.OPEN
    assert browse(None).get(f"{base}/{vote.id}").status_code == 200
    vote = session.scalars(select(Vote)).one()
    session.refresh(vote, ["options"])
    cast(session, vote, (1,))
    session.commit()
    with clock.frozen(AFTER):
        clerk = browse(moderator)
        for step in ("schliessen", "auszaehlen"):
            assert clerk.get(f"{base}/{vote.id}/{step}").status_code == 200
            assert post(clerk, f"{base}/{vote.id}/{step}").status_code == 303
        assert post(clerk, f"{base}/{vote.id}/feststellen", {"council_note": "Gut.", "council_decided_on": ""}).status_code == 303
        session.expire_all()
        assert session.scalars(select(Vote.state)).one() == VoteState.CERTIFIED
        assert post(clerk, f"{base}/{vote.id}/auszaehlen").status_code == 403


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "Titel"),
        ({"title": "\u200b"}, "Titel"),
        ({"seats": "٣"}, "zwischen 1 und 29"),
        ({"seats": "9" * 20}, "zwischen 1 und 29"),
        ({"turnout_quorum": "120"}, "Prozentzahl"),
        ({"turnout_quorum": "0"}, "Prozentzahl"),
        ({"consent_quorum": "x"}, "Prozentzahl"),
        ({"options": "A\nA"}, "heißen gleich"),
        ({"options": "x" * 200}, "zu lang"),
        ({"closes_at": "2026-10-01T08:00"}, "nach dem Beginn"),
        ({"closes_at": "gestern"}, "Datum und Uhrzeit"),
        ({"rule": "borda"}, "error"),
        ({"secrecy": "x"}, "error"),
        ({"district_ids": "99"}, "Neue"),
    ],
)
def test_nonsense_is_said_and_kept(session: Session, browse: Browse, changes: dict[str, str], words: str) -> None:
    consultation = a_voting_consultation(session)
    clerk = browse(a_person(session, moderates=consultation))
    answer = post(clerk, f"/beteiligungen/{consultation.slug}/abstimmungen/neu", {**NEW, **changes})
    if "district_ids" in changes:
        assert answer.status_code == 303, "a town without districts has no such field"
        return
    assert answer.status_code == 422
    assert words in answer.text
    assert "Was?" in answer.text


def test_what_is_missing_is_listed(session: Session, browse: Browse) -> None:
    consultation = a_consultation(session)
    vote = a_draft(session, consultation, question="", options=("A",), seats=3)
    found = " ".join(missing(consultation, vote, 0, NOON))
    for words in ("Frage fehlt", "mindestens zwei", "nur einen Platz", "Phase „Abstimmen“"):
        assert words in found
    moderator = a_person(session, moderates=consultation)
    page = f"/beteiligungen/{consultation.slug}/abstimmungen/{vote.id}/eroeffnen"
    assert "Frage fehlt" in browse(moderator).get(page).text
    assert post(browse(moderator), page).status_code == 403
    late = a_draft(session, a_voting_consultation(session), opens_at=None, closes_at=None)
    assert "Beginn und Ende fehlen" in " ".join(missing(consultation_of(session, late), late, 0, NOON))


def test_panels_on_other_pages(session: Session, browse: Browse) -> None:
    vote = an_open_vote(session)
    consultation = consultation_of(session, vote)
    voter = a_person(session, verified=True)
    text = browse(voter).get(f"/beteiligungen/{consultation.slug}").text
    assert "Offene Abstimmung" in text
    assert "Jetzt abstimmen" in text
    cast(session, vote, (1,), voter)
    session.commit()
    assert "Sie haben abgestimmt" in browse(voter).get(f"/beteiligungen/{consultation.slug}").text


def test_a_consultation_is_not_closed_while_people_can_still_vote(session: Session, browse: Browse) -> None:
    vote = an_open_vote(session)
    consultation = consultation_of(session, vote)
    moderator, url = a_person(session, moderates=consultation), f"/verwaltung/beteiligungen/{consultation.slug}/abschliessen"
    clerk = browse(moderator)
    asked = clerk.get(url).text
    assert f"Es wird noch abgestimmt: „{vote.title}“." in asked
    assert "Beteiligung abschließen</span>" not in asked
    refused = post(clerk, url)
    assert (refused.status_code, consultation_of(session, vote).stage) == (403, "published")
    assert vote.title in refused.text
    with clock.frozen(AFTER):
        clerk = browse(moderator)
        assert "Beteiligung abschließen" in clerk.get(url).text
        assert post(clerk, url).status_code == 303
        work = clerk.get(f"/verwaltung/beteiligungen/{consultation.slug}").text
    assert "Neue Abstimmung" not in work, "what a closed consultation refuses is not offered"
    assert "Vorschläge am Schalter aufnehmen" not in work
    assert "einlesen" not in work
