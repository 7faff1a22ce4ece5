"""The room's forms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from wtforms import BooleanField, EmailField, Field, IntegerField, RadioField, SelectField, ValidationError
from wtforms.validators import Optional

from participation.kit.forms import AtMost, Form, LineField, MomentField, Needed, ParagraphsField, Text, choice, lazy
from participation.kit.language import gettext as _
from participation.moderation.bulk_actions import BULK
from participation.moderation.clauses import Clause
from participation.moderation.deciding_actions import Ruling
from participation.moderation.models import TEXT_LIMIT, Measure, Reason
from participation.moderation.words import REASON_NAMES


class Known:
    """One of the choices must be picked; the message says what to do."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, known: Iterable[str], message: Text) -> None:
        self.known, self.message = frozenset(known), message

    def __call__(self, form: object, field: Field) -> None:
        if field.data not in self.known:
            raise ValidationError(str(self.message))


class NotifyForm(Form):
    """A notice to the moderation, by somebody with an account."""

    reason = RadioField(
        lazy("Was ist nicht in Ordnung?"),
        [Known(Reason, lazy("Bitte wählen Sie einen Grund."))],
        choices=[choice(reason, name) for reason, name in REASON_NAMES.items()],
        validate_choice=False,
    )
    text = ParagraphsField(lazy("Möchten Sie etwas dazu sagen?"), [AtMost(TEXT_LIMIT)], description=lazy("Das liest nur die Moderation."))

    def validate_text(self, field: Field) -> None:
        """Something else must be said in words."""
        if self.reason.data == Reason.OTHER and not field.data:
            raise ValidationError(_("Bitte schreiben Sie, was nicht in Ordnung ist."))


class AnonymousNotifyForm(NotifyForm):
    """The same without an account: name and address may be given, so that the answer finds its way."""

    name = LineField(lazy("Ihr Name"), [AtMost(120)])
    email = EmailField(
        lazy("Ihre E-Mail-Adresse"),
        [AtMost(254)],
        description=lazy("Wenn Sie eine Adresse angeben, schreiben wir Ihnen, dass die Meldung angekommen ist und was entschieden wurde."),
    )


MEASURES = {
    Measure.KEEP: lazy("Sichtbar lassen"),
    Measure.HIDE: lazy("Ausblenden"),
    Measure.CUT: lazy("Persönliche Daten entfernen"),
    Measure.WARN: lazy("Stehen lassen und verwarnen"),
    Measure.BACK: lazy("Zurück in den Entwurf: 28 Tage zum Überarbeiten, Unterstützungen ruhen so lange"),
}
RENAME = lazy("Durch einen neutralen Namen ersetzen")


class _ReasonsForm(Form):
    """A decision with its clause and reasons."""

    measure = RadioField(lazy("Ihre Entscheidung"), [Known(MEASURES, lazy("Bitte wählen Sie, was geschehen soll."))], validate_choice=False)
    clause = SelectField(lazy("Regel, gegen die verstoßen wurde"), validate_choice=False)
    block_of_text = SelectField(lazy("Textbaustein für die Begründung"), validate_choice=False)
    facts = ParagraphsField(
        lazy("Begründung"),
        [AtMost(TEXT_LIMIT)],
        description=lazy("Die verfassende Person bekommt sie mitgeteilt. Ein Textbaustein wird vorangestellt."),
    )

    def offer(self, measures: Sequence[Measure], clauses: Sequence[Clause], blocks: Sequence[str], *, renames: bool = False) -> None:
        """Only these measures fit; the consultation's clauses and text blocks to choose from."""
        self.measure.choices = [choice(str(each), RENAME if renames and each == Measure.CUT else MEASURES[each]) for each in measures]
        self.clause.choices = [choice("", _("Keine")), *(choice(clause.name, clause.title) for clause in clauses)]
        self.block_of_text.choices = [choice("", _("Keiner")), *(choice(str(place), text) for place, text in enumerate(blocks, 1))]
        self._blocks, self._clauses = list(blocks), {clause.name for clause in clauses}

    def full_facts(self) -> str:
        """The chosen text block and what was typed, as one text."""
        chosen = str(self.block_of_text.data or "")
        block = next((text for place, text in enumerate(self._blocks, 1) if str(place) == chosen), "")
        return "\n\n".join(part for part in (block, self.facts.data or "") if part)

    def chosen_clause(self) -> str:
        """The clause, where it is one of those that hold."""
        return self.clause.data if self.clause.data in self._clauses else ""


class DecisionForm(_ReasonsForm):
    """What the moderation decides about one thing."""

    passages = ParagraphsField(
        lazy("Stellen, die entfernt werden"),
        [AtMost(TEXT_LIMIT)],
        description=lazy(
            "Nur für „Persönliche Daten entfernen“: jede Stelle in eine Zeile, genau so, wie sie im Text steht. "
            "Sie wird auch aus früheren Fassungen gelöscht. Das lässt sich nicht rückgängig machen."
        ),
    )
    blocks = BooleanField(lazy("Das Konto der verfassenden Person sperren"))
    until = MomentField(lazy("Ende der Sperre"), [Optional()], description=lazy("Ohne Ende gilt die Sperre, bis sie jemand aufhebt."))

    def ruling(self) -> Ruling:
        """What was chosen, once the form is valid."""
        return Ruling(
            Measure(self.measure.data),
            self.chosen_clause(),
            self.full_facts(),
            (self.passages.data or "") if "passages" in self else "",
            bool("blocks" in self and self.blocks.data),
            self.until.data if "until" in self else None,
        )

    def blame(self, error: Any) -> None:
        """The act names the block `block`; here its field is `blocks`."""
        error.field = "blocks" if error.field == "block" else error.field
        super().blame(error)


class BulkForm(_ReasonsForm):
    """The same decision about many things."""

    def offer_for_many(self, clauses: Sequence[Clause], blocks: Sequence[str]) -> None:
        """What can be decided about many at once."""
        self.offer(BULK, clauses, blocks)

    def ruling(self) -> Ruling:
        """What was chosen, once the form is valid."""
        return Ruling(Measure(self.measure.data), self.chosen_clause(), self.full_facts())


class AppealForm(Form):
    """Why somebody does not agree with a decision."""

    text = ParagraphsField(
        lazy("Warum sind Sie nicht einverstanden?"),
        [Needed(lazy("Bitte schreiben Sie, warum Sie nicht einverstanden sind.")), AtMost(TEXT_LIMIT)],
        description=lazy("Eine andere Person als bisher entscheidet über Ihren Widerspruch und schreibt Ihnen."),
    )


class AppealDecisionForm(Form):
    """What a second person decides."""

    upheld = RadioField(
        lazy("Ihre Entscheidung über den Widerspruch"),
        [Known(("yes", "no"), lazy("Bitte wählen Sie, ob die Entscheidung bestehen bleibt."))],
        choices=[choice("yes", lazy("Die Entscheidung bleibt bestehen")), choice("no", lazy("Die Entscheidung wird aufgehoben"))],
        validate_choice=False,
    )
    reason = ParagraphsField(
        lazy("Begründung"),
        [Needed(lazy("Bitte begründen Sie die Entscheidung. Die verfassende Person bekommt die Begründung mitgeteilt.")), AtMost(TEXT_LIMIT)],
    )


class SetupForm(Form):
    """How a consultation is moderated."""

    rules = ParagraphsField(
        lazy("Hausregeln"),
        [AtMost(8_000)],
        description=lazy("Eine Regel in jede Zeile: Überschrift, Doppelpunkt, Erklärung. Leer gelassen gelten die mitgelieferten Regeln."),
    )
    text_blocks = ParagraphsField(
        lazy("Textbausteine für Begründungen"), [AtMost(10_000)], description=lazy("Einer in jede Zeile. Leer gelassen gelten die mitgelieferten.")
    )
    words = ParagraphsField(
        lazy("Wortliste"),
        [AtMost(20_000)],
        description=lazy(
            "Ein Wort in jede Zeile; ein Stern am Ende steht für jede Fortsetzung. Texte mit einem dieser Wörter kommen in die Liste der Moderation. "
            "Ausgeblendet wird deshalb nichts."
        ),
    )
    texts_an_hour = IntegerField(
        lazy("Langsamer Modus: höchstens so viele Texte in der Stunde"),
        [Optional()],
        description=lazy("Gilt für jede Person. Leer bedeutet: so viele, wie sie möchte."),
    )
