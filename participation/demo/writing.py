"""How proposals came to be: a question of the consultation's own, drawings, one written by two, some handed in at the counter."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.demo.events import Diary
from participation.demo.people import Cast
from participation.proposals.actions import publish_proposal, save_draft
from participation.proposals.author_actions import accept_invitation, invite
from participation.proposals.custom_actions import Question, add_question
from participation.proposals.file_actions import add_file, describe_picture
from participation.proposals.intake_actions import Entry, take_in
from participation.proposals.models import Proposal
from participation.proposals.texts import ProposalText
from participation.proposals.writing_models import AttachmentKind, CustomField

LIMIT = 10 * 1024 * 1024
DRAWN = (
    ("Zeichnung: fünf Bäume in einer Reihe, davor ein heller Weg mit drei Bänken.", "#dbe9f4", "#5f8a5b"),
    ("Zeichnung: ein Platz mit drei Bänken vor hohen Bäumen, im warmen Licht des Abends.", "#f2e9dc", "#6b8f84"),
    ("Zeichnung: drei Bänke vor fünf herbstlichen Bäumen.", "#e3e8ee", "#8a6a45"),
)
IDEAS = (
    (
        "Eine Baumreihe vom Bahnhof zur Halle",
        "Zehn Linden entlang des Wegs, dazwischen Licht. Dann geht man auch im Sommer und am Abend gern zu Fuß.",
    ),
    ("Bänke unter dem großen Ahorn", "Drei Bänke mit Lehne, eine davon höher für Menschen, die schwer aufstehen. Der Baum bleibt, wie er ist."),
)
HANDED_IN = (
    (
        "counter",
        "Handlauf an beiden Seiten der Treppe",
        "An der Treppe zum Saal ist nur rechts ein Handlauf. Wer links nicht greifen kann, braucht ihn auf der anderen Seite auch.",
    ),
    (
        "paper",
        "Garderobe im Erdgeschoss lassen",
        "Die Garderobe soll im Erdgeschoss bleiben. Mit dem Rollator kommt man mit nassem Mantel nicht in den ersten Stock.",
    ),
    (
        "event",
        "Ein Abend im Monat für die Chöre",
        "Beim Stadtteilfest wünschten sich die Chöre einen festen Abend im Monat im kleinen Saal, ohne Miete.",
    ),
)


def note_writing(session: Session, cast: Cast, consultation: Consultation, begins: datetime, files: Path, diary: Diary) -> None:
    """Ask the consultation's own questions, and note who writes with drawings, together, and at the counter."""
    fields = ask(session, cast, consultation, begins)
    note_handed_in(session, cast, consultation, begins, diary)
    note_joint(session, cast, consultation, fields, begins + timedelta(days=9, hours=7), files, diary)
    note_drawn(session, cast, consultation, begins, files, diary)


def ask(session: Session, cast: Cast, consultation: Consultation, at: datetime) -> list[CustomField]:
    """The consultation's own questions, asked before anybody writes."""
    asked = (
        Question("Wer könnte mitmachen?", "several", "Wählen Sie, was passt.", ("Vereine", "Schulen", "Betriebe", "Nachbarschaft")),
        Question("Was könnte es kosten?", "money", "Eine grobe Schätzung genügt."),
        Question("Für Rückfragen der Stadt", "short", "Zum Beispiel, wann man Sie erreicht.", public=False),
    )
    return [add_question(session, cast["admin"], consultation, question, at) for question in asked]


def note_handed_in(session: Session, cast: Cast, consultation: Consultation, begins: datetime, diary: Diary) -> None:
    """Note what people without an account brought, entered by the office."""
    for number, (channel, title, body) in enumerate(HANDED_IN):
        text = ProposalText(title, body, consultation.categories[number].id)

        def enter(now: datetime, channel: str = channel, text: ProposalText = text) -> None:
            take_in(session, cast["office"], consultation, text, Entry(channel, now.date(), "Erika Muster"), now)

        diary.note(begins + timedelta(days=4 + 3 * number), enter)


def note_joint(session: Session, cast: Cast, consultation: Consultation, fields: list[CustomField], at: datetime, files: Path, diary: Diary) -> None:
    """Note a proposal that two wrote together, with answers to the consultation's own questions."""
    body = (
        "Die Schulen haben keine Aula. Ein fester Vormittag in der Woche im großen Saal reicht für Theater, Chor und Feiern.\n\n"
        "- Die Schulen teilen sich den Vormittag selbst ein.\n- Der Hausmeister ist ohnehin da.\n- Die Bühne bleibt stehen, wie sie ist."
    )
    answers = ((fields[0].id, "Schulen\nVereine"), (fields[1].id, "4.500"))

    def write(now: datetime) -> None:
        author, other = cast["resident"], cast.residents[3]
        text = ProposalText("Ein Vormittag in der Woche für die Schulen", body, consultation.categories[1].id, answers=answers)
        draft = save_draft(session, author, consultation, text, now)
        invite(session, author, draft, consultation, other.public_name, f"/beteiligungen/{consultation.slug}/vorschlaege/{draft.id}/einladung", now)
        accept_invitation(session, other, draft, consultation, f"/beteiligungen/{consultation.slug}/vorschlaege/{draft.id}", now)
        add_drawing(session, author, draft, consultation, 2, files, now)
        publish_proposal(session, author, draft, consultation, now)

    diary.note(at, write)


def note_drawn(session: Session, cast: Cast, consultation: Consultation, begins: datetime, files: Path, diary: Diary) -> None:
    """Note proposals to which their authors add a drawing before they publish them."""
    for number, (title, body) in enumerate(IDEAS):

        def write(now: datetime, number: int = number, title: str = title, body: str = body) -> None:
            author = cast.residents[10 + number]
            draft = save_draft(session, author, consultation, ProposalText(title, body, consultation.categories[3].id), now)
            add_drawing(session, author, draft, consultation, number, files, now)
            publish_proposal(session, author, draft, consultation, now)

        diary.note(begins + timedelta(days=6 + 5 * number, hours=5), write)


def add_drawing(session: Session, author: Person, draft: Proposal, consultation: Consultation, number: int, files: Path, now: datetime) -> None:
    """Put one of the drawings on a proposal, with its words."""
    words, ground, shape = DRAWN[number]
    picture = add_file(session, author, draft, consultation, AttachmentKind.PICTURE, drawing(number, ground, shape), files, LIMIT, now)
    describe_picture(session, author, draft, consultation, picture, words, False, now)


def drawing(number: int, ground: str, shape: str) -> BytesIO:
    """A PNG of 1200 × 800 pixels: a few simple forms, the same at every loading."""
    random = Random(number)  # noqa: S311  # an example, no draw
    image = Image.new("RGB", (1200, 800), ground)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 560, 1200, 800), fill="#d6d2c8")
    for place in range(5):
        x, height = 120 + place * 230 + random.randrange(-30, 30), random.randrange(160, 300)
        draw.rectangle((x - 8, 560 - height // 2, x + 8, 600), fill="#7a6047")
        draw.ellipse((x - height // 3, 560 - height, x + height // 3, 560 - height // 4), fill=shape)
    for bench in range(3):
        x = 200 + bench * 320
        draw.rectangle((x, 640, x + 180, 660), fill="#5b6d74")
        draw.rectangle((x + 12, 660, x + 28, 710), fill="#5b6d74")
        draw.rectangle((x + 152, 660, x + 168, 710), fill="#5b6d74")
    out = BytesIO()
    image.save(out, "PNG")
    out.seek(0)
    return out
