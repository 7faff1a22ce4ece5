"""The outcomes of consultations' routes for each role."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from participation.accounts.models import Mandate
from participation.consultations.models import Document, Picture, Stage
from participation.kit import clock
from tests.builders import a_consultation, a_district
from tests.house.routes import Row, World

RUN = "sign-in 403 403 {yes} 403 403 {yes}"
SET_UP = "sign-in 403 403 403 403 403 {yes}"
READS, DOES = "200", "303"
A_PHASE = {"kind": "decide", "title": "Entscheiden", "starts_at": "2027-01-01T08:00", "ends_at": "2027-02-01T18:00"}
TEXTS = {
    "title": "Neuer Titel",
    "summary": "Worum es geht.",
    "decision": "Was",
    "decided_by": "Wer",
    "decided_until": "2027-01-29",
    "open_points": "Das",
    "use_of_result": "Es wird beraten.",
    "contact": "Amt",
    "topics": "Gebäude\nNutzung\nVerkehr",
}


def furnish(session: Session, world: World) -> None:
    """A draft and a closed consultation beside the published one, a picture, a document, a district."""
    world.draft = a_consultation(session, "Noch ein Entwurf", stage=Stage.DRAFT)
    world.closed = a_consultation(session, "Vorbei", stage=Stage.CLOSED)
    for other in (world.draft, world.closed):
        world.moderator.mandates.append(Mandate(person_id=world.moderator.id, consultation_id=other.id, given_at=clock.now()))
    own = {"consultation_id": world.consultation.id}
    world.document = Document(**own, stored_name="a" * 26 + ".pdf", title="Plan", size=1, added_on=clock.now().date())
    world.picture = Picture(**own, stored_name="b" * 26, width=480, height=300, alternative_text="Die Halle")
    session.add_all([world.document, world.picture])
    world.vote_phase_id = world.consultation.phases[3].id
    world.district = a_district(session)
    session.flush()


def _staff(rest: str, which: str = "consultation") -> Callable[[World], str]:
    return lambda world: f"/verwaltung/beteiligungen/{getattr(world, which).slug}{rest}"


def _page(name: str, rest: str, roles: str, which: str = "consultation", data: dict[str, object] | None = None) -> dict[str, Row]:
    """A form's page and its submission."""
    entered = TEXTS if data is None else data
    return {
        f"{name} GET": Row(_staff(rest, which), roles.format(yes=READS)),
        f"{name} POST": Row(_staff(rest, which), roles.format(yes=DOES), lambda world: dict(entered)),
    }


TABLE = {
    "consultation_feeds.dates GET": Row(lambda world: f"/beteiligungen/{world.consultation.slug}/termine.ics", "200"),
    "consultation_feeds.all_dates GET": Row(lambda world: "/termine.ics", "200"),
    "consultation_feeds.news GET": Row(lambda world: "/beteiligungen.atom", "200"),
    "consultations.start GET": Row(lambda world: "/", "200"),
    "consultations.index GET": Row(lambda world: "/beteiligungen", "200"),
    "consultations.overview GET": Row(lambda world: f"/beteiligungen/{world.draft.slug}", "404 404 404 200 404 404 200"),
    "consultations.results GET": Row(lambda world: f"/beteiligungen/{world.draft.slug}/ergebnisse", "404 404 404 200 404 404 200"),
    "consultations.easy_language GET": Row(lambda world: f"/beteiligungen/{world.draft.slug}/leichte-sprache", "404 404 404 200 404 404 200"),
    "consultations.preview GET": Row(lambda world: f"/vorschau/{world.draft.preview_token}", "200"),
    "media.picture GET": Row(lambda world: f"/bilder/{'c' * 26}/480.webp", "404"),
    "media.document GET": Row(lambda world: f"/dokumente/{'c' * 26}.pdf", "404"),
    "staff.start GET": Row(lambda world: "/verwaltung", "sign-in 403 200 200 200 403 200"),
    "staff.manage GET": Row(_staff(""), RUN.format(yes=READS)),
    "staff.appoint POST": Row(_staff("/moderation"), SET_UP.format(yes=DOES), lambda world: {"who": world.resident.email}),
    "staff.dismiss POST": Row(lambda world: _staff(f"/moderation/{world.moderator.public_id}/beenden")(world), SET_UP.format(yes=DOES)),
    **_page("staff.outcome", "/ergebnis", RUN),
    **_page("staff.close", "/abschliessen", RUN),
    **_page("staff.archive", "/archivieren", RUN, "closed"),
    **_page("staff.copy", "/kopieren", SET_UP, data={"title": "Kopie", "first_day": "2027-03-01"}),
    "setup.begin GET": Row(lambda world: "/verwaltung/beteiligungen/neu", SET_UP.format(yes=READS)),
    "setup.begin POST": Row(lambda world: "/verwaltung/beteiligungen/neu", SET_UP.format(yes=DOES), lambda world: dict(TEXTS)),
    **_page("setup.title", "/titel", RUN),
    **_page("setup.decision", "/entscheidung", RUN),
    **_page("setup.audience", "/zielgruppen", RUN),
    **_page("setup.topics", "/themen", RUN),
    "setup.phases GET": Row(_staff("/phasen"), RUN.format(yes=READS)),
    "setup.standard POST": Row(_staff("/phasen/vorlage"), RUN.format(yes="409"), lambda world: {"first_day": "2027-03-01"}),
    **_page("setup.new_phase", "/phasen/neu", RUN, data=A_PHASE),
    "setup.phase GET": Row(lambda world: _staff(f"/phasen/{world.vote_phase_id}")(world), RUN.format(yes=READS)),
    "setup.phase POST": Row(
        lambda world: _staff(f"/phasen/{world.vote_phase_id}")(world), RUN.format(yes=DOES), lambda world: {**A_PHASE, "kind": "vote"}
    ),
    "setup.drop_phase POST": Row(lambda world: _staff(f"/phasen/{world.vote_phase_id}/entfernen")(world), RUN.format(yes=DOES)),
    "setup.check GET": Row(_staff("/pruefen", "draft"), "404 404 404 200 404 404 200"),
    "setup.renew_link POST": Row(_staff("/vorschau-link", "draft"), "404 404 404 303 404 404 303"),
    "setup.publish POST": Row(_staff("/veroeffentlichen", "draft"), "404 404 404 403 404 404 403"),
    "setup_media.media GET": Row(_staff("/bilder-und-dokumente"), RUN.format(yes=READS)),
    "setup_media.new_picture POST": Row(_staff("/bilder"), RUN.format(yes="422")),
    "setup_media.new_document POST": Row(_staff("/dokumente"), RUN.format(yes="422")),
    "setup_media.drop_picture POST": Row(lambda world: _staff(f"/bilder/{world.picture.id}/entfernen")(world), RUN.format(yes=DOES)),
    "setup_media.drop_document POST": Row(lambda world: _staff(f"/dokumente/{world.document.id}/entfernen")(world), RUN.format(yes=DOES)),
    "districts.index GET": Row(lambda world: "/verwaltung/ortsteile", SET_UP.format(yes=READS)),
    "districts.index POST": Row(lambda world: "/verwaltung/ortsteile", SET_UP.format(yes=DOES), lambda world: {"name": "Neue Siedlung"}),
    "districts.rename GET": Row(lambda world: f"/verwaltung/ortsteile/{world.district.id}", SET_UP.format(yes=READS)),
    "districts.rename POST": Row(
        lambda world: f"/verwaltung/ortsteile/{world.district.id}", SET_UP.format(yes=DOES), lambda world: {"name": "Altstadt"}
    ),
    "districts.drop POST": Row(lambda world: f"/verwaltung/ortsteile/{world.district.id}/entfernen", SET_UP.format(yes=DOES)),
}
