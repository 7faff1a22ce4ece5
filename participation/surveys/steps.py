"""What those who run a survey can do next, as links with their words."""

from __future__ import annotations

from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.methods.surveys.definition import Kind
from participation.surveys.code_rules import may_give_codes
from participation.surveys.doorway import Here
from participation.surveys.result_rules import may_choose_comparisons, may_weight
from participation.surveys.rules import (
    may_change_survey,
    may_close_survey,
    may_correct_survey,
    may_read_answers,
    may_run_survey,
    may_set_quotas,
)


def _asks_for_files(here: Here) -> bool:
    return any(question.kind == Kind.FILE for question in here.definition.questions)


def next_steps(here: Here) -> list[Link]:
    """The next acts of whoever runs this survey; empty for everyone else."""
    known = here.person, here.consultation, here.survey
    if not may_run_survey(*known):
        return []
    steps = [Link(_("Fragen ansehen"), here.url("survey_staff.preview")), Link(_("Papier"), here.url("survey_papers.index"))]
    if may_set_quotas(*known):
        steps.append(Link(_("Quoten"), here.url("survey_quotas.index")))
    if may_give_codes(*known):
        steps.append(Link(_("Codes"), here.url("survey_letters.index")))
    if may_change_survey(*known):
        steps += [
            Link(_("Fragen bearbeiten"), here.url("survey_editing.outline")),
            Link(_("Angaben bearbeiten"), here.url("survey_staff.edit")),
            Link(_("Andere Datei hochladen"), here.url("survey_staff.questions")),
            Link(_("Veröffentlichen"), here.url("survey_staff.publishing")),
        ]
    if may_read_answers(*known):
        steps += [
            Link(_("Ergebnis"), here.url("survey_results.show")),
            Link(_("Gruppen vergleichen"), here.url("survey_groups.compare")),
            Link(_("Freie Texte"), here.url("survey_results.texts")),
            Link(_("Antworten als Dateien"), here.url("survey_files.index")),
            *([Link(_("Angehängte Dateien"), here.url("survey_attachments.index"))] if _asks_for_files(here) else []),
        ]
    if may_weight(*known):
        steps.append(Link(_("Gewichte"), here.url("survey_weights.weights")))
    if may_choose_comparisons(*known):
        steps.append(Link(_("Vergleiche für alle wählen"), here.url("survey_groups.chosen")))
    if may_correct_survey(*known):
        steps.append(Link(_("Neue Fassung der Fragen"), here.url("survey_corrections.ask")))
    if may_close_survey(*known):
        steps.append(Link(_("Umfrage schließen"), here.url("survey_staff.closing")))
    return steps
