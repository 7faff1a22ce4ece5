"""What pages say about a vote: its state, its secrecy, its roll, its dates. Each promises only what is built."""

from __future__ import annotations

from datetime import datetime

from participation.kit.dates import say_date, say_moment
from participation.kit.language import LazyText, lazy
from participation.kit.language import gettext as _
from participation.votes.budget import limit_sentences
from participation.votes.channel_models import Step
from participation.votes.models import Channel, Secrecy, Vote, VoteState
from participation.votes.scores import choices

STATE_NAMES: dict[str, tuple[LazyText, str]] = {
    VoteState.DRAFT: (lazy("Entwurf"), "neutral"),
    VoteState.OPEN: (lazy("Läuft"), "info"),
    VoteState.CLOSED: (lazy("Beendet, wird ausgezählt"), "warning"),
    VoteState.TALLIED: (lazy("Ausgezählt"), "success"),
    VoteState.CERTIFIED: (lazy("Ergebnis festgestellt"), "success"),
}

SECRECY_NAMES = {Secrecy.SECRET: lazy("Geheim"), Secrecy.OPEN: lazy("Offen"), Secrecy.ENCRYPTED: lazy("Verschlüsselt")}

SECRECY_CHOICES = {
    Secrecy.SECRET: lazy("Geheim: Verzeichnis und Urne sind getrennt. Wer den Server währenddessen beobachtet, könnte Stimmen zuordnen."),
    Secrecy.OPEN: lazy("Offen: Nach dem Ende werden Namen und Stimmen veröffentlicht."),
    Secrecy.ENCRYPTED: lazy(
        "Verschlüsselt: Der Browser verschlüsselt die Stimme. Gezählt werden nur Summen oder gemischte Rangfolgen, und nur, wenn alle Treuhänder:innen mitwirken. Braucht JavaScript, geht nicht auf Papier."
    ),
}

_SECRECY = {
    Secrecy.SECRET: lazy(
        "Die Abstimmung ist geheim. Das Verzeichnis hält fest, dass Sie abgestimmt haben, die Urne hält fest, was angekreuzt wurde. Beides ist nicht verbunden."
    ),
    Secrecy.OPEN: lazy("Die Abstimmung ist offen. Nach dem Ende werden Ihr Name und Ihre Wahl veröffentlicht."),
    Secrecy.ENCRYPTED: lazy(
        "Die Abstimmung ist verschlüsselt. Ihr Browser verschlüsselt Ihre Stimme, bevor er sie sendet. Entschlüsselt wird nur die Summe aller Stimmen, und nur von allen Treuhänder:innen gemeinsam."
    ),
}

_RANKS_SECRECY = lazy(
    "Die Abstimmung ist verschlüsselt. Ihr Browser verschlüsselt Ihre Rangfolge, bevor er sie sendet. Nach dem Ende mischen alle Treuhänder:innen die Stimmzettel nacheinander und entschlüsseln sie dann gemeinsam. Von wem eine Rangfolge ist, sieht dann niemand mehr."
)

_LIMITS = {
    Secrecy.SECRET: lazy(
        "Wer den Server oder die Datenbank während der Abstimmung laufend beobachtet, könnte sehen, welcher Stimmzettel gerade ankommt. Beim Schließen werden alle Stimmzettel neu gemischt. Danach verrät die Urne die Reihenfolge nicht mehr. Ältere Sicherungskopien können sie noch enthalten."
    ),
    Secrecy.OPEN: lazy("Alle können sehen, wie Sie abgestimmt haben. Das ist so gewollt, zum Beispiel bei Gremien."),
    Secrecy.ENCRYPTED: lazy(
        "Arbeiten alle Treuhänder:innen zusammen, können sie einzelne Stimmen entschlüsseln. Die Plattform gibt die Stimmrechte aus: Bis zum Ende weiß sie, welcher verschlüsselte Stimmzettel von wem kommt, und sie könnte für Menschen abstimmen, die es nicht tun. Ob Ihr Gerät richtig verschlüsselt, können Sie mit einem Probe-Stimmzettel prüfen. Die Verschlüsselung ist von niemandem außerhalb begutachtet."
    ),
}

_IN_BATCHES = lazy(
    "Kennungen kommen in zufälligen Gruppen von mindestens 20 ins öffentliche Protokoll. Eine Gruppe verrät ungefähr, wann ihre Stimmzettel abgegeben wurden."
)

CHANNEL_NAMES = {
    Channel.WEB: lazy("mit Konto"),
    Channel.LETTER: lazy("mit Code aus dem Brief"),
    Channel.COUNTER: lazy("am Schalter"),
    Channel.PAPER: lazy("auf Papier"),
}

STEP_NAMES = {
    Step.OPEN: lazy("Eröffnen"),
    Step.CLOSE: lazy("Schließen"),
    Step.EXTEND: lazy("Verlängern"),
    Step.ANNUL: lazy("Für ungültig erklären"),
}


def asked_sentence() -> str:
    """What is said to whoever asked for a step that takes two people."""
    return _("Beantragt. Eine zweite Person muss den Schritt bestätigen.")


def extension_sentence() -> str:
    """The frozen rule by which an end moves, as `extension.EXTENSION_RULE` says it."""
    return _(
        "War die Plattform in den letzten 24 Stunden vor dem geplanten Ende zusammen mindestens 15 Minuten nicht erreichbar, verschiebt sich das Ende: um die verlorene Zeit, aufgerundet auf volle Stunden, gerechnet ab dem geplanten Ende oder, wenn er später aufhört, ab dem Ende des Ausfalls."
    )


def state_badge(vote: Vote, now: datetime) -> tuple[str, str]:
    """The state in words and its colour; an open vote is `Beginnt noch` before and `Beendet` after its time."""
    if vote.state == VoteState.OPEN and vote.opens_at is not None and now < vote.opens_at:
        return _("Beginnt am %(when)s", when=say_date(vote.opens_at)), "neutral"
    if vote.state == VoteState.OPEN and not vote.is_over(now):
        return _("Läuft bis %(when)s", when=say_moment(vote.ends_at)), "info"
    if vote.is_annulled:
        return _("Für ungültig erklärt"), "danger"
    state = VoteState.CLOSED if vote.state == VoteState.OPEN else vote.state
    name, kind = STATE_NAMES[state]
    return str(name), kind


def secrecy_sentence(vote: Vote) -> str:
    """Which kind of secrecy is promised."""
    return str(_RANKS_SECRECY if vote.is_encrypted and vote.counting_rule.ballots == "ranked" else _SECRECY[Secrecy(vote.secrecy)])


def secrecy_limits(vote: Vote) -> str:
    """Who could still know."""
    said = str(_LIMITS[Secrecy(vote.secrecy)])
    return f"{said} {_IN_BATCHES}" if vote.is_secret else said


def ballot_instruction(vote: Vote) -> str:
    """What to do on the ballot."""
    kind = vote.ballot_kind
    if vote.budget_terms is not None:
        return " ".join(limit_sentences(vote.budget_terms))
    if kind == "choice":
        return _("Sie haben eine Stimme.")
    if kind == "approval":
        return _("Kreuzen Sie alle Möglichkeiten an, die Ihnen recht sind. Sie können auch keine ankreuzen.")
    if kind == "graded":
        return _("Geben Sie jeder Möglichkeit eine Note. Ohne Angabe zählt die schlechteste Note.")
    if vote.rule == "consensing":
        return _("Wie groß ist Ihr Widerstand? 0 heißt: Das ist mir recht. 10 heißt: Das geht gar nicht. Ohne Angabe zählt 0.")
    if kind == "scored":
        instruction = _("Geben Sie jeder Möglichkeit Punkte von 0 (gar nicht gut) bis 10 (sehr gut).")
        missing = _("Ohne Angabe zählt 0.") if vote.rule == "score-sum" else _("Ohne Angabe zählt Ihr Stimmzettel bei dieser Möglichkeit nicht.")
        return f"{instruction} {missing}"
    return _("Vergeben Sie Rang 1 für die Möglichkeit, die Sie am besten finden. Sie müssen nicht alle Ränge vergeben.")


def score_choices(vote: Vote) -> list[tuple[str, str]]:
    """What can be chosen for each option of a ballot with numbers."""
    return choices(vote.ballot_kind)


def paper_instruction(vote: Vote) -> str:
    """How a paper is typed."""
    kind = vote.ballot_kind
    if kind == "graded":
        return _(
            "Eine Zeile je Zettel: die Noten von 1 bis 6 in der Reihenfolge der Möglichkeiten, / ohne Note. Ein Strich für leer, x für ungültig."
        )
    if kind == "scored":
        return _(
            "Eine Zeile je Zettel: die Zahlen von 0 bis 10 in der Reihenfolge der Möglichkeiten, / ohne Zahl. Ein Strich für leer, x für ungültig."
        )
    return ""


def roll_sentence(vote: Vote, district_names: list[str]) -> str:
    """Who may vote."""
    if vote.by_codes:
        return _("Abstimmen kann, wer einen Brief mit einem Code bekommen hat. Ein Konto ist nicht nötig.")
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


def channel_sentence(vote: Vote) -> str:
    """By which ways one can vote."""
    ways = [_("mit dem Code aus Ihrem Brief") if vote.by_codes else _("mit Ihrem Konto")]
    ways += [_("am Schalter mit einem Code")] if vote.at_counter else []
    ways += [_("auf Papier")] if vote.on_paper else []
    text = ways[0] if len(ways) == 1 else _("%(ways)s oder %(last)s", ways=", ".join(ways[:-1]), last=ways[-1])
    return _("Abstimmen können Sie %(ways)s, aber nur einmal.", ways=text) if len(ways) > 1 else _("Abstimmen können Sie %(ways)s.", ways=text)


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
