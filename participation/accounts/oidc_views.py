"""Signing in by an identity provider. Coming back is a page with a button (a script presses it): only its POST does something."""

from __future__ import annotations

import hmac
from typing import Any

import structlog
from flask import Blueprint, Response, current_app, flash, request, url_for
from flask import session as browser
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts import oidc_actions
from participation.accounts.current import current_person, signed_in_only, signed_in_person
from participation.accounts.entering import enter, no_store
from participation.accounts.evidence import CodeKeys
from participation.accounts.factor_forms import FirstSignInForm
from participation.accounts.factor_models import SignInTicket, TicketKind
from participation.accounts.factors import sees_private_data, signs_of
from participation.accounts.limits import limit_providers
from participation.accounts.models import Person, Role
from participation.accounts.network_actions import note_network
from participation.accounts.network_models import Done
from participation.accounts.oidc import BadProvider, Begun, Client, Identity, ProviderDown
from participation.accounts.owner import changing_owner
from participation.accounts.providers import Provider, all_providers, provider_of
from participation.accounts.rules import may_link
from participation.accounts.tickets import living_ticket
from participation.accounts.verification_actions import second_account
from participation.kit import clock
from participation.kit.codes import new_token
from participation.kit.database import current_session
from participation.kit.errors import Conflict, Gone, Invalid
from participation.kit.fragments import go_to
from participation.kit.identity import visitor
from participation.kit.language import gettext as _
from participation.kit.language import language
from participation.kit.links import safe_next
from participation.kit.pages import page, settings
from participation.kit.rules import demand
from participation.kit.sealing import Seals, seals_of

blueprint = Blueprint("oidc", __name__)
blueprint.after_request(no_store)
log = structlog.get_logger()

LASTS = 15 * 60
"""Seconds for signing in at the provider."""
AT_ONCE = 3
"""Windows of one browser that may be under way."""


def _seals() -> Seals:
    return seals_of(settings())


def _client(provider: Provider) -> Client:
    clients: dict[str, Client] = current_app.extensions.setdefault("oidc_clients", {})
    return clients.setdefault(provider.key, Client(provider, _keys()))


def _keys() -> CodeKeys:
    return CodeKeys.of(current_app.config["SECRET_KEY"])


def _back_to(provider: Provider) -> str:
    """Where the provider sends browsers back to: from the configured address, never from a request."""
    return settings().base_url.rstrip("/") + url_for("oidc.back", key=provider.key)


@blueprint.get("/anmelden/mit/<slug:key>")
def start(key: str) -> BaseResponse:
    """Send the browser to the provider; what it must bring back stands in its signed cookie, and nothing in the database."""
    provider = provider_of(key)
    linking = _link_asked_for(provider)
    limit_providers(request.remote_addr, clock.now())
    try:
        url, begun = _client(provider).begin(_back_to(provider))
    except (ProviderDown, BadProvider) as error:
        return _failed(provider, error)
    entry = [begun.state, begun.nonce, begun.verifier, key, safe_next(request.args.get("next")), linking, int(clock.now().timestamp())]
    browser["oidc"] = [*(browser.get("oidc") or []), entry][-AT_ONCE:]
    return go_to(url)


def _link_asked_for(provider: Provider) -> int:
    """The session for which a signed-in person asked to link this provider; 0 for signing in."""
    given, asked = request.args.get("verbinden", ""), browser.get("oidc_link")
    if not given:
        return 0
    signed_in = visitor()
    right = isinstance(asked, str) and hmac.compare_digest(asked.encode(), f"{provider.key}:{given}".encode("utf-8", "replace"))
    if signed_in is None or not right:
        raise Gone(_("Dieser Link gilt nicht mehr. Bitte beginnen Sie auf Ihrer Seite noch einmal."))
    return int(signed_in.web_session.id)


@blueprint.get("/anmelden/mit/<slug:key>/zurueck")
def back(key: str) -> Response:
    """The browser comes back with a code, or without."""
    provider = provider_of(key)
    if "error" in request.args or not request.args.get("code"):
        return _failed(provider, None, request.args.get("error", "")[:60])
    brought = {name: request.args.get(name, "")[:2000] for name in ("code", "state", "iss")}
    return page("accounts/provider_back.html", provider=provider, brought=brought)


@blueprint.post("/anmelden/mit/<slug:key>/zurueck")
def finish(key: str) -> BaseResponse:
    """Change the code for the provider's word, and sign in, link, or ask for a name."""
    provider, entry = provider_of(key), _entry(key)
    limit_providers(request.remote_addr, clock.now())
    code, issuer = request.form.get("code", "")[:2000], request.form.get("iss", "")[:500]
    current_session().commit()  # the provider takes its time: nothing waits for this request meanwhile
    try:
        identity = _client(provider).finish(Begun(*entry[:3]), code, issuer, _back_to(provider))
    except (ProviderDown, BadProvider) as error:
        return _failed(provider, error)
    return _linked(provider, identity, entry[5]) if entry[5] else _came_in(provider, identity, entry[4])


def _entry(key: str) -> list[Any]:
    """What this browser set out with, once. Raises Gone where it did not, or too long ago: a code from elsewhere signs nobody in."""
    state, entries = request.form.get("state", "").encode("utf-8", "replace"), list(browser.get("oidc") or [])
    found = [one for one in entries if hmac.compare_digest(str(one[0]).encode(), state)]
    browser["oidc"] = [one for one in entries if one not in found]
    if not found or found[0][3] != key or clock.now().timestamp() - found[0][6] > LASTS:
        raise Gone(_("Diese Anmeldung gehört nicht zu diesem Browser oder hat zu lange gedauert. Bitte melden Sie sich noch einmal an."))
    entry: list[Any] = found[0]
    return entry


def _came_in(provider: Provider, identity: Identity, next_url: str) -> BaseResponse:
    session, now = current_session(), clock.now()
    link = oidc_actions.linked_identity(session, identity, _seals())
    if link is None:
        return _unknown(provider, identity, next_url)
    person = link.person
    if provider.for_staff and person.role == Role.RESIDENT and not sees_private_data(session, person):
        return _page_for_unknown(provider, "no_role")
    oidc_actions.come_in(session, link, now)
    session.commit()
    return _enter(person, identity, next_url)


def _enter(person: Person, identity: Identity, next_url: str) -> BaseResponse:
    told = _verified(person, identity)
    response = enter(current_session(), person, next_url, second_step=identity.second_sign)
    if told:
        flash(*told)
    return response


def _verified(person: Person, identity: Identity) -> tuple[str, str] | None:
    """Count the person as a resident where the provider's word is good for that; what to tell, also where another account was counted."""
    session = current_session()
    try:
        counted = oidc_actions.verify_by_identity(session, person, identity, _keys(), settings(), clock.now())
        session.commit()
        if counted == oidc_actions.Counted.ENDED:
            return second_account(), "warning"
        thanks = _("Danke. Ihr Wohnsitz ist nachgewiesen. Sie können jetzt unterstützen und abstimmen.")
        return (thanks, "success") if counted == oidc_actions.Counted.VERIFIED else None
    except Conflict as error:
        session.rollback()
        return error.message, "warning"


def _unknown(provider: Provider, identity: Identity, next_url: str) -> BaseResponse:
    """Somebody new: a resident chooses a name; whoever has an account here signs in to it first; staff are known before they come."""
    session = current_session()
    if provider.for_staff:
        return _page_for_unknown(provider, "staff")
    if oidc_actions.has_account(session, identity):
        return _page_for_unknown(provider, "has_account")
    token = new_token()
    oidc_actions.remember_identity(session, identity, token, next_url, _seals(), clock.now())
    session.commit()
    browser["new_person"] = token
    return go_to(url_for("oidc.first"))


def _page_for_unknown(provider: Provider, why: str) -> Response:
    return page("accounts/provider_unknown.html", provider=provider, why=why, status=403)


@blueprint.route("/anmelden/neu", methods=["GET", "POST"])
def first() -> BaseResponse:
    """Choose a name, and open the account."""
    session, form = current_session(), FirstSignInForm()
    ticket = _new_ticket()
    identity = oidc_actions.remembered_identity(ticket, _seals())
    if form.validate_on_submit():
        try:
            person = oidc_actions.open_account(session, ticket, form.public_name.data or "", language(), _seals(), settings(), clock.now())
            note_network(session, _seals(), person.id, Done.ACCOUNT, request.remote_addr, clock.now())
            session.commit()
            return _enter(person, identity, ticket.next_url if person.email else url_for("account.email"))
        except (Invalid, Conflict) as error:
            session.rollback()
            form.blame(error if isinstance(error, Invalid) else Invalid(error.message))
    provider = all_providers().get(identity.provider)
    status = 422 if form.errors or form.form_errors else 200
    return page("accounts/provider_first.html", form=form, provider=provider, email=identity.email, status=status)


def _new_ticket() -> SignInTicket:
    ticket = living_ticket(current_session(), TicketKind.NEW_PERSON, browser.get("new_person"), clock.now())
    if ticket is None:
        raise Gone(_("Das hat zu lange gedauert oder wurde schon benutzt. Bitte melden Sie sich noch einmal an."))
    return ticket


@blueprint.get("/konto/sicherheit/verbinden/<slug:key>")
@signed_in_only
def link(key: str) -> Response:
    """Say what linking means; its link leads to the provider."""
    provider, found = provider_of(key), changing_owner()
    demand(may_link(found.person, staff_only=provider.for_staff, sees_private_data=found.standing.sees_private_data))
    token = new_token()
    browser["oidc_link"] = f"{key}:{token}"
    return page("accounts/provider_link.html", provider=provider, token=token)


def _linked(provider: Provider, identity: Identity, web_session_id: int) -> BaseResponse:
    """Link what the provider said to the person who asked for it in this very session."""
    session, signed_in = current_session(), visitor()
    if signed_in is None or signed_in.web_session.id != web_session_id:
        raise Gone(_("Sie sind inzwischen abgemeldet. Bitte melden Sie sich an und beginnen Sie noch einmal."))
    person, private = signed_in_person(), sees_private_data(session, signed_in_person())
    oidc_actions.link_identity(session, person, identity, _seals(), settings(), clock.now(), staff_only=provider.for_staff, sees_private_data=private)
    session.commit()
    told = _verified(person, identity)
    if told:
        flash(*told)
    flash(_("%(provider)s ist mit Ihrem Konto verbunden.", provider=provider.label), "success")
    return go_to(url_for("factors.index"))


@blueprint.post("/konto/sicherheit/verbinden/<slug:key>/loesen")
@signed_in_only
def unlink(key: str) -> BaseResponse:
    """End a link; also one to a provider that is no longer in the settings."""
    session, person = current_session(), changing_owner().person
    oidc_actions.unlink_identity(session, person, key, signs_of(session, person.id), settings(), clock.now())
    session.commit()
    flash(_("Die Verbindung ist gelöst."), "success")
    return go_to(url_for("factors.index"))


def _failed(provider: Provider, error: Exception | None, said: str = "") -> Response:
    """Say what went wrong at the provider, and which other ways there are. 503: try again; 502: it sent what cannot be trusted; 400: it refused."""
    if error is not None:
        log.warning("identity provider failed", provider=provider.key, kind=type(error).__name__, reason=str(error)[:200])
    down = isinstance(error, ProviderDown) or said in ("temporarily_unavailable", "server_error")
    status = 503 if down else 502 if error is not None else 400
    why = "down" if down else "bad" if error is not None else "cancelled" if said == "access_denied" else "refused"
    response = page("accounts/provider_failed.html", provider=provider, why=why, signed_in=current_person() is not None, status=status)
    if down:
        response.headers["Retry-After"] = "60"
    return response
