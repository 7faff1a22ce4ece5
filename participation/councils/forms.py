"""The forms with which a council is set up."""

from __future__ import annotations

from typing import Any

from wtforms import IntegerField
from wtforms.validators import Optional

from participation.councils.features import WHOLE, FeatureDraft, Value
from participation.councils.models import Council, FeatureSource
from participation.kit.errors import Invalid
from participation.kit.forms import AtMost, DayField, Form, LineField, MomentField, Needed, ParagraphsField
from participation.kit.language import LazyText, in_all_languages, lazy
from participation.kit.language import gettext as _
from participation.kit.text import clean_line, fold


class BeginForm(Form):
    """Begin a council."""

    title = LineField(lazy("Name"), [Needed(lazy("Bitte geben Sie dem Bürgerrat einen Namen.")), AtMost(120)])
    seats = IntegerField(lazy("Plätze"), [Needed(lazy("Bitte geben Sie an, wie viele Personen ausgelost werden."))])


class CouncilForm(BeginForm):
    """What stands before anybody is invited."""

    task = ParagraphsField(lazy("Auftrag"), [AtMost(10_000)], description=lazy("Wozu soll der Bürgerrat raten? Alle können das lesen."))
    allowance = IntegerField(lazy("Aufwandsentschädigung je Sitzung in Euro"), [Optional()])
    answer_until = MomentField(
        lazy("Antworten bis"), description=lazy("So lange können Eingeladene zusagen oder absagen. Nötig, bevor jemand eingeladen wird.")
    )
    delete_on = DayField(
        lazy("Personenbezogene Daten löschen am"),
        description=lazy(
            "An diesem Tag löscht die Plattform, was aus dem Melderegister kam und was Eingeladene angaben. Nötig, bevor Sie das Register einlesen."
        ),
    )

    @classmethod
    def of(cls, council: Council) -> CouncilForm:
        """The form filled from a council."""
        form = cls(obj=council)
        if not form.is_submitted():
            form.allowance.data = council.allowance_cents // 100
        return form

    def values(self) -> dict[str, Any]:
        """What `change_council` takes."""
        return {
            "title": self.title.data,
            "seats": self.seats.data,
            "task": self.task.data,
            "allowance_cents": (self.allowance.data or 0) * 100,
            "answer_until": self.answer_until.data,
            "delete_on": self.delete_on.data,
        }


SOURCE_WORDS = {FeatureSource.REGISTER: lazy("Register"), FeatureSource.ASKED: lazy("gefragt")}
"""What stands in brackets behind a feature's name; read in every language, so that what is stored does not depend on the page's."""
SHARES_FROM = lazy("Quelle")


class FeaturesForm(Form):
    """All features as lines of text: `Wert; Anteil in Prozent`, one block a feature; filled by `lines_of`."""

    features = ParagraphsField(
        lazy("Merkmale"),
        [Needed(lazy("Bitte geben Sie mindestens ein Merkmal an.")), AtMost(20_000)],
        description=lazy(
            "Eine Zeile „# Name (Register)“ oder „# Name (gefragt)“ beginnt ein Merkmal. Darunter steht je Zeile ein Wert, dahinter nach einem Semikolon sein Anteil an der Bevölkerung in Prozent."
        ),
    )


def lines_of(council: Council) -> str:
    """The features of a council as the text that `read_features` reads."""
    lines: list[str] = []
    for feature in council.features:
        lines.append(f"# {feature.label} ({SOURCE_WORDS[FeatureSource(feature.source)]}) [{feature.code}]")
        for value in feature.values:
            share = value["share"]
            lines.append(f"{value['label']} [{value['code']}]" + (f"; {_percent(int(share))}" if share is not None else ""))
        if feature.share_source:
            lines.append(f"{SHARES_FROM}: {feature.share_source}")
        lines.append("")
    return "\n".join(lines).strip()


def _percent(share: int) -> str:
    return f"{share // 100},{share % 100:02d}".removesuffix(",00")


def read_features(text: str) -> list[FeatureDraft]:
    """Features from text. Raises Invalid naming the line that cannot be read."""
    drafts: list[FeatureDraft] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = clean_line(raw)
        if not line:
            continue
        if line.startswith("#"):
            drafts.append(_heading(line, number))
            continue
        if not drafts:
            raise Invalid(_("Zeile %(number)s: Ein Merkmal beginnt mit „# Name (Register)“.", number=number), "features")
        last = drafts[-1]
        word, colon, rest = line.partition(":")
        if colon and _meant(word, SHARES_FROM):
            drafts[-1] = FeatureDraft(last.code, last.label, last.source, last.values, rest.strip())
            continue
        drafts[-1] = FeatureDraft(last.code, last.label, last.source, (*last.values, _value(line, number)), last.share_source)
    return drafts


def _heading(line: str, number: int) -> FeatureDraft:
    text, code = _named(line.lstrip("# "))
    label, bracket, word = text.rpartition("(")
    source = next((source for source, said in SOURCE_WORDS.items() if _meant(word.rstrip(") "), said)), None)
    if source is None or not bracket:
        raise Invalid(
            _("Zeile %(number)s: Hinter dem Namen steht „(Register)“ oder „(gefragt)“. So ist klar, woher die Angabe kommt.", number=number),
            "features",
        )
    return FeatureDraft(code or label.strip().lower()[:40], label.strip(), source, ())


def _meant(typed: str, word: LazyText) -> bool:
    """Whether a word was typed, in whatever language."""
    return fold(typed.strip()) in {fold(said) for said in in_all_languages(word.parts[0])}


def _value(line: str, number: int) -> Value:
    name, _sign, share = line.partition(";")
    label, code = _named(name)
    if not share.strip():
        return Value(code or label[:40], label)
    parts = share.strip().removesuffix("%").strip().replace(".", ",").split(",")
    digits = all(part.isascii() and part.isdigit() for part in parts)
    if not digits or len(parts) > 2 or len(parts[0]) > 3 or (len(parts) == 2 and len(parts[1]) > 2):
        raise Invalid(
            _(
                "Zeile %(number)s: „%(share)s“ ist kein Anteil in Prozent mit höchstens zwei Stellen nach dem Komma.",
                number=number,
                share=share.strip()[:20],
            ),
            "features",
        )
    hundredths = int(parts[0]) * 100 + (int(parts[1].ljust(2, "0")) if len(parts) == 2 else 0)
    return Value(code or label[:40], label, min(hundredths, WHOLE))


def _named(text: str) -> tuple[str, str]:
    """`Label [code]` as both."""
    label, sign, code = text.strip().rpartition("[")
    if sign and code.endswith("]"):
        return label.strip(), code[:-1].strip()
    return text.strip(), ""
