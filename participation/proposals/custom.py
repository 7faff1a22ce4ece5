"""Additional questions: what was typed becomes an answer that is kept, and an answer becomes words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from participation.kit.dates import say_date
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.language import grouped
from participation.kit.text import clean_line, clean_text
from participation.proposals.writing_models import CustomField, FieldKind

LONGEST_SHORT = 200
LONGEST_LONG = 2_000
MOST_FIELDS = 15
MOST_CHOICES = 20
LARGEST = Decimal(10) ** 12
YES, NO = "yes", "no"
_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?", re.ASCII)
_GROUPED = re.compile(r"-?\d{1,3}(?:\.\d{3})+", re.ASCII)


def part_name(field_id: int) -> str:
    """How the form calls a question."""
    return f"angabe_{field_id}"


def read_answer(field: CustomField, typed: str) -> str:
    """What is kept of an answer; empty where nothing was said. Raises Invalid naming the form's part."""
    if field.kind == FieldKind.LONG:
        return _short_enough(field, clean_text(typed), LONGEST_LONG)
    if field.kind == FieldKind.SEVERAL:
        chosen = {clean_line(line) for line in typed.split("\n")} - {""}
        if chosen - set(field.choices):
            raise _wrong(field, _("Bitte wählen Sie aus der Liste."))
        return "\n".join(choice for choice in field.choices if choice in chosen)
    said = clean_line(typed)
    if not said or field.kind == FieldKind.SHORT:
        return _short_enough(field, said, LONGEST_SHORT)
    if field.kind in (FieldKind.ONE, FieldKind.YES_NO):
        if said not in (field.choices if field.kind == FieldKind.ONE else (YES, NO)):
            raise _wrong(field, _("Bitte wählen Sie aus der Liste."))
        return said
    return _day(field, said) if field.kind == FieldKind.DAY else _amount(field, said)


def _wrong(field: CustomField, why: str) -> Invalid:
    return Invalid(_("%(label)s: %(why)s", label=field.label, why=why), part_name(field.id))


def _short_enough(field: CustomField, said: str, limit: int) -> str:
    if len(said) > limit:
        raise _wrong(field, _("Der Text ist zu lang. Erlaubt sind %(limit)s Zeichen.", limit=grouped(f"{limit:,}")))
    return said


def _day(field: CustomField, said: str) -> str:
    german = _DAY.fullmatch(said)
    try:
        return (date(*map(int, reversed(german.groups()))) if german else date.fromisoformat(said)).isoformat()
    except ValueError:
        raise _wrong(field, _("Bitte geben Sie ein Datum an, zum Beispiel 30.11.2026.")) from None


def _amount(field: CustomField, said: str) -> str:
    """A number as `1250.5`, money in cents; `1.250,50` is read as in Germany."""
    money = field.kind == FieldKind.MONEY
    bare = said.replace("\N{EURO SIGN}", "").replace(" ", "").replace("−", "-")
    if "," in bare or _GROUPED.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", ".")
    if not _NUMBER.fullmatch(bare) or abs(number := Decimal(bare)) >= LARGEST or (money and (number < 0 or number * 100 % 1)):
        example = _("Bitte geben Sie einen Betrag an, zum Beispiel 1.250,50.") if money else _("Bitte geben Sie eine Zahl an, zum Beispiel 12,5.")
        raise _wrong(field, example)
    return str(int(number * 100)) if money else f"{number.normalize() + 0:f}"


def read_answers(fields: Iterable[CustomField], typed: Mapping[int, str], *, whole: bool, rough: bool = False) -> dict[int, str]:
    """All answers as they are kept. With `whole`, what must be answered is; with `rough`, what cannot be taken is left out.

    Raises Invalid with all faults at once.
    """
    kept: dict[int, str] = {}
    faults: list[Invalid] = []
    for field in fields:
        try:
            said = read_answer(field, typed.get(field.id, ""))
            if whole and field.required and not said:
                raise _wrong(field, _("Bitte füllen Sie das aus."))
            if said:
                kept[field.id] = said
        except Invalid as fault:
            faults.append(fault)
    if faults and not rough:
        raise Invalid(faults[0].message, faults[0].field, also=faults[1:])
    return kept


def say_answer(kind: FieldKind | str, value: str) -> str:
    """An answer in words."""
    if kind == FieldKind.YES_NO:
        return _("Ja") if value == YES else _("Nein")
    if kind == FieldKind.SEVERAL:
        return ", ".join(value.split("\n"))
    if kind == FieldKind.DAY:
        return say_date(date.fromisoformat(value))
    if kind == FieldKind.MONEY:
        return _("%(amount)s Euro", amount=grouped(f"{Decimal(value) / 100:,.2f}"))
    return grouped(f"{Decimal(value):,}") if kind == FieldKind.NUMBER else value


def type_again(kind: FieldKind | str, value: str) -> str:
    """An answer as somebody would type it, for the form."""
    if kind == FieldKind.MONEY and value:
        return f"{Decimal(value) / 100:.2f}".replace(".", ",")
    return value.replace(".", ",") if kind == FieldKind.NUMBER else value
