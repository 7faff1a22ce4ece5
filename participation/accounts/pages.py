"""The pages of accounts, as the application registers them."""

from __future__ import annotations

from participation.accounts import (
    code_views,
    consent_models,
    consent_views,
    copy_models,
    copy_views,
    factor_models,
    factor_views,
    guest_models,
    guest_views,
    leave_mail_views,
    leaving_views,
    mail_runs,
    network_models,
    notice_views,
    oidc_views,
    own_views,
    passkey_views,
    people_views,
    pseudonym_models,
    second_step_views,
    team_models,
    team_views,
    verification_views,
    views,
)
from participation.accounts import models as accounts_models

MODELS = (accounts_models, factor_models, copy_models, team_models, mail_runs, consent_models, network_models, pseudonym_models, guest_models)
"""People, their sessions, links, codes and notices; second factors; copies of their data; invitations into the team; how far mails are; consents;
short-lived hashes of networks; pseudonyms; where guests take part."""

BLUEPRINTS = (
    views.blueprint,
    guest_views.blueprint,
    second_step_views.blueprint,
    passkey_views.blueprint,
    oidc_views.blueprint,
    factor_views.blueprint,
    own_views.blueprint,
    copy_views.blueprint,
    notice_views.blueprint,
    leave_mail_views.blueprint,
    leaving_views.blueprint,
    code_views.blueprint,
    consent_views.blueprint,
    people_views.blueprint,
    verification_views.blueprint,
    team_views.blueprint,
)
"""Signing in and up, guests, second signs, passkeys, providers, one's own account, notices, leaving, codes, people and their roles."""
