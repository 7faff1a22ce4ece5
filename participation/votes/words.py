"""What pages say about a vote: its state, its secrecy, its roll, its dates. Each promises only what is built."""

from __future__ import annotations

from datetime import datetime

from participation.kit.dates import say_date, say_moment
from participation.kit.language import LazyText, lazy
from participation.kit.language import gettext as _
from participation.votes.budget import limit_sentences
from participation.votes.models import Secrecy, Vote, VoteState

STATE_NAMES: dict[str, tuple[LazyText, str]] = {
    VoteState.DRAFT: (lazy("Entwurf"), "neutral"),
    VoteState.OPEN: (lazy("Läuft"), "info"),
    VoteState.CLOSED: (lazy("Beendet, wird ausgezählt"), "warning"),
    VoteState.TALLIED: (lazy("Ausgezählt"), "success"),
    VoteState.CERTIFIED: (lazy("Ergebnis festgestellt"), "success"),
}

SECRECY_NAMES = {Secrecy.SECRET: lazy("Geheim"), Secrecy.OPEN: lazy("Offen")}

_SECRECY = {
    Secrecy.SECRET: lazy(
        "Die Abstimmung ist geheim. Das Verzeichnis hält fest, dass Sie abgestimmt haben, die Urne hält fest, was angekreuzt wurde. Beides ist nicht verbunden."
    ),
    Secrecy.OPEN: lazy("Die Abstimmung ist offen. Nach dem Ende werden Ihr Name und Ihre Wahl veröffentlicht."),
}

_LIMITS = {
    Secrecy.SECRET: lazy(
        "Wer den Server oder die Datenbank während der Abstimmung laufend beobachtet, könnte sehen, welcher Stimmzettel gerade ankommt. Beim Schließen werden alle Stimmzettel neu gemischt. Danach verrät die Urne die Reihenfolge nicht mehr. Ältere Sicherungskopien können sie noch enthalten."
    ),
    Secrecy.OPEN: lazy("Alle können sehen, wie Sie abgestimmt haben. Das ist so gewollt, zum Beispiel bei Gremien."),
}


def state_badge(vote: Vote, now: datetime) -> tuple[str, str]:
    """The state in words and its colour; an open vote is `Beginnt noch` before and `Beendet` after its time."""
    if vote.state == VoteState.OPEN and vote.opens_at is not None and now < vote.opens_at:
        return _("Beginnt am %(when)s", when=say_date(vote.opens_at)), "neutral"
    if vote.state == VoteState.OPEN and not vote.is_over(now):
        return _("Läuft bis %(when)s", when=say_moment(vote.closes_at)), "info"
    state = VoteState.CLOSED if vote.state == VoteState.OPEN else vote.state
    name, kind = STATE_NAMES[state]
    return str(name), kind


def secrecy_sentence(vote: Vote) -> str:
    """Which kind of secrecy is promised."""
    return str(_SECRECY[Secrecy(vote.secrecy)])


def secrecy_limits(vote: Vote) -> str:
    """Who could still know."""
    return str(_LIMITS[Secrecy(vote.secrecy)])


def ballot_instruction(vote: Vote) -> str:
    """What to do on the ballot."""
    kind = vote.counting_rule.ballots
    if vote.budget_terms is not None:
        return " ".join(limit_sentences(vote.budget_terms))
    if kind == "choice":
        return _("Sie haben eine Stimme.")
    if kind == "approval":
        return _("Kreuzen Sie alle Möglichkeiten an, die Ihnen recht sind. Sie können auch keine ankreuzen.")
    return _("Vergeben Sie Rang 1 für die Möglichkeit, die Sie am besten finden. Sie müssen nicht alle Ränge vergeben.")


def roll_sentence(vote: Vote, district_names: list[str]) -> str:
    """Who may vote."""
    parts = [
        _("Abstimmen kann, wer sich als Einwohnerin oder Einwohner nachgewiesen hat.")
        if vote.verified_only
        else _("Abstimmen kann, wer ein Konto mit bestätigter E-Mail-Adresse hat.")
    ]
    if vote.verified_before is not None:
        parts.append(_("Der Nachweis muss vor dem %(when)s liegen.", when=say_date(vote.verified_before)))
    if district_names:
        parts.append(_("Nur diese Ortsteile stimmen ab: %(names)s.", names=", ".join(district_names)))
    return " ".join(parts)


def change_sentence(vote: Vote) -> str:
    """Whether a ballot can be changed, and how."""
    if not vote.replaceable:
        return _("Eine abgegebene Stimme kann nicht geändert werden.")
    if vote.is_secret:
        return _("Bis zum Ende können Sie Ihre Stimme ändern. Dazu brauchen Sie den Änderungscode von Ihrem Beleg. Die letzte Stimme zählt.")
    return _("Bis zum Ende können Sie Ihre Stimme ändern. Die letzte Stimme zählt.")


def percent_of_hundredths(hundredths: int | None) -> str:
    """A stored quorum as it is typed: `20` or `12,5`."""
    if hundredths is None:
        return ""
    whole, rest = divmod(hundredths, 100)
    return f"{whole},{rest:02d}".rstrip("0") if rest else str(whole)
