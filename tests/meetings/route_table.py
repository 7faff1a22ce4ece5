"""What each route of meetings before the evening and at the door answers to whom."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from sqlalchemy.orm import Session

from participation.kit import clock
from participation.meetings.checkin_actions import let_in
from participation.meetings.registration_models import MeetingDocument
from participation.meetings.tickets import own_path, ticket_url
from tests.builders import an_administrator
from tests.house.routes import Row, World
from tests.meetings.builders import OWN, a_draft, a_guest, a_meeting, asked
from tests.meetings.live_route_table import LIVE_TABLE, furnish_live

STAFF = "sign-in 403 403 200 403 403 200"
STAFF_303 = "sign-in 403 403 303 403 403 303"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
NAMES = ("e" * 26, "f" * 26)
"""Of files that are not there: the routes' world stores none."""


def furnish(session: Session, world: World) -> None:
    """A draft, one that is announced, and one whose doors are open, with people who come."""
    now, town = clock.now(), world.consultation
    world.meeting_draft = a_draft(session, town, title="Noch ein Entwurf")
    world.meeting = a_meeting(session, town)
    soon = {"starts_at": now + timedelta(hours=1), "ends_at": now + timedelta(hours=3), "title": "Gleich geht es los"}
    world.meeting_soon = a_meeting(session, town, **soon)
    comes, waits = a_guest(session, town, world.meeting, "Rita"), asked(session, town, world.meeting, "Vera")
    world.own_registration, world.asked_registration = own_path(OWN, comes), own_path(OWN, waits)
    world.registration = comes
    here, comes_soon = (a_guest(session, town, world.meeting_soon, name) for name in ("Anna", "Bert"))
    (world.attendee,) = let_in(session, an_administrator(session), town, world.meeting_soon, here, 1, now)
    world.registration_soon, world.meeting_ticket = comes_soon, ticket_url(OWN, comes_soon).removeprefix("http://localhost")
    world.meeting_paper = MeetingDocument(meeting_id=world.meeting.id, stored_name=NAMES[0] + ".pdf", title="Entwürfe", size=9, added_at=now)
    session.add(world.meeting_paper)
    session.flush()
    furnish_live(session, world)


def _public(world: World, rest: str = "") -> str:
    return f"/beteiligungen/{world.consultation.slug}/sitzungen{rest}"


def _staff(world: World, rest: str = "") -> str:
    return f"/verwaltung/beteiligungen/{world.consultation.slug}/sitzungen{rest}"


def _door(world: World, rest: str = "") -> str:
    return _staff(world, f"/{world.meeting_soon.id}/einlass{rest}")


TEXTS = {
    "title": "Zweiter Abend",
    "description": "Es geht weiter.",
    "starts_at": "2026-11-10T18:00",
    "ends_at": "2026-11-10T20:00",
    "place": "Rathaus",
    "address": "Markt 1",
    "access_features": "step_free",
    "access": "Rampe",
    "stream_url": "https://stream.example/",
    "agenda": "10 min Begrüßung",
    "takes_registrations": "y",
    "places": "20",
    "most_companions": "1",
    "quorum": "0",
}
NEEDS = {"companions": "0", "features": "captions", "words": "Ich sitze gern vorn."}

TABLE = {
    **LIVE_TABLE,
    "meetings.everywhere GET": Row(lambda world: "/sitzungen", "200"),
    "meetings.index GET": Row(lambda world: _public(world), "200"),
    "meetings.show GET": Row(lambda world: _public(world, f"/{world.meeting.id}"), "200"),
    "meetings.date GET": Row(lambda world: _public(world, f"/{world.meeting.id}/termin.ics"), "200"),
    "meetings.dates GET": Row(lambda world: _public(world, "/termine.ics"), "200"),
    "meetings.document GET": Row(lambda world: _public(world, f"/{world.meeting.id}/dokumente/{world.meeting_paper.id}.pdf"), "404"),
    "meeting_registrations.ask GET": Row(lambda world: _public(world, f"/{world.meeting.id}/anmelden"), "200"),
    "meeting_registrations.register POST": Row(
        lambda world: _public(world, f"/{world.meeting.id}/anmelden"),
        "200 303 303 303 303 303 303",
        lambda world: {"name": "Kim", "email": "kim@town.example", **NEEDS},
    ),
    "meeting_registrations.own GET": Row(lambda world: world.own_registration, "200"),
    "meeting_registrations.ticket GET": Row(lambda world: world.own_registration + "/karte.pdf", "200"),
    "meeting_registrations.confirm POST": Row(lambda world: world.asked_registration + "/bestaetigen", "303"),
    "meeting_registrations.change POST": Row(lambda world: world.own_registration + "/aendern", "303", lambda world: dict(NEEDS)),
    "meeting_registrations.take_back POST": Row(lambda world: world.own_registration + "/zuruecknehmen", "303"),
    "meeting_planning.plan GET": Row(lambda world: _staff(world, "/neu"), STAFF),
    "meeting_planning.plan POST": Row(lambda world: _staff(world, "/neu"), STAFF_303, lambda world: dict(TEXTS)),
    "meeting_planning.manage GET": Row(lambda world: _staff(world, f"/{world.meeting.id}"), STAFF),
    "meeting_planning.change GET": Row(lambda world: _staff(world, f"/{world.meeting.id}/bearbeiten"), STAFF),
    "meeting_planning.change POST": Row(lambda world: _staff(world, f"/{world.meeting.id}/bearbeiten"), STAFF_303, lambda world: dict(TEXTS)),
    "meeting_planning.announce POST": Row(lambda world: _staff(world, f"/{world.meeting_draft.id}/ankuendigen"), STAFF_303),
    "meeting_planning.cancel POST": Row(
        lambda world: _staff(world, f"/{world.meeting.id}/absagen"), STAFF_303, lambda world: {"reason": "Der Saal ist nass."}
    ),
    "meeting_planning.discard POST": Row(lambda world: _staff(world, f"/{world.meeting_draft.id}/verwerfen"), STAFF_303),
    "meeting_planning.add_document POST": Row(
        lambda world: _staff(world, f"/{world.meeting.id}/dokumente"),
        STAFF_303,
        lambda world: {"title": "Entwürfe", "file": (BytesIO(PDF), "a.pdf")},
    ),
    "meeting_planning.remove_document POST": Row(
        lambda world: _staff(world, f"/{world.meeting.id}/dokumente/{world.meeting_paper.id}/entfernen"), STAFF_303
    ),
    "meeting_door.door GET": Row(lambda world: _door(world), STAFF),
    "meeting_door.check_in POST": Row(
        lambda world: _door(world, f"/{world.registration_soon.id}/einchecken"), STAFF_303, lambda world: {"people": "1"}
    ),
    "meeting_door.check_out POST": Row(lambda world: _door(world, f"/{world.attendee.id}/auschecken"), STAFF_303),
    "meeting_door.walk_in POST": Row(lambda world: _door(world, "/ohne-anmeldung"), STAFF_303, lambda world: {"who": "Herr Maier"}),
    "meeting_registered.index GET": Row(lambda world: _staff(world, f"/{world.meeting.id}/anmeldungen"), STAFF),
    "meeting_registered.table GET": Row(lambda world: _staff(world, f"/{world.meeting.id}/anmeldungen.csv"), STAFF),
    "meeting_registered.enter GET": Row(lambda world: _staff(world, f"/{world.meeting.id}/anmeldungen/eintragen"), STAFF),
    "meeting_registered.enter POST": Row(
        lambda world: _staff(world, f"/{world.meeting.id}/anmeldungen/eintragen"),
        STAFF_303,
        lambda world: {"name": "Frau Kaya", "email": "kaya@town.example", **NEEDS},
    ),
    "meeting_registered.strike_off POST": Row(
        lambda world: _staff(world, f"/{world.meeting.id}/anmeldungen/{world.registration.id}/streichen"), STAFF_303
    ),
    "meeting_door.list_file GET": Row(lambda world: _door(world, "/liste.html"), STAFF),
    "meeting_door.list_sheet GET": Row(lambda world: _door(world, "/liste.pdf"), STAFF),
    "meeting_door.hand_in GET": Row(lambda world: _door(world, "/liste-abgeben"), STAFF),
    "meeting_door.hand_in POST": Row(lambda world: _door(world, "/liste-abgeben"), STAFF, lambda world: {"typed": "2\nHerr Maier"}),
    "meeting_door.ticket GET": Row(lambda world: world.meeting_ticket, "200"),
    "meeting_door.scan POST": Row(lambda world: world.meeting_ticket, STAFF_303, lambda world: {"people": "1"}),
}
