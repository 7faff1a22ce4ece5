"""What each route of a running meeting and of minutes answers to whom."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from participation.kit import clock
from participation.kit.work import WorkState
from participation.meetings import live_actions, live_floor_actions
from participation.meetings.groups_actions import ask_for_groups
from participation.meetings.live_queries import points_of
from participation.meetings.minutes_actions import approve_minutes, begin_minutes
from tests.builders import a_person, an_administrator
from tests.house.routes import Row, World
from tests.meetings.live_builders import an_evening

SEES = "sign-in 403 403 200 403 403 200"
DOES = "sign-in 403 403 303 403 403 303"
PRESENT = "403 303 403 403 403 403 403"
"""Only the resident has joined."""


def furnish_live(session: Session, world: World) -> None:
    """A running meeting at which the resident is, one that is over with a draft of its minutes, and one with public minutes."""
    town, now = world.consultation, clock.now()
    evening = an_evening(session, town, room_code="ABC234", title="Der Abend läuft")
    world.live = evening.meeting
    there = live_floor_actions.join_meeting(session, world.resident, town, evening.meeting, None, "", now)
    world.live_request = evening.raised("Anna")
    ben = evening.phone("Ben")
    world.live_question = live_floor_actions.ask_question(session, evening.meeting, ben, "Wer zahlt das?", "k1", now)
    shown = live_floor_actions.ask_question(session, evening.meeting, ben, "Wann geht es los?", "k2", now)
    live_actions.show_question(session, evening.leader, town, evening.meeting, shown.id, now)
    world.live_shown = shown
    world.live_draft = evening.poll(opened=False)
    world.live_poll = evening.poll()
    world.live_point = points_of(session, evening.meeting.id)[0]
    evening.answer(world.live_poll, there, 1)
    for _name in range(4):
        evening.phone(checked_in=True)
    made = ask_for_groups(session, evening.leader, town, evening.meeting, 2, 2, "ab" * 16, now)
    made.state, made.plan = WorkState.READY, {"rounds": [[made.people[:2], made.people[2:]]] * 2, "met": 2, "possible": 4}
    over = an_evening(session, town, room_code="ABC235", title="Der Abend war")
    live_actions.end_meeting(session, over.leader, town, over.meeting, now)
    world.live_over = over.meeting
    begin_minutes(session, over.leader, town, over.meeting, "", now)
    told = an_evening(session, town, room_code="ABC236", title="Der Abend davor")
    live_actions.end_meeting(session, told.leader, town, told.meeting, now)
    edition = begin_minutes(session, told.leader, town, told.meeting, "", now)
    for person in (an_administrator(session), a_person(session, moderates=town)):
        approve_minutes(session, person, town, told.meeting, edition, 1, now)
    world.live_told = told.meeting
    soon = an_evening(session, town, room_code="ABC237", title="Der Abend kommt")
    soon.meeting.stage, soon.meeting.begun_at = "announced", None  # type: ignore[assignment]  # as it was announced
    world.live_soon = soon.meeting
    session.flush()


def at(rest: str = "", meeting: str = "live", thing: str = "", after: str = "") -> Callable[[World], str]:
    """An address below a meeting."""

    def url(world: World) -> str:
        number = f"/{getattr(world, thing).id}" if thing else ""
        return f"/beteiligungen/{world.consultation.slug}/sitzungen/{getattr(world, meeting).id}{rest}{number}{after}"

    return url


POLL = {"kind": "single", "question": "Was zuerst?", "options": "Saal\nBühne", "most": "1", "low": "1", "high": "5", "majority": "simple"}

LIVE_TABLE: dict[str, Row] = {
    "meeting_entry.enter GET": Row(lambda world: "/saal", "200"),
    "meeting_entry.enter POST": Row(lambda world: "/saal", "303", lambda world: {"code": "abc-234"}),
    "meeting_entry.scan GET": Row(lambda world: "/saal/ABC234", "303"),
    "meeting_room.room GET": Row(at("/dabei"), "200"),
    "meeting_room.join POST": Row(at("/dabei"), "303", lambda world: {"name": "Kim"}),
    "meeting_room.speak POST": Row(at("/dabei/wortmeldung"), PRESENT),
    "meeting_room.stay_silent POST": Row(at("/dabei/wortmeldung/zurueck"), PRESENT),
    "meeting_room.ask POST": Row(at("/dabei/frage"), PRESENT, lambda world: {"text": "Und die Parkplätze?", "entry_key": "k9"}),
    "meeting_room.like POST": Row(at("/dabei/frage", thing="live_shown", after="/auch"), PRESENT),
    "meeting_room.unlike POST": Row(at("/dabei/frage", thing="live_shown", after="/doch-nicht"), PRESENT),
    "meeting_room.answer POST": Row(at("/dabei/umfrage", thing="live_poll"), PRESENT, lambda world: {"marks": "0"}),
    "meeting_room.leave POST": Row(at("/dabei/verlassen"), "303"),
    "meeting_screen.version GET": Row(at("/stand"), "200"),
    "meeting_screen.screen_version GET": Row(at("/leinwand/stand"), "200"),
    "meeting_screen.screen GET": Row(at("/leinwand"), "200"),
    "meeting_desk.show GET": Row(at("/pult"), SEES),
    "meeting_desk.begin POST": Row(at("/pult/eroeffnen", "live_soon"), DOES),
    "meeting_desk.end POST": Row(at("/pult/beenden"), "sign-in 403 403 409 403 403 409"),
    "meeting_desk.show_screen POST": Row(at("/pult/leinwand"), DOES, lambda world: {"screen": "agenda"}),
    "meeting_desk.begin_point POST": Row(at("/pult/punkte", thing="live_point"), DOES),
    "meeting_desk.end_point POST": Row(at("/pult/punkte/beenden"), DOES),
    "meeting_desk.call_up POST": Row(at("/pult/redeliste", thing="live_request"), DOES),
    "meeting_desk.strike POST": Row(at("/pult/redeliste", thing="live_request", after="/streichen"), DOES),
    "meeting_desk.end_turn POST": Row(at("/pult/redeliste/beenden"), DOES),
    "meeting_desk.show_question POST": Row(at("/pult/fragen", thing="live_question", after="/zeigen"), DOES),
    "meeting_desk.answer_question POST": Row(
        at("/pult/fragen", thing="live_shown", after="/beantwortet"), DOES, lambda world: {"answer": "Die Stadt."}
    ),
    "meeting_desk.refuse_question POST": Row(
        at("/pult/fragen", thing="live_question", after="/ablehnen"), DOES, lambda world: {"reason": "Steht schon da."}
    ),
    "meeting_desk.note POST": Row(at("/pult/notiz"), DOES, lambda world: {"note": "Frau Weber stellt vor."}),
    "meeting_desk.new_poll GET": Row(at("/pult/umfragen/neu"), SEES),
    "meeting_desk.new_poll POST": Row(at("/pult/umfragen/neu"), DOES, lambda world: dict(POLL)),
    "meeting_desk.edit_poll GET": Row(at("/pult/umfragen", thing="live_draft"), SEES),
    "meeting_desk.edit_poll POST": Row(at("/pult/umfragen", thing="live_draft"), DOES, lambda world: dict(POLL)),
    "meeting_desk.discard_poll POST": Row(at("/pult/umfragen", thing="live_draft", after="/verwerfen"), DOES),
    "meeting_desk.open_poll POST": Row(at("/pult/umfragen", thing="live_draft", after="/oeffnen"), "sign-in 403 403 409 403 403 409"),
    "meeting_desk.close_poll POST": Row(at("/pult/umfragen", thing="live_poll", after="/beenden"), DOES),
    "meeting_desk.reveal_poll POST": Row(at("/pult/umfragen", thing="live_poll", after="/zeigen"), DOES),
    "meeting_desk.hide_poll POST": Row(at("/pult/umfragen", thing="live_poll", after="/verbergen"), DOES),
    "meeting_groups.index GET": Row(at("/pult/gruppen"), SEES),
    "meeting_groups.ask POST": Row(at("/pult/gruppen"), DOES, lambda world: {"size": "4", "rounds": "2"}),
    "meeting_groups.show POST": Row(at("/pult/gruppen/zeigen"), DOES, lambda world: {"round": "1"}),
    "minutes.show GET": Row(at("/protokoll", "live_told"), "200"),
    "minutes.pdf GET": Row(at("/protokoll.pdf", "live_told"), "200"),
    "minutes.desk GET": Row(at("/pult/protokoll", "live_over"), SEES),
    "minutes.begin POST": Row(at("/pult/protokoll/beginnen", "live_told"), DOES, lambda world: {"correction": "Ein Name war falsch."}),
    "minutes.save POST": Row(at("/pult/protokoll", "live_over"), DOES, lambda world: {"text": "Neuer Text", "revision": "1"}),
    "minutes.approve POST": Row(at("/pult/protokoll/freigeben", "live_over"), DOES, lambda world: {"revision": "1"}),
    "minutes.discard POST": Row(at("/pult/protokoll/verwerfen", "live_over"), DOES),
}
