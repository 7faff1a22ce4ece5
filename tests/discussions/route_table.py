"""Every route of discussions and its outcome for each role."""

from __future__ import annotations

from sqlalchemy.orm import Session

from participation.discussions.summary_actions import object_to, publish_summary
from participation.discussions.summary_models import Sentence
from participation.kit import clock
from participation.moderation.models import Reason
from tests.builders import a_person, an_administrator
from tests.discussions.builders import a_contribution, a_topic, discussion_of, subject_of
from tests.house.routes import Row, World
from tests.moderation.builders import report_contribution


def furnish(session: Session, world: World) -> None:
    """A topic with a contribution of the resident's and one of somebody else's, which was reported."""
    world.topic = a_topic(session, world.consultation)
    subject = subject_of(world.topic)
    world.own = a_contribution(session, world.consultation, subject, by=world.resident)
    world.other = a_contribution(session, world.consultation, subject)
    world.discussion = discussion_of(session, subject)
    text = f"Viele möchten die Akustik erhalten. #{world.own.id}"
    publish_summary(session, an_administrator(session), world.consultation, world.discussion, text, clock.now())
    world.sentence = session.query(Sentence).one()
    world.objection = object_to(session, a_person(session), world.consultation, world.sentence, "Das habe ich so nicht gesagt.", clock.now())
    report_contribution(session, a_person(session), world.consultation, world.other, Reason.INSULT, "", clock.now())


STAFF = "sign-in 403 403 200 403 403 200"
STAFF_DOES = "sign-in 403 403 303 403 403 303"
PEOPLE_DO = "sign-in 303 303 303 303 303 303"
PEOPLE_SEE = "sign-in 200 200 200 200 200 200"
AUTHOR_DOES = "sign-in 303 403 403 403 403 403"
AUTHOR_SEES = "sign-in 200 403 403 403 403 403"
TEXT = {"beitrag-kind": "for", "beitrag-body": "Das finde ich gut."}

TABLE: dict[str, Row] = {
    "discussions.topics GET": Row(lambda w: f"/beteiligungen/{w.consultation.slug}/diskussionen", "200"),
    "discussions.new_topic GET": Row(lambda w: f"/beteiligungen/{w.consultation.slug}/diskussionen/neu", STAFF),
    "discussions.new_topic POST": Row(lambda w: f"/beteiligungen/{w.consultation.slug}/diskussionen/neu", STAFF_DOES, lambda w: {"title": "Saal"}),
    "discussions.topic GET": Row(lambda w: f"/beteiligungen/{w.consultation.slug}/diskussionen/{w.topic.id}", "200"),
    "discussions.thread GET": Row(lambda w: f"/beteiligungen/{w.consultation.slug}/diskussion/thema/{w.topic.id}", "303"),
    "discussions.contribute_to POST": Row(lambda w: f"/beteiligungen/{w.consultation.slug}/diskussion/thema/{w.topic.id}", PEOPLE_DO, lambda w: TEXT),
    "discussions.outcome GET": Row(lambda w: f"/diskussionen/{w.discussion.id}/ergebnis", STAFF),
    "discussions.outcome POST": Row(lambda w: f"/diskussionen/{w.discussion.id}/ergebnis", STAFF_DOES, lambda w: {"outcome": "Der Saal bleibt."}),
    "discussions.close POST": Row(lambda w: f"/diskussionen/{w.discussion.id}/beenden", STAFF_DOES),
    "discussions.reopen POST": Row(lambda w: f"/diskussionen/{w.discussion.id}/oeffnen", STAFF_DOES),
    "contributions.show GET": Row(lambda w: f"/beitraege/{w.other.id}", "303"),
    "contributions.answers GET": Row(lambda w: f"/beitraege/{w.other.id}/antworten", "200"),
    "contributions.more_answers GET": Row(lambda w: f"/beitraege/{w.other.id}/antworten/weitere?ab=3", "303"),
    "threads.follow POST": Row(lambda w: f"/beteiligungen/{w.consultation.slug}/diskussion/thema/{w.topic.id}/folgen", PEOPLE_DO),
    "threads.visit POST": Row(lambda w: f"/beteiligungen/{w.consultation.slug}/diskussion/thema/{w.topic.id}/besuch", PEOPLE_DO),
    "summaries.show GET": Row(lambda w: f"/diskussionen/{w.discussion.id}/zusammenfassung", "200"),
    "summaries.write GET": Row(lambda w: f"/diskussionen/{w.discussion.id}/zusammenfassung/bearbeiten", STAFF),
    "summaries.write POST": Row(
        lambda w: f"/diskussionen/{w.discussion.id}/zusammenfassung/bearbeiten", STAFF_DOES, lambda w: {"text": f"Der Saal ist gut. #{w.own.id}"}
    ),
    "summaries.objection GET": Row(lambda w: f"/zusammenfassungen/saetze/{w.sentence.id}/einspruch", PEOPLE_SEE),
    "summaries.objection POST": Row(lambda w: f"/zusammenfassungen/saetze/{w.sentence.id}/einspruch", PEOPLE_DO, lambda w: {"reason": "Das fehlt."}),
    "summaries.reply GET": Row(lambda w: f"/zusammenfassungen/einsprueche/{w.objection.id}/antwort", STAFF),
    "summaries.reply POST": Row(lambda w: f"/zusammenfassungen/einsprueche/{w.objection.id}/antwort", STAFF_DOES, lambda w: {"reply": "Geändert."}),
    "contributions.answer POST": Row(
        lambda w: f"/beitraege/{w.other.id}/antworten", PEOPLE_DO, lambda w: {f"antwort{w.other.id}-body": "Das sehe ich anders."}
    ),
    "contributions.rating POST": Row(lambda w: f"/beitraege/{w.other.id}/bewertung", PEOPLE_DO, lambda w: {"wert": "zu"}),
    "contributions.edit GET": Row(lambda w: f"/beitraege/{w.own.id}/bearbeiten", AUTHOR_SEES),
    "contributions.edit POST": Row(lambda w: f"/beitraege/{w.own.id}/bearbeiten", AUTHOR_DOES, lambda w: TEXT),
    "contributions.delete GET": Row(lambda w: f"/beitraege/{w.own.id}/loeschen", AUTHOR_SEES),
    "contributions.delete POST": Row(lambda w: f"/beitraege/{w.own.id}/loeschen", AUTHOR_DOES),
    "summaries.objections GET": Row(lambda w: f"/beteiligungen/{w.consultation.slug}/einsprueche", STAFF),
}
