"""create_app(): with clockwork.py the only file that knows every room. Read it like a table of contents."""

from __future__ import annotations

from click import Command
from flask import Blueprint, Flask
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from participation.accounts import identity as accounts_identity
from participation.accounts import models as accounts_models
from participation.accounts import pages as accounts_pages
from participation.accounts import panels as accounts_panels
from participation.accounts import signals as accounts_signals
from participation.accounts.commands import accounts_commands
from participation.accounts.quick import stand_in_for
from participation.amendments import listeners as amendments_listeners
from participation.amendments import pages as amendments_pages
from participation.amendments import panels as amendments_panels
from participation.assemblies import pages as assemblies_pages
from participation.assemblies import panels as assemblies_panels
from participation.budgets import pages as budgets_pages
from participation.budgets import panels as budgets_panels
from participation.clockwork import JOBS, SWEEPS
from participation.configuring import begin_requests, configure
from participation.consultations import models as consultations_models
from participation.consultations import pages as consultations_pages
from participation.consultations import panels as consultations_panels
from participation.consultations import signals as consultations_signals
from participation.councils import models as councils_models
from participation.councils import panels as councils_panels
from participation.councils import views as councils_views
from participation.discussions import listeners as discussions_listeners
from participation.discussions import pages as discussions_pages
from participation.discussions import panels as discussions_panels
from participation.discussions import signals as discussions_signals
from participation.draws import listeners as draws_listeners
from participation.draws import models as draws_models
from participation.draws import pages as draws_pages
from participation.draws import panels as draws_panels
from participation.duplicates import pages as duplicates_pages
from participation.duplicates import panels as duplicates_panels
from participation.encrypted import listeners as encrypted_listeners
from participation.encrypted import pages as encrypted_pages
from participation.encrypted import panels as encrypted_panels
from participation.finding import listeners as finding_listeners
from participation.finding import models as finding_models
from participation.finding import panels as finding_panels
from participation.finding import views as finding_views
from participation.followups import listeners as followups_listeners
from participation.followups import models as followups_models
from participation.followups import pages as followups_pages
from participation.followups import panels as followups_panels
from participation.invitations import models as invitations_models
from participation.invitations import pages as invitations_pages
from participation.invitations import panels as invitations_panels
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
from participation.kit.gathering import Giver, init_gathering
from participation.kit.glances import init_glances
from participation.kit.headers import init_headers
from participation.kit.identity import init_identity
from participation.kit.jobs import init_jobs
from participation.kit.jobs_commands import sweep_command, worker_command
from participation.kit.kept import init_kept
from participation.kit.language import lazy
from participation.kit.leaving import let_mail_programs_post
from participation.kit.logs import configure_logs, init_access_log
from participation.kit.own_pages import init_own_pages
from participation.kit.page_cache import init_page_cache
from participation.kit.page_door import PageDoor
from participation.kit.pages import LANGUAGE_COOKIE, THEME_COOKIE, init_pages
from participation.kit.static_files import init_static
from participation.newsletters import listeners as newsletters_listeners
from participation.newsletters import models as newsletters_models
from participation.newsletters import pages as newsletters_pages
from participation.newsletters import panels as newsletters_panels
from participation.opinions import listeners as opinions_listeners
from participation.opinions import models as opinions_models
from participation.opinions import pages as opinions_pages
from participation.opinions import panels as opinions_panels
from participation.paths import MIGRATIONS, STATIC, TEMPLATES
from participation.places import models as places_models
from participation.places import views as places_views
from participation.places.commands import places_commands
from participation.places.maps import init_places
from participation.privacy import install_privacy
from participation.proposals import listeners as proposals_listeners
from participation.proposals import pages as proposals_pages
from participation.proposals import panels as proposals_panels
from participation.proposals import signals as proposals_signals
from participation.public_log import models as public_log_models
from participation.public_log import pages as public_log_pages
from participation.reports import models as reports_models
from participation.reports import panels as reports_panels
from participation.reports import views as reports_views
from participation.reports.commands import export_commands
from participation.sense import pages as sense_pages
from participation.sense import panels as sense_panels
from participation.settings import Settings
from participation.site import operation_views as site_operation
from participation.site import panels as site_panels
from participation.site import views as site_views
from participation.surveys import listeners as surveys_listeners
from participation.surveys import pages as surveys_pages
from participation.surveys import panels as surveys_panels
from participation.traces import listeners as traces_listeners
from participation.traces import models as traces_models
from participation.traces import pages as traces_pages
from participation.traces import panels as traces_panels
from participation.transfers import models as transfers_models
from participation.transfers import pages as transfers_pages
from participation.transfers import panels as transfers_panels
from participation.votes import pages as votes_pages
from participation.votes import panels as votes_panels
from participation.votes import signals as votes_signals

MODELS = (
    audit,
    limits,
    mail,
    outages,
    page_versions,
    search,
    accounts_models,
    consultations_models,
    councils_models,
    draws_models,
    invitations_models,
    places_models,
    public_log_models,
    newsletters_models,
    *discussions_pages.MODELS,
    *proposals_pages.MODELS,
    finding_models,
    followups_models,
    transfers_models,
    *votes_pages.MODELS,
    opinions_models,
    *amendments_pages.MODELS,
    *duplicates_pages.MODELS,
    *budgets_pages.MODELS,
    *encrypted_pages.MODELS,
    *surveys_pages.MODELS,
    *sense_pages.MODELS,
    traces_models,
    *assemblies_pages.MODELS,
    reports_models,
)
"""Every room's tables, so that they are known before the first statement."""

BLUEPRINTS: tuple[Blueprint, ...] = (
    *accounts_pages.BLUEPRINTS,
    *consultations_pages.BLUEPRINTS,
    site_views.blueprint,
    site_operation.blueprint,
    places_views.blueprint,
    *public_log_pages.BLUEPRINTS,
    *newsletters_pages.BLUEPRINTS,
    *proposals_pages.BLUEPRINTS,
    finding_views.blueprint,
    *followups_pages.BLUEPRINTS,
    *transfers_pages.BLUEPRINTS,
    *discussions_pages.BLUEPRINTS,
    councils_views.blueprint,
    *invitations_pages.BLUEPRINTS,
    *draws_pages.BLUEPRINTS,
    *votes_pages.BLUEPRINTS,
    *opinions_pages.BLUEPRINTS,
    *amendments_pages.BLUEPRINTS,
    *duplicates_pages.BLUEPRINTS,
    *assemblies_pages.BLUEPRINTS,
    *budgets_pages.BLUEPRINTS,
    *encrypted_pages.BLUEPRINTS,
    *surveys_pages.BLUEPRINTS,
    *traces_pages.BLUEPRINTS,
    *sense_pages.BLUEPRINTS,
    reports_views.blueprint,
)
"""Every room's pages."""

GATHERED: dict[str, tuple[Giver, ...]] = {
    "navigation": (consultations_panels.navigation, reports_panels.navigation),
    "staff.links": (
        consultations_panels.staff_links,
        accounts_panels.staff_links,
        reports_panels.staff_links,
        followups_panels.staff_links,
        budgets_panels.staff_links,
        site_panels.staff_links,
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
        discussions_panels.staff,
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
    "moderation.texts": (discussions_panels.reported, amendments_panels.reported),
    "person.contributions": (
        proposals_panels.own_contributions,
        discussions_panels.own_contributions,
        opinions_panels.own_contributions,
        votes_panels.contributions,
        finding_panels.own_searches,
        amendments_panels.own_contributions,
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
    ),
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
    "calendar.events": (votes_panels.dates, assemblies_panels.dates),
    "notice.titles": (consultations_panels.notice_titles,),
    "person.public": (proposals_panels.public_contributions, amendments_panels.public_contributions),
    "vote.notes": (budgets_panels.vote_notes, encrypted_panels.vote_notes),
    "vote.evidence": (encrypted_panels.evidence,),
    "vote.result": (budgets_panels.vote_result, encrypted_panels.vote_result),
    "vote.certifying": (encrypted_panels.certifying,),
    "council.answer": (draws_panels.receipt,),
    "log.subject": (votes_panels.log_subject, draws_panels.log_subject),
    "consultation.missing": (votes_panels.missing,),
}
"""What the rooms show on each other's pages, in order."""

SIGNALS: tuple[tuple[object, object], ...] = (
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
    (votes_signals.encrypted_urn_closes, encrypted_listeners.close_board),
)
"""Who listens to what: (signal, listener)."""

COMMANDS: tuple[Command, ...] = (audit_commands, brake_commands, accounts_commands, worker_command, sweep_command, export_commands, places_commands)
"""What an operator runs: `flask <name>`."""


FREE_OF_BRAKE = ("accounts.sign_in", "accounts.sign_out", "operation.release")
"""What can be sent although the emergency brake is on: whoever may lift it must be able to come in and do so."""

REMEDIES = {
    "confirm": (lazy("E-Mail-Adresse bestätigen"), "account.show"),
    "verify": (lazy("Code aus dem Brief eingeben"), "codes.verify"),
    "code": (lazy("Code eingeben"), "voting_codes.enter"),
    "survey-code": (lazy("Code eingeben"), "survey_codes.enter"),
}
"""Where a refusal leads that can be helped."""


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
    init_identity(app, accounts_identity.load_visitor)
    install_privacy(app)
    init_gathering(app, GATHERED)
    app.wsgi_app = Compression(app.wsgi_app, public_cookies=(LANGUAGE_COOKIE, THEME_COOKIE))  # type: ignore[method-assign]  # how middleware is put on
    app.wsgi_app = PageDoor(app.wsgi_app, app, settings.default_language)  # type: ignore[method-assign]  # as above
    asset = init_static(app, STATIC, settings.var_dir / "static", compress=not settings.testing)
    init_pages(app, settings, asset)
    init_page_cache(app)
    init_places(app, settings)
    init_glances(app)
    init_kept(app)
    init_own_pages(app, stand_in_for)
    init_jobs(app, None if settings.testing else settings.var_dir / "jobs.sqlite", JOBS, SWEEPS)
    init_failures(app, sign_in_endpoint="accounts.sign_in", remedies=REMEDIES)

    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    let_mail_programs_post(app)
    if app.debug:
        init_gallery(app)
    for command in COMMANDS:
        app.cli.add_command(command)
    for signal, listener in SIGNALS:
        signal.connect(listener)  # type: ignore[attr-defined]  # blinker's signals
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies)  # type: ignore[method-assign]  # how middleware is put on
    return app
