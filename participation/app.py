"""create_app(): with between_rooms.py and clockwork.py the only files that know every room. Read it like a table of contents."""

from __future__ import annotations

from click import Command
from flask import Blueprint, Flask
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from participation.accounts import identity as accounts_identity
from participation.accounts import pages as accounts_pages
from participation.accounts.commands import accounts_commands
from participation.accounts.guests import init_guests
from participation.accounts.providers import init_providers
from participation.accounts.quick import stand_in_for
from participation.administration import pages as administration_pages
from participation.amendments import pages as amendments_pages
from participation.assemblies import pages as assemblies_pages
from participation.between_rooms import GATHERED, SIGNALS
from participation.budgets import pages as budgets_pages
from participation.clockwork import JOBS, SWEEPS
from participation.concerns import models as concerns_models
from participation.concerns import pages as concerns_pages
from participation.configuring import begin_requests, configure
from participation.consultations import models as consultations_models
from participation.consultations import pace
from participation.consultations import pages as consultations_pages
from participation.councils import models as councils_models
from participation.councils import views as councils_views
from participation.discussions import pages as discussions_pages
from participation.dossiers import pages as dossiers_pages
from participation.draws import models as draws_models
from participation.draws import pages as draws_pages
from participation.duplicates import pages as duplicates_pages
from participation.embedding import pages as embedding_pages
from participation.embedding.social import init_social
from participation.encrypted import pages as encrypted_pages
from participation.finding import models as finding_models
from participation.finding import views as finding_views
from participation.followups import models as followups_models
from participation.followups import pages as followups_pages
from participation.insight import pages as insight_pages
from participation.invitations import models as invitations_models
from participation.invitations import pages as invitations_pages
from participation.kit import audit, limits, mail, outages, page_versions, search
from participation.kit.application import Application
from participation.kit.audit_commands import audit_commands
from participation.kit.bodies import init_bodies
from participation.kit.brake import init_brake
from participation.kit.brake_commands import brake_commands
from participation.kit.compression import Compression
from participation.kit.converters import init_converters
from participation.kit.database import db, tune
from participation.kit.dates import use_zone
from participation.kit.failures import init_failures
from participation.kit.fragments import init_fragments
from participation.kit.gallery import init_gallery
from participation.kit.gathering import init_gathering
from participation.kit.glances import init_glances
from participation.kit.headers import init_headers
from participation.kit.identity import init_identity
from participation.kit.jobs import init_jobs
from participation.kit.jobs_commands import sweep_command, worker_command
from participation.kit.kept import init_kept
from participation.kit.language import lazy
from participation.kit.logs import configure_logs, init_access_log
from participation.kit.own_pages import init_own_pages
from participation.kit.page_cache import init_page_cache
from participation.kit.page_door import PageDoor
from participation.kit.pages import LANGUAGE_COOKIE, THEME_COOKIE, init_pages
from participation.kit.program_posts import let_programs_post
from participation.kit.static_files import init_static
from participation.measures import models as measures_models
from participation.measures import pages as measures_pages
from participation.meetings import pages as meetings_pages
from participation.moderation import pages as moderation_pages
from participation.moving import models as moving_models
from participation.moving import pages as moving_pages
from participation.newsletters import models as newsletters_models
from participation.newsletters import pages as newsletters_pages
from participation.openapi import pages as openapi_pages
from participation.opendata import pages as opendata_pages
from participation.opinions import models as opinions_models
from participation.opinions import pages as opinions_pages
from participation.organisations import models as organisations_models
from participation.organisations import pages as organisations_pages
from participation.papers import models as papers_models
from participation.paths import MIGRATIONS, STATIC, TEMPLATES
from participation.places import models as places_models
from participation.places import views as places_views
from participation.places.commands import places_commands
from participation.places.maps import init_places
from participation.privacy import install_privacy
from participation.proposals import pages as proposals_pages
from participation.public_log import models as public_log_models
from participation.public_log import pages as public_log_pages
from participation.reports import models as reports_models
from participation.reports import views as reports_views
from participation.reports.commands import export_commands
from participation.reviews import pages as reviews_pages
from participation.sense import pages as sense_pages
from participation.settings import Settings
from participation.site import operation_views as site_operation
from participation.site import register_views as site_register
from participation.site import views as site_views
from participation.surveys import pages as surveys_pages
from participation.traces import models as traces_models
from participation.traces import pages as traces_pages
from participation.transfers import models as transfers_models
from participation.transfers import pages as transfers_pages
from participation.votes import pages as votes_pages

MODELS = (
    audit,
    limits,
    mail,
    outages,
    page_versions,
    search,
    *accounts_pages.MODELS,
    consultations_models,
    pace,
    councils_models,
    draws_models,
    invitations_models,
    places_models,
    public_log_models,
    newsletters_models,
    organisations_models,
    *discussions_pages.MODELS,
    *proposals_pages.MODELS,
    finding_models,
    followups_models,
    moving_models,
    transfers_models,
    *votes_pages.MODELS,
    opinions_models,
    *amendments_pages.MODELS,
    *reviews_pages.MODELS,
    *duplicates_pages.MODELS,
    *budgets_pages.MODELS,
    *encrypted_pages.MODELS,
    *surveys_pages.MODELS,
    *sense_pages.MODELS,
    *assemblies_pages.MODELS,
    *meetings_pages.MODELS,
    papers_models,
    measures_models,
    concerns_models,
    traces_models,
    *moderation_pages.MODELS,
    *insight_pages.MODELS,
    *dossiers_pages.MODELS,
    reports_models,
    *openapi_pages.MODELS,
)
"""Every room's tables, so that they are known before the first statement."""

BLUEPRINTS: tuple[Blueprint, ...] = (
    *accounts_pages.BLUEPRINTS,
    *consultations_pages.BLUEPRINTS,
    site_views.blueprint,
    site_operation.blueprint,
    site_register.blueprint,
    places_views.blueprint,
    *public_log_pages.BLUEPRINTS,
    *newsletters_pages.BLUEPRINTS,
    *organisations_pages.BLUEPRINTS,
    *proposals_pages.BLUEPRINTS,
    finding_views.blueprint,
    *followups_pages.BLUEPRINTS,
    *transfers_pages.BLUEPRINTS,
    *moving_pages.BLUEPRINTS,
    *embedding_pages.BLUEPRINTS,
    *discussions_pages.BLUEPRINTS,
    councils_views.blueprint,
    *invitations_pages.BLUEPRINTS,
    *draws_pages.BLUEPRINTS,
    *votes_pages.BLUEPRINTS,
    *opinions_pages.BLUEPRINTS,
    *meetings_pages.BLUEPRINTS,
    *amendments_pages.BLUEPRINTS,
    *reviews_pages.BLUEPRINTS,
    *duplicates_pages.BLUEPRINTS,
    *assemblies_pages.BLUEPRINTS,
    *budgets_pages.BLUEPRINTS,
    *encrypted_pages.BLUEPRINTS,
    *measures_pages.BLUEPRINTS,
    *concerns_pages.BLUEPRINTS,
    *surveys_pages.BLUEPRINTS,
    *traces_pages.BLUEPRINTS,
    *sense_pages.BLUEPRINTS,
    *moderation_pages.BLUEPRINTS,
    *insight_pages.BLUEPRINTS,
    *dossiers_pages.BLUEPRINTS,
    reports_views.blueprint,
    *opendata_pages.BLUEPRINTS,
    *openapi_pages.BLUEPRINTS,
    *administration_pages.BLUEPRINTS,
)
"""Every room's pages."""

COMMANDS: tuple[Command, ...] = (audit_commands, brake_commands, accounts_commands, worker_command, sweep_command, export_commands, places_commands)
"""What an operator runs: `flask <name>`."""


FREE_OF_BRAKE = (
    "accounts.sign_in",
    "accounts.sign_out",
    "second_step.show",
    "second_step.show_passkey",
    "passkeys.challenge",
    "passkeys.sign_in",
    "oidc.finish",
    "operation.release",
)
"""What can be sent although the emergency brake is on: whoever may lift it must be able to come in and do so."""

REMEDIES = {
    "account": (lazy("Konto eröffnen"), "guests.own"),
    "confirm": (lazy("E-Mail-Adresse bestätigen"), "account.show"),
    "verify": (lazy("Code aus dem Brief eingeben"), "codes.verify"),
    "consent": (lazy("Einwilligung lesen"), "consents.own"),
    "code": (lazy("Code eingeben"), "voting_codes.enter"),
    "survey-code": (lazy("Code eingeben"), "survey_codes.enter"),
    "show-again": (lazy("Zeigen, dass Sie es sind"), "second_step.show_again"),
}
"""Where a refusal leads that can be helped."""

OPEN_TO_GUESTS = frozenset(
    {
        *("proposals.support", "proposals.take_back"),
        *("discussions.contribute_to", "contributions.answer", "contributions.edit", "contributions.delete"),
        "opinion_answers.answer",
        *("consents.own", "consents.take_back"),
        *("account.show", "account.data", "account.data_file", "copies.ask", "copies.show", "copies.download"),
        *("leaving.delete", "leaving.request_link", "leaving.delete_by_link", "leave_mail.leave"),
        *("guests.own", "guests.open_account_here", "guests.confirm"),
        *("accounts.sign_in", "accounts.sign_out", "accounts.sign_up", "accounts.confirm", "accounts.choose_password"),
        *("accounts.request_sign_in_link", "accounts.sign_in_by_link", "accounts.request_new_password"),
        *("moderation_notices.send", "moderation_notices.send_name", "site.choose_display"),
    }
)
"""All that a guest may send, and what of the own pages a guest may open; whether a consultation lets them is for its rules."""


def _init_people(app: Flask, settings: Settings) -> None:
    init_identity(app, accounts_identity.load_visitor)
    init_guests(app, OPEN_TO_GUESTS)
    init_providers(app, settings)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from its settings. Raises SettingsError where they are incomplete or unsafe."""
    settings = settings or Settings.from_environment()
    use_zone(settings.timezone)
    app = Application("participation", template_folder=str(TEMPLATES), static_folder=None)
    app.extensions["settings"] = settings
    configure(app, settings)
    if not settings.testing:
        configure_logs()
    init_access_log(app)
    begin_requests(app, settings)
    init_brake(app, FREE_OF_BRAKE)
    db.init_app(app)
    with app.app_context():
        tune(db.engine)
    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    init_bodies(app, settings.max_upload_mb * 1024 * 1024)
    CSRFProtect(app)
    init_converters(app)
    init_fragments(app)
    init_headers(app, secure=settings.secure, images_from=settings.tile_host)
    _init_people(app, settings)
    install_privacy(app)
    init_gathering(app, GATHERED)
    app.wsgi_app = Compression(app.wsgi_app, public_cookies=(LANGUAGE_COOKIE, THEME_COOKIE))  # type: ignore[method-assign]  # how middleware is put on
    app.wsgi_app = PageDoor(app.wsgi_app, app, settings.default_language)  # type: ignore[method-assign]  # as above
    asset = init_static(app, STATIC, settings.var_dir / "static", compress=not settings.testing)
    init_pages(app, settings, asset)
    init_social(app)
    init_page_cache(app)
    init_places(app, settings)
    init_glances(app)
    init_kept(app)
    init_own_pages(app, stand_in_for)
    init_jobs(app, None if settings.testing else settings.var_dir / "jobs.sqlite", JOBS, SWEEPS)
    init_failures(app, sign_in_endpoint="accounts.sign_in", remedies=REMEDIES)

    _open_rooms(app)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies)  # type: ignore[method-assign]  # how middleware is put on
    return app


def _open_rooms(app: Flask) -> None:
    """The rooms' pages and commands, and who listens to what."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    let_programs_post(app)
    if app.debug:
        init_gallery(app)
    for command in COMMANDS:
        app.cli.add_command(command)
    for signal, listener in SIGNALS:
        signal.connect(listener)  # type: ignore[attr-defined]  # blinker's signals
