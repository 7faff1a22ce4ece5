"""What those who run a vote can do with it next, as links with their words."""

from __future__ import annotations

from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.votes.doorway import Here
from participation.votes.models import VoteState
from participation.votes.roll_rules import may_mark_paper, may_serve_counter
from participation.votes.rules import may_annul, may_certify, may_close, may_edit_vote, may_run_vote, may_tally


def next_steps(here: Here) -> list[Link]:
    """The next acts of whoever runs this vote; empty for everyone else."""
    person, consultation, vote = here.person, here.consultation, here.vote
    if not may_run_vote(person, consultation, vote):
        return []
    steps = []
    if may_edit_vote(person, consultation, vote):
        steps += [
            Link(_("Entwurf bearbeiten"), here.url("votes_staff.edit")),
            Link(_("Stimmzettel ansehen"), here.url("votes_staff.preview")),
            Link(_("Schlüssel, Stimmrechte und Eröffnung"), here.url("encrypted_staff.ceremony"))
            if vote.is_encrypted
            else Link(_("Abstimmung eröffnen"), here.url("votes_staff.opening")),
        ]
    if vote.by_codes:
        steps.append(Link(_("Verzeichnis und Briefe"), here.url("vote_roll.index")))
    if may_serve_counter(person, consultation, vote, here.now) or may_mark_paper(person, consultation, vote):
        steps.append(Link(_("Schalter"), here.url("vote_counter.show")))
    if vote.on_paper and vote.is_public:
        steps.append(Link(_("Stimmzettel auf Papier"), here.url("vote_papers.index")))
    if vote.state == VoteState.OPEN and not vote.is_annulled:
        steps.append(Link(_("Nach einem Ausfall verlängern"), here.url("vote_changes.extending")))
    if may_close(person, consultation, vote, here.now):
        steps.append(Link(_("Abstimmung schließen"), here.url("votes_staff.closing")))
    if may_tally(person, consultation, vote):
        if vote.is_encrypted:
            steps.append(Link(_("Entschlüsseln und auszählen"), here.url("encrypted_staff.ceremony")))
        else:
            steps.append(Link(_("Stimmen auszählen"), here.url("votes_staff.counting")))
    if may_certify(person, consultation, vote):
        steps.append(Link(_("Ergebnis feststellen"), here.url("votes_staff.certifying")))
    if may_annul(person, consultation, vote):
        steps.append(Link(_("Für ungültig erklären"), here.url("vote_changes.annulling")))
    return steps
