"""What was checked and what stood out, in plain sentences made of the rows as they are: never a claim that stands fixed in a template."""

from __future__ import annotations

from collections.abc import Sequence

from participation.kit.dates import say_date, say_moment
from participation.kit.language import gettext as _
from participation.kit.language import lazy, ngettext
from participation.kit.pages import format_number
from participation.moderation.crowd_models import CrowdCheck, CrowdFinding, CrowdSign, FindingState

SIGN_WORDS = {
    CrowdSign.NETWORK: lazy("Viele neue Konten aus einem Netz"),
    CrowdSign.BURST: lazy("Viele Unterstützungen in kurzer Zeit"),
    CrowdSign.DAY: lazy("Viele Konten vom selben Tag"),
    CrowdSign.SET: lazy("Zusammen angelegte Konten, die genau dasselbe unterstützen"),
}
TRAPS = {
    CrowdSign.NETWORK: lazy("Schulen, Büros, Bibliotheken, Wohnheime und Mobilfunk teilen sich ein Netz. Eine Klasse sieht aus wie eine Person mit vielen Konten."),
    CrowdSign.BURST: lazy("Ein Zeitungsartikel, ein Infostand oder ein Aufruf im Verein sieht genauso aus."),
    CrowdSign.DAY: lazy("An dem Tag kann ein Brief der Stadt angekommen oder eine Veranstaltung gewesen sein."),
    CrowdSign.SET: lazy("Menschen aus derselben Straße oder demselben Verein wollen oft dasselbe und melden sich zusammen an."),
}  # fmt: skip
STATE_WORDS = {
    FindingState.OPEN: lazy("Noch nicht angesehen"),
    FindingState.LEFT: lazy("Angesehen: kein Anlass, etwas zu tun"),
    FindingState.ASKED: lazy("Die Betroffenen sind gefragt"),
    FindingState.DISCOUNTED: lazy("Was niemand bestätigt hat, zählt nicht"),
}


def checked(check: CrowdCheck | None, reader: str, findings: Sequence[CrowdFinding], facts: Sequence[str]) -> list[str]:
    """Which checks ran and what came of them."""
    if check is None:
        return [*facts, _("Eine Suche nach auffälligen Häufungen ist hier nicht gelaufen.")]
    said = [
        *facts,
        _("Nach auffälligen Häufungen wurde zuletzt am %(when)s gesucht, unter %(people)s Personen. Bei %(networked)s von ihnen war das Netz noch vergleichbar.", when=say_moment(check.looked_at), people=_at_least(check.people), networked=_at_least(check.networked)),
    ]  # fmt: skip
    if check.read_at is None:
        said.append(_("Den Bericht darüber hat noch niemand als gelesen vermerkt."))
    else:
        who = reader or _("jemand, dessen Konto es nicht mehr gibt")
        said.append(_("Den Bericht darüber hat %(who)s am %(when)s gelesen.", who=who, when=say_date(check.read_at)))
    if not findings:
        return [*said, _("Aufgefallen ist nichts.")]
    count = ngettext("%(count)s Auffälligkeit wurde gefunden:", "%(count)s Auffälligkeiten wurden gefunden:", len(findings), count=format_number(len(findings)))  # fmt: skip
    return [*said, count]


def _at_least(number: int) -> str:
    return format_number(number) if number >= 10 or number == 0 else _("weniger als 10")


def told(finding: CrowdFinding) -> str:
    """One finding and what was decided, for everyone to read."""
    parts = [
        _("%(sign)s: %(people)s Personen.", sign=SIGN_WORDS[finding.sign], people=format_number(finding.people)),
        f"{STATE_WORDS[finding.state]}.",
    ]
    if finding.state == FindingState.ASKED and finding.asked_until is not None:
        until = say_date(finding.asked_until)
        parts.append(_("Sie können bis %(until)s bestätigen; bisher %(count)s.", until=until, count=_at_least(finding.confirmed)))
    if finding.state == FindingState.DISCOUNTED:
        parts.append(_("Nicht gezählt wurden %(count)s Unterstützungen.", count=_at_least(finding.discounted)))
    if finding.note:
        parts.append(_("Begründung: %(facts)s", facts=finding.note))
    return " ".join(parts)


def span_of(finding: CrowdFinding) -> str:
    """From when to when, for those who moderate."""
    if finding.begins_at is None or finding.ends_at is None:
        return ""
    return _("%(begins)s bis %(ends)s", begins=say_moment(finding.begins_at), ends=say_moment(finding.ends_at))


def chance_of(finding: CrowdFinding) -> str:
    """How often as many or more come by chance, as one in how many."""
    if finding.chance < 1e-9:
        return _("seltener als einmal in einer Milliarde Fällen")
    return _("etwa einmal in %(cases)s Fällen", cases=format_number(round(1 / finding.chance)))
