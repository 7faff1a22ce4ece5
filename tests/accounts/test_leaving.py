"""Leaving: what was written stays without a name, or goes; what others wrote and what was counted stays right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Notice, NoticeKind, Person
from participation.accounts.notices import tell
from participation.amendments.models import Amendment, State
from participation.discussions.models import Contribution
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.language import lazy
from participation.kit.mail import NullTransport, OutboxMail, drain
from participation.kit.search import SearchEntry
from participation.moderation.models import CaseNotice, Reason
from participation.opinions.actions import Decision
from participation.opinions.models import Statement
from participation.proposals.author_actions import accept_invitation
from participation.proposals.models import Proposal, ProposalBoard, ProposalStage, ProposalVersion, Status, Support
from participation.proposals.writing_models import Attachment
from tests.accounts.builders import PASSWORD, a_person_with_password, link_to, mails_to
from tests.amendments.builders import accepted_by, an_amendment
from tests.builders import a_consultation, a_person, a_resident, post
from tests.conftest import NOON, settings_for
from tests.discussions.builders import a_contribution, a_topic, discussion_of, subject_of
from tests.moderation.builders import report_contribution
from tests.opinions.builders import a_map, a_statement
from tests.proposals.builders import DURING_COLLECT, a_draft, a_picture, a_proposal, an_invitation

Browse = Callable[[Person | None], FlaskClient]
SECRET = "Kanarienvogel im großen Saal, der sehr gern singt und nie schläft."


def leave(session: Session, person: Person, path: Path, *, remove: bool) -> None:
    delete_account(session, person, settings_for("sqlite://", path), NOON, remove_texts=remove)
    session.commit()
    session.expire_all()


def test_the_choice_is_asked_and_the_texts_stay_unless_one_says_otherwise(browse: Browse, session: Session) -> None:
    here = a_consultation(session)
    alice, bob = a_person_with_password(session, "Alice", verified=True), a_person_with_password(session, "Bob", verified=True)
    topic = a_topic(session, here)
    kept, gone = (a_contribution(session, here, subject_of(topic), SECRET, by=person) for person in (alice, bob))
    page = browse(alice).get("/konto/loeschen").text
    assert "Was soll mit Ihren Texten geschehen?" in page
    assert 'value="keep" checked' in page
    assert post(browse(alice), "/konto/loeschen", {"password": PASSWORD}).location == "/"
    assert post(browse(bob), "/konto/loeschen", {"password": PASSWORD, "texts": "remove"}).location == "/"
    session.expire_all()
    assert (kept.body, gone.body) == (SECRET, "")
    assert session.scalars(select(AuditEntry.data).where(AuditEntry.action == "account.deleted").order_by(AuditEntry.id)).all() == [
        '{"texts":"kept"}',
        '{"texts":"removed"}',
    ]


def test_who_leaves_by_a_link_chooses_too(browse: Browse, client: FlaskClient, session: Session) -> None:
    here, alice = a_consultation(session), a_resident(session, "Alice")
    written = a_contribution(session, here, subject_of(a_topic(session, here)), SECRET, by=alice)
    post(browse(alice), "/konto/loeschen/link")
    link = link_to(session, alice.email or "")
    assert "Was soll mit Ihren Texten geschehen?" in client.get(link).text
    assert post(client, link, {"texts": "remove"}).status_code == 303
    session.expire_all()
    assert written.body == ""


def test_a_contribution_leaves_its_place_and_the_answers_to_it(session: Session, tmp_path: Path) -> None:
    here, alice, bob = a_consultation(session), a_resident(session, "Alice"), a_resident(session, "Bob")
    subject = subject_of(a_topic(session, here))
    first = a_contribution(session, here, subject, SECRET, by=alice)
    answer = a_contribution(session, here, subject, "Eine Antwort, die bleibt.", by=bob, to=first)
    bobs = a_contribution(session, here, subject, "Noch etwas anderes dazu.", by=bob)
    report_contribution(session, alice, here, bobs, Reason.OTHER, SECRET, clock.now())
    session.commit()
    assert discussion_of(session, subject).contribution_count == 3
    leave(session, alice, tmp_path, remove=True)
    assert (first.body, first.body_html, first.deleted_at) == ("", "", NOON)
    assert answer.body == "Eine Antwort, die bleibt."
    assert discussion_of(session, subject).contribution_count == 2
    assert session.scalars(select(CaseNotice.text)).all() == [""]


def test_what_was_written_for_the_city_stays(session: Session, tmp_path: Path) -> None:
    here = a_consultation(session)
    clerk = a_person(session, "Clara Plan", role="office")
    clerk.position = "Bauamt"
    said = a_contribution(session, here, subject_of(a_topic(session, here)), SECRET, by=clerk)
    leave(session, clerk, tmp_path, remove=True)
    assert session.get_one(Contribution, said.id).body == SECRET


def test_a_proposal_is_withdrawn_and_emptied_and_its_supports_and_answers_stay(session: Session, tmp_path: Path, client: FlaskClient) -> None:
    here, alice = a_consultation(session), a_resident(session, "Alice")
    proposal = a_proposal(session, here, alice, "Ein Vogelhaus", SECRET, supporters=2, status=Status.ACCEPTED)
    draft = a_draft(session, here, alice, "Entwurf", SECRET)
    proposal.published_at = clock.now()  # may be edited still
    a_picture(session, here, proposal, alice, tmp_path, at=clock.now())
    session.add(ProposalVersion(proposal_id=proposal.id, number=1, title="Früher", body=SECRET, replaced_at=NOON, replaced_by=alice.id))
    session.commit()
    draft_id, board = draft.id, session.get_one(ProposalBoard, here.id).published
    leave(session, alice, tmp_path, remove=True)
    assert (proposal.title, proposal.body, proposal.body_html, proposal.teaser) == ("Text entfernt", "", "", "")
    assert (proposal.stage, proposal.status, proposal.support_count) == (ProposalStage.WITHDRAWN, Status.ACCEPTED, 2)
    assert session.scalar(select(func.count()).select_from(Support)) == 2
    assert session.get_one(ProposalBoard, here.id).published == board - 1
    assert session.scalars(select(ProposalVersion.body)).all() == [""]
    assert session.scalars(select(Attachment.proposal_id)).all() == [None], "the sweep deletes the file"
    assert session.get(Proposal, draft_id) is None
    assert session.scalar(select(func.count()).select_from(SearchEntry).where(SearchEntry.kind == "proposal")) == 0
    page = client.get(f"/beteiligungen/{here.slug}/vorschlaege/{proposal.id}").text
    assert "Kanarienvogel" not in page
    assert "ihre Texte entfernt" in page
    assert "So ist es." in page


def test_what_was_written_together_passes_to_the_others(session: Session, tmp_path: Path) -> None:
    here, alice, bob = a_consultation(session), a_resident(session, "Alice"), a_resident(session, "Bob")
    proposal = a_proposal(session, here, alice, "Zu zweit", SECRET)
    an_invitation(session, here, proposal, bob)
    accept_invitation(session, bob, proposal, here, "/", DURING_COLLECT)
    leave(session, alice, tmp_path, remove=True)
    assert (proposal.author_id, proposal.co_author_ids, proposal.body, proposal.stage) == (bob.id, None, SECRET, ProposalStage.PUBLISHED)


def test_suggested_changes_go_but_for_those_that_were_accepted(session: Session, tmp_path: Path) -> None:
    here, alice, bob = a_consultation(session), a_resident(session, "Alice"), a_resident(session, "Bob")
    bobs, own = a_proposal(session, here, bob), a_proposal(session, here, alice, "Ein Vogelhaus", SECRET)
    accepted = an_amendment(session, here, bobs, alice)
    accepted_by(session, here, bobs, accepted, bob)
    waiting = an_amendment(session, here, bobs, alice)
    by_bob = an_amendment(session, here, own, bob)
    leave(session, alice, tmp_path, remove=True)
    assert (accepted.state, bool(accepted.body)) == (State.ACCEPTED, True)
    assert (waiting.state, waiting.body, waiting.reason_html) == (State.WITHDRAWN, "", "")
    assert (by_bob.base_body, bool(by_bob.body)) == ("", True)
    assert session.scalar(select(func.count()).select_from(Amendment)) == 3


def test_statements_go_as_long_as_nobody_could_answer_them(session: Session, tmp_path: Path) -> None:
    here, alice = a_consultation(session), a_resident(session, "Alice")
    opinion_map = a_map(session, here)
    shown = a_statement(session, here, opinion_map, alice, "Der Saal braucht mehr Licht.", decision=Decision.ACCEPT)
    a_statement(session, here, opinion_map, alice, "Der Saal braucht einen Vogel.")
    leave(session, alice, tmp_path, remove=True)
    assert session.scalars(select(Statement.id).where(Statement.author_id == alice.id)).all() == [shown.id]


def test_neither_mail_nor_notices_to_others_keep_address_or_name(session: Session, tmp_path: Path) -> None:
    alice, bob = a_person(session, "Äpfelchen_100%"), a_person(session, "Bob")
    address = alice.email or ""
    for title in (lazy("%(name)s lädt Sie ein, einen Vorschlag mitzuschreiben: %(title)s", name=alice.public_name, title="Äpfelchen_100%"),):
        tell(session, [bob.id], kind=NoticeKind.PROPOSAL, title=title, url="/", now=NOON)
    session.add(OutboxMail(key="early", recipient=address, subject="Alt", text="", created_at=NOON, send_after=NOON, sent_at=NOON))
    session.commit()
    leave(session, alice, tmp_path, remove=False)
    assert session.scalars(select(Notice.words)).one() == {"name": "Ehemalige:r Teilnehmende:r", "title": "Äpfelchen_100%"}
    assert [mail.key[:10] for mail in mails_to(session, address)] == ["last-word:"]
    drain(lambda: Session(session.connection(), join_transaction_mode="create_savepoint"), NullTransport(), NOON, sender="x@localhost")
    assert mails_to(session, address) == []


@pytest.mark.parametrize("remove", [True, False])
def test_somebody_who_wrote_nothing_leaves_too(session: Session, tmp_path: Path, remove: bool) -> None:
    alice = a_person(session, "Alice")
    leave(session, alice, tmp_path, remove=remove)
    assert alice.deleted_at == NOON
