"""What the rooms show on each other's pages, and who listens to what. With app.py and clockwork.py the only files that know every room."""

from __future__ import annotations

from participation.accounts import panels as accounts_panels
from participation.accounts import signals as accounts_signals
from participation.administration import panels as administration_panels
from participation.amendments import listeners as amendments_listeners
from participation.amendments import panels as amendments_panels
from participation.assemblies import panels as assemblies_panels
from participation.budgets import panels as budgets_panels
from participation.consultations import panels as consultations_panels
from participation.consultations import signals as consultations_signals
from participation.councils import panels as councils_panels
from participation.discussions import listeners as discussions_listeners
from participation.discussions import panels as discussions_panels
from participation.discussions import signals as discussions_signals
from participation.draws import listeners as draws_listeners
from participation.draws import panels as draws_panels
from participation.duplicates import panels as duplicates_panels
from participation.encrypted import listeners as encrypted_listeners
from participation.encrypted import panels as encrypted_panels
from participation.finding import listeners as finding_listeners
from participation.finding import panels as finding_panels
from participation.followups import listeners as followups_listeners
from participation.followups import panels as followups_panels
from participation.invitations import panels as invitations_panels
from participation.kit.gathering import Giver
from participation.moderation import listeners as moderation_listeners
from participation.moderation import panels as moderation_panels
from participation.newsletters import listeners as newsletters_listeners
from participation.newsletters import panels as newsletters_panels
from participation.opinions import listeners as opinions_listeners
from participation.opinions import panels as opinions_panels
from participation.proposals import listeners as proposals_listeners
from participation.proposals import panels as proposals_panels
from participation.proposals import signals as proposals_signals
from participation.reports import panels as reports_panels
from participation.sense import panels as sense_panels
from participation.site import panels as site_panels
from participation.surveys import listeners as surveys_listeners
from participation.surveys import panels as surveys_panels
from participation.traces import listeners as traces_listeners
from participation.traces import panels as traces_panels
from participation.transfers import panels as transfers_panels
from participation.votes import panels as votes_panels
from participation.votes import signals as votes_signals

GATHERED: dict[str, tuple[Giver, ...]] = {
    "navigation": (consultations_panels.navigation, reports_panels.navigation),
    "staff.links": (
        consultations_panels.staff_links,
        accounts_panels.staff_links,
        reports_panels.staff_links,
        followups_panels.staff_links,
        budgets_panels.staff_links,
        moderation_panels.staff_links,
        site_panels.staff_links,
        administration_panels.staff_links,
    ),
    "consultation.tabs": (
        proposals_panels.tab,
        discussions_panels.tabs,
        opinions_panels.tabs,
        surveys_panels.tabs,
        votes_panels.tabs,
        budgets_panels.tabs,
        councils_panels.tabs,
        sense_panels.tabs,
    ),
    "consultation.overview": (
        proposals_panels.overview,
        discussions_panels.overview,
        opinions_panels.overview,
        surveys_panels.overview,
        votes_panels.overview,
        budgets_panels.overview,
        councils_panels.overview,
        newsletters_panels.overview,
    ),
    "consultation.running": (votes_panels.running,),
    "proposal.tools": (proposals_panels.map_tools, finding_panels.tools, transfers_panels.tools),
    "consultation.staff": (
        proposals_panels.staff,
        moderation_panels.staff,
        opinions_panels.staff,
        surveys_panels.staff,
        transfers_panels.staff,
        votes_panels.staff,
        budgets_panels.staff,
        councils_panels.staff,
        duplicates_panels.staff,
        sense_panels.staff,
        newsletters_panels.staff,
        reports_panels.staff,
        followups_panels.staff,
    ),
    "proposal.notes": (traces_panels.on_proposal, duplicates_panels.notes),
    "proposal.acts": (duplicates_panels.acts, proposals_panels.staff_acts, followups_panels.acts, traces_panels.acts),
    "proposal.writing": (duplicates_panels.writing,),
    "proposal.topic": (sense_panels.topic,),
    "proposal.preview": (duplicates_panels.preview, sense_panels.preview),
    "proposal.detail": (followups_panels.course, amendments_panels.on_proposal, discussions_panels.proposal_thread),
    "proposal.answers": (followups_panels.answers,),
    "contribution.acts": (proposals_panels.acts_from, amendments_panels.contribution_acts),
    "contribution.seeds": (discussions_panels.seeds,),
    "subject.chain": (traces_panels.chain,),
    "survey.questions": (surveys_panels.questions,),
    "subject.thread": (discussions_panels.subject_thread,),
    "discussion.subjects": (proposals_panels.subjects, discussions_panels.topic_subjects, amendments_panels.subjects),
    "text.sources": (proposals_panels.texts, discussions_panels.texts, opinions_panels.texts, surveys_panels.texts),
    "text.camps": (opinions_panels.camps,),
    "moderation.targets": (
        proposals_panels.targets,
        discussions_panels.targets,
        amendments_panels.targets,
        opinions_panels.targets,
        moderation_panels.targets,
    ),
    "moderation.waiting": (discussions_panels.waiting, opinions_panels.waiting),
    "person.contributions": (
        proposals_panels.own_contributions,
        discussions_panels.own_contributions,
        opinions_panels.own_contributions,
        votes_panels.contributions,
        finding_panels.own_searches,
        amendments_panels.own_contributions,
        moderation_panels.own_contributions,
    ),
    "person.data": (
        accounts_panels.own_notices,
        newsletters_panels.own_data,
        proposals_panels.own_data,
        discussions_panels.own_data,
        opinions_panels.own_data,
        votes_panels.data,
        finding_panels.own_data,
        duplicates_panels.own_data,
        followups_panels.own_data,
        amendments_panels.own_data,
        assemblies_panels.own_data,
        surveys_panels.own_data,
        sense_panels.own_data,
        moderation_panels.own_data,
    ),
    "person.files": (proposals_panels.own_files, surveys_panels.own_files),
    "council.public": (assemblies_panels.public, invitations_panels.public, draws_panels.public),
    "council.staff": (invitations_panels.staff, draws_panels.staff, assemblies_panels.staff),
    "consultation.acts": (proposals_panels.acts, votes_panels.acts),
    "consultation.results": (
        proposals_panels.results,
        opinions_panels.results,
        sense_panels.results,
        votes_panels.results,
        budgets_panels.results,
        followups_panels.results,
        assemblies_panels.results,
    ),
    "outcome.people": (
        proposals_panels.took_part,
        discussions_panels.took_part,
        opinions_panels.took_part,
        surveys_panels.took_part,
        votes_panels.took_part,
        amendments_panels.took_part,
    ),
    "notice.titles": (consultations_panels.notice_titles,),
    "person.public": (proposals_panels.public_contributions, amendments_panels.public_contributions),
    "vote.notes": (budgets_panels.vote_notes, encrypted_panels.vote_notes),
    "vote.evidence": (encrypted_panels.evidence,),
    "vote.result": (budgets_panels.vote_result, encrypted_panels.vote_result),
    "vote.certifying": (encrypted_panels.certifying,),
    "council.answer": (draws_panels.receipt,),
    "log.subject": (votes_panels.log_subject, draws_panels.log_subject),
    "consultation.missing": (votes_panels.missing,),
    "calendar.events": (votes_panels.dates, assemblies_panels.dates),
}
"""What the rooms show on each other's pages, in order."""

SIGNALS: tuple[tuple[object, object], ...] = (
    (accounts_signals.texts_removed, proposals_listeners.remove_texts),
    (accounts_signals.texts_removed, discussions_listeners.remove_texts),
    (accounts_signals.texts_removed, amendments_listeners.remove_texts),
    (accounts_signals.texts_removed, opinions_listeners.remove_texts),
    (accounts_signals.texts_removed, moderation_listeners.remove_texts),
    (accounts_signals.person_deleted, proposals_listeners.forget_author),
    (accounts_signals.person_deleted, newsletters_listeners.forget_person),
    (accounts_signals.person_deleted, finding_listeners.forget_person),
    (accounts_signals.person_deleted, followups_listeners.forget_member),
    (accounts_signals.person_deleted, discussions_listeners.forget_reader),
    (accounts_signals.person_deleted, opinions_listeners.forget_person),
    (accounts_signals.person_deleted, draws_listeners.forget_account),
    (accounts_signals.person_deleted, surveys_listeners.forget_person),
    (consultations_signals.consultation_copied, proposals_listeners.copy_questions),
    (proposals_signals.proposal_grew, discussions_listeners.note_grown),
    (proposals_signals.proposal_grew, traces_listeners.join_chain),
    (discussions_signals.contributions_changed, proposals_listeners.note_contributions),
    (discussions_signals.contributions_changed, amendments_listeners.note_contributions),
    (accounts_signals.person_deleted, moderation_listeners.forget_person),
    (consultations_signals.text_removed, moderation_listeners.settle),
    (votes_signals.encrypted_urn_closes, encrypted_listeners.close_board),
)
"""Who listens to what: (signal, listener)."""
