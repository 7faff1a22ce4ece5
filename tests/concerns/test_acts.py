"""Concerns are sent, confirmed, answered and taken back: the rule's office, the clock, the mails, what is forgotten when."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.leaving_actions import delete_account
from participation.concerns import listing, queries
from participation.concerns.actions import Draft, confirm, forget_address, send_concern, take_back_own, take_in
from participation.concerns.jobs import sweep_concerns
from participation.concerns.models import Concern, ConcernCategory, ConcernEvent, Status, What
from participation.concerns.office_actions import answer, assign, take_up
from participation.concerns.panels import own_data
from participation.concerns.retention import addresses_due, sweep_addresses
from participation.concerns.rules import Asking
from participation.concerns.setup_actions import Rule, add_category, change_category, close_category, give_key, revoke_key
from participation.kit import clock
from participation.kit.audit import AuditEntry
from participation.kit.codes import hash_token
from participation.kit.errors import Conflict, Invalid, NotFound, Refused
from participation.kit.uploads import open_stored, picture_file, store_picture
from participation.methods.concerns import together
from tests.accounts.builders import mails_to
from tests.builders import a_person, a_resident, an_administrator
from tests.concerns.builders import OWN, TEXT, a_category, a_concern, a_guests_concern, a_key, an_answer, an_asked_concern
from tests.conftest import NOON
from tests.followups.builders import an_office, an_officer
from tests.surveys.test_places_and_files import picture as jpeg

DAY = timedelta(days=1)
TODAY = date(2026, 10, 14)


def lines(session: Session) -> list[str]:
    return [one for one in session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)) if one.startswith("concern.")]


def history(session: Session, concern: Concern) -> list[tuple[str, str, int]]:
    return [(str(one.what), str(one.status), one.office_id) for one in queries.events_of(session, concern.id)]


def subjects(session: Session, address: str) -> list[str]:
    return [one.subject for one in mails_to(session, address)]


def test_the_category_names_the_office_and_the_day(session: Session) -> None:
    office, sender = an_office(session), a_resident(session)
    concern = a_concern(session, a_category(session, office, days=7), sender)
    assert (concern.status, concern.office_id, concern.due_on) == (Status.RECEIVED, office.id, TODAY + 7 * DAY)
    assert history(session, concern) == [("received", "received", office.id)]
    assert subjects(session, sender.email or "") == [f"Ihr Anliegen Nummer {concern.id} ist angekommen"]
    assert lines(session) == ["concern.received"]


def test_a_changed_rule_holds_for_what_comes_then(session: Session) -> None:
    first, second = an_office(session), an_office(session)
    category = a_category(session, first, days=7)
    before = a_concern(session, category)
    change_category(session, an_administrator(session), category, Rule("Neu", "", second, 3), clock.now())
    after = a_concern(session, category)
    assert (before.office_id, before.due_on) == (first.id, TODAY + 7 * DAY)
    assert (after.office_id, after.due_on) == (second.id, TODAY + 3 * DAY)


@pytest.mark.parametrize(
    ("text", "words", "field"),
    [("Kaputt.", "", "text"), ("x" * 2001, "", "text"), ("   \n  ", "", "text")],
)
def test_a_text_has_some_length(session: Session, text: str, words: str, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        a_concern(session, a_category(session), text=text)
    assert caught.value.field == field


def test_whoever_is_blocked_or_unconfirmed_sends_nothing(session: Session) -> None:
    category, blocked = a_category(session), a_resident(session)
    blocked.blocked_at = clock.now()
    for person in (blocked, a_person(session, confirmed=False)):
        with pytest.raises(Refused):
            a_concern(session, category, person)


def test_a_closed_category_takes_no_concern_and_keeps_its_old_ones(session: Session) -> None:
    category = a_category(session)
    old = a_concern(session, category)
    asked = an_asked_concern(session, category)
    close_category(session, an_administrator(session), category, clock.now())
    with pytest.raises(Invalid) as caught:
        a_concern(session, category)
    assert caught.value.field == "category_id"
    assert queries.concern_by_id(session, old.id).is_public
    assert asked.status == Status.ASKED


def test_without_an_account_it_counts_once_the_link_is_followed(session: Session) -> None:
    category = a_category(session)
    asked = an_asked_concern(session, category, "Rita@Town.example")
    assert (asked.status, asked.email, asked.due_on) == (Status.ASKED, "rita@town.example", None)
    assert listing.page_of(session, _all(), 1, TODAY).total == 0
    assert subjects(session, "rita@town.example") == ["Bitte bestätigen Sie Ihr Anliegen"]
    (mail,) = mails_to(session, "rita@town.example")
    assert f"/anliegen/mein/{asked.public_id}/" in mail.text
    with clock.frozen(NOON + DAY):
        confirmed = _confirm(session, asked)
    assert (confirmed.status, confirmed.due_on) == (Status.RECEIVED, TODAY + 8 * DAY), "the clock runs from then on"
    assert listing.page_of(session, _all(), 1, TODAY).total == 1
    _confirm(session, asked)
    assert subjects(session, "rita@town.example") == ["Bitte bestätigen Sie Ihr Anliegen", f"Ihr Anliegen Nummer {asked.id} ist angekommen"]
    assert lines(session) == ["concern.asked", "concern.received"]


def _all() -> listing.Filters:
    return listing.Filters()


def _confirm(session: Session, concern: Concern) -> Concern:
    confirm(session, OWN, concern, clock.now())
    return queries.concern_by_id(session, concern.id)


def test_the_first_answer_stops_the_clock_and_taking_up_does_not(session: Session) -> None:
    officer, sender = an_officer(session), a_resident(session)
    office = an_office(session, "Tiefbauamt", officer)
    concern, who = a_concern(session, a_category(session, office), sender), Asking(officer, frozenset({office.id}))
    with clock.frozen(NOON + DAY):
        take_up(session, OWN, who, concern, clock.now())
    assert (concern.status, concern.answered_at) == (Status.WORK, None)
    with clock.frozen(NOON + 3 * DAY) as now:
        answer(session, OWN, who, concern, Status.WORK, "Die Lampe ist bestellt.", now)
    assert (concern.status, concern.answer_days) == (Status.WORK, 3)
    with clock.frozen(NOON + 9 * DAY) as now:
        answer(session, OWN, who, concern, Status.DONE, "Sie leuchtet wieder.", now)
    assert (concern.status, concern.answer_days, concern.answered_at) == (Status.DONE, 3, NOON + 3 * DAY)
    assert [what for what, _status, _office in history(session, concern)] == ["received", "taken-up", "answer", "answer"]
    assert subjects(session, sender.email or "")[1:] == [
        f"Ihr Anliegen Nummer {concern.id}: In Bearbeitung",
        f"Ihr Anliegen Nummer {concern.id}: In Bearbeitung",
        f"Ihr Anliegen Nummer {concern.id}: Erledigt",
    ]
    assert "Sie leuchtet wieder." in mails_to(session, sender.email or "")[-1].text
    with pytest.raises(Refused):
        take_up(session, OWN, who, concern, clock.now())


def test_an_answer_has_words_and_one_of_three_ends(session: Session) -> None:
    who, concern = Asking(an_administrator(session)), a_concern(session, a_category(session))
    for status in (Status.WORK, Status.DONE, Status.DECLINED):
        with pytest.raises(Invalid) as caught:
            answer(session, OWN, who, concern, status, "  ", clock.now())
        assert caught.value.field == "text"
    for status in (Status.ASKED, Status.RECEIVED):
        with pytest.raises(Invalid) as caught:
            answer(session, OWN, who, concern, status, "Ja.", clock.now())
        assert caught.value.field == "status"
    answer(session, OWN, who, concern, Status.DECLINED, "Die Straße gehört dem Land.", clock.now())
    assert concern.status == Status.DECLINED


def test_given_to_another_office_it_is_due_on_the_same_day(session: Session) -> None:
    first, second = an_officer(session), an_officer(session)
    wrong, right = an_office(session, "", first), an_office(session, "", second)
    concern = a_concern(session, a_category(session, wrong))
    assign(session, OWN, Asking(first, frozenset({wrong.id})), concern, right, clock.now())
    assert (concern.office_id, concern.due_on) == (right.id, TODAY + 7 * DAY)
    assert history(session, concern)[-1] == (str(What.ASSIGNED), "received", right.id)
    with pytest.raises(Refused):
        assign(session, OWN, Asking(first, frozenset({wrong.id})), concern, wrong, clock.now())
    with pytest.raises(Invalid):
        assign(session, OWN, Asking(second, frozenset({right.id})), concern, right, clock.now())


def test_the_clock_in_sum_counts_what_waits_and_what_is_late(session: Session) -> None:
    category, other = a_category(session, days=2), a_category(session, days=30)
    for _number in range(3):
        a_concern(session, category)
    quick, slow = a_concern(session, other), a_concern(session, other)
    with clock.frozen(NOON + DAY):
        an_answer(session, quick)
    with clock.frozen(NOON + 4 * DAY):
        an_answer(session, slow, Status.WORK, "Wir sehen es uns an.")
    an_asked_concern(session, category)
    clocks = {row.code: one for row, one in listing.clocks_of(session, TODAY + 4 * DAY, NOON + 4 * DAY)}
    assert (clocks[category.code].waiting, clocks[category.code].late) == (3, 3)
    assert (clocks[other.code].waiting, clocks[other.code].late, clocks[other.code].answers) == (0, 0, {1: 1, 4: 1})
    whole = together(list(clocks.values()))
    assert (whole.waiting, whole.late, whole.median) == (3, 3, 2.5)
    on_the_day = {row.code: one for row, one in listing.clocks_of(session, TODAY + 2 * DAY, NOON + 2 * DAY)}
    assert on_the_day[category.code].late == 0, "the last day is in time"
    a_year_later = [one for _row, one in listing.clocks_of(session, TODAY + 400 * DAY, NOON + 400 * DAY)]
    assert together(a_year_later).answered == 0


def test_a_picture_needs_its_words(session: Session, app: Flask) -> None:
    root = app.extensions["settings"].files_dir
    stored = store_picture(root, BytesIO(jpeg()))
    with pytest.raises(Invalid) as caught:
        a_concern(session, a_category(session), picture=stored)
    assert caught.value.field == "picture_words"
    concern = a_concern(session, a_category(session), picture=stored, picture_words="Eine dunkle Laterne.")
    assert (concern.picture_name, concern.picture_words) == (stored.name, "Eine dunkle Laterne.")


def test_what_is_taken_back_is_gone(session: Session) -> None:
    sender, category = a_resident(session), a_category(session)
    concern = a_concern(session, category, sender)
    for other in (None, a_resident(session), an_administrator(session)):
        with pytest.raises(NotFound):
            take_back_own(session, Asking(other), concern, clock.now())
    number = concern.id
    assert take_back_own(session, Asking(sender), concern, clock.now()) is None
    assert session.get(Concern, number) is None
    assert session.scalar(select(func.count(ConcernEvent.id))) == 0
    assert lines(session)[-1] == "concern.taken_back"
    begun = a_concern(session, category, sender)
    take_up(session, OWN, Asking(an_administrator(session)), begun, clock.now())
    with pytest.raises(Refused):
        take_back_own(session, Asking(sender), begun, clock.now())


def test_an_app_hands_in_at_once_and_its_address_must_be_confirmed(session: Session) -> None:
    category, (key, _token) = a_category(session), a_key(session, "Klar! App")
    concern = take_in(session, OWN, key, "rita@town.example", Draft(category, TEXT, address="Am alten Wehr"), "de", clock.now())
    assert (concern.status, concern.key_id, concern.email_confirmed_at) == (Status.RECEIVED, key.id, None)
    an_answer(session, concern, Status.WORK, "Wir sehen nach.")
    assert subjects(session, "rita@town.example") == [f"Ihr Anliegen Nummer {concern.id}"], "nothing more before it is confirmed"
    assert "Klar! App" in mails_to(session, "rita@town.example")[0].text
    _confirm(session, concern)
    an_answer(session, concern)
    assert subjects(session, "rita@town.example")[1:] == [f"Ihr Anliegen Nummer {concern.id}: Erledigt"]


def test_addresses_go_thirty_days_after_the_end_and_unconfirmed_ones_after_two(session: Session) -> None:
    category, (key, _token) = a_category(session), a_key(session)
    closed, waiting = a_guests_concern(session, category, "zu@town.example"), a_guests_concern(session, category, "offen@town.example")
    an_answer(session, closed)
    from_app = take_in(session, OWN, key, "app@town.example", Draft(category, TEXT, address="Am Wehr"), "de", clock.now())
    asked = an_asked_concern(session, category, "nie@town.example")
    assert [(due.rows, due.on) for due in addresses_due(session, NOON)] == [(1, TODAY + 2 * DAY), (1, TODAY + 2 * DAY), (1, TODAY + 30 * DAY)]
    assert sweep_addresses(session, NOON + 2 * DAY - timedelta(seconds=1)) == 0
    assert sweep_addresses(session, NOON + 2 * DAY) == 1
    assert sweep_addresses(session, NOON + 30 * DAY) == 1
    session.expire_all()
    kept = {one.id: one.email for one in session.scalars(select(Concern))}
    assert kept == {closed.id: None, waiting.id: "offen@town.example", from_app.id: None, asked.id: "nie@town.example"}
    with clock.frozen(NOON + 31 * DAY):
        an_answer(session, waiting)
    assert sweep_addresses(session, NOON + 40 * DAY) == 0, "the days count from the answer that closed it"


def test_what_nobody_confirmed_is_deleted_with_its_picture(app: Flask, session: Session) -> None:
    root = app.extensions["settings"].files_dir
    category = a_category(session)
    asked = an_asked_concern(session, category)
    stored = store_picture(root, BytesIO(jpeg()))
    asked.picture_name, asked.picture_width, asked.picture_height = stored.name, stored.width, stored.height
    session.commit()
    with app.app_context(), clock.frozen(NOON + 2 * DAY - timedelta(seconds=1)):
        sweep_concerns()
    session.expire_all()
    assert session.scalar(select(func.count(Concern.id))) == 1
    with app.app_context(), clock.frozen(NOON + 2 * DAY):
        sweep_concerns()
    session.expire_all()
    assert session.scalar(select(func.count(Concern.id))) == 0
    with pytest.raises(NotFound):
        open_stored(root, picture_file(stored.name, stored.widths[0]))


def test_whoever_sent_it_has_the_address_deleted(session: Session) -> None:
    concern = a_guests_concern(session, a_category(session))
    forget_address(session, concern, clock.now())
    assert (concern.email, concern.email_confirmed_at) == (None, None)
    an_answer(session, concern)
    assert "Erledigt" not in " ".join(subjects(session, "gast@town.example"))
    with pytest.raises(Conflict):
        forget_address(session, an_asked_concern(session, a_category(session), "x@town.example"), clock.now())


@pytest.mark.parametrize("remove", [False, True])
def test_an_account_goes_and_what_it_sent_stays_or_is_emptied(app: Flask, session: Session, remove: bool) -> None:
    sender, category = a_resident(session), a_category(session)
    concern = a_concern(session, category, sender)
    an_answer(session, concern)
    waiting = a_concern(session, category, sender, "Auch die zweite Laterne ist dunkel.")
    assert [row["text"] for row in own_data_of(app, session, sender)["concerns"]] == [TEXT, "Auch die zweite Laterne ist dunkel."]
    delete_account(session, sender, OWN, clock.now(), remove_texts=remove)
    session.expire_all()
    kept = session.get_one(Concern, concern.id)
    assert kept.person_id is None
    assert kept.text == ("" if remove else TEXT)
    assert listing.page_of(session, _all(), 1, TODAY).total == (0 if remove else 2)
    assert queries.number_waiting(session, None) == (0 if remove else 1)
    assert [event.text for event in queries.events_of(session, concern.id)][-1] == "Sie leuchtet wieder."
    assert session.get_one(Concern, waiting.id).person_id is None


def own_data_of(app: Flask, session: Session, person: object) -> dict[str, list[dict[str, object]]]:
    session.commit()
    with app.test_request_context():
        return own_data(person)  # type: ignore[arg-type]  # a person


def test_a_key_is_kept_as_a_hash_and_ends_with_its_revocation(session: Session) -> None:
    key, token = a_key(session)
    assert key.token_hash == hash_token(token)
    assert queries.valid_key(session, hash_token(token)) is not None
    revoke_key(session, an_administrator(session), key, clock.now())
    assert queries.valid_key(session, hash_token(token)) is None
    for name in ("", "x" * 81):
        with pytest.raises(Invalid):
            give_key(session, an_administrator(session), name, clock.now())
    with pytest.raises(Refused):
        give_key(session, an_officer(session), "App", clock.now())


def test_a_rule_has_a_name_an_office_and_days(session: Session) -> None:
    office, admin = an_office(session), an_administrator(session)
    made = add_category(session, admin, Rule("Straße & Wege", "", office, 7), clock.now())
    assert made.code == "strasse-wege"
    twin = add_category(session, admin, Rule("Straße, Wege", "", office, 7), clock.now())
    assert twin.code == "strasse-wege-2"
    closed = an_office(session)
    closed.closed_at = clock.now()
    for rule, field in (
        (Rule("", "", office, 7), "name"),
        (Rule("Straße & Wege", "", office, 7), "name"),
        (Rule("Licht", "x" * 301, office, 7), "hint"),
        (Rule("Licht", "", None, 7), "office_id"),
        (Rule("Licht", "", closed, 7), "office_id"),
        (Rule("Licht", "", office, 0), "days"),
        (Rule("Licht", "", office, 366), "days"),
        (Rule("Licht", "", office, None), "days"),
    ):
        with pytest.raises(Invalid) as caught:
            add_category(session, admin, rule, clock.now())
        assert caught.value.field == field
    assert session.scalar(select(func.count(ConcernCategory.id))) == 2
    with pytest.raises(Refused):
        add_category(session, a_resident(session), Rule("Licht", "", office, 7), clock.now())


def test_send_concern_needs_somebody(session: Session) -> None:
    with pytest.raises(NotFound):
        send_concern(session, OWN, None, Draft(a_category(session), TEXT), "de", clock.now())
