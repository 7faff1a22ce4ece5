"""What the rooms show on each other's pages, and who listens to what. With app.py and clockwork.py the only files that know every room."""

from __future__ import annotations

from participation.accounts import panels as accounts_panels
from participation.accounts import signals as accounts_signals
from participation.administration import panels as administration_panels
from participation.amendments import listeners as amendments_listeners
from participation.amendments import panels as amendments_panels
from participation.assemblies import panels as assemblies_panels
from participation.budgets import panels as budgets_panels
from participation.concerns import listeners as concerns_listeners
from participation.concerns import panels as concerns_panels
from participation.consultations import panels as consultations_panels
from participation.consultations import signals as consultations_signals
from participation.councils import panels as councils_panels
from participation.discussions import listeners as discussions_listeners
from participation.discussions import panels as discussions_panels
from participation.discussions import signals as discussions_signals
from participation.dossiers import panels as dossiers_panels
from participation.draws import listeners as draws_listeners
from participation.draws import panels as draws_panels
from participation.duplicates import panels as duplicates_panels
from participation.embedding import panels as embedding_panels
from participation.encrypted import listeners as encrypted_listeners
from participation.encrypted import panels as encrypted_panels
from participation.finding import listeners as finding_listeners
from participation.finding import panels as finding_panels
from participation.followups import listeners as followups_listeners
from participation.followups import panels as followups_panels
from participation.insight import panels as insight_panels
from participation.invitations import panels as invitations_panels
from participation.kit.gathering import Giver
from participation.measures import panels as measures_panels
from participation.measures import signals as measures_signals
from participation.meetings import listeners as meetings_listeners
from participation.meetings import panels as meetings_panels
from participation.moderation import listeners as moderation_listeners
from participation.moderation import panels as moderation_panels
from participation.moving import panels as moving_panels
from participation.newsletters import listeners as newsletters_listeners
from participation.newsletters import panels as newsletters_panels
from participation.openapi import listeners as openapi_listeners
from participation.openapi import panels as openapi_panels
from participation.opendata import panels as opendata_panels
from participation.opinions import listeners as opinions_listeners
from participation.opinions import panels as opinions_panels
from participation.organisations import listeners as organisations_listeners
from participation.organisations import panels as organisations_panels
from participation.proposals import listeners as proposals_listeners
from participation.proposals import panels as proposals_panels
from participation.proposals import signals as proposals_signals
from participation.reports import panels as reports_panels
from participation.reviews import listeners as reviews_listeners
from participation.reviews import panels as reviews_panels
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
    "navigation": (consultations_panels.navigation, concerns_panels.navigation, measures_panels.navigation, reports_panels.navigation),
    "staff.waiting": (
        followups_panels.staff_links,
        concerns_panels.staff_links,
        budgets_panels.staff_links,
        measures_panels.staff_links,
        moderation_panels.staff_links,
    ),
    "staff.people": (accounts_panels.staff_links, organisations_panels.staff_links),
    "staff.results": (reports_panels.staff_links, insight_panels.staff_links),
    "staff.platform": (
        consultations_panels.staff_links,
        administration_panels.staff_links,
        site_panels.staff_links,
        openapi_panels.staff_links,
    ),
    "start": (meetings_panels.start,),
    "consultation.numbers": (
        discussions_panels.numbers,
        reviews_panels.numbers,
        opinions_panels.numbers,
        surveys_panels.numbers,
        budgets_panels.numbers,
        councils_panels.numbers,
        meetings_panels.numbers,
        sense_panels.numbers,
    ),
    "consultation.tabs": (
        proposals_panels.tab,
        discussions_panels.tabs,
        reviews_panels.tabs,
        opinions_panels.tabs,
        surveys_panels.tabs,
        votes_panels.tabs,
        budgets_panels.tabs,
        councils_panels.tabs,
        meetings_panels.tabs,
        sense_panels.tabs,
    ),
    "consultation.overview": (
        proposals_panels.overview,
        discussions_panels.overview,
        reviews_panels.overview,
        opinions_panels.overview,
        surveys_panels.overview,
        votes_panels.overview,
        budgets_panels.overview,
        councils_panels.overview,
        meetings_panels.overview,
        measures_panels.overview,
        newsletters_panels.overview,
    ),
    "writing.names": (organisations_panels.writing_names,),
    "organisation.contributions": (proposals_panels.written_for, discussions_panels.written_for),
    "consultation.signed": (
        proposals_panels.signed,
        discussions_panels.signed,
        amendments_panels.signed,
        reviews_panels.signed,
        votes_panels.signed,
        meetings_panels.signed,
        assemblies_panels.signed,
    ),
    "consultation.running": (votes_panels.running,),
    "proposal.tools": (proposals_panels.map_tools, finding_panels.tools, transfers_panels.tools),
    "consultation.staff.moderation": (moderation_panels.staff, newsletters_panels.staff),
    "consultation.staff.proposals": (proposals_panels.staff, duplicates_panels.staff, transfers_panels.staff, moving_panels.staff),
    "consultation.staff.answers": (followups_panels.staff, measures_panels.staff),
    "consultation.staff.opinions": (reviews_panels.staff, opinions_panels.staff, surveys_panels.staff),
    "consultation.staff.votes": (votes_panels.staff, budgets_panels.staff),
    "consultation.staff.meetings": (councils_panels.staff, meetings_panels.staff),
    "consultation.staff.results": (
        insight_panels.staff,
        sense_panels.staff,
        dossiers_panels.staff,
        reports_panels.staff,
        opendata_panels.staff,
        embedding_panels.staff,
    ),
    "proposal.notes": (moving_panels.notes, traces_panels.on_proposal, duplicates_panels.notes),
    "proposal.acts": (duplicates_panels.acts, proposals_panels.staff_acts, followups_panels.acts, measures_panels.proposal_acts, traces_panels.acts),
    "proposal.writing": (duplicates_panels.writing,),
    "proposal.topic": (sense_panels.topic,),
    "proposal.preview": (duplicates_panels.preview, sense_panels.preview),
    "proposal.detail": (followups_panels.course, amendments_panels.on_proposal, discussions_panels.proposal_thread),
    "proposal.answers": (followups_panels.answers, measures_panels.on_proposal),
    "proposal.steps": (measures_panels.proposal_steps,),
    "contribution.acts": (proposals_panels.acts_from, amendments_panels.contribution_acts),
    "contribution.seeds": (discussions_panels.seeds,),
    "subject.chain": (traces_panels.chain,),
    "subject.measures": (measures_panels.of_subjects,),
    "subject.acts": (measures_panels.subject_acts,),
    "survey.questions": (surveys_panels.questions,),
    "subject.thread": (discussions_panels.subject_thread,),
    "answer.sources": (assemblies_panels.answer_sources, meetings_panels.answer_sources, discussions_panels.answer_sources),
    "meeting.answers": (followups_panels.meeting_answers,),
    "discussion.subjects": (proposals_panels.subjects, discussions_panels.topic_subjects, amendments_panels.subjects, reviews_panels.subjects),
    "text.sources": (proposals_panels.texts, discussions_panels.texts, opinions_panels.texts, surveys_panels.texts),
    "text.camps": (opinions_panels.camps,),
    "moderation.targets": (
        proposals_panels.targets,
        discussions_panels.targets,
        amendments_panels.targets,
        reviews_panels.targets,
        opinions_panels.targets,
        surveys_panels.targets,
        concerns_panels.targets,
        moderation_panels.targets,
    ),
    "moderation.crowds": (proposals_panels.crowds, votes_panels.crowds),
    "moderation.waiting": (discussions_panels.waiting, opinions_panels.waiting),
    "person.contributions": (
        proposals_panels.own_contributions,
        discussions_panels.own_contributions,
        opinions_panels.own_contributions,
        votes_panels.contributions,
        finding_panels.own_searches,
        meetings_panels.own_meetings,
        amendments_panels.own_contributions,
        concerns_panels.own_contributions,
        reviews_panels.own_contributions,
        organisations_panels.own_contributions,
        moderation_panels.own_contributions,
    ),
    "person.data": (
        accounts_panels.own_notices,
        accounts_panels.own_verification,
        accounts_panels.own_pseudonyms,
        organisations_panels.own_data,
        accounts_panels.own_consents,
        consultations_panels.own_data,
        accounts_panels.own_networks,
        newsletters_panels.own_data,
        proposals_panels.own_data,
        discussions_panels.own_data,
        opinions_panels.own_data,
        votes_panels.data,
        finding_panels.own_data,
        duplicates_panels.own_data,
        followups_panels.own_data,
        measures_panels.own_data,
        amendments_panels.own_data,
        reviews_panels.own_data,
        assemblies_panels.own_data,
        meetings_panels.own_data,
        surveys_panels.own_data,
        sense_panels.own_data,
        concerns_panels.own_data,
        openapi_panels.own_data,
        moderation_panels.own_data,
    ),
    "register.spans": (consultations_panels.register_spans,),
    "person.files": (proposals_panels.own_files, surveys_panels.own_files, concerns_panels.own_files),
    "council.public": (assemblies_panels.public, invitations_panels.public, draws_panels.public),
    "council.staff": (invitations_panels.staff, draws_panels.staff, assemblies_panels.staff),
    "consultation.acts": (proposals_panels.acts, votes_panels.acts),
    "consultation.results": (
        dossiers_panels.results,
        proposals_panels.results,
        reviews_panels.results,
        opinions_panels.results,
        sense_panels.results,
        votes_panels.results,
        budgets_panels.results,
        followups_panels.results,
        assemblies_panels.results,
        measures_panels.results,
        insight_panels.results,
    ),
    "outcome.people": (
        proposals_panels.took_part,
        discussions_panels.took_part,
        opinions_panels.took_part,
        surveys_panels.took_part,
        votes_panels.took_part,
        amendments_panels.took_part,
        reviews_panels.took_part,
        meetings_panels.took_part,
        budgets_panels.took_part,
        assemblies_panels.took_part,
        measures_panels.took_part,
    ),
    "notice.titles": (consultations_panels.notice_titles,),
    "team.tasks": (consultations_panels.team_tasks,),
    "person.public": (proposals_panels.public_contributions, amendments_panels.public_contributions, reviews_panels.public_contributions),
    "vote.notes": (budgets_panels.vote_notes, encrypted_panels.vote_notes),
    "vote.evidence": (encrypted_panels.evidence,),
    "vote.result": (budgets_panels.vote_result, encrypted_panels.vote_result, measures_panels.on_vote),
    "vote.checks": (moderation_panels.vote_checks,),
    "vote.certifying": (encrypted_panels.certifying,),
    "council.answer": (draws_panels.receipt,),
    "log.subject": (votes_panels.log_subject, draws_panels.log_subject),
    "consultation.missing": (votes_panels.missing,),
    "calendar.events": (votes_panels.dates, assemblies_panels.dates, meetings_panels.dates),
}
"""What the rooms show on each other's pages, in order."""

SIGNALS: tuple[tuple[object, object], ...] = (
    (accounts_signals.name_wanted, organisations_listeners.keeps_name),
    (accounts_signals.texts_removed, proposals_listeners.remove_texts),
    (accounts_signals.texts_removed, discussions_listeners.remove_texts),
    (accounts_signals.texts_removed, amendments_listeners.remove_texts),
    (accounts_signals.texts_removed, reviews_listeners.remove_texts),
    (accounts_signals.texts_removed, opinions_listeners.remove_texts),
    (accounts_signals.texts_removed, concerns_listeners.remove_texts),
    (accounts_signals.texts_removed, moderation_listeners.remove_texts),
    (accounts_signals.person_deleted, proposals_listeners.forget_author),
    (accounts_signals.person_deleted, newsletters_listeners.forget_person),
    (accounts_signals.person_deleted, organisations_listeners.forget_person),
    (accounts_signals.person_deleted, finding_listeners.forget_person),
    (accounts_signals.person_deleted, followups_listeners.forget_member),
    (accounts_signals.person_deleted, discussions_listeners.forget_reader),
    (accounts_signals.person_deleted, opinions_listeners.forget_person),
    (accounts_signals.person_deleted, reviews_listeners.forget_person),
    (accounts_signals.person_deleted, draws_listeners.forget_account),
    (accounts_signals.person_deleted, surveys_listeners.forget_person),
    (accounts_signals.person_deleted, meetings_listeners.forget_person),
    (accounts_signals.person_deleted, concerns_listeners.forget_person),
    (accounts_signals.person_deleted, openapi_listeners.forget_person),
    (accounts_signals.verification_handed_on, proposals_listeners.hand_on),
    (accounts_signals.verification_handed_on, opinions_listeners.hand_on),
    (accounts_signals.verification_handed_on, reviews_listeners.hand_on),
    (accounts_signals.consent_withdrawn, opinions_listeners.forget_opinions),
    (accounts_signals.consent_withdrawn, reviews_listeners.forget_opinions),
    (accounts_signals.consent_withdrawn, surveys_listeners.forget_begun),
    (consultations_signals.consultation_copied, proposals_listeners.copy_questions),
    (consultations_signals.span_shortened, proposals_listeners.shorten_names),
    (proposals_signals.proposal_grew, discussions_listeners.note_grown),
    (proposals_signals.proposal_grew, traces_listeners.join_chain),
    (discussions_signals.contributions_changed, proposals_listeners.note_contributions),
    (discussions_signals.contributions_changed, amendments_listeners.note_contributions),
    (discussions_signals.contributions_changed, reviews_listeners.note_contributions),
    (consultations_signals.consultation_closed, reviews_listeners.end_marks),
    (accounts_signals.person_deleted, moderation_listeners.forget_person),
    (consultations_signals.text_removed, moderation_listeners.settle),
    (consultations_signals.text_removed, followups_listeners.end_removed),
    (consultations_signals.answered_in_place, followups_listeners.settle_matter),
    (measures_signals.measure_grew, traces_listeners.join_measure),
    (measures_signals.measure_parted, traces_listeners.part_measure),
    (votes_signals.encrypted_urn_closes, encrypted_listeners.close_board),
)
"""Who listens to what: (signal, listener)."""
