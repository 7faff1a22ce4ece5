"""What each route of duplicates answers to whom."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from participation.duplicates.actions import answer_merge, carry_out_merge, propose_merge
from participation.kit import clock
from participation.proposals.actions import support_proposal
from tests.builders import a_resident
from tests.house.routes import Row, World
from tests.proposals.builders import a_proposal


def furnish(session: Session, world: World) -> None:
    """Two proposals that say the same, a merge of which the resident's is asked about, one that can be carried out, one carried out."""
    now, author = clock.now(), a_resident(session)
    square, moderator = world.consultation, world.moderator

    def one(title: str, by: object = author) -> object:
        return a_proposal(session, square, by, title)  # type: ignore[arg-type]  # a person

    world.twins = (one("Ein Brunnen am Markt"), one("Einen Brunnen am Markt bauen"))
    asked = (one("Trinkwasser im Park"), one("Trinkwasser in den Park", world.resident))
    world.asked_merge = propose_merge(session, moderator, square, asked[0], asked[1:], "Beide wollen Wasser.", now)
    world.asked_part = asked[1]
    ready, done = [(one(f"{title} eins"), one(f"{title} zwei")) for title in ("Mehr Schatten", "Neue Sitze")]
    support_proposal(session, world.resident, done[1], square, now)
    merges = [propose_merge(session, moderator, square, pair[0], pair[1:], "Beide wollen dasselbe.", now) for pair in (ready, done)]
    for merge in merges:
        for part in merge.parts:
            answer_merge(session, author, square, merge, part, True, now)
    carry_out_merge(session, moderator, square, merges[1], now)
    world.ready_merge, world.done_merge, world.folded = merges[0], merges[1], done[1]


def below(path: str) -> Callable[[World], str]:
    """An address of the consultation; names in braces are things of the world."""
    return lambda world: f"/beteiligungen/{world.consultation.slug}" + path.format(world=world)


PAIR = "/aehnliche/{world.twins[0].id}/{world.twins[1].id}"

# in the order of ROLES: anonymous resident moderator_elsewhere moderator office council administrator
STAFF_200, STAFF_303 = "sign-in 403 403 200 403 403 200", "sign-in 403 403 303 403 403 303"

TABLE: dict[str, Row] = {
    "similar.look POST": Row(below("/vorschlaege/aehnliche"), "sign-in 200 200 200 200 200 200", lambda world: {"title": "Ein Brunnen am Markt"}),
    "duplicates.work GET": Row(below("/aehnliche"), STAFF_200),
    "duplicates.pair GET": Row(below(PAIR), STAFF_200),
    "duplicates.pair POST": Row(below(PAIR), STAFF_303, lambda world: {"urteil": "together", "reason": "Beide wollen einen Brunnen."}),
    "duplicates.propose GET": Row(below(PAIR + "/zusammenfuehren"), STAFF_200),
    "duplicates.propose POST": Row(
        below(PAIR + "/zusammenfuehren"), STAFF_303, lambda world: {"target": world.twins[0].id, "reason": "Dasselbe.", "days": "14"}
    ),
    "merges.show GET": Row(below("/zusammenfuehrungen/{world.asked_merge.id}"), "sign-in 200 403 200 403 403 200"),
    "merges.answer POST": Row(
        below("/zusammenfuehrungen/{world.asked_merge.id}/antwort"),
        "sign-in 303 403 403 403 403 403",
        lambda world: {"vorschlag": world.asked_part.id, "antwort": "ja"},
    ),
    "merges.carry_out POST": Row(below("/zusammenfuehrungen/{world.ready_merge.id}/ausfuehren"), STAFF_303),
    "merges.cancel POST": Row(below("/zusammenfuehrungen/{world.asked_merge.id}/beenden"), "sign-in 403 403 303 403 403 303"),
    "merges.split GET": Row(below("/zusammenfuehrungen/{world.done_merge.id}/trennen/{world.folded.id}"), STAFF_200),
    "merges.split POST": Row(
        below("/zusammenfuehrungen/{world.done_merge.id}/trennen/{world.folded.id}"), STAFF_303, lambda world: {"reason": "Doch verschieden."}
    ),
    "merges.move GET": Row(below("/vorschlaege/{world.folded.id}/unterstuetzung-uebertragen"), "sign-in 200 200 200 200 200 200"),
    "merges.move POST": Row(below("/vorschlaege/{world.folded.id}/unterstuetzung-uebertragen"), "sign-in 303 403 403 403 403 403"),
}
