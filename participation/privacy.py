"""Personal data of all rooms in one table: read by `flask privacy`, the worker's sweep and docs/privacy.md."""

from __future__ import annotations

from flask import Flask

from participation.accounts import privacy as accounts_privacy
from participation.amendments import privacy as amendments_privacy
from participation.assemblies import privacy as assemblies_privacy
from participation.budgets import privacy as budgets_privacy
from participation.discussions import privacy as discussions_privacy
from participation.draws import privacy as draws_privacy
from participation.duplicates import privacy as duplicates_privacy
from participation.encrypted import privacy as encrypted_privacy
from participation.finding import privacy as finding_privacy
from participation.followups import privacy as followups_privacy
from participation.invitations import privacy as invitations_privacy
from participation.kit.privacy import init_privacy
from participation.kit.privacy_commands import privacy_commands
from participation.moderation import privacy as moderation_privacy
from participation.opinions import privacy as opinions_privacy
from participation.proposals import privacy as proposals_privacy
from participation.public_log import privacy as public_log_privacy
from participation.reports import privacy as reports_privacy
from participation.sense import privacy as sense_privacy
from participation.surveys import privacy as surveys_privacy
from participation.traces import privacy as traces_privacy
from participation.transfers import privacy as transfers_privacy
from participation.votes import privacy as votes_privacy

HELD = (
    *accounts_privacy.HELD,
    *proposals_privacy.HELD,
    *duplicates_privacy.HELD,
    *amendments_privacy.HELD,
    *transfers_privacy.HELD,
    *finding_privacy.HELD,
    *discussions_privacy.HELD,
    *opinions_privacy.HELD,
    *traces_privacy.HELD,
    *sense_privacy.HELD,
    *followups_privacy.HELD,
    *votes_privacy.HELD,
    *public_log_privacy.HELD,
    *budgets_privacy.HELD,
    *encrypted_privacy.HELD,
    *surveys_privacy.HELD,
    *invitations_privacy.HELD,
    *draws_privacy.HELD,
    *assemblies_privacy.HELD,
    *moderation_privacy.HELD,
    *reports_privacy.HELD,
)


def install_privacy(app: Flask) -> None:
    """Give the application the table and its commands."""
    init_privacy(app, HELD)
    app.cli.add_command(privacy_commands)
