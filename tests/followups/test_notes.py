"""Private notes: who is named is told, who wrote mends for a quarter of an hour, nobody else reads, and two years later they are gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Mailing, Notice, NoticeKind, Person
from participation.accounts.notices import choose_mailings
from participation.followups.models import NoteMention, WorkNote
from participation.followups.note_actions import delete_old_notes, edit_note, mentioned, write_note
from participation.kit import clock
from participation.kit.errors import Refused
from tests.builders import a_consultation, a_person, a_resident, post
from tests.followups.builders import a_task, an_office, an_officer
from tests.proposals.builders import a_proposal

Browse = Callable[[Person | None], FlaskClient]


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        ("@Anna Amt bitte", {1}),
        ("@anna amt: bitte", {1}),
        ("@Anna Amtmann bitte", {2}),
        ("@Anna Amts", set()),
        ("Anna Amt", set()),
        ("post@anna amt", set()),
        ("(@Ben Bau) und @Anna Amt!", {1, 3}),
        ("@@Ben Bau", {3}),
        ("@", set()),
    ],
)
def test_whom_a_note_names(body: str, meant: set[int]) -> None:
    assert mentioned(body, {1: "Anna Amt", 2: "Anna Amtmann", 3: "Ben Bau"}) == meant


@given(st.text(), st.lists(st.text(min_size=1, max_size=12), max_size=4))
def test_any_text_names_known_people_only(body: str, names: list[str]) -> None:
    people = dict(enumerate(names))
    assert mentioned(body, people) <= set(people)


def test_who_is_named_is_told_without_the_words_of_the_note(session: Session, browse: Browse) -> None:
    town, anna, ben, stranger = (
        a_consultation(session),
        an_officer(session, "Anna Amt"),
        an_officer(session, "Ben Bau"),
        an_officer(session, "Carl Fern"),
    )
    resident, moderator = a_resident(session, "Rita Rat"), a_person(session, "Mira Mod", moderates=town)
    proposal = a_proposal(session, town, resident, title="Mehr Bänke")
    a_task(session, proposal, town, an_office(session, "", anna, ben), moderator)
    choose_mailings(session, moderator, {NoticeKind.WORK: Mailing.NEVER}, clock.now())
    session.commit()
    url = f"/verwaltung/beteiligungen/{town.slug}/vorschlaege/{proposal.id}"
    page = browse(anna).get(url).text
    assert "Ben Bau" in page, "the list of colleagues"
    assert "Carl Fern" not in page
    with_name = post(browse(anna), f"{url}/notizen", {"body": "Was meinst du", "who": ben.id, "weiter": "erwaehnen"})
    assert (with_name.status_code, "Was meinst du @Ben Bau" in with_name.text) == (200, True)
    assert session.scalars(select(WorkNote)).all() == []
    note = {"body": "Streng geheim, @Ben Bau, @Mira Mod, @Carl Fern und @Rita Rat!"}
    assert post(browse(anna), f"{url}/notizen", note).status_code == 303
    rows = session.scalars(select(Notice).where(Notice.message.like("%erwähnt%")).order_by(Notice.person_id)).all()
    assert {row.person_id for row in rows} == {ben.id, moderator.id}
    assert "geheim" not in str([(row.message, row.words) for row in rows])
    by_mail = {row.person_id: row.mail_at is not None for row in rows}
    assert by_mail == {ben.id: True, moderator.id: False}, "as each chose"
    assert "#notiz-" in rows[0].url
    assert stranger.unread_notices == 0
    for person in (None, resident):
        assert "geheim" not in browse(person).get(f"/beteiligungen/{town.slug}/vorschlaege/{proposal.id}").text


def test_a_note_is_mended_for_a_quarter_of_an_hour_by_its_writer(session: Session, browse: Browse) -> None:
    town, anna, ben = a_consultation(session), an_officer(session, "Anna Amt"), an_officer(session, "Ben Bau")
    proposal = a_proposal(session, town)
    a_task(session, proposal, town, an_office(session, "", anna, ben))
    note = write_note(session, anna, proposal, town, "Bitte anrufen, @Ben Bau", clock.now())
    session.commit()
    url = f"/verwaltung/beteiligungen/{town.slug}/vorschlaege/{proposal.id}/notizen/{note.id}"
    assert "Bitte anrufen" in browse(anna).get(url).text
    assert browse(ben).get(url).status_code == 403
    assert post(browse(anna), url, {"body": ""}).status_code == 422
    assert post(browse(anna), url, {"body": "Erledigt."}).status_code == 303
    session.expire_all()
    assert (note.body, note.edited_at is not None) == ("Erledigt.", True)
    assert session.scalars(select(NoteMention)).all() == [], "nobody is named any more"
    assert "geändert" in browse(ben).get(url.rsplit("/", 2)[0]).text
    with clock.frozen(clock.now() + timedelta(minutes=15)) as now, pytest.raises(Refused):
        edit_note(session, anna, proposal, town, note, "Zu spät.", now)


def test_notes_go_after_two_years_and_mentions_with_accounts(session: Session, app: object, browse: Browse) -> None:
    town, anna, ben = a_consultation(session), an_officer(session, "Anna Amt"), an_officer(session, "Ben Bau")
    proposal = a_proposal(session, town)
    a_task(session, proposal, town, an_office(session, "", anna, ben))
    write_note(session, anna, proposal, town, "@Ben Bau, weißt du mehr?", clock.now())
    assert len(session.scalars(select(NoteMention)).all()) == 1
    assert delete_old_notes(session, clock.now() + timedelta(days=729)) == 0
    delete_account(session, ben, browse(None).application.extensions["settings"], clock.now())
    assert session.scalars(select(NoteMention)).all() == []
    assert delete_old_notes(session, clock.now() + timedelta(days=731)) == 1
    assert session.scalars(select(WorkNote)).all() == []
