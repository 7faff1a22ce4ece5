"""The look at crowds on real rows: what is kept and forgotten, what stands out, and that nothing is ever taken away unasked."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.accounts.models import Notice, Person
from participation.accounts.network_actions import WEEK, note_network, sweep_networks, week_of
from participation.accounts.network_models import Done, NetworkKey, NetworkTrace
from participation.consultations.models import Consultation
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Conflict, Invalid, NotFound, Refused
from participation.kit.mail import OutboxMail
from participation.moderation.crowd_actions import ask, confirm, discount, leave, sweep_crowds
from participation.moderation.crowd_models import CrowdCheck, CrowdFinding, CrowdMember, CrowdSign, FindingState
from participation.moderation.crowd_rules import ASKED_FOR, may_ask, may_discount
from participation.moderation.deciding_actions import Ruling, appeal, decide_appeal
from participation.moderation.models import Case, Measure, State
from participation.moderation.queries import log_lines
from participation.proposals.actions import Backing, support_proposal, take_back_support
from participation.proposals.doubts import Supports
from participation.proposals.models import Proposal, Support
from participation.votes.crowd import Voters
from tests.builders import a_consultation, a_person, a_resident, an_administrator, post
from tests.moderation.builders import desk, rule
from tests.moderation.crowd_builders import CROWDS, SEALS, a_crowd, a_farm, a_town, back, look, subject_of
from tests.proposals.builders import DURING_COLLECT, a_proposal
from tests.votes.builders import a_voting_consultation, an_open_vote, cast, tallied

ASKED_AT = DURING_COLLECT + timedelta(days=3)
AFTER = ASKED_AT + ASKED_FOR
RULING = Ruling(Measure.HIDE, "", "Vierzehn neue Konten aus einem Netz, niemand hat geantwortet.")


@pytest.fixture
def here(session: Session) -> Consultation:
    """Where it happens."""
    return a_consultation(session)


@pytest.fixture
def crowd(session: Session, here: Consultation) -> tuple[Proposal, CrowdFinding]:
    """A farm of accounts, found."""
    return a_crowd(session, here)


def _asked(session: Session, here: Consultation, crowd: tuple[Proposal, CrowdFinding]) -> Person:
    moderator = a_person(session, moderates=here)
    ask(session, moderator, here, subject_of(session, here, crowd[0]), crowd[1], CROWDS[0], "Bitte bestätigen Sie.", ASKED_AT)
    return moderator


def _discount(session: Session, here: Consultation, crowd: tuple[Proposal, CrowdFinding], by: Person, at=AFTER) -> int:  # type: ignore[no-untyped-def]
    return discount(session, by, desk(here), subject_of(session, here, crowd[0]), crowd[1], CROWDS[0], RULING, at)


def test_a_farm_of_accounts_stands_out_and_a_town_does_not(session: Session, here: Consultation) -> None:
    proposal, other = a_proposal(session, here), a_town(session, here)
    a_farm(session, here, proposal)
    assert look(session, here) == 1
    finding = session.query(CrowdFinding).one()
    assert (finding.subject_id, finding.sign, finding.people, finding.state) == (proposal.id, CrowdSign.NETWORK, 14, FindingState.OPEN)
    assert finding.usual < 5
    assert finding.chance < 1e-6
    checks = {row.subject_id: (row.people, row.networked) for row in session.query(CrowdCheck)}
    assert checks == {proposal.id: (14, 14), other.id: (40, 40)}
    assert proposal.support_count == 14


def test_looking_again_finds_nothing_new_and_adds_who_came(session: Session, here: Consultation, crowd: tuple[Proposal, CrowdFinding]) -> None:
    back(session, here, crowd[0], "198.51.100.99", ASKED_AT)
    assert look(session, here, ASKED_AT) == 0
    session.refresh(crowd[1])
    assert crowd[1].people == session.query(CrowdMember).count() == 15


def test_nine_people_are_never_told_of(session: Session, here: Consultation) -> None:
    proposal = a_proposal(session, here)
    a_town(session, here, 60)
    a_farm(session, here, proposal, 9)
    assert look(session, here) == 0
    wrong = CrowdFinding(
        consultation_id=here.id, kind="proposal", subject_id=1, sign="burst", mark="x", people=9, usual=1, chance=0, found_at=ASKED_AT
    )
    session.add(wrong)
    with pytest.raises(IntegrityError, match=r"never_points_at_few|CHECK"):
        session.flush()


def test_old_accounts_of_one_network_are_no_sign(session: Session, here: Consultation) -> None:
    """A village behind one network whose people have been here for long."""
    proposal = a_proposal(session, here)
    a_town(session, here)
    for person in a_farm(session, here, proposal):
        person.created_at = DURING_COLLECT - timedelta(days=90)
    session.flush()
    assert look(session, here) == 0


def test_supports_within_an_hour_are_a_burst(session: Session, here: Consultation) -> None:
    proposal = a_proposal(session, here)
    for day in range(5):
        back(session, here, proposal, f"10.0.{day}.1", DURING_COLLECT + timedelta(days=day))
    for minute in range(30):
        back(session, here, proposal, f"10.1.{minute}.1", DURING_COLLECT + timedelta(days=6, minutes=minute))
    look(session, here, DURING_COLLECT + timedelta(days=7))
    finding = session.query(CrowdFinding).filter_by(sign="burst").one()
    assert finding.people == 30
    assert finding.begins_at == DURING_COLLECT + timedelta(days=6)


def test_accounts_made_together_with_the_same_supports_stand_out(session: Session, here: Consultation) -> None:
    proposals = [a_proposal(session, here, title=f"Nummer {number}") for number in range(9)]
    for number in range(60):
        for proposal in (proposals[number % 9], proposals[(number * 4 + 1) % 9]):
            back(session, here, proposal, "", DURING_COLLECT + timedelta(hours=2 * number), by=_old(session))
    for place in range(12):
        person = a_resident(session)
        person.created_at = DURING_COLLECT
        for number, proposal in enumerate(proposals[:4]):
            back(session, here, proposal, "", DURING_COLLECT + timedelta(hours=5 * place + number), by=person)
    look(session, here, DURING_COLLECT + timedelta(days=9))
    found = session.query(CrowdFinding).filter_by(sign="set").all()
    assert {(one.subject_id, one.people) for one in found} == {(proposal.id, 12) for proposal in proposals[:4]}


def _old(session: Session) -> Person:
    person = a_resident(session)
    person.created_at = DURING_COLLECT - timedelta(days=200)
    session.flush()
    return person


def test_no_address_is_kept_and_the_key_is_destroyed_within_a_week(session: Session) -> None:
    person = a_resident(session)
    begin = (week_of(DURING_COLLECT)) * WEEK
    first = DURING_COLLECT.fromtimestamp(begin, DURING_COLLECT.tzinfo)
    for act, address in ((Done.ACCOUNT, "203.0.113.77"), (Done.VERIFIED, "203.0.113.5"), (Done.SUPPORT, "2001:db8:12:3400::1")):
        note_network(session, SEALS, person.id, act, address, first, 0)
    note_network(session, SEALS, a_resident(session).id, Done.ACCOUNT, "no address", first)
    traces = {row.act: row.network for row in session.query(NetworkTrace)}
    assert traces["account"] == traces["verified"] != traces["support"]
    stored = (
        session.connection().exec_driver_sql("SELECT * FROM network_trace").all()
        + session.connection().exec_driver_sql("SELECT * FROM network_key").all()
    )
    assert not any("203.0" in repr(row) or "2001" in repr(row) for row in stored)
    key = session.query(NetworkKey).one()
    assert bytes(key.sealed or b"") != b""
    sweep_networks(session, first + timedelta(days=6, hours=23))
    session.refresh(key)
    assert key.sealed is not None
    sweep_networks(session, first + timedelta(days=7))
    session.refresh(key)
    assert key.sealed is None
    assert session.query(NetworkTrace).count() == 3
    note_network(session, SEALS, person.id, Done.SUPPORT, "203.0.113.77", first, 7)  # a late request of the old week finds no key
    assert session.query(NetworkTrace).count() == 3
    assert sweep_networks(session, first + timedelta(days=14)) == 3
    assert session.query(NetworkKey).count() == 0


def test_another_week_hashes_otherwise(session: Session) -> None:
    person = a_resident(session)
    note_network(session, SEALS, person.id, Done.ACCOUNT, "203.0.113.77", DURING_COLLECT)
    note_network(session, SEALS, person.id, Done.SUPPORT, "203.0.113.77", DURING_COLLECT + timedelta(days=7), 1)
    assert len({row.network for row in session.query(NetworkTrace)}) == 2


def test_casting_a_ballot_leaves_no_trace_of_a_network(session: Session) -> None:
    vote = an_open_vote(session, a_voting_consultation(session))
    cast(session, vote)
    assert session.query(NetworkTrace).count() == 0
    with pytest.raises(NotFound):
        Voters().doubted(session, vote.id, [1])


def test_a_vote_is_looked_at_by_days_and_networks_and_nobody_of_it_is_kept(session: Session) -> None:
    here = a_voting_consultation(session)
    vote = an_open_vote(session, here, replaceable=False)
    for number in range(60):
        person = a_resident(session)
        person.created_at = DURING_COLLECT - timedelta(days=20 + number)
        if number < 10:
            cast(session, vote, voter=person, at=DURING_COLLECT + timedelta(days=6))
    for _number in range(15):
        person = a_resident(session)
        person.created_at = DURING_COLLECT
        note_network(session, SEALS, person.id, Done.ACCOUNT, "198.51.100.7", DURING_COLLECT)
        cast(session, vote, voter=person, at=DURING_COLLECT + timedelta(days=6))
    session.flush()
    look(session, here, DURING_COLLECT + timedelta(days=7))
    found = session.query(CrowdFinding).filter_by(kind="vote").all()
    assert [(one.sign, one.people) for one in found] == [(CrowdSign.DAY, 15)]  # all with a known network are of one: nothing to compare with
    assert session.query(CrowdMember).count() == 0
    subject = Voters().subjects(session, here.id, [vote.id])[0]
    administrator = an_administrator(session)
    for verdict in (may_ask(administrator, here, subject, found[0], Voters()), may_discount(administrator, here, subject, found[0], Voters(), AFTER)):
        assert "nie zurückgenommen" in verdict.reason


def test_it_is_asked_before_anything_is_left_uncounted(session: Session, here: Consultation, crowd: tuple[Proposal, CrowdFinding]) -> None:
    moderator = a_person(session, moderates=here)
    with pytest.raises(Refused, match="zuerst"):
        _discount(session, here, crowd, moderator)
    _asked(session, here, crowd)
    assert session.query(Notice).filter(Notice.url == f"/unterstuetzung/{crowd[1].id}/bestaetigen").count() == 14
    with pytest.raises(Refused, match="bis"):
        _discount(session, here, crowd, moderator, AFTER - timedelta(seconds=1))
    assert crowd[0].support_count == 14


def test_what_was_confirmed_always_counts_and_the_rest_can_appeal(session: Session, here: Consultation, crowd: tuple[Proposal, CrowdFinding]) -> None:
    moderator = _asked(session, here, crowd)
    people = [session.get_one(Person, one) for one in session.scalars(select(CrowdMember.person_id).order_by(CrowdMember.person_id))]
    for person in people[:5]:
        confirm(session, person, crowd[1], ASKED_AT + timedelta(days=1))
    confirm(session, people[0], crowd[1], ASKED_AT + timedelta(days=1))
    assert crowd[1].confirmed == 5
    assert _discount(session, here, crowd, moderator) == 9
    assert crowd[0].support_count == 5
    assert session.query(Support).filter_by(proposal_id=crowd[0].id).count() == 14  # nobody's support was taken away
    assert session.query(CrowdMember).count() == 0
    cases = session.query(Case).filter_by(kind="support").order_by(Case.id).all()
    assert {case.author_id for case in cases} == {person.id for person in people[5:]}
    assert all(case.automated and case.state == State.DECIDED for case in cases)
    assert session.query(OutboxMail).filter(OutboxMail.subject == "Die Moderation hat über Ihre Unterstützung entschieden").count() == 9
    assert [(line.kind, line.measure, line.number) for line in log_lines(session)] == [("support", "hide", 9)]
    appeal(session, people[5], cases[0], "Ich bin echt, ich war im Urlaub.", AFTER)
    second = an_administrator(session)
    with pytest.raises(Refused, match="zweite Person"):
        decide_appeal(session, moderator, desk(here), cases[0], upheld=False, reason="Glaubhaft.", now=AFTER)
    decide_appeal(session, second, desk(here), cases[0], upheld=False, reason="Glaubhaft.", now=AFTER)
    assert crowd[0].support_count == 6


def test_an_uncounted_support_stays_uncounted_when_it_is_given_again(
    session: Session, here: Consultation, crowd: tuple[Proposal, CrowdFinding]
) -> None:
    moderator = _asked(session, here, crowd)
    person = session.get_one(Person, session.scalars(select(CrowdMember.person_id)).first())
    _discount(session, here, crowd, moderator)
    assert crowd[0].support_count == 0
    now = DURING_COLLECT + timedelta(days=20)
    assert take_back_support(session, person, crowd[0], here, now) == Backing(0, False)
    assert support_proposal(session, person, crowd[0], here, now) == Backing(0, True)
    assert support_proposal(session, a_resident(session), crowd[0], here, now) == Backing(1, True)


def test_nobody_is_named_in_the_log_for_confirming(session: Session, here: Consultation, crowd: tuple[Proposal, CrowdFinding]) -> None:
    _asked(session, here, crowd)
    person = session.get_one(Person, session.scalars(select(CrowdMember.person_id)).first())
    confirm(session, person, crowd[1], ASKED_AT)
    line = session.query(AuditEntry).filter_by(action="crowd.confirmed").one()
    assert (line.actor_id, line.data) == (None, "{}")


def test_who_was_not_asked_finds_no_question(session: Session, here: Consultation, crowd: tuple[Proposal, CrowdFinding]) -> None:
    member = session.get_one(Person, session.scalars(select(CrowdMember.person_id)).first())
    with pytest.raises(NotFound):
        confirm(session, member, crowd[1], ASKED_AT)  # nobody was asked yet
    _asked(session, here, crowd)
    with pytest.raises(NotFound):
        confirm(session, a_resident(session), crowd[1], ASKED_AT)


def test_leaving_it_needs_reasons_and_forgets_who_it_was(session: Session, here: Consultation, crowd: tuple[Proposal, CrowdFinding]) -> None:
    moderator, subject = a_person(session, moderates=here), subject_of(session, here, crowd[0])
    with pytest.raises(Invalid, match="öffentlich"):
        leave(session, moderator, here, subject, crowd[1], "  ", ASKED_AT)
    with pytest.raises(Refused):
        leave(session, a_person(session, moderates=a_consultation(session)), here, subject, crowd[1], "Nein.", ASKED_AT)
    leave(session, moderator, here, subject, crowd[1], "Die 8b der Realschule.", ASKED_AT)
    assert session.query(CrowdMember).count() == 0
    with pytest.raises(Refused, match="schon entschieden"):
        leave(session, moderator, here, subject, crowd[1], "Doch.", ASKED_AT)
    assert look(session, here, ASKED_AT) == 0


def test_nobody_decides_about_supports_of_the_own_proposal(session: Session, here: Consultation, crowd: tuple[Proposal, CrowdFinding]) -> None:
    moderator = a_person(session, moderates=here)
    crowd[0].author_id = moderator.id
    session.flush()
    with pytest.raises(Refused, match="eigenen"):
        leave(session, moderator, here, subject_of(session, here, crowd[0]), crowd[1], "Alles gut.", ASKED_AT)


def test_a_single_support_is_not_left_uncounted_at_the_desk(session: Session, here: Consultation, crowd: tuple[Proposal, CrowdFinding]) -> None:
    moderator = _asked(session, here, crowd)
    _discount(session, here, crowd, moderator)
    number = session.query(Case).filter_by(kind="support").first()
    assert number is not None
    assert "Person" not in "".join(f"{it.title}{it.text}" for it in Supports().find(session, [number.target_id]))
    with pytest.raises((Invalid, Conflict)):
        rule(session, an_administrator(session), here, "support", number.target_id, Measure.HIDE, "Weil.", AFTER)
    rule(session, an_administrator(session), here, "support", number.target_id, Measure.KEEP, "", AFTER)
    assert crowd[0].support_count == 1


def test_who_was_part_of_it_is_forgotten_after_ninety_days(session: Session, here: Consultation, crowd: tuple[Proposal, CrowdFinding]) -> None:
    assert sweep_crowds(session, crowd[1].found_at + timedelta(days=90)) == 0
    session.refresh(crowd[1])
    assert crowd[1].mark.startswith("gone-")  # the hash of the network went with the networks
    assert sweep_crowds(session, crowd[1].found_at + timedelta(days=91)) == 14
    assert session.query(CrowdMember).count() == 0
    assert session.execute(text("SELECT count(*) FROM crowd_finding")).scalar() == 1


def _page(browser: FlaskClient, url: str) -> str:
    response = browser.get(url)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def test_the_public_page_says_what_was_checked_from_the_rows(
    session: Session, here: Consultation, crowd: tuple[Proposal, CrowdFinding], browse: Callable[[Person | None], FlaskClient]
) -> None:
    """Before, in between and after: nothing is claimed that did not happen."""
    fresh = a_proposal(session, here, supporters=1)
    moderator = a_person(session, "Frau Prüfer", moderates=here)
    session.commit()
    address = f"/beteiligungen/{here.slug}/geprueft/proposal/"
    assert "nicht gelaufen" in _page(browse(None), f"{address}{fresh.id}")
    said = _page(browse(None), f"{address}{crowd[0].id}")
    for part in ("14 Unterstützungen stammen von 14 verschiedenen Konten", "unter 14 Personen", "noch niemand als gelesen", "Noch nicht angesehen"):
        assert part in said, part
    report = f"/beteiligungen/{here.slug}/moderation/auffaelligkeiten/proposal/{crowd[0].id}"
    assert "Schulen" in _page(browse(moderator), report)
    assert post(browse(moderator), report).status_code == 303
    asked = f"/beteiligungen/{here.slug}/moderation/auffaelligkeiten/befund/{crowd[1].id}"
    assert post(browse(moderator), asked, {"step": "asked", "note": ""}).status_code == 422
    assert post(browse(moderator), asked, {"step": "discounted", "note": "Weg damit."}).status_code == 403
    assert post(browse(moderator), asked, {"step": "asked", "note": "Bitte bestätigen Sie."}).status_code == 303
    said = _page(browse(None), f"{address}{crowd[0].id}")
    for part in ("Frau Prüfer", "Die Betroffenen sind gefragt", "bisher 0"):
        assert part in said, part
    session.expire_all()
    crowd[1].asked_until = clock.now()
    session.commit()
    assert post(browse(moderator), asked, {"step": "discounted", "note": "Niemand hat geantwortet."}).status_code == 303
    said = _page(browse(None), f"{address}{crowd[0].id}")
    for part in ("14 Unterstützungen werden nach einer Entscheidung der Moderation nicht gezählt", "Niemand hat geantwortet"):
        assert part in said, part


def test_a_votes_result_says_what_was_checked(session: Session, browse: Callable[[Person | None], FlaskClient]) -> None:
    here = a_voting_consultation(session)
    vote = an_open_vote(session, here)
    for _number in range(12):
        cast(session, vote)
    look(session, here)
    tallied(session, vote)
    session.commit()
    said = _page(browse(None), f"/beteiligungen/{here.slug}/abstimmungen/{vote.id}/ergebnis")
    for part in ("12 haben einen Haken", "Haken und Stimmzettel sind gleich viele", "auf diesen Wegen: mit Konto", "Aufgefallen ist nichts"):
        assert part in said, part


def test_whoever_was_asked_confirms_by_one_button(
    session: Session, here: Consultation, crowd: tuple[Proposal, CrowdFinding], browse: Callable[[Person | None], FlaskClient]
) -> None:
    _asked(session, here, crowd)
    person = session.get_one(Person, session.scalars(select(CrowdMember.person_id)).first())
    session.commit()
    address = f"/unterstuetzung/{crowd[1].id}/bestaetigen"
    assert "Unterstützen Sie diesen Vorschlag?" in _page(browse(person), address)
    assert post(browse(person), address).status_code == 303
    assert "schon bestätigt" in _page(browse(person), address)
