"""Writing together: who may do what, how one is asked, what an e-mail address never gives away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Notice, Person, Role
from participation.kit.errors import Invalid, Refused
from participation.kit.text import name_key
from participation.proposals import rules
from participation.proposals.author_actions import accept_invitation, decline_invitation, invite, leave, sweep_invitations, take_off
from participation.proposals.models import Proposal
from participation.proposals.rules import DEEDS, Deed, Writer
from participation.proposals.writing_models import CoAuthor, Invitation
from participation.proposals.writing_queries import invitations_of
from tests.builders import a_consultation, a_person, a_resident, post
from tests.conftest import NOON
from tests.proposals.builders import a_draft, a_proposal, an_invitation, taken_in_at_the_counter

Browse = Callable[[Person | None], FlaskClient]

WHO_DOES_WHAT = {
    Writer.AUTHOR: "read_draft edit attach publish discard withdraw invite",
    Writer.CO_AUTHOR: "read_draft edit attach leave",
    Writer.ENTERED: "edit attach withdraw",
}


@pytest.mark.parametrize("writer", Writer)
@pytest.mark.parametrize("deed", Deed)
def test_who_does_what(writer: Writer, deed: Deed) -> None:
    assert (deed in DEEDS[writer]) == (deed in WHO_DOES_WHAT[writer].split())


def named(person: Person, name: str) -> Person:
    person.public_name, person.public_name_key = name, name_key(name)
    return person


def test_the_rules_follow_the_table(session: Session) -> None:
    consultation, alice, bob, eve = a_consultation(session), a_resident(session), a_resident(session), a_resident(session)
    office = a_person(session, role=Role.OFFICE)
    draft = a_draft(session, consultation, alice)
    an_invitation(session, consultation, draft, bob)
    for person, sees, edits in ((alice, True, True), (bob, False, False), (eve, False, False), (office, False, False)):
        assert bool(rules.may_see_proposal(person, draft, consultation)) == sees
        assert bool(rules.may_edit(person, draft, consultation, NOON)) == edits
    accept_invitation(session, bob, draft, consultation, "/", NOON)
    assert rules.may_edit(bob, draft, consultation, NOON)
    for verdict in (
        rules.may_publish(bob, draft, consultation, NOON),
        rules.may_discard(bob, draft),
        rules.may_invite(bob, draft, consultation, NOON),
        rules.may_leave(alice, draft, consultation),
    ):
        assert not verdict
    taken = taken_in_at_the_counter(session, consultation, office)
    assert rules.may_edit(office, taken, consultation, taken.published_at)
    assert rules.may_withdraw(office, taken, consultation)
    assert not rules.may_withdraw(eve, taken, consultation)


def test_from_the_invitation_to_both_names_on_the_page(session: Session, browse: Browse) -> None:
    consultation, alice, bob = a_consultation(session), named(a_resident(session), "Ada L"), named(a_resident(session), "Bob K")
    draft = a_draft(session, consultation, alice, "Eine Rampe")
    session.commit()
    mine, his, url = browse(alice), browse(bob), f"/beteiligungen/{consultation.slug}/vorschlaege/{draft.id}"
    assert his.get(url + "/vorschau").status_code == 404
    assert post(mine, url + "/mitschreiben", {"who": "bob k"}).status_code == 303
    session.expire_all()
    notice = session.scalars(select(Notice).where(Notice.person_id == bob.id)).one()
    assert notice.url == url + "/einladung"
    assert "Einladungen zum Mitschreiben" in his.get("/konto/beitraege").text or "Eine Rampe" in his.get("/konto").text
    assert "Eine Rampe" in his.get(url + "/einladung").text
    assert post(his, url + "/einladung/annehmen").status_code == 303
    assert post(his, url + "/einladung/annehmen").status_code == 303
    assert his.get(url + "/bearbeiten").status_code == 200
    assert post(his, url + "/veroeffentlichen").status_code == 403
    post(mine, url + "/veroeffentlichen")
    page = browse(None).get(url).text
    assert "von Ada L und Bob K" in page
    assert "von Ada L und einer weiteren Person" in browse(None).get(url.rsplit("/", 1)[0]).text
    assert post(his, url + "/mitschreiben/beenden").status_code == 303
    assert "Bob K" not in browse(None).get(url).text


def test_an_address_gives_nothing_away(session: Session, browse: Browse) -> None:
    consultation, alice, bob = a_consultation(session), a_resident(session), named(a_resident(session), "Bob K")
    draft = a_draft(session, consultation, alice)
    session.commit()
    mine, url = browse(alice), f"/beteiligungen/{consultation.slug}/vorschlaege/{draft.id}/mitschreiben"
    known = post(mine, url, {"who": bob.email}, follow_redirects=True).text
    unknown = post(mine, url, {"who": "niemand@town.example"}, follow_redirects=True).text
    assert "Bob K" not in known + unknown
    for text in (known, unknown):
        assert "wenn es dazu hier ein Konto gibt" in text
    assert [row.called for row in invitations_of(session, draft.id)] == [bob.email, "niemand@town.example"]
    named_nobody = post(mine, url, {"who": "Niemand"})
    assert named_nobody.status_code == 422
    assert 'value="Niemand"' in named_nobody.text


def test_asked_twice_is_one_invitation_and_no_means_no(session: Session) -> None:
    consultation, alice, bob = a_consultation(session), a_resident(session), named(a_resident(session), "Bob K")
    draft = a_draft(session, consultation, alice)
    for _ in range(2):
        invite(session, alice, draft, consultation, "Bob K", "/", NOON)
    assert len(invitations_of(session, draft.id)) == 1
    decline_invitation(session, bob, draft, consultation, NOON)
    with pytest.raises(Invalid, match="möchte hier nicht"):
        invite(session, alice, draft, consultation, "Bob K", "/", NOON)
    invite(session, alice, draft, consultation, bob.email or "", "/", NOON)
    assert session.scalars(select(CoAuthor.state).where(CoAuthor.person_id == bob.id)).all() == [Invitation.DECLINED]


def test_the_city_and_residents_do_not_write_together(session: Session) -> None:
    consultation, alice, office = a_consultation(session), a_resident(session), named(a_person(session, role=Role.OFFICE), "Sabine Krüger")
    draft = a_draft(session, consultation, alice)
    with pytest.raises(Invalid, match="keinen Vorschlag zusammen"):
        invite(session, alice, draft, consultation, "Sabine Krüger", "/", NOON)
    assert not draft.official
    assert a_draft(session, consultation, office).official


def test_who_writes_too_no_longer_supports(session: Session) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    proposal = a_proposal(session, consultation, alice, at=NOON, supporters=2)
    backer = session.scalars(select(Person).order_by(Person.id.desc())).first()
    assert backer is not None
    invite(session, alice, proposal, consultation, backer.email or "", "/", NOON)
    accept_invitation(session, backer, proposal, consultation, "/", NOON)
    assert proposal.support_count == 1
    assert not rules.may_support(backer, proposal, consultation, NOON)


def test_after_the_window_nobody_joins_and_anybody_may_leave(session: Session) -> None:
    consultation, alice, bob, eve = a_consultation(session), a_resident(session), a_resident(session), a_resident(session)
    proposal = a_proposal(session, consultation, alice, at=NOON)
    for person in (bob, eve):
        invite(session, alice, proposal, consultation, person.email or "", "/", NOON)
    accept_invitation(session, bob, proposal, consultation, "/", NOON)
    late = NOON + timedelta(minutes=60)
    with pytest.raises(Refused):
        accept_invitation(session, eve, proposal, consultation, "/", late)
    with pytest.raises(Refused):
        take_off(session, alice, proposal, consultation, invitations_of(session, proposal.id)[0].id, "/", late)
    leave(session, bob, proposal, consultation, "/", late)
    assert proposal.writer_ids == {alice.id}


def test_a_drafts_author_leaves_it_to_who_writes_with_them(session: Session, app: Flask) -> None:
    consultation, alice, bob = a_consultation(session), a_resident(session), a_resident(session)
    joint, own = a_draft(session, consultation, alice), a_draft(session, consultation, alice)
    an_invitation(session, consultation, joint, bob)
    accept_invitation(session, bob, joint, consultation, "/", NOON)
    delete_account(session, alice, app.extensions["settings"], NOON)
    session.expire_all()
    assert session.get_one(Proposal, joint.id).author_id == bob.id
    assert session.get(Proposal, own.id) is None


def test_unanswered_invitations_go_after_a_month(session: Session) -> None:
    consultation, alice = a_consultation(session), a_resident(session)
    draft = a_draft(session, consultation, alice)
    invite(session, alice, draft, consultation, "niemand@town.example", "/", NOON)
    assert sweep_invitations(session, NOON + timedelta(days=29)) == 0
    assert sweep_invitations(session, NOON + timedelta(days=31)) == 1
