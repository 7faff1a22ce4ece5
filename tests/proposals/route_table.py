"""What each route of proposals answers to whom."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from participation.proposals.author_actions import accept_invitation
from participation.proposals.writing_models import Attachment
from tests.builders import a_resident
from tests.house.routes import Row, World
from tests.proposals.builders import (
    BODY,
    DURING_COLLECT,
    a_draft,
    a_proposal,
    a_question,
    an_invitation,
    taken_in_at_the_counter,
)


def furnish(session: Session, world: World) -> None:
    """A proposal of somebody else, one of the resident's own, published just now, and a draft of the resident."""
    world.proposal = a_proposal(session, world.consultation)
    world.own_proposal = a_proposal(session, world.consultation, world.resident)
    world.proposal_draft = a_draft(session, world.consultation, world.resident)
    world.draft_form = {"title": "Mehr Bänke im Park", "body": BODY, "category_id": world.consultation.categories[0].id, "weiter": "entwurf"}
    furnish_writing(session, world)


def furnish_writing(session: Session, world: World) -> None:
    """Files, questions, invitations, and something taken in at the counter."""
    consultation, resident = world.consultation, world.resident
    world.pictured_draft = a_draft(session, consultation, resident)  # its picture's file is nowhere: no page of it is opened
    for place, (name, kind) in enumerate((("attachment", "picture"), ("paper", "document"))):
        stored = "d" * 26 + ("" if kind == "picture" else ".pdf")
        words = "Plan" if kind == "document" else ""
        file = Attachment(
            proposal_id=(world.pictured_draft if kind == "picture" else world.proposal_draft).id,
            kind=kind,
            stored_name=stored,
            words=words,
            width=480,
            position=place,
            added_at=DURING_COLLECT,
        )
        setattr(world, name, file)
        session.add(file)
    world.proposal_draft.attachment_count = world.pictured_draft.attachment_count = 1
    session.flush()
    world.question = a_question(session, consultation, world.administrator, kind="money", required=False)
    other = a_resident(session)
    world.joint_draft, world.joined_draft = a_draft(session, consultation, other), a_draft(session, consultation, other)
    an_invitation(session, consultation, world.joint_draft, resident)
    an_invitation(session, consultation, world.joined_draft, resident)
    accept_invitation(session, resident, world.joined_draft, consultation, "/", DURING_COLLECT)
    world.invitation = an_invitation(session, consultation, world.proposal_draft, a_resident(session))
    world.taken_in = taken_in_at_the_counter(session, consultation, world.administrator)
    world.intake_form = {**world.draft_form, "channel": "counter", "received_on": "2026-10-14", "giver": "Erika Muster"}


def at(path: str, thing: str = "") -> Callable[[World], str]:
    """An address below the consultation's proposals."""

    def url(world: World) -> str:
        number = f"/{getattr(world, thing).id}" if thing else ""
        return f"/beteiligungen/{world.consultation.slug}/vorschlaege{number}{path}"

    return url


def of_file(path: str) -> Callable[[World], str]:
    """An address of the draft's picture."""
    return lambda world: at(path.format(world.attachment.id), "pictured_draft")(world)


def described(world: World) -> dict[str, object]:
    """What is sent to describe the picture."""
    return {f"bild{world.attachment.id}-words": "Eine Bank im Park."}


def staff(path: str) -> Callable[[World], str]:
    """An address of the consultation's staff pages."""
    return lambda world: f"/verwaltung/beteiligungen/{world.consultation.slug}{path}"


def of_question(path: str) -> Callable[[World], str]:
    """An address of the question."""
    return lambda world: staff(f"/fragen/{world.question.id}{path}")(world)


def of_intake(path: str) -> Callable[[World], str]:
    """An address of what was taken in."""
    return lambda world: staff(f"/aufnahme/{world.taken_in.id}{path}")(world)


# in the order of ROLES: anonymous resident moderator_elsewhere moderator office council administrator
TABLE: dict[str, Row] = {
    "proposals.index GET": Row(at(""), "200"),
    "proposal_map.show GET": Row(at("/karte"), "200"),
    "proposal_map.data GET": Row(at("/karte.json"), "200"),
    "proposal_map.export GET": Row(lambda world: f"/beteiligungen/{world.consultation.slug}/vorschlaege.geojson", "200"),
    "proposals.detail GET": Row(at("", "proposal"), "200"),
    "proposal_history.versions GET": Row(at("/fassungen", "proposal"), "200"),
    "proposal_history.compare GET": Row(at("/fassungen/vergleich", "proposal"), "200"),
    "proposals.confirm_support GET": Row(at("/unterstuetzen", "proposal"), "sign-in 200 200 200 200 200 200"),
    "proposals.support POST": Row(at("/unterstuetzen", "proposal"), "sign-in 303 403 403 403 403 403"),
    "proposals.take_back POST": Row(at("/unterstuetzung-zuruecknehmen", "proposal"), "sign-in 303 303 303 303 303 303"),
    "proposal_writing.new GET": Row(at("/neu"), "sign-in 200 200 200 200 200 200"),
    "proposal_writing.create POST": Row(at("/neu"), "sign-in 303 303 303 303 303 303", lambda world: world.draft_form),
    "proposal_writing.drafts GET": Row(at("/entwuerfe"), "sign-in 200 200 200 200 200 200"),
    "proposal_writing.edit GET": Row(at("/bearbeiten", "proposal_draft"), "sign-in 200 404 404 404 404 404"),
    "proposal_writing.change POST": Row(at("/bearbeiten", "proposal_draft"), "sign-in 303 404 404 404 404 404", lambda world: world.draft_form),
    "proposal_writing.preview GET": Row(at("/vorschau", "proposal_draft"), "sign-in 200 404 404 404 404 404"),
    "proposal_writing.publish POST": Row(at("/veroeffentlichen", "proposal_draft"), "sign-in 303 404 404 404 404 404"),
    "proposal_writing.confirm_discard GET": Row(at("/loeschen", "proposal_draft"), "sign-in 200 404 404 404 404 404"),
    "proposal_writing.discard POST": Row(at("/loeschen", "proposal_draft"), "sign-in 303 404 404 404 404 404"),
    "proposal_writing.withdraw GET": Row(at("/zurueckziehen", "own_proposal"), "sign-in 200 403 403 403 403 403"),
    "proposal_writing.withdraw POST": Row(
        at("/zurueckziehen", "own_proposal"), "sign-in 303 403 403 403 403 403", lambda world: {"reason": "Es gibt schon einen besseren."}
    ),
    "proposal_writing.keep_new POST": Row(at("/zwischenspeichern"), "sign-in 303 303 303 303 303 303", lambda world: world.draft_form),
    "proposal_writing.keep POST": Row(at("/zwischenspeichern", "proposal_draft"), "sign-in 303 404 404 404 404 404", lambda world: world.draft_form),
    "proposal_files.files GET": Row(at("/dateien", "proposal_draft"), "sign-in 200 404 404 404 404 404"),
    "proposal_files.new_picture POST": Row(at("/bilder", "proposal_draft"), "sign-in 422 404 404 404 404 404"),
    "proposal_files.new_document POST": Row(at("/dokumente", "proposal_draft"), "sign-in 422 404 404 404 404 404"),
    "proposal_files.describe POST": Row(of_file("/bilder/{}/beschreiben"), "sign-in 303 404 404 404 404 404", described),
    "proposal_files.move POST": Row(of_file("/dateien/{}/verschieben"), "sign-in 303 404 404 404 404 404", lambda world: {"richtung": "vor"}),
    "proposal_files.drop POST": Row(of_file("/dateien/{}/entfernen"), "sign-in 303 404 404 404 404 404"),
    "proposal_files.picture GET": Row(lambda world: f"/vorschlagsbilder/{world.attachment.stored_name}/480.webp", "404"),
    "proposal_files.document GET": Row(lambda world: f"/vorschlagsdokumente/{world.paper.stored_name}", "404"),
    "proposal_authors.authors GET": Row(at("/mitschreiben", "proposal_draft"), "sign-in 200 404 404 404 404 404"),
    "proposal_authors.authors POST": Row(
        at("/mitschreiben", "proposal_draft"), "sign-in 303 404 404 404 404 404", lambda world: {"who": "neu@example.org"}
    ),
    "proposal_authors.remove POST": Row(
        lambda world: at("/mitschreiben", "proposal_draft")(world) + f"/{world.invitation.id}/entfernen", "sign-in 303 404 404 404 404 404"
    ),
    "proposal_authors.invitation GET": Row(at("/einladung", "joint_draft"), "sign-in 200 404 404 404 404 404"),
    "proposal_authors.accept POST": Row(at("/einladung/annehmen", "joint_draft"), "sign-in 303 404 404 404 404 404"),
    "proposal_authors.decline POST": Row(at("/einladung/ablehnen", "joint_draft"), "sign-in 303 404 404 404 404 404"),
    "proposal_authors.stop GET": Row(at("/mitschreiben/beenden", "joined_draft"), "sign-in 200 404 404 404 404 404"),
    "proposal_authors.stop POST": Row(at("/mitschreiben/beenden", "joined_draft"), "sign-in 303 404 404 404 404 404"),
    "proposal_questions.index GET": Row(staff("/fragen"), "sign-in 403 403 200 403 403 200"),
    "proposal_questions.index POST": Row(
        staff("/fragen"), "sign-in 403 403 303 403 403 303", lambda world: {"label": "Wer macht mit?", "kind": "short"}
    ),
    "proposal_questions.edit GET": Row(of_question(""), "sign-in 403 403 200 403 403 200"),
    "proposal_questions.edit POST": Row(
        of_question(""), "sign-in 403 403 303 403 403 303", lambda world: {"label": "Und was kostet es?", "kind": "money"}
    ),
    "proposal_questions.move POST": Row(of_question("/verschieben"), "sign-in 403 403 303 403 403 303", lambda world: {"richtung": "hoch"}),
    "proposal_questions.retire POST": Row(of_question("/beenden"), "sign-in 403 403 303 403 403 303"),
    "proposal_intake.index GET": Row(staff("/aufnahme"), "sign-in 403 403 200 200 403 200"),
    "proposal_intake.new GET": Row(staff("/aufnahme/neu"), "sign-in 403 403 200 200 403 200"),
    "proposal_intake.new POST": Row(staff("/aufnahme/neu"), "sign-in 403 403 303 303 403 303", lambda world: world.intake_form),
    "proposal_intake.slip GET": Row(of_intake("/beleg"), "sign-in 403 403 200 200 403 200"),
    "proposal_intake.forget POST": Row(of_intake("/name-loeschen"), "sign-in 403 403 303 303 403 303"),
}
