"""Entries in plain words."""

from __future__ import annotations

import json
from typing import Any

from participation.kit.language import gettext as _
from participation.kit.language import lazy, ngettext
from participation.public_log.models import LogKind

KIND_NAMES = {LogKind.VOTE: lazy("Abstimmung"), LogKind.DRAW: lazy("Losung"), LogKind.BOARD: lazy("Verschlüsselte Urne")}
BOARD_NAMES = {
    "Setup": lazy("Eröffnung: Frage, Schlüssel, Stimmrechte"),
    "Ballot": lazy("Stimmzettel"),
    "EndBallots": lazy("Ende der Abstimmung"),
    "EncryptedTally": lazy("Verschlüsselte Summe"),
    "Shuffle": lazy("Mischung"),
    "EndShuffles": lazy("Ende des Mischens"),
    "PartialDecryption": lazy("Entschlüsselung durch eine Treuhänderin oder einen Treuhänder"),
    "Result": lazy("Ergebnis"),
}
NAMES = {
    "opened": lazy("Abstimmung eröffnet, alle Regeln festgeschrieben"),
    "extended": lazy("Ende nach einem Ausfall verschoben"),
    "annulled": lazy("Abstimmung für ungültig erklärt"),
    "closed": lazy("Urne geschlossen"),
    "tallied": lazy("Ergebnis ausgezählt"),
    "certified": lazy("Ergebnis festgestellt"),
    "pool_closed": lazy("Lostopf geschlossen"),
    "lottery_published": lazy("Losliste veröffentlicht, Zufall benannt"),
    "drawn": lazy("Nummer gezogen"),
    "replaced": lazy("Eine Person rückt nach"),
}


def describe(text: str) -> str:
    """What an entry says, in a few words."""
    said = read(text)
    event = said.get("event")
    if event == "trackers" and isinstance(said.get("trackers"), list):
        number = len(said["trackers"])
        return ngettext("%(num)d Kennung eines Stimmzettels", "%(num)d Kennungen von Stimmzetteln, sortiert", number)
    if event == "ballots" and isinstance(said.get("ballots"), list):
        return ngettext("%(num)d Stimmzettel unter seiner Kennung", "%(num)d Stimmzettel unter ihren Kennungen", len(said["ballots"]))
    if isinstance(event, str) and event in NAMES:
        return str(NAMES[event])
    return str(BOARD_NAMES.get(str(said.get("type")), _("Ereignis")))


def read(text: str) -> dict[str, Any]:
    """An entry's content; empty where it is no JSON object."""
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
