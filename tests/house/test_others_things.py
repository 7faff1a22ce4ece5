"""A number in an address opens nothing that belongs to somebody else, or to another consultation."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation, Document, Picture
from participation.kit import clock
from participation.proposals.models import Proposal
from participation.votes.trackers import new_cast_key
from tests.builders import a_consultation, a_person, a_resident, post
from tests.discussions.builders import a_contribution, a_topic, discussion_of, subject_of
from tests.house.routes import World
from tests.house.world import TABLE
from tests.proposals.builders import BODY, a_draft, a_proposal
from tests.votes.builders import a_draft as a_vote_draft
from tests.votes.builders import a_voting_consultation, an_open_vote

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Browse = Callable[[Person | None], FlaskClient]


def test_a_consultations_things_are_found_under_its_own_address_only(session: Session, world: World, browse: Browse) -> None:
    """Each address that names a consultation and a thing, with the thing of another consultation that the same person runs."""
    own = {"consultation": world.consultation.slug, "draft": world.draft.slug, "closed": world.closed.slug, "voting": world.voting.slug}
    other = a_consultation(session, "Noch eine").slug
    browser = browse(world.administrator)
    names = {name: row.url(world) for name, row in TABLE.items()}
    data = {name: row.data(world) for name, row in TABLE.items()}
    session.commit()
    tried, opened = 0, []
    for name, url in names.items():
        slug = next((slug for slug in own.values() if f"/{slug}/" in url), "")
        if not slug or not re.search(rf"/{slug}/.*/\d+", url):
            continue
        tried += 1
        swapped = url.replace(f"/{slug}/", f"/{other}/")
        response = browser.get(swapped) if name.endswith(" GET") else post(browser, swapped, data[name])
        if response.status_code != 404:
            opened.append(f"{name} {swapped}: {response.status}")
    assert tried > 30
    assert opened == []


def test_a_moderator_of_another_consultation_decides_nothing_here(session: Session, browse: Browse) -> None:
    here, elsewhere = a_consultation(session), a_consultation(session, "Anderswo")
    topic = a_topic(session, here)
    contribution = a_contribution(session, here, subject_of(topic))
    discussion = discussion_of(session, subject_of(topic))
    vote = an_open_vote(session, a_voting_consultation(session))
    vote_draft = a_vote_draft(session, here)
    proposal = a_proposal(session, here)
    picture = Picture(consultation_id=here.id, stored_name="b" * 26, width=480, height=300, alternative_text="Die Halle")
    document = Document(consultation_id=here.id, stored_name="a" * 26 + ".pdf", title="Plan", size=1, added_on=clock.now().date())
    session.add_all([picture, document])
    session.flush()
    browser = browse(a_person(session, moderates=elsewhere))
    staff, public = "/verwaltung/beteiligungen", "/beteiligungen"
    for url, status in {
        f"/moderation/contribution/{contribution.id}": 403,
        f"/diskussionen/{discussion.id}/ergebnis": 403,
        f"/diskussionen/{discussion.id}/beenden": 403,
        f"{public}/{here.slug}/diskussionen/neu": 403,
        f"{staff}/{here.slug}/phasen/{here.phases[0].id}": 403,
        f"{staff}/{elsewhere.slug}/phasen/{here.phases[0].id}": 404,
        f"{staff}/{elsewhere.slug}/phasen/{here.phases[0].id}/entfernen": 404,
        f"{staff}/{elsewhere.slug}/bilder/{picture.id}/entfernen": 404,
        f"{staff}/{elsewhere.slug}/dokumente/{document.id}/entfernen": 404,
        f"{public}/{elsewhere.slug}/abstimmungen/{vote_draft.id}/bearbeiten": 404,
        f"{public}/{elsewhere.slug}/abstimmungen/{vote_draft.id}/eroeffnen": 404,
        f"{public}/{here.slug}/abstimmungen/{vote_draft.id}/bearbeiten": 404,
        f"{public}/{elsewhere.slug}/abstimmungen/{vote.id}/schliessen": 404,
        f"{public}/{elsewhere.slug}/vorschlaege/{proposal.id}/antwort": 404,
        f"{public}/{here.slug}/vorschlaege/{proposal.id}/antwort": 403,
    }.items():
        assert post(browser, url, {"decision": "hide", "reason": "x", "outcome": "x", "title": "x"}).status_code == status, url


def test_numbers_in_forms_name_own_things_only(session: Session, browse: Browse) -> None:
    """A topic, a district, an answered contribution, an option of another place is no choice here."""
    here, elsewhere, alice = a_consultation(session), a_consultation(session, "Anderswo"), a_resident(session)
    topic, foreign_topic = a_topic(session, here), a_topic(session, elsewhere)
    browser = browse(alice)
    text = {"title": "Mehr Bänke", "body": BODY, "weiter": "vorschau"}
    for category in (elsewhere.categories[0].id, 999_999_999, -1, "٣", "1e3"):
        response = post(browser, f"/beteiligungen/{here.slug}/vorschlaege/neu", {**text, "category_id": category})
        assert response.status_code == 422
        assert BODY in response.text
    session.expire_all()
    assert session.query(Proposal).count() == 0
    wrong_place = f"/beteiligungen/{here.slug}/diskussion/thema/{foreign_topic.id}"
    assert post(browser, wrong_place, {"beitrag-kind": "for", "beitrag-body": "Hallo zusammen."}).status_code == 404
    proposal_as_topic = f"/beteiligungen/{here.slug}/diskussion/vorschlag/{topic.id}"
    assert post(browser, proposal_as_topic, {"beitrag-kind": "for", "beitrag-body": "Hallo zusammen."}).status_code == 404
    vote = an_open_vote(session, a_voting_consultation(session))
    slug = session.get(Consultation, vote.consultation_id).slug  # type: ignore[union-attr]  # it is there
    session.commit()
    for marks in ({"rank-99": "1"}, {"rank-0": "1"}, {"rank-1": "99"}, {"rank-1": "٣"}, {"rank--1": "1"}, {"rank-1": "1", "rank-2": "1"}):
        response = post(browser, f"/beteiligungen/{slug}/abstimmungen/{vote.id}/stimme", {**marks, "cast_key": new_cast_key()})
        assert response.status_code == 422, marks


def test_what_belongs_to_one_person_is_missing_for_all_others(session: Session, world: World, browse: Browse) -> None:
    consultation, alice = world.consultation, a_resident(session)
    draft = a_draft(session, consultation, alice)
    session.commit()
    own = browse(alice)
    sessions = re.findall(r"/konto/sitzungen/(\d+)/beenden", browse(alice).get("/konto/sitzungen").text)
    missing = browse(None).get(f"/beteiligungen/{consultation.slug}/vorschlaege/999999").text
    for person in (None, world.resident, world.moderator, world.office, world.council, world.administrator):
        browser = browse(person)
        response = browser.get(f"/beteiligungen/{consultation.slug}/vorschlaege/{draft.id}")
        assert response.status_code == 404
        assert re.findall("<h1.*?</h1>|<p.*?</p>", response.text) == re.findall(
            "<h1.*?</h1>|<p.*?</p>", browser.get(f"/beteiligungen/{consultation.slug}/vorschlaege/999999").text
        )
        if person is not None:
            for number in sessions:
                post(browser, f"/konto/sitzungen/{number}/beenden")
    assert "Diese Seite gibt es nicht" in missing
    assert own.get("/konto").status_code == 200


def test_a_strangers_change_code_changes_nothing(session: Session, world: World, browse: Browse) -> None:
    """Whoever finds another's receipt cannot change that ballot without being on the roll as its voter's equal, and never twice."""
    url = f"/beteiligungen/{world.voting.slug}/abstimmungen/{world.vote_changeable.id}/stimme-aendern"
    response = post(browse(a_resident(session)), url, {"rank-2": "1", "cast_key": world.voter_key})
    assert response.status_code == 403


OWN_ACCOUNT = re.compile(
    r"^(accounts?|guests|copies|consents\.(own|take_back)|leaving|notices|site|second_step|passkeys|oidc|factors|codes\.verify|residence\.move_away)"
)
LEFT_TO_THE_BLOCKED = {
    "votes.receipt_file POST",
    "votes.look_up POST",
    "vote_results.show_part POST",
    "public_log_mine.look POST",
    "public_log_mine.mine_file POST",
    "public_log_mail.subscribe POST",
    "public_log_mail.confirm POST",
    "public_log_mail.leave POST",
    "team.accept POST",  # a new account, whoever sits before the browser
    "leave_mail.leave POST",
    "newsletters.leave POST",
    "newsletters.unfollow POST",
    "proposal_writing.discard POST",
    "contributions.delete POST",
    "moderation_notices.send POST",  # also without an account
    "moderation_notices.send_name POST",
    "moderation_desk.object_to POST",  # whoever is blocked can appeal
    "crowds.confirm POST",  # and stand by what one supported before
    "meeting_entry.enter POST",  # a code is looked up
    "meeting_room.leave POST",
} | {
    "proposal_authors.decline POST",
    "proposal_authors.stop POST",
    "finding.telling POST",
    "finding.delete POST",
    "similar.look POST",
    "voting_codes.enter POST",
    "voting_codes.leave POST",
    "invited.enter POST",
    "invited.answer POST",
    "invited.leave POST",
    "draw_seats.answer POST",
    "draw_seats.say POST",
    "draw_seats.link POST",
    "encrypted.receipt_file POST",
    "board.look_up POST",
    "trustees.enter POST",
    "trustees.leave POST",
    "surveys.discard POST",
    "survey_codes.enter POST",
    "survey_codes.leave POST",
    "meeting_registrations.confirm POST",
    "meeting_registrations.take_back POST",
    "meeting_registrations.change POST",
    "concern_sending.confirm POST",
    "concern_sending.take_back POST",  # one's own
    "concern_sending.forget POST",
    "concern_sending.take_back_by_link POST",
}
"""Looking whether a ballot is in the urn or the log, or which public proposals are similar, is open to everyone; what one wrote or kept oneself one
may always delete, and nobody must stand behind a text. Who was invited to a council or drawn for it answers by a code from a letter, with or without an
account, a trustee by that of a personal link. So does whoever wants the log's checkpoints by mail, by a mailed link; and whoever registered for a meeting
confirms, changes and takes it back by theirs, and whoever sent a concern without an account."""


def _acts(session: Session, world: World, browser: FlaskClient) -> list[str]:
    """What a browser may do beyond its own account: the routes that do not refuse it."""
    addresses = {name: (row.url(world), row.data(world)) for name, row in TABLE.items() if name.endswith(" POST")}
    session.commit()
    return [
        name
        for name, (url, data) in addresses.items()
        if not OWN_ACCOUNT.match(name) and name not in LEFT_TO_THE_BLOCKED and post(browser, url, data).status_code not in (403, 404)
    ]


@pytest.mark.parametrize("role", ["resident", "moderator", "office", "council", "administrator"])
def test_a_blocked_person_only_reads(session: Session, world: World, browse: Browse, role: str) -> None:
    person: Person = getattr(world, role)
    person.blocked_at, person.blocked_reason = clock.now(), "Beleidigungen"
    assert _acts(session, world, browse(person)) == []


def test_an_unconfirmed_address_only_reads(session: Session, world: World, browse: Browse) -> None:
    """In a meeting that lets people in without an account, whoever has one that is not confirmed is let in, too."""
    world.resident.email_confirmed_at = None
    assert [name for name in _acts(session, world, browse(world.resident)) if not name.startswith("meeting_room.")] == []
