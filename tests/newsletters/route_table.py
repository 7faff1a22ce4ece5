"""The outcomes of the newsletters' routes for each role."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from participation.kit import clock
from participation.newsletters.actions import mail_next
from participation.newsletters.mails import leaving_url
from participation.settings import Settings
from tests.house.routes import Row, World
from tests.newsletters.builders import BODY, a_follower, a_newsletter, a_planned_newsletter

STAFF = "sign-in 403 403 200 403 403 200"
STAFF_303 = "sign-in 403 403 303 403 403 303"
SIGNED_IN_303 = "sign-in 303 303 303 303 303 303"


def furnish(session: Session, world: World) -> None:
    """A draft, a planned one and one that was sent."""
    own = Settings(secret_key="tests-only-" + "x" * 32, base_url="http://localhost", var_dir=Path("unused"))
    now = clock.now()
    follower = a_follower(session, world.consultation)
    world.letter_draft = a_newsletter(session, world.consultation)
    world.letter_planned = a_planned_newsletter(session, world.consultation, now + timedelta(days=3))
    world.letter_sent = a_planned_newsletter(session, world.consultation)
    while mail_next(session, own, world.letter_sent.id, now):
        pass
    world.leave_newsletter = leaving_url(own, world.consultation.id, follower.id).removeprefix("http://localhost")


def _public(world: World, rest: str = "") -> str:
    return f"/beteiligungen/{world.consultation.slug}/{rest}"


def _staff(world: World, rest: str = "") -> str:
    return f"/verwaltung/beteiligungen/{world.consultation.slug}/newsletter{rest}"


TEXTS = {"subject": "Neues", "body": BODY}

TABLE = {
    "newsletters.index GET": Row(lambda world: _public(world, "newsletter"), "200"),
    "newsletters.show GET": Row(lambda world: _public(world, f"newsletter/{world.letter_sent.id}"), "200"),
    "newsletters.atom GET": Row(lambda world: _public(world, "newsletter.atom"), "200"),
    "newsletters.follow POST": Row(lambda world: _public(world, "folgen"), SIGNED_IN_303),
    "newsletters.unfollow POST": Row(lambda world: _public(world, "nicht-mehr-folgen"), SIGNED_IN_303),
    "newsletters.leave GET": Row(lambda world: world.leave_newsletter, "200"),
    "newsletters.leave POST": Row(lambda world: world.leave_newsletter, "200"),
    "newsletter_staff.index GET": Row(lambda world: _staff(world), STAFF),
    "newsletter_staff.write GET": Row(lambda world: _staff(world, "/neu"), STAFF),
    "newsletter_staff.write POST": Row(lambda world: _staff(world, "/neu"), STAFF_303, lambda world: TEXTS),
    "newsletter_staff.edit GET": Row(lambda world: _staff(world, f"/{world.letter_draft.id}/bearbeiten"), STAFF),
    "newsletter_staff.edit POST": Row(lambda world: _staff(world, f"/{world.letter_draft.id}/bearbeiten"), STAFF_303, lambda world: TEXTS),
    "newsletter_staff.show GET": Row(lambda world: _staff(world, f"/{world.letter_draft.id}"), STAFF),
    "newsletter_staff.send POST": Row(lambda world: _staff(world, f"/{world.letter_draft.id}/senden"), STAFF_303, lambda world: {"when": "now"}),
    "newsletter_staff.test POST": Row(lambda world: _staff(world, f"/{world.letter_draft.id}/test"), STAFF_303),
    "newsletter_staff.call_back POST": Row(lambda world: _staff(world, f"/{world.letter_planned.id}/zurueckholen"), STAFF_303),
    "newsletter_staff.discard POST": Row(lambda world: _staff(world, f"/{world.letter_draft.id}/verwerfen"), STAFF_303),
}
