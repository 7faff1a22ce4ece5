"""Which kind of phase opens which acts: the table that a clerk could read."""

from __future__ import annotations

from enum import StrEnum

from participation.kit.language import lazy


class Act(StrEnum):
    """Something residents do in a consultation."""

    PROPOSE = "propose"
    SUPPORT = "support"
    DISCUSS = "discuss"
    RATE = "rate"
    RESPOND = "respond"
    VOTE = "vote"


class PhaseKind(StrEnum):
    """What a span of time is for."""

    INFORM = "inform"
    COLLECT = "collect"
    DELIBERATE = "deliberate"
    REVIEW = "review"
    VOTE = "vote"
    DECIDE = "decide"


OPENS: dict[PhaseKind, frozenset[Act]] = {
    PhaseKind.INFORM: frozenset(),
    PhaseKind.COLLECT: frozenset({Act.PROPOSE, Act.SUPPORT, Act.DISCUSS, Act.RATE, Act.RESPOND}),
    PhaseKind.DELIBERATE: frozenset({Act.SUPPORT, Act.DISCUSS, Act.RATE, Act.RESPOND}),
    PhaseKind.REVIEW: frozenset(),
    PhaseKind.VOTE: frozenset({Act.VOTE}),
    PhaseKind.DECIDE: frozenset(),
}

KIND_NAMES = {
    PhaseKind.INFORM: lazy("Informieren"),
    PhaseKind.COLLECT: lazy("Vorschlagen"),
    PhaseKind.DELIBERATE: lazy("Beraten"),
    PhaseKind.REVIEW: lazy("Prüfen"),
    PhaseKind.VOTE: lazy("Abstimmen"),
    PhaseKind.DECIDE: lazy("Entscheiden"),
}

ACT_NAMES = {
    Act.PROPOSE: lazy("Vorschlag einreichen"),
    Act.SUPPORT: lazy("Vorschläge unterstützen"),
    Act.DISCUSS: lazy("Mitdiskutieren"),
    Act.RATE: lazy("Beiträge bewerten"),
    Act.RESPOND: lazy("Aussagen beantworten"),
    Act.VOTE: lazy("Abstimmen"),
}
