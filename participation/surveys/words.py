"""What pages say about surveys, in words with a colour."""

from __future__ import annotations

from datetime import datetime

from participation.kit.dates import say_date, say_moment
from participation.kit.language import gettext as _
from participation.kit.language import lazy
from participation.surveys.models import Mode, State, Survey

Badge = tuple[str, str]

MODE_NAMES = {
    Mode.OPEN: lazy("Offen: Alle können antworten, ein Mal je Browser"),
    Mode.ACCOUNT: lazy("Mit Konto: Jedes Konto antwortet ein Mal"),
    Mode.CODE: lazy("Mit persönlichem Code: Jeder Code aus einem Brief antwortet ein Mal"),
}


def survey_badge(survey: Survey, now: datetime) -> Badge:
    """How far a survey is."""
    if survey.state == State.DRAFT:
        return _("Entwurf"), "neutral"
    if survey.is_over(now):
        return _("Beendet"), "success"
    if survey.opens_at is not None and now < survey.opens_at:
        return _("Ab %(when)s", when=say_date(survey.opens_at)), "neutral"
    return _("Läuft bis %(when)s", when=say_moment(survey.closes_at)), "info"


def promise(survey: Survey, days: int) -> str:
    """What becomes of the answers, told before anybody begins. `days`: how long the consultation keeps what was begun."""
    if survey.mode == Mode.ACCOUNT:
        return _(
            "Jedes Konto kann ein Mal antworten. Bis Sie absenden, liegt Ihr Entwurf bei Ihrem Konto, höchstens %(days)s Tage nach Ihrer letzten Änderung; mit dem "
            "Absenden wird er gelöscht. Wir merken uns nur, dass Ihr Konto geantwortet hat. Ihre Antworten liegen davon getrennt, ohne Namen und ohne Uhrzeit.",
            days=days,
        )
    if survey.mode == Mode.CODE:
        return _(
            "Mit dem Code aus Ihrem Brief antworten Sie ein Mal. Was Sie angefangen haben, finden Sie %(days)s Tage lang mit Ihrem Code wieder, auch an einem anderen "
            "Gerät. Mit dem Absenden wird es gelöscht. Wir merken uns nur, dass mit dem Code geantwortet wurde; Ihre Antworten liegen davon getrennt, ohne "
            "Namen und ohne Uhrzeit.",
            days=days,
        )
    return _(
        "Sie brauchen kein Konto. Was Sie angefangen haben, finden Sie %(days)s Tage lang in diesem Browser wieder. Ihre Antworten liegen ohne Namen und ohne "
        "Uhrzeit bei uns.",
        days=days,
    )
