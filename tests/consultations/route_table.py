"""The outcomes of consultations' routes for each role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Mandate, Role
from participation.consultations.models import Document, Picture, Stage
from participation.kit import clock
from tests.builders import a_consultation, a_district, a_person
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
    world.open_to_guests = a_consultation(session, "Auch für Gäste")
    world.open_to_guests.guests_write = True
    for other in (world.draft, world.closed):
        session.add(Mandate(person_id=world.moderator.id, consultation_id=other.id, given_at=clock.now()))
        session.flush()
        session.refresh(world.moderator, ["mandates"])
    world.standing_in = a_person(session, "Vertretung", role=Role.OFFICE)
    held = session.scalars(select(Mandate).where(Mandate.person_id == world.moderator.id, Mandate.consultation_id == world.consultation.id)).one()
    span = {"starts_at": clock.now() + timedelta(days=1), "ends_at": clock.now() + timedelta(days=3)}
    session.add(Mandate(person_id=world.standing_in.id, consultation_id=world.consultation.id, given_at=clock.now(), deputy_for_id=held.id, **span))
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
    "names.show GET": Row(lambda world: f"/beteiligungen/{world.consultation.slug}/name", "sign-in 200 200 200 200 200 200"),
    "names.choose POST": Row(
        lambda world: f"/beteiligungen/{world.consultation.slug}/name", "sign-in 403 403 403 403 403 403", lambda world: {"name": "Brombeere"}
    ),
    "guest_entry.show GET": Row(lambda world: f"/beteiligungen/{world.open_to_guests.slug}/gast", "200 403 403 403 403 403 403"),
    "guest_entry.ask POST": Row(
        lambda world: f"/beteiligungen/{world.open_to_guests.slug}/gast",
        "303 403 403 403 403 403 403",
        lambda world: {"email": "gast@town.example", "public_name": "Kastanie"},
    ),
    "guest_entry.settings_page GET": Row(_staff("/gaeste"), RUN.format(yes=READS)),
    "guest_entry.save_settings POST": Row(_staff("/gaeste"), RUN.format(yes=DOES), lambda world: {"support": "y"}),
    "names.settings_page GET": Row(_staff("/auftreten"), RUN.format(yes=READS)),
    "names.save_settings POST": Row(_staff("/auftreten"), RUN.format(yes=DOES), lambda world: {"pseudonyms": "y"}),
    "staff.start GET": Row(lambda world: "/verwaltung", "sign-in 403 200 200 200 403 200"),
    "staff.manage GET": Row(_staff(""), RUN.format(yes=READS)),
    "staff.appoint POST": Row(_staff("/moderation"), SET_UP.format(yes=DOES), lambda world: {"who": world.resident.email}),
    "staff.dismiss POST": Row(lambda world: _staff(f"/moderation/{world.moderator.public_id}/beenden")(world), SET_UP.format(yes=DOES)),
    "mandates.show GET": Row(lambda world: _staff(f"/moderation/{world.moderator.public_id}")(world), RUN.format(yes=READS)),
    "mandates.set_end POST": Row(
        lambda world: _staff(f"/moderation/{world.moderator.public_id}/ende")(world), SET_UP.format(yes=DOES), lambda world: {"until": "2030-01-01"}
    ),
    "mandates.name_deputy POST": Row(
        lambda world: _staff(f"/moderation/{world.moderator.public_id}/vertretung")(world),
        RUN.format(yes=DOES),
        lambda world: {"who": world.office.email, "first": "2026-11-01", "last": "2026-11-08"},
    ),
    "mandates.recall_deputy POST": Row(
        lambda world: _staff(f"/moderation/{world.moderator.public_id}/vertretung/{world.standing_in.public_id}/beenden")(world), RUN.format(yes=DOES)
    ),
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
    "retention.public GET": Row(lambda world: f"/beteiligungen/{world.draft.slug}/aufbewahrung", "404 404 404 200 404 404 200"),
    "retention.index GET": Row(_staff("/aufbewahrung"), RUN.format(yes=READS)),
    **_page(
        "retention.change",
        "/aufbewahrung/surveys.drafts",
        "sign-in 403 403 403 403 403 {yes}",
        data={"days": 14, "reason": "Kurze Umfrage", "was": "30"},
    ),
    "districts.index GET": Row(lambda world: "/verwaltung/ortsteile", SET_UP.format(yes=READS)),
    "districts.index POST": Row(lambda world: "/verwaltung/ortsteile", SET_UP.format(yes=DOES), lambda world: {"name": "Neue Siedlung"}),
    "districts.rename GET": Row(lambda world: f"/verwaltung/ortsteile/{world.district.id}", SET_UP.format(yes=READS)),
    "districts.rename POST": Row(
        lambda world: f"/verwaltung/ortsteile/{world.district.id}", SET_UP.format(yes=DOES), lambda world: {"name": "Altstadt"}
    ),
    "districts.drop POST": Row(lambda world: f"/verwaltung/ortsteile/{world.district.id}/entfernen", SET_UP.format(yes=DOES)),
}
