"""Notices, decisions, statements of reasons, appeals: what each does, and what it refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.accounts.actions import unblock_due
from participation.amendments.models import Amendment
from participation.discussions.actions import delete_contribution
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Conflict, Invalid, NotFound, Refused
from participation.kit.mail import OutboxMail
from participation.moderation import queries
from participation.moderation.actions import forget_addresses
from participation.moderation.bulk_actions import decide_many
from participation.moderation.deciding_actions import Ruling, appeal, decide_appeal
from participation.moderation.models import Case, CaseNotice, Measure, Reason, State
from participation.proposals.models import Proposal, ProposalStage, ProposalVersion
from tests.builders import a_person, an_administrator
from tests.moderation.builders import desk, report, rule
from tests.moderation.conftest import UGLY, Scene
from tests.proposals.builders import a_proposal


def _mails(session: Session) -> list[OutboxMail]:
    return list(session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def _cases(session: Session) -> list[Case]:
    return list(session.scalars(select(Case).order_by(Case.id).execution_options(populate_existing=True)))


def test_a_person_reports_a_thing_once_and_all_notices_make_one_case(session: Session, scene: Scene) -> None:
    bob = a_person(session)
    scene.reported(person=bob)
    with pytest.raises(Conflict, match="schon gemeldet"):
        scene.reported(person=bob)
    scene.reported()
    report(session, None, scene.consultation, "contribution", scene.text.id)
    report(session, None, scene.consultation, "contribution", scene.text.id)
    (case,) = _cases(session)
    assert (case.state, case.notice_count, scene.text.hidden_at) == (State.OPEN, 4, None)


def test_something_else_must_be_said_and_nothing_too_long(session: Session, scene: Scene) -> None:
    who = a_person(session), scene.consultation, "contribution", scene.text.id
    for reason, words, match in ((Reason.OTHER, " \u200b", "was nicht in Ordnung"), (Reason.INSULT, "x" * 1001, "zu lang")):
        with pytest.raises(Invalid, match=match):
            report(session, *who, reason, words)
    with pytest.raises(NotFound):
        report(session, a_person(session), scene.consultation, "contribution", 999_999)


def test_whoever_reports_gets_a_receipt_and_the_result(session: Session, scene: Scene) -> None:
    bob = a_person(session)
    scene.reported(person=bob)
    report(session, None, scene.consultation, "contribution", scene.text.id, name="Rita", email="Rita@Example.org")
    with pytest.raises(Invalid, match="E-Mail-Adresse"):
        report(session, None, scene.consultation, "contribution", scene.text.id, email="keine Adresse")
    assert [mail.recipient for mail in _mails(session)] == [bob.email, "rita@example.org"]
    scene.ruled(Measure.KEEP, "")
    results = _mails(session)[2:]
    assert [mail.recipient for mail in results] == [bob.email, "rita@example.org"]
    assert "/moderation/begruendung/" in results[0].text
    assert "/moderation/begruendung/" not in results[1].text, "without an account there is no page"


def test_addresses_of_strangers_are_forgotten(session: Session, scene: Scene) -> None:
    report(session, None, scene.consultation, "contribution", scene.text.id, name="Rita")
    assert forget_addresses(session, clock.now()) == 0
    assert forget_addresses(session, clock.now() + timedelta(days=184)) == 1
    assert session.scalars(select(CaseNotice.name)).one() == ""


def test_the_author_gets_the_statement_of_reasons_at_once(session: Session, scene: Scene) -> None:
    case = scene.ruled(Measure.HIDE, "Das geht zu weit.", clause="Achten Sie andere Menschen")
    (mail,) = _mails(session)
    for words in ("Ausgeblendet", "Achten Sie andere Menschen", "Das geht zu weit.", "Ein Mensch hat das entschieden", "Widerspruch", "Rechtsweg"):
        assert words in mail.text
    assert mail.recipient == scene.author.email
    assert f"https://stadt.example/moderation/begruendung/{case.id}" in mail.text
    assert scene.text.hidden_reason == "Das geht zu weit."


def test_restrictions_need_reasons_and_keeping_does_not(session: Session, scene: Scene) -> None:
    for measure in (Measure.HIDE, Measure.CUT, Measure.WARN):
        with pytest.raises(Invalid, match="begründen"):
            scene.ruled(measure, " ", passages="Dummköpfe")
    with pytest.raises(Invalid, match="gibt es hier nicht"):
        scene.ruled(Measure.REMOVED, "weg")
    scene.reported()
    assert scene.ruled(Measure.KEEP, "").state == State.DECIDED


def test_hiding_twice_is_refused_and_keeping_shows_again(session: Session, scene: Scene) -> None:
    scene.reported()
    scene.ruled(Measure.HIDE)
    with pytest.raises(Conflict):
        scene.ruled(Measure.HIDE)
    scene.ruled(Measure.KEEP, "Doch in Ordnung.")
    session.refresh(scene.text)
    assert (scene.text.hidden_at, scene.text.hidden_reason) == (None, "")
    assert [(case.state, case.measure) for case in _cases(session)] == [(State.FINAL, Measure.HIDE), (State.DECIDED, Measure.KEEP)]
    acts = list(session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("%contribution.%")).order_by(AuditEntry.id)))
    assert acts[-2:] == ["contribution.hidden", "contribution.restored"]
    assert "wieder zu lesen" in _mails(session)[-1].subject


def test_a_text_that_its_author_deletes_needs_no_decision(session: Session, scene: Scene) -> None:
    scene.reported()
    delete_contribution(session, scene.author, scene.consultation, scene.text, clock.now())
    (case,) = _cases(session)
    assert (case.state, case.measure) == (State.FINAL, Measure.REMOVED)
    with pytest.raises(Refused, match="gelöscht"):
        scene.ruled(Measure.KEEP)
    assert queries.log_lines(session) == []


def test_a_second_person_decides_the_appeal_and_the_database_keeps_it(session: Session, scene: Scene) -> None:
    case = scene.ruled(Measure.HIDE)
    with pytest.raises(Invalid, match="warum"):
        appeal(session, scene.author, case, " ", clock.now())
    appeal(session, scene.author, case, "Das war keine Beleidigung.", clock.now())
    assert case.state == State.APPEALED
    with pytest.raises(Refused, match="zweite Person"):
        decide_appeal(session, scene.moderator, desk(scene.consultation), case, upheld=True, reason="Doch.", now=clock.now())
    with pytest.raises(Refused, match="schon Widerspruch"):
        appeal(session, scene.author, case, "Noch einmal.", clock.now())
    decide_appeal(session, scene.administrator, desk(scene.consultation), case, upheld=False, reason="Das ist erlaubt.", now=clock.now())
    session.refresh(scene.text)
    assert scene.text.hidden_at is None
    assert (case.state, case.upheld) == (State.FINAL, False)
    assert "aufgehoben" in _mails(session)[-1].text
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(update(Case).values(appeal_decided_by_id=case.decided_by_id))


def test_who_reported_appeals_against_keeping_and_the_author_can_appeal_then(session: Session, scene: Scene) -> None:
    bob = a_person(session)
    scene.reported(person=bob)
    case = scene.ruled(Measure.KEEP, "")
    with pytest.raises(NotFound):
        appeal(session, scene.author, case, "Danke.", clock.now())
    appeal(session, bob, case, "Das ist eine Beleidigung.", clock.now())
    decide_appeal(session, scene.administrator, desk(scene.consultation), case, upheld=False, reason="Das stimmt.", now=clock.now())
    session.refresh(scene.text)
    assert scene.text.hidden_at is not None
    second = _cases(session)[-1]
    assert (second.measure, second.decided_by_id, second.facts) == (Measure.HIDE, scene.administrator.id, "Das stimmt.")
    appeal(session, scene.author, second, "Nein.", clock.now())
    assert second.state == State.APPEALED


def test_an_appeal_waits_while_another_case_of_the_thing_is_open(session: Session, scene: Scene) -> None:
    bob = a_person(session)
    scene.reported(person=bob)
    case = scene.ruled(Measure.KEEP, "")
    scene.reported()
    with pytest.raises(Refused, match="noch einmal"):
        appeal(session, bob, case, "Doch.", clock.now())


def test_personal_data_goes_out_of_the_text_its_versions_and_copies(session: Session, scene: Scene) -> None:
    secret = "0171 2345678"
    proposal = a_proposal(session, scene.consultation, a_person(session), "Eine Rampe", at=clock.now())
    proposal.body = f"Rufen Sie an: {secret}. Wirklich: {secret}"
    session.add(ProposalVersion(proposal_id=proposal.id, number=1, title="Alt", body=f"Früher {secret}", replaced_at=clock.now()))
    own = {
        "title": "Neu",
        "body": f"Mit {secret}",
        "reason": "Weil",
        "reason_html": "",
        "base_number": 1,
        "base_title": "Eine Rampe",
        "base_body": secret,
    }
    session.add(Amendment(consultation_id=scene.consultation.id, proposal_id=proposal.id, created_at=clock.now(), **own))
    session.flush()
    with pytest.raises(Invalid, match="Keine dieser Stellen"):
        rule(session, scene.moderator, scene.consultation, "proposal", proposal.id, Measure.CUT, "Nummer", passages="0171 9999999")
    with pytest.raises(Invalid, match="drei Zeichen"):
        rule(session, scene.moderator, scene.consultation, "proposal", proposal.id, Measure.CUT, "Nummer", passages="0")
    rule(session, scene.moderator, scene.consultation, "proposal", proposal.id, Measure.CUT, "Nummer", passages=secret)
    session.flush()
    session.expire_all()
    kept = [
        proposal.body,
        proposal.body_html,
        *session.scalars(select(ProposalVersion.body)),
        *session.scalars(select(Amendment.body + Amendment.base_body)),
    ]
    assert not any(secret in text for text in kept)
    assert proposal.body == "Rufen Sie an: […]. Wirklich: […]"
    assert not any(secret in text for text in session.scalars(select(AuditEntry.data)))


def test_a_hidden_proposal_leaves_lists_and_comes_back_as_it_was(session: Session, scene: Scene) -> None:
    author = a_person(session)
    proposal = a_proposal(session, scene.consultation, author, "Eine Rampe", at=clock.now())
    rule(session, scene.moderator, scene.consultation, "proposal", proposal.id, Measure.HIDE, "Beleidigung")
    assert (proposal.stage, proposal.is_hidden) == (ProposalStage.DRAFT, True)
    rule(session, scene.moderator, scene.consultation, "proposal", proposal.id, Measure.KEEP)
    session.expire_all()
    found = session.scalars(select(Proposal).where(Proposal.id == proposal.id)).one()
    assert (found.stage, found.hidden_reason, found.is_hidden) == (ProposalStage.PUBLISHED, "", False)


def test_a_name_is_replaced_by_the_administration_only(session: Session, scene: Scene) -> None:
    someone = a_person(session, "Alle Räte sind blöd")
    report(session, None, None, "person", someone.id)
    with pytest.raises(Refused):
        rule(session, scene.moderator, None, "person", someone.id, Measure.CUT, "Beleidigung")
    with pytest.raises(Invalid, match="gibt es hier nicht"):
        rule(session, scene.administrator, None, "person", someone.id, Measure.HIDE, "Beleidigung")
    rule(session, scene.administrator, None, "person", someone.id, Measure.CUT, "Beleidigung")
    assert someone.public_name.startswith("Teilnehmende Person ")


def test_an_account_is_blocked_with_a_reason_and_an_end(session: Session, scene: Scene) -> None:
    until = clock.now() + timedelta(days=14)
    with pytest.raises(Refused):
        scene.ruled(Measure.HIDE, block=True, until=until)
    with pytest.raises(Invalid, match="zusammen"):
        scene.ruled(Measure.KEEP, block=True, by=scene.administrator)
    case = scene.ruled(Measure.HIDE, "Zum dritten Mal.", by=scene.administrator, block=True, until=until)
    assert (scene.author.blocked_reason, scene.author.blocked_until) == ("Zum dritten Mal.", until)
    assert "gesperrt" in _mails(session)[-1].text
    appeal(session, scene.author, case, "Das war nicht ich.", clock.now())
    decide_appeal(session, an_administrator(session), desk(scene.consultation), case, upheld=False, reason="Stimmt.", now=clock.now())
    assert not scene.author.is_blocked


def test_a_block_ends_by_itself(session: Session, scene: Scene) -> None:
    until = clock.now() + timedelta(days=14)
    scene.ruled(Measure.HIDE, by=scene.administrator, block=True, until=until)
    session.flush()
    assert unblock_due(session, until - timedelta(seconds=1)) == 0
    assert unblock_due(session, until) == 1
    assert (scene.author.is_blocked, scene.author.blocked_reason) == (False, "")


def test_many_are_decided_each_by_itself(session: Session, scene: Scene) -> None:
    others = [scene.another() for _ in range(3)]
    rule(session, scene.administrator, scene.consultation, "contribution", others[0].id, Measure.HIDE, "Schon vorher.")
    place = desk(scene.consultation)
    chosen = [(place, "contribution", other.id) for other in others]
    outcome = decide_many(session, scene.moderator, chosen, Ruling(Measure.HIDE, facts="Werbung"), clock.now())
    assert (outcome.decided, [number for _kind, number, _why in outcome.left]) == (2, [others[0].id])
    with pytest.raises(Invalid, match="gibt es hier nicht"):
        decide_many(session, scene.moderator, chosen, Ruling(Measure.CUT, facts="x", passages="Dumm"), clock.now())


def test_the_log_tells_no_names_and_no_texts(session: Session, scene: Scene) -> None:
    case = scene.ruled(Measure.HIDE, "Herr Klotz ist grob.", clause="Keine Werbung")
    (line,) = queries.log_lines(session)
    assert (line.month, line.kind, line.clause, line.measure, line.upheld, line.number) == (
        "2026-10",
        "contribution",
        "Keine Werbung",
        "hide",
        None,
        1,
    )
    assert not any(word in str(line) for word in ("Klotz", UGLY, "Moderation"))
    appeal(session, scene.author, case, "Nein.", clock.now())
    session.flush()
    assert queries.log_lines(session)[0].appealed
