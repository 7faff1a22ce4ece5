"""Say an outcome in German sentences that anyone can follow, from templates that can be translated.

`sentences` gives templates with their values; `explain` fills them in, through gettext where it is handed one. Numbers are written as
German reads them (1 234,5) unless another way of writing is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from participation.methods.counting.outcome import Check, Margin, Outcome, Round, Tie
from participation.methods.counting.rules import N_
from participation.methods.counting.simple import NO, YES

MOST_NAMES = 12
"""How many names a sentence lists before it says how many more there are."""


@dataclass(frozen=True)
class Sentence:
    """A template (msgid) and its values; with `plural` and `number` where the form depends on a number."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None
    number: int = 1


def ngettext(singular: str, plural: str) -> tuple[str, str]:
    """Mark a text in two forms for translation where it is written; the number chooses where it is shown."""
    return singular, plural


def _as_it_is(message: str) -> str:
    return message


def _by_number(singular: str, plural: str, number: int) -> str:
    return singular if number == 1 else plural


def explain(
    outcome: Outcome,
    translate: Callable[[str], str] = _as_it_is,
    translate_number: Callable[[str, str, int], str] = _by_number,
) -> list[str]:
    """The outcome in sentences: who won, by how much, what was tied, whether quorums were met, how close it was.

    `translate` and `translate_number` are gettext and ngettext of the language wanted.
    """
    return [fill(sentence, translate, translate_number) for sentence in sentences(outcome)]


def fill(
    sentence: Sentence,
    translate: Callable[[str], str] = _as_it_is,
    translate_number: Callable[[str, str, int], str] = _by_number,
) -> str:
    """Translate a template and put its values in."""
    if sentence.plural is None:
        return translate(sentence.message) % sentence.values
    return translate_number(sentence.message, sentence.plural, sentence.number) % sentence.values


def sentences(outcome: Outcome) -> list[Sentence]:
    """The sentences on the whole outcome, in reading order; those on single rounds come from `round_sentences`."""
    found = [_result(outcome)]
    found += [_check(check) for check in outcome.checks]
    found += _figures(outcome)
    found += [_tie(tie, outcome) for tie in outcome.ties]
    if outcome.lot is not None and any(tie.decided_by == "lot" for tie in outcome.ties):
        found.append(Sentence(N_("Reihenfolge des Loses: %(names)s."), {"names": _list(outcome, outcome.lot.order)}))
    found.append(_margin(outcome.margin))
    return found


def _result(outcome: Outcome) -> Sentence:
    if outcome.valid == 0:
        return Sentence(N_("Es gibt keine gültigen Stimmen und darum kein Ergebnis."))
    if not outcome.decided:
        return Sentence(N_("Die Frage ist nicht entschieden."))
    if outcome.rule == "yes-no":
        values = {"yes": decimal(outcome, outcome.votes[YES]), "no": decimal(outcome, outcome.votes[NO])}
        values |= {"yes_name": outcome.options[YES], "no_name": outcome.options[NO]}
        if outcome.winners == (YES,):
            return Sentence(N_("Angenommen: %(yes)s × %(yes_name)s, %(no)s × %(no_name)s."), values)
        return Sentence(N_("Abgelehnt: %(yes)s × %(yes_name)s, %(no)s × %(no_name)s."), values)
    names = {"names": _list(outcome, outcome.winners)}
    if not outcome.complete:
        if outcome.winners:
            return Sentence(N_("Sicher gewählt: %(names)s. Für den Rest entscheidet das Los."), names)
        return Sentence(N_("Noch ist nichts entschieden: Ein Gleichstand braucht das Los."))
    if not outcome.winners:
        return Sentence(N_("Keine Möglichkeit hat eine Stimme, die zählt."))
    if outcome.seats == 1:
        return Sentence(N_("Gewonnen hat: %(names)s."), names)
    return Sentence(N_("Gewählt sind, in dieser Reihenfolge: %(names)s."), names)


def _check(check: Check) -> Sentence:
    values = {"reached": grouped(check.reached), "required": grouped(check.required), "share": percent(check.share)}
    if check.name == "turnout":
        if check.met:
            return Sentence(N_("Das Beteiligungsquorum von %(share)s ist erreicht: %(reached)s von nötigen %(required)s Stimmzetteln."), values)
        return Sentence(N_("Das Beteiligungsquorum von %(share)s ist verfehlt: %(reached)s von nötigen %(required)s Stimmzetteln."), values)
    if check.met:
        return Sentence(N_("Das Zustimmungsquorum von %(share)s ist erreicht: %(reached)s von nötigen %(required)s Stimmen."), values)
    return Sentence(N_("Das Zustimmungsquorum von %(share)s ist verfehlt: %(reached)s von nötigen %(required)s Stimmen."), values)


def _figures(outcome: Outcome) -> list[Sentence]:
    values = {"total": grouped(outcome.total), "valid": grouped(outcome.valid)}
    values |= {"blank": grouped(outcome.blank), "invalid": grouped(outcome.invalid)}
    found = [Sentence(N_("Stimmzettel: %(total)s, davon gültig %(valid)s, leer %(blank)s, ungültig %(invalid)s."), values)]
    if outcome.base is not None and outcome.base.kind == "yes-and-no":
        found.append(Sentence(N_("Prozente beziehen sich auf die Ja- und Nein-Stimmen; Enthaltungen zählen dabei nicht.")))
    elif outcome.base is not None:
        found.append(Sentence(N_("Prozente beziehen sich auf die gültigen Stimmzettel.")))
    if outcome.quota is not None and outcome.valid:
        quota = {"quota": decimal(outcome, outcome.quota), "valid": grouped(outcome.valid), "divisor": outcome.seats + 1}
        message = N_("Wer %(quota)s Stimmen erreicht, ist gewählt (Droop-Quote: %(valid)s geteilt durch %(divisor)s, abgerundet, plus 1).")
        found.append(Sentence(message, quota))
    if outcome.ranking and outcome.valid:
        order = " > ".join(" = ".join(outcome.names(level)) for level in outcome.ranking)
        found.append(Sentence(N_("Reihenfolge aller Möglichkeiten: %(order)s."), {"order": order}))
    return found


def _tie(tie: Tie, outcome: Outcome) -> Sentence:
    values = {"names": _list(outcome, tie.options), "chosen": _list(outcome, tie.chosen)}
    values |= {"round": str(tie.round), "earlier": str(tie.earlier)}
    if tie.decided_by == "rule":
        return Sentence(N_("Gleich viele Stimmen auf beiden Seiten: Nach der Regel gilt die Frage als abgelehnt."))
    if tie.decided_by == "open":
        return Sentence(N_("Gleichstand, den nur das Los lösen kann (Runde %(round)s): %(names)s."), values)
    if tie.decided_by == "immaterial":
        message = N_("Gleichstand in Runde %(round)s zwischen %(names)s: Wie das Los auch fällt, gewählt sind dieselben. Gezählt ist mit %(chosen)s.")
        return Sentence(message, values)
    if tie.decided_by == "earlier-round":
        message = N_("Gleichstand in Runde %(round)s zwischen %(names)s: Runde %(earlier)s hat entschieden. Betroffen: %(chosen)s.")
        return Sentence(message, values)
    if tie.purpose == "winner":
        return Sentence(N_("Gleichstand zwischen %(names)s: Das Los hat entschieden für %(chosen)s."), values)
    return Sentence(N_("Gleichstand in Runde %(round)s zwischen %(names)s: Das Los hat entschieden. Betroffen: %(chosen)s."), values)


def _margin(margin: Margin) -> Sentence:
    number = margin.ballots
    if number is None:
        return Sentence(N_("Wie knapp es war, ist nicht berechnet."))
    if margin.kind == "exact":
        one, many = ngettext(
            "Schon %(ballots)s anders ausgefüllter Stimmzettel hätte das Ergebnis geändert.",
            "Erst %(ballots)s anders ausgefüllte Stimmzettel hätten das Ergebnis geändert.",
        )
    elif margin.kind == "at-most":
        one, many = ngettext(
            "Mit %(ballots)s anders ausgefülltem Stimmzettel wäre die letzte Runde anders ausgegangen.",
            "Mit %(ballots)s anders ausgefüllten Stimmzetteln wäre die letzte Runde anders ausgegangen; vielleicht hätten weniger genügt.",
        )
    else:
        one, many = ngettext(
            "Mindestens %(ballots)s Stimmzettel hätte anders ausgefüllt sein müssen, um das Ergebnis zu ändern.",
            "Mindestens %(ballots)s Stimmzettel hätten anders ausgefüllt sein müssen, um das Ergebnis zu ändern.",
        )
    return Sentence(one, {"ballots": grouped(number)}, many, number)


def round_sentences(outcome: Outcome, a_round: Round) -> list[Sentence]:
    """What happened in one round: what moved, who was elected or excluded."""
    found: list[Sentence] = []
    option = a_round.option
    if a_round.kind == "first":
        found.append(Sentence(N_("Gezählt werden die ersten Wahlen.")))
    elif option is not None and a_round.kind == "surplus":
        values = {"name": outcome.options[option], "votes": decimal(outcome, sum(moved.votes for moved in a_round.transfers))}
        found.append(Sentence(N_("Überschuss von %(name)s: %(votes)s Stimmen gehen weiter."), values))
    elif option is not None:
        found.append(Sentence(N_("%(name)s scheidet aus; die Stimmzettel gehen weiter."), {"name": outcome.options[option]}))
    if a_round.elected:
        found.append(Sentence(N_("Gewählt: %(names)s."), {"names": _list(outcome, a_round.elected)}))
    return found


def _list(outcome: Outcome, options: Sequence[int]) -> str:
    names = outcome.names(options[:MOST_NAMES])
    more = len(options) - len(names)
    return ", ".join(names) + (f" (+{more})" if more else "")


def grouped(number: int) -> str:
    """A whole number as German writes it: 1.234.567."""
    return f"{number:,}".replace(",", ".")


def decimal(outcome: Outcome, votes: int) -> str:
    """Votes in units of 1/scale as German writes them: `1.705` or `233,35966`, without needless zeros; exact."""
    whole, rest = divmod(votes, outcome.scale)
    if not rest:
        return grouped(whole)
    digits = len(str(outcome.scale)) - 1
    return f"{grouped(whole)},{str(rest).zfill(digits).rstrip('0')}"


def percent(share: Fraction) -> str:
    """A share as percent with one decimal at most: `50,1 %`; cut, not rounded, so that 49.99 never reads 50."""
    tenths = share.numerator * 1000 // share.denominator
    whole, rest = divmod(tenths, 10)
    return f"{whole},{rest} %" if rest else f"{whole} %"
