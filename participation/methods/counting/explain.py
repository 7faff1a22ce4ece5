"""Say an outcome in German sentences that anyone can follow, from templates that can be translated.

`sentences` gives templates with their values; `explain` fills them in, through gettext where it is handed one. Numbers are written as
German reads them (1 234,5) unless another way of writing is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from participation.methods.counting.outcome import Check, Dropped, Margin, Outcome, Round, Tie
from participation.methods.counting.simple import NO, YES
from participation.methods.counting.wording import N_, as_it_is, by_number, ngettext, rounded
from participation.methods.counting.wording import Sentence as Sentence
from participation.methods.counting.wording import fill as fill
from participation.methods.counting.wording import grouped as grouped
from participation.methods.counting.wording import percent as percent

MOST_NAMES = 12
"""How many names a sentence lists before it says how many more there are."""


def explain(
    outcome: Outcome,
    translate: Callable[[str], str] = as_it_is,
    translate_number: Callable[[str, str, int], str] = by_number,
) -> list[str]:
    """The outcome in sentences: who won, by how much, what was tied, whether quorums were met, how close it was.

    `translate` and `translate_number` are gettext and ngettext of the language wanted.
    """
    return [fill(sentence, translate, translate_number) for sentence in sentences(outcome)]


def sentences(outcome: Outcome) -> list[Sentence]:
    """The sentences on the whole outcome, in reading order; those on single rounds come from `round_sentences`."""
    found = [_result(outcome)]
    found += [_check(check) for check in outcome.checks]
    found += [_dropped(one, outcome) for one in outcome.dropped]
    found += _figures(outcome)
    found += _scores(outcome)
    found += [_tie(tie, outcome) for tie in outcome.ties]
    if outcome.lot is not None and any(tie.decided_by == "lot" for tie in outcome.ties):
        found.append(Sentence(N_("Reihenfolge des Loses: %(names)s."), {"names": _list(outcome, outcome.lot.order)}))
    found.append(margin_sentence(outcome.margin))
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


def _dropped(one: Dropped, outcome: Outcome) -> Sentence:
    default = outcome.options[outcome.default_option or 0]
    values = {"name": outcome.options[one.option], "default": default, "required": rounded(one.required).rstrip("0").rstrip(",")}
    values |= {"in_favour": grouped(one.in_favour), "against": grouped(one.against)}
    if one.reason == "quorum":
        return Sentence(N_("%(name)s scheidet vorher aus: %(in_favour)s ziehen es „%(default)s“ vor, nötig sind %(required)s."), values)
    if one.required > 1:
        message = N_(
            "%(name)s scheidet vorher aus: %(in_favour)s gegen %(against)s im Vergleich mit „%(default)s“, nötig ist das %(required)s-Fache."
        )
        return Sentence(message, values)
    return Sentence(N_("%(name)s scheidet vorher aus: %(in_favour)s gegen %(against)s im Vergleich mit „%(default)s“."), values)


_MISSING = {
    "score-sum": N_("Wo nichts angegeben ist, gilt die niedrigste Zahl der Skala."),
    "score-mean": N_("Wo nichts angegeben ist, zählt der Stimmzettel für diese Möglichkeit nicht."),
    "majority-judgment": N_("Wo nichts angegeben ist, gilt die schlechteste Note."),
    "consensing": N_("Wo nichts angegeben ist, gilt kein Widerstand (0)."),
}


def _scores(outcome: Outcome) -> list[Sentence]:
    """What missing marks mean, and the value by which each option was compared; nothing for rules without numbers."""
    if outcome.rule not in _MISSING or not outcome.valid:
        return []
    found = [Sentence(_MISSING[outcome.rule])]
    for option in (option for level in outcome.ranking[:3] for option in level[:3]):
        name = {"name": outcome.options[option]}
        if outcome.gauges:
            gauge = outcome.gauges[option]
            values = name | {"grade": grade_name(outcome, gauge.grade), "better": grouped(gauge.better), "worse": grouped(gauge.worse)}
            found.append(Sentence(N_("%(name)s: mittlere Note %(grade)s; %(better)s besser, %(worse)s schlechter."), values))
            continue
        value = outcome.values[option] or Fraction(0)
        shown = grouped(int(value)) if outcome.rule != "score-mean" else rounded(value)
        if outcome.rule == "consensing":
            found.append(Sentence(N_("%(name)s: Widerstand %(value)s."), name | {"value": shown}))
        else:
            found.append(Sentence(N_("%(name)s: %(value)s Punkte."), name | {"value": shown}))
    return found


def grade_name(outcome: Outcome, grade: int) -> str:
    """The grade in words where it has a name, else its number."""
    return outcome.grade_names[grade - outcome.grades[0].lowest] if outcome.grade_names else str(grade)


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


def margin_sentence(margin: Margin) -> Sentence:
    """How close it was, as far as it is known."""
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


def decimal(outcome: Outcome, votes: int) -> str:
    """Votes in units of 1/scale as German writes them: `1.705` or `233,35966`, without needless zeros; exact."""
    whole, rest = divmod(votes, outcome.scale)
    if not rest:
        return grouped(whole)
    digits = len(str(outcome.scale)) - 1
    return f"{grouped(whole)},{str(rest).zfill(digits).rstrip('0')}"
