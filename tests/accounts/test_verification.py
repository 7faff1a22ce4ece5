"""Counted as a resident: once a human being, for a time, ended and given back, handed on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.evidence import CodeKeys, Human
from participation.accounts.leaving_actions import delete_account
from participation.accounts.levels import Level, level_of, needs_level
from participation.accounts.models import EndReason, Person, Proof, Verification, VerificationEvidence
from participation.accounts.oidc import Identity
from participation.accounts.oidc_actions import Counted, verify_by_identity
from participation.accounts.verification_actions import (
    Shown,
    count_resident,
    end_of,
    end_verification,
    move_away,
    restore_verification,
    verify_at_counter,
)
from participation.accounts.verification_jobs import sweep_verifications
from participation.accounts.verification_queries import verification_of
from participation.accounts.verification_rules import (
    may_be_verified,
    may_end_verification,
    may_move_away,
    may_restore_verification,
    may_verify_at_counter,
)
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.errors import Conflict, Invalid, Refused
from participation.opinions.models import Answer
from participation.proposals.models import Support
from participation.proposals.supports import count_support, put_support
from participation.settings import Settings
from participation.votes.actions import open_vote
from participation.votes.queries import roll_size
from participation.votes.rules import on_roll
from tests.accounts.builders import mails_to
from tests.builders import a_consultation, a_person, an_administrator, post
from tests.conftest import NOON
from tests.opinions.builders import a_map, answers
from tests.proposals.builders import a_proposal
from tests.votes.builders import a_draft as a_vote_draft
from tests.votes.builders import a_voting_consultation, an_open_vote

Browse = Callable[[Person | None], FlaskClient]
KEYS = CodeKeys.of("tests-only-" + "x" * 32)
YEAR = Settings(testing=True, verification_months=12)
EVER = Settings(testing=True)
EVA = Human("Müller", "Eva Maria", date(1980, 12, 31))
DAY = timedelta(days=1)


def at_counter(session: Session, person: Person, human: Human = EVA, now: datetime = NOON, **said: bool) -> Verification:
    return verify_at_counter(session, an_administrator(session), person, human, KEYS, YEAR, now, **said)


def by_provider(session: Session, person: Person, *, claim: str = "", human: Human | None = EVA, now: datetime = NOON) -> Counted:
    told = human.evidence(KEYS).hex() if human else ""
    identity = Identity("bund", "https://bund.example", "s", claim, "", verified=True, second_sign=False, district="", human=told)
    return verify_by_identity(session, person, identity, KEYS, YEAR, now)


def stood(session: Session, how: str) -> Person:
    """Somebody whose verification stands as named."""
    person = a_person(session, confirmed=how != "unconfirmed")
    if how == "double":
        count_resident(session, person, Shown(Proof.LETTER, [b"d" * 32]), YEAR, NOON)
    elif how not in ("unconfirmed", "confirmed", "blocked"):
        at_counter(session, person, now=NOON - {"ran out": 400 * DAY, "runs out": 340 * DAY}.get(how, 10 * DAY))
    if how == "blocked":
        person.blocked_at = NOON
    if how in ("moved", "error", "abuse"):
        end_verification(session, an_administrator(session), person, EndReason(how), "", YEAR, NOON)
    if how == "double":
        at_counter(session, a_person(session))
        assert by_provider(session, person) == Counted.ENDED
    if how == "handed on":
        at_counter(session, a_person(session), hand_over=True)
    return person


STANDINGS = ("unconfirmed", "confirmed", "verified", "runs out", "ran out", "moved", "error", "abuse", "double", "handed on", "blocked")


@pytest.mark.parametrize(
    ("rule", "yes"),
    [
        (lambda _actor, person: may_be_verified(person, NOON), {"confirmed", "runs out", "ran out", "moved"}),
        (lambda _actor, person: may_move_away(person, NOON), {"verified", "runs out"}),
        (
            lambda actor, person: may_verify_at_counter(actor, person, NOON),
            {"unconfirmed", "confirmed", "runs out", "ran out", "moved", "error", "abuse", "double", "handed on"},
        ),
        (lambda actor, person: may_end_verification(actor, person, NOON), {"verified", "runs out"}),
        (lambda actor, person: may_restore_verification(actor, person), {"moved", "error", "abuse"}),
    ],
    ids=["show a proof", "move away", "counter", "end", "restore"],
)
def test_who_may_do_what(session: Session, rule: Callable[[Person, Person], object], yes: set[str]) -> None:
    actor = an_administrator(session)
    assert {how for how in STANDINGS if rule(actor, stood_alone(session, how))} == yes


def stood_alone(session: Session, how: str) -> Person:
    """The same with nobody else's proof in the way."""
    session.execute(VerificationEvidence.__table__.delete())
    return stood(session, how)


def test_nobody_but_the_administration_and_never_for_oneself(session: Session) -> None:
    person, admin = a_person(session), an_administrator(session)
    assert not may_verify_at_counter(a_person(session), person, NOON)
    assert not may_verify_at_counter(None, person, NOON)
    assert "andere Person" in may_verify_at_counter(admin, admin, NOON).reason
    with pytest.raises(Refused):
        end_verification(session, person, stood(session, "verified"), EndReason.ERROR, "", YEAR, NOON)


@pytest.mark.parametrize(
    ("how", "level", "words"),
    [
        ("unconfirmed", Level.ACCOUNT, ("„Wohnsitz nachgewiesen“", "„E-Mail-Adresse noch nicht bestätigt“", "Code aus Ihrem Brief")),
        ("confirmed", Level.CONFIRMED, ("„Wohnsitz nachgewiesen“", "„E-Mail-Adresse bestätigt“", "Code aus Ihrem Brief")),
        ("verified", Level.RESIDENT, ()),
        ("runs out", Level.RESIDENT, ()),
        ("ran out", Level.CONFIRMED, ("galt bis 9. September 2026", "neuen Code")),
        ("moved", Level.CONFIRMED, ("weggezogen", "neuen Code")),
        ("error", Level.CONFIRMED, ("Grund: Irrtum", "wenden Sie sich an uns")),
        ("abuse", Level.CONFIRMED, ("Grund: Missbrauch", "wenden Sie sich an uns")),
        ("double", Level.CONFIRMED, ("zählt schon mit einem anderen Konto", "wenden Sie sich an uns")),
        ("handed on", Level.CONFIRMED, ("anderes Konto",)),
    ],
)
def test_the_reason_names_what_is_needed_what_is_there_and_the_way(session: Session, how: str, level: Level, words: tuple[str, ...]) -> None:
    person = stood(session, how)
    assert level_of(person, NOON) == level
    verdict = needs_level(person, Level.RESIDENT, NOON)
    assert bool(verdict) is (level == Level.RESIDENT)
    assert all(word in verdict.reason for word in words), verdict.reason
    assert needs_level(None, Level.RESIDENT, NOON).remedy == "sign-in"


@pytest.mark.parametrize(
    ("begin", "months", "end"),
    [
        (datetime(2026, 1, 31, 11, tzinfo=UTC), 1, datetime(2026, 2, 28, 11, tzinfo=UTC)),
        (datetime(2027, 12, 15, 11, tzinfo=UTC), 14, datetime(2029, 2, 15, 11, tzinfo=UTC)),
        (datetime(2026, 3, 1, 11, tzinfo=UTC), 6, datetime(2026, 9, 1, 10, tzinfo=UTC)),  # noon by the town's clocks, in winter and in summer
        (datetime(2026, 3, 1, 11, tzinfo=UTC), 0, None),
    ],
)
def test_the_end_is_the_same_day_later(begin: datetime, months: int, end: datetime | None) -> None:
    assert end_of(begin, months) == end


def test_a_verification_runs_out_at_its_moment_and_not_when_a_sweep_runs(session: Session) -> None:
    person = a_person(session)
    end = at_counter(session, person).valid_until
    assert end is not None
    vote = an_open_vote(session)
    before, after = end - timedelta(seconds=1), end
    assert on_roll(person, vote, before)
    assert not on_roll(person, vote, after)
    assert roll_size(session, vote, before) - roll_size(session, vote, after) == 1


def test_given_anew_before_the_end_the_first_day_stays(session: Session) -> None:
    person = a_person(session)
    at_counter(session, person)
    at_counter(session, person, now=NOON + 340 * DAY)
    assert (person.verified_at, person.verified_until) == (NOON, end_of(NOON + 340 * DAY, 12))
    at_counter(session, person, now=NOON + 1000 * DAY)
    assert person.verified_at == NOON + 1000 * DAY, "after a gap it begins anew"
    assert session.scalar(select(func.count()).select_from(Verification)) == 1


def test_who_has_a_month_left_is_told_once_and_the_log_knows_when_it_ran_out(session: Session, app: Flask) -> None:
    person, other = a_person(session), a_person(session)
    at_counter(session, person)
    count_resident(session, other, Shown(Proof.LETTER, [b"x" * 32]), EVER, NOON)
    session.commit()
    told: list[tuple[int, int]] = []
    for days in (300, 340, 340, 366, 366):
        with clock.frozen(NOON + days * DAY), app.app_context():
            told.append(sweep_verifications())
    assert told == [(0, 0), (1, 0), (0, 0), (0, 1), (0, 0)]
    (mail,) = mails_to(session, person.email or "")
    assert "gilt bis 14. Oktober 2027" in mail.text
    assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(1)).one() == "resident.lapsed"
    assert mails_to(session, other.email or "") == []


def test_the_own_page_says_that_the_proof_ran_out(session: Session, browse: Browse) -> None:
    person = a_person(session)
    at_counter(session, person, now=clock.now() - 400 * DAY)
    session.commit()
    shown = browse(person).get("/konto").text
    assert "Ihr Nachweis des Wohnsitzes ist abgelaufen" in shown
    assert "Wohnen Sie hier?" not in shown


def test_moving_away_keeps_what_was_voted_and_stops_what_comes(session: Session, browse: Browse) -> None:
    person = a_person(session)
    at_counter(session, person)
    vote = an_open_vote(session)
    session.commit()
    browser = browse(person)
    assert post(browser, "/konto/wegzug").status_code == 422
    assert post(browser, "/konto/wegzug", {"sure": "y"}).status_code == 303
    session.expire_all()
    assert (person.verified_at, person.verification_end) == (None, EndReason.MOVED)
    assert not on_roll(person, vote, NOON)
    assert "weggezogen" in browser.get("/konto").text
    assert "beendet" in mails_to(session, person.email or "")[-1].subject
    assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(1)).one() == "resident.moved_away"


def test_an_end_does_not_free_the_proof_for_a_second_account(session: Session) -> None:
    person, second = a_person(session), a_person(session)
    at_counter(session, person)
    for end in ("moved", "ran out", "deleted"):
        if end == "moved":
            move_away(session, person, YEAR, NOON)
        if end == "deleted":
            delete_account(session, person, YEAR, NOON)
        with pytest.raises(Conflict, match="jeder Mensch zählt einmal"):
            at_counter(session, second, now=NOON + 500 * DAY)
        with pytest.raises(Conflict):
            by_provider(session, second, now=NOON + 500 * DAY)


def test_what_was_ended_by_mistake_holds_again_as_before(session: Session) -> None:
    person, admin = a_person(session), an_administrator(session)
    end = at_counter(session, person, now=NOON - 10 * DAY).valid_until
    end_verification(session, admin, person, EndReason.ERROR, "Falsche Karte", YEAR, NOON)
    found = verification_of(session, person.id)
    assert found is not None
    assert (found.ended_by_id, found.end_note) == (admin.id, "Falsche Karte")
    mail = mails_to(session, person.email or "")[-1]
    assert "Irrtum" in mail.text
    assert "Falsche Karte" in mail.text
    restore_verification(session, admin, person, YEAR, NOON)
    assert "gilt wieder" in mails_to(session, person.email or "")[-1].text
    assert (person.verified_at, person.verified_until, person.verification_end) == (NOON - 10 * DAY, end, None)
    assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(1)).one() == "resident.reinstated"


def test_who_lost_an_account_counts_with_the_new_one_alone(session: Session) -> None:
    old, new, other = a_person(session), a_person(session), a_person(session)
    at_counter(session, old, now=NOON - 20 * DAY)
    consultation, voting = a_consultation(session), a_voting_consultation(session)
    running = an_open_vote(session, voting)
    proposal, second = a_proposal(session, consultation, other), a_proposal(session, consultation, other)
    for one, who in ((proposal, old), (second, old), (second, new)):
        assert put_support(session, one.id, who.id, NOON)
        count_support(session, one.id, 1)
    opinion_map = a_map(session, consultation, verified_only=True)
    answers(session, consultation, opinion_map, old, {1: 1, 2: -1}, NOON)
    session.flush()
    before = roll_size(session, running, NOON)
    at_counter(session, new, hand_over=True)
    with clock.frozen(NOON + DAY):
        later = open_vote(session, an_administrator(session), voting, a_vote_draft(session, voting), NOON + DAY)
    assert (old.verified_at, old.verification_end, new.verified_at) == (None, EndReason.HANDED_ON, NOON)
    assert "das frühere Konto" in on_roll(new, running, NOON).reason, "the old account may have voted"
    assert not on_roll(old, running, NOON)
    assert roll_size(session, running, NOON) == before - 1
    assert set(session.scalars(select(Support.person_id))) == {new.id}
    session.expire_all()
    assert (proposal.support_count, second.support_count) == (1, 1)
    assert set(session.scalars(select(Answer.person_id))) == {new.id}
    assert on_roll(new, later, NOON + 2 * DAY)
    with pytest.raises(Conflict):
        at_counter(session, a_person(session))


def test_whoever_had_the_proof_is_told_that_it_went_over(session: Session) -> None:
    old, new = a_person(session), a_person(session)
    at_counter(session, old)
    at_counter(session, new, hand_over=True)
    (mail,) = mails_to(session, old.email or "")
    assert "auf ein anderes Konto übertragen" in mail.text


def test_nothing_is_handed_over_where_there_is_nothing(session: Session) -> None:
    with pytest.raises(Invalid, match="nichts zu übertragen"):
        at_counter(session, a_person(session), hand_over=True)


def test_two_people_of_one_name_and_day_both_count_once(session: Session) -> None:
    at_counter(session, a_person(session))
    at_counter(session, a_person(session), namesake=True)
    with pytest.raises(Conflict):
        at_counter(session, a_person(session), namesake=True)


def test_the_second_of_two_namesakes_stays_counted_when_the_provider_names_them(session: Session) -> None:
    first, second = a_person(session), a_person(session)
    at_counter(session, first)
    with pytest.raises(Conflict):
        by_provider(session, second)
    at_counter(session, second, namesake=True)
    for _sign_in in range(2):
        assert by_provider(session, second, claim="bpk-of-the-second") == Counted.NOTHING
        assert by_provider(session, first, claim="bpk-of-the-first") == Counted.NOTHING
    assert first.is_verified(NOON)
    assert second.is_verified(NOON)


def test_a_provider_shows_that_a_letter_to_nobody_in_particular_was_a_second_account(session: Session) -> None:
    first, second = a_person(session), a_person(session)
    at_counter(session, first)
    count_resident(session, second, Shown(Proof.LETTER, [b"c" * 32]), YEAR, NOON)
    assert by_provider(session, second) == Counted.ENDED
    assert (second.verified_at, second.verification_end) == (None, EndReason.DOUBLE)
    assert first.is_verified(NOON)
    assert not may_be_verified(second, NOON)


def test_who_counts_already_brings_the_proofs_of_an_account_that_no_longer_does(session: Session) -> None:
    gone, here = a_person(session), a_person(session)
    at_counter(session, gone, now=NOON - 400 * DAY)
    count_resident(session, here, Shown(Proof.LETTER, [b"c" * 32]), YEAR, NOON)
    assert by_provider(session, here) == Counted.NOTHING
    assert here.is_verified(NOON)
    assert not may_be_verified(gone, NOON), "the account that ran out cannot be renewed any more"
    assert here.roll_from == end_of(NOON - 400 * DAY, 12)


def test_an_account_ended_for_abuse_is_not_got_round(session: Session) -> None:
    banned, second = a_person(session), a_person(session)
    at_counter(session, banned)
    end_verification(session, an_administrator(session), banned, EndReason.ABUSE, "", YEAR, NOON)
    count_resident(session, second, Shown(Proof.LETTER, [b"c" * 32]), YEAR, NOON)
    assert by_provider(session, second) == Counted.ENDED


def test_the_counter_ends_nothing_without_a_chosen_reason(session: Session, browse: Browse) -> None:
    person = a_person(session)
    session.commit()
    browser, path = browse(an_administrator(session)), f"/verwaltung/personen/{person.id}/wohnsitz"
    assert "ohne Ende" not in browser.get(path).text, "nothing holds yet"
    typed = {"family": "Müller", "given": "Eva", "born": "31.12.1980", "case": "usual", "checked": "y"}
    later = post(browser, f"{path}/schalter", {**typed, "born": "31.12.2980"})
    assert (later.status_code, "in der Zukunft" in later.text) == (422, True)
    assert "<title>Fehler: Wohnsitz" in later.text
    assert post(browser, f"{path}/schalter", typed).status_code == 303
    shown = browser.get(path).text
    assert "ohne Ende" in shown
    assert " checked" not in shown
    unsaid = post(browser, f"{path}/beenden", {"note": "Zwei Ausweise"})
    assert unsaid.status_code == 422
    assert "Bitte wählen Sie den Grund." in unsaid.text
    assert 'value="Zwei Ausweise"' in unsaid.text
    assert post(browser, f"{path}/beenden", {"reason": "error", "note": "Verwechselt"}).status_code == 303


def test_the_page_of_the_counter(session: Session, browse: Browse) -> None:
    person, second, admin = a_person(session, "Linde"), a_person(session, "Birke"), an_administrator(session)
    session.commit()
    browser, typed = browse(admin), {"family": "Müller", "given": "Eva", "born": "31.12.1980", "case": "usual", "checked": "y"}
    path = f"/verwaltung/personen/{person.id}/wohnsitz"
    assert "Kein Geburtsdatum" not in browser.get(path).text
    wrong = post(browser, f"{path}/schalter", {**typed, "born": "31.02.1980"})
    assert wrong.status_code == 422
    assert "kein Geburtsdatum" in wrong.text
    assert "31.02.1980" in wrong.text
    assert post(browser, f"{path}/schalter", {**typed, "checked": ""}).status_code == 422
    assert post(browser, f"{path}/schalter", typed).status_code == 303
    other = f"/verwaltung/personen/{second.id}/wohnsitz"
    met = post(browser, f"{other}/schalter", {**typed, "given": "EVA-Maria"})
    assert met.status_code == 422
    assert "zählt schon mit einem anderen Konto" in met.text
    assert "Linde" not in met.text, "which account that is, is nobody's business"
    assert post(browser, f"{other}/schalter", {**typed, "case": "lost"}).status_code == 303
    assert post(browser, f"{other}/beenden", {"reason": "abuse", "note": "Zwei Ausweise"}).status_code == 303
    assert "Zwei Ausweise" in browser.get(other).text
    assert post(browser, f"{other}/wieder").status_code == 303
    acts = session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("resident.%")).order_by(AuditEntry.id)).all()
    assert acts == [
        "resident.verified_at_counter",
        "resident.handed_on",
        "resident.verified_at_counter",
        "resident.ended",
        "resident.reinstated",
    ]
    kept = [*session.execute(select(Verification.__table__)).all(), *session.execute(select(AuditEntry.data)).all()]
    assert not [word for word in ("Müller", "1980", "Eva") for row in kept if word in str(row)]
