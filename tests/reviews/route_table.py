"""What each route of texts under review answers to whom."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from tests.house.routes import Row, World
from tests.reviews.builders import BODY, a_draft, a_suggestion, a_text, paragraph_at


def furnish(session: Session, world: World) -> None:
    """A published text with suggestions, one of them the resident's; a draft; and one without anything that waits."""
    here = world.consultation
    world.review = a_text(session, here, takes_marks=True)
    world.review_draft = a_draft(session, here)
    world.review_ready = a_text(session, here)
    world.review_paragraph = paragraph_at(session, world.review, 2).paragraph
    world.review_mine = a_suggestion(session, here, world.review, 2, world.resident)
    world.review_others = a_suggestion(session, here, world.review, 3)
    world.review_form = {"title": "Noch ein Entwurf", "introduction": "", "body": BODY, "weiter": "speichern"}


def at(path: str = "", text: str = "review", thing: str = "", after: str = "") -> Callable[[World], str]:
    """An address below a text."""

    def url(world: World) -> str:
        found = f"/{getattr(world, text).id}" if text else ""
        last = f"/{getattr(world, thing).id}" if thing else ""
        return f"/beteiligungen/{world.consultation.slug}/entwuerfe{found}{path}{last}{after}"

    return url


def paragraph(after: str = "") -> Callable[[World], str]:
    """An address below the text's paragraph."""
    return at("/absatz", thing="review_paragraph", after=after)


PEOPLE_SEE = "sign-in 200 200 200 200 200 200"
PEOPLE_DO = "sign-in 303 303 303 303 303 303"
STAFF_SEES = "sign-in 403 403 200 403 403 200"
STAFF_DOES = "sign-in 403 403 303 403 403 303"
DRAFT_SEEN = "404 404 404 200 404 404 200"
DRAFT_DONE = "404 404 404 303 404 404 303"
OWN_SEEN = "sign-in 200 403 403 403 403 403"
OWN_DONE = "sign-in 303 403 403 403 403 403"
SUGGESTED = {
    "body": "Der Stadtpark ist immer offen.",
    "reason": "Es ist schön dort.",
    "base": "1",
    "entry_key": "x" * 20,
    "weiter": "veroeffentlichen",
}
PASSAGE = {"sentence": "1", "passage": "", "kind": "note", "body": "Das ist gut so.", "form_key": "y" * 20}
ACCEPTED = {"body": "Hunde dürfen frei laufen.", "reason": "Das wollen viele.", "seen": "1"}

# in the order of ROLES: anonymous resident moderator_elsewhere moderator office council administrator
TABLE: dict[str, Row] = {
    "reviews.index GET": Row(at(text=""), "200"),
    "reviews.show GET": Row(at(), "200"),
    "reviews.paragraph GET": Row(paragraph(), "200"),
    "reviews.versions GET": Row(at("/fassungen"), "200"),
    "reviews.version GET": Row(at("/fassungen/1"), "200"),
    "review_writing.new GET": Row(paragraph("/vorschlagen"), PEOPLE_SEE),
    "review_writing.create POST": Row(paragraph("/vorschlagen"), PEOPLE_DO, lambda world: SUGGESTED),
    "review_writing.passage GET": Row(paragraph("/stelle"), PEOPLE_SEE),
    "review_writing.passage POST": Row(paragraph("/stelle"), PEOPLE_DO, lambda world: PASSAGE),
    "review_writing.mark POST": Row(paragraph("/haltung"), PEOPLE_DO, lambda world: {"haltung": "zustimmung"}),
    "review_writing.show GET": Row(at("/vorschlaege", thing="review_mine"), "200"),
    "review_writing.withdraw GET": Row(at("/vorschlaege", thing="review_mine", after="/zurueckziehen"), OWN_SEEN),
    "review_writing.withdraw POST": Row(at("/vorschlaege", thing="review_mine", after="/zurueckziehen"), OWN_DONE),
    "review_deciding.index GET": Row(at("/vorschlaege"), "200"),
    "review_deciding.accept GET": Row(at("/vorschlaege", thing="review_others", after="/annehmen"), STAFF_SEES),
    "review_deciding.accept POST": Row(at("/vorschlaege", thing="review_others", after="/annehmen"), STAFF_DOES, lambda world: ACCEPTED),
    "review_deciding.reject GET": Row(at("/vorschlaege", thing="review_others", after="/ablehnen"), STAFF_SEES),
    "review_deciding.reject POST": Row(
        at("/vorschlaege", thing="review_others", after="/ablehnen"), STAFF_DOES, lambda world: {"reason": "Das geht nicht."}
    ),
    "review_deciding.table GET": Row(at("/rueckmeldungen.csv"), "sign-in 403 403 200 403 200 200"),
    "reviews_staff.new GET": Row(at("/neu", ""), STAFF_SEES),
    "reviews_staff.new POST": Row(at("/neu", ""), STAFF_DOES, lambda world: world.review_form),
    "reviews_staff.edit GET": Row(at("/bearbeiten", "review_draft"), DRAFT_SEEN),
    "reviews_staff.edit POST": Row(at("/bearbeiten", "review_draft"), DRAFT_DONE, lambda world: world.review_form),
    "reviews_staff.publishing GET": Row(at("/veroeffentlichen", "review_draft"), DRAFT_SEEN),
    "reviews_staff.publish_now POST": Row(at("/veroeffentlichen", "review_draft"), DRAFT_DONE),
    "reviews_staff.revise GET": Row(at("/neue-fassung"), STAFF_SEES),
    "reviews_staff.revise POST": Row(
        at("/neue-fassung"), STAFF_DOES, lambda world: {"body": BODY + "\n\nNeuer Absatz.", "note": "Ergänzt", "seen": "1", "weiter": "speichern"}
    ),
    "reviews_staff.close GET": Row(at("/abschliessen", "review_ready"), STAFF_SEES),
    "reviews_staff.close POST": Row(at("/abschliessen", "review_ready"), STAFF_DOES, lambda world: {"outcome": "Der Stadtrat berät."}),
}
