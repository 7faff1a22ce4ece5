"""Personal data of all rooms in one table: read by `flask privacy`, the worker's sweep and docs/privacy.md."""

from __future__ import annotations

from flask import Flask

from participation.accounts import privacy as accounts_privacy
from participation.accounts.privacy_commands import replay_command
from participation.amendments import privacy as amendments_privacy
from participation.assemblies import privacy as assemblies_privacy
from participation.budgets import privacy as budgets_privacy
from participation.concerns import privacy as concerns_privacy
from participation.discussions import privacy as discussions_privacy
from participation.dossiers import privacy as dossiers_privacy
from participation.draws import privacy as draws_privacy
from participation.duplicates import privacy as duplicates_privacy
from participation.encrypted import privacy as encrypted_privacy
from participation.finding import privacy as finding_privacy
from participation.followups import privacy as followups_privacy
from participation.insight import privacy as insight_privacy
from participation.invitations import privacy as invitations_privacy
from participation.kit.privacy import init_privacy
from participation.kit.privacy_commands import privacy_commands
from participation.measures import privacy as measures_privacy
from participation.meetings import privacy as meetings_privacy
from participation.moderation import privacy as moderation_privacy
from participation.moving import privacy as moving_privacy
from participation.newsletters import privacy as newsletters_privacy
from participation.openapi import privacy as openapi_privacy
from participation.opendata import privacy as opendata_privacy
from participation.opinions import privacy as opinions_privacy
from participation.organisations import privacy as organisations_privacy
from participation.papers import privacy as papers_privacy
from participation.proposals import privacy as proposals_privacy
from participation.public_log import privacy as public_log_privacy
from participation.reports import privacy as reports_privacy
from participation.reviews import privacy as reviews_privacy
from participation.sense import privacy as sense_privacy
from participation.surveys import privacy as surveys_privacy
from participation.traces import privacy as traces_privacy
from participation.transfers import privacy as transfers_privacy
from participation.votes import privacy as votes_privacy

ACTIVITIES = (
    accounts_privacy.ACTIVITY,
    proposals_privacy.ACTIVITY,
    duplicates_privacy.ACTIVITY,
    amendments_privacy.ACTIVITY,
    reviews_privacy.ACTIVITY,
    transfers_privacy.ACTIVITY,
    moving_privacy.ACTIVITY,
    finding_privacy.ACTIVITY,
    discussions_privacy.ACTIVITY,
    opinions_privacy.ACTIVITY,
    meetings_privacy.ACTIVITY,
    traces_privacy.ACTIVITY,
    sense_privacy.ACTIVITY,
    followups_privacy.ACTIVITY,
    measures_privacy.ACTIVITY,
    papers_privacy.ACTIVITY,
    concerns_privacy.ACTIVITY,
    votes_privacy.ACTIVITY,
    public_log_privacy.ACTIVITY,
    newsletters_privacy.ACTIVITY,
    organisations_privacy.ACTIVITY,
    budgets_privacy.ACTIVITY,
    encrypted_privacy.ACTIVITY,
    surveys_privacy.ACTIVITY,
    invitations_privacy.ACTIVITY,
    draws_privacy.ACTIVITY,
    assemblies_privacy.ACTIVITY,
    moderation_privacy.ACTIVITY,
    reports_privacy.ACTIVITY,
    opendata_privacy.ACTIVITY,
    insight_privacy.ACTIVITY,
    dossiers_privacy.ACTIVITY,
    openapi_privacy.ACTIVITY,
)
"""The register of processing, a room an entry."""

HELD = tuple(one for activity in ACTIVITIES for one in activity.held)
"""All tables that hold personal data."""


def install_privacy(app: Flask) -> None:
    """Give the application the table and its commands."""
    init_privacy(app, ACTIVITIES)
    privacy_commands.add_command(replay_command)
    app.cli.add_command(privacy_commands)
