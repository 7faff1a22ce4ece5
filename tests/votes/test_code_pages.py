"""Voting without an account on the pages: code, ballot, check, receipt; the counter; papers; and two channels in the same moment."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.kit import clock
from participation.kit.codes import new_code
from participation.votes.channel_models import EntryMark, PaperBatch
from participation.votes.models import Ballot, Channel, RollMark, Vote
from tests.builders import a_resident, an_administrator, post
from tests.conftest import NOON
from tests.votes.builders import VARIANTS, a_draft, a_voting_consultation, an_open_vote, consultation_of
from tests.votes.channel_builders import a_code_vote, a_letter, a_paper_mark, entries_of
from tests.votes.test_journey import hidden

Browse = Callable[[Person | None], FlaskClient]


def base_of(session: Session, vote: Vote) -> str:
    return f"/beteiligungen/{consultation_of(session, vote).slug}/abstimmungen/{vote.id}"


def test_from_the_code_to_the_receipt_without_an_account(session: Session, browse: Browse) -> None:
    vote = a_code_vote(session, replaceable=True)
    code, base, guest = a_letter(session, vote), base_of(session, vote), browse(None)
    session.commit()
    assert "Code eingeben" in guest.get(base).text
    assert "Mit dem Code aus Ihrem Brief" in guest.get(base).text
    refused = guest.get(f"{base}/stimmzettel")
    assert refused.status_code == 403
    assert 'href="/abstimmen"' in refused.text, "the page that helps is one click away"
    page = guest.get("/abstimmen")
    assert "js/code" in page.text
    entered = post(guest, "/abstimmen", {"code": f" {code.lower().replace('-', ' ')} "})
    assert (entered.status_code, entered.location) == (303, f"{base}/stimmzettel")
    paper = guest.get(entered.location)
    assert all(title in paper.text for title in VARIANTS)
    assert "Sie stimmen mit Ihrem Code ab" in paper.text
    check = post(guest, f"{base}/stimmzettel", {"rank-3": "1", "rank-1": "2"})
    fields = hidden(check.text)
    sent = post(guest, f"{base}/stimme", fields)
    assert (sent.status_code, sent.location) == (303, f"{base}/beleg")
    receipt = guest.get(sent.location)
    assert "Ihre Stimme ist gezählt" in receipt.text
    assert "Seite beenden" in receipt.text
    assert post(guest, f"{base}/stimme", fields).status_code == 303, "the same form again"
    other = post(guest, f"{base}/stimme", {"rank-2": "1", "cast_key": new_code()})
    assert other.status_code == 409
    assert "mit dem Code aus Ihrem Brief abgestimmt" in other.text
    changed = post(guest, f"{base}/stimme-aendern", {**fields, "rank-3": "", "rank-1": "1"})
    assert changed.status_code == 303
    session.expire_all()
    assert session.scalars(select(Ballot.marks)).all() == ["[1]"]
    assert post(guest, "/abstimmen/beenden").status_code == 303
    assert guest.get(f"{base}/beleg").status_code == 302, "whoever sits down next sees nothing"
    assert guest.get(f"{base}/stimmzettel").status_code == 403


def test_a_code_lasts_an_hour_in_the_browser(session: Session, browse: Browse) -> None:
    vote = a_code_vote(session)
    code, base, guest = a_letter(session, vote), base_of(session, vote), browse(None)
    session.commit()
    post(guest, "/abstimmen", {"code": code})
    with clock.frozen(NOON + timedelta(minutes=61)):
        assert guest.get(f"{base}/stimmzettel").status_code == 403


def test_a_code_that_ended_meanwhile_is_told_so(session: Session, browse: Browse) -> None:
    vote = a_code_vote(session)
    code, base, guest = a_letter(session, vote), base_of(session, vote), browse(None)
    session.commit()
    post(guest, "/abstimmen", {"code": code})
    a_letter(session, vote)
    session.commit()
    gone = guest.get(f"{base}/stimmzettel")
    assert gone.status_code == 410
    assert "gilt nicht mehr" in gone.text
    assert guest.get(base).status_code == 200, "the page about the vote stays readable"


@pytest.mark.parametrize("typed", ["", "x", "7K3M-9QXR-V0TB-DH2W9", "٣" * 17, "a" * 5000, "7K3M-9QXR-V0TB-DH2W8"])
def test_wrong_codes_are_refused_in_words(session: Session, browse: Browse, typed: str) -> None:
    answer = post(browse(None), "/abstimmen", {"code": typed})
    assert answer.status_code == 422
    assert re.search("Code", answer.text)


def test_guessing_is_slowed_and_the_owner_is_never_locked_out(session: Session, browse: Browse) -> None:
    vote = a_code_vote(session)
    code = a_letter(session, vote)
    session.commit()
    guesser = browse(None)
    statuses = [post(guesser, "/abstimmen", {"code": new_code()}).status_code for _guess in range(32)]
    assert statuses == [422] * 30 + [429] * 2
    assert post(browse(None), "/abstimmen", {"code": code}).status_code == 303, "from the same network, with the right code"


def test_the_counter_finds_hands_out_and_marks(session: Session, browse: Browse) -> None:
    vote = an_open_vote(session, at_counter=True, on_paper=True)
    alice, bob, base = a_resident(session, "Alice Amsel"), a_resident(session, "Bob Buche"), base_of(session, vote)
    clerk = browse(an_administrator(session))
    session.commit()
    assert "gibt es nicht" in post(clerk, f"{base}/schalter", {"who": "niemand@town.example"}).text
    found = post(clerk, f"{base}/schalter", {"who": alice.email})
    assert "Alice Amsel" in found.text
    assert "Code ausgeben" in found.text
    given = post(clerk, f"{base}/schalter/code", {"who": alice.email})
    assert given.headers["Cache-Control"] == "no-store"
    code = re.findall(r'class="receipt-code"[^>]*>([^<]+)<', given.text)[0]
    guest = browse(None)
    assert post(guest, "/abstimmen", {"code": code}).status_code == 303
    fields = hidden(post(guest, f"{base}/stimmzettel", {"rank-1": "1"}).text)
    assert post(guest, f"{base}/stimme", fields).status_code == 303
    again = post(clerk, f"{base}/schalter", {"who": alice.email}).text
    assert "schon mit einem Code vom Schalter" in again
    assert "Code ausgeben" not in again
    assert post(clerk, f"{base}/schalter/papier", {"who": bob.email}).status_code == 303
    session.expire_all()
    assert set(session.scalars(select(RollMark.channel))) == {Channel.COUNTER, Channel.PAPER}
    owner = browse(alice)
    assert "Code vom Schalter abgestimmt" in owner.get(f"{base}/stimmzettel").text


def test_two_clerks_enter_a_batch_and_print_its_sheet(session: Session, browse: Browse) -> None:
    vote = a_code_vote(session, 3, rule="plurality", on_paper=True)
    base = base_of(session, vote)
    ada, bob = browse(an_administrator(session, "Ada")), browse(an_administrator(session, "Bob"))
    for entry in entries_of(session, vote)[:2]:
        a_paper_mark(session, vote, entry)
    session.commit()
    batch = post(ada, f"{base}/papier", {"papers": "2"}).location
    wrong = post(ada, batch, {"papers": "1\n7"})
    assert wrong.status_code == 422
    assert "Zeile 2" in wrong.text
    assert "1\n7" in wrong.text.replace("\r", ""), "what was typed stays"
    post(ada, batch, {"papers": "1\n2"})
    assert "eine andere Person" in ada.get(batch).text
    second = bob.get(batch).text
    assert "Zweite Eingabe" in second
    assert ">1\n2<" not in second, "the second person does not see the first entry"
    post(bob, batch, {"papers": "1\n-"})
    differs = ada.get(batch).text
    assert "Ein Zettel ist verschieden eingetragen" in differs
    assert post(ada, f"{batch}/klaeren", {"paper-2": "", "reason-2": ""}).status_code == 422
    assert post(ada, f"{batch}/klaeren", {"paper-2": "2", "reason-2": "Kreuz übersehen"}).status_code == 303
    sheet = bob.get(f"{batch}/blatt").text
    for words in ("Ada", "Bob", "Kreuz übersehen", VARIANTS[1]):
        assert words in sheet
    session.expire_all()
    assert session.scalars(select(PaperBatch.agreed)).one() == ["[1]", "[2]"]
    assert session.scalar(select(func.count()).select_from(EntryMark)) == 2


def test_a_vote_by_two_and_its_annulment_on_the_pages(session: Session, browse: Browse) -> None:
    consultation = a_voting_consultation(session)
    vote = a_draft(session, consultation, by_two=True)
    base, ada, bob = base_of(session, vote), browse(an_administrator(session, "Ada")), browse(an_administrator(session, "Bob"))
    session.commit()
    asked = post(ada, f"{base}/eroeffnen", follow_redirects=True)
    assert "Eine zweite Person muss den Schritt bestätigen" in asked.text
    waiting = bob.get(f"{base}/eroeffnen").text
    assert "Beantragt von Ada" in waiting
    assert "Eröffnung bestätigen" in waiting
    assert post(ada, f"{base}/eroeffnen").status_code == 403
    assert post(bob, f"{base}/antrag-zuruecknehmen", {"step": "open"}).status_code == 303
    post(bob, f"{base}/eroeffnen")
    post(ada, f"{base}/eroeffnen")
    assert "Läuft bis" in browse(None).get(base).text
    post(ada, f"{base}/ungueltig", {"reason": "Der Stimmzettel war falsch."})
    assert "für ungültig erklärt" not in browse(None).get(base).text
    assert "Der Stimmzettel war falsch." in bob.get(f"{base}/ungueltig").text
    assert post(bob, f"{base}/ungueltig", {"reason": "Der Stimmzettel war falsch."}).status_code == 303
    public = browse(None).get(base).text
    assert "für ungültig erklärt" in public
    assert "Der Stimmzettel war falsch." in public
