"""Sentences of the citizens' report, the same on its page and in its PDF."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from participation.kit.dates import say_date, say_moment
from participation.kit.language import gettext as _
from participation.kit.language import ngettext


def edition_words(number: int, correction: str, at: datetime) -> str:
    """Which edition it is, of when, and what it corrects."""
    if number == 1:
        return _("Veröffentlicht am %(date)s.", date=say_date(at))
    return _("%(number)s. Ausgabe vom %(date)s. Berichtigt: %(what)s", number=number, date=say_date(at), what=correction)


def drawn_words(said: Mapping[str, Any]) -> list[str]:
    """How the panel was drawn, in numbers."""
    drawn = said["drawn"]
    words = [
        _(
            "%(seats)s Plätze wurden unter Einwohnerinnen und Einwohnern verlost, gemischt nach %(features)s. %(members)s Menschen wirkten mit.",
            seats=said["seats"],
            features=", ".join(said["features"]),
            members=said["members"],
        ),
        _("Ziel ist Vielfalt: Verschiedene Menschen aus der Stadt beraten gemeinsam. Ein verkleinertes Abbild der Stadt ist der Bürgerrat nicht."),
    ]
    if drawn["pool"] is not None:
        words.append(_("Im Lostopf waren %(pool)s Menschen, die auf die Einladung hin zugesagt hatten.", pool=drawn["pool"]))
    if drawn["number"] is not None:
        when = say_date(datetime.fromisoformat(drawn["at"])) if drawn["at"] else ""
        words.append(_("Gezogen wurde öffentlich die Losnummer %(number)s am %(date)s.", number=f"{drawn['number']:03}", date=when))
        words.append(_("Prüfwert der Lotterie (SHA-256): %(hash)s", hash=drawn["commitment"]))
    return words


def sitting_words(said: Mapping[str, Any]) -> str:
    """When, where, and how many were there."""
    when = say_moment(datetime.fromisoformat(said["starts_at"]))
    there = ngettext("%(num)s Mitglied war da.", "%(num)s Mitglieder waren da.", said["present"], num=said["present"])
    return f"{when}, {said['place']}. {there}" if said["place"] else f"{when}. {there}"


def expert_words(said: Mapping[str, Any]) -> list[str]:
    """What an expert said, and the declared interests."""
    return [*said["statement"].splitlines(), _("Erklärte Interessen: %(interests)s", interests=said["interests"])]


def vote_words(vote: Mapping[str, Any]) -> str:
    """How the council voted."""
    counts = ngettext(
        "%(yes)s Ja, %(no)s Nein, %(num)s Enthaltung; %(present)s von %(members)s Mitgliedern waren da.",
        "%(yes)s Ja, %(no)s Nein, %(num)s Enthaltungen; %(present)s von %(members)s Mitgliedern waren da.",
        vote["abstained"],
        **{name: vote[name] for name in ("yes", "no", "present", "members")},
    )
    if vote["carried"]:
        return _("Angenommen: %(counts)s", counts=counts)
    if not vote["quorate"]:
        return _("Nicht beschlussfähig, weil höchstens die Hälfte der Mitglieder da war: %(counts)s", counts=counts)
    return _("Ohne Mehrheit: %(counts)s", counts=counts)
