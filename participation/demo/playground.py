"""A smaller consultation that is over: its votes are certified, its outcome is told, its results can be exported."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from participation.consultations.actions import begin_consultation, change_texts, close_consultation, publish_consultation
from participation.consultations.mandate_actions import give_mandate
from participation.consultations.models import Consultation
from participation.consultations.phases import PhaseKind
from participation.consultations.rules import Part
from participation.consultations.schedule import PlannedPhase
from participation.consultations.setup_actions import add_phase, set_topics
from participation.demo.events import Diary
from participation.demo.hall import DAY, note_ballot, note_end, note_opening
from participation.demo.people import Cast
from participation.demo.town import Idea
from participation.votes.actions import Option, VoteDraft
from participation.votes.models import Vote

TOPICS = ("Spielgeräte", "Grün und Wasser", "Wege")

IDEAS = tuple(
    Idea(title, body, category, "Mühlenau")
    for title, body, category in (
        ("Wasserpumpe und Matschtisch", "Kinder spielen im Sommer am liebsten mit Wasser. Eine Handpumpe am Bach genügt.", "Grün und Wasser"),
        (
            "Schaukel, in der auch Rollstühle Platz haben",
            "Alle Kinder sollen schaukeln können. In der Nachbarstadt steht so eine Schaukel seit drei Jahren.",
            "Spielgeräte",
        ),
        ("Ebener Weg vom Parkplatz", "Mit Kinderwagen und Rollator kommt man heute kaum hin. Ein fester Belag hilft allen.", "Wege"),
        ("Bäume für Schatten", "Mittags steht die Sonne auf dem ganzen Platz. Drei große Bäume würden reichen.", "Grün und Wasser"),
        ("Klettergerüst für größere Kinder", "Ab zehn Jahren gibt es in der Mühlenau nichts mehr zum Klettern.", "Spielgeräte"),
        ("Tische für das Picknick", "Familien bleiben länger, wenn sie zusammen essen können. Bitte mit Abfalleimer.", "Wege"),
        ("Naturspielplatz ohne Plastik", "Baumstämme, Steine und Hügel sind günstig und langlebig.", "Spielgeräte"),
        ("Fahrradständer am Eingang", "Viele kommen mit dem Rad und legen es auf die Wiese.", "Wege"),
        ("Sitzplätze für Großeltern", "Bänke mit Lehne im Schatten, damit auch Ältere gern mitkommen.", "Wege"),
        ("Zaun zur Straße", "Die Straße ist nah. Eine Hecke mit Zaun gibt Sicherheit.", "Wege"),
    )
)


def set_up(session: Session, cast: Cast, today: datetime) -> Consultation:
    """Prepare and publish it, half a year ago."""
    admin, begin = cast["admin"], today - 190 * DAY
    texts = {
        "title": "Spielplatz Mühlenau",
        "summary": "Der Spielplatz in der Mühlenau wird erneuert. Wir haben gefragt, wie er aussehen soll.",
        "description": "",
    }
    consultation = begin_consultation(session, admin, texts, begin)
    decision = {
        "decision": "Welche Geräte und Pflanzen der neue Spielplatz bekommt.",
        "decided_by": "Der Bauausschuss des Stadtrats",
        "decided_until": (today - 90 * DAY).date(),
        "open_points": "Die Geräte\nDie Bepflanzung",
        "fixed_points": "Der Ort\n180.000 Euro",
        "use_of_result": "Der Bauausschuss hat das Ergebnis beraten und beschlossen.",
    }
    change_texts(session, admin, consultation, Part.DECISION, decision, begin)
    audience = {"contact": "Amt für Grünflächen, Rathausplatz 1, 00000 Auenstedt", "target_groups": ["families"], "easy_language": ""}
    change_texts(session, admin, consultation, Part.AUDIENCE, audience, begin)
    for kind, title, first, last in (
        (PhaseKind.INFORM, "Informieren", -190, -180),
        (PhaseKind.COLLECT, "Vorschläge sammeln", -180, -140),
        (PhaseKind.VOTE, "Abstimmen", -135, -120),
        (PhaseKind.DECIDE, "Beschluss im Ausschuss", -110, -90),
    ):
        add_phase(session, admin, consultation, PlannedPhase(kind, title, "", today + first * DAY, today + last * DAY), begin)
    set_topics(session, admin, consultation, TOPICS, begin)
    give_mandate(session, admin, cast["moderator"], consultation.id, begin)
    session.refresh(cast["moderator"], ["mandates"])
    publish_consultation(session, admin, consultation, [], begin)
    session.flush()
    return consultation


def note_votes(session: Session, cast: Cast, consultation: Consultation, voters: int, today: datetime, diary: Diary, random: Random) -> None:
    """Which plan, by Schulze, and which two of five kinds of equipment, by single transferable vote; then the whole consultation ends."""
    opens, closes = today - 135 * DAY + timedelta(hours=1), today - 120 * DAY - timedelta(hours=1)
    plans = VoteDraft(
        title="Welcher Entwurf soll gebaut werden?",
        question="In welcher Reihenfolge bevorzugen Sie die vier Entwürfe?",
        rule="schulze",
        opens_at=opens,
        closes_at=closes,
        options=tuple(Option(title) for title in ("Bachlauf", "Waldlichtung", "Hügelland", "Kleine Stadt")),
    )
    equipment = VoteDraft(
        title="Welche zwei Geräte sollen zuerst gebaut werden?",
        question="Ordnen Sie die fünf Geräte. Zwei davon werden zuerst gebaut.",
        rule="stv-scottish",
        seats=2,
        opens_at=opens,
        closes_at=closes,
        options=tuple(Option(title) for title in ("Wasserpumpe", "Rollstuhlschaukel", "Klettergerüst", "Seilbahn", "Trampolin im Boden")),
    )
    for draft, liking in ((plans, (0.75, 0.8, 1.1, 1.3)), (equipment, (1, 0.7, 1.2, 0.9, 1.1))):
        kept: list[Vote] = []
        note_opening(session, cast, consultation, draft, opens - DAY / 48, diary, kept)
        for person in random.sample(list(cast.residents), voters):
            order = sorted(range(1, len(liking) + 1), key=lambda option: random.random() * liking[option - 1])
            marks = tuple(order[: random.randint(1, len(liking))])
            note_ballot(session, consultation, kept, person, marks, opens + (closes - opens) * random.random(), diary)
        note_end(session, cast, consultation, kept, closes + timedelta(hours=1), diary, "Der Bauausschuss folgt dem Ergebnis.")
    diary.note(today - 80 * DAY, lambda now: _end(session, cast, consultation, now))


def _end(session: Session, cast: Cast, consultation: Consultation, now: datetime) -> None:
    outcome = (
        "Der Bauausschuss hat den gewählten Entwurf und die beiden Geräte beschlossen. "
        "Gebaut wird ab dem Frühjahr; drei Bäume werden schon im Herbst gepflanzt."
    )
    change_texts(session, cast["admin"], consultation, Part.OUTCOME, {"outcome": outcome}, now)
    close_consultation(session, cast["moderator"], consultation, [], now)
