"""What each route of invitations answers to whom."""

from __future__ import annotations

from sqlalchemy.orm import Session

from participation.councils.models import CouncilStage
from participation.invitations.draw_actions import DrawPlan, commit_draw
from participation.invitations.models import Invitation, LetterBatch
from participation.invitations.register_actions import upload_register
from participation.kit import clock
from participation.kit.work import WorkState
from tests.builders import a_consultation, a_person, an_administrator
from tests.councils.builders import a_council
from tests.councils.route_table import staff
from tests.house.routes import Row, World
from tests.invitations.builders import a_csv, a_register, invited, register_rows, the_seals

ADMIN = "sign-in 403 403 403 403 403 200"
ADMIN_303 = "sign-in 403 403 403 403 403 303"


def furnish(session: Session, world: World) -> None:
    """A council with a register to look at, one whose draw is fixed, and one that invites."""
    now, admin = clock.now(), an_administrator(session)
    world.reading = a_consultation(session, "Rat liest ein")
    council = a_council(session, world.reading)
    world.extract = upload_register(session, admin, world.reading, council, a_csv(register_rows(6)), "r.csv", the_seals(), now)
    world.fixing = a_consultation(session, "Rat legt fest")
    council = a_council(session, world.fixing)
    a_register(session, world.fixing, council)
    world.fixed = commit_draw(session, admin, world.fixing, council, DrawPlan(5, source="Lotto"), now)
    world.summoning = a_consultation(session, "Rat lädt ein")
    council = a_council(session, world.summoning, CouncilStage.INVITING)
    world.invitation: Invitation = invited(session, world.summoning, council)[0]
    world.batch = LetterBatch(
        council_id=council.id, number=1, kind="first", numbers=[1], requested_by_id=a_person(session).id, requested_at=now, touched_at=now,
        state=WorkState.GONE,
    )  # fmt: skip
    session.add(world.batch)
    session.flush()


ANSWER = {"number": "1", "channel": "card", "said": "no", "name": "", "email": "", "phone": "", "reason": "time"}

TABLE = {
    "register.index GET": Row(staff("/register", "reading"), ADMIN),
    "register.upload POST": Row(staff("/register", "reading"), "sign-in 403 403 403 403 403 422"),
    "register.preview GET": Row(lambda w: staff(f"/register/{w.extract.id}", "reading")(w), ADMIN),
    "register.columns POST": Row(
        lambda w: staff(f"/register/{w.extract.id}/spalten", "reading")(w), ADMIN_303, lambda w: {"spalte-0": "family", "spalte-1": "first"}
    ),
    "register.take POST": Row(lambda w: staff(f"/register/{w.extract.id}/einlesen", "reading")(w), ADMIN_303),
    "register.undo POST": Row(lambda w: staff(f"/register/{w.extract.id}/zuruecknehmen", "reading")(w), ADMIN_303),
    "register.plan GET": Row(staff("/einladungen/auslosen", "summoning"), ADMIN),
    "register.plan POST": Row(
        staff("/einladungen/auslosen", "summoning"), ADMIN_303, lambda w: {"size": "5", "weights": "", "source": "Lotto", "act": "commit"}
    ),
    "register.draw GET": Row(staff("/einladungen/auslosen/1", "fixing"), ADMIN),
    "register.draw POST": Row(staff("/einladungen/auslosen/1", "fixing"), ADMIN_303, lambda w: {"value": "1 2 3"}),
    "letters.index GET": Row(staff("/briefe", "summoning"), ADMIN),
    "letters.announce POST": Row(staff("/ankuendigen", "fixing"), ADMIN_303),
    "letters.make POST": Row(staff("/briefe", "summoning"), ADMIN_303, lambda w: {"kind": "first"}),
    "letters.again POST": Row(staff("/briefe/1/neu", "summoning"), ADMIN_303),
    "letters.download GET": Row(staff("/briefe/1.pdf", "summoning"), ADMIN_303),
    "letters.standing GET": Row(staff("/antworten", "summoning"), ADMIN),
    "letters.enter GET": Row(staff("/antworten/eintragen", "summoning"), ADMIN),
    "letters.enter POST": Row(staff("/antworten/eintragen", "summoning"), ADMIN_303, lambda w: ANSWER),
    "invited.enter GET": Row(lambda w: "/buergerrat/antwort", "200"),
    "invited.enter POST": Row(lambda w: "/buergerrat/antwort", "422", lambda w: {"code": "7K3M-9QXR-V0TB-DH2W8"}),
    "invited.answer GET": Row(lambda w: "/buergerrat/antwort/angaben", "303"),
    "invited.answer POST": Row(lambda w: "/buergerrat/antwort/angaben", "303", lambda w: {"said": "no"}),
    "invited.leave POST": Row(lambda w: "/buergerrat/antwort/beenden", "303"),
    "invited.transcript GET": Row(lambda w: f"/beteiligungen/{w.summoning.slug}/buergerrat/auslosung-1.json", "200"),
}
