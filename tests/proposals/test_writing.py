"""Writing in the browser: draft, preview, publish, change, withdraw, answer; nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Person, Role
from participation.kit import clock
from participation.proposals.models import OfficialAnswer, Proposal, ProposalStage, Status
from tests.builders import a_consultation, a_person, a_resident, post
from tests.conftest import NOON
from tests.proposals.builders import BODY, a_draft, a_proposal

Browse = Callable[[Person | None], FlaskClient]


def url(consultation: Any, path: str = "") -> str:
    return f"/beteiligungen/{consultation.slug}/vorschlaege{path}"


def form(consultation: Any, **changes: object) -> dict[str, object]:
    return {"title": "Mehr Bänke im Park", "body": BODY, "category_id": consultation.categories[0].id, "weiter": "vorschau", **changes}


def test_from_the_form_over_the_preview_to_the_list(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    session.commit()
    mine = browse(alice)
    assert "Weiter zur Vorschau" in mine.get(url(consultation, "/neu")).text
    preview = post(mine, url(consultation, "/neu"), form(consultation), follow_redirects=True)
    assert "Noch sehen nur Sie ihn" in preview.text
    draft = session.scalars(select(Proposal).where(Proposal.author_id == alice.id)).one()
    published = post(mine, url(consultation, f"/{draft.id}/veroeffentlichen"), follow_redirects=True)
    assert "2026-" in published.text
    assert "Mehr Bänke im Park" in mine.get(url(consultation)).text
    assert "Ändern können Sie den Text bis 14. Oktober 2026, 13 Uhr" in published.text


def test_the_same_form_sent_twice_makes_one_draft(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    session.commit()
    mine = browse(alice)
    key = mine.get(url(consultation, "/neu")).text.split('name="entry_key"')[1].split('value="')[1].split('"')[0]
    for _ in range(2):
        assert post(mine, url(consultation, "/neu"), form(consultation, entry_key=key)).status_code == 303
    assert len(session.scalars(select(Proposal).where(Proposal.author_id == alice.id)).all()) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "Bitte geben Sie Ihrem Vorschlag einen Titel"),
        ({"title": "\u200b\u2060\ufeff"}, "Bitte geben Sie Ihrem Vorschlag einen Titel"),
        ({"title": "\x00\x1b\u202e"}, "Bitte geben Sie Ihrem Vorschlag einen Titel"),
        ({"title": "x" * 121}, "Der Text ist zu lang: 121 Zeichen"),
        ({"title": "Park"}, "Der Titel ist zu kurz"),
        ({"body": "zu kurz"}, "mindestens 20 Zeichen"),
        ({"body": "y" * 8001}, "Der Text ist zu lang: 8001 Zeichen"),
        ({"category_id": ""}, "Bitte wählen Sie ein Thema"),
        ({"category_id": "٣"}, "Bitte wählen Sie ein Thema"),
        ({"category_id": "99999999999999999999"}, "Bitte wählen Sie ein Thema"),
    ],
)
def test_what_cannot_be_taken_is_said_and_what_was_typed_stays(session: Session, browse: Browse, changes: dict[str, object], words: str) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    session.commit()
    answer = post(browse(alice), url(consultation, "/neu"), form(consultation, **changes))
    assert answer.status_code == 422
    assert words in answer.text
    assert "Fehler:" in answer.text.split("</title>")[0]
    assert ("Der große Saal bekommt eine Rampe" in answer.text) == ("body" not in changes)
    assert session.scalars(select(Proposal).where(Proposal.author_id == alice.id)).all() == []


def test_all_faults_are_said_at_once(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    session.commit()
    answer = post(browse(alice), url(consultation, "/neu"), form(consultation, title="", body="", category_id=""))
    for words in ("Es gibt 3 Fehler", "einen Titel", "mindestens 20 Zeichen", "Bitte wählen Sie ein Thema"):
        assert words in answer.text


def test_an_unfinished_text_is_saved_as_a_draft(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    session.commit()
    mine = browse(alice)
    saved = post(mine, url(consultation, "/neu"), {"title": "Park", "body": "", "category_id": "", "weiter": "entwurf"}, follow_redirects=True)
    assert "Meine Entwürfe" in saved.text
    assert ">Park</a>" in saved.text
    draft = session.scalars(select(Proposal).where(Proposal.author_id == alice.id)).one()
    preview = mine.get(url(consultation, f"/{draft.id}/vorschau")).text
    assert "Etwas fehlt noch" in preview
    assert "Vorschlag veröffentlichen" not in preview
    assert post(mine, url(consultation, f"/{draft.id}/veroeffentlichen")).status_code == 422
    assert "Sie haben einen Entwurf" in mine.get(url(consultation, "/neu")).text
    gone = post(mine, url(consultation, f"/{draft.id}/loeschen"), follow_redirects=True)
    assert "Sie haben hier keine Entwürfe" in gone.text


def test_at_the_deadline_the_text_is_kept_as_a_draft(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    session.commit()
    mine = browse(alice)
    with clock.frozen(NOON + timedelta(days=20)):
        mine = browse(alice)
        assert mine.get(url(consultation, "/neu")).status_code == 403
        preview = post(mine, url(consultation, "/neu"), form(consultation), follow_redirects=True)
    assert "Veröffentlichen ist gerade nicht möglich" in preview.text
    assert "war bis 1. November 2026, 7 Uhr möglich" in preview.text
    draft = session.scalars(select(Proposal).where(Proposal.author_id == alice.id)).one()
    assert draft.stage == ProposalStage.DRAFT


def test_a_published_text_can_be_changed_for_an_hour(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation, alice, at=NOON)
    session.commit()
    mine, address = browse(alice), url(consultation, f"/{proposal.id}/bearbeiten")
    assert "Änderung veröffentlichen" in mine.get(address).text
    changed = post(mine, address, form(consultation, title="Noch mehr Bänke"), follow_redirects=True)
    assert "Noch mehr Bänke" in changed.text
    with clock.frozen(NOON + timedelta(minutes=60)):
        late = post(mine, address, form(consultation, title="Zu spät geändert"))
    assert late.status_code == 403
    assert "bis 14. Oktober 2026, 13 Uhr ändern" in late.text
    assert BODY in late.text  # what was typed is handed back


def test_withdrawing_needs_a_reason(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation, alice)
    session.commit()
    mine, address = browse(alice), url(consultation, f"/{proposal.id}/zurueckziehen")
    assert post(mine, address, {"reason": " \u200b "}).status_code == 422
    assert "wurde zurückgezogen" in post(mine, address, {"reason": "Erledigt."}, follow_redirects=True).text


def test_an_answer_needs_a_status_and_reasons_and_counts_once(session: Session, browse: Browse) -> None:
    consultation, office = a_consultation(session), a_person(session, "Sabine Krüger", role=Role.OFFICE)
    proposal = a_proposal(session, consultation)
    session.commit()
    desk, address = browse(office), url(consultation, f"/{proposal.id}/antwort")
    for wrong in (
        {"status": "", "body": "Weil."},
        {"status": "new", "body": "Weil."},
        {"status": "won", "body": "Weil."},
        {"status": "rejected", "body": ""},
    ):
        refused = post(desk, address, wrong)
        assert refused.status_code == 422
        assert "Weil." in refused.text or not wrong["body"]
    for _ in range(2):
        given = post(
            desk,
            address,
            {"status": "rejected", "body": "Das geht nicht.", "reasons": "Der Denkmalschutz lässt das nicht zu."},
            follow_redirects=True,
        )
    assert "Abgelehnt" in given.text
    session.expire_all()
    assert session.scalars(select(OfficialAnswer.status).where(OfficialAnswer.proposal_id == proposal.id)).all() == [Status.REJECTED]
    assert proposal.status == Status.REJECTED


def test_somebody_elses_draft_cannot_be_touched(session: Session, browse: Browse) -> None:
    consultation, alice, bob = a_consultation(session), a_resident(session), a_resident(session)
    draft = a_draft(session, consultation, alice)
    session.commit()
    for path in ("/vorschau", "/bearbeiten", "/loeschen", "/zurueckziehen", "/antwort", "/unterstuetzen", "/fassungen"):
        assert browse(bob).get(url(consultation, f"/{draft.id}{path}")).status_code == 404, path
    for path in ("/bearbeiten", "/veroeffentlichen", "/loeschen", "/zurueckziehen", "/antwort", "/unterstuetzen"):
        assert post(browse(bob), url(consultation, f"/{draft.id}{path}"), form(consultation)).status_code == 404, path


def test_a_text_of_300_kilobytes_comes_back_to_be_shortened(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    session.commit()
    answer = post(browse(alice), url(consultation, "/neu"), form(consultation, body="z" * 300_000))
    assert answer.status_code == 422
    assert "Bitte kürzen Sie ihn." in answer.text
    assert "z" * 300_000 in answer.text


def test_a_body_beyond_all_measure_is_refused(session: Session, browse: Browse) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    session.commit()
    answer = post(browse(alice), url(consultation, "/neu"), form(consultation, body="z" * 1_100_000))
    assert answer.status_code == 413
    assert "zu groß" in answer.text
