"""How long names and addresses around proposals are kept."""

from __future__ import annotations

from sqlalchemy import select

from participation.kit.language import lazy
from participation.kit.retention import NOBODY, Span
from participation.proposals.models import Proposal
from participation.proposals.writing_models import CoAuthor, Intake, Invitation

_ENTERED = (Intake.entered_at.label("begins"), Intake.entered_at.label("given"))
_INVITED = (CoAuthor.invited_at.label("begins"), CoAuthor.invited_at.label("given"))

GIVERS = Span(
    "proposals.givers",
    lazy("Name von Menschen, die am Schalter oder auf Papier einen Vorschlag abgeben"),
    lazy("Für Rückfragen der Stadt, nie öffentlich. Wer es möchte, lässt den Namen gleich löschen."),
    lazy("nach dem Eintragen"),
    lazy("Mindestens ein Monat für Rückfragen; höchstens ein Jahr, danach fragt niemand mehr."),
    usual=180,
    least=30,
    most=365,
    rows=select(Intake.proposal_id.label("key"), Proposal.consultation_id, NOBODY.label("person_id"), *_ENTERED)
    .join(Proposal, Proposal.id == Intake.proposal_id)
    .where(Intake.giver != "")
    .subquery("givers_kept"),
)
INVITATIONS = Span(
    "proposals.invitations",
    lazy("E-Mail-Adressen in Einladungen zum Mitschreiben"),
    lazy("Damit die eingeladene Person annehmen kann. Mit ihrer Antwort ist die Adresse gelöscht."),
    lazy("nach der Einladung"),
    lazy("Mindestens eine Woche, damit Zeit für eine Antwort ist; höchstens 90 Tage, denn die Person hat die Adresse nicht selbst angegeben."),
    usual=30,
    least=7,
    most=90,
    rows=select(CoAuthor.id.label("key"), Proposal.consultation_id, CoAuthor.person_id, *_INVITED)
    .join(Proposal, Proposal.id == CoAuthor.proposal_id)
    .where(CoAuthor.state == Invitation.OPEN)
    .subquery("invitations_kept"),
)
