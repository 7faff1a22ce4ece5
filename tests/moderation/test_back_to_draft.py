"""A proposal goes back into its draft: reasons, time to mend, supports that rest, a trace, an appeal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from participation.accounts.leaving_actions import delete_account
from participation.accounts.models import Notice, Person
from participation.consultations.models import Consultation
from participation.consultations.queries import consultation_by_id
from participation.consultations.targets import MENDED_WITHIN
from participation.kit import clock
from participation.kit.errors import Conflict, Invalid, NotFound, Refused
from participation.kit.mail import OutboxMail
from participation.moderation.deciding_actions import appeal, decide_appeal
from participation.moderation.models import Case, Measure
from participation.moderation.queries import log_lines
from participation.proposals.actions import publish_proposal, save_draft, support_proposal
from participation.proposals.models import Proposal, Support
from participation.proposals.return_models import ProposalReturn
from participation.proposals.rules import may_discard, may_edit, may_publish
from tests.builders import a_consultation, a_person, a_resident, an_administrator, post
from tests.conftest import settings_for
from tests.discussions.builders import a_contribution, a_subject
from tests.moderation.builders import desk, rule
from tests.proposals.builders import DURING_COLLECT, a_proposal, a_text

WHY = "Bitte nennen Sie keine Namen von Nachbar:innen."
LATER = DURING_COLLECT + timedelta(days=2)


@pytest.fixture
def here(session: Session) -> Consultation:
    """Where it is proposed."""
    return a_consultation(session)


@pytest.fixture
def proposal(session: Session, here: Consultation) -> Proposal:
    """A proposal with three supporters."""
    return a_proposal(session, here, a_resident(session, "Anna"), title="Ruhe vor Nachbar Huber", supporters=3)


def _back(session: Session, here: Consultation, proposal: Proposal, at: datetime = LATER) -> Case:
    return rule(session, an_administrator(session), here, "proposal", proposal.id, Measure.BACK, WHY, at)


def _author(session: Session, proposal: Proposal) -> Person:
    return session.scalars(select(Person).where(Person.id == proposal.author_id).options(selectinload(Person.mandates))).one()


def _mend(session: Session, here: Consultation, proposal: Proposal, at: datetime) -> Proposal:
    author = _author(session, proposal)
    save_draft(session, author, here, a_text(here, "Ruhe in der Gasse"), at, draft=proposal)
    return publish_proposal(session, author, proposal, here, at)


def test_it_goes_back_with_reasons_and_a_day(session: Session, here: Consultation, proposal: Proposal) -> None:
    number = proposal.reference
    case = _back(session, here, proposal)
    assert (proposal.is_draft, proposal.is_returned, proposal.reference) == (True, True, number)
    assert proposal.mend_until == LATER + MENDED_WITHIN
    mail = session.query(OutboxMail).filter(OutboxMail.subject == "Die Moderation hat über Ihren Text entschieden").one()
    for part in ("Zurück in den Entwurf", WHY, "wieder einreichen", "Widerspruch", f"/moderation/begruendung/{case.id}"):
        assert part in mail.text, part
    assert [(line.kind, line.measure) for line in log_lines(session)] == [("proposal", "back")]


def test_supports_are_kept_and_rest(session: Session, here: Consultation, proposal: Proposal) -> None:
    _back(session, here, proposal)
    with pytest.raises(NotFound):
        support_proposal(session, a_resident(session), proposal, here, LATER)
    assert session.query(Support).filter_by(proposal_id=proposal.id).count() == proposal.support_count == 3
    _mend(session, here, proposal, LATER + timedelta(days=1))
    assert proposal.support_count == 3
    assert support_proposal(session, a_resident(session), proposal, here, LATER + timedelta(days=1)).count == 4


def test_mended_it_is_public_under_its_number_and_supporters_are_told(session: Session, here: Consultation, proposal: Proposal) -> None:
    number, published = proposal.reference, proposal.published_at
    moderator = a_person(session, moderates=here)
    _back(session, here, proposal)
    _mend(session, here, proposal, LATER + timedelta(days=3))
    assert (proposal.reference, proposal.published_at, proposal.is_published, proposal.is_returned) == (number, published, True, False)
    told = [row.person_id for row in session.query(Notice).filter(Notice.message.contains("überarbeitet"))]
    assert len(told) == 4  # three supporters and the moderator
    assert moderator.id in told
    kept = session.query(ProposalReturn).one()
    assert (kept.title, kept.handed_in_at) == ("Ruhe vor Nachbar Huber", LATER + timedelta(days=3))


def test_the_same_text_is_not_handed_in_again(session: Session, here: Consultation, proposal: Proposal) -> None:
    _back(session, here, proposal)
    with pytest.raises(Conflict, match="derselbe"):
        publish_proposal(session, _author(session, proposal), proposal, here, LATER)


@pytest.mark.parametrize(
    ("passed", "who", "able"),
    [
        (timedelta(0), "author", True),
        (MENDED_WITHIN - timedelta(seconds=1), "author", True),  # the phase for proposals is over by then
        (MENDED_WITHIN, "author", False),
        (timedelta(0), "stranger", False),
        (timedelta(0), "moderator", False),
    ],
)
def test_who_mends_and_until_when(session: Session, here: Consultation, proposal: Proposal, passed: timedelta, who: str, able: bool) -> None:
    _back(session, here, proposal)
    people = {"author": _author(session, proposal), "stranger": a_resident(session), "moderator": a_person(session, moderates=here)}
    now = LATER + passed
    assert bool(may_edit(people[who], proposal, here, now)) is able
    assert bool(may_publish(people[who], proposal, here, now)) is able
    assert not may_discard(people[who], proposal)


def test_what_is_hidden_for_good_is_not_mended(session: Session, here: Consultation, proposal: Proposal) -> None:
    rule(session, an_administrator(session), here, "proposal", proposal.id, Measure.HIDE, "Hetze", LATER)
    assert not may_edit(_author(session, proposal), proposal, here, LATER)
    with pytest.raises(Refused):
        publish_proposal(session, _author(session, proposal), proposal, here, LATER)


def test_a_second_person_can_set_it_aside(session: Session, here: Consultation, proposal: Proposal) -> None:
    case = _back(session, here, proposal)
    appeal(session, _author(session, proposal), case, "Huber ist mein Hund.", LATER)
    decide_appeal(session, an_administrator(session), desk(here), case, upheld=False, reason="Stimmt.", now=LATER)
    assert (proposal.is_published, proposal.is_returned, proposal.mend_until) == (True, False, None)


def test_reasons_are_needed_and_other_texts_have_no_draft(session: Session, here: Consultation, proposal: Proposal) -> None:
    with pytest.raises(Invalid, match="begründen"):
        rule(session, an_administrator(session), here, "proposal", proposal.id, Measure.BACK, " ", LATER)
    said = a_contribution(session, here, a_subject(session, here))
    with pytest.raises(Invalid, match="gibt es hier nicht"):
        rule(session, an_administrator(session), here, "contribution", said.id, Measure.BACK, WHY, LATER)
    _back(session, here, proposal)
    with pytest.raises(Conflict):
        _back(session, here, proposal)


def test_personal_data_goes_out_of_the_returned_text_too(session: Session, here: Consultation, proposal: Proposal) -> None:
    _back(session, here, proposal)
    rule(session, an_administrator(session), here, "proposal", proposal.id, Measure.CUT, "Ein Name", LATER, passages="Huber")
    assert "Huber" not in session.query(ProposalReturn).one().title


def test_an_author_who_leaves_takes_no_support_along(session: Session, here: Consultation, proposal: Proposal, tmp_path: Path) -> None:
    _back(session, here, proposal)
    delete_account(session, _author(session, proposal), settings_for("sqlite://", tmp_path), LATER)
    assert session.query(Support).filter_by(proposal_id=proposal.id).count() == 3


def test_the_pages(session: Session, here: Consultation, proposal: Proposal, browse: Callable[[Person | None], FlaskClient]) -> None:
    """The stub for everyone, the way back for the author, the old text for the moderation alone."""
    moderator, author = a_person(session, moderates=here), _author(session, proposal)
    session.commit()
    url = f"/beteiligungen/{here.slug}/vorschlaege/{proposal.id}"
    sent = post(browse(moderator), f"/moderation/proposal/{proposal.id}", {"measure": "back", "facts": WHY})
    assert sent.status_code == 303
    stub = browse(None).get(url)
    assert stub.status_code == 410
    assert "wird überarbeitet" in stub.text
    assert "Huber" not in stub.text
    own = browse(author).get(url).text
    assert f"{url}/bearbeiten" in own
    assert "zum Überarbeiten zurückgegeben" in browse(author).get(f"/beteiligungen/{here.slug}/vorschlaege/entwuerfe").text
    assert browse(author).get(f"{url}/bearbeiten").status_code == 200
    session.expire_all()
    _mend(session, consultation_by_id(session, here.id), session.get_one(Proposal, proposal.id), clock.now())
    session.commit()
    assert "Huber" in browse(moderator).get(f"{url}/fassungen").text
    for reader in (None, a_resident(session)):
        session.commit()
        assert "Huber" not in browse(reader).get(f"{url}/fassungen").text
