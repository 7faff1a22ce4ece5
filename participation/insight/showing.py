"""Insight in words and tables, the same for pages, files and the report: from kept counts, so that nothing small can slip in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.followups.balance import Balance, balance_of
from participation.insight import drawing
from participation.insight.models import Cost, InsightCount
from participation.insight.queries import weighed_surveys
from participation.insight.words import ACT_NAMES, COST_NAMES, VERDICTS, WAY_NAMES, WAYS_OF, suggestions
from participation.kit.dates import city_zone, say_date, say_moment
from participation.kit.language import gettext as _
from participation.kit.language import ngettext
from participation.kit.money import say_euros
from participation.kit.pages import format_number, format_percent
from participation.methods.reach import CLEARLY
from participation.methods.surveys.formats.as_json import read_json
from participation.methods.surveys.results.cells import LEAST
from participation.surveys.results import Results
from participation.surveys.rules import LEAST_PUBLIC
from participation.surveys.showing import option_names, question_name

HIDDEN = "–"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: for the page as words, for files as numbers. `name` is that of its file; `kinds`: text, number, percent, weight, euros or days, a column each."""

    name: str
    title: str
    header: Sequence[str]
    kinds: Sequence[str]
    rows: Sequence[Sequence[Any]]
    note: str = ""
    figure: str = ""
    alt: str = ""

    @property
    def numeric(self) -> tuple[int, ...]:
        """Which columns are set to the right."""
        return tuple(place for place, kind in enumerate(self.kinds) if kind != "text")

    @property
    def said(self) -> list[list[str]]:
        """The rows in words; what is hidden is a dash."""
        return [[_said(kind, value) for kind, value in zip(self.kinds, row, strict=True)] for row in self.rows]

    @property
    def plain_header(self) -> list[str]:
        """The heads for files, with the unit of money."""
        return [_("%(name)s (Cent)", name=name) if kind == "euros" else name for name, kind in zip(self.header, self.kinds, strict=True)]

    @property
    def plain(self) -> list[list[Any]]:
        """The rows for files: people who are not told are hidden, money that nobody entered is no number."""
        return [[_plain(kind, value) for kind, value in zip(self.kinds, row, strict=True)] for row in self.rows]


def _plain(kind: str, value: Any) -> Any:
    if value is None:
        return "" if kind == "euros" else _("verborgen")
    return value


def _said(kind: str, value: Any) -> str:
    if value is None:
        return HIDDEN
    if kind == "number":
        return format_number(value)
    if kind == "percent":
        return format_percent(value)
    if kind == "weight":
        return format_number(value, 2)
    if kind == "euros":
        return say_euros(value)
    return str(value)


@dataclass(frozen=True, slots=True)
class Missing:
    """A group that is clearly fewer than in the town, and what could be done."""

    label: str
    sentence: str
    ways: Sequence[str]


@dataclass(frozen=True, slots=True)
class Who:
    """Who took part: sheets, who is missing, and sentences on how it was counted."""

    people: int | None
    sheets: Sequence[Sheet]
    missing: Sequence[Missing]
    counted: str = ""
    notes: Sequence[str] = field(default_factory=tuple)

    @property
    def by_name(self) -> dict[str, Sheet]:
        """The sheets by the names of their files."""
        return {sheet.name: sheet for sheet in self.sheets}


def who_took_part(session: Session, consultation: Consultation, row: InsightCount | None, *, public_only: bool) -> Who:
    """All of it, in two statements beside the kept row."""
    data: Mapping[str, Any] = row.data if row is not None else {}
    sheets: list[Sheet] = []
    if data:
        sheets += [
            _funnel(data["people"], public_only),
            *_districts(data["districts"]),
            *_channels(data["channels"]),
            *_course(consultation, data["course"]),
        ]
    features = [sheet for survey in weighed_surveys(session, consultation.id, public_only=public_only) for sheet in _features(survey)]
    shown = [*sheets[:2], *features, *sheets[2:]] if data else features
    counted = _("Gezählt am %(when)s.", when=say_moment(datetime.fromisoformat(data["people"]["at"]))) if data else ""
    people = data["people"]["took_part"] if data else None
    return Who(people, shown, [missing for sheet in shown for missing in _missing(sheet)], counted, notes())


def notes() -> list[str]:
    """How it was counted, and what was not."""
    return [
        _("Besuche der Seiten werden nicht gezählt. Niemand wird beim Lesen verfolgt, darum gibt es keine Zahl der Besucherinnen und Besucher."),
        _("Gezählt werden Menschen mit Konto. Wer ohne Konto geantwortet hat, auf Papier oder am Schalter, steht in der Tabelle der Wege."),
        _("Gelöschte Konten fehlen: Von ihnen ist nichts mehr da, was man zählen könnte."),
        _(
            "Gruppen unter %(least)s Personen werden nicht gezeigt, und so viele andere Zahlen nicht, dass niemand sie ausrechnen kann. Eine Tabelle ändert sich erst, wenn sich mindestens %(least)s verändert haben.",
            least=LEAST,
        ),
        _("Wer mitmacht, hat sich selbst dafür entschieden. Gewichte gleichen Anteile aus, aber nicht, wer sich angesprochen fühlt."),
    ]


def _funnel(part: Mapping[str, Any], public_only: bool) -> Sheet:
    rows = [
        [_("Haben ein Konto auf dieser Plattform"), part["accounts"]],
        [_("Haben ihre E-Mail-Adresse bestätigt"), part["confirmed"]],
        [_("Sind als Einwohnerin oder Einwohner nachgewiesen"), part["verified"]],
        [_("Haben hier mitgemacht"), part["took_part"]],
        [_("Haben hier auf mehrere Arten mitgemacht"), part["several"]],
    ]
    note = _("Mehrere Arten: zum Beispiel etwas vorschlagen und abstimmen. Wer nur liest, wird nicht gezählt.")
    return Sheet("schritte", _("Vom Konto zum Mitmachen"), [_("Schritt"), _("Personen")], ("text", "number"), rows[3:] if public_only else rows, note)


def _districts(part: Mapping[str, Any]) -> Iterator[Sheet]:
    if not part["groups"]:
        return
    rows = [_beside(group["label"], group) for group in part["groups"]]
    if part["unknown"]:
        rows.append([_("ohne Angabe"), part["unknown"], None, None, None, ""])
    note = _("Quelle der Zahlen der Stadt: %(source)s.", source=part["source"]) if part["source"] else ""
    yield _with_figure("ortsteile", _("Nach Ortsteilen"), _("Ortsteil"), rows, note)


def _beside(label: str, group: Mapping[str, Any]) -> list[Any]:
    return [label, group["people"], group["share"], group["town"], group["weight"], str(VERDICTS[group["verdict"]])]


def _with_figure(name: str, title: str, what: str, rows: list[list[Any]], note: str) -> Sheet:
    drawn = [(str(row[0]), row[2], row[3]) for row in rows if row[3] is not None]
    figure = drawing.beside(drawn, _("hat mitgemacht"), _("Stadt")) if drawn else Markup()
    told = "; ".join(
        _(
            "%(label)s: %(own)s, in der Stadt %(town)s",
            label=label,
            own=format_percent(own) if own is not None else _("nicht gezeigt"),
            town=format_percent(town),
        )
        for label, own, town in drawn
    )
    header = [what, _("Personen"), _("Anteil"), _("Anteil in der Stadt"), _("Gewicht"), _("Im Vergleich")]
    return Sheet(
        name, title, header, ("text", "number", "percent", "percent", "weight", "text"), rows, note, figure, f"{title}. {told}" if drawn else ""
    )


def _features(survey: Any) -> Iterator[Sheet]:
    """The features of a survey by which it is weighted: who answered, beside the town."""
    results = Results.from_json(survey.data)
    if results.people < LEAST_PUBLIC:
        return
    definition = read_json(survey.definition).survey
    for code, shares in survey.targets.items():
        question, result = definition.question(code), results.questions.get(code)
        whole = sum(shares.values())
        if question is None or result is None or not whole:
            continue
        names = option_names(question, definition.languages[0])
        rows = []
        for bar in result.bars:
            if bar.option in shares:
                rows.append(_bar_row(names.get(bar.option, bar.option), bar, shares[bar.option] / whole))
        note = _("Umfrage „%(title)s“.", title=survey.title)
        note += " " + _("Quelle der Zahlen der Stadt: %(source)s.", source=survey.source) if survey.source else ""
        title = _("Umfrage: %(feature)s", feature=question_name(question, definition.languages[0]))
        if rows:
            yield _with_figure(
                f"umfrage-{survey.id}-{len(code)}-{_safe(code)}", title, _("Antwort"), rows, f"{note} {_weighting(survey.data)}".strip()
            )


def _safe(code: str) -> str:
    return "".join(one for one in code.lower() if one.isascii() and one.isalnum())[:40]


def _bar_row(label: str, bar: Any, town: float) -> list[Any]:
    if bar.count is None or not bar.share:
        return [label, None, None, town, None, str(VERDICTS["hidden"])]
    verdict = "less" if bar.high < town else "more" if bar.low > town else "alike"
    return [label, bar.count, bar.share, town, town / bar.share, str(VERDICTS[verdict])]


def _weighting(data: Mapping[str, Any]) -> str:
    about = data.get("weighting") or {}
    if not about or about.get("problem"):
        return ""
    return _(
        "Gewichte von %(least)s bis %(most)s; so aussagekräftig wie %(effective)s zufällig Gezogene.",
        least=format_number(about["least"], 2),
        most=format_number(about["most"], 2),
        effective=format_number(round(about["effective"])),
    )


def _missing(sheet: Sheet) -> Iterator[Missing]:
    if len(sheet.header) != 6:
        return
    for row in sheet.rows:
        label, _people, share, town, _weight, verdict = row
        if share is not None and town is not None and verdict == str(VERDICTS["less"]) and share < CLEARLY * town:
            said = _("%(share)s derer, die mitgemacht haben; in der Stadt %(town)s.", share=format_percent(share), town=format_percent(town))
            yield Missing(
                f"{sheet.title}{'' if sheet.title.endswith('?') else ':'} {label}",
                said,
                suggestions(str(label), of_district=sheet.name == "ortsteile"),
            )


def _channels(part: Mapping[str, Any]) -> Iterator[Sheet]:
    if part["rows"]:
        header = [_("Was"), *(str(WAY_NAMES[way]) for way in part["ways"]), _("Zusammen")]
        rows = [[str(WAYS_OF[row[0]]), *row[1:]] for row in part["rows"]]
        note = _(
            "Nicht mitgezählt ist, was die Stadt selbst vorschlägt oder schreibt, und keine Sitzung, keine Umfrage und kein Meinungsbild mit weniger als %(least)s Teilnehmenden.",
            least=LEAST,
        )
        note += " " + _(
            "Stimmen zählen erst, wenn die Abstimmung beendet ist. Wer mit einem Code aus einem Brief im Netz abstimmt, zählt als online."
        )
        yield Sheet("wege", _("Auf welchen Wegen"), header, ("text", *("number" for _way in header[1:])), rows, note)


def _course(consultation: Consultation, part: Mapping[str, Any]) -> Iterator[Sheet]:
    if not part["begins"]:
        return
    begins, names = [date.fromisoformat(day) for day in part["begins"]], list(part["counts"])
    series = [(str(ACT_NAMES[name]), part["counts"][name]) for name in names]
    zone = city_zone()
    phases = [
        drawing.Span(one.title, one.starts_at.astimezone(zone).date(), (one.ends_at - timedelta(seconds=1)).astimezone(zone).date())
        for one in consultation.phases
    ]
    rows = [[say_date(day), *(numbers[place] for _name, numbers in series)] for place, day in enumerate(begins)]
    title = _("Verlauf nach Tagen") if part["step"] == 1 else _("Verlauf nach Wochen")
    header = [_("Datum") if part["step"] == 1 else _("Woche ab"), *(name for name, _numbers in series)]
    told = "; ".join(f"{name}: {format_number(sum(number or 0 for number in numbers))}" for name, numbers in series)
    alt = _("%(title)s, darüber die Phasen. Zusammen: %(told)s. Die Zahlen stehen in der Tabelle.", title=title, told=told)
    figure = drawing.course(begins, part["step"], series, phases)
    yield Sheet("verlauf", title, header, ("text", *("number" for _name in names)), rows, "", figure, alt)


def controlling(session: Session, consultation: Consultation, costs: Sequence[Cost], people: int | None) -> list[Sheet]:
    """How long phases last, how the city answers, what it cost."""
    zone = city_zone()
    phases = [
        [
            one.title,
            say_date(one.starts_at),
            say_date(one.ends_at - timedelta(seconds=1)),
            (one.ends_at.astimezone(zone).date() - one.starts_at.astimezone(zone).date()).days or 1,
        ]
        for one in consultation.phases
    ]
    sheets = [Sheet("phasen", _("Dauer der Phasen"), [_("Phase"), _("Beginn"), _("Ende"), _("Tage")], ("text", "text", "text", "number"), phases)]
    balance = balance_of(session, consultation.id)
    if balance.total:
        sheets.append(answers_sheet(balance))
    if costs:
        sheets.append(_costs(costs, people))
    return sheets


def answers_sheet(balance: Balance) -> Sheet:
    """How the city answered proposals."""
    days = ngettext("%(num)d Tag", "%(num)d Tage", balance.median_days) if balance.median_days is not None else HIDDEN
    rows = [
        [_("Vorschläge"), format_number(balance.total)],
        [_("davon beantwortet"), format_number(balance.answered)],
        [_("warten noch"), format_number(balance.unanswered)],
        [_("Dauer bis zur Antwort im mittleren Fall"), days],
    ]
    note = _("„In Prüfung“ zählt nicht als Antwort. Im mittleren Fall heißt: Die Hälfte der Antworten kam schneller oder gleich schnell.")
    return Sheet("antworten", _("Antworten der Stadt"), [_("Angabe"), _("Wert")], ("text", "text"), rows, note)


def _costs(costs: Sequence[Cost], people: int | None) -> Sheet:
    sums: dict[str, int] = {}
    for cost in costs:
        sums[cost.kind] = sums.get(cost.kind, 0) + cost.cents
    rows: list[list[Any]] = [[str(COST_NAMES[kind]), sums[kind]] for kind in COST_NAMES if kind in sums]
    rows.append([_("Zusammen"), sum(sums.values())])
    if people:
        rows.append([_("je Person, die mit Konto mitgemacht hat"), sum(sums.values()) // people])
    return Sheet("kosten", _("Kosten"), [_("Wofür"), _("Betrag")], ("text", "euros"), rows)


def json_of(row: InsightCount | None) -> str:
    """The kept counts as they are, for tests that look for what must not be there."""
    return json.dumps(row.data if row is not None else {})
