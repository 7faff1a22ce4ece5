"""What the worker does: jobs that acts nudge, and sweeps that it looks after by itself. Read it beside app.py."""

from __future__ import annotations

from participation.accounts.commands import end_blocks, sweep_accounts
from participation.accounts.copy_jobs import JOBS as COPY_JOBS
from participation.accounts.copy_jobs import sweep_copies
from participation.accounts.deletion_jobs import keep_deletion_list
from participation.accounts.notice_jobs import SEND_NOTICES, send_notices, sweep_old_notices
from participation.accounts.verification_jobs import sweep_verifications
from participation.concerns.jobs import sweep_concerns
from participation.consultations.jobs import TELL_OUTCOMES, end_mandates, sweep_guests, tell_outcomes
from participation.discussions.jobs import order_across_camps, sweep_old_visits
from participation.dossiers.jobs import JOBS as DOSSIER_JOBS
from participation.dossiers.jobs import look_at_cited, sweep_dossier_files
from participation.draws import jobs as draws_jobs
from participation.embedding.jobs import sweep_pictures
from participation.encrypted.jobs import JOBS as ENCRYPTED_JOBS
from participation.encrypted.jobs import sweep_elections
from participation.finding.jobs import look_for_news
from participation.followups.jobs import publish_due_answers, remind_offices, sweep_reports
from participation.insight.jobs import count_due
from participation.invitations import jobs as invitations_jobs
from participation.kit.jobs import Job, Sweep
from participation.kit.upkeep import SEND_MAIL, send_mail, sweep_old_rows, tidy_search
from participation.meetings.groups_jobs import JOBS as MEETING_GROUPS_JOBS
from participation.meetings.groups_jobs import sweep_groups
from participation.meetings.jobs import TELL_REGISTERED, remind_registered, sweep_registrations, tell_registered
from participation.moderation import jobs as moderation_jobs
from participation.moving.jobs import sweep_described
from participation.newsletters.jobs import SEND_NEWSLETTERS, send_newsletters
from participation.openapi.jobs import send_webhooks, sweep_events, tell_programs
from participation.openapi.webhook_actions import SEND_WEBHOOKS
from participation.opendata.jobs import JOBS as DATA_JOBS
from participation.opendata.jobs import sweep_data
from participation.opinions.jobs import JOBS as OPINION_JOBS
from participation.opinions.jobs import compute_stale_maps, sweep_files, sweep_old_answers
from participation.papers.jobs import READ_PAPERS, read_due_papers
from participation.proposals.jobs import sweep_writing
from participation.public_log.jobs import JOBS as LOG_JOBS
from participation.public_log.jobs import keep_logs
from participation.reports.jobs import MAKE_EXPORT, make_export, sweep_exports
from participation.sense.jobs import JOBS as SENSE_JOBS
from participation.sense.jobs import compute_waiting_groups, learn_due_categories
from participation.surveys.jobs import JOBS as SURVEY_JOBS
from participation.surveys.jobs import sweep_surveys
from participation.transfers.jobs import sweep_imports
from participation.votes.jobs import JOBS as VOTE_JOBS
from participation.votes.jobs import close_due, log_trackers, sweep_rolls

JOBS: dict[str, Job] = {
    SEND_MAIL: send_mail,
    SEND_NOTICES: send_notices,
    **COPY_JOBS,
    TELL_OUTCOMES: tell_outcomes,
    SEND_NEWSLETTERS: send_newsletters,
    TELL_REGISTERED: tell_registered,
    **MEETING_GROUPS_JOBS,
    **VOTE_JOBS,
    **ENCRYPTED_JOBS,
    MAKE_EXPORT: make_export,
    **DATA_JOBS,
    **invitations_jobs.JOBS,
    **draws_jobs.JOBS,
    **LOG_JOBS,
    **OPINION_JOBS,
    **SURVEY_JOBS,
    **SENSE_JOBS,
    **DOSSIER_JOBS,
    READ_PAPERS: read_due_papers,
    SEND_WEBHOOKS: send_webhooks,
}
"""What the worker does when nudged, by name."""

SWEEPS = (
    Sweep("mail", send_mail),
    Sweep("what became of it", tell_outcomes),
    Sweep("notices", send_notices),
    Sweep("newsletters", send_newsletters),
    Sweep("news of meetings", tell_registered),
    Sweep("reminders of meetings", remind_registered, minutes=5),
    Sweep("registrations for meetings", sweep_registrations, minutes=60),
    Sweep("small groups of meetings", sweep_groups),
    Sweep("old notices", sweep_old_notices, minutes=60),
    Sweep("old rows", sweep_old_rows, minutes=60),
    Sweep("search index", tidy_search, minutes=24 * 60),
    Sweep("accounts", sweep_accounts, minutes=60),
    Sweep("copies of own data", sweep_copies),
    Sweep("list of deletions", keep_deletion_list, minutes=5),
    Sweep("ends of blocks", end_blocks),
    Sweep("ends of mandates", end_mandates, minutes=60),
    Sweep("guests", sweep_guests, minutes=60),
    Sweep("proofs of residence", sweep_verifications, minutes=60),
    Sweep("writing", sweep_writing, minutes=60),
    Sweep("votes", close_due),
    Sweep("rolls of votes", sweep_rolls),
    Sweep("encrypted votes", sweep_elections),
    Sweep("new texts for the moderation", moderation_jobs.look),
    Sweep("reminders of the moderation", moderation_jobs.remind, minutes=10),
    Sweep("crowds", moderation_jobs.look_at_crowds, minutes=60),
    Sweep("cases of the moderation", moderation_jobs.sweep_moderation, minutes=10),
    Sweep("orders across camps", order_across_camps, minutes=5),
    Sweep("visits of discussions", sweep_old_visits, minutes=60),
    Sweep("exports", sweep_exports),
    Sweep("files of data", sweep_data),
    Sweep("registers and letters", invitations_jobs.sweep_invitations),
    Sweep("tables to read in", sweep_imports, minutes=60),
    Sweep("preview pictures", sweep_pictures, minutes=60),
    Sweep("exports of other platforms", sweep_described, minutes=60),
    Sweep("saved searches", look_for_news, minutes=10),
    Sweep("planned answers", publish_due_answers),
    Sweep("office reminders", remind_offices, minutes=10),
    Sweep("council papers", read_due_papers),
    Sweep("concerns nobody confirmed, addresses", sweep_concerns, minutes=60),
    Sweep("unused reports", sweep_reports, minutes=60),
    Sweep("lotteries and seats", draws_jobs.sweep_draws),
    Sweep("surveys", sweep_surveys),
    Sweep("trackers to the public log", log_trackers, minutes=10),
    Sweep("public logs", keep_logs),
    Sweep("opinion maps", compute_stale_maps),
    Sweep("files of opinion maps", sweep_files),
    Sweep("answers to opinion maps", sweep_old_answers, minutes=60),
    Sweep("groups of texts", compute_waiting_groups),
    Sweep("who took part", count_due, minutes=60),
    Sweep("files of reports", sweep_dossier_files),
    Sweep("what reports cite", look_at_cited, minutes=10),
    Sweep("categories", learn_due_categories, minutes=60),
    Sweep("webhooks", tell_programs),
    Sweep("old events of webhooks", sweep_events, minutes=60),
)
"""What the worker looks after by itself."""
