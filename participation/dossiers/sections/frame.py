"""What it was about, what happened when, who took part, how it was done, and what the report does not say."""

from __future__ import annotations

from datetime import timedelta

from participation.consultations.phases import KIND_NAMES, PhaseKind
from participation.consultations.words import lines, target_group_names
from participation.discussions.queries import most_discussed
from participation.dossiers.blocks import Block, Cell, heading, link, listing, of_sheet, paragraph, prose, table
from participation.dossiers.queries import attendance_of
from participation.dossiers.sections.asked import Asked
from participation.insight.queries import count_of
from participation.insight.showing import Who, who_took_part
from participation.kit.dates import say_date, say_moment
from participation.kit.language import gettext as _
from participation.kit.pages import format_number
from participation.meetings.models import MeetingStage
from participation.meetings.queries import meetings_of
from participation.methods.surveys.results.cells import LEAST
from participation.proposals.queries import board_of
from participation.votes.queries import votes_of
from participation.votes.rules import visible


def summary(asked: Asked) -> list[Block]:
    """What is decided, by whom, and the most important numbers."""
    one = asked.consultation
    facts: list[tuple[str, str]] = [
        (_("Was entschieden wird"), one.decision),
        (_("Wer entscheidet"), one.decided_by),
        (_("Bis wann"), say_date(one.decided_until) if one.decided_until else ""),
        (_("Für wen"), ", ".join(target_group_names(one.target_groups))),
    ]
    people = who(asked).people
    discussed = most_discussed(asked.session, one.id)[0]
    counted = [vote for vote in visible(None, one, votes_of(asked.session, one)) if vote.is_counted]
    facts += [
        (_("Menschen mit Konto, die mitgemacht haben"), format_number(people) if people else ""),
        (_("Vorschläge"), format_number(board_of(asked.session, one.id)[1])),
        (_("Beiträge in Diskussionen"), format_number(discussed)),
        (_("Ausgezählte Abstimmungen"), format_number(len(counted))),
    ]
    found = [paragraph(one.summary)] if one.summary else []
    found.append(table(_("Auf einen Blick"), [_("Angabe"), _("Inhalt")], [list(row) for row in facts if row[1] not in ("", "0")]))
    return [*found, heading(_("Was daraus wurde")), prose(one.outcome_html)] if one.outcome_html else found


def process(asked: Asked) -> list[Block]:
    """Phases and meetings."""
    one = asked.consultation
    rows: list[list[Cell]] = [
        [phase.title, str(KIND_NAMES[PhaseKind(phase.kind)]), say_date(phase.starts_at), say_date(phase.ends_at - timedelta(seconds=1))]
        for phase in one.phases
    ]
    found = [table(_("Phasen"), [_("Phase"), _("Wofür"), _("Beginn"), _("Ende")], rows)] if rows else []
    for title, points in ((_("Was offen war"), lines(one.open_points)), (_("Was feststand"), lines(one.fixed_points))):
        found += [heading(title), listing(points)] if points else []
    return found + _meetings(asked)


def _meetings(asked: Asked) -> list[Block]:
    held = [each for each in meetings_of(asked.session, asked.consultation.id) if each.stage == MeetingStage.ENDED]
    there = attendance_of(asked.session, [each.id for each in held])
    rows: list[list[Cell]] = [
        [link(each.title, asked.at(f"sitzungen/{each.id}")), say_moment(each.starts_at), each.place or "–", _few(there.get(each.id, 0))]
        for each in reversed(held)
    ]
    header = [_("Sitzung"), _("Wann"), _("Wo"), _("Anwesende")]
    return [table(_("Sitzungen"), header, rows, numeric=(3,))] if rows else []


def _few(number: int) -> str:
    return format_number(number) if number >= LEAST else _("unter %(least)s", least=LEAST)


def who(asked: Asked) -> Who:
    """Who took part, as everybody may see it."""
    row = count_of(asked.session, asked.consultation.id)
    return who_took_part(asked.session, asked.consultation, row, public_only=True)


def people(asked: Asked) -> list[Block]:
    """Who took part beside the town, on which ways, and when."""
    found = who(asked)
    if not found.sheets:
        return []
    blocks = [block for sheet in found.sheets for block in of_sheet(sheet)]
    if found.missing:
        blocks.append(heading(_("Wer fehlt")))
        blocks.append(listing([f"{one.label}: {one.sentence}" for one in found.missing]))
    return [*([paragraph(found.counted, quiet=True)] if found.counted else []), *blocks]


def method(asked: Asked) -> list[Block]:
    """How it was counted."""
    counted = [vote for vote in visible(None, asked.consultation, votes_of(asked.session, asked.consultation)) if vote.is_counted]
    said = list(who(asked).notes)
    for title, sentence in dict.fromkeys((vote.counting_rule.title, vote.counting_rule.sentence) for vote in counted):
        said.append(f"{title}: {sentence}")
    said.append(_("Anteile in Umfragen haben ein Intervall, das bei einer Zufallsauswahl den wahren Wert in 95 von 100 Fällen enthielte (Wilson)."))
    return [
        listing(said),
        paragraph(
            _("Alle Zahlen hat die Plattform aus denselben Daten berechnet wie ihre öffentlichen Seiten, am %(when)s.", when=say_moment(asked.now))
        ),
    ]


def limits(asked: Asked) -> list[Block]:
    """What the report does not say."""
    said = [
        _("Der Bericht sagt, was die Menschen gesagt haben, die mitgemacht haben. Er sagt nicht, was die ganze Stadt denkt."),
        _("Wie viele Menschen etwas gelesen haben, ohne sich zu beteiligen, ist nicht bekannt: Besuche werden nicht gezählt."),
        _("Wer auf mehreren Wegen ohne Konto mitgemacht hat, kann mehrfach gezählt sein. In Abstimmungen ist das ausgeschlossen."),
        _(
            "Was die Moderation ausgeblendet hat und was gelöscht wurde, steht nicht im Bericht. Wird etwas später ausgeblendet, verschwindet es auch hier."
        ),
        _("Listen zeigen das Wichtigste. Alles steht auf den Seiten der Beteiligung."),
    ]
    return [listing(said), listing([link(_("Alles im Einzelnen: Seite der Beteiligung"), asked.at())])]
