"""Who sets up an opinion map, answers and writes statements, decides about them, and takes the answers away as a table.

    | act       | who                                                   | inform | collect | deliberate | review | vote | decide | closed |
    |-----------|-------------------------------------------------------|--------|---------|------------|--------|------|--------|--------|
    | set up    | who runs the consultation                             |  yes   |   yes   |    yes     |  yes   | yes  |  yes   |   –    |
    | answer    | confirmed address; guests and the verified by setting  |   –    |   yes   |    yes     |   –    |  –   |   –    |   –    |
    | write     | accounts that may answer, where it takes statements   |   –    |   yes   |    yes     |   –    |  –   |   –    |   –    |
    | decide    | who runs the consultation, not the author             |  yes   |   yes   |    yes     |  yes   | yes  |  yes   |  yes   |
    | take away | who runs it, council members, the administration      |  yes   |   yes   |    yes     |  yes   | yes  |  yes   |  yes   |

Answering and writing need the map open beside the phase. Everyone sees the result of a map that was opened.
"""

from __future__ import annotations

from datetime import datetime

from participation.accounts.levels import needs_account
from participation.accounts.models import Person, Role
from participation.consultations.models import Consultation
from participation.consultations.phases import Act
from participation.consultations.rules import may_moderate, may_prepare, may_see, may_take_part, needs_consent, needs_verification, runs_it
from participation.kit.language import gettext as _
from participation.kit.rules import ALLOWED, Verdict, conceal, refuse
from participation.opinions.models import OpinionFile, OpinionMap, Stage, State, Statement

MOST_MAPS = 20
"""In a consultation."""
LEAST_STATEMENTS = 5
"""With fewer a map is not opened: there would be nothing to compare."""
MOST_STATEMENTS = 1_000
"""In a map, those that wait or were accepted."""
STATEMENTS_A_DAY = 5
"""Of one person in a map."""
EXPORTERS = frozenset({Role.COUNCIL, Role.ADMINISTRATOR})


def may_see_map(person: Person | None, consultation: Consultation, opinion_map: OpinionMap) -> Verdict:
    """Everyone sees a map that was opened, in a visible consultation; a draft only those who run it."""
    if not may_see(person, consultation) or opinion_map.consultation_id != consultation.id:
        return conceal()
    return ALLOWED if opinion_map.stage != Stage.DRAFT or runs_it(person, consultation) else conceal()


def may_draft_map(person: Person | None, consultation: Consultation) -> Verdict:
    """Those who run a consultation that is not over."""
    return may_prepare(person, consultation, _("Diese Beteiligung ist abgeschlossen. Es können keine Meinungsbilder mehr dazukommen."))


def may_run_map(person: Person | None, consultation: Consultation, opinion_map: OpinionMap) -> Verdict:
    """The consultation's moderators and the administration."""
    seen = may_see_map(person, consultation, opinion_map)
    return may_moderate(person, consultation) if seen else seen


def may_change_map(person: Person | None, consultation: Consultation, opinion_map: OpinionMap) -> Verdict:
    """Question and first statements change until the map is opened: afterwards people have answered them."""
    verdict = may_run_map(person, consultation, opinion_map)
    if verdict and opinion_map.stage != Stage.DRAFT:
        return refuse(_("Dieses Meinungsbild ist eröffnet. Frage und Aussagen bleiben, wie sie sind. Neue Aussagen können dazukommen."))
    return may_draft_map(person, consultation) if verdict else verdict


def may_open_map(person: Person | None, consultation: Consultation, opinion_map: OpinionMap, statements: int) -> Verdict:
    """A draft with enough statements. `statements`: how many it has."""
    verdict = may_run_map(person, consultation, opinion_map)
    if not verdict:
        return verdict
    if opinion_map.stage != Stage.DRAFT:
        return refuse(_("Dieses Meinungsbild ist schon eröffnet."))
    if statements < LEAST_STATEMENTS:
        return refuse(_("Zum Eröffnen braucht es mindestens %(least)s Aussagen.", least=LEAST_STATEMENTS))
    return may_draft_map(person, consultation)


def may_close_map(person: Person | None, consultation: Consultation, opinion_map: OpinionMap) -> Verdict:
    """An open map is ended once and for all."""
    verdict = may_run_map(person, consultation, opinion_map)
    if verdict and opinion_map.stage != Stage.OPEN:
        return refuse(_("Nur ein offenes Meinungsbild kann beendet werden."))
    return verdict


def may_answer(person: Person | None, consultation: Consultation, opinion_map: OpinionMap, now: datetime) -> Verdict:
    """While the map and a phase are open."""
    seen = may_see_map(person, consultation, opinion_map)
    if not seen:
        return seen
    if opinion_map.stage == Stage.DRAFT:
        return refuse(_("Dieses Meinungsbild ist noch nicht eröffnet."))
    if opinion_map.stage == Stage.CLOSED:
        return refuse(_("Dieses Meinungsbild ist beendet. Das Ergebnis können Sie nachlesen."))
    verdict = may_take_part(person, consultation, Act.RESPOND, now, guests=consultation.guests_answer)
    return needs_consent(person, needs_verification(person, verdict, now) if opinion_map.verified_only else verdict)


def may_answer_statement(person: Person, opinion_map: OpinionMap, statement: Statement) -> Verdict:
    """What was accepted and is shown, and is not one's own. Raises nothing: what waits does not exist for others."""
    if statement.map_id != opinion_map.id or statement.state != State.ACCEPTED:
        return conceal()
    if statement.author_id == person.id:
        return refuse(_("Das ist Ihre eigene Aussage. Andere sagen, was sie davon halten."))
    return ALLOWED


def may_read_statement(person: Person | None, consultation: Consultation, statement: Statement) -> Verdict:
    """Everyone reads what is shown; what waits, was rejected or hidden its author and those who run the consultation."""
    if statement.is_shown or runs_it(person, consultation):
        return ALLOWED
    return ALLOWED if person is not None and statement.author_id == person.id else conceal()


def may_write(person: Person | None, consultation: Consultation, opinion_map: OpinionMap, now: datetime) -> Verdict:
    """Whoever may answer, where the map takes statements of residents."""
    verdict = may_answer(person, consultation, opinion_map, now)
    if (verdict or verdict.remedy) and not opinion_map.writing_open:
        return refuse(_("In diesem Meinungsbild kommen alle Aussagen von der Stadt."))
    if person is not None and person.is_guest:
        return needs_account()
    return verdict


def may_decide_statement(person: Person | None, consultation: Consultation, opinion_map: OpinionMap, statement: Statement) -> Verdict:
    """Those who run the consultation, in any phase; nobody about a statement of their own."""
    verdict = may_run_map(person, consultation, opinion_map)
    if verdict and statement.map_id != opinion_map.id:
        return conceal()
    if verdict and person is not None and statement.author_id == person.id and not statement.is_seed:
        return refuse(_("Über Ihren eigenen Text muss jemand anderes entscheiden."))
    return verdict


def may_add_seed(person: Person | None, consultation: Consultation, opinion_map: OpinionMap) -> Verdict:
    """The city adds statements until the map is ended."""
    verdict = may_run_map(person, consultation, opinion_map)
    if verdict and opinion_map.stage == Stage.CLOSED:
        return refuse(_("Dieses Meinungsbild ist beendet. Es können keine Aussagen mehr dazukommen."))
    return verdict


def may_read_report(person: Person | None, consultation: Consultation, opinion_map: OpinionMap) -> Verdict:
    """Those who run an opened map at any time; everyone once it is ended and the report is published."""
    seen = may_see_map(person, consultation, opinion_map)
    if not seen:
        return seen
    if opinion_map.stage == Stage.DRAFT:
        return refuse(_("Einen Bericht gibt es, sobald das Meinungsbild eröffnet ist."))
    if opinion_map.report_published_at is not None or runs_it(person, consultation):
        return ALLOWED
    return refuse(_("Der Bericht zu diesem Meinungsbild ist noch nicht veröffentlicht."))


def may_publish_report(person: Person | None, consultation: Consultation, opinion_map: OpinionMap, *, computed: bool) -> Verdict:
    """Of an ended map whose result is computed for the last time. `computed`: nothing of it waits."""
    verdict = may_run_map(person, consultation, opinion_map)
    if not verdict:
        return verdict
    if opinion_map.stage != Stage.CLOSED:
        return refuse(_("Veröffentlichen können Sie den Bericht, wenn das Meinungsbild beendet ist."))
    if opinion_map.report_published_at is not None:
        return refuse(_("Der Bericht ist schon veröffentlicht."))
    return ALLOWED if computed else refuse(_("Das Ergebnis wird gerade noch berechnet. Bitte versuchen Sie es in einer Minute noch einmal."))


def may_withdraw_report(person: Person | None, consultation: Consultation, opinion_map: OpinionMap) -> Verdict:
    """A published report can be taken back, for example to correct what is shown."""
    verdict = may_run_map(person, consultation, opinion_map)
    if verdict and opinion_map.report_published_at is None:
        return refuse(_("Der Bericht ist nicht veröffentlicht."))
    return verdict


def may_take_away(person: Person | None, consultation: Consultation, opinion_map: OpinionMap) -> Verdict:
    """Single answers, without names, as tables: for those who check the result. After their deletion there are none."""
    seen = may_see_map(person, consultation, opinion_map)
    if not seen:
        return seen
    if person is None:
        return refuse(_("Bitte melden Sie sich an. Danach geht es hier weiter."), "sign-in")
    blocked = person.blocked_at is not None or person.deleted_at is not None
    if blocked or not (person.role in EXPORTERS or person.moderates(consultation.id)):
        return refuse(_("Das dürfen nur Ratsmitglieder, die Verwaltung und die Moderation dieser Beteiligung."))
    if opinion_map.forgotten_at is not None:
        return refuse(_("Die einzelnen Antworten sind gelöscht. Das Ergebnis bleibt."))
    return ALLOWED


def may_fetch(person: Person | None, consultation: Consultation, opinion_map: OpinionMap, file: OpinionFile) -> Verdict:
    """A file is for whoever asked for it, while they may take answers away; for others it does not exist."""
    allowed = may_take_away(person, consultation, opinion_map)
    if not allowed:
        return allowed
    return ALLOWED if person is not None and file.requested_by_id == person.id else conceal()
