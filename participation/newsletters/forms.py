"""Forms of newsletters."""

from __future__ import annotations

from wtforms import RadioField
from wtforms.validators import Optional

from participation.kit.forms import AtMost, Form, LineField, MomentField, Needed, ParagraphsField, choice
from participation.kit.language import lazy
from participation.newsletters.models import BODY_LENGTH, SUBJECT_LENGTH

NOW, LATER = "now", "later"


class NewsletterForm(Form):
    """Write a newsletter."""

    subject = LineField(
        lazy("Betreff"),
        [Needed(lazy("Bitte geben Sie einen Betreff ein.")), AtMost(SUBJECT_LENGTH)],
        description=lazy("Sagen Sie in wenigen Worten, was es Neues gibt. Der Betreff ist auch der Titel auf der öffentlichen Seite."),
    )
    body = ParagraphsField(
        lazy("Text"),
        [Needed(lazy("Bitte schreiben Sie den Text des Newsletters.")), AtMost(BODY_LENGTH)],
        description=lazy(
            "Anrede, Gruß und der Link zum Abbestellen kommen von selbst dazu. Absätze, Listen und Links sind möglich. "
            "Links auf andere Seiten stehen in der E-Mail als Adresse zum Abtippen."
        ),
    )


class SendForm(Form):
    """When a newsletter leaves."""

    when = RadioField(
        lazy("Wann soll der Newsletter hinausgehen?"),
        [Needed(lazy("Bitte wählen Sie, wann der Newsletter hinausgeht."))],
        choices=[choice(NOW, lazy("gleich")), choice(LATER, lazy("zu einem Zeitpunkt"))],
        validate_choice=True,
    )
    send_at = MomentField(lazy("Zeitpunkt"), [Optional()], description=lazy("Nur, wenn der Newsletter später hinausgehen soll."))
