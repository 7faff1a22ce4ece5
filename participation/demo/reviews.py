"""A text of the city under review: the rules for using the hall, commented, changed by suggestions, and agreed to paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.consultations.subjects import Subject
from participation.demo.events import Diary
from participation.demo.people import Cast, all_agree
from participation.discussions.actions import Draft, contribute
from participation.discussions.models import Kind
from participation.reviews.actions import Acceptance, accept_suggestion, comment_passage, mark_paragraph, reject_suggestion, suggest_wording
from participation.reviews.models import PARAGRAPH, ReviewText
from participation.reviews.queries import Standing, lines_of, standing_of
from participation.reviews.text_actions import Revision, draft_text, publish_text, revise_text
from participation.reviews.texts import SuggestionText, TextDraft

BODY = """# Benutzungsordnung für die Stadthalle

## 1. Wer die Halle nutzen kann

Die Stadthalle steht allen offen, die in Auenstedt wohnen, arbeiten oder in einem Verein mitmachen.

Vereine aus Auenstedt haben Vorrang vor Veranstaltungen von außerhalb.

## 2. Zeiten

Der große Saal kann täglich von 8 Uhr bis 22 Uhr genutzt werden. In der Nacht ist das Haus geschlossen.

Das Foyer ist von 10 Uhr bis 18 Uhr für alle geöffnet, auch ohne Anlass.

## 3. Was es kostet

Für gemeinnützige Vereine ist die Nutzung an 12 Abenden im Jahr kostenlos. Danach kostet ein Abend 80 Euro.

Wer Eintritt verlangt, zahlt ein Zehntel der Einnahmen.

## 4. Was zu beachten ist

- Alle Eingänge und Rampen bleiben frei.
- Musik ist ab 22 Uhr so leise, dass die Nachbarschaft schlafen kann.
- Müll wird getrennt und mitgenommen."""
INTRODUCTION = (
    "Der Stadtrat will der Stadthalle eine neue Benutzungsordnung geben. Fest steht: Die Halle bleibt in städtischer Hand. Offen sind Zeiten, Vorrang und "
    "Preise. Jeder Änderungsvorschlag wird mit Begründung entschieden; die letzte Fassung berät der Stadtrat."
)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Review:
    """Who reviews the text, which is there once it was published."""

    session: Session
    cast: Cast
    consultation: Consultation
    kept: list[ReviewText]

    @property
    def text(self) -> ReviewText:
        return self.kept[0]

    def paragraph(self, beginning: str) -> Standing:
        """The paragraph of the version that holds now whose words begin so."""
        rows = lines_of(self.session, self.text.id, self.text.number)
        found = next(row.paragraph_id for row in rows if row.body.startswith(beginning))
        return standing_of(self.session, self.text, found)

    def subject(self, standing: Standing) -> Subject:
        url = f"/beteiligungen/{self.consultation.slug}/entwuerfe/{self.text.id}/absatz/{standing.paragraph.id}"
        title = f"Absatz {standing.place} von „{self.text.title}“"
        return Subject(PARAGRAPH, standing.paragraph.id, self.consultation.id, title, url)

    def publish(self, now: datetime) -> None:
        draft = TextDraft("Benutzungsordnung für die Stadthalle", INTRODUCTION, BODY, takes_marks=True)
        text = draft_text(self.session, self.cast["moderator"], self.consultation, draft, now)
        self.kept.append(publish_text(self.session, self.cast["moderator"], self.consultation, text, now))

    def comment(self, now: datetime, who: Person, beginning: str, kind: Kind, words: str, passage: str = "") -> None:
        standing = self.paragraph(beginning)
        if passage:
            comment_passage(self.session, who, self.consultation, self.subject(standing), self.text, standing, passage, Draft(kind, words), now)
        else:
            contribute(self.session, who, self.consultation, self.subject(standing), Draft(kind, words), now)

    def suggest(self, now: datetime, who: Person, beginning: str, body: str, reason: str, answer: str = "", *, accept: bool = False) -> None:
        """Suggest other words, or with an empty `body` to strike them; with an `answer` the moderation decides at once."""
        given = SuggestionText(body, reason, self.text.number, strike=not body)
        made = suggest_wording(self.session, who, self.consultation, self.text, self.paragraph(beginning), given, now)
        if answer and accept:
            acceptance = Acceptance(self.text.number, body, answer)
            accept_suggestion(self.session, self.cast["moderator"], self.consultation, self.text, made, acceptance, now)
        elif answer:
            reject_suggestion(self.session, self.cast["moderator"], self.consultation, self.text, made, answer, now)

    def revise(self, now: datetime) -> None:
        """The city's own new version, after the first decisions."""
        source = BODY.replace("bis 22 Uhr genutzt", "bis 23 Uhr genutzt")
        source += "\n\n## 5. Wer hilft\n\nBei Fragen hilft das Hallenteam, täglich von 8 Uhr bis 16 Uhr."
        revision = Revision(source, "Auf Wunsch vieler steht jetzt da, wer bei Fragen hilft.", self.text.number)
        revise_text(self.session, self.cast["moderator"], self.consultation, self.text, revision, now)

    def agree(self, now: datetime, people: int) -> None:
        """So many residents say to some paragraphs what they think."""
        all_agree(self.session, self.cast.residents[:people], now)
        for beginning, most in (("Die Stadthalle steht allen", 9), ("Vereine aus", 6), ("Für gemeinnützige", 5), ("Wer Eintritt", 3)):
            standing = self.paragraph(beginning)
            for number, person in enumerate(self.cast.residents[:people]):
                mark_paragraph(self.session, person, self.consultation, self.text, standing, 1 if number % 10 < most else -1, now)


def note_reviews(session: Session, cast: Cast, consultation: Consultation, today: datetime, diary: Diary) -> None:
    """Note the review from its publication twelve days ago to what still waits."""
    review = _Review(session, cast, consultation, [])
    someone = cast.residents

    def then(days: float, act: Callable[[datetime], None]) -> None:
        diary.note(today - days * DAY, act)

    then(12, review.publish)
    then(11, lambda now: review.comment(now, someone[3], "Vereine aus", Kind.QUESTION, "Gilt das auch für die Volkshochschule?"))
    words = "In anderen Häusern geht es bis Mitternacht, und niemand beschwert sich."
    then(10, lambda now: review.comment(now, someone[5], "Der große Saal", Kind.AGAINST, words, "von 8 Uhr bis 22 Uhr"))
    later = "Der große Saal kann täglich von 8 Uhr bis 23 Uhr genutzt werden. In der Nacht ist das Haus geschlossen."
    why, answer = "Chorproben dauern oft bis halb elf.", "23 Uhr passt zu den Ruhezeiten, die ohnehin gelten."
    then(9, lambda now: review.suggest(now, cast["resident2"], "Der große Saal", later, why, answer, accept=True))
    no = "Ohne diesen Satz müsste die Stadt die Einnahmen aus Steuern ersetzen."
    then(8, lambda now: review.suggest(now, someone[8], "Wer Eintritt", "", "Das trifft vor allem kleine Bühnen.", no))
    then(7, review.revise)
    then(6, lambda now: review.comment(now, someone[11], "Das Foyer", Kind.FOR, "Endlich ein Ort, an dem man nichts kaufen muss."))
    people = min(30, len(someone))
    then(5, lambda now: review.agree(now, people))
    longer = "Das Foyer ist von 8 Uhr bis 20 Uhr für alle geöffnet, auch ohne Anlass."
    then(3, lambda now: review.suggest(now, cast["resident"], "Das Foyer", longer, "Schülerinnen und Schüler warten dort ab halb acht auf den Bus."))
    free = "Für gemeinnützige Vereine ist die Nutzung kostenlos."
    then(2, lambda now: review.suggest(now, someone[14], "Für gemeinnützige", free, "Vereine leben vom Ehrenamt und haben kein Geld übrig."))
